"""Anomalies as looks record them and people work on them (checks.md, Anomaly; rules.md §9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from adops.catalog.tickets import load_tickets
from adops.clock import clock
from adops.db import Database
from adops.domain.anomaly import AnomalyKind, AnomalyState, Answer, Question, Why
from adops.domain.booking import BookingState
from adops.domain.execution import MarkKind
from adops.domain.facts import Look
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.domain.states import CreativeState, LookResult, TicketState
from adops.domain.ticket import TicketKind
from adops.errors import AdopsError
from adops.flows.triage import TriageDesk, judge, work_off
from adops.models import (
    Act,
    Anomaly,
    Booking,
    BookingPause,
    CheckPage,
    CheckRun,
    Closure,
    Creative,
    ExecutionMark,
    Slot,
    SlotCheck,
    Ticket,
)
from adops.services import anomalies, tickets
from adops.services.acts import broken_links
from adops.services.slot_checks import PageRecord, record_page
from adops.settings import Settings
from adops.store import Store
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.recorded import record

DAY = timedelta(days=1)
NINE = at(FRIDAY, 9, 20)
AE = Actor("BJ001", "北京站AE", Role.AE, "bj")
SH_AE = Actor("SH001", "上海站AE", Role.AE, "sh")
EMPTY, OK, MISSING = LookResult.EMPTY, LookResult.OK, LookResult.MISSING
BROKEN, HIDDEN = LookResult.BROKEN, LookResult.HIDDEN
RIGHT, WRONG = Answer.RIGHT, Answer.WRONG
ALL_RIGHT = {one: RIGHT for one in Question}


@dataclass
class Place:
    """北京 with pages of booked slots; `look` records one run over all of them."""

    db: Database
    store: Store
    factory: Factory
    config: Any
    now: datetime = NINE

    def slots(self, count: int, **given: Any) -> list[str]:
        """So many slots on one page, each with a booking and its creative."""
        last = given.pop("last", FRIDAY + DAY * 9)
        with self.db.write() as session:
            page = self.factory.page(session).id
            codes = []
            for _ in range(count):
                slot = self.factory.slot(session, page_id=page)
                booking = self.factory.booking(session, FRIDAY - DAY * 9, last, slot, **given)
                self.factory.creative(session, booking, confirmed_at=at(FRIDAY - DAY * 10, 9))
                codes.append(slot.code)
            return codes

    def look(
        self,
        results: Mapping[str, LookResult],
        *,
        minutes: int = 0,
        days: int = 0,
        only: Sequence[str] = (),
    ) -> None:
        self.now += timedelta(minutes=minutes, days=days)
        clock.move_to(self.now)
        record(self.db, self.store, self.now, results, only=only)

    def rows(self) -> list[Anomaly]:
        with self.db.read() as session:
            assert broken_links(session) == []
            return list(session.exec(select(Anomaly).order_by(col(Anomaly.id))))

    def one(self) -> Anomaly:
        (row,) = self.rows()
        return row

    def tickets(self) -> list[tuple[str, str]]:
        with self.db.read() as session:
            rows = session.exec(select(Ticket).order_by(col(Ticket.id)))
            return [(one.key, one.state.value) for one in rows]

    def verbs(self, number: int = 1) -> list[str]:
        with self.db.read() as session:
            query = select(Act.verb).where(Act.thing == f"anomaly:{number}").order_by(col(Act.id))
            return list(session.exec(query))

    def act(self, act: Any, number: int = 1, by: Actor = AE, **given: Any) -> None:
        with self.db.write() as session:
            act(session, anomaly_id=number, by=by, now=self.now, **given)

    def refused(self, act: Any, number: int = 1, by: Actor = AE, **given: Any) -> str:
        before = self.rows(), self.tickets()
        with pytest.raises(AdopsError) as error:
            self.act(act, number, by, **given)
        assert (self.rows(), self.tickets()) == before
        return error.value.code

    def triage(self, **terms: Any) -> TriageDesk:
        found = load_tickets(self.config).model_copy(update=terms)
        return TriageDesk(self.db, self.store, found, lambda: self.now)

    def mark(self, size: str = "950×90", link: str | None = None) -> None:
        """已配置 of the first booking, with that size in the ad-match."""
        with self.db.write() as session:
            creative = session.exec(select(Creative)).first()
            assert creative is not None
            entered = f"{creative.id} {link or creative.click_url}"
            session.add(
                ExecutionMark(
                    booking_id=creative.booking_id,
                    day=FRIDAY - DAY * 9,
                    what="start",
                    kind=MarkKind.CONFIGURED,
                    at=at(FRIDAY - DAY * 10, 10),
                    by="BJ001",
                    sizes={"main": size},
                    entered=[entered],
                )
            )


@pytest.fixture
def place(db: Database, store: Store, factory: Factory, settings: Settings) -> Place:
    with db.write() as session:
        factory.person(session, Role.HQ_AE, staff_no="HQ001", station="hq")
    return Place(db, store, factory, settings.config_dir)


def test_from_the_first_look_to_the_end(place: Place) -> None:
    (code,) = place.slots(1)
    place.look({code: EMPTY})
    first = place.one()
    assert (first.state, first.kind) == (AnomalyState.OPEN, AnomalyKind.SLOT)
    assert (first.result, first.count, first.station) == (EMPTY, 1, "bj")
    place.look({code: EMPTY}, minutes=40)
    place.look({code: LookResult.HIDDEN}, days=1)
    later = place.one()
    assert (later.id, later.count, later.result) == (first.id, 3, LookResult.HIDDEN)
    assert (later.first_on, later.last_on) == (FRIDAY, FRIDAY + DAY)
    assert later.last_look > first.last_look
    place.look({}, minutes=30)
    ended = place.one()
    assert (ended.state, ended.why, ended.open_key) == (AnomalyState.RESOLVED, Why.OK, None)
    assert place.verbs() == ["anomaly.open", "anomaly.join", "anomaly.change", "anomaly.resolve"]
    place.look({code: EMPTY}, minutes=30)
    assert [one.state for one in place.rows()] == [AnomalyState.RESOLVED, AnomalyState.OPEN]


def test_five_alike_on_one_page_are_one(place: Place) -> None:
    codes = place.slots(6)
    place.look({codes[0]: EMPTY})
    place.look(dict.fromkeys(codes[:5], EMPTY), minutes=10)
    own, page = place.rows()
    assert (own.state, own.why) == (AnomalyState.RESOLVED, Why.MERGED)
    assert (page.kind, page.slot_id, len(page.slots)) == (AnomalyKind.PAGE, None, 5)
    assert place.refused(anomalies.triage, 2, said=ALL_RIGHT) == "anomaly.no_triage"


def test_a_run_over_some_of_its_slots_leaves_the_page_s_with_the_others(place: Place) -> None:
    """Five of eight are today's starts: they are looked at again, and are right first."""
    codes = place.slots(8)
    place.look(dict.fromkeys(codes, EMPTY))
    place.look(dict.fromkeys(codes[:5], EMPTY), minutes=25, only=codes[:5])
    assert (len(place.one().slots), place.one().count) == (8, 2)
    place.look({}, minutes=20, only=codes[:5])
    page = place.one()
    assert (page.state, len(page.slots), page.count) == (AnomalyState.OPEN, 3, 2)
    place.look(dict.fromkeys(codes[5:], EMPTY), minutes=20, only=codes[5:])
    assert (place.one().id, place.one().count) == (page.id, 3)
    place.look({}, minutes=20)
    assert (place.one().state, place.one().why) == (AnomalyState.RESOLVED, Why.OK)


