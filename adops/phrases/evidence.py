"""Stored files in words: why they went, what is wrong with them, what rests on them."""

from collections.abc import Mapping

from adops.domain.evidence import BadFile, FileTrouble, Gone, Resting
from adops.phrases import dates

GONE: Mapping[str, str] = {
    Gone.OVER: "排期结束已满保存年限",
    Gone.REPEAT: "当天另有截图为凭，这是多看的一次",
    Gone.NOT_BOOKED: "广告位当天没有排期",
}
GONE_EN: Mapping[str, str] = {
    Gone.OVER: "its bookings ended long enough ago",
    Gone.REPEAT: "a repeat: the day rests on another look",
    Gone.NOT_BOOKED: "the slot had no booking",
}
TROUBLES: Mapping[FileTrouble, str] = {FileTrouble.LOST: "丢失", FileTrouble.BROKEN: "损坏"}
PARTS: Mapping[str, str] = {
    "picture": "特写图",
    "page_picture": "整页截图",
    "facts": "页面数据",
    "first_screen": "首屏截图",
    "stray_picture": "不属于任何排期的那次截图",
    "html": "网页源码",
    "har": "访问记录",
    "proof": "证明单",
}
# what else names files, by table
NAMED_BY: Mapping[str, str] = {
    "creative_part": "创意文件",
    "suggestion": "建议换用的文件",
    "rendered_package": "HTML5 创意的截图",
    "picture_words": "创意文件",
    "landing_page": "落地页存档",
    "content_decision": "举证文件",
    "approval": "特批邮件",
    "ledger_week": "特批记录表",
    "month_close": "月度确认表",
    "month_proof": "月度证明",
    "incoming_mail": "来信",
    "mail": "发件箱邮件的附件",
    "slot_trial": "试播截图",
    "anomaly": "异常",
}


def rest_words(one: Resting) -> str:
    """What rests on a file, in a few words: day, slot, contract, which file of the look."""
    if one.on is None:
        return NAMED_BY.get(one.table, "其他记录")
    contract = f"，合同 {one.contract_no}" if one.contract_no else "，没有排期"
    return f"{dates.day(one.on)} {one.slot_name}（{one.slot_code}）{contract}：{PARTS[one.part]}"


def bad_words(one: BadFile, rests: tuple[Resting, ...]) -> str:
    """One lost or broken file with what rests on it."""
    told = "；".join(dict.fromkeys(rest_words(rest) for rest in rests))
    name = f"{one.sha256[:16]}…"
    return f"{TROUBLES[one.trouble]} {name}：{told or '没有记录再用到它'}"
