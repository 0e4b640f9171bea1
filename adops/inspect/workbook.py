"""A workbook's bytes → the cells of its first sheet. Decides nothing about them.

What it refuses is what cannot be looked into, or would not end: bytes that are no .xlsx, one that
unpacks to more than a sheet can need, XML with entities of its own. `why` is a word of `OLD`,
`OTHER`, `DAMAGED`, `HIDDEN`, `LOCKED`, `ENTITIES`, `WIDE`.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from adops.domain.sheet import HEADER_ROW, Cell, RawSheet, Unreadable
from adops.errors import AdopsError, InputError, TooLargeError

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ENTRIES = 5_000
MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_CELLS = MOST_ROWS * MOST_COLUMNS  # the empty ones that have a format too
OLD, OTHER, DAMAGED, HIDDEN = "old", "other", "damaged", "hidden"
LOCKED, ENTITIES, WIDE = "locked", "entities", "wide"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and an .xlsx with a password
ARCHIVE = b"PK"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+(?::[A-Z]+\d+)?)"')
DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
CHUNK = 1 << 20
KEPT = 512
FORMULA, FAULT = "f", "e"


def read_workbook(data: bytes, *, name: str) -> RawSheet:
    """The first visible sheet. `name` is the file's, for errors.

    Raises TooLargeError `workbook.too_large`, InputError `workbook.unreadable`,
    `workbook.too_many_rows`, `workbook.too_many_cells`.
    """
    if len(data) > MOST_BYTES:
        raise TooLargeError("workbook.too_large", file=name, bytes=len(data), most=MOST_BYTES)
    if not data.startswith(ARCHIVE):
        raise _unreadable(name, OLD if data.startswith(COMPOUND) else OTHER)
    try:
        _look_into(data, name)
        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
        if not sheets or not isinstance(sheets[0], ReadOnlyWorksheet):
            raise _unreadable(name, HIDDEN)
        sheet: Any = sheets[0]
        rows, formulas = _cells(sheet, name)
        if formulas:
            _work_out(data, sheet.title, rows, formulas)
        headers = tuple(rows.pop(HEADER_ROW, ()))
        merged = tuple(_merged(data, sheet._worksheet_path))
    except AdopsError:
        raise
    except Exception as error:
        # A damaged archive or part raises whatever its reader raises: all mean the same here.
        raise _unreadable(name, DAMAGED) from error
    return RawSheet(sheet.title, headers, {row: tuple(one) for row, one in rows.items()}, merged)


def _unreadable(name: str, why: str) -> InputError:
    return InputError("workbook.unreadable", file=name, why=why)


def _look_into(data: bytes, name: str) -> None:
    """Held before anything is unpacked; zipfile never gives more than a header promised."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise _unreadable(name, DAMAGED)
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MOST_UNPACKED:
            raise TooLargeError("workbook.too_large", file=name, bytes=unpacked, most=MOST_UNPACKED)
        if any(entry.flag_bits & 1 for entry in entries):
            raise _unreadable(name, LOCKED)
        for entry in entries:
            if _declares(archive, entry):
                raise _unreadable(name, ENTITIES)


def _declares(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    with archive.open(entry) as part:
        return DECLARED.search(part.read(KEPT)) is not None


def _cells(sheet: Any, name: str) -> tuple[dict[int, list[Cell]], list[tuple[int, int]]]:
    """Rows that are not blank, the headers among them, and the places of formulas."""
    sheet.reset_dimensions()
    rows: dict[int, list[Cell]] = {}
    formulas: list[tuple[int, int]] = []
    seen = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        seen += len(cells)
        if seen > MOST_CELLS:
            raise InputError("workbook.too_many_cells", file=name, most=MOST_CELLS)
        values = _trimmed([_value(cell) for cell in cells])
        if len(values) > MOST_COLUMNS:
            raise _unreadable(name, WIDE)
        if not values:
            continue
        rows[number] = values
        formulas += [
            (number, place) for place, cell in enumerate(cells) if cell.data_type == FORMULA
        ]
        if len(rows) > MOST_ROWS + 1:
            raise InputError("workbook.too_many_rows", file=name, most=MOST_ROWS)
    return rows, formulas


def _value(cell: Any) -> Cell:
    if cell.data_type == FAULT:
        return Unreadable("cell.fault", str(cell.value))
    if cell.data_type == FORMULA:
        return Unreadable("cell.formula", str(cell.value))
    found = cell.value
    if found is None or isinstance(found, str | int | float | bool):
        return found
    return found if hasattr(found, "isoformat") else Unreadable("cell.fault", str(found))


def _is_filled(value: Cell) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def _trimmed(values: list[Cell]) -> list[Cell]:
    last = max((place for place, value in enumerate(values) if _is_filled(value)), default=-1)
    return values[: last + 1]


def _work_out(
    data: bytes, title: str, rows: dict[int, list[Cell]], formulas: list[tuple[int, int]]
) -> None:
    """Puts in what Excel worked out when the file was saved; a formula without stays unreadable."""
    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    wanted: dict[int, list[int]] = {}
    for number, place in formulas:
        wanted.setdefault(number, []).append(place)
    sheet: Any = book[title]
    sheet.reset_dimensions()
    last = max(wanted)
    for number, cells in enumerate(sheet.iter_rows(max_row=last), 1):
        for place in wanted.get(number, ()):
            value = _value(cells[place]) if place < len(cells) else None
            if value is not None and place < len(rows[number]):
                rows[number][place] = value


def _merged(data: bytes, part: str) -> Iterator[str]:
    """Ranges merged in the sheet's own XML: openpyxl's reading row by row does not tell them."""
    seen: set[bytes] = set()
    tail = b""
    with zipfile.ZipFile(BytesIO(data)) as archive, archive.open(part) as xml:
        while chunk := xml.read(CHUNK):
            for found in MERGED.finditer(tail + chunk):
                if found[1] not in seen:
                    seen.add(found[1])
                    yield found[1].decode("ascii")
            tail = chunk[-KEPT:]
