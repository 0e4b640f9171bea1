"""A look counts by when it was taken: what is recorded later reopens nothing (checks.md, When)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from adops.clock import clock
from adops.db import Database
from adops.domain.anomaly import AnomalyState, Why
from adops.domain.by_eye import Decision
from adops.domain.facts import FAILED_AT
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.states import LookResult
from adops.models import Anomaly, Slot, SlotCheck
from adops.queries.anomalies import case_by_id, looks_of
from adops.queries.check_lists import looks_page
from adops.queries.checks import slots_not_right
from adops.queries.failed_pages import failed_pages
from adops.queries.wall import look_of_day, wall
from adops.services import slot_decisions
from adops.store import Store
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.recorded import record

DAY = timedelta(days=1)
EMPTY, OK, UNSURE = LookResult.EMPTY, LookResult.OK, LookResult.UNSURE
AWAY = LookResult.UNREACHABLE
OPEN, RESOLVED = AnomalyState.OPEN, AnomalyState.RESOLVED


@dataclass
class Page:
    """One page of slots, each with a booking; `look` records at a minute after nine what was seen
    then or at an earlier one."""

    db: Database
    store: Store
    codes: list[str]

    def look(self, minute: int, result: LookResult, *, seen: int | None = None) -> int:
        now = self.time(minute)
        clock.move_to(now)
        told: Mapping[str, LookResult] = dict.fromkeys(self.codes, result)
        captured = self.time(minute if seen is None else seen)
        return record(self.db, self.store, now, told, captured_at=captured)[0]

    def time(self, minute: int) -> datetime:
        return at(FRIDAY, 9, 0) + timedelta(minutes=minute)

    def told(self) -> list[tuple[LookResult, AnomalyState, Why | None, int]]:
        with self.db.read() as session:
            rows = session.exec(select(Anomaly).order_by(col(Anomaly.id)))
            return [(one.result, one.state, one.why, one.count) for one in rows]


@pytest.fixture
def make(db: Database, store: Store, factory: Factory) -> Callable[[int], Page]:
    def made(count: int, **given: int) -> Page:
        with db.write() as session:
            page, codes = factory.page(session).id, []
            for _ in range(count):
                slot = factory.slot(session, page_id=page, **given)
                booking = factory.booking(session, FRIDAY - DAY * 9, FRIDAY + DAY * 9, slot)
                factory.creative(session, booking, confirmed_at=at(FRIDAY - DAY * 10, 9))
                codes.append(slot.code)
        return Page(db, store, codes)

    return made


def test_what_was_mended_meanwhile_is_not_opened_again(make: Callable[[int], Page]) -> None:
    """The load of 9:19 is recorded at 9:22, that of 9:20 before."""
    page = make(1)
    page.look(5, EMPTY)
    page.look(20, OK)
    page.look(22, EMPTY, seen=19)
    assert page.told() == [(EMPTY, RESOLVED, Why.OK, 1)]


def test_what_is_wrong_again_is_not_ended(make: Callable[[int], Page]) -> None:
    page = make(1)
    page.look(20, EMPTY)
    page.look(22, OK, seen=19)
    assert page.told() == [(EMPTY, OPEN, None, 1)]
    page.look(24, OK)
    assert page.told() == [(EMPTY, RESOLVED, Why.OK, 1)]


def test_a_later_look_that_was_unsure_does_not_know_better(make: Callable[[int], Page]) -> None:
    page = make(1)
    unsure = page.look(20, UNSURE)
    page.look(22, EMPTY, seen=19)
    assert page.told() == [(EMPTY, OPEN, None, 1)]
    with page.db.write() as session:
        slot_decisions.decide(
            session, look_id=unsure, decision=Decision.SEEN, by=CONSOLE, now=page.time(23)
        )
    assert page.told() == [(EMPTY, RESOLVED, Why.OK, 1)]
    page.look(25, EMPTY, seen=18)  # what was decided of the later one stands
    assert page.told() == [(EMPTY, RESOLVED, Why.OK, 1)]


def test_a_page_that_opened_later_is_not_away(make: Callable[[int], Page]) -> None:
    page = make(2)
    page.look(20, UNSURE)
    page.look(22, AWAY, seen=19)
    assert page.told() == []


def test_a_page_that_opened_before_is_away_all_the_same(make: Callable[[int], Page]) -> None:
    page = make(2)
    page.look(20, AWAY)
    page.look(22, OK, seen=19)
    assert page.told() == [(AWAY, OPEN, None, 1)]


def test_five_alike_that_were_mended_meanwhile(make: Callable[[int], Page]) -> None:
    page = make(6)
    page.look(5, EMPTY)
    page.look(20, OK)
    page.look(22, EMPTY, seen=19)
    assert page.told() == [(EMPTY, RESOLVED, Why.OK, 1)]


def test_a_slot_shows_its_latest_look(make: Callable[[int], Page]) -> None:
    page = make(1)
    right = page.look(20, OK)
    page.look(22, AWAY, seen=19)
    (code,) = page.codes
    with page.db.read() as session:
        slot = session.exec(select(Slot).where(Slot.code == code)).one()
        (shown,) = wall(session, on=FRIDAY, station="bj")
        one = look_of_day(session, on=FRIDAY, slot=slot, now=page.time(25))
        assert shown.look and one and one.look
        assert (shown.look.id, one.look.id) == (right, right)
        assert shown.days == {FRIDAY: "ok"}
        assert slots_not_right(session, on=FRIDAY) == {}
        listed = looks_page(session, by=CONSOLE, latest=True, first=FRIDAY, last=FRIDAY)
        assert [one["id"] for one in listed["items"]] == [right]
        assert looks_page(session, by=CONSOLE, latest=True)["items"] == listed["items"]


def test_a_page_that_we_failed_at_before_is_not_told(make: Callable[[int], Page]) -> None:
    page = make(1)
    page.look(20, OK)
    number = page.look(22, AWAY, seen=19)
    with page.db.write() as session:
        failed = {"code": FAILED_AT, "severity": "warn", "measured": "x"}
        session.get_one(SlotCheck, number).findings = [failed | {"allowed": None, "where": None}]
    with page.db.read() as session:
        assert failed_pages(session, on=FRIDAY) == {}


def test_looks_of_an_anomaly_are_in_their_time(make: Callable[[int], Page]) -> None:
    page = make(1)
    first, last = page.look(5, EMPTY), page.look(20, UNSURE)
    between = page.look(22, EMPTY, seen=19)
    with page.db.read() as session:
        case = case_by_id(session, 1, on=FRIDAY)
        assert [one.id for one in looks_of(session, case)] == [first, between, last]
