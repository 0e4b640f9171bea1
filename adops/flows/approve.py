"""Registering from a mail and approving: what the bytes say, then one act (rules.md §6)."""

from adops import clock
from adops.domain.booking import LedgerKind
from adops.domain.people import Actor
from adops.errors import InputError
from adops.flows.submit import Desk, measured_again
from adops.mail.incoming import read_mail
from adops.models import Approval
from adops.queries.creatives import approval_by_id
from adops.services import approvals
from adops.services.approvals import RequestMail


def register(
    desk: Desk,
    approval_id: int,
    *,
    by: Actor,
    mail: bytes | None = None,
    kind: LedgerKind | None = None,
    reason: str | None = None,
) -> Approval:
    """特批登记, with the mail itself kept. Raises InputError `mail.unreadable` and what
    `services.approvals.register` raises."""
    with desk.database.read() as session:  # what is refused leaves no mail in the store
        approvals.require_registrable(session, approval_by_id(session, approval_id), by=by)
    kept = None if mail is None else _keep(desk, mail)
    with desk.database.write() as session:
        return approvals.register(
            session,
            approval_id=approval_id,
            by=by,
            now=clock.now(),
            kind=kind,
            reason=reason,
            mail=kept,
        )


def approve(desk: Desk, approval_id: int, *, by: Actor, why: str = "") -> Approval:
    """Measures the stored files again, then approves what is approvable."""
    with desk.database.read() as session:
        creative_id = approval_by_id(session, approval_id).creative_id
    files = measured_again(desk, creative_id)
    with desk.database.write() as session:
        return approvals.approve(
            session,
            approval_id=approval_id,
            files=files,
            by=by,
            now=clock.now(),
            book=desk.book,
            why=why,
        )


def _keep(desk: Desk, mail: bytes) -> RequestMail:
    envelope = read_mail(mail).envelope
    if not envelope.message_id or not envelope.author:
        raise InputError("mail.unreadable", why="Message-ID / From")
    return RequestMail(
        sha256=desk.store.put(mail),
        size=len(mail),
        message_id=envelope.message_id,
        sent_at=envelope.sent_at,
    )
