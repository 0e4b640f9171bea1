"""What people do with an approval: register, decide, withdraw, correct (rules.md §6)."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response

from adops import clock
from adops.domain.booking import LedgerKind
from adops.domain.people import Actor
from adops.errors import InputError
from adops.flows import approve as flow
from adops.models import Approval
from adops.rules.permission import Thing, may
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.limits import take
from adops.server.pages import done
from adops.services import approvals

router = APIRouter(prefix="/approvals/{approval_id}")
PAGE = "/approvals"
Words = Annotated[str, Form(max_length=1000)]


@router.post("/register")
def register(
    request: Request,
    approval_id: int,
    desk: TheDesk,
    by: CurrentActor,
    kind: Words = "",
    reason: Words = "",
    mail: UploadFile | None = None,
) -> Response:
    """特批登记, with the mail itself where there is one."""
    content = take(mail) if mail is not None and mail.filename else None
    of = flow.register(
        desk, approval_id, by=by, mail=content or None, kind=_kind(kind), reason=reason or None
    )
    return _done(request, of, by, "registered")


@router.post("/approve")
def approve(
    request: Request, approval_id: int, desk: TheDesk, by: CurrentActor, why: Words = ""
) -> Response:
    """批准; the review runs again."""
    of = flow.approve(desk, approval_id, by=by, why=why)
    return _done(request, of, by, "approved")


@router.post("/refuse")
def refuse(
    request: Request, approval_id: int, desk: TheDesk, by: CurrentActor, why: Words = ""
) -> Response:
    """驳回, with a reason."""
    with desk.database.write() as session:
        of = approvals.refuse(session, approval_id=approval_id, why=why, by=by, now=clock.now())
    return _done(request, of, by, "refused")


@router.post("/withdraw")
def withdraw(
    request: Request, approval_id: int, desk: TheDesk, by: CurrentActor, why: Words = ""
) -> Response:
    """撤回, by who asked, with a reason."""
    with desk.database.write() as session:
        of = approvals.withdraw(session, approval_id=approval_id, why=why, by=by, now=clock.now())
    return _done(request, of, by, "withdrawn")


@router.post("/correct")
def correct(
    request: Request,
    approval_id: int,
    desk: TheDesk,
    by: CurrentActor,
    kind: Words = "",
    reason: Words = "",
) -> Response:
    """更正 of an entry; the next ledger names old and new."""
    with desk.database.write() as session:
        of = approvals.correct(
            session,
            approval_id=approval_id,
            kind=_kind(kind),
            reason=reason or None,
            by=by,
            now=clock.now(),
        )
    return _done(request, of, by, "corrected")


def _done(request: Request, of: Approval, by: Actor, word: str) -> Response:
    """Back to the page, at the ledger the entry is in where the person may read it."""
    reads = may(by, "ledger.read", Thing(station_sold=of.station))
    return done(request, f"{PAGE}?station={of.station}" if reads else PAGE, word)


def _kind(word: str) -> LedgerKind | None:
    if not word:
        return None
    if word not in set(LedgerKind):
        raise InputError("field.invalid", field="业务类型", value=word[:40])
    return LedgerKind(word)
