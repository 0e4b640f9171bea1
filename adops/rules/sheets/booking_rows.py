"""The rows of a bookings sheet (interfaces.md; rules.md §8)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from adops.domain.booking import Category
from adops.domain.region import regions_named
from adops.domain.sheet import BookingRow, RawSheet, Reading, RowError
from adops.rules.booking import LONGEST_DAYS
from adops.rules.sheets.cells import known_as
from adops.rules.sheets.columns import BOOKINGS, reading
from adops.rules.sheets.rows import ReadRow, read_rows, twice

# One contract, one value: the rows of a sheet may not say two things of it.
CONTRACT_COLUMNS: Mapping[str, str] = {
    "合同名称": "contract_name",
    "项目名称": "project_name",
    "项目号": "project_no",
    "客户": "client",
    "代理商": "agency",
    "代理商邮箱": "agency_email",
}
PLAIN_COLUMNS: Mapping[str, str] = {
    **CONTRACT_COLUMNS,
    "销售": "sales_name",
    "销售邮箱": "sales_email",
    "落地页": "landing_url",
    "开发企业": "developer",
    "中介机构": "agent",
    "预售许可证号": "permit_no",
    "监测编号": "monitor_no",
}


def read_bookings(sheet: RawSheet, stations: Mapping[str, str]) -> Reading:
    """Typed rows and errors by row and column. `stations`: folded code or name → code."""
    found, errors = read_rows(sheet, reading(BOOKINGS, 站点=known_as(stations, "station.unknown")))
    wrong = list(errors)
    rows: list[BookingRow] = []
    for one in found:
        troubles = _troubles(one)
        wrong += troubles
        if not troubles:
            rows.append(_booking(one))
    wrong += twice(rows, lambda row: row.key, "合同号")
    wrong += _two_values(rows)
    return Reading(tuple(rows), tuple(wrong), (), len(sheet.rows))


def _troubles(one: ReadRow) -> list[RowError]:
    errors: list[RowError] = []
    first, last = one.values["投放开始"], one.values["投放结束"]
    if last < first:
        errors.append(
            one.error("投放结束", "period.reversed", first=first.isoformat(), last=last.isoformat())
        )
    elif (last - first).days >= LONGEST_DAYS:
        errors.append(
            one.error(
                "投放结束", "period.too_long", days=(last - first).days + 1, most=LONGEST_DAYS
            )
        )
    if one.values["类别"] is Category.BONUS and one.values["净价"]:
        errors.append(one.error("净价", "price.bonus_costs", refused=True))
    return errors


def _booking(one: ReadRow) -> BookingRow:
    values = one.values
    plain = {name: one.text(column) for column, name in PLAIN_COLUMNS.items()}
    return BookingRow(
        row=one.row,
        contract_no=one.text("合同号"),
        kind=values["业务类型"],
        station=one.values["站点"],
        slot_code=one.text("广告位编号"),
        first_day=values["投放开始"],
        last_day=values["投放结束"],
        shares=values["占用轮播"] or 1,
        regions=regions_named(values["定向地域"] or ()),
        stated_route=values["投放方式"],
        category=values["类别"],
        list_price_fen=values["刊例价"] or 0,
        discount=Decimal(1) if values["折扣"] is None else values["折扣"],
        net_fen=values["净价"],
        quantity=values.get("每日数量"),
        given=one.given,
        **plain,
    )


def _two_values(rows: Sequence[BookingRow]) -> list[RowError]:
    errors: list[RowError] = []
    first: dict[str, BookingRow] = {}
    for row in rows:
        before = first.setdefault(row.contract_no, row)
        for column, name in CONTRACT_COLUMNS.items():
            if getattr(row, name) != getattr(before, name):
                facts = {"first": before.row, "value": getattr(before, name)}
                errors.append(RowError(row.row, column, "contract.two_values", facts))
    return errors
