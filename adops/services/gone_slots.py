"""What becomes of anomalies whose slot no look reaches any more: it is retired, or on another page
(rules.md §8; checks.md, Anomaly)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from adops.db import lock_log
from adops.domain.anomaly import Why
from adops.domain.people import Actor
from adops.models import Anomaly, Slot
from adops.queries import anomalies as queries
from adops.services.anomaly_looks import resolve_row


def end_of_retired(session: Session, slot: Slot, *, by: Actor, now: datetime) -> list[Anomaly]:
    """Those of a slot that is retired by now, alone and of its bookings, are over; its page's go on
    without it. Tickets are told."""
    lock_log(session)
    rows = queries.by_slot(session, [slot.id or 0]).get(slot.id or 0, [])
    ended = [resolve_row(session, row, Why.GONE, by=by, now=now) for row in rows]
    return [*ended, *leave_page(session, slot.page_id, by=by, now=now)]


def follow_moved(
    session: Session, moved: Sequence[tuple[Slot, int]], *, by: Actor, now: datetime
) -> None:
    """Slots stand on other pages than before, whose ids are with them: their own go along, those of
    these pages go on without them."""
    if not moved:
        return
    lock_log(session)
    pages = {slot.id or 0: slot.page_id for slot, _ in moved}
    for slot_id, rows in queries.by_slot(session, pages).items():
        for row in rows:
            row.page_id = pages[slot_id]
            session.add(row)
    session.flush()
    for page_id in sorted({before for _, before in moved}):
        leave_page(session, page_id, by=by, now=now)


def leave_page(session: Session, page_id: int, *, by: Actor, now: datetime) -> list[Anomaly]:
    """Takes slots that are live on the page no longer out of the page's own; over is what has none
    left, and all of a page on which nothing is live. Gives those that ended."""
    live = queries.live_slots(session, page_id)
    ended = []
    for row in queries.of_page(session, page_id):
        left = [one for one in row.slots if one in live]
        if live and (left or not row.slots):
            row.slots = left
            session.add(row)
            session.flush()
        else:
            ended.append(resolve_row(session, row, Why.GONE, by=by, now=now))
    return ended


def end_gone(session: Session, *, anomaly_id: int, by: Actor, now: datetime) -> bool:
    """Of `queries.anomalies.of_gone`: ends one that stands though nothing of it is live, from
    before its slot's end ended it. Whether it did."""
    lock_log(session)
    if anomaly_id not in queries.of_gone(session):
        return False
    row = session.get_one(Anomaly, anomaly_id, populate_existing=True)
    resolve_row(session, row, Why.GONE, by=by, now=now)
    return True
