"""Which free days make good what a closure took (rules.md §7)."""

from datetime import date

import pytest

from adops.domain.period import Period
from adops.rules.make_good import run_of


def days(*numbers: int) -> list[date]:
    return [date(2026, 11, number) for number in numbers]


@pytest.mark.parametrize(
    ("free", "wanted", "not_from", "found"),
    [
        pytest.param(days(3, 4, 5), 2, days(), (3, 4), id="the first on end"),
        pytest.param(days(3, 5, 6), 2, days(), (5, 6), id="not torn apart"),
        pytest.param(days(3, 5, 6, 9), 4, days(), (5, 6), id="else the longest"),
        pytest.param(days(3, 4, 5), 2, days(3), (4, 5), id="another begins on the first"),
        pytest.param(days(5, 3, 4), 1, days(), (3, 3), id="in whatever order"),
        pytest.param(days(), 2, days(), None, id="none"),
        pytest.param(days(3), 1, days(3), None, id="none that is not taken"),
    ],
)
def test_which_days(
    free: list[date], wanted: int, not_from: list[date], found: tuple[int, int] | None
) -> None:
    period = run_of(free, wanted=wanted, not_from=set(not_from))
    assert period == (Period(*days(*found)) if found else None)
