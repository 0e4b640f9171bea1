"""Words of the sheet 排期表 (domain.md 4.2)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from adops.domain.booking import BookingState, Category
from adops.domain.plan import Planned
from adops.domain.slot import SlotSpec, Unit

TITLE = "排期表"
NOTHING = "没有排期"
SALES: Mapping[Category, str] = {
    Category.PAID: "购买",
    Category.BONUS: "配送",
    Category.MAKE_GOOD: "补投",
}
ORDERED: Mapping[BookingState, str] = {
    BookingState.HELD: "预订",
    BookingState.BOOKED: "已下单",
    BookingState.RUNNING: "执行中",
    BookingState.PAUSED: "暂停",
    BookingState.ENDED: "已结束",
}
UNITS: Mapping[Unit, str] = {
    Unit.DAY: "天",
    Unit.HOUR: "小时",
    Unit.CPM: "CPM",
    Unit.MONTH: "月",
}
KB = 1024


def place(of: Planned) -> str:
    """北京 · 房产频道 · 首页 and, on a line of its own, the slot with its code."""
    where = " · ".join(part for part in (of.station, of.channel, of.page) if part)
    return f"{where}\n{of.slot_name}（{of.slot_code}）"


def standard(of: Planned) -> str:
    """1000×90 ≤30KB, the formats, 轮播 1/3; one line a file of the form."""
    lines = _files(of.spec) if of.spec else []
    turn = "独占" if of.rotations == 1 else f"轮播 {of.shares}/{of.rotations}"
    return "\n".join([*lines, turn])


def discount(of: Planned) -> str:
    """5折, 无折扣; 配送 and 补投 carry no price (domain.md 4.2)."""
    if of.category is not Category.PAID:
        return SALES[of.category]
    tenths = Decimal(of.discount) * 10
    return "无折扣" if tenths == 10 else f"{tenths.normalize():f}折"


def file_name(about: str, first: date, last: date) -> str:
    """排期表_北京_20261101-20261130.xlsx."""
    return f"{TITLE}_{about}_{first:%Y%m%d}-{last:%Y%m%d}.xlsx"


def _files(spec: SlotSpec) -> list[str]:
    formats = "/".join(spec.formats)
    if spec.text_limit is not None:
        return [f"文字 ≤{spec.text_limit} 字"]
    sizes = [f"{one.width}×{one.height} ≤{one.limit_bytes / KB:g}KB" for one in spec.parts]
    return [*sizes, formats]
