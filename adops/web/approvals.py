"""The page 特批: the week's ledger as it will be sent, what waits for whom (rules.md §6)."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from adops import clock
from adops.db import Database
from adops.domain.ledger import Ledger, Week
from adops.domain.mail import MailKind
from adops.domain.people import Actor, Role
from adops.domain.states import LedgerState
from adops.errors import MissingError
from adops.flows import ledger as flow
from adops.flows.ledger import LedgerDesk, ledger_desk
from adops.mail.render import approval_ledger
from adops.models import Station
from adops.phrases import dates
from adops.phrases.ledger import KINDS
from adops.queries.approval_cases import (
    case_of,
    mail_states,
    of_the_same_mail,
    people_named,
    waiting_cases,
)
from adops.queries.ledger import (
    earlier_weeks,
    is_from_before,
    ledger_of,
    owed_weeks,
    running_week,
)
from adops.queries.places import chosen, open_stations
from adops.queries.recipients import recipients
from adops.rules.ledger import parse_week
from adops.rules.permission import Thing, may, require
from adops.server.access import CurrentActor, CurrentDatabase, CurrentSettings, CurrentStore
from adops.server.pages import done, render
from adops.services.outbox import RESENDABLE
from adops.web import approval_rows as rows

router = APIRouter(prefix="/approvals")
READ = "ledger.read"
EARLIER = 26


def desk(
    request: Request, settings: CurrentSettings, database: CurrentDatabase, store: CurrentStore
) -> LedgerDesk:
    """Where ledgers are sent; who draws the workbook is handed over by main."""
    return ledger_desk(settings, database, store, request.app.state.draw_ledger)


Desk = Annotated[LedgerDesk, Depends(desk)]
Words = Annotated[str, Form()]


@router.get("")
def approvals_page(
    request: Request, desk: Desk, by: CurrentActor, station: str = "", week: str = ""
) -> HTMLResponse:
    """What waits, then the ledger of a week: the running one unless another is asked for."""
    now = clock.now()
    stations = _stations(desk.database, by)
    told: dict[str, Any] = {"stations": stations, "ledger": None}
    if stations:
        place = chosen(stations, station, by=by, act=READ)
        running = running_week(desk.catalog, now=now)
        wanted = parse_week(week) if week else running
        ledger = flow.read_ledger(desk, station=place.code, week=wanted, by=by, now=now)
        told |= _ledger(desk, ledger, running, by, now)
    with desk.database.read() as session:
        cases = waiting_cases(session, by=by)
        of = [one.approval for one in cases]
        names = people_named(
            session, [who for one in of for who in (one.asked_by, one.registered_by)]
        )
        mails = of_the_same_mail(session, of)
    told["cases"] = [
        rows.case_row(one, names, by, mails.get(one.approval.id or 0, ())) for one in cases
    ]
    told["kinds"] = [(kind.value, words) for kind, words in KINDS.items()]
    return render(request, "approvals.html", **told)


def _stations(database: Database, by: Actor) -> list[Station]:
    """Whose ledgers the person reads; sales reads none, and sees what it asked for."""
    if by.role is Role.SALES:
        return []
    with database.read() as session:
        return open_stations(session, by=by, act=READ)


def _ledger(
    desk: LedgerDesk, ledger: Ledger, running: Week, by: Actor, now: datetime
) -> dict[str, Any]:
    """The ledger of the week shown, what is owed, and the earlier ones."""
    station, window = ledger.station, ledger.window
    thing = Thing(station_sold=station)
    with desk.database.read() as session:
        earlier = earlier_weeks(session, station=station, limit=EARLIER)
        states = mail_states(session, [ledger.mail_id, *(one.mail_id for one in earlier)])
        owed = _owed(session, desk, station, now)
        post = _post(session, desk, station)
    return {
        "ledger": ledger,
        "week_words": rows.week_words(window.week),
        "is_running": window.week == running,
        "is_sent": ledger.state is LedgerState.SENT,
        "is_cut": now >= window.cut,
        "until_cut": dates.until(window.cut, now),
        "entries": rows.entry_rows(ledger.entries),
        "results": rows.entry_rows(ledger.results),
        "corrections": rows.correction_rows(ledger.corrections),
        "subject": approval_ledger(ledger).subject,
        "may_send": may(by, "ledger.send", thing),
        "may_resend": states.get(ledger.mail_id or 0) in RESENDABLE,
        "may_correct": may(by, "approval.register", thing),
        "owed": [(str(one), rows.week_words(one)) for one in owed],
        "weeks": rows.week_rows(earlier, states),
        **post,
    }


def _owed(session: Session, desk: LedgerDesk, station: str, now: datetime) -> list[Week]:
    """Weeks cut and not sent; an empty one from before the house was in use is none."""
    catalog = desk.catalog
    ledgers = (
        ledger_of(session, station=station, week=week, catalog=catalog, now=now)
        for week in owed_weeks(session, station=station, catalog=catalog, now=now)
    )
    return [one.window.week for one in ledgers if not is_from_before(session, one)]


def _post(session: Session, desk: LedgerDesk, station: str) -> dict[str, Any]:
    posts = desk.mails.kinds[MailKind.APPROVAL_LEDGER]
    who = recipients(session, to=posts.to, cc=posts.cc, station=station)
    return {"to": "、".join(who.to), "missing": "、".join(who.missing)}


@router.post("/ledgers/{week}/send")
def send(request: Request, week: str, desk: Desk, by: CurrentActor, station: Words) -> Response:
    """Cuts and sends, once ever."""
    flow.send(desk, station=station, week=parse_week(week), by=by)
    return done(request, _page(station, week), "sent")


@router.post("/ledgers/{week}/resend")
def resend(request: Request, week: str, desk: Desk, by: CurrentActor, station: Words) -> Response:
    """The same bytes once more, 【重发】."""
    flow.resend(desk, station=station, week=parse_week(week), by=by)
    return done(request, _page(station, week), "resent")


def _page(station: str, week: str) -> str:
    return f"/approvals?station={station}&week={week}"


@router.get("/{approval_id}/mail")
def mail(approval_id: int, desk: Desk, by: CurrentActor) -> Response:
    """The mail in which sales asked, as it came."""
    with desk.database.read() as session:
        case = case_of(session, approval_id)
    if case is None or case.approval.mail_sha256 is None:
        raise MissingError("approval.unknown", approval=approval_id)
    require(by, "approval.read", case.thing)
    told = {"Content-Disposition": f'attachment; filename="approval-{approval_id}.eml"'}
    content = desk.store.get(case.approval.mail_sha256)
    return Response(content, media_type="message/rfc822", headers=told)
