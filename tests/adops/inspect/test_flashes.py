"""Flashes a second (rules.md §5, animation.flash)."""

import pytest
from PIL import Image, ImageDraw

from tests.adops import files
from tests.adops.cases import codes, found, measured, slot

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
SIZE = (300, 250)


def _plain(colour: tuple[int, int, int]) -> Image.Image:
    return Image.new("RGB", SIZE, colour)


def _box(share: float, colour: tuple[int, int, int]) -> Image.Image:
    image = _plain((90, 90, 90))
    ImageDraw.Draw(image).rectangle((0, 0, SIZE[0], int(SIZE[1] * share)), fill=colour)
    return image


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_black_and_white_by_turns(kind):
    data = files.moving(kind, frames=[_plain(BLACK), _plain(WHITE)], delays=[100, 100])
    facts = measured(data)
    assert facts.animation is not None
    assert facts.animation.flashes == 5
    assert "animation.flash" in codes(found(facts, slot(formats=("gif", "png", "webp"))))


@pytest.mark.parametrize(
    ("frames", "delay", "loop", "flashes"),
    [
        ([_plain(BLACK), _plain(WHITE)], 170, 0, 3),
        ([_plain(BLACK), _plain(WHITE)], 120, 0, 4),
        ([_plain(BLACK), _plain(WHITE)], 600, 0, 0),
        ([_plain(BLACK), _plain(WHITE)] * 2, 100, None, 1),
        ([_box(0.4, BLACK), _box(0.4, WHITE)], 100, 0, 5),
        ([_box(0.15, BLACK), _box(0.15, WHITE)], 100, 0, 0),
        ([_plain((240, 240, 240)), _plain(WHITE)], 100, 0, 0),
        ([_plain(WHITE), _plain((240, 240, 240))], 100, 0, 0),
        ([_plain((60, 60, 60)), _plain((70, 70, 70))], 100, 0, 0),
        ([_plain((n * 12, n * 12, n * 12)) for n in range(20)], 50, None, 0),
    ],
    ids=[
        "three a second",
        "four a second",
        "slow",
        "four frames, once",
        "two fifths of the area",
        "a small part of the area",
        "both light",
        "both light, the lighter first",
        "too little a difference",
        "getting lighter all along",
    ],
)
def test_what_counts_as_a_flash(frames, delay, loop, flashes):
    facts = measured(files.moving(frames=frames, delays=[delay] * len(frames), loop=loop))
    assert facts.animation is not None
    assert facts.animation.flashes == flashes
