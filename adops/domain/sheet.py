"""Sheets to import (interfaces.md), as values: what a workbook holds, what was read, what is wrong.

A row's number is the one Excel shows; the headers are row 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from adops.domain.booking import Category, Kind, Route
from adops.domain.people import Role
from adops.domain.slot import Device, Owner, SlotState, Unit

HEADER_ROW = 1
ERROR_COLUMN = "错误"
"""Added to a refused sheet's copy; a copy that comes back may still have it."""


class SheetKind(StrEnum):
    """What a sheet brings."""

    SLOTS = "slots"
    BOOKINGS = "bookings"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell without a value of its own: a formula nobody worked out, or Excel's error."""

    code: str
    text: str


Cell = str | int | float | bool | datetime | date | time | Unreadable | None


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The first sheet of a workbook. `rows` maps a row's number to its cells, blank rows left out;
    `merged` are the ranges that were merged (`A2:A5`)."""

    title: str
    headers: tuple[Cell, ...]
    rows: Mapping[int, tuple[Cell, ...]]
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a row. `refused`: it could be read, and a rule says no.

    `facts` are what the words of `adops.phrases.sheet` need.
    """

    row: int
    column: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows in the file's order, and all that is wrong or odd with them."""

    rows: tuple[Any, ...] = ()
    errors: tuple[RowError, ...] = ()
    warnings: tuple[RowError, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One row of a slots sheet. Sizes in px, weights in bytes (0: none named).

    `given` are the columns the sheet has: one it has not leaves an existing slot as it is.
    """

    row: int
    code: str
    name: str
    station: str
    channel: str
    page_name: str
    page_url: str
    device: Device
    selector: str
    form: str
    width: int
    height: int
    limit_bytes: int
    parts: tuple[dict[str, Any], ...]
    formats: tuple[str, ...]
    max_seconds: int | None
    text_limit: int | None
    owner: Owner
    rotations: int
    monitored: bool
    editor_placed: bool
    state: SlotState
    unit: Unit
    wait_seconds: int
    needs_close: bool
    needs_mark: bool
    editor_contact: str
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One row of a bookings sheet. Prices in fen; `net_fen` None where the cell is empty.

    `stated_route` is the imported 投放方式, None where the cell is empty. `quantity` is what a day
    holds where a slot is sold by the hour (hours) or by CPM (thousand views).
    """

    row: int
    contract_no: str
    contract_name: str
    project_name: str
    project_no: str
    client: str
    sales_name: str
    sales_email: str
    kind: Kind
    station: str
    slot_code: str
    first_day: date
    last_day: date
    shares: int
    regions: tuple[str, ...]
    stated_route: Route | None
    category: Category
    landing_url: str
    list_price_fen: int
    discount: Decimal
    net_fen: int | None
    agency: str = ""
    agency_email: str = ""
    developer: str = ""
    agent: str = ""
    permit_no: str = ""
    monitor_no: str = ""
    quantity: int | None = None
    given: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str, date, Category]:
        """The natural key: 合同号+广告位编号+投放开始+类别."""
        return self.contract_no, self.slot_code, self.first_day, self.category


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of a people sheet."""

    row: int
    staff_no: str
    name: str
    email: str
    phone: str
    station: str
    role: Role
    post: str
    employed: bool
    passed_on: date | None = None
    backup: bool = False
    given: frozenset[str] = frozenset()


@dataclass
class Outcome:
    """What an import did, or would do."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)

    @property
    def unreadable(self) -> bool:
        """Whether an error is of the file itself, not a rule's no."""
        return any(not error.refused for error in self.errors)
