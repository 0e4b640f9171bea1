"""What sales are reminded of, as values (rules.md §3, §13)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from adops.domain.booking import Route
from adops.domain.calendar import Break
from adops.domain.deadline import Deadline


class Morning(StrEnum):
    """Which morning a reminder is for."""

    EVE = "eve"  # the workday before the deadline's day
    DAY = "day"  # the deadline's day


@dataclass(frozen=True, slots=True)
class Start:
    """A go-live day `on` of a booking of route `hq` or `cross` that no confirmed creative stands
    for: its first day, the day of a swap handed in and not confirmed, or the first day of a
    rate-card item that needs another. `handed_in`: something is submitted for it, and only the
    confirmation is missing."""

    booking_id: int
    contract_no: str
    contract_name: str
    slot_name: str
    on: date
    route: Route
    station: str
    sales_name: str
    sales_email: str
    handed_in: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A go-live day whose deadline a break moves earlier: to `deadline`, from `usual` (UTC), which
    it would be were there no holiday."""

    deadline: Deadline
    usual: datetime


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A break ahead and the go-live days it moves, in order."""

    off: Break
    provisional: bool
    moved: tuple[Moved, ...]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last of the days."""
        return self.moved[0].deadline.day.on, self.moved[-1].deadline.day.on
