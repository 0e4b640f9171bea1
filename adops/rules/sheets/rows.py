"""A sheet's headers and rows against its columns: values by column, and every error at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adops.domain.code import folded
from adops.domain.sheet import ERROR_COLUMN, HEADER_ROW, Cell, RawSheet, RowError, Unreadable
from adops.rules.sheets.cells import CellTrouble, is_blank
from adops.rules.sheets.columns import Column


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row that could be read, by column; an empty cell is None, `given` are all columns."""

    row: int
    values: Mapping[str, Any]
    given: frozenset[str]

    def text(self, column: str) -> str:
        """The words of a cell, empty where there are none."""
        return self.values.get(column) or ""

    def error(self, column: str, code: str, *, refused: bool = False, **facts: Any) -> RowError:
        """An error of this row."""
        return RowError(self.row, column, code, facts, refused)


def read_rows(
    sheet: RawSheet, columns: Sequence[Column]
) -> tuple[tuple[ReadRow, ...], tuple[RowError, ...]]:
    """The rows in order, or what is wrong; with a wrong header no row is read.

    A merged range is an error: all but its first cell would silently be empty.
    """
    names = {folded(name): name for name in (*(one.name for one in columns), ERROR_COLUMN)}
    headers = [_header(cell, names) for cell in sheet.headers]
    errors = [
        *(RowError(HEADER_ROW, "", "sheet.merged", {"range": one}) for one in sheet.merged),
        *_header_errors(sheet, headers, columns),
    ]
    if errors:
        return (), tuple(errors)
    known = {column.name: column for column in columns}
    placed = [(place, known[name]) for place, name in enumerate(headers) if name in known]
    rows: list[ReadRow] = []
    for number, cells in sorted(sheet.rows.items()):
        row, wrong = _read_row(number, cells, placed)
        errors.extend(wrong)
        if not wrong:
            rows.append(row)
    return tuple(rows), tuple(errors)


def _header(cell: Cell, names: Mapping[str, str]) -> str:
    """The column a header means, whatever its width and case; else the header as it stands."""
    if is_blank(cell):
        return ""
    text = _shown(cell).strip().rstrip("*").strip()
    return names.get(folded(text), text)


def _shown(cell: Cell) -> str:
    return cell.text if isinstance(cell, Unreadable) else str(cell)


def _header_errors(
    sheet: RawSheet, headers: Sequence[str], columns: Sequence[Column]
) -> list[RowError]:
    known = {column.name for column in columns} | {ERROR_COLUMN}
    named = [name for name in headers if name]
    errors = [RowError(HEADER_ROW, name, "column.unknown") for name in named if name not in known]
    twice = sorted({name for name in named if named.count(name) > 1})
    errors += [RowError(HEADER_ROW, name, "column.twice") for name in twice]
    errors += [
        RowError(HEADER_ROW, column.name, "column.missing")
        for column in columns
        if column.required and column.name not in headers
    ]
    for number, cells in sorted(sheet.rows.items()):
        nameless = [
            place for place, cell in enumerate(cells)
            if not is_blank(cell) and (place >= len(headers) or not headers[place])
        ]  # fmt: skip
        errors += [
            RowError(number, letter(place), "column.nameless", {"value": _shown(cells[place])})
            for place in nameless
        ]
    return errors


def _read_row(
    number: int, cells: Sequence[Cell], placed: Sequence[tuple[int, Column]]
) -> tuple[ReadRow, list[RowError]]:
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    for place, column in placed:
        cell = cells[place] if place < len(cells) else None
        if is_blank(cell):
            values[column.name] = None
            if column.filled:
                errors.append(RowError(number, column.name, "cell.empty"))
            continue
        try:
            values[column.name] = column.read(cell)
        except CellTrouble as trouble:
            errors.append(RowError(number, column.name, trouble.code, trouble.facts))
    return ReadRow(number, values, frozenset(values)), errors


def letter(place: int) -> str:
    """Excel's letters of a column, from 0: A, B … Z, AA."""
    found = ""
    while place >= 0:
        found = chr(ord("A") + place % 26) + found
        place = place // 26 - 1
    return found


def twice(rows: Sequence[Any], key: Callable[[Any], Any], column: str) -> list[RowError]:
    """An error for each row whose natural key an earlier row has."""
    first: dict[Any, int] = {}
    errors: list[RowError] = []
    for row in rows:
        if key(row) in first:
            facts = {"first": first[key(row)]}
            errors.append(RowError(row.row, column, "row.twice", facts))
        first.setdefault(key(row), row.row)
    return errors
