"""A period as people write it → its first and last day (rules.md §12)."""

import re
from datetime import date

from adops.rules.package_ads.trouble import ValueTrouble

DASH = r"[-‐‒–—―−~〜∼至到]{1,3}"
YEAR, MONTH, DAY = r"(?P<y{n}>\d{{4}})", r"(?P<m{n}>\d{{1,2}})", r"(?P<d{n}>\d{{1,2}})"
# a day: by one sign throughout, by 年月日, or eight digits
BY_SIGN = YEAR + r" ?(?P<s{n}>[./-]) ?" + MONTH + r" ?(?P=s{n}) ?" + DAY
BY_WORDS = YEAR + " ?年 ?" + MONTH + " ?月 ?" + DAY + " ?[日号]"
BY_DIGITS = r"(?P<y{n}>\d{{4}})(?P<m{n}>\d{{2}})(?P<d{n}>\d{{2}})"
# what may be left out after the dash: the year, or all but the day's number and its word
NO_YEAR = (MONTH + r" ?[./-] ?" + DAY, MONTH + " ?月 ?" + DAY + " ?[日号]")
DAY_ONLY = DAY + " ?[日号]"
REMARK = re.compile(r"\([^()]{0,30}\)")
"""A weekday, a number of days: `2014.1.1(周三)`."""


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts))


WHOLE = (BY_SIGN, BY_WORDS, BY_DIGITS)
FORMS = tuple(
    _pattern(first.format(n=1), f" ?{DASH} ?", last.format(n=2))
    for first in WHOLE
    for last in (*WHOLE, *NO_YEAR, DAY_ONLY)
)
ONE_DAY = tuple(_pattern(one.format(n=1)) for one in WHOLE)
WITHOUT_YEAR = tuple(_pattern(one.format(n=1), f"(?: ?{DASH}.*)?") for one in NO_YEAR)


def period_of(text: str) -> tuple[date, date]:
    """First and last day of a folded text; one day alone is both.

    An end before the start without a year is the next year's. Raises ValueTrouble `period.…`:
    `unreadable`, `no_year`, `no_such_day`, `reversed`.
    """
    words = REMARK.sub("", text).strip(" .")
    for form in FORMS:
        if found := form.fullmatch(words):
            return _between(found.groupdict())
    for form in ONE_DAY:
        if found := form.fullmatch(words):
            day = _day(found["y1"], found["m1"], found["d1"])
            return day, day
    raise ValueTrouble(_why(words))


def _why(words: str) -> str:
    yearless = any(form.fullmatch(words) for form in WITHOUT_YEAR)
    return "period.no_year" if yearless else "period.unreadable"


def _between(said: dict[str, str | None]) -> tuple[date, date]:
    start = _day(said["y1"], said["m1"], said["d1"])
    month, day = said.get("m2") or said["m1"], said["d2"]
    year = said.get("y2") or str(start.year + _is_next_year(start, said.get("m2"), day))
    end = _day(year, month, day)
    if end < start:
        raise ValueTrouble("period.reversed")
    return start, end


def _is_next_year(start: date, month: str | None, day: str | None) -> bool:
    """Whether a month and day without a year lie before the start; a day alone is its month's."""
    return month is not None and (int(month), int(day or 0)) < (start.month, start.day)


def _day(year: str | None, month: str | None, day: str | None) -> date:
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError as error:
        raise ValueTrouble("period.no_such_day") from error
