"""What every booking is asked before it is written, whether a sheet brings it or a person enters
it: slot, route, overlap, free shares; and the columns it fills (interfaces.md; rules.md §1, §8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.booking import HOLDS_SHARES, BookingState, Category
from adops.domain.money import yuan
from adops.domain.period import Period
from adops.domain.sheet import BookingRow, Outcome, RowError
from adops.domain.slot import SlotState
from adops.models import Booking, Contract, Slot, Station
from adops.rules.booking import holds_shares
from adops.rules.capacity import Claim, over_booked
from adops.rules.price import multiplies_out, net_by_list, quantity_trouble
from adops.rules.route import NoPlacing, Placing, placing

Key = tuple[str, str, date, Category]
OPTIONAL: Mapping[str, str] = {
    "developer": "开发企业",
    "agent": "中介机构",
    "permit_no": "预售许可证号",
    "monitor_no": "监测编号",
    "quantity": "每日数量",
}


@dataclass
class Known:
    """What the database has of the sheet, read in a constant number of queries."""

    slots: dict[str, Slot]
    contracts: dict[str, Contract]
    bookings: dict[Key, Booking]
    claims: dict[int, list[tuple[Booking, str]]]
    cities: dict[str, str]
    sellers: dict[str, set[str]]  # contract number → the stations that sold bookings of it


def load(session: Session, rows: Sequence[BookingRow]) -> Known:
    """Slots and contracts are locked: who wants the same shares waits."""
    codes = sorted({row.slot_code for row in rows})
    numbers = sorted({row.contract_no for row in rows})
    slots = session.exec(
        select(Slot).where(col(Slot.code).in_(codes)).order_by(col(Slot.id)).with_for_update()
    ).all()
    contracts = session.exec(
        select(Contract).where(col(Contract.no).in_(numbers)).with_for_update()
    ).all()
    by_id = {slot.id: slot.code for slot in slots}
    bookings: dict[Key, Booking] = {}
    claims: dict[int, list[tuple[Booking, str]]] = {}
    query = (
        select(Booking, Contract.no)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .where(col(Booking.slot_id).in_(list(by_id)))
        .order_by(col(Booking.first_day), col(Booking.id))
    )
    for one, number in session.exec(query):
        bookings[number, by_id[one.slot_id], one.first_day, one.category] = one
        claims.setdefault(one.slot_id, []).append((one, number))
    cities = {one.name: one.code for one in session.exec(select(Station))}
    sellers: dict[str, set[str]] = {}
    sold = (
        select(Contract.no, Booking.station_sold)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .where(col(Contract.no).in_(numbers))
        .distinct()
    )
    for number, station in session.exec(sold):
        sellers.setdefault(number, set()).add(station)
    return Known(
        {slot.code: slot for slot in slots},
        {one.no: one for one in contracts},
        bookings,
        claims,
        cities,
        sellers,
    )


def refusals(row: BookingRow, known: Known, placed: dict[int, Placing]) -> list[RowError]:
    """No such slot, a retired one, nobody who places; fills `placed` by the row's number."""
    slot = known.slots.get(row.slot_code)
    if slot is None:
        return [RowError(row.row, "广告位编号", "slot.unknown", {"value": row.slot_code})]
    if slot.state is SlotState.RETIRED and row.key not in known.bookings:
        facts = {"value": row.slot_code}
        return [RowError(row.row, "广告位编号", "slot.retired", facts, refused=True)]
    trouble = quantity_trouble(slot.unit, row.quantity)
    if trouble is not None:
        facts = {"unit": slot.unit.value, "value": str(row.quantity)}
        return [RowError(row.row, "每日数量", trouble, facts, refused=True)]
    found = placing(
        kind=row.kind,
        sold_by=row.station,
        slot_station=slot.station,
        regions=row.regions,
        cities=known.cities,
    )
    if isinstance(found, NoPlacing):
        return [RowError(row.row, "定向地域", found.code, {"regions": found.regions}, refused=True)]
    placed[row.row] = found
    if row.stated_route in {None, found.route}:
        return []
    facts = {"given": row.stated_route, "derived": found.route}
    return [RowError(row.row, "投放方式", "route.disagrees", facts, refused=True)]


