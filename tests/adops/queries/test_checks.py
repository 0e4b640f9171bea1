"""Slots on air of an ad day: which bookings, which creatives, in a constant number of queries."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from adops.db import Database
from adops.domain.booking import BookingState
from adops.domain.slot import SlotState
from adops.domain.states import CreativeState
from adops.queries.checks import slots_on_air
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


@pytest.mark.parametrize("count", [1, 30])
def test_constant_number_of_queries(sqlite: Database, factory: Factory, count: int) -> None:
    with sqlite.write() as session:
        for _ in range(count):
            factory.creative(session, factory.booking(session, FRIDAY, FRIDAY))
    asked: list[str] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with sqlite.read() as session:
        assert len(slots_on_air(session, on=FRIDAY)) == count
    assert sum(one.lstrip().upper().startswith("SELECT") for one in asked) == 4
