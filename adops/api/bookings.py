"""`GET /contracts`, `GET /bookings` (interfaces.md, API); writing: `booking_acts`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from adops import clock
from adops.domain.booking import BookingState
from adops.queries import booking_lists
from adops.queries.bookings import booking_case
from adops.rules.permission import require
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.params import Asked, Day, Id

router = APIRouter(tags=["bookings"])


@router.get("/bookings")
def bookings(
    desk: TheDesk,
    by: CurrentActor,
    asked: Asked,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    state: BookingState | None = None,
    contract_no: str | None = None,
) -> dict[str, Any]:
    """Bookings of one's own station or contracts, in order of entry."""
    with desk.database.read() as session:
        return booking_lists.bookings_page(
            session,
            by=by,
            now=clock.now(),
            station=asked.station,
            first=first,
            last=last,
            state=state,
            contract_no=contract_no,
            after=asked.cursor,
            limit=asked.limit,
        )


@router.get("/bookings/{booking_id}")
def booking(booking_id: Id, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """One booking."""
    with desk.database.read() as session:
        case = booking_case(session, booking_id)
        require(by, "booking.read", case.thing)
        return booking_lists.booking_data(case.booking, case.contract, case.slot, now=clock.now())


@router.get("/contracts")
def contracts(desk: TheDesk, by: CurrentActor, asked: Asked) -> dict[str, Any]:
    """Contracts with a booking one may see, and those of one's station without any."""
    with desk.database.read() as session:
        return booking_lists.contracts_page(
            session, by=by, station=asked.station, after=asked.cursor, limit=asked.limit
        )
