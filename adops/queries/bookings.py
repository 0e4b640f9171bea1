"""A booking with all that an act on it must know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.code import folded
from adops.domain.period import Period
from adops.domain.slot import PartSpec, SlotSpec
from adops.errors import InputError, MissingError, RuleError
from adops.models import Booking, Contract, Slot, SlotVersion
from adops.rules.permission import Thing


@dataclass(frozen=True)
class BookingCase:
    """The booking, its contract, its slot, and the slot's versions in order of their first day."""

    booking: Booking
    contract: Contract
    slot: Slot
    versions: tuple[SlotVersion, ...]

    @property
    def period(self) -> Period:
        """Its ad days."""
        return Period(self.booking.first_day, self.booking.last_day)

    @property
    def thing(self) -> Thing:
        """Whose it is, for permission."""
        return Thing(
            station_sold=self.booking.station_sold,
            station_placed=self.booking.station_placed,
            sales_email=self.booking.sales_email,
        )

    def spec(self, on: date) -> SlotSpec:
        """The rate-card item that binds on that day (rules.md §8)."""
        return spec_of(self.slot, self.versions, on)

    def later_specs(self, on: date) -> list[tuple[date, SlotSpec]]:
        """Items that take over after that day and within the booking, with their first days."""
        days = sorted({one.valid_from for one in self.versions if one.valid_from})
        return [(day, self.spec(day)) for day in days if on < day <= self.booking.last_day]


def spec_of(slot: Slot, versions: tuple[SlotVersion, ...], on: date) -> SlotSpec:
    """The item of the version valid on `on`. Raises RuleError `slot.no_version`."""
    version = version_on(versions, on)
    if version is None:
        raise RuleError("slot.no_version", slot=slot.code, on=on.isoformat())
    return spec_by(slot, version)


def version_on(versions: Iterable[SlotVersion], on: date) -> SlotVersion | None:
    """The version valid on `on`: the last, in order, whose first day is not after it."""
    valid = [one for one in versions if one.valid_from is None or one.valid_from <= on]
    return valid[-1] if valid else None


def spec_by(slot: Slot, version: SlotVersion) -> SlotSpec:
    """The rate-card item that a version is."""
    return SlotSpec(
        code=slot.code,
        owner=slot.owner,
        parts=tuple(PartSpec(**part) for part in version.parts),
        formats=tuple(version.formats),
        item=f"{slot.code}#{version.number}",
        max_seconds=version.max_seconds,
        max_loops=version.max_loops,
        text_limit=version.text_limit,
    )


def versions_of(session: Session, slot_id: int) -> tuple[SlotVersion, ...]:
    """A slot's versions, the first (valid since ever) first."""
    return in_order(session.exec(select(SlotVersion).where(SlotVersion.slot_id == slot_id)))


def in_order(versions: Iterable[SlotVersion]) -> tuple[SlotVersion, ...]:
    """By first day, of two from the same day the one entered later last: it is the valid one."""
    return tuple(sorted(versions, key=lambda one: (one.valid_from or date.min, one.number)))


def booking_case(session: Session, booking_id: int) -> BookingCase:
    """Raises MissingError `booking.unknown`."""
    query = (
        select(Booking, Contract, Slot)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(Booking.id == booking_id)
    )
    found = session.exec(query).first()
    if found is None:
        raise MissingError("booking.unknown", booking=booking_id)
    booking, contract, slot = found
    return BookingCase(booking, contract, slot, versions_of(session, booking.slot_id))


def booking_to_write(session: Session, booking_id: int, *slots: int) -> BookingCase:
    """As it stands once nobody else writes on it, nor takes shares of its slot and of `slots`, to
    which it may go; all that was read before is read anew. Raises MissingError `booking.unknown`.
    """
    booking = session.get(Booking, booking_id)
    if booking is not None:
        wanted = sorted({booking.slot_id, *slots})  # in one order: nobody waits for one who waits
        query = select(Slot.id).where(col(Slot.id).in_(wanted)).order_by(col(Slot.id))
        session.exec(query.with_for_update()).all()
        session.get(Booking, booking_id, with_for_update=True)
        session.expire_all()
    return booking_case(session, booking_id)


def booking_by_name(
    session: Session, *, contract_no: str, slot_code: str, start: date | None = None
) -> int:
    """The id of the booking of that contract and slot; `start` where there are several.

    Raises MissingError `contract.unknown`, `slot.unknown`, `booking.unknown`; InputError
    `booking.ambiguous` naming the starts to choose from.
    """
    contract = session.exec(select(Contract).where(Contract.no == folded(contract_no))).first()
    if contract is None:
        raise MissingError("contract.unknown", contract=contract_no)
    slot = session.exec(select(Slot).where(Slot.code == folded(slot_code))).first()
    if slot is None:
        raise MissingError("slot.unknown", slot=slot_code)
    query = select(Booking).where(Booking.contract_id == contract.id, Booking.slot_id == slot.id)
    bookings = [one for one in session.exec(query) if start in {None, one.first_day}]
    if not bookings:
        asked = start.isoformat() if start else None
        raise MissingError("booking.unknown", booking=f"{contract_no} {slot_code}", start=asked)
    if len(bookings) > 1:
        starts: list[Any] = sorted(one.first_day.isoformat() for one in bookings)
        raise InputError("booking.ambiguous", contract=contract_no, slot=slot_code, starts=starts)
    return bookings[0].id or 0
