"""Acts of people on anomalies: triage, tickets, the end (checks.md, Anomaly; rules.md §9)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from adops.db import lock_log
from adops.domain.anomaly import (
    AnomalyKind,
    AnomalyState,
    Answer,
    Answered,
    Outcome,
    Question,
    Why,
)
from adops.domain.people import Actor
from adops.domain.period import Period, ad_day_of
from adops.errors import InputError, RuleError
from adops.models import Anomaly
from adops.queries import anomalies as queries
from adops.rules import triage as questions
from adops.rules.anomaly import is_old
from adops.rules.permission import require
from adops.rules.transitions import ANOMALY, move
from adops.services import tickets
from adops.services.anomaly_looks import log_row, resolve_row

WRITE = "anomaly.write"
LONGEST = 500


def judge(
    session: Session,
    *,
    anomaly_id: int,
    look_id: int,
    machine: Sequence[Answered],
    auto: bool,
    by: Actor,
    now: datetime,
) -> Anomaly:
    """The machine's answers from the latest look: one wrong → ours; all right → a ticket where the
    station turned that on (`auto`). Answers of people stand. A later look makes it void."""
    case = queries.case_by_id(session, anomaly_id, on=ad_day_of(now))
    row = case.anomaly
    if row.last_look != look_id or row.state not in {AnomalyState.OPEN, AnomalyState.OURS}:
        return row
    given = questions.joined(machine, answers_of(row))
    row.answers, row.judged_look = [one.as_data() for one in given], look_id
    session.add(row)
    session.flush()
    if not given or case.suspended:
        return row
    come = questions.outcome(given)
    if come is Outcome.OURS and row.state is AnomalyState.OPEN:
        return _to(session, row, "ours", by=by, now=now)
    if come is Outcome.TICKET and auto and row.state is AnomalyState.OPEN:
        return _escalate(session, row, by=by, now=now)
    return row


def triage(
    session: Session,
    *,
    anomaly_id: int,
    said: Mapping[Question, Answer],
    fix: str = "",
    machine: Sequence[Answered] = (),
    by: Actor,
    now: datetime,
) -> Anomaly:
    """A person answers; one wrong answer, or words of what to mend, make it ours. `machine`: its
    answers, where they are not written down yet.

    Raises MissingError `anomaly.unknown`, ForbiddenError, RuleError `anomaly.no_triage` of a page,
    `anomaly.wrong_state`, InputError `anomaly.nothing_said`.
    """
    row = _to_write(session, anomaly_id, by=by, now=now)
    if row.kind is AnomalyKind.PAGE:
        raise RuleError("anomaly.no_triage", anomaly=anomaly_id)
    fix = " ".join(fix.split())[:LONGEST]
    if not said and not fix:
        raise InputError("anomaly.nothing_said")
    if said and not questions.is_asked(row.result, has_booking=row.booking_id is not None):
        raise RuleError("anomaly.no_triage", anomaly=anomaly_id)
    move("anomaly", ANOMALY, row.state, "ours")  # a ticket is answered no more
    told = {one: Answered(one, answer, "said", by=by.staff_no) for one, answer in said.items()}
    kept = {one.question: one for one in _known(row, machine)}
    given = [(kept | told)[one] for one in Question if one in kept or one in told]
    row.answers = [one.as_data() for one in given]
    session.add(row)
    session.flush()
    more: dict[str, Any] = {one.value: answer.value for one, answer in said.items()}
    log_row(session, row, "anomaly.triage", by=by, now=now, more=more)
    if fix or questions.outcome(given) is Outcome.OURS:
        return _to(session, row, "ours", by=by, now=now, fix=fix)
    return row


def escalate(
    session: Session,
    *,
    anomaly_id: int,
    machine: Sequence[Answered] = (),
    by: Actor,
    now: datetime,
) -> Anomaly:
    """A ticket for MantisBT goes into the outbox: all three questions answered right; of a page,
    and of a slot that nobody booked, by hand. `machine`: as of `triage`.

    Raises MissingError `anomaly.unknown`, ForbiddenError, RuleError `anomaly.wrong_state`,
    `anomaly.not_answered`, `anomaly.is_ours`.
    """
    row = _to_write(session, anomaly_id, by=by, now=now)
    move("anomaly", ANOMALY, row.state, "escalate")
    if questions.is_asked(row.result, has_booking=row.booking_id is not None):
        given = _known(row, machine)
        _require_right(row, given)
        row.answers = [one.as_data() for one in given]
        session.add(row)
    return _escalate(session, row, by=by, now=now)


def escalate_old(session: Session, *, anomaly_id: int, days: int, by: Actor, now: datetime) -> bool:
    """A page's that has stood so many open ad days, and was seen in the running one, becomes a
    ticket by itself, unless it is closed."""
    on = ad_day_of(now)
    case = queries.case_by_id(session, anomaly_id, on=on)
    row = case.anomaly
    stands = row.kind is AnomalyKind.PAGE and row.state is AnomalyState.OPEN
    if not stands or case.suspended:
        return False
    shut = queries.shut_days_of_page(session, row.page_id, Period(row.first_on, on))
    if not is_old(row.first_on, row.last_on, on, days=days, shut=shut):
        return False
    _escalate(session, row, by=by, now=now)
    return True


def resolve(session: Session, *, anomaly_id: int, why: str, by: Actor, now: datetime) -> Anomaly:
    """Ended by hand, with a reason; a later look that finds the trouble opens a new one.

    Raises MissingError `anomaly.unknown`, ForbiddenError, RuleError `anomaly.wrong_state`,
    InputError `reason.missing`.
    """
    row = _to_write(session, anomaly_id, by=by, now=now)
    words = " ".join(why.split())[:LONGEST]
    if not words:
        raise InputError("reason.missing", act="anomaly.resolve")
    return resolve_row(session, row, Why.BY_HAND, by=by, now=now, words=words)


def answers_of(row: Anomaly) -> list[Answered]:
    """The answers that are known so far."""
    return [Answered.of_data(one) for one in row.answers]


def _known(row: Anomaly, machine: Sequence[Answered]) -> Sequence[Answered]:
    """The answers to go by: the machine's from the latest look, and what people said."""
    return questions.joined(machine, answers_of(row)) if machine else answers_of(row)


