"""Where a background of 300×100 is painted in a box of 700×100 at (10, 20), and whether whole."""

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from checks.background import natural_of, painted
from checks.probe import Box, Holder, Paint
from tests.site import ads

NATURAL = (300, 100)
BOX = Box(10, 20, 700, 100)
INNER = Box(0, 0, 700, 100)
PAINT = Paint("auto", "0% 0%", "no-repeat", INNER, INNER)
BEHIND = Holder("background", BOX, "http://a/1.png", "ok", (0, 0), 1.0, True, BOX, paint=PAINT)
CASES = {
    "at-its-begin": ({}, Box(10, 20, 300, 100), True),
    "in-the-middle": ({"position": "50% 50%"}, Box(210, 20, 300, 100), True),
    "by-px": ({"position": "390.5px 0px"}, Box(400.5, 20, 300, 100), True),
    "half-out": ({"position": "-150px 0px"}, Box(10, 20, 150, 100), False),
    "a-px-out": ({"position": "-1px 0px"}, Box(10, 20, 299, 100), True),
    "out": ({"position": "-400px 0px"}, Box(10, 20, 0, 100), False),
    "low": ({"position": "0% 60px"}, Box(10, 80, 300, 40), False),
    "repeated": ({"repeat": "repeat"}, BOX, False),
    "repeated-down": ({"repeat": "repeat-y"}, Box(10, 20, 300, 100), True),
    "repeated-in-its-size": ({"repeat": "repeat", "clip": Box(0, 0, 300, 100)},
                             Box(10, 20, 300, 100), True),
    "turned-round": ({"repeat": "repeat", "position": "90px 0px", "clip": Box(0, 0, 300, 100)},
                     Box(10, 20, 300, 100), False),
    "contain": ({"size": "contain", "position": "100% 0%"}, Box(410, 20, 300, 100), True),
    "cover": ({"size": "cover"}, Box(10, 20, 700, 100), False),
    "by-width": ({"size": "150px"}, Box(10, 20, 150, 50), True),
    "by-height": ({"size": "auto 50%"}, Box(10, 20, 150, 50), True),
    "by-both": ({"size": "100% 100%"}, BOX, True),
    "over-the-page": ({"origin": Box(-10, -20, 1000, 2000), "clip": Box(-10, -20, 1000, 2000),
                       "position": "50% 0%"}, Box(350, 0, 300, 100), True),
}  # fmt: skip


@pytest.mark.parametrize(("given", "box", "whole"), CASES.values(), ids=CASES.keys())
def test_where_it_is_painted(given: dict[str, Any], box: Box, whole: bool) -> None:
    found = painted(replace(BEHIND, paint=replace(PAINT, **given)), NATURAL)
    assert (found.box, found.outer, found.whole) == (box, box, whole)


NARROW = Box(0, 0, 260, 100)
FILLING: dict[str, Any] = {"origin": NARROW, "clip": NARROW, "position": "50% 0%", "reaches": True}
SIDES_OFF: dict[str, tuple[dict[str, Any], bool, bool]] = {
    "both-sides": ({"elastic": True}, True, True),
    "in-this-window-only": ({}, False, True),
    "not-from-edge-to-edge": ({"reaches": False, "elastic": True}, False, False),
    "one-side": ({"elastic": True, "position": "0% 0%"}, False, False),
    "its-foot": ({"elastic": True, "clip": Box(0, 0, 260, 90)}, False, False),
    "still-in-the-window": ({"fixed": True, "clip": Box(0, 300, 260, 90)}, False, True),
    "repeated-beyond-it": ({"elastic": True, "repeat": "repeat-x"}, True, True),
}  # fmt: skip


@pytest.mark.parametrize(("given", "whole", "known"), SIDES_OFF.values(), ids=SIDES_OFF.keys())
def test_what_the_window_cuts_off(given: dict[str, Any], whole: bool, known: bool) -> None:
    """What is off both sides alike of a background as wide as any window is nobody's loss."""
    found = painted(replace(BEHIND, paint=replace(PAINT, **(FILLING | given))), NATURAL)
    assert (found.whole, found.uncut) == (whole, Box(-10, 20, 300, 100) if known else None)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"repeat": "space"}, id="with spaces"),
        pytest.param({"position": "calc(100% - 10px) 0px"}, id="reckoned"),
        pytest.param({"position": "right 10px top 0px"}, id="from another side"),
        pytest.param({"size": "calc(50% - 1px) auto"}, id="a reckoned size"),
        pytest.param({"size": "0px 0px"}, id="of no size"),
    ],
)
def test_what_is_not_simple_stays_as_it_was(given: dict[str, Any]) -> None:
    one = replace(BEHIND, paint=replace(PAINT, **given))
    assert painted(one, NATURAL) is one


def test_a_file_that_nobody_knows_stays_as_it_was() -> None:
    assert painted(BEHIND, None) is BEHIND
    assert painted(replace(BEHIND, paint=None), NATURAL).whole is None


def test_the_size_of_a_file_as_browsers_show_it() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    out = io.BytesIO()
    ads.drawn((30, 10)).save(out, "JPEG", exif=turned)
    assert natural_of(ads.png((30, 10))) == (30, 10)
    assert natural_of(out.getvalue()) == (10, 30)
    assert natural_of(b"<svg/>") is None
