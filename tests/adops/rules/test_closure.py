"""The days a closure takes, and when a slot is open again."""

from datetime import date, timedelta

import pytest

from adops.domain.period import Period
from adops.errors import AdopsError
from adops.rules.closure import days_closed, require_days, require_open, require_reopenable

FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)
WEEK = Period(FRIDAY, FRIDAY + 6 * DAY)


@pytest.mark.parametrize(
    ("first", "last", "again", "days"),
    [
        pytest.param(0, 1, None, [0, 1], id="two days"),
        pytest.param(-3, 0, None, [0], id="begun before"),
        pytest.param(5, None, None, [5, 6], id="nobody knows until when"),
        pytest.param(0, None, 2, [0, 1], id="open again"),
        pytest.param(0, 5, 2, [0, 1], id="open again early"),
        pytest.param(0, 1, 0, [], id="taken back"),
        pytest.param(7, 9, None, [], id="after it"),
    ],
)
def test_days(first: int, last: int | None, again: int | None, days: list[int]) -> None:
    found = days_closed(
        first=FRIDAY + first * DAY,
        last=None if last is None else FRIDAY + last * DAY,
        reopened_from=None if again is None else FRIDAY + again * DAY,
        within=(WEEK, Period(FRIDAY - DAY, WEEK.last + DAY)),
    )
    assert [(day - FRIDAY).days for day in found] == days


@pytest.mark.parametrize(
    ("last", "again", "on", "found"),
    [
        pytest.param(None, None, 3, 3, id="one without an end"),
        pytest.param(5, None, 3, 3, id="early"),
        pytest.param(5, None, -2, 0, id="before it began: taken back"),
        pytest.param(5, None, 6, None, id="it had ended"),
        pytest.param(None, 3, 4, None, id="it is open again"),
    ],
)
def test_open_again(last: int | None, again: int | None, on: int, found: int | None) -> None:
    asked = {
        "first": FRIDAY,
        "last": None if last is None else FRIDAY + last * DAY,
        "reopened_from": None if again is None else FRIDAY + again * DAY,
        "on": FRIDAY + on * DAY,
    }
    if found is not None:
        assert require_reopenable(**asked) == FRIDAY + found * DAY  # type: ignore[arg-type]
        return
    with pytest.raises(AdopsError) as error:
        require_reopenable(**asked)  # type: ignore[arg-type]
    assert error.value.code == "closure.over"


def test_it_does_not_end_before_it_begins() -> None:
    require_days(FRIDAY, FRIDAY)
    with pytest.raises(AdopsError) as error:
        require_days(FRIDAY, FRIDAY - DAY)
    assert error.value.code == "period.reversed"


@pytest.mark.parametrize(
    ("first", "last", "closed", "refused"),
    [
        pytest.param(0, None, (0, None, None), True, id="the same"),
        pytest.param(3, 4, (0, None, None), True, id="in one without an end"),
        pytest.param(-2, 0, (0, 5, None), True, id="its first day"),
        pytest.param(-2, None, (0, 5, None), True, id="around it"),
        pytest.param(-2, -1, (0, None, None), False, id="before it"),
        pytest.param(6, None, (0, 5, None), False, id="after it"),
        pytest.param(2, None, (0, None, 2), False, id="from when it is open again"),
        pytest.param(-1, None, (0, None, 0), False, id="what was taken back"),
    ],
)
def test_closed_once(
    first: int, last: int | None, closed: tuple[int, int | None, int | None], refused: bool
) -> None:
    start, end, again = closed
    entered = (FRIDAY + start * DAY, later(end), later(again))
    try:
        require_open(FRIDAY + first * DAY, later(last), [entered])
        said = ""
    except AdopsError as error:
        said = error.code
    assert said == ("closure.again" if refused else "")


def later(days: int | None) -> date | None:
    return None if days is None else FRIDAY + days * DAY
