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


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"a,b\n1,2\n", id="a CSV"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(600), id="an old .xls"),
        pytest.param(GOOD[: len(GOOD) // 2], id="cut in half"),
        pytest.param(zipped(a=b"x"), id="another zip"),
        pytest.param(zipped(**{"[Content_Types].xml": b"<Types/>"}), id="begins like one"),
        pytest.param(
            repacked(
                GOOD, "xl/workbook.xml", b"<workbook",
                b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><workbook",
            ),
            id="entities",
        ),
        pytest.param(
            repacked(GOOD, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData><row"),
            id="broken XML",
        ),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_workbook(data, name="f.xlsx")
    assert caught.value.code == "workbook.unreadable"
    assert caught.value.facts["file"] == "f.xlsx"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(**{"xl__worksheets__sheet1.xml": b" " * (MOST_UNPACKED + 1)})
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
