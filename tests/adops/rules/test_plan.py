"""Rows of the sheet 排期表 (domain.md 4.2)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.domain.booking import BookingState, Category
from adops.domain.period import Period
from adops.domain.plan import Planned
from adops.domain.slot import Unit
from adops.errors import InputError
from adops.rules.month import month_shares
from adops.rules.plan import plan_rows, whole

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def planned(first: date, last: date, **given: Any) -> Planned:
    values: dict[str, Any] = {
        "contract_no": "RLZ12345",
        "contract_name": "财富公馆",
        "category": Category.PAID,
        "state": BookingState.BOOKED,
        "station": "北京",
        "channel": "房产",
        "page": "首页",
        "slot_code": "LJ-HOME-TL01",
        "slot_name": "首页通栏",
        "spec": None,
        "shares": 1,
        "rotations": 1,
        "unit": Unit.DAY,
        "quantity": None,
        "list_price_fen": 10_000,
        "discount": "0.5",
        "net_fen": 0,
    }
    return Planned(period=Period(first, last), **(values | given))


def test_a_cell_a_day_and_its_sums() -> None:
    [row] = plan_rows(
        [planned(date(2026, 11, 29), date(2026, 12, 2), shares=2, net_fen=40_001)],
        Period(date(2026, 11, 28), date(2026, 12, 3)),
    )
    assert row.days == (None, 2, 2, 2, 2, None)
    assert (row.quantity, row.list_fen, row.net_fen) == (8, 80_000, 40_001)


@pytest.mark.parametrize(
    ("category", "net"),
    [
        pytest.param(Category.PAID, 3_000, id="paid: its days of the whole"),
        pytest.param(Category.BONUS, 0, id="bonus: nothing"),
        pytest.param(Category.MAKE_GOOD, 0, id="make-good adds no revenue, whatever it costs"),
    ],
)
def test_money_of_the_days_that_are_shown(category: Category, net: int) -> None:
    booked = planned(date(2026, 11, 28), date(2026, 12, 7), category=category, net_fen=10_000)
    [row] = plan_rows([booked], NOVEMBER)
    assert (row.quantity, row.net_fen) == (3, net)


@given(st.integers(0, 10**9), st.integers(0, 60), st.integers(0, 60))
def test_the_parts_of_a_booking_add_up(amount: int, before: int, after: int) -> None:
    first = date.fromordinal(NOVEMBER.first.toordinal() - before)
    last = date.fromordinal(NOVEMBER.last.toordinal() + after)
    booked = planned(first, last, net_fen=amount)
    parts = (
        Period(first, NOVEMBER.first),
        Period(date(2026, 11, 2), date(2026, 11, 17)),
        Period(date(2026, 11, 18), last),
    )
    shown = [row.net_fen for part in parts for row in plan_rows([booked], part)]
    assert sum(shown) == amount


def test_a_whole_month_is_what_the_month_says() -> None:
    booked = planned(date(2026, 10, 30), date(2026, 12, 3), net_fen=10_001)
    [row] = plan_rows([booked], NOVEMBER)
    assert row.net_fen == month_shares(booked.period, 10_001)["2026-11"]


def test_only_what_has_a_price_a_day_has_a_list_total() -> None:
    booked = [
        planned(date(2026, 11, 1), date(2026, 11, 2), unit=unit, slot_code=unit.value)
        for unit in Unit
    ]
    rows = plan_rows(booked, NOVEMBER)
    assert {row.of.unit: row.list_fen for row in rows} == {
        unit: 20_000 if unit is Unit.DAY else None for unit in Unit
    }


@pytest.mark.parametrize(
    ("unit", "cell", "list_fen"),
    [
        pytest.param(Unit.HOUR, 12, 240_000, id="hours of each share"),
        pytest.param(Unit.CPM, 6, 120_000, id="thousand views, whatever the shares"),
    ],
)
def test_what_is_sold_by_hour_or_view(unit: Unit, cell: int, list_fen: int) -> None:
    days = date(2026, 11, 1), date(2026, 11, 2)
    [row] = plan_rows([planned(*days, unit=unit, shares=2, quantity=6)], NOVEMBER)
    assert (row.days[:3], row.list_fen) == ((cell, cell, None), list_fen)


def test_bought_then_given_then_made_good_and_nobody_outside() -> None:
    kinds = (Category.MAKE_GOOD, Category.BONUS, Category.PAID)
    days = date(2026, 11, 3), date(2026, 11, 4)
    booked = [planned(*days, category=kind) for kind in kinds]
    outside = planned(date(2026, 12, 1), date(2026, 12, 2))
    rows = plan_rows([*booked, outside], NOVEMBER)
    assert [row.of.category for row in rows] == list(Category)


def test_the_days_of_a_contract() -> None:
    days = [(date(2026, 11, 3), date(2026, 11, 4)), (date(2026, 10, 1), date(2026, 10, 2))]
    assert whole([planned(*each) for each in days]) == Period(date(2026, 10, 1), date(2026, 11, 4))
    assert whole([]) is None
    with pytest.raises(InputError, match=r"period\.too_long"):
        whole([planned(date(2026, 1, 1), date(2027, 1, 2))])
