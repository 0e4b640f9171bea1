"""Contracts and bookings from a sheet: all or nothing, repeatable (interfaces.md; rules.md §8)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from adops.domain.booking import BookingState
from adops.domain.people import Actor
from adops.domain.period import ad_day_of, local_day
from adops.domain.sheet import BookingRow, Outcome, RowError
from adops.models import Booking, Contract
from adops.rules.permission import Thing, may, require
from adops.rules.route import Placing
from adops.services.booking_checks import (
    Known,
    load,
    looks_moved,
    overbooked,
    refusals,
    values,
)
from adops.services.taking import Taking

CONTRACT: Mapping[str, str] = {  # field → its column; one the sheet has not keeps it
    "name": "合同名称",
    "project_name": "项目名称",
    "project_no": "项目号",
    "client": "客户",
    "agency": "代理商",
    "agency_email": "代理商邮箱",
}


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
    known = load(session, rows)
    theirs = {one.station_sold for row in rows if (one := known.bookings.get(row.key))}
    for station in sorted(theirs | {row.station for row in rows}):
        require(by, "booking.write", Thing(station_sold=station))
    outcome = Outcome(rows=len(rows))
    placed: dict[int, Placing] = {}
    for row in rows:
        outcome.errors += refusals(row, known, placed)
    outcome.errors += looks_moved(rows, known) + overbooked(rows, known, now=now)
    outcome.errors += _past_taken_out(rows, known, today=ad_day_of(now))
    outcome.errors += _cut_undone(rows, known)
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


def _past_taken_out(rows: Sequence[BookingRow], known: Known, *, today: date) -> list[RowError]:
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


def _cut_undone(rows: Sequence[BookingRow], known: Known) -> list[RowError]:
    """Rows that have days from which their booking was cancelled: a sheet from before that."""
    errors: list[RowError] = []
    for row in rows:
        here = known.bookings.get(row.key)
        on = here.cancelled_from if here is not None else None
        if here is None or on is None or here.state is BookingState.CANCELLED:
            continue
        if row.last_day >= on:
            facts = {"on": on.isoformat()}
            errors.append(RowError(row.row, "投放结束", "booking.cut", facts, refused=True))
    return errors


def _of_others(rows: Sequence[BookingRow], known: Known, by: Actor) -> list[RowError]:
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


def _take(
    taking: Taking, row: BookingRow, known: Known, placed: Placing, *, contract_changed: bool
) -> None:
    booking = known.bookings.get(row.key)
    if booking is not None and booking.state is BookingState.CANCELLED:
        taking.outcome.warnings.append(RowError(row.row, "合同号", "booking.cancelled"))
        taking.count(new=False, changed=contract_changed)
        return
    slot, is_new = known.slots[row.slot_code], booking is None
    after = values(row, slot, placed, booking, taking.outcome)
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


def _contract_values(row: BookingRow) -> dict[str, str]:
    """What the row says of its contract, by field."""
    return {
        name: getattr(row, "contract_name" if name == "name" else name)
        for name, column in CONTRACT.items()
        if column in row.given
    }


def _take_contract(taking: Taking, row: BookingRow, known: Known) -> bool:
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
