"""Pictures as files of a wished weight: as good as fits, or an exact number of bytes.

What an exact size lacks is filled with a comment inside the file (JPEG COM, PNG tEXt, GIF comment
extension), so that the picture stays whole for every reader.
"""

from collections.abc import Iterator
from io import BytesIO
from zlib import crc32

from PIL import Image

JPEG_QUALITIES = (
    96,
    94,
    92,
    90,
    88,
    85,
    82,
    78,
    74,
    70,
    65,
    60,
    54,
    48,
    42,
    36,
    30,
    24,
    18,
    12,
)
COLOURS = (256, 192, 128, 96, 64, 48, 32, 24, 16, 8)
LEAST_PADDING = {"jpg": 4, "png": 20, "gif": 5}
JPEG_SEGMENT = 65_537
GIF_BLOCK = 256


def at_most(picture: Image.Image, form: str, size: int) -> bytes:
    """The best file of `form` (jpg, png, gif) with no more than `size` bytes.

    Raises ValueError when even the poorest is heavier.
    """
    for body in _by_quality(picture, form):
        if len(body) <= size:
            return body
    raise ValueError(f"no {form} of {picture.size} in {size} bytes")


def exactly(picture: Image.Image, form: str, size: int) -> bytes:
    """The best file of `form` brought to exactly `size` bytes. Raises ValueError when too small."""
    body = at_most(picture, form, size - LEAST_PADDING[form])
    return PADDERS[form](body, size - len(body))


def animated(
    frames: list[Image.Image],
    *,
    milliseconds: int,
    loops: int | None,
    size: int | None = None,
) -> bytes:
    """A GIF; `loops` more plays after the first as GIF counts them, 0 for ever, None plays once.

    With `size` the best palette that fits so many bytes. Raises ValueError when none does.
    """
    for colours in COLOURS:
        body = _gif(frames, colours, milliseconds, loops)
        if size is None or len(body) <= size:
            return body
    raise ValueError(f"no gif of {len(frames)} frames in {size} bytes")


def _by_quality(picture: Image.Image, form: str) -> Iterator[bytes]:
    if form == "jpg":
        return (_jpeg(picture, quality) for quality in JPEG_QUALITIES)
    if form == "png":
        return (_png(picture, colours) for colours in (None, *COLOURS))
    return (_gif([picture], colours, 0, None) for colours in COLOURS)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    body = BytesIO()
    fine = 0 if quality >= 82 else 2
    picture.save(body, "JPEG", quality=quality, subsampling=fine, optimize=True)
    return body.getvalue()


def _png(picture: Image.Image, colours: int | None) -> bytes:
    body = BytesIO()
    drawn = picture if colours is None else picture.quantize(colours)
    drawn.save(body, "PNG", optimize=True)
    return body.getvalue()


def _gif(frames: list[Image.Image], colours: int, milliseconds: int, loops: int | None) -> bytes:
    body = BytesIO()
    flat = [frame.quantize(colours, dither=Image.Dither.NONE) for frame in frames]
    if len(flat) == 1:
        flat[0].save(body, "GIF")
        return body.getvalue()
    wanted = {"save_all": True, "append_images": flat[1:], "duration": milliseconds}
    if loops is not None:
        wanted["loop"] = loops
    flat[0].save(body, "GIF", **wanted)
    return body.getvalue()


def _padded_jpeg(body: bytes, missing: int) -> bytes:
    segments = b""
    while missing:
        take = min(missing, JPEG_SEGMENT)
        # a rest of one to three bytes is too small for a segment of its own
        take -= 4 if 0 < missing - take < 4 else 0
        segments += b"\xff\xfe" + (take - 2).to_bytes(2, "big") + b" " * (take - 4)
        missing -= take
    return body[:2] + segments + body[2:]


def _padded_png(body: bytes, missing: int) -> bytes:
    words = b"Comment\x00" + b" " * (missing - LEAST_PADDING["png"])
    chunk = len(words).to_bytes(4, "big") + b"tEXt" + words
    chunk += crc32(b"tEXt" + words).to_bytes(4, "big")
    end = body.rindex(b"\x00\x00\x00\x00IEND")
    return body[:end] + chunk + body[end:]


def _padded_gif(body: bytes, missing: int) -> bytes:
    room = missing - 3
    blocks = b""
    while room:
        take = min(room, GIF_BLOCK)
        # a block holds at least one byte besides its length
        take -= 1 if room - take == 1 else 0
        blocks += bytes([take - 1]) + b" " * (take - 1)
        room -= take
    return body[:-1] + b"\x21\xfe" + blocks + b"\x00" + body[-1:]


PADDERS = {"jpg": _padded_jpeg, "png": _padded_png, "gif": _padded_gif}
