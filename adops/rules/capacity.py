"""Shares of a slot, day by day: over-booking is refused (rules.md §8)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adops.domain.period import Period
from adops.domain.slot import Unit


@dataclass(frozen=True, slots=True)
class Claim:
    """What a booking takes of a slot: `shares` on every day of its period."""

    label: str
    period: Period
    shares: int = 1
    booking_id: int | None = None


@dataclass(frozen=True, slots=True)
class Overbooked:
    """Days on which a slot would be over-booked, and who holds its shares on them.

    `most` is the highest number of shares wanted on one of the days.
    """

    days: tuple[date, ...]
    in_the_way: tuple[Claim, ...]
    rotations: int
    most: int

    def as_facts(self) -> dict[str, Any]:
        """The facts of `booking.over_booked`: days ISO, bookings by contract and period."""
        return {
            "days": [day.isoformat() for day in self.days],
            "in_the_way": [
                {
                    "booking": claim.booking_id,
                    "contract_no": claim.label,
                    "start": claim.period.first.isoformat(),
                    "end": claim.period.last.isoformat(),
                    "shares": claim.shares,
                }
                for claim in self.in_the_way
            ],
            "rotations": self.rotations,
            "most": self.most,
        }


def shares_per_day(claims: Iterable[Claim], period: Period) -> Counter[date]:
    """Shares taken on each day of `period`; days with none are not in it."""
    taken: Counter[date] = Counter()
    for claim in claims:
        both = claim.period.meets(period)
        for day in both.days() if both else ():
            taken[day] += claim.shares
    return taken


def over_booked(
    wanted: Claim, others: Sequence[Claim], *, rotations: int, unit: Unit = Unit.DAY
) -> Overbooked | None:
    """What is in the way of `wanted`, or None. A CPM slot is never over-booked; one sold by 小时
    takes its share for the whole day, for a sheet names no hours."""
    if unit is Unit.CPM:
        return None
    taken = shares_per_day(others, wanted.period)
    over = tuple(day for day in wanted.period.days() if taken[day] + wanted.shares > rotations)
    if not over:
        return None
    full = set(over)
    way = tuple(one for one in others if full.intersection(one.period.days()))
    return Overbooked(over, way, rotations, max(taken[day] for day in over) + wanted.shares)
