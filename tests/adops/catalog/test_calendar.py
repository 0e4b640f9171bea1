"""Calendar years from files, from chinesecalendar, and provisional ones from holidays."""

from datetime import date, time, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from adops.catalog.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    is_whole_year,
    load,
    load_calendar,
    load_terms,
)
from adops.domain.calendar import CalendarSource, DayKind
from adops.errors import InputError

NOTICE_2027 = """\
year: 2027
notice: 关于2027年部分节假日安排的通知
blocks:
  - {name: 元旦, first: 2026-12-31, last: 2027-01-02}
  - {name: 春节, first: 2027-02-05, last: 2027-02-12}
workdays: [2026-12-27, 2027-02-14]
"""


def folder(tmp_path: Path, **files: str) -> Path:
    """A configuration folder with these year files (`y2027="…"`)."""
    (tmp_path / "calendar").mkdir()
    for name, text in files.items():
        (tmp_path / "calendar" / f"{name.removeprefix('y')}.yaml").write_text(text, "utf-8")
    return tmp_path


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_without_files_every_day_is_as_both_packages_know_it(tmp_path: Path) -> None:
    calendar = load_calendar(tmp_path)
    other = holidays.country_holidays("CN", years=range(2014, 2028))
    for n in range(4383):
        on = date(2015, 1, 1) + timedelta(n)
        found = calendar.day(on)
        assert found.is_workday is chinese_calendar.is_workday(on)
        assert found.is_workday is other.is_working_day(on)
        assert not found.provisional


@pytest.mark.parametrize(
    ("on", "kind", "name"),
    [
        pytest.param("2026-02-15", DayKind.HOLIDAY, "春节", id="Sunday inside a block"),
        pytest.param("2026-02-14", DayKind.WORKDAY, "", id="make-up Saturday"),
        pytest.param("2024-06-08", DayKind.WEEKEND, "", id="weekend the notice leaves out"),
        pytest.param("2022-12-31", DayKind.HOLIDAY, "元旦", id="next year's New Year"),
    ],
)
def test_kinds_and_names_of_the_package(tmp_path: Path, on: str, kind: DayKind, name: str) -> None:
    found = load_calendar(tmp_path).day(day(on))
    assert (found.kind, found.name) == (kind, name)


def test_a_year_nobody_announced_is_provisional_with_the_statutory_days(tmp_path: Path) -> None:
    calendar = load_calendar(tmp_path)
    assert calendar.year(2027).source is CalendarSource.PROVISIONAL
    assert calendar.day(day("2027-10-01")).kind is DayKind.HOLIDAY
    assert calendar.day(day("2027-10-04")).name == "国庆节"
    assert calendar.day(day("2027-10-09")).kind is DayKind.WEEKEND
    assert calendar.day(day("2027-10-11")).provisional
    assert calendar.year(2003).source is CalendarSource.PROVISIONAL


@pytest.mark.parametrize("number", [1950, 2003, 2027, 2028, 2050, 2099])
def test_a_provisional_year_is_as_the_whole_package_knows_it(tmp_path: Path, number: int) -> None:
    found = load_calendar(tmp_path).year(number)
    whole = holidays.country_holidays("CN", years=number, language="zh_CN")
    assert found.holidays.keys() == whole.keys()
    assert set(found.holidays.values()) == {
        name.removesuffix("（补假）") for name in whole.values()
    }


def test_a_file_makes_its_year_official_and_wins(tmp_path: Path) -> None:
    calendar = load_calendar(folder(tmp_path, y2027=NOTICE_2027))
    assert calendar.year(2027).source is CalendarSource.OFFICIAL
    assert calendar.kind(day("2027-02-11")) is DayKind.HOLIDAY
    assert calendar.kind(day("2027-02-14")) is DayKind.WORKDAY
    assert calendar.kind(day("2027-10-01")) is DayKind.WORKDAY, "the file gives the whole year"


