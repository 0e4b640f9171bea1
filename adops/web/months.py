"""The page 月度: a station's month, its lines, what they lack, and who signs (rules.md §10)."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from adops import clock
from adops.domain.mail import MailKind
from adops.domain.month import DayState, MonthBook
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.states import MonthState
from adops.flows import month as flow
from adops.flows.month import MonthDesk, month_desk
from adops.phrases.doers import doer
from adops.phrases.month import finding
from adops.phrases.refusals import month_words
from adops.queries.month import month_of
from adops.queries.places import chosen, open_stations
from adops.queries.recipients import POSTS_ZH
from adops.rules.month_close import contradictions
from adops.rules.permission import Thing, may
from adops.server.access import (
    CurrentActor,
    CurrentArtist,
    CurrentDatabase,
    CurrentSettings,
    CurrentStore,
)
from adops.server.pages import done, render
from adops.web import month_rows as rows
from adops.web.month_rows import Place

router = APIRouter(prefix="/months")
READ = "month.read"


def desk(
    request: Request,
    settings: CurrentSettings,
    database: CurrentDatabase,
    store: CurrentStore,
    artist: CurrentArtist,
) -> MonthDesk:
    """Where months are confirmed; who draws the workbook is handed over by main."""
    return month_desk(settings, database, store, request.app.state.draw_month, artist)


Desk = Annotated[MonthDesk, Depends(desk)]
Words = Annotated[str, Form()]


@router.get("")
def month_page(
    request: Request,
    desk: Desk,
    by: CurrentActor,
    station: str = "",
    month: str = "",
    revision: int | None = None,
    only: str = "",
) -> HTMLResponse:
    """The month of a station; the month before the running one unless another is asked for."""
    now = clock.now()
    with desk.database.read() as session:
        stations = open_stations(session, by=by, act=READ)
    place = Place(
        chosen(stations, station, by=by, act=READ).code,
        month or rows.month_before(ad_day_of(now)),
        revision,
    )
    month_of(place.month)
    book = flow.read_month(
        desk, station=place.station, month=place.month, by=by, revision=place.revision
    )
    lines = rows.line_rows(book, place)
    lacking = [one for one in lines if one.lacks]
    return render(
        request,
        "months.html",
        stations=stations,
        months=rows.month_choice(ad_day_of(now), place.month),
        place=place,
        lines=lacking if only == "missing" else lines,
        lacking=lacking,
        only=only,
        blank_days=rows.blank_days(place.month),
        **_summary(book, now),
        **_acts(desk, book, by, now, place),
    )


@router.post("/{month}/confirm")
def confirm(request: Request, month: str, desk: Desk, by: CurrentActor, station: Words) -> Response:
    """The AE signs: frozen, exported, mailed."""
    flow.confirm(desk, station=station, month=month, by=by)
    return done(request, Place(station, month).page, "month_confirmed")


@router.post("/{month}/accept")
def accept(request: Request, month: str, desk: Desk, by: CurrentActor, station: Words) -> Response:
    """Finance takes it."""
    flow.accept(desk, station=station, month=month, by=by)
    return done(request, Place(station, month).page, "accepted")


@router.post("/{month}/return")
def give_back(
    request: Request, month: str, desk: Desk, by: CurrentActor, station: Words, reason: Words = ""
) -> Response:
    """Finance returns it with a reason."""
    flow.give_back(desk, station=station, month=month, reason=reason[:1000], by=by)
    return done(request, Place(station, month).page, "returned")


def _summary(book: MonthBook, now: datetime) -> dict[str, Any]:
    """Numbers and dates over the lines."""
    days = {state.value: sum(line.count(state) for line in book.lines) for state in DayState}
    return {
        "heading": rows.heading(book),
        "book": book,
        "state": rows.state_words(book),
        "state_tone": rows.STATE_TONES[book.state],
        "frozen": book.state is not MonthState.OPEN,
        "due": rows.due_words(book, now),
        "late": rows.is_late(book, now),
        "confirmed_by": doer(book.name_of(book.confirmed_by)),
        "decided_by": doer(book.name_of(book.decided_by)),
        "planned": sum(line.planned for line in book.lines),
        "days": days,
        "differences": rows.difference_rows(book.differences),
        "contradictions": [finding(one) for one in contradictions(book)],
    }


def _acts(
    desk: MonthDesk, book: MonthBook, by: Actor, now: datetime, place: Place
) -> dict[str, Any]:
    """What this person may do with the month now, and who will hear of it."""
    thing = Thing(station_sold=book.station)
    current = place.revision is None
    is_open, signed = book.state is MonthState.OPEN, book.state is MonthState.CONFIRMED
    return {
        "month_words": month_words(book.month),
        "may_confirm": current and is_open and may(by, "month.confirm", thing),
        "not_over": now < book.opens,
        "may_decide": current and signed and may(by, "month.decide", thing),
        "told_on_confirm": _posts(desk, MailKind.MONTH_CONFIRMED),
        "told_on_return": _posts(desk, MailKind.MONTH_RETURNED),
        "earlier": range(book.revision - 1, 0, -1),
    }


def _posts(desk: MonthDesk, kind: MailKind) -> str:
    """财务、总部对接AE（抄送当地运营负责人）."""
    posts = desk.mails.kinds[kind]
    to = "、".join(POSTS_ZH[one] for one in posts.to)
    cc = "、".join(POSTS_ZH[one] for one in posts.cc)
    return f"{to}（抄送{cc}）" if cc else to
