"""How long evidence is kept (checks.md, Evidence)."""

from datetime import date, timedelta

import pytest

from adops.domain.evidence import BookingDay, DayLook, Gone, KeepTerms, KeptLook
from adops.domain.month import LookFact
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult
from adops.rules.month import judge_day
from adops.rules.retention import kept_until, may_go, rests_on

DAY = date(2026, 3, 2)
LAST = date(2026, 3, 9)
TERMS = KeepTerms(booking_years=3, other_days=92)
YES, NO, UNKNOWN = Delivered.YES, Delivered.NO, Delivered.UNKNOWN
THREE_YEARS = date(2029, 3, 9)


def day(*said: Delivered, last: date = LAST, ruled: bool = False) -> BookingDay:
    """A booking's day with looks 1, 2, 3 … at nine, ten, eleven …"""
    looks = [DayLook(n, at(DAY, 8 + n), one) for n, one in enumerate(said, start=1)]
    return BookingDay(last, tuple(looks), ruled)


RESTS = [
    pytest.param((YES,), False, {1}, id="one"),
    pytest.param((YES, YES, YES), False, {1}, id="first-that-saw-it"),
    pytest.param((NO, YES, NO), False, {2}, id="seen-between"),
    pytest.param((NO, NO), False, {2}, id="last-that-did-not"),
    pytest.param((NO, UNKNOWN), False, {1}, id="not-seen-before-unsure"),
    pytest.param((UNKNOWN, UNKNOWN), False, {2}, id="last-unsure"),
    pytest.param((YES, NO, UNKNOWN), True, {1, 3}, id="ruled-keeps-the-last"),
    pytest.param((), False, set(), id="no-look"),
]


@pytest.mark.parametrize(("said", "ruled", "rests"), RESTS)
def test_what_a_booking_s_day_rests_on(
    said: tuple[Delivered, ...], ruled: bool, rests: set[int]
) -> None:
    assert rests_on(day(*said, ruled=ruled)) == rests


@pytest.mark.parametrize(("said", "ruled", "rests"), RESTS)
def test_the_month_rests_on_none_that_may_go(
    said: tuple[Delivered, ...], ruled: bool, rests: set[int]
) -> None:
    """The same answer as the month's own rule."""
    looks = [
        LookFact(n, 1, DAY, at(DAY, 8 + n), LookResult.OK, one) for n, one in enumerate(said, 1)
    ]
    told = judge_day(DAY, looks=looks, now=at(LAST, 9)).look_id
    assert told is None or told in rests


@pytest.mark.parametrize(
    ("look", "until", "why"),
    [
        pytest.param(KeptLook(1, DAY), DAY + timedelta(92), Gone.NOT_BOOKED, id="no-booking"),
        pytest.param(KeptLook(1, DAY, (day(YES, YES),)), THREE_YEARS, Gone.OVER, id="rests-on-it"),
        pytest.param(
            KeptLook(2, DAY, (day(YES, YES),)), DAY + timedelta(92), Gone.REPEAT, id="repeat"
        ),
        pytest.param(
            KeptLook(2, DAY, (day(YES, YES), day(NO, YES))),
            THREE_YEARS,
            Gone.OVER,
            id="a-repeat-for-one-booking-not-for-the-other",
        ),
        pytest.param(
            KeptLook(1, DAY, (day(YES), day(YES, last=date(2026, 12, 31)))),
            date(2029, 12, 31),
            Gone.OVER,
            id="the-booking-that-ends-last",
        ),
        pytest.param(
            KeptLook(1, DAY, (day(YES, last=date(2028, 2, 29)),)),
            date(2031, 3, 1),
            Gone.OVER,
            id="leap-day",
        ),
    ],
)
def test_when_its_files_may_go(look: KeptLook, until: date, why: Gone) -> None:
    assert kept_until(look, today=DAY, terms=TERMS) == until
    assert may_go(look, today=until, terms=TERMS) is None
    assert may_go(look, today=until + timedelta(1), terms=TERMS) is why


@pytest.mark.parametrize("years", [1, 4, 40])
def test_what_is_named_elsewhere_never_goes(years: int) -> None:
    look = KeptLook(1, DAY, (), named=True)
    assert may_go(look, today=DAY + timedelta(365 * years), terms=TERMS) is None


def test_longer_terms_keep_longer() -> None:
    terms = KeepTerms(booking_years=5, other_days=400)
    assert kept_until(KeptLook(1, DAY), today=DAY, terms=terms) == DAY + timedelta(400)
    booked = KeptLook(1, DAY, (day(YES),))
    assert kept_until(booked, today=DAY, terms=terms) == date(2031, 3, 9)
