"""Slots and pages that the editors closed (编辑关闭): on a day, with their history, and the days
of bookings that fall into it (rules.md §7)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, exists, or_, select

from adops.domain.booking import BookingState
from adops.domain.period import Period
from adops.errors import MissingError
from adops.models import Booking, Closure, Contract, Page, Slot
from adops.rules.closure import days_closed
from adops.rules.month import COUNTED


@dataclass(frozen=True)
class Affected:
    """A booking with days in a closed slot: what a make-good would make good."""

    booking: Booking
    contract: Contract
    slot: Slot
    days: tuple[date, ...]


def closed_on(day: date) -> ColumnElement[bool]:
    """The condition on slots that they, or their page, are closed in that ad day."""
    return exists().where(
        _is_of_slot(),
        col(Closure.first_day) <= day,
        or_(col(Closure.last_day).is_(None), col(Closure.last_day) >= day),
        or_(col(Closure.reopened_from).is_(None), col(Closure.reopened_from) > day),
    )


def closed_slots(session: Session, slots: Collection[int], day: date) -> frozenset[int]:
    """Those of them that are closed in that ad day; one query."""
    query = select(Slot.id).where(col(Slot.id).in_(slots), closed_on(day))
    return frozenset(one for one in session.exec(query) if one is not None)


def closure_by_id(session: Session, closure_id: int) -> tuple[Closure, str]:
    """With the station that places there. Raises MissingError `closure.unknown`."""
    query = (
        select(Closure, Slot.station, Page.station)
        .outerjoin(Slot, col(Slot.id) == Closure.slot_id)
        .outerjoin(Page, col(Page.id) == Closure.page_id)
        .where(Closure.id == closure_id)
    )
    found = session.exec(query).first()
    if found is None:
        raise MissingError("closure.unknown", closure=closure_id)
    closure, of_slot, of_page = found
    return closure, of_slot or of_page or ""


def closures_of_slot(session: Session, slot: Slot) -> list[Closure]:
    """The slot's own and its page's, the latest first."""
    which = or_(Closure.slot_id == slot.id, Closure.page_id == slot.page_id)
    query = select(Closure).where(which)
    return list(session.exec(query.order_by(col(Closure.first_day).desc(), col(Closure.id).desc())))


def closures_page(
    session: Session, *, station: str | None, after: int | None, limit: int
) -> tuple[list[tuple[Closure, str | None, str | None]], int | None]:
    """Closures with the slot's code or the page's name in order of entry, and the cursor."""
    query = (
        select(Closure, Slot.code, Page.name)
        .outerjoin(Slot, col(Slot.id) == Closure.slot_id)
        .outerjoin(Page, col(Page.id) == Closure.page_id)
        .order_by(col(Closure.id))
        .limit(limit + 1)
    )
    if station is not None:
        query = query.where(or_(Slot.station == station, Page.station == station))
    if after is not None:
        query = query.where(col(Closure.id) > after)
    rows: list[tuple[Closure, str | None, str | None]] = list(session.exec(query))
    return rows[:limit], rows[limit - 1][0].id if len(rows) > limit else None


def shut_days(
    session: Session, slots: Collection[int | None], period: Period
) -> dict[int | None, frozenset[date]]:
    """By slot, the ad days of the period in which it or its page is closed; one query."""
    query = (
        select(Closure, Slot.id)
        .join(Slot, _is_of_slot())
        .where(col(Slot.id).in_(slots), col(Closure.first_day) <= period.last)
    )
    found: dict[int | None, frozenset[date]] = defaultdict(frozenset)
    for one, slot in session.exec(query):
        found[slot] |= set(
            days_closed(
                first=one.first_day,
                last=one.last_day,
                reopened_from=one.reopened_from,
                within=(period,),
            )
        )
    return found


def closed_days(
    session: Session, which: ColumnElement[bool], period: Period
) -> dict[int, dict[date, str]]:
    """By booking, its days in closed slots with the reason; one query."""
    found: dict[int, dict[date, str]] = defaultdict(dict)
    for closure, booking in session.exec(_met(which, period)):
        for day in _days(closure, booking, period):
            found[booking.id or 0][day] = closure.reason
    return dict(found)


def affected(session: Session, closure: Closure, *, until: date) -> list[Affected]:
    """The bookings whose days fall into a closure, of one without an end those up to `until`."""
    last = max(closure.last_day or until, closure.first_day)
    period = Period(closure.first_day, last)
    query = (
        _met(Closure.id == closure.id, period, Contract, Slot)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .order_by(col(Booking.first_day), col(Booking.id))
    )
    rows = ((one, Affected(b, c, s, _days(one, b, period))) for one, b, c, s in session.exec(query))
    return [found for _, found in rows if found.days]


def _met(which: Any, period: Period, *more: Any) -> Any:
    return (
        select(Closure, Booking, *more)
        .join(Slot, _is_of_slot())
        .join(Booking, col(Booking.slot_id) == Slot.id)
        .where(
            which,
            col(Booking.state).in_(sorted(COUNTED)),
            col(Booking.state) != BookingState.CANCELLED,
            col(Closure.first_day) <= period.last,
            or_(col(Closure.last_day).is_(None), col(Closure.last_day) >= period.first),
        )
        .order_by(col(Closure.id))
    )


def _is_of_slot() -> ColumnElement[bool]:
    found: ColumnElement[bool] = or_(
        and_(col(Closure.slot_id) == Slot.id), and_(col(Closure.page_id) == Slot.page_id)
    )
    return found


def _days(closure: Closure, booking: Booking, period: Period) -> tuple[date, ...]:
    return days_closed(
        first=closure.first_day,
        last=closure.last_day,
        reopened_from=closure.reopened_from,
        within=(Period(booking.first_day, booking.last_day), period),
    )


def as_data(
    closure: Closure, *, slot: str | None = None, page: str | None = None
) -> dict[str, Any]:
    """A closure as JSON; days ISO."""
    days: Sequence[date | None] = (closure.first_day, closure.last_day, closure.reopened_from)
    first, last, again = (day.isoformat() if day else None for day in days)
    return {
        "closure": closure.id,
        "slot": slot,
        "page_id": closure.page_id,
        "page_name": page,
        "from": first,
        "to": last,
        "reopened_from": again,
        "reason": closure.reason,
        "closed_by": closure.closed_by,
        "reopened_by": closure.reopened_by,
    }
