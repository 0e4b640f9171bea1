"""`GET /schedule`: slots × days with shares taken (interfaces.md, API)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from adops import clock
from adops.domain.period import ad_day_of
from adops.queries.schedule import Held, ScheduleLine, schedule_page
from adops.rules.schedule import asked as days_asked
from adops.rules.schedule import columns
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.params import Asked, Day

router = APIRouter(tags=["bookings"])


@router.get("/schedule")
def schedule(
    desk: TheDesk,
    by: CurrentActor,
    asked: Asked,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
) -> dict[str, Any]:
    """Four weeks from the running ad day unless said otherwise, 92 days at most. `taken` and `free`
    are shares, one number a day; `free` is null where a slot is sold by volume. Of bookings of
    others only days and shares are told."""
    period = days_asked(first, last, running=ad_day_of(clock.now()))
    days = columns(period, desk.book.calendar)
    with desk.database.read() as session:
        lines, following = schedule_page(
            session,
            by=by,
            period=period,
            station=asked.station,
            after=asked.cursor,
            limit=asked.limit,
        )
        items = [_line(one) for one in lines]
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "days": [
            {"day": one.day.isoformat(), "kind": one.kind.value, "make_up": one.is_make_up}
            for one in days
        ],
        "items": items,
        "next": following,
    }


def _line(line: ScheduleLine) -> dict[str, Any]:
    slot = line.slot
    return {
        "slot": slot.code,
        "slot_name": slot.name,
        "station": slot.station,
        "unit": slot.unit.value,
        "rotations": slot.rotations,
        "state": slot.state.value,
        "taken": list(line.row.taken),
        "free": None if line.row.free is None else list(line.row.free),
        "bookings": [_booking(one) for one in line.held.values()],
    }


def _booking(held: Held) -> dict[str, Any]:
    booking, contract = held.booking, held.contract
    told = {
        "start": booking.first_day.isoformat(),
        "end": booking.last_day.isoformat(),
        "shares": booking.shares,
    }
    if contract is None:
        return told | {"booking": None, "contract_no": None, "category": None, "state": None}
    return told | {
        "booking": booking.id,
        "contract_no": contract.no,
        "contract_name": contract.name,
        "category": booking.category.value,
        "state": booking.state.value,
    }
