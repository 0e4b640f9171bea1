"""Bytes → facts, on real files of every format (rules.md §5)."""

import hashlib
import struct
from collections.abc import Callable

import pytest
from PIL import Image

from adops.domain.creative import Code
from tests.adops import files, films
from tests.adops.cases import measured

STILLS: dict[str, Callable[..., bytes]] = {
    "jpg": files.jpg,
    "png": files.png,
    "gif": files.gif,
    "webp": files.webp,
    "avif": files.avif,
}
RUNS = ["GIF", "PNG", "WEBP", "AVIF"]


@pytest.mark.parametrize("kind", STILLS)
def test_a_still_picture(kind):
    data = STILLS[kind]((300, 250))
    facts = measured(data, f"ad.{kind}")
    assert (facts.format, facts.width, facts.height) == (kind, 300, 250)
    assert (facts.frames, facts.seconds, facts.trouble) == (1, 0, None)
    assert facts.sha256 == hashlib.sha256(data).hexdigest()
    assert facts.size == len(data)


@pytest.mark.parametrize("kind", RUNS)
@pytest.mark.parametrize(
    ("delays", "milliseconds", "fps"),
    [
        ([500, 500], 1000, 2.0),
        ([1000, 3000, 250], 4250, 1.6),
        ([50] * 20, 1000, 20.0),
        ([40] * 30 + [5000], 6200, 25.0),
        ([100, 100], 200, 10.0),
    ],
    ids=["even", "uneven", "fast", "fast with a hold", "short"],
)
def test_a_moving_picture(kind, delays, milliseconds, fps):
    facts = measured(files.moving(kind, size=(60, 40), delays=delays))
    assert facts.animation is not None
    assert facts.animation.milliseconds == milliseconds
    assert facts.animation.fps == pytest.approx(fps)
    assert facts.frames == len(delays)
    assert facts.trouble is None


@pytest.mark.parametrize(
    ("kind", "delays", "milliseconds"),
    [
        ("GIF", [0, 10, 20], 220),
        ("GIF", [19, 19], 200),
        ("PNG", [0, 10, 11], 211),
        ("WEBP", [0, 10, 11], 211),
        ("AVIF", [0, 10, 11], 211),
    ],
)
def test_what_asks_for_too_little_time_is_shown_for_100_ms(kind, delays, milliseconds):
    """As Chromium plays them; a GIF can only ask for steps of 10 ms."""
    animation = measured(files.moving(kind, size=(60, 40), delays=delays)).animation
    assert animation is not None
    assert animation.milliseconds == milliseconds


@pytest.mark.parametrize(
    ("kind", "loop", "plays"),
    [
        ("GIF", None, 1),
        ("GIF", 0, 0),
        ("GIF", 2, 3),
        ("PNG", 0, 0),
        ("PNG", 3, 3),
        ("WEBP", 0, 0),
        ("WEBP", 3, 3),
    ],
)
def test_how_often_it_runs(kind, loop, plays):
    """A GIF counts the repeats after the first run, the others count all runs."""
    facts = measured(files.moving(kind, size=(60, 40), loop=loop))
    assert facts.animation is not None
    assert facts.animation.plays == plays


def test_an_apng_whose_first_picture_is_not_part_of_the_run():
    shown = [files.picture((60, 40), seed=n) for n in range(3)]
    data = files.saved(
        shown[0], "PNG", save_all=True, append_images=shown[1:], duration=500, default_image=True
    )
    facts = measured(data)
    assert (facts.frames, facts.seconds) == (2, 1.0)


@pytest.mark.parametrize(
    ("orientation", "stored"), [(o, (950, 90) if o < 5 else (90, 950)) for o in range(1, 9)]
)
def test_the_size_is_what_a_browser_shows_after_turning(orientation, stored):
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = files.saved(files.picture(stored), "JPEG", exif=exif)
    facts = measured(data)
    assert (facts.width, facts.height) == (950, 90)


@pytest.mark.parametrize(
    ("kind", "size"), [("JPEG", (950, 90)), ("PNG", (950, 90)), ("AVIF", (950, 90)),
                       ("WEBP", (90, 950))]
)  # fmt: skip
def test_a_webp_alone_is_not_turned_by_its_exif(kind, size):
    """As Chromium shows them."""
    exif = Image.Exif()
    exif[0x0112] = 6
    facts = measured(files.saved(files.picture((90, 950)), kind, exif=exif))
    assert (facts.width, facts.height) == size


def test_nonsense_where_the_orientation_should_be_turns_nothing():
    data = files.turned_jpg((950, 90))
    facts = measured(data.replace(b"\x12\x01\x03\x00", b"\x12\x01\xff\xff", 1))
    facts_big = measured(data.replace(b"\x01\x12\x00\x03", b"\x01\x12\xff\xff", 1))
    assert {(one.width, one.trouble) for one in (facts, facts_big)} <= {(90, None), (950, None)}


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_only_cmyk_is_cmyk(mode):
    assert measured(files.jpg(mode=mode)).cmyk is (mode == "CMYK")


