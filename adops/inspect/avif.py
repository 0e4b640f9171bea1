"""AVIF: sizes, frames, delays and plays, box by box (ISO 23000-22), before anything is decoded."""

import struct
from collections.abc import Iterator

from adops.inspect import av1, boxes
from adops.inspect.boxes import Box, Cursor
from adops.inspect.header import Cut, Header, TooMany

STILL_BRAND = b"avif"
SECOND = 1000
FIXED = 16
# Versions of an item's entry up to this one number it with 16 bits.
SHORT_ITEMS = 2
MOST_ITEMS, MOST_PLACES = 1_000, 2_000
REPEATS = 1
Part = tuple[int, int]


def read(data: bytes, most_frames: int) -> Header:
    """Raises Cut when it is shorter than it says, TooMany over `most_frames`.

    The size is as stored: a turned picture (irot, imir) is turned by the decoder's orientation.
    """
    try:
        found, end = boxes.top(data)
        meta = next((box for box in found if box.kind == b"meta"), None)
        moov = next((box for box in found if box.kind == b"moov"), None)
        boxes.require_few(data, b"trak")
        if moov is not None and data[8:12] != STILL_BRAND:
            track = _track(data, moov)
            return _sequence(data, track, _most(data, meta, moov), most_frames, end)
        if meta is None:
            raise Cut
        size = _primary_size(data, meta)
        return Header(*size, canvas=max(_most(data, meta, moov), size[0] * size[1]), end=end)
    except (struct.error, IndexError) as error:
        raise Cut from error


def _most(data: bytes, meta: Box | None, moov: Box | None) -> int:
    """The most px that any item or track, or the coded pictures themselves, ask for."""
    sizes = []
    if meta is not None:
        sizes += [wide * high for wide, high in _item_sizes(data, meta)]
        sizes += [av1.most_pixels(data, *place) for place in _items(data, meta)]
    if moov is not None:
        for track in boxes.find(data, moov, b"trak"):
            sizes += _track_pixels(data, track)
    return max(sizes, default=0)


def _properties(data: bytes, meta: Box) -> tuple[Box, ...]:
    held = boxes.first(data, meta, b"iprp", b"ipco", skip=4)
    return tuple(boxes.inside(data, held.start, held.end)) if held else ()


def _item_sizes(data: bytes, meta: Box) -> Iterator[tuple[int, int]]:
    for one in _properties(data, meta):
        if one.kind == b"ispe":
            yield boxes.number(data, one, 4), boxes.number(data, one, 8)


def _primary_size(data: bytes, meta: Box) -> tuple[int, int]:
    """The size of the item that is shown. Raises Cut where it has none."""
    named = boxes.first(data, meta, b"pitm", skip=4)
    tied = boxes.first(data, meta, b"iprp", b"ipma", skip=4)
    if named is None or tied is None:
        raise Cut
    code = ">I" if boxes.is_wide(data, named) else ">H"
    item = boxes.number(data, named, 4, code)
    held = _properties(data, meta)
    for place in _ties(data, tied).get(item, ()):
        if 0 < place <= len(held) and held[place - 1].kind == b"ispe":
            size = held[place - 1]
            return boxes.number(data, size, 4), boxes.number(data, size, 8)
    raise Cut


def _ties(data: bytes, tied: Box) -> dict[int, list[int]]:
    """Item → the places of its properties, counted from 1."""
    flags = boxes.number(data, tied, 0)
    item, tie, mask = 4 if flags >> 24 else 2, 2 if flags & 1 else 1, 0x7FFF if flags & 1 else 0x7F
    reading = Cursor(data, tied, 4)
    return {
        reading.take(item): [reading.take(tie) & mask for _ in range(reading.take(1))]
        for _ in range(min(reading.take(4), MOST_ITEMS))
    }


def _items(data: bytes, meta: Box) -> Iterator[tuple[int, int]]:
    """Where the data of each coded picture is, from the table of places."""
    table = boxes.first(data, meta, b"iloc", skip=4)
    if table is None:
        return
    inner = boxes.first(data, meta, b"idat", skip=4)
    coded = _coded(data, meta)
    for count, (item, method, start, length) in enumerate(_places(data, table)):
        if count > MOST_PLACES:
            raise TooMany
        if item not in coded:
            continue
        if method == 0:
            yield start, min(len(data), start + length)
        elif method == 1 and inner is not None:
            yield inner.start + start, min(inner.end, inner.start + start + length)


