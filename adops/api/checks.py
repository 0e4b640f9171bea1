"""Runs of the slot check and what they saw (interfaces.md, API)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from adops import clock
from adops.domain.by_eye import Decision
from adops.domain.code import folded
from adops.domain.states import LookResult
from adops.queries import check_lists
from adops.server.access import CurrentActor, CurrentDatabase
from adops.server.desk import WakeChecker
from adops.server.params import MOST, Cursor, Day, Id, Limit, OfStation
from adops.services import slot_checks, slot_decisions

router = APIRouter(tags=["checks"])


class AskedRun(BaseModel):
    """Which slots to look at now: a station, or some of its slots. `on` only the running ad day."""

    model_config = ConfigDict(extra="forbid")

    station: str | None = Field(default=None, max_length=16)
    slots: list[str] = Field(default_factory=list, max_length=500)
    on: Day | None = None


@router.post("/check-runs", status_code=202)
def ask(
    given: AskedRun, database: CurrentDatabase, by: CurrentActor, wake: WakeChecker
) -> dict[str, Any]:
    """Asks for a run; it begins at once."""
    with database.write() as session:
        run = slot_checks.ask_run(
            session,
            station=given.station,
            slot_codes=sorted({folded(code) for code in given.slots}),
            on=given.on,
            by=by,
            now=clock.now(),
        )
        answer = check_lists.run_data(session, run.id or 0, by=by)
    wake()
    return answer


@router.post("/check-runs/{run_id}/cancel")
def cancel(run_id: Id, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """Stops a run after the pages in hand; 409 `check.over` when it has ended."""
    with database.write() as session:
        slot_checks.cancel_run(session, run_id=run_id, by=by, now=clock.now())
        return check_lists.run_data(session, run_id, by=by)


@router.get("/check-runs/{run_id}")
def run(run_id: Id, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """How far a run is, and its results."""
    with database.read() as session:
        return check_lists.run_data(session, run_id, by=by)


@router.get("/slot-checks")
def looks(
    database: CurrentDatabase,
    by: CurrentActor,
    station: OfStation = None,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    on: Day | None = None,
    state: LookResult | None = None,
    slot: str | None = None,
    run_id: Annotated[int | None, Query(alias="run")] = None,
    latest: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Looks, newest first. `state` is a result; `latest` keeps a slot's latest look of a day."""
    with database.read() as session:
        return check_lists.looks_page(
            session,
            by=by,
            station=station,
            first=on or first,
            last=on or last,
            result=state,
            slot_code=folded(slot) if slot else None,
            run_id=run_id,
            latest=latest,
            before=cursor,
            limit=limit,
        )


class Decided(BaseModel):
    """What is seen by eye on the picture of an unsure look; without `booking_id` of all its
    bookings that are undecided."""

    model_config = ConfigDict(extra="forbid")

    decision: Decision
    booking_id: int | None = Field(default=None, ge=1, le=MOST)


@router.post("/slot-checks/{look_id}/decide")
def decide(
    look_id: Id, given: Decided, database: CurrentDatabase, by: CurrentActor
) -> dict[str, Any]:
    """Answers with the look; 409 `look.nothing_to_decide` where the machine was sure."""
    with database.write() as session:
        slot_decisions.decide(
            session,
            look_id=look_id,
            decision=given.decision,
            booking_id=given.booking_id,
            by=by,
            now=clock.now(),
        )
        return check_lists.one_look(session, look_id)


class Undecided(BaseModel):
    """Without `booking_id` everything that was decided of the look is taken back."""

    model_config = ConfigDict(extra="forbid")

    booking_id: int | None = Field(default=None, ge=1, le=MOST)


@router.post("/slot-checks/{look_id}/undecide")
def undecide(
    look_id: Id, given: Undecided, database: CurrentDatabase, by: CurrentActor
) -> dict[str, Any]:
    """What the look itself said stands again; 409 `look.not_decided` where nobody decided."""
    with database.write() as session:
        slot_decisions.undecide(
            session, look_id=look_id, booking_id=given.booking_id, by=by, now=clock.now()
        )
        return check_lists.one_look(session, look_id)
