"""Anomalies that a word by eye ended: the log says of which look it was (checks.md, Results)."""

from collections.abc import Collection

from sqlmodel import Session, col, or_, select

from adops.domain.anomaly import AnomalyState, Why
from adops.models import Act, Anomaly, SlotCheck
from adops.queries.anomalies import told_later


def ended_by(
    session: Session, look: SlotCheck, bookings: Collection[int]
) -> list[tuple[Anomaly, AnomalyState]]:
    """Those of these bookings, and of the slot alone, that ended by that look or by what was said
    of it, with their state before. Not where a later look says yes or no."""
    later = told_later(session, look, bookings)
    of = or_(
        col(Anomaly.booking_id).in_(set(bookings) - later),
        col(Anomaly.booking_id).is_(None) & (not later),
    )
    query = select(Anomaly).where(
        of,
        Anomaly.slot_id == look.slot_id,
        Anomaly.state == AnomalyState.RESOLVED,
        Anomaly.why == Why.OK,
        col(Anomaly.resolved_at) >= look.captured_at,
    )
    rows = {f"anomaly:{row.id}": row for row in session.exec(query.order_by(col(Anomaly.id)))}
    acts = select(Act).where(col(Act.thing).in_(rows), Act.verb == "anomaly.resolve")
    last = {one.thing: one for one in session.exec(acts.order_by(col(Act.id)))}
    return [
        (row, AnomalyState(last[thing].before["state"]))
        for thing, row in rows.items()
        if thing in last and last[thing].after.get("look") == look.id
    ]


def stands(session: Session, key: str) -> bool:
    """Whether one of that stands."""
    return session.exec(select(Anomaly.id).where(Anomaly.open_key == key)).first() is not None
