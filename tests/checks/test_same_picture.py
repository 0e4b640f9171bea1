"""A part of the held-out half of the labelled set, in a real Chromium: no false alarm, nothing
wrong called right (the whole set: `make bench ARGS=pictures`)."""

from random import Random

import pytest
from PIL import Image

from adops.demo.fonts import has_chinese
from checks.picture import read_creative, similarity
from tests.checks.calibrate import chosen, curve, document, measured, outcome
from tests.checks.conftest import CONFIG
from tests.checks.drawn_ads import advert
from tests.checks.drawn_ads import drawn as drawn_ad
from tests.checks.pairs import FILMS, STILLS, burned, pair
from tests.site.ads import encoded

pytestmark = pytest.mark.skipif(not has_chinese(), reason="there is no Chinese font to draw with")
# every kind of both labels once or more, one scale: one page of the browser
SAMPLE = [
    number
    for number in range(STILLS)
    if number % 4 >= 2 and number < 420 and pair(number).shown.scale == 1
][:64]


def test_a_pair_is_the_same_whenever_it_is_made() -> None:
    assert pair(3) == pair(3)
    assert pair(2).same and not pair(3).same


def test_the_thresholds_hold_on_what_they_were_not_chosen_by() -> None:
    rows = measured(SAMPLE, CONFIG)
    assert len({row.kind for row in rows}) > 16
    found = outcome(rows, CONFIG.similarity)
    wrong = [row for row in rows if not row.same and row.similarity >= CONFIG.similarity.other]
    assert found.holds, wrong
    assert "| held out |" in document(rows, CONFIG.similarity)
    assert curve(rows, CONFIG.similarity).endswith("</svg>\n")


def test_thresholds_are_chosen_with_a_margin_on_each_side() -> None:
    rows = measured(SAMPLE[:8], CONFIG)
    at = chosen(rows)
    assert at.other < min(row.similarity for row in rows if row.same)
    assert at.same > max(row.similarity for row in rows if not row.same)


def labelled(word: str, number: int) -> tuple[bytes, Image.Image]:
    """An approved file, and the same with a label in a corner."""
    picture = drawn_ad(advert(number * 2))
    return encoded(picture, "PNG"), burned(picture, Random(number), word)


@pytest.mark.parametrize("word", ["广告", "推广"])
def test_a_mark_that_an_ad_server_burned_in_is_no_difference(word: str) -> None:
    found = []
    for number in range(1, 13):
        approved, shown = labelled(word, number)
        creative = read_creative(approved)
        assert creative is not None
        found.append(similarity(creative, shown, doubt=CONFIG.similarity.doubt))
    assert all(one >= CONFIG.similarity.other for one in found), found
    assert sum(one >= CONFIG.similarity.same for one in found) >= 9, found


@pytest.mark.parametrize("word", ["售罄", "新品", "特惠", "公告", "9折", "楼王"])
def test_any_other_label_in_a_corner_is_never_right(word: str) -> None:
    for number in range(12):
        approved, shown = labelled(word, number)
        creative = read_creative(approved)
        assert creative is not None
        assert similarity(creative, shown, doubt=CONFIG.similarity.doubt) < CONFIG.similarity.same


def test_burned_in_marks_on_a_page_accuse_nobody() -> None:
    rows = measured(range(FILMS, FILMS + 10), CONFIG)
    assert not outcome(rows, CONFIG.similarity).false_alarms
    assert sum(row.similarity >= CONFIG.similarity.same for row in rows) >= 5
