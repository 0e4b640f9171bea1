"""Words for mails that came in: what they were taken for, and what was made of each line."""

from collections.abc import Mapping
from typing import Any

from adops.domain.incoming import IncomingKind, IncomingState

KINDS: Mapping[IncomingKind, str] = {
    IncomingKind.PACKAGE_ADS: "包版投放",
    IncomingKind.APPROVAL: "申请特批",
    IncomingKind.NOT_OURS: "与投放无关",
    IncomingKind.REFUSED_SENDER: "发件人不在允许的域名",
    IncomingKind.UNREAD: "没有读",
}
STATES: Mapping[IncomingState, str] = {
    IncomingState.TAKEN: "已收下，待处理",
    IncomingState.READ: "处理中",
    IncomingState.HANDLED: "已处理",
    IncomingState.UNMATCHED: "待人工",
    IncomingState.SETTLED: "已了结",
}
ALONE = "没有动"
TROUBLES: Mapping[str, str] = {
    "too_large": "邮件太大，系统没有读，请在邮箱里打开处理",
    "ungiven": "邮件服务器没有给出这封邮件，请在邮箱里打开处理",
}
DONE = frozenset({"draft.made", "draft.full", "booking.there", "ask.made"})
"""Outcomes of a line of which something was made, or is there."""

LINES: Mapping[str, str] = {
    "draft.made": "已建草稿排期（广告位 {slot}），待AE核对预订",
    "draft.full": "已建草稿排期（广告位 {slot}），但 {days} 已订满，请联系AE换档期",
    "booking.there": "排期已有（广告位 {slot}）",
    "unreadable": "{message}",
    "contract.unknown": "没有合同或项目 {number}，请核对编号，或先登记合同",
    "contract.several": "项目 {number} 有几个合同（{contracts}），请写明合同号",
    "slot.unknown": "没有这个名称或编号的广告位，请按刊例上的写法填写",
    "slot.other_size": "广告位的尺寸不同：{slots}",
    "slot.several": "这个名称和尺寸的广告位不止一个（{slots}），请把名称写成编号",
    "slot.retired": "广告位已停用：{slots}",
    "booking.begun": "投放周期已经开始，请联系AE直接登记（广告位 {slot}）",
    "booking.cancelled": "同一天开始的排期已取消（{start} 至 {end}），请联系AE",
    "booking.other_days": "同一合同在这个广告位已有排期 {start} 至 {end}，改期请联系AE",
    "station.unknown": "看不出是哪个站点的合同 {contract}，请用登记过的邮箱发送，或联系AE",
    "region.needed": "没有定向地域",
    "region.no_station": "定向地域没有对应的站点：{regions}",
    "region.two_stations": "定向地域分属几个站点（{regions}），请分开写",
    "ask.made": "已申请特批，等AE登记",
    "ask.no_contract": "看不出是哪个合同的创意，或该合同没有待确认的创意",
    "ask.no_slot": "该合同在这个广告位没有待确认的创意",
    "ask.not_needed": "找到的创意不需要特批",
    "ask.several": "有几个创意都可能是（{creatives}）",
    "ask.sender": "发件人不是合同销售（创意 {creatives}）",
    "ask.refused": "{message}",
    "ask.settled": "由AE指定",
}
FILES: Mapping[str, str] = {
    "file.taken": "作为这条广告的创意",
    "file.part": "作为这条广告的创意（{part}）",
    "file.there": "与已提交的创意相同",
    "file.no_ad": "看不出是哪条广告的：尺寸和名称都对不上",
    "file.several": "可能是几条广告的：请在文件名里写上广告位或序号",
    "file.two": "一条广告的同一部分有几个文件：请只留一个，或在页面上提交",
    "file.which_part": "这个广告位要几个文件（{parts}），看不出是哪一个：请写在文件名里",
    "file.lacking": "这个广告位要几个文件，还缺{lacking}，没有提交："
    "请补齐后一起发来，或在页面上提交",
    "file.too_many": "一封邮件最多看 {most} 个文件，请分几封发来",
    "file.no_link": "邮件里没有落地页：请在广告下面写“落地页：https://…”，或在页面上提交",
    "file.not_a_creative": "不是创意文件，没有提交",
    "file.refused": "没有提交：{message}",
}


def outcome_words(code: str, facts: Mapping[str, Any]) -> str:
    """What was made of a line or a file, in a sentence."""
    told = {
        name: "、".join(map(str, value)) if isinstance(value, list | tuple) else value
        for name, value in facts.items()
    }
    return {**LINES, **FILES}[code].format_map(told)


def trouble_words(trouble: str | None) -> str:
    """Why a mail could not be read or handled."""
    code, _, why = (trouble or "").partition(": ")
    if code in TROUBLES:
        return TROUBLES[code]
    return f"处理时出错：{trouble}" if trouble else why
