"""Slots with what is booked of them in some days, as far as a person may see who booked it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, and_, col, or_, select

from adops.domain.booking import HOLDS_SHARES
from adops.domain.people import Actor
from adops.domain.period import Period
from adops.domain.slot import SlotState, Unit
from adops.models import Booking, Contract, Page, Slot
from adops.queries.booking_lists import readable_by
from adops.queries.closures import shut_days
from adops.rules.capacity import Claim
from adops.rules.schedule import Row, row

OTHERS = "他人"


@dataclass(frozen=True)
class Held:
    """A booking that holds shares; `contract` None where the person may not see whose it is."""

    booking: Booking
    contract: Contract | None


@dataclass(frozen=True)
class ScheduleLine:
    """A slot, its bookings by id, its row, and the days in which the editors closed it."""

    slot: Slot
    page: Page
    held: dict[int, Held]
    row: Row
    shut: frozenset[date]


def schedule_page(
    session: Session,
    *,
    by: Actor,
    period: Period,
    station: str | None = None,
    words: str = "",
    after: int | None = None,
    limit: int = 50,
) -> tuple[list[ScheduleLine], int | None]:
    """Slots in order of entry, and the cursor to go on from. A retired slot is listed where it
    still holds a booking. Four queries however long."""
    query = select(Slot, Page).join(Page, col(Page.id) == Slot.page_id).order_by(col(Slot.id))
    booked = select(Booking.slot_id).where(_within(period))
    query = query.where(or_(Slot.state != SlotState.RETIRED, col(Slot.id).in_(booked)))
    if station:
        query = query.where(Slot.station == station)
    if after is not None:
        query = query.where(col(Slot.id) > after)
    for word in words.split():
        fields = (Slot.code, Slot.name, Slot.channel, Slot.form, Page.name)
        query = query.where(or_(*(col(one).icontains(word, autoescape=True) for one in fields)))
    found = list(session.exec(query.limit(limit + 1)))
    ids = [slot.id or 0 for slot, _ in found[:limit]]
    held, shut = _held(session, by, period, ids), shut_days(session, ids, period)
    lines = [
        _line(slot, page, held[slot.id or 0], period, shut[slot.id]) for slot, page in found[:limit]
    ]
    return lines, lines[-1].slot.id if len(found) > limit else None


def _within(period: Period) -> Any:
    return and_(
        col(Booking.state).in_(HOLDS_SHARES),
        col(Booking.first_day) <= period.last,
        col(Booking.last_day) >= period.first,
    )


def _held(
    session: Session, by: Actor, period: Period, slots: list[int]
) -> dict[int, dict[int, Held]]:
    mine = set(session.exec(select(Booking.id).where(_within(period), readable_by(by))))
    query = (
        select(Booking, Contract)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .where(col(Booking.slot_id).in_(slots), _within(period))
        .order_by(col(Booking.first_day), col(Booking.id))
    )
    found: dict[int, dict[int, Held]] = defaultdict(dict)
    for booking, contract in session.exec(query):
        seen = contract if booking.id in mine else None
        found[booking.slot_id][booking.id or 0] = Held(booking, seen)
    return found


def _line(
    slot: Slot, page: Page, held: dict[int, Held], period: Period, shut: frozenset[date]
) -> ScheduleLine:
    claims = [
        Claim(
            one.contract.no if one.contract else OTHERS,
            Period(one.booking.first_day, one.booking.last_day),
            one.booking.shares,
            number,
        )
        for number, one in held.items()
    ]
    endless = slot.unit is Unit.CPM
    told = row(claims, period, rotations=slot.rotations, endless=endless)
    return ScheduleLine(slot, page, held, told, shut)
