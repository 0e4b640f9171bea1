"""Which slot an ad means, and which link is its."""

from datetime import date

import pytest

from adops.domain.package_ad import PackageAd
from adops.rules.package_match import (
    NoSlot,
    SlotShape,
    links_of,
    slot_of,
)


def ad(
    slot: str = "财经首页顶部通栏", size: tuple[int, int] = (1000, 90), line: int = 1
) -> PackageAd:
    day = date(2026, 12, 1)
    return PackageAd("财富公馆", "RLZ1", slot, *size, day, day, ("全国",), line)


def shape(
    code: str, name: str, size: tuple[int, int] = (1000, 90), retired: bool = False
) -> SlotShape:
    return SlotShape(1, code, name, "hq", *size, retired)


TOP = shape("HQ-TL01", "财经首页 顶部通栏1000*90")
OLD = shape("HQ-TL00", "财经首页顶部通栏1000*90", retired=True)
TWIN = shape("HQ-TL02", "财经首页顶部通栏（1000×90）")
WIDE = shape("HQ-TL03", "财经首页顶部通栏", (1190, 90))

SLOTS = {
    "name and size": (ad(), [TOP, WIDE], "HQ-TL01"),
    "blanks aside": (ad("财经首页 顶部 通栏"), [TOP], "HQ-TL01"),
    "code": (ad("hq-tl01"), [TOP, TWIN], "HQ-TL01"),
    "the one that takes bookings": (ad(), [OLD, TOP], "HQ-TL01"),
    "another name": (ad("财经通栏"), [TOP], "slot.unknown"),
    "another size": (ad(size=(950, 90)), [TOP, WIDE], "slot.other_size"),
    "code with another size": (ad("HQ-TL03"), [TOP, WIDE], "slot.other_size"),
    "two of them": (ad(), [TOP, TWIN], "slot.several"),
    "retired": (ad(), [OLD], "slot.retired"),
}


@pytest.mark.parametrize(("said", "slots", "found"), SLOTS.values(), ids=SLOTS.keys())
def test_slots(said: PackageAd, slots: list[SlotShape], found: str) -> None:
    told = slot_of(said, slots)
    assert (told.code if isinstance(told, NoSlot | SlotShape) else told) == found


A, B = "https://www.example.com/kiss?x=1&y=2", "http://www.example.com/b"
TEXTS = {
    "a label below each": (f"甲\n落地页：{A}\n乙\n链接地址: <{B}>", [1, 3], {1: A, 3: B}),
    "a bare line": (f"甲\n{A}\n乙", [1, 3], {1: A}),
    "within the sentence": (f"甲 落地页：{A}，谢谢\n乙", [1, 2], {1: A}),
    "above the only ad": (f"落地页：{A}\n甲", [2], {2: A}),
    "above two ads is nobody's": (f"落地页：{A}\n甲\n乙", [2, 3], {}),
    "the first of two": (f"甲\n落地页：{A}\n落地页：{B}\n乙", [1, 4], {1: A}),
    "a signature's home page": ("甲\n张三\n公司网站 www.example.com 电话 1\n", [1], {}),
    "no address": ("甲\n落地页：ftp://x/y", [1], {}),
    "none": ("", [], {}),
}


@pytest.mark.parametrize(("text", "lines", "links"), TEXTS.values(), ids=TEXTS.keys())
def test_links(text: str, lines: list[int], links: dict[int, str]) -> None:
    assert links_of(text, [ad(line=one) for one in lines], ()) == links
