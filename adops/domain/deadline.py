"""A deadline and the terms it is counted by, as values (rules.md §3, 一(二)1)."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import IntEnum

from adops.domain.booking import Route
from adops.domain.calendar import Break, CalendarSource, Day


@dataclass(frozen=True, slots=True)
class DeadlineTerms:
    """The numbers of the rule (`config/deadline.yaml`).

    `cutoff` is the wall-clock time in Shanghai, still in time itself. `workdays` is how many
    workdays before S, `workdays_before_break` how many before the first day of a break.
    `notice_due` (month, day): from then on next year's calendar is missed. `holiday_notice` is how
    many workdays before a break the bookings are told of whose deadline moves.
    """

    cutoff: time
    workdays: int
    workdays_before_break: int
    notice_due: tuple[int, int]
    holiday_notice: int


class Clause(IntEnum):
    """The sub-item of 一(二)1 that a deadline comes from."""

    WORKDAY = 1
    WEEKEND = 2
    BREAK = 3


@dataclass(frozen=True, slots=True)
class Deadline:
    """The deadline for go-live day `day.on`, with all that is kept once a creative is confirmed.

    `at` is aware, on Shanghai's wall clock; `last_day` the workday it falls on, `back` workdays
    before S or, under clause (3), before the first day of `off`, the break S lies in. `binding` is
    False for `local`, where it is advice only.
    """

    day: Day
    last_day: Day
    at: datetime
    clause: Clause
    calendar: CalendarSource
    route: Route
    back: int
    off: Break | None = None

    @property
    def binding(self) -> bool:
        """Whether the instant binds: it does for `hq` and `cross` (rules.md §3)."""
        return self.route in {Route.HQ, Route.CROSS}
