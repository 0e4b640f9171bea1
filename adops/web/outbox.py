"""The page 发件箱: every mail with its state; one that is stuck is settled here (rules.md §13)."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from adops import clock
from adops.domain.mail import MailKind
from adops.domain.people import Actor
from adops.domain.states import MailState
from adops.flows import outbox as flow
from adops.models import Mail
from adops.queries.mails import STUCK, mails_of
from adops.rules.permission import Thing, may, require
from adops.rules.reach import reach
from adops.server.access import CurrentActor, CurrentDatabase, CurrentSettings
from adops.server.pages import done, render
from adops.server.params import Cursor, Id
from adops.services import outbox

router = APIRouter(prefix="/outbox")
READ, WRITE = "outbox.read", "outbox.write"
MOST_STUCK = 200
TONES = {
    MailState.SENT: "ok",
    MailState.IN_DOUBT: "warn",
    MailState.STOPPED: "bad",
    MailState.FAILED: "bad",
}
REST = tuple(state for state in MailState if state not in STUCK)


@router.get("")
def mails(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    cursor: Annotated[Cursor, Query()] = None,
) -> HTMLResponse:
    """What waits for a person first, then all others, newest first."""
    if reach(by, READ).nothing:
        require(by, READ, Thing())
    with database.read() as session:
        stuck, _ = mails_of(session, by=by, states=STUCK, limit=MOST_STUCK)
        others, following = mails_of(session, by=by, states=REST, before=cursor)
    groups = [("其他邮件" if stuck else "", others)]
    if cursor is None and stuck:
        groups.insert(0, ("要处理的邮件", stuck))
    return render(
        request,
        "outbox.html",
        groups=groups,
        following=following,
        tones=TONES,
        writable={mail.id for _, some in groups for mail in some if _may_write(by, mail)},
        secret_kind=MailKind.ACCOUNT_INVITATION.value,
    )


@router.post("/{mail_id}/resend")
def resend(request: Request, mail_id: Id, database: CurrentDatabase, by: CurrentActor) -> Response:
    """Once more: a new mail with the same content."""
    with database.write() as session:
        outbox.resend(session, mail_id=mail_id, by=by, now=clock.now())
    return done(request, "/outbox", "resent")


@router.post("/{mail_id}/sent")
def take_as_sent(
    request: Request, mail_id: Id, database: CurrentDatabase, by: CurrentActor
) -> Response:
    """A mail in doubt did arrive."""
    with database.write() as session:
        outbox.take_as_sent(session, mail_id=mail_id, by=by, now=clock.now())
    return done(request, "/outbox", "mail_sent")


@router.post("/{mail_id}/start")
def start(
    request: Request,
    mail_id: Id,
    database: CurrentDatabase,
    settings: CurrentSettings,
    by: CurrentActor,
) -> Response:
    """A stopped mail goes on."""
    flow.start_again(database, settings, mail_id=mail_id, by=by, now=clock.now())
    return done(request, "/outbox", "mail_started")


def _may_write(by: Actor, mail: Mail) -> bool:
    return may(by, WRITE, Thing(station_sold=mail.station))
