"""Everything that can be made of a mail has words, with every fact they need."""

import re
from pathlib import Path

import pytest

from adops.domain.incoming import IncomingKind, IncomingState
from adops.phrases.incoming import (
    DONE,
    FILES,
    KINDS,
    LINES,
    STATES,
    outcome_words,
    trouble_words,
)

SOURCES = (
    "adops/rules/package_match.py",
    "adops/rules/package_files.py",
    "adops/rules/approval_match.py",
    "adops/rules/route.py",
    "adops/services/draft_bookings.py",
    "adops/flows/incoming.py",
    "adops/flows/incoming_files.py",
    "adops/flows/incoming_asks.py",
    "adops/flows/settle_mail.py",
)
CODE = re.compile(
    r'"((?:draft|booking|contract|slot|region|station|ask|file)\.[a-z_]+|unreadable)"'
)


def test_every_code_of_the_sources_has_words_and_no_words_are_left_over() -> None:
    given = {code for path in SOURCES for code in CODE.findall(Path(path).read_text("utf-8"))}
    assert given == LINES.keys() | FILES.keys()
    assert LINES.keys() >= DONE


def test_kinds_and_states_have_words() -> None:
    assert set(KINDS) == set(IncomingKind)
    assert set(STATES) == set(IncomingState)


def test_lists_are_read_out() -> None:
    told = outcome_words("slot.several", {"slots": ["A1", "A2"]})
    assert "（A1、A2）" in told


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        pytest.param("too_large", "邮件太大", id="too-large"),
        pytest.param("ungiven: NO broken", "没有给出", id="ungiven"),
        pytest.param("evidence.missing (sha256=0)", "处理时出错：evidence.missing", id="ours"),
        pytest.param(None, "", id="none"),
    ],
)
def test_troubles(trouble: str | None, words: str) -> None:
    assert words in trouble_words(trouble)
