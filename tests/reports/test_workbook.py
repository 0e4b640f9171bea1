"""Workbooks opened again: text stays text, merged heads, print set-up, the same bytes."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.columns import Block, Cell, Column, Format, Sheet, Tone
from reports.workbook import build

CREATED = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def shown(
    columns: list[Column[Any]], rows: list[Any], *, more: tuple[Block[Any], ...] = (), **given: Any
) -> Worksheet:
    block = Block(columns, rows, **given)
    sheet = Sheet(
        "表", "标题", [block, *more], lines=["说明"], notes=["注"], sign_off=["制表", "审核"]
    )
    (found,) = load_workbook(io.BytesIO(build([sheet], title="t", created=CREATED))).worksheets
    return found


def column(value: Cell, given: Format = Format.TEXT) -> Column[None]:
    return Column("列", 20, lambda _: value, given)


TEXTS = ["=1+1", "http://example.com", "+86", "@a", "{=A1}", "007", "", "多行\n文字", "1e9"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stays_a_text(text: str) -> None:
    cell = shown([column(text)], [None])["A4"]
    assert (cell.value, cell.hyperlink) == (text or None, None)
    assert cell.data_type in ({"s"} if text else {"n"})


VALUES: dict[str, tuple[Cell, Format, Any, str]] = {
    "number": (12345, Format.NUMBER, 12345, "#,##0"),
    "money": (Decimal("12.30"), Format.MONEY, 12.3, "#,##0.00"),
    "percent": (0.5, Format.PERCENT, 0.5, "0.0%"),
    "day": (date(2026, 11, 20), Format.DAY, datetime(2026, 11, 20), "yyyy-mm-dd"),
    "instant": (CREATED, Format.TIME, datetime(2026, 11, 20, 16), "yyyy-mm-dd hh:mm"),
    "nothing": (None, Format.DAY, None, "yyyy-mm-dd"),
}


@pytest.mark.parametrize(("value", "given", "read", "number"), VALUES.values(), ids=VALUES.keys())
def test_values_and_their_formats(value: Cell, given: Format, read: Any, number: str) -> None:
    cell = shown([column(value, given)], [None])["A4"]
    assert (cell.value, cell.number_format) == (read, number)


def test_merged_heads_totals_and_tones() -> None:
    columns: list[Column[int]] = [
        Column("序号", 6, lambda n: n, Format.CENTER),
        Column("计划", 8, lambda n: n, Format.NUMBER, group="天数", total=True),
        Column("执行", 8, lambda n: n * 2, Format.NUMBER, group="天数", total=True),
        Column("状态", 8, lambda _: "坏", tone=lambda _: Tone.BAD),
    ]
    sheet = shown(columns, [1, 2], total="合计")
    merged = {str(one) for one in sheet.merged_cells.ranges}
    assert {"A1:D1", "A3:A4", "B3:C3", "D3:D4"} <= merged
    assert [cell.value for cell in sheet[7]] == ["合计", 3, 6, None]
    assert sheet["D5"].fill.fgColor.rgb == "FFFCE1DF"
    assert sheet["A5"].border.left.style == "thin"


def test_an_empty_block_says_so_across_its_columns() -> None:
    wide = [column("a"), column("b")]
    sheet = shown(wide, [], empty="本周无特批", more=(Block(wide, [], heading="更正"),))
    assert sheet["A4"].value == "本周无特批"
    assert {"A4:B4", "A6:B6"} <= {str(one) for one in sheet.merged_cells.ranges}


def test_it_prints_on_a4_lying_fit_to_width_heads_repeated() -> None:
    sheet = shown([column("a")], [None])
    page = sheet.page_setup
    assert (page.paperSize, page.orientation, page.fitToHeight) == (9, "landscape", 0)
    assert page.fitToWidth in {None, 1}  # one page wide is what a missing number means
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$3:$3", "A4")


def test_a_long_text_gets_its_lines() -> None:
    short = shown([column("短")], [None]).row_dimensions[4].height
    long = shown([column("很长的文字" * 10)], [None]).row_dimensions[4].height
    assert long > 4 * short


def test_the_same_sheets_give_the_same_bytes() -> None:
    sheet = Sheet("表", "标题", [Block([column("a")], [None])])
    first, second = (build([sheet], title="t", created=CREATED) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {info.date_time[0] for info in parts.infolist()} == {1980}
        core = parts.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", core)) == {"2026-11-20T16:00:00"}
