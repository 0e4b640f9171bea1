"""Approved special approvals with what decides how long they last (rules.md §0, §6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.booking import BookingState
from adops.domain.finding import Finding
from adops.domain.period import ad_day_of
from adops.domain.slot import SlotSpec
from adops.domain.states import ApprovalState
from adops.models import Approval, Booking, Creative, CreativePart, Slot, SlotVersion
from adops.queries.bookings import in_order, spec_of
from adops.queries.creatives import STANDS, findings_of

OVER = (BookingState.CANCELLED, BookingState.ENDED)


@dataclass(frozen=True)
class Lasting:
    """An approved approval, the creatives of its files in its booking, and the item that binds
    them: on the running ad day, or on the first day of what is still to go live."""

    approval: Approval
    booking: Booking
    slot: Slot
    creatives: tuple[Creative, ...]
    parts: tuple[CreativePart, ...]
    versions: tuple[SlotVersion, ...]
    others: Mapping[int | None, Creative]
    cleared: tuple[list[dict[str, Any]], ...]

    @property
    def approved(self) -> tuple[Finding, ...]:
        """What it and other approved approvals of these files clear."""
        return tuple(finding for rows in self.cleared for finding in findings_of(rows))

    @property
    def standing(self) -> list[Creative]:
        """What of it may still be shown."""
        return [one for one in self.creatives if one.state in STANDS]

    def is_over(self, now: datetime) -> bool:
        """Whether its booking has ended."""
        return self.booking.state in OVER or self.booking.last_day < ad_day_of(now)

    def is_replaced(self, now: datetime) -> bool:
        """Whether other bytes have taken the place of its files, for good: once the first ad day of
        the new ones is over, until when their confirmation can be undone."""
        if self.standing:
            return False
        newer = [self.others.get(one.replaced_by or 0) for one in self.creatives]
        return any(one is not None and one.go_live < ad_day_of(now) for one in newer)

    def spec(self, now: datetime) -> SlotSpec | None:
        """What binds its files now; None when nothing of it stands."""
        days = [one.go_live for one in self.standing]
        if not days:
            return None
        on = max(min(days), ad_day_of(now))
        return spec_of(self.slot, self.versions, min(on, self.booking.last_day))


def lasting(
    session: Session, *, bookings: Sequence[int] | None = None, to_write: bool = False
) -> list[Lasting]:
    """Every approved approval (of those bookings); a constant number of queries. `to_write`: as
    they stand once nobody else writes on their bookings."""
    query = (
        select(Approval, Booking, Slot)
        .join(Booking, col(Booking.id) == Approval.booking_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(Approval.state == ApprovalState.APPROVED)
        .order_by(col(Approval.id))
    )
    if bookings is not None:
        query = query.where(col(Approval.booking_id).in_(bookings))
    if to_write:
        query = query.with_for_update(of=[Approval, Booking]).execution_options(
            populate_existing=True
        )
    rows = list(session.exec(query))
    creatives = _by(session, Creative, "booking_id", {one.booking_id for one, _, _ in rows})
    versions = _by(session, SlotVersion, "slot_id", {slot.id for _, _, slot in rows})
    mine = {
        one.id: [a for a in creatives[one.booking_id] if a.fingerprint == one.fingerprint]
        for one, _, _ in rows
    }
    ids = {one.id for found in mine.values() for one in found}
    parts = _by(session, CreativePart, "creative_id", ids)
    return [
        Lasting(
            approval=approval,
            booking=booking,
            slot=slot,
            creatives=tuple(mine[approval.id]),
            parts=tuple(parts[mine[approval.id][0].id]) if mine[approval.id] else (),
            versions=in_order(versions[slot.id]),
            others={one.id: one for one in creatives[approval.booking_id]},
            cleared=tuple(
                one.findings
                for one, _, _ in rows
                if (one.booking_id, one.fingerprint) == (approval.booking_id, approval.fingerprint)
            ),
        )
        for approval, booking, slot in rows
    ]


def _by(session: Session, table: Any, column: str, ids: Iterable[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    key = getattr(table, column)
    for row in session.exec(select(table).where(col(key).in_(list(ids))).order_by(table.id)):
        found[getattr(row, column)].append(row)
    return found
