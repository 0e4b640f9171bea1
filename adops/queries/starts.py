"""Go-live days whose deadline binds and that no confirmed creative stands for (rules.md §3)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, and_, col, or_, select

from adops.domain.booking import BookingState, Route
from adops.domain.reminder import Moved, Rehearsal, Start
from adops.domain.states import CreativeState
from adops.models import Booking, Contract, Creative, Slot
from adops.rules.deadline import is_late

COMES = (BookingState.HELD, BookingState.BOOKED, BookingState.RUNNING)
BINDING = (Route.HQ, Route.CROSS)
CURRENT = (CreativeState.CONFIRMED, CreativeState.LIVE)
GIVEN = (*CURRENT, CreativeState.SUBMITTED)


def starts_between(session: Session, first: date, last: date, where: Any) -> list[Start]:
    """Those from `first` to `last`, of the bookings for which the condition `where` holds, in
    order; two queries. A confirmation that waits for a decision counts as of its click, so nothing
    is missing there."""
    rows = list(session.exec(_bookings(first, last, where)))
    given = _creatives(session, [booking.id or 0 for booking, _, _ in rows])
    found = [
        start
        for booking, contract, slot in rows
        for start in _starts(_as_start(booking, contract, slot), given.get(booking.id or 0, []))
        if first <= start.on <= last
    ]
    return sorted(found, key=lambda one: (one.on, one.booking_id))


def moved_starts(
    session: Session, rehearsal: Rehearsal, where: Any, *, now: datetime
) -> list[tuple[Start, Moved]]:
    """The starts a break moves whose deadline is still ahead, by deadline."""
    moved = {one.deadline.day.on: one for one in rehearsal.moved}
    return [
        (start, moved[start.on])
        for start in starts_between(session, *rehearsal.days, where)
        if start.on in moved and not is_late(now, at=moved[start.on].deadline.at)
    ]


def _bookings(first: date, last: date, where: Any) -> Any:
    """With their first day in the days asked for, or a creative handed in for one of them."""
    swap = and_(
        Creative.state == CreativeState.SUBMITTED, col(Creative.go_live).between(first, last)
    )
    swapped = select(Creative.booking_id).where(swap)
    return (
        select(Booking, Contract, Slot)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(
            where,
            col(Booking.route).in_(BINDING),
            col(Booking.state).in_(COMES),
            col(Booking.taken_over).is_(False),
            or_(col(Booking.first_day).between(first, last), col(Booking.id).in_(swapped)),
        )
    )


def _creatives(session: Session, bookings: Iterable[int]) -> dict[int, list[Creative]]:
    query = select(Creative).where(
        col(Creative.booking_id).in_(bookings), col(Creative.state).in_(GIVEN)
    )
    found: dict[int, list[Creative]] = {}
    for one in session.exec(query.order_by(col(Creative.id))):
        found.setdefault(one.booking_id, []).append(one)
    return found


def _starts(first: Start, given: list[Creative]) -> Iterable[Start]:
    """The booking's own start, and each swap that is handed in and not confirmed."""
    settled = {one.go_live for one in given if one.state in CURRENT or one.clicked_at is not None}
    open_ = {one.go_live for one in given} - settled
    if not any(day <= first.on for day in settled):
        yield replace(first, handed_in=any(day <= first.on for day in open_))
    yield from (replace(first, on=day, handed_in=True) for day in open_ if day > first.on)


def _as_start(booking: Booking, contract: Contract, slot: Slot) -> Start:
    return Start(
        booking_id=booking.id or 0,
        contract_no=contract.no,
        contract_name=contract.name,
        slot_name=slot.name,
        on=booking.first_day,
        route=booking.route,
        station=booking.station_sold,
        sales_name=booking.sales_name,
        sales_email=booking.sales_email,
    )
