"""What was said of bookings' items, and what looks saw of them (rules.md §7)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from adops.domain.execution import Mark, MarkKind, Sight
from adops.domain.states import Delivered
from adops.models import Booking, BookingPause, ExecutionMark, SlotCheck, SlotCheckBooking


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
