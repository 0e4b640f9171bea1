"""Where a hit stands: its words as written, what is around them, its box on the picture."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from adops.domain.content import Box, Line, Passage, Source
from adops.rules.content.fold import BREAK

AROUND = 40  # characters of a sentence shown on each side of the words
ENDS = frozenset("。！？!?；;\n" + BREAK)
WIDE = frozenset({"W", "F", "A"})
TALL = 1.5  # a box this much taller than wide holds one column
ONE_ROW_GAP = 1.5  # times the height of a row, between two pieces of it
NEXT_ROW_GAP = 1.0  # times the height of the lower row, between two rows of one text
ALIKE = 2.0  # type this much larger is another text


@dataclass(frozen=True, slots=True)
class Written:
    """A passage's lines in reading order as one text; `starts` is where each line begins in it."""

    passage: Passage
    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    text: str

    def words(self, start: int, end: int) -> str:
        """As written; the end of a line is a space."""
        return " ".join(self.text[start:end].replace(BREAK, "\n").split("\n"))

    def sentence(self, start: int, end: int) -> str:
        """The words with what stands around them up to the sentence's ends."""
        first, last = start, end
        while first > 0 and start - first < AROUND and self.text[first - 1] not in ENDS:
            first -= 1
        while last < len(self.text) and last - end < AROUND and self.text[last] not in ENDS:
            last += 1
        return self.words(first, last).strip()

    def box(self, start: int, end: int) -> Box | None:
        """Around the words; None where they stand on no picture."""
        boxes = [box for box in self._boxes(start, end) if box is not None]
        if not boxes:
            return None
        return Box(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        )

    def _boxes(self, start: int, end: int) -> Iterator[Box | None]:
        index = bisect_right(self.starts, start) - 1
        while index < len(self.lines) and self.starts[index] < end:
            line, begun = self.lines[index], self.starts[index]
            first, last = max(start - begun, 0), min(end - begun, len(line.text))
            if first < last:
                yield part_of_box(line, first, last)
            index += 1


def written(passage: Passage) -> Written:
    """The lines in reading order; a break where the next line on the picture is another text."""
    lines, joints = _reading_order(passage)
    pieces = [piece for line, joint in zip(lines, joints, strict=True) for piece in (line, joint)]
    lengths = accumulate((len(line.text) + 1 for line in lines), initial=0)
    text = "".join(piece.text if isinstance(piece, Line) else piece for piece in pieces)
    return Written(passage, tuple(lines), tuple(lengths)[: len(lines)], text[:-1])


def part_of_box(line: Line, first: int, last: int) -> Box | None:
    """The part of a line's box where its characters [first, last) stand, one row or one column."""
    box = line.box
    if box is None or len(line.text) < 2:
        return box
    widths = [_width(letter) for letter in line.text]
    whole = sum(widths)
    if not whole:
        return box
    before, upto = sum(widths[:first]) / whole, sum(widths[:last]) / whole
    wide, tall = box.right - box.left, box.bottom - box.top
    if tall > TALL * wide:
        return Box(box.left, box.top + int(tall * before), box.right, box.top + _up(tall * upto))
    return Box(box.left + int(wide * before), box.top, box.left + _up(wide * upto), box.bottom)


def _up(number: float) -> int:
    return -int(-number // 1)


def _width(letter: str) -> int:
    if unicodedata.category(letter) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in WIDE else 1


def _reading_order(passage: Passage) -> tuple[list[Line], list[str]]:
    """The lines, and after each what joins it to the next: the end of a line, or a break."""
    lines = list(passage.lines)
    if passage.source is not Source.PICTURE or any(line.box is None for line in lines):
        return lines, ["\n"] * len(lines)
    follows = _followers([line.box for line in lines if line.box is not None])
    followed = set(follows.values())
    order: list[int] = []
    joints: list[str] = []
    for head in range(len(lines)):
        if head in followed:
            continue
        index: int | None = head
        while index is not None:
            order.append(index)
            index = follows.get(index)
            joints.append(BREAK if index is None else "\n")
    return [lines[index] for index in order], joints


def _followers(boxes: Sequence[Box]) -> dict[int, int]:
    """Which line goes on in which: the nearest in its row, else the nearest under it.

    Always one further to the right or further down, so that no line follows itself.
    """
    ways = sorted(
        (*step, index, other)
        for index, box in enumerate(boxes)
        for other, next_ in enumerate(boxes)
        if index != other and (step := _step(box, next_)) is not None
    )
    follows: dict[int, int] = {}
    taken: set[int] = set()
    for *_, index, other in ways:
        if index not in follows and other not in taken:
            follows[index] = other
            taken.add(other)
    return follows


def _step(box: Box, other: Box) -> tuple[int, int] | None:
    """(0 in the same row, 1 in the next; px between), None where `other` does not go on."""
    tall, other_tall = box.bottom - box.top, other.bottom - other.top
    if min(tall, other_tall) <= 0 or max(tall, other_tall) > ALIKE * min(tall, other_tall):
        return None
    shared = min(box.bottom, other.bottom) - max(box.top, other.top)
    beside = other.left - box.right
    if 2 * shared >= min(tall, other_tall):
        fits = other.left > box.left and beside <= ONE_ROW_GAP * tall
        return (0, max(beside, 0)) if fits else None
    under = other.top - box.bottom
    overlap = min(box.right, other.right) - max(box.left, other.left)
    fits = other.top > box.top and under <= NEXT_ROW_GAP * other_tall and overlap > 0
    return (1, max(under, 0)) if fits else None
