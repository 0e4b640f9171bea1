"""Workdays and breaks on calendars made by hand: no data of any year is read here."""

from datetime import date, timedelta

import pytest

from adops.domain.calendar import Break, Calendar, CalendarSource, CalendarYear, DayKind


def made(
    *,
    holidays: dict[str, str] | None = None,
    workdays: tuple[str, ...] = (),
    provisional: tuple[int, ...] = (),
) -> Calendar:
    """A calendar with these days; the years named are provisional."""

    def year(number: int) -> CalendarYear:
        off = {date.fromisoformat(on): name for on, name in (holidays or {}).items()}
        return CalendarYear(
            number,
            CalendarSource.of(provisional=number in provisional),
            {on: name for on, name in off.items() if on.year == number},
            frozenset(date.fromisoformat(on) for on in workdays if on.startswith(str(number))),
        )

    return Calendar(year)


def day(text: str) -> date:
    return date.fromisoformat(text)


MAY_DAY = made(
    holidays={f"2026-05-0{n}": "劳动节" for n in (1, 2, 3, 4, 5)},
    workdays=("2026-05-09",),
)


@pytest.mark.parametrize(
    ("on", "kind", "make_up"),
    [
        pytest.param("2026-04-30", DayKind.WORKDAY, False, id="plain Thursday"),
        pytest.param("2026-05-01", DayKind.HOLIDAY, False, id="holiday"),
        pytest.param("2026-05-02", DayKind.HOLIDAY, False, id="Saturday inside the block"),
        pytest.param("2026-05-09", DayKind.WORKDAY, True, id="make-up Saturday"),
        pytest.param("2026-05-10", DayKind.WEEKEND, False, id="unlisted Sunday"),
    ],
)
def test_kind_of_a_day(on: str, kind: DayKind, make_up: bool) -> None:
    found = MAY_DAY.day(day(on))
    assert (found.kind, found.is_make_up) == (kind, make_up)
    assert MAY_DAY.kind(day(on)) is kind
    assert MAY_DAY.is_workday(day(on)) is (kind is DayKind.WORKDAY)


@pytest.mark.parametrize(
    ("calendar", "on", "expected"),
    [
        pytest.param(MAY_DAY, "2026-05-03", ("2026-05-01", "2026-05-05"), id="the block alone"),
        pytest.param(MAY_DAY, "2026-05-09", None, id="make-up workday"),
        pytest.param(MAY_DAY, "2026-05-16", None, id="weekend with no holiday"),
        pytest.param(
            made(holidays={"2024-06-10": "端午"}),
            "2024-06-08",
            ("2024-06-08", "2024-06-10"),
            id="weekend that touches a Monday's holiday",
        ),
        pytest.param(
            made(holidays={"2026-06-19": "端午"}),
            "2026-06-19",
            ("2026-06-19", "2026-06-21"),
            id="a Friday's holiday takes the weekend after it",
        ),
        pytest.param(
            made(holidays={"2024-06-10": "端午"}, workdays=("2024-06-09",)),
            "2024-06-08",
            None,
            id="a make-up Sunday between parts the Saturday",
        ),
        pytest.param(
            made(holidays={"2025-10-03": "中秋", "2025-10-06": "国庆节"}),
            "2025-10-05",
            ("2025-10-03", "2025-10-06"),
            id="two holidays over a weekend are one break",
        ),
    ],
)
def test_break_around(calendar: Calendar, on: str, expected: tuple[str, str] | None) -> None:
    found = calendar.break_around(day(on)).value
    ends = (found.first.isoformat(), found.last.isoformat()) if found else None
    assert ends == expected


def test_a_break_names_its_holidays_in_order_and_once() -> None:
    calendar = made(holidays={"2025-10-01": "国庆节", "2025-10-02": "国庆节", "2025-10-03": "中秋"})
    found = calendar.break_around(day("2025-10-02")).value
    assert found == Break(day("2025-10-01"), day("2025-10-05"), ("国庆节", "中秋"))


