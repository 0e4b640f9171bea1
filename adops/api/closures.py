"""`/closures`: 编辑关闭, a slot or a page closed for some ad days (rules.md §7)."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from adops import clock
from adops.queries.closures import as_data, closures_page
from adops.queries.slot_versions import slot_by_code
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.params import MOST, Asked, Day, Id
from adops.services import closures as acts
from adops.services.closures import NewClosure

router = APIRouter(tags=["closures"])


class Close(BaseModel):
    """A slot by its code, or a page with all its slots. `to` null: nobody knows yet."""

    model_config = ConfigDict(extra="forbid")

    slot: Annotated[str | None, Field(max_length=64)] = None
    page_id: Annotated[int | None, Field(ge=1, le=MOST)] = None
    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day | None, Field(alias="to")] = None
    reason: Annotated[str, Field(max_length=500)]


class Reopen(BaseModel):
    """`from` null: the running ad day."""

    model_config = ConfigDict(extra="forbid")

    first: Annotated[Day | None, Field(alias="from")] = None


@router.get("/closures")
def listed(desk: TheDesk, by: CurrentActor, asked: Asked) -> dict[str, Any]:
    """Every closure, those that are over too, in order of entry."""
    with desk.database.read() as session:
        rows, following = closures_page(
            session, station=asked.station, after=asked.cursor, limit=asked.limit
        )
        items = [as_data(one, slot=slot, page=page) for one, slot, page in rows]
    return {"items": items, "next": following}


@router.post("/closures", status_code=201)
def close(given: Close, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """By the AE of the station that places there."""
    with desk.database.write() as session:
        slot = slot_by_code(session, given.slot).slot if given.slot is not None else None
        new = NewClosure(
            first=given.first,
            last=given.last,
            reason=given.reason,
            slot_id=slot.id if slot else None,
            page_id=given.page_id,
        )
        closure = acts.close(session, given=new, by=by, now=clock.now())
        return as_data(closure, slot=slot.code if slot else None)


@router.post("/closures/{closure_id}/reopen")
def reopen(closure_id: Id, given: Reopen, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """From an ad day on; one that has not begun is taken back whole."""
    with desk.database.write() as session:
        closure = acts.reopen(
            session, closure_id=closure_id, on=given.first, by=by, now=clock.now()
        )
        return as_data(closure)
