"""`config/content/`: read strictly, city by city, and no station makes it lighter."""

import shutil
from pathlib import Path

import pytest

from adops.catalog.characters import simplified
from adops.catalog.content import load_lexicon
from adops.domain.content import Level, Term
from adops.errors import InputError
from tests.adops.cases import CONFIG

HEADER = "term,category,severity,law_article,note,kind,basis,except_pattern,cleared_by,default_on\n"
STATIONS = ["bj", "sh", "gz", "tj"]


@pytest.fixture
def config(tmp_path):
    """A copy of the lists that a test may spoil."""
    shutil.copytree(CONFIG / "content", tmp_path / "content")
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def station(config: Path, *rows: str) -> None:
    (config / "content/stations/tj.csv").write_text(HEADER + "\n".join(rows), encoding="utf-8")


def term(config: Path, name: str, code: str | None = "tj") -> Term:
    (found,) = [one for one in load_lexicon(config, code).terms if one.name == name]
    return found


def test_the_national_list_and_the_list_of_each_station_can_be_read():
    for code in (None, "hq", *STATIONS):
        lexicon = load_lexicon(CONFIG, code)
        assert len(lexicon.terms) > 190
        assert len(lexicon.version) == 12
        assert {"same_brand", "consumer_tip", "standard_grade", "dated_fact"} <= set(
            lexicon.exceptions
        )
    assert [load_lexicon(CONFIG, code).city for code in STATIONS] == [
        "北京",
        "上海",
        "广州",
        "天津",
    ]


def test_a_city_asks_otherwise_and_says_that_it_is_to_be_confirmed():
    rows = [
        next(one for one in load_lexicon(CONFIG, code).terms if one.name.endswith(r"\s*起"))
        for code in ("gz", "bj")
    ]
    assert [(row.level, bool(row.needs)) for row in rows] == [
        (Level.HIGH, False),
        (Level.MEDIUM, True),
    ]
    assert rows[0].note.startswith("广州") and rows[0].note.endswith("（待当地监管部门核实）")


def test_rows_that_are_off_are_left_out():
    assert not {"豪宅", "尊", "在建"} & {one.name for one in load_lexicon(CONFIG).terms}


def test_a_station_adds_turns_on_and_makes_heavier(config):
    station(
        config,
        "海河头排,absolute,medium,广告法9(三),本站,literal,PRACTICE,,,Y",
        "豪宅,absolute,medium,广告法9(三),本站,literal,PRACTICE,,,Y",
        "热销,promise_service,high,广告法28,本站,literal,REGULATOR_NOTICE,,,Y",
    )
    assert term(config, "海河头排").level is Level.MEDIUM
    assert term(config, "豪宅").level is Level.MEDIUM
    assert term(config, "热销").level is Level.HIGH
    assert term(config, "热销", None).level is Level.MEDIUM


