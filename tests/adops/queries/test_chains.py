"""Contracts with their chains: whose, in a constant number of queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from adops.db import Database
from adops.domain.execution import MarkKind
from adops.domain.finding import Verdict
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.domain.states import CreativeState, Delivered
from adops.models import Closure, ExecutionMark
from adops.queries.chains import contracts_with_chains
from adops.rules.chain import Link, Step
from tests.factories import Factory, actor_for

FRIDAY = date(2026, 11, 20)
NOON = at(FRIDAY, 12)


def asked(db: Database, by: Actor) -> tuple[int, int]:
    """How many contracts, and with how many queries."""
    told: list[str] = []

    def hear(*given: Any) -> None:
        told.append(given[2])

    with db.read() as session:
        event.listen(db.engine, "before_cursor_execute", hear)
        lines, _ = contracts_with_chains(session, by=by, now=NOON, limit=50)
        event.remove(db.engine, "before_cursor_execute", hear)
    return len(lines), len(told)


def test_as_many_queries_for_thirty_as_for_one(sqlite: Database, factory: Factory) -> None:
    def add(number: int) -> None:
        with sqlite.write() as session:
            for _ in range(number):
                booking = factory.booking(session, FRIDAY, FRIDAY)
                factory.creative(session, booking)
                factory.look(session, booking, FRIDAY)

    with sqlite.write() as session:
        ae = actor_for(factory.person(session, Role.AE))
    add(1)
    one, few = asked(sqlite, ae)
    add(29)
    assert (one, asked(sqlite, ae)) == (1, (30, few))


@pytest.mark.parametrize(
    ("role", "station", "email", "seen"),
    [
        (Role.AE, "bj", "", ["RLZ2", "RLZ1"]),
        (Role.AE, "sh", "", ["RLZ3"]),
        (Role.SALES, "bj", "sales@example.com", ["RLZ2", "RLZ1"]),
        (Role.SALES, "bj", "other@example.com", ["RLZ2"]),
        (Role.FINANCE, "hq", "", ["RLZ3", "RLZ2", "RLZ1"]),
    ],
)
def test_whose(
    db: Database, factory: Factory, role: Role, station: str, email: str, seen: list[str]
) -> None:
    """RLZ1 has a booking of 北京; RLZ2 and RLZ3 were opened by 北京 and 上海 and have none."""
    with db.write() as session:
        given = {"email": email} if email else {}
        by = actor_for(factory.person(session, role, station=station, **given))
        first = factory.contract(session, no="RLZ1")
        factory.booking(session, FRIDAY, FRIDAY, contract_id=first.id)
        factory.contract(session, no="RLZ2", station="bj")
        factory.contract(session, no="RLZ3", station="sh")
    with db.read() as session:
        lines, _ = contracts_with_chains(session, by=by, now=NOON)
        assert [one.contract.no for one in lines] == seen


def test_which_creative_it_is_about(db: Database, factory: Factory) -> None:
    """The confirmed one stands though a newer one was refused; the latest look counts."""
    with db.write() as session:
        ae = actor_for(factory.person(session, Role.AE))
        booking = factory.booking(session, FRIDAY, FRIDAY + timedelta(days=3))
        stands = factory.creative(session, booking)
        factory.creative(
            session,
            booking,
            version=2,
            state=CreativeState.SUBMITTED,
            verdict=Verdict.NEEDS_APPROVAL,
        )
        factory.look(session, booking, FRIDAY)
        factory.look(session, booking, FRIDAY, delivered=Delivered.NO)
        number = stands.id
    with db.read() as session:
        ((line,), _) = contracts_with_chains(session, by=ae, now=NOON)
        (one,) = line.bookings
    assert one.creative_id == number
    assert dict(one.links)[Step.CREATIVE] is Link.DONE
    assert dict(one.links)[Step.LIVE] is Link.DONE
    assert dict(one.links)[Step.CHECKED] is Link.BROKEN


LIVE, CONFIGURED = MarkKind.LIVE, MarkKind.CONFIGURED


@pytest.mark.parametrize(
    ("marks", "no", "closed", "configured", "live"),
    [
        pytest.param([], None, False, Link.BROKEN, Link.WAITING, id="nothing said"),
        pytest.param([CONFIGURED], None, False, Link.DONE, Link.BROKEN, id="entered, not live"),
        pytest.param([CONFIGURED, LIVE], None, False, Link.DONE, Link.DONE, id="said to be live"),
        pytest.param([CONFIGURED, LIVE], 9, False, Link.DONE, Link.BROKEN, id="and contradicted"),
        pytest.param([LIVE], 8, False, Link.NOT_KEPT, Link.DONE, id="contradicted before"),
        pytest.param([], None, True, Link.WAITING, Link.WAITING, id="closed"),
    ],
)
def test_configured_and_live_are_those_of_the_execution(
    db: Database,
    factory: Factory,
    marks: list[MarkKind],
    no: int | None,
    closed: bool,
    configured: Link,
    live: Link,
) -> None:
    """Marks at 9:05; a look at `no`:30 that did not see it."""
    with db.write() as session:
        ae = actor_for(factory.person(session, Role.AE))
        before: dict[str, Any] = {"entered_at": at(FRIDAY - timedelta(days=1), 9)}
        booking = factory.booking(session, FRIDAY, FRIDAY, **before)
        factory.creative(session, booking)
        said: dict[str, Any] = {
            "booking_id": booking.id,
            "day": FRIDAY,
            "what": "start",
            "by": "BJ001",
        }
        for kind in marks:
            session.add(ExecutionMark(**said, kind=kind, at=at(FRIDAY, 9, 5)))
        if no is not None:
            looked: dict[str, Any] = {"captured_at": at(FRIDAY, no, 30), "delivered": Delivered.NO}
            factory.look(session, booking, FRIDAY, **looked)
        if closed:
            shut: dict[str, Any] = {
                "slot_id": booking.slot_id,
                "first_day": FRIDAY,
                "reason": "改版",
            }
            session.add(Closure(**shut, closed_by="BJ001", closed_at=NOON))
    with db.read() as session:
        ((line,), _) = contracts_with_chains(session, by=ae, now=NOON)
        links = dict(line.bookings[0].links)
    assert (links[Step.CONFIGURED], links[Step.LIVE]) == (configured, live)
