"""Real files for the tests: every format, of an exact weight where asked, and the broken ones."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw

Size = tuple[int, int]


def picture(size: Size = (950, 90), *, seed: int = 1, mode: str = "RGB") -> Image.Image:
    """A picture with shapes: never one flat colour, and small in every format."""
    rng = random.Random(seed)
    image = Image.new("RGB", size, (rng.randrange(256), 120, 200))
    draw = ImageDraw.Draw(image)
    width, height = size
    for _ in range(12):
        left, top = rng.randrange(width), rng.randrange(height)
        colour = tuple(rng.randrange(256) for _ in range(3))
        draw.rectangle((left, top, left + width // 8, top + height // 3), fill=colour)
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The bytes Pillow writes."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpg(size: Size = (950, 90), *, weight: int | None = None, **options: Any) -> bytes:
    """A JPEG, of exactly `weight` bytes where given."""
    mode = options.pop("mode", "RGB")
    seed = options.pop("seed", 1)
    data = saved(picture(size, mode=mode, seed=seed), "JPEG", **{"quality": 60, **options})
    return data if weight is None else _heavier_jpg(data, weight)


def png(size: Size = (950, 90), *, weight: int | None = None, **options: Any) -> bytes:
    """A PNG, of exactly `weight` bytes where given (at least 12 more than it has)."""
    data = saved(picture(size, seed=options.pop("seed", 1)).quantize(32), "PNG", **options)
    if weight is None:
        return data
    body = bytes(_gap(data, weight, 12) - 12)
    return data[:-12] + chunk(b"adOp", body) + data[-12:]


def gif(size: Size = (950, 90), *, weight: int | None = None, seed: int = 1) -> bytes:
    """A GIF of one frame, of exactly `weight` bytes where given."""
    data = saved(picture(size, seed=seed).quantize(16), "GIF")
    return data if weight is None else heavier_gif(data, weight)


def webp(size: Size = (950, 90), *, weight: int | None = None, **options: Any) -> bytes:
    """A WebP, of exactly `weight` bytes where given (an even number)."""
    data = saved(picture(size, seed=options.pop("seed", 1)), "WEBP", **{"quality": 60, **options})
    if weight is None:
        return data
    body = bytes(_gap(data, weight, 8) - 8)
    grown = data + b"adOp" + struct.pack("<I", len(body)) + body
    return grown[:4] + struct.pack("<I", len(grown) - 8) + grown[8:]


def avif(size: Size = (950, 90), *, weight: int | None = None, **options: Any) -> bytes:
    """An AVIF, of exactly `weight` bytes where given (at least 8 more than it has)."""
    data = saved(picture(size, seed=options.pop("seed", 1)), "AVIF", **{"speed": 9, **options})
    if weight is None:
        return data
    return data + struct.pack(">I", _gap(data, weight, 8)) + b"free" + bytes(weight - len(data) - 8)


def avif_running(times: int | None, *, size: Size = (60, 40)) -> bytes:
    """A moving AVIF that runs so often; None: it says nothing of how often."""
    data = moving("AVIF", size=size, delays=[100, 250, 500])
    if times is None:
        return data.replace(b"edts", b"free")
    if times == 1:
        return data.replace(b"elst\x01\x00\x00\x01", b"elst\x01\x00\x00\x00")
    at = data.index(b"tkhd") + 32
    return data[:at] + struct.pack(">Q", 850 * times) + data[at + 8 :]


def heavier_gif(data: bytes, weight: int) -> bytes:
    """The same picture with comments, `weight` bytes in all (at least 6 more)."""
    gap = _gap(data, weight, 6)
    blocks = b""
    left = gap - 3
    while left:
        step = min(left, 256)
        step -= 1 if left - step == 1 else 0
        blocks += bytes((step - 1,)) + b"." * (step - 1)
        left -= step
    return data[:-1] + b"\x21\xfe" + blocks + b"\x00" + data[-1:]


def moving(
    kind: str = "GIF",
    *,
    size: Size = (300, 250),
    delays: Sequence[int] = (500, 500),
    loop: int | None = 0,
    frames: Sequence[Image.Image] | None = None,
) -> bytes:
    """An animation: GIF, WEBP or PNG (an APNG). `delays` in ms, one a frame; no `loop`: once."""
    shown = frames or [picture(size, seed=n + 1) for n in range(len(delays))]
    options: dict[str, Any] = {"duration": list(delays), "save_all": True}
    if kind == "GIF":
        options["disposal"] = 2
    if loop is not None:
        options["loop"] = loop
    return saved(shown[0], kind, append_images=list(shown[1:]), **options)


def flat(size: Size = (950, 90), colour: Any = "navy", *, kind: str = "PNG") -> bytes:
    """One flat colour."""
    return saved(Image.new("RGB", size, colour), kind)


def turned_jpg(shown: Size = (950, 90), *, orientation: int = 6) -> bytes:
    """A JPEG stored lying on its side, that a browser shows in `shown`."""
    width, height = shown
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(picture((height, width)), "JPEG", exif=exif, quality=60)


def html5(pages: Sequence[str] = ("index.html",)) -> bytes:
    """A zipped HTML5 creative."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for page in pages:
            archive.writestr(page, "<!DOCTYPE html><title>ad</title>")
        archive.writestr("ad.png", png((60, 60)))
    return out.getvalue()


def huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few bytes that say they are billions of pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1024))
    return PNG_START + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


PNG_START = b"\x89PNG\r\n\x1a\n"
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
SWF = b"FWS\x0a" + struct.pack("<I", 64) + bytes(56)
FLV = b"FLV\x01\x05\x00\x00\x00\x09" + bytes(32)
MP4 = struct.pack(">I", 24) + b"ftypisom" + struct.pack(">I", 512) + b"isommp41" + bytes(64)


def chunk(kind: bytes, body: bytes) -> bytes:
    """A PNG chunk with its checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _gap(data: bytes, weight: int, least: int) -> int:
    gap = weight - len(data)
    if gap < least:
        raise ValueError(f"{len(data)} bytes can't become {weight}: {least} more are needed")
    return gap


def _heavier_jpg(data: bytes, weight: int) -> bytes:
    """Comments, and fill bytes where a comment would not fit."""
    gap = weight - len(data)
    if gap < 0:
        raise ValueError(f"{len(data)} bytes can't become {weight}")
    comments = b""
    while gap >= 4:
        body = min(gap - 4, 65_533)
        comments += b"\xff\xfe" + struct.pack(">H", body + 2) + bytes(body)
        gap -= body + 4
    return data[:2] + comments + b"\xff" * gap + data[2:]
