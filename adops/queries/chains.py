"""Contracts with their bookings, each as the chain of what it still needs (experience.md, 合同)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from adops.domain.execution import MarkKind
from adops.domain.finding import Verdict
from adops.domain.people import Actor
from adops.domain.period import at
from adops.domain.states import Delivered
from adops.models import (
    Approval,
    Booking,
    Contract,
    Creative,
    Slot,
    SlotCheckBooking,
)
from adops.queries.booking_lists import contracts_of, readable_by, state_now
from adops.queries.execution_marks import marks_of, sights_of
from adops.queries.stops import NEVER, stopped
from adops.rules.chain import CONFIRMED, ChainFacts, Link, Step, chain
from adops.rules.execution import START, late_from
from adops.rules.live import live_of


@dataclass(frozen=True, slots=True)
class _Start:
    """Of a booking's first day: what was marked, by the rule of live (§7), and whether the booking
    need not be there, since the slot was closed or it was paused by then."""

    configured: bool
    live: bool
    off: bool


@dataclass(frozen=True)
class BookingChain:
    """A booking and its links; `creative_id` is the one that the links are about."""

    booking: Booking
    slot: Slot
    facts: ChainFacts
    creative_id: int | None = None

    @property
    def links(self) -> tuple[tuple[Step, Link], ...]:
        """As `rules.chain.chain`."""
        return chain(self.facts)


@dataclass(frozen=True)
class ContractChains:
    """A contract with the bookings that the person may see, in order of their first day."""

    contract: Contract
    bookings: Sequence[BookingChain]


def contracts_with_chains(
    session: Session,
    *,
    by: Actor,
    now: datetime,
    station: str | None = None,
    words: str = "",
    before: int | None = None,
    limit: int = 20,
) -> tuple[list[ContractChains], int | None]:
    """The newest first, and the cursor to go on from; `words` are looked for in number, name,
    project, client and agency. A constant number of queries."""
    query = select(Contract).where(contracts_of(by, station)).order_by(col(Contract.id).desc())
    if before is not None:
        query = query.where(col(Contract.id) < before)
    fields = (
        Contract.no,
        Contract.name,
        Contract.project_name,
        Contract.project_no,
        Contract.client,
        Contract.agency,
    )
    for word in words.split():
        query = query.where(or_(*(col(one).icontains(word, autoescape=True) for one in fields)))
    found = list(session.exec(query.limit(limit + 1)))
    shown = found[:limit]
    chains = _chains(session, by, [one.id or 0 for one in shown], now)
    lines = [ContractChains(one, chains[one.id or 0]) for one in shown]
    return lines, shown[-1].id if len(found) > limit else None


def chain_of(session: Session, booking: Booking, *, by: Actor, now: datetime) -> BookingChain:
    """One booking's."""
    found = _chains(session, by, [booking.contract_id], now)[booking.contract_id]
    return next(one for one in found if one.booking.id == booking.id)


def _chains(
    session: Session, by: Actor, contracts: Sequence[int], now: datetime
) -> dict[int, list[BookingChain]]:
    rows = list(
        session.exec(
            select(Booking, Slot)
            .join(Slot, col(Slot.id) == Booking.slot_id)
            .where(col(Booking.contract_id).in_(contracts), readable_by(by))
            .order_by(col(Booking.first_day), col(Booking.id))
        )
    )
    ids = [booking.id or 0 for booking, _ in rows]
    creatives = _creatives(session, ids)
    approvals = _approvals(session, [one.fingerprint for one in creatives.values()])
    seen, last = _seen(session, ids), _last(session, ids)
    starts = _starts(session, [booking for booking, _ in rows], now)
    found: dict[int, list[BookingChain]] = defaultdict(list)
    for booking, slot in rows:
        number = booking.id or 0
        creative = creatives.get(number)
        approval = approvals.get((number, creative.fingerprint)) if creative else None
        needs = creative is not None and creative.verdict is Verdict.NEEDS_APPROVAL
        facts = ChainFacts(
            state=state_now(booking, now),
            creative=creative.state if creative else None,
            needs_approval=needs,
            approval=approval.state if approval else None,
            seen=number in seen or starts[number].live,
            should_be_live=now > late_from(booking.first_day) and not starts[number].off,
            last=last.get(number),
            configured=starts[number].configured,
            should_be_configured=_should_be_entered(booking, now) and not starts[number].off,
        )
        one = BookingChain(booking, slot, facts, creative.id if creative else None)
        found[booking.contract_id].append(one)
    return found


def _creatives(session: Session, bookings: Collection[int]) -> dict[int, Creative]:
    """The newest that is confirmed, else the newest."""
    query = select(Creative).where(col(Creative.booking_id).in_(bookings))
    found: dict[int, Creative] = {}
    for one in session.exec(query.order_by(col(Creative.version))):
        known = found.get(one.booking_id)
        if known is None or one.state in CONFIRMED or known.state not in CONFIRMED:
            found[one.booking_id] = one
    return found


def _approvals(session: Session, prints: Collection[str]) -> dict[tuple[int, str], Approval]:
    query = select(Approval).where(col(Approval.fingerprint).in_(prints))
    rows = session.exec(query.order_by(col(Approval.id)))
    return {(one.booking_id, one.fingerprint): one for one in rows}


def _seen(session: Session, bookings: Collection[int]) -> set[int]:
    query: Any = (
        select(SlotCheckBooking.booking_id)
        .where(col(SlotCheckBooking.booking_id).in_(bookings))
        .where(SlotCheckBooking.delivered == Delivered.YES)
        .distinct()
    )
    return set(session.exec(query))


def _starts(session: Session, bookings: Sequence[Booking], now: datetime) -> dict[int, _Start]:
    """By booking; four queries."""
    ids = [one.id or 0 for one in bookings]
    marks, sights = marks_of(session, ids), sights_of(session, ids)
    stops = stopped(session, bookings, now=now)
    found = {}
    for one in bookings:
        number, day = one.id or 0, one.first_day
        said = marks[number].get((day, START), ())
        found[number] = _Start(
            configured=any(each.kind is MarkKind.CONFIGURED for each in said),
            live=live_of(day, marks=said, sights=sights[number]) is not None,
            off=day in stops.get(number, NEVER).off,
        )
    return found


def _should_be_entered(booking: Booking, now: datetime) -> bool:
    """From 24:00 of the day before on (rules.md §7)."""
    return now >= at(booking.first_day, 0) and not booking.taken_over


def _last(session: Session, bookings: Collection[int]) -> dict[int, Delivered]:
    """What the latest look said of each."""
    latest = (
        select(func.max(SlotCheckBooking.id))
        .where(col(SlotCheckBooking.booking_id).in_(bookings))
        .group_by(col(SlotCheckBooking.booking_id))
    )
    query: Any = select(SlotCheckBooking.booking_id, SlotCheckBooking.delivered)
    return dict(session.exec(query.where(col(SlotCheckBooking.id).in_(latest))).all())
