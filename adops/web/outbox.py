"""The page 发件箱: every mail with its state; one that is stuck is settled here (rules.md §13).

A mail has a page of its own: what it says, as it looks to who gets it, its files, and the letter
itself. An invitation shows nobody its words: its link signs in.
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from adops import clock
from adops.catalog.mail import load_mail
from adops.domain.mail import Enclosure, MailKind
from adops.domain.people import Actor
from adops.domain.states import MailState
from adops.errors import ForbiddenError, MissingError
from adops.flows import outbox as flow
from adops.mail.mime import file_name, letter_of
from adops.models import Mail
from adops.phrases.mails import MAIL_KINDS
from adops.queries.mail_search import MailSearch
from adops.queries.mails import mails_of
from adops.queries.places import chosen, open_stations
from adops.rules.permission import Thing, may, require
from adops.rules.reach import reach
from adops.server.access import CurrentActor, CurrentDatabase, CurrentSettings, CurrentStore
from adops.server.mail_search import SearchedMails, as_query
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
Groups = list[tuple[str, list[Mail]]]
SECRET = MailKind.ACCOUNT_INVITATION.value
# a mail's own styles, and nothing else: no script, no picture from elsewhere, no form
PREVIEW = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}


@router.get("")
def mails(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    search: SearchedMails,
    station: Annotated[str, Query(max_length=8)] = "",
    cursor: Annotated[Cursor, Query()] = None,
) -> HTMLResponse:
    """What waits for a person first, then all others, newest first; where something is looked for,
    what was found."""
    if reach(by, READ).nothing:
        require(by, READ, Thing())
    with database.read() as session:
        stations = open_stations(session, by=by, act=READ, head_office=True)
        of = chosen(stations, station, by=by, act=READ).code if station else ""
        if search.given or of:
            groups, following = _found(session, by, search, of, cursor)
        else:
            groups, following = _all(session, by, cursor)
    return render(
        request,
        "outbox.html",
        groups=groups,
        following=following,
        asked=search,
        station=of,
        stations=stations,
        query=as_query(search, of),
        kinds=MAIL_KINDS,
        states=MailState,
        tones=TONES,
        writable={mail.id for _, some in groups for mail in some if _may_write(by, mail)},
        secret_kind=SECRET,
    )


@router.get("/{mail_id}")
def mail_page(
    request: Request, mail_id: Id, database: CurrentDatabase, by: CurrentActor
) -> HTMLResponse:
    """One mail: what it says, to whom, how it stands, its files."""
    mail = _readable(database, by, mail_id)
    return render(
        request,
        "mail.html",
        one=mail,
        tones=TONES,
        kinds=MAIL_KINDS,
        writable={mail.id} if _may_write(by, mail) else set(),
        secret_kind=SECRET,
    )


@router.get("/{mail_id}/preview")
def preview(mail_id: Id, database: CurrentDatabase, by: CurrentActor) -> HTMLResponse:
    """The mail as who gets it sees it."""
    mail = _open(_readable(database, by, mail_id))
    return HTMLResponse(mail.html, headers=PREVIEW)


@router.get("/{mail_id}/letter.eml")
def letter(
    mail_id: Id,
    database: CurrentDatabase,
    settings: CurrentSettings,
    store: CurrentStore,
    by: CurrentActor,
) -> Response:
    """The bytes that leave, or left."""
    row = outbox.outgoing(_open(_readable(database, by, mail_id)))
    files = [Enclosure(one.name, one.media_type, store.get(one.sha256)) for one in row.attachments]
    content = letter_of(row, load_mail(settings.config_dir).from_line, files).content
    return _download(content, file_name(row), "message/rfc822")


@router.get("/{mail_id}/files/{number}")
def attachment(
    mail_id: Id, number: Id, database: CurrentDatabase, store: CurrentStore, by: CurrentActor
) -> Response:
    """One file of the mail, counted from 1. 404 `mail.no_file`."""
    row = outbox.outgoing(_open(_readable(database, by, mail_id)))
    if not 1 <= number <= len(row.attachments):
        raise MissingError("mail.no_file", mail=mail_id, number=number)
    file = row.attachments[number - 1]
    return _download(store.get(file.sha256), file.name, file.media_type)


@router.post("/{mail_id}/resend")
def resend(
    request: Request,
    mail_id: Id,
    database: CurrentDatabase,
    settings: CurrentSettings,
    by: CurrentActor,
) -> Response:
    """Once more: a new mail with the same content."""
    flow.resend(database, settings, mail_id=mail_id, by=by, now=clock.now())
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


def _found(
    session: Session, by: Actor, search: MailSearch, station: str, cursor: int | None
) -> tuple[Groups, int | None]:
    found, following = mails_of(
        session, by=by, search=search, station=station or None, before=cursor
    )
    return [("找到的邮件", found)], following


def _all(session: Session, by: Actor, cursor: int | None) -> tuple[Groups, int | None]:
    stuck, _ = mails_of(session, by=by, stuck=True, limit=MOST_STUCK)
    others, following = mails_of(session, by=by, stuck=False, before=cursor)
    groups = [("其他邮件" if stuck else "", others)]
    if cursor is None and stuck:
        groups.insert(0, ("要处理的邮件", stuck))
    return groups, following


def _may_write(by: Actor, mail: Mail) -> bool:
    return may(by, WRITE, Thing(station_sold=mail.station))


def _readable(database: CurrentDatabase, by: Actor, mail_id: int) -> Mail:
    """Raises MissingError `mail.unknown`, ForbiddenError."""
    with database.read() as session:
        mail = outbox.mail_by_id(session, mail_id)
    require(by, READ, Thing(station_sold=mail.station))
    return mail


def _open(mail: Mail) -> Mail:
    """Raises ForbiddenError `mail.secret` for an invitation."""
    if mail.kind == SECRET:
        raise ForbiddenError("mail.secret")
    return mail


def _download(content: bytes, name: str, media_type: str) -> Response:
    disposition = f"attachment; filename*=utf-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
