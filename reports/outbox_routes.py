"""`GET /outbox.xlsx`: the mails looked for, as a workbook (rules.md §13)."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response

from adops import clock
from adops.domain.people import Actor
from adops.flows.ledger import XLSX
from adops.models import Mail, Station
from adops.phrases.mails import search_words
from adops.phrases.words import site
from adops.queries.mail_search import MailSearch
from adops.queries.mails import mail_lines
from adops.rules.permission import Thing, require
from adops.rules.reach import reach
from adops.server.access import CurrentActor, CurrentDatabase
from adops.server.mail_search import SearchedMails
from adops.server.params import OfStation
from reports.outbox import MailList, MailRow, draw, file_name

router = APIRouter(tags=["outbox"])
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}}}
READ = "outbox.read"
MOST = 5000


@router.get("/outbox.xlsx", response_class=Response, responses=FILE, summary="发件箱工作簿")
def read_workbook(
    database: CurrentDatabase,
    by: CurrentActor,
    search: SearchedMails,
    station: OfStation = None,
) -> Response:
    """The newest first, 5000 at most; asked as `GET /outbox`."""
    if reach(by, READ).nothing:
        require(by, READ, Thing())
    with database.read() as session:
        found, more = mail_lines(session, by=by, station=station, search=search, limit=MOST)
        named = session.get(Station, station) if station else None
        rows = [_row(one) for one in found]
    place = site(named.code, named.name) if named else ""
    return _answer(MailList(_about(search, place), rows, clock.now(), _name(by), more))


def _about(search: MailSearch, place: str) -> str:
    return search_words(
        kind=search.kind,
        state=search.state,
        first=search.first,
        last=search.last,
        station=place,
        recipient=search.recipient,
        words=search.words,
    )


def _name(by: Actor) -> str:
    return by.name or by.staff_no


def _row(mail: Mail) -> MailRow:
    return MailRow(
        number=mail.id or 0,
        kind=mail.kind,
        subject=mail.subject,
        to=mail.to,
        cc=mail.cc,
        missing=mail.missing,
        files=[one["name"] for one in mail.attachments],
        state=mail.state,
        trouble=mail.trouble,
        attempts=mail.attempts,
        created_at=mail.created_at,
        sent_at=mail.sent_at,
        message_id=mail.message_id,
        resent_as=mail.resent_as,
    )


def _answer(mails: MailList) -> Response:
    name = file_name(mails.as_of)
    return Response(
        draw(mails),
        media_type=XLSX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"},
    )
