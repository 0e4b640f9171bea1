"""A decision by eye opens and ends anomalies as a look does (checks.md, Results, Anomaly)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from adops.catalog.tickets import load_tickets
from adops.clock import clock
from adops.db import Database
from adops.domain.anomaly import AnomalyState, Why
from adops.domain.by_eye import Decision
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.domain.slot import SlotState
from adops.domain.states import LookResult, TicketState
from adops.domain.ticket import TicketKind
from adops.flows.triage import TriageDesk, work_off
from adops.models import Act, Anomaly, Closure, Slot, SlotCheck, SlotCheckBooking, Ticket
from adops.services import slot_decisions
from adops.services.acts import broken_links
from adops.settings import Settings
from adops.store import Store
from tests.conftest import FRIDAY
from tests.factories import Factory, anomaly
from tests.recorded import record

DAY = timedelta(days=1)
NINE = at(FRIDAY, 9, 20)
AE = Actor("BJ001", "北京站AE", Role.AE, "bj")
SEEN, NOT_SEEN = Decision.SEEN, Decision.NOT_SEEN
OPEN, RESOLVED = AnomalyState.OPEN, AnomalyState.RESOLVED
EMPTY, UNSURE, WRONG = LookResult.EMPTY, LookResult.UNSURE, LookResult.WRONG_CREATIVE
MISSING = LookResult.MISSING
Told = list[tuple[LookResult, AnomalyState, Why | None, int]]


@dataclass
class Wall:
    """A slot with two bookings in rotation; `look` records a run, `say` decides its last look."""

    db: Database
    store: Store
    code: str
    now: datetime = NINE
    last: int = 0

    def look(self, result: LookResult, *, minutes: int = 0, days: int = 0) -> int:
        self.now += timedelta(minutes=minutes, days=days)
        clock.move_to(self.now)
        (self.last,) = record(self.db, self.store, self.now, {self.code: result})
        return self.last

    def say(self, decision: Decision, booking: int | None = None, look: int = 0) -> None:
        with self.db.write() as session:
            slot_decisions.decide(
                session,
                look_id=look or self.last,
                decision=decision,
                booking_id=booking,
                by=AE,
                now=self.now,
            )

    def take_back(self) -> None:
        with self.db.write() as session:
            slot_decisions.undecide(session, look_id=self.last, by=AE, now=self.now)

    def bookings(self) -> list[int]:
        with self.db.read() as session:
            query = select(SlotCheckBooking.booking_id).distinct()
            return sorted(session.exec(query))

    def told(self) -> Told:
        with self.db.read() as session:
            assert broken_links(session) == []
            rows = session.exec(select(Anomaly).order_by(col(Anomaly.id)))
            return [(one.result, one.state, one.why, one.count) for one in rows]


@pytest.fixture
def wall(db: Database, store: Store, factory: Factory) -> Wall:
    clock.move_to(NINE)
    with db.write() as session:
        slot = factory.slot(session, rotations=2)
        for _ in range(2):
            booking = factory.booking(session, FRIDAY - DAY * 9, FRIDAY + DAY * 9, slot)
            factory.creative(session, booking, confirmed_at=at(FRIDAY - DAY * 10, 9))
        return Wall(db, store, slot.code)


def test_what_is_not_seen_opens_one_and_what_is_seen_ends_it(wall: Wall) -> None:
    wall.look(UNSURE)
    assert wall.told() == []
    wall.say(NOT_SEEN)
    assert wall.told() == [(WRONG, OPEN, None, 1)] * 2
    first, _ = wall.bookings()
    wall.say(NOT_SEEN, first)
    assert wall.told() == [(WRONG, OPEN, None, 1)] * 2, "said twice it is still one look"
    wall.say(SEEN, first)
    assert wall.told() == [(WRONG, RESOLVED, Why.OK, 1), (WRONG, OPEN, None, 1)]
    with wall.db.read() as session:
        row = session.get(Anomaly, 1)
        acts = session.exec(select(Act.by).where(Act.thing == "anomaly:1")).all()
    assert row and (row.resolved_by, row.first_look) == ("BJ001", wall.last)
    assert list(acts) == ["BJ001", "BJ001"]


def test_it_joins_and_ends_what_a_look_found_before(wall: Wall) -> None:
    wall.look(EMPTY)
    wall.look(UNSURE, minutes=40)
    first, second = wall.bookings()
    wall.say(SEEN, first)
    wall.say(NOT_SEEN, second)
    assert wall.told() == [(EMPTY, RESOLVED, Why.OK, 1), (WRONG, OPEN, None, 2)]
    wall.look(LookResult.OK, minutes=40)
    assert [one[1] for one in wall.told()] == [RESOLVED, RESOLVED]


def test_what_is_taken_back_is_no_trouble(wall: Wall) -> None:
    """What stood before, and what people work on, stays."""
    wall.look(UNSURE)
    wall.say(NOT_SEEN)
    with wall.db.write() as session:
        row = session.exec(select(Anomaly).order_by(col(Anomaly.id))).first()
        assert row
        row.state = AnomalyState.OURS
        session.add(row)
    wall.take_back()
    taken = (WRONG, RESOLVED, Why.TAKEN_BACK, 1)
    assert wall.told() == [(WRONG, AnomalyState.OURS, None, 1), taken]
    wall.look(UNSURE, minutes=40)
    wall.say(NOT_SEEN)
    wall.take_back()
    assert wall.told() == [(WRONG, AnomalyState.OURS, None, 2), taken, taken]


def test_what_rests_on_other_looks_too_is_not_taken_back(wall: Wall) -> None:
    """Of one booking a look before it found trouble, of the other a look after it."""
    wall.look(EMPTY)
    wall.look(UNSURE, minutes=40)
    first, second = wall.bookings()
    with wall.db.write() as session:  # of the second nothing stood
        row = session.get_one(Anomaly, 2)
        row.state, row.open_key = RESOLVED, None
        row.why, row.resolved_at = Why.BY_HAND, wall.now
    wall.say(NOT_SEEN, second)
    wall.say(NOT_SEEN, first)
    unsure = wall.last
    wall.look(EMPTY, minutes=40)
    wall.last = unsure
    wall.take_back()
    stands = [one for one in wall.told() if one[1] is OPEN]
    assert stands == [(EMPTY, OPEN, None, 3), (EMPTY, OPEN, None, 2)]


def test_of_seen_and_then_not_seen_the_last_word_goes_on_with_what_stood(wall: Wall) -> None:
    wall.look(EMPTY)
    wall.look(UNSURE, minutes=40)
    wall.say(SEEN)
    for booking in wall.bookings():
        wall.say(NOT_SEEN, booking)
    assert wall.told() == [(WRONG, OPEN, None, 2)] * 2


def test_what_a_word_taken_back_had_ended_goes_on(wall: Wall) -> None:
    """9:20 empty, 10:00 unsure, 看到 by mistake: later trouble joins what stood."""
    wall.look(EMPTY)
    with wall.db.write() as session:
        session.get_one(Anomaly, 1).state = AnomalyState.OURS
    wall.look(UNSURE, minutes=40)
    wall.say(SEEN)
    assert wall.told() == [(EMPTY, RESOLVED, Why.OK, 1)] * 2
    wall.take_back()
    stood = [(EMPTY, AnomalyState.OURS, None, 1), (EMPTY, OPEN, None, 1)]
    assert wall.told() == stood
    with wall.db.read() as session:
        row = session.get_one(Anomaly, 1)
        verbs = session.exec(select(Act.verb).where(Act.thing == "anomaly:1").order_by(col(Act.id)))
        assert list(verbs) == ["anomaly.open", "anomaly.resolve", "anomaly.reopen"]
        assert (row.open_key, row.resolved_at, row.resolved_by) == (
            f"slot:{row.slot_id}:{row.booking_id}",
            None,
            None,
        )
    wall.look(EMPTY, minutes=40)
    assert [(one[1], one[3]) for one in wall.told()] == [(AnomalyState.OURS, 2), (OPEN, 2)]


def test_the_slot_s_own_goes_on_too(wall: Wall) -> None:
    wall.look(UNSURE)
    with wall.db.write() as session:
        anomaly(session, None, session.get_one(SlotCheck, wall.last), result=MISSING)
    wall.look(UNSURE, minutes=40)
    wall.say(SEEN)
    assert wall.told() == [(MISSING, RESOLVED, Why.OK, 1)]
    wall.take_back()
    assert wall.told() == [(MISSING, OPEN, None, 1)]


def test_what_rested_on_the_word_alone_does_not_come_back(wall: Wall) -> None:
    wall.look(UNSURE)
    wall.say(NOT_SEEN)
    for booking in wall.bookings():
        wall.say(SEEN, booking)
    wall.take_back()
    assert wall.told() == [(WRONG, RESOLVED, Why.OK, 1)] * 2


def later(wall: Wall) -> None:
    last = wall.last
    wall.look(LookResult.OK, minutes=40)
    wall.last = last


def wrong(wall: Wall) -> None:
    last = wall.last
    wall.look(EMPTY, minutes=40)
    wall.last = last


def retired(wall: Wall) -> None:
    with wall.db.write() as session:
        session.exec(select(Slot)).one().state = SlotState.RETIRED


@pytest.mark.parametrize(
    ("meanwhile", "more"),
    [
        pytest.param(later, [], id="a-later-look-saw-it-right"),
        pytest.param(wrong, [(EMPTY, OPEN, None, 1)] * 2, id="another-stands-meanwhile"),
        pytest.param(retired, [], id="the-slot-is-retired"),
    ],
)
def test_where_a_word_taken_back_brings_nothing_back(
    wall: Wall, meanwhile: Callable[[Wall], None], more: Told
) -> None:
    wall.look(EMPTY)
    wall.look(UNSURE, minutes=40)
    wall.say(SEEN)
    meanwhile(wall)
    wall.take_back()
    assert wall.told() == [*[(EMPTY, RESOLVED, Why.OK, 1)] * 2, *more]


@pytest.mark.parametrize(
    ("issue", "keys"),
    [
        pytest.param(None, {"issue/1": "waiting"}, id="it-was-dropped-and-goes-after-all"),
        pytest.param(
            101,
            {
                "issue/1": "sent",
                "note/1/end": "waiting",
                "note/1/again": "waiting",
                "note/1/end-2": "waiting",
                "note/1/again-2": "waiting",
            },
            id="it-hears-that-it-goes-on",
        ),
    ],
)
def test_its_ticket_goes_on(wall: Wall, issue: int | None, keys: dict[str, str]) -> None:
    wall.look(EMPTY)
    with wall.db.write() as session:
        row = session.get_one(Anomaly, 1)
        row.state, row.issue = AnomalyState.ESCALATED, issue
        state = TicketState.SENT if issue else TicketState.WAITING
        given: dict[str, Any] = {"created_at": NINE, "created_by": "BJ001", "content": {}}
        session.add(
            Ticket(anomaly_id=1, kind=TicketKind.ISSUE, key="issue/1", state=state, **given)
        )
    wall.look(UNSURE, minutes=40)
    for _ in range(2):
        wall.say(SEEN)
        wall.take_back()
    assert wall.told()[0] == (EMPTY, AnomalyState.ESCALATED, None, 1)
    with wall.db.read() as session:
        rows = list(session.exec(select(Ticket).order_by(col(Ticket.id))))
        assert {one.key: one.state.value for one in rows} == keys
        notes = [one.content for one in rows if one.kind is TicketKind.NOTE]
        assert all(one["text"].startswith(f"{one['key']} ") for one in notes)


def test_what_stood_before_is_not_taken_back(wall: Wall) -> None:
    wall.look(EMPTY)
    wall.look(UNSURE, minutes=40)
    wall.say(NOT_SEEN)
    wall.take_back()
    assert wall.told() == [(WRONG, OPEN, None, 2)] * 2


def shut(wall: Wall) -> None:
    with wall.db.write() as session:
        slot = session.exec(select(Slot)).one()
        closed: dict[str, Any] = {"reason": "改版", "closed_by": "BJ001", "closed_at": NINE}
        session.add(Closure(slot_id=slot.id, first_day=FRIDAY, **closed))


def next_day(wall: Wall) -> None:
    wall.now += DAY


@pytest.mark.parametrize("meanwhile", [shut, next_day, later])
def test_where_it_says_nothing(wall: Wall, meanwhile: Callable[[Wall], None]) -> None:
    """The slot is closed, the look of another ad day, or a later one knows better."""
    wall.look(UNSURE)
    meanwhile(wall)
    wall.say(NOT_SEEN)
    assert wall.told() == []


def test_a_later_look_that_was_unsure_too_does_not_know_better(wall: Wall) -> None:
    first = wall.look(UNSURE)
    wall.look(UNSURE, minutes=40)
    wall.say(NOT_SEEN, look=first)
    assert wall.told() == [(WRONG, OPEN, None, 1)] * 2


def test_it_is_triaged_as_any(wall: Wall, settings: Settings) -> None:
    """Its look has no finding: what the machine can't answer, the AE does."""
    wall.look(UNSURE)
    wall.say(NOT_SEEN)
    terms = load_tickets(settings.config_dir)
    work_off(TriageDesk(wall.db, wall.store, terms, lambda: wall.now))
    with wall.db.read() as session:
        judged = session.exec(select(Anomaly.judged_look)).all()
    assert list(judged) == [wall.last] * 2
    assert {one[1] for one in wall.told()} == {OPEN}
