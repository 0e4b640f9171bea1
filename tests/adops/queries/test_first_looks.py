"""What begins today and no look has seen: starts, and swaps of later days (rules.md §7)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from adops.db import Database
from adops.domain.booking import BookingState
from adops.domain.slot import SlotState
from adops.domain.states import CreativeState, Delivered
from adops.models import SlotCheckBooking
from adops.queries.first_looks import not_seen_yet
from tests.factories import Factory

FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "swapped", "seen", "more", "listed"),
    [
        pytest.param(0, None, None, {}, True, id="a start"),
        pytest.param(0, None, (0, Delivered.NO, 1), {}, True, id="a start, looked for in vain"),
        pytest.param(0, None, (0, Delivered.YES, 1), {}, False, id="a start, seen"),
        pytest.param(-1, None, None, {}, False, id="on air since yesterday"),
        pytest.param(1, None, None, {}, False, id="tomorrow's"),
        pytest.param(-2, 0, (-1, Delivered.YES, 1), {}, True, id="a swap"),
        pytest.param(-2, 0, (0, Delivered.YES, 1), {}, True, id="a swap, the old one was seen"),
        pytest.param(-2, 0, (0, Delivered.YES, 2), {}, False, id="a swap, seen"),
        pytest.param(-2, 1, None, {}, False, id="tomorrow's swap"),
        pytest.param(0, None, None, {"state": BookingState.HELD}, False, id="held"),
    ],
)
def test_whose_slots(
    db: Database,
    factory: Factory,
    first: int,
    swapped: int | None,
    seen: tuple[int, Delivered, int] | None,
    more: dict[str, Any],
    listed: bool,
) -> None:
    with db.write() as session:
        slot = factory.slot(session)
        start = FRIDAY + DAY * first
        booking = factory.booking(session, start, FRIDAY + DAY * 5, slot, **more)
        versions = [factory.creative(session, booking)]
        if swapped is not None:
            later = FRIDAY + DAY * swapped
            versions.append(factory.creative(session, booking, version=2, go_live=later))
        if seen is not None:
            back, delivered, version = seen
            look = factory.look(session, booking, FRIDAY + DAY * back, delivered=delivered)
            of = select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look.id)
            said = session.exec(of).one()
            said.creative_id = versions[version - 1].id
            session.add(said)
        code = slot.code
    with db.read() as session:
        assert not_seen_yet(session, on=FRIDAY) == ({"bj": [code]} if listed else {})


def test_neither_closed_slots_nor_what_was_taken_back(db: Database, factory: Factory) -> None:
    with db.write() as session:
        closed = factory.slot(session, state=SlotState.CLOSED)
        factory.creative(session, factory.booking(session, FRIDAY, FRIDAY, closed))
        running = factory.booking(session, FRIDAY - DAY, FRIDAY)
        factory.creative(session, running, state=CreativeState.WITHDRAWN, go_live=FRIDAY)
    with db.read() as session:
        assert not_seen_yet(session, on=FRIDAY) == {}
