"""Words of what is to be done for a booking: kinds, steps of the line of responsibility."""

from collections.abc import Mapping
from datetime import datetime

from adops.domain.execution import ExecutionState, Item, ItemKind, Moment, Step
from adops.phrases.dates import moment

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
        Step.SEEN: "seen by a check",
        Step.REPORTED: "reported as late",
        Step.LIFTED: "not placed: lifted",
    },
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


def planned(limit: datetime) -> str:
    """The instant after which it is late."""
    return f"{moment(limit)} 前"