def test_a_page_that_does_not_open_between_goes_on_with_its_slots(place: Place) -> None:
    codes = place.slots(6)
    place.look(dict.fromkeys(codes, EMPTY))
    for _ in range(2):
        place.look(dict.fromkeys(codes, LookResult.UNREACHABLE), minutes=20)
        assert (place.one().result, place.one().slots) == (LookResult.UNREACHABLE, [])
    place.look(dict.fromkeys(codes[:2], EMPTY), minutes=20)
    page = place.one()
    assert (page.state, page.result, len(page.slots)) == (AnomalyState.OPEN, EMPTY, 2)
    place.look(dict.fromkeys(codes, LookResult.UNREACHABLE), minutes=20)
    place.look({}, minutes=20, only=codes[2:])
    page = place.one()
    assert (page.state, page.result, len(page.slots)) == (AnomalyState.OPEN, EMPTY, 2)
    place.look({}, minutes=20)
    assert place.one().why is Why.OK
    change, join = "anomaly.change", "anomaly.join"
    began = ["anomaly.open", change, join, change, change, change]
    assert place.verbs() == [*began, "anomaly.resolve"]


def test_the_look_of_a_page_s_is_one_of_a_slot_that_fails(place: Place) -> None:
    codes = place.slots(6)
    place.look(dict.fromkeys(codes, EMPTY))
    place.look({codes[0]: LookResult.UNSURE, **dict.fromkeys(codes[1:], EMPTY)}, minutes=20)
    with place.db.read() as session:
        look = session.get_one(SlotCheck, place.one().last_look)
        assert (look.result, len(place.one().slots)) == (EMPTY, 6)


