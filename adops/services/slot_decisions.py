"""A look that was unsure, decided by eye (checks.md, Results)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from adops.domain.by_eye import Decision
from adops.domain.people import Actor
from adops.errors import MissingError, RuleError
from adops.models import Booking, Contract, SlotCheck, SlotCheckBooking
from adops.queries.creatives import findings_of
from adops.rules.by_eye import is_by_eye
from adops.rules.permission import Thing, require
from adops.services import airing
from adops.services.acts import log


def decide(
    session: Session,
    *,
    look_id: int,
    decision: Decision,
    by: Actor,
    now: datetime,
    booking_id: int | None = None,
) -> SlotCheck:
    """Says of a booking of the look, without one of all that are open to it, whether it was seen;
    said again, the last word counts. The result of the look and its proof sheets stay as they were.

    Raises MissingError `look.unknown`, ForbiddenError, RuleError `look.nothing_to_decide`.
    """
    look = session.get(SlotCheck, look_id)
    if look is None:
        raise MissingError("look.unknown", look=look_id)
    require(by, "check.decide", Thing(station_placed=look.station))
    wanted = _open_to_the_eye(session, look, booking_id)
    if not wanted:
        raise RuleError("look.nothing_to_decide", look=look_id)
    before = {one.booking_id: one.delivered.value for one in wanted}
    for one in wanted:
        one.delivered = decision.delivered
        one.seen = decision is Decision.SEEN
        one.decided_by, one.decided_at = by.staff_no, now
        session.add(one)
    session.flush()
    airing.follow(session, bookings=list(before), by=by, now=now)
    log(
        session,
        by=by,
        now=now,
        verb="check.decide",
        thing=f"slot_check:{look_id}",
        station=look.station,
        before={"delivered": before},
        after={"decision": decision.value, "bookings": sorted(before)},
    )
    return look


def _open_to_the_eye(
    session: Session, look: SlotCheck, booking_id: int | None
) -> Sequence[SlotCheckBooking]:
    """What the look says of bookings, as far as a person may say more; of one alone when asked."""
    query = (
        select(SlotCheckBooking, Contract.no)
        .join(Booking, col(Booking.id) == SlotCheckBooking.booking_id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .where(SlotCheckBooking.slot_check_id == look.id)
        .order_by(col(SlotCheckBooking.id))
    )
    if booking_id is not None:
        query = query.where(SlotCheckBooking.booking_id == booking_id)
    else:
        query = query.where(col(SlotCheckBooking.decided_by).is_(None))
    findings = findings_of(look.findings)
    return [
        one
        for one, contract_no in session.exec(query)
        if is_by_eye(
            one.delivered,
            contract_no=contract_no,
            findings=findings,
            page_seen=look.page_picture is not None,
            decided=one.decided_by is not None,
        )
    ]
