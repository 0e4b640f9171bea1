"""A look that was unsure, decided by eye (checks.md, Results)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from adops.domain.by_eye import Decision
from adops.domain.by_hand import DELIVERED_OF
from adops.domain.people import Actor
from adops.domain.states import Delivered, LookedBy
from adops.errors import MissingError, RuleError
from adops.models import Booking, Contract, SlotCheck, SlotCheckBooking
from adops.queries.creatives import findings_of
from adops.rules.by_eye import is_by_eye
from adops.rules.permission import Thing, require
from adops.services import airing, anomaly_looks, anomaly_returns
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
    said again, the last word counts. The result of the look and its proof sheets stay as they were;
    anomalies open and end as by a look.

    Raises MissingError `look.unknown`, ForbiddenError, RuleError `look.nothing_to_decide`.
    """
    look = session.get(SlotCheck, look_id)
    if look is None:
        raise MissingError("look.unknown", look=look_id)
    _require_decider(look, by)
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
    new = [one for one, was in before.items() if was != decision.delivered.value]
    said = dict.fromkeys(new, decision is Decision.SEEN)
    was_seen = [one for one in new if before[one] == Delivered.YES.value]
    anomaly_returns.bring_back(session, look, was_seen, besides=False, by=by, now=now)
    anomaly_looks.take_by_eye(session, look, said, by=by, now=now)
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


def undecide(
    session: Session, *, look_id: int, by: Actor, now: datetime, booking_id: int | None = None
) -> SlotCheck:
    """Takes back what somebody said by eye of a booking of the look, without one of all: what the
    look itself said stands again.

    Raises MissingError `look.unknown`, ForbiddenError, RuleError `look.not_decided`.
    """
    look = session.get(SlotCheck, look_id)
    if look is None:
        raise MissingError("look.unknown", look=look_id)
    _require_decider(look, by)
    query = select(SlotCheckBooking).where(
        SlotCheckBooking.slot_check_id == look_id, col(SlotCheckBooking.decided_by).is_not(None)
    )
    if booking_id is not None:
        query = query.where(SlotCheckBooking.booking_id == booking_id)
    wanted = session.exec(query.order_by(col(SlotCheckBooking.id))).all()
    if not wanted:
        raise RuleError("look.not_decided", look=look_id)
    before = {one.booking_id: one.delivered.value for one in wanted}
    for one in wanted:
        one.delivered = _said_itself(look)
        one.seen = one.delivered is Delivered.YES
        one.decided_by = one.decided_at = None
        session.add(one)
    session.flush()
    airing.follow(session, bookings=list(before), by=by, now=now)
    _follow_back(session, look, wanted, before, by=by, now=now)
    log(
        session,
        by=by,
        now=now,
        verb="check.undecide",
        thing=f"slot_check:{look_id}",
        station=look.station,
        before={"delivered": before},
        after={"bookings": sorted(before)},
    )
    return look


def _follow_back(
    session: Session,
    look: SlotCheck,
    wanted: Sequence[SlotCheckBooking],
    before: Mapping[int, str],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Anomalies follow the look again: what a word ended goes on, what it opened is over."""
    changed = [one for one in wanted if one.delivered.value != before[one.booking_id]]
    gone = [one.booking_id for one in changed if before[one.booking_id] == Delivered.YES.value]
    knew = _knew(look)
    back = anomaly_returns.bring_back(session, look, gone, besides=not knew, by=by, now=now)
    if not knew:
        anomaly_looks.take_back(session, look, list(before), by=by, now=now)
        return
    there = {row.booking_id for row in back}
    for one in changed:
        if one.booking_id not in there:
            anomaly_looks.take_by_hand(session, look, one.booking_id, by=by, now=now)


def _require_decider(look: SlotCheck, by: Actor) -> None:
    """Who added a look by hand may mend what they said."""
    if not (look.by is LookedBy.HAND and look.looked_by == by.staff_no):
        require(by, "check.decide", Thing(station_placed=look.station))


def _said_itself(look: SlotCheck) -> Delivered:
    """Only what a check was unsure of is decided by eye."""
    told = DELIVERED_OF.get(look.result) if look.by is LookedBy.HAND else None
    return told or Delivered.UNKNOWN


def _knew(look: SlotCheck) -> bool:
    """Whether it said yes or no itself: then that is what its anomalies follow again."""
    return _said_itself(look) is not Delivered.UNKNOWN


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
            decided=one.decided_by is not None or look.by is LookedBy.HAND,
        )
    ]