def _require_right(row: Anomaly, given: Sequence[Answered]) -> None:
    come = questions.outcome(given)
    if come is Outcome.OURS:
        raise RuleError("anomaly.is_ours", anomaly=row.id)
    if come is not Outcome.TICKET or len(given) < len(Question):
        known = {one.question for one in given if one.answer is Answer.RIGHT}
        missing = [one.value for one in Question if one not in known]
        raise RuleError("anomaly.not_answered", questions=missing)


def _to_write(session: Session, anomaly_id: int, *, by: Actor, now: datetime) -> Anomaly:
    lock_log(session)
    case = queries.case_by_id(session, anomaly_id, on=ad_day_of(now))
    require(by, WRITE, case.thing)
    return case.anomaly


def _to(
    session: Session, row: Anomaly, act: str, *, by: Actor, now: datetime, fix: str = ""
) -> Anomaly:
    before = {"state": row.state.value}
    row.state = move("anomaly", ANOMALY, row.state, act)
    row.fix = fix or row.fix
    session.add(row)
    session.flush()
    more = {"fix": fix} if fix else {}
    log_row(session, row, f"anomaly.{act}", by=by, now=now, before=before, more=more)
    return row


def _escalate(session: Session, row: Anomaly, *, by: Actor, now: datetime) -> Anomaly:
    _to(session, row, "escalate", by=by, now=now)
    case = queries.case_by_id(session, row.id or 0, on=ad_day_of(now))
    tickets.queue_issue(session, case, by=by, now=now)
    return case.anomaly
