"""What a workbook shows, as data: sheets of blocks, blocks of columns over rows.

Rows are built first and know nothing of this; a column says how a row becomes a cell. Nothing here
writes a file: `reports.workbook` does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

R = TypeVar("R")

Cell = str | int | float | Decimal | date | datetime | None


class Format(StrEnum):
    """How a cell is written and aligned. Aware datetimes are shown on Shanghai's wall clock."""

    TEXT = "text"  # left, wrapped
    CENTER = "center"  # centred, wrapped
    CODE = "code"  # centred, never taken for a number
    NUMBER = "number"  # 1,234
    COUNT = "count"  # 12, centred
    BYTES = "bytes"  # 1,234, a size in bytes
    MONEY = "money"  # 1,234.00; the value is 元 as Decimal
    PERCENT = "percent"  # 97.5 %; the value is 0..1
    DAY = "day"  # 2026-11-20
    TIME = "time"  # 2026-11-20 16:00
    SECOND = "second"  # 2026-11-20 16:00:00


class Tone(StrEnum):
    """A cell's colour; never the only sign: the word in the cell says the same."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    MUTED = "muted"
    STRONG = "strong"
    RED = "red"  # the letters alone


def _plain(_row: Any) -> Tone:
    return Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column. `width` in characters of the default font (a Chinese one takes two).

    Neighbours with the same `group` share a merged head. `span` lays the column over that many
    columns of the sheet's grid, so that blocks of different shapes share one sheet; its `width` is
    then divided among them. `total` adds the column up below the rows.
    """

    title: str
    width: float
    value: Callable[[R], Cell]
    format: Format = Format.TEXT
    group: str = ""
    tone: Callable[[R], Tone] = _plain
    span: int = 1
    total: bool = False


@dataclass(frozen=True, slots=True)
class Block(Generic[R]):
    """Rows under one head. `empty` is said in their place when there are none.

    `heading` names the block; `total` labels the sum line ("" writes none).
    """

    columns: Sequence[Column[R]]
    rows: Sequence[R]
    heading: str = ""
    empty: str = "无"
    total: str = ""

    @property
    def grid(self) -> int:
        """How many columns of the sheet it takes."""
        return sum(column.span for column in self.columns)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title over everything, lines below it, blocks, and a row of names to sign.

    `name` is the tab's (at most 31 characters). `lines` are set small under the title, `notes`
    after the last block. Columns are as wide as the first block that reaches them says; the
    first `frozen` ones stay where one scrolls.
    """

    name: str
    title: str
    blocks: Sequence[Block[Any]]
    lines: Sequence[str] = ()
    notes: Sequence[str] = ()
    sign_off: Sequence[str] = ()
    landscape: bool = True
    frozen: int = 0

    @property
    def grid(self) -> int:
        """How many columns the widest block takes."""
        return max((block.grid for block in self.blocks), default=1)


def widths(sheet: Sheet) -> list[float]:
    """The width of every grid column: a block's own where no earlier block has said one."""
    found: list[float] = []
    for block in sheet.blocks:
        grid: list[float] = []
        for column in block.columns:
            grid += [column.width / column.span] * column.span
        found += grid[len(found) :]
    return found or [20.0]
