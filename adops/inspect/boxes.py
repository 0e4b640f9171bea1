"""ISO base media, the boxes of an MP4 and of an AVIF: walked, never unpacked."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from adops.inspect.header import Cut, TooMany

# What stands at the top of such a file; anything else there is no part of it.
TOP = frozenset(
    (b"ftyp", b"styp", b"meta", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"ssix", b"prft",
     b"free", b"skip", b"wide", b"uuid", b"udta", b"pdin", b"emsg", b"idat", b"meco", b"bloc")
)  # fmt: skip
# Boxes beside each other, lines of a table, boxes of one kind: far over what a film needs.
MOST, MOST_LINES, MOST_OF_A_KIND = 4_000, 20_000, 2_000


class Box(NamedTuple):
    """`start` and `end` of its body."""

    kind: bytes
    start: int
    end: int


def inside(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes from `start` to `end`. Raises Cut where one is longer than what holds it."""
    for _ in range(MOST):
        if start >= end:
            return
        box = _box(data, start, end)
        yield box
        start = box.end
    raise TooMany


def top(data: bytes) -> tuple[tuple[Box, ...], int]:
    """The file's own boxes and where the last ends: what follows is something else."""
    found: list[Box] = []
    at = 0
    while at < len(data) and (data[at + 4 : at + 8] in TOP or not found):
        found.append(_box(data, at, len(data)))
        at = found[-1].end
        if len(found) > MOST:
            raise TooMany
    return tuple(found), at


def require_few(data: bytes, kind: bytes, start: int = 0, end: int | None = None) -> None:
    """Raises TooMany where so many boxes of a kind are told that walking them takes long."""
    if data.count(kind, start, end) > MOST_OF_A_KIND:
        raise TooMany


def find(data: bytes, box: Box, *path: bytes, skip: int = 0) -> Iterator[Box]:
    """All boxes at that path below a box whose own fields take `skip` bytes."""
    for one in inside(data, box.start + skip, box.end):
        if one.kind == path[0]:
            if len(path) == 1:
                yield one
            else:
                yield from find(data, one, *path[1:])


def first(data: bytes, box: Box, *path: bytes, skip: int = 0) -> Box | None:
    """The first box at that path."""
    return next(find(data, box, *path, skip=skip), None)


def number(data: bytes, box: Box, at: int, code: str = ">I") -> int:
    """A number `at` bytes into a box. Raises Cut past its end."""
    if box.start + at + struct.calcsize(code) > box.end:
        raise Cut
    (found,) = struct.unpack_from(code, data, box.start + at)
    return int(found)


def is_wide(data: bytes, box: Box) -> bool:
    """Whether a full box is of version 1: times of 64 bits."""
    return number(data, box, 0, ">B") == 1


def runs(data: bytes, box: Box) -> Iterator[tuple[int, int]]:
    """The pairs of a table as `stts` has one: how many, of what. Raises Cut, TooMany."""
    count = number(data, box, 4)
    if count > MOST_LINES:
        raise TooMany
    if box.start + 8 + 8 * count > box.end:
        raise Cut
    yield from struct.iter_unpack(">II", data[box.start + 8 : box.start + 8 + 8 * count])


def numbers(data: bytes, box: Box, at: int, code: str = ">I") -> tuple[int, ...]:
    """A table of numbers: its length first, `at` bytes into the box. Raises Cut, TooMany."""
    count = number(data, box, at)
    if count > MOST_LINES:
        raise TooMany
    start, size = box.start + at + 4, struct.calcsize(code)
    if start + size * count > box.end:
        raise Cut
    return tuple(one for (one,) in struct.iter_unpack(code, data[start : start + size * count]))


def entries(data: bytes, table: Box) -> Iterator[Box]:
    """The descriptions of a track's samples, from its sample table."""
    described = first(data, table, b"stsd")
    if described is not None:
        yield from inside(data, described.start + 8, described.end)


def chunks(data: bytes, table: Box) -> tuple[int, ...]:
    """Where in the file a track's chunks start, from its sample table."""
    narrow, wide = first(data, table, b"stco"), first(data, table, b"co64")
    if narrow is not None:
        return numbers(data, narrow, 4)
    return numbers(data, wide, 4, ">Q") if wide is not None else ()


class Cursor:
    """Reads numbers of a box one after another. Raises Cut past its end."""

    def __init__(self, data: bytes, box: Box, at: int = 0) -> None:
        self._data = data
        self._end = box.end
        self._at = box.start + at

    def take(self, size: int) -> int:
        """The next number, of `size` bytes; 0 of none."""
        start = self._at
        self._at += size
        if self._at > self._end:
            raise Cut
        return int.from_bytes(self._data[start : self._at], "big")


def _box(data: bytes, start: int, end: int) -> Box:
    if end - start < 8:
        raise Cut
    size, kind = struct.unpack_from(">I4s", data, start)
    head = 8
    if size == 1:
        if end - start < 16:
            raise Cut
        (size,) = struct.unpack_from(">Q", data, start + 8)
        head = 16
    elif size == 0:
        size = end - start
    if size < head or start + size > end:
        raise Cut
    return Box(kind, start + head, start + size)
