"""Words of what is to be done for a booking: kinds, steps of the line of responsibility."""

from collections.abc import Mapping
from datetime import datetime

from adops.domain.execution import CHANGES, ExecutionState, Item, ItemKind, Moment, Step, SwapState
from adops.domain.period import ONE_DAY
from adops.phrases.dates import moment, short_day

KINDS: Mapping[str, Mapping[ItemKind, str]] = {
    "zh": {
        ItemKind.START: "上线",
        ItemKind.SWAP: "换创意",
        ItemKind.LINK: "换链接",
        ItemKind.PAUSE: "紧急下线",
        ItemKind.RESUME: "恢复上线",
        ItemKind.TAKE_DOWN: "下线",
    },
    "en": {
        ItemKind.START: "start",
        ItemKind.SWAP: "swap",
        ItemKind.LINK: "change of link",
        ItemKind.PAUSE: "take off at once",
        ItemKind.RESUME: "resume",
        ItemKind.TAKE_DOWN: "take down",
    },
}

NEW = "新投放"  # beside a state, where 上线 would be read as one

STEPS: Mapping[str, Mapping[Step, str]] = {
    "zh": {
        Step.ENTERED: "排期录入",
        Step.SUBMITTED: "提交创意",
        Step.REFUSED: "退回创意",
        Step.WITHDRAWN: "撤回创意",
        Step.CONFIRMED: "确认创意",
        Step.DEADLINE: "创意截止",
        Step.DUE: "投放截止",
        Step.CONFIGURED: "配置完成",
        Step.LIVE: "标记上线",
        Step.DONE: "标记完成",
        Step.SEEN: "巡检看到",
        Step.REPORTED: "晚投报告",
        Step.LIFTED: "撤销按未投放处理",
    },
    "en": {
        Step.ENTERED: "booking entered",
        Step.SUBMITTED: "creative submitted",
        Step.REFUSED: "creative refused",
        Step.WITHDRAWN: "creative withdrawn",
        Step.CONFIRMED: "creative confirmed",
        Step.DEADLINE: "creative due",
        Step.DUE: "placing due",
        Step.CONFIGURED: "configured",
        Step.LIVE: "marked as live",
        Step.DONE: "marked as done",
        Step.SEEN: "seen by a check",
        Step.REPORTED: "reported as late",
        Step.LIFTED: "not placed: lifted",
    },
}

STATES: Mapping[str, Mapping[ExecutionState | SwapState, str]] = {
    "zh": {
        ExecutionState.WAITING: "缺创意",
        ExecutionState.READY: "待配置",
        ExecutionState.CONFIGURED: "已配置",
        ExecutionState.LIVE: "已上线",
        ExecutionState.ON_TIME: "准时上线",
        ExecutionState.LATE: "晚投",
        ExecutionState.LATE_REPORTED: "晚投（已报告）",
        ExecutionState.NOT_PLACED: "按未投放处理",
        ExecutionState.UNVERIFIED: "未核实",
        SwapState.DUE: "待替换",
        SwapState.DONE: "已替换",
        SwapState.DONE_LATE: "超时替换",
        SwapState.DROPPED: "不再需要",
    },
    "en": {
        ExecutionState.WAITING: "no creative",
        ExecutionState.READY: "to be entered",
        ExecutionState.CONFIGURED: "configured",
        ExecutionState.LIVE: "live",
        ExecutionState.ON_TIME: "on time",
        ExecutionState.LATE: "late",
        ExecutionState.LATE_REPORTED: "late, reported",
        ExecutionState.NOT_PLACED: "not placed",
        ExecutionState.UNVERIFIED: "not verified",
        SwapState.DUE: "due",
        SwapState.DONE: "done",
        SwapState.DONE_LATE: "done late",
        SwapState.DROPPED: "dropped",
    },
}

DOWN: Mapping[str, Mapping[SwapState, str]] = {
    "zh": {SwapState.DUE: "待下线", SwapState.DONE: "已下线", SwapState.DONE_LATE: "超时下线"},
    "en": {SwapState.DUE: "due", SwapState.DONE: "taken off", SwapState.DONE_LATE: "off late"},
}
BACK: Mapping[str, Mapping[SwapState, str]] = {
    "zh": {SwapState.DUE: "待恢复", SwapState.DONE: "已恢复", SwapState.DONE_LATE: "超时恢复"},
    "en": {SwapState.DUE: "due", SwapState.DONE: "back", SwapState.DONE_LATE: "back late"},
}

TONES: Mapping[ExecutionState, str] = {
    ExecutionState.WAITING: "warn",
    ExecutionState.READY: "info",
    ExecutionState.CONFIGURED: "ok",
    ExecutionState.LIVE: "ok",
    ExecutionState.ON_TIME: "ok",
    ExecutionState.LATE: "bad",
    ExecutionState.LATE_REPORTED: "warn",
    ExecutionState.NOT_PLACED: "bad",
    ExecutionState.UNVERIFIED: "warn",
}


def state(item: Item) -> str:
    """待配置; of what is done at once 待替换, of stops 待下线, 待恢复."""
    if item.swap is None or (item.kind in CHANGES and item.shown):
        return STATES["zh"][item.state]
    if item.kind in CHANGES:
        return STATES["zh"][item.swap]
    words = BACK if item.kind is ItemKind.RESUME else DOWN
    return words["zh"].get(item.swap, STATES["zh"][item.swap])


NOT_LIVE = "尚未上线"


def what(one: Moment) -> str:
    """提交创意（第2版）."""
    words = STEPS["zh"][one.step]
    if one.version is not None:
        words += f"（第{one.version}版）"
    return f"{words}：{one.note}" if one.note else words


def actual(item: Item) -> str:
    """When it went live, to the minute, or 尚未上线."""
    return moment(item.live.at) if item.live else NOT_LIVE


def came_late(item: Item) -> str:
    """What came when the advice was over, and what is due now; empty once it is entered."""
    if item.binds is None or item.configured or item.live:
        return ""
    if item.kind in CHANGES:
        limit = f"最迟 {moment(item.binds)} 换好"
        return f"这一版 {moment(item.came_at)} 才确认，已过建议的时间：请马上配置，{limit}"
    if item.binds == item.due:
        limit = f"最迟 {short_day(item.day - ONE_DAY)} 24:00"
    else:
        limit = f"{moment(item.binds)} 之后上线算晚投"
    return f"排期 {moment(item.came_at)} 才录入，已过建议的时间：请马上配置，{limit}"


def planned(limit: datetime) -> str:
    """The instant after which it is late."""
    return f"{moment(limit)} 前"
