"""`/stations /pages /slots /rate-card /clients /people /audit`: lists (interfaces.md, API)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from adops.domain.slot import SlotState
from adops.queries import master_lists as lists
from adops.server.access import CurrentActor, CurrentDatabase
from adops.server.params import Asked, Limit, OfStation

router = APIRouter(tags=["master data"])


@router.get("/stations")
def read_stations(database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """All of them, with who answers for them at the head office."""
    with database.read() as session:
        return lists.stations(session)


@router.get("/pages")
def read_pages(database: CurrentDatabase, by: CurrentActor, asked: Asked) -> dict[str, Any]:
    """Pages in order of entry."""
    with database.read() as session:
        return lists.pages(session, station=asked.station, after=asked.cursor, limit=asked.limit)


@router.get("/slots")
def read_slots(
    database: CurrentDatabase,
    by: CurrentActor,
    asked: Asked,
    state: SlotState | None = None,
) -> dict[str, Any]:
    """Slots in order of entry."""
    with database.read() as session:
        return lists.slots(
            session, station=asked.station, state=state, after=asked.cursor, limit=asked.limit
        )


@router.get("/rate-card")
def read_rate_card(database: CurrentDatabase, by: CurrentActor, asked: Asked) -> dict[str, Any]:
    """Dated versions of slots' items; limits in bytes."""
    with database.read() as session:
        return lists.rate_card(
            session, station=asked.station, after=asked.cursor, limit=asked.limit
        )


@router.get("/clients")
def read_clients(
    database: CurrentDatabase,
    by: CurrentActor,
    station: OfStation = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Clients of the contracts one may see."""
    with database.read() as session:
        return lists.clients(session, by=by, station=station, after=cursor, limit=limit)


@router.get("/people")
def read_people(database: CurrentDatabase, by: CurrentActor, asked: Asked) -> dict[str, Any]:
    """People of the stations one may see."""
    with database.read() as session:
        return lists.people(
            session, by=by, station=asked.station, after=asked.cursor, limit=asked.limit
        )


@router.get("/audit")
def read_log(
    database: CurrentDatabase,
    by: CurrentActor,
    asked: Asked,
    thing: Annotated[str | None, Query(max_length=80)] = None,
) -> dict[str, Any]:
    """The append-only log, newest first."""
    with database.read() as session:
        return lists.log_lines(
            session,
            by=by,
            station=asked.station,
            thing=thing,
            before=asked.cursor,
            limit=asked.limit,
        )
