"""The ledger's short words: for every finding that can be approved, and for odd values."""

import pytest

from adops.domain.creative import Code
from adops.domain.finding import Finding, Severity
from adops.domain.ledger import Outcome
from adops.phrases.ledger import KINDS, OUTCOMES, SHORT, over

APPROVABLE = [
    Code.SIZE_OVER_LIMIT,
    Code.ANIMATION_TOO_LONG,
    Code.ANIMATION_TOO_FAST,
    Code.ANIMATION_LOOPS,
    Code.ANIMATION_FLASH,
    Code.TEXT_TOO_LONG,
]


def finding(code: str, measured: int | float | str | None, where: str = "main") -> Finding:
    return Finding(code, Severity.NEEDS_APPROVAL, measured, 30_720, where)


@pytest.mark.parametrize("code", APPROVABLE)
def test_every_approvable_finding_has_short_words(code: Code) -> None:
    assert code in SHORT
    assert "30" in over([finding(code, 43_008)])


SAID = {
    "weight": (finding(Code.SIZE_OVER_LIMIT, 43_008), "大小 43,008 / 30,720 字节"),
    "for ever": (finding(Code.ANIMATION_LOOPS, "forever"), "循环 无限 / 30720 次"),
    "a part": (finding(Code.SIZE_OVER_LIMIT, 43_008, "left"), "左侧：大小 43,008 / 30,720 字节"),
    "kept as text": (finding(Code.SIZE_OVER_LIMIT, "43008"), "size.over_limit 43008 / 30720"),
    "nothing measured": (finding(Code.SIZE_OVER_LIMIT, None), "size.over_limit None / 30720"),
    "of a later version": (finding("video.too_long", 20), "video.too_long 20 / 30720"),
}


@pytest.mark.parametrize(("one", "said"), SAID.values(), ids=SAID.keys())
def test_measured_and_allowed(one: Finding, said: str) -> None:
    assert over([one]) == said


def test_one_a_line() -> None:
    both = [finding(Code.SIZE_OVER_LIMIT, 1), finding(Code.TEXT_TOO_LONG, 2)]
    assert len(over(both).split("\n")) == 2


def test_every_kind_and_outcome_has_words() -> None:
    assert len(KINDS) == 2
    assert set(OUTCOMES) == set(Outcome)
