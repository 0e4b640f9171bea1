"""What becomes of a booking: its state by the calendar, how long a hold lasts, what of its days may
be moved or cancelled, and what is then left of its price (rules.md §0, §7, §8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from adops.domain.booking import HOLDS_SHARES, BookingState, HoldTerms
from adops.domain.calendar import Answer, Calendar
from adops.domain.money import round_fen
from adops.domain.period import ONE_DAY, SHANGHAI, Period, ad_day_of, ad_day_starts, local_day
from adops.errors import RuleError
from adops.rules.transitions import BOOKING, move

S = BookingState
ON_THE_CALENDAR = frozenset({S.BOOKED, S.RUNNING, S.PAUSED, S.ENDED})
LONGEST_DAYS = 3 * 366


def state_at(
    state: BookingState, period: Period, *, now: datetime, hold_until: datetime | None = None
) -> BookingState:
    """The state at `now`: people hold, book, pause and cancel; that a booking runs or has ended
    follows from its ad days, and a hold is over with its last instant."""
    if state is S.HELD:
        lapsed = hold_until is not None and now >= hold_until
        return move("booking", BOOKING, state, "lapse") if lapsed else state
    if state not in ON_THE_CALENDAR:
        return state
    running = ad_day_of(now)
    if running < period.first:
        return S.BOOKED
    begun = S.PAUSED if state is S.PAUSED else move("booking", BOOKING, S.BOOKED, "start")
    return move("booking", BOOKING, begun, "end") if running > period.last else begun


def holds_shares(state: BookingState, *, now: datetime, hold_until: datetime | None = None) -> bool:
    """Whether a booking takes its shares at `now` (rules.md §0)."""
    lapsed = state is S.HELD and hold_until is not None and now >= hold_until
    return state in HOLDS_SHARES and not lapsed


def hold_until(now: datetime, *, calendar: Calendar, terms: HoldTerms) -> Answer[datetime]:
    """By when a hold made at `now` is over: 18:00 of the third workday after its day; aware,
    Shanghai. **[decided: the day itself does not count]**"""
    day = calendar.workdays_after(local_day(now), terms.workdays)
    return Answer(datetime.combine(day.value, terms.until, SHANGHAI), day.provisional)


def require_not_begun(first: date, *, running: date) -> None:
    """A draft, a hold and the new days of a move are of ad days that are not over. Raises RuleError
    `booking.day_over`."""
    if first < running:
        raise RuleError("booking.day_over", day=first.isoformat(), earliest=running.isoformat())


def require_movable(old: Period, new: Period, *, same_slot: bool, running: date) -> None:
    """What already ran stays: of a booking that has begun, slot and first day, and every day up to
    the running one; of one that has not, the new first day is not over.

    Raises RuleError `booking.has_run`, `booking.day_over`, `booking.unmoved`.
    """
    if same_slot and old == new:
        raise RuleError("booking.unmoved")
    if old.first > running:
        require_not_begun(new.first, running=running)
        return
    ran_to = min(old.last, running)
    if not same_slot or new.first != old.first or new.last < ran_to:
        raise RuleError("booking.has_run", start=old.first.isoformat(), end=ran_to.isoformat())


def next_ad_day(period: Period, *, running: date) -> date:
    """The default D of a cancellation: the next ad day, the booking's first where that is ahead."""
    return max(period.first, running + ONE_DAY)


def cut(period: Period, on: date, *, running: date) -> Period | None:
    """What a cancellation from ad day `on` leaves: the days up to the one before, None where there
    are none: the booking never ran, and is cancelled whole.

    Raises RuleError `booking.cancel_day` naming the first day that can be and the last,
    `booking.last_day` where none can be any more.
    """
    earliest = next_ad_day(period, running=running)
    if earliest > period.last:
        raise RuleError("booking.last_day", last=period.last.isoformat())
    if not earliest <= on <= period.last:
        told = {"earliest": earliest.isoformat(), "latest": period.last.isoformat()}
        raise RuleError("booking.cancel_day", day=on.isoformat(), **told)
    return None if on == period.first else Period(period.first, on - ONE_DAY)


def net_by_days(net_fen: int, *, days: int, of: int) -> int:
    """The part of a total that falls on `days` of its `of` ad days, to the fen (rules.md §8)."""
    return round_fen(Decimal(net_fen) * days / of)


@dataclass(frozen=True, slots=True)
class Pause:
    """From one instant to another; `until` None while it lasts."""

    start: datetime
    until: datetime | None = None


def paused_days(pauses: Iterable[Pause], *, now: datetime) -> dict[date, bool]:
    """The ad days that pauses touch up to `now`, and whether a pause took the whole day."""
    found: dict[date, bool] = {}
    for pause in pauses:
        until = min(pause.until or now, now)
        if until < pause.start:
            continue
        first, last = ad_day_of(pause.start), ad_day_of(until)
        for day in Period(first, last).days():
            whole = pause.start <= ad_day_starts(day) and ad_day_starts(day + ONE_DAY) <= until
            found[day] = found.get(day, False) or whole
    return found
