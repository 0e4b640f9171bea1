"""The same file again: its last verdict, what was decided about it, when it was seen on air."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from adops.db import Database
from adops.domain.content import Ruling
from adops.domain.finding import Verdict
from adops.domain.people import CONSOLE, Role
from adops.domain.states import CreativeState, Delivered
from adops.models import Booking, ContentDecision, Creative, SlotCheckBooking
from adops.queries.known_files import MOST, known_files
from tests.factories import Factory, actor_for

OCTOBER = date(2026, 10, 12)
DAY = timedelta(days=1)
SHA = "a" * 64


def ran(session: Session, factory: Factory, **given: Any) -> tuple[Creative, Booking]:
    """A creative with the file, for a week of October."""
    booking = factory.booking(session, OCTOBER, OCTOBER + 6 * DAY, **given.pop("booking", {}))
    return factory.creative(session, booking, **({"sha256": SHA} | given)), booking


def look(
    session: Session, factory: Factory, creative: Creative, booking: Booking, on: date, **given: Any
) -> None:
    look = factory.look(session, booking, on, **given)
    query = select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look.id)
    row = session.exec(query).one()
    row.creative_id = creative.id
    session.add(row)
    session.flush()


def decide(
    session: Session, creative: Creative, ruling: Ruling, key: str, factory: Factory
) -> None:
    session.add(
        ContentDecision(
            creative_id=creative.id or 0,
            hit_key=key,
            ruling=ruling,
            words="全城最佳",
            by="BJ001",
            at=factory.now,
            list_version="v1",
            station="bj",
            term="最佳",
        )
    )
    session.flush()


def test_where_it_was_and_how_it_ended(db: Database, factory: Factory) -> None:
    with db.write() as session:
        creative, _booking = ran(
            session, factory, state=CreativeState.ENDED, verdict=Verdict.WARN, version=3
        )
        ran(session, factory, sha256="b" * 64)
        (known,) = known_files(session, [SHA], by=CONSOLE)
    assert (known.creative, known.version) == (creative.id, 3)
    assert (known.state, known.verdict) == (CreativeState.ENDED, Verdict.WARN)
    assert known.contract_no.startswith("RLZ")
    assert (known.first, known.last, known.decisions) == (None, None, ())
    assert known.as_data()["from"] is None


def test_the_days_it_was_seen_right(db: Database, factory: Factory) -> None:
    """First to last; what was seen wrong, or of another creative, is not counted."""
    with db.write() as session:
        creative, booking = ran(session, factory)
        for on in (OCTOBER + DAY, OCTOBER + 3 * DAY):
            look(session, factory, creative, booking, on)
        look(session, factory, creative, booking, OCTOBER, delivered=Delivered.NO)
        look(session, factory, creative, booking, OCTOBER + 6 * DAY, delivered=Delivered.UNKNOWN)
        other = factory.creative(session, booking, sha256="b" * 64, version=2)
        look(session, factory, other, booking, OCTOBER + 5 * DAY)
        (known,) = known_files(session, [SHA], by=CONSOLE)
    assert (known.first, known.last) == (OCTOBER + DAY, OCTOBER + 3 * DAY)
    assert known.as_data()["to"] == "2026-10-15"


def test_the_last_decision_of_each_hit(db: Database, factory: Factory) -> None:
    with db.write() as session:
        creative, _ = ran(session, factory)
        decide(session, creative, Ruling.MEND, "k1", factory)
        decide(session, creative, Ruling.FALSE_ALARM, "k1", factory)
        decide(session, creative, Ruling.MEND, "k2", factory)
        (known,) = known_files(session, [SHA], by=CONSOLE)
    assert known.decisions == (("全城最佳", Ruling.FALSE_ALARM), ("全城最佳", Ruling.MEND))
    assert known.as_data()["decisions"][0] == {"words": "全城最佳", "ruling": "false_alarm"}


def test_the_newest_first_and_not_more_than_a_page_holds(db: Database, factory: Factory) -> None:
    with db.write() as session:
        made = [ran(session, factory)[0].id or 0 for _ in range(MOST + 2)]
        found = [one.creative for one in known_files(session, [SHA], by=CONSOLE)]
        without = known_files(session, [SHA], by=CONSOLE, besides=made[-2:])
    assert found == sorted(made, reverse=True)[:MOST]
    assert without[0].creative == made[-3]


@pytest.mark.parametrize(
    ("role", "given", "seen"),
    [
        pytest.param(Role.AE, {}, True, id="ae-of-the-seller"),
        pytest.param(Role.AE, {"station": "sh"}, False, id="ae-elsewhere"),
        pytest.param(Role.SALES, {"email": "sales@example.com"}, True, id="its-sales"),
        pytest.param(Role.SALES, {"email": "other@example.com"}, False, id="other-sales"),
    ],
)
def test_nobody_learns_of_bookings_that_are_not_theirs(
    db: Database, factory: Factory, role: Role, given: dict[str, Any], seen: bool
) -> None:
    with db.write() as session:
        ran(session, factory)
        by = actor_for(factory.person(session, role, **given))
        assert bool(known_files(session, [SHA], by=by)) is seen


@pytest.mark.parametrize("count", [1, 10])
def test_as_many_queries_for_one_as_for_ten(sqlite: Database, factory: Factory, count: int) -> None:
    with sqlite.write() as session:
        for _ in range(count):
            creative, booking = ran(session, factory)
            look(session, factory, creative, booking, OCTOBER)
            decide(session, creative, Ruling.MEND, "k", factory)
    asked: list[str] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *given: asked.append(str(given[2])))
    with sqlite.read() as session:
        assert len(known_files(session, [SHA], by=CONSOLE)) == count
    assert len([one for one in asked if one.startswith("SELECT")]) == 2
