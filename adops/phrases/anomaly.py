"""Words of anomalies: states, kinds, the three questions with their proof, what to mend."""

from collections.abc import Iterable, Mapping

from adops.domain.anomaly import (
    AnomalyKind,
    AnomalyState,
    Answer,
    Answered,
    Outcome,
    Question,
    Why,
)
from adops.domain.states import TicketState
from adops.domain.ticket import TicketKind

ZH, EN = "zh", "en"

STATES: Mapping[AnomalyState, tuple[str, str]] = {
    AnomalyState.OPEN: ("待核对", "open"),
    AnomalyState.OURS: ("我方问题", "ours"),
    AnomalyState.ESCALATED: ("已提工单", "escalated"),
    AnomalyState.RESOLVED: ("已恢复", "resolved"),
}
TONES: Mapping[AnomalyState, str] = {
    AnomalyState.OPEN: "bad",
    AnomalyState.OURS: "warn",
    AnomalyState.ESCALATED: "info",
    AnomalyState.RESOLVED: "ok",
}
KINDS: Mapping[AnomalyKind, tuple[str, str]] = {
    AnomalyKind.SLOT: ("广告位异常", "of a slot"),
    AnomalyKind.PAGE: ("页面异常", "of a page"),
}
WHYS: Mapping[Why, tuple[str, str]] = {
    Why.OK: ("巡检看到已恢复正常", "a look saw it right"),
    Why.OVER: ("排期已不在投", "its booking is on air no longer"),
    Why.MERGED: ("并入页面异常", "went into the page's"),
    Why.OTHER_AD: (
        "原来的问题已不在，位置上是没有排期的广告",
        "what was wrong is gone, an ad that was not booked shows",
    ),
    Why.GONE: ("广告位已停用或已移到别的页面", "its slot is retired or on another page"),
    Why.TAKEN_BACK: ("人工判断“没看到”已收回", "who had not seen it took that back"),
    Why.BY_HAND: ("人工结束", "ended by hand"),
}
QUESTIONS: Mapping[Question, tuple[str, str]] = {
    Question.SIZE: ("创意尺寸对吗", "is the creative's size right"),
    Question.LINK: ("链接对吗", "is the link right"),
    Question.AD_MATCH: ("广告匹配里填的尺寸对吗", "is the size entered in the ad-match right"),
}
ANSWERS: Mapping[Answer, tuple[str, str]] = {
    Answer.RIGHT: ("对", "right"),
    Answer.WRONG: ("不对", "wrong"),
    Answer.UNKNOWN: ("不清楚，请核对", "unknown"),
}
NOT_ANSWERED = "没有核对"  # of one that is over
WAITS = "还没有核对"  # to who may not answer
ANSWER_TONES: Mapping[Answer, str] = {
    Answer.RIGHT: "ok",
    Answer.WRONG: "bad",
    Answer.UNKNOWN: "warn",
}
# by code and answer
PROOFS: Mapping[tuple[str, Answer], str] = {
    ("size.rendered", Answer.WRONG): "页面上显示 {measured}，应为 {allowed}",
    ("size.file", Answer.WRONG): "创意文件是 {measured}，广告位是 {allowed}",
    ("size.file", Answer.RIGHT): "创意文件 {measured}，与广告位一致",
    ("size.text", Answer.RIGHT): "文字链，没有尺寸",
    ("size.no_creative", Answer.UNKNOWN): "没有已确认的创意文件可以核对",
    ("link.wrong", Answer.WRONG): "点击到 {measured}，应为 {allowed}",
    ("link.none", Answer.WRONG): "没有链接，应为 {allowed}",
    ("link.dead", Answer.WRONG): "链接是 {allowed}，但落地页打不开（{measured}）",
    ("link.seen", Answer.RIGHT): "点击到 {measured}，与创意一致",
    ("link.entered", Answer.RIGHT): "配置时的链接就是 {allowed}",
    ("link.entered", Answer.WRONG): "标记“已配置”时还不是这一版，应为 {allowed}",
    ("link.unseen", Answer.UNKNOWN): "页面上看不到链接，也没有配置记录；应为 {allowed}",
    ("ad_match.typed", Answer.WRONG): "标记“已配置”时填的是 {measured}，应为 {allowed}",
    ("ad_match.typed", Answer.RIGHT): "标记“已配置”时填的是 {measured}，与广告位一致",
    ("ad_match.page", Answer.WRONG): "页面的广告数据写着 {measured}，应为 {allowed}",
    ("ad_match.page", Answer.RIGHT): "页面的广告数据写着 {measured}，与广告位一致",
    ("ad_match.text", Answer.RIGHT): "文字链，没有尺寸",
    ("ad_match.unknown", Answer.UNKNOWN): "没有配置记录，页面的广告数据也没有写尺寸",
}
SAID = "人工核对"
FIXES: Mapping[str, str] = {
    "size.rendered": "核对创意和广告匹配的尺寸，改成 {allowed} 后重新发布",
    "size.file": "换一版尺寸为 {allowed} 的创意",
    "link.wrong": "把发布系统里的链接改成 {allowed}",
    "link.none": "在发布系统里补上链接 {allowed}",
    "link.dead": "请客户或销售恢复落地页，或换链接",
    "link.entered": "按现在这一版重新配置：链接 {allowed}",
    "ad_match.typed": "把广告匹配的尺寸改成 {allowed}，再标记“已配置”",
    "ad_match.page": "把广告匹配的尺寸改成 {allowed}",
}
BY_PERSON: Mapping[Question, str] = {
    Question.SIZE: "换一版尺寸正确的创意",
    Question.LINK: "在发布系统里改正链接",
    Question.AD_MATCH: "在发布系统里改正广告匹配的尺寸",
}
TICKETS: Mapping[TicketState, str] = {
    TicketState.WAITING: "等待提交",
    TicketState.SENDING: "正在提交",
    TicketState.SENT: "已提交",
    TicketState.FAILED: "没有提交成功",
    TicketState.DROPPED: "已恢复，不再提交",
}
TICKET_KINDS: Mapping[TicketKind, str] = {
    TicketKind.ISSUE: "工单",
    TicketKind.FILE: "截图",
    TicketKind.FACTS: "事实",
    TicketKind.NOTE: "补充说明",
}
LOST: Mapping[str, str] = {"severity": "严重程度", "handler": "处理人"}
VERBS: Mapping[str, str] = {
    "anomaly.open": "发现异常",
    "anomaly.join": "再次看到",
    "anomaly.change": "结果有变",
    "anomaly.triage": "人工核对",
    "anomaly.ours": "定为我方问题",
    "anomaly.escalate": "提交工单",
    "anomaly.resolve": "结束",
    "anomaly.reopen": "人工判断已收回，异常继续",
    "ticket.issue": "工单已建立",
    "ticket.file": "截图已附上",
    "ticket.facts": "事实已附上",
    "ticket.note": "说明已补充",
    "ticket.failed": "提交没有成功",
    "ticket.retry": "重新提交",
}


