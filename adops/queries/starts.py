"""Go-live days whose deadline binds and that no confirmed creative stands for (rules.md §3)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.booking import BookingState, Route
from adops.domain.reminder import Moved, Rehearsal, Start
from adops.domain.states import CreativeState
from adops.models import Booking, Contract, Creative, Slot
from adops.queries.creative_gaps import new_item_days
from adops.queries.creatives import CURRENT
from adops.rules.deadline import is_late

COMES = (BookingState.HELD, BookingState.BOOKED, BookingState.RUNNING)
BINDING = (Route.HQ, Route.CROSS)
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
        if first <= start.on <= min(last, booking.last_day)
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
    """With a day in the days asked for."""
    return (
        select(Booking, Contract, Slot)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(
            where,
            col(Booking.route).in_(BINDING),
            col(Booking.state).in_(COMES),
            col(Booking.taken_over).is_(False),
            col(Booking.first_day) <= last,
            col(Booking.last_day) >= first,
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


def _starts(first: Start, given: list[Creative]) -> Iterator[Start]:
    """The booking's own start, each swap that is handed in and not confirmed, and the first day of
    each rate-card item that nothing confirmed fits."""
    settled = [one for one in given if one.state in CURRENT or one.clicked_at is not None]
    days = {one.go_live for one in settled}
    open_ = {one.go_live for one in given} - days
    if not any(day <= first.on for day in days):
        yield replace(first, handed_in=any(day <= first.on for day in open_))
    swaps = {day for day in open_ if day > first.on}
    yield from (replace(first, on=day, handed_in=True) for day in swaps)
    for day in new_item_days(settled):
        if day not in swaps and first.on < day:
            yield replace(first, on=day, handed_in=any(day <= one for one in open_))


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
