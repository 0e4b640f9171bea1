"""Rows of the sheet 排期表 (domain.md 4.2; money: rules.md §8)."""

from collections.abc import Iterable
from datetime import date

from adops.domain.booking import Category
from adops.domain.money import split
from adops.domain.period import Period
from adops.domain.plan import Planned, PlanRow
from adops.errors import InputError
from adops.rules.month import month_name, month_shares, revenue_fen
from adops.rules.price import sold_a_day

ORDER = tuple(Category)
MOST_COLUMNS = 366


def plan_rows(booked: Iterable[Planned], columns: Period) -> tuple[PlanRow, ...]:
    """购买, then 配送, then 补投, each by contract, slot and first day; who has no day in `columns`
    has no row."""
    rows = (_row(one, columns) for one in booked if one.period.meets(columns))
    return tuple(sorted(rows, key=_place))


def whole(booked: Iterable[Planned]) -> Period | None:
    """The days from the first to the last that is booked.

    Raises InputError `period.too_long` for more than a sheet is wide.
    """
    periods = [one.period for one in booked]
    if not periods:
        return None
    period = Period(min(one.first for one in periods), max(one.last for one in periods))
    if period.length > MOST_COLUMNS:
        raise InputError("period.too_long", days=period.length, most=MOST_COLUMNS)
    return period


def _row(one: Planned, columns: Period) -> PlanRow:
    sold = sold_a_day(one.unit, shares=one.shares, quantity=one.quantity)
    shown = one.shares if sold is None else sold
    days = tuple(shown if day in one.period else None for day in columns.days())
    quantity = sum(count or 0 for count in days)
    list_fen = None if sold is None else one.list_price_fen * quantity
    return PlanRow(one, days, quantity, list_fen, _net_fen(one, columns))


def _net_fen(one: Planned, columns: Period) -> int:
    """The revenue of the days that are shown: each month's share (rules.md §8) over its days, so
    that a whole month is what the month says, and all columns of a booking are its total."""
    shares = month_shares(one.period, revenue_fen(one.category, one.net_fen))
    days = list(one.period.days())
    shown = 0
    for month, amount in shares.items():
        mine = [day for day in days if month_name(day) == month]
        parts = split(amount, (1,) * len(mine))
        shown += sum(part for day, part in zip(mine, parts, strict=True) if day in columns)
    return shown


def _place(row: PlanRow) -> tuple[int, str, str, date]:
    of = row.of
    return ORDER.index(of.category), of.contract_no, of.slot_code, of.period.first
