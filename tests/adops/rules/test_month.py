"""Days, gaps and money of a month (rules.md §8, §10)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.catalog.calendar import load_calendar
from adops.catalog.month import load_month_terms
from adops.domain.booking import Category, Kind, Route
from adops.domain.month import (
    BookedLine,
    DayFact,
    FixedShare,
    LookFact,
    MonthLine,
    ProofFact,
    ProofKind,
    ReasonFact,
    Ruling,
    ShareChange,
)
from adops.domain.period import Period, at, local, month_period
from adops.domain.states import Delivered, LookResult
from adops.rules.month import (
    due,
    judge_day,
    line_of,
    month_shares,
    opens,
    owed,
    revenue_fen,
    shares,
    with_missing,
    with_reason,
)
from adops.settings import Settings

DAY = date(2026, 10, 14)
OCTOBER = month_period(2026, 10)
AFTER = at(date(2026, 11, 2), 10)

BOOKED = BookedLine(
    booking_id=1,
    contract_id=7,
    contract_no="RLZ12345",
    contract_name="财富公馆",
    client="客户",
    project="财富公馆",
    slot_code="LJ-01",
    slot_name="通栏01",
    page="首页",
    form="通栏",
    category=Category.PAID,
    kind=Kind.COMMERCIAL,
    route=Route.LOCAL,
    station_placed="bj",
    sales="销售",
    editor_placed=False,
    first=DAY,
    last=DAY + timedelta(days=1),
    net_fen=100_000,
)

YES = (LookResult.OK, Delivered.YES)
DEAD = (LookResult.DEAD_LINK, Delivered.YES)
EMPTY = (LookResult.EMPTY, Delivered.NO)
WRONG = (LookResult.WRONG_CREATIVE, Delivered.NO)
DOWN = (LookResult.UNREACHABLE, Delivered.UNKNOWN)
UNSURE = (LookResult.UNSURE, Delivered.UNKNOWN)


def look(number: int, seen: tuple[LookResult, Delivered], on: date = DAY) -> LookFact:
    return LookFact(number, 1, on, at(on, 9 + number), *seen, proof=f"{number:064x}")


def paper(kind: ProofKind, day: date | None = None, booking_id: int | None = 1) -> ProofFact:
    return ProofFact(3, 7, booking_id, kind, day, "f" * 64, "证明.png", "", "BJ001", AFTER)


@pytest.mark.parametrize(
    ("looks", "state", "known", "rests_on"),
    [
        pytest.param([], "unverified", "no_look", None, id="no-look"),
        pytest.param([YES], "executed", "seen", 1, id="seen"),
        pytest.param([DEAD], "executed", "seen", 1, id="seen-behind-a-dead-link"),
        pytest.param([EMPTY], "not_executed", "not_seen", 1, id="looked-and-not-there"),
        pytest.param([EMPTY, WRONG], "not_executed", "not_seen", 2, id="last-no-tells"),
        pytest.param([EMPTY, YES], "executed", "seen", 2, id="one-yes-is-enough"),
        pytest.param([YES, EMPTY], "executed", "seen", 1, id="a-later-no-takes-nothing-away"),
        pytest.param([EMPTY, YES, YES], "executed", "seen", 2, id="first-yes-tells"),
        pytest.param([DOWN], "unverified", "unreachable", 1, id="unreachable"),
        pytest.param([DOWN, DOWN], "unverified", "unreachable", 2, id="unreachable-all-day"),
        pytest.param([UNSURE], "unverified", "unsure", 1, id="unsure"),
        pytest.param([DOWN, UNSURE], "unverified", "unsure", 2, id="unreachable-then-unsure"),
        pytest.param([DOWN, EMPTY, UNSURE], "not_executed", "not_seen", 2, id="one-that-looked"),
        pytest.param([UNSURE, YES], "executed", "seen", 2, id="unsure-then-seen"),
    ],
)
def test_a_day_from_its_looks(
    looks: list[tuple[LookResult, Delivered]], state: str, known: str, rests_on: int | None
) -> None:
    facts = [look(number, seen) for number, seen in enumerate(looks, start=1)]
    day = judge_day(DAY, looks=facts[::-1], now=AFTER)
    assert (day.state, day.known, day.look_id) == (state, known, rests_on)
    assert day.evidence == (f"{rests_on:064x}" if rests_on else None)


@pytest.mark.parametrize(
    ("looks", "proof", "ruling", "state", "known"),
    [
        pytest.param([], True, None, "executed", "proof", id="paper-alone"),
        pytest.param([EMPTY], True, None, "executed", "proof", id="paper-over-a-no"),
        pytest.param([YES], True, None, "executed", "seen", id="look-before-paper"),
        pytest.param([YES], True, Ruling.NOT_PLACED, "not_executed", "ruled", id="not-placed"),
        pytest.param([YES], False, Ruling.PAUSED, "not_executed", "ruled", id="paused"),
        pytest.param([], False, Ruling.CLOSED, "not_executed", "ruled", id="closed"),
    ],
)
def test_a_day_with_paper_or_ruling(
    looks: list[tuple[LookResult, Delivered]],
    proof: bool,
    ruling: Ruling | None,
    state: str,
    known: str,
) -> None:
    facts = [look(number, seen) for number, seen in enumerate(looks, start=1)]
    papers = [paper(ProofKind.DAY, DAY)] if proof else []
    day = judge_day(DAY, looks=facts, proofs=papers, ruling=ruling, now=AFTER)
    assert (day.state, day.known, day.ruling) == (state, known, ruling)


@pytest.mark.parametrize(
    ("hour", "known"),
    [
        pytest.param(at(DAY, 8, 59), "not_over", id="before-it-begins"),
        pytest.param(at(DAY, 9), "not_over", id="while-it-runs"),
        pytest.param(at(DAY + timedelta(days=1), 8, 59), "not_over", id="last-minute"),
        pytest.param(at(DAY + timedelta(days=1), 9), "no_look", id="over-at-nine"),
    ],
)
def test_a_day_without_look_is_a_gap_once_it_is_over(hour: datetime, known: str) -> None:
    assert judge_day(DAY, looks=[], now=hour).known == known


def line(
    *looks: LookFact,
    proofs: tuple[ProofFact, ...] = (),
    reasons: tuple[ReasonFact, ...] = (),
    booked: BookedLine = BOOKED,
) -> MonthLine:
    return line_of(booked, OCTOBER, looks=looks, proofs=proofs, reasons=reasons, now=AFTER)


def lacks(*lines: MonthLine) -> list[list[str]]:
    return [
        [lack.code.removeprefix("month.") for lack in one.missing] for one in with_missing(lines)
    ]


NEXT = DAY + timedelta(days=1)
EDITED = replace(BOOKED, editor_placed=True)
TWIN = replace(BOOKED, booking_id=2)
OTHER = replace(BOOKED, booking_id=3, contract_id=8)


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        pytest.param([line(look(1, YES), look(2, YES, NEXT))], [[]], id="all-executed"),
        pytest.param([line(look(1, YES))], [["reason_missing"]], id="one-day-unverified"),
        pytest.param(
            [line(look(1, YES), reasons=(ReasonFact(1, NEXT, "system"),))], [[]], id="reasoned"
        ),
        pytest.param(
            [line()], [["reason_missing", "client_proof_missing"]], id="nothing-ran-nothing-said"
        ),
        pytest.param(
            [
                line(
                    reasons=(ReasonFact(1, DAY, "client"), ReasonFact(1, NEXT, "client")),
                    proofs=(paper(ProofKind.CLIENT, booking_id=None),),
                )
            ],
            [[]],
            id="nothing-ran-and-the-client-says-so",
        ),
        pytest.param(
            [
                line(reasons=(ReasonFact(1, DAY, "late"), ReasonFact(1, NEXT, "late"))),
                line(look(1, YES), look(2, YES, NEXT), booked=TWIN),
            ],
            [[], []],
            id="another-line-of-the-contract-ran",
        ),
        pytest.param(
            [
                line(reasons=(ReasonFact(1, DAY, "late"), ReasonFact(1, NEXT, "late"))),
                line(look(1, YES), look(2, YES, NEXT), booked=OTHER),
            ],
            [["client_proof_missing"], []],
            id="another-contract-ran",
        ),
        pytest.param(
            [line(look(1, YES), look(2, YES, NEXT), booked=EDITED)],
            [["screenshot_missing"]],
            id="editor-placed",
        ),
        pytest.param(
            [
                line(
                    look(1, YES),
                    look(2, YES, NEXT),
                    booked=EDITED,
                    proofs=(paper(ProofKind.SCREENSHOT),),
                )
            ],
            [[]],
            id="editor-placed-with-screenshot",
        ),
        pytest.param(
            [
                line(
                    look(1, YES),
                    look(2, YES, NEXT),
                    booked=EDITED,
                    proofs=(paper(ProofKind.SCREENSHOT, booking_id=2),),
                )
            ],
            [["screenshot_missing"]],
            id="screenshot-of-another-line",
        ),
    ],
)
def test_what_a_line_lacks(lines: list[MonthLine], missing: list[list[str]]) -> None:
    assert lacks(*lines) == missing


def test_a_missing_reason_names_its_days() -> None:
    (found,) = with_missing([line(look(1, EMPTY))])
    assert found.missing[0].days == (DAY, NEXT)
    assert (found.planned, found.executed, found.not_executed, found.unverified) == (2, 0, 1, 1)


def test_a_month_that_runs_asks_nothing_of_days_to_come() -> None:
    early = line_of(BOOKED, OCTOBER, now=at(DAY, 8))
    assert lacks(early) == [[]]


def test_a_reason_of_an_executed_day_says_nothing() -> None:
    day = judge_day(DAY, looks=[look(1, YES)], now=AFTER)
    assert with_reason(day, ReasonFact(1, DAY, "missed")) == day


def test_a_line_holds_the_months_days_only() -> None:
    long = replace(BOOKED, first=date(2026, 9, 29), last=date(2026, 11, 2))
    days: tuple[DayFact, ...] = line(booked=long).days
    assert (days[0].day, days[-1].day, len(days)) == (OCTOBER.first, OCTOBER.last, 31)


@pytest.mark.parametrize(
    ("first", "last", "net", "expected"),
    [
        pytest.param("2026-10-01", "2026-10-31", 100, {"2026-10": 100}, id="one-month"),
        pytest.param(
            "2026-10-31", "2026-11-02", 100, {"2026-10": 33, "2026-11": 67}, id="1-of-3-days"
        ),
        pytest.param(
            "2026-12-31", "2027-01-01", 1, {"2026-12": 1, "2027-01": 0}, id="tie-goes-first"
        ),
        pytest.param(
            "2024-01-31",
            "2024-03-01",
            3_100_00,
            {"2024-01": 10_000, "2024-02": 290_000, "2024-03": 10_000},
            id="leap-february",
        ),
    ],
)
def test_money_falls_on_months_by_ad_days(
    first: str, last: str, net: int, expected: dict[str, int]
) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert month_shares(period, net) == expected


@given(
    first=st.dates(date(2015, 1, 1), date(2027, 1, 1)),
    length=st.integers(0, 800),
    net=st.integers(0, 10**12),
)
def test_the_shares_of_all_months_are_the_net(first: date, length: int, net: int) -> None:
    last = first + timedelta(days=length)
    found = month_shares(Period(first, last), net)
    assert sum(found.values()) == net
    assert [*found] == sorted(found)
    whole = (last - first).days + 1
    for month, share in found.items():
        of_month = month_period(int(month[:4]), int(month[5:])).meets(Period(first, last))
        assert of_month is not None
        assert abs(share - net * of_month.length / whole) <= 1


@pytest.mark.parametrize(
    ("category", "revenue"),
    [
        pytest.param(Category.PAID, 900, id="paid"),
        pytest.param(Category.BONUS, 0, id="bonus"),
        pytest.param(Category.MAKE_GOOD, 0, id="make-good"),
    ],
)
def test_only_paid_lines_bring_money(category: Category, revenue: int) -> None:
    assert revenue_fen(category, 900) == revenue
    assert sum(shares(replace(BOOKED, category=category, net_fen=900)).values()) == revenue


def test_a_fixed_share_stays_when_the_price_changes() -> None:
    dearer = replace(BOOKED, net_fen=999_999)
    fixed = [FixedShare(1, "2026-10", 100_000, 0)]
    assert line_of(dearer, OCTOBER, fixed=fixed, now=AFTER).amount_fen == 100_000


@pytest.mark.parametrize(
    ("month", "now", "fixed", "expected"),
    [
        pytest.param("2026-11", {"2026-10": 5}, [], 0, id="nothing-fixed"),
        pytest.param("2026-11", {"2026-10": 5}, [("2026-10", 5, 0)], 0, id="unchanged"),
        pytest.param("2026-11", {"2026-10": 7}, [("2026-10", 5, 0)], 2, id="dearer"),
        pytest.param("2026-11", {}, [("2026-10", 5, 0)], -5, id="no-longer-sold"),
        pytest.param(
            "2026-12",
            {"2026-10": 7},
            [("2026-10", 5, 0), ("2026-11", 0, 2)],
            0,
            id="carried-already",
        ),
        pytest.param(
            "2026-12",
            {"2026-10": 8},
            [("2026-10", 5, 0), ("2026-11", 0, 2)],
            1,
            id="changed-once-more",
        ),
        pytest.param(
            "2026-11",
            {"2026-10": 7},
            [("2026-10", 5, 0), ("2026-11", 0, 2)],
            2,
            id="its-own-when-opened-again",
        ),
        pytest.param("2026-10", {"2026-10": 7}, [("2026-10", 5, 0)], 2, id="returned-month"),
    ],
)
def test_what_a_month_must_carry(
    month: str, now: dict[str, int], fixed: list[tuple[str, int, int]], expected: int
) -> None:
    amount, changes = owed(month, now=now, fixed=[FixedShare(1, *one) for one in fixed])
    assert amount == expected
    assert all(change.fixed_fen != change.now_fen for change in changes)


def test_a_difference_names_the_months_that_changed() -> None:
    fixed = [FixedShare(1, "2026-09", 4, 0), FixedShare(1, "2026-08", 4, 0)]
    _, changes = owed("2026-10", now={"2026-08": 4, "2026-09": 1}, fixed=fixed)
    assert changes == (ShareChange("2026-09", 4, 1),)


@pytest.mark.parametrize(
    ("year", "month", "expected"),
    [
        pytest.param(2026, 10, "2026-11-04 18:00", id="plain-november"),
        pytest.param(2026, 9, "2026-10-10 18:00", id="after-national-day-with-make-up-saturday"),
        pytest.param(2025, 9, "2025-10-11 18:00", id="make-up-saturday-is-the-third"),
        pytest.param(2025, 12, "2026-01-06 18:00", id="make-up-sunday-over-the-year"),
        pytest.param(2026, 1, "2026-02-04 18:00", id="before-spring-festival"),
    ],
)
def test_due_on_the_third_workday(settings: Settings, year: int, month: int, expected: str) -> None:
    config = settings.config_dir
    found = due(
        month_period(year, month),
        calendar=load_calendar(config),
        terms=load_month_terms(config),
    )
    assert f"{found.value:%Y-%m-%d %H:%M}" == expected
    assert not found.provisional


def test_it_opens_when_its_last_ad_day_is_over() -> None:
    assert f"{local(opens(OCTOBER)):%Y-%m-%d %H:%M:%S}" == "2026-11-01 09:00:00"


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, int, str]]:
    """What befalls a booking that starts on 2026-01-10: (its days, its price, the month that is
    confirmed next), month after month, some of them again."""
    steps = draw(st.lists(st.tuples(st.integers(1, 200), st.integers(0, 10**7)), max_size=8))
    months = [f"2026-{number:02d}" for number in range(1, 13)]
    again = draw(st.lists(st.sampled_from(months), min_size=len(steps), max_size=len(steps)))
    return [
        (days, net, draw(st.sampled_from([months[index], month])))
        for index, ((days, net), month) in enumerate(zip(steps, again, strict=True))
    ]


@given(history=histories())
def test_fixed_money_stays_true_whatever_changes(history: list[tuple[int, int, str]]) -> None:
    first = date(2026, 1, 10)
    fixed: dict[str, FixedShare] = {}
    for length, net, month in history:
        now = month_shares(Period(first, first + timedelta(days=length - 1)), net)
        carried, _ = owed(month, now=now, fixed=fixed.values())
        amount = fixed[month].amount_fen if month in fixed else now.get(month, 0)
        fixed[month] = FixedShare(1, month, amount, carried)
        settled = sum(share.amount_fen + share.difference_fen for share in fixed.values())
        assert settled == sum(now.get(one, 0) for one in fixed)
