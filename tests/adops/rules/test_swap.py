"""Old and new side by side until the swap is due, then the new one alone (rules.md §7)."""

from datetime import date, datetime

import pytest

from adops.domain.period import ad_day_of, at
from adops.rules.swap import Version, due, expected


def day(number: int) -> date:
    """A day of November 2026."""
    return date(2026, 11, number)


def when(number: int, hour: int, minute: int = 0) -> datetime:
    """A minute of November 2026 in Shanghai."""
    return at(day(number), hour, minute)


OLD = Version(2, 2, day(24), when(23, 11))
NEXT = Version(3, 3, day(26), when(24, 14))
AT_ONCE = Version(3, 3, day(24), when(24, 14))
REPLACED = Version(2, 2, day(24), when(23, 11), replaced_at=when(24, 14))
NEVER = Version(4, 4, day(26), when(24, 15), replaced_at=when(25, 11))
INSTEAD = Version(5, 5, day(26), when(25, 11))
FIRST = Version(1, 1, day(20), when(19, 11))


@pytest.mark.parametrize(
    ("versions", "now", "ids"),
    [
        pytest.param([], when(24, 9, 5), set(), id="none"),
        pytest.param([NEXT], when(25, 9, 5), set(), id="none has begun"),
        pytest.param([OLD], when(24, 9, 5), {2}, id="one alone"),
        pytest.param([OLD, NEXT], when(25, 12), {2}, id="before the swap day"),
        pytest.param([OLD, NEXT], when(26, 8, 59), {2}, id="the swap day has not begun"),
        pytest.param([OLD, NEXT], when(26, 9), {2, 3}, id="both from 09:00"),
        pytest.param([OLD, NEXT], when(26, 9, 59), {2, 3}, id="both until 10:00"),
        pytest.param([OLD, NEXT], when(26, 10), {3}, id="the new one from 10:00"),
        pytest.param([OLD, NEXT], when(27, 9, 5), {3}, id="the day after"),
        pytest.param([FIRST, OLD, NEXT], when(26, 9, 5), {2, 3}, id="the oldest is over"),
        pytest.param([FIRST, OLD, NEXT], when(24, 9, 5), {1, 2}, id="the swap before"),
        pytest.param([REPLACED, AT_ONCE], when(24, 14, 59), {2, 3}, id="at once: an hour"),
        pytest.param([REPLACED, AT_ONCE], when(24, 15), {3}, id="at once: the hour is over"),
        pytest.param([FIRST, REPLACED, AT_ONCE], when(24, 14, 5), {2, 3}, id="at once: two"),
        pytest.param([OLD, NEVER, INSTEAD], when(26, 9, 5), {2, 5}, id="one that never ran"),
        pytest.param([REPLACED], when(24, 14, 5), set(), id="nothing takes its place"),
    ],
)
def test_what_may_be_seen(versions: list[Version], now: datetime, ids: set[int]) -> None:
    assert expected(versions, on=ad_day_of(now), now=now) == ids


def test_a_day_gone_by_is_told_as_it_was() -> None:
    later = Version(7, 7, day(26), when(26, 14))
    gone = Version(2, 2, day(24), when(23, 11), replaced_at=when(26, 14))
    assert expected([gone, later], on=day(25), now=when(27, 12)) == {2}


@pytest.mark.parametrize(
    ("version", "instant"),
    [
        pytest.param(NEXT, when(26, 10), id="a day ahead"),
        pytest.param(AT_ONCE, when(24, 15), id="the running ad day"),
        pytest.param(
            Version(6, 6, day(26), when(26, 8, 30)), when(26, 10), id="confirmed before 09:00"
        ),
        pytest.param(
            Version(6, 6, day(25), when(26, 8, 30)), when(26, 9, 30), id="of an ad day at night"
        ),
    ],
)
def test_when_it_must_be_done(version: Version, instant: datetime) -> None:
    assert due(version) == instant
