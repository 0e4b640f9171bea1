"""Which of a mail's files are an ad's, and which part of its form each is."""

from datetime import date

import pytest

from adops.domain.package_ad import PackageAd
from adops.domain.slot import PartSpec
from adops.rules.package_files import Offered, Wanted, match_files, named_in


def wanted(number: int, code: str, name: str, size: tuple[int, int] = (1000, 90)) -> Wanted:
    return Wanted(number, f"RLZ{number}", code, name, (PartSpec("main", *size, 30_720),))


ONE = wanted(1, "HQ-TL01", "财经首页顶部通栏1000*90")
TWO = wanted(2, "HQ-TL02", "新闻首页顶部通栏1000*90")
BOX = wanted(3, "HQ-HZH1", "新闻内页画中画300*250", (300, 250))
BANNER = (1000, 90)

FILES: dict[str, tuple[list[Wanted], list[Offered], list[int | str]]] = {
    "by size": ([ONE, BOX], [Offered("x.jpg", 300, 250), Offered("y.jpg", *BANNER)], [1, 0]),
    "by slot name": (
        [ONE, TWO],
        [Offered("新闻首页 顶部通栏.jpg", *BANNER), Offered("财经首页顶部通栏.jpg", *BANNER)],
        [1, 0],
    ),
    "by code": ([ONE, TWO], [Offered("hq-tl02_v3.jpg", *BANNER)], [1]),
    "by contract": ([ONE, TWO], [Offered("rlz1.jpg", *BANNER)], [0]),
    "by number": ([ONE, TWO], [Offered("2.jpg", *BANNER), Offered("图01.jpg", *BANNER)], [1, 0]),
    "by size in the name": ([ONE, BOX], [Offered("300x250.zip")], [1]),
    "a wrong size with the right name": ([ONE, BOX], [Offered("HQ-HZH1.jpg", 301, 250)], [1]),
    "several": ([ONE, TWO], [Offered("banner.jpg", *BANNER)], ["file.several"]),
    "none": ([ONE], [Offered("logo.png", 20, 20)], ["file.no_ad"]),
    "two for one": (
        [ONE, BOX],
        [Offered("a.jpg", *BANNER), Offered("b.jpg", *BANNER), Offered("c.jpg", 300, 250)],
        ["file.two", "file.two", 1],
    ),
    "the block that names it, before all else": (
        [ONE, TWO],
        [Offered("hq-tl01.jpg", *BANNER, frozenset({2}))],
        [1],
    ),
    "of two blocks that name it the one it fits": (
        [ONE, BOX],
        [Offered("a.jpg", 300, 250, frozenset({1, 3}))],
        [1],
    ),
    "named, whatever its size": ([ONE, BOX], [Offered("a.jpg", 7, 7, frozenset({3}))], [1]),
    "a date is no number": ([ONE, TWO], [Offered("20261120.jpg", *BANNER)], ["file.several"]),
    "no ads": ([], [Offered("a.jpg", *BANNER)], ["file.no_ad"]),
}


@pytest.mark.parametrize(("ads", "files", "found"), FILES.values(), ids=FILES.keys())
def test_files(ads: list[Wanted], files: list[Offered], found: list[int | str]) -> None:
    told = match_files(ads, files)
    assert [one.wanted if one.part else one.code for one in told] == found


def form(name: str, **sizes: tuple[int, int]) -> Wanted:
    parts = tuple(PartSpec(part, *size, 30_720) for part, size in sizes.items())
    return Wanted(1, "RLZ1", "HQ-F1", name, parts)


PAIR = form("首页左侧对联100*300", left=(100, 300), right=(100, 300))
CROSS = form("首页跨栏", main=(950, 90), left=(120, 270), right=(120, 270))
STREAM = form("首页流媒体", main=(300, 250), mini=(25, 150))
FEED = form("信息流组图", main=(200, 150), second=(200, 150), third=(200, 150))
SIDE, WING, CARD = (100, 300), (120, 270), (200, 150)

PARTS: dict[str, tuple[Wanted, list[Offered], list[str]]] = {
    "by size": (STREAM, [Offered("b.jpg", 25, 150), Offered("a.jpg", 300, 250)], ["mini", "main"]),
    "by name": (PAIR, [Offered("右.jpg", *SIDE), Offered("Left.jpg", *SIDE)], ["right", "left"]),
    "the slot's own name says no part": (
        PAIR,
        [Offered("首页左侧对联_右.jpg", *SIDE), Offered("首页左侧对联 左.jpg", *SIDE)],
        ["right", "left"],
    ),
    "size first, then name": (
        CROSS,
        [Offered("主图左.jpg", *WING), Offered("x.jpg", 950, 90), Offered("右.jpg", *WING)],
        ["left", "main", "right"],
    ),
    "a wrong size with the right word": (PAIR, [Offered("HQ-F1 左.jpg", 99, 300)], ["left"]),
    "three of one size": (
        FEED,
        [Offered("图二.jpg", *CARD), Offered("主图.jpg", *CARD), Offered("图三.jpg", *CARD)],
        ["second", "main", "third"],
    ),
    "no word": (PAIR, [Offered("a.jpg", *SIDE)], ["file.which_part"]),
    "two words": (PAIR, [Offered("左右.jpg", *SIDE)], ["file.which_part"]),
    "two for one part": (
        PAIR,
        [Offered("左1.jpg", *SIDE), Offered("左2.jpg", *SIDE), Offered("右.jpg", *SIDE)],
        ["file.two", "file.two", "right"],
    ),
}


@pytest.mark.parametrize(("one", "files", "found"), PARTS.values(), ids=PARTS.keys())
def test_parts(one: Wanted, files: list[Offered], found: list[str]) -> None:
    told = match_files([one], files)
    assert [fit.part or fit.code for fit in told] == found
    assert {fit.wanted for fit in told} == {0}, "whose they are is known"


TEXTS = {
    "in its block": ("甲\n素材：A 通栏.JPG\n乙\n素材 b.png", {"a通栏.jpg": {1}, "b.png": {3}}),
    "several in one line": ("甲\n附件：1.png、2.png；3.png", {"1.png": {1}, "3.png": {1}}),
    "whole alone": ("甲\n附件：11.png，a1.png，1.png2", {"1.png": set()}),
    "full-width": ("甲\n附件：通栏Ａ．ｊｐｇ", {"通栏a.jpg": {1}}),
    "above the first": ("附件 a.jpg 在内\n甲", {"a.jpg": set()}),
    "in two": ("甲\na.jpg\n乙\na.jpg", {"a.jpg": {1, 3}}),
    "none": ("甲\n乙", {"a.jpg": set()}),
}


@pytest.mark.parametrize(("text", "found"), TEXTS.values(), ids=TEXTS.keys())
def test_files_that_blocks_name(text: str, found: dict[str, set[int]]) -> None:
    starts = [number for number, line in enumerate(text.split("\n"), 1) if line in {"甲", "乙"}]
    day = date(2026, 12, 1)
    ads = [
        PackageAd("财富公馆", "RLZ1", "通栏", 1000, 90, day, day, ("全国",), one) for one in starts
    ]
    assert named_in(text, ads, (), found) == found