def test_a_page_that_does_not_open_becomes_a_ticket_after_two_days(place: Place) -> None:
    (code,) = place.slots(1)
    away = LookResult.UNREACHABLE
    place.look({code: away})
    place.look({code: away}, days=1)
    work_off(place.triage())
    assert place.one().state is AnomalyState.OPEN
    place.look({code: away}, days=1)
    assert work_off(place.triage())["escalated"] == 1
    assert place.one().state is AnomalyState.ESCALATED
    assert place.tickets() == [
        ("issue/1", "waiting"),
        ("file/1/3", "waiting"),
        ("facts/1/3", "waiting"),
    ]


@pytest.mark.parametrize(
    "unseen", [pytest.param(0, id="mended-overnight"), pytest.param(2, id="nobody-looked-for-days")]
)
def test_a_page_that_no_look_of_the_day_saw_is_no_ticket(place: Place, unseen: int) -> None:
    (code,) = place.slots(1)
    away = LookResult.UNREACHABLE
    place.look({code: away})
    if not unseen:
        place.look({code: away}, days=1)
    place.now = at(FRIDAY + DAY * 2, 9)
    assert work_off(place.triage())["escalated"] == 0
    place.look({}, minutes=6)
    assert work_off(place.triage())["escalated"] == 0
    assert (place.one().why, place.tickets()) == (Why.OK, [])


def test_days_on_which_a_page_is_closed_do_not_count(place: Place) -> None:
    (code,) = place.slots(1, last=FRIDAY + DAY * 20)
    away = LookResult.UNREACHABLE
    place.look({code: away})
    with place.db.write() as session:
        slot = session.exec(select(Slot)).one()
        shut: dict[str, Any] = {"reason": "改版", "closed_by": "BJ001", "closed_at": place.now}
        tenth = FRIDAY + DAY * 10
        session.add(
            Closure(page_id=slot.page_id, first_day=FRIDAY + DAY, last_day=tenth - DAY, **shut)
        )
        session.add(Closure(slot_id=slot.id, first_day=tenth, last_day=tenth, **shut))
    place.now += DAY * 10
    counted = []
    for _ in range(2):
        place.look({code: away}, days=1)
        counted.append(work_off(place.triage())["escalated"])
    assert counted == [0, 1]


def test_while_it_is_closed_nothing_presses(place: Place) -> None:
    codes = place.slots(1)
    place.look({codes[0]: LookResult.UNREACHABLE})
    with place.db.write() as session:
        slot = session.exec(select(Slot)).one()
        session.add(
            Closure(
                page_id=slot.page_id,
                first_day=FRIDAY + DAY,
                reason="改版",
                closed_by="BJ001",
                closed_at=place.now,
            )
        )
    place.now += DAY * 3
    assert work_off(place.triage())["escalated"] == 0
    assert place.one().state is AnomalyState.OPEN


def test_a_look_of_a_slot_that_was_closed_meanwhile_changes_nothing(place: Place) -> None:
    place.slots(1)
    with place.db.write() as session:
        slot = session.exec(select(Slot)).one()
        shut: dict[str, Any] = {"reason": "改版", "closed_by": "BJ001", "closed_at": NINE}
        session.add(Closure(slot_id=slot.id, first_day=FRIDAY, **shut))
        run = CheckRun(station="bj", on=FRIDAY, asked_by="x", asked_at=NINE, state="running")
        session.add(run)
        session.flush()
        number = run.id or 0
        session.add(CheckPage(run_id=number, page_id=slot.page_id, slots=1))
        session.flush()
        look = Look(slot.id or 0, slot.code, FRIDAY, MISSING, "http://x/", NINE, (), ())
        record = PageRecord(slot.page_id, (look,), 0.1, 1)
        assert record_page(session, run_id=number, record=record, by=AE, now=NINE)
    assert place.rows() == []


