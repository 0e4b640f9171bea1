"""A part of the held-out half of the labelled set, in a real Chromium: no false alarm, nothing
wrong called right (the whole set: `make bench ARGS=pictures`)."""

import pytest

from adops.demo.fonts import has_chinese
from tests.checks.calibrate import chosen, curve, document, measured, outcome
from tests.checks.conftest import CONFIG
from tests.checks.pairs import STILLS, pair

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
