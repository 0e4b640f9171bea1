"""Which look is the latest: by when it was taken, not by when it was recorded (checks.md, When)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from adops.domain.facts import Look
from adops.domain.states import Delivered, LookedBy
from adops.models import SlotCheck, SlotCheckBooking
from adops.rules.anomaly import SILENT


def in_time() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The order of looks, the oldest first."""
    return col(SlotCheck.captured_at).asc(), col(SlotCheck.id).asc()


def latest_first() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The order of looks, the latest first."""
    return col(SlotCheck.captured_at).desc(), col(SlotCheck.id).desc()


def latest_of_day(*which: ColumnElement[bool] | bool) -> Any:
    """Ids of the latest look of each slot and ad day among those."""
    place = func.row_number().over(
        partition_by=(col(SlotCheck.slot_id), col(SlotCheck.on)), order_by=latest_first()
    )
    query: Any = select(col(SlotCheck.id).label("id"), place.label("place"))
    ranked = query.where(*which).subquery()
    return select(ranked.c.id).where(ranked.c.place == 1)


@dataclass(frozen=True, slots=True)
class Later:
    """Slots and bookings of which looks that were taken later say yes or no."""

    slots: frozenset[int]
    bookings: frozenset[int]


def known_later(session: Session, looks: Sequence[Look]) -> Later:
    """Of what looks at one page see; two queries. A look by hand speaks of its booking alone."""
    since = min(one.captured_at for one in looks)
    seen: Any = (
        select(col(SlotCheck.slot_id), func.max(SlotCheck.captured_at))
        .where(col(SlotCheck.slot_id).in_([one.slot_id for one in looks]))
        .where(col(SlotCheck.captured_at) > since, SlotCheck.by == LookedBy.CHECK)
        .where(col(SlotCheck.result).not_in(SILENT))
        .group_by(col(SlotCheck.slot_id))
    )
    of = {one.booking_id: look.captured_at for look in looks for one in look.bookings}
    told: Any = (
        select(col(SlotCheckBooking.booking_id), func.max(SlotCheck.captured_at))
        .join(SlotCheck, col(SlotCheck.id) == SlotCheckBooking.slot_check_id)
        .where(col(SlotCheckBooking.booking_id).in_(of), col(SlotCheck.captured_at) > since)
        .where(SlotCheckBooking.delivered != Delivered.UNKNOWN)
        .group_by(col(SlotCheckBooking.booking_id))
    )
    last = dict(session.exec(seen).all())
    return Later(
        frozenset(one.slot_id for one in looks if last.get(one.slot_id, since) > one.captured_at),
        frozenset(booking for booking, at in session.exec(told) if at > of[booking]),
    )


def is_looked_at_later(session: Session, slot_ids: Collection[int], at: datetime) -> bool:
    """Whether a check looked at one of these slots after that."""
    query = (
        select(SlotCheck.id)
        .where(col(SlotCheck.slot_id).in_(slot_ids), col(SlotCheck.captured_at) > at)
        .where(SlotCheck.by == LookedBy.CHECK)
        .limit(1)
    )
    return session.exec(query).first() is not None
