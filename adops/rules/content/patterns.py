"""The list's words and patterns made ready for folded text.

A pattern is folded like the text it is held against; `\\d` are the digits 0–9, at most twelve in a
row; a negated class (`[^，。]`) never runs over the end of a line.
"""

import re
from collections.abc import Iterable, Mapping

from adops.rules.content.fold import BREAK, Folding

PIECE = re.compile(r"\\.|\[\^|.", re.DOTALL)
REFERENCE = re.compile(r"(?<!\\)\\[1-9]|\(\?P[=<]")
DIGITS = 12
NOTHING = r"(?!)"
NO_LETTER = "\\x01"
RUNS = {"+": f"{{1,{DIGITS}}}", "*": f"{{0,{DIGITS}}}"}
Branches = dict[str, "Branches"]


def folded_pattern(source: str, folding: Folding) -> str:
    """The pattern's source for folded text. Raises ValueError where a class cannot be folded."""
    made: list[str] = []
    inside = False
    for piece in PIECE.findall(source):
        if piece in {"[", "[^"} and not inside:
            inside = True
            made.append(piece if piece == "[" else f"[^\n{BREAK}")
        elif piece == "]" and inside:
            inside = False
            made.append(piece)
        elif made and piece in RUNS and made[-1] == "[0-9]":
            made.append(RUNS[piece])
        else:
            made.append(_piece(piece, inside, folding))
    return "".join(made)


def _piece(piece: str, inside: bool, folding: Folding) -> str:
    if piece == r"\d":
        return "0-9" if inside else "[0-9]"
    if piece.startswith("\\"):
        return piece
    if piece.isascii():
        return piece.lower()
    folded = folding.of(piece)
    if inside and len(folded) != 1:
        raise ValueError(f"{piece!r} can't stand inside [ ]: write it outside, with |")
    return re.escape(folded) if folded.isascii() else folded


def compiled(source: str, folding: Folding) -> re.Pattern[str]:
    """Raises ValueError for what is no pattern, refers back, or matches where nothing stands."""
    try:
        pattern = re.compile(f"(?:{folded_pattern(source, folding)})")
    except re.error as error:
        raise ValueError(f"no pattern: {error}") from error
    if REFERENCE.search(source):
        raise ValueError("a pattern can't refer to its own groups")
    if pattern.match(""):
        raise ValueError("the pattern matches where no words are")
    return pattern


def any_of(words: Iterable[str]) -> str:
    """A pattern that finds the longest of the words at the first place where one stands."""
    tree: Branches = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree)


def everywhere(words: Iterable[str]) -> re.Pattern[str]:
    """Finds every place where a word begins; group 1 is the longest one there.

    Takes one character at a time and looks back at it: so it hurries along the text by the words'
    first characters and their second ones, and reads a word only where both fit.
    """
    known = list(words)
    first = _inside(word[0] for word in known)
    lone = _inside(word for word in known if len(word) == 1)
    second = _inside(word[1] for word in known if len(word) > 1)
    fits = f"(?:(?<=[{lone}])|(?=[{second}]))"
    return re.compile(f"[{first}]{fits}(?<=(?=({any_of(known) or NOTHING}))[{first}])")


def _inside(letters: Iterable[str]) -> str:
    """The inside of a class; of none, one that no text has."""
    return "".join(map(re.escape, sorted(set(letters)))) or NO_LETTER


def _branches(node: Mapping[str, "Branches"]) -> str:
    ways = [re.escape(letter) + _branches(next_) for letter, next_ in node.items() if letter]
    if not ways:
        return ""
    group = f"(?:{'|'.join(ways)})" if len(ways) > 1 or "" in node else ways[0]
    return f"{group}?" if "" in node else group
