"""The page 巡检: the wall of the ad day, the running run, 立即巡检 (checks.md)."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from adops import clock
from adops.domain.by_eye import Decision
from adops.domain.people import Actor
from adops.domain.period import ad_day_of, parse_day
from adops.errors import InputError, RuleError
from adops.phrases import dates
from adops.queries import wall as queries
from adops.queries.anomalies import by_slot
from adops.queries.checks import slots_on_air
from adops.queries.people import names_of
from adops.queries.places import chosen, open_stations
from adops.rules.by_hand import why_by_hand
from adops.rules.permission import Thing, may, require
from adops.server.access import CurrentActor, CurrentDatabase
from adops.server.desk import WakeChecker
from adops.server.pages import done, render
from adops.server.params import MOST
from adops.services import slot_checks, slot_decisions
from adops.web import check_rows as rows
from adops.web.anomaly_rows import marks

router = APIRouter(prefix="/checks")
READ = "check.read"
PROGRESS = "_check_progress.html"
Words = Annotated[str, Form()]


@router.get("")
def wall(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    station: str = "",
    on: str = "",
    result: str = "",
) -> HTMLResponse:
    """The running ad day's wall; an earlier day's on demand."""
    now = clock.now()
    today = ad_day_of(now)
    day = _day(on, today)
    with database.read() as session:
        stations = open_stations(session, by=by, act=READ, head_office=True)
        place = chosen(stations, station, by=by, act=READ)
        slots = queries.wall(session, on=day, station=place.code, now=now)
        names = queries.page_names(session, station=place.code)
        runs = _runs(session, on=day, station=place.code, by=by)
        looked = [one.look.looked_by for one in slots if one.look]
        decided = [seen.decided_by for one in slots for seen, _ in one.seen]
        doers = names_of(session, [*looked, *decided])
        standing = by_slot(session, [one.slot.slot_id for one in slots])
    walls = rows.pages(slots, names, on=day, station=place.code, doers=doers)
    return render(
        request,
        "checks.html",
        stations=stations,
        place=place,
        on=day,
        today=today,
        day_words=dates.day(day),
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        anomalies={one.slot.code: marks(standing.get(one.slot.slot_id, ())) for one in slots},
        walls=rows.only(walls, result) if result else walls,
        filters=rows.filters(walls),
        chosen=result,
        slots=len(slots),
        runs=runs,
        may_run=day == today and may(by, "check.run", Thing(station_placed=place.code)),
        may_decide=may(by, "check.decide", Thing(station_placed=place.code)),
    )


@router.get("/progress")
def progress(
    request: Request, database: CurrentDatabase, by: CurrentActor, station: str, going: str = ""
) -> Response:
    """How far the runs are; when one of those that were `going` has ended, the page is loaded anew
    with what it saw."""
    require(by, READ, Thing(station_placed=station, station_sold=station))
    with database.read() as session:
        runs = _runs(session, on=ad_day_of(clock.now()), station=station, by=by)
    response = render(request, PROGRESS, runs=runs, station=station)
    goes_on = {str(one.number) for one in runs if one.goes_on}
    if not goes_on or set(filter(None, going.split(","))) - goes_on:
        response.headers["HX-Refresh"] = "true"
    return response


@router.post("/run")
def run_now(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    wake: WakeChecker,
    station: Words,
    page: Annotated[int | None, Form()] = None,
    slot: Words = "",
) -> Response:
    """Asks for a run over the station, one page or one slot; it begins at once. Raises RuleError
    `check.no_slots` where the page has none that can be looked at."""
    now = clock.now()
    with database.write() as session:
        codes = [slot] if slot else []
        if page is not None and not slot:
            require(by, "check.run", Thing(station_placed=station))
            codes = _looked_at(session, ad_day_of(now), station, page)
        slot_checks.ask_run(session, station=station, slot_codes=codes, by=by, now=now)
    wake()
    return done(request, f"/checks?station={station}", "run_asked")


@router.post("/cancel")
def cancel(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    run: Annotated[int, Form(ge=1, le=MOST)],
    station: Words,
) -> Response:
    """Stops a run after the pages in hand."""
    with database.write() as session:
        slot_checks.cancel_run(session, run_id=run, by=by, now=clock.now())
    return done(request, f"/checks?station={station}", "run_cancelled")


@router.post("/decide")
def decide(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    look: Annotated[int, Form(ge=1, le=MOST)],
    booking: Annotated[int, Form(ge=1, le=MOST)],
    decision: Annotated[Decision, Form()],
) -> Response:
    """What somebody sees on the picture of an unsure look."""
    with database.write() as session:
        decided = slot_decisions.decide(
            session, look_id=look, booking_id=booking, decision=decision, by=by, now=clock.now()
        )
    return done(request, f"/checks?station={decided.station}&on={decided.on}", "decided")


@router.post("/undecide")
def undecide(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    look: Annotated[int, Form(ge=1, le=MOST)],
    booking: Annotated[int, Form(ge=1, le=MOST)],
) -> Response:
    """Takes back what somebody saw on the picture."""
    with database.write() as session:
        decided = slot_decisions.undecide(
            session, look_id=look, booking_id=booking, by=by, now=clock.now()
        )
    return done(request, f"/checks?station={decided.station}&on={decided.on}", "undecided")


def _looked_at(session: Session, on: date, station: str, page: int) -> list[str]:
    """Codes of the page's slots that a run looks at. Raises RuleError `check.no_slots`: a run of
    none would be one over the station."""
    found = slots_on_air(session, on=on, station=station, page_id=page)
    codes = [one.code for one in found if not why_by_hand(one.device, one.page_url, (), ())]
    if not codes:
        raise RuleError("check.no_slots", page=page)
    return sorted(codes)


def _runs(session: Session, *, on: date, station: str, by: Actor) -> list[rows.Progress]:
    """Those shown, each with whether the person may stop it."""
    found = queries.runs_shown(session, on=on, station=station)
    may_stop = slot_checks.may_cancel
    return [rows.progress(one, may_stop=may_stop(session, one.run, by=by)) for one in found]


def _day(text: str, today: date) -> date:
    """The day asked for, not later than today."""
    if not text:
        return today
    try:
        return min(parse_day(text), today)
    except ValueError as error:
        raise InputError("field.invalid", field="日期", value=text[:20]) from error
