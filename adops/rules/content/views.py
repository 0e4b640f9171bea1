"""A folded text as it is searched: letter-spaced words drawn together, gaps closed."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from adops.rules.content.fold import BREAK, HAN

GAP = r" \n.·•∙・‧●○◆◇■□☆※*_|丨/\\~^+=#\"'“”‘’「」『』…—–\-"
LONGEST_GAP = 4
HANS = re.compile(f"[{HAN}]+")
BROKEN_AFTER_ONE, BROKEN = 4, 5  # characters of a word that is taken for one over a line's end
OPENERS = "最第唯"
"""No word ends with these: what follows after a gap goes on."""

OPENED = re.compile(f"[{OPENERS}][{GAP}]{{1,{LONGEST_GAP}}}(?=[{HAN}])")
LONE = re.compile(rf" {{1,3}}[^\s{BREAK}](?!\w)")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class View:
    """`text` without some spans of another text; `cuts` where they were taken out, in `text`;
    `lost` how many characters were taken out up to and with each cut."""

    text: str
    cuts: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Where [start, end) stands in the other text."""
        return self._back(start), self._back(end - 1) + 1

    def crossed(self, start: int, end: int) -> tuple[int, ...]:
        """The cuts inside [start, end)."""
        return self.cuts[bisect_right(self.cuts, start) : bisect_left(self.cuts, end)]

    def gap(self, cut: int) -> Span:
        """What was taken out at a cut, in the other text."""
        return self._back(cut - 1) + 1, self._back(cut)

    def _back(self, index: int) -> int:
        before = bisect_right(self.cuts, index)
        return index + (self.lost[before - 1] if before else 0)


def without(text: str, spans: Iterable[Span]) -> View:
    """The text without these spans, which stand in order and apart."""
    kept: list[str] = []
    cuts: list[int] = []
    lost: list[int] = []
    done = gone = 0
    for start, end in spans:
        kept.append(text[done:start])
        gone += end - start
        cuts.append(end - gone)
        lost.append(gone)
        done = end
    if not cuts:
        return View(text)
    kept.append(text[done:])
    return View("".join(kept), tuple(cuts), tuple(lost))


def drawn_together(folded: str) -> View:
    """Letter-spaced words (最 佳 人 居) and what an opener is cut off from (最 佳) made whole."""
    spans = [(found.start() + 1, found.end()) for found in OPENED.finditer(folded)]
    spans.extend(_between_lone(folded))
    return without(folded, _apart(spans))


def _apart(spans: Iterable[Span]) -> list[Span]:
    """In order, those that touch made one."""
    made: list[Span] = []
    for start, end in sorted(spans):
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        else:
            made.append((start, end))
    return made


def _between_lone(folded: str) -> Iterator[Span]:
    """The spaces between two characters that each stand alone."""
    for found in LONE.finditer(folded):
        start, end = found.start(), found.end() - 1
        if start and (start == 1 or not folded[start - 2].isalnum()):
            yield start, end


def gap_inside(words: Iterable[str]) -> re.Pattern[str]:
    """Finds what may be a gap inside one of the words."""
    pairs = [pair for word in words for pair in pairwise(word) if HANS.fullmatch("".join(pair))]
    before, after = ("".join(sorted({pair[at] for pair in pairs})) or "\x01" for at in (0, 1))
    return re.compile(_gap(before, after), re.DOTALL)


def _gap(before: str, after: str) -> str:
    """Begins with the gap itself, as gaps are rare; both are insides of a class."""
    return f"[{GAP}](?<=[{before}].)[{GAP}]{{0,{LONGEST_GAP - 1}}}(?=[{after}])"


GAPS = re.compile(_gap(HAN, HAN), re.DOTALL)


def closed(text: str) -> View:
    """Every gap between two Chinese characters closed."""
    return without(text, [found.span() for found in GAPS.finditer(text)])


def is_one_word(view: View, over: str, start: int, end: int) -> bool:
    """Whether [start, end), met across cuts of `over`, is a word in disguise and not two that meet.

    安保 值得信赖 is no 保值: neither piece stands free. A word spaced out leaves a piece of one
    character or stands free on both sides; a longer one may break at the end of a line.
    """
    cuts = view.crossed(start, end)
    if len(cuts) != 1:
        return bool(cuts)
    cut = cuts[0]
    free = (_is_free(view, start, start - 1), _is_free(view, end, end))
    shortest = min(cut - start, end - cut)
    if all(free) or (any(free) and shortest == 1):
        return True
    broken = "\n" in over[slice(*view.gap(cut))]
    return broken and end - start >= (BROKEN_AFTER_ONE if shortest == 1 else BROKEN)


def _is_free(view: View, edge: int, beside: int) -> bool:
    """Whether no Chinese character touches this edge in the text as it was."""
    if not 0 <= beside < len(view.text):
        return True
    place = bisect_left(view.cuts, edge)
    is_cut = place < len(view.cuts) and view.cuts[place] == edge
    return is_cut or not "\u3400" <= view.text[beside] <= "\u9fff"
