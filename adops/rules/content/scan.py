"""Words held against the list: every hit that nothing excepts or clears (rules.md §5, Content)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from adops.domain.content import Hit, Kind, Lexicon, Need, Passage, Term
from adops.rules.content.fold import Folded
from adops.rules.content.machine import Found, Machine, machine_of
from adops.rules.content.place import Written, written
from adops.rules.content.twice import letters_around, told_once
from adops.rules.content.views import View, closed, drawn_together, is_one_word
from adops.rules.content.weight import rank_of

MISSING = "；缺："
NEAR = 24  # characters on each side of a hit that an exception or a disguised word may reach over
KINDS = tuple(Kind)


def scan(passages: Sequence[Passage], lexicon: Lexicon) -> tuple[Hit, ...]:
    """All hits, passage by passage, from the first word to the last.

    Of hits that overlap the longest stays, and weighs as much as the gravest of its category that
    it covers; a graver one of another category stays beside it. What clears a hit may stand in any
    of the passages: give a creative's and its landing page's together. What the copy says as a
    picture does is told once, on the picture.
    """
    machine = machine_of(lexicon)
    searches = [_Search(passage, machine) for passage in passages]
    said = _Said(machine, searches)
    return told_once(search.hit(found, said) for search in searches for found in search.found(said))


class _Search:
    """One passage, made ready."""

    def __init__(self, passage: Passage, machine: Machine) -> None:
        self._machine = machine
        self._written: Written = written(passage)
        self._folded: Folded = machine.folding.fold(self._written.text)
        self._drawn: View = drawn_together(self._folded.text)
        self.text = self._drawn.text

    def found(self, said: "_Said") -> list[Found]:
        """What is left of all that was met, in places of the drawn-together text."""
        return _longest([one for one in self._met() if not said.clears(one.term)])

    def hit(self, found: Found, said: "_Said") -> Hit:
        """As people see it."""
        start, end = self._folded.span(*self._drawn.span(found.start, found.end))
        term, passage = found.term, self._written.passage
        missing = said.missing(term)
        return Hit(
            term=term.name,
            category=term.category.value,
            level=term.level,
            basis=term.basis.value,
            law=term.law,
            note=term.note + (MISSING + "、".join(missing) if missing else ""),
            words=self._written.words(start, end),
            source=passage.source,
            part=passage.part,
            sentence=self._written.sentence(start, end),
            box=self._written.box(start, end),
            holder=passage.holder,
            around=letters_around(self._written.text, start, end),
        )

    def _met(self) -> Iterator[Found]:
        for one in self._machine.met(self.text):
            if not self._is_excepted(one, self.text):
                yield one
        for gap in self._machine.gap.finditer(self.text):
            start, end = gap.span()
            if (self.text[start - 1], self.text[end]) in self._machine.pairs:
                yield from self._across(start, end)

    def _across(self, start: int, end: int) -> Iterator[Found]:
        """Words in disguise that go over this gap."""
        begun = max(0, start - NEAR)
        around = self.text[begun : end + NEAR]
        shut = closed(around)
        for one in self._machine.words(shut.text):
            over = shut.span(one.start, one.end)
            found = Found(one.term, begun + over[0], begun + over[1])
            if not (found.start < start and end < found.end):
                continue
            word = is_one_word(shut, around, one.start, one.end)
            if word and not self._is_excepted(one, shut.text):
                yield found

    def _is_excepted(self, found: Found, text: str) -> bool:
        """Whether a match of its exception overlaps it."""
        source = found.term.except_pattern
        if not source:
            return False
        near = max(0, found.start - NEAR), found.end + NEAR
        matches = self._machine.pattern(source).finditer(text, *near)
        return any(one.start() < found.end and found.start < one.end() for one in matches)


class _Said:
    """What all passages say together."""

    def __init__(self, machine: Machine, searches: Iterable[_Search]) -> None:
        self._machine = machine
        self._texts = [search.text for search in searches]
        self._met: dict[str, bool] = {}

    def clears(self, term: Term) -> bool:
        """Whether all that the term needs is said."""
        return bool(term.needs) and all(self._is_said(need) for need in term.needs)

    def missing(self, term: Term) -> list[str]:
        """What of it is not."""
        return [need.what for need in term.needs if need.what and not self._is_said(need)]

    def _is_said(self, need: Need) -> bool:
        if need.pattern not in self._met:
            search = self._machine.pattern(need.pattern).search
            self._met[need.pattern] = any(search(text) for text in self._texts)
        return self._met[need.pattern]


@dataclass(slots=True)
class _Kept:
    """A hit that stays, and the gravest term it stands for."""

    found: Found
    gravest: Term


def _longest(met: list[Found]) -> list[Found]:
    """Of overlapping ones the longest, which takes the weight of its category; in order."""
    kept: list[_Kept] = []
    owners: dict[int, list[_Kept]] = {}
    for one in sorted(met, key=_first_longest):
        places = range(one.start, one.end)
        if _is_covered(one, [owner for at in places for owner in owners.get(at, ())]):
            continue
        kept.append(mine := _Kept(one, one.term))
        for at in places:
            owners.setdefault(at, []).append(mine)
    kept.sort(key=lambda each: (each.found.start, each.found.end))
    return [_weighed(each) for each in kept]


def _is_covered(one: Found, over: list[_Kept]) -> bool:
    """Whether a longer one stands for it; that one is then at least as grave."""
    for owner in over:
        if owner.found.term.category is one.term.category:
            owner.gravest = max(owner.gravest, one.term, key=_rank)
            return True
    return any(_rank(owner.gravest) >= _rank(one.term) for owner in over)


def _weighed(kept: _Kept) -> Found:
    own, gravest = kept.found.term, kept.gravest
    if _rank(own) >= _rank(gravest):
        return kept.found
    heavier = replace(own, level=gravest.level, basis=gravest.basis, law=gravest.law)
    return Found(heavier, kept.found.start, kept.found.end)


def _first_longest(one: Found) -> tuple[int, int, int, int]:
    graver = -_rank(one.term)
    return one.start - one.end, graver, KINDS.index(one.term.kind), one.start


def _rank(term: Term) -> int:
    return rank_of(term.level, term.basis, term.category)
