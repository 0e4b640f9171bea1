"""Anomalies as lists and answers (interfaces.md, API): what presses most first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.anomaly import AnomalyKind, AnomalyState, Answered, Outcome
from adops.domain.people import Actor
from adops.domain.period import ad_day_of, local
from adops.domain.states import TicketState
from adops.domain.ticket import TicketKind
from adops.models import Act, Anomaly, Ticket
from adops.phrases import anomaly as words
from adops.phrases.words import site
from adops.queries.anomalies import Case, cases, of_state, unresolved, visible
from adops.queries.anomaly_ranks import page_ranks
from adops.rules.anomaly import Rank, days_stood, ranked
from adops.rules.permission import may
from adops.rules.triage import is_asked, outcome

WRITE = "anomaly.write"
ORDER = (AnomalyState.OPEN, AnomalyState.OURS, AnomalyState.ESCALATED, AnomalyState.RESOLVED)
MOST_RESOLVED = 50


def standing_cases(
    session: Session, *, by: Actor, station: str | None, now: datetime
) -> list[Case]:
    """Those that stand and the person may see: those to be worked on first, of these what presses
    most."""
    on = ad_day_of(now)
    found = cases(session, visible(by), unresolved(), *_of(station), on=on)
    pages = page_ranks(session, [one.anomaly.id for one in found], on=on)
    return sorted(found, key=lambda one: (not may(by, WRITE, one.thing), _place(one, pages, on)))


def resolved_cases(
    session: Session, *, by: Actor, station: str | None, now: datetime
) -> list[Case]:
    """The newest of those that are over."""
    which = (visible(by), of_state(AnomalyState.RESOLVED), *_of(station))
    return cases(session, *which, on=ad_day_of(now), limit=MOST_RESOLVED)


def anomaly_page(
    session: Session,
    *,
    by: Actor,
    now: datetime,
    station: str | None = None,
    state: AnomalyState | None = None,
    first: date | None = None,
    last: date | None = None,
    before: int | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """`{"items": […], "next": cursor or null}`, newest first; `first` and `last` are ad days in
    which it stood."""
    which: list[Any] = [visible(by), *_of(station)]
    which += [] if state is None else [of_state(state)]
    which += [] if first is None else [col(Anomaly.last_on) >= first]
    which += [] if last is None else [col(Anomaly.first_on) <= last]
    which += [] if before is None else [col(Anomaly.id) < before]
    found = cases(session, *which, on=ad_day_of(now), limit=limit + 1)
    issues = issues_of(session, [one.anomaly.id for one in found])
    items = [anomaly_data(one, issues.get(one.anomaly.id or 0), now=now) for one in found[:limit]]
    return {"items": items, "next": items[-1]["anomaly"] if len(found) > limit else None}


def issues_of(session: Session, ids: Iterable[int | None]) -> dict[int, Ticket]:
    """The issue's row of the ticket outbox, by anomaly."""
    query = select(Ticket).where(
        col(Ticket.anomaly_id).in_(list(ids)), Ticket.kind == TicketKind.ISSUE
    )
    return {row.anomaly_id: row for row in session.exec(query)}


def stuck_tickets(session: Session, stations: Iterable[str]) -> Mapping[str, int]:
    """By station, anomalies with something that MantisBT refused, or that was tried three times."""
    query = (
        select(Anomaly.station, Ticket.anomaly_id, Ticket.state, Ticket.attempts)
        .join(Ticket, col(Ticket.anomaly_id) == Anomaly.id)
        .where(col(Anomaly.station).in_(list(stations)))
        .where(col(Ticket.state).in_([TicketState.FAILED, TicketState.WAITING]))
        .where(col(Ticket.trouble).is_not(None))
    )
    found: defaultdict[str, set[int]] = defaultdict(set)
    for station, anomaly_id, state, attempts in session.exec(query):
        if state is TicketState.FAILED or attempts >= 3:
            found[station].add(anomaly_id)
    return {station: len(some) for station, some in found.items()}


def history_of(session: Session, anomaly_id: int) -> Sequence[Act]:
    """What was done of it, in order."""
    query = select(Act).where(Act.thing == f"anomaly:{anomaly_id}").order_by(col(Act.id))
    return session.exec(query).all()


def anomaly_data(of: Case, issue: Ticket | None, *, now: datetime) -> dict[str, Any]:
    """One anomaly as JSON."""
    row = of.anomaly
    return {
        "anomaly": row.id,
        "kind": row.kind.value,
        "state": row.state.value,
        "suspended": of.suspended,
        "station": row.station,
        "page": {"id": of.page.id, "name": of.page.name, "url": of.page.url},
        "slot": of.slot.code if of.slot else None,
        "slot_name": of.slot.name if of.slot else None,
        "booking_id": row.booking_id,
        "contract_no": of.contract.no if of.contract else None,
        "result": row.result.value,
        "count": row.count,
        "days": days_stood(row.first_on, row.last_on, ad_day_of(now), row.state),
        "first_on": row.first_on.isoformat(),
        "last_on": row.last_on.isoformat(),
        "first_at": local(row.first_at).isoformat(),
        "last_at": local(row.last_at).isoformat(),
        "look": row.last_look,
        "triage": {
            one["question"]: {"answer": one["answer"], "by": one["by"]} for one in row.answers
        },
        "fix": row.fix,
        "issue": row.issue,
        "ticket": issue.state.value if issue else None,
        "resolved_at": local(row.resolved_at).isoformat() if row.resolved_at else None,
        "why": row.why.value if row.why else None,
    }


def _of(station: str | None) -> tuple[Any, ...]:
    return () if station is None else (Anomaly.station == station,)


def _place(one: Case, pages: Mapping[int, Rank], on: date) -> tuple[Any, ...]:
    booking = one.booking
    rank = pages.get(one.anomaly.id or 0) or ranked(
        starts=booking.first_day if booking else None,
        on=on,
        net_fen=booking.net_fen if booking else None,
    )
    return one.suspended, ORDER.index(one.anomaly.state), rank, one.anomaly.id


def next_step(of: Case, given: Sequence[Answered], *, mine: bool = True) -> str:
    """What is to be done now, in one sentence; empty where nothing is. Who may not do it (not
    `mine`) reads who does."""
    one = of.anomaly
    if of.suspended or one.state is AnomalyState.RESOLVED:
        return ""
    if one.state is AnomalyState.ESCALATED:
        return words.NEXT_TICKET.format(issue=one.issue) if one.issue else words.NEXT_NO_NUMBER
    fix = one.fix or "；".join(words.fixes(given)) if one.state is AnomalyState.OURS else ""
    if not mine:
        return words.others(f"{site(of.station.code, of.station.name)}AE", one.state, fix)
    if one.state is AnomalyState.OURS:
        return fix or words.NEXT_OURS
    if one.kind is AnomalyKind.PAGE:
        return words.NEXT_PAGE
    if not is_asked(one.result, has_booking=one.booking_id is not None):
        return words.NEXT_ALONE
    return words.NEXT[outcome(given) if given else Outcome.ASK]
