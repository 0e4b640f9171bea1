"""What stopped bookings: pauses, days they are taken down, days in closed slots (rules.md §7)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from adops.domain.booking import BookingState
from adops.domain.execution import ItemKind, MarkKind, Stop
from adops.domain.period import ONE_DAY, Period, ad_day_of, ad_day_starts
from adops.domain.states import Delivered
from adops.models import (
    Booking,
    BookingPause,
    ExecutionMark,
    SlotCheck,
    SlotCheckBooking,
)
from adops.queries.closures import closed_days
from adops.rules.execution import excuses
from adops.rules.swap import SWAP_TIME


@dataclass(frozen=True, slots=True)
class Stopped:
    """Of one booking: what is to be taken off or put back, the days on which it need not be there,
    and whether it need not be there now."""

    stops: tuple[Stop, ...] = ()
    off: frozenset[date] = frozenset()
    rests: bool = False


NEVER = Stopped()
DOWN = "down"


def stopped(session: Session, bookings: Sequence[Booking], *, now: datetime) -> dict[int, Stopped]:
    """By booking, of those that anything stopped; two queries."""
    if not bookings:
        return {}
    ids = [one.id or 0 for one in bookings]
    running = ad_day_of(now)
    days = Period(
        min(one.first_day for one in bookings), max(running, *(one.last_day for one in bookings))
    )
    closed = closed_days(session, col(Booking.id).in_(ids), days)
    pauses = _pauses(session, ids)
    found = {}
    for one in bookings:
        number = one.id or 0
        shut, mine = closed.get(number, {}), pauses[number]
        first = one.first_day
        excused = {first} if any(excuses(each.from_at, day=first) for each in mine) else set()
        found[number] = Stopped(
            stops=(*_turns(mine), *_down(one)),
            off=frozenset(shut) | excused,
            rests=running in shut or one.state is BookingState.PAUSED,
        )
    return {number: one for number, one in found.items() if one != NEVER}


def resuming(
    session: Session, booking_ids: Sequence[int | None], *, now: datetime
) -> frozenset[int]:
    """Those of them that were resumed less than the time of a swap ago, and that neither a look nor
    the placer's mark says are back; one query."""
    seen = (
        select(SlotCheckBooking.id)
        .join(SlotCheck, col(SlotCheck.id) == SlotCheckBooking.slot_check_id)
        .where(SlotCheckBooking.booking_id == BookingPause.booking_id)
        .where(SlotCheckBooking.delivered == Delivered.YES)
        .where(col(SlotCheck.captured_at) >= BookingPause.until_at)
    )
    said = select(ExecutionMark.id).where(
        ExecutionMark.booking_id == BookingPause.booking_id,
        ExecutionMark.kind == MarkKind.LIVE,
        col(ExecutionMark.what).startswith("resume"),
        col(ExecutionMark.at) >= BookingPause.until_at,
    )
    query = select(BookingPause.booking_id).where(
        col(BookingPause.booking_id).in_(booking_ids),
        col(BookingPause.until_at) <= now,
        col(BookingPause.until_at) >= now - SWAP_TIME,
        ~seen.exists(),
        ~said.exists(),
    )
    return frozenset(session.exec(query))


def stopped_between(first: date, last: date) -> ColumnElement[bool]:
    """The condition on bookings that one of these ad days has a pause, a resumption or a take-down
    of theirs. One that was cancelled whole is taken down only where it had been entered in the
    publishing system."""
    since, until = ad_day_starts(first), ad_day_starts(last + ONE_DAY)
    turned = select(BookingPause.booking_id).where(
        or_(
            and_(col(BookingPause.from_at) >= since, col(BookingPause.from_at) < until),
            and_(col(BookingPause.until_at) >= since, col(BookingPause.until_at) < until),
        )
    )
    down = and_(col(Booking.cancelled_from).between(first, last), _was_entered())
    return or_(col(Booking.id).in_(turned), down)


def left_up(before: date) -> ColumnElement[bool]:
    """The condition on bookings that were to be taken off before this ad day and that nobody said
    are: still paused, or cut. However long ago that was (rules.md §7)."""
    paused = select(BookingPause.booking_id).where(
        col(BookingPause.until_at).is_(None), col(BookingPause.from_at) < ad_day_starts(before)
    )
    done = select(ExecutionMark.id).where(
        ExecutionMark.booking_id == Booking.id,
        ExecutionMark.day == Booking.cancelled_from,
        ExecutionMark.kind == MarkKind.LIVE,
        ExecutionMark.what == DOWN,
    )
    return or_(
        and_(col(Booking.id).in_(paused), col(Booking.last_day) >= before),
        and_(col(Booking.cancelled_from) < before, _was_entered(), ~done.exists()),
    )


def _was_entered() -> ColumnElement[bool]:
    """Cut, or cancelled whole once it was entered in the publishing system."""
    entered = select(ExecutionMark.booking_id)
    return or_(col(Booking.state) != BookingState.CANCELLED, col(Booking.id).in_(entered))


def _pauses(session: Session, ids: Sequence[int]) -> defaultdict[int, list[BookingPause]]:
    query = select(BookingPause).where(col(BookingPause.booking_id).in_(ids))
    found: defaultdict[int, list[BookingPause]] = defaultdict(list)
    for one in session.exec(query.order_by(col(BookingPause.id))):
        found[one.booking_id].append(one)
    return found


def _turns(pauses: Iterable[BookingPause]) -> Iterator[Stop]:
    """Numbered within the booking: 1 is its first pause, and the resumption after it."""
    for number, one in enumerate(pauses, 1):
        yield Stop(ItemKind.PAUSE, one.from_at, f"pause{number}", one.reason)
        if one.until_at is not None:
            yield Stop(ItemKind.RESUME, one.until_at, f"resume{number}", one.resume_reason)


def _down(booking: Booking) -> Iterator[Stop]:
    """Where it was cut or cancelled; one that was moved past that day again has none."""
    day = booking.cancelled_from
    if day is None:
        return
    if booking.state is BookingState.CANCELLED or booking.last_day < day:
        yield Stop(ItemKind.TAKE_DOWN, ad_day_starts(day), DOWN, booking.cancel_reason)
