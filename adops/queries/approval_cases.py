"""Special approvals that wait for somebody, with what one must see to act on them (rules.md §6)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from adops.domain.finding import Finding
from adops.domain.people import Actor
from adops.domain.states import ApprovalState, MailState
from adops.models import Approval, Booking, Contract, Creative, CreativePart, Mail, Person, Slot
from adops.queries.creative_lists import visible_to
from adops.queries.creatives import findings_of, standing_files
from adops.rules.permission import Thing

WAITING = (ApprovalState.REQUESTED, ApprovalState.REGISTERED)


@dataclass(frozen=True, slots=True)
class ApprovalCase:
    """An approval with its booking, creative and files; `stands`: a version of these files may be
    shown."""

    approval: Approval
    booking: Booking
    contract: Contract
    slot: Slot
    creative: Creative
    parts: tuple[CreativePart, ...]
    stands: bool

    @property
    def thing(self) -> Thing:
        """What permission needs of it."""
        of = self.booking
        return Thing(of.station_sold, of.station_placed, of.sales_email)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is asked for."""
        return findings_of(self.approval.findings)


def waiting_cases(session: Session, *, by: Actor) -> list[ApprovalCase]:
    """Asked for or registered and not decided, the oldest first, as far as the person may see
    them; four queries."""
    return _cases(session, visible_to(by), col(Approval.state).in_(WAITING))


def of_the_same_mail(session: Session, approvals: Iterable[Approval]) -> dict[int, list[int]]:
    """Other approvals that were registered from the mail of each, by its id; one query."""
    mine = {one.id: one.mail_message_id for one in approvals if one.mail_message_id}
    query = select(Approval.id, Approval.mail_message_id).where(
        col(Approval.mail_message_id).in_(set(mine.values()))
    )
    rows = list(session.exec(query.order_by(col(Approval.id)))) if mine else []
    return {
        number or 0: [other or 0 for other, mail in rows if mail == told and other != number]
        for number, told in mine.items()
    }


def case_of(session: Session, approval_id: int) -> ApprovalCase | None:
    """One of any state."""
    found = _cases(session, col(Approval.id) == approval_id)
    return found[0] if found else None


def _cases(session: Session, *which: Any) -> list[ApprovalCase]:
    rows = session.exec(
        select(Approval, Booking, Contract, Slot)
        .join(Booking, col(Booking.id) == Approval.booking_id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(*which)
        .order_by(col(Approval.id))
    ).all()
    ids = {row[0].creative_id for row in rows}
    creatives = {
        one.id: one for one in session.exec(select(Creative).where(col(Creative.id).in_(ids)))
    }
    stands = standing_files(session, [row[0].booking_id for row in rows])
    parts: defaultdict[int, list[CreativePart]] = defaultdict(list)
    query = select(CreativePart).where(col(CreativePart.creative_id).in_(ids))
    for part in session.exec(query.order_by(col(CreativePart.id))):
        parts[part.creative_id].append(part)
    return [
        ApprovalCase(
            approval=approval,
            booking=booking,
            contract=contract,
            slot=slot,
            creative=creatives[approval.creative_id],
            parts=tuple(parts[approval.creative_id]),
            stands=(approval.booking_id, approval.fingerprint) in stands,
        )
        for approval, booking, contract, slot in rows
    ]


def people_named(session: Session, told: Iterable[str | None]) -> dict[str, str]:
    """Names by 工号 and by address, of those who are known."""
    wanted = {one for one in told if one}
    if not wanted:
        return {}
    query = select(Person).where(
        or_(col(Person.staff_no).in_(wanted), col(Person.email).in_(wanted))
    )
    people = list(session.exec(query))
    by_email = {one.email: one.name for one in people if one.email}
    return by_email | {one.staff_no: one.name for one in people}


def mail_states(session: Session, ledgers: Iterable[int | None]) -> dict[int, MailState]:
    """How the mails of ledgers stand, by the mail's id."""
    wanted = [one for one in ledgers if one is not None]
    query = select(Mail).where(col(Mail.id).in_(wanted))
    return {one.id: one.state for one in session.exec(query) if one.id is not None}
