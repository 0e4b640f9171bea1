"""`/slots/{code}/place-searches`: the place of a slot on its page, looked for, taken, undone
(checks.md, Finding selectors)."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from adops import clock
from adops.domain.period import local
from adops.models import Slot, SlotSearch
from adops.queries.slot_searches import search_by_id, searches_of
from adops.queries.slot_versions import slot_by_code
from adops.server.access import CurrentActor, CurrentDatabase
from adops.server.params import MOST, Id
from adops.services import slot_searches as acts

router = APIRouter(prefix="/slots/{code}/place-searches", tags=["places"])
Code = Annotated[str, Path(max_length=64)]


class Wanted(BaseModel):
    """A selector that is to be tried; without one the page is searched."""

    model_config = ConfigDict(extra="forbid")

    selector: str = Field(default="", max_length=acts.LONGEST)


class Chosen(BaseModel):
    """The number of a place that the search found."""

    model_config = ConfigDict(extra="forbid")

    place: int = Field(ge=1, le=MOST)


@router.get("")
def listed(code: Code, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """The latest twenty, the newest first."""
    with database.read() as session:
        slot = _slot(session, code)
        found = [_data(one) for one in searches_of(session, slot.id or 0)]
    return {"slot": slot.code, "selector": slot.selector, "items": found}


@router.post("", status_code=202)
def ask(code: Code, given: Wanted, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """A browser opens the page within a minute; 409 `slot.search_waits` while one is asked for."""
    with database.write() as session:
        slot = _slot(session, code)
        return _data(
            acts.ask_search(
                session, slot_id=slot.id or 0, selector=given.selector, by=by, now=clock.now()
            )
        )


@router.get("/{search_id}")
def one(code: Code, search_id: Id, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """How far it is, and the places it found, with the picture they stand on."""
    with database.read() as session:
        slot = _slot(session, code)
        return _data(search_by_id(session, search_id, slot_id=slot.id))


@router.post("/{search_id}/cancel")
def cancel(
    code: Code, search_id: Id, database: CurrentDatabase, by: CurrentActor
) -> dict[str, Any]:
    """Stops it, also while the browser is at it; 409 `slot.search_over` when it has ended."""
    with database.write() as session:
        slot = _slot(session, code)
        return _data(
            acts.cancel_search(
                session, slot_id=slot.id or 0, search_id=search_id, by=by, now=clock.now()
            )
        )


@router.post("/{search_id}/take")
def take(
    code: Code, search_id: Id, given: Chosen, database: CurrentDatabase, by: CurrentActor
) -> dict[str, Any]:
    """Writes the selector of that place; 409 names what is in the way."""
    with database.write() as session:
        slot = acts.take_place(
            session,
            slot_id=_slot(session, code).id or 0,
            search_id=search_id,
            number=given.place,
            by=by,
            now=clock.now(),
        )
        return _taken(slot, search_by_id(session, search_id))


@router.post("/{search_id}/undo")
def undo(code: Code, search_id: Id, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """The selector that there was before; 409 `slot.selector_changed` when it was changed since."""
    with database.write() as session:
        slot_id = _slot(session, code).id or 0
        slot = acts.undo_place(
            session, slot_id=slot_id, search_id=search_id, by=by, now=clock.now()
        )
        return _taken(slot, search_by_id(session, search_id))


def _slot(session: Session, code: str) -> Slot:
    return slot_by_code(session, code).slot


def _taken(slot: Slot, search: SlotSearch) -> dict[str, Any]:
    return {"slot": slot.code, "selector": slot.selector, "search": _data(search)}


def _data(search: SlotSearch) -> dict[str, Any]:
    taken = {
        "selector": search.taken,
        "before": search.before,
        "by": search.taken_by,
        "at": search.taken_at and local(search.taken_at).isoformat(),
        "undone_by": search.undone_by,
        "undone_at": search.undone_at and local(search.undone_at).isoformat(),
    }
    return {
        "search": search.id,
        "state": search.state.value,
        "selector": search.selector or None,
        "asked_by": search.asked_by,
        "asked_at": local(search.asked_at).isoformat(),
        "started_at": search.started_at and local(search.started_at).isoformat(),
        "done_at": search.done_at and local(search.done_at).isoformat(),
        "trouble": search.trouble or None,
        "detail": search.detail or None,
        "picture": search.picture,
        "width": search.width,
        "height": search.height,
        "places": search.places,
        "taken": taken if search.taken else None,
    }
