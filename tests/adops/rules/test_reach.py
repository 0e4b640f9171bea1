"""What a page offers is what the person may do to something (rules.md §1)."""

from dataclasses import replace

import pytest

from adops.domain.people import CONSOLE, AccountState, Actor, Role
from adops.rules.reach import may_somewhere


def person(role: Role, **given: object) -> Actor:
    actor = Actor("T1", "T1", role, "bj", email="t1@example.com")
    return replace(actor, **given)  # type: ignore[arg-type]


LOOK_ONLY = person(Role.AE, account=AccountState.LOOK_ONLY)
HQ_AE = person(Role.HQ_AE, station="hq", stations=frozenset({"bj"}))


@pytest.mark.parametrize(
    ("who", "act", "offered"),
    [
        pytest.param(person(Role.AE), "creative.submit", True, id="ae-submits"),
        pytest.param(person(Role.SALES), "creative.submit", True, id="sales-submits"),
        pytest.param(person(Role.SALES, email=""), "creative.submit", False, id="without-mailbox"),
        pytest.param(LOOK_ONLY, "creative.submit", False, id="look-only-submits-not"),
        pytest.param(LOOK_ONLY, "slot.write", False, id="look-only-imports-not"),
        pytest.param(LOOK_ONLY, "creative.read", True, id="look-only-reads"),
        pytest.param(person(Role.OPS_HEAD), "creative.submit", False, id="ops-head-submits-not"),
        pytest.param(person(Role.OPS_HEAD), "creative.read", True, id="ops-head-reads"),
        pytest.param(person(Role.FINANCE), "creative.submit", False, id="finance-submits-not"),
        pytest.param(person(Role.FINANCE), "month.decide", True, id="finance-decides"),
        pytest.param(HQ_AE, "creative.submit", False, id="hq-ae-submits-not"),
        pytest.param(HQ_AE, "creative.reject", True, id="hq-ae-rejects-what-hq-places"),
        pytest.param(
            replace(HQ_AE, stations=frozenset()), "creative.read", False, id="hq-ae-of-no-station"
        ),
        pytest.param(person(Role.ADMIN), "creative.submit", False, id="admin-no-business-acts"),
        pytest.param(person(Role.ADMIN), "people.write", True, id="admin-people"),
        pytest.param(CONSOLE, "creative.submit", True, id="console"),
        pytest.param(
            person(Role.ADMIN, account=AccountState.CLOSED), "people.write", False, id="closed"
        ),
    ],
)
def test_who_is_offered_what(who: Actor, act: str, offered: bool) -> None:
    assert may_somewhere(who, act) is offered
