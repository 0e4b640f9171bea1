"""《排期表》 over the API, opened again, cell by cell."""

import io
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from httpx2 import Response
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from adops.domain.booking import BookingState, Category
from adops.domain.slot import Unit
from tests.adops.api.conftest import House, house

__all__ = ["house"]
SATURDAY, SUNDAY = date(2026, 11, 21), date(2026, 11, 22)
MONTH_HEAD, HEAD, FIRST = 3, 4, 5


def opened(answer: Response) -> Worksheet:
    assert answer.status_code == 200, answer.text
    (sheet,) = load_workbook(io.BytesIO(answer.content)).worksheets
    return sheet


def heads(sheet: Worksheet) -> dict[str, int]:
    """Column by its own head, days by their number in the last month that has them."""
    named = {}
    for at in range(1, sheet.max_column + 1):
        title = sheet.cell(HEAD, at).value or sheet.cell(MONTH_HEAD, at).value
        named[str(title).split("\n")[0]] = at
    return named


def row(sheet: Worksheet, at: int) -> dict[str, Any]:
    return {name: sheet.cell(at, column).value for name, column in heads(sheet).items()}


@pytest.fixture
def booked(house: House) -> House:
    """A contract of two slots: bought and given; another station's beside it."""
    with house.db.write() as session:
        contract = house.factory.contract(session, no="RLZ12345", name="财富公馆")
        slot = house.factory.slot(session, code="LJ-HOME-TL01", name="首页通栏", rotations=3)
        given = {"contract_id": contract.id, "sales_email": "sales@example.com"}
        house.factory.booking(
            session,
            SATURDAY,
            date(2026, 12, 2),
            slot,
            shares=2,
            list_price_fen=100_000,
            discount="0.5",
            net_fen=1_200_000,
            **given,
        )
        house.factory.booking(
            session,
            SUNDAY,
            SUNDAY,
            house.factory.slot(session, code="LJ-HOME-HZ01", unit=Unit.CPM),
            category=Category.BONUS,
            list_price_fen=50_000,
            net_fen=0,
            **given,
        )
        house.factory.booking(
            session,
            SATURDAY,
            SUNDAY,
            house.factory.slot(session, code="LJ-HOME-AN01"),
            state=BookingState.CANCELLED,
            **given,
        )
        house.factory.booking(
            session,
            SATURDAY,
            SUNDAY,
            house.factory.slot(session, station="sh"),
            station_sold="sh",
            station_placed="sh",
        )
    return house


def test_the_sheet_of_a_contract_has_all_its_days(booked: House) -> None:
    answer = booked.ask("GET", "/schedule.xlsx?contract=rlz12345", by="sales")
    sheet = opened(answer)
    assert "排期表_RLZ12345 财富公馆_20261121-20261202.xlsx" in unquote(
        answer.headers["content-disposition"]
    )
    assert sheet["A1"].value == "排期表（RLZ12345 财富公馆）"
    months = [str(cell.value) for cell in sheet[MONTH_HEAD] if cell.value]
    assert [one for one in months if one.endswith("月")] == ["2026年11月", "2026年12月"]
    bought, given, total = (row(sheet, FIRST + n) for n in range(3))
    assert (bought["售卖类型"], bought["预订状态"], bought["折扣"]) == ("购买", "已下单", "5折")
    assert bought["展示位置"].endswith("首页通栏（LJ-HOME-TL01）")
    assert "950×90 ≤30KB" in bought["广告标准"] and "轮播 2/3" in bought["广告标准"]
    assert (bought["21"], bought["2"], bought["总预订量"]) == (2, 2, 24)
    assert (bought["刊例总价（元）"], bought["净价（元）"]) == (24_000, 12_000)
    assert (given["21"], given["22"], given["折扣"], given["净价（元）"]) == (None, 1, "配送", 0)
    assert (given["单位"], given["刊例总价（元）"]) == ("CPM", None)
    assert (total["售卖类型"], total["22"], total["总预订量"]) == ("合计", 3, 25)
    assert total["净价（元）"] == 12_000


def test_what_is_given_is_red_and_days_off_are_grey(booked: House) -> None:
    sheet = opened(booked.ask("GET", "/schedule.xlsx?contract=RLZ12345", by="sales"))
    at = heads(sheet)
    given = FIRST + 1
    assert sheet.cell(given, at["折扣"]).font.color.rgb == "FFC00000"
    grey = sheet.cell(FIRST, at["21"]).fill.fgColor.rgb
    assert sheet.freeze_panes == "F5"  # what is booked stays beside its days
    assert grey != sheet.cell(FIRST, at["23"]).fill.fgColor.rgb  # Saturday, Monday


def test_a_part_of_the_days_carries_its_part_of_the_money(booked: House) -> None:
    sheet = opened(
        booked.ask("GET", "/schedule.xlsx?contract=RLZ12345&from=2026-12-01&to=2026-12-31", by="ae")
    )
    assert (row(sheet, FIRST)["总预订量"], row(sheet, FIRST)["净价（元）"]) == (4, 2_000)


def test_a_station_s_sheet_shows_what_the_person_may_see(booked: House) -> None:
    mine = opened(booked.ask("GET", "/schedule.xlsx?station=bj", by="ae"))
    assert mine["A1"].value == "排期表（北京站）"
    assert [row(mine, FIRST + n)["售卖类型"] for n in range(3)] == ["购买", "配送", "合计"]
    theirs = opened(booked.ask("GET", "/schedule.xlsx?station=bj", by="sh_ae"))
    assert theirs.cell(FIRST, 1).value == "没有排期"
    refused = booked.ask("GET", "/schedule.xlsx?contract=RLZ12345", by="other_sales")
    assert (refused.status_code, refused.json()["code"]) == (404, "contract.unknown")
