"""Days, ad days and instants (rules.md, first lines).

An ad day runs from 09:00 to 09:00 of the next day in Shanghai, as the portal's ad engine counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
AD_DAY_STARTS = time(9, 0)
ONE_DAY = timedelta(days=1)
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """The UTC instant of that wall-clock time in Shanghai; hour 24 is the next day's 00:00."""
    start = day + ONE_DAY if hour == 24 else day
    return datetime.combine(start, time(hour % 24, minute), SHANGHAI).astimezone(UTC)


def local(instant: datetime) -> datetime:
    """The same instant on Shanghai's wall clock."""
    return instant.astimezone(SHANGHAI)


def local_day(instant: datetime) -> date:
    """The calendar day in Shanghai."""
    return local(instant).date()


def ad_day_of(instant: datetime, *, starts: time = AD_DAY_STARTS) -> date:
    """The running ad day: before 09:00 it is still yesterday's."""
    here = local(instant)
    return here.date() if here.time() >= starts else here.date() - ONE_DAY


def ad_day_starts(day: date, *, starts: time = AD_DAY_STARTS) -> datetime:
    """The UTC instant at which the ad day `day` begins."""
    return datetime.combine(day, starts, SHANGHAI).astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Ad days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period ends before it starts: {self.first} > {self.last}")

    @property
    def on_air(self) -> tuple[datetime, datetime]:
        """First instant on air, and the first instant no longer on air (UTC)."""
        return ad_day_starts(self.first), ad_day_starts(self.last + ONE_DAY)

    @property
    def length(self) -> int:
        """How many ad days."""
        return (self.last - self.first).days + 1

    def days(self) -> Iterator[date]:
        """Each ad day in order."""
        return (self.first + ONE_DAY * n for n in range(self.length))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def meets(self, other: "Period") -> "Period | None":
        """The days both have, or none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None


def month_period(year: int, month: int) -> Period:
    """The ad days that count in a month: by their first day (domain.md 4.6)."""
    after = date(year + month // 12, month % 12 + 1, 1)
    return Period(date(year, month, 1), after - ONE_DAY)


def parse_month(text: str) -> Period:
    """`2026-10` → its ad days. Raises ValueError for anything else."""
    first = datetime.strptime(text, "%Y-%m")
    return month_period(first.year, first.month)


def parse_day(text: object) -> date:
    """`2026-11-21` → that day. Raises ValueError for anything else: the ISO readers of the library
    also take weeks (2026-W08-3), days without hyphens and, pydantic's, instants."""
    if not isinstance(text, str) or ISO_DAY.fullmatch(text) is None:
        raise ValueError(f"not a day as YYYY-MM-DD: {text!r}")
    return date.fromisoformat(text)
