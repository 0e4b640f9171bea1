"""Money is whole fen and adds up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adops.domain.money import fen, split, yuan


@pytest.mark.parametrize(
    ("given_yuan", "expected"),
    [
        pytest.param("12.34", 1234, id="two-decimals"),
        pytest.param("0.005", 1, id="half-up"),
        pytest.param("0.004", 0, id="down"),
        pytest.param(80000, 8_000_000, id="whole"),
    ],
)
def test_yuan_become_fen(given_yuan: str | int, expected: int) -> None:
    assert fen(given_yuan) == expected


@pytest.mark.parametrize("words", ["", "abc", "1,000", "NaN", "Infinity"])
def test_what_is_no_money_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        fen(words)


@given(some.integers(0, 10**12), some.lists(some.integers(0, 400), min_size=1, max_size=40))
def test_shares_add_up_and_lie_within_one_fen(amount: int, weights: list[int]) -> None:
    if sum(weights) == 0:
        return
    shares = split(amount, weights)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - amount * weight) < sum(weights)


def test_the_largest_remainder_gets_the_odd_fen() -> None:
    assert split(100, [1, 1, 1]) == (34, 33, 33)
    assert split(1000, [17, 14]) == (548, 452)


def test_fen_print_as_yuan() -> None:
    assert yuan(123_456) == Decimal("1234.56")
