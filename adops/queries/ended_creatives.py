"""Creatives of a slot whose time is over, as far as a look is to know them again (checks.md,
Results: `expired`)."""

from collections.abc import Iterable
from datetime import date

from adops.domain.booking import BookingState
from adops.domain.facts import ExpectedCreative
from adops.domain.period import ONE_DAY, ad_day_of
from adops.models import Booking, Creative

MOST_ENDED = 60
"""Of one slot. Each costs a comparison of hashes; by picture only the latest are compared."""


def last_shown(booking: Booking, creative: Creative, on: date) -> date:
    """The last ad day, up to `on`, in which a creative whose time is over may have been shown."""
    days = [on, booking.last_day]
    if creative.closed_at is not None:
        days.append(ad_day_of(creative.closed_at))
    if booking.state is BookingState.CANCELLED and booking.cancelled_from is not None:
        days.append(booking.cancelled_from - ONE_DAY)
    return min(days)


def stopped_last(ended: Iterable[tuple[date, ExpectedCreative]]) -> list[ExpectedCreative]:
    """Those that stopped being shown last, the latest at the end."""
    ordered = sorted(ended, key=lambda one: one[0])
    return [one for _, one in ordered[-MOST_ENDED:]]
