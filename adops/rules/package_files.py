"""Which of a mail's files are an ad's, and which part of its form each is (rules.md §12)."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from adops.domain.code import folded
from adops.domain.package_ad import AdProblem, PackageAd
from adops.domain.slot import PartSpec
from adops.rules.package_ads.lines import fold, lines_of
from adops.rules.package_ads.size import CHAIN
from adops.rules.package_match import plain_name

ORDINAL = re.compile(r"^\D{0,4}?0*(\d{1,2})(?!\d)")
# what a file's name says of the part it is, in any case
PART_WORDS: Mapping[str, tuple[str, ...]] = {
    "main": ("主", "main"),
    "left": ("左", "left"),
    "right": ("右", "right"),
    "mini": ("小", "mini"),
    "back": ("背", "反面", "back"),
    "expanded": ("展开", "expanded"),
    "second": ("二", "second"),
    "third": ("三", "third"),
    "replay": ("重播", "replay"),
}
MAIN = "main"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An ad that waits for its files: `number` from 1 in the mail's order, `parts` of its form."""

    number: int
    contract_no: str
    slot_code: str
    slot_name: str
    parts: tuple[PartSpec, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A file of the mail as measured: size in px, None where it has none; `said`: the numbers of
    the ads whose blocks name it."""

    name: str
    width: int | None = None
    height: int | None = None
    said: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fit:
    """The ad a file is for, by its place among the wanted, and the part it is; no ad, or no part of
    it: a code why."""

    wanted: int | None
    part: str | None = None
    code: str = "file.taken"


def match_files(wanted: Sequence[Wanted], offered: Sequence[Offered]) -> list[Fit]:
    """For each file the ad whose block names it, else the one that has a part of its size, among
    several the one whose slot, contract or number its name says. Of a form of several parts the one
    of its size, among several the one that its name says. Two files for one part are left to a
    person."""
    fits = [_fit(wanted, one) for one in offered]
    claimed = Counter((one.wanted, one.part) for one in fits)
    return [
        replace(one, part=None, code="file.two")
        if one.part and claimed[one.wanted, one.part] > 1
        else one
        for one in fits
    ]


def named_in(
    text: str, entries: Sequence[PackageAd], problems: Sequence[AdProblem], names: Collection[str]
) -> dict[str, frozenset[int]]:
    """By a file's name the lines of the ads whose blocks have it, in any case, blanks aside."""
    starts = sorted({one.line for one in entries} | {one.line for one in problems})
    found: dict[str, set[int]] = {one: set() for one in names}
    for line in lines_of(text):
        above = [start for start in starts if start <= line.number]
        said = _plain(line.text)
        for name in found if above else ():
            if _stands(_plain(fold(name)), said):
                found[name].add(above[-1])
    return {name: frozenset(lines) for name, lines in found.items()}


def _plain(words: str) -> str:
    return "".join(words.split()).casefold()


def _stands(name: str, said: str) -> bool:
    """Whole: `1.png` is not in `11.png`."""
    whole = rf"(?<![0-9a-z_-]){re.escape(name)}(?![0-9a-z])"
    return bool(name) and re.search(whole, said) is not None


def _fit(wanted: Sequence[Wanted], file: Offered) -> Fit:
    by_size = {place for place, one in enumerate(wanted) if _has_size(one, file)}
    by_name = {place for place, one in enumerate(wanted) if _says(one, file.name)}
    by_text = {place for place, one in enumerate(wanted) if one.number in file.said}
    found = by_text & by_size or by_text or by_size & by_name or by_size or by_name
    if len(found) > 1:
        number = ORDINAL.match(fold(file.name))
        found = {place for place in found if number and wanted[place].number == int(number[1])}
        if not found:
            return Fit(None, code="file.several")
    if not found:
        return Fit(None, code="file.no_ad")
    place = found.pop()
    part = _part(wanted[place], file)
    return Fit(place, part) if part else Fit(place, code="file.which_part")


def _part(one: Wanted, file: Offered) -> str | None:
    if len(one.parts) == 1:
        return one.parts[0].part
    of_size = {part.part for part in one.parts if _is_of_size(part, file)}
    said = _plain(fold(file.name)).replace(plain_name(one.slot_name), "")
    of_name = {
        part.part
        for part in one.parts
        if any(word in said for word in PART_WORDS.get(part.part, ()))
    }
    found = of_size & of_name or of_size or of_name
    return found.pop() if len(found) == 1 else None


def _has_size(one: Wanted, file: Offered) -> bool:
    return any(_is_of_size(part, file) for part in one.parts)


def _is_of_size(part: PartSpec, file: Offered) -> bool:
    if file.width and file.height:
        return (file.width, file.height) == (part.width, part.height)
    sizes = [tuple(map(int, re.findall(r"\d+", said[0]))) for said in CHAIN.finditer(file.name)]
    return (part.width, part.height) in sizes


def _says(one: Wanted, name: str) -> bool:
    said, plain = folded(name), plain_name(name)
    return any(
        (
            one.slot_code and one.slot_code in said,
            one.contract_no and one.contract_no in said,
            len(plain_name(one.slot_name)) > 1 and plain_name(one.slot_name) in plain,
        )
    )
