"""Bytes → facts. Any bytes give facts, in bounded memory; nothing is decided here."""

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from adops.domain.creative import (
    VIDEO_FORMATS,
    Animation,
    Code,
    CreativeFacts,
    InspectBounds,
    VideoFacts,
    claimed_by_name,
)
from adops.domain.html5 import Html5Facts
from adops.inspect import avif, gif, html5, jpeg, png, timing, video, webp
from adops.inspect.header import Cut, Film, Header, TooMany
from adops.inspect.sniff import sniff
from adops.inspect.words import words_of

READERS: Mapping[str, Callable[[bytes, int], Header]] = {
    "jpg": jpeg.read,
    "png": png.read,
    "gif": gif.read,
    "webp": webp.read,
    "avif": avif.read,
}
MEDIA_TYPES: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/pjpeg": "jpg",
    "image/png": "png",
    "image/apng": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/tiff": "tiff",
    "image/svg+xml": "svg",
    "image/avif": "avif",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "application/zip": "html5",
    "application/x-zip-compressed": "html5",
    "application/x-shockwave-flash": "swf",
    "video/x-flv": "flv",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "text/plain": "text",
    "text/html": "html",
}


VIDEO = "video"
"""`CreativeFacts.not_done` where PyAV is not installed."""
PLAIN_SCANS = 12
"""As many as encoders write into a progressive JPEG: each more goes over the whole picture."""
PADDING = b"\x00\r\n\x1a "


class _Measured(NamedTuple):
    format: str | None = None
    width: int | None = None
    height: int | None = None
    animation: Animation | None = None
    video: VideoFacts | None = None
    cmyk: bool = False
    blank: bool = False
    orientation: int = 1
    text: str | None = None
    trailing: int = 0
    not_done: str | None = None
    trouble: Code | None = None
    html5: Html5Facts | None = None


def inspect(
    data: bytes, *, name: str = "", declared: str | None = None, bounds: InspectBounds
) -> CreativeFacts:
    """One file's facts. `name` and `declared` (a media type) are claims and only compared."""
    named = claimed_by_name(name)
    declared_format = _claimed_by_type(declared)
    measured = _measure(data, bounds, says_text="text" in (named, declared_format))
    return CreativeFacts(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        named=named,
        declared=declared_format,
        **measured._asdict(),
    )


def _measure(data: bytes, bounds: InspectBounds, *, says_text: bool) -> _Measured:
    if not data:
        return _Measured(trouble=Code.FILE_EMPTY)
    kind = sniff(data)
    if kind is None:
        words = words_of(data)
        known = words is not None and says_text
        return _Measured("text" if known else None, text=words)
    if kind == "zip":
        return _archive(data, bounds)
    if kind in VIDEO_FORMATS:
        return _film(kind, data, bounds)
    return _picture(kind, data, bounds) if kind in READERS else _Measured(kind)


def _archive(data: bytes, bounds: InspectBounds) -> _Measured:
    try:
        kind, package = html5.look(data, bounds)
    except Cut:
        return _Measured("html5", trouble=Code.FILE_BROKEN)
    except TooMany:
        return _Measured("html5", trouble=Code.FILE_BOMB)
    return _Measured(kind, html5=package)


def _picture(kind: str, data: bytes, bounds: InspectBounds) -> _Measured:
    try:
        header = READERS[kind](data, bounds.frames)
    except Cut:
        return _Measured(kind, trouble=Code.FILE_BROKEN)
    except TooMany:
        return _Measured(kind, trouble=Code.FILE_BOMB)
    size = header.width, header.height
    if _is_bomb(header, bounds):
        return _Measured(kind, *size, cmyk=header.four_colours, trouble=Code.FILE_BOMB)
    return _decoded(kind, data, header, bounds)


def _decoded(kind: str, data: bytes, header: Header, bounds: InspectBounds) -> _Measured:
    from adops.inspect.decode import decode

    size = header.width, header.height
    delays = timing.shown(header.delays)
    try:
        seen = decode(kind, data, header, delays, bounds)
    except TooMany:
        return _Measured(kind, *size, trouble=Code.FILE_BOMB)
    except Exception:  # on bytes made by chance Pillow raises almost anything; all mean one thing
        return _Measured(kind, *size, cmyk=header.four_colours, trouble=Code.FILE_BROKEN)
    return _Measured(
        kind,
        seen.width,
        seen.height,
        _animation(header, delays, seen.flashes) if header.moves else None,
        cmyk=seen.cmyk,
        blank=seen.blank,
        orientation=seen.orientation,
        trailing=_trailing(data, header.end),
    )


def _film(kind: str, data: bytes, bounds: InspectBounds) -> _Measured:
    try:
        film, over = video.header(kind, data, bounds)
    except Cut:
        return _Measured(kind, trouble=Code.FILE_BROKEN)
    except TooMany:
        return _Measured(kind, trouble=Code.FILE_BOMB)
    if over:
        return _Measured(kind, film.width, film.height, trouble=Code.FILE_BOMB)
    return _played(kind, data, film, bounds)


def _played(kind: str, data: bytes, film: Film, bounds: InspectBounds) -> _Measured:
    trailing = _trailing(data, film.end)
    try:
        seen = video.look(kind, data, film, bounds)
    except video.NotInstalled:
        return _Measured(kind, trailing=trailing, not_done=VIDEO)
    except TooMany:
        return _Measured(kind, film.width, film.height, trouble=Code.FILE_BOMB)
    except Exception:  # on bytes made by chance FFmpeg finds almost anything; all mean one thing
        return _Measured(kind, trouble=Code.FILE_BROKEN)
    size = seen.width or None, seen.height or None
    return _Measured(kind, *size, video=seen.video, trailing=trailing)


def _trailing(data: bytes, end: int | None) -> int:
    """Bytes after the end of what is shown; padding is none."""
    rest = data[end:] if end is not None else b""
    return len(rest) if rest.strip(PADDING) else 0


def _animation(header: Header, delays: tuple[int, ...], flashes: int) -> Animation:
    return Animation(
        frames=len(delays),
        milliseconds=sum(delays),
        plays=header.plays,
        fps=timing.fastest(delays, header.plays),
        flashes=flashes,
    )


def _is_bomb(header: Header, bounds: InspectBounds) -> bool:
    """Held against headers alone, before a decoder is asked for memory or time."""
    return (
        header.canvas > bounds.pixels
        or header.canvas * header.pictures > max(bounds.run_pixels, bounds.pixels)
        or header.scans > bounds.scans
        or header.canvas * (header.scans - PLAIN_SCANS) > bounds.run_pixels
    )


def _claimed_by_type(declared: str | None) -> str | None:
    if declared is None:
        return None
    return MEDIA_TYPES.get(declared.partition(";")[0].strip().lower())