def _coded(data: bytes, meta: Box) -> frozenset[int]:
    """The items that are coded as AV1; EXIF and the like are others."""
    table = boxes.first(data, meta, b"iinf", skip=4)
    if table is None:
        return frozenset()
    count = 6 if not boxes.number(data, table, 0, ">B") else 8
    return frozenset(
        item
        for entry in boxes.inside(data, table.start + count, table.end)
        for item, kind in [_item(data, entry)]
        if kind == b"av01"
    )


def _item(data: bytes, entry: Box) -> tuple[int, bytes]:
    """An item's number and type."""
    wide = boxes.number(data, entry, 0, ">B") > SHORT_ITEMS
    at = 8 if wide else 6
    kind = entry.start + at + 2
    return boxes.number(data, entry, 4, ">I" if wide else ">H"), data[kind : kind + 4]


def _places(data: bytes, table: Box) -> Iterator[tuple[int, int, int, int]]:
    """Of each extent its item, how it is placed (0: in the file, 1: in the table's own data),
    where, and how long it is."""
    reading = Cursor(data, table)
    version = reading.take(1)
    reading.take(3)
    offset, length, base, index = _nibbles(reading.take(2))
    newer, wide = version in {1, 2}, 4 if version == 2 else 2
    for _ in range(min(reading.take(wide), MOST_ITEMS)):
        item = reading.take(wide)
        method = reading.take(2) & 15 if newer else 0
        reading.take(2)
        start = reading.take(base)
        for _ in range(reading.take(2)):
            reading.take(index if newer else 0)
            at = start + reading.take(offset)
            yield item, method, at, reading.take(length) or len(data)


def _nibbles(sizes: int) -> tuple[int, int, int, int]:
    return sizes >> 12 & 15, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15


def _track(data: bytes, moov: Box) -> Box:
    """The track of pictures, not of their transparency."""
    for track in boxes.find(data, moov, b"trak"):
        handler = boxes.first(data, track, b"mdia", b"hdlr")
        if handler is not None and data[handler.start + 8 : handler.start + 12] == b"pict":
            return track
    raise Cut


def _sequence(data: bytes, track: Box, most: int, most_frames: int, end: int) -> Header:
    width, height = _track_size(data, track)
    delays = _delays(data, track, most_frames)
    return Header(
        width=width,
        height=height,
        canvas=max(most, width * height),
        delays=delays,
        plays=_plays(data, track),
        end=end,
    )


def _track_size(data: bytes, track: Box) -> tuple[int, int]:
    head = boxes.first(data, track, b"tkhd")
    if head is None:
        raise Cut
    at = 88 if boxes.is_wide(data, head) else 76
    return boxes.number(data, head, at) >> FIXED, boxes.number(data, head, at + 4) >> FIXED


def _track_pixels(data: bytes, track: Box) -> Iterator[int]:
    """What the track's head, its descriptions and its samples ask for."""
    width, height = _track_size(data, track)
    yield width * height
    table = boxes.first(data, track, b"mdia", b"minf", b"stbl")
    if table is None:
        return
    for entry in boxes.entries(data, table):
        yield boxes.number(data, entry, 24, ">H") * boxes.number(data, entry, 26, ">H")
    chunks = boxes.chunks(data, table)
    if len(chunks) > MOST_PLACES:
        raise TooMany
    for start in chunks:
        yield av1.most_pixels(data, start, len(data))


def _delays(data: bytes, track: Box, most_frames: int) -> tuple[int, ...]:
    """In ms. Raises TooMany before a long table is written out."""
    media = boxes.first(data, track, b"mdia", b"mdhd")
    table = boxes.first(data, track, b"mdia", b"minf", b"stbl", b"stts")
    if media is None or table is None:
        raise Cut
    scale = boxes.number(data, media, 20 if boxes.is_wide(data, media) else 12)
    pairs = tuple(boxes.runs(data, table))
    if sum(count for count, _ in pairs) > most_frames:
        raise TooMany
    if not scale or not pairs:
        raise Cut
    return tuple(step * SECOND // scale for count, step in pairs for _ in range(count))


def _plays(data: bytes, track: Box) -> int:
    """How often it runs; without an edit list that says so, for ever, as browsers play it."""
    head = boxes.first(data, track, b"tkhd")
    edits = boxes.first(data, track, b"edts", b"elst")
    if head is None or edits is None or not boxes.number(data, edits, 0) & REPEATS:
        return 0 if edits is None else 1
    wide = boxes.is_wide(data, head)
    whole = boxes.number(data, head, 28 if wide else 20, ">Q" if wide else ">I")
    once = boxes.number(data, edits, 8, ">Q" if boxes.is_wide(data, edits) else ">I")
    if whole >= (1 << 64 if wide else 1 << 32) - 1 or not once:
        return 0
    return max(1, -(-whole // once))
