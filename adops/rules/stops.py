"""How far a pause, a resumption or a take-down is (rules.md §7)."""

from collections.abc import Iterable
from datetime import datetime

from adops.domain.execution import ItemKind, Live, Mark, MarkKind, Sight, Stop, SwapState
from adops.domain.states import Delivered
from adops.rules.swap import SWAP_TIME


def done_of(stop: Stop, marks: Iterable[Mark], sights: Iterable[Sight]) -> Live | None:
    """By the mark; a resumption, as a swap, by the first look too that saw the booking again."""
    found = [Live(mark.at, mark.by) for mark in marks if mark.kind is MarkKind.LIVE]
    if stop.kind is ItemKind.RESUME:
        seen = (one for one in sights if one.delivered is Delivered.YES and one.at >= stop.at)
        found += [Live(one.at) for one in seen]
    return min(found, key=lambda one: one.at, default=None)


def put_off(due: datetime, stops: Iterable[Stop], *, since: datetime) -> datetime:
    """When a swap that was confirmed at `since` must be done: a pause that took its time away gives
    it back, an hour after the booking runs again. **[decided]**"""
    begun: datetime | None = None
    for one in sorted(stops, key=lambda stop: stop.at):
        if one.kind is ItemKind.PAUSE:
            begun = one.at
        elif one.kind is ItemKind.RESUME and begun is not None and begun < due and one.at > since:
            due = max(due, one.at + SWAP_TIME)
    return due


def state_of(
    stop: Stop,
    stops: Iterable[Stop],
    done: Live | None,
    *,
    due: datetime,
    over: datetime,
    now: datetime,
) -> SwapState:
    """A pause or a resumption that the next one overtook, or the booking's end (`over`), is needed
    no more; what was cancelled must be taken down, however long that takes."""
    if done is not None:
        in_time = done.at.replace(microsecond=0) <= due
        return SwapState.DONE if in_time else SwapState.DONE_LATE
    if stop.kind is ItemKind.TAKE_DOWN:
        return SwapState.DUE
    turns = (one for one in stops if one.kind is not ItemKind.TAKE_DOWN)
    overtaken = any(stop.at < one.at <= now for one in turns)
    return SwapState.DROPPED if overtaken or now >= over else SwapState.DUE
