"""Days that closures took from bookings, what makes them good, and where it could (rules.md §7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from adops.domain.booking import BookingState, Category
from adops.domain.period import ONE_DAY, Period, ad_day_of
from adops.models import Booking, Contract, MakeGood
from adops.queries.bookings import BookingCase
from adops.queries.closures import closed_days, shut_days
from adops.rules.booking import holds_shares
from adops.rules.capacity import Claim, over_booked
from adops.rules.make_good import AHEAD, run_of


@dataclass(frozen=True, slots=True)
class Proposal:
    """Lost days that nothing makes good yet, and the first free days of the same slot that would:
    None where none are free. `period` may be shorter than what was lost."""

    lost: tuple[date, ...]
    period: Period | None

    @property
    def makes_good(self) -> tuple[date, ...]:
        """The lost days that these make good, in order."""
        return self.lost[: self.period.length] if self.period else ()


def makes_good(session: Session, booking_id: int) -> list[MakeGood]:
    """What the booking makes good, in order of days."""
    query = select(MakeGood).where(MakeGood.booking_id == booking_id)
    return list(session.exec(query.order_by(col(MakeGood.day))))


def made_good_by(session: Session, booking_id: int) -> list[MakeGood]:
    """What makes days of the booking good, in order of days."""
    query = select(MakeGood).where(MakeGood.of_booking_id == booking_id)
    return list(session.exec(query.order_by(col(MakeGood.day))))


def make_good_proposal(session: Session, case: BookingCase, *, now: datetime) -> Proposal:
    """From the next ad day on, on the same slot. Days that a make-good lost itself are not made
    good again."""
    booking = case.booking
    if booking.category is Category.MAKE_GOOD:
        return Proposal((), None)
    shut = closed_days(session, col(Booking.id) == booking.id, case.period).get(booking.id or 0, {})
    known = {one.day for one in made_good_by(session, booking.id or 0)}
    lost = tuple(sorted(set(shut) - known))
    return Proposal(lost, _free(session, case, len(lost), now=now) if lost else None)


def _free(session: Session, case: BookingCase, wanted: int, *, now: datetime) -> Period | None:
    booking, slot = case.booking, case.slot
    first = ad_day_of(now) + ONE_DAY
    window = Period(first, first + ONE_DAY * (AHEAD - 1))
    others = _others(session, booking, window)
    claims = [
        Claim("", Period(one.first_day, one.last_day), one.shares)
        for one, _ in others
        if holds_shares(one.state, now=now, hold_until=one.hold_until)
    ]
    asked = Claim("", window, booking.shares)
    over = over_booked(asked, claims, rotations=slot.rotations, unit=slot.unit)
    taken = set(over.days) if over else set()
    taken |= shut_days(session, [slot.id], window).get(slot.id, frozenset())
    same = [
        one
        for one, contract in others
        if contract == booking.contract_id and one.category is Category.MAKE_GOOD
    ]
    for one in same:
        if one.state is not BookingState.CANCELLED:
            taken |= set(Period(one.first_day, one.last_day).days())
    free = (day for day in window.days() if day not in taken)
    return run_of(free, wanted=wanted, not_from={one.first_day for one in same})


def _others(session: Session, booking: Booking, window: Period) -> Sequence[tuple[Booking, int]]:
    query = (
        select(Booking, Contract.id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .where(
            Booking.slot_id == booking.slot_id,
            col(Booking.first_day) <= window.last,
            col(Booking.last_day) >= window.first,
        )
        .order_by(col(Booking.id))
    )
    return [(one, number or 0) for one, number in session.exec(query)]
