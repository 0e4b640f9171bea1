"""The ad days that a closure (编辑关闭) takes, and from when a slot is open again (rules.md §7)."""

from collections.abc import Iterable
from datetime import date

from adops.domain.period import ONE_DAY, Period
from adops.errors import InputError, RuleError


def require_days(first: date, last: date | None) -> None:
    """Raises InputError `period.reversed`."""
    if last is not None and last < first:
        raise InputError("period.reversed", first=first.isoformat(), last=last.isoformat())


def require_open(
    first: date, last: date | None, closed: Iterable[tuple[date, date | None, date | None]]
) -> None:
    """No day is closed twice, so that opening again opens. `closed`: first, last and again open of
    what was entered of the same thing. Raises RuleError `closure.again`."""
    for start, end, again in closed:
        until = _end(end, again)
        if start <= until and start <= (last or date.max) and first <= until:
            raise RuleError("closure.again", day=start.isoformat())


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
    end = _end(last, reopened_from)
    for one in within:
        first, end = max(first, one.first), min(end, one.last)
    return tuple(Period(first, end).days()) if first <= end else ()


def _end(last: date | None, reopened_from: date | None) -> date:
    """Its last ad day; `date.max` while nobody knows."""
    end = last or date.max
    return min(end, reopened_from - ONE_DAY) if reopened_from is not None else end
