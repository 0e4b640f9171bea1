"""WebP: canvas, frames, durations and plays, chunk by chunk (RIFF)."""

import struct
from dataclasses import dataclass, field

from adops.inspect.header import Cut, Header, TooMany


@dataclass(slots=True)
class _Found:
    size: tuple[int, int] | None = None
    plays: int = 1
    durations: list[int] = field(default_factory=list)
    still: bool = False

    def take(self, kind: bytes, body: bytes, most_frames: int) -> None:
        if kind == b"VP8X":
            self.size = _number(body, 4) + 1, _number(body, 7) + 1
        elif kind == b"ANIM":
            (self.plays,) = struct.unpack_from("<H", body, 4)
        elif kind == b"ANMF":
            self.durations.append(_number(body, 12))
            if len(self.durations) > most_frames:
                raise TooMany
        elif kind in (b"VP8 ", b"VP8L"):
            self.still = True
            self.size = self.size or (_lossy(body) if kind == b"VP8 " else _lossless(body))


def read(data: bytes, most_frames: int) -> Header:
    """Raises Cut when it is shorter than it says, TooMany over `most_frames`."""
    found = _Found()
    try:
        (length,) = struct.unpack_from("<I", data, 4)
        end = length + 8
        if end > len(data):
            raise Cut
        pos = 12
        while pos + 8 <= end:
            kind, size = struct.unpack_from("<4sI", data, pos)
            if pos + 8 + size > end:
                raise Cut
            found.take(kind, data[pos + 8 : pos + 8 + min(size, 16)], most_frames)
            pos += 8 + size + (size & 1)
    except (struct.error, IndexError) as error:
        raise Cut from error
    if found.size is None or not (found.still or found.durations):
        raise Cut
    width, height = found.size
    return Header(
        width=width,
        height=height,
        canvas=width * height,
        delays=tuple(found.durations),
        plays=found.plays if found.durations else 1,
        end=end + (length & 1),
    )


def _number(body: bytes, at: int) -> int:
    """24 bits, least first."""
    return body[at] | body[at + 1] << 8 | body[at + 2] << 16


def _lossy(body: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _lossless(body: bytes) -> tuple[int, int]:
    (bits,) = struct.unpack_from("<I", body, 1)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
