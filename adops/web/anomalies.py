"""The pages 异常: what stands, what presses most first; one with its pictures in time, the three
questions with proof, its ticket (checks.md, Anomaly; rules.md §9)."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from adops import clock
from adops.domain.anomaly import AnomalyState, Answer, Answered, Outcome, Question
from adops.domain.period import ad_day_of
from adops.errors import InputError
from adops.flows import triage as flow
from adops.models import Station
from adops.phrases.anomaly import fixes
from adops.phrases.fields import field_word
from adops.phrases.tickets import where
from adops.queries import anomaly_lists as lists
from adops.queries.anomalies import READ, Case, case_by_id, looks_of
from adops.queries.people import names_of
from adops.queries.places import open_stations
from adops.rules.by_hand import why_by_hand
from adops.rules.permission import may, require
from adops.rules.triage import is_asked, joined, outcome
from adops.server.access import CurrentActor, CurrentDatabase, CurrentSettings, CurrentStore
from adops.server.pages import done, render
from adops.server.params import Id
from adops.services import anomalies, tickets
from adops.services.anomalies import LONGEST, WRITE, answers_of
from adops.web import anomaly_rows as rows

router = APIRouter(prefix="/anomalies")
Words = Annotated[str, Form(max_length=LONGEST)]


@router.get("")
def page(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    station: Annotated[str, Query(max_length=8)] = "",
    show: Annotated[str, Query(max_length=16)] = "",
) -> HTMLResponse:
    """What stands; with `show=resolved` what is over."""
    now, over = clock.now(), show == "resolved"
    with database.read() as session:
        stations: list[Station] = open_stations(session, by=by, act=READ, head_office=True)
        read = lists.resolved_cases if over else lists.standing_cases
        found = read(session, by=by, station=station or None, now=now)
        issues = lists.issues_of(session, [one.anomaly.id for one in found])
    return render(
        request,
        "anomalies.html",
        stations=stations,
        station=station,
        over=over,
        rows=[
            rows.row(
                one,
                issues.get(one.anomaly.id or 0),
                answers_of(one.anomaly),
                now=now,
                mine=may(by, WRITE, one.thing),
            )
            for one in found
        ],
    )


@router.get("/{anomaly_id}")
def one_page(
    request: Request,
    anomaly_id: Id,
    database: CurrentDatabase,
    settings: CurrentSettings,
    store: CurrentStore,
    by: CurrentActor,
) -> HTMLResponse:
    """One anomaly."""
    desk = flow.triage_desk(settings, database, store, clock=clock.now)
    with database.read() as session:
        case = case_by_id(session, anomaly_id, on=ad_day_of(clock.now()))
    require(by, READ, case.thing)
    given = _given(desk, case)
    with database.read() as session:
        told = _told(session, case, given, mine=may(by, WRITE, case.thing))
    writes = may(by, WRITE, case.thing) and case.anomaly.state is not AnomalyState.RESOLVED
    return render(
        request,
        "anomaly.html",
        terms=desk.terms,
        writes=writes,
        **_may(case, given, writes),
        **told | {"description": told["description"] + where(anomaly_id, settings.site)},
    )


def _given(desk: flow.TriageDesk, case: Case) -> tuple[Answered, ...]:
    """The machine's answers of now, people's in their place; what is over stays as it was."""
    kept = tuple(answers_of(case.anomaly))
    if case.anomaly.state not in {AnomalyState.OPEN, AnomalyState.OURS}:
        return kept
    return joined(flow.answers_now(desk, case.anomaly.id or 0), kept)


def _may(case: Case, given: tuple[Answered, ...], writes: bool) -> dict[str, bool]:
    """What is offered to the person; `by_hand`: no run opens its page."""
    one = case.anomaly
    asked = is_asked(one.result, has_booking=one.booking_id is not None)
    before = writes and one.state in {AnomalyState.OPEN, AnomalyState.OURS}
    right = not asked or outcome(given) is Outcome.TICKET
    return {
        "asked": asked,
        "may_triage": before and asked,
        "may_fix": before and one.slot_id is not None,
        "may_escalate": before and right,
        "by_hand": why_by_hand(case.page.device, case.page.url, (), ()) is not None,
    }


def _told(
    session: Session, case: Case, given: tuple[Answered, ...], *, mine: bool
) -> dict[str, Any]:
    number = case.anomaly.id or 0
    queued = tickets.tickets_of(session, number)
    acts = lists.history_of(session, number)
    names = names_of(session, [*(one.by for one in acts), *(one.by for one in given if one.by)])
    issue = lists.issues_of(session, [number]).get(number)
    summary, description = tickets.issue_words(session, case, given)
    over = case.anomaly.state is AnomalyState.RESOLVED
    return {
        "case": case,
        "one": rows.row(case, issue, given, now=clock.now(), mine=mine),
        "questions": rows.questions(given, names, over=over, mine=mine),
        "fixes": fixes(given),
        "looks": rows.looks(looks_of(session, case), whole=case.anomaly.slot_id is None),
        "tickets": rows.tickets(queued),
        "stuck": any(one.trouble for one in queued if one.sent_at is None),
        "history": rows.history(acts, names),
        "summary": summary,
        "description": description,
    }


@router.post("/{anomaly_id}/triage")
def triage(
    request: Request,
    anomaly_id: Id,
    database: CurrentDatabase,
    settings: CurrentSettings,
    store: CurrentStore,
    by: CurrentActor,
    size_answer: Words = "",
    link_answer: Words = "",
    ad_match_answer: Words = "",
    fix: Words = "",
) -> Response:
    """三步核对 by a person, or 我方问题 with what is to be mended."""
    typed = {
        Question.SIZE: size_answer,
        Question.LINK: link_answer,
        Question.AD_MATCH: ad_match_answer,
    }
    said = {one: _answer(one, word) for one, word in typed.items() if word}
    desk = flow.triage_desk(settings, database, store, clock=clock.now)
    row = flow.triage(desk, anomaly_id, said=said, fix=fix, by=by)
    told = "anomaly_ours" if row.state is AnomalyState.OURS else "anomaly_answered"
    return done(request, f"/anomalies/{anomaly_id}", told)


@router.post("/{anomaly_id}/escalate")
def escalate(
    request: Request,
    anomaly_id: Id,
    database: CurrentDatabase,
    settings: CurrentSettings,
    store: CurrentStore,
    by: CurrentActor,
) -> Response:
    """提交工单."""
    flow.escalate(flow.triage_desk(settings, database, store, clock=clock.now), anomaly_id, by=by)
    return done(request, f"/anomalies/{anomaly_id}", "anomaly_escalated")


@router.post("/{anomaly_id}/resolve")
def resolve(
    request: Request, anomaly_id: Id, database: CurrentDatabase, by: CurrentActor, why: Words
) -> Response:
    """结束, with a reason."""
    with database.write() as session:
        anomalies.resolve(session, anomaly_id=anomaly_id, why=why, by=by, now=clock.now())
    return done(request, f"/anomalies/{anomaly_id}", "anomaly_resolved")


@router.post("/{anomaly_id}/retry")
def retry(
    request: Request, anomaly_id: Id, database: CurrentDatabase, by: CurrentActor
) -> Response:
    """What did not go is tried again at once."""
    with database.write() as session:
        tickets.retry(session, anomaly_id=anomaly_id, by=by, now=clock.now())
    return done(request, f"/anomalies/{anomaly_id}", "ticket_retried")


def _answer(question: Question, word: str) -> Answer:
    try:
        return Answer(word)
    except ValueError as error:
        name = field_word(f"{question.value}_answer", {})
        raise InputError("field.invalid", field=name, value=word[:20]) from error
