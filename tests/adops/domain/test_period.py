"""Ad days run from 09:00 to 09:00 in Shanghai."""

from datetime import UTC, date, datetime

import pytest

from adops.domain.period import Period, ad_day_of, at, month_period, parse_day, parse_month

JUNE = Period(date(2026, 6, 1), date(2026, 6, 17))


@pytest.mark.parametrize(
    ("hour", "minute", "day"),
    [
        pytest.param(8, 59, 19, id="08:59-is-yesterday"),
        pytest.param(9, 0, 20, id="09:00-is-today"),
        pytest.param(23, 59, 20, id="midnight-does-not-count"),
    ],
)
def test_the_running_ad_day(hour: int, minute: int, day: int) -> None:
    assert ad_day_of(at(date(2026, 11, 20), hour, minute)) == date(2026, 11, day)


def test_a_booking_of_1_to_17_june_is_on_air_until_the_18th_at_nine() -> None:
    first, after = JUNE.on_air
    assert first == datetime(2026, 6, 1, 1, tzinfo=UTC)
    assert after == datetime(2026, 6, 18, 1, tzinfo=UTC)
    assert JUNE.length == len(list(JUNE.days())) == 17


def test_hour_24_is_the_next_day() -> None:
    assert at(date(2026, 12, 31), 24) == at(date(2027, 1, 1), 0)


def test_periods_meet() -> None:
    assert JUNE.meets(month_period(2026, 6)) == JUNE
    assert JUNE.meets(month_period(2026, 7)) is None


@pytest.mark.parametrize("month", ["2026-12", "2024-02", "2026-01"])
def test_a_month_is_its_days(month: str) -> None:
    period = parse_month(month)
    assert {day.strftime("%Y-%m") for day in period.days()} == {month}
    assert period.first.day == 1
    assert (period.last.toordinal() + 1) == parse_next(month).first.toordinal()


def parse_next(month: str) -> Period:
    year, number = map(int, month.split("-"))
    return month_period(year + number // 12, number % 12 + 1)


def test_a_period_never_ends_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


def test_a_day_is_written_one_way() -> None:
    assert parse_day("2026-02-18") == date(2026, 2, 18)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-W08-3", id="ISO-week"),
        pytest.param("20260218", id="no-hyphens"),
        pytest.param("2026-2-18", id="one-digit"),
        pytest.param("2026-02-30", id="no-such-day"),
        pytest.param("2026-02-18T00:00:00", id="an-instant"),
        pytest.param("2026-02-18\n", id="line-end"),
        pytest.param("２０２６-02-18", id="full-width"),
        pytest.param("1763596800", id="timestamp"),
        pytest.param(1763596800, id="number"),
        pytest.param("", id="empty"),
        pytest.param(None, id="none"),
    ],
)
def test_nothing_else_is_a_day(text: object) -> None:
    with pytest.raises(ValueError, match="day"):
        parse_day(text)
