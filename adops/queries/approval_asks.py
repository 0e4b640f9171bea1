"""Creatives that a mail may ask an approval for, and who wrote it (rules.md §6)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, func, or_, select

from adops.domain.code import mailbox
from adops.domain.people import Actor
from adops.domain.states import CreativeState
from adops.models import Booking, Contract, Creative, CreativePart, Person, Slot
from adops.queries.creative_lists import visible_to
from adops.queries.creatives import findings_of
from adops.rules.approval import approvable
from adops.rules.approval_match import Candidate
from adops.rules.permission import Thing, may

ASK, MOST_SHOWN = "approval.request", 100


def person_by_mail(session: Session, address: str) -> Person | None:
    """Whoever is employed and has that address; None where two have it."""
    if not address:
        return None
    query = select(Person).where(func.lower(Person.email) == mailbox(address), Person.employed)
    found = list(session.exec(query))
    return found[0] if len(found) == 1 else None


def candidates_of(session: Session, numbers: Sequence[str]) -> list[Candidate]:
    """Those of contracts with one of these numbers, of their own or the project's."""
    named = or_(col(Contract.no).in_(numbers), col(Contract.project_no).in_(numbers))
    return _candidates(session, named)


def needing_approval(session: Session, *, by: Actor) -> list[Candidate]:
    """Those the person may ask an approval for, newest first, that need one."""
    found = _candidates(session, visible_to(by, ASK))
    mine = (one for one in found if may(by, ASK, Thing(one.station, None, one.sales_email)))
    return [one for one in mine if one.needs][: -MOST_SHOWN - 1 : -1]


def _candidates(session: Session, which: Any) -> list[Candidate]:
    query = (
        select(Creative, Booking, Contract, Slot)
        .join(Booking, col(Booking.id) == Creative.booking_id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(which, Creative.state == CreativeState.SUBMITTED)
        .order_by(col(Creative.id))
    )
    rows = list(session.exec(query))
    ids = [creative.id for creative, _, _, _ in rows]
    parts: dict[int, list[CreativePart]] = {}
    for part in session.exec(select(CreativePart).where(col(CreativePart.creative_id).in_(ids))):
        parts.setdefault(part.creative_id, []).append(part)
    return [
        Candidate(
            creative_id=creative.id or 0,
            contract_no=contract.no,
            project_no=contract.project_no,
            slot_code=slot.code,
            slot_name=slot.name,
            width=max((one.width for one in parts.get(creative.id or 0, ())), default=0),
            height=max((one.height for one in parts.get(creative.id or 0, ())), default=0),
            sales_email=booking.sales_email,
            station=booking.station_sold,
            needs=bool(approvable(findings_of(creative.findings))),
            files=frozenset(one.sha256 for one in parts.get(creative.id or 0, ())),
        )
        for creative, booking, contract, slot in rows
    ]
