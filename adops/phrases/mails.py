"""Kinds of mails in words (rules.md §13)."""

from collections.abc import Mapping

from adops.domain.mail import MailKind

MAIL_KINDS: Mapping[str, str] = {
    MailKind.CREATIVE_REFUSED: "创意退回",
    MailKind.DEADLINE_NEAR: "截止提醒",
    MailKind.HOLIDAY_NOTICE: "放假前提醒",
    MailKind.PACKAGE_ADS: "包版投放",
    MailKind.PACKAGE_ANSWER: "包版投放的回复",
    MailKind.LATE_REPORT: "晚投报备",
    MailKind.APPROVAL_LEDGER: "特批记录表",
    MailKind.SCREENSHOTS: "截图",
    MailKind.ANOMALY: "巡检异常",
    MailKind.MONTH_CONFIRMED: "月度确认",
    MailKind.MONTH_RETURNED: "月度退回",
    MailKind.TRAINING_RECORD: "培训记录",
    MailKind.EXAM_APPLICATION: "考核申请",
    MailKind.ACCOUNT_OPENING: "开通账号",
    MailKind.LEAVING_NOTICE: "离职通知",
    MailKind.HANDOVER_SHEET: "交接单",
    MailKind.ACCOUNT_INVITATION: "账号邀请",
}
