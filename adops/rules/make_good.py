"""Which days make good what a closure took (rules.md §7): as many on end as were lost, the first
that are free."""

from collections.abc import Collection, Iterable
from datetime import date

from adops.domain.period import ONE_DAY, Period

AHEAD = 90  # days that are looked at


def run_of(
    free: Iterable[date], *, wanted: int, not_from: Collection[date] = frozenset()
) -> Period | None:
    """The first run of `wanted` free days on end, else the first of the longest; None without any.
    `not_from`: days on which it may not begin, since another booking of the same begins there."""
    best: Period | None = None
    for run in _runs(free, not_from):
        if run.length >= wanted:
            return Period(run.first, run.first + ONE_DAY * (wanted - 1))
        if best is None or run.length > best.length:
            best = run
    return best


def _runs(free: Iterable[date], not_from: Collection[date]) -> list[Period]:
    found: list[Period] = []
    for day in sorted(free):
        if found and found[-1].last + ONE_DAY == day:
            found[-1] = Period(found[-1].first, day)
        elif day not in not_from:
            found.append(Period(day, day))
    return found
