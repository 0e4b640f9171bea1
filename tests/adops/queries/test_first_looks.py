"""What begins today and no look has seen: starts, and swaps of later days (rules.md §7)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from adops.db import Database
from adops.domain.booking import BookingState
from adops.domain.period import at
from adops.domain.slot import SlotState
from adops.domain.states import CreativeState, Delivered
from adops.models import BookingPause, Closure, Slot, SlotCheckBooking
from adops.queries.first_looks import not_seen_yet
from tests.factories import Factory

FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)
SAID: dict[str, Any] = {"closed_by": "BJ001", "closed_at": at(FRIDAY, 8)}


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
        pytest.param(0, None, None, {"state": BookingState.PAUSED}, False, id="paused"),
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
        shut = factory.booking(session, FRIDAY, FRIDAY)
        factory.creative(session, shut)
        why: dict[str, Any] = {"first_day": FRIDAY, "last_day": FRIDAY, "reason": "改版"}
        session.add(Closure(slot_id=shut.slot_id, **why, **SAID))
        running = factory.booking(session, FRIDAY - DAY, FRIDAY)
        factory.creative(session, running, state=CreativeState.WITHDRAWN, go_live=FRIDAY)
    with db.read() as session:
        assert not_seen_yet(session, on=FRIDAY) == {}


@pytest.mark.parametrize(
    ("resumed", "seen", "listed"),
    [
        pytest.param((0, 11), None, True, id="resumed"),
        pytest.param((0, 11), (0, 9), True, id="seen before it was taken off"),
        pytest.param((0, 11), (0, 14), False, id="seen since"),
        pytest.param((1, 8), None, True, id="in the last hour of the ad day"),
        pytest.param((0, 8), None, False, id="yesterday's, as the ad day goes"),
        pytest.param((1, 9), None, False, id="tomorrow's"),
    ],
)
def test_what_runs_again(
    db: Database,
    factory: Factory,
    resumed: tuple[int, int],
    seen: tuple[int, int] | None,
    listed: bool,
) -> None:
    with db.write() as session:
        booking = factory.booking(session, FRIDAY - DAY * 3, FRIDAY + DAY * 5)
        factory.creative(session, booking)
        day, hour = resumed
        session.add(
            BookingPause(
                booking_id=booking.id or 0,
                from_at=at(FRIDAY - DAY, 11),
                reason="改",
                paused_by="BJ001",
                until_at=at(FRIDAY + DAY * day, hour),
            )
        )
        if seen is not None:
            day, hour = seen
            factory.look(session, booking, FRIDAY, captured_at=at(FRIDAY + DAY * day, hour, 5))
        code = session.get_one(Slot, booking.slot_id).code
    with db.read() as session:
        assert not_seen_yet(session, on=FRIDAY) == ({"bj": [code]} if listed else {})


@pytest.mark.parametrize(
    ("opened", "page", "seen", "listed"),
    [
        pytest.param(0, False, False, True, id="its slot"),
        pytest.param(0, True, False, True, id="its page"),
        pytest.param(0, False, True, False, id="seen"),
        pytest.param(-1, False, False, False, id="yesterday"),
        pytest.param(1, False, False, False, id="closed until tomorrow"),
    ],
)
def test_what_is_open_again(
    db: Database, factory: Factory, opened: int, page: bool, seen: bool, listed: bool
) -> None:
    with db.write() as session:
        booking = factory.booking(session, FRIDAY - DAY * 3, FRIDAY + DAY * 5)
        factory.creative(session, booking)
        slot = session.get_one(Slot, booking.slot_id)
        of = {"page_id": slot.page_id} if page else {"slot_id": slot.id}
        why: dict[str, Any] = {"first_day": FRIDAY - DAY * 2, "reason": "改版"}
        session.add(Closure(**of, **why, **SAID, reopened_from=FRIDAY + DAY * opened))
        if seen:
            factory.look(session, booking, FRIDAY)
        code = slot.code
    with db.read() as session:
        assert not_seen_yet(session, on=FRIDAY) == ({"bj": [code]} if listed else {})
