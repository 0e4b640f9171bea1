"""Texts as passages, and the list as it is kept in config/."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from adops.catalog.characters import simplified
from adops.catalog.content import load_lexicon
from adops.domain.content import (
    Basis,
    Category,
    Hit,
    Kind,
    Level,
    Lexicon,
    Line,
    Need,
    Passage,
    Source,
    Term,
)
from adops.rules.content import scan
from tests.adops.cases import CONFIG

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def sentence(row: dict[str, str]) -> str:
    return row["sentence"].replace("\\n", "\n")


BAD, HARMLESS = rows("bad.csv"), rows("harmless.csv")
BAD_LINES = [sentence(row) for row in BAD]


@cache
def national() -> Lexicon:
    return load_lexicon(CONFIG)


def copy(text: str) -> Passage:
    return Passage(Source.COPY, "copy", (Line(text),))


def landing(*lines: str) -> Passage:
    return Passage(Source.LANDING, "landing", tuple(map(Line, lines)))


def picture(*lines: Line, part: str = "main", holder: str = "f" * 64) -> Passage:
    return Passage(Source.PICTURE, part, lines, holder)


def hits(text: str, lexicon: Lexicon | None = None) -> tuple[Hit, ...]:
    return scan([copy(text)], lexicon or national())


def said(found: Sequence[Hit]) -> list[str]:
    return [hit.words for hit in found]


def categories(text: str) -> set[str]:
    return {hit.category for hit in hits(text) if hit.level is not Level.LOW}


def term(
    pattern: str,
    *,
    kind: Kind = Kind.LITERAL,
    category: Category = Category.ABSOLUTE,
    level: Level = Level.HIGH,
    basis: Basis = Basis.PRACTICE,
    law: str = "广告法9(三)",
    excepts: str = "",
    needs: tuple[Need, ...] = (),
) -> Term:
    return Term(pattern, kind, pattern, category, level, basis, law, "", excepts, needs)


def listed(*terms: Term) -> Lexicon:
    """A list of these terms alone."""
    return Lexicon("0" * 12, None, "", terms, {}, simplified())
