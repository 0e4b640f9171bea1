"""Known labels in lines, each with the value that follows it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from adops.rules.package_ads.lines import Line

# a label of somebody else's number: 客户合同号 is not our 合同号
OTHERS = frozenset(
    ("客户", "媒体", "框架", "关联", "原", "旧", "主", "子", "甲方", "乙方", "我方", "对方")
)
AFTER = r" ?(?:[】\]] ?:?|:|\t)"
# a label that is not ours ends a value: `全国 电话:…`; an address keeps its `http://`
NOT_OURS = re.compile(r"(?:\A|[\s,;。|])[【\[]?[^\W\d_]{2,10} ?[】\]]?:(?!//)")
WORD_BEFORE = re.compile(r"[^\W\d_]*\Z")
LIST_NUMBER = re.compile(
    r"(?:\A|(?<=[\s,;。]))\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、)]\s*\Z"
)
BULLETS = " \t*•●■◆○□◇·※➢►▪_=#|【["
EDGES = " \t,;。、|·【[*"
OPEN_END = re.compile(r"[-‐‒–—―−~〜∼至到、/*×] ?\Z")
OPEN_START = re.compile(r"[、/]\w|[-‐‒–—―−~〜∼至到*×] ?\d")
WRAPPED_FROM = 60
"""Columns from which a line may be one that a mail program broke; a Chinese sign takes two."""


@dataclass(frozen=True, slots=True)
class Said:
    """`label` as the vocabulary has it and what stands behind it; `gap` says what lies between it
    and the label before: 0 nothing, 1 a line's end, 2 an empty line."""

    label: str
    value: str
    line: int
    gap: int


class Hit(NamedTuple):
    """A label within a line; its value begins at `end`."""

    label: str
    start: int
    end: int


class Vocabulary:
    """Labels to look for; blanks within one do not matter."""

    def __init__(self, labels: Iterable[str]) -> None:
        self.labels = frozenset(labels)
        longest_first = sorted(self.labels, key=lambda one: (-len(one), one))
        words = "|".join(" ?".join(map(re.escape, one)) for one in longest_first)
        self._pattern = re.compile(f"({words}){AFTER}")

    def hits(self, text: str) -> Iterator[Hit]:
        """The labels of a folded line in order. A line that is a label alone needs no colon."""
        alone = text.strip(BULLETS + "】]:").replace(" ", "")
        if alone in self.labels:
            yield Hit(alone, 0, len(text))
            return
        for found in self._pattern.finditer(text):
            before = WORD_BEFORE.search(text, max(0, found.start() - 12), found.start())
            if before is None or before[0] not in OTHERS:
                yield Hit(found[1].replace(" ", ""), found.start(), found.end())


def said_in(lines: Sequence[Line], vocabulary: Vocabulary) -> list[Said]:
    """Every known label of the lines in order. A value ends at the next label, at one that is not
    ours, or with its line; a line that a mail program broke is put together again."""
    read = [(line, list(vocabulary.hits(line.text))) for line in lines if line.text]
    reader = _Reader(column=_is_column(read))
    for line, hits in read:
        reader.take(line, hits)
    return [replace(one, value=cleaned(one.value)) for one in reader.found]


def cleaned(value: str) -> str:
    """Without what follows under a label that is not ours, and without signs at the edges."""
    other = NOT_OURS.search(value)
    return value[: other.start() if other else None].strip(EDGES)


def _is_column(read: list[tuple[Line, list[Hit]]]) -> bool:
    """Whether labels stand alone, each value under its label, as a table's cells come out."""
    labels = [(line, hit) for line, hits in read for hit in hits]
    alone = sum(hit.end == len(line.text) for line, hit in labels)
    return alone >= 2 and alone * 2 > len(labels)


class _Reader:
    """`above` is the line to whose last value the next may belong, None after other words."""

    def __init__(self, *, column: bool) -> None:
        self.found: list[Said] = []
        self.column = column
        self.above: Line | None = None
        self.labels_above: set[str] = set()
        self.number = 0
        self.gap = 1

    def take(self, line: Line, hits: list[Hit]) -> None:
        apart = line.number - self.number > 1
        self.gap = max(self.gap, 1 + apart)
        head = line.text[: hits[0].start] if hits else line.text
        if self._goes_on(head, hits, apart=apart):
            self.found[-1] = replace(self.found[-1], value=_joined(self.found[-1].value, head))
            self.above = line
        elif not hits:
            self.above = None
        if hits:
            self.found += _values(line, hits, self.gap)
            self.above, self.labels_above, self.gap = line, {hit.label for hit in hits}, 1
        self.number = line.number

    def _goes_on(self, head: str, hits: list[Hit], *, apart: bool) -> bool:
        """Whether `head`, what stands before the line's first label, ends the value above."""
        if self.above is None or not head.strip(BULLETS) or NOT_OURS.match(head):
            return False
        value = self.found[-1].value
        if not value:
            return self.column
        if apart:
            return False
        if OPEN_END.search(value) or OPEN_START.match(head):
            return True
        broken = bool(hits) and columns(self.above.raw) >= WRAPPED_FROM
        new_ad = hits and hits[0].label in self.labels_above
        return broken and not new_ad and LIST_NUMBER.search(head) is None


def columns(text: str) -> int:
    """How wide a line is on a screen that gives a Chinese sign two places."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _values(line: Line, hits: list[Hit], gap: int) -> Iterator[Said]:
    """The labels of one line with what stands between each and the next."""
    for place, hit in enumerate(hits):
        following = hits[place + 1].start if place + 1 < len(hits) else None
        value = line.text[hit.end : following].strip()
        if following is not None:
            value = LIST_NUMBER.sub("", value)
        yield Said(hit.label, value, line.number, 0 if place else gap)


def _joined(value: str, head: str) -> str:
    """Chinese is broken anywhere, other words between words."""
    head = head.strip()
    between = " " if (value[-1:] + head[:1]).isascii() and (value[-1:] + head[:1]).isalpha() else ""
    return value + between + head
