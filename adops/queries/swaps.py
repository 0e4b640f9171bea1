"""When each version was put in its place: by the first look that saw it, or the placer's mark
(rules.md §7, swap)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, func, select

from adops.domain.execution import Mark, MarkKind, Sight
from adops.domain.states import Delivered
from adops.models import ExecutionMark, SlotCheck, SlotCheckBooking
from adops.rules.live import done_of
from adops.rules.swap import Version


def done_at(
    session: Session, booking_ids: Iterable[int], versions: Iterable[tuple[int, Version]]
) -> dict[int, datetime]:
    """Creative id → instant, of those versions (with their booking) that are in place; two
    queries."""
    ids = list(booking_ids)
    marks = _marks(session, ids)
    sights = _first_seen(session, ids)
    found = {}
    for booking_id, one in versions:
        said = marks[booking_id, f"v{one.number}"]
        done = done_of(one, marks=said, sights=sights.get(one.creative_id, ()))
        if done is not None:
            found[one.creative_id] = done.at
    return found


def _marks(session: Session, booking_ids: list[int]) -> defaultdict[tuple[int, str], list[Mark]]:
    query = select(ExecutionMark).where(
        col(ExecutionMark.booking_id).in_(booking_ids), ExecutionMark.kind == MarkKind.LIVE
    )
    found: defaultdict[tuple[int, str], list[Mark]] = defaultdict(list)
    for row in session.exec(query):
        found[row.booking_id, row.what].append(Mark(MarkKind.LIVE, row.at, row.by))
    return found


def _first_seen(session: Session, booking_ids: list[int]) -> dict[int, list[Sight]]:
    """Of each version the first look that saw it."""
    seen = SlotCheckBooking
    first = (
        select(func.min(seen.id))
        .where(col(seen.booking_id).in_(booking_ids), seen.delivered == Delivered.YES)
        .group_by(col(seen.creative_id))
    )
    query = (
        select(seen, SlotCheck.captured_at)
        .join(SlotCheck, col(SlotCheck.id) == seen.slot_check_id)
        .where(col(seen.id).in_(first), col(seen.creative_id).is_not(None))
    )
    return {
        one.creative_id or 0: [Sight(at, one.on, one.delivered, one.creative_id)]
        for one, at in session.exec(query)
    }
