"""A lexicon made ready to search with; made once a lexicon."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from adops.domain.content import Kind, Lexicon, Term
from adops.rules.content.fold import HAN, Folding
from adops.rules.content.heads import heads_of
from adops.rules.content.patterns import NOTHING, any_of, compiled, everywhere, folded_pattern
from adops.rules.content.views import gap_inside

DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Found:
    """A term met at [start, end) of a text."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A term that is looked for by a pattern."""

    term: Term
    pattern: re.Pattern[str]


class Machine:
    """Finds every place where a term of the list stands, overlapping ones too.

    Words, and what patterns begin with, are looked for in one pass; a pattern is only tried where
    it can begin, and never in the middle of a number.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.folding = Folding(lexicon.characters)
        self.pattern = cache(self._compiled)
        self._words = self._literals(lexicon)
        self._heads, self._numbers, self._headless = self._shapes(lexicon)
        self._word = re.compile(any_of(self._words) or NOTHING)
        self._begins = everywhere([*self._words, *self._heads])
        units = "|".join(shape.pattern.pattern for shape in self._numbers) or NOTHING
        # at a number's first digit, looked back at so that the search can hurry from digit to digit
        self._number = re.compile(f"[0-9](?<![0-9][0-9])(?<=(?={units})[0-9])")
        self.gap = gap_inside(self._words)
        self.pairs = frozenset(pair for word in self._words for pair in pairwise(word))
        """Two characters that follow one another in some word."""

    def met(self, text: str) -> list[Found]:
        """Every term in a folded text, at each place every one that fits."""
        met: list[Found] = []
        for begun in self._begins.finditer(text):
            self._at(text, *begun.span(1), met)
        for number in self._number.finditer(text):
            _those_at(text, number.start(), self._numbers, met)
        for shape in self._headless:
            one = shape.pattern.search(text)
            while one:
                met.append(Found(shape.term, *one.span()))
                one = shape.pattern.search(text, one.start() + 1)
        return met

    def words(self, text: str) -> Iterator[Found]:
        """Only the terms that are words."""
        found = self._word.search(text)
        while found:
            start, end = found.span()
            for stop in range(end, start, -1):
                if text[start:stop] in self._words:
                    yield Found(self._words[text[start:stop]], start, stop)
            found = self._word.search(text, start + 1)

    def _at(self, text: str, start: int, end: int, met: list[Found]) -> None:
        words, heads = self._words, self._heads
        for stop in range(end, start, -1):
            said = text[start:stop]
            if said in words:
                met.append(Found(words[said], start, stop))
            if said in heads:
                _those_at(text, start, heads[said], met)

    def _compiled(self, source: str) -> re.Pattern[str]:
        return compiled(source, self.folding)

    def _literals(self, lexicon: Lexicon) -> Mapping[str, Term]:
        literals = (term for term in lexicon.terms if term.kind is Kind.LITERAL)
        return {self.folding.fold(term.pattern).text: term for term in literals}

    def _shapes(self, lexicon: Lexicon) -> tuple[dict[str, list[Shape]], list[Shape], list[Shape]]:
        """Shapes by what they begin with, those that may begin with a number, and those of which
        it can't be told."""
        by_head: dict[str, list[Shape]] = {}
        numbers: list[Shape] = []
        headless: list[Shape] = []
        for term in lexicon.terms:
            if term.kind is Kind.LITERAL:
                continue
            shape, heads = self._shape(term)
            if heads is None:
                headless.append(shape)
                continue
            if any(head[0] in DIGITS for head in heads):
                numbers.append(shape)
            for head in heads:
                if head[0] not in DIGITS:
                    by_head.setdefault(head, []).append(shape)
        return by_head, numbers, headless

    def _shape(self, term: Term) -> tuple[Shape, frozenset[str] | None]:
        source = folded_pattern(term.pattern, self.folding)
        if term.kind is Kind.SINGLE_CHAR:
            alone = re.compile(rf"(?<![{HAN}]){source}(?![{HAN}])")
            return Shape(term, alone), frozenset({source})
        return Shape(term, self.pattern(term.pattern)), heads_of(source)


def _those_at(text: str, start: int, shapes: Iterable[Shape], met: list[Found]) -> None:
    for shape in shapes:
        one = shape.pattern.match(text, start)
        if one:
            met.append(Found(shape.term, start, one.end()))


@lru_cache(maxsize=16)
def machine_of(lexicon: Lexicon) -> Machine:
    """One a lexicon."""
    return Machine(lexicon)
