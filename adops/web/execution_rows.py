"""What is to be done, as the page 执行 shows it: the fields of the publishing system's form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adops.domain.execution import CHANGES, STOPS, Item, ItemKind, Mark, Moment, SwapState
from adops.domain.finding import Verdict
from adops.domain.people import Actor
from adops.domain.period import Period, ad_day_of, ad_day_starts
from adops.domain.states import CreativeState
from adops.phrases import dates
from adops.phrases.creative import place
from adops.phrases.doers import doer
from adops.phrases.execution import KINDS, NEW, TONES, actual, came_late, state, what
from adops.queries.executions import Found
from adops.rules.execution import minutes_left
from adops.rules.permission import may, submit_act
from adops.rules.swap import SWAP_TIME
from adops.rules.transitions import EXECUTION, SWAP

WRITE, LIFT = "execution.write", "execution.lift"
SWAP_TONES = {
    SwapState.DUE: "warn",
    SwapState.DONE: "ok",
    SwapState.DONE_LATE: "bad",
    SwapState.DROPPED: "plain",
}
MAIN = "main"
DONE_WORDS = {
    ItemKind.PAUSE: "已下线",
    ItemKind.TAKE_DOWN: "已下线",
    ItemKind.RESUME: "已恢复",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form: its name and what to type."""

    name: str
    value: str


def item_row(
    found: Found, line: Sequence[Moment], names: Mapping[str, str], *, by: Actor, now: datetime
) -> dict[str, Any]:
    """One item with what the person may mark of it. `names` are by 工号, and stations by code."""
    item, placed = found.item, found.placed
    writes = may(by, WRITE, placed.thing)
    return {
        "id": item.id,
        "title": f"{placed.contract.name}（{placed.contract.no}）",
        "slot": placed.slot.name,
        "page": placed.page,
        "kind": NEW if item.kind is ItemKind.START else KINDS["zh"][item.kind],
        "placer": names.get(placed.booking.station_placed, ""),
        "mine": writes,
        "booking": item.booking_id,
        "state": state(item),
        "tone": _tone(item),
        "why": item.why,
        "suspended": item.suspended and not item.live and not item.reopened,
        "reopened": item.reopened,
        "is_stop": item.kind in STOPS,
        "off": item.kind in STOPS and item.kind is not ItemKind.RESUME,
        "fields": fields(item),
        "sizes": [(one.part, _size_name(one.part, item), one.words) for one in item.entry.sizes],
        "has_creative": bool(item.entry.creatives),
        "waits_for": _waiting(found),
        "may_submit": may(by, submit_act(taken_over=placed.booking.taken_over), placed.thing),
        "files": [(one.creative_id, one.version) for one in item.entry.creatives],
        "old": [(one.creative_id, one.version) for one in item.replaces],
        "editor": placed.slot.editor_contact if placed.slot.editor_placed else None,
        "due": item.due,
        "advice": item.shown,
        "came_late": came_late(item),
        "provisional": item.provisional,
        "live": item.live,
        "live_words": actual(item),
        "done_words": DONE_WORDS.get(item.kind, "已替换"),
        "live_by": _live_by(item, names),
        "configured": _mark(item.configured, names),
        "differs": _differs(item),
        "entered_late": item.entered_late,
        "report": item.report,
        "lift": _mark(item.lift, names),
        "minutes": minutes(item, now=now),
        "is_change": item.kind in CHANGES,
        "line": [
            (dates.moment(one.at), what(one), doer(names.get(one.by or "", one.by))) for one in line
        ],
        "may_configure": writes and _may_configure(item),
        "may_live": writes and _may_live(item, now),
        "may_swap": writes and _may_swap(item, now),
        "may_report": writes and (item.state, "report") in EXECUTION and item.lift is None,
        "may_lift": may(by, LIFT, placed.thing) and (item.state, "lift") in EXECUTION,
    }


