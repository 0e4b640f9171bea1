"""Slots that no look found where they are now, as they are listed to be mended (checks.md)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from adops.db import Database
from adops.domain.people import CONSOLE
from adops.domain.states import Delivered, LookResult
from adops.models import Slot
from adops.queries.slot_searches import never_found
from adops.services.acts import log
from tests.factories import Factory

FRIDAY = date(2026, 11, 20)
MISSING = (LookResult.MISSING, "slot.missing")
Told = tuple[LookResult, str]


def unsure(code: str) -> Told:
    return LookResult.UNSURE, code


def is_unfound(db: Database, slot: Slot) -> bool:
    with db.read() as session:
        return [one.slot_id for one in never_found(session)] == [slot.id]


def looked(
    db: Database, factory: Factory, slot: Slot, told: Told, seen: bool = False, **given: Any
) -> None:
    result, code = told
    delivered = Delivered.YES if seen else Delivered.UNKNOWN
    finding = {"code": code, "severity": "warn", "where": None}
    values = {"result": result, "findings": [finding], "facts": "0" * 64}
    with db.write() as session:
        booking = factory.booking(session, FRIDAY, FRIDAY, slot)
        factory.look(session, booking, FRIDAY, delivered=delivered, **(values | given))


@pytest.mark.parametrize(
    ("looks", "unfound"),
    [
        pytest.param([MISSING], True, id="missing"),
        pytest.param([unsure("slot.missing")], True, id="missing and unsure"),
        pytest.param([unsure("check.selector_unread")], True, id="unreadable"),
        pytest.param([MISSING, unsure("check.loading_unread")], True, id="then still loading"),
        pytest.param([MISSING, unsure("check.once_unread")], True, id="then in doubt"),
        pytest.param([MISSING, unsure("check.cut_unread")], True, id="then cut off"),
        pytest.param([unsure("check.loading_unread")], False, id="nobody knows"),
        pytest.param([MISSING, unsure("picture.unsure")], False, id="then something in doubt"),
        pytest.param([MISSING, (LookResult.EMPTY, "slot.empty")], False, id="then empty"),
    ],
)
def test_only_a_look_that_saw_something_found_the_slot(
    db: Database, factory: Factory, looks: list[Told], unfound: bool
) -> None:
    with db.write() as session:
        slot = factory.slot(session)
    for told in looks:
        looked(db, factory, slot, told)
    assert is_unfound(db, slot) is unfound


def test_a_slot_that_a_booking_was_seen_in_was_found(db: Database, factory: Factory) -> None:
    """In a rotation another load may have missed it."""
    with db.write() as session:
        slot = factory.slot(session)
    looked(db, factory, slot, MISSING, seen=True)
    assert not is_unfound(db, slot)


@pytest.mark.parametrize("changed", ["selector", "page_id", "name"])
def test_what_was_seen_before_the_place_changed_tells_nothing(
    db: Database, factory: Factory, now: datetime, changed: str
) -> None:
    with db.write() as session:
        slot = factory.slot(session)
        other = factory.slot(session)
    looked(db, factory, slot, (LookResult.OK, "slot.slow"))
    later = now + timedelta(minutes=1)
    for one in (slot, other):
        looked(db, factory, one, MISSING, captured_at=now - timedelta(days=1))
    with db.write() as session:
        for one in (slot, other):
            log(
                session,
                by=CONSOLE,
                now=later,
                verb="slot.change",
                thing=f"slot:{one.id}",
                before={changed: "1"},
                after={changed: "2"},
            )
    with db.read() as session:
        listed = {one.slot_id for one in never_found(session)}
    assert listed == ({other.id} if changed == "name" else set())
    looked(db, factory, slot, MISSING, captured_at=later + timedelta(minutes=1))
    assert is_unfound(db, slot) is (changed != "name")
