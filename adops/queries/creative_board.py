"""Creatives as the page lists them, with their pictures; and bookings to hand one in for."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from adops.domain.booking import BookingState
from adops.domain.people import Actor
from adops.domain.period import ONE_DAY, ad_day_of
from adops.domain.states import CreativeState
from adops.models import Booking, Contract, Creative, CreativePart, Slot
from adops.queries.creative_lists import visible_to

OFFERED = 60  # days of coming starts that the choice of bookings goes
TAKES = (BookingState.BOOKED, BookingState.RUNNING, BookingState.HELD)


@dataclass(frozen=True)
class CreativeRow:
    """One line of the list."""

    creative: Creative
    booking: Booking
    contract: Contract
    slot: Slot
    parts: tuple[CreativePart, ...]


@dataclass(frozen=True)
class BookingRow:
    """A booking that takes creatives, with its latest one."""

    booking: Booking
    contract: Contract
    slot: Slot
    latest: Creative | None


def board(
    session: Session,
    *,
    by: Actor,
    state: CreativeState | None = None,
    before: int | None = None,
    limit: int = 30,
) -> tuple[list[CreativeRow], int | None]:
    """Newest first, and the cursor to go on from; two queries however long."""
    query = (
        select(Creative, Booking, Contract, Slot)
        .join(Booking, col(Booking.id) == Creative.booking_id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(visible_to(by))
        .order_by(col(Creative.id).desc())
        .limit(limit + 1)
    )
    if state is not None:
        query = query.where(Creative.state == state)
    if before is not None:
        query = query.where(col(Creative.id) < before)
    found = list(session.exec(query))
    parts = _parts(session, [one.id or 0 for one, _, _, _ in found[:limit]])
    rows = [CreativeRow(*row, tuple(parts[row[0].id or 0])) for row in found[:limit]]
    return rows, rows[-1].creative.id if len(found) > limit else None


def _parts(session: Session, creatives: list[int]) -> dict[int, list[CreativePart]]:
    found: defaultdict[int, list[CreativePart]] = defaultdict(list)
    query = select(CreativePart).where(col(CreativePart.creative_id).in_(creatives))
    for part in session.exec(query.order_by(col(CreativePart.id))):
        found[part.creative_id].append(part)
    return found


def open_bookings(
    session: Session, *, by: Actor, now: datetime, words: str = "", limit: int = 40
) -> list[BookingRow]:
    """Running and coming bookings a person may hand in for, earliest start first; `words` are
    looked for in contract and slot. Two queries."""
    day = ad_day_of(now)
    query = (
        select(Booking, Contract, Slot)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(
            visible_to(by),
            col(Booking.state).in_(TAKES),
            col(Booking.last_day) >= day,
            col(Booking.first_day) <= day + ONE_DAY * OFFERED,
        )
        .order_by(col(Booking.first_day), col(Booking.id))
        .limit(limit)
    )
    for word in words.split():
        fields = (Contract.no, Contract.name, Contract.client, Slot.code, Slot.name)
        query = query.where(or_(*(col(one).icontains(word, autoescape=True) for one in fields)))
    rows = list(session.exec(query))
    ids = [booking.id for booking, _, _ in rows]
    creatives = select(Creative).where(col(Creative.booking_id).in_(ids))
    latest = {one.booking_id: one for one in session.exec(creatives.order_by(col(Creative.id)))}
    return [BookingRow(*row, latest.get(row[0].id or 0)) for row in rows]
