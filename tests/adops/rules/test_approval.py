"""What a special approval clears (rules.md §6)."""

from dataclasses import replace

import pytest

from adops.domain.finding import Finding, Severity
from adops.rules.approval import approvable, left_after

HEAVY = Finding("size.over_limit", Severity.NEEDS_APPROVAL, 60_000, 51_200, "main")
LONG = Finding("animation.too_long", Severity.NEEDS_APPROVAL)
WORDS = Finding("content.term", Severity.NEEDS_APPROVAL)
WRONG = Finding("size.wrong", Severity.REJECT)
HINT = Finding("format.mismatch", Severity.WARN)
ALL = (HEAVY, LONG, WORDS, WRONG, HINT)


def test_only_what_needs_an_approval_and_is_not_about_words_can_be_approved():
    assert approvable(ALL) == (HEAVY, LONG)


@pytest.mark.parametrize(
    ("approved", "left"),
    [
        ((), ALL),
        ((HEAVY,), (LONG, WORDS, WRONG, HINT)),
        ((HEAVY, LONG), (WORDS, WRONG, HINT)),
        ((WORDS, WRONG, HINT), ALL),
        ((replace(HEAVY, allowed=71_680),), ALL),
        ((replace(HEAVY, where="left"),), ALL),
    ],
    ids=[
        "nothing",
        "one of two",
        "both",
        "what is not approvable stays",
        "another limit was never approved",
        "another part was never approved",
    ],
)
def test_what_is_left_after_an_approval(approved, left):
    assert left_after(ALL, approved) == left
