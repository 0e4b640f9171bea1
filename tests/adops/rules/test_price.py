"""Prices in fen: what a booking should cost by the list."""

from decimal import Decimal

import pytest

from adops.domain.booking import Category
from adops.domain.slot import Unit
from adops.rules.price import multiplies_out, net_by_list, quantity_trouble


@pytest.mark.parametrize(
    ("unit", "category", "discount", "expected"),
    [
        pytest.param(Unit.HOUR, Category.PAID, "1", None, id="hours not said"),
        pytest.param(Unit.DAY, Category.PAID, "0.5", 700_000, id="days × shares × half"),
        pytest.param(Unit.DAY, Category.PAID, "0.333333", 466_666, id="rounded to the fen"),
        pytest.param(Unit.DAY, Category.BONUS, "1", 0, id="bonus"),
        pytest.param(Unit.CPM, Category.PAID, "1", None, id="volume not in the sheet"),
        pytest.param(Unit.MONTH, Category.PAID, "1", None, id="by the month"),
    ],
)
def test_net_by_list(unit: Unit, category: Category, discount: str, expected: int | None) -> None:
    found = net_by_list(
        list_price_fen=100_000,
        discount=Decimal(discount),
        shares=2,
        days=7,
        unit=unit,
        category=category,
    )
    assert found == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        pytest.param(Unit.HOUR, 2 * 3 * 7 * 1_000, id="hours × shares × days"),
        pytest.param(Unit.CPM, 3 * 7 * 1_000, id="views × days: it takes no share"),
        pytest.param(Unit.DAY, 2 * 7 * 1_000, id="by the day it says nothing"),
        pytest.param(Unit.MONTH, None, id="nor by the month"),
    ],
)
def test_net_of_a_quantity(unit: Unit, expected: int | None) -> None:
    given = {"list_price_fen": 1_000, "discount": Decimal(1), "shares": 2, "days": 7}
    found = net_by_list(**given, unit=unit, category=Category.PAID, quantity=3)  # type: ignore[arg-type]
    assert found == expected


@pytest.mark.parametrize(
    ("unit", "quantity", "code"),
    [
        (Unit.DAY, None, None),
        (Unit.DAY, 3, "quantity.not_sold"),
        (Unit.MONTH, 3, "quantity.not_sold"),
        (Unit.HOUR, 24, None),
        (Unit.HOUR, 25, "quantity.too_many_hours"),
        (Unit.CPM, 5_000, None),
    ],
)
def test_what_a_booking_may_say(unit: Unit, quantity: int | None, code: str | None) -> None:
    assert quantity_trouble(unit, quantity) == code


@pytest.mark.parametrize(
    ("net", "by_list", "expected"),
    [
        (700_000, 700_000, True),
        (700_001, 700_000, True),
        (700_002, 700_000, False),
        (5, None, True),
    ],
)
def test_multiplies_out(net: int, by_list: int | None, expected: bool) -> None:
    assert multiplies_out(net, by_list) is expected