@pytest.mark.parametrize(
    ("row", "column"),
    [
        pytest.param(
            "热销,promise_service,medium,广告法28,,literal,REGULATOR_NOTICE,,,N",
            "default_on",
            id="off",
        ),
        pytest.param(
            "热销,promise_service,low,广告法28,,literal,REGULATOR_NOTICE,,,Y",
            "severity",
            id="lighter",
        ),
        pytest.param(
            "热销,promise_service,medium,广告法28,,literal,REGULATOR_NOTICE,热销中,,Y",
            "except_pattern",
            id="excepted",
        ),
        pytest.param(
            "热销,promise_service,medium,广告法28,,literal,REGULATOR_NOTICE,,截至,Y",
            "cleared_by",
            id="cleared",
        ),
        pytest.param(
            "风水,superstition,high,规定8,,literal,PRACTICE,,,Y", "basis", id="no reject any more"
        ),
        pytest.param(
            "新词,absolute,high,规定8,,literal,PRACTICE,,,好", "default_on", id="no Y or N"
        ),
        pytest.param("新词,什么,high,规定8,,literal,PRACTICE,,,Y", "category", id="no category"),
        pytest.param(
            "新词,absolute,high,规定8,,literal,PRACTICE,,,Y,多", "(too many)", id="a cell more"
        ),
        pytest.param("新,absolute,high,规定8,,literal,PRACTICE,,,Y", "term", id="one character"),
        pytest.param(
            "新词,absolute,high,规定8,,single_char,PRACTICE,,,Y", "term", id="two characters"
        ),
        pytest.param("(新,absolute,high,规定8,,regex,PRACTICE,,,Y", "term", id="no pattern"),
        pytest.param(
            "新词,absolute,high,规定8,,literal,PRACTICE,(新,,Y", "except_pattern", id="no exception"
        ),
    ],
)
def test_a_row_of_a_station_that_is_wrong_names_file_row_and_column(config, row, column):
    station(config, row)
    with pytest.raises(InputError) as caught:
        load_lexicon(config, "tj")
    assert caught.value.code == "config.invalid"
    assert caught.value.facts["file"].endswith("stations/tj.csv")
    assert caught.value.facts["key"] == f"row 2, {column}"


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("terms.csv", "最高级,absolute", "国家级,absolute", "row 3, term"),
        ("terms.csv", "最高级,absolute,high", "最高级,absolute,higher", "row 3, severity"),
        ("rules.yaml", "id: FDC4", "id: FDC1", "rules.1.id"),
        ("rules.yaml", "pattern: 建筑面积", "pattern: (建筑面积", "rules.0.needs.0.pattern"),
        ("rules.yaml", "severity: high", "weight: high", "rules.0.severity"),
        ("exceptions.yaml", "code: attitude", "code: 态度", "exceptions.0.code"),
        ("cities/tj.yaml", "changes: []", "changes: [{term: 没有的词, why: 试, to_confirm: no}]",
         "changes.0.term"),
        ("cities/tj.yaml", "changes: []", "changes: [{term: 热销, why: 试}]",
         "changes.0.to_confirm"),
    ],
)  # fmt: skip
def test_an_error_names_file_and_key(config, file, old, new, key):
    spoil(config / "content" / file, old, new)
    with pytest.raises(InputError) as caught:
        load_lexicon(config, "tj")
    assert caught.value.code == "config.invalid"
    assert caught.value.facts["file"].endswith(file)
    assert caught.value.facts["key"] == key


def test_a_missing_list_is_named(tmp_path):
    with pytest.raises(InputError) as caught:
        load_lexicon(tmp_path)
    assert caught.value.code == "config.unreadable"


@pytest.mark.parametrize(
    ("file", "old", "new", "same"),
    [
        ("terms.csv", "国家级,absolute,high", "国家级,absolute,medium", False),
        ("terms.csv", "仅余,", "仅剩,", False),
        ("rules.yaml", "建筑面积|建面|套内", "建筑面积|建面", False),
        ("exceptions.yaml", "同一品牌自我比较", "同品牌自我比较", False),
        ("cities/tj.yaml", "city: 天津", "city: 津", False),
        ("terms.csv", "named in the law", "a remark", True),
    ],
)
def test_the_version_changes_with_what_decides(tmp_path, file, old, new, same):
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        shutil.copytree(CONFIG / "content", folder / "content")
    spoil(after / "content" / file, old, new)
    versions = [load_lexicon(folder, "tj").version for folder in (before, after)]
    assert (versions[0] == versions[1]) is same


def test_a_stations_row_makes_another_version(config, tmp_path):
    station(config, "海河头排,absolute,medium,广告法9(三),,literal,PRACTICE,,,Y")
    assert load_lexicon(config, "tj").version != load_lexicon(CONFIG, "tj").version
    assert load_lexicon(config, "bj").version == load_lexicon(CONFIG, "bj").version


def test_traditional_characters_have_one_simplified_form_each():
    table = simplified()
    assert [table[one] for one in "國級學區風險"] == list("国级学区风险")
    assert "佳" not in table
    assert all(len(one) == len(other) == 1 for one, other in table.items())
