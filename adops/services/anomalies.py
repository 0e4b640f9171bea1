"""Acts on anomalies: what looks make of them, triage, tickets, the end (checks.md, Anomaly;
rules.md §9)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from adops.db import lock_log
from adops.domain.anomaly import (
    AnomalyKind,
    AnomalyState,
    Answer,
    Answered,
    Move,
    Outcome,
    Question,
    Standing,
    Step,
    Subject,
    Why,
)
from adops.domain.facts import Look
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.states import LookedBy, LookResult
from adops.errors import InputError, RuleError
from adops.models import Anomaly, Page, Slot, SlotCheck
from adops.queries import anomalies as queries
from adops.rules import triage as questions
from adops.rules.anomaly import is_old, steps, steps_by_eye, told_by_eye, told_of
from adops.rules.permission import require
from adops.rules.transitions import ANOMALY, move
from adops.services import acts, tickets

WRITE = "anomaly.write"
LONGEST = 500
Looked = tuple[Look, SlotCheck]


def take(
    session: Session, page_id: int, looks: Sequence[Looked], *, alike: int, by: Actor, now: datetime
) -> list[Anomaly]:
    """What the looks of one page in one run make of the anomalies: opened, joined, resolved."""
    if not looks:
        return []
    lock_log(session)  # of two that record the same page at once the second sees the first's
    first = looks[0][0]
    ids = [look.slot_id for look, _ in looks]
    closed = queries.closed_slots(session, ids, first.on)
    spared = queries.spared(session, ids, on=first.on, at=first.captured_at)
    rows = queries.standing(session, page_id, ids)
    known: list[Standing] = [queries.as_standing(row, page_id) for row in rows.values()]
    told = [
        told_of(
            look,
            page_id,
            spared=spared.get(look.slot_id, frozenset()),
            closed=look.slot_id in closed,
        )
        for look, _ in looks
    ]
    reached = any(look.result is not LookResult.UNREACHABLE for look, _ in looks)
    found = steps(page_id, told, known, reached=reached, alike=alike)
    return [_write(session, step, rows, _look_of(step, looks), by=by, now=now) for step in found]


def take_by_eye(
    session: Session, look: SlotCheck, said: Mapping[int, bool], *, by: Actor, now: datetime
) -> list[Anomaly]:
    """What a decision by eye makes of them, by booking whether it is seen: opened, joined, resolved
    as by a look. Nothing where a later look says yes or no of the booking, where the look is not of
    the running ad day or by hand, and where the slot was closed."""
    lock_log(session)
    slot = session.get_one(Slot, look.slot_id)
    is_silent = look.on != ad_day_of(now) or look.by is LookedBy.HAND or slot.page_id is None
    if is_silent or queries.closed_slots(session, [look.slot_id], look.on):
        return []
    later = queries.told_later(session, look, said)
    page_id, at = slot.page_id or 0, look.captured_at
    spared = queries.spared(session, [look.slot_id], on=look.on, at=at)
    rows = queries.standing(session, page_id, [look.slot_id])
    told = told_by_eye(
        Subject(page_id, look.slot_id),
        {one: seen for one, seen in said.items() if one not in later},
        every=not later and queries.all_seen(session, look),
        spared=spared.get(look.slot_id, frozenset()),
    )
    found = steps_by_eye(told, [queries.as_standing(row, page_id) for row in rows.values()])
    return [_write(session, step, rows, look, by=by, now=now) for step in found]


def take_back(
    session: Session, look: SlotCheck, bookings: Collection[int], *, by: Actor, now: datetime
) -> list[Anomaly]:
    """A decision by eye is taken back: what it opened, and nobody worked on, is resolved."""
    lock_log(session)
    rows = queries.opened_by(session, look, bookings)
    return [_resolve(session, row, Why.TAKEN_BACK, by=by, now=now) for row in rows]


def _write(
    session: Session,
    step: Step,
    rows: Mapping[int, Anomaly],
    look: SlotCheck,
    *,
    by: Actor,
    now: datetime,
) -> Anomaly:
    if step.id is None:
        return _open(session, step, look, by=by, now=now)
    row = rows[step.id]
    if step.move is Move.JOIN:
        return _join(session, row, step, look, by=by, now=now)
    if step.move is Move.SHRINK:
        row.slots = sorted(step.slots)
        session.add(row)
        session.flush()
        return row
    return _resolve(session, row, step.why or Why.OK, by=by, now=now)


def _look_of(step: Step, looks: Sequence[Looked]) -> SlotCheck:
    """The look that says it; of a page the first of a slot that fails so."""
    wanted = step.slots or {step.subject.slot_id}
    return next((row for look, row in looks if look.slot_id in wanted), looks[0][1])


def _open(session: Session, step: Step, look: SlotCheck, *, by: Actor, now: datetime) -> Anomaly:
    assert step.result is not None and look.id is not None
    row = Anomaly(
        kind=step.subject.kind,
        station=_station(session, step, look),
        page_id=step.subject.page_id,
        slot_id=step.subject.slot_id,
        booking_id=step.subject.booking_id,
        open_key=queries.key_of(step.subject),
        result=step.result,
        slots=sorted(step.slots),
        first_on=look.on,
        last_on=look.on,
        first_at=look.captured_at,
        last_at=look.captured_at,
        first_look=look.id,
        last_look=look.id,
    )
    session.add(row)
    session.flush()
    _log(session, row, "anomaly.open", by=by, now=now, more={"look": look.id})
    return row


def _station(session: Session, step: Step, look: SlotCheck) -> str:
    if step.subject.kind is AnomalyKind.SLOT:
        return look.station
    page = session.get(Page, step.subject.page_id)
    return page.station if page else look.station


def _join(
    session: Session, row: Anomaly, step: Step, look: SlotCheck, *, by: Actor, now: datetime
) -> Anomaly:
    assert step.result is not None and look.id is not None
    before = {"result": row.result.value, "count": row.count}
    row.count += 1
    row.slots = sorted(step.slots)
    row.last_on, row.last_at, row.last_look = look.on, look.captured_at, look.id
    if step.changed:  # what people said was of another trouble
        row.result = step.result
        row.answers = [one for one in row.answers if one["by"] is None]
    session.add(row)
    session.flush()
    verb = "anomaly.change" if step.changed else "anomaly.join"
    _log(session, row, verb, by=by, now=now, before=before, more={"look": look.id})
    if row.state is AnomalyState.ESCALATED:
        tickets.note_trouble(session, row, changed=step.changed, by=by, now=now)
    return row


def _resolve(
    session: Session, row: Anomaly, why: Why, *, by: Actor, now: datetime, words: str = ""
) -> Anomaly:
    before = {"state": row.state.value}
    row.state = move("anomaly", ANOMALY, row.state, "resolve")
    row.open_key, row.resolved_at, row.resolved_by = None, now, by.staff_no
    row.why, row.why_words = why, words
    session.add(row)
    session.flush()
    told = {"why": why.value, **({"words": words} if words else {})}
    _log(session, row, "anomaly.resolve", by=by, now=now, before=before, more=told)
    tickets.note_end(session, row, by=by, now=now)
    return row


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
    _log(session, row, "anomaly.triage", by=by, now=now, more=more)
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
    """A page's that has stood so many ad days becomes a ticket by itself, unless it is closed."""
    case = queries.case_by_id(session, anomaly_id, on=ad_day_of(now))
    row = case.anomaly
    stands = row.kind is AnomalyKind.PAGE and row.state is AnomalyState.OPEN
    if not stands or case.suspended or not is_old(row.first_on, ad_day_of(now), days=days):
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
    return _resolve(session, row, Why.BY_HAND, by=by, now=now, words=words)


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
    _log(session, row, f"anomaly.{act}", by=by, now=now, before=before, more=more)
    return row


def _escalate(session: Session, row: Anomaly, *, by: Actor, now: datetime) -> Anomaly:
    _to(session, row, "escalate", by=by, now=now)
    case = queries.case_by_id(session, row.id or 0, on=ad_day_of(now))
    tickets.queue_issue(session, case, by=by, now=now)
    return case.anomaly


def _log(
    session: Session,
    row: Anomaly,
    verb: str,
    *,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None = None,
    more: Mapping[str, Any],
) -> None:
    after = {"state": row.state.value, "result": row.result.value, "count": row.count, **more}
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"anomaly:{row.id}",
        station=row.station,
        before=before,
        after=after,
    )
