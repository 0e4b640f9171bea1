"""When Friday's ledger is cut and which week an entry belongs to (rules.md §6).

The cut is each Friday 16:00. Friday off: the last workday from Monday to Thursday of that ISO
week. None of them a workday: no ledger that week, and its entries are in the next, a make-up
Saturday or Sunday notwithstanding.
"""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from adops.domain.calendar import Answer, Calendar
from adops.domain.ledger import LedgerTerms, LedgerWindow, Week, week_of
from adops.domain.period import SHANGHAI, local, local_day
from adops.errors import InputError, RuleError

WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.IGNORECASE)


def parse_week(text: str) -> Week:
    """`2026-W47` → the week. Raises InputError `ledger.week` for anything else, W54 included."""
    found = WEEK.fullmatch(text.strip())
    try:
        week = Week(int(found[1]), int(found[2])) if found else None
        if week is None or week_of(week.monday) != week:
            raise ValueError(text)
    except ValueError as error:
        raise InputError("ledger.week", value=text) from error
    return week


def cut_of(week: Week, *, calendar: Calendar, terms: LedgerTerms) -> Answer[datetime | None]:
    """The instant (UTC) at which the week's ledger is cut; None when there is none that week."""
    day = _cut_day(week, calendar, terms)
    if day.value is None:
        return Answer(None, day.provisional)
    at = datetime.combine(day.value, terms.cut, SHANGHAI).astimezone(UTC)
    return Answer(at, day.provisional)


def _cut_day(week: Week, calendar: Calendar, terms: LedgerTerms) -> Answer[date | None]:
    usual = week.monday + timedelta(days=terms.weekday)
    return calendar.last_workday_between(week.monday, usual)


def previous_cut(week: Week, *, calendar: Calendar, terms: LedgerTerms) -> Answer[datetime]:
    """The last cut before that week."""
    provisional = False
    while True:
        week = week.shifted(-1)
        found = cut_of(week, calendar=calendar, terms=terms)
        provisional |= found.provisional
        if found.value is not None:
            return Answer(found.value, provisional)


def window_of(week: Week, *, calendar: Calendar, terms: LedgerTerms) -> LedgerWindow:
    """What the week's ledger counts. Raises RuleError `ledger.no_ledger` with the week whose ledger
    has its entries."""
    cut = cut_of(week, calendar=calendar, terms=terms)
    if cut.value is None:
        following = week_with_cut(week, calendar=calendar, terms=terms)
        raise RuleError("ledger.no_ledger", week=str(week), following=str(following))
    after = previous_cut(week, calendar=calendar, terms=terms)
    return LedgerWindow(week, after.value, cut.value, after.provisional or cut.provisional)


def week_with_cut(week: Week, *, calendar: Calendar, terms: LedgerTerms) -> Week:
    """That week when it has a ledger, else the next one that has."""
    while cut_of(week, calendar=calendar, terms=terms).value is None:
        week = week.shifted(1)
    return week


def week_holding(instant: datetime, *, calendar: Calendar, terms: LedgerTerms) -> Week:
    """The week whose ledger counts what was registered at that instant: 16:00:00 on Friday is in
    this one, 16:00:01 in the next."""
    second = instant.replace(microsecond=0)
    week = week_of(local_day(second))
    while True:
        cut = cut_of(week, calendar=calendar, terms=terms).value
        if cut is not None and second <= cut:
            return week
        week = week.shifted(1)


def require_cut(window: LedgerWindow, *, now: datetime) -> None:
    """Raises RuleError `ledger.before_cut`."""
    if now < window.cut:
        raise RuleError(
            "ledger.before_cut", week=str(window.week), cut=local(window.cut).isoformat()
        )


def weeks_owed(
    *,
    sent: Collection[Week],
    since: datetime | None,
    now: datetime,
    calendar: Calendar,
    terms: LedgerTerms,
) -> tuple[Week, ...]:
    """Every week whose cut is over and whose ledger is not among those `sent`, oldest first.

    They begin with the week that holds `since` (the house is in use) or the first one sent; while
    none was sent the latest cut is owed in any case.
    """
    running = week_holding(now, calendar=calendar, terms=terms)
    begin = {min(sent)} if sent else {_latest_cut(running, calendar, terms)}
    if since is not None:
        begin.add(week_holding(since, calendar=calendar, terms=terms))
    owed, week = [], min(begin)
    while week < running:
        has_cut = cut_of(week, calendar=calendar, terms=terms).value is not None
        if has_cut and week not in sent:
            owed.append(week)
        week = week.shifted(1)
    return tuple(owed)


def _latest_cut(running: Week, calendar: Calendar, terms: LedgerTerms) -> Week:
    week = running.shifted(-1)
    while cut_of(week, calendar=calendar, terms=terms).value is None:
        week = week.shifted(-1)
    return week
