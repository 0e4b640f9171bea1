"""How many characters a text may have (rules.md §5)."""

import unicodedata
from collections.abc import Iterator, Mapping

from adops.domain.creative import Code, CreativeFacts, ReviewCase
from adops.domain.finding import Finding, Severity

COPY = "copy"
BREAKS = frozenset("\t\n\r")
# Cc: C0 and C1; Cf: marks of direction, of no width and the like; Co: private use.
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
JOINER, SYMBOLS = "\u200d", frozenset({"So", "Sk", "Mn"})
SHOWN_AT_MOST = 5
MOST_WORDS = 5_000  # as many as may be typed as copy
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


def control(case: ReviewCase) -> Iterator[Finding]:
    """`text.control`: characters that nobody sees and that change what is read.

    Measured names the first of them and their places, counted from 1: `U+202E@3 U+200B@7`.
    """
    for where, words in _all_words(case):
        found = [
            f"U+{ord(letter):04X}@{place}"
            for place, letter in enumerate(words, 1)
            if _is_banned(words, place - 1, letter)
        ]
        if found:
            yield case.finding(
                Code.TEXT_CONTROL,
                Severity.REJECT,
                measured=" ".join(found[:SHOWN_AT_MOST]),
                where=where,
            )


def copy_with(copy: str, files: Mapping[str, CreativeFacts]) -> str:
    """The copy, and under it the words of text links that it does not say: they are held against
    the law like any other (rules.md §5, Content). Of a file that is no link's words at all, the
    first `MOST_WORDS` characters without NUL, which no database keeps."""
    said = copy.strip()
    for facts in files.values():
        words = (facts.text or "")[:MOST_WORDS].replace("\0", "").strip()
        if words not in said:
            said = f"{said}\n{words}".strip()
    return said


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


def _is_banned(words: str, place: int, letter: str) -> bool:
    if letter in BREAKS or unicodedata.category(letter) not in UNSEEN:
        return False
    return letter != JOINER or not _joins_symbols(words, place)


def _joins_symbols(words: str, place: int) -> bool:
    """Whether it makes one picture of two, as in a family."""
    sides = words[place - 1 : place], words[place + 1 : place + 2]
    return all(side and unicodedata.category(side) in SYMBOLS for side in sides)


def _all_words(case: ReviewCase) -> Iterator[tuple[str, str]]:
    """The words of every file that is text, and the declared copy."""
    for part, facts in case.parts():
        if facts.text is not None and case.takes_text:
            yield part.part, facts.text
    if case.copy is not None:
        typed = {(facts.text or "").strip() for facts in case.files.values()}
        yield from [(COPY, case.copy)] if case.copy.strip() not in typed else []


def _words(case: ReviewCase) -> Iterator[tuple[str, str]]:
    if case.takes_text:
        typed = [(part.part, facts.text) for part, facts in case.parts() if facts.text is not None]
        if typed:
            yield from typed
            return
    if case.copy is not None:
        yield COPY, case.copy
