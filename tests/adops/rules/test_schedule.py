"""Lanes, shares and days of the schedule (rules.md §8)."""

from datetime import date

import pytest

from adops.catalog.calendar import load
from adops.domain.period import Period
from adops.errors import InputError
from adops.rules.capacity import Claim
from adops.rules.schedule import LONGEST, USUAL, asked, columns, row
from adops.settings import Settings

MONDAY = date(2026, 11, 23)


def day(number: int) -> date:
    return date.fromordinal(MONDAY.toordinal() + number)


def claim(label: str, first: int, last: int, shares: int = 1) -> Claim:
    return Claim(label, Period(day(first), day(last)), shares)


WEEK = Period(day(0), day(6))


@pytest.mark.parametrize(
    ("claims", "rotations", "taken", "free", "lanes"),
    [
        pytest.param([], 1, "0000000", [1] * 7, {}, id="nothing"),
        pytest.param(
            [claim("A", 1, 3)], 1, "0111000", [1, 0, 0, 0, 1, 1, 1], {"A": (0, 1, 3)}, id="one"
        ),
        pytest.param(
            [claim("A", 0, 2), claim("B", 3, 6)],
            1,
            "1111111",
            [0] * 7,
            {"A": (0, 0, 2), "B": (0, 3, 6)},
            id="one after another in one lane",
        ),
        pytest.param(
            [claim("B", 2, 6), claim("A", 0, 3, 2), claim("C", 4, 5)],
            4,
            "2233221",
            [2, 2, 1, 1, 2, 2, 3],
            {"A": (0, 0, 3), "B": (1, 2, 6), "C": (0, 4, 5)},
            id="beside each other in two",
        ),
        pytest.param(
            [claim("A", -3, -1), claim("B", 7, 9)], 1, "0000000", [1] * 7, {}, id="outside"
        ),
        pytest.param(
            [claim("A", -3, 0), claim("B", 6, 9)],
            1,
            "1000001",
            [0, 1, 1, 1, 1, 1, 0],
            {"A": (0, 0, 0), "B": (0, 6, 6)},
            id="reaching in",
        ),
        pytest.param(
            [claim("A", 0, 6), claim("B", 3, 3)],
            1,
            "1112111",
            [0, 0, 0, -1, 0, 0, 0],
            {"A": (0, 0, 6), "B": (1, 3, 3)},
            id="over-booked is told",
        ),
    ],
)
def test_what_a_row_shows(claims, rotations, taken, free, lanes):
    found = row(claims, WEEK, rotations=rotations, endless=False)
    assert found.taken == tuple(int(one) for one in taken)
    assert found.free == tuple(free)
    assert {one.claim.label: (one.lane, one.first, one.last) for one in found.bars} == lanes


def test_volume_never_runs_out():
    found = row([claim("A", 0, 6), claim("B", 0, 6)], WEEK, rotations=1, endless=True)
    assert found.free is None


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        pytest.param(None, None, (0, USUAL - 1), id="four weeks from today"),
        pytest.param(day(7), None, (7, 7 + USUAL - 1), id="four weeks from there"),
        pytest.param(None, day(3), (0, 3), id="until"),
        pytest.param(None, day(-3), (-3, -3), id="until a day that is over"),
        pytest.param(day(1), day(1), (1, 1), id="one day"),
        pytest.param(day(0), day(LONGEST - 1), (0, LONGEST - 1), id="a quarter"),
    ],
)
def test_the_days_asked_for(first, last, period):
    assert asked(first, last, running=MONDAY) == Period(day(period[0]), day(period[1]))


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        pytest.param(day(1), day(0), "period.reversed", id="reversed"),
        pytest.param(day(0), day(LONGEST), "period.too_long", id="a day too many"),
    ],
)
def test_days_that_cannot_be_asked_for(first, last, code):
    with pytest.raises(InputError) as refused:
        asked(first, last, running=MONDAY)
    assert refused.value.code == code


def test_the_columns_know_holidays_and_make_up_workdays():
    """National Day of 2026: 10-01 to 10-07, with 09-20 and 10-10 worked."""
    calendar = load(Settings().config_dir).calendar
    found = {
        one.day: one for one in columns(Period(date(2026, 9, 19), date(2026, 10, 11)), calendar)
    }
    kinds = {on: (one.kind.value, one.is_make_up) for on, one in found.items()}
    assert kinds[date(2026, 9, 19)] == ("weekend", False)
    assert kinds[date(2026, 9, 20)] == ("workday", True)
    assert kinds[date(2026, 9, 30)] == ("workday", False)
    assert kinds[date(2026, 10, 1)] == ("holiday", False)
    assert kinds[date(2026, 10, 10)] == ("workday", True)
    assert kinds[date(2026, 10, 11)] == ("weekend", False)
