"""`/creatives`: hand in, confirm, reject, withdraw, list (interfaces.md, API)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from adops import clock
from adops.domain.people import Actor
from adops.domain.period import parse_day
from adops.domain.states import CreativeState
from adops.errors import InputError
from adops.flows import submit as flow
from adops.flows.submit import Desk, HandedIn, answer
from adops.flows.suggest import hand_in, take_suggestion, with_offers
from adops.queries import creative_lists
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk, WakeReader
from adops.server.limits import require_form, require_size
from adops.server.params import Cursor, Id, Limit, Number, OfStation
from adops.services import creatives

router = APIRouter(tags=["creatives"])
MOST_WORDS = 2000
WORDS: dict[str, Any] = {
    "booking_id": {"type": "integer", "minimum": 1},
    "click_url": {"type": "string", "maxLength": MOST_WORDS},
    "copy": {"type": "string", "maxLength": MOST_WORDS},
    "go_live": {"type": "string", "format": "date"},
    "rotates": {"type": "boolean"},
}
FILE = {"type": "string", "format": "binary"}
FORM: dict[str, Any] = {
    "type": "object",
    "required": ["booking_id", "main"],
    "properties": {**WORDS, "main": FILE},
    "additionalProperties": FILE,
}
BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}}
YES_NO = {"": False, "false": False, "0": False, "true": True, "1": True}


class Confirm(BaseModel):
    """`late_reason` is an `hq_ae`'s, for a creative after its deadline; `rotates`: shown in turn
    with what is there, null as said on submission."""

    late_reason: str | None = Field(default=None, max_length=500)
    rotates: bool | None = None


class Why(BaseModel):
    """A reason, as people read it."""

    why: str = Field(min_length=1, max_length=1000)


@router.post("/creatives", status_code=201, openapi_extra=BODY)
async def submit(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    wake: WakeReader,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> dict[str, Any]:
    """Multipart: `booking_id`, one file a part named as the part, `click_url`, `copy`, `go_live`,
    `rotates` (true: shown in turn with what is there).

    201 with verdict, findings and deadline; a refused file is recorded and is 201 too.
    """
    require_form(request)
    async with request.form(max_files=8, max_fields=16) as form:
        files: dict[str, tuple[str, bytes, str | None]] = {}
        for part, value in form.multi_items():
            if isinstance(value, UploadFile):
                if part in files:
                    raise InputError("part.twice", part=part)
                files[part] = (value.filename or part, await _read(value), value.content_type)
        given = _handed_in(form, files, idempotency_key)
    submitted = await run_in_threadpool(_submitted, desk, given, by)
    wake()
    return submitted


@router.get("/creatives")
def listed(
    desk: TheDesk,
    by: CurrentActor,
    station: OfStation = None,
    state: CreativeState | None = None,
    booking_id: Number = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Newest first; what the person may see."""
    with desk.database.read() as session:
        return creative_lists.page_of(
            session,
            by=by,
            station=station,
            state=state,
            booking_id=booking_id,
            before=cursor,
            limit=limit,
        )


@router.get("/creatives/{creative_id}")
def one(creative_id: Id, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """As it stands now."""
    with desk.database.read() as session:
        creative_lists.require_readable(session, creative_id, by)
        stands = creatives.standing(session, creative_id, now=clock.now(), book=desk.book)
    return with_offers(desk, stands, answer(stands), by=by)


@router.post("/creatives/{creative_id}/take-suggestion", status_code=201)
def take(creative_id: Id, desk: TheDesk, by: CurrentActor, wake: WakeReader) -> dict[str, Any]:
    """The mended files as a new version, answered as a submission; 409 `suggestion.none` where
    there is nothing to offer. Asked again: the same version."""
    taken = take_suggestion(desk, creative_id, by=by)
    wake()
    return with_offers(desk, taken, answer(taken), by=by)


@router.post("/creatives/{creative_id}/confirm")
def confirm(creative_id: Id, given: Confirm, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """This file, this link, final; 409 `creative.late` after the deadline."""
    late_reason, rotates = given.late_reason, given.rotates
    return answer(flow.confirm(desk, creative_id, by=by, late_reason=late_reason, rotates=rotates))


@router.post("/creatives/{creative_id}/reject")
def reject(creative_id: Id, given: Why, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """The placer refuses it."""
    with desk.database.write() as session:
        creatives.reject(
            session,
            creative_id=creative_id,
            why=given.why,
            by=by,
            now=clock.now(),
            mails=desk.mails,
        )
        return answer(creatives.standing(session, creative_id, now=clock.now(), book=desk.book))


@router.post("/creatives/{creative_id}/withdraw")
def withdraw(creative_id: Id, given: Why, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """The submitting side takes it back."""
    with desk.database.write() as session:
        creatives.withdraw(session, creative_id=creative_id, why=given.why, by=by, now=clock.now())
        return answer(creatives.standing(session, creative_id, now=clock.now(), book=desk.book))


def _submitted(desk: Desk, given: HandedIn, by: Actor) -> dict[str, Any]:
    sent = hand_in(desk, given, by=by)
    return with_offers(desk, sent, answer(sent), by=by)


async def _read(upload: UploadFile) -> bytes:
    """Raises TooLargeError `upload.too_large` before reading."""
    require_size(upload.filename or "", upload.size or 0)
    return await upload.read()


def _handed_in(
    form: Mapping[str, Any], files: dict[str, tuple[str, bytes, str | None]], key: str | None
) -> HandedIn:
    words = {name: value for name, value in form.items() if isinstance(value, str)}
    for name in words:
        if name not in WORDS:
            raise InputError("field.unknown", field=name, fields=sorted(WORDS))
    if not files:
        raise InputError("field.missing", field="main")
    return HandedIn(
        booking_id=_number(words, "booking_id"),
        files=files,
        click_url=_words(words, "click_url"),
        copy=_words(words, "copy"),
        go_live=_day(words, "go_live"),
        rotates=_yes_no(words, "rotates"),
        key=key,
    )


def _words(words: dict[str, str], field: str) -> str:
    value = words.get(field, "")
    if len(value) > MOST_WORDS:
        why = f"String should have at most {MOST_WORDS} characters"
        raise RequestValidationError([{"loc": ("body", field), "msg": why, "ctx": {}}])
    return value


def _number(words: dict[str, str], field: str) -> int:
    if field not in words:
        raise InputError("field.missing", field=field)
    if not words[field].isascii() or not words[field].isdigit() or len(words[field]) > 9:
        raise InputError("field.invalid", field=field, value=words[field][:40])
    return int(words[field])


def _yes_no(words: dict[str, str], field: str) -> bool:
    word = words.get(field, "").lower()
    if word not in YES_NO:
        raise InputError("field.invalid", field=field, value=word[:40])
    return YES_NO[word]


def _day(words: dict[str, str], field: str) -> date | None:
    if not words.get(field):
        return None
    try:
        return parse_day(words[field])
    except ValueError as error:
        raise InputError("field.invalid", field=field, value=words[field][:40]) from error
