"""Prices in fen: what a booking should cost by the list."""

from decimal import Decimal

import pytest

from adops.domain.booking import Category
from adops.domain.slot import Unit
from adops.rules.price import multiplies_out, net_by_list


@pytest.mark.parametrize(
    ("unit", "category", "discount", "expected"),
    [
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
