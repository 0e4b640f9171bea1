"""A text → its package ads, and what of them could not be read (rules.md §12)."""

from collections.abc import Sequence
from itertools import groupby

from adops.domain.package_ad import AdProblem, AdReading, Fault, Label, PackageAd
from adops.rules.package_ads.blocks import blocks_of
from adops.rules.package_ads.entry import read_block
from adops.rules.package_ads.labels import Said, Vocabulary, said_in
from adops.rules.package_ads.lines import Line, lines_of

LABELS = Vocabulary(Label)
MOST_TEXT = 500
"""Characters of a line that a problem cites."""


def read_ads(text: str) -> AdReading:
    """Every block of two or more known labels as an entry or one problem, in the text's order.

    What a mail quotes or forwards is read where it says nothing itself. Otherwise a quoted ad that
    the mail does not repeat is a problem `ad.quoted`, and a quoted one that cannot be read is not
    told again.
    """
    lines = lines_of(text)
    read = [_read_depth(lines, same) for same in _by_depth(lines)]
    own, *older = [one for one in read if one.entries or one.problems] or [AdReading()]
    said = {_without_line(one) for one in own.entries}
    quoted = [
        _problem(lines, (Fault("ad.quoted", Label.CONTRACT_NAME, one.line, one.contract_name),))
        for reading in older
        for one in reading.entries
        if _without_line(one) not in said
    ]
    problems = sorted([*own.problems, *quoted], key=lambda one: one.line)
    return AdReading(own.entries, tuple(problems))


def _by_depth(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of the mail itself, then of what it quotes, then of what that quotes."""
    ordered = sorted(lines, key=lambda one: (one.depth, one.number))
    return [list(same) for _, same in groupby(ordered, key=lambda one: one.depth)]


def _read_depth(lines: Sequence[Line], same: Sequence[Line]) -> AdReading:
    entries: list[PackageAd] = []
    problems: list[AdProblem] = []
    for block in _ads(said_in(same, LABELS)):
        found = read_block(block)
        if isinstance(found, PackageAd):
            entries.append(found)
        else:
            problems.append(_problem(lines, found))
    return AdReading(tuple(entries), tuple(problems))


def _ads(said: Sequence[Said]) -> list[Sequence[Said]]:
    """A label by itself is no ad (rules.md §12)."""
    return [block for block in blocks_of(said) if len(block) > 1]


def _problem(lines: Sequence[Line], faults: tuple[Fault, ...]) -> AdProblem:
    line = faults[0].line
    return AdProblem(line, lines[line - 1].raw.strip()[:MOST_TEXT], faults)


def _without_line(ad: PackageAd) -> tuple[object, ...]:
    return (ad.contract_no, ad.slot_name, ad.width, ad.height, ad.start, ad.end, ad.regions)
