"""Words that every page shares: the menu, what was done, how a refusal is told."""

from collections.abc import Mapping

from adops.errors import Kind

# address, word, icon, and the acts of which one must be open to the person
NAVIGATION: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("/", "今日", "fa-calendar-day", ()),
    ("/contracts", "合同", "fa-file-signature", ("booking.read",)),
    ("/creatives", "创意", "fa-image", ("creative.read",)),
    ("/approvals", "特批", "fa-stamp", ("ledger.read", "approval.read")),
    ("/schedule", "排期", "fa-table-list", ("slot.read",)),
    ("/slots", "广告位", "fa-table-cells-large", ("slot.read",)),
    ("/checks", "巡检", "fa-eye", ("check.read",)),
    ("/months", "月度确认", "fa-clipboard-check", ("month.read",)),
    ("/import", "导入", "fa-file-import", ("slot.write", "booking.write", "people.write")),
    ("/people", "人员", "fa-users", ("people.read",)),
    ("/outbox", "发件箱", "fa-envelope", ("outbox.read",)),
)

DONE: Mapping[str, str] = {
    "contract_opened": "合同已新建，可以为它登记排期。",
    "booking_entered": "排期已登记。",
    "booking_held": "已预订，占用轮播到下面写的时间；到期没有转正式会自动退回草稿。",
    "booking_booked": "已正式预订。",
    "booking_moved": "已改期，创意随排期保留。",
    "booking_cancelled": "已取消，腾出的轮播可以再卖。",
    "booking_paused": "已暂停：请马上下线，巡检不再等它的创意。",
    "booking_resumed": "已恢复，请按换稿处理。",
    "closed": "已记录关闭：这些日子不巡检，排期按编辑关闭计。",
    "reopened": "已记录恢复。",
    "submitted": "已提交，审核结果如下。",
    "taken": "已用改好的文件提交为新版，审核结果如下。",
    "mended": "已改好，请对比后决定是否采用。",
    "confirmed": "已确认：这个文件、这个链接，就此定稿。",
    "rejected": "已退回，退回说明已记录并通知销售。",
    "withdrawn": "已撤回。",
    "words_decided": "判定已记录。",
    "copy": "文案已保存。",
    "link_changed": "新的一版已提交：文件不变，只换链接；确认后生效。",
    "clicked": "已记下确认的时间，还没有生效：要等的事项见“上线与截止”。",
    "unconfirmed": "已撤销确认，创意回到已提交；若替换过别的版本，那些版本已恢复。",
    "version_added": "新刊例已写入，到生效日起执行。",
    "asked": "已申请特批，等待登记。",
    "registered": "已登记特批，计入本周记录表。",
    "approved": "已批准。",
    "refused": "已驳回。",
    "corrected": "已更正；若那一期已经发出，下一期会列出改动前后。",
    "sent": "已放入发件箱，由系统发送。",
    "resent": "已放入发件箱，按原文件重发。",
    "mail_sent": "已记为已发送。",
    "mail_started": "收件人已补齐，邮件继续发送。",
    "run_asked": "已安排巡检，完成后结果显示在这里。",
    "decided": "已记下人工判断，月度确认按它计算。",
    "reasons": "原因已保存。",
    "proof": "证明已保存。",
    "proof_removed": "证明已移除。",
    "month_confirmed": "已确认，本月就此定稿，并发给财务。",
    "accepted": "已接收，本月已关闭。",
    "returned": "已退回，原因已通知地方站。",
    "imported": "已导入。",
    "password": "密码已设置。",
    "person_added": "人员已新增；AE 的账号先为只读，考核通过后才能投放。",
    "person_closed": "账号已关闭，登录、链接和令牌全部失效。",
    "revoked": "令牌已吊销。",
    "signed_out": "已退出登录。",
}

TITLES: Mapping[Kind, str] = {
    Kind.RULE: "按规则不能这样做",
    Kind.INPUT: "内容需要改一下",
    Kind.MISSING: "没有找到",
    Kind.FORBIDDEN: "没有权限",
    Kind.UNKNOWN_PERSON: "请先登录",
    Kind.TOO_LARGE: "文件太大",
    Kind.MEDIA_TYPE: "这种文件不能用",
    Kind.TOO_OFTEN: "请稍等",
    Kind.OUTSIDE: "暂时没有做成",
}

KEPT: Mapping[bool, str] = {
    True: "什么都没有改动，下面填写的内容还在。",
    False: "什么都没有改动。按浏览器的“返回”，刚才填写的内容还在。",
}

TO_DO: Mapping[Kind, str] = {
    Kind.RULE: "按上面的说明处理后再试。",
    Kind.INPUT: "改好后再提交一次。",
    Kind.MISSING: "它可能已被移走，或地址不完整；请从菜单重新进入。",
    Kind.FORBIDDEN: "请有权限的同事操作；权限有误请联系系统管理员。",
    Kind.UNKNOWN_PERSON: "登录后再试一次。",
    Kind.TOO_LARGE: "请换一个小一些的文件。",
    Kind.MEDIA_TYPE: "请换一种文件。",
    Kind.TOO_OFTEN: "到时间后再试。",
    Kind.OUTSIDE: "请稍后再试；一直不行请联系系统管理员。",
}
