"""`/slots/{code}/trials`, `/live`, `/draft`, `/retire`: a slot's life with its test render
(rules.md §8)."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from adops import clock
from adops.domain.people import Actor
from adops.domain.period import local
from adops.errors import InputError
from adops.flows.slot_trial import ask_trial
from adops.flows.submit import Desk, Files
from adops.models import Slot, SlotTrial
from adops.queries.slot_trials import trials_of
from adops.queries.slot_versions import slot_by_code
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.limits import require_form, take
from adops.services import slot_life

router = APIRouter(prefix="/slots/{code}", tags=["master data"])
Code = Annotated[str, Path(max_length=64)]
FILE = {"type": "string", "format": "binary"}
FORM: dict[str, Any] = {
    "type": "object",
    "required": ["main"],
    "properties": {"main": FILE, "click_url": {"type": "string"}, "copy": {"type": "string"}},
    "additionalProperties": FILE,
}
BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}}
WORDS = ("click_url", "copy")


class Why(BaseModel):
    """A reason, as people read it."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(min_length=1, max_length=1000)


@router.get("/trials")
def trials(code: Code, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """Test renders, the newest first."""
    with desk.database.read() as session:
        slot = slot_by_code(session, code).slot
        return {"items": [_trial(one) for one in trials_of(session, slot.id or 0)]}


@router.post("/trials", status_code=202, openapi_extra=BODY)
async def ask(code: Code, request: Request, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """Multipart: one file a part named as the part, `click_url`, `copy`. A browser opens the page
    within a minute; the page must show this creative. A draft is then testing."""
    require_form(request)
    files: dict[str, tuple[str, bytes, str | None]] = {}
    words: dict[str, str] = {}
    async with request.form(max_files=8, max_fields=8) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = (
                    value.filename or name,
                    await run_in_threadpool(take, value),
                    value.content_type,
                )
            elif name in WORDS:
                words[name] = value[:2000]
            else:
                raise InputError("field.unknown", field=name, fields=list(WORDS))
    if not files:
        raise InputError("field.missing", field="main")
    return await run_in_threadpool(_asked, desk, code, files, words, by)


@router.post("/live")
def live(code: Code, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """testing → live; 409 `slot.untested` and its like without a passed test render."""
    with desk.database.write() as session:
        slot = slot_by_code(session, code).slot
        return _slot(slot_life.go_live(session, slot_id=slot.id or 0, by=by, now=clock.now()))


@router.post("/draft")
def draft(code: Code, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """testing → draft."""
    with desk.database.write() as session:
        slot = slot_by_code(session, code).slot
        return _slot(slot_life.back_to_draft(session, slot_id=slot.id or 0, by=by, now=clock.now()))


@router.post("/retire")
def retire(code: Code, given: Why, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """Takes no bookings any more; 409 `slot.booked` names what runs or comes."""
    with desk.database.write() as session:
        slot = slot_by_code(session, code).slot
        found = slot_life.retire(
            session, slot_id=slot.id or 0, why=given.why, by=by, now=clock.now()
        )
        return _slot(found)


def _asked(desk: Desk, code: str, files: Files, words: dict[str, str], by: Actor) -> dict[str, Any]:
    with desk.database.read() as session:
        slot = slot_by_code(session, code).slot
    click_url, copy = words.get("click_url", ""), words.get("copy", "")
    return _trial(ask_trial(desk, slot.id or 0, files, by=by, click_url=click_url, copy=copy))


def _slot(slot: Slot) -> dict[str, Any]:
    tested = slot.tested_at and local(slot.tested_at).isoformat()
    return {"slot": slot.code, "state": slot.state.value, "tested_at": tested}


def _trial(trial: SlotTrial) -> dict[str, Any]:
    return {
        "trial": trial.id,
        "state": trial.state.value,
        "item": trial.item,
        "files": trial.files,
        "asked_by": trial.asked_by,
        "asked_at": local(trial.asked_at).isoformat(),
        "done_at": trial.done_at and local(trial.done_at).isoformat(),
        "result": trial.result and trial.result.value,
        "findings": trial.findings,
        "picture": trial.picture,
        "page_picture": trial.page_picture,
        "trouble": trial.trouble,
    }
