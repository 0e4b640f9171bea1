"""By when a creative must be submitted and confirmed (rules.md §3, 一(二)1)."""

from datetime import date, datetime, timedelta

from adops.domain.booking import Route
from adops.domain.calendar import Break, Calendar, CalendarSource, Day
from adops.domain.deadline import Clause, Deadline, DeadlineTerms
from adops.domain.period import SHANGHAI, local_day
from adops.errors import InputError

ONE_DAY = timedelta(days=1)
MOST_DAYS = 20 * 366  # of one question, so that a slip in a year does not run for minutes


def deadline(on: date, *, route: Route, calendar: Calendar, terms: DeadlineTerms) -> Deadline:
    """The deadline for a creative that goes live on `on` (rules.md §3).

    Provisional when any day it consulted is: S, the break around it with the workdays at its two
    ends, and every day back to the deadline's own.
    """
    day = calendar.day(on)
    around = calendar.break_around(on)
    clause, start, back = _clause(day, around.value, terms)
    last = calendar.workdays_before(start, back)
    provisional = day.provisional or around.provisional or last.provisional
    return Deadline(
        day=day,
        last_day=calendar.day(last.value),
        at=datetime.combine(last.value, terms.cutoff, SHANGHAI),
        clause=clause,
        calendar=CalendarSource.of(provisional=provisional),
        route=route,
        back=back,
        off=around.value,
    )


def _clause(day: Day, off: Break | None, terms: DeadlineTerms) -> tuple[Clause, date, int]:
    """The clause, the day counted back from, and how many workdays."""
    if off is not None:
        return Clause.BREAK, off.first, terms.workdays_before_break
    clause = Clause.WORKDAY if day.is_workday else Clause.WEEKEND
    return clause, day.on, terms.workdays


def is_late(instant: datetime, *, at: datetime) -> bool:
    """Whether an instant (aware) is past the deadline `at`; fractions of a second are dropped.

    15:00:00 is in time, 15:00:01 is late (rules.md §3).
    """
    return instant.replace(microsecond=0) > at


def earliest_go_live(
    *, now: datetime, end: date, start: date | None = None, calendar: Calendar, terms: DeadlineTerms
) -> date | None:
    """The first day from `start` (else from today) on whose deadline is still ahead of `now`.

    None when it lies after `end`, the booking's last day (rules.md §3, creative.late).
    """
    on = max(local_day(now), start or date.min)
    while on <= end:
        answer = deadline(on, route=Route.HQ, calendar=calendar, terms=terms)
        if not is_late(now, at=answer.at):
            return on
        on += ONE_DAY
    return None


def missing_years(on: date, *, calendar: Calendar, terms: DeadlineTerms) -> tuple[int, ...]:
    """Years whose notice is missed on the day `on`: this one, and from 1 November the next.

    rules.md §2: an item on Today until the year is known.
    """
    asked = (on.year, on.year + 1) if (on.month, on.day) >= terms.notice_due else (on.year,)
    provisional = CalendarSource.PROVISIONAL
    return tuple(year for year in asked if calendar.year(year).source is provisional)


def days_asked(first: date, last: date) -> list[date]:
    """Each day of a question's range, both ends included.

    Raises InputError `period.reversed` or, over 20 years, `period.too_long`.
    """
    if last < first:
        raise InputError("period.reversed", first=first.isoformat(), last=last.isoformat())
    length = (last - first).days + 1
    if length > MOST_DAYS:
        raise InputError("period.too_long", days=length, most=MOST_DAYS)
    return [first + timedelta(days=n) for n in range(length)]
