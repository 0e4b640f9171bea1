"""JPEG: size and colours, marker by marker up to the first scan."""

import struct

from adops.inspect.header import Cut, Header

START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
SHOWS_NOTHING = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""Comments and what applications keep; not JFIF (E0) and Adobe (EE), which say how colours lie."""
CMYK_COMPONENTS = 4


def read(data: bytes, most_frames: int) -> Header:
    """Raises Cut when it has no frame or no scan; its end is the decoder's to miss.

    `most_frames` is not asked about.
    """
    try:
        size, components, scan = _to_first_scan(data)
    except (IndexError, struct.error) as error:
        raise Cut from error
    width, height = size
    return Header(
        width=width,
        height=height,
        canvas=width * height,
        four_colours=components == CMYK_COMPONENTS,
        scans=data.count(bytes((0xFF, START_OF_SCAN)), scan),
    )


def stripped(data: bytes) -> bytes | None:
    """The same picture without what shows nothing, profiles included; None where its markers go
    astray."""
    kept = bytearray(data[:2])
    pos = 2
    try:
        while True:
            start = pos
            marker, pos = _next_marker(data, pos)
            if marker == END_OF_IMAGE:
                return bytes(kept) + bytes((0xFF, END_OF_IMAGE))
            if marker not in ALONE:
                pos += struct.unpack_from(">H", data, pos)[0]
            if marker == START_OF_SCAN:
                pos = _end_of_scan(data, pos)
            if marker not in SHOWS_NOTHING:
                kept += data[start:pos]
    except (Cut, IndexError, ValueError, struct.error):
        return None


def _end_of_scan(data: bytes, pos: int) -> int:
    """Where the coded data ends: at the first marker that is none of its own."""
    while True:
        pos = data.index(0xFF, pos)
        if data[pos + 1] != 0 and data[pos + 1] not in ALONE:
            return pos
        pos += 2


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


def _next_marker(data: bytes, pos: int) -> tuple[int, int]:
    """The marker at `pos`, fill bytes skipped, and where what follows it starts."""
    if data[pos] != 0xFF:
        raise Cut
    while (marker := data[pos]) == 0xFF:
        pos += 1
    return marker, pos + 1
