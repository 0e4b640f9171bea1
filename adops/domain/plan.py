"""The sheet 排期表 as data: what is booked, day by day, with its money (domain.md 4.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from adops.domain.booking import BookingState, Category
from adops.domain.period import Period
from adops.domain.slot import SlotSpec, Unit


@dataclass(frozen=True, slots=True)
class Planned:
    """One booking as it was made: days both included, `shares` of `rotations` a day, prices in fen;
    `quantity` hours or thousand views a day, `net_fen` the row's total, `spec` the rate-card item
    of its first day."""

    contract_no: str
    contract_name: str
    category: Category
    state: BookingState
    station: str
    channel: str
    page: str
    slot_code: str
    slot_name: str
    spec: SlotSpec | None
    period: Period
    shares: int
    rotations: int
    unit: Unit
    quantity: int | None
    list_price_fen: int
    discount: str
    net_fen: int


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of the sheet. `days` holds the quantity of each column, None where nothing is booked;
    `quantity` is their sum; `list_fen` is quantity × unit price, None where it is not known how
    much is sold. `net_fen` is the part of the booking's total that falls on the columns, by days; 0
    for 配送 and 补投 (rules.md §8).
    """

    of: Planned
    days: tuple[int | None, ...]
    quantity: int
    list_fen: int | None
    net_fen: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole sheet: `about` names what was asked for, `off` are the columns that are days off."""

    about: str
    columns: tuple[date, ...]
    off: frozenset[date]
    rows: Sequence[PlanRow]
    as_of: datetime
    by: str
