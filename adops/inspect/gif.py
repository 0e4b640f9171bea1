"""GIF: screen, frames, delays and repeats, block by block (GIF89a)."""

import struct

from adops.inspect.header import Cut, Header, TooMany

EXTENSION, IMAGE, TRAILER, PADDING = 0x21, 0x2C, 0x3B, 0x00
CONTROL, APPLICATION = 0xF9, 0xFF
LOOPING = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
MS = 10


class _Walk:
    """One pass over the blocks; `pos` is the next byte."""

    def __init__(self, data: bytes, most_frames: int) -> None:
        self.data = data
        self.most_frames = most_frames
        self.pos = 13 + _table(data[10])
        self.width, self.height = struct.unpack_from("<HH", data, 6)
        self.far_x, self.far_y = self.width, self.height
        self.delay = 0
        self.delays: list[int] = []
        self.plays = 1

    def run(self) -> Header:
        while (kind := self.data[self.pos]) != TRAILER:
            self.pos += 1
            if kind == EXTENSION:
                self.extension()
            elif kind == IMAGE:
                self.image()
            elif kind != PADDING:
                raise Cut
        if not self.delays:
            raise Cut
        return Header(
            width=self.width,
            height=self.height,
            canvas=self.far_x * self.far_y,
            delays=tuple(self.delays),
            plays=self.plays,
            end=self.pos + 1,
        )

    def extension(self) -> None:
        label = self.data[self.pos]
        self.pos += 1
        if label == CONTROL and self.data[self.pos] == 4:
            (hundredths,) = struct.unpack_from("<H", self.data, self.pos + 2)
            self.delay = hundredths * MS
        elif label == APPLICATION and self.data[self.pos + 1 : self.pos + 12] in LOOPING:
            self.repeats(self.pos + 12)
        self.skip_blocks()

    def repeats(self, at: int) -> None:
        """The count is of repeats after the first run, as browsers play it; 0 is for ever."""
        if self.data[at] == 3 and self.data[at + 1] & 7 == 1:
            (again,) = struct.unpack_from("<H", self.data, at + 2)
            self.plays = again + 1 if again else 0

    def image(self) -> None:
        left, top, wide, high, flags = struct.unpack_from("<HHHHB", self.data, self.pos)
        self.far_x, self.far_y = max(self.far_x, left + wide), max(self.far_y, top + high)
        if not self.delays:
            self.width, self.height = self.far_x, self.far_y
        self.delays.append(self.delay)
        if len(self.delays) > self.most_frames:
            raise TooMany
        self.delay = 0
        self.pos += 10 + _table(flags)
        self.skip_blocks()

    def skip_blocks(self) -> None:
        data, pos = self.data, self.pos
        while length := data[pos]:
            pos += length + 1
        self.pos = pos + 1


def read(data: bytes, most_frames: int) -> Header:
    """Raises Cut when it ends before its trailer, TooMany over `most_frames`."""
    try:
        return _Walk(data, most_frames).run()
    except (IndexError, struct.error) as error:
        raise Cut from error


def _table(flags: int) -> int:
    """Bytes of a colour table."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0
