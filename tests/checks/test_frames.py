"""Whether a slot stood still while its picture was taken, and whose boxes count; pure."""

from dataclasses import replace
from typing import Any

import pytest

from checks.frames import (
    FrameFacts,
    in_picture,
    is_as_looked_at,
    is_steady,
    placed,
    slots_of,
)
from checks.probe import Box, Holder, SlotFacts

BOX = Box(10, 10, 300, 100)
IMG = Holder("img", BOX, "http://a/1.png", "ok", (300, 100), 1.0, True, BOX)
FACTS = SlotFacts("S1", True, BOX, BOX, holders=(IMG,), main=IMG, shown=0.8, link="http://a/")
GONE = SlotFacts("S1", False, Box(0, 0, 0, 0), Box(0, 0, 0, 0))
MOVED = {
    "the-same": (FACTS, True),
    "half-a-px": (replace(FACTS, ad_box=Box(10, 10.5, 300, 100)), True),
    "a-px": (replace(FACTS, ad_box=Box(10, 11, 300, 100)), False),
    "grown": (replace(FACTS, box=Box(10, 10, 300, 110)), False),
    "another-file": (replace(FACTS, main=replace(IMG, url="http://a/2.png")), False),
    "loaded-meanwhile": (replace(FACTS, main=replace(IMG, state="loading")), False),
    "faded": (replace(FACTS, main=replace(IMG, visible=False)), False),
    "fading": (replace(FACTS, main=replace(IMG, opacity=0.9)), False),
    "emptied": (replace(FACTS, main=None), False),
    "gone": (GONE, False),
    "other-words": (replace(FACTS, text="x"), False),
    "a-side-moved": (replace(FACTS, pieces=(FACTS,)), False),
}


@pytest.mark.parametrize(("after", "steady"), MOVED.values(), ids=MOVED.keys())
def test_steady(after: SlotFacts, steady: bool) -> None:
    assert is_steady(FACTS, after) is steady


def test_a_side_of_a_couplet_that_moved() -> None:
    pair = replace(FACTS, pieces=(FACTS, FACTS))
    moved = replace(FACTS, ad_box=Box(0, 0, 1, 1))
    assert is_steady(pair, pair)
    assert not is_steady(pair, replace(pair, pieces=(FACTS, moved)))


WORDS = replace(FACTS, main=None, holders=(), text="云溪花园", near="http://a/")
DRAWN = replace(FACTS, main=replace(IMG, kind="canvas", url=""), near="http://a/")
UNLIKE = {
    "gone": (FACTS, replace(FACTS, main=replace(IMG, outer=Box(0, 0, 0, 0)))),
    "faded out": (FACTS, replace(FACTS, main=replace(IMG, opacity=0.05))),
    "made invisible": (FACTS, replace(FACTS, main=replace(IMG, visible=False))),
    "a side gone": (
        replace(FACTS, pieces=(FACTS, FACTS)),
        replace(FACTS, pieces=(FACTS, replace(FACTS, main=replace(IMG, visible=False)))),
    ),
    "came": (replace(FACTS, hidden_by="display"), replace(FACTS, box=Box(0, 0, 1, 1))),
    "another file": (FACTS, replace(FACTS, main=replace(IMG, url="http://a/2.png"))),
    "other words": (WORDS, replace(WORDS, text="湖畔里")),
    "the same words of another": (WORDS, replace(WORDS, near="http://a/2")),
    "drawn with another link": (DRAWN, replace(DRAWN, near="http://a/2")),
}
ALIKE = {
    "the same": (FACTS, FACTS),
    "fading": (FACTS, replace(FACTS, main=replace(IMG, opacity=0.4))),
    "moved": (FACTS, replace(FACTS, box=Box(0, 0, 300, 100))),
    "hidden all the time": (replace(FACTS, hidden_by="covered"), FACTS),
    "a picture beside other words": (FACTS, replace(FACTS, text="剩 2 天", near="http://a/2")),
}


@pytest.mark.parametrize(("looked", "now"), UNLIKE.values(), ids=UNLIKE.keys())
def test_what_turned_between_look_and_picture(looked: SlotFacts, now: SlotFacts) -> None:
    assert not is_as_looked_at(looked, now)
    if looked.hidden_by is None:
        assert not in_picture(looked, now, now).steady


@pytest.mark.parametrize(("looked", "now"), ALIKE.values(), ids=ALIKE.keys())
def test_what_stays_the_same(looked: SlotFacts, now: SlotFacts) -> None:
    assert is_as_looked_at(looked, now)


def test_boxes_are_of_the_picture_and_sight_is_of_the_window() -> None:
    tall = replace(FACTS, ad_box=Box(0, 900, 300, 100), shown=1.0, link=None)
    found = placed(FACTS, tall)
    assert (found.ad_box, found.shown, found.link) == (tall.ad_box, 0.8, "http://a/")


def test_what_did_not_answer_at_the_picture_is_unread() -> None:
    assert placed(FACTS, replace(FACTS, unread="frame")).unread == "frame"


def said(holders: list[dict[str, Any]], main: int | None) -> dict[str, Any]:
    """What the fact script says of one slot in one frame."""
    box = {"x": 0, "y": 0, "width": 300, "height": 100}
    slot = {
        "code": "S1", "found": True, "box": box, "holders": holders, "main": main, "text": "",
        "shown": 1, "hiddenBy": None, "link": None, "scripted": False, "into": None, "marks": [],
        "adData": {}, "over": [], "marked": False, "floats": False, "errors": [], "pieces": [],
        "insecure": [], "words": None, "thin": False, "tucked": "",
    }  # fmt: skip
    return {"slots": [slot], "origin": 0}


def iframe(url: str) -> dict[str, Any]:
    """What it says of a frame's element before the frame's own document came."""
    box = {"x": 0, "y": 0, "width": 300, "height": 100}
    return {
        "kind": "iframe", "box": box, "outer": box, "url": url, "state": "ok", "natural": [0, 0],
        "opacity": 1, "visible": True, "frame": 0, "cross": False, "poster": "", "loadedMs": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("url", "early", "unread"),
    [
        pytest.param("http://a/frame", True, "frame", id="its document is on its way"),
        pytest.param("http://a/frame", False, None, id="it came, and is empty"),
        pytest.param("", True, None, id="it never had one"),
    ],
)
def test_a_frame_that_spoke_before_its_document_came(
    url: str, early: bool, unread: str | None
) -> None:
    frame = iframe(url)
    frames = {(): FrameFacts(said([frame], 0)), (0,): FrameFacts(said([], None), early=early)}
    (slot,) = slots_of(frames, {})
    assert slot.unread == unread


@pytest.mark.parametrize(
    ("url", "cross"),
    [("http://b/frame", True), ("https://a/frame", True), ("http://a/frame", False),
     ("about:blank", False), ("", False)],
)  # fmt: skip
def test_a_frame_is_of_another_site_as_its_document_says(url: str, cross: bool) -> None:
    frames = {
        (): FrameFacts(said([iframe(url)], 0), url="http://a/page"),
        (0,): FrameFacts(said([], None), url=url),
    }
    (slot,) = slots_of(frames, {})
    assert [one.cross for one in slot.holders] == [cross]


def test_what_lies_over_an_ad_goes_with_it() -> None:
    over = replace(FACTS, over=(Box(20, 20, 30, 30),))
    found = placed(over, replace(FACTS, box=Box(10, 910, 300, 100)))
    assert found.over == (Box(20, 920, 30, 30),)
