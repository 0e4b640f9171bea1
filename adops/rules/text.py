"""How many characters a text may have (rules.md §5)."""

import unicodedata
from collections.abc import Iterator

from adops.domain.creative import Code, ReviewCase
from adops.domain.finding import Finding, Severity

COPY = "copy"
WIDE = frozenset({"W", "F", "A"})
INVISIBLE = frozenset({"Mn", "Me", "Cf"})


def text(case: ReviewCase) -> Iterator[Finding]:
    """`text.too_long` for a text link's words, and for the title that goes with a picture.

    A text link's own file binds; where there is none its words are the declared copy.
    """
    limit = case.spec.text_limit
    if limit is None:
        return
    for where, words in _words(case):
        halves = half_characters(words)
        if halves > 2 * limit:
            yield case.finding(
                Code.TEXT_TOO_LONG,
                Severity.NEEDS_APPROVAL,
                measured=halves // 2 if halves % 2 == 0 else halves / 2,
                allowed=limit,
                where=where,
            )


def half_characters(words: str) -> int:
    """Length in halves of a character, ends trimmed.

    One as wide as a Chinese character counts 2 (that is 1), a narrow one such as ASCII 1 (½), one
    that takes no room 0.
    """
    return sum(_halves(letter) for letter in words.strip())


def _halves(letter: str) -> int:
    if unicodedata.category(letter) in INVISIBLE:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in WIDE else 1


def _words(case: ReviewCase) -> Iterator[tuple[str, str]]:
    if case.takes_text:
        typed = [(part.part, facts.text) for part, facts in case.parts() if facts.text is not None]
        if typed:
            yield from typed
            return
    if case.copy is not None:
        yield COPY, case.copy
