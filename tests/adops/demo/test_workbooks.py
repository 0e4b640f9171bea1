from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from adops.demo.inventory import SLOTS
from adops.demo.orders import COMING, OCTOBER, RUNNING, Trouble
from adops.demo.workbooks import write_bookings, write_people, write_slots
from adops.domain.sheet import SheetKind
from adops.rules.sheets.columns import COLUMNS

PORTAL = "http://127.0.0.1:8901"
ALL = (*OCTOBER, *RUNNING, *COMING)


def read(path: Path) -> list[dict[str, Any]]:
    rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    headers = [str(one) for one in next(rows)]
    return [dict(zip(headers, row, strict=True)) for row in rows]


def test_no_slot_is_over_booked() -> None:
    taken = Counter((order.code, day) for order in ALL for day in order.days.days())
    over = {key for key, shares in taken.items() if shares > SLOTS[key[0]].rotations}
    assert not over


def test_every_trouble_is_shown_once_at_least() -> None:
    assert {order.trouble for order in RUNNING} == set(Trouble)


def test_october_holds_three_bookings_of_at_most_four_days_on_two_pages() -> None:
    assert len(OCTOBER) == 3
    assert max(order.days.length for order in OCTOBER) == 4
    october = (date(2026, 10, 1), date(2026, 10, 31))
    assert all(october[0] <= order.days.first <= order.days.last <= october[1] for order in OCTOBER)
    assert [order for order in ALL if order.days.first < date(2026, 11, 1)] == list(OCTOBER)


def test_the_bookings_sheet_has_the_example_of_the_rules(tmp_path: Path) -> None:
    write_bookings(tmp_path / "bookings.xlsx", ALL, portal=PORTAL)
    rows = read(tmp_path / "bookings.xlsx")
    assert len(rows) == len(ALL) == 51
    row = rows[3]
    assert (row["合同名称"], row["合同号"], row["广告位编号"]) == (
        "财富公馆",
        "RLZ12345",
        "SINA-FIN-TOP",
    )
    assert SLOTS["SINA-FIN-TOP"].name == "财经首页顶部通栏1000*90"
    assert row["投放开始"] == datetime(2026, 11, 16)
    assert (row["投放结束"] - row["投放开始"]).days + 1 == 17
    assert row["净价"] == 64000 * 17 * 0.8
    assert row["投放方式"] == "总部"


def test_the_slots_sheet_has_sixty_rows_of_the_portals_pages(tmp_path: Path) -> None:
    write_slots(tmp_path / "slots.xlsx", portal=PORTAL)
    rows = read(tmp_path / "slots.xlsx")
    assert len({row["广告位编号"] for row in rows}) == len(rows) == 60
    assert len({row["页面URL"] for row in rows}) == 12
    assert {row["形式"] for row in rows} == {"通栏", "画中画", "矩形", "按钮"}


@pytest.mark.parametrize("role", ["地方站AE", "备用AE", "销售", "总部对接AE", "财务", "系统管理员"])
def test_the_people_sheet_names_posts_and_reserved_addresses(tmp_path: Path, role: str) -> None:
    write_people(tmp_path / "people.xlsx")
    rows = read(tmp_path / "people.xlsx")
    assert role in {row["角色"] for row in rows}
    assert all(row["邮箱"].endswith("@example.com") for row in rows)
    assert all(row["姓名"] == row["职位编制"] for row in rows)


@pytest.mark.parametrize("kind", list(SheetKind))
def test_every_sheet_has_the_columns_of_the_import_and_no_others(
    tmp_path: Path, kind: SheetKind
) -> None:
    path = tmp_path / f"{kind.value}.xlsx"
    writers = {
        SheetKind.SLOTS: lambda: write_slots(path, portal=PORTAL),
        SheetKind.BOOKINGS: lambda: write_bookings(path, ALL, portal=PORTAL),
        SheetKind.PEOPLE: lambda: write_people(path),
    }
    writers[kind]()
    headers = set(read(path)[0])
    columns = COLUMNS[kind]
    assert headers <= {column.name for column in columns}
    assert headers >= {column.name for column in columns if column.required}
