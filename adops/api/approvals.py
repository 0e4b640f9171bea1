"""Special approvals: ask, register, approve, refuse, withdraw (interfaces.md, API)."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from adops import clock
from adops.domain.booking import LedgerKind
from adops.domain.states import ApprovalState
from adops.errors import InputError
from adops.flows import approve as flow
from adops.models import Approval
from adops.queries import creative_lists
from adops.queries.approval_cases import of_the_same_mail
from adops.queries.bookings import booking_case
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.limits import require_form, take
from adops.server.params import Cursor, Id, Limit, OfStation
from adops.services import approvals

router = APIRouter(tags=["approvals"])
LONGEST_REASON = 1000
FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "reason": {"type": "string", "maxLength": LONGEST_REASON},
        "kind": {"type": "string", "enum": [kind.value for kind in LedgerKind]},
        "mail": {"type": "string", "format": "binary"},
    },
    "additionalProperties": False,
}
WORDS_ALONE = FORM | {"properties": {name: FORM["properties"][name] for name in ("reason", "kind")}}
JSON = "application/json"
BODY = {
    "requestBody": {
        "content": {"multipart/form-data": {"schema": FORM}, JSON: {"schema": WORDS_ALONE}}
    }
}


class Asked(BaseModel):
    """Why the creative cannot be replaced; `asked_by` when an AE enters a mail of sales."""

    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    asked_by: str | None = Field(default=None, max_length=200)


class Decision(BaseModel):
    """An opinion; refusing and withdrawing need one."""

    why: str = Field(default="", max_length=LONGEST_REASON)


class Correction(BaseModel):
    """What an entry should have said."""

    kind: LedgerKind | None = None
    reason: str | None = Field(default=None, min_length=1, max_length=LONGEST_REASON)


@router.post("/creatives/{creative_id}/approvals", status_code=201)
def ask(creative_id: Id, given: Asked, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """申请特批."""
    with desk.database.write() as session:
        approval = approvals.request(
            session,
            creative_id=creative_id,
            reason=given.reason,
            asked_by=given.asked_by,
            by=by,
            now=clock.now(),
        )
    return _answer(desk, approval)


@router.get("/approvals")
def listed(
    desk: TheDesk,
    by: CurrentActor,
    station: OfStation = None,
    state: ApprovalState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Newest first; what the person may see."""
    with desk.database.read() as session:
        return creative_lists.approvals_page(
            session, by=by, station=station, state=state, before=cursor, limit=limit
        )


@router.post("/approvals/{approval_id}/register", openapi_extra=BODY)
async def register(
    approval_id: Id, request: Request, desk: TheDesk, by: CurrentActor
) -> dict[str, Any]:
    """特批登记; a form with `reason`, `kind` and the file `mail` (.eml), all optional, or JSON with
    the first two."""
    if request.headers.get("content-type", "").lower().startswith(JSON):
        given, content = _fields(await _document(request)), None
    else:
        require_form(request)
        async with request.form(max_files=1, max_fields=8) as form:
            given = _fields({name: value for name, value in form.items() if value})
            mail = given.get("mail")
            content = take(mail) if isinstance(mail, UploadFile) and mail.filename else None
    approval = await run_in_threadpool(
        flow.register,
        desk,
        approval_id,
        by=by,
        mail=content or None,
        kind=_kind(given.get("kind")),
        reason=_reason(given.get("reason")),
    )
    return _answer(desk, approval)


@router.post("/approvals/{approval_id}/approve")
def approve(approval_id: Id, given: Decision, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """批准; the review runs again over the stored bytes."""
    return _answer(desk, flow.approve(desk, approval_id, by=by, why=given.why))


@router.post("/approvals/{approval_id}/refuse")
def refuse(approval_id: Id, given: Decision, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """驳回, with a reason."""
    with desk.database.write() as session:
        approval = approvals.refuse(
            session, approval_id=approval_id, why=given.why, by=by, now=clock.now()
        )
    return _answer(desk, approval)


@router.post("/approvals/{approval_id}/correct")
def correct(approval_id: Id, given: Correction, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """更正 of a registered entry; the next ledger names old and new."""
    with desk.database.write() as session:
        approval = approvals.correct(
            session,
            approval_id=approval_id,
            kind=given.kind,
            reason=given.reason,
            by=by,
            now=clock.now(),
        )
    return _answer(desk, approval)


@router.post("/approvals/{approval_id}/withdraw")
def withdraw(approval_id: Id, given: Decision, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """撤回, by who asked, with a reason."""
    with desk.database.write() as session:
        approval = approvals.withdraw(
            session, approval_id=approval_id, why=given.why, by=by, now=clock.now()
        )
    return _answer(desk, approval)


def _reason(given: object) -> str | None:
    reason = str(given or "").strip()
    if len(reason) > LONGEST_REASON:
        raise InputError("field.invalid", field="reason", value=f"{reason[:40]}…")
    return reason or None


async def _document(request: Request) -> dict[str, Any]:
    """Raises InputError `body.unreadable`."""
    try:
        found = await request.json()
    except ValueError as error:
        raise InputError("body.unreadable") from error
    if not isinstance(found, dict):
        raise InputError("body.unreadable")
    return {name: value for name, value in found.items() if value is not None}


def _fields(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Raises InputError `field.unknown`, `field.invalid`: words where a file belongs, or the other
    way round."""
    for name, value in given.items():
        if name not in FORM["properties"]:
            raise InputError("field.unknown", field=name, fields=sorted(FORM["properties"]))
        fits = isinstance(value, UploadFile) if name == "mail" else isinstance(value, str)
        if not fits:
            raise InputError("field.invalid", field=name, value=str(value)[:40])
    return given


def _kind(word: object) -> LedgerKind | None:
    if not word:
        return None
    if word not in set(LedgerKind):
        raise InputError("field.invalid", field="kind", value=str(word)[:40])
    return LedgerKind(str(word))


def _answer(desk: TheDesk, approval: Approval) -> dict[str, Any]:
    """`same_mail`: other approvals that its mail was registered for."""
    with desk.database.read() as session:
        case = booking_case(session, approval.booking_id)
        same = of_the_same_mail(session, [approval]).get(approval.id or 0, [])
        told = creative_lists.approval_data(approval, case.contract, case.slot)
    return told | {"same_mail": same}
