"""Entering a booking by hand as draft, hold or booked, and what then becomes of it until it is
booked (rules.md §0, §8). Moving and stopping: `booking_moves`, `booking_stops`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.booking import BookingState
from adops.domain.people import Actor, Role
from adops.domain.period import Period, ad_day_of, local_day
from adops.domain.rulebook import RuleBook
from adops.domain.sheet import BookingRow, Outcome, RowError
from adops.domain.slot import SlotState
from adops.errors import ForbiddenError, MissingError, RuleError
from adops.models import Booking, Contract, Slot
from adops.queries.bookings import BookingCase, booking_to_write, versions_of
from adops.rules.booking import hold_until, holds_shares, require_not_begun, state_at
from adops.rules.capacity import Claim, Overbooked, over_booked
from adops.rules.permission import Thing, may, require
from adops.rules.route import Placing
from adops.rules.transitions import BOOKING, move
from adops.services import acts
from adops.services.booking_checks import Known, load, looks_moved, refusals, values
from adops.services.booking_log import log_booking

S = BookingState


@dataclass(frozen=True)
class Entered:
    """The booking, and what is odd about it (a price that does not multiply out)."""

    case: BookingCase
    warnings: tuple[RowError, ...] = ()


ENTERED = {S.DRAFT: "", S.HELD: "hold", S.BOOKED: "book"}


def enter(
    session: Session,
    *,
    row: BookingRow,
    state: BookingState,
    by: Actor,
    now: datetime,
    book: RuleBook,
) -> Entered:
    """A booking of a contract that is there, asked what an imported row is asked; `state` is draft,
    held or booked. Sales hold for contracts of their own, the AE of the selling station books. One
    that was cancelled whole before it began is entered anew.

    Raises ForbiddenError, MissingError `contract.unknown`, `slot.unknown`, RuleError
    `booking.exists`, `booking.over_booked` (days, and the bookings in the way), `booking.day_over`
    (a draft or a hold of days that are over) and what a row of a sheet is refused for.
    """
    act = "booking.write" if state is S.BOOKED else "booking.hold"
    require(by, act, Thing(station_sold=row.station, sales_email=row.sales_email))
    known = load(session, [row])
    contract = known.contracts.get(row.contract_no)
    if contract is None:
        raise MissingError("contract.unknown", contract=row.contract_no)
    _require_own(session, contract, row, by)
    old = known.bookings.pop(row.key, None)
    if old is not None and old.state is not S.CANCELLED:
        told = state_at(old.state, Period(old.first_day, old.last_day), now=now)
        raise RuleError("booking.exists", booking=old.id, state=told.value)
    if state is not S.BOOKED:
        require_not_begun(row.first_day, running=ad_day_of(now))
    odd = Outcome()
    booking, slot = _written(session, row, known, old, odd, now), known.slots[row.slot_code]
    if state is not S.DRAFT:
        held = [(one, no) for one, no in known.claims.get(slot.id or 0, ()) if one is not booking]
        require_free(booking, slot, held, by=by, now=now)
        booking.state = move("booking", BOOKING, S.DRAFT, ENTERED[state])
    booking.hold_until = _until(now, book) if state is S.HELD else None
    case = BookingCase(booking, contract, slot, versions_of(session, slot.id or 0))
    _log_created(session, case, by, now)
    return Entered(case, tuple(odd.warnings))


def draft(session: Session, *, row: BookingRow, by: Actor, now: datetime) -> BookingCase:
    """A draft of what came by mail, asked what every booking is asked; whoever may book it does so
    on its page. Nothing that is there is changed.

    Raises MissingError `contract.unknown`, `slot.unknown`, RuleError `booking.exists`,
    `booking.day_over` and what a row of a sheet is refused for.
    """
    known = load(session, [row])
    contract, there = known.contracts.get(row.contract_no), known.bookings.get(row.key)
    if contract is None:
        raise MissingError("contract.unknown", contract=row.contract_no)
    if there is not None:
        raise RuleError("booking.exists", booking=there.id, state=there.state.value)
    require_not_begun(row.first_day, running=ad_day_of(now))
    booking, slot = _written(session, row, known, None, Outcome(), now), known.slots[row.slot_code]
    case = BookingCase(booking, contract, slot, versions_of(session, slot.id or 0))
    _log_created(session, case, by, now)
    return case


def hold(
    session: Session, *, booking_id: int, by: Actor, now: datetime, book: RuleBook
) -> BookingCase:
    """A draft takes its shares until `hold_until`. Raises ForbiddenError, MissingError, RuleError
    `booking.wrong_state`, `booking.over_booked`, `booking.day_over`, `slot.retired`."""
    case = booking_to_write(session, booking_id)
    require(by, "booking.hold", case.thing)
    before = _told(case.booking)
    _take_shares(session, case, "hold", by=by, now=now)
    case.booking.hold_until = _until(now, book)
    told = _told(case.booking)
    log_booking(session, case, "hold", before=before, after=told, by=by, now=now)
    return case


def firm(session: Session, *, booking_id: int, by: Actor, now: datetime) -> BookingCase:
    """A draft or a hold is booked; entered as of now (rules.md §7, 临时上单). Raises as `hold`."""
    case = booking_to_write(session, booking_id)
    require(by, "booking.write", case.thing)
    before = _told(case.booking)
    _take_shares(session, case, "book", by=by, now=now)
    case.booking.hold_until = None
    case.booking.entered_at = now
    told = _told(case.booking)
    log_booking(session, case, "book", before=before, after=told, by=by, now=now)
    return case


def lapse_holds(session: Session, *, by: Actor, now: datetime) -> list[int]:
    """Holds whose time is over are drafts again and hold nothing; repeatable. Gives their ids."""
    query = (
        select(Booking)
        .where(Booking.state == S.HELD, col(Booking.hold_until) <= now)
        .order_by(col(Booking.id))
        .with_for_update()
    )
    found = list(session.exec(query))
    for booking in found:
        before = _told(booking)
        booking.state = move("booking", BOOKING, booking.state, "lapse")
        session.add(booking)
        acts.log(
            session,
            by=by,
            now=now,
            verb="booking.lapse",
            thing=f"booking:{booking.id}",
            station=booking.station_sold,
            before=before,
            after=_told(booking),
        )
    return [one.id or 0 for one in found]


def require_free(
    booking: Booking, slot: Slot, held: Iterable[tuple[Booking, str]], *, by: Actor, now: datetime
) -> None:
    """Raises RuleError `booking.over_booked`; `held` are the other bookings of the slot with their
    contracts' numbers. Whose they are is told to who may see them."""
    found = in_the_way(booking, slot, held, now=now)
    if found is not None:
        seen = {one.id for one, _ in held if may(by, "booking.read", thing_of(one))}
        raise RuleError("booking.over_booked", **_told_of(found, seen))