def _waiting(found: Found) -> tuple[int, int] | None:
    """The version (id, number) that was submitted for the item's day and is to be confirmed; None
    where the last was refused by the review."""
    given = [one for one in found.placed.creatives if one.go_live <= found.item.day]
    last = given[-1] if given else None
    if last is None or last.state is not CreativeState.SUBMITTED or last.verdict is Verdict.REJECT:
        return None
    return last.id or 0, last.version


def _tone(item: Item) -> str:
    at_once = item.swap is not None and (item.kind in STOPS or not item.shown)
    return SWAP_TONES[item.swap] if item.swap and at_once else TONES[item.state]


def fields(item: Item) -> list[Field]:
    """In the order of the form; link and files once for each of several shown in turn."""
    entry = item.entry
    several = len(entry.creatives) > 1
    found = [Field("广告位", f"{entry.slot_code} {entry.slot_name}")]
    for one in entry.creatives:
        found.append(Field(f"创意（第{one.version}版）", "、".join(one.files)))
    off = item.kind in STOPS and item.kind is not ItemKind.RESUME
    found += [Field(_size_name(one.part, item), one.words) for one in entry.sizes if not off]
    for one in entry.creatives:
        found.append(Field(f"链接（第{one.version}版）" if several else "链接", one.link))
    found.append(Field("投放周期", period(entry.period)))
    found.append(Field("定向地域", "、".join(entry.regions)))
    return found


def period(of: Period) -> str:
    """`2026.11.21-2026.11.30`, as package mails write it."""
    ends = (of.first, of.last) if of.length > 1 else (of.first,)
    return "-".join(f"{one.year}.{one.month}.{one.day}" for one in ends)


def minutes(item: Item, *, now: datetime) -> str:
    """还剩 23 分钟, 已超时 5 分钟; empty for what is not open, and for a take-down until
    its last hour."""
    ahead = item.kind is ItemKind.TAKE_DOWN and now < item.due - SWAP_TIME
    if item.swap is not SwapState.DUE or ahead:
        return ""
    left = minutes_left(item, now=now)
    return f"还剩 {left} 分钟" if now <= item.due else f"已超时 {-left} 分钟"


def names_needed(lines: Iterable[Sequence[Moment]], items: Iterable[Item]) -> set[str]:
    """工号 that the rows name."""
    marks = [mark for item in items for mark in (item.configured, item.lift, item.report) if mark]
    said = {one.by for line in lines for one in line if one.by}
    live = {item.live.by for item in items if item.live and item.live.by}
    return said | live | {mark.by for mark in marks}


def _size_name(part: str, item: Item) -> str:
    several = len(item.entry.sizes) > 1 or part != MAIN
    return f"匹配尺寸（{place(part)}）" if several else "匹配尺寸"


def _mark(mark: Mark | None, names: Mapping[str, str]) -> dict[str, str] | None:
    if mark is None:
        return None
    return {
        "at": dates.moment(mark.at),
        "by": doer(names.get(mark.by, mark.by)),
        "sizes": "、".join(mark.sizes.values()),
        "note": mark.note,
    }


def _live_by(item: Item, names: Mapping[str, str]) -> str:
    if item.live is None:
        return ""
    return doer(names.get(item.live.by, item.live.by)) if item.live.by else "巡检看到"


def _differs(item: Item) -> bool:
    """The size typed is another than the slot's: the check would find it (rules.md §9)."""
    if item.configured is None:
        return False
    return dict(item.configured.sizes) != {one.part: one.words for one in item.entry.sizes}


def _may_configure(item: Item) -> bool:
    dropped = item.swap is SwapState.DROPPED or item.kind in STOPS
    return bool(item.entry.creatives) and not dropped and (item.state, "configure") in EXECUTION


def _may_live(item: Item, now: datetime) -> bool:
    """A start, in its ad day and not live yet."""
    if item.swap is not None or not item.entry.creatives or item.live is not None:
        return False
    begun = ad_day_of(now) == item.day or item.reopened
    return begun and (item.state, "live") in EXECUTION


def _may_swap(item: Item, now: datetime) -> bool:
    if item.swap is None or (item.swap, "done") not in SWAP:
        return False
    return item.kind in STOPS or now >= ad_day_starts(item.day)
