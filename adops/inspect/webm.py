"""WebM: size, length and frames, element by element (EBML, RFC 8794), before it is opened."""

import struct

from adops.inspect.header import Cut, Film, TooMany

HEAD, SEGMENT, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
# Looked into; the others are stepped over.
HOLDERS = frozenset({SEGMENT, CLUSTER, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0, 0xA0})
# May say that their length is not known: the file was written while it was recorded.
OPEN = frozenset({SEGMENT, CLUSTER})
WIDTH, HEIGHT, SCALE, LENGTH = 0xB0, 0xBA, 0x2AD7B1, 0x4489
BLOCKS = frozenset({0xA3, 0xA1})
# Elements a frame: a block may lie in a group with its times.
A_FRAME = 2
NANOSECONDS = 1_000_000
PLAIN_SCALE = 1_000_000
LONGEST = 2**52


class _Walk:
    """One pass over the elements; `pos` is the next byte."""

    def __init__(self, data: bytes, most_frames: int) -> None:
        self.data = data
        self.most_frames = most_frames
        self.pos = 0
        self.end = len(data)
        self.width = self.height = self.blocks = 0
        self.scale = PLAIN_SCALE
        self.length = 0.0

    def run(self) -> Film:
        for _ in range(self.most_frames * A_FRAME):
            if self.pos >= self.end or self.blocks > self.most_frames:
                break
            self.element()
        if self.pos < self.end or self.blocks > self.most_frames:
            raise TooMany
        if not self.width or not self.height:
            raise Cut
        return Film(
            width=self.width,
            height=self.height,
            milliseconds=self.milliseconds(),
            frames=self.blocks,
            end=self.end,
        )

    def element(self) -> None:
        kind = self.number(marked=True)
        size = self.number(marked=False)
        start = self.pos
        if size is None:
            if kind not in OPEN:
                raise Cut
        elif start + size > self.end:
            raise Cut
        elif kind == SEGMENT:
            self.end = start + size
        if kind not in HOLDERS:
            self.value(kind or 0, self.data[start : start + min(size or 0, 8)], size or 0)
            self.pos = start + (size or 0)

    def value(self, kind: int, body: bytes, size: int) -> None:
        if kind in BLOCKS:
            self.blocks += 1
        elif kind == WIDTH:
            self.width = max(self.width, int.from_bytes(body, "big"))
        elif kind == HEIGHT:
            self.height = max(self.height, int.from_bytes(body, "big"))
        elif kind == SCALE:
            self.scale = int.from_bytes(body, "big")
        elif kind == LENGTH and size in {4, 8}:
            (self.length,) = struct.unpack(">f" if size == 4 else ">d", body)

    def number(self, *, marked: bool) -> int | None:
        """A number that says its own length; `marked` keeps that mark. None: all ones."""
        first = self.data[self.pos]
        size = 9 - first.bit_length()
        if size > 8 or self.pos + size > self.end:
            raise Cut
        value = int.from_bytes(self.data[self.pos : self.pos + size], "big")
        self.pos += size
        if marked:
            return value
        value &= (1 << 7 * size) - 1
        return None if value == (1 << 7 * size) - 1 else value

    def milliseconds(self) -> int:
        length = self.length * self.scale / NANOSECONDS
        # of a length that is no number nothing is known
        return int(min(length, LONGEST)) if length > 0 else 0


def read(data: bytes, most_frames: int) -> Film:
    """Raises Cut when it is shorter than it says or has no size, TooMany of elements or frames."""
    try:
        return _Walk(data, most_frames).run()
    except IndexError as error:
        raise Cut from error
