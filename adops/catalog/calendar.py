"""Where calendar years come from (rules.md §2): `calendar/<year>.yaml`, then the package
`chinesecalendar`, then, provisional, weekends and the statutory dates of the package `holidays`.

`adops deadline` starts in a fraction of a second: a schema is built only when there is a file to
check, and of `holidays` (14 MB) only China is loaded, for a year that nobody has announced.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from adops.catalog.strict_yaml import read_words
from adops.domain.calendar import Calendar, CalendarSource, CalendarYear
from adops.domain.deadline import DeadlineTerms
from adops.errors import InputError

CALENDAR_FOLDER = "calendar"
TERMS_FILE = "deadline.yaml"
TERMS_KEYS = frozenset(
    {"cutoff", "workdays", "workdays_before_break", "notice_due", "holiday_notice_workdays"}
)
DECEMBER = 12
# What `holidays` can answer at all; outside it a deadline would be a guess nobody marked.
FIRST_YEAR, LAST_YEAR = 1950, 2099
SHIPPED = (
    Path(__file__).parents[1] / "config_default",
    Path(__file__).parents[2] / "config",
)


@dataclass(frozen=True, slots=True)
class NoticeDays:
    """The days of one notice, holidays by name. They may reach into the December before."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    workdays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class DeadlineCatalog:
    """What a deadline is worked out with."""

    calendar: Calendar
    terms: DeadlineTerms


@lru_cache(maxsize=8)
def load(config_dir: Path) -> DeadlineCatalog:
    """Calendar and terms of a configuration folder, read once a process.

    Raises InputError naming file and key (`config.unreadable`, `config.invalid`), or
    `config.no_folder`.
    """
    if not config_dir.is_dir():
        raise InputError("config.no_folder", file=str(config_dir))
    return DeadlineCatalog(load_calendar(config_dir), load_terms(config_dir))


def load_calendar(config_dir: Path) -> Calendar:
    """All year files checked, the other years looked up when they are asked for.

    The calendar refuses years outside 1950–2099 with InputError `calendar.out_of_range`.
    """
    notices = _notices(config_dir / CALENDAR_FOLDER)

    @cache
    def year(number: int) -> CalendarYear:
        if not FIRST_YEAR <= number <= LAST_YEAR:
            raise InputError("calendar.out_of_range", year=number, first=FIRST_YEAR, last=LAST_YEAR)
        own = notices.get(number)
        known = _noticed(number, own) if own else _packaged(number) or _statutory(number)
        following = notices.get(number + 1)
        return _amended(known, following) if following else known

    return Calendar(year)


def _noticed(year: int, notice: NoticeDays) -> CalendarYear:
    return _amended(CalendarYear(year, CalendarSource.OFFICIAL), notice)


def _amended(year: CalendarYear, notice: NoticeDays) -> CalendarYear:
    """The year with what a notice says of its days; the notice wins, for it is the later one."""
    workdays = {on for on in notice.workdays if on.year == year.year}
    holidays = {on: name for on, name in notice.holidays.items() if on.year == year.year}
    kept = {on: name for on, name in year.holidays.items() if on not in workdays}
    return CalendarYear(
        year.year,
        year.source,
        {**kept, **holidays},
        frozenset(year.workdays - holidays.keys() | workdays),
    )


def _packaged(year: int) -> CalendarYear | None:
    """The year as `chinesecalendar` knows it, or None."""
    holidays, workdays = _package_days()
    if not is_whole_year(holidays.get(year, ())):
        return None
    return CalendarYear(
        year,
        CalendarSource.OFFICIAL,
        holidays[year],
        frozenset(workdays.get(year, ())),
    )


def is_whole_year(holidays: Iterable[date]) -> bool:
    """Whether holidays stand for a notice of their year, and are not what a neighbour's notice
    says of its December or January: 元旦 alone is no year."""
    return any(1 < on.month < DECEMBER for on in holidays)


@cache
def _package_days() -> tuple[dict[int, dict[date, str]], dict[int, list[date]]]:
    """Holidays by name and make-up workdays of the package, each by year."""
    from chinese_calendar import constants

    names = {one.value: one.chinese for one in constants.Holiday}
    holidays: defaultdict[int, dict[date, str]] = defaultdict(dict)
    for on, name in constants.holidays.items():
        holidays[on.year][on] = names.get(name, name)
    workdays: defaultdict[int, list[date]] = defaultdict(list)
    for on in constants.workdays:
        workdays[on.year].append(on)
    return dict(holidays), dict(workdays)


def _statutory(year: int) -> CalendarYear:
    """Weekends and the statutory days off, with the substitutes the law itself gives (补假)."""
    found = _china()(years=year, language="zh_CN")
    named = {on: name.removesuffix("（补假）") for on, name in found.items()}
    return CalendarYear(year, CalendarSource.PROVISIONAL, named)


@cache
def _china() -> Any:
    """`holidays.China` from its own file: every way in that the package offers first loads all its
    250 countries, which takes longer than all the rest of `adops deadline`."""
    import holidays

    path = Path(holidays.__file__).parent / "countries" / "china.py"
    spec = spec_from_file_location("holidays_china", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no such file of the package holidays: {path}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.China


def _notices(folder: Path) -> dict[int, NoticeDays]:
    """Every year file of the folder, checked by itself and against the others."""
    found = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
    if not found:
        return {}
    from adops.catalog.calendar_file import check_together, read_year

    files = [read_year(path) for path in found]
    check_together(files)
    return {one.year: NoticeDays(one.holidays(), frozenset(one.workdays)) for one in files}


def load_terms(config_dir: Path) -> DeadlineTerms:
    """The numbers of `deadline.yaml`; a folder without one takes those of the product."""
    folders: Sequence[Path] = (config_dir, *SHIPPED)
    paths = [folder / TERMS_FILE for folder in folders]
    path = next((one for one in paths if one.is_file()), paths[0])
    words = read_words(path)
    if not isinstance(words, dict) or words.keys() != TERMS_KEYS:
        odd = sorted(TERMS_KEYS.symmetric_difference(words)) if isinstance(words, dict) else []
        raise InputError("config.invalid", file=str(path), key=", ".join(odd), why="keys")
    key = "cutoff"
    try:
        cutoff = time.fromisoformat(words[key])
        key = "notice_due"
        due = date.fromisoformat(f"2000-{words[key]}")
        key = "workdays"
        back = int(words[key])
        key = "workdays_before_break"
        before_break = int(words[key])
        if not 1 <= back <= before_break:
            raise ValueError("1 ≤ workdays ≤ workdays_before_break")
        key = "holiday_notice_workdays"
        notice = _more_than(before_break, words[key])
    except (TypeError, ValueError) as error:
        raise InputError("config.invalid", file=str(path), key=key, why=str(error)) from error
    return DeadlineTerms(cutoff, back, before_break, (due.month, due.day), notice)


def _more_than(least: int, given: Any) -> int:
    """Raises ValueError for a number that is not above `least`, TypeError for what is none."""
    if int(given) <= least:
        raise ValueError(f"> {least}")
    return int(given)
