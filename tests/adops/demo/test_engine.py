from datetime import date

import pytest

from adops.demo.engine import expected_results, fill
from adops.demo.inventory import SLOTS
from adops.demo.orders import (
    COMING,
    FRIDAY,
    HEAVY_APPROVED,
    HEAVY_REFUSED,
    HEAVY_SINA,
    LEFT_EMPTY,
    OCTOBER,
    RUNNING,
    STILL_UP,
    Order,
)
from adops.demo.programme import Fault, Programme
from adops.demo.studio import KB, material, unknown_ad
from adops.domain.slot import Owner
from adops.domain.states import LookResult

TOO_HEAVY = (HEAVY_APPROVED, HEAVY_REFUSED, HEAVY_SINA)


@pytest.fixture(scope="module")
def programme() -> Programme:
    made = Programme()
    fill(made, {order.key: material(order) for order in (*OCTOBER, *RUNNING)}, unknown_ad())
    return made


@pytest.mark.parametrize(
    "order", [one for one in COMING if one not in TOO_HEAVY], ids=lambda o: o.key
)
def test_what_is_sent_in_good_order_is_within_its_limit(order: Order) -> None:
    assert len(material(order).body) <= order.slot.max_kb * KB


def test_the_three_too_heavy_ones_lie_where_the_rules_part() -> None:
    weights = [(len(material(order).body), order.slot.max_kb * KB) for order in TOO_HEAVY]
    (approvable, limit), (over_cap, low_limit), (sina, sina_limit) = weights
    assert limit < approvable <= limit * 3 // 2
    assert over_cap == low_limit * 3 // 2 + 1
    assert sina == sina_limit + 1
    owners = [order.slot.owner for order in TOO_HEAVY]
    assert owners == [Owner.LEJU, Owner.LEJU, Owner.SINA]


def test_a_check_of_friday_must_find_every_result_of_the_demo() -> None:
    expected = expected_results()
    assert set(expected) == set(SLOTS)
    assert set(expected.values()) == set(LookResult) - {LookResult.DEAD_LINK}


def test_october_is_shown_as_booked_but_for_one_day(programme: Programme) -> None:
    seen = {
        (order.code, day): programme.fault(order.code, day)
        for order in OCTOBER
        for day in order.days.days()
    }
    order, empty = LEFT_EMPTY
    assert {key for key, fault in seen.items() if fault} == {(order.code, empty)}
    assert seen[order.code, empty] is Fault.EMPTY
    assert all(programme.shown(code, day) for code, day in seen)


def test_an_ad_of_october_is_still_up_on_friday_and_was_down_before(programme: Programme) -> None:
    order, code = STILL_UP
    assert programme.shown(code, FRIDAY)[0].file == material(order).name
    assert not programme.shown(code, date(2026, 11, 1))


def test_a_rotation_with_an_unsold_share_turns_to_the_portals_own_ad(programme: Programme) -> None:
    shown = [one.src for one in programme.shown("LJ-NEWS-HZH", FRIDAY)]
    assert [name.rsplit("/", 2)[1] for name in shown] == ["ia", "house-ads"]
