"""Bookings that a creative is handed in for, and what approvals leave of a review in the list."""

from datetime import date, timedelta
from typing import Any

import pytest

from adops.db import Database
from adops.domain.booking import LedgerKind
from adops.domain.finding import Verdict
from adops.domain.people import AccountState, Role
from adops.domain.states import ApprovalState, CreativeState
from adops.models import Approval
from adops.queries.creative_board import board, open_bookings
from tests.factories import Factory, actor_for

FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)
OVER = {
    "code": "size.over_limit",
    "severity": "needs_approval",
    "measured": 30721,
    "allowed": 30720,
    "where": "main",
    "item": "x#1",
}


@pytest.mark.parametrize(
    ("role", "person", "taken_over", "offered"),
    [
        pytest.param(Role.AE, {}, False, True, id="ae-of-the-seller"),
        pytest.param(Role.AE, {"station": "sh"}, False, False, id="ae-of-the-placer"),
        pytest.param(Role.AE, {"station": "sh"}, True, True, id="ae-of-the-placer-taken-over"),
        pytest.param(Role.AE, {"station": "gz"}, True, False, id="ae-of-a-third"),
        pytest.param(Role.AE, {"account": AccountState.LOOK_ONLY}, False, False, id="ae-look-only"),
        pytest.param(Role.SALES, {"email": "sales@example.com"}, False, True, id="its-sales"),
        pytest.param(
            Role.SALES, {"email": "sales@example.com"}, True, False, id="sales-taken-over"
        ),
        pytest.param(Role.SALES, {}, False, False, id="other-sales"),
        pytest.param(Role.OPS_HEAD, {}, False, False, id="ops-head"),
        pytest.param(Role.ADMIN, {"station": "hq"}, False, False, id="admin"),
    ],
)
def test_who_is_offered_a_booking(
    db: Database,
    factory: Factory,
    role: Role,
    person: dict[str, Any],
    taken_over: bool,
    offered: bool,
) -> None:
    with db.write() as session:
        slot = factory.slot(session, station="sh")
        factory.booking(session, FRIDAY - DAY, FRIDAY + DAY * 3, slot, taken_over=taken_over)
        by = actor_for(factory.person(session, role, **person))
        rows, _ = open_bookings(session, by=by, now=factory.now)
    assert bool(rows) is offered


def test_what_lacks_a_creative_comes_first_and_more_is_told(db: Database, factory: Factory) -> None:
    with db.write() as session:
        by = actor_for(factory.person(session))
        stands = factory.booking(session, FRIDAY - DAY * 9, FRIDAY + DAY * 9)
        factory.creative(session, stands)
        later = factory.booking(session, FRIDAY + DAY * 4, FRIDAY + DAY * 9)
        sooner = factory.booking(session, FRIDAY + DAY, FRIDAY + DAY * 9)
        factory.creative(session, sooner, state=CreativeState.SUBMITTED)
        rows, more = open_bookings(session, by=by, now=factory.now)
        assert [row.booking.id for row in rows] == [sooner.id, later.id, stands.id]
        assert not more
        rows, more = open_bookings(session, by=by, now=factory.now, limit=2)
        assert [row.booking.id for row in rows] == [sooner.id, later.id]
        assert more


@pytest.mark.parametrize(
    ("state", "other_booking", "verdict"),
    [
        pytest.param(ApprovalState.APPROVED, False, Verdict.PASS, id="approved"),
        pytest.param(ApprovalState.REGISTERED, False, Verdict.NEEDS_APPROVAL, id="not-decided"),
        pytest.param(ApprovalState.REFUSED, False, Verdict.NEEDS_APPROVAL, id="refused"),
        pytest.param(ApprovalState.APPROVED, True, Verdict.NEEDS_APPROVAL, id="another-booking-s"),
    ],
)
def test_the_list_tells_what_approvals_left(
    db: Database, factory: Factory, state: ApprovalState, other_booking: bool, verdict: Verdict
) -> None:
    with db.write() as session:
        by = actor_for(factory.person(session))
        booking = factory.booking(session, FRIDAY, FRIDAY + DAY)
        other = factory.booking(session, FRIDAY, FRIDAY + DAY)
        creative = factory.creative(
            session, booking, findings=[OVER], verdict=Verdict.NEEDS_APPROVAL
        )
        session.add(
            Approval(
                creative_id=creative.id or 0,
                booking_id=(other if other_booking else booking).id or 0,
                station="bj",
                fingerprint=creative.fingerprint,
                findings=[OVER],
                kind=LedgerKind.COMMERCIAL,
                reason="客户终稿",
                state=state,
                asked_by="BJ003",
                entered_by="BJ003",
                requested_at=factory.now,
            )
        )
        session.flush()
        rows, _ = board(session, by=by)
    assert [row.verdict for row in rows] == [verdict]