def in_the_way(
    booking: Booking, slot: Slot, held: Iterable[tuple[Booking, str]], *, now: datetime
) -> Overbooked | None:
    """The days on which the booking's shares are not free, with who has them."""
    others = [
        Claim(number, Period(one.first_day, one.last_day), one.shares, one.id)
        for one, number in held
        if holds_shares(one.state, now=now, hold_until=one.hold_until)
    ]
    wanted = Claim("", Period(booking.first_day, booking.last_day), booking.shares, booking.id)
    return over_booked(wanted, others, rotations=slot.rotations, unit=slot.unit)


def thing_of(booking: Booking) -> Thing:
    """Whose it is, for permission."""
    return Thing(booking.station_sold, booking.station_placed, booking.sales_email)


def others_of(session: Session, slot_id: int, booking_id: int | None) -> list[tuple[Booking, str]]:
    """The slot's other bookings with their contracts' numbers."""
    query = (
        select(Booking, Contract.no)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .where(Booking.slot_id == slot_id, Booking.id != booking_id)
        .order_by(col(Booking.first_day), col(Booking.id))
    )
    return list(session.exec(query))


def _told_of(found: Overbooked, seen: set[int | None]) -> dict[str, Any]:
    facts = found.as_facts()
    for one in facts["in_the_way"]:
        if one["booking"] not in seen:
            one["booking"] = one["contract_no"] = None
    return facts


def _require_own(session: Session, contract: Contract, row: BookingRow, by: Actor) -> None:
    """Sales: a contract of their own at their own station. Raises ForbiddenError."""
    if by.role is not Role.SALES:
        return
    sold = select(Booking.sales_email).where(Booking.contract_id == contract.id).distinct()
    emails = {email.lower() for email in session.exec(sold)}
    own = by.email.lower() in emails or (not emails and contract.station == by.station)
    if not own or row.station != by.station:
        raise ForbiddenError("permission.denied", act="booking.hold", staff_no=by.staff_no)


def _written(
    session: Session,
    row: BookingRow,
    known: Known,
    old: Booking | None,
    odd: Outcome,
    now: datetime,
) -> Booking:
    """The row as a draft, in the place of one that was cancelled where there is one."""
    placed: dict[int, Placing] = {}
    _refuse([*refusals(row, known, placed), *looks_moved([row], known)])
    slot = known.slots[row.slot_code]
    columns = values(row, slot, placed[row.row], None, odd)
    columns |= {"entered_at": now, "taken_over": row.first_day < local_day(now)}
    booking = old or Booking(
        contract_id=known.contracts[row.contract_no].id or 0,
        slot_id=slot.id or 0,
        first_day=row.first_day,
        category=row.category,
        state=S.DRAFT,
        **columns,
    )
    if old is not None:
        fresh = {"cancelled_from": None, "cancel_reason": ""}
        old.sqlmodel_update(
            columns | fresh | {"state": move("booking", BOOKING, old.state, "enter")}
        )
    session.add(booking)
    session.flush()
    return booking


def _refuse(errors: list[RowError]) -> None:
    """The first of what a row is refused for, as an error of its own."""
    for error in errors:
        if error.code == "slot.unknown":
            raise MissingError(error.code, slot=error.facts["value"])
        facts = {"slot": error.facts["value"]} if error.code == "slot.retired" else error.facts
        raise RuleError(error.code, **facts)


def _take_shares(
    session: Session, case: BookingCase, act: str, *, by: Actor, now: datetime
) -> None:
    booking, slot = case.booking, case.slot
    here = state_at(booking.state, case.period, now=now, hold_until=booking.hold_until)
    booking.state = move("booking", BOOKING, here, act)
    require_not_begun(booking.first_day, running=ad_day_of(now))
    require_open(slot)
    held = others_of(session, booking.slot_id, booking.id)
    require_free(booking, slot, held, by=by, now=now)


def require_open(slot: Slot) -> None:
    """A retired slot takes no bookings (rules.md §8). Raises RuleError `slot.retired`."""
    if slot.state is SlotState.RETIRED:
        raise RuleError("slot.retired", slot=slot.code)


def _until(now: datetime, book: RuleBook) -> datetime:
    return hold_until(now, calendar=book.calendar, terms=book.hold).value


def _told(booking: Booking) -> dict[str, Any]:
    return {"state": booking.state.value, "hold_until": booking.hold_until}


def _log_created(session: Session, case: BookingCase, by: Actor, now: datetime) -> None:
    after = case.booking.model_dump(exclude={"id"})
    log_booking(session, case, "create", before={}, after=after, by=by, now=now)
