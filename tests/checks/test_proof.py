"""The proof sheet: what a client would accept, and small enough to mail (checks.md, Evidence)."""

import io
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from PIL import Image, ImageDraw

from adops.domain.states import LookResult
from adops.phrases.checks import PROOF
from adops.store import Store
from checks.evidence import Artist
from checks.picture import cut
from checks.probe import Box
from checks.proof import FRAME, LIMIT_BYTES, PagePicture, Sheet, _lines, _rows, proof_sheet

SHEET = Sheet(
    page_url="http://house.leju.com/beijing/index.html",
    captured_at=datetime.fromisoformat("2026-11-20T09:05:33+08:00"),
    slot="新浪房产首页顶部通栏（LJ-HOME-TL01）",
    contract="RLZ12345　财富公馆二期",
    creative="#17　第 2 版　1000×90 jpg",
    result=LookResult.OK,
    page_sha256="9f" * 32,
    box=None,
    scale=1.0,
)
RED = tuple(bytes.fromhex(FRAME[1:]))


def noise(width: int, height: int) -> Image.Image:
    rng = np.random.default_rng(width)
    return Image.fromarray(rng.integers(0, 255, (height, width, 3), dtype=np.uint8))


def drawn(sheet: Sheet, page: Image.Image) -> tuple[bytes, Image.Image]:
    boxes = [sheet.box, *sheet.beside] if sheet.box else []
    shown = [seen for box in boxes if (seen := cut(page, box, sheet.scale))]
    content = proof_sheet(sheet, PagePicture(page), shown)
    return content, Image.open(io.BytesIO(content)).convert("RGB")


def reds(picture: Image.Image) -> int:
    pixels = np.asarray(picture, np.int16)
    return int((np.abs(pixels - RED).max(axis=-1) < 40).sum())


@pytest.mark.parametrize(
    ("page", "box", "scale", "by_hand"),
    [
        pytest.param((1440, 16_000), Box(220, 9000, 1000, 90), 1.0, "", id="tall"),
        pytest.param((750, 60_000), Box(0, 29_000, 375, 150), 2.0, "", id="as-tall-as-may-be"),
        pytest.param((750, 16_000), Box(0, 3000, 375, 150), 2.0, "", id="mobile-as-wide-as-page"),
        pytest.param((4_000, 900), Box(0, 0, 4_000, 800), 1.0, "", id="wide-slot-as-big-as-page"),
        pytest.param((1440, 1200), Box(0, 0, 1440, 1200), 1.0, "", id="the-whole-page"),
        pytest.param((1170, 2532), None, 1.0, "张三", id="a-phone-s-screenshot"),
        pytest.param((1214, 1400), None, 1.0, "张三", id="nothing-is-scaled-down"),
    ],
)
def test_any_page_gives_a_png_that_can_be_mailed(
    page: tuple[int, int], box: Box | None, scale: float, by_hand: str
) -> None:
    """Noise is what PNG can do least about."""
    sheet = replace(SHEET, box=box, scale=scale, by_hand=by_hand)
    content, picture = drawn(sheet, noise(*page))
    assert len(content) < LIMIT_BYTES and content.startswith(b"\x89PNG")
    assert picture.width == 1280


@pytest.mark.parametrize(
    ("box", "scale"),
    [
        pytest.param(Box(220, 300, 1000, 90), 1.0, id="in-the-middle"),
        pytest.param(Box(0, 300, 1440, 90), 1.0, id="as-wide-as-the-page"),
        pytest.param(Box(0, 0, 300, 90), 1.0, id="in-the-corner"),
        pytest.param(Box(700, 2950, 740, 50), 1.0, id="at-the-very-end"),
    ],
)
def test_the_slot_is_framed_on_the_page(box: Box, scale: float) -> None:
    """All four sides of it, also where it touches the edge of the page; twice: near, and small."""
    plain = Image.new("RGB", (1440, 3000), "#e8eef4")
    _, picture = drawn(replace(SHEET, box=box, scale=scale), plain)
    assert reds(picture) > 500
    near = np.asarray(picture.crop((33, picture.height - 700, 33 + 880, picture.height)), np.int16)
    red = np.abs(near - RED).max(axis=-1) < 40
    columns, rows = red.sum(axis=0), red.sum(axis=1)
    factor = 880 / 1440
    width, height = box.width * factor, box.height * factor
    assert (rows >= width - 4).sum() >= 4, "above and below"
    assert (columns >= height - 4).sum() >= 4, "left and right"