@pytest.mark.parametrize(
    ("minutes", "opened"),
    [pytest.param(30, False, id="within-the-60"), pytest.param(61, True, id="after-them")],
)
def test_the_minutes_of_a_swap(place: Place, minutes: int, opened: bool) -> None:
    (code,) = place.slots(1)
    confirmed = at(FRIDAY, 9, 10)
    with place.db.write() as session:
        old = session.exec(select(Creative)).one()
        old.state, old.closed_at = CreativeState.REPLACED, confirmed
        session.add(old)
        booking = session.get(Booking, old.booking_id)
        assert booking is not None
        place.factory.creative(session, booking, version=2, go_live=FRIDAY, confirmed_at=confirmed)
    place.now = confirmed
    place.look({code: LookResult.WRONG_CREATIVE}, minutes=minutes)
    assert bool(place.rows()) is opened


@pytest.mark.parametrize(
    ("minutes", "opened"),
    [pytest.param(30, False, id="within"), pytest.param(61, True, id="after")],
)
def test_the_minutes_of_a_pause(place: Place, minutes: int, opened: bool) -> None:
    (code,) = place.slots(1)
    with place.db.write() as session:
        booking = session.exec(select(Booking)).one()
        booking.state = BookingState.PAUSED
        session.add(booking)
        paused = BookingPause(
            booking_id=booking.id or 0, from_at=NINE, reason="客户要求", paused_by="BJ001"
        )
        session.add(paused)
    place.look({code: LookResult.EXPIRED}, minutes=minutes)
    assert bool(place.rows()) is opened


def test_one_wrong_is_ours_and_says_what_to_mend(place: Place) -> None:
    (code,) = place.slots(1)
    place.mark("950×60")
    place.look({code: EMPTY})
    given = judge(place.triage(auto=("bj",)), 1)
    assert [one.answer.value for one in given] == ["right", "right", "wrong"]
    assert (given[2].measured, given[2].allowed) == ("950×60", "950×90")
    assert place.one().state is AnomalyState.OURS
    assert place.refused(anomalies.escalate) == "anomaly.is_ours"
    place.act(anomalies.triage, said={Question.AD_MATCH: RIGHT}, fix="")
    place.act(anomalies.escalate)
    assert place.one().state is AnomalyState.ESCALATED


@pytest.mark.parametrize(("auto", "state"), [((), "open"), (("bj",), "escalated")])
def test_all_right_is_a_ticket_by_itself_where_the_station_wants_it(
    place: Place, auto: tuple[str, ...], state: str
) -> None:
    (code,) = place.slots(1)
    place.mark()
    place.look({code: EMPTY})
    work_off(place.triage(auto=auto))
    row = place.one()
    assert [one["answer"] for one in row.answers] == ["right"] * 3
    assert row.state.value == state
    assert bool(place.tickets()) is bool(auto)


def test_what_nobody_knows_the_ae_answers(place: Place) -> None:
    (code,) = place.slots(1)
    place.look({code: EMPTY})
    judge(place.triage(auto=("bj",)), 1)
    assert [one["answer"] for one in place.one().answers] == ["right", "unknown", "unknown"]
    assert place.refused(anomalies.escalate) == "anomaly.not_answered"
    place.act(anomalies.triage, said={Question.LINK: RIGHT, Question.AD_MATCH: RIGHT})
    judge(place.triage(), 1)  # the machine again: a person's answer stands
    place.act(anomalies.escalate)
    assert place.tickets() == [
        ("issue/1", "waiting"),
        ("file/1/1", "waiting"),
        ("facts/1/1", "waiting"),
    ]
    assert place.refused(anomalies.triage, said=ALL_RIGHT) == "anomaly.wrong_state"


def test_what_a_person_said_is_of_that_trouble(place: Place) -> None:
    (code,) = place.slots(1)
    place.look({code: EMPTY})
    place.act(anomalies.triage, said=ALL_RIGHT)
    place.look({code: LookResult.HIDDEN}, minutes=30)
    assert place.one().answers == []


