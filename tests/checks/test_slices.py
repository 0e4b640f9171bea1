"""Which pictures side by side are one (切图); pure."""

from dataclasses import replace

import pytest

from checks.probe import Box, Holder, SlotFacts
from checks.slices import joined


def slice_at(x: float, y: float = 0, width: float = 100, height: float = 100) -> Holder:
    box = Box(x, y, width, height)
    return Holder("img", box, f"http://a/{x:g}-{y:g}.png", "ok", (100, 100), 1.0, True, box)


THREE = tuple(map(slice_at, (0, 100, 200)))
FOUR = tuple(slice_at(x, y, 150, 50) for x in (0, 150) for y in (0, 50))


def slot(*holders: Holder) -> SlotFacts:
    return SlotFacts(
        "S1", True, Box(0, 0, 300, 100), holders[0].box, holders=holders, main=holders[0]
    )


@pytest.mark.parametrize("slices", [THREE, FOUR], ids=["in a row", "in two rows"])
def test_slices_are_one_picture(slices: tuple[Holder, ...]) -> None:
    one = joined(slot(*slices), 300, 100)
    assert one.main and one.main.box == one.ad_box == Box(0, 0, 300, 100)
    assert one.main.url.split() == [each.url for each in slices]


APART = {
    "two of three": THREE[:2],
    "a gap": (THREE[0], THREE[2]),
    "one over another": (*THREE, slice_at(50)),
    "one over another, and a gap": (*THREE[::2], slice_at(50)),
    "one that failed": (*THREE[:2], replace(THREE[2], state="failed")),
    "one that is hidden": (*THREE[:2], replace(THREE[2], visible=False)),
    "one that has the size itself": (slice_at(0, 0, 300), slice_at(0, 100, 300, 0)),
    "a film": (*THREE[:2], replace(THREE[2], kind="video")),
}


@pytest.mark.parametrize("holders", APART.values(), ids=APART.keys())
def test_others_are_not(holders: tuple[Holder, ...]) -> None:
    assert joined(slot(*holders), 300, 100) == slot(*holders)


def test_what_is_not_sold_in_one_size_is_not_joined() -> None:
    assert joined(slot(*THREE), 0, 0) == slot(*THREE)
