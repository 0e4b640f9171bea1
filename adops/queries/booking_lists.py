"""Lists of contracts and bookings, as far as a person may see them, by cursor."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, and_, col, exists, or_, select

from adops.domain.booking import BookingState
from adops.domain.people import Actor, Role
from adops.domain.period import Period, ad_day_of, local
from adops.models import Booking, Contract, Slot
from adops.queries.creative_lists import visible_to
from adops.rules.booking import ON_THE_CALENDAR, state_at
from adops.rules.reach import reach


def bookings_page(
    session: Session,
    *,
    by: Actor,
    now: datetime,
    station: str | None = None,
    first: date | None = None,
    last: date | None = None,
    state: BookingState | None = None,
    contract_no: str | None = None,
    after: int | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """`{"items": […], "next": cursor or null}` in order of entry; one query.

    `first` and `last` keep the bookings that share a day with that range.
    """
    query = (
        select(Booking, Contract, Slot)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(readable_by(by))
        .order_by(col(Booking.id))
        .limit(limit + 1)
    )
    for given, condition in (
        (after, lambda: col(Booking.id) > after),
        (state, lambda: in_state(state, now)),
        (contract_no, lambda: Contract.no == contract_no),
        (first, lambda: col(Booking.last_day) >= first),
        (last, lambda: col(Booking.first_day) <= last),
        (station, lambda: of_station(station)),
    ):
        query = query if given is None else query.where(condition())  # None can't be compared
    rows = list(session.exec(query))
    items = [booking_data(*row, now=now) for row in rows[:limit]]
    more = len(rows) > limit
    return {"items": items, "next": items[-1]["booking"] if more and items else None}


def contracts_page(
    session: Session,
    *,
    by: Actor,
    station: str | None = None,
    after: int | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Contracts with a booking that the person may see, of a station that sold or places it, and
    those without any that their station opened."""
    query = select(Contract).where(contracts_of(by, station))
    query = query.order_by(col(Contract.id)).limit(limit + 1)
    if after is not None:
        query = query.where(col(Contract.id) > after)
    rows = list(session.exec(query))
    items = [contract.model_dump() for contract in rows[:limit]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None}


def of_station(station: str | None) -> Any:
    """Sold or placed by it."""
    return or_(Booking.station_sold == station, Booking.station_placed == station)


def readable_by(by: Actor) -> Any:
    """Finance reads every contract (rules.md §1); others as `visible_to`."""
    return visible_to(by, "booking.read")


def contracts_of(by: Actor, station: str | None = None) -> Any:
    """The condition on contracts that a person may see, of one station where it is named."""
    seen = reach(by, "booking.read")
    mine = select(Booking.id).where(Booking.contract_id == Contract.id, readable_by(by))
    mine = mine if station is None else mine.where(of_station(station))
    stations = seen.stations | ({by.station} if by.role is Role.SALES else set())
    bare = [~exists().where(col(Booking.contract_id) == Contract.id)]
    bare += [] if seen.everything else [col(Contract.station).in_(stations)]
    bare += [] if station is None else [col(Contract.station) == station]
    return or_(mine.exists(), and_(*bare))


def in_state(state: BookingState | None, now: datetime) -> Any:
    """The condition on bookings that are in that state at `now` (`rules.booking.state_at`)."""
    running = ad_day_of(now)
    over = and_(col(Booking.state) == BookingState.HELD, col(Booking.hold_until) <= now)
    begun = [col(Booking.first_day) <= running, col(Booking.last_day) >= running]
    known = col(Booking.state).in_(ON_THE_CALENDAR)
    paused = col(Booking.state) == BookingState.PAUSED
    found: Mapping[BookingState | None, Any] = {
        BookingState.DRAFT: or_(col(Booking.state) == BookingState.DRAFT, over),
        BookingState.HELD: and_(col(Booking.state) == BookingState.HELD, ~over),
        BookingState.BOOKED: and_(known, col(Booking.first_day) > running),
        BookingState.RUNNING: and_(known, ~paused, *begun),
        BookingState.PAUSED: and_(paused, *begun),
        BookingState.ENDED: and_(known, col(Booking.last_day) < running),
    }
    return found.get(state, Booking.state == state)


def state_now(booking: Booking, now: datetime) -> BookingState:
    """Its state by the calendar."""
    period = Period(booking.first_day, booking.last_day)
    return state_at(booking.state, period, now=now, hold_until=booking.hold_until)


def booking_data(
    booking: Booking, contract: Contract, slot: Slot, *, now: datetime
) -> dict[str, Any]:
    """One booking as JSON; money in fen, days ISO, its state by the calendar."""
    return {
        "booking": booking.id,
        "contract_no": contract.no,
        "contract_name": contract.name,
        "client": contract.client,
        "slot": slot.code,
        "slot_name": slot.name,
        "start": booking.first_day.isoformat(),
        "end": booking.last_day.isoformat(),
        "shares": booking.shares,
        "quantity": booking.quantity,
        "kind": booking.kind.value,
        "route": booking.route.value,
        "category": booking.category.value,
        "station_sold": booking.station_sold,
        "station_placed": booking.station_placed,
        "regions": booking.regions,
        "landing_url": booking.landing_url,
        "sales_email": booking.sales_email,
        "net_fen": booking.net_fen,
        "state": state_now(booking, now).value,
        "hold_until": booking.hold_until and local(booking.hold_until).isoformat(),
        "cancelled_from": booking.cancelled_from and booking.cancelled_from.isoformat(),
        "taken_over": booking.taken_over,
    }
