"""Ads drawn with words, through the real OCR and the list: what is caught, what is left alone, and
where it is said to stand (rules.md §5, Content)."""

import pytest

from adops.demo.fonts import has_chinese
from tests.adops.drawn.ads import BAD, HARMLESS
from tests.adops.drawn.page import (
    PAGE,
    PRECISION,
    RECALL,
    Looked,
    counted,
    looked,
    made_with,
    page,
)

LEAST, LEAST_OF_EACH = 60, 30
CATEGORIES = 12
UPRIGHT = {"rows", "columns", "turned"}  # the places of a slanted ad are those before it is turned

pytestmark = pytest.mark.skipif(not has_chinese(), reason="there is no Chinese font to draw with")


@pytest.fixture(scope="module")
def done() -> list[Looked]:
    """Every ad, read once."""
    return looked((*BAD, *HARMLESS))


def test_there_are_enough_of_every_kind() -> None:
    assert len(BAD) + len(HARMLESS) >= LEAST
    assert min(len(BAD), len(HARMLESS)) >= LEAST_OF_EACH
    assert len({name for ad in BAD for name in ad.categories}) == CATEGORIES
    assert len({ad.name for ad in (*BAD, *HARMLESS)}) == len(BAD) + len(HARMLESS)


def test_precision_and_recall(done: list[Looked], capsys: pytest.CaptureFixture[str]) -> None:
    found = counted(done)
    precision, recall = found.precision, found.recall
    with capsys.disabled():
        print(f"\n{len(BAD)} bad, {len(HARMLESS)} harmless ads: {precision=:.4f} {recall=:.4f}")
    assert precision >= PRECISION and recall >= RECALL


def test_each_hit_is_boxed_where_its_words_were_drawn(done: list[Looked]) -> None:
    strays = {}
    for one in done:
        for finding in one.found:
            assert finding.where == "main" and finding.box is not None
            across, down = (
                (finding.box[0] + finding.box[2]) / 2,
                (finding.box[1] + finding.box[3]) / 2,
            )
            inside = any(
                left <= across <= right and top <= down <= low
                for left, top, right, low in one.places
            )
            if one.ad.way in UPRIGHT and not inside:
                strays[one.ad.name] = finding.box, one.places
    assert strays == {}


def test_the_page_says_what_comes_out_now(done: list[Looked]) -> None:
    """Written by `python -m tests.adops.drawn`; another font or engine may read otherwise."""
    kept = PAGE.read_text(encoding="utf-8")
    if made_with() in kept:
        assert kept == page(done)
