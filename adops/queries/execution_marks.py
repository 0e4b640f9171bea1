"""What was said of bookings' items, and what looks saw of them (rules.md §7)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from adops.domain.execution import Mark, MarkKind, Sight
from adops.domain.period import ad_day_of
from adops.domain.states import Delivered
from adops.models import (
    Booking,
    BookingPause,
    Creative,
    ExecutionMark,
    SlotCheck,
    SlotCheckBooking,
)
from adops.rules.live import live_of


def marks_of(
    session: Session, booking_ids: Sequence[int]
) -> defaultdict[int, dict[tuple[date, str], tuple[Mark, ...]]]:
    """By booking, then by (day, what), in order; one query."""
    found: defaultdict[int, dict[tuple[date, str], tuple[Mark, ...]]] = defaultdict(dict)
    query = select(ExecutionMark).where(col(ExecutionMark.booking_id).in_(booking_ids))
    for row in session.exec(query.order_by(col(ExecutionMark.id))):
        of, key = found[row.booking_id], (row.day, row.what)
        of[key] = (*of.get(key, ()), _mark(row))
    return found


def _mark(row: ExecutionMark) -> Mark:
    """The row as a value."""
    return Mark(
        kind=MarkKind(row.kind),
        at=row.at,
        by=row.by,
        sizes=row.sizes,
        entered=tuple(row.entered),
        reason=row.reason,
        note=row.note,
    )


def last_looks(session: Session, slot_ids: Iterable[int | None]) -> dict[int, datetime]:
    """When each slot was looked at last; one query."""
    query: Any = (
        select(col(SlotCheck.slot_id), func.max(SlotCheck.captured_at))
        .where(col(SlotCheck.slot_id).in_(list(slot_ids)))
        .group_by(col(SlotCheck.slot_id))
    )
    return dict(session.exec(query).all())


def last_mark(session: Session, *, booking_id: int, day: date, what: str) -> ExecutionMark | None:
    """The newest mark on an item, as a row."""
    query = select(ExecutionMark).where(
        ExecutionMark.booking_id == booking_id,
        ExecutionMark.day == day,
        ExecutionMark.what == what,
    )
    return session.exec(query.order_by(col(ExecutionMark.id).desc())).first()


def marked_live(session: Session, creative: Creative) -> bool:
    """Whether the placer marked it as live, and no later look of that ad day contradicted
    (rules.md §7). A mark holds what was to be entered then; two queries at most."""
    told = select(ExecutionMark).where(
        ExecutionMark.booking_id == creative.booking_id, ExecutionMark.kind == MarkKind.LIVE
    )
    marks = [
        _mark(row)
        for row in session.exec(told.order_by(col(ExecutionMark.id)))
        if any(one.startswith(f"{creative.id} ") for one in row.entered)
    ]
    days = {ad_day_of(one.at) for one in marks}
    sights = _sights_on(session, creative.booking_id, days) if days else []
    denied = [one for one in sights if one.delivered is Delivered.NO]
    return any(live_of(day, marks=marks, sights=denied) for day in days)


def _sights_on(session: Session, booking_id: int, days: Iterable[date]) -> list[Sight]:
    query = (
        select(SlotCheckBooking, SlotCheck.captured_at)
        .join(SlotCheck, col(SlotCheck.id) == SlotCheckBooking.slot_check_id)
        .where(SlotCheckBooking.booking_id == booking_id, col(SlotCheckBooking.on).in_(days))
    )
    found = session.exec(query.order_by(col(SlotCheckBooking.id)))
    return [Sight(at, one.on, one.delivered, one.creative_id) for one, at in found]


def sights_of(session: Session, booking_ids: Sequence[int]) -> defaultdict[int, list[Sight]]:
    """Looks of each booking's first day, of each version those that saw it, the first alone, and
    the first that saw the booking after each pause."""
    seen = SlotCheckBooking
    first_seen = (
        select(func.min(seen.id))
        .where(col(seen.booking_id).in_(booking_ids), seen.delivered == Delivered.YES)
        .group_by(col(seen.booking_id), col(seen.creative_id))
    )
    query = (
        select(seen, SlotCheck.captured_at)
        .join(SlotCheck, col(SlotCheck.id) == seen.slot_check_id)
        .join(Booking, col(Booking.id) == seen.booking_id)
        .where(col(seen.booking_id).in_(booking_ids))
        .where(
            or_(
                col(seen.on) == Booking.first_day,
                col(seen.id).in_(first_seen),
                col(seen.id).in_(_seen_again(booking_ids)),
            )
        )
        .order_by(col(seen.id))
    )
    found: defaultdict[int, list[Sight]] = defaultdict(list)
    for one, at in session.exec(query):
        found[one.booking_id].append(Sight(at, one.on, one.delivered, one.creative_id))
    return found


def _seen_again(booking_ids: Sequence[int]) -> Any:
    return (
        select(func.min(SlotCheckBooking.id))
        .join(SlotCheck, col(SlotCheck.id) == SlotCheckBooking.slot_check_id)
        .join(BookingPause, col(BookingPause.booking_id) == SlotCheckBooking.booking_id)
        .where(
            col(SlotCheckBooking.booking_id).in_(booking_ids),
            SlotCheckBooking.delivered == Delivered.YES,
            col(SlotCheck.captured_at) >= BookingPause.until_at,
        )
        .group_by(col(BookingPause.id))
    )
