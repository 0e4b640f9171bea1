"""The month's workbook, opened again (rules.md §10)."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from adops.catalog.reasons import load_reasons
from adops.domain.month import Known, MonthBook
from adops.domain.states import MonthState
from adops.phrases.month import file_name
from reports.month import draw
from reports.month_rows import proof_rows, safe
from tests.reports.months import october

WORDS = {code: reason.zh for code, reason in load_reasons(Path("config")).items()}
SIGNED = october(MonthState.CONFIRMED, complete=True)
DRAFT = october()


def opened(book: MonthBook) -> Workbook:
    return load_workbook(io.BytesIO(draw(book, WORDS)))


def rows(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def row_of(sheet: Worksheet, word: str) -> list[object]:
    return next(row for row in rows(sheet) if word in row)


def test_the_sheets_and_what_they_are_called() -> None:
    book = opened(SIGNED)
    assert book.sheetnames == ["明细", "日历", "未执行与未核实", "证明"]
    assert book["明细"]["A1"].value == "北京站 2026年10月 月度财务确认"
    assert opened(DRAFT)["明细"]["A1"].value == "北京站 2026年10月 月度财务确认（草稿）"


def test_one_line_a_booking_with_days_and_money() -> None:
    sheet = opened(SIGNED)["明细"]
    first = row_of(sheet, "LJ-HOME-TL01")
    assert first[7] == "北京首页通栏01"
    assert first[8:10] == [datetime(2026, 10, 1), datetime(2026, 11, 9)]
    assert first[10:14] == [31, 31, 0, 0]
    assert first[16:18] == [12800, 9920]
    gaps = row_of(sheet, "LJ-HOME-TL02")
    assert gaps[10:14] == [14, 9, 2, 3]
    assert gaps[14] == "漏播 10-14\n错播 10-15\n系统 10-16~10-18"
    assert gaps[15] == "巡检证明单 13 张"
    assert row_of(sheet, "LJ-HOME-TL03")[15] == "巡检证明单 6 张\n当日投放证明"


def test_gifts_and_make_goods_show_their_category_and_no_money() -> None:
    sheet = opened(SIGNED)["明细"]
    assert [row_of(sheet, "LJ-HOME-TL03")[index] for index in (5, 17)] == ["配送", 0]
    assert [row_of(sheet, "LJ-HOME-TL04")[index] for index in (5, 17)] == ["补投", 0]


def test_totals_add_up_and_differences_stand_apart() -> None:
    sheet = opened(SIGNED)["明细"]
    whole, carried = (row for row in rows(sheet) if row[0] == "合计")
    assert whole[10:14] == [61, 53, 5, 3]
    assert whole[17] == 48_320
    assert carried[17] == -2_000
    assert row_of(sheet, "RLZ12307")[10] == "2026-09 入账 12,800.00，应为 10,800.00"
    assert "本月金额 46,320.00 元" in str(sheet["A3"].value)


def test_a_draft_says_what_each_line_lacks_and_a_signed_month_has_no_such_column() -> None:
    sheet = opened(DRAFT)["明细"]
    lacks = [row[18] for row in rows(sheet) if str(row[6]).startswith("LJ-HOME")]
    assert lacks == [
        None,
        "缺原因：10-16~10-18",
        None,
        None,
        "缺AE截图（编辑投放）",
        "缺客户自行监测证明（本合同当月没有一天已执行）",
    ]
    assert "尚缺" not in [cell for row in rows(opened(SIGNED)["明细"]) for cell in row]


@pytest.mark.parametrize(
    ("slot", "day", "mark", "fill"),
    [
        pytest.param("北京首页通栏01", 1, "√", "FFE3F4E6", id="executed"),
        pytest.param("北京首页通栏02", 14, "×", "FFFCE1DF", id="not-executed"),
        pytest.param("北京首页通栏02", 17, "?", "FFFFF4D6", id="unverified"),
        pytest.param("北京首页通栏02", 4, None, "FFF2F2F2", id="a-sunday-not-booked"),
        pytest.param("北京首页通栏02", 19, None, "00000000", id="a-monday-not-booked"),
    ],
)
def test_the_day_grid(slot: str, day: int, mark: str | None, fill: str) -> None:
    sheet = opened(SIGNED)["日历"]
    (row,) = [row for row in sheet.iter_rows() if row[1].value == slot]
    cell = row[1 + day]
    assert cell.value == mark
    assert cell.fill.start_color.rgb == fill


def test_the_day_grid_has_the_months_days() -> None:
    sheet = opened(SIGNED)["日历"]
    heads = [str(cell.value) for cell in sheet[3] if cell.value]
    assert heads[0] == "1\n四"
    assert heads[-1] == "31\n六"
    assert len(heads) == 31


def test_every_gap_has_its_look_and_its_reason() -> None:
    sheet = opened(SIGNED)["未执行与未核实"]
    found = [row for row in rows(sheet) if str(row[0]).startswith("RLZ")]
    assert len(found) == 8
    assert found[1][3:] == [
        datetime(2026, 10, 15),
        "未执行",
        "巡检未看到：素材不对",
        datetime(2026, 10, 15, 9, 20),
        "错播",
        "刊播了上一期素材",
    ]
    assert found[3][5:8] == ["没有巡检", None, "系统"]


def test_every_proof_stands_with_its_hash_and_its_place_in_the_pack() -> None:
    sheet = opened(SIGNED)["证明"]
    found = [row for row in rows(sheet) if str(row[0]).startswith("RLZ")]
    listed = proof_rows(SIGNED)
    assert [(row[5], row[6]) for row in found] == [(one.path, one.sha256) for one in listed]
    assert len({one.path for one in listed}) == len(listed)
    paper = next(row for row in found if row[3] == "客户自行监测证明")
    assert paper[5] == "RLZ12306/证明/6-客户_监测_记录.pdf"


def test_a_paper_stands_once_even_where_a_day_rests_on_it() -> None:
    assert [day.known for line in SIGNED.lines for day in line.days].count(Known.PROOF) == 1
    hashes = [row.sha256 for row in proof_rows(SIGNED)]
    assert len(hashes) == len(set(hashes))


@pytest.mark.parametrize("name", ["明细", "日历", "未执行与未核实", "证明"])
def test_it_prints_on_a4_landscape_one_page_wide(name: str) -> None:
    sheet = opened(SIGNED)[name]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    printed = sheet.sheet_properties.pageSetUpPr
    assert printed is not None and printed.fitToPage
    assert sheet.print_title_rows


def test_the_same_month_gives_the_same_bytes() -> None:
    assert draw(SIGNED, WORDS) == draw(SIGNED, WORDS)


def test_an_empty_month_says_so() -> None:
    empty = MonthBook(
        station="bj",
        station_name="北京",
        month="2026-10",
        revision=2,
        state=MonthState.OPEN,
        opens=SIGNED.opens,
        due=SIGNED.due,
        due_provisional=True,
        lines=(),
        returned_before="金额不对",
    )
    book = opened(empty)
    assert row_of(book["明细"], "本月没有排期")
    assert "日历未公布" in str(book["明细"]["A2"].value)
    assert "上一稿退回原因：金额不对" in str(book["明细"]["A2"].value)
    assert file_name(empty) == "月度财务确认-北京站-2026-10-第2稿-草稿.xlsx"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("a/b\\c:d.pdf", "a_b_c_d.pdf", id="separators"),
        pytest.param("../..", "_", id="up"),
        pytest.param("   ", "_", id="nothing-left"),
        pytest.param("长" * 200 + ".pdf", "长" * 76 + ".pdf", id="long"),
    ],
)
def test_names_in_the_pack_are_safe(name: str, kept: str) -> None:
    assert safe(name) == kept


def test_no_clients_word_becomes_a_formula() -> None:
    line = DRAFT.lines[0]
    trick = replace(line, booking=replace(line.booking, client='=HYPERLINK("http://x","y")'))
    sheet = opened(replace(DRAFT, lines=(trick,)))["明细"]
    assert row_of(sheet, "LJ-HOME-TL01")[3] == '=HYPERLINK("http://x","y")'
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
