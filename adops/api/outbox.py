"""`/outbox`: mails with their state; a person may have one sent once more (rules.md §13)."""

from typing import Any

from fastapi import APIRouter

from adops import clock
from adops.flows import outbox as flow
from adops.queries.mails import mail_data, mail_page
from adops.rules.permission import Thing, require
from adops.server.access import CurrentActor, CurrentDatabase, CurrentSettings
from adops.server.mail_search import SearchedMails
from adops.server.params import Asked, Id
from adops.services import outbox

router = APIRouter(prefix="/outbox", tags=["outbox"])


@router.get("", summary="发件箱")
def read_mails(
    database: CurrentDatabase,
    by: CurrentActor,
    asked: Asked,
    search: SearchedMails,
) -> dict[str, Any]:
    """Newest first; `from` and `to` are days on which a mail was put into the outbox, `recipient`
    is part of an address or of a person's name, `q` part of subject, text or Message-ID."""
    with database.read() as session:
        return mail_page(
            session,
            by=by,
            station=asked.station,
            search=search,
            before=asked.cursor,
            limit=asked.limit,
        )


@router.get("/{mail_id}", summary="一封邮件")
def read_mail(mail_id: Id, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """With its words. 404 `mail.unknown`."""
    with database.read() as session:
        mail = outbox.mail_by_id(session, mail_id)
        require(by, "outbox.read", Thing(station_sold=mail.station))
        return mail_data(mail, whole=True)


@router.post("/{mail_id}/resend", status_code=201, summary="重发")
def resend(
    mail_id: Id, database: CurrentDatabase, settings: CurrentSettings, by: CurrentActor
) -> dict[str, Any]:
    """A new row with the same content and 【重发】 before the subject; 409 while it still waits, or
    where one that failed or is in doubt was sent once more before."""
    return mail_data(flow.resend(database, settings, mail_id=mail_id, by=by, now=clock.now()))


@router.post("/{mail_id}/sent", summary="核实为已送达")
def take_as_sent(mail_id: Id, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """A mail in doubt did arrive; 409 for any other."""
    with database.write() as session:
        return mail_data(outbox.take_as_sent(session, mail_id=mail_id, by=by, now=clock.now()))


@router.post("/{mail_id}/start", summary="补齐收件人后继续")
def start(
    mail_id: Id, database: CurrentDatabase, settings: CurrentSettings, by: CurrentActor
) -> dict[str, Any]:
    """A stopped mail goes on with the posts as they are filled now; 409 `mail.no_recipient`."""
    return mail_data(flow.start_again(database, settings, mail_id=mail_id, by=by, now=clock.now()))
