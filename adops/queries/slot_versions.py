"""Who is touched by a change of a slot's rate-card item (rules.md §8)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.booking import BookingState
from adops.domain.code import folded
from adops.domain.finding import Finding
from adops.domain.period import ONE_DAY, ad_day_starts
from adops.domain.slot import Item, PartSpec
from adops.domain.states import ApprovalState, CreativeState
from adops.errors import MissingError
from adops.models import (
    Approval,
    Booking,
    Contract,
    Creative,
    CreativePart,
    Page,
    Slot,
    SlotVersion,
)
from adops.queries.bookings import versions_of
from adops.queries.creatives import CURRENT, as_version, findings_of
from adops.rules import swap

COUNTS = (BookingState.HELD, BookingState.BOOKED, BookingState.RUNNING, BookingState.PAUSED)


@dataclass(frozen=True)
class SlotCase:
    """A slot with its page and its versions in order of their first day."""

    slot: Slot
    page: Page
    versions: tuple[SlotVersion, ...]


@dataclass(frozen=True)
class Concerned:
    """A creative that would be shown under a version, with what judging it needs."""

    creative: Creative
    booking: Booking
    contract: Contract
    parts: tuple[CreativePart, ...]
    approved: tuple[Finding, ...]


def slot_by_code(session: Session, code: str) -> SlotCase:
    """By its folded code. Raises MissingError `slot.unknown`."""
    return _case(session, Slot.code == folded(code), code)


def slot_by_id(session: Session, slot_id: int) -> SlotCase:
    """Raises MissingError `slot.unknown`."""
    return _case(session, Slot.id == slot_id, slot_id)


def _case(session: Session, which: Any, named: object) -> SlotCase:
    query = select(Slot, Page).join(Page, col(Page.id) == Slot.page_id).where(which)
    found = session.exec(query).first()
    if found is None:
        raise MissingError("slot.unknown", slot=named)
    return SlotCase(*found, versions_of(session, found[0].id or 0))


def item_of(version: SlotVersion) -> Item:
    """What a version says."""
    return Item(
        parts=tuple(PartSpec(**part) for part in version.parts),
        formats=tuple(version.formats),
        max_seconds=version.max_seconds,
        max_loops=version.max_loops,
        text_limit=version.text_limit,
    )


def valid_until(versions: Iterable[SlotVersion], valid_from: date) -> date:
    """The last day of a version that begins then: the day before the next one does, if any."""
    later = [one.valid_from for one in versions if one.valid_from and one.valid_from > valid_from]
    return min(later) - ONE_DAY if later else date.max


def concerned(session: Session, slot_id: int, *, first: date, last: date) -> list[Concerned]:
    """Creatives of running and coming bookings that would be shown from `first` to `last`: the
    confirmed ones that are expected then, and newer ones that wait for it. Four queries."""
    rows = list(
        session.exec(
            select(Booking, Contract)
            .join(Contract, col(Contract.id) == Booking.contract_id)
            .where(
                Booking.slot_id == slot_id,
                col(Booking.state).in_(COUNTS),
                col(Booking.first_day) <= last,
                col(Booking.last_day) >= first,
            )
            .order_by(col(Booking.first_day), col(Booking.id))
        )
    )
    ids = [booking.id for booking, _ in rows]
    states = (*CURRENT, CreativeState.SUBMITTED)
    creatives = _by(session, Creative, "booking_id", ids, col(Creative.state).in_(states))
    shown = {
        booking.id: _shown(creatives[booking.id], max(first, booking.first_day), last)
        for booking, _ in rows
    }
    found = [one.id for some in shown.values() for one in some]
    parts = _by(session, CreativePart, "creative_id", found)
    approved = _by(
        session, Approval, "booking_id", ids, col(Approval.state) == ApprovalState.APPROVED
    )
    return [
        Concerned(
            creative=creative,
            booking=booking,
            contract=contract,
            parts=tuple(parts[creative.id]),
            approved=tuple(
                finding
                for one in approved[booking.id]
                if one.fingerprint == creative.fingerprint
                for finding in findings_of(one.findings)
            ),
        )
        for booking, contract in rows
        for creative in shown[booking.id]
    ]


def _by(
    session: Session, table: Any, column: str, ids: Sequence[Any], *where: Any
) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    query = select(table).where(col(getattr(table, column)).in_(ids), *where)
    for row in session.exec(query.order_by(table.id)):
        found[getattr(row, column)].append(row)
    return found


def _shown(creatives: Sequence[Creative], first: date, last: date) -> list[Creative]:
    confirmed = [one for one in creatives if one.state in CURRENT]
    versions = [as_version(one) for one in confirmed]
    days = {first} | {one.go_live for one in confirmed if first <= one.go_live <= last}
    ids = frozenset().union(
        *(swap.expected(versions, on=day, now=ad_day_starts(day + ONE_DAY)) for day in days)
    )
    newest = max((one.version for one in confirmed), default=0)
    return [
        one
        for one in creatives
        if one.id in ids
        or (one.state is CreativeState.SUBMITTED and one.version > newest and one.go_live <= last)
    ]
