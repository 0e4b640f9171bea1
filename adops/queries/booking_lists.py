"""Lists of contracts and bookings, as far as a person may see them, by cursor."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from adops.domain.booking import BookingState
from adops.domain.people import Actor
from adops.models import Booking, Contract, Slot
from adops.queries.creative_lists import visible_to


def bookings_page(
    session: Session,
    *,
    by: Actor,
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
        (state, lambda: Booking.state == state),
        (contract_no, lambda: Contract.no == contract_no),
        (first, lambda: col(Booking.last_day) >= first),
        (last, lambda: col(Booking.first_day) <= last),
        (station, lambda: of_station(station)),
    ):
        query = query if given is None else query.where(condition())  # None can't be compared
    rows = list(session.exec(query))
    items = [booking_data(*row) for row in rows[:limit]]
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
    """Contracts with a booking that the person may see, of a station that sold or places it."""
    query = (
        select(Contract)
        .join(Booking, col(Booking.contract_id) == Contract.id)
        .where(readable_by(by))
        .order_by(col(Contract.id))
        .distinct()
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(col(Contract.id) > after)
    if station is not None:
        query = query.where(of_station(station))
    rows = list(session.exec(query))
    items = [contract.model_dump() for contract in rows[:limit]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None}


def of_station(station: str | None) -> Any:
    """Sold or placed by it."""
    return or_(Booking.station_sold == station, Booking.station_placed == station)


def readable_by(by: Actor) -> Any:
    """Finance reads every contract (rules.md §1); others as `visible_to`."""
    return visible_to(by, "booking.read")


def booking_data(booking: Booking, contract: Contract, slot: Slot) -> dict[str, Any]:
    """One booking as JSON; money in fen, days ISO."""
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
        "kind": booking.kind.value,
        "route": booking.route.value,
        "category": booking.category.value,
        "station_sold": booking.station_sold,
        "station_placed": booking.station_placed,
        "regions": booking.regions,
        "landing_url": booking.landing_url,
        "sales_email": booking.sales_email,
        "net_fen": booking.net_fen,
        "state": booking.state.value,
        "taken_over": booking.taken_over,
    }
