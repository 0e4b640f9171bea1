"""The mornings of a reminder, and what a break moves: tables over official calendars."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.catalog.calendar import load_calendar
from adops.clock import SHANGHAI
from adops.domain.booking import Route
from adops.domain.deadline import DeadlineTerms
from adops.domain.period import local_day
from adops.rules.deadline import deadline
from adops.rules.reminder import morning_of, rehearsals, usual_deadline

CALENDAR = load_calendar(Path("config"))
TERMS = DeadlineTerms(
    time(15), workdays=1, workdays_before_break=2, notice_due=(11, 1), holiday_notice=10
)


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# S, morning, now, what is due
MORNINGS = {
    "workday, the day": ("2026-09-17", "2026-09-16", "2026-09-16 10:00", "day"),
    "workday, the eve": ("2026-09-17", "2026-09-15", "2026-09-15 10:00", "eve"),
    "two days before": ("2026-09-17", "2026-09-14", "2026-09-14 10:00", None),
    "the start itself": ("2026-09-17", "2026-09-17", "2026-09-17 10:00", None),
    "Monday, Thursday is the eve": ("2026-11-23", "2026-11-19", "2026-11-19 10:00", "eve"),
    "a weekend between": ("2026-11-24", "2026-11-21", "2026-11-21 10:00", None),
    "over a weekend": ("2026-11-24", "2026-11-20", "2026-11-20 10:00", "eve"),
    "make-up Sunday is a workday": ("2026-09-22", "2026-09-20", "2026-09-20 10:00", "eve"),
    "inside National Day": ("2026-10-03", "2026-09-29", "2026-09-29 10:00", "day"),
    "inside it, the eve": ("2026-10-03", "2026-09-28", "2026-09-28 10:00", "eve"),
    "late, before the deadline": ("2026-09-17", "2026-09-16", "2026-09-16 15:00", "day"),
    "late, after it": ("2026-09-17", "2026-09-16", "2026-09-16 15:00:01", None),
    "the eve made up on Saturday": ("2026-11-24", "2026-11-20", "2026-11-21 12:00", "eve"),
    "the eve made up on the day": ("2026-11-24", "2026-11-20", "2026-11-23 08:00", None),
}


@pytest.mark.parametrize(("on", "day", "now", "due"), MORNINGS.values(), ids=MORNINGS.keys())
def test_morning(on: str, day: str, now: str, due: str | None) -> None:
    start = date.fromisoformat(on)
    answer = deadline(start, route=Route.CROSS, calendar=CALENDAR, terms=TERMS)
    found = morning_of(date.fromisoformat(day), answer=answer, calendar=CALENDAR, now=here(now))
    assert (found and found.value) == due


def test_no_reminder_of_what_is_advice() -> None:
    answer = deadline(date(2026, 9, 17), route=Route.LOCAL, calendar=CALENDAR, terms=TERMS)
    now = here("2026-09-16 10:00")
    assert morning_of(date(2026, 9, 16), answer=answer, calendar=CALENDAR, now=now) is None


@given(st.dates(date(2025, 1, 10), date(2026, 12, 20)))
def test_each_start_has_one_eve_and_one_day(on: date) -> None:
    answer = deadline(on, route=Route.HQ, calendar=CALENDAR, terms=TERMS)
    found = []
    for back in range(30):
        day = on - timedelta(days=back)
        now = datetime.combine(day, time(10), SHANGHAI)
        morning = morning_of(day, answer=answer, calendar=CALENDAR, now=now)
        if morning:
            found.append(morning.value)
            assert CALENDAR.is_workday(day)
    assert found == ["day", "eve"]


# day → first days of the breaks told of
TOLD = {
    "eleven workdays before 中秋": ("2026-09-11", []),
    "the weekend between": ("2026-09-13", []),
    "ten, the make-up Sunday counts": ("2026-09-14", ["2026-09-25"]),
    "ten before 国庆节 too": ("2026-09-17", ["2026-09-25", "2026-10-01"]),
    "within another break": ("2026-09-26", ["2026-10-01"]),
    "the day before": ("2026-09-30", ["2026-10-01"]),
    "it has begun": ("2026-10-01", []),
}


@pytest.mark.parametrize(("day", "breaks"), TOLD.values(), ids=TOLD.keys())
def test_told_of(day: str, breaks: list[str]) -> None:
    found = rehearsals(date.fromisoformat(day), calendar=CALENDAR, terms=TERMS)
    assert [one.off.first.isoformat() for one in found] == breaks


def test_what_moves_and_from_when() -> None:
    """The break itself and the workday after it; the make-up Saturday 10-10 does not."""
    (found,) = rehearsals(date(2026, 9, 28), calendar=CALENDAR, terms=TERMS)
    told = [
        (
            f"{one.deadline.day.on:%m-%d}",
            f"{one.deadline.at:%m-%d}",
            f"{local_day(one.usual):%m-%d}",
        )
        for one in found.moved
    ]
    assert told == [
        ("10-01", "09-29", "09-30"),
        ("10-02", "09-29", "10-01"),
        ("10-03", "09-29", "10-02"),
        ("10-04", "09-29", "10-02"),
        ("10-05", "09-29", "10-02"),
        ("10-06", "09-29", "10-05"),
        ("10-07", "09-29", "10-06"),
        ("10-08", "09-30", "10-07"),
    ]
    assert found.days == (date(2026, 10, 1), date(2026, 10, 8))


@given(st.dates(date(2025, 1, 10), date(2026, 12, 20)))
def test_a_day_no_break_names_is_not_moved(on: date) -> None:
    moved = {
        one.deadline.day.on
        for back in range(1, 30)
        for found in rehearsals(on - timedelta(days=back), calendar=CALENDAR, terms=TERMS)
        for one in found.moved
    }
    answer = deadline(on, route=Route.HQ, calendar=CALENDAR, terms=TERMS)
    assert (answer.at < usual_deadline(on, TERMS)) == (on in moved)