@pytest.mark.parametrize(
    ("act", "given", "by", "code"),
    [
        pytest.param(anomalies.triage, {"said": ALL_RIGHT}, SH_AE, "permission.denied", id="who"),
        pytest.param(anomalies.escalate, {}, SH_AE, "permission.denied", id="who-escalates"),
        pytest.param(anomalies.resolve, {"why": "x"}, SH_AE, "permission.denied", id="who-ends"),
        pytest.param(anomalies.triage, {"said": {}}, AE, "anomaly.nothing_said", id="nothing"),
        pytest.param(anomalies.escalate, {}, AE, "anomaly.not_answered", id="not-answered"),
        pytest.param(anomalies.resolve, {"why": "  "}, AE, "reason.missing", id="no-reason"),
        pytest.param(tickets.retry, {}, AE, "ticket.nothing_waits", id="no-ticket"),
    ],
)
def test_what_is_refused(
    place: Place, act: Any, given: dict[str, Any], by: Actor, code: str
) -> None:
    (slot,) = place.slots(1)
    place.look({slot: EMPTY})
    assert place.refused(act, by=by, **given) == code
    assert place.refused(act, 99, by=by, **given) == "anomaly.unknown"


def test_ours_by_words_alone_and_ended_by_hand(place: Place) -> None:
    (code,) = place.slots(1)
    place.look({code: EMPTY})
    place.act(anomalies.triage, said={}, fix=" 补投\n编辑忘了放 ")
    assert (place.one().state, place.one().fix) == (AnomalyState.OURS, "补投 编辑忘了放")
    place.act(anomalies.resolve, why="客户撤了")
    row = place.one()
    assert (row.state, row.why, row.why_words) == (AnomalyState.RESOLVED, Why.BY_HAND, "客户撤了")
    assert place.refused(anomalies.resolve, why="x") == "anomaly.wrong_state"


def escalated(place: Place) -> str:
    (code,) = place.slots(1)
    place.look({code: EMPTY})
    place.act(anomalies.triage, said=ALL_RIGHT)
    place.act(anomalies.escalate)
    return code


def test_later_trouble_is_a_note_and_no_second_issue(place: Place) -> None:
    code = escalated(place)
    place.look({code: EMPTY}, minutes=40)
    place.look({code: EMPTY}, minutes=240)
    place.look({code: LookResult.HIDDEN}, days=1)
    keys = [key for key, _ in place.tickets()]
    assert keys == [
        "issue/1",
        "file/1/1",
        "facts/1/1",
        "note/1/20261120",
        "note/1/20261121-hidden-4",
    ]


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        pytest.param([EMPTY, EMPTY], ["20261120"], id="goes-on"),
        pytest.param([BROKEN, BROKEN], ["20261120-broken-2"], id="changed-and-goes-on"),
        pytest.param(
            [BROKEN, EMPTY, BROKEN, BROKEN],
            ["20261120-broken-2", "20261120-empty-3", "20261120-broken-4"],
            id="to-and-fro",
        ),
        pytest.param(
            [EMPTY, HIDDEN, HIDDEN, EMPTY],
            ["20261120", "20261120-hidden-3", "20261120-empty-5"],
            id="goes-on-then-changes",
        ),
    ],
)
def test_each_change_is_told_once(place: Place, seen: list[LookResult], told: list[str]) -> None:
    """Of an ad day; the issue says that it is empty."""
    code = escalated(place)
    for result in seen:
        place.look({code: result}, minutes=30)
    assert [key for key, _ in place.tickets()[3:]] == [f"note/1/{one}" for one in told]


def test_a_change_that_is_told_again_is_one_note(place: Place) -> None:
    """What is recorded once more is the same note."""
    code = escalated(place)
    place.look({code: BROKEN}, minutes=30)
    before = place.tickets()
    for _ in range(2):
        with place.db.write() as session:
            row = session.exec(select(Anomaly)).one()
            tickets.note_trouble(session, row, changed=row.last_look, by=AE, now=place.now)
            tickets.note_trouble(session, row, by=AE, now=place.now)
    assert place.tickets() == before


def test_what_is_right_before_it_went_is_dropped(place: Place) -> None:
    escalated(place)
    place.look({}, minutes=5)
    assert {state for _, state in place.tickets()} == {TicketState.DROPPED.value}


def test_an_issue_that_is_there_hears_of_the_end(place: Place) -> None:
    escalated(place)
    with place.db.write() as session:
        issue = session.exec(select(Ticket).where(Ticket.kind == TicketKind.ISSUE)).one()
        issue.state, issue.handed_at = TicketState.SENT, place.now
        row = session.exec(select(Anomaly)).one()
        row.issue = 101
        session.add_all([issue, row])
    place.look({}, minutes=5)
    assert [key for key, _ in place.tickets()] == ["issue/1", "file/1/1", "facts/1/1", "note/1/end"]
