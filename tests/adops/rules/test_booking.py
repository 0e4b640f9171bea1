"""A booking by the calendar: its state, its hold, what of it may be moved, cancelled or was
paused (rules.md §0, §7, §8)."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from adops.catalog.calendar import load_calendar
from adops.domain.booking import BookingState, HoldTerms
from adops.domain.period import Period, at, local
from adops.errors import RuleError
from adops.rules.booking import (
    Pause,
    cut,
    hold_until,
    holds_shares,
    net_by_days,
    next_ad_day,
    paused_days,
    require_movable,
    state_at,
)

S = BookingState
FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)
WEEK = Period(FRIDAY, FRIDAY + 6 * DAY)
CALENDAR = load_calendar(Path("config"))
TERMS = HoldTerms(3, time(18))


@pytest.mark.parametrize(
    ("state", "now", "found"),
    [
        pytest.param(S.BOOKED, at(FRIDAY, 8, 59), S.BOOKED, id="its first ad day is ahead"),
        pytest.param(S.BOOKED, at(FRIDAY, 9), S.RUNNING, id="from 09:00 of its first day"),
        pytest.param(S.BOOKED, at(WEEK.last + DAY, 8, 59), S.RUNNING, id="to 09:00 after its last"),
        pytest.param(S.BOOKED, at(WEEK.last + DAY, 9), S.ENDED, id="then it has ended"),
        pytest.param(S.RUNNING, at(FRIDAY, 12), S.RUNNING, id="as stored"),
        pytest.param(S.PAUSED, at(FRIDAY, 12), S.PAUSED, id="paused"),
        pytest.param(S.PAUSED, at(WEEK.last + DAY, 9), S.ENDED, id="a pause does not outlast it"),
        pytest.param(S.PAUSED, at(FRIDAY - DAY, 12), S.BOOKED, id="moved ahead while paused"),
        pytest.param(S.DRAFT, at(FRIDAY, 12), S.DRAFT, id="a draft never runs"),
        pytest.param(S.HELD, at(FRIDAY, 12), S.HELD, id="nor does a hold"),
        pytest.param(S.CANCELLED, at(FRIDAY, 12), S.CANCELLED, id="nor what was cancelled"),
    ],
)
def test_the_state_follows_the_calendar(state: S, now: datetime, found: S) -> None:
    assert state_at(state, WEEK, now=now) is found


@pytest.mark.parametrize(
    ("made", "until"),
    [
        pytest.param(at(date(2026, 11, 16), 10), "2026-11-19 18:00", id="monday"),
        pytest.param(at(FRIDAY, 23, 59), "2026-11-25 18:00", id="over a weekend"),
        pytest.param(at(date(2026, 9, 29), 9), "2026-10-09 18:00", id="over national day"),
        pytest.param(at(date(2026, 9, 18), 9), "2026-09-22 18:00", id="a make-up sunday counts"),
    ],
)
def test_a_hold_lasts_to_the_third_workday(made: datetime, until: str) -> None:
    found = hold_until(made, calendar=CALENDAR, terms=TERMS)
    assert f"{local(found.value):%Y-%m-%d %H:%M}" == until


def test_a_hold_is_over_with_its_last_instant() -> None:
    until = at(FRIDAY, 18)
    for now, state in ((until - timedelta(seconds=1), S.HELD), (until, S.DRAFT)):
        assert state_at(S.HELD, WEEK, now=now, hold_until=until) is state
        assert holds_shares(S.HELD, now=now, hold_until=until) is (state is S.HELD)


@pytest.mark.parametrize(
    ("old", "new", "same_slot", "code"),
    [
        pytest.param(Period(FRIDAY + DAY, FRIDAY + DAY), Period(FRIDAY, FRIDAY), False, None,
                     id="one that is ahead, to today"),
        pytest.param(Period(FRIDAY + DAY, FRIDAY + DAY), Period(FRIDAY - DAY, FRIDAY), True,
                     "booking.day_over", id="never to a day that is over"),
        pytest.param(WEEK, Period(FRIDAY, FRIDAY), True, None, id="a running one ends today"),
        pytest.param(WEEK, Period(FRIDAY, FRIDAY + 9 * DAY), True, None, id="or later"),
        pytest.param(WEEK, Period(FRIDAY + DAY, FRIDAY + 6 * DAY), True, "booking.has_run",
                     id="its first day has run"),
        pytest.param(WEEK, WEEK, False, "booking.has_run", id="in that slot"),
        pytest.param(Period(FRIDAY - 2 * DAY, FRIDAY + DAY), Period(FRIDAY - 2 * DAY, FRIDAY - DAY),
                     True, "booking.has_run", id="and so does the running day"),
        pytest.param(WEEK, WEEK, True, "booking.unmoved", id="to where it is"),
    ],
)  # fmt: skip
def test_what_already_ran_is_not_moved_away(
    old: Period, new: Period, same_slot: bool, code: str | None
) -> None:
    if code is None:
        require_movable(old, new, same_slot=same_slot, running=FRIDAY)
        return
    with pytest.raises(RuleError) as error:
        require_movable(old, new, same_slot=same_slot, running=FRIDAY)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("period", "on", "left"),
    [
        pytest.param(WEEK, FRIDAY + DAY, Period(FRIDAY, FRIDAY), id="from tomorrow"),
        pytest.param(WEEK, WEEK.last, Period(FRIDAY, WEEK.last - DAY), id="its last day alone"),
        pytest.param(Period(FRIDAY + DAY, WEEK.last), FRIDAY + DAY, None, id="before it began"),
        pytest.param(
            Period(FRIDAY + DAY, WEEK.last),
            FRIDAY + 2 * DAY,
            Period(FRIDAY + DAY, FRIDAY + DAY),
            id="a part of one that is ahead",
        ),
    ],
)
def test_a_cancellation_cuts_to_the_day_before(
    period: Period, on: date, left: Period | None
) -> None:
    assert cut(period, on, running=FRIDAY) == left


@pytest.mark.parametrize("on", [FRIDAY, FRIDAY - DAY, WEEK.last + DAY])
def test_days_that_ran_and_days_after_it_are_not_cancelled(on: date) -> None:
    with pytest.raises(RuleError) as error:
        cut(WEEK, on, running=FRIDAY)
    assert error.value.facts == {
        "day": on.isoformat(),
        "earliest": "2026-11-21",
        "latest": "2026-11-26",
    }


def test_on_the_last_day_none_is_left_to_cancel() -> None:
    with pytest.raises(RuleError) as error:
        cut(WEEK, WEEK.last + DAY, running=WEEK.last)
    assert (error.value.code, error.value.facts) == ("booking.last_day", {"last": "2026-11-26"})


def test_the_default_is_the_next_ad_day_or_the_first() -> None:
    assert next_ad_day(WEEK, running=FRIDAY) == FRIDAY + DAY
    assert next_ad_day(Period(FRIDAY + 3 * DAY, WEEK.last), running=FRIDAY) == FRIDAY + 3 * DAY


@pytest.mark.parametrize(
    ("net", "days", "of", "left"),
    [(100_000, 3, 7, 42_857), (100_001, 1, 2, 50_001), (0, 1, 7, 0), (70_000, 9, 7, 90_000)],
)
def test_money_by_days(net: int, days: int, of: int, left: int) -> None:
    assert net_by_days(net, days=days, of=of) == left


def test_the_days_of_a_pause() -> None:
    whole = Pause(at(FRIDAY, 15), at(FRIDAY + 2 * DAY, 11))
    assert paused_days([whole], now=at(WEEK.last, 9)) == {
        FRIDAY: False,
        FRIDAY + DAY: True,
        FRIDAY + 2 * DAY: False,
    }
    assert paused_days([Pause(at(FRIDAY, 8))], now=at(FRIDAY, 12)) == {
        FRIDAY - DAY: False,
        FRIDAY: False,
    }
    assert paused_days([Pause(at(FRIDAY, 9))], now=at(FRIDAY + DAY, 9))[FRIDAY] is True
