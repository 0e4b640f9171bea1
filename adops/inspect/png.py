"""PNG and APNG: size, frames, delays and plays, chunk by chunk."""

import struct
from dataclasses import dataclass, field

from adops.inspect.header import Cut, Header, TooMany

SIGNATURE = b"\x89PNG\r\n\x1a\n"
NO_DENOMINATOR = 100


@dataclass(slots=True)
class _Run:
    """The animation's chunks as they are met."""

    frames: int = 0
    plays: int = 0
    delays: list[int] = field(default_factory=list)
    data_seen: bool = False
    hidden_first: bool = False

    def take(self, kind: bytes, body: memoryview, most_frames: int) -> None:
        if kind == b"acTL" and not self.data_seen:
            self.frames, self.plays = struct.unpack_from(">II", body)
            if self.frames > most_frames:
                raise TooMany
        elif kind == b"fcTL" and self.frames:
            self.hidden_first = self.hidden_first or (self.data_seen and not self.delays)
            part, whole = struct.unpack_from(">HH", body, 20)
            self.delays.append(part * 1000 // (whole or NO_DENOMINATOR))
        elif kind == b"IDAT":
            self.data_seen = True


def read(data: bytes, most_frames: int) -> Header:
    """Raises Cut when it ends before IEND or lacks frames, TooMany over `most_frames`."""
    view = memoryview(data)
    run = _Run()
    try:
        if data[12:16] != b"IHDR":
            raise Cut
        width, height = struct.unpack_from(">II", data, 16)
        pos = len(SIGNATURE)
        kind = b""
        while kind != b"IEND":
            length, kind = struct.unpack_from(">I4s", data, pos)
            if pos + 12 + length > len(data):
                raise Cut
            run.take(kind, view[pos + 8 : pos + 8 + length], most_frames)
            pos += 12 + length
    except struct.error as error:
        raise Cut from error
    if not run.data_seen or len(run.delays) < run.frames:
        raise Cut
    moving = run.frames > 1
    return Header(
        width=width,
        height=height,
        canvas=width * height,
        delays=tuple(run.delays[: run.frames]) if moving else (),
        plays=run.plays if moving else 1,
        hidden_first=run.hidden_first and moving,
        end=pos,
    )
