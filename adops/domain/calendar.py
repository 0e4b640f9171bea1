"""Days off and workdays (rules.md §2), as values: where a year's data comes from is not asked here.

Days are business days of Asia/Shanghai, 00:00 to 24:00, not ad days.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

ONE_DAY = timedelta(days=1)
SATURDAY = 5

T = TypeVar("T")


class DayKind(StrEnum):
    """What a day is; 调休上班 is a workday, every day of an announced arrangement a holiday."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class CalendarSource(StrEnum):
    """Whether the State Council's notice for every day consulted was known."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"

    @classmethod
    def of(cls, *, provisional: bool) -> "CalendarSource":
        """The name of the mark `provisional`."""
        return cls.PROVISIONAL if provisional else cls.OFFICIAL


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A value, and whether any day consulted for it was provisional."""

    value: T
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `name` is the holiday's (国庆节), or, on a make-up workday, empty."""

    on: date
    kind: DayKind
    provisional: bool = False
    name: str = ""

    @property
    def is_workday(self) -> bool:
        """A working day, make-up workdays (调休上班) included."""
        return self.kind is DayKind.WORKDAY

    @property
    def is_make_up(self) -> bool:
        """A Saturday or Sunday that was made a workday (调休上班)."""
        return self.is_workday and self.on.weekday() >= SATURDAY


@dataclass(frozen=True, slots=True)
class Break:
    """A longest run of days off with a holiday in it, `first` to `last` (rules.md §2).

    `names` are its holidays' in order of the days.
    """

    first: date
    last: date
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """What is known of one year: its holidays by name and its make-up workdays."""

    year: int
    source: CalendarSource
    holidays: Mapping[date, str] = field(default_factory=dict)
    workdays: frozenset[date] = frozenset()

    def day(self, on: date) -> Day:
        """The day `on` of this year."""
        provisional = self.source is CalendarSource.PROVISIONAL
        if on in self.holidays:
            return Day(on, DayKind.HOLIDAY, provisional, self.holidays[on])
        works = on.weekday() < SATURDAY or on in self.workdays
        return Day(on, DayKind.WORKDAY if works else DayKind.WEEKEND, provisional)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days over many years. `years` gives the data of one, and is asked again for each day: a
    caller that reads files keeps what it read.

    Every search ends: no year is without workdays, and `years` may refuse one it cannot know.
    """

    years: Callable[[int], CalendarYear]

    def year(self, year: int) -> CalendarYear:
        """What is known of that year."""
        return self.years(year)

    def day(self, on: date) -> Day:
        """That day, with its kind and whether it is provisional."""
        return self.years(on.year).day(on)

    def kind(self, on: date) -> DayKind:
        """What that day is."""
        return self.day(on).kind

    def is_workday(self, on: date) -> bool:
        """Whether that day is a workday, 调休上班 included."""
        return self.day(on).is_workday

    def workdays_before(self, on: date, n: int) -> Answer[date]:
        """The n-th workday before `on`, `on` not counted (n ≥ 1; ValueError)."""
        return self._nth(on, n, -ONE_DAY)

    def workdays_after(self, on: date, n: int) -> Answer[date]:
        """The n-th workday after `on`, `on` not counted (n ≥ 1; ValueError)."""
        return self._nth(on, n, ONE_DAY)

    def next_workday(self, on: date) -> Answer[date]:
        """The first workday after `on`."""
        return self.workdays_after(on, 1)

    def nth_workday_of_month(self, year: int, month: int, n: int) -> Answer[date]:
        """The n-th workday from the first of that month on (n ≥ 1; ValueError)."""
        return self.workdays_after(date(year, month, 1) - ONE_DAY, n)

    def last_workday_between(self, first: date, last: date) -> Answer[date | None]:
        """The last workday from `first` to `last`, both included; None when there is none."""
        provisional = False
        on = last
        while on >= first:
            day = self.day(on)
            provisional |= day.provisional
            if day.is_workday:
                return Answer(on, provisional)
            on -= ONE_DAY
        return Answer(None, provisional)

    def break_around(self, on: date) -> Answer[Break | None]:
        """The break that `on` lies in; None on workdays and on weekends without a holiday beside.

        The workdays at both ends were consulted too: they decide how far the break goes.
        """
        day = self.day(on)
        if day.is_workday:
            return Answer(None, day.provisional)
        before, after = [*self._walk(on, -ONE_DAY)], [*self._walk(on, ONE_DAY)]
        off = [*reversed(before[:-1]), day, *after[:-1]]
        provisional = any(one.provisional for one in (*off, before[-1], after[-1]))
        if all(one.kind is not DayKind.HOLIDAY for one in off):
            return Answer(None, provisional)
        names = tuple(dict.fromkeys(one.name for one in off if one.name))
        return Answer(Break(off[0].on, off[-1].on, names), provisional)

    def _walk(self, on: date, step: timedelta) -> Iterator[Day]:
        """The days off beside `on` in one direction, then the workday that ends them."""
        day = self.day(on + step)
        yield day
        while not day.is_workday:
            day = self.day(day.on + step)
            yield day

    def _nth(self, on: date, n: int, step: timedelta) -> Answer[date]:
        if n < 1:
            raise ValueError(f"the {n}-th workday is no question")
        provisional = False
        while n:
            on += step
            day = self.day(on)
            provisional |= day.provisional
            n -= day.is_workday
        return Answer(on, provisional)
