"""Creatives with their parts and approvals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from adops.domain.content import Ruling
from adops.domain.finding import Finding, Severity
from adops.domain.period import ad_day_of
from adops.domain.states import ApprovalState, CreativeState
from adops.errors import MissingError
from adops.models import Approval, Booking, Creative, CreativePart, SlotCheckBooking
from adops.queries.bookings import BookingCase, booking_case
from adops.queries.contents import keys_of, rulings_of
from adops.queries.execution_marks import marked_live
from adops.rules.confirm import is_live
from adops.rules.swap import Version
from adops.rules.transitions import OPEN_APPROVAL

CURRENT = (CreativeState.CONFIRMED, CreativeState.LIVE)
STANDS = (CreativeState.SUBMITTED, *CURRENT)
"""States in which a creative is shown or may come to be."""


@dataclass(frozen=True)
class CreativeCase:
    """A creative with its booking, its files, the approvals for exactly these files, and how the
    hits among its words were decided under the list they were held against. `seen`: a look saw
    it, or the placer marked it as live and no later look of that ad day said otherwise (§7)."""

    creative: Creative
    of: BookingCase
    parts: tuple[CreativePart, ...]
    approvals: tuple[Approval, ...]
    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    seen: bool = False

    def is_live(self, now: datetime) -> bool:
        """Whether it is live, once confirmed: until then that can be undone."""
        return is_live(go_live=self.creative.go_live, running=ad_day_of(now), seen=self.seen)

    @property
    def pending(self) -> bool:
        """Whether it was confirmed and waits for a decision or for words (rules.md §3)."""
        creative = self.creative
        return creative.state is CreativeState.SUBMITTED and creative.clicked_at is not None

    @property
    def approved(self) -> tuple[Finding, ...]:
        """What approvals for these bytes and this booking have cleared (rules.md §6)."""
        approved = [one for one in self.approvals if one.state is ApprovalState.APPROVED]
        return tuple(finding for one in approved for finding in findings_of(one.findings))

    @property
    def open_approval(self) -> Approval | None:
        """The approval that is asked for and not decided."""
        return next((one for one in self.approvals if one.state in OPEN_APPROVAL), None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """As judged at the last review."""
        return findings_of(self.creative.findings)


def findings_of(rows: list[dict[str, Any]]) -> tuple[Finding, ...]:
    """Findings from their stored JSON."""
    return tuple(_finding(row) for row in rows)


def _finding(row: dict[str, Any]) -> Finding:
    box = row.get("box")
    return Finding(
        **(row | {"severity": Severity(row["severity"]), "box": tuple(box) if box else None})
    )


def creative_case(session: Session, creative_id: int) -> CreativeCase:
    """Raises MissingError `creative.unknown`."""
    creative = session.get(Creative, creative_id)
    if creative is None:
        raise MissingError("creative.unknown", creative=creative_id)
    parts = session.exec(
        select(CreativePart)
        .where(CreativePart.creative_id == creative_id)
        .order_by(col(CreativePart.id))
    )
    approvals = session.exec(
        select(Approval)
        .where(
            Approval.booking_id == creative.booking_id,
            Approval.fingerprint == creative.fingerprint,
        )
        .order_by(col(Approval.id))
    )
    case = booking_case(session, creative.booking_id)
    keys = keys_of(creative.findings)
    rulings = rulings_of(session, keys, creative.list_version) if keys else {}
    return CreativeCase(
        creative,
        case,
        tuple(parts),
        tuple(approvals),
        rulings,
        seen=was_seen(session, creative_id) or marked_live(session, creative),
    )


def was_seen(session: Session, creative_id: int) -> bool:
    """Whether a look saw the creative."""
    query = select(SlotCheckBooking.id).where(
        SlotCheckBooking.creative_id == creative_id, col(SlotCheckBooking.seen).is_(True)
    )
    return session.exec(query.limit(1)).first() is not None


def creative_to_write(session: Session, creative_id: int) -> CreativeCase:
    """As it stands once nobody else writes on its booking: of two at once the second sees the
    first. All that was read before is read anew. Raises MissingError `creative.unknown`.
    """
    creative = session.get(Creative, creative_id)
    if creative is not None:
        session.get(Booking, creative.booking_id, with_for_update=True)
        session.expire_all()
    return creative_case(session, creative_id)


def hold_bookings(session: Session, creative_ids: Iterable[int]) -> None:
    """Nobody else writes on the bookings of these creatives until the transaction ends; in one
    order, so that nobody waits for one who waits. All that was read before is read anew."""
    of = select(Creative.booking_id).where(col(Creative.id).in_(list(creative_ids)))
    query = select(Booking.id).where(col(Booking.id).in_(of)).order_by(col(Booking.id))
    session.exec(query.with_for_update()).all()
    session.expire_all()


def current_of(session: Session, booking_id: int) -> list[Creative]:
    """The booking's confirmed versions, in order."""
    return [one for one in versions_in(session, booking_id) if one.state in CURRENT]


def versions_in(session: Session, booking_id: int) -> list[Creative]:
    """Every version of a booking's creative, in order."""
    query = select(Creative).where(Creative.booking_id == booking_id)
    return list(session.exec(query.order_by(col(Creative.version))))


def as_version(creative: Creative) -> Version:
    """A creative that was confirmed, as the rule of swaps takes it."""
    assert creative.id is not None and creative.confirmed_at is not None
    return Version(
        creative_id=creative.id,
        number=creative.version,
        go_live=creative.go_live,
        confirmed_at=creative.confirmed_at,
        replaced_at=creative.closed_at,
        rotation=creative.rotation,
        link_of=creative.link_of,
    )


def next_version(session: Session, booking_id: int) -> int:
    """One more than the booking's last."""
    query = select(func.max(Creative.version)).where(Creative.booking_id == booking_id)
    return (session.exec(query).one() or 0) + 1


def approval_by_id(session: Session, approval_id: int) -> Approval:
    """Raises MissingError `approval.unknown`."""
    approval = session.get(Approval, approval_id)
    if approval is None:
        raise MissingError("approval.unknown", approval=approval_id)
    return approval


def standing_files(session: Session, bookings: Iterable[int]) -> frozenset[tuple[int, str]]:
    """(booking, fingerprint) of all that is shown or may come to be."""
    query = select(Creative.booking_id, Creative.fingerprint).where(
        col(Creative.booking_id).in_(set(bookings)), col(Creative.state).in_(STANDS)
    )
    return frozenset(session.exec(query))


def approvals_of_mail(session: Session, message_id: str) -> list[Approval]:
    """The approvals that were registered from the mail with that Message-ID, in order."""
    query = select(Approval).where(Approval.mail_message_id == message_id)
    return list(session.exec(query.order_by(col(Approval.id))))
