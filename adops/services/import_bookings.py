"""Contracts and bookings from a sheet: all or nothing, repeatable (interfaces.md; rules.md §8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.booking import HOLDS_SHARES, BookingState, Category
from adops.domain.money import yuan
from adops.domain.people import Actor
from adops.domain.period import Period, ad_day_of, local_day
from adops.domain.sheet import BookingRow, Outcome, RowError
from adops.domain.slot import SlotState
from adops.models import Booking, Contract, Slot, Station
from adops.rules.capacity import Claim, over_booked
from adops.rules.permission import Thing, may, require
from adops.rules.price import multiplies_out, net_by_list
from adops.rules.route import NoPlacing, Placing, placing
from adops.services.taking import Taking

Key = tuple[str, str, date, Category]
CONTRACT: Mapping[str, str] = {  # field → its column; one the sheet has not keeps it
    "name": "合同名称",
    "project_name": "项目名称",
    "project_no": "项目号",
    "client": "客户",
    "agency": "代理商",
    "agency_email": "代理商邮箱",
}
OPTIONAL: Mapping[str, str] = {
    "developer": "开发企业",
    "agent": "中介机构",
    "permit_no": "预售许可证号",
    "monitor_no": "监测编号",
}


@dataclass
class _Known:
    """What the database has of the sheet, read in a constant number of queries."""

    slots: dict[str, Slot]
    contracts: dict[str, Contract]
    bookings: dict[Key, Booking]
    claims: dict[int, list[tuple[Booking, str]]]
    cities: dict[str, str]
    sellers: dict[str, set[str]]  # contract number → the stations that sold bookings of it


def import_bookings(
    session: Session, *, rows: Sequence[BookingRow], by: Actor, now: datetime
) -> Outcome:
    """Creates and changes contracts and bookings; with one error nothing is written.

    Over-booking is refused naming days and bookings in the way; the sheet's own rows count in their
    order, and an earlier row takes the shares first. A contract is changed by who may write for
    every station that sold bookings of it; ad days that have begun stay in their booking. A booking
    that began before the day of the import is taken over (rules.md §3). Raises ForbiddenError
    `permission.denied`.
    """
    known = _load(session, rows)
    theirs = {one.station_sold for row in rows if (one := known.bookings.get(row.key))}
    for station in sorted(theirs | {row.station for row in rows}):
        require(by, "booking.write", Thing(station_sold=station))
    outcome = Outcome(rows=len(rows))
    placed: dict[int, Placing] = {}
    for row in rows:
        outcome.errors += _refusals(row, known, placed)
    outcome.errors += _looks_moved(rows, known) + _overbooked(rows, known)
    outcome.errors += _past_taken_out(rows, known, today=ad_day_of(now))
    outcome.errors += _of_others(rows, known, by)
    if outcome.errors:
        outcome.errors.sort(key=lambda error: error.row)
        return outcome
    taking = Taking(session, outcome, by, now)
    contracts = {row.row for row in rows if _take_contract(taking, row, known)}
    session.flush()  # new bookings name their contracts
    for row in rows:
        _take(taking, row, known, placed[row.row], contract_changed=row.row in contracts)
    return taking.finish()


def _load(session: Session, rows: Sequence[BookingRow]) -> _Known:
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
    return _Known(
        {slot.code: slot for slot in slots},
        {one.no: one for one in contracts},
        bookings,
        claims,
        cities,
        sellers,
    )


def _refusals(row: BookingRow, known: _Known, placed: dict[int, Placing]) -> list[RowError]:
    slot = known.slots.get(row.slot_code)
    if slot is None:
        return [RowError(row.row, "广告位编号", "slot.unknown", {"value": row.slot_code})]
    if slot.state is SlotState.RETIRED and row.key not in known.bookings:
        facts = {"value": row.slot_code}
        return [RowError(row.row, "广告位编号", "slot.retired", facts, refused=True)]
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


def _looks_moved(rows: Sequence[BookingRow], known: _Known) -> list[RowError]:
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
        if other is not None and not _stays(row, known):
            facts = {"start": other.first.isoformat(), "end": other.last.isoformat()}
            errors.append(RowError(row.row, "投放开始", "booking.looks_moved", facts, refused=True))
        others.append(period)
    return errors


def _past_taken_out(rows: Sequence[BookingRow], known: _Known, *, today: date) -> list[RowError]:
    """Rows that end a booking on a day before `today`, the running ad day, that it has beyond it:
    its looks and reasons of the days between would be no one's."""
    errors: list[RowError] = []
    for row in rows:
        here = known.bookings.get(row.key)
        if here is None or here.state is BookingState.CANCELLED:
            continue
        if row.last_day < min(here.last_day, today):
            facts = {"start": here.first_day.isoformat(), "end": here.last_day.isoformat()}
            errors.append(RowError(row.row, "投放结束", "booking.looks_moved", facts, refused=True))
    return errors


