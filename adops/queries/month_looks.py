"""Every look that a line's days rest on, for the line's own page (rules.md §10)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from adops.domain.states import Delivered, LookResult
from adops.models import SlotCheck, SlotCheckBooking
from adops.queries.evidence import waits


@dataclass(frozen=True, slots=True)
class LineLook:
    """One look as far as it concerns a booking; hashes name stored files. `waits`: they are to be
    drawn yet."""

    look_id: int
    on: date
    at: datetime
    result: LookResult
    delivered: Delivered
    picture: str | None
    proof: str | None
    waits: bool = False


def looks_of_line(
    session: Session, *, booking_id: int, first: date, last: date
) -> dict[date, list[LineLook]]:
    """By ad day, the earliest first; one query."""
    query = (
        select(SlotCheckBooking, SlotCheck)
        .join(SlotCheck, col(SlotCheck.id) == SlotCheckBooking.slot_check_id)
        .where(SlotCheckBooking.booking_id == booking_id)
        .where(col(SlotCheckBooking.on).between(first, last))
        .order_by(col(SlotCheck.captured_at), col(SlotCheck.id))
    )
    found: dict[date, list[LineLook]] = defaultdict(list)
    for seen, look in session.exec(query):
        one = LineLook(
            look_id=look.id or 0,
            on=seen.on,
            at=look.captured_at,
            result=look.result,
            delivered=seen.delivered,
            picture=None if look.files_gone_at else look.picture,
            proof=None if look.files_gone_at else seen.proof,
            waits=waits(look),
        )
        found[seen.on].append(one)
    return dict(found)
