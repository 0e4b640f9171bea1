"""A word of the copy that a picture says in the same place: one hit, decided once."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from adops.domain.content import Hit, Source
from adops.rules.content.fold import BREAK

AROUND = 4  # letters on each side that must agree, as far as both texts go on
ENOUGH = 2  # of them on both sides together, where gaps between them do not count
WITHIN = 24  # characters on each side in which they are looked for


class _Said(NamedTuple):
    """The words, and the letters that stand on each side of them without a gap; `before` is
    written backwards."""

    words: str
    before: str
    after: str


def letters_around(text: str, start: int, end: int) -> tuple[str, str]:
    """The letters next to text[start:end] on each side, over gaps and ends of lines, not over the
    end of a text on the picture."""
    before = text[max(0, start - WITHIN) : start].rpartition(BREAK)[2]
    after = text[end : end + WITHIN].partition(BREAK)[0]
    return _letters(_plain(before))[-AROUND:], _letters(_plain(after))[:AROUND]


def told_once(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits without those of the copy that a picture says too, term, words and what stands
    around them; the picture's then carries the copy's key, and a decision on either is one on both.
    """
    found = list(hits)
    typed = [one for one in found if one.source is Source.COPY]
    if not typed:
        return tuple(found)
    told: set[str] = set()
    kept = []
    for hit in found:
        same = _same(hit, typed) if hit.source is Source.PICTURE else None
        kept.append(replace(hit, also=same.key) if same else hit)
        told |= {same.key} if same else set()
    return tuple(hit for hit in kept if hit.source is not Source.COPY or hit.key not in told)


def _same(hit: Hit, typed: Iterable[Hit]) -> Hit | None:
    said = _said(hit)
    return next(
        (
            one
            for one in typed
            if one.term == hit.term and (_alike(said, _said(one)) or _in_one_run(hit, one))
        ),
        None,
    )


def _in_one_run(hit: Hit, typed: Hit) -> bool:
    """Whether the letters around agree as far as both go on, wherever one has a gap or the end of a
    line and the other has none: a copy is typed in one line, or in others than the picture has.
    Where the copy ends the picture must, or have a gap."""
    if _letters(_plain(hit.words)) != _letters(_plain(typed.words)):
        return False
    (before, after), (typed_before, typed_after) = hit.around, typed.around
    runs = _said(hit)
    sides = (
        (before[::-1], typed_before[::-1], runs.before),
        (after, typed_after, runs.after),
    )
    both = sum(min(len(mine), len(theirs)) for mine, theirs, _ in sides)
    return both >= ENOUGH and all(
        len(run) <= len(theirs) and mine[: len(theirs)] == theirs[: len(mine)]
        for mine, theirs, run in sides
    )


def _alike(one: _Said, other: _Said) -> bool:
    return one.words == other.words and all(
        _agree(mine, theirs)
        for mine, theirs in ((one.before, other.before), (one.after, other.after))
    )


def _agree(mine: str, theirs: str) -> bool:
    """Equal as far as both go on; where one side ends the other must."""
    shorter = min(len(mine), len(theirs))
    return mine[:shorter] == theirs[:shorter] and bool(mine) == bool(theirs)


def _said(hit: Hit) -> _Said:
    sentence, words = _plain(hit.sentence), _plain(hit.words)
    before, _, after = sentence.partition(words)
    return _Said(_letters(words), _run(reversed(before)), _run(after))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _run(text: Iterable[str]) -> str:
    """Letters up to the first gap."""
    run = ""
    for letter in text:
        if not letter.isalnum() or len(run) == AROUND:
            break
        run += letter
    return run