def test_the_inks_of_adobe_are_cmyk():
    """YCCK: a CMYK JPEG with its colours turned into brightness and hue, as Photoshop writes it."""
    data = files.jpg(mode="CMYK")
    at = data.index(b"Adobe") + 11
    assert data[at] == 0
    facts = measured(data[:at] + b"\x02" + data[at + 1 :])
    assert (facts.cmyk, facts.trouble) == (True, None)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG", "WEBP", "AVIF"])
@pytest.mark.parametrize("colour", ["navy", "white", "#7f8081"])
def test_a_flat_colour_is_blank(kind, colour):
    assert measured(files.flat((300, 250), colour, kind=kind)).blank


def test_one_dot_is_not_blank():
    image = Image.new("RGB", (300, 250), "white")
    image.putpixel((150, 100), (0, 0, 0))
    assert not measured(files.saved(image, "PNG")).blank


def test_what_is_seen_through_all_over_is_blank_whatever_lies_under_it():
    image = files.picture((300, 250), mode="RGBA")
    image.putalpha(0)
    assert measured(files.saved(image, "PNG")).blank
    image.putpixel((9, 9), (0, 0, 0, 255))
    assert not measured(files.saved(image, "PNG")).blank


def test_a_palette_that_holds_its_only_colour_twice_is_blank():
    image = Image.new("P", (40, 40))
    image.putpalette([9, 9, 9, 9, 9, 9])
    image.putpixel((3, 3), 1)
    assert measured(files.saved(image, "PNG")).blank


@pytest.mark.parametrize("kind", RUNS)
def test_a_run_of_flat_frames_is_blank_only_when_all_are_the_same(kind):
    red, blue = (Image.new("RGB", (60, 40), colour) for colour in ("red", "blue"))
    assert not measured(files.moving(kind, frames=[red, blue])).blank


@pytest.mark.parametrize(
    ("data", "name", "format"),
    [
        (files.SVG, "a.svg", "svg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "svg"),
        (b"<!DOCTYPE html><html></html>", "a.html", "html"),
        (files.PDF, "a.pdf", "pdf"),
        (files.SWF, "a.swf", "swf"),
        (files.SWF.replace(b"FWS", b"CWS"), "a.swf", "swf"),
        (files.FLV, "a.flv", "flv"),
        (files.MP4, "a.mp4", "mp4"),
        (b"\x1aE\xdf\xa3\x8bB\x82\x88matroska", "a.mkv", "mkv"),
        (files.html5(), "a.zip", "html5"),
        (files.html5(("ad/index.htm",)), "a.zip", "html5"),
        (files.html5(()), "a.zip", "zip"),
        (files.saved(files.picture((40, 40)), "BMP"), "a.bmp", "bmp"),
        (files.saved(files.picture((40, 40)), "TIFF"), "a.tif", "tiff"),
        (files.saved(files.picture((40, 40)), "ICO"), "a.ico", "ico"),
        (b"BMW 3 series, a text that starts like a bitmap", "a.dat", None),
        (b"FWS but no Flash", "a.dat", "swf"),
        (b"hello", "a.jpg", None),
        (bytes(range(256)), "a.jpg", None),
    ],
)  # fmt: skip
def test_a_file_is_what_its_bytes_are(data, name, format):
    assert measured(data, name).format == format


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_words_of_a_text_file(encoding):
    facts = measured("京西新盘 10万起".encode(encoding), "link.txt")
    assert (facts.format, facts.text) == ("text", "京西新盘 10万起")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("新盘\u202e起\x07".encode(), "新盘\u202e起\x07"),
        ("新盘\ue000在售".encode(), "新盘\ue000在售"),
        ("新盘\u0378在售".encode(), "新盘\u0378在售"),
        (b"\x00\x01ab", None),
        (b"\xff\xfe\x00\xd8", None),
    ],
    ids=["unseen", "private", "nobody's", "mostly unseen", "half a pair"],
)
def test_a_text_keeps_what_nobody_sees_and_bytes_are_no_text(data, text):
    assert measured(data, "link.txt").text == text


@pytest.mark.parametrize(
    ("name", "declared", "named", "said"),
    [
        ("AD.JPEG", "image/jpeg", "jpg", "jpg"),
        ("ad.jpg", "image/png; charset=binary", "jpg", "png"),
        ("ad", "application/octet-stream", None, None),
        ("ad.final", None, None, None),
        ("广告.GIF ", "IMAGE/GIF", "gif", "gif"),
    ],
)
def test_what_name_and_type_claim_is_noted(name, declared, named, said):
    facts = measured(files.jpg(), name, declared)
    assert (facts.format, facts.named, facts.declared) == ("jpg", named, said)


