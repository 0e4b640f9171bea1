"""Deadlines to come, in words: what is missing, which break (rules.md §3)."""

from adops.domain.calendar import Break
from adops.domain.reminder import Moved, Rehearsal, Start
from adops.phrases import dates


def missing_words(start: Start) -> str:
    """What is missing for the day."""
    return "已提交，还没有确认" if start.handed_in else "还没有提交创意"


def break_words(off: Break) -> str:
    """国庆节 10月1日 周四至10月7日 周三."""
    name = "、".join(off.names)
    return f"{name} {dates.day(off.first)}至{dates.day(off.last)}".strip()


def rehearsal_line(start: Start, moved: Moved) -> str:
    """One booking of the list on Today."""
    what = f"{start.contract_name}（{start.contract_no}）· {start.slot_name}"
    when = f"{dates.day(start.on)} 上线，{dates.moment(moved.deadline.at)} 截止"
    return f"{what}：{when}（平时是 {dates.moment(moved.usual)}），{missing_words(start)}"


def rehearsal_title(rehearsal: Rehearsal, count: int) -> str:
    """The item on Today."""
    return f"{break_words(rehearsal.off)}放假：{count} 条排期的创意截止时间提前"
