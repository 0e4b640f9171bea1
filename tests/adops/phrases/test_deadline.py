"""The sentences about a deadline say what the answer holds, in both languages."""

from datetime import date, time
from pathlib import Path

import pytest

from adops.catalog.calendar import load_calendar
from adops.domain.booking import Route
from adops.domain.deadline import Clause, DeadlineTerms
from adops.phrases.deadline import BECAUSE, because
from adops.rules.deadline import deadline

CALENDAR = load_calendar(Path("no such folder"))


def said(on: str, lang: str = "zh", route: Route = Route.HQ, *, before_break: int = 2) -> str:
    terms = DeadlineTerms(time(15), 1, before_break, (11, 1), 10)
    day = date.fromisoformat(on)
    return because(deadline(day, route=route, calendar=CALENDAR, terms=terms), lang)


def test_every_clause_has_words_in_both_languages() -> None:
    assert all(set(words) == set(Clause) for words in BECAUSE.values())


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(
            "2025-09-29",
            "2025-09-29（周一）是工作日，上线前最后一个工作日是2025-09-28（周日，调休上班），"
            "须在当日 15:00 前提交并确认（一(二)1(1)）。",
            id="make-up workday named",
        ),
        pytest.param(
            "2026-11-21",
            "2026-11-21（周六）是周末，此前最后一个工作日是2026-11-20（周五），"
            "须在当日 15:00 前提交并确认（一(二)1(2)）。",
            id="weekend",
        ),
        pytest.param(
            "2025-04-06",
            "2025-04-06（周日）在清明连休（2025-04-04（周五）至2025-04-06（周日））内，"
            "连休首日前第二个工作日是2025-04-02（周三），须在当日 15:00 前提交并确认"
            "（一(二)1(3)）。",
            id="break with its days",
        ),
    ],
)
def test_because(on: str, expected: str) -> None:
    assert said(on) == expected


def test_advice_and_uncertainty_are_said() -> None:
    assert "仅供参考" in said("2026-11-21", route=Route.LOCAL)
    assert "仅供参考" not in said("2026-11-21")
    assert "尚未公布" in said("2027-03-03")
    assert "not known yet" in said("2027-03-03", "en")


def test_the_number_of_workdays_comes_from_the_answer() -> None:
    assert "第三个工作日" in said("2026-10-02", before_break=3)
    assert "third workday" in said("2026-10-02", "en", before_break=3)
