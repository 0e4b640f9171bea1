"""Sheets as data → the bytes of an .xlsx that a person would send and print.

The same sheets and the same `created` give the same bytes, so that a file can be kept by its hash.
Every text is written as text: no cell of a client's becomes a formula or a link.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from adops.domain.period import local
from reports.columns import Block, Cell, Column, Format, Sheet, Tone, widths

A4 = 9
FONT = "微软雅黑"
BODY_SIZE, TITLE_SIZE, SMALL_SIZE = 10, 16, 9
LINE_HEIGHT, TITLE_HEIGHT = 16.5, 34.0
BORDER = "#8A94A6"
HEAD_FILL, BLOCK_FILL, TOTAL_FILL = "#DCE6F4", "#F1F4F9", "#F7F7F2"
TONES: dict[Tone, dict[str, Any]] = {
    Tone.PLAIN: {},
    Tone.GOOD: {"bg_color": "#E3F4E6", "font_color": "#1B6B2E"},
    Tone.WARN: {"bg_color": "#FFF4D6", "font_color": "#7A5300"},
    Tone.BAD: {"bg_color": "#FCE1DF", "font_color": "#A31B12"},
    Tone.MUTED: {"bg_color": "#F2F2F2", "font_color": "#5F6672"},
    Tone.STRONG: {"bold": True},
    Tone.RED: {"font_color": "#C00000"},
}
FORMATS: dict[Format, dict[str, Any]] = {
    Format.TEXT: {"align": "left"},
    Format.CENTER: {"align": "center"},
    Format.CODE: {"align": "center", "num_format": "@"},
    Format.NUMBER: {"align": "right", "num_format": "#,##0"},
    Format.COUNT: {"align": "center", "num_format": "0"},
    Format.BYTES: {"align": "right", "num_format": "#,##0"},
    Format.MONEY: {"align": "right", "num_format": "#,##0.00"},
    Format.PERCENT: {"align": "right", "num_format": "0.0%"},
    Format.DAY: {"align": "center", "num_format": "yyyy-mm-dd"},
    Format.TIME: {"align": "center", "num_format": "yyyy-mm-dd hh:mm"},
    Format.SECOND: {"align": "center", "num_format": "yyyy-mm-dd hh:mm:ss"},
}
CELL = {"border": 1, "border_color": BORDER, "valign": "vcenter", "text_wrap": True}
HEAD = CELL | {"bold": True, "align": "center", "bg_color": HEAD_FILL}
HEADING = CELL | {"bold": True, "align": "left", "bg_color": BLOCK_FILL, "indent": 1}
EMPTY = CELL | {"align": "center", "font_color": "#5F6672"}
TITLE = {"bold": True, "font_size": TITLE_SIZE, "align": "center", "valign": "vcenter"}
SMALL = {
    "font_size": SMALL_SIZE,
    "font_color": "#3C4454",
    "valign": "vcenter",
    "text_wrap": True,
}
SIGN = {"align": "left", "valign": "bottom"}
FOOTER = '&L&"{font}"&8{name}&R&"{font}"&8第 &P 页 共 &N 页'


def build(sheets: Sequence[Sheet], *, title: str, created: datetime) -> bytes:
    """The workbook's bytes. `title` and `created` go into the file's properties."""
    out = io.BytesIO()
    book = Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title, "created": local(created).replace(tzinfo=None)})
    formats = _Formats(book)
    for sheet in sheets:
        _Pen(book.add_worksheet(sheet.name), formats, sheet).write()
    book.close()
    return out.getvalue()


@dataclass
class _Formats:
    """One cell format for each set of properties: a workbook may hold only so many."""

    book: Workbook
    made: dict[tuple[tuple[str, Any], ...], CellFormat] = field(default_factory=dict)

    def of(self, *properties: dict[str, Any]) -> CellFormat:
        """The format with these properties, later ones over earlier."""
        merged = {"font_name": FONT, "font_size": BODY_SIZE}
        for one in properties:
            merged |= one
        key = tuple(sorted(merged.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(merged)
        return self.made[key]


class _Pen:
    """Writes one sheet from the top down."""

    def __init__(self, sheet: Worksheet, formats: _Formats, spec: Sheet) -> None:
        self.sheet, self.formats, self.spec = sheet, formats, spec
        self.widths = widths(spec)
        self.row = 0
        self.head: tuple[int, int] | None = None

    def write(self) -> None:
        """Title, lines, blocks, notes, sign-off, page set-up."""
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width, self.formats.of())
        self._across(self.spec.title, TITLE, TITLE_HEIGHT)
        for line in self.spec.lines:
            self._across(line, SMALL)
        for number, block in enumerate(self.spec.blocks):
            self.row += 1 if number else 0
            self._block(block)
        for note in self.spec.notes:
            self._across(note, SMALL)
        self._sign_off()
        self._page()

    def _block(self, block: Block[Any]) -> None:
        last = len(self.widths) - 1 if block.grid >= len(self.widths) else block.grid - 1
        if block.heading:
            self._merge(self.row, 0, self.row, last, block.heading, self.formats.of(HEADING))
            self.sheet.set_row(self.row, LINE_HEIGHT + 4)
            self.row += 1
        self._heads(block)
        for row in block.rows:
            self._body(block, row)
        if not block.rows:
            self._merge(self.row, 0, self.row, last, block.empty, self.formats.of(EMPTY))
            self.sheet.set_row(self.row, LINE_HEIGHT * 1.6)
            self.row += 1
        elif block.total:
            self._total(block)

    def _heads(self, block: Block[Any]) -> None:
        first, style = self.row, self.formats.of(HEAD)
        depth = 1 if any(column.group for column in block.columns) else 0
        at = 0
        for group, members in groupby(block.columns, key=lambda column: column.group):
            columns = list(members)
            if group:
                end = at + sum(column.span for column in columns) - 1
                self._merge(first, at, first, end, group, style)
            for column in columns:
                top = first + 1 if group else first
                self._merge(top, at, first + depth, at + column.span - 1, column.title, style)
                at += column.span
        titles = [(column.title, self._width(block, n)) for n, column in enumerate(block.columns)]
        self.sheet.set_row(first + depth, self._height(titles) + 6)
        if self.head is None:
            self.head = (first, first + depth)
        self.row = first + depth + 1

    def _body(self, block: Block[Any], row: Any) -> None:
        at, shown = 0, []
        for number, column in enumerate(block.columns):
            value = column.value(row)
            style = self.formats.of(CELL, FORMATS[column.format], TONES[column.tone(row)])
            self._put(at, column.span, value, style)
            shown.append((value if isinstance(value, str) else "", self._width(block, number)))
            at += column.span
        self.sheet.set_row(self.row, self._height(shown) + 4)
        self.row += 1

    def _total(self, block: Block[Any]) -> None:
        at, labelled = 0, False
        for column in block.columns:
            style = self.formats.of(
                CELL, FORMATS[column.format], {"bold": True, "bg_color": TOTAL_FILL}
            )
            self._put(at, column.span, _sum(column, block.rows), style)
            if not column.total and not labelled:
                self._put(at, column.span, block.total, style)
                labelled = True
            at += column.span
        self.sheet.set_row(self.row, LINE_HEIGHT + 4)
        self.row += 1

    def _sign_off(self) -> None:
        if not self.spec.sign_off:
            return
        self.row += 1
        columns, many = len(self.widths), len(self.spec.sign_off)
        for number, label in enumerate(self.spec.sign_off):
            at = columns * number // many
            self.sheet.write_string(self.row, at, f"{label}：", self.formats.of(SIGN))
        self.sheet.set_row(self.row, LINE_HEIGHT * 2)
        self.row += 1

    def _page(self) -> None:
        if self.spec.landscape:
            self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.center_horizontally()
        self.sheet.set_footer(FOOTER.format(font=FONT, name=self.spec.title.replace("&", "&&")))
        self.sheet.hide_gridlines(2)
        self.sheet.print_area(0, 0, max(self.row - 1, 0), len(self.widths) - 1)
        if self.head:
            self.sheet.repeat_rows(*self.head)
            self.sheet.freeze_panes(self.head[1] + 1, self.spec.frozen)

    def _across(self, text: str, style: dict[str, Any], height: float | None = None) -> None:
        last = len(self.widths) - 1
        self._merge(self.row, 0, self.row, last, text, self.formats.of(style))
        self.sheet.set_row(self.row, height or self._height([(text, sum(self.widths))]) + 2)
        self.row += 1

    def _merge(
        self, top: int, left: int, bottom: int, right: int, text: str, style: CellFormat
    ) -> None:
        if (top, left) == (bottom, right):
            self.sheet.write_string(top, left, text, style)
        else:
            self.sheet.merge_range(top, left, bottom, right, "", style)
            self.sheet.write_string(top, left, text, style)

    def _put(self, at: int, span: int, value: Cell, style: CellFormat) -> None:
        if span > 1:
            self.sheet.merge_range(self.row, at, self.row, at + span - 1, "", style)
        _cell(self.sheet, self.row, at, value, style)

    def _width(self, block: Block[Any], number: int) -> float:
        at = sum(column.span for column in block.columns[:number])
        return sum(self.widths[at : at + block.columns[number].span])

    @staticmethod
    def _height(texts: Sequence[tuple[str, float]]) -> float:
        """Rows get their height here: no office program grows a merged cell by itself."""
        return LINE_HEIGHT * max((_lines(text, width) for text, width in texts), default=1)


def _sum(column: Column[Any], rows: Sequence[Any]) -> Cell:
    if not column.total:
        return None
    values = (column.value(row) for row in rows)
    return sum((one for one in values if isinstance(one, int | Decimal)), start=0)


def _cell(sheet: Worksheet, row: int, at: int, value: Cell, style: CellFormat) -> None:
    match value:
        case None | "":
            sheet.write_blank(row, at, None, style)
        case str():
            sheet.write_string(row, at, value, style)
        case datetime():
            here = local(value) if value.tzinfo else value
            sheet.write_datetime(row, at, here.replace(tzinfo=None), style)
        case date():
            sheet.write_datetime(row, at, datetime(value.year, value.month, value.day), style)
        case _:
            sheet.write_number(row, at, value, style)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in so many characters; a Chinese one counts two."""
    room = max(width - 1, 2)
    return sum(max(1, -(-_length(line) // int(room))) for line in text.split("\n"))


def _length(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)
