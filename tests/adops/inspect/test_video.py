"""Films: what is measured of them, and what is refused before it is opened (rules.md §5)."""

import struct
import sys

import pytest

from adops.domain.creative import Code, VideoFacts
from tests.adops import films
from tests.adops.cases import codes, found, measured, slot

FILM = slot(formats=("mp4", "webm"), parts=slot().parts)


@pytest.mark.parametrize(
    ("kind", "made", "codec", "audio"),
    [
        ("mp4", {}, "h264", None),
        ("mp4", {"audio": "aac"}, "h264", "aac"),
        ("mp4", {"codec": "libx265"}, "hevc", None),
        ("mp4", {"codec": "mpeg4"}, "mpeg4", None),
        ("mp4", {"codec": "libsvtav1"}, "av1", None),
        ("webm", {}, "vp8", None),
        ("webm", {"codec": "libvpx-vp9", "audio": "libopus"}, "vp9", "opus"),
        ("webm", {"codec": "libsvtav1"}, "av1", None),
    ],
    ids=["h264", "h264 and aac", "h265", "mpeg-4", "av1 in mp4", "vp8", "vp9 and opus", "av1"],
)
def test_a_film(kind, made, codec, audio):
    facts = measured(films.film(kind, **made), f"ad.{kind}")
    assert (facts.format, facts.width, facts.height, facts.trouble) == (kind, 320, 180, None)
    assert facts.video == VideoFacts(codec, "yuv420p", audio, milliseconds=400, frames=10)
    assert (facts.frames, facts.seconds, facts.trailing) == (10, 0.4, 0)


@pytest.mark.parametrize(
    ("frames", "rate", "milliseconds"), [(50, 25, 2000), (15, 30, 500), (29, 15, 1933)]
)
@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_how_long_it_is(kind, frames, rate, milliseconds):
    video = measured(films.film(kind, size=(64, 36), frames=frames, rate=rate)).video
    assert video is not None
    assert abs(video.milliseconds - milliseconds) <= 1
    assert video.fps == pytest.approx(rate, rel=0.01)


@pytest.mark.parametrize(
    ("degrees", "size"), [(0, (320, 180)), (90, (180, 320)), (180, (320, 180)), (270, (180, 320))]
)
@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_a_turned_film_is_as_large_as_it_is_shown(codec, degrees, size):
    facts = measured(films.turned(films.film(codec=codec), degrees))
    assert (facts.width, facts.height) == size


def test_the_pictures_tell_the_size_whatever_the_container_says():
    facts = measured(films.claiming(films.film(), (640, 360)))
    assert (facts.width, facts.height) == (320, 180)


@pytest.mark.parametrize(
    ("made", "starts_fast"),
    [
        ({}, True),
        ({"fast": False}, False),
        ({"fast": False, "flags": "frag_keyframe+empty_moov"}, True),
    ],
    ids=["moov first", "moov last", "in fragments"],
)
def test_whether_it_starts_before_it_is_all_there(made, starts_fast):
    video = measured(films.film(**made)).video
    assert video is not None
    assert (video.starts_fast, video.frames) == (starts_fast, 10)


WHOLE = {
    "mp4": films.film(audio="aac"),
    "mp4, moov last": films.film(fast=False),
    "webm": films.film("webm", audio="libopus"),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_wherever_a_film_is_cut_off_it_is_broken(kind):
    data = WHOLE[kind]
    ends = {len(data) - 1, len(data) - 9, len(data) // 2, len(data) // 4, 40}
    kept = {end: measured(data[:end]).trouble for end in ends}
    assert kept == dict.fromkeys(ends, Code.FILE_BROKEN)


def test_a_film_whose_pictures_are_spoilt_is_broken():
    data = films.film(size=(320, 184), frames=30)
    at = data.index(b"mdat")
    spoilt = data[: at + 4] + bytes(len(data) - at - 4)
    assert measured(spoilt).trouble is Code.FILE_BROKEN


def test_sound_without_pictures_is_no_film():
    facts = measured(films.sound_alone())
    assert facts.video is not None
    assert (facts.video.codec, facts.video.audio) == (None, "aac")
    assert "video.codec" in codes(found(facts, FILM))


def _with(data: bytes, box: bytes, at: int, code: str, *values: int) -> bytes:
    """The same MP4 with other numbers in its first such box."""
    place = data.index(box) + 4 + at
    return data[:place] + struct.pack(code, *values) + data[place + struct.calcsize(code) :]


def _webm_with(element: bytes, body: bytes) -> bytes:
    data = films.film("webm")
    place = data.index(element) + len(element)
    return data[:place] + body + data[place + len(body) :]


@pytest.mark.parametrize(
    "data",
    [
        films.claiming(films.film(), (30_000, 30_000)),
        _with(films.film(), b"mdhd", 12, ">II", 1, 60_000),
        _with(films.film(), b"mvhd", 12, ">II", 1, 60_000),
        _with(films.film(), b"stsz", 8, ">I", 4_000_000_000),
        _with(films.film(), b"stts", 8, ">I", 4_000_000_000),
        _webm_with(b"\xb0\x82", b"\x75\x30") .replace(b"\xba\x81\xb4", b"\xba\x81\xff"),
        _webm_with(b"\x44\x89\x88", struct.pack(">d", 9e9)),
    ],
    ids=["size", "length", "length of all", "sizes", "times", "webm size", "webm length"],
)  # fmt: skip
def test_what_says_it_is_too_much_is_a_bomb_and_never_opened(data, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    assert measured(data).trouble is Code.FILE_BOMB


def test_pictures_larger_than_the_container_said_are_not_decoded():
    data = films.film(size=(2600, 1600), frames=2)
    assert measured(data).trouble is Code.FILE_BOMB
    assert measured(films.claiming(data, (320, 180))).trouble is Code.FILE_BROKEN


def test_without_pyav_a_film_is_not_looked_at_and_that_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    facts = measured(films.film(), "ad.mp4")
    assert (facts.format, facts.trouble, facts.not_done) == ("mp4", None, "video")
    (finding,) = found(facts, FILM)
    assert (finding.code, finding.severity, finding.measured) == ("check.not_done", "warn", "video")


@pytest.mark.parametrize("name", ["matroska", "webm"])
def test_only_webm_is_webm(name):
    data = films.film("webm").replace(b"\x42\x82\x84webm", b"\x42\x82\x88matroska")
    kept = films.film("webm") if name == "webm" else data
    assert measured(kept).format == ("webm" if name == "webm" else "mkv")
