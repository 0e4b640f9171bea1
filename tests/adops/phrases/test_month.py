"""Everything a month can say has words in both languages."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from adops.domain.month import DayFact, DayState, Known, Missing, ProofKind, Ruling
from adops.domain.states import LookResult
from adops.phrases import month as words

SOURCES = ("adops/rules/month.py", "adops/rules/month_close.py", "adops/flows/month.py")
MADE_BY = ("_finding", "Finding", "Missing")


def codes() -> set[str]:
    found: set[str] = set()
    for source in (*SOURCES, "reports/reconcile.py"):
        for node in ast.walk(ast.parse(Path(source).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MADE_BY:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_is_there(lang: str) -> None:
    assert set(words.DAY_STATES[lang]) == set(DayState)
    assert set(words.KNOWN[lang]) == set(Known)
    assert set(words.RULINGS[lang]) == set(Ruling)
    assert set(words.PROOFS[lang]) == set(ProofKind)
    assert set(words.FINDINGS[lang]) | set(words.MISSING[lang]) == codes()


@pytest.mark.parametrize("known", Known)
def test_chinese_sentences_hold_no_code_names(known: Known) -> None:
    for ruling in (None, *Ruling):
        day = DayFact(date(2026, 10, 1), DayState.UNVERIFIED, known, ruling=ruling)
        for result in (None, *LookResult):
            said = words.how(DayFact(day.day, day.state, known, result=result, ruling=ruling))
            assert not re.search("[a-z_]{3,}", said)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param([], "", id="none"),
        pytest.param([3], "10-03", id="one"),
        pytest.param([3, 4, 5], "10-03~10-05", id="a-run"),
        pytest.param([9, 3, 4, 7, 8], "10-03~10-04、10-07~10-09", id="runs-out-of-order"),
    ],
)
def test_days_are_said_in_runs(days: list[int], said: str) -> None:
    assert words.runs(date(2026, 10, day) for day in days) == said


def test_a_gap_names_its_days() -> None:
    missing = Missing("month.reason_missing", (date(2026, 10, 3),))
    assert words.lack(missing) == "缺原因：10-03"
    assert words.lack(missing, "en") == "no reason for 10-03"
