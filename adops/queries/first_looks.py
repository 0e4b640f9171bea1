"""What begins in an ad day, or begins again, and no look has seen yet (rules.md §7)."""

from collections import defaultdict
from datetime import date

from sqlmodel import Session, and_, col, or_, select

from adops.domain.booking import BookingState
from adops.domain.period import ONE_DAY, ad_day_starts
from adops.domain.slot import SlotState
from adops.domain.states import Delivered
from adops.models import (
    Booking,
    BookingPause,
    Closure,
    Creative,
    Slot,
    SlotCheck,
    SlotCheckBooking,
)
from adops.queries.closures import closed_on
from adops.queries.creatives import CURRENT
from adops.queries.executions import RUNS


def not_seen_yet(session: Session, *, on: date) -> dict[str, list[str]]:
    """Codes of live slots, by station, with a booking that starts on the ad day or a version that
    is shown from it on, of which no look of that day saw it; and with one that was resumed in it or
    whose slot was opened again, not seen since; one query. Neither what is paused nor what is
    closed."""
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
    back = (
        select(SlotCheck.id)
        .join(SlotCheckBooking, col(SlotCheckBooking.slot_check_id) == SlotCheck.id)
        .where(SlotCheckBooking.booking_id == BookingPause.booking_id)
        .where(SlotCheckBooking.delivered == Delivered.YES)
        .where(col(SlotCheck.captured_at) >= BookingPause.until_at)
    )
    resumed = select(BookingPause.id).where(
        BookingPause.booking_id == Booking.id,
        col(BookingPause.until_at) >= ad_day_starts(on),
        col(BookingPause.until_at) < ad_day_starts(on + ONE_DAY),
        ~back.exists(),
    )
    opened = select(Closure.id).where(
        or_(Closure.slot_id == Slot.id, Closure.page_id == Slot.page_id),
        Closure.reopened_from == on,
    )
    again = or_(resumed.exists(), and_(opened.exists(), ~seen.exists()))
    query = (
        select(Slot.station, Slot.code)
        .join(Booking, col(Booking.slot_id) == Slot.id)
        .where(
            Slot.state == SlotState.LIVE,
            ~closed_on(on),
            col(Booking.state).in_(sorted(RUNS - {BookingState.PAUSED})),
            col(Booking.first_day) <= on,
            col(Booking.last_day) >= on,
            or_(starts, again, and_(col(Booking.first_day) < on, changed.exists())),
        )
        .distinct()
        .order_by(Slot.station, Slot.code)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for station, code in session.exec(query):
        found[station].append(code)
    return dict(found)
