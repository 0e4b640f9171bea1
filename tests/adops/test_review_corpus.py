"""The labelled corpus: no wrong verdict, no code too few or too many, and the page that says so."""

from collections import Counter

import pytest

from adops.domain.content import HIT_CODE, MUST_SHOW_CODE, Category
from adops.domain.creative import Code
from tests.adops.corpus import families
from tests.adops.corpus.confusion import PAGE, Judged, judged, page, wrong

# Told of a browser that shows a package, and of a slot's later versions, which no file has.
ELSEWHERE = {
    Code.VERSION_NOT_COVERED,
    Code.HTML5_SIZE,
    Code.HTML5_BLANK,
    Code.HTML5_SCRIPT_ERROR,
}
LEAST = 300


@pytest.fixture(scope="module")
def done() -> dict[str, list[Judged]]:
    """Every file of the corpus, looked at once."""
    return judged(families())


def test_every_verdict_and_every_code_is_as_it_was_labelled(done: dict[str, list[Judged]]) -> None:
    assert wrong(done) == {}


def test_the_page_says_what_the_review_says_now(done: dict[str, list[Judged]]) -> None:
    """Written by `python -m tests.adops.corpus`."""
    assert PAGE.read_text(encoding="utf-8") == page(done)


def test_there_are_enough_and_each_stands_for_something_else(
    done: dict[str, list[Judged]],
) -> None:
    rows = [one.row for family in done.values() for one in family]
    assert len(rows) >= LEAST
    for family in done.values():
        names = Counter(one.row.name for one in family)
        assert [name for name, count in names.items() if count > 1] == []


def test_every_code_of_the_review_has_files(done: dict[str, list[Judged]]) -> None:
    """Those about words have sentences of their own too, in tests/adops/rules/content."""
    labelled = {code for family in done.values() for one in family for code in one.row.wanted.codes}
    known = {code.value for code in Code} | {MUST_SHOW_CODE}
    known |= {HIT_CODE.format(category=category) for category in Category}
    assert known - labelled - ELSEWHERE == set()
