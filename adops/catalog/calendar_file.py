"""The schema and checks of `calendar/<year>.yaml` (rules.md §2)."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PrivateAttr, StringConstraints

from adops.catalog.strict import Strict, read_yaml
from adops.domain.calendar import SATURDAY
from adops.errors import InputError

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DECEMBER = 12


def _iso_day(word: Any) -> date:
    if not isinstance(word, str) or not ISO_DAY.fullmatch(word):
        raise ValueError("a date is YYYY-MM-DD")
    return date.fromisoformat(word)


IsoDay = Annotated[date, BeforeValidator(_iso_day)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Block(Strict):
    """Days off as the notice lists them, `first` and `last` included."""

    name: Word
    first: IsoDay
    last: IsoDay

    def days(self) -> list[date]:
        """Each day of the block."""
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]


class YearFile(Strict):
    """One year's notice."""

    year: int
    notice: Word
    blocks: tuple[Block, ...] = Field(min_length=1)
    workdays: tuple[IsoDay, ...] = ()
    _path: str = PrivateAttr(default="")

    def holidays(self) -> dict[date, str]:
        """Every day of every block, by the block's name."""
        return {on: block.name for block in self.blocks for on in block.days()}

    def refuse(self, key: str, why: str) -> InputError:
        """The error that names this file and one of its keys."""
        return InputError("config.invalid", file=self._path, key=key, why=why)


def read_year(path: Path) -> YearFile:
    """One checked year. Raises InputError naming file and key (`config.invalid`)."""
    found = read_yaml(path, YearFile)
    found._path = str(path)
    if path.name != f"{found.year}.yaml":
        raise found.refuse("year", f"the file of {found.year} is named {found.year}.yaml")
    _check_blocks(found)
    _check_workdays(found)
    return found


def _check_blocks(found: YearFile) -> None:
    for number, block in enumerate(found.blocks):
        if block.last < block.first:
            raise found.refuse(f"blocks.{number}.last", f"{block.last} is before {block.first}")
        for key, on in (("first", block.first), ("last", block.last)):
            if not _of_notice(on, found.year):
                raise found.refuse(f"blocks.{number}.{key}", f"{on} is not of {found.year}")
        for other in found.blocks[:number]:
            if block.first <= other.last and other.first <= block.last:
                raise found.refuse(f"blocks.{number}", f"overlaps {other.name}")


def _check_workdays(found: YearFile) -> None:
    off = found.holidays()
    for number, on in enumerate(found.workdays):
        key = f"workdays.{number}"
        if not _of_notice(on, found.year):
            raise found.refuse(key, f"{on} is not of {found.year}")
        if on.weekday() < SATURDAY:
            raise found.refuse(key, f"{on} is no Saturday or Sunday")
        if on in off:
            raise found.refuse(key, f"{on} lies in {off[on]}")
        if on in found.workdays[:number]:
            raise found.refuse(key, f"{on} is given twice")


def _of_notice(on: date, year: int) -> bool:
    """A notice speaks of its year, and of the December before when 元旦 begins there."""
    return on.year == year or (on.year == year - 1 and on.month == DECEMBER)


def check_together(files: Sequence[YearFile]) -> None:
    """Two years' files do not contradict each other in the December they may share."""
    off = {file.year: file.holidays() for file in files}
    at_work = {file.year: frozenset(file.workdays) for file in files}
    for file in files:
        before = file.year - 1
        for number, block in enumerate(file.blocks):
            days = block.days()
            if any(on in off.get(before, ()) or on in at_work.get(before, ()) for on in days):
                raise file.refuse(f"blocks.{number}", f"contradicts {before}.yaml")
        for number, on in enumerate(file.workdays):
            if on in off.get(before, ()):
                raise file.refuse(f"workdays.{number}", f"contradicts {before}.yaml")