def proof(one: Answered) -> str:
    """What an answer rests on."""
    words = PROOFS.get((one.code, one.answer))
    return SAID if words is None else words.format(measured=one.measured, allowed=one.allowed)


def fix(one: Answered) -> str:
    """What is to be mended where the answer is wrong; else empty."""
    if one.answer is not Answer.WRONG:
        return ""
    words = FIXES.get(one.code, BY_PERSON[one.question])
    return words.format(measured=one.measured, allowed=one.allowed)


def fixes(given: Iterable[Answered]) -> list[str]:
    """What is to be mended, of every answer that is wrong."""
    return [told for told in (fix(one) for one in given) if told]


# what is to be done of one that waits for somebody
NEXT: Mapping[Outcome, str] = {
    Outcome.OURS: "按核对结果改好",
    Outcome.TICKET: "三步都对，可以提交工单",
    Outcome.ASK: "请回答三步核对",
}
# to who may not work on it
NEXT_OTHERS = "由{who}核对和处理"
NEXT_OTHERS_OURS = "由{who}改好：{fix}"
NEXT_OTHERS_MENDED = "由{who}处理好后再看一次"
NEXT_PAGE = "先请编辑确认页面；持续下去会自动提交工单，也可以现在提交"
NEXT_ALONE = "没有排期的广告位：请下线或核对广告位，也可以提交工单"
NEXT_OURS = "我方处理好后再看一次"
NEXT_TICKET = "工单 #{issue}，等总部处理"
NEXT_NO_NUMBER = "工单在发件箱里，还没有编号"


def others(who: str, state: AnomalyState, fix: str) -> str:
    """What somebody else does now, in one sentence."""
    if state is not AnomalyState.OURS:
        return NEXT_OTHERS.format(who=who)
    words = NEXT_OTHERS_OURS if fix else NEXT_OTHERS_MENDED
    return words.format(who=who, fix=fix)
