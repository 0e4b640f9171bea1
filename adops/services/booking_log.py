"""What was done to a booking goes into the log of acts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from adops.domain.people import Actor
from adops.queries.bookings import BookingCase
from adops.services import acts


def log_booking(
    session: Session,
    case: BookingCase,
    verb: str,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> None:
    """Flushes the booking and logs `booking.<verb>` with its contract and slot."""
    booking = case.booking
    session.add(booking)
    session.flush()
    acts.log(
        session,
        by=by,
        now=now,
        verb=f"booking.{verb}",
        thing=f"booking:{booking.id}",
        station=booking.station_sold,
        before=dict(before),
        after={**after, "contract_no": case.contract.no, "slot": case.slot.code},
    )
