"""When a month may be confirmed, and what in it cannot be true (rules.md §10)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from adops.domain.booking import Category
from adops.domain.month import FixedShare, Known, MonthBook, MonthLine
from adops.domain.period import at
from adops.domain.states import MonthState
from adops.errors import RuleError
from adops.rules.month_close import contradictions, require_confirmable, unlike_shares
from tests.reports.months import AFTER, october

COMPLETE = october(complete=True)


def first_line(change: Callable[[MonthLine], MonthLine]) -> MonthBook:
    """October with its first line changed."""
    return replace(COMPLETE, lines=(change(COMPLETE.lines[0]), *COMPLETE.lines[1:]))


def first_day(**values: object) -> MonthBook:
    """October with the first day of its first line changed."""

    def change(line: MonthLine) -> MonthLine:
        return replace(line, days=(replace(line.days[0], **values), *line.days[1:]))  # type: ignore[arg-type]

    return first_line(change)


@pytest.mark.parametrize(
    ("book", "now", "code"),
    [
        pytest.param(COMPLETE, AFTER, None, id="complete"),
        pytest.param(october(), AFTER, "month.incomplete", id="gaps"),
        pytest.param(COMPLETE, at(date(2026, 10, 31), 23), "month.not_over", id="running"),
        pytest.param(
            replace(COMPLETE, state=MonthState.CONFIRMED),
            AFTER,
            "month.wrong_state",
            id="confirmed",
        ),
        pytest.param(
            replace(COMPLETE, state=MonthState.ACCEPTED), AFTER, "month.wrong_state", id="accepted"
        ),
        pytest.param(
            replace(COMPLETE, state=MonthState.RETURNED), AFTER, "month.wrong_state", id="returned"
        ),
        pytest.param(first_day(at=None), AFTER, "month.does_not_add_up", id="contradiction"),
    ],
)
def test_confirmable(book: MonthBook, now: datetime, code: str | None) -> None:
    assert refusal(book, now) == code


def refusal(book: MonthBook, now: datetime) -> str | None:
    try:
        require_confirmable(book, now=now)
    except RuleError as refused:
        return refused.code
    return None


def test_an_incomplete_month_names_every_line_and_gap() -> None:
    with pytest.raises(RuleError) as refused:
        require_confirmable(october(), now=AFTER)
    lines = refused.value.facts["lines"]
    assert [(line["slot"], [one["code"] for one in line["missing"]]) for line in lines] == [
        ("LJ-HOME-TL02", ["month.reason_missing"]),
        ("LJ-HOME-TL05", ["month.screenshot_missing"]),
        ("LJ-HOME-TL06", ["month.client_proof_missing"]),
    ]
    assert lines[0]["missing"][0]["days"] == ["2026-10-16", "2026-10-17", "2026-10-18"]


@pytest.mark.parametrize(
    ("book", "code"),
    [
        pytest.param(
            replace(COMPLETE, lines=(*COMPLETE.lines, COMPLETE.lines[0])),
            "month.line_twice",
            id="line-twice",
        ),
        pytest.param(
            first_line(lambda line: replace(line, days=line.days[:-1])),
            "month.days_wrong",
            id="a-day-too-few",
        ),
        pytest.param(
            first_line(lambda line: replace(line, days=(line.days[0], *line.days))),
            "month.days_wrong",
            id="a-day-twice",
        ),
        pytest.param(
            first_day(at=at(date(2026, 10, 1), 8, 59)),
            "month.look_of_other_day",
            id="look-before-nine",
        ),
        pytest.param(first_day(at=None), "month.nothing_to_rest_on", id="nothing-behind-it"),
        pytest.param(
            first_day(known=Known.NO_LOOK), "month.nothing_to_rest_on", id="executed-unseen"
        ),
        pytest.param(
            first_line(
                lambda line: replace(
                    line,
                    amount_fen=0,
                    booking=replace(line.booking, category=Category.BONUS, net_fen=1),
                )
            ),
            "month.bonus_with_price",
            id="bonus-with-a-price",
        ),
        pytest.param(
            first_line(
                lambda line: replace(
                    line, booking=replace(line.booking, category=Category.MAKE_GOOD)
                )
            ),
            "month.money_wrong",
            id="make-good-with-revenue",
        ),
    ],
)
def test_what_cannot_be_true(book: MonthBook, code: str) -> None:
    assert {finding.code for finding in contradictions(book)} == {code}


def test_a_sound_month_has_no_contradictions() -> None:
    assert contradictions(COMPLETE) == ()
    assert contradictions(october()) == ()


@pytest.mark.parametrize(
    ("amount", "difference", "sound"),
    [
        pytest.param(100, 0, True, id="as-fixed"),
        pytest.param(99, 0, False, id="other-share"),
        pytest.param(100, 1, False, id="other-difference"),
        pytest.param(101, -1, False, id="same-sum"),
    ],
)
def test_frozen_money_is_the_fixed_share(amount: int, difference: int, sound: bool) -> None:
    line = replace(COMPLETE.lines[0], amount_fen=100)
    book = replace(COMPLETE, lines=(line,), differences=())
    fixed = {1: FixedShare(1, "2026-10", amount, difference)}
    assert (unlike_shares(book, fixed) == ()) is sound
    assert unlike_shares(book, {})
