"""JPEG: size, colours, scans and the end, marker by marker; coded data is skipped."""

import re
import struct

from adops.inspect.header import Cut, Header, TooMany

START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
SHOWS_NOTHING = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""Comments and what applications keep; not JFIF (E0) and Adobe (EE), which say how colours lie."""
CMYK_COMPONENTS = 4
# What ends coded data: a marker that is no stuffed byte, no restart and no fill.
AFTER_DATA = re.compile(rb"\xff(?=[^\x00\xff\xd0-\xd7])")
# Far over what any encoder writes.
MOST_MARKERS = 10_000


def read(data: bytes, most_frames: int) -> Header:
    """Raises Cut when it has no frame or no scan; its end is the decoder's to miss. Raises TooMany
    of markers. `most_frames` is not asked about.
    """
    try:
        size, components, scan = _to_first_scan(data)
        scans, end = _to_end(data, scan)
    except (IndexError, struct.error) as error:
        raise Cut from error
    width, height = size
    return Header(
        width=width,
        height=height,
        canvas=width * height,
        four_colours=components == CMYK_COMPONENTS,
        scans=scans,
        end=end,
    )


def stripped(data: bytes) -> bytes | None:
    """The same picture without what shows nothing, profiles included; None where its markers go
    astray."""
    kept = bytearray(data[:2])
    end = 2
    try:
        for _ in range(MOST_MARKERS):
            start = end
            marker, end = _next_marker(data, start)
            if marker == END_OF_IMAGE:
                return bytes(kept) + bytes((0xFF, END_OF_IMAGE))
            end = _after(data, marker, end)
            if marker not in SHOWS_NOTHING:
                kept += data[start:end]
    except (Cut, IndexError, struct.error):
        return None
    return None


def _after(data: bytes, marker: int, pos: int) -> int:
    """Where a segment ends, the coded data of a scan included."""
    if marker not in ALONE:
        pos += struct.unpack_from(">H", data, pos)[0]
    if marker == START_OF_SCAN:
        found = AFTER_DATA.search(data, pos)
        if found is None:
            raise Cut
        pos = found.start()
    return pos


def _to_first_scan(data: bytes) -> tuple[tuple[int, int], int, int]:
    """(width, height), how many colours, and where the first scan starts."""
    width = height = components = 0
    marker, pos = _next_marker(data, 2)
    while marker != START_OF_SCAN:
        if marker == END_OF_IMAGE:
            raise Cut
        if marker in FRAMES:
            height, width, components = struct.unpack_from(">HHB", data, pos + 3)
        if marker not in ALONE:
            pos += struct.unpack_from(">H", data, pos)[0]
        marker, pos = _next_marker(data, pos)
    if not width or not height:
        raise Cut
    return (width, height), components, pos - 2


def _to_end(data: bytes, pos: int) -> tuple[int, int | None]:
    """How many scans from the first one on, and where the picture ends; None where it does not."""
    scans = 0
    for _ in range(MOST_MARKERS):
        found = AFTER_DATA.search(data, pos)
        if found is None:
            return scans, None
        pos = found.start() + 2
        marker = data[pos - 1]
        if marker == END_OF_IMAGE:
            return scans, pos
        scans += marker == START_OF_SCAN
        pos += _length(data, pos)
    raise TooMany


def _length(data: bytes, pos: int) -> int:
    """Of the segment there; of one that is cut off, what is left."""
    return max(2, int.from_bytes(data[pos : pos + 2], "big"))


def _next_marker(data: bytes, pos: int) -> tuple[int, int]:
    """The marker at `pos`, fill bytes skipped, and where what follows it starts."""
    if data[pos] != 0xFF:
        raise Cut
    while (marker := data[pos]) == 0xFF:
        pos += 1
    return marker, pos + 1
