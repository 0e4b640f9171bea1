"""Every named error that the product raises has its Chinese sentence."""

import re
from pathlib import Path

import pytest

from adops.errors import RuleError
from adops.phrases.errors import ZH, spoken

RAISED = re.compile(r'Error\(\s*"([a-z_]+\.[a-z_]+)"')
ROOT = Path(__file__).parents[3]


def test_every_error_raised_has_words() -> None:
    raised = {
        code
        for package in ("adops", "checks", "reports")
        for path in (ROOT / package).rglob("*.py")
        for code in RAISED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(raised) > 50
    assert sorted(raised - ZH.keys()) == []


@pytest.mark.parametrize(
    ("earliest", "told"),
    [
        pytest.param("2026-09-28", "最早可上线 2026年9月28日", id="a-later-day"),
        pytest.param(None, "最早可上线的日子排期内没有了，可由总部对接AE接收", id="none-is-left"),
    ],
)
def test_late_is_told_on_the_clock_of_people(earliest: str | None, told: str) -> None:
    late = RuleError(
        "creative.late",
        deadline="2026-09-23T15:00:00+08:00",
        clause=3,
        earliest_go_live=earliest,
    )
    assert spoken(late) == f"已过截止时间 2026年9月23日 15:00（第 3 款）；{told}"
