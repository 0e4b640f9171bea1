"""The templates of the sheets to import: headers, lists to pick from, a page that explains."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from adops.catalog.forms import load_forms
from adops.catalog.stations import load_stations
from adops.domain.sheet import SheetKind
from adops.errors import InputError
from adops.flows.named_file import whole_file
from adops.phrases import template as say
from adops.rules.sheets.columns import COLUMNS, Column

ROWS = 2_000
FONT = "Microsoft YaHei"
MADE = datetime(2015, 2, 28)  # fixed, so that the same template is the same bytes
LONGEST_LIST = 255  # of a list written into a validation, in characters: Excel's own limit
FIRST_DAY, LAST_DAY = date(2010, 1, 1), date(2099, 12, 31)
LOOKS = {"text": "@", "day": "yyyy-mm-dd", "number": "0", "money": "#,##0.00", "discount": "@"}
FILLS = {say.FILLED: "#1F4E79", say.MAY_BE_EMPTY: "#9DC3E6", say.OPTIONAL: "#D9D9D9"}


def write_template(kind: SheetKind, target: Path, *, config: Path) -> Path:
    """Writes the template in one step. Raises InputError `file.unwritable`, `file.not_xlsx`."""
    if target.suffix.lower() != ".xlsx":
        raise InputError("file.not_xlsx", file=str(target))
    data = template_bytes(kind, config=config)
    with whole_file(target) as file:
        file.write(data)
    return target


def template_bytes(kind: SheetKind, *, config: Path) -> bytes:
    """The workbook; its lists of stations and forms are those of the configuration folder."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": f"{say.TITLES[kind]}导入模板", "created": MADE})
    columns = COLUMNS[kind]
    lists = {
        "站点": tuple(one.name for one in load_stations(config)),
        "形式": tuple(form.name for form in load_forms(config)),
    }
    sheet = book.add_worksheet(say.TITLES[kind])
    guide = book.add_worksheet(say.GUIDE)
    choices = [lists.get(column.name, column.choices) for column in columns]
    _sheet(book, sheet, kind, columns, choices)
    _guide(book, guide, kind, columns, choices)
    sheet.activate()
    book.close()
    return buffer.getvalue()


def how_filled(column: Column) -> str:
    """必填, 可为空, or 可省略此列."""
    if column.filled:
        return say.FILLED
    return say.MAY_BE_EMPTY if column.required else say.OPTIONAL


def _sheet(
    book: Any,
    sheet: Any,
    kind: SheetKind,
    columns: Sequence[Column],
    choices: Sequence[tuple[str, ...]],
) -> None:
    body = {
        look: book.add_format({"num_format": number, "font_name": FONT, "font_size": 10})
        for look, number in LOOKS.items()
    }
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, body[column.look])
        sheet.write_string(0, place, column.name, _head(book, how_filled(column)))
        note = _note(kind, column)
        sheet.write_comment(0, place, note, {"x_scale": 1.6, "font_size": 9, "author": "adops"})
        _validate(sheet, place, column, choices[place], note)
    sheet.set_row(0, 26)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _head(book: Any, filled: str) -> Any:
    dark = filled == say.FILLED
    return book.add_format(
        {
            "bold": True,
            "font_name": FONT,
            "font_size": 10,
            "font_color": "#FFFFFF" if dark else "#1F1F1F",
            "bg_color": FILLS[filled],
            "align": "center",
            "valign": "vcenter",
            "border": 1,
            "border_color": "#FFFFFF",
        }
    )


def _note(kind: SheetKind, column: Column) -> str:
    how, example = say.NOTES[kind][column.name]
    return "\n".join(
        line for line in (how_filled(column), how, f"例：{example}" if example else "") if line
    )


def _validate(sheet: Any, place: int, column: Column, choices: tuple[str, ...], note: str) -> None:
    """A list to pick from, or a day; other words are read as strictly when they are imported."""
    rule: dict[str, Any] = {}
    if choices and len(",".join(choices)) <= LONGEST_LIST:
        rule = {"validate": "list", "source": list(choices), "error_title": column.name}
    elif column.look == "day":
        rule = {
            "validate": "date",
            "criteria": "between",
            "minimum": FIRST_DAY,
            "maximum": LAST_DAY,
            "error_type": "warning",
        }
    if rule:
        rule |= {"input_title": column.name, "input_message": note[:LONGEST_LIST]}
        rule |= {"error_type": "warning", "ignore_blank": True}
        sheet.data_validation(1, place, ROWS, place, rule)


def _guide(
    book: Any,
    guide: Any,
    kind: SheetKind,
    columns: Sequence[Column],
    choices: Sequence[tuple[str, ...]],
) -> None:
    title = book.add_format({"bold": True, "font_size": 14, "font_name": FONT})
    plain = book.add_format({"font_name": FONT, "font_size": 10})
    cell = book.add_format(
        {"font_name": FONT, "font_size": 10, "border": 1, "border_color": "#BFBFBF",
         "text_wrap": True, "valign": "vcenter"}
    )  # fmt: skip
    guide.hide_gridlines(2)
    guide.write_string(0, 0, f"{say.TITLES[kind]}{say.GUIDE}", title)
    for number, line in enumerate(say.LEGEND, start=1):
        guide.write_string(number, 0, line, plain)
    top = len(say.LEGEND) + 2
    for place, (head, width) in enumerate(zip(say.HEADS, (16, 12, 44, 48, 28), strict=True)):
        guide.set_column(place, place, width)
        guide.write_string(top, place, head, _head(book, say.FILLED))
    for number, column in enumerate(columns, start=top + 1):
        how, example = say.NOTES[kind][column.name]
        offered = "、".join(choices[number - top - 1])
        for place, text in enumerate((column.name, how_filled(column), how, offered, example)):
            guide.write_string(number, place, text, cell)
    guide.freeze_panes(top + 1, 1)
    guide.set_landscape()
    guide.set_paper(9)
    guide.fit_to_pages(1, 0)
