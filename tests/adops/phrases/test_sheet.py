"""Every code a sheet can give has words in both languages, made of facts it has."""

import re
from pathlib import Path
from string import Formatter

import pytest

from adops.domain.sheet import RowError
from adops.phrases.sheet import EN, ZH, as_data, message

SOURCES = [
    *Path("adops/rules/sheets").glob("*.py"),
    Path("adops/rules/route.py"),
    Path("adops/rules/price.py"),
    Path("adops/inspect/workbook.py"),
    *Path("adops/services").glob("import_*.py"),
    Path("adops/services/booking_checks.py"),
]
FAMILIES = (
    "sheet|column|cell|row|station|form|format|page|contract|period|price|quantity|slot|booking"
)
CODE = re.compile(rf'"((?:{FAMILIES}|route|region|person)\.[a-z_]+)"')
ACTS = re.compile(r'"(?:slot|booking|people)\.write"|(?:verb=)?"\w+\.(?:create|change)"')


def test_every_code_of_the_sources_has_words_and_no_words_are_left_over() -> None:
    given = {
        code for path in SOURCES for code in CODE.findall(ACTS.sub("", path.read_text("utf-8")))
    }
    assert given == set(ZH)


def test_both_languages_say_the_same_codes_and_facts() -> None:
    assert ZH.keys() == EN.keys()
    for code, words in ZH.items():
        names = [
            {name for _, name, _, _ in Formatter().parse(one) if name} for one in (words, EN[code])
        ]
        assert names[0] == names[1], code


def test_over_booking_names_days_and_bookings() -> None:
    facts = {
        "days": ["2026-11-20", "2026-11-21", "2026-11-25"],
        "rotations": 2,
        "most": 3,
        "in_the_way": [
            {"contract_no": "RLZ1", "start": "2026-11-01", "end": "2026-11-30", "shares": 2}
        ],
    }
    error = RowError(7, "占用轮播", "booking.over_booked", facts, refused=True)
    assert as_data(error) == {
        "row": 7,
        "column": "占用轮播",
        "code": "booking.over_booked",
        "message": "2026年11月20日至11月21日、2026年11月25日 轮播不够（共 2，需要 3）；"
        "已排：RLZ1（2026年11月1日至11月30日，占 2）",
    }


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            RowError(2, "设备", "cell.not_choice", {"value": "电视", "choices": ["PC", "APP"]}),
            "电视 不在可选值里：PC、APP",
        ),
        (RowError(2, "站点", "station.unknown", {"value": "{x}"}), "没有站点 {x}；"),
        (RowError(2, "", "cell.empty"), "不能为空"),
    ],
)
def test_message(error: RowError, expected: str) -> None:
    assert message(error).startswith(expected)