def looks_moved(rows: Sequence[BookingRow], known: Known) -> list[RowError]:
    """Rows that overlap a booking of the same contract, slot and category with another start."""
    errors: list[RowError] = []
    seen: dict[tuple[str, str, Category], list[Period]] = {}
    in_sheet = {row.key for row in rows}
    for (number, code, _, category), one in known.bookings.items():
        if one.state is not BookingState.CANCELLED and (
            (number, code, one.first_day, category) not in in_sheet
        ):
            here = Period(one.first_day, one.last_day)
            seen.setdefault((number, code, category), []).append(here)
    for row in rows:
        period = Period(row.first_day, row.last_day)
        others = seen.setdefault((row.contract_no, row.slot_code, row.category), [])
        other = next((one for one in others if one.meets(period)), None)
        if other is not None and not stays(row, known):
            facts = {"start": other.first.isoformat(), "end": other.last.isoformat()}
            errors.append(RowError(row.row, "投放开始", "booking.looks_moved", facts, refused=True))
        others.append(period)
    return errors


def overbooked(rows: Sequence[BookingRow], known: Known, *, now: datetime) -> list[RowError]:
    """Rows that want shares that are not there; a row that stays as it is takes its own first."""
    errors: list[RowError] = []
    in_sheet = {row.key for row in rows}
    claims: dict[str, list[Claim]] = {}
    for code, there in known.slots.items():
        claims[code] = [
            Claim(number, Period(one.first_day, one.last_day), one.shares, one.id)
            for one, number in known.claims.get(there.id or 0, [])
            if holds_shares(one.state, now=now, hold_until=one.hold_until)
            and (number, code, one.first_day, one.category) not in in_sheet
        ]
    for row in sorted(rows, key=lambda one: (not stays(one, known), one.row)):
        slot = known.slots.get(row.slot_code)
        here = known.bookings.get(row.key)
        if slot is None or (here is not None and here.state not in HOLDS_SHARES):
            continue
        period = Period(row.first_day, row.last_day)
        claim = Claim(row.contract_no, period, row.shares, here.id if here else None)
        others = claims[row.slot_code]
        found = over_booked(claim, others, rotations=slot.rotations, unit=slot.unit)
        if found is not None:
            facts = found.as_facts()
            errors.append(RowError(row.row, "占用轮播", "booking.over_booked", facts, refused=True))
        others.append(claim)
    return errors


def stays(row: BookingRow, known: Known) -> bool:
    """Whether the row's booking is there already, with these days and shares."""
    here = known.bookings.get(row.key)
    return here is not None and (here.last_day, here.shares) == (row.last_day, row.shares)


def values(
    row: BookingRow, slot: Slot, placed: Placing, booking: Booking | None, outcome: Outcome
) -> dict[str, Any]:
    """The columns a row fills; a price that does not multiply out is a warning of `outcome`."""
    by_list = net_by_list(
        list_price_fen=row.list_price_fen,
        discount=row.discount,
        shares=row.shares,
        days=Period(row.first_day, row.last_day).length,
        unit=slot.unit,
        category=row.category,
        quantity=row.quantity,
    )
    if row.net_fen is not None and not multiplies_out(row.net_fen, by_list):
        facts = {"net": str(yuan(row.net_fen)), "expected": str(yuan(by_list or 0))}
        outcome.warnings.append(RowError(row.row, "净价", "price.does_not_multiply", facts))
    values: dict[str, Any] = {
        "last_day": row.last_day,
        "kind": row.kind,
        "route": placed.route,
        "station_sold": row.station,
        "station_placed": placed.station,
        "shares": row.shares,
        "regions": list(row.regions),
        "landing_url": row.landing_url,
        "sales_name": row.sales_name,
        "sales_email": row.sales_email,
        "list_price_fen": row.list_price_fen,
        "discount": format(row.discount.normalize(), "f"),
        "net_fen": (by_list or 0) if row.net_fen is None else row.net_fen,
    }
    for name, column in OPTIONAL.items():
        kept = booking is not None and column not in row.given
        values[name] = getattr(booking, name) if kept else getattr(row, name)
    return values
