"""The copy of a refused sheet: as it was, with a 错误 column that says what to mend."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from adops.domain.sheet import ERROR_COLUMN, HEADER_ROW, RawSheet, RowError
from adops.errors import OutsideError
from adops.flows.named_file import whole_file
from adops.phrases.sheet import message

WIDTH = 60
RED = "FFC00000"
PALE = PatternFill("solid", fgColor="FFFDE9E7")
THIN = Side(style="thin", color="FFBFBFBF")


def refused_copy(
    data: bytes, errors: Sequence[RowError], *, name: str, sheet: RawSheet, out: Path
) -> Path:
    """Writes `<name>-错误.xlsx` into `out` and gives its path; a wrong cell is tinted.

    Raises OutsideError `file.unwritable`.
    """
    book = load_workbook(BytesIO(data), keep_links=False)
    page: Any = book[sheet.title]
    place = _place(sheet)
    told: dict[int, list[str]] = {}
    for error in errors:
        head = f"{error.column}：" if error.column else ""
        told.setdefault(error.row, []).append(head + message(error))
        _tint(page, sheet, error)
    _write(page, HEADER_ROW, place, ERROR_COLUMN, bold=True)
    for row in range(HEADER_ROW + 1, max([page.max_row, *told]) + 1):
        page.cell(row, place).value = None
    for row, sentences in told.items():
        column = place if row != HEADER_ROW else place + 1
        _write(page, row, column, "\n".join(sentences), bold=False)
    letter = page.cell(HEADER_ROW, place).column_letter
    page.column_dimensions[letter].width = WIDTH
    target = out / f"{Path(name).stem}-{ERROR_COLUMN}.xlsx"
    _save(book, target)
    return target


def _place(sheet: RawSheet) -> int:
    """The column (from 1) for the errors: the one of an earlier copy, else behind the last."""
    for place, header in enumerate(sheet.headers, start=1):
        if isinstance(header, str) and header.strip() == ERROR_COLUMN:
            return place
    return max([len(sheet.headers), *(len(cells) for cells in sheet.rows.values())]) + 1


def _tint(page: Any, sheet: RawSheet, error: RowError) -> None:
    for place, header in enumerate(sheet.headers, start=1):
        if error.column and str(header).strip() == error.column:
            cell = page.cell(error.row, place)
            # the other cells of a merged range are no cells of their own
            if hasattr(cell, "fill") and type(cell).__name__ == "Cell":
                cell.fill = PALE


def _write(page: Any, row: int, column: int, text: str, *, bold: bool) -> None:
    cell = page.cell(row, column)
    cell.value = text
    cell.data_type = "s"  # a value that begins with = stays text
    cell.font = Font(bold=bold, color=RED)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def _save(book: Any, target: Path) -> None:
    with whole_file(target, trouble=OutsideError) as file:
        book.save(file)