@pytest.mark.parametrize(
    ("on", "n", "expected"),
    [
        pytest.param("2026-05-06", 1, "2026-04-30", id="over the block"),
        pytest.param("2026-05-06", 2, "2026-04-29", id="second over the block"),
        pytest.param("2026-05-11", 1, "2026-05-09", id="a make-up Saturday counts"),
        pytest.param("2026-05-13", 1, "2026-05-12", id="the day itself does not count"),
    ],
)
def test_workdays_before(on: str, n: int, expected: str) -> None:
    assert MAY_DAY.workdays_before(day(on), n).value == day(expected)


def test_workdays_after_and_next_workday() -> None:
    assert MAY_DAY.next_workday(day("2026-04-30")).value == day("2026-05-06")
    assert MAY_DAY.next_workday(day("2026-05-08")).value == day("2026-05-09")
    assert MAY_DAY.workdays_after(day("2026-04-30"), 4).value == day("2026-05-09")


@pytest.mark.parametrize(
    ("n", "expected"), [(1, "2026-05-06"), (3, "2026-05-08"), (4, "2026-05-09"), (5, "2026-05-11")]
)
def test_nth_workday_of_month(n: int, expected: str) -> None:
    assert MAY_DAY.nth_workday_of_month(2026, 5, n).value == day(expected)


@pytest.mark.parametrize("n", [0, -1])
def test_a_zeroth_workday_is_no_question(n: int) -> None:
    with pytest.raises(ValueError, match="workday"):
        MAY_DAY.workdays_before(day("2026-05-06"), n)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param("2026-04-27", "2026-04-30", "2026-04-30", id="last day itself"),
        pytest.param("2026-04-30", "2026-05-04", "2026-04-30", id="back over the block"),
        pytest.param("2026-05-01", "2026-05-05", None, id="none in it"),
        pytest.param("2026-05-02", "2026-05-01", None, id="an empty stretch"),
    ],
)
def test_last_workday_between(first: str, last: str, expected: str | None) -> None:
    found = MAY_DAY.last_workday_between(day(first), day(last)).value
    assert found == (day(expected) if expected else None)


NEW_YEAR = made(holidays={"2027-01-01": "元旦"}, provisional=(2027,))


@pytest.mark.parametrize(
    ("on", "provisional"),
    [
        pytest.param("2026-12-31", False, id="the day before is known"),
        pytest.param("2027-01-01", True, id="the break reaches the unknown year"),
        pytest.param("2026-12-27", False, id="a weekend that ends on a known Monday"),
    ],
)
def test_a_break_is_provisional_when_any_day_consulted_is(on: str, provisional: bool) -> None:
    assert NEW_YEAR.break_around(day(on)).provisional is provisional


def test_arithmetic_tells_when_it_consulted_a_provisional_day() -> None:
    assert NEW_YEAR.workdays_before(day("2027-01-04"), 1).value == day("2026-12-31")
    assert NEW_YEAR.workdays_before(day("2027-01-04"), 1).provisional
    assert not NEW_YEAR.workdays_before(day("2027-01-01"), 1).provisional
    assert NEW_YEAR.next_workday(day("2026-12-31")).provisional
    assert not NEW_YEAR.nth_workday_of_month(2026, 12, 3).provisional
    assert NEW_YEAR.last_workday_between(day("2027-01-01"), day("2027-01-03")).provisional
    assert not NEW_YEAR.last_workday_between(day("2026-12-28"), day("2026-12-31")).provisional


def test_a_weekend_that_ends_in_an_unknown_year_is_provisional() -> None:
    # 2028-12-31 is a Sunday: whether Monday 2029-01-01 is off decides the break.
    calendar = made(holidays={"2029-01-01": "元旦"}, provisional=(2029,))
    found = calendar.break_around(day("2028-12-31"))
    assert found.provisional
    assert found.value == Break(day("2028-12-30"), day("2029-01-01"), ("元旦",))


def test_days_of_a_break_all_find_the_same_break() -> None:
    first = day("2026-05-01")
    found = {MAY_DAY.break_around(first + timedelta(n)) for n in range(5)}
    assert len(found) == 1


def test_a_weekend_whose_monday_is_of_an_unknown_year_is_provisional() -> None:
    found = made(provisional=(2029,)).break_around(day("2028-12-31"))
    assert (found.value, found.provisional) == (None, True)
