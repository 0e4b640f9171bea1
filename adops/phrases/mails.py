"""Kinds of mails in words (rules.md §13)."""

from collections.abc import Mapping
from datetime import date

from adops.domain.mail import MailKind
from adops.domain.states import MailState
from adops.phrases.words import STATES

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

TROUBLES: Mapping[str, str] = {
    "interrupted": "发送时中断，不知道对方是否收到",
    "no_recipient": "没有收件人",
}


def trouble_words(trouble: str | None) -> str:
    """Why a mail did not leave; what a mail server said stands as it said it."""
    return TROUBLES.get(trouble or "", trouble or "")


def search_words(
    *,
    kind: MailKind | None,
    state: MailState | None,
    first: date | None,
    last: date | None,
    station: str,
    recipient: str,
    words: str,
) -> str:
    """What mails were looked for by."""
    said = (
        station,
        MAIL_KINDS[kind] if kind else "",
        STATES[state.value] if state else "",
        f"{first.isoformat()} 起" if first else "",
        f"到 {last.isoformat()}" if last else "",
        f"收件人含“{recipient}”" if recipient else "",
        f"含“{words}”" if words else "",
    )
    return "，".join(one for one in said if one) or "全部邮件"
