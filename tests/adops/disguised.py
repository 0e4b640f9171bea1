"""Uploads that are two things at once, or not what their name says: none may run on our pages."""

from collections.abc import Mapping
from typing import NamedTuple

from tests.adops import files, films

SCRIPT = b"<script>window.ran = true</script>"
PAGE = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="950" height="90">' + SCRIPT + b"</svg>"
PROGRAM = b"window.ran = true;"
ANY = "application/octet-stream"
REFUSED, WARNED, PASSED = "reject", "warn", "pass"


class Disguised(NamedTuple):
    """A file, the verdict on it for a slot of 950×90, a code among its findings, and the type it
    may be served as."""

    name: str
    content: bytes
    verdict: str
    code: str | None
    served: str


def _commented(comment: bytes) -> bytes:
    """A whole GIF with a comment in it."""
    data = files.gif()
    return data[:-1] + b"\x21\xfe" + bytes((len(comment),)) + comment + b"\x00" + data[-1:]


def _gif_program() -> bytes:
    """A whole GIF that is a whole program: `GIF89a/*…*/=1;…`."""
    return files.gif((0x2A2F, 40)) + b"*/=1;" + PROGRAM


ALL: Mapping[str, Disguised] = {
    "gif and program": Disguised("a.gif", _gif_program(), REFUSED, "size.wrong", "image/gif"),
    "gif with a page in a comment": Disguised(
        "a.gif", _commented(PAGE), PASSED, None, "image/gif"
    ),
    "gif and page": Disguised(
        "a.gif", files.gif() + PAGE, WARNED, "file.trailing", "image/gif"
    ),
    "gif that is only a program": Disguised(
        "a.gif", b"GIF89a=1;" + PROGRAM, REFUSED, "file.broken", "image/gif"
    ),
    "jpg and zip": Disguised(
        "a.jpg", files.jpg() + files.html5(), WARNED, "file.trailing", "image/jpeg"
    ),
    "jpg with a page in a comment": Disguised(
        "a.jpg", files.jpg(comment=PAGE), PASSED, None, "image/jpeg"
    ),
    "jpg with a pdf in a comment": Disguised(
        "a.jpg", files.jpg(comment=files.PDF), PASSED, None, "image/jpeg"
    ),
    "png and page": Disguised(
        "a.png", files.png() + PAGE, WARNED, "file.trailing", "image/png"
    ),
    "webp and program": Disguised(
        "a.webp", files.webp() + PROGRAM, WARNED, "file.trailing", "image/webp"
    ),
    "avif and page": Disguised(
        "a.avif", files.avif() + PAGE, WARNED, "file.trailing", "image/avif"
    ),
    "mp4 and page": Disguised(
        "a.mp4", films.film(size=(950, 90)) + PAGE, WARNED, "file.trailing", "video/mp4"
    ),
    "webm and page": Disguised(
        "a.webm", films.film("webm", size=(950, 90)) + PAGE, WARNED, "file.trailing", "video/webm"
    ),
    "svg named png": Disguised("a.png", SVG, REFUSED, "format.not_allowed", ANY),
    "svg": Disguised("a.svg", b'<?xml version="1.0"?>\n' + SVG, REFUSED, "format.not_allowed", ANY),
    "page named jpg": Disguised("a.jpg", PAGE, REFUSED, "format.not_allowed", ANY),
    "page after spaces": Disguised("a.jpg", b" \n" * 60 + PAGE, REFUSED, "format.not_allowed", ANY),
    "program named png": Disguised("a.png", PROGRAM, REFUSED, "format.unknown", ANY),
    "program named txt": Disguised("a.txt", PROGRAM, REFUSED, "format.not_allowed", ANY),
    "pdf and jpg": Disguised(
        "a.jpg", files.PDF + files.jpg(), REFUSED, "format.not_allowed", ANY
    ),
    "zip and page": Disguised(
        "a.zip", files.html5(()) + PAGE, REFUSED, None, ANY
    ),
    "flash": Disguised("a.jpg", files.SWF, REFUSED, "format.obsolete", ANY),
    "bytes before a page": Disguised("a.jpg", b"\x00\x01" + PAGE, REFUSED, "format.unknown", ANY),
}  # fmt: skip
