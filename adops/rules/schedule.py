"""The schedule 排期: which shares of a slot are taken on which days, what is free (rules.md §8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from adops.domain.calendar import Calendar, DayKind
from adops.domain.period import Period
from adops.errors import InputError
from adops.rules.capacity import Claim, shares_per_day

LONGEST = 92
"""Days that one look at the schedule may span: a quarter."""
USUAL = 28


@dataclass(frozen=True, slots=True)
class ScheduleDay:
    """A column: the ad day, and what kind of day the calendar says it is."""

    day: date
    kind: DayKind
    is_make_up: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A claim as far as the columns show it: first and last column counted from 0, and its lane."""

    claim: Claim
    first: int
    last: int
    lane: int


@dataclass(frozen=True, slots=True)
class Row:
    """A slot's row: `taken` and `free` shares of each day; `free` None where nothing runs out
    (CPM). Below 0: over-booked, by whatever way that came about."""

    taken: tuple[int, ...]
    free: tuple[int, ...] | None
    bars: tuple[Bar, ...]


def asked(first: date | None, last: date | None, *, running: date) -> Period:
    """The days asked for: from the running ad day where nothing is said, four weeks.

    Raises InputError `period.reversed`, `period.too_long`.
    """
    start = first or (min(running, last) if last else running)
    end = last or date.fromordinal(min(start.toordinal() + USUAL - 1, date.max.toordinal()))
    if end < start:
        raise InputError("period.reversed", first=start.isoformat(), last=end.isoformat())
    period = Period(start, end)
    if period.length > LONGEST:
        raise InputError("period.too_long", days=period.length, most=LONGEST)
    return period


def columns(period: Period, calendar: Calendar) -> tuple[ScheduleDay, ...]:
    """One a day."""
    days = (calendar.day(on) for on in period.days())
    return tuple(ScheduleDay(one.on, one.kind, one.is_make_up) for one in days)


def row(claims: Sequence[Claim], period: Period, *, rotations: int, endless: bool) -> Row:
    """What a slot's row shows; `endless` where it is sold by volume and takes no share."""
    by_day = shares_per_day(claims, period)
    taken = tuple(by_day[day] for day in period.days())
    free = None if endless else tuple(rotations - count for count in taken)
    return Row(taken, free, tuple(_bars(claims, period)))


def _bars(claims: Iterable[Claim], period: Period) -> Iterable[Bar]:
    """Each claim in the first lane that is free from its first column on."""
    ends: list[int] = []
    for claim in sorted(claims, key=lambda one: (one.period.first, one.label)):
        both = claim.period.meets(period)
        if both is None:
            continue
        first, last = ((day - period.first).days for day in (both.first, both.last))
        lane = next((n for n, end in enumerate(ends) if end < first), len(ends))
        ends[lane : lane + 1] = [last]
        yield Bar(claim, first, last, lane)
