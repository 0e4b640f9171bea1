"""Disguised spellings undone: full-width, traditional, upper case, invisible characters.

What comes out can be searched, and every place in it leads back to the words as written.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from functools import cached_property

HAN = "\u3400-\u9fff"
"""The inside of a character class: Chinese characters."""

BREAK = "\x00"
"""Between lines that do not go on: nothing is met across it."""

STANDS = frozenset("㎡，。" + BREAK)  # frequent, and known to the patterns as they are
STABLE = (
    r" -@\[\]_a-~\n，。、“”㎡·"  # inside of a class: with most Chinese characters, never changed
)
HANS = range(0x4E00, 0xA000)
INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cn", "Cs"})
FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
LINE_ENDS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
SPACES = frozenset({"Zs", "Cc"})
SYMBOLS = frozenset({"So", "Sk", "Co"})
SYMBOL = "·"
MANY = 60  # different characters to change: from here on one pass over all is quicker


class Folding:
    """One character → what it is searched as; worked out once a character."""

    def __init__(self, characters: Mapping[str, str]) -> None:
        self._characters = characters
        self._changing = re.compile(f"[^{STABLE}{_ranges(HANS, characters)}]")
        self._known = _Known(self._worked_out)

    def of(self, letter: str) -> str:
        """ "" for one that nobody sees, several for a ligature; folded once more it stays."""
        return self._known[ord(letter)]

    def fold(self, text: str) -> "Folded":
        """The whole text folded."""
        may = set(self._changing.findall(text))
        changed = [letter for letter in may if self.of(letter) != letter]
        folded = text
        if len(changed) > MANY:
            folded = text.translate(self._known)
        else:
            for letter in changed:
                folded = folded.replace(letter, self.of(letter))
        return Folded(folded, text, self, all(len(self.of(letter)) == 1 for letter in changed))

    def _worked_out(self, letter: str) -> str:
        known, plain = letter, self._step(letter)
        while plain != known:
            known, plain = plain, "".join(self._step(one) for one in plain)
        return plain

    def _step(self, letter: str) -> str:
        if letter in STANDS:
            return letter
        if letter in LINE_ENDS:
            return "\n"
        category = unicodedata.category(letter)
        if category in INVISIBLE or letter in FILLERS:
            return ""
        if category in SPACES:
            return " "
        plain = unicodedata.normalize("NFKC", letter).lower()
        if plain == letter and category in SYMBOLS:
            return SYMBOL
        return "".join(self._characters.get(one, one) for one in plain)


def _ranges(points: range, without: Collection[str]) -> str:
    """These code points without some, as the inside of a class."""
    left = sorted({*map(ord, without), points.stop})
    made, start = [], points.start
    for point in left:
        if points.start <= point <= points.stop:
            if start < point:
                made.append(f"{chr(start)}-{chr(point - 1)}")
            start = point + 1
    return "".join(made)


class _Known(dict[int, str]):
    def __init__(self, work_out: Callable[[str], str]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, point: int) -> str:
        self[point] = found = self._work_out(chr(point))
        return found


class Folded:
    """A folded text that knows where each of its characters was written."""

    def __init__(self, text: str, written: str, folding: Folding, even: bool) -> None:
        self.text = text
        self._written = written
        self._folding = folding
        self._even = even  # one character for each as written

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters [start, end) stand in the text as written; not empty."""
        if self._even:
            return start, end
        return self._origin[start], self._origin[end - 1] + 1

    @cached_property
    def _origin(self) -> list[int]:
        of = self._folding.of
        return [index for index, letter in enumerate(self._written) for _ in of(letter)]