def test_a_file_amends_the_december_before(tmp_path: Path) -> None:
    calendar = load_calendar(folder(tmp_path, y2027=NOTICE_2027))
    assert calendar.day(day("2026-12-31")).name == "元旦"
    assert calendar.kind(day("2026-12-27")) is DayKind.WORKDAY
    assert calendar.kind(day("2026-10-01")) is DayKind.HOLIDAY, "the rest stays the package's"
    assert calendar.year(2026).source is CalendarSource.OFFICIAL


def test_a_file_wins_over_the_package(tmp_path: Path) -> None:
    text = "year: 2026\nnotice: x\nblocks: [{name: 元旦, first: 2026-01-01, last: 2026-01-01}]\n"
    calendar = load_calendar(folder(tmp_path, y2026=text))
    assert calendar.kind(day("2026-01-02")) is DayKind.WORKDAY
    assert calendar.kind(day("2026-10-01")) is DayKind.WORKDAY
    assert calendar.kind(day("2025-12-31")) is DayKind.WORKDAY


def changed(old: str, new: str) -> str:
    assert old in NOTICE_2027
    return NOTICE_2027.replace(old, new)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param(changed("year: 2027", "year: 2028"), "year", id="another year's"),
        pytest.param(changed("year: 2027", "year: soon"), "year", id="no year"),
        pytest.param(changed("notice: 关", "remark: 关"), "notice", id="no notice"),
        pytest.param(NOTICE_2027 + "source: web\n", "source", id="unknown key"),
        pytest.param(
            changed("{name: 元旦,", "{name: 元旦, days: 3,"), "blocks.0.days", id="in block"
        ),
        pytest.param(changed("name: 春节", "name: ''"), "blocks.1.name", id="no name"),
        pytest.param(changed("2027-02-12", "2027-02-30"), "blocks.1.last", id="impossible date"),
        pytest.param(changed("2027-02-12", "12 Feb"), "blocks.1.last", id="no date"),
        pytest.param(changed("2027-02-12", "2027-02-04"), "blocks.1.last", id="ends before start"),
        pytest.param(changed("2027-02-12", "2028-02-12"), "blocks.1.last", id="in another year"),
        pytest.param(changed("2026-12-31", "2026-05-01"), "blocks.0.first", id="May before"),
        pytest.param(changed("2027-02-05", "2027-01-02"), "blocks.1", id="blocks overlap"),
        pytest.param(changed("2027-02-14", "2027-02-15"), "workdays.1", id="make-up on a Monday"),
        pytest.param(changed("2027-02-14", "2027-02-06"), "workdays.1", id="make-up in a block"),
        pytest.param(changed("2027-02-14", "2026-12-27"), "workdays.1", id="make-up twice"),
        pytest.param(changed("2027-02-14", "2026-05-10"), "workdays.1", id="make-up a year early"),
        pytest.param("year: 2027\nnotice: x\nblocks: []\n", "blocks", id="no blocks"),
        pytest.param("", "year", id="empty file"),
        pytest.param("- 2027\n", "", id="a list"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(InputError) as caught:
        load_calendar(folder(tmp_path, y2027=text))
    assert caught.value.code == "config.invalid"
    assert caught.value.facts["file"].endswith("calendar/2027.yaml")
    assert caught.value.facts["key"] == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param(NOTICE_2027 + "year: 2027\n", "line 7", id="key given twice"),
        pytest.param("year: [2027\n", "line 2", id="not YAML"),
        pytest.param("year: 2027\n\tnotice: x\n", "line 2", id="a tab"),
    ],
)
def test_an_unreadable_file_is_named_with_its_line(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(InputError) as caught:
        load_calendar(folder(tmp_path, y2027=text))
    assert (caught.value.code, caught.value.facts["key"]) == ("config.unreadable", key)


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"year: \x00"], ids=["not UTF-8", "NUL"])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, raw: bytes) -> None:
    (folder(tmp_path) / "calendar" / "2027.yaml").write_bytes(raw)
    with pytest.raises(InputError, match=r"config\.unreadable"):
        load_calendar(tmp_path)


