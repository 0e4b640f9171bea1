"""The columns of the three sheets (interfaces.md, Sheets to import), as data.

The template, the reading and the words for errors all come from these tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adops.domain.booking import Category, Kind, Route
from adops.domain.people import Role
from adops.domain.sheet import SheetKind
from adops.domain.slot import Device, Owner, SlotState, Unit
from adops.rules.sheets import cells

YES_NO: Mapping[str, bool] = {"是": True, "否": False}
DEVICES: Mapping[str, Device] = {"PC": Device.PC, "移动": Device.MOBILE, "APP": Device.APP}
OWNERS: Mapping[str, Owner] = {"乐居": Owner.LEJU, "新浪": Owner.SINA}
STATES: Mapping[str, SlotState] = {
    "草稿": SlotState.DRAFT,
    "测试": SlotState.TESTING,
    "上线": SlotState.LIVE,
    "停用": SlotState.RETIRED,
}
KINDS: Mapping[str, Kind] = {
    "商广": Kind.COMMERCIAL,
    "内广": Kind.INTERNAL,
    "新浪包版": Kind.SINA_PACKAGE,
    "移动端": Kind.MOBILE,
    "活动": Kind.CAMPAIGN,
}
ROUTES: Mapping[str, Route] = {"本地": Route.LOCAL, "总部": Route.HQ, "跨区": Route.CROSS}
CATEGORIES: Mapping[str, Category] = {
    "购买": Category.PAID,
    "配送": Category.BONUS,
    "补投": Category.MAKE_GOOD,
}
BACKUP_AE = "备用AE"
ROLES: Mapping[str, Role] = {
    "地方站AE": Role.AE,
    BACKUP_AE: Role.AE,
    "销售": Role.SALES,
    "当地运营负责人": Role.OPS_HEAD,
    "地方站总经理": Role.STATION_GM,
    "总部对接AE": Role.HQ_AE,
    "总部AE负责人": Role.HQ_AE_HEAD,
    "总部运营助理": Role.HQ_ASSISTANT,
    "总部运营总监": Role.HQ_DIRECTOR,
    "财务": Role.FINANCE,
    "系统管理员": Role.ADMIN,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `required`: the sheet must have it; `filled`: no row may leave it empty.

    `choices` are the words a person picks from; `also` are read too, and not offered. `look` is how
    the template formats it: text, day, number or money; `width` in characters.
    """

    name: str
    read: cells.Reader = cells.words
    filled: bool = False
    required: bool = True
    choices: tuple[str, ...] = ()
    look: str = "text"
    width: int = 14


def _choice(name: str, choices: Mapping[str, Any], also: Mapping[str, Any] | None = None) -> Column:
    read = cells.one_of({**choices, **(also or {})})
    return Column(name, read, filled=True, choices=tuple(choices), width=max(10, len(name) * 2 + 4))


def _optional(column: Column) -> Column:
    return replace(column, filled=False, required=False)


def _may_be_empty(column: Column) -> Column:
    return replace(column, filled=False)


def _whole(name: str, least: int, most: int) -> Column:
    return Column(name, cells.whole(least, most), look="number", width=len(name) * 2 + 4)


SLOTS: tuple[Column, ...] = (
    Column("广告位编号", cells.code, filled=True, width=20),
    Column("广告位名称", filled=True, width=30),
    Column("站点", filled=True, width=8),
    Column("频道", width=10),
    Column("页面名称", width=20),
    Column("页面URL", cells.url, width=36),
    _choice("设备", DEVICES, {"MOBILE": Device.MOBILE, "手机": Device.MOBILE}),
    Column("选择器", width=24),
    Column("形式", filled=True, width=12),
    _whole("宽", 1, 20_000),
    _whole("高", 1, 20_000),
    _whole("大小上限KB", 1, 1_000_000),
    Column("格式", cells.listed, width=22),
    _whole("最长秒数", 1, 3600),
    _whole("文字上限", 1, 1000),
    _choice("归属", OWNERS, {owner.value: owner for owner in Owner}),
    _whole("轮播数", 1, 100),
    _choice("监测", {"有": True, "无": False}),
    _choice("投放方", {"AE": False, "编辑": True}),
    _choice("状态", STATES, {state.value: state for state in STATES.values()}),
    _optional(_choice("单位", {unit.value: unit for unit in Unit})),
    _optional(_whole("等待秒", 0, 120)),
    _optional(_choice("需关闭", YES_NO)),
    _optional(_choice("需标广告", YES_NO)),
    _optional(Column("编辑联系人", width=20)),
)
BOOKINGS: tuple[Column, ...] = (
    Column("合同号", cells.code, filled=True, width=16),
    Column("合同名称", filled=True, width=24),
    Column("项目名称", width=18),
    Column("项目号", cells.code, width=14),
    Column("客户", width=20),
    Column("销售", width=12),
    Column("销售邮箱", cells.mail, width=26),
    _choice("业务类型", KINDS),
    Column("站点", filled=True, width=8),
    Column("广告位编号", cells.code, filled=True, width=20),
    Column("投放开始", cells.day, filled=True, look="day", width=13),
    Column("投放结束", cells.day, filled=True, look="day", width=13),
    _whole("占用轮播", 1, 100),
    Column("定向地域", cells.listed, width=16),
    _may_be_empty(_choice("投放方式", ROUTES)),
    _choice("类别", CATEGORIES),
    Column("落地页", cells.url, width=36),
    Column("刊例价", cells.fen, look="money", width=14),
    Column("折扣", cells.discount, look="discount", width=9),
    Column("净价", cells.fen, look="money", width=14),
    Column("代理商", required=False, width=20),
    Column("代理商邮箱", cells.mail, required=False, width=26),
    Column("开发企业", required=False, width=24),
    Column("中介机构", required=False, width=24),
    Column("预售许可证号", required=False, width=24),
    Column("监测编号", cells.code, required=False, width=18),
    _optional(_whole("每日数量", 1, 1_000_000)),
)
PEOPLE: tuple[Column, ...] = (
    Column("工号", cells.staff_no, filled=True, width=12),
    Column("姓名", filled=True, width=14),
    Column("邮箱", cells.mail, filled=True, width=28),
    Column("手机号", width=16),
    Column("站点", filled=True, width=8),
    Column("角色", cells.one_of({name: name for name in ROLES}), True, choices=(*ROLES,), width=18),
    Column("职位编制", width=16),
    _choice("状态", {"在职": True, "离职": False}),
    Column("考核通过日期", cells.day, required=False, look="day", width=15),
    _optional(_choice("备用", YES_NO)),
)


def reading(columns: Sequence[Column], **readers: cells.Reader) -> tuple[Column, ...]:
    """The same columns, those named in `readers` read by them: stations and forms are data."""
    return tuple(replace(one, read=readers.get(one.name, one.read)) for one in columns)


COLUMNS: Mapping[SheetKind, tuple[Column, ...]] = {
    SheetKind.SLOTS: SLOTS,
    SheetKind.BOOKINGS: BOOKINGS,
    SheetKind.PEOPLE: PEOPLE,
}
