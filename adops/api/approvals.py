"""Special approvals: ask, register, approve, refuse, withdraw (interfaces.md, API)."""

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
from adops.server.params import Cursor, Id, Limit
from adops.services import approvals

router = APIRouter(tags=["approvals"])


class Asked(BaseModel):
    """Why the creative cannot be replaced; `asked_by` when an AE enters a mail of sales."""

    reason: str = Field(min_length=1, max_length=1000)
    asked_by: str | None = Field(default=None, max_length=200)


class Decision(BaseModel):
    """An opinion; refusing and withdrawing need one."""

    why: str = Field(default="", max_length=1000)


class Correction(BaseModel):
    """What an entry should have said."""

    kind: LedgerKind | None = None
    reason: str | None = Field(default=None, min_length=1, max_length=1000)


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
    station: str | None = None,
    state: ApprovalState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Newest first; what the person may see."""
    with desk.database.read() as session:
        return creative_lists.approvals_page(
            session, by=by, station=station, state=state, before=cursor, limit=limit
        )


@router.post("/approvals/{approval_id}/register")
async def register(
    approval_id: Id, request: Request, desk: TheDesk, by: CurrentActor
) -> dict[str, Any]:
    """特批登记; a form with `reason`, `kind` and the file `mail` (.eml), all optional."""
    async with request.form(max_files=1, max_fields=8) as form:
        mail = form.get("mail")
        content = await mail.read() if isinstance(mail, UploadFile) and mail.filename else None
        kind, reason = _kind(form.get("kind")), str(form.get("reason") or "") or None
    approval = await run_in_threadpool(
        flow.register,
        desk,
        approval_id,
        by=by,
        mail=content or None,
        kind=kind,
        reason=reason,
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
