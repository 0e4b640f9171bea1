"""The wall of an ad day: latest looks, days before, a constant number of queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from adops.db import Database
from adops.domain.booking import LedgerKind
from adops.domain.period import at
from adops.domain.states import ApprovalState, Delivered, LookedBy, LookResult
from adops.models import Approval, Booking, CheckPage, CheckRun, Closure
from adops.queries.approval_cases import waiting_cases
from adops.queries.check_lists import looks_page
from adops.queries.month_looks import looks_of_line
from adops.queries.wall import look_of_day, page_names, runs_shown, wall
from adops.web.check_rows import pages
from tests.factories import Factory, actor_for

TODAY = date(2026, 11, 20)


def booked(factory: Factory, session: Session) -> Booking:
    return factory.booking(session, TODAY - timedelta(days=40), TODAY + timedelta(days=5))


def test_the_latest_look_of_the_day_counts(sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        booking = booked(factory, session)
        for hour, result in ((9, LookResult.EMPTY), (10, LookResult.OK)):
            factory.look(session, booking, TODAY, result=result, captured_at=at(TODAY, hour, 10))
        yesterday = TODAY - timedelta(days=1)
        factory.look(session, booking, yesterday, result=LookResult.BROKEN)
        factory.look(session, booking, TODAY - timedelta(days=30), result=LookResult.BROKEN)
        (one,) = wall(session, on=TODAY, station="bj")
    assert one.look is not None and one.look.result is LookResult.OK
    assert [contract.id for _, contract in one.seen] == [booking.contract_id]
    assert one.days == {TODAY: LookResult.OK, yesterday: LookResult.BROKEN}


@pytest.mark.parametrize(
    ("checked", "shown"),
    [
        pytest.param(True, LookResult.MISSING, id="the check speaks"),
        pytest.param(False, LookResult.OK, id="no check: the latest by hand"),
    ],
)
def test_a_look_by_hand_of_one_booking_says_nothing_of_the_slot_that_a_check_saw(
    db: Database, factory: Factory, checked: bool, shown: LookResult
) -> None:
    """A rotation: the one of this city is missing, an AE of the other city saw theirs. The wall,
    its strip, the slot's page and `latest=true` say the same."""
    yesterday = TODAY - timedelta(days=1)
    with db.write() as session:
        ae = actor_for(factory.person(session))
        slot = factory.slot(session, rotations=2)
        here, there = (
            factory.booking(session, yesterday, TODAY, slot, regions=[city])
            for city in ("北京", "上海")
        )
        said: dict[str, Any] = {"by": LookedBy.HAND, "looked_by": "SH001"}
        for day in (yesterday, TODAY):
            if checked:
                missing: dict[str, Any] = {"result": LookResult.MISSING, "delivered": Delivered.NO}
                look = factory.look(session, here, day, **missing)
                factory.seen(session, look, there, Delivered.UNKNOWN)
            factory.look(session, there, day, result=LookResult.WRONG_LINK, **said)
            factory.look(session, there, day, **said)
        now = at(TODAY, 15)
        (on_wall,) = wall(session, on=TODAY, station="bj", now=now)
        of_slot = look_of_day(session, on=TODAY, slot=slot, now=now)
        listed = looks_page(session, by=ae, latest=True)["items"]
    assert on_wall.look is not None and on_wall.look.result is shown
    assert on_wall.days == {yesterday: shown, TODAY: shown}
    assert of_slot is not None and of_slot.look is not None and of_slot.look.result is shown
    assert [(one["on"], one["result"]) for one in listed] == [
        (TODAY.isoformat(), shown.value),
        (yesterday.isoformat(), shown.value),
    ]


def test_a_slot_without_looks_and_another_station(sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        booked(factory, session)
        (one,) = wall(session, on=TODAY, station="bj")
        assert (one.look, one.days) == (None, {})
        assert wall(session, on=TODAY, station="sh") == []
        assert len(page_names(session, station="bj")) == 1


def test_the_runs_that_go_on_else_the_newest_and_how_far_they_are(
    sqlite: Database, factory: Factory
) -> None:
    with sqlite.write() as session:
        booking = booked(factory, session)
        factory.page(session)
        assert runs_shown(session, on=TODAY, station="bj") == []
        told: dict[str, Any] = {
            "station": "bj",
            "on": TODAY,
            "asked_by": "system",
            "asked_at": factory.now,
        }
        first, last = CheckRun(state="done", **told), CheckRun(state="cancelled", **told)
        last.cancelled_by = "nobody"
        session.add_all([first, last])
        session.flush()
        (newest,) = runs_shown(session, on=TODAY, station="bj")
        assert (newest.run.id, newest.goes_on, newest.cancelled_by) == (last.id, False, "nobody")
        running, asked = CheckRun(state="running", **told), CheckRun(state="asked", **told)
        session.add_all([running, asked])
        session.flush()
        session.add(CheckPage(run_id=running.id or 0, page_id=1, state="done"))
        session.add(CheckPage(run_id=running.id or 0, page_id=2))
        session.flush()
        found = runs_shown(session, on=TODAY, station="bj")
        assert booking.id and runs_shown(session, on=TODAY, station="sh") == []
    assert [(one.run.id, one.goes_on, one.pages, one.done) for one in found] == [
        (running.id, True, 2, 1),
        (asked.id, True, 0, 0),
    ]


@pytest.mark.parametrize("question", ["wall", "waiting", "line"])
def test_the_number_of_queries_does_not_grow(
    sqlite: Database, factory: Factory, question: str
) -> None:
    counts = []
    asked: list[str] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with sqlite.write() as session:
        ae = actor_for(factory.person(session))
    for many in (1, 29):
        with sqlite.write() as session:
            row = [waiting(factory, session) for _ in range(many)][-1]
        asked.clear()
        with sqlite.read() as session:
            if question == "wall":
                assert wall(session, on=TODAY, station="bj")
            elif question == "waiting":
                assert len(waiting_cases(session, by=ae)) >= many
            else:
                assert looks_of_line(session, booking_id=row, first=TODAY, last=TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def waiting(factory: Factory, session: Session) -> int:
    """A booking with a look today and an approval that waits; its id."""
    booking = booked(factory, session)
    factory.look(session, booking, TODAY)
    creative = factory.creative(session, booking)
    row = Approval(
        creative_id=creative.id or 0,
        booking_id=booking.id or 0,
        station="bj",
        fingerprint=creative.fingerprint,
        findings=[],
        kind=LedgerKind.COMMERCIAL,
        state=ApprovalState.REQUESTED,
        requested_at=factory.now,
    )
    session.add(row)
    session.flush()
    return booking.id or 0


def test_a_slot_that_was_looked_at_before_it_was_closed_stays_on_the_wall(
    sqlite: Database, factory: Factory
) -> None:
    with sqlite.write() as session:
        looked, other = booked(factory, session), booked(factory, session)
        factory.look(session, looked, TODAY, result=LookResult.EMPTY)
        for one in (looked, other):
            said: dict[str, Any] = {
                "reason": "改版",
                "closed_by": "BJ001",
                "closed_at": at(TODAY, 12),
            }
            session.add(Closure(slot_id=one.slot_id, first_day=TODAY, **said))
        session.flush()
        (found,) = wall(session, on=TODAY, station="bj")
        assert wall(session, on=TODAY + timedelta(days=1), station="bj") == []
    assert (found.slot.slot_id, found.closed) == (looked.slot_id, True)
    (page,) = pages([found], {}, on=TODAY, station="bj")
    assert page.troubles == 0, "nobody need mend what is closed"
    assert page.cards[0].findings[0].startswith("编辑已关闭")
