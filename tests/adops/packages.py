"""HTML5 packages for the tests: a good one, and ZIPs that lie, made byte by byte."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from tests.adops import files

Files = Mapping[str, bytes | str]
AD_SIZE = '<meta name="ad.size" content="width={0},height={1}">'
DAY = (2026, 11, 20, 9, 0, 0)
CLICK = "document.body.onclick = function () { window.open(window.clickTag); };"


def page(
    width: int = 950, height: int = 90, *, head: str = "", body: str = "", script: str = CLICK
) -> str:
    """An ad's page: a stage in its size, a picture, a click that opens clickTag."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{AD_SIZE.format(width, height)}'
        f'<link rel="stylesheet" href="css/ad.css">{head}</head><body>'
        f'<div id="stage" style="width:{width}px;height:{height}px">'
        f'<img src="img/ad.png" width="{width}" height="{height}" alt="云溪花园"></div>{body}'
        f'<script>var clickTag = "https://www.example.com/";\n{script}</script></body></html>'
    )


def ad(width: int = 950, height: int = 90, **changes: str) -> dict[str, bytes | str]:
    """The files of a good package."""
    return {
        "index.html": page(width, height, **changes),
        "css/ad.css": "body { margin: 0 } #stage { overflow: hidden }",
        "img/ad.png": files.png((width, height)),
    }


def zipped(content: Files, *, level: int = 6) -> bytes:
    """As any program packs it, the same bytes whenever."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in content.items():
            line = zipfile.ZipInfo(name, DAY)
            line.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(line, body, zipfile.ZIP_DEFLATED, level)
    return out.getvalue()


def good(width: int = 950, height: int = 90, **changes: str) -> bytes:
    """A package that nothing is wrong with."""
    return zipped(ad(width, height, **changes))


def with_files(more: Files) -> bytes:
    """The good one and more."""
    return zipped({**ad(), **more})


class Line(NamedTuple):
    """One entry as written by hand; what is None is the truth."""

    name: bytes
    body: bytes = b"x"
    flags: int = 0
    method: int = 8
    mode: int = stat.S_IFREG | 0o644
    size: int | None = None
    local_name: bytes | None = None
    local_size: int | None = None
    crc: int | None = None
    extra: bytes = b""
    at: int | None = None
    streamed: bool = False
    local_flags: int | None = None
    ahead: bytes = b""


INDEX = Line(b"index.html", b"<!DOCTYPE html><script>open(clickTag)</script>")


def written(
    lines: Iterable[Line], *, before: bytes = b"", between: bytes = b"", after: bytes = b""
) -> bytes:
    """A ZIP with exactly these lines, `between` before its table."""
    lines = list(lines)
    out, places = bytearray(before), []
    for line in lines:
        out += line.ahead
        places.append(len(out))
        if line.at is None:
            out += _local(line)
    out += between
    start = len(out)
    for line, place in zip(lines, places, strict=True):
        out += _central(line, (line.at if line.at is not None else place) - len(before))
    end = struct.pack(
        "<4s4H2LH",
        b"PK\5\6",
        0,
        0,
        len(lines),
        len(lines),
        len(out) - start,
        start - len(before),
        0,
    )
    return bytes(out) + end + after


def _packed(line: Line) -> bytes:
    return _deflated(line.body) if line.method == 8 else line.body


@lru_cache(maxsize=8)
def _deflated(body: bytes) -> bytes:
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return machine.compress(body) + machine.flush()


@lru_cache(maxsize=8)
def _crc(body: bytes) -> int:
    return zlib.crc32(body)


def _numbers(line: Line, size: int | None) -> tuple[int, int, int]:
    crc = _crc(line.body) if line.crc is None else line.crc
    return crc, len(_packed(line)), len(line.body) if size is None else size


def _flags(line: Line) -> int:
    return line.flags | (8 if line.streamed else 0)


def _local(line: Line) -> bytes:
    name = line.name if line.local_name is None else line.local_name
    truth = _numbers(line, line.size if line.local_size is None else line.local_size)
    said = (0, 0, 0) if line.streamed else truth
    flags = _flags(line) if line.local_flags is None else line.local_flags
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, line.method, 0, 0, *said, len(name), 0)
    behind = b"PK\7\x08" + struct.pack("<3L", *truth) if line.streamed else b""
    return head + name + _packed(line) + behind


def _central(line: Line, place: int) -> bytes:
    head = struct.pack(
        "<4s6H3L5H2L",
        *(b"PK\1\2", 0x0314, 20, _flags(line), line.method, 0, 0, *_numbers(line, line.size)),
        *(len(line.name), len(line.extra), 0, 0, 0, line.mode << 16, place),
    )
    return head + line.name + line.extra


def bomb(folded: int = 16, megabytes: int = 64) -> bytes:
    """A 42-style ZIP: archives of archives of zeros, beside a page."""
    inner = zipped({"0.dat": bytes(megabytes << 20)}, level=9)
    middle = zipped({f"lib {n}.zip": inner for n in range(folded)}, level=9)
    return zipped({"index.html": page(), **{f"book {n}.zip": middle for n in range(folded)}})


def overlapping(count: int = 200, megabytes: int = 8) -> bytes:
    """Entries that all point at the same bytes: little to send, everything to unpack."""
    kernel = Line(b"index.html", bytes(megabytes << 20))
    same = [kernel._replace(at=0) for _ in range(count)]
    return written([kernel, *same])


def quine() -> bytes:
    """A ZIP that holds itself, as far as anybody who opens it can tell: one of its own kind."""
    data = zipped({"index.html": page()})
    for _ in range(5):
        data = zipped({"index.html": page(), "r/r.zip": data})
    return data


def many(count: int = 65_535) -> bytes:
    """That many empty entries."""
    return zipped({f"{number}.js": b"" for number in range(count)})
