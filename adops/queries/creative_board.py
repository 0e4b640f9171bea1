"""Creatives as the page lists them, with their pictures; and bookings to hand one in for."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, and_, case, col, exists, false, func, or_, select, true

from adops.domain.booking import BookingState
from adops.domain.finding import Verdict, verdict_of
from adops.domain.people import Actor
from adops.domain.period import ONE_DAY, ad_day_of
from adops.domain.states import ApprovalState, CreativeState
from adops.models import Approval, Booking, Contract, Creative, CreativePart, Slot
from adops.queries.creative_lists import visible_to
from adops.queries.creatives import findings_of
from adops.rules.approval import left_after
from adops.rules.reach import may_somewhere, reach

OFFERED = 60  # days of coming starts that the choice of bookings goes
STANDING = (CreativeState.CONFIRMED, CreativeState.LIVE)
TAKES = (BookingState.BOOKED, BookingState.RUNNING, BookingState.HELD, BookingState.PAUSED)


@dataclass(frozen=True)
class CreativeRow:
    """One line of the list; `verdict` is what approvals leave of the review (rules.md §5)."""

    creative: Creative
    booking: Booking
    contract: Contract
    slot: Slot
    parts: tuple[CreativePart, ...]
    verdict: Verdict


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
    """Newest first, and the cursor to go on from; three queries however long."""
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
    creatives = [one for one, _, _, _ in found[:limit]]
    parts = _parts(session, [one.id or 0 for one in creatives])
    approved = _approved(session, creatives)
    rows = [
        CreativeRow(*row, tuple(parts[row[0].id or 0]), _verdict(row[0], approved))
        for row in found[:limit]
    ]
    return rows, rows[-1].creative.id if len(found) > limit else None


def _parts(session: Session, creatives: list[int]) -> dict[int, list[CreativePart]]:
    found: defaultdict[int, list[CreativePart]] = defaultdict(list)
    query = select(CreativePart).where(col(CreativePart.creative_id).in_(creatives))
    for part in session.exec(query.order_by(col(CreativePart.id))):
        found[part.creative_id].append(part)
    return found


def _approved(session: Session, creatives: list[Creative]) -> list[Approval]:
    prints = [one.fingerprint for one in creatives]
    query = select(Approval).where(
        col(Approval.fingerprint).in_(prints), Approval.state == ApprovalState.APPROVED
    )
    return list(session.exec(query))


def _verdict(creative: Creative, approved: list[Approval]) -> Verdict:
    cleared = [
        finding
        for one in approved
        if (one.booking_id, one.fingerprint) == (creative.booking_id, creative.fingerprint)
        for finding in findings_of(one.findings)
    ]
    if not cleared:
        return creative.verdict
    return verdict_of(left_after(findings_of(creative.findings), cleared))


def open_bookings(
    session: Session, *, by: Actor, now: datetime, words: str = "", limit: int = 40
) -> tuple[list[BookingRow], bool]:
    """Running and coming bookings a person may hand in for, and whether there are more: those that
    nothing confirmed stands for first, then the earliest start; `words` are looked for in contract
    and slot. Two queries."""
    day = ad_day_of(now)
    stands = exists().where(
        col(Creative.booking_id) == Booking.id, col(Creative.state).in_(STANDING)
    )
    query = (
        select(Booking, Contract, Slot)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(
            _submittable(by),
            col(Booking.state).in_(TAKES),
            col(Booking.last_day) >= day,
            col(Booking.first_day) <= day + ONE_DAY * OFFERED,
        )
        .order_by(case((stands, 1), else_=0), col(Booking.first_day), col(Booking.id))
        .limit(limit + 1)
    )
    for word in words.split():
        fields = (Contract.no, Contract.name, Contract.client, Slot.code, Slot.name)
        query = query.where(or_(*(col(one).icontains(word, autoescape=True) for one in fields)))
    found = list(session.exec(query))
    rows = found[:limit]
    ids = [booking.id for booking, _, _ in rows]
    creatives = select(Creative).where(col(Creative.booking_id).in_(ids))
    latest = {one.booking_id: one for one in session.exec(creatives.order_by(col(Creative.id)))}
    offered = [BookingRow(*row, latest.get(row[0].id or 0)) for row in rows]
    return offered, len(found) > limit


def _submittable(by: Actor) -> Any:
    """The condition on bookings that `rules.permission.submit_act` comes to."""
    if not may_somewhere(by, "creative.submit"):
        return false()
    own, either = reach(by, "creative.submit"), reach(by, "creative.submit_taken_over")
    if own.everything:
        return true()
    mine: Any = func.lower(Booking.sales_email) == own.email.lower() if own.email else false()
    sides = (Booking.station_sold, Booking.station_placed)
    return or_(
        and_(
            col(Booking.taken_over).is_(False),
            or_(mine, col(Booking.station_sold).in_(own.stations)),
        ),
        and_(
            col(Booking.taken_over).is_(True),
            or_(*(col(side).in_(either.stations) for side in sides)),
        ),
    )
