"""Workbooks for the tests of imports: real .xlsx files, one sensible row of each kind."""

from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from adops.domain.sheet import SheetKind
from adops.rules.sheets.columns import COLUMNS

SLOT: dict[str, Any] = {
    "广告位编号": "LJ-TL01",
    "广告位名称": "地方站首页950*90通栏01",
    "站点": "北京",
    "频道": "房产",
    "页面名称": "地方站首页",
    "页面URL": "http://127.0.0.1:8901/bj",
    "设备": "PC",
    "选择器": "#ad-tl01",
    "形式": "通栏",
    "宽": 950,
    "高": 90,
    "大小上限KB": 30,
    "格式": "jpg|png|gif",
    "最长秒数": 15,
    "文字上限": None,
    "归属": "乐居",
    "轮播数": 1,
    "监测": "有",
    "投放方": "AE",
    "状态": "上线",
}
BOOKING: dict[str, Any] = {
    "合同号": "RLZ12345",
    "合同名称": "财富公馆",
    "项目名称": "财富公馆",
    "项目号": None,
    "客户": "测试置业",
    "销售": "北京站销售",
    "销售邮箱": "sales@example.com",
    "业务类型": "商广",
    "站点": "bj",
    "广告位编号": "LJ-TL01",
    "投放开始": date(2026, 11, 23),
    "投放结束": date(2026, 11, 29),
    "占用轮播": 1,
    "定向地域": "北京",
    "投放方式": "本地",
    "类别": "购买",
    "落地页": "http://127.0.0.1:8901/landing",
    "刊例价": 1000,
    "折扣": "5折",
    "净价": 3500,
}
PERSON: dict[str, Any] = {
    "工号": "BJ001",
    "姓名": "北京站AE",
    "邮箱": "bj001@example.com",
    "手机号": "13800000000",
    "站点": "北京",
    "角色": "地方站AE",
    "职位编制": "正式",
    "状态": "在职",
    "考核通过日期": date(2026, 9, 1),
}
SAMPLES = {SheetKind.SLOTS: SLOT, SheetKind.BOOKINGS: BOOKING, SheetKind.PEOPLE: PERSON}


def slot(**given: Any) -> dict[str, Any]:
    """A slots row; `given` by column."""
    return SLOT | given


def booking(**given: Any) -> dict[str, Any]:
    """A bookings row; `given` by column."""
    return BOOKING | given


def person(**given: Any) -> dict[str, Any]:
    """A people row; `given` by column."""
    return PERSON | given


def workbook(*rows: dict[str, Any], headers: list[str] | None = None) -> bytes:
    """An .xlsx with these rows under their columns, in the order of the first row."""
    heads = headers if headers is not None else list(dict.fromkeys(k for row in rows for k in row))
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(heads)
    for row in rows:
        page.append([row.get(head) for head in heads])
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of an openpyxl workbook."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(data: bytes) -> Workbook:
    """The workbook again."""
    return load_workbook(BytesIO(data))


def headers(kind: SheetKind) -> list[str]:
    """All headers of a kind."""
    return [column.name for column in COLUMNS[kind]]
