"""The demo's three workbooks, as somebody would type them (interfaces.md, Sheets to import)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from adops.demo.inventory import PAGES
from adops.demo.orders import Order
from adops.domain.booking import Kind, Route
from adops.domain.slot import Owner

Cell = str | int | float | date | None
Row = dict[str, Cell]

KINDS = {
    Kind.COMMERCIAL: "商广",
    Kind.INTERNAL: "内广",
    Kind.SINA_PACKAGE: "新浪包版",
    Kind.MOBILE: "移动端",
    Kind.CAMPAIGN: "活动",
}
ROUTES = {Route.LOCAL: "本地", Route.HQ: "总部", Route.CROSS: "跨区"}
SALES = ("北京站销售", "bj.sales@example.com")
PASSED = date(2025, 3, 14)
FORMATS = "jpg|png|gif|html5"
MOBILE_FORMATS = "jpg|png|gif"

# 工号, 姓名 (a post: the demo has no persons), 邮箱, 站点, 角色, 备用
POSTS = (
    ("BJ001", "北京站AE", "bj.ae@example.com", "北京", "地方站AE", "否"),
    ("BJ002", "北京站备用AE", "bj.ae2@example.com", "北京", "备用AE", "是"),
    ("BJ003", "北京站销售", "bj.sales@example.com", "北京", "销售", None),
    ("BJ004", "北京站运营负责人", "bj.ops@example.com", "北京", "当地运营负责人", None),
    ("BJ005", "北京站总经理", "bj.gm@example.com", "北京", "地方站总经理", None),
    ("SH001", "上海站AE", "sh.ae@example.com", "上海", "地方站AE", "否"),
    ("HQ001", "总部对接AE一组", "hq.ae1@example.com", "总部", "总部对接AE", None),
    ("HQ002", "总部对接AE二组", "hq.ae2@example.com", "总部", "总部对接AE", None),
    ("HQ003", "总部AE负责人", "hq.aehead@example.com", "总部", "总部AE负责人", None),
    ("HQ004", "总部运营助理", "hq.assistant@example.com", "总部", "总部运营助理", None),
    ("HQ005", "总部运营总监", "hq.director@example.com", "总部", "总部运营总监", None),
    ("HQ006", "总部财务", "hq.finance@example.com", "总部", "财务", None),
    ("HQ007", "系统管理员", "hq.admin@example.com", "总部", "系统管理员", None),
)
PLACERS = {"地方站AE", "备用AE", "总部对接AE"}


def write_people(path: Path) -> None:
    """The posts of 北京, 上海 and the head office; the phones are not assigned to anybody."""
    rows: list[Row] = [
        {
            "工号": staff_no,
            "姓名": name,
            "邮箱": email,
            "手机号": f"1000000{number:04d}",
            "站点": station,
            "角色": role,
            "职位编制": name,
            "状态": "在职",
            "考核通过日期": PASSED if role in PLACERS else None,
            "备用": backup,
        }
        for number, (staff_no, name, email, station, role, backup) in enumerate(POSTS, start=1)
    ]
    _write(path, "人员", rows)


def write_slots(path: Path, *, portal: str) -> None:
    """The sixty slots on the pages of the portal at `portal` (`http://127.0.0.1:8901`)."""
    rows: list[Row] = [
        {
            "广告位编号": slot.code,
            "广告位名称": slot.name,
            "站点": {"bj": "北京", "sh": "上海", "hq": "总部"}[page.station],
            "频道": page.channel,
            "页面名称": page.name,
            "页面URL": portal + page.path,
            "设备": page.device.value,
            "选择器": slot.selector,
            "形式": slot.form,
            "宽": slot.width,
            "高": slot.height,
            "大小上限KB": slot.max_kb,
            "格式": MOBILE_FORMATS if page.kind == "mobile" else FORMATS,
            "最长秒数": 15,
            "文字上限": None,
            "归属": "新浪" if slot.owner is Owner.SINA else "乐居",
            "轮播数": slot.rotations,
            "监测": "有" if slot.owner is Owner.SINA else "无",
            "投放方": "AE",
            "状态": "上线",
            "单位": "天",
            "需标广告": "是",
        }
        for page in PAGES
        for slot in page.slots
    ]
    _write(path, "广告位", rows)


def write_bookings(path: Path, orders: Iterable[Order], *, portal: str) -> None:
    """One row an order; the landing pages are on the portal at `portal`."""
    _write(path, "投放单", [_booking(order, portal) for order in orders])


def _booking(order: Order, portal: str) -> Row:
    house, slot = order.house, order.slot
    discount = Decimal(order.discount.removesuffix("折")) / 10
    net = slot.price * order.days.length * discount
    return {
        "合同号": order.contract_no,
        "合同名称": house.name,
        "项目名称": house.name,
        "项目号": f"XM{order.contract_no[3:]}",
        "客户": house.developer,
        "销售": SALES[0],
        "销售邮箱": SALES[1],
        "业务类型": KINDS[order.kind],
        "站点": "北京",
        "广告位编号": slot.code,
        "投放开始": order.days.first,
        "投放结束": order.days.last,
        "占用轮播": 1,
        "定向地域": order.region,
        "投放方式": ROUTES[order.route],
        "类别": "购买",
        "落地页": f"{portal}/lp/{house.slug}",
        "刊例价": float(slot.price),
        "折扣": order.discount,
        "净价": float(net),
        "开发企业": house.developer,
        "预售许可证号": house.permit,
    }


def _write(path: Path, title: str, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    headers = list(rows[0])
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(title)
        head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet.write_row(0, 0, headers, head)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row.values()):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value, money if isinstance(value, float) else None)
        for column, header in enumerate(headers):
            sheet.set_column(column, column, _width(header, [row[header] for row in rows]))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(headers) - 1)


def _width(header: str, cells: list[Cell]) -> float:
    """In characters of Excel: a Chinese one takes two."""
    texts = [header, *("0000-00-00" if isinstance(cell, date) else str(cell) for cell in cells)]
    widest = max(sum(2 if ord(sign) > 0x2E80 else 1 for sign in text) for text in texts)
    return min(60.0, widest + 2.0)
