"""MP4: sizes, length, frames and the order of its boxes (ISO 14496-12), before it is opened."""

import struct
from collections.abc import Iterator, Sequence

from adops.inspect import boxes
from adops.inspect.boxes import Box
from adops.inspect.header import Cut, Film

SECOND = 1000
FIXED = 16
# Before the size; its first number is 0 in a track that is shown on its side.
MATRIX = 36
SIZES, TIMES = frozenset((b"stsz", b"stz2")), frozenset((b"stts", b"ctts"))
# Pieces of sound are shorter than pictures, and a player keeps as little of each.
SOUND_A_FRAME = 50
# Lengths of all ones say that the length is not known.
UNKNOWN = frozenset({2**32 - 1, 2**64 - 1})


def read(data: bytes, most_frames: int) -> Film:
    """Raises Cut when a box is longer than the file or no film is in it, TooMany of boxes.

    `most_frames` is not asked about: they are counted at once.
    """
    try:
        found, end = boxes.top(data)
        kinds = [box.kind for box in found]
        if b"moov" not in kinds:
            raise Cut
        moov = found[kinds.index(b"moov")]
        boxes.require_few(data, b"trak", moov.start, moov.end)
        if b"moof" in kinds:
            boxes.require_few(data, b"traf")
            boxes.require_few(data, b"trun")
        late = b"mdat" in kinds and kinds.index(b"mdat") < kinds.index(b"moov")
        return _film(data, moov, found, starts_fast=not late, end=end)
    except (struct.error, IndexError) as error:
        raise Cut from error


def _film(data: bytes, moov: Box, found: Sequence[Box], *, starts_fast: bool, end: int) -> Film:
    tracks = tuple(boxes.find(data, moov, b"trak"))
    sizes = [_size(data, track) for track in tracks if _shows(data, track)]
    fragments = [box for box in found if box.kind == b"moof"]
    heads = [*boxes.find(data, moov, b"mvhd"), *boxes.find(data, moov, b"trak", b"mdia", b"mdhd")]
    return Film(
        width=max((width for width, _ in sizes), default=0),
        height=max((height for _, height in sizes), default=0),
        milliseconds=max((_length(data, head) for head in heads), default=0),
        frames=sum(_frames(data, track) for track in tracks)
        + sum(_more_samples(data, fragment) for fragment in fragments),
        starts_fast=starts_fast,
        end=end,
    )


def _shows(data: bytes, track: Box) -> bool:
    handler = boxes.first(data, track, b"mdia", b"hdlr")
    return handler is not None and data[handler.start + 8 : handler.start + 12] == b"vide"


def _size(data: bytes, track: Box) -> tuple[int, int]:
    """The larger of what the track's head and its descriptions say, in px, turned as it says."""
    width = height = 0
    lies = False
    head = boxes.first(data, track, b"tkhd")
    if head is not None:
        at = 88 if boxes.is_wide(data, head) else 76
        width, height = (boxes.number(data, head, at + step) >> FIXED for step in (0, 4))
        lies = not boxes.number(data, head, at - MATRIX)
    table = boxes.first(data, track, b"mdia", b"minf", b"stbl")
    for entry in boxes.entries(data, table) if table else ():
        width = max(width, boxes.number(data, entry, 24, ">H"))
        height = max(height, boxes.number(data, entry, 26, ">H"))
    return (height, width) if lies else (width, height)


def _length(data: bytes, head: Box) -> int:
    """In ms, by a film's or a track's head; 0 where it is not known."""
    wide = boxes.is_wide(data, head)
    scale = boxes.number(data, head, 20 if wide else 12)
    length = boxes.number(data, head, 24 if wide else 16, ">Q" if wide else ">I")
    return length * SECOND // scale if scale and length not in UNKNOWN else 0


def _frames(data: bytes, track: Box) -> int:
    """How many a track says it has; a few lines of its tables may say billions, of sound too."""
    samples = max(_samples(data, track), default=0)
    return samples if _shows(data, track) else samples // SOUND_A_FRAME


def _samples(data: bytes, track: Box) -> Iterator[int]:
    table = boxes.first(data, track, b"mdia", b"minf", b"stbl")
    for box in boxes.inside(data, table.start, table.end) if table else ():
        if box.kind in SIZES:
            yield boxes.number(data, box, 8)
        elif box.kind in TIMES:
            yield sum(count for count, _ in boxes.runs(data, box))


def _more_samples(data: bytes, fragment: Box) -> int:
    runs = boxes.find(data, fragment, b"traf", b"trun")
    return sum(boxes.number(data, run, 4) for run in runs)
