"""The templates: every column, lists to pick from, words for each, the same bytes each time."""

from pathlib import Path

import pytest

from adops.domain.sheet import SheetKind
from adops.errors import InputError
from adops.flows.sheet_template import template_bytes, write_template
from adops.phrases.template import NOTES
from tests.adops.sheets import headers, opened

CONFIG = Path("config")


@pytest.mark.parametrize("kind", list(SheetKind))
def test_it_has_every_column_a_note_and_a_guide(kind: SheetKind) -> None:
    book = opened(template_bytes(kind, config=CONFIG))
    page, guide = book.worksheets
    heads = page[1]
    assert [cell.value for cell in heads] == headers(kind)
    assert all(cell.comment is not None and cell.comment.text for cell in heads)
    assert page.freeze_panes == "B2"
    told = {str(row[0].value) for row in guide.iter_rows(min_row=6)}
    assert set(headers(kind)) <= told


@pytest.mark.parametrize("kind", list(SheetKind))
def test_every_column_has_words(kind: SheetKind) -> None:
    assert list(NOTES[kind]) == headers(kind)


def test_stations_forms_and_choices_are_offered() -> None:
    page = opened(template_bytes(SheetKind.SLOTS, config=CONFIG)).worksheets[0]
    lists = {
        str(rule.sqref).split(":")[0][0]: rule.formula1
        for rule in page.data_validations.dataValidation
        if rule.type == "list"
    }
    assert lists["C"] == '"北京,上海,广州,天津,总部"'
    assert lists["G"] == '"PC,移动,APP"'
    assert "通栏" in lists["I"]


def test_numbers_that_are_words_stay_words() -> None:
    page = opened(template_bytes(SheetKind.PEOPLE, config=CONFIG)).worksheets[0]
    phone = headers(SheetKind.PEOPLE).index("手机号")
    assert page.column_dimensions["ABCDEFGH"[phone]].number_format == "@"


def test_the_same_template_is_the_same_bytes() -> None:
    kind = SheetKind.BOOKINGS
    assert template_bytes(kind, config=CONFIG) == template_bytes(kind, config=CONFIG)


def test_it_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = write_template(SheetKind.SLOTS, tmp_path / "new" / "slots.xlsx", config=CONFIG)
    assert [one.name for one in target.parent.iterdir()] == ["slots.xlsx"]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"file\.not_xlsx"):
        write_template(SheetKind.SLOTS, tmp_path / "slots.csv", config=CONFIG)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(InputError, match=r"file\.unwritable"):
        write_template(SheetKind.SLOTS, tmp_path / "file" / "slots.xlsx", config=CONFIG)
