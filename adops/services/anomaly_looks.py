"""What looks make of anomalies: by a check, by eye, by hand (checks.md, Anomaly; rules.md §9)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from adops.db import lock_log
from adops.domain.anomaly import AnomalyKind, AnomalyState, Move, Standing, Step, Subject, Why
from adops.domain.facts import NOT_CHECKED, Look, told_as
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.slot import SlotState, Unit
from adops.domain.states import LookedBy, LookResult
from adops.models import Anomaly, Page, Slot, SlotCheck
from adops.queries import anomalies as queries
from adops.queries.latest_looks import is_looked_at_later, known_later
from adops.rules.anomaly import (
    UNSEEN,
    but_of,
    steps,
    steps_by_eye,
    steps_by_hand,
    told_by_eye,
    told_by_hand,
    told_of,
)
from adops.rules.transitions import ANOMALY, move
from adops.services import acts, ticket_ends, tickets

Looked = tuple[Look, SlotCheck]


def take(
    session: Session, page_id: int, looks: Sequence[Looked], *, alike: int, by: Actor, now: datetime
) -> list[Anomaly]:
    """What the looks of one page in one run make of the anomalies: opened, joined, resolved. A
    page that we failed at is no trouble of the page's, and of a slot that is retired or on another
    page meanwhile they say nothing, nor of what a look that was taken later tells."""
    if not looks or all(_told_as(look) == NOT_CHECKED for look, _ in looks):
        return []
    lock_log(session)  # of two that record the same page at once the second sees the first's
    first = looks[0][0]
    ids = [look.slot_id for look, _ in looks]
    closed = queries.closed_slots(session, ids, first.on)
    live = queries.live_slots(session, page_id)
    spared = queries.spared(session, ids, on=first.on, at=first.captured_at)
    rows = queries.standing(session, page_id, ids)
    known: list[Standing] = [queries.as_standing(row, page_id) for row in rows.values()]
    reached = any(look.result is not LookResult.UNREACHABLE for look, _ in looks)
    if not reached and is_looked_at_later(session, live.union(ids), first.captured_at):
        return []
    later = known_later(session, [look for look, _ in looks])
    told = [
        told_of(
            look,
            page_id,
            spared=spared.get(look.slot_id, frozenset()),
            closed=look.slot_id in closed or look.slot_id not in live,
        )
        for look, _ in looks
        if look.slot_id not in later.slots
    ]
    told = [but_of(one, later.bookings) for one in told]
    found = steps(page_id, told, known, reached=reached, alike=alike, live=live)
    return [
        _write(session, step, rows, _look_of(step, looks), by=by, now=now)
        for step in found
        if not _is_outdated(step, rows, first.captured_at)
    ]


def _is_outdated(step: Step, rows: Mapping[int, Anomaly], at: datetime) -> bool:
    """That the page was reached then says nothing of one that was not reached later."""
    row = rows.get(step.id or 0)
    away = row is not None and row.result is LookResult.UNREACHABLE
    return away and row is not None and row.last_at > at


def _told_as(look: Look) -> str:
    return told_as(look.result, (one.code for one in look.findings))


def take_by_eye(
    session: Session, look: SlotCheck, said: Mapping[int, bool], *, by: Actor, now: datetime
) -> list[Anomaly]:
    """What a decision by eye makes of them, by booking whether it is seen: opened, joined, resolved
    as by a look. Nothing where a later look says yes or no of the booking, where the look is not of
    the running ad day, and where the slot was closed or is retired."""
    lock_log(session)
    if _is_silent(session, look, now):
        return []
    later = queries.told_later(session, look, said)
    whole = look.by is LookedBy.CHECK and not later  # one by hand is of one booking
    told = told_by_eye(
        _subject(session, look),
        {one: seen for one, seen in said.items() if one not in later},
        every=whole and queries.all_seen(session, look),
        unseen=None if session.get_one(Slot, look.slot_id).unit is Unit.CPM else UNSEEN,
        spared=_spared(session, look),
    )
    rows, known = _standing(session, look)
    found = steps_by_eye(told, known)
    return [_write(session, step, rows, look, by=by, now=now) for step in found]


def take_by_hand(
    session: Session,
    look: SlotCheck,
    booking_id: int | None,
    *,
    on_air: Collection[int] | None = None,
    by: Actor,
    now: datetime,
) -> list[Anomaly]:
    """What a look by hand makes of them: opened, joined, resolved as by a check, but for the page's
    own. `on_air`: all bookings of the slot, where a person looks at every one. Nothing where
    `take_by_eye` says nothing."""
    lock_log(session)
    of = replace(_subject(session, look), booking_id=booking_id)
    later = queries.told_later(session, look, [booking_id] if booking_id else [])
    if later or _is_silent(session, look, now):
        return []
    every = on_air is not None and set(on_air) == {booking_id}
    told = told_by_hand(of, look.result, every=every, spared=_spared(session, look))
    rows, known = _standing(session, look)
    found = steps_by_hand(told, known, on_air=on_air)
    return [_write(session, step, rows, look, by=by, now=now) for step in found]


def _is_silent(session: Session, look: SlotCheck, now: datetime) -> bool:
    closed = queries.closed_slots(session, [look.slot_id], look.on)
    retired = session.get_one(Slot, look.slot_id).state is SlotState.RETIRED
    return look.on != ad_day_of(now) or bool(closed) or retired


def _subject(session: Session, look: SlotCheck) -> Subject:
    return Subject(session.get_one(Slot, look.slot_id).page_id or 0, look.slot_id)


def _spared(session: Session, look: SlotCheck) -> frozenset[int]:
    spared = queries.spared(session, [look.slot_id], on=look.on, at=look.captured_at)
    return spared.get(look.slot_id, frozenset())


def _standing(session: Session, look: SlotCheck) -> tuple[dict[int, Anomaly], list[Standing]]:
    """Of its slot and page."""
    page_id = _subject(session, look).page_id
    rows = queries.standing(session, page_id, [look.slot_id])
    return rows, [queries.as_standing(row, page_id) for row in rows.values()]


def take_back(
    session: Session, look: SlotCheck, bookings: Collection[int], *, by: Actor, now: datetime
) -> list[Anomaly]:
    """A decision by eye is taken back: what it opened, and nobody worked on, is resolved."""
    lock_log(session)
    rows = queries.opened_by(session, look, bookings)
    return [resolve_row(session, row, Why.TAKEN_BACK, by=by, now=now) for row in rows]


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
        return _shrink(session, row, step, by=by, now=now)
    return resolve_row(session, row, step.why or Why.OK, by=by, now=now, look=look.id)


def _look_of(step: Step, looks: Sequence[Looked]) -> SlotCheck:
    """The look that says it; of a page the first of a slot that fails so."""
    wanted = step.slots or {step.subject.slot_id}
    of = [(look, row) for look, row in looks if look.slot_id in wanted] or looks
    return next((row for look, row in of if look.result is step.result), of[0][1])


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
    log_row(session, row, "anomaly.open", by=by, now=now, more={"look": look.id})
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
    if step.changed:  # what people said was of another trouble
        _turn(row, step.result)
        row.answers = [one for one in row.answers if one["by"] is None]
    row.slots = sorted(step.slots)
    if look.captured_at >= row.last_at:
        row.last_on, row.last_at, row.last_look = look.on, look.captured_at, look.id
    session.add(row)
    session.flush()
    verb = "anomaly.change" if step.changed else "anomaly.join"
    log_row(session, row, verb, by=by, now=now, before=before, more={"look": look.id})
    if row.state is AnomalyState.ESCALATED:
        changed = look.id if step.changed else None
        tickets.note_trouble(session, row, changed=changed, by=by, now=now)
    return row


def _turn(row: Anomaly, result: LookResult) -> None:
    """It shows otherwise than before; of a page that is not reached, what failed alike is kept."""
    kept = result is LookResult.UNREACHABLE and bool(row.slots)
    row.before = {"result": row.result.value, "slots": row.slots} if kept else None
    row.result = result


def _shrink(session: Session, row: Anomaly, step: Step, *, by: Actor, now: datetime) -> Anomaly:
    before = {"result": row.result.value}
    if step.result is not None:
        _turn(row, step.result)
    row.slots = sorted(step.slots)
    session.add(row)
    session.flush()
    if step.changed:
        log_row(session, row, "anomaly.change", by=by, now=now, before=before, more={})
    return row


def resolve_row(
    session: Session,
    row: Anomaly,
    why: Why,
    *,
    by: Actor,
    now: datetime,
    words: str = "",
    look: int | None = None,
) -> Anomaly:
    """It is over, by a look or by hand; its ticket is told."""
    before = {"state": row.state.value}
    row.state = move("anomaly", ANOMALY, row.state, "resolve")
    row.open_key, row.resolved_at, row.resolved_by = None, now, by.staff_no
    row.why, row.why_words = why, words
    session.add(row)
    session.flush()
    told: dict[str, Any] = {"why": why.value, **({"words": words} if words else {})}
    told |= {"look": look} if look else {}
    log_row(session, row, "anomaly.resolve", by=by, now=now, before=before, more=told)
    ticket_ends.note_end(session, row, by=by, now=now)
    return row


def log_row(
    session: Session,
    row: Anomaly,
    verb: str,
    *,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None = None,
    more: Mapping[str, Any],
) -> None:
    """A line of the log, with how the anomaly stands now."""
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
