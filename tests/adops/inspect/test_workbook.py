"""Bytes → cells of the first sheet; what is no workbook is refused by name."""

import zipfile
from contextlib import suppress
from datetime import datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from xlsxwriter import Workbook as Written

from adops.domain.sheet import Unreadable
from adops.errors import InputError, TooLargeError
from adops.inspect.workbook import MOST_BYTES, MOST_ROWS, MOST_UNPACKED, read_workbook
from adops.phrases.errors import OF_WORKBOOKS, sentence
from tests.adops.sheets import saved, workbook

GOOD = workbook({"合同号": "RLZ1", "天数": 3})


def zipped(**parts: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def repacked(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new, 1)
            after.writestr(name, content)
    return buffer.getvalue()


def test_headers_and_rows_with_excels_numbers() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["合同号", "开始", None])
    page["A4"], page["B4"] = "RLZ1", datetime(2026, 11, 20)
    page["A6"] = "  "
    found = read_workbook(saved(book), name="f.xlsx")
    assert found.headers == ("合同号", "开始")
    assert found.rows == {4: ("RLZ1", datetime(2026, 11, 20))}


def test_the_first_visible_sheet_is_read() -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("排期")
    shown.append(["合同号"])
    book.create_sheet("填写说明").append(["列"])
    assert read_workbook(saved(book), name="f.xlsx").title == "排期"


def test_merged_ranges_are_told() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["合同号", "客户"])
    page.append(["RLZ1", "甲"])
    page.merge_cells("A2:A5")
    assert read_workbook(saved(book), name="f.xlsx").merged == ("A2:A5",)


def test_a_formula_gives_what_excel_worked_out() -> None:
    buffer = BytesIO()
    book = Written(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["刊例价", "净价"])
    sheet.write_row(1, 0, [1000])
    sheet.write_formula(1, 1, "=A2*0.5", None, 500)
    book.close()
    assert read_workbook(buffer.getvalue(), name="f.xlsx").rows[2] == (1000, 500)


def test_a_formula_nobody_worked_out_is_unreadable() -> None:
    found = read_workbook(workbook({"净价": "=1+1"}), name="f.xlsx")
    assert found.rows[2] == (Unreadable("cell.formula", "=1+1"),)


def test_excels_error_value_is_unreadable() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["净价"])
    page.append(["#N/A"])
    assert read_workbook(saved(book), name="f.xlsx").rows[2] == (Unreadable("cell.fault", "#N/A"),)


ENTITY = b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><workbook"
BEHIND_A_COMMENT = (
    b"<!--"
    + b"x" * 600
    + b"--><!DOCTYPE x [%s]><workbook"
    % b"".join(
        b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10 if n else b"a" * 99) for n in range(9)
    )
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "other", id="empty"),
        pytest.param(b"a,b\n1,2\n", "other", id="a CSV"),
        pytest.param("合同号,客户".encode("gbk"), "other", id="a CSV of Excel in China"),
        pytest.param(b"<html><table></table></html>", "other", id="HTML called .xls"),
        pytest.param(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old", id="old or encrypted"),
        pytest.param(GOOD[: len(GOOD) // 2], "damaged", id="cut in half"),
        pytest.param(zipped(a=b"x"), "damaged", id="another zip"),
        pytest.param(zipped(**{"[Content_Types].xml": b"<Types/>"}), "damaged", id="begins so"),
        pytest.param(
            repacked(GOOD, "xl/workbook.xml", b"<workbook", ENTITY), "entities", id="entities"
        ),
        pytest.param(
            repacked(
                repacked(GOOD, "xl/workbook.xml", b"<workbook", BEHIND_A_COMMENT),
                "xl/workbook.xml",
                b'name="Sheet"',
                b'name="&a8;"',
            ),
            "damaged",
            id="a billion laughs behind a comment",
        ),
        pytest.param(
            repacked(GOOD, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData><row"),
            "damaged",
            id="broken XML",
        ),
        pytest.param(
            repacked(GOOD, "xl/workbook.xml", b'state="visible"', b'state="hidden"'),
            "hidden",
            id="nothing visible",
        ),
        pytest.param(workbook({f"c{n}": n for n in range(101)}), "wide", id="too wide"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(InputError) as caught:
        read_workbook(data, name="f.xlsx")
    assert caught.value.code == "workbook.unreadable"
    assert caught.value.facts == {"file": "f.xlsx", "why": why}
    assert OF_WORKBOOKS[why] in sentence(caught.value)


@pytest.mark.parametrize("part", ["xl__worksheets__sheet1.xml", "xl__sharedStrings.dat"])
def test_a_bomb_is_refused_before_it_is_unpacked(part: str) -> None:
    bomb = zipped(**{part: b" " * (MOST_UNPACKED + 1)})
    assert len(bomb) < 1_000_000
    with pytest.raises(TooLargeError, match=r"workbook\.too_large"):
        read_workbook(bomb, name="f.xlsx")


def test_over_50_mb_is_refused_unread() -> None:
    with pytest.raises(TooLargeError):
        read_workbook(bytes(MOST_BYTES + 1), name="f.xlsx")


def test_too_many_rows_are_refused() -> None:
    data = workbook(*({"合同号": n} for n in range(MOST_ROWS + 1)))
    with pytest.raises(InputError, match=r"workbook\.too_many_rows"):
        read_workbook(data, name="f.xlsx")


def test_empty_cells_without_end_are_refused() -> None:
    row = b"<row>" + b'<c s="1"/>' * 1000 + b"</row>"
    data = repacked(GOOD, "xl/worksheets/sheet1.xml", b"</sheetData>", row * 1000 + b"</sheetData>")
    with pytest.raises(InputError, match=r"workbook\.too_many_cells"):
        read_workbook(data, name="f.xlsx")


def test_days_of_the_1904_system_and_hidden_rows_are_read() -> None:
    buffer = BytesIO()
    book = Written(buffer, {"date_1904": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["合同号", "开始"])
    sheet.write(1, 0, "RLZ1")
    sheet.write_datetime(1, 1, datetime(2026, 11, 20))
    sheet.set_row(1, None, None, {"hidden": True})
    book.close()
    found = read_workbook(buffer.getvalue(), name="f.xlsx")
    assert found.rows == {2: ("RLZ1", datetime(2026, 11, 20))}


def test_a_header_may_be_worked_out() -> None:
    buffer = BytesIO()
    book = Written(buffer)
    sheet = book.add_worksheet()
    sheet.write_formula(0, 0, '="合同"&"号"', None, "合同号")
    sheet.write(1, 0, "RLZ1")
    book.close()
    assert read_workbook(buffer.getvalue(), name="f.xlsx").headers == ("合同号",)


def test_a_row_far_below_is_found() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["合同号"])
    page["A100000"] = "RLZ9"
    assert read_workbook(saved(book), name="f.xlsx").rows == {100_000: ("RLZ9",)}


@given(st.binary(max_size=400), st.integers(0, len(GOOD)))
def test_any_bytes_end_in_a_sheet_or_a_named_error(noise: bytes, place: int) -> None:
    for data in (noise, GOOD[:place] + noise + GOOD[place + len(noise) :]):
        with suppress(InputError, TooLargeError):
            read_workbook(data, name="f.xlsx")
