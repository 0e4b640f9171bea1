"""The cut and the window of a week, by tables (rules.md §6)."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.catalog.calendar import load_calendar
from adops.domain.ledger import LedgerTerms, Week, week_of
from adops.domain.period import SHANGHAI, local
from adops.errors import InputError, RuleError
from adops.rules.ledger import (
    cut_of,
    parse_week,
    require_cut,
    week_holding,
    weeks_owed,
    window_of,
)

TERMS = LedgerTerms(weekday=4, cut=time(16))
CALENDAR = load_calendar(Path("config"))


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


CUTS = {
    "plain week: Friday": ("2026-W47", "2026-11-20 16:00"),
    "national day 2026-10-01 Thu to 10-07: Wednesday": ("2026-W40", "2026-09-30 16:00"),
    "week after, Mon to Wed off: Friday": ("2026-W41", "2026-10-09 16:00"),
    "make-up Saturday 2026-10-10 moves nothing": ("2026-W41", "2026-10-09 16:00"),
    "Friday 2026-01-02 off, Thursday too: Wednesday": ("2026-W01", "2025-12-31 16:00"),
    "spring festival 2026-02-16..20 all off": ("2026-W08", None),
    "make-up Saturday 02-14 before it": ("2026-W07", "2026-02-13 16:00"),
    "the week after spring festival": ("2026-W09", "2026-02-27 16:00"),
    "national day 2025-10-01..08: Tuesday": ("2025-W40", "2025-09-30 16:00"),
    "labour day, Friday 2026-05-01 off: Thursday": ("2026-W18", "2026-04-30 16:00"),
    "dragon boat, Friday 2026-06-19 off: Thursday": ("2026-W25", "2026-06-18 16:00"),
    "all week off, make-up Sunday 2024-02-18 notwithstanding": ("2024-W07", None),
}


@pytest.mark.parametrize(("week", "cut"), CUTS.values(), ids=CUTS.keys())
def test_cut(week: str, cut: str | None) -> None:
    found = cut_of(parse_week(week), calendar=CALENDAR, terms=TERMS)
    assert (found.value and f"{local(found.value):%Y-%m-%d %H:%M}") == cut
    assert not found.provisional


def test_a_year_without_a_notice_is_provisional() -> None:
    assert cut_of(Week(2028, 10), calendar=CALENDAR, terms=TERMS).provisional


def test_a_week_without_a_ledger_is_in_the_next() -> None:
    window = window_of(parse_week("2026-W09"), calendar=CALENDAR, terms=TERMS)
    assert local(window.after) == here("2026-02-13 16:00")
    with pytest.raises(RuleError) as no:
        window_of(parse_week("2026-W08"), calendar=CALENDAR, terms=TERMS)
    assert (no.value.code, no.value.facts["following"]) == ("ledger.no_ledger", "2026-W09")


EDGES = {
    "the last cut itself was the week before's": ("2026-11-13 16:00:00", False),
    "a fraction after it too": ("2026-11-13 16:00:00.5", False),
    "a second after it": ("2026-11-13 16:00:01", True),
    "the cut": ("2026-11-20 16:00:00.9", True),
    "a second after the cut": ("2026-11-20 16:00:01", False),
}


@pytest.mark.parametrize(("instant", "held"), EDGES.values(), ids=EDGES.keys())
def test_the_edges_of_a_window(instant: str, held: bool) -> None:
    window = window_of(parse_week("2026-W47"), calendar=CALENDAR, terms=TERMS)
    assert window.holds(here(instant)) is held


BELONGS = {
    "a second before the cut": ("2026-11-20 15:59:59", "2026-W47"),
    "at the cut": ("2026-11-20 16:00:00", "2026-W47"),
    "a fraction after the cut is dropped": ("2026-11-20 16:00:00.900", "2026-W47"),
    "a second after the cut": ("2026-11-20 16:00:01", "2026-W48"),
    "Sunday night": ("2026-11-22 23:59:59", "2026-W48"),
    "Monday morning": ("2026-11-23 00:00:00", "2026-W48"),
    "inside national day": ("2026-10-02 10:00", "2026-W41"),
    "the last workday before it, in time": ("2026-09-30 16:00:00", "2026-W40"),
    "the last workday before it, after the cut": ("2026-09-30 16:00:01", "2026-W41"),
    "a make-up Saturday is the next week's": ("2026-10-10 11:00", "2026-W42"),
    "spring festival, over a week without one": ("2026-02-14 11:00", "2026-W09"),
    "new year's night": ("2026-01-01 00:00", "2026-W02"),
}


@pytest.mark.parametrize(("instant", "week"), BELONGS.values(), ids=BELONGS.keys())
def test_which_week_an_entry_belongs_to(instant: str, week: str) -> None:
    assert str(week_holding(here(instant), calendar=CALENDAR, terms=TERMS)) == week


@given(st.integers(0, 3000 * 86_400))
def test_every_second_is_in_exactly_one_ledger(seconds: int) -> None:
    instant = here("2018-12-20 00:00") + timedelta(seconds=seconds)
    week = week_holding(instant, calendar=CALENDAR, terms=TERMS)
    window = window_of(week, calendar=CALENDAR, terms=TERMS)
    assert window.holds(instant)
    following = week_holding(window.cut + timedelta(seconds=1), calendar=CALENDAR, terms=TERMS)
    assert window_of(following, calendar=CALENDAR, terms=TERMS).after == window.cut


@pytest.mark.parametrize("text", ["2026-47", "2026-W00", "2026-W54", "2025-W53", "W47", "", "x"])
def test_no_week(text: str) -> None:
    with pytest.raises(InputError, match=r"ledger\.week"):
        parse_week(text)


def test_week_of_the_turn_of_the_year() -> None:
    assert str(week_of(date(2027, 1, 1))) == "2026-W53"
    assert str(Week(2026, 53).shifted(1)) == "2027-W01"


def test_before_the_cut() -> None:
    window = window_of(parse_week("2026-W47"), calendar=CALENDAR, terms=TERMS)
    with pytest.raises(RuleError, match=r"ledger\.before_cut"):
        require_cut(window, now=here("2026-11-20 15:59:59"))
    require_cut(window, now=here("2026-11-20 16:00:00"))


OWED = {
    "first Friday ever": (None, "2026-11-20 16:05", ["2026-W47"]),
    "a new house on Monday": (None, "2026-11-16 09:00", ["2026-W46"]),
    "sent already": ("2026-W47", "2026-11-20 18:00", []),
    "one in between missed": ("2026-W45 2026-W47", "2026-11-20 18:00", ["2026-W46"]),
    "two weeks missed": ("2026-W45", "2026-11-21 09:00", ["2026-W46", "2026-W47"]),
    "not yet cut": ("2026-W46", "2026-11-20 16:00", []),
    "over a week without one": ("2026-W06", "2026-02-28 09:00", ["2026-W07", "2026-W09"]),
    "in a week without one, new": (None, "2026-02-18 09:00", ["2026-W07"]),
}


@pytest.mark.parametrize(("last", "now", "weeks"), OWED.values(), ids=OWED.keys())
def test_weeks_owed(last: str | None, now: str, weeks: list[str]) -> None:
    sent = [parse_week(week) for week in (last or "").split()]
    owed = weeks_owed(sent=sent, since=None, now=here(now), calendar=CALENDAR, terms=TERMS)
    assert [str(week) for week in owed] == weeks


IN_USE = {
    "nothing sent yet": ("", ["2026-W46", "2026-W47"]),
    "one of them sent": ("2026-W47", ["2026-W46"]),
    "sent from before on": ("2026-W44", ["2026-W45", "2026-W46", "2026-W47"]),
}


@pytest.mark.parametrize(("sent", "weeks"), IN_USE.values(), ids=IN_USE.keys())
def test_owed_since_the_house_is_in_use(sent: str, weeks: list[str]) -> None:
    owed = weeks_owed(
        sent=[parse_week(week) for week in sent.split()],
        since=here("2026-11-11 09:00"),
        now=here("2026-11-20 18:00"),
        calendar=CALENDAR,
        terms=TERMS,
    )
    assert [str(week) for week in owed] == weeks
