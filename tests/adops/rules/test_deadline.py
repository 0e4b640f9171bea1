"""rules.md §3: the worked examples, and properties over every day of 2015–2026."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.catalog.calendar import load_calendar
from adops.domain.booking import Route
from adops.domain.calendar import Calendar, CalendarSource, CalendarYear, DayKind
from adops.domain.deadline import Clause, Deadline, DeadlineTerms
from adops.domain.period import SHANGHAI, at
from adops.errors import InputError
from adops.rules.deadline import (
    MOST_DAYS,
    days_asked,
    deadline,
    earliest_go_live,
    is_late,
    missing_years,
)

OFFICIAL = load_calendar(Path("no such folder"))
TERMS = DeadlineTerms(
    time(15), workdays=1, workdays_before_break=2, notice_due=(11, 1), holiday_notice=10
)
EVERY_DAY = [date(2015, 1, 1) + timedelta(n) for n in range(4383)]


def ask(on: date | str, route: Route = Route.HQ, calendar: Calendar = OFFICIAL) -> Deadline:
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return deadline(day, route=route, calendar=calendar, terms=TERMS)


@pytest.mark.parametrize(
    ("on", "kind", "last_day", "clause"),
    [
        pytest.param("2025-09-24", "workday", "2025-09-23", 1, id="plain week"),
        pytest.param("2025-09-28", "workday", "2025-09-26", 1, id="make-up Sunday as S"),
        pytest.param("2025-09-29", "workday", "2025-09-28", 1, id="make-up Sunday counts"),
        pytest.param("2025-10-03", "holiday", "2025-09-29", 3, id="National Day"),
        pytest.param("2025-10-09", "workday", "2025-09-30", 1, id="Thursday after the block"),
        pytest.param("2026-02-18", "holiday", "2026-02-13", 3, id="Spring Festival"),
        pytest.param("2026-01-01", "holiday", "2025-12-30", 3, id="crosses the year"),
        pytest.param("2025-04-06", "holiday", "2025-04-02", 3, id="Sunday inside Qingming"),
        pytest.param("2026-11-21", "weekend", "2026-11-20", 2, id="Saturday"),
        pytest.param("2024-06-08", "weekend", "2024-06-06", 3, id="Saturday before 端午"),
        pytest.param("2026-11-22", "weekend", "2026-11-20", 2, id="Sunday"),
        pytest.param("2026-11-23", "workday", "2026-11-20", 1, id="Monday"),
        pytest.param("2026-02-28", "workday", "2026-02-27", 1, id="make-up Saturday after a break"),
        pytest.param("2026-02-14", "workday", "2026-02-13", 1, id="make-up Saturday before one"),
        pytest.param("2020-02-02", "holiday", "2020-01-22", 3, id="break made longer by a notice"),
        pytest.param("2015-09-04", "holiday", "2015-09-01", 3, id="the one-off of 2015"),
    ],
)
def test_worked_examples(on: str, kind: str, last_day: str, clause: int) -> None:
    answer = ask(on)
    assert answer.day.kind is DayKind(kind)
    assert answer.at == at(date.fromisoformat(last_day), 15)
    assert answer.clause is Clause(clause)
    assert answer.calendar is CalendarSource.OFFICIAL


def test_every_deadline_is_a_workday_at_15_strictly_before_s() -> None:
    for on in EVERY_DAY:
        answer = ask(on)
        here = answer.at.astimezone(SHANGHAI)
        assert here.time() == time(15)
        assert here.date() < on
        assert OFFICIAL.is_workday(here.date())
        assert here.date() == answer.last_day.on


def test_no_deadline_is_later_than_clause_1_would_give() -> None:
    for on in EVERY_DAY:
        answer = ask(on)
        plain = OFFICIAL.workdays_before(on, 1).value
        assert answer.last_day.on <= plain
        assert (answer.last_day.on == plain) or answer.clause is Clause.BREAK


def test_deadlines_never_move_back_when_s_moves_forward() -> None:
    instants = [ask(on).at for on in EVERY_DAY]
    assert instants == sorted(instants)


def test_clauses_follow_the_day_over_every_day() -> None:
    for on in EVERY_DAY:
        answer = ask(on)
        if answer.day.kind is DayKind.WORKDAY:
            assert answer.clause is Clause.WORKDAY
        elif answer.day.kind is DayKind.HOLIDAY:
            assert answer.clause is Clause.BREAK
        else:
            assert answer.clause is (Clause.BREAK if answer.off else Clause.WEEKEND)
        assert (answer.off is not None) is (answer.clause is Clause.BREAK)


def test_all_days_of_a_break_share_one_deadline_over_every_day() -> None:
    by_break = {(a.off, a.at) for a in map(ask, EVERY_DAY) if a.off is not None}
    assert len(by_break) == len({off for off, _ in by_break})


@pytest.mark.parametrize(
    ("route", "binding"), [(Route.HQ, True), (Route.CROSS, True), (Route.LOCAL, False)]
)
def test_local_gets_the_same_instant_as_advice(route: Route, binding: bool) -> None:
    answer = ask("2026-11-21", route)
    assert answer.at == ask("2026-11-21").at
    assert answer.binding is binding


@pytest.mark.parametrize(
    ("clicked", "late"),
    [
        pytest.param("14:59:59", False, id="a second before"),
        pytest.param("15:00:00", False, id="on the stroke"),
        pytest.param("15:00:00.999999", False, id="fractions are dropped"),
        pytest.param("15:00:01", True, id="a second after"),
    ],
)
def test_late_by_the_second(clicked: str, late: bool) -> None:
    here = datetime.fromisoformat(f"2026-11-20T{clicked}+08:00")
    for instant in (here, here.astimezone(UTC)):
        assert is_late(instant, at=ask("2026-11-21").at) is late


FAR = date(2030, 1, 1)


@pytest.mark.parametrize(
    ("now", "start", "end", "expected"),
    [
        pytest.param("2026-11-20T14:59", None, FAR, "2026-11-21", id="before Friday's 15:00"),
        pytest.param("2026-11-20T15:00", None, FAR, "2026-11-21", id="15:00:00 is still ahead"),
        pytest.param("2026-11-20T16:05", None, FAR, "2026-11-24", id="after it: Tuesday"),
        pytest.param("2026-11-20T16:05", None, date(2026, 11, 23), None, id="after the end"),
        pytest.param("2026-11-20T16:05", None, date(2026, 11, 24), "2026-11-24", id="last day"),
        pytest.param("2026-11-20T16:05", date(2026, 12, 1), FAR, "2026-12-01", id="not early"),
        pytest.param("2026-09-29T15:01", None, FAR, "2026-10-08", id="over National Day"),
        pytest.param("2026-09-29T15:00", None, FAR, "2026-09-30", id="still the 30th"),
    ],
)
def test_earliest_go_live(now: str, start: date | None, end: date, expected: str | None) -> None:
    instant = datetime.fromisoformat(f"{now}+08:00").astimezone(UTC)
    found = earliest_go_live(now=instant, start=start, end=end, calendar=OFFICIAL, terms=TERMS)
    assert found == (date.fromisoformat(expected) if expected else None)


def test_the_earliest_day_is_the_first_in_time_over_every_day() -> None:
    for on in EVERY_DAY[:-30:7]:
        now = at(on, 16)
        found = earliest_go_live(now=now, end=FAR, calendar=OFFICIAL, terms=TERMS)
        assert found is not None
        assert not is_late(now, at=ask(found).at)
        assert is_late(now, at=ask(found - timedelta(1)).at)


@pytest.mark.parametrize(
    ("on", "calendar", "why"),
    [
        pytest.param("2026-12-31", "official", "a workday and the one before", id="known"),
        pytest.param("2027-01-01", "provisional", "S itself", id="S unknown"),
        pytest.param("2027-01-04", "provisional", "S and the days back", id="back over 元旦"),
    ],
)
def test_provisional_when_any_day_consulted_is(on: str, calendar: str, why: str) -> None:
    assert ask(on).calendar is CalendarSource(calendar), why


@pytest.mark.parametrize(
    ("on", "unknown", "calendar"),
    [
        pytest.param("2027-12-31", 2028, "official", id="the workday before the unknown year"),
        pytest.param("2028-12-31", 2029, "provisional", id="its Monday decides the break"),
        pytest.param("2028-12-29", 2029, "official", id="a workday asks for no break"),
        pytest.param("2027-01-01", 2026, "provisional", id="the days counted back to"),
        pytest.param("2027-01-05", 2026, "official", id="back within the known year"),
    ],
)
def test_every_day_consulted_counts(on: str, unknown: int, calendar: str) -> None:
    made = Calendar(lambda year: CalendarYear(year, CalendarSource.of(provisional=year == unknown)))
    assert ask(on, calendar=made).calendar is CalendarSource(calendar)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("2026-10-31", (), id="not yet asked"),
        pytest.param("2026-11-01", (2027,), id="from 1 November"),
        pytest.param("2026-12-31", (2027,), id="last day of the year"),
        pytest.param("2027-01-02", (2027,), id="the year itself still unknown"),
        pytest.param("2027-11-01", (2027, 2028), id="two years unknown"),
        pytest.param("2025-11-20", (), id="next year is known"),
    ],
)
def test_missing_years(on: str, expected: tuple[int, ...]) -> None:
    found = missing_years(date.fromisoformat(on), calendar=OFFICIAL, terms=TERMS)
    assert found == expected


def test_days_asked() -> None:
    assert days_asked(date(2026, 1, 1), date(2026, 1, 3))[-1] == date(2026, 1, 3)
    with pytest.raises(InputError, match=r"period\.reversed"):
        days_asked(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(InputError, match=r"period\.too_long"):
        days_asked(date(2026, 1, 1), date(2026, 1, 1) + timedelta(MOST_DAYS))


@given(
    holidays=st.sets(st.integers(0, 120), max_size=40),
    workdays=st.sets(st.integers(0, 120), max_size=20),
)
def test_any_calendar_gives_deadlines_in_order_and_before_s(
    holidays: set[int], workdays: set[int]
) -> None:
    start = date(2027, 3, 1)
    year = CalendarYear(
        2027,
        CalendarSource.PROVISIONAL,
        {start + timedelta(n): "" for n in holidays},
        frozenset(start + timedelta(n) for n in workdays),
    )
    calendar = Calendar(lambda _: year)
    answers = [ask(start + timedelta(n), calendar=calendar) for n in range(125)]
    assert [one.at for one in answers] == sorted(one.at for one in answers)
    assert all(one.last_day.on < one.day.on and one.last_day.is_workday for one in answers)
