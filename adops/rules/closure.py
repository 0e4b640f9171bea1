"""The ad days that a closure (编辑关闭) takes, and from when a slot is open again (rules.md §7)."""

from collections.abc import Iterable
from datetime import date

from adops.domain.period import ONE_DAY, Period
from adops.errors import InputError, RuleError


def require_days(first: date, last: date | None) -> None:
    """Raises InputError `period.reversed`."""
    if last is not None and last < first:
        raise InputError("period.reversed", first=first.isoformat(), last=last.isoformat())


def require_reopenable(
    *, first: date, last: date | None, reopened_from: date | None, on: date
) -> date:
    """The first ad day that it is open again: `on`, never before it was closed, which takes a
    closure back whole. Raises RuleError `closure.over` when it had ended by then."""
    if reopened_from is not None or (last is not None and on > last):
        told = reopened_from or (last or on) + ONE_DAY
        raise RuleError("closure.over", day=told.isoformat())
    return max(on, first)


def days_closed(
    *, first: date, last: date | None, reopened_from: date | None, within: Iterable[Period]
) -> tuple[date, ...]:
    """The ad days of a closure that lie in all of `within`; without an end it goes on."""
    end = last or date.max
    if reopened_from is not None:
        end = min(end, reopened_from - ONE_DAY)
    for one in within:
        first, end = max(first, one.first), min(end, one.last)
    return tuple(Period(first, end).days()) if first <= end else ()
