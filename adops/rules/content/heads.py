"""What a pattern can begin with, so that it is only tried where one of these stands.

Reads a folded pattern (`patterns.folded_pattern`) as far as its first few characters are certain.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

LONGEST = 4  # characters of a head
MOST = 1000  # heads of a pattern
TOKEN = re.compile(
    r"(?P<look>\(\?[=!])|(?P<group>\(\?:|\((?!\?))|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<set>\[(?!\^)(?:\\.|[^\]\\])+\])|(?P<many>[+*?]\??|\{\d+(?:,\d*)?\}\??)"
    r"|(?P<escaped>\\[^A-Za-z0-9])|(?P<letter>[^\\^$.\[\](){}|?*+])|(?P<unknown>.)",
    re.DOTALL,
)
RANGE = re.compile(r"(\\.|[^\\])-(\\.|[^\\])|(\\.|[^\\])", re.DOTALL)
SHORTHAND = re.compile(r"\\[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Head:
    """Characters it begins with; `whole` when they are all of what was read."""

    text: str
    whole: bool = True


Heads = frozenset[Head]
EMPTY: Heads = frozenset({Head("")})
UNKNOWN: Heads = frozenset({Head("", whole=False)})


def heads_of(source: str) -> frozenset[str] | None:
    """The strings one of which every match begins with, none of them the beginning of another;
    None where that can't be told."""
    tokens = [(found.lastgroup or "", found.group()) for found in TOKEN.finditer(source)]
    found = {head.text for head in _ways(iter([*tokens, ("close", "")]))}
    if "" in found:
        return None
    return frozenset(
        head for head in found if not any(head[:end] in found for end in range(1, len(head)))
    )


def _ways(tokens: Iterator[tuple[str, str]]) -> Heads:
    """Up to the group's end: what stands before, between and after its bars."""
    ways: set[Head] = set()
    done: list[Heads] = []
    for kind, text in tokens:
        if kind in {"bar", "close"}:
            ways |= _joined(done)
            done = []
            if kind == "close":
                break
        elif kind == "many":
            done[-1] = _repeated(done[-1], text)
        else:
            done.append(_atom(kind, text, tokens))
    return frozenset(ways)


def _atom(kind: str, text: str, tokens: Iterator[tuple[str, str]]) -> Heads:
    if kind == "letter":
        return frozenset({Head(text)})
    if kind == "escaped":
        return frozenset({Head(text[1:])})
    if kind == "set":
        return _of_set(text[1:-1])
    if kind == "group":
        return _ways(tokens)
    if kind == "look":
        _ways(tokens)
        return EMPTY
    return UNKNOWN


def _of_set(inside: str) -> Heads:
    letters: set[str] = set()
    for first, last, one in RANGE.findall(inside):
        least, most = ord((one or first)[-1]), ord((one or last)[-1])
        if most - least > MOST or SHORTHAND.match(one):
            return UNKNOWN
        letters.update(chr(point) for point in range(least, most + 1))
    return frozenset(Head(letter) for letter in letters)


def _repeated(heads: Heads, how: str) -> Heads:
    """`?` may leave it out; what can come again may go on in any way."""
    once = how.startswith("?")
    again = frozenset(Head(head.text, head.whole and once) for head in heads)
    return again | EMPTY if how[0] in "?*" or how.startswith("{0") else again


def _joined(parts: list[Heads]) -> Heads:
    heads = EMPTY
    for part in parts:
        longer = frozenset(
            _cut(head, after) if head.whole else head for head, after in product(heads, part)
        )
        if len(longer) > MOST:
            return frozenset(Head(head.text, whole=False) for head in heads)
        heads = longer
    return heads


def _cut(head: Head, after: Head) -> Head:
    text = head.text + after.text
    return Head(text[:LONGEST], after.whole and len(text) < LONGEST)
