"""Files of few bytes that ask a decoder for all the memory or time there is."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.adops import files, films

SIDE, FRAMES = 50_000, 10_000


def png() -> bytes:
    """A whole picture of 50,000 × 50,000, in black and white: a megabyte or so."""
    packer = zlib.compressobj(1)
    rows = bytes((1 + SIDE // 8) * (SIDE // 50))
    body = b"".join(packer.compress(rows) for _ in range(50)) + packer.flush()
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return files.PNG_START + b"".join(files.chunk(kind, held) for kind, held in chunks)


def gif(size: int = 2, frames: int = FRAMES) -> bytes:
    """As many frames, on a screen as large."""
    data = files.moving(size=(2, 2), delays=[100])
    at = data.index(b"\x2c\x00\x00\x00\x00\x02\x00\x02\x00")
    frame, screen = data[at:-1], data[:6] + struct.pack("<HH", size, size) + data[10:at]
    return screen + frame * frames + b"\x3b"


def apng() -> bytes:
    """A real run, its frames there again and again."""
    data = files.moving("PNG", size=(2, 2), delays=[100, 100])
    start, end = data.rindex(b"fcTL") - 4, data.index(b"IEND") - 4
    count = data.index(b"acTL") + 4
    told = files.chunk(b"acTL", struct.pack(">II", FRAMES, 0))
    return (
        data[: count - 8] + told + data[count + 12 : start] + data[start:end] * FRAMES + data[end:]
    )


def webp() -> bytes:
    """The same."""
    data = files.moving("WEBP", size=(2, 2), delays=[100, 100])
    grown = data + data[data.rindex(b"ANMF") :] * FRAMES
    return grown[:4] + struct.pack("<I", len(grown) - 8) + grown[8:]


def avif() -> bytes:
    """A run that says it has as many frames."""
    data = files.moving("AVIF", size=(2, 2), delays=[100, 100])
    at = data.index(b"stts") + 12
    return data[:at] + struct.pack(">I", FRAMES) + data[at + 4 :]


def avif_size() -> bytes:
    """A picture that says it is of 50,000 × 50,000."""
    data = files.avif((60, 40))
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", SIDE, SIDE) + data[at + 8 :]


def jpg() -> bytes:
    """A progressive picture with thousands of scans, each over all of it."""
    data = files.jpg((2000, 2000), progressive=True)
    last = data.rindex(b"\xff\xda")
    scan = data[last : last + 40]
    return data[:-2] + scan * 5000 + data[-2:]


def jpg_size() -> bytes:
    """A picture that says it is of 65,500 × 65,500."""
    data = files.jpg((60, 40))
    return data.replace(struct.pack(">HH", 40, 60), struct.pack(">HH", 65_500, 65_500), 1)


def archive() -> bytes:
    """Five floors of archives in archives, as 42.zip; at the bottom zeros without end."""
    held = bytes(4_000_000)
    for _ in range(5):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("index.html", "<html></html>")
            for number in range(16):
                packed.writestr(f"lib {number}.zip", held)
        held = out.getvalue()
    return held


def archive_ratio() -> bytes:
    """A page, and a gigabyte of zeros, as the table of contents says."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("index.html", "<html></html>")
        packed.writestr("zeros.bin", bytes(1000))
    data = out.getvalue()
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1) + 24
    return data[:at] + struct.pack("<I", 1 << 30) + data[at + 4 :]


def archive_entries() -> bytes:
    """Sixty thousand entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(60_000):
            packed.writestr(f"{number}.html", b"")
    return out.getvalue()


def mp4() -> bytes:
    """A film that says it is of 30,000 × 30,000."""
    return films.claiming(films.film(), (30_000, 30_000))


def mp4_frames() -> bytes:
    """A film that says it has four billion frames."""
    data = films.film()
    at = data.index(b"stsz") + 12
    return data[:at] + b"\xff" * 4 + data[at + 4 :]


def mp4_sound() -> bytes:
    """A film whose sound says it is of sixteen million pieces of one length."""
    data = films.film(audio="aac")
    at = data.rindex(b"stsz") + 8
    return data[:at] + struct.pack(">II", 300, 16_000_000) + data[at + 8 :]


def webm() -> bytes:
    """A film that says it is of 65,535 × 180."""
    data = films.film("webm")
    at = data.index(b"\xb0\x82") + 2
    return data[:at] + b"\xff\xff" + data[at + 2 :]


def webm_frames() -> bytes:
    """A film of 100,000 empty pictures, recorded without an end."""
    data, cluster = films.open_ended(films.film("webm")), b"\x1f\x43\xb6\x75"
    open_end = b"\x01" + b"\xff" * 7
    return data[: data.index(cluster)] + cluster + open_end + b"\xa3\x84\x81\x00\x00\x00" * 100_000


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "png of 50,000 × 50,000": png,
    "gif of 10,000 frames": gif,
    "gif of 500 frames of 6,000 × 6,000": lambda: gif(6_000, 500),
    "apng of 10,000 frames": apng,
    "webp of 10,000 frames": webp,
    "avif of 10,000 frames": avif,
    "avif of 50,000 × 50,000": avif_size,
    "jpg of 5,000 scans": jpg,
    "jpg of 65,500 × 65,500": jpg_size,
    "zip in zip in zip": archive,
    "zip that unpacks to a gigabyte": archive_ratio,
    "zip of 60,000 entries": archive_entries,
    "mp4 of 30,000 × 30,000": mp4,
    "mp4 of four billion frames": mp4_frames,
    "mp4 with sixteen million pieces of sound": mp4_sound,
    "webm of 65,535 × 180": webm,
    "webm of 100,000 frames": webm_frames,
}
