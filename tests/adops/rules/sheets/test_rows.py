"""Headers and rows: what is unknown, missing, twice or empty is named by row and column."""

from typing import Any

import pytest

from adops.domain.sheet import RawSheet, RowError
from adops.rules.sheets import cells
from adops.rules.sheets.columns import Column
from adops.rules.sheets.rows import letter, read_rows

COLUMNS = (
    Column("合同号", cells.code, filled=True),
    Column("开始", cells.day, filled=True),
    Column("页面URL"),
    Column("备注", required=False),
)
ROW = ("RLZ1", "2026-11-20", "u")


def read(headers: tuple[Any, ...], *rows: tuple[Any, ...]) -> list[tuple[int, str, str]]:
    sheet = RawSheet("s", headers, dict(enumerate(rows, start=2)))
    return [(one.row, one.column, one.code) for one in read_rows(sheet, COLUMNS)[1]]


@pytest.mark.parametrize(
    ("headers", "rows", "expected"),
    [
        pytest.param(("合同号", "开始", "页面URL"), [ROW], [], id="good"),
        pytest.param(
            ("页面url", " 开始 ", "合同号*"), [("u", "2026-11-20", "R")], [], id="any order"
        ),
        pytest.param(("合同号", "开始", "页面ＵＲＬ"), [ROW], [], id="full width"),
        pytest.param(
            ("合同号", "开始", "页面URL", "错误"), [(*ROW, "x")], [], id="a copy that comes back"
        ),
        pytest.param(
            ("合同号", "页面URL"), [("R", "u")], [(1, "开始", "column.missing")], id="missing"
        ),
        pytest.param(
            ("合同号", "开始", "页面URL", "颜色"),
            [ROW],
            [(1, "颜色", "column.unknown")],
            id="unknown",
        ),
        pytest.param(
            ("合同号", "开始", "页面URL", "开始"), [ROW], [(1, "开始", "column.twice")], id="twice"
        ),
        pytest.param(
            ("合同号", "开始", "页面URL", None, "备注"),
            [(*ROW, "?")],
            [(2, "D", "column.nameless")],
            id="content without a header",
        ),
        pytest.param(
            ("合同号", "开始", "页面URL"),
            [ROW, (None, "2026-02-30", "u"), ("R", "soon")],
            [
                (3, "合同号", "cell.empty"),
                (3, "开始", "cell.impossible_day"),
                (4, "开始", "cell.not_day"),
            ],
            id="every error at once",
        ),
        pytest.param(
            (), [], [(1, n, "column.missing") for n in ("合同号", "开始", "页面URL")], id="nothing"
        ),
    ],
)
def test_errors(
    headers: tuple[Any, ...], rows: list[tuple[Any, ...]], expected: list[tuple[int, str, str]]
) -> None:
    assert read(headers, *rows) == expected


def test_merged_ranges_are_errors() -> None:
    sheet = RawSheet("s", ("合同号", "开始", "页面URL"), {2: ROW}, merged=("A2:A3",))
    rows, errors = read_rows(sheet, COLUMNS)
    assert (rows, errors) == ((), (RowError(1, "", "sheet.merged", {"range": "A2:A3"}),))


def test_a_row_keeps_excels_number_and_the_columns_it_had() -> None:
    rows, _ = read_rows(RawSheet("s", ("合同号", "开始", "页面URL"), {7: ROW}), COLUMNS)
    assert rows[0].row == 7
    assert rows[0].given == {"合同号", "开始", "页面URL"}


@pytest.mark.parametrize(("place", "expected"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_letter(place: int, expected: str) -> None:
    assert letter(place) == expected
