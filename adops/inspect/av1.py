"""AV1: the size its own header asks a decoder for, whatever the container says (AV1 5.5)."""

from collections.abc import Iterator

from adops.inspect.header import Cut

SEQUENCE = 1
MOST_UNITS = 64
# Of a sequence header, in bytes, and more.
LONGEST = 128


class _Bits:
    """Bits, the highest first. Raises Cut past the end."""

    def __init__(self, data: bytes) -> None:
        self._left = len(data) * 8
        self._value = int.from_bytes(data, "big")

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise Cut
        return self._value >> self._left & (1 << count) - 1

    def vlc(self) -> None:
        """Leading zeros, then as many bits."""
        zeros = 0
        while not self.take(1):
            zeros += 1
        self.take(min(zeros, 32))


def most_pixels(data: bytes, start: int, end: int) -> int:
    """The most px any sequence header of the units from `start` on asks for; 0 where none does.

    Raises Cut where one is cut off.
    """
    bodies = (body for kind, body in _units(data, start, end) if kind == SEQUENCE)
    return max((_size(body) for body in bodies), default=0)


def _units(data: bytes, at: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of the first open bitstream units; of a long body its first bytes."""
    for _ in range(MOST_UNITS):
        if at >= end:
            return
        first = data[at]
        at += 2 if first & 4 else 1
        size, at = _length(data, at) if first & 2 else (end - at, at)
        yield first >> 3 & 15, data[at : at + min(size, LONGEST)]
        at += size


def _length(data: bytes, at: int) -> tuple[int, int]:
    """A leb128 number, and where it ends."""
    value = 0
    for place, byte in enumerate(data[at : at + 8]):
        value |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            return value, at + place + 1
    raise Cut


def _size(body: bytes) -> int:
    bits = _Bits(body)
    bits.take(4)  # profile, still picture
    if bits.take(1):  # the short header of a still picture
        bits.take(5)
    else:
        _operating_points(bits)
    wide, high = bits.take(4) + 1, bits.take(4) + 1
    return _side(bits.take(wide) + 1, wide) * _side(bits.take(high) + 1, high)


def _side(most: int, bits: int) -> int:
    """A frame may name its own size with that many bits: more of them than needed are a lie."""
    return most if most * 2 > 1 << bits else 1 << bits


def _operating_points(bits: _Bits) -> None:
    delay_bits = 0
    decoder_model = False
    if bits.take(1):
        bits.take(64)
        if bits.take(1):
            bits.vlc()
        decoder_model = bool(bits.take(1))
        if decoder_model:
            delay_bits = bits.take(5) + 1
            bits.take(42)
    display_delay = bits.take(1)
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if decoder_model and bits.take(1):
            bits.take(2 * delay_bits + 1)
        if display_delay and bits.take(1):
            bits.take(4)
