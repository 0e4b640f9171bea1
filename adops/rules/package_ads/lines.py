"""A mail's text as lines: folded, and how deep in the history of the mail each stands."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 200_000
"""Characters of a text that are read; a mail that people write has a few thousand."""

# colons that NFKC leaves, or makes two dots of
COLONS = str.maketrans(dict.fromkeys("∶꞉ː︰", ":"))
UNSEEN = frozenset({"Cf", "Cc", "Co", "Cs"})
BLANKS = re.compile(r"[^\S\t]+")
TABS = re.compile(r" ?\t[ \t]*")
QUOTED = re.compile(r"(?:> ?)+")
BETWEEN_RULES = re.compile(
    r"-{2,} ?.{0,20}(?:原始邮件|原邮件|邮件原件|转发|original message|forwarded message)"
    r".{0,20} ?-{2,}",
    re.IGNORECASE,
)
SAID_BEFORE = re.compile(r".*(?:写道|wrote) ?:", re.IGNORECASE)
FROM = re.compile(r"\W{0,3}(?:发件人|from)\W{0,3}:.*", re.IGNORECASE)
HEADER = re.compile(
    r"\W{0,3}(?:发送时间|发送日期|日期|时间|收件人|sent|date|to)\W{0,3}:.*", re.IGNORECASE
)
HEADERS_WITHIN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """`number` from 1; `raw` as written, `text` folded without quote marks; `depth` 0 is the mail
    itself, 1 and more what it quotes or forwards."""

    number: int
    raw: str
    text: str
    depth: int


def fold(text: str) -> str:
    """NFKC without what nobody sees; blanks are one space, tabs one tab (rules.md §12)."""
    seen = "".join(
        one for one in text if one == "\t" or unicodedata.category(one) not in UNSEEN
    ).translate(COLONS)
    return TABS.sub("\t", BLANKS.sub(" ", unicodedata.normalize("NFKC", seen))).strip(" ")


def lines_of(text: str) -> list[Line]:
    """Every line of the text in order."""
    raw = text[:MOST].splitlines()
    bare = [_unquoted(fold(one)) for one in raw]
    marks = _history([words for _, words in bare])
    return [
        Line(number, written, words, quotes + older)
        for number, (written, (quotes, words), older) in enumerate(
            zip(raw, bare, marks, strict=True), 1
        )
    ]


def _unquoted(text: str) -> tuple[int, str]:
    """How many quote marks, and what they quote."""
    found = QUOTED.match(text)
    if found is None:
        return 0, text
    return found[0].count(">"), text[found.end() :].strip(" ")


def _history(texts: list[str]) -> Iterator[int]:
    """For each line how many earlier mails begin on it or above it."""
    older = 0
    for place, text in enumerate(texts):
        older += _begins_older(text, texts[place + 1 : place + 1 + HEADERS_WITHIN])
        yield older


def _begins_older(text: str, following: list[str]) -> bool:
    if BETWEEN_RULES.fullmatch(text) or SAID_BEFORE.fullmatch(text):
        return True
    return FROM.fullmatch(text) is not None and any(map(HEADER.fullmatch, following))