def _of_others(rows: Sequence[BookingRow], known: _Known, by: Actor) -> list[RowError]:
    """Rows that say something else of a contract than stands there, where a station sold bookings
    of it for which `by` may not write."""
    errors: list[RowError] = []
    names = {code: name for name, code in known.cities.items()}
    for row in rows:
        sellers = sorted(known.sellers.get(row.contract_no, ()))
        others = [one for one in sellers if not may(by, "booking.write", Thing(station_sold=one))]
        contract = known.contracts.get(row.contract_no)
        if contract is None or not others:
            continue
        facts = {"contract": row.contract_no, "stations": [names.get(one, one) for one in others]}
        errors += [
            RowError(row.row, CONTRACT[name], "contract.of_others", facts, refused=True)
            for name, value in _contract_values(row).items()
            if value != getattr(contract, name)
        ]
    return errors


def _overbooked(rows: Sequence[BookingRow], known: _Known) -> list[RowError]:
    errors: list[RowError] = []
    in_sheet = {row.key for row in rows}
    claims: dict[str, list[Claim]] = {}
    for code, there in known.slots.items():
        claims[code] = [
            Claim(number, Period(one.first_day, one.last_day), one.shares, one.id)
            for one, number in known.claims.get(there.id or 0, [])
            if one.state in HOLDS_SHARES
            and (number, code, one.first_day, one.category) not in in_sheet
        ]
    for row in sorted(rows, key=lambda one: (not _stays(one, known), one.row)):
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


def _stays(row: BookingRow, known: _Known) -> bool:
    """Whether the row's booking is there already, with these days and shares."""
    here = known.bookings.get(row.key)
    return here is not None and (here.last_day, here.shares) == (row.last_day, row.shares)


def _take(
    taking: Taking, row: BookingRow, known: _Known, placed: Placing, *, contract_changed: bool
) -> None:
    booking = known.bookings.get(row.key)
    if booking is not None and booking.state is BookingState.CANCELLED:
        taking.outcome.warnings.append(RowError(row.row, "合同号", "booking.cancelled"))
        taking.count(new=False, changed=contract_changed)
        return
    slot, is_new = known.slots[row.slot_code], booking is None
    after = _values(row, slot, placed, booking, taking.outcome)
    before = {} if booking is None else booking.model_dump(include=set(after))
    if booking is None:
        booking = Booking(
            contract_id=known.contracts[row.contract_no].id or 0,
            slot_id=slot.id or 0,
            first_day=row.first_day,
            category=row.category,
            entered_at=taking.now,
            taken_over=row.first_day < local_day(taking.now),
            **after,
        )
        after |= {"contract_no": row.contract_no, "slot": slot.code, "first_day": row.first_day}
        after |= {"category": row.category, "taken_over": booking.taken_over}
    elif before != after:
        booking.sqlmodel_update(after)
    changed = taking.write("booking", booking, before, after, station=booking.station_sold)
    taking.count(new=is_new, changed=changed or contract_changed)


def _values(
    row: BookingRow, slot: Slot, placed: Placing, booking: Booking | None, outcome: Outcome
) -> dict[str, Any]:
    by_list = net_by_list(
        list_price_fen=row.list_price_fen,
        discount=row.discount,
        shares=row.shares,
        days=Period(row.first_day, row.last_day).length,
        unit=slot.unit,
        category=row.category,
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


def _contract_values(row: BookingRow) -> dict[str, str]:
    """What the row says of its contract, by field."""
    return {
        name: getattr(row, "contract_name" if name == "name" else name)
        for name, column in CONTRACT.items()
        if column in row.given
    }


def _take_contract(taking: Taking, row: BookingRow, known: _Known) -> bool:
    """Makes or changes the row's contract where it must; whether an old one changed."""
    after = _contract_values(row)
    contract = known.contracts.get(row.contract_no)
    before = {} if contract is None else contract.model_dump(include=set(after))
    if contract is None:
        contract = known.contracts[row.contract_no] = Contract(no=row.contract_no, name="")
    if before != after:
        contract.sqlmodel_update(after)
    changed = taking.write("contract", contract, before, after, station=row.station)
    return changed and bool(before)
