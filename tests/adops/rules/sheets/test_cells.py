"""One cell → a value, or what is wrong with it."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from adops.domain.sheet import Unreadable
from adops.rules.sheets import cells
from adops.rules.sheets.cells import CellTrouble

DAY = date(2026, 11, 20)
COLOURS = cells.one_of({"红": 1, "Blue": 2})


@pytest.mark.parametrize(
    ("read", "cell", "expected"),
    [
        pytest.param(cells.words, " 财富 ", "财富", id="trimmed"),
        pytest.param(cells.words, 13800000000, "13800000000", id="phone as a number"),
        pytest.param(cells.words, 13800000000.0, "13800000000", id="phone as a float"),
        pytest.param(cells.words, 1.5, "1.5", id="a decimal"),
        pytest.param(cells.code, "ｒｌｚ１２３４５ ", "RLZ12345", id="full width, lower, spaces"),
        pytest.param(cells.code, "\u200bRLZ\ufeff1\xa0", "RLZ1", id="signs nobody sees"),
        pytest.param(cells.code, 12345, "12345", id="a number as code"),
        pytest.param(cells.day, datetime(2026, 11, 20), DAY, id="Excel's date"),
        pytest.param(cells.day, DAY, DAY, id="a date"),
        pytest.param(cells.day, "2026-11-20", DAY, id="ISO"),
        pytest.param(cells.day, "2026/11/20", DAY, id="slashes"),
        pytest.param(cells.day, "2026.11.20", DAY, id="dots"),
        pytest.param(cells.day, "2026年11月20日", DAY, id="Chinese"),
        pytest.param(cells.day, "２０２６－１１－２０", DAY, id="full width"),
        pytest.param(cells.day, "2026-11-20 00:00:00", DAY, id="midnight as text"),
        pytest.param(cells.day, 20261120, DAY, id="eight digits"),
        pytest.param(cells.whole(1, 9), "３", 3, id="full-width digit"),
        pytest.param(cells.whole(1, 9), 3.0, 3, id="float that is whole"),
        pytest.param(cells.fen, "12,000.50", 1_200_050, id="thousands"),
        pytest.param(cells.fen, "￥12", 1_200, id="currency sign"),
        pytest.param(cells.fen, 0.1 + 0.2, 30, id="float noise"),
        pytest.param(cells.fen, 0, 0, id="nothing"),
        pytest.param(cells.discount, "5折", Decimal("0.5"), id="5折"),
        pytest.param(cells.discount, "8.5 折", Decimal("0.85"), id="8.5折"),
        pytest.param(cells.discount, "85折", Decimal("0.85"), id="85折"),
        pytest.param(cells.discount, "10折", Decimal(1), id="10折 is none"),
        pytest.param(cells.discount, "５折", Decimal("0.5"), id="full width"),
        pytest.param(cells.discount, 0.85, Decimal("0.85"), id="float"),
        pytest.param(cells.discount, "50%", Decimal("0.5"), id="percent"),
        pytest.param(cells.discount, "无折扣", Decimal(1), id="无折扣"),
        pytest.param(cells.discount, 0, Decimal(0), id="zero"),
        pytest.param(
            cells.listed, "北京、上海，广州/天津|北京", ("北京", "上海", "广州", "天津"), id="list"
        ),
        pytest.param(cells.url, "https://example.com/a?b=1", "https://example.com/a?b=1", id="url"),
        pytest.param(cells.mail, "Sales@Example.com", "sales@example.com", id="mail"),
        pytest.param(COLOURS, " 红", 1, id="choice"),
        pytest.param(COLOURS, "ｂｌｕｅ", 2, id="choice, width and case"),
    ],
)
def test_read(read: cells.Reader, cell: Any, expected: Any) -> None:
    assert read(cell) == expected


@pytest.mark.parametrize(
    ("read", "cell", "code"),
    [
        pytest.param(cells.words, True, "cell.not_text", id="a boolean"),
        pytest.param(cells.words, datetime(2026, 1, 1), "cell.not_text", id="a date for words"),
        pytest.param(cells.words, "x" * 501, "cell.too_long", id="too long"),
        pytest.param(cells.words, "a\x00b", "cell.control_sign", id="control sign"),
        pytest.param(cells.words, Unreadable("cell.formula", "=A1"), "cell.formula", id="formula"),
        pytest.param(cells.words, Unreadable("cell.fault", "#N/A"), "cell.fault", id="#N/A"),
        pytest.param(cells.words, "财富\u202e公馆", "cell.control_sign", id="turns direction"),
        pytest.param(cells.code, "RLZ 123", "cell.not_code", id="space in a code"),
        pytest.param(cells.code, "R" * 65, "cell.too_long", id="longer than its column"),
        pytest.param(cells.staff_no, "B" * 33, "cell.too_long", id="工号 longer than its column"),
        pytest.param(cells.day, "2026-02-30", "cell.impossible_day", id="30 February"),
        pytest.param(cells.day, "20261301", "cell.impossible_day", id="month 13"),
        pytest.param(cells.day, "明天", "cell.not_day", id="tomorrow"),
        pytest.param(cells.day, 46346, "cell.not_day", id="a plain serial number"),
        pytest.param(cells.day, datetime(2026, 11, 20, 9), "cell.not_day", id="with a time"),
        pytest.param(cells.day, time(9), "cell.not_day", id="only a time"),
        pytest.param(cells.day, "0026-11-20", "cell.out_of_range", id="year 26"),
        pytest.param(cells.day, datetime(1949, 12, 31), "cell.out_of_range", id="before 1950"),
        pytest.param(cells.day, date(2100, 1, 1), "cell.out_of_range", id="after 2099"),
        pytest.param(cells.whole(1, 9), 1.5, "cell.not_whole", id="not whole"),
        pytest.param(cells.whole(1, 9), 0, "cell.out_of_range", id="below"),
        pytest.param(cells.whole(1, 9), 10, "cell.out_of_range", id="above"),
        pytest.param(cells.whole(1, 9), True, "cell.not_number", id="TRUE is no 1"),
        pytest.param(cells.whole(1, 9), "NaN", "cell.not_number", id="NaN"),
        pytest.param(cells.fen, "1.005", "cell.not_fen", id="three decimals"),
        pytest.param(cells.fen, -1, "cell.out_of_range", id="negative"),
        pytest.param(cells.fen, "1e99", "cell.out_of_range", id="astronomic"),
        pytest.param(cells.fen, "面议", "cell.not_number", id="words"),
        pytest.param(cells.discount, 1.2, "cell.not_discount", id="over one"),
        pytest.param(cells.discount, 5, "cell.not_discount", id="5 is not 5折"),
        pytest.param(cells.discount, "120%", "cell.not_discount", id="120 percent"),
        pytest.param(cells.discount, "-0.1", "cell.not_discount", id="negative discount"),
        pytest.param(cells.url, "www.example.com", "cell.not_url", id="no scheme"),
        pytest.param(cells.url, "javascript:alert(1)", "cell.not_url", id="script"),
        pytest.param(cells.url, "http://", "cell.not_url", id="no host"),
        pytest.param(cells.url, "http://[::1", "cell.not_url", id="broken host"),
        pytest.param(cells.url, "http://a b", "cell.not_url", id="space"),
        pytest.param(cells.mail, "a@b", "cell.not_mail", id="no domain"),
        pytest.param(cells.mail, "a@b.c;d@e.f", "cell.not_mail", id="two addresses"),
        pytest.param(
            cells.mail, "张三@example.com", "cell.not_mail", id="no address of mail servers"
        ),
        pytest.param(COLOURS, "green", "cell.not_choice", id="no choice"),
    ],
)
def test_trouble(read: cells.Reader, cell: Any, code: str) -> None:
    with pytest.raises(CellTrouble) as caught:
        read(cell)
    assert caught.value.code == code