@pytest.mark.parametrize(
    ("other", "frames"),
    [
        pytest.param(Box(1320, 300, 120, 300), 2, id="beside-it"),
        pytest.param(Box(1320, 700, 120, 300), 2, id="a-little-below"),
        pytest.param(Box(1320, 2600, 120, 300), 1, id="far-below"),
    ],
)
def test_every_box_of_an_ad_is_framed_on_the_page(other: Box, frames: int) -> None:
    """Near, as far as they go on one part of the page; small, all of them."""
    plain = Image.new("RGB", (1440, 3000), "#e8eef4")
    sheet = replace(SHEET, box=Box(0, 300, 120, 300), beside=(other,))
    one, both = (drawn(told, plain)[1] for told in (replace(sheet, beside=()), sheet))
    near = np.asarray(both.crop((33, both.height - 700, 33 + 880, both.height)), np.int16)
    red = np.abs(near - RED).max(axis=-1) < 40
    assert [bool(half.any()) for half in (red[:, :440], red[:, 440:])] == [True, frames == 2]
    small = (33 + 880, 0, 1280, both.height)
    assert reds(both.crop(small)) > 1.8 * reds(one.crop((33 + 880, 0, 1280, one.height)))


def test_every_element_stands_on_it() -> None:
    told = dict(_rows(SHEET))
    assert told == {
        "页面地址": "http://house.leju.com/beijing/index.html",
        "截取时间": "2026-11-20 09:05:33（北京时间）",
        "广告位": SHEET.slot,
        "合同": SHEET.contract,
        "创意": SHEET.creative,
        "整页原图指纹": "9f" * 8,
    }


def test_of_a_look_by_hand_it_says_who() -> None:
    told = dict(_rows(replace(SHEET, by_hand="张三（BJ001）", note="第二屏", page_url="")))
    assert (told["查看人"], told["说明"]) == ("张三（BJ001）", "第二屏")
    assert "上传时间" in told and "页面地址" not in told


@pytest.mark.parametrize(
    ("length", "lines", "whole"),
    [(60, 1, True), (150, 2, True), (500, 5, True), (3000, 6, False)],
    ids=["short", "two-lines", "long", "endless"],
)
def test_an_address_is_shown_in_full(length: int, lines: int, whole: bool) -> None:
    url = "http://house.leju.com/?q=" + "x" * (length - 25)
    draw = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    found = _lines(draw, url)
    assert len(found) == lines and ("".join(found) == url) is whole
    content, _ = drawn(replace(SHEET, page_url=url), Image.new("RGB", (1440, 900), "white"))
    assert len(content) < LIMIT_BYTES


def test_the_same_bytes_whenever_it_is_drawn() -> None:
    page = noise(1440, 2000)
    sheet = replace(SHEET, box=Box(100, 100, 300, 100))
    assert drawn(sheet, page)[0] == drawn(sheet, page)[0]


@pytest.mark.parametrize(
    ("found", "unread", "box", "words"),
    [
        pytest.param(False, None, (0, 0, 0, 0), "没有找到", id="not-there"),
        pytest.param(False, "selector", (0, 0, 0, 0), "读不懂它的选择器", id="not-looked-for"),
        pytest.param(True, None, (0, 0, 0, 0), "没有显示出来", id="found-and-not-shown"),
        pytest.param(True, None, (0, 400, 300, 100), "整页截图的下端以下", id="below-the-picture"),
        pytest.param(True, None, (700, 40, 300, 100), "截图的范围以外", id="beside-the-picture"),
    ],
)
def test_a_sheet_without_a_cut_out_says_the_true_reason(
    store: Store, found: bool, unread: str | None, box: tuple[float, ...], words: str
) -> None:
    out = io.BytesIO()
    noise(600, 700).save(out, "PNG")
    place = dict(zip(("x", "y", "width", "height"), box, strict=True))
    slot = {"code": "A", "found": found, "unread": unread, "box": place, "ad_box": place}
    load = {"picture": store.put(out.getvalue()), "scale": 2.0, "slots": [slot]}
    shown = Artist(store)._shown({"loads": [load]}, "A", 0)
    assert shown and shown.cuts() == []
    assert words in PROOF[shown.absent]
    sheet = replace(SHEET, box=shown.box, scale=2.0, absent=shown.absent)
    content = proof_sheet(sheet, shown.page, [])
    plain = proof_sheet(replace(sheet, absent="no_cut"), shown.page, [])
    assert (content == plain) is (shown.absent == "no_cut")
