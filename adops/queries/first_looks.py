"""What begins in an ad day and no look has seen yet (rules.md §7)."""

from collections import defaultdict
from datetime import date

from sqlmodel import Session, and_, col, or_, select

from adops.domain.slot import SlotState
from adops.domain.states import Delivered
from adops.models import Booking, Creative, Slot, SlotCheckBooking
from adops.queries.creatives import CURRENT
from adops.queries.executions import RUNS


def not_seen_yet(session: Session, *, on: date) -> dict[str, list[str]]:
    """Codes of live slots, by station, with a booking that starts on the ad day or a version that
    is shown from it on, of which no look of that day saw it; one query."""
    seen = select(SlotCheckBooking.id).where(
        SlotCheckBooking.booking_id == Booking.id,
        SlotCheckBooking.on == on,
        SlotCheckBooking.delivered == Delivered.YES,
    )
    changed = (
        select(Creative.id)
        .where(Creative.booking_id == Booking.id, Creative.go_live == on)
        .where(col(Creative.state).in_(CURRENT))
        .where(~seen.where(SlotCheckBooking.creative_id == Creative.id).exists())
    )
    starts = and_(col(Booking.first_day) == on, ~seen.exists())
    query = (
        select(Slot.station, Slot.code)
        .join(Booking, col(Booking.slot_id) == Slot.id)
        .where(
            Slot.state == SlotState.LIVE,
            col(Booking.state).in_(sorted(RUNS)),
            col(Booking.first_day) <= on,
            col(Booking.last_day) >= on,
            or_(starts, and_(col(Booking.first_day) < on, changed.exists())),
        )
        .distinct()
        .order_by(Slot.station, Slot.code)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for station, code in session.exec(query):
        found[station].append(code)
    return dict(found)
