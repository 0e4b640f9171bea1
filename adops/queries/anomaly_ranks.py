"""How much an anomaly of a page presses: as much as the best booking on it (checks.md, Anomaly)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.anomaly import AnomalyKind
from adops.models import Anomaly, Booking, Slot
from adops.queries.checks import ON_AIR
from adops.rules.anomaly import Rank, ranked

Aired = tuple[int, date, int]  # its slot, first day, net price in fen


def page_ranks(
    session: Session, anomaly_ids: Collection[int | None], *, on: date
) -> dict[int, Rank]:
    """Of those that are of a page, by id: the first rank among the bookings on air that ad day in
    the slots that fail, in all of the page where it names none. Two queries."""
    which = select(Anomaly).where(
        col(Anomaly.id).in_(anomaly_ids), Anomaly.kind == AnomalyKind.PAGE
    )
    rows = session.exec(which).all()
    aired = _aired(session, {one.page_id for one in rows}, on)
    return {one.id or 0: _best(aired[one.page_id], one.slots, on) for one in rows}


def _aired(session: Session, pages: Collection[int], on: date) -> dict[int, list[Aired]]:
    query: Any = (
        select(
            col(Slot.page_id), col(Booking.slot_id), col(Booking.first_day), col(Booking.net_fen)
        )
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(col(Slot.page_id).in_(pages), col(Booking.state).in_(ON_AIR))
        .where(col(Booking.first_day) <= on, col(Booking.last_day) >= on)
    )
    found: defaultdict[int, list[Aired]] = defaultdict(list)
    for page_id, *booking in session.exec(query):
        found[page_id].append(tuple(booking))
    return found


def _best(aired: Iterable[Aired], slots: Collection[int], on: date) -> Rank:
    ranks = (
        ranked(starts=starts, on=on, net_fen=net_fen)
        for slot_id, starts, net_fen in aired
        if not slots or slot_id in slots
    )
    return min(ranks, default=ranked(starts=None, on=on, net_fen=None))
