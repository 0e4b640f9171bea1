"""AVIF, still and moving: by its boxes first, then by Pillow (rules.md §5)."""

import struct

import pytest
from PIL import Image

from adops.domain.creative import Code
from adops.inspect import avif
from tests.adops import files
from tests.adops.cases import codes, found, measured, slot

SIZE = (60, 40)
MOVING = files.moving("AVIF", size=SIZE, delays=[100, 250, 500])
STORED = {1: SIZE, 2: SIZE, 3: SIZE, 4: SIZE, **dict.fromkeys((5, 6, 7, 8), (40, 60))}


def _turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return files.saved(files.picture(STORED[orientation]), "AVIF", exif=exif)


def _sized(data: bytes, size: tuple[int, int]) -> bytes:
    """The same file, its item saying that it is of `size`."""
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", *size) + data[at + 8 :]


def _coded(data: bytes, size: tuple[int, int]) -> bytes:
    """The same file, the header of its coded picture (AV1 5.5.1) saying that it is of `size`."""
    width, height = (f"{side - 1:016b}" for side in size)
    bits = "000110000011111111" + width + height
    header = int(bits.ljust(80, "0"), 2).to_bytes(10, "big")
    at = data.index(b"\x12\x00\x0a") + 3
    return data[:at] + b"\x0a" + header + data[at + 11 :]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_a_still_one(mode):
    facts = measured(files.saved(files.picture((300, 250), mode=mode), "AVIF"), "ad.avif")
    assert (facts.format, facts.width, facts.height, facts.trouble) == ("avif", 300, 250, None)
    assert (facts.frames, facts.animation, facts.blank, facts.trailing) == (1, None, False, 0)


@pytest.mark.parametrize("orientation", STORED)
def test_turned_by_its_own_boxes(orientation):
    facts = measured(_turned(orientation))
    assert (facts.width, facts.height) == SIZE


def test_a_moving_one():
    animation = measured(MOVING).animation
    assert animation is not None
    assert (animation.frames, animation.milliseconds, animation.plays) == (3, 850, 0)


def test_what_asks_for_too_little_time_is_shown_for_longer():
    animation = measured(files.moving("AVIF", size=SIZE, delays=[0, 10, 11])).animation
    assert animation is not None
    assert animation.milliseconds == 211


@pytest.mark.parametrize("times", [1, 2, 5])
def test_how_often_it_runs(times):
    assert avif.read(files.avif_running(times), 600).plays == times
    assert measured(files.avif_running(times)).trouble is None


def test_one_that_does_not_say_how_often_runs_for_ever():
    assert avif.read(files.avif_running(None), 600).plays == 0


@pytest.mark.parametrize("data", [files.avif(), MOVING], ids=["still", "moving"])
def test_wherever_it_is_cut_off_it_is_broken(data):
    ends = {len(data) - 1, len(data) - 9, len(data) // 2, len(data) // 4, 40}
    kept = {end: measured(data[:end]).trouble for end in ends}
    assert kept == dict.fromkeys(ends, Code.FILE_BROKEN)


def test_what_says_it_is_too_much_is_a_bomb():
    facts = measured(_sized(files.avif(), (30_000, 30_000)))
    assert (facts.width, facts.height, facts.trouble) == (30_000, 30_000, Code.FILE_BOMB)


def test_a_small_box_around_a_large_picture_is_a_bomb():
    """A decoder asks for memory by the coded picture, not by the box around it."""
    assert measured(_coded(files.avif(SIZE), (8000, 8000))).trouble is Code.FILE_BOMB
    assert measured(_coded(MOVING, (8000, 8000))).trouble is Code.FILE_BOMB


def test_too_many_frames_are_a_bomb_before_any_is_written_out():
    at = MOVING.index(b"stts") + 12
    assert measured(MOVING[:at] + b"\xff" * 4 + MOVING[at + 4 :]).trouble is Code.FILE_BOMB


@pytest.mark.parametrize("brand", [b"mif1", b"msf1"])
def test_one_that_is_named_a_picture_of_any_kind(brand):
    for data in (files.avif(), MOVING):
        facts = measured(data[:8] + brand + data[12:])
        assert (facts.format, facts.trouble) == ("avif", None)


def test_it_is_taken_where_the_rate_card_lists_it():
    facts = measured(files.avif(), "ad.avif")
    assert codes(found(facts)) == ["format.not_allowed"]
    assert found(facts, slot(formats=("avif",))) == ()
