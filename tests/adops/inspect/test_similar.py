"""How alike two pictures are: 1 for equal ones alone, and less the more they differ."""

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from adops.inspect.similar import likeness
from tests.adops import files
from tests.adops.inspect.pictures import drawing, opened, photo

PHOTO = photo()


def pressed(quality: int, kind: str = "JPEG") -> Image.Image:
    return opened(files.saved(PHOTO, kind, quality=quality))


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(PHOTO, id="photo"),
        pytest.param(drawing(), id="drawing"),
        pytest.param(drawing(through=True), id="see-through"),
        pytest.param(PHOTO.convert("L"), id="grey"),
        pytest.param(Image.new("RGB", (1, 1), "red"), id="one-pixel"),
        pytest.param(Image.new("RGB", (7, 3), "red"), id="less-than-a-window"),
        pytest.param(Image.new("RGB", (9, 13), "black"), id="no-whole-cells"),
    ],
)
def test_equal_pictures_are_one(image):
    found = likeness(image, image.copy())
    assert (found.similarity, found.shift) == (1.0, 0.0)


def test_a_pixel_that_differs_is_not_equal():
    other = PHOTO.copy()
    other.paste(ImageChops.invert(PHOTO).crop((150, 20, 151, 21)), (150, 20))
    assert 0.99 <= likeness(PHOTO, other).similarity < 1


@pytest.mark.parametrize(
    ("words", "others"),
    [
        pytest.param("400-820-1234", "400-820-1235", id="a-digit"),
        pytest.param("400-820-1234", "400-820-1284", id="3-and-8"),
        pytest.param("400-820-1234", "          ", id="no-number"),
    ],
)
def test_another_number_is_less_alike_than_any_fair_press(words, others):
    found = likeness(photo(words=words, grain=0), photo(words=others, grain=0))
    assert found.similarity < 1
    assert found.shift > 32  # what config/review.yaml allows: never offered


def test_the_harder_pressed_the_less_alike():
    found = [likeness(PHOTO, pressed(quality)).similarity for quality in (95, 80, 60, 40, 20, 5)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.98
    assert found[-1] < 0.8


@pytest.mark.parametrize("quality", [90, 50, 10])
def test_both_ways_the_same(quality):
    one = pressed(quality)
    assert likeness(PHOTO, one) == likeness(one, PHOTO)


def test_agrees_with_the_formula_written_out():
    """SSIM of 8×8 windows every 4 px, plainly in loops."""
    one, other = PHOTO.crop((0, 0, 32, 24)), pressed(30).crop((0, 0, 32, 24))
    x, y = (np.asarray(image, dtype=float) for image in (one, other))
    found = []
    for band in range(3):
        for top in range(0, 24 - 7, 4):
            for left in range(0, 32 - 7, 4):
                a, b = (plane[top : top + 8, left : left + 8, band] for plane in (x, y))
                both = ((a - a.mean()) * (b - b.mean())).mean()
                alike = (2 * a.mean() * b.mean() + 6.5025) * (2 * both + 58.5225)
                alike /= (a.mean() ** 2 + b.mean() ** 2 + 6.5025) * (a.var() + b.var() + 58.5225)
                found.append(alike)
    assert likeness(one, other).similarity == int(np.mean(found) * 1000) / 1000


@pytest.mark.parametrize(
    ("spoil", "most"),
    [
        pytest.param(lambda one: one.filter(ImageFilter.GaussianBlur(3)), 0.6, id="blurred"),
        pytest.param(lambda one: one.transpose(Image.Transpose.ROTATE_180), 0.3, id="upside-down"),
        pytest.param(lambda one: Image.merge("RGB", one.split()[::-1]), 0.9, id="bands-swapped"),
    ],
)
def test_what_is_spoilt_is_not_alike(spoil, most):
    assert likeness(PHOTO, spoil(PHOTO)).similarity < most


def test_a_colour_that_moved_is_a_shift_where_structure_stays():
    other = PHOTO.copy()
    ImageDraw.Draw(other).rectangle((40, 120, 60, 140), fill="lime")
    assert likeness(PHOTO, other).shift > 60


@pytest.mark.parametrize("ground", ["white", "black"])
def test_what_shows_through_counts_on_either_ground(ground):
    """A picture that is equal before one ground alone is not equal."""
    through = drawing(through=True)
    flat = Image.alpha_composite(Image.new("RGBA", through.size, ground), through).convert("RGB")
    assert likeness(through, flat).similarity < 0.9
