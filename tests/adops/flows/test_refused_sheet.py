"""The copy of a refused sheet, opened again."""

from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from adops.domain.sheet import RowError
from adops.flows.refused_sheet import refused_copy
from adops.inspect.workbook import read_workbook
from tests.adops.sheets import saved, workbook

ERROR = RowError(2, "合同号", "cell.empty")


def copied(data: bytes, *errors: RowError, out: Path) -> Any:
    sheet = read_workbook(data, name="f.xlsx")
    path = refused_copy(data, errors, name="dir/f.xlsx", sheet=sheet, out=out)
    assert path == out / "f-错误.xlsx"
    return load_workbook(BytesIO(path.read_bytes())).worksheets[0]


def test_errors_stand_in_their_rows_and_the_cell_is_tinted(tmp_path: Path) -> None:
    data = workbook({"合同号": None, "客户": "甲"}, {"合同号": "R2", "客户": "乙"})
    page = copied(data, ERROR, RowError(2, "客户", "cell.too_long", {"most": 9}), out=tmp_path)
    assert page["C1"].value == "错误"
    assert page["C2"].value == "合同号：不能为空\n客户：超过 9 个字"
    assert page["C3"].value is None
    assert page["A2"].fill.fgColor.rgb == "FFFDE9E7"
    assert page["A3"].fill.fgColor.rgb != "FFFDE9E7"


def test_an_earlier_copys_column_is_written_anew(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"合同号": "R1", "错误": "旧"},
        {"合同号": None, "错误": None},
        {"合同号": "R3", "错误": "旧"},
    ]
    page = copied(workbook(*rows), RowError(3, "合同号", "cell.empty"), out=tmp_path)
    assert [cell.value for cell in page["B"]] == ["错误", None, "合同号：不能为空", None]
    assert page.max_column == 2


def test_what_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    error = RowError(2, "=cmd", "column.unknown")
    page = copied(workbook({"合同号": "R1"}), error, out=tmp_path)
    assert page["B2"].data_type == "s"


def test_a_merged_sheet_and_other_sheets_survive(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["合同号", "客户"])
    page.append(["R1", "甲"])
    page.append([None, "乙"])
    page.merge_cells("A2:A3")
    book.create_sheet("备注")["A1"] = "留着"
    found = copied(
        saved(book), RowError(1, "", "sheet.merged", {"range": "A2:A3"}),
        RowError(3, "合同号", "cell.empty"), out=tmp_path,
    )  # fmt: skip
    assert "A2:A3 是合并单元格" in found["D1"].value
    assert found["C3"].value == "合同号：不能为空"
    assert found.parent["备注"]["A1"].value == "留着"