WHOLE = {
    "jpg": files.jpg(),
    "progressive jpg": files.jpg(progressive=True),
    "turned jpg": files.turned_jpg(),
    "png": files.png(),
    "gif": files.gif(),
    "webp": files.webp(),
    "avif": files.avif(),
    "lossless webp": files.webp(lossless=True),
    "moving gif": files.moving(size=(60, 40)),
    "apng": files.moving("PNG", size=(60, 40)),
    "moving webp": files.moving("WEBP", size=(60, 40)),
    "moving avif": files.moving("AVIF", size=(60, 40)),
    "html5": files.html5(),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_wherever_a_file_is_cut_off_it_is_broken(kind):
    data = WHOLE[kind]
    assert measured(data).trouble is None
    ends = {len(data) - 1, len(data) - 2, len(data) - 5, len(data) // 2, len(data) // 4, 20}
    kept = {end: measured(data[:end]).trouble for end in ends}
    assert kept == dict.fromkeys(ends, Code.FILE_BROKEN)


def test_frames_that_are_numbered_wrong_are_broken():
    data = files.moving("PNG", size=(60, 40))
    at = data.rindex(b"fcTL")
    wrong = files.chunk(b"fcTL", b"\x00\x00\x00\x09" + data[at + 8 : at + 30])
    facts = measured(data[: at - 4] + wrong + data[at + 34 :])
    assert (facts.format, facts.trouble) == ("png", Code.FILE_BROKEN)


def test_no_bytes():
    facts = measured(b"", "a.jpg")
    assert (facts.trouble, facts.size, facts.format) == (Code.FILE_EMPTY, 0, None)


def _with_gif_size(width: int, height: int) -> bytes:
    data = files.gif((60, 40))
    return data[:6] + struct.pack("<HH", width, height) + data[10:]


def _with_many_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is there again and again."""
    data = files.jpg((60, 40), progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


def _with_many_entries() -> bytes:
    data = bytearray(files.html5())
    at = data.rfind(b"PK\x05\x06")
    data[at + 10 : at + 12] = b"\xff\xff"
    return bytes(data)


def _unpacking_to(size: int) -> bytes:
    data = bytearray(files.html5())
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        files.huge_png(),
        _with_gif_size(65_535, 65_535),
        files.moving(size=(2, 2), delays=[100] * 601),
        files.moving("WEBP", size=(2, 2), delays=[100] * 601),
        files.moving("PNG", size=(2, 2), delays=[100] * 601),
        files.moving("AVIF", size=(2, 2), delays=[100] * 601),
        _with_many_scans(101),
        _with_many_scans(20_000),
        _with_many_entries(),
        _unpacking_to(2**31),
    ],
    ids=[
        "png",
        "gif",
        "gif frames",
        "webp frames",
        "apng frames",
        "avif frames",
        "scans",
        "scans without end",
        "entries",
        "ratio",
    ],
)
def test_what_asks_for_too_much_is_a_bomb_and_never_opened(data):
    assert measured(data).trouble is Code.FILE_BOMB


def test_a_bomb_still_has_its_size_measured():
    facts = measured(files.huge_png())
    assert (facts.width, facts.height) == (60_000, 60_000)


def test_a_frame_larger_than_the_screen_counts_towards_the_bomb():
    data = files.gif((60, 40))
    at = data.index(b"\x2c\x00\x00\x00\x00")
    grown = data[: at + 5] + struct.pack("<HH", 60_000, 60_000) + data[at + 9 :]
    assert measured(grown).trouble is Code.FILE_BOMB


SCRIPT = b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("data", "format", "trailing"),
    [
        (files.jpg() + files.html5(), "jpg", len(files.html5())),
        (files.jpg() + files.jpg(), "jpg", len(files.jpg())),
        (files.gif() + SCRIPT, "gif", len(SCRIPT)),
        (files.png() + files.PDF, "png", len(files.PDF)),
        (files.webp() + SCRIPT, "webp", len(SCRIPT)),
        (files.avif() + SCRIPT, "avif", len(SCRIPT)),
        (films.film() + SCRIPT, "mp4", len(SCRIPT)),
        (films.film("webm") + SCRIPT, "webm", len(SCRIPT)),
        (files.jpg(comment=b"<?php system($_GET[0]); ?>"), "jpg", 0),
        (files.html5() + files.jpg(), "html5", 0),
    ],
    ids=[
        "jpg and zip",
        "jpg and jpg",
        "gif and script",
        "png and pdf",
        "webp and script",
        "avif and script",
        "mp4 and script",
        "webm and script",
        "jpg with php",
        "zip and jpg",
    ],
)
def test_of_two_in_one_the_first_bytes_decide(data, format, trailing):
    facts = measured(data)
    assert (facts.format, facts.trouble, facts.trailing) == (format, None, trailing)


# of a moving AVIF the decoder of browsers reads on to the very end of the file
@pytest.mark.parametrize("kind", sorted(WHOLE.keys() - {"moving avif"}))
@pytest.mark.parametrize("padding", [b"\x00" * 512, b"\r\n", b"\n"], ids=["zeros", "crlf", "lf"])
def test_padding_after_the_end_is_nothing(kind, padding):
    facts = measured(WHOLE[kind] + padding)
    assert (facts.trailing, facts.trouble) == (0, None)


def test_a_script_that_starts_like_a_gif_is_a_broken_gif():
    facts = measured(b"GIF89a=1;alert(document.domain)//" + bytes(40))
    assert (facts.format, facts.trouble) == ("gif", Code.FILE_BROKEN)
