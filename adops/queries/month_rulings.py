"""Which days of bookings were paused or closed, as the month rules on them (rules.md §7, §10)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from adops.domain.month import LookFact, ReasonFact, Ruling
from adops.domain.period import Period
from adops.domain.states import Delivered
from adops.models import Booking, BookingPause
from adops.queries.closures import closed_days
from adops.queries.executions import Ruled
from adops.rules.booking import Pause, paused_days
from adops.rules.month import REASON_OF


@dataclass(frozen=True)
class DaysRuled:
    """A booking's days that were ruled, and why: the reason that stands until an AE gives one."""

    days: dict[date, Ruling] = field(default_factory=dict)
    reasons: dict[date, ReasonFact] = field(default_factory=dict)

    def rule(self, booking_id: int, day: date, ruling: Ruling, why: str) -> None:
        """The later ruling of a day stands."""
        self.days[day] = ruling
        self.reasons.pop(day, None)
        if ruling in REASON_OF:
            self.reasons[day] = ReasonFact(booking_id, day, REASON_OF[ruling], why)


def rulings(
    session: Session,
    which: ColumnElement[bool],
    period: Period,
    *,
    looks: Mapping[int, Iterable[LookFact]],
    starts: Mapping[int, Ruled],
    now: datetime,
) -> defaultdict[int, DaysRuled]:
    """By booking; two queries. `starts` are first days not placed, which a closure suspends. A
    closed day is ruled whatever was seen. A paused day is where the
    pause took it whole; on the days in which it began or ended, a look that saw the booking right
    outside it stands. **[decided]**"""
    found: defaultdict[int, DaysRuled] = defaultdict(DaysRuled)
    pauses = (
        select(BookingPause)
        .join(Booking, col(Booking.id) == BookingPause.booking_id)
        .where(which)
        .order_by(col(BookingPause.id))
    )
    for one in session.exec(pauses):
        seen = {look.on for look in looks.get(one.booking_id, ()) if _is_right(look)}
        days = paused_days([Pause(one.from_at, one.until_at)], now=now)
        for day, whole in days.items():
            if day in period and (whole or day not in seen):
                found[one.booking_id].rule(one.booking_id, day, Ruling.PAUSED, one.reason)
    for booking_id, start in starts.items():
        for day, ruling in start.days.items():
            found[booking_id].rule(booking_id, day, ruling, "")
    for booking_id, closed in closed_days(session, which, period).items():
        for day, why in closed.items():
            found[booking_id].rule(booking_id, day, Ruling.CLOSED, why)
    return found


def _is_right(look: LookFact) -> bool:
    return look.delivered is Delivered.YES
