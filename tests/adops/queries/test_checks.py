"""Slots on air of an ad day: which bookings, which creatives, in a constant number of queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from adops.db import Database
from adops.domain.booking import BookingState
from adops.domain.execution import MarkKind
from adops.domain.period import at
from adops.domain.slot import SlotState
from adops.domain.states import CreativeState
from adops.models import BookingPause, ExecutionMark
from adops.queries.checks import slots_on_air
from adops.queries.ended_creatives import MOST_ENDED
from tests.factories import Factory

FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def test_what_is_on_air(db: Database, factory: Factory) -> None:
    with db.write() as session:
        slot = factory.slot(session)
        on = factory.booking(session, FRIDAY, FRIDAY, slot)
        factory.creative(session, on)
        factory.creative(session, on, version=2, go_live=FRIDAY + DAY)
        factory.creative(session, on, version=3, state=CreativeState.SUBMITTED)
        factory.creative(session, on, version=4, state=CreativeState.REPLACED)
        factory.booking(session, FRIDAY + DAY, FRIDAY + DAY, slot)
        for state in (BookingState.PAUSED, BookingState.CANCELLED, BookingState.HELD):
            factory.booking(session, FRIDAY - DAY, FRIDAY, slot, state=state)
        over = factory.booking(session, FRIDAY - 9 * DAY, FRIDAY - DAY, slot)
        factory.creative(session, over)
        factory.slot(session, state=SlotState.CLOSED)
    with db.read() as session:
        (found,) = slots_on_air(session, on=FRIDAY, station="bj")
    assert [one.booking_id for one in found.bookings] == [on.id]
    assert [one.version for one in found.bookings[0].creatives] == [1]
    assert sorted(one.booking_id for one in found.ended) == sorted([on.id or 0, over.id or 0])
    assert (found.width, found.height) == (950, 90)


@pytest.mark.parametrize(
    ("day", "hour", "expected", "ended"),
    [
        pytest.param(0, 9, [1], [], id="before the swap day"),
        pytest.param(1, 9, [1, 2], [], id="both until it is due"),
        pytest.param(1, 10, [2], [1], id="then the new one"),
        pytest.param(2, 9, [2], [1], id="the day after"),
        pytest.param(3, 9, [2, 3], [1], id="replaced at once: both for an hour"),
        pytest.param(3, 10, [3], [1, 2], id="replaced at once: the hour is over"),
    ],
)
def test_after_a_swap_the_old_version_has_ended(
    db: Database, factory: Factory, day: int, hour: int, expected: list[int], ended: list[int]
) -> None:
    """The second version goes live on Saturday; the third is confirmed on Monday at 09:00."""
    monday = at(FRIDAY + 3 * DAY, 9)
    with db.write() as session:
        booking = factory.booking(session, FRIDAY, FRIDAY + 9 * DAY, factory.slot(session))
        factory.creative(session, booking)
        second = factory.creative(session, booking, version=2, go_live=FRIDAY + DAY)
        if day >= 3:
            second.state, second.closed_at = CreativeState.REPLACED, monday
            factory.creative(
                session, booking, version=3, go_live=FRIDAY + 3 * DAY, confirmed_at=monday
            )
    on = FRIDAY + day * DAY
    with db.read() as session:
        (found,) = slots_on_air(session, on=on, now=at(on, hour))
    assert [one.version for one in found.bookings[0].creatives] == expected
    assert [one.version for one in found.ended] == ended


def test_of_what_has_ended_the_latest_is_known_whenever_it_was_entered(
    db: Database, factory: Factory
) -> None:
    """A year's booking that ended yesterday, entered before many short ones that ended long ago; a
    version replaced in summer, and one whose booking was cancelled before it began, are older."""
    with db.write() as session:
        slot = factory.slot(session, rotations=2)
        year = factory.booking(session, FRIDAY - 365 * DAY, FRIDAY - DAY, slot)
        summer = factory.creative(
            session, year, state=CreativeState.REPLACED, closed_at=at(FRIDAY - 150 * DAY, 9)
        )
        last = factory.creative(session, year, version=2, go_live=FRIDAY - 150 * DAY)
        never = factory.booking(
            session,
            FRIDAY - 300 * DAY,
            FRIDAY + 9 * DAY,
            slot,
            state=BookingState.CANCELLED,
            cancelled_from=FRIDAY - 310 * DAY,
        )
        unseen = factory.creative(session, never)
        short = []
        for number in range(MOST_ENDED):
            day = FRIDAY - (100 - number) * DAY
            short.append(factory.creative(session, factory.booking(session, day, day, slot)).id)
        wanted = [*short[1:], last.id]
        older = {summer.id, unseen.id, short[0]}
    with db.read() as session:
        (found,) = slots_on_air(session, on=FRIDAY)
    ids = [one.creative_id for one in found.ended]
    assert ids == wanted and older.isdisjoint(ids), "the latest at the end"


@pytest.mark.parametrize("count", [1, 30])
def test_constant_number_of_queries(sqlite: Database, factory: Factory, count: int) -> None:
    with sqlite.write() as session:
        for _ in range(count):
            factory.creative(session, factory.booking(session, FRIDAY, FRIDAY))
    asked: list[str] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with sqlite.read() as session:
        assert len(slots_on_air(session, on=FRIDAY)) == count
    assert sum(one.lstrip().upper().startswith("SELECT") for one in asked) == 8


@pytest.mark.parametrize(
    ("minutes", "back", "resuming"),
    [
        pytest.param(0, "", True, id="at once"),
        pytest.param(60, "", True, id="until it is due"),
        pytest.param(61, "", False, id="then it must be seen"),
        pytest.param(30, "marked", False, id="the placer says it is back"),
        pytest.param(30, "seen", False, id="a look saw it"),
    ],
)
def test_a_resumed_booking_has_the_time_of_a_swap(
    db: Database, factory: Factory, minutes: int, back: str, resuming: bool
) -> None:
    noon = at(FRIDAY, 12)
    with db.write() as session:
        booking = factory.booking(session, FRIDAY - DAY, FRIDAY + DAY)
        factory.creative(session, booking)
        factory.look(session, booking, FRIDAY, captured_at=at(FRIDAY, 9, 5))
        said: dict[str, Any] = {"reason": "x", "paused_by": "BJ001"}
        number = booking.id or 0
        session.add(BookingPause(booking_id=number, from_at=at(FRIDAY, 10), until_at=noon, **said))
        if back == "marked":
            mark: dict[str, Any] = {"kind": MarkKind.LIVE, "at": at(FRIDAY, 12, 10), "by": "BJ001"}
            session.add(ExecutionMark(booking_id=number, day=FRIDAY, what="resume1", **mark))
        if back == "seen":
            factory.look(session, booking, FRIDAY, captured_at=at(FRIDAY, 12, 10))
    with db.read() as session:
        (found,) = slots_on_air(session, on=FRIDAY, now=noon + timedelta(minutes=minutes))
    assert [one.resuming for one in found.bookings] == [resuming]
