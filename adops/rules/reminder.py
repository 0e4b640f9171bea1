"""When sales are reminded of a deadline, and which deadlines a break moves (rules.md §3, §13)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from adops.domain.booking import Route
from adops.domain.calendar import SATURDAY, Break, Calendar
from adops.domain.deadline import Deadline, DeadlineTerms
from adops.domain.period import ONE_DAY, SHANGHAI, local_day
from adops.domain.reminder import Morning, Moved, Rehearsal
from adops.rules.deadline import deadline, is_late

LONGEST = 40
"""Days looked ahead from a deadline's eve, or from a break's notice: more than any break takes."""


def morning_of(day: date, *, answer: Deadline, calendar: Calendar, now: datetime) -> Morning | None:
    """What the reminder of the morning `day` is, if there is one.

    None too where it comes late: the deadline is past, or its own day has come with a reminder of
    its own.
    """
    last = answer.last_day.on
    if not answer.binding or is_late(now, at=answer.at):
        return None
    if day == last:
        return Morning.DAY
    eve = calendar.workdays_before(last, 1).value
    return Morning.EVE if day == eve and local_day(now) < last else None


def rehearsals(day: date, *, calendar: Calendar, terms: DeadlineTerms) -> tuple[Rehearsal, ...]:
    """The breaks ahead that are so near that their bookings are to be told: from the tenth workday
    before (`terms.holiday_notice`) until they begin."""
    return tuple(
        found
        for off, provisional in _breaks_after(day, calendar)
        if calendar.workdays_before(off.first, terms.holiday_notice).value <= day
        for found in (_rehearsal(off, calendar, terms, provisional=provisional),)
        if found.moved
    )


def usual_deadline(on: date, terms: DeadlineTerms) -> datetime:
    """The deadline there would be were no day a holiday and no weekend day a workday."""
    back = on - ONE_DAY
    while back.weekday() >= SATURDAY:
        back -= ONE_DAY
    return datetime.combine(back, terms.cutoff, SHANGHAI).astimezone(UTC)


def _breaks_after(day: date, calendar: Calendar) -> Iterator[tuple[Break, bool]]:
    for ahead in range(1, LONGEST):
        on = day + timedelta(days=ahead)
        around = calendar.break_around(on)
        if around.value is not None and around.value.first == on:
            yield around.value, around.provisional


def _rehearsal(
    off: Break, calendar: Calendar, terms: DeadlineTerms, *, provisional: bool
) -> Rehearsal:
    """The days of the break and the workday after it, as far as they are moved."""
    end = calendar.next_workday(off.last).value
    days = [off.first + timedelta(days=n) for n in range((end - off.first).days + 1)]
    found = []
    for on in days:
        answer = deadline(on, route=Route.HQ, calendar=calendar, terms=terms)
        usual = usual_deadline(on, terms)
        if answer.at < usual:
            found.append(Moved(answer, usual))
    return Rehearsal(off, provisional, tuple(found))