@pytest.mark.parametrize("name", ["2027.yml", "calendar.yaml"])
def test_a_file_of_another_name_is_not_passed_over(tmp_path: Path, name: str) -> None:
    (folder(tmp_path) / "calendar" / name).write_text(NOTICE_2027, "utf-8")
    with pytest.raises(InputError, match=r"2027\.yaml"):
        load_calendar(tmp_path)


@pytest.mark.parametrize(
    ("blocks", "workdays", "key"),
    [
        pytest.param("2026-12-31, last: 2027-01-01", "[]", "blocks.0", id="block over block"),
        pytest.param("2026-12-19, last: 2026-12-20", "[]", "blocks.0", id="block over make-up"),
        pytest.param("2027-01-01, last: 2027-01-01", "[2026-12-26]", "workdays.0", id="make-up"),
    ],
)
def test_two_files_may_not_contradict_each_other(
    tmp_path: Path, blocks: str, workdays: str, key: str
) -> None:
    before = (
        "year: 2026\nnotice: x\nworkdays: [2026-12-19]\nblocks:\n"
        "  - {name: A, first: 2026-12-25, last: 2026-12-26}\n"
        "  - {name: B, first: 2026-12-31, last: 2026-12-31}\n"
    )
    after = f"year: 2027\nnotice: x\nblocks: [{{name: C, first: {blocks}}}]\nworkdays: {workdays}\n"
    with pytest.raises(InputError, match=r"2026\.yaml") as caught:
        load_calendar(folder(tmp_path, y2026=before, y2027=after))
    assert caught.value.facts["key"] == key
    assert caught.value.facts["file"].endswith("2027.yaml")


@pytest.mark.parametrize("year", [1, FIRST_YEAR - 1, LAST_YEAR + 1, 9999])
def test_a_year_nothing_is_known_of_is_refused(tmp_path: Path, year: int) -> None:
    with pytest.raises(InputError, match=r"calendar\.out_of_range"):
        load_calendar(tmp_path).day(date(year, 6, 1))


def test_terms_of_the_product_when_the_folder_has_none(tmp_path: Path) -> None:
    terms = load_terms(tmp_path)
    assert (terms.cutoff, terms.workdays, terms.workdays_before_break) == (time(15), 1, 2)
    assert (terms.notice_due, terms.holiday_notice) == ((11, 1), 10)


TERMS = 'cutoff: "16:30"\nworkdays: 2\nworkdays_before_break: 3\nnotice_due: "10-15"\n'
TERMS += "holiday_notice_workdays: 8\n"


def test_terms_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "deadline.yaml").write_text(TERMS, "utf-8")
    terms = load_terms(tmp_path)
    assert (terms.cutoff, terms.workdays, terms.workdays_before_break) == (time(16, 30), 2, 3)
    assert (terms.notice_due, terms.holiday_notice) == ((10, 15), 8)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        pytest.param("16:30", "25:00", "cutoff", id="no time"),
        pytest.param("10-15", "13-15", "notice_due", id="no month"),
        pytest.param(": 8", ": 3", "holiday_notice_workdays", id="told when it is over"),
        pytest.param("workdays: 2", "workdays: two", "workdays", id="no number"),
        pytest.param("workdays: 2", "workdays: 0", "workdays_before_break", id="zero"),
        pytest.param(
            "break: 3", "break: 1", "workdays_before_break", id="break earlier than plain"
        ),
        pytest.param("cutoff", "cut_off", "cut_off, cutoff", id="unknown key"),
    ],
)
def test_wrong_terms_are_named_with_their_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    (tmp_path / "deadline.yaml").write_text(TERMS.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as caught:
        load_terms(tmp_path)
    assert (caught.value.code, caught.value.facts["key"]) == ("config.invalid", key)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"config\.no_folder"):
        load(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param([], False, id="nothing"),
        pytest.param(["2027-01-01", "2027-01-02"], False, id="a New Year from the notice before"),
        pytest.param(["2027-12-31"], False, id="a New Year from the notice after"),
        pytest.param(["2027-01-01", "2027-02-05"], True, id="Spring Festival too"),
    ],
)
def test_new_year_alone_is_no_year(days: list[str], expected: bool) -> None:
    assert is_whole_year([day(one) for one in days]) is expected
