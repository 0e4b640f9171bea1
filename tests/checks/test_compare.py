"""What is compared how: words, files that can't be fetched, house ads (checks.md, Same picture)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from adops.domain.facts import ExpectedCreative, ExpectedPart
from adops.errors import MissingError, OutsideError
from checks.compare import Comparer
from checks.library import Library
from checks.probe import Box, FrameSeen, PageLoad
from tests.checks.conftest import CONFIG
from tests.checks.judging import BARE, IMG, NINE, URL, booking, moved, slot
from tests.site.labels import BLUE

LOAD = PageLoad(NINE, URL, 200, 1.0, 1440, 900, 1, (BARE,), ())
LONG = "云溪花园南区三期新品加推，建面约九十至一百四十平方米，实景示范区开放，欢迎致电 400-810-6672"


def not_there(sha256: str) -> bytes:
    raise MissingError("evidence.missing", sha256=sha256)


def away(_: str) -> bytes:
    raise OutsideError("store.failed")


def text_of(words: str) -> ExpectedCreative:
    part = ExpectedPart("main", "1" * 64, "text", 0, 0)
    return ExpectedCreative(1, 1, "RLZ1", 1, URL, words, (part,))


def likeness(
    shown: str, *, copy: str = "", read: Callable[[str], bytes] = not_there
) -> float | None:
    """Of a text link's words with the booked ones, 0 to 1."""
    facts = moved(holders=(), main=None, text=shown)
    on_page = slot(booking(creatives=(text_of(copy),)))
    best = Comparer(LOAD, Library(read), CONFIG).sight(0, on_page, facts).best
    return best.similarity if best else None


@pytest.mark.parametrize(
    ("shown", "booked"),
    [
        ("云溪花园 首开在即", "云溪花园首开在即"),
        ("云溪花园\u3000首开在即 １", "云溪花园首开在即1"),
        ("广告 云溪花园首开在即", "云溪花园首开在即"),
        ("云溪花园首开在即【广告】", "云溪花园首开在即"),
        ("广告位招租", "广告位招租"),
    ],
)
def test_words_that_are_the_same(shown: str, booked: str) -> None:
    assert likeness(shown, copy=booked) == 1.0


@pytest.mark.parametrize(
    ("shown", "booked", "unsure"),
    [
        (LONG.replace("6672", "6673"), LONG, True),
        (LONG + "1", LONG, True),
        ("紫竹园 清盘特惠", "云溪花园 首开在即", False),
    ],
)
def test_words_that_are_not(shown: str, booked: str, unsure: bool) -> None:
    found = likeness(shown, copy=booked) or 0.0
    bounds = CONFIG.text_similarity
    assert found < bounds.same
    assert (found >= bounds.other) is unsure


def test_the_file_of_a_text_link_binds() -> None:
    written = "云溪花园首开在即".encode()
    assert likeness("云溪花园首开在即", copy="云溪花园开盘", read=lambda _: written) == 1.0
    assert likeness("云溪花园开盘", copy="云溪花园开盘", read=lambda _: b" ") == 1.0


@pytest.mark.parametrize(
    "written",
    ["云溪花园开盘".encode("gbk"), "云溪花园开盘".encode("utf-8-sig"), b"\xff\xff\x81"],
    ids=["gbk", "bom", "none-at-all"],
)
def test_a_text_is_read_in_its_own_encoding_else_the_copy_stands(written: bytes) -> None:
    assert likeness("云溪花园开盘", copy="云溪花园开盘", read=lambda _: written) == 1.0


def test_a_store_that_is_away_is_not_remembered_as_a_picture_that_can_t_be_compared() -> None:
    tries: list[str] = []

    def read(sha256: str) -> bytes:
        tries.append(sha256)
        return away(sha256) if len(tries) == 1 else BLUE

    library = Library(read)
    with pytest.raises(OutsideError):
        library.creative("1" * 64)
    assert library.creative("1" * 64) is not None
    with pytest.raises(OutsideError):
        likeness("云溪花园", read=away)


def test_what_is_not_there_can_t_be_compared() -> None:
    assert Library(not_there).creative("1" * 64) is None


def test_both_halves_of_a_couplet_may_be_packages() -> None:
    inner = replace(IMG, kind="iframe", box=Box(0, 0, 120, 300), outer=Box(0, 0, 120, 300))
    frames = (FrameSeen(f"{URL}frame", inner, 1.0, None),)
    sides = tuple(moved(main=inner, frames=frames, link=link) for link in ("left", "right"))
    parts = tuple(ExpectedPart(name, "1" * 64, "html5", 120, 300) for name in ("left", "right"))
    pair = ExpectedCreative(1, 1, "RLZ1", 1, URL, "", parts)
    on_page = slot(booking(creatives=(pair,)), form="对联")
    load = replace(LOAD, picture=BLUE)
    sight = Comparer(load, Library(not_there), CONFIG).sight(0, on_page, moved(pieces=sides))
    assert {one.facts.link for one in sight.pieces} == {"left", "right"}
