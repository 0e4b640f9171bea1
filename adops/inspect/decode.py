"""Every frame decoded once by Pillow, and what is seen on the way."""

import importlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from adops.domain.creative import InspectBounds
from adops.inspect import flashes
from adops.inspect.header import Header, TooMany

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PLUGINS = {
    "jpg": ("JPEG", "PIL.JpegImagePlugin"),
    "png": ("PNG", "PIL.PngImagePlugin"),
    "gif": ("GIF", "PIL.GifImagePlugin"),
    "webp": ("WEBP", "PIL.WebPImagePlugin"),
}
ORIENTATION = 0x0112
LYING = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class Seen:
    """Size in px as a browser shows it; `flashes` the most within a second."""

    width: int
    height: int
    blank: bool
    cmyk: bool
    flashes: int


def decode(
    kind: str, data: bytes, header: Header, delays: tuple[int, ...], bounds: InspectBounds
) -> Seen:
    """Raises whatever Pillow raises on bytes that are no such picture; TooMany over the bounds."""
    name, plugin = PLUGINS[kind]
    importlib.import_module(plugin)
    with Image.open(BytesIO(data), formats=(name,)) as image:
        if image.width * image.height > bounds.pixels:
            raise TooMany
        turned = _orientation(image) in LYING
        blank, small = _frames(image, header, delays)
        width, height = header.width, header.height
        return Seen(
            width=height if turned else width,
            height=width if turned else height,
            blank=blank,
            cmyk=image.mode == "CMYK",
            flashes=flashes.most_in_a_second(small, delays, header.plays) if small else 0,
        )


def _frames(
    image: Image.Image, header: Header, delays: tuple[int, ...]
) -> "tuple[bool, list[NDArray[np.float32]]]":
    """Whether all frames are one flat colour, and the frames small where flashes are possible."""
    counting = header.moves and flashes.worth_counting(delays, header.plays)
    flat: object = None
    blank = True
    small = []
    for number in range(header.pictures):
        if number:
            image.seek(number)
        image.load()
        if header.hidden_first and not number:
            continue
        if blank:
            colour = _flat_colour(image)
            blank = colour is not None and flat in (None, colour)
            flat = colour
        if counting:
            small.append(flashes.luminance(image))
    return blank, small


def _flat_colour(image: Image.Image) -> object:
    """The picture's only colour; None when it has more than one. All transparent is one."""
    bands = image.getextrema()
    pairs = bands if isinstance(bands[0], tuple) else (bands,)
    if image.mode in {"RGBA", "LA", "PA"} and pairs[-1] == (0, 0):
        return "transparent"
    if image.mode in {"P", "PA"}:
        return _flat_palette(image)
    if any(low != high for low, high in pairs):
        return None
    small = image.resize((1, 1), Image.Resampling.NEAREST)
    return small.convert("RGBA").getpixel((0, 0))


def _flat_palette(image: Image.Image) -> object:
    """A palette may hold one colour twice; more than a few used entries are never flat."""
    used = image.getcolors(maxcolors=8)
    if used is None:
        return None
    shown = image.convert("RGBA").getcolors(maxcolors=1)
    return shown[0][1] if shown else None


def _orientation(image: Image.Image) -> int:
    """EXIF orientation 1..8; 1 when there is none that can be read."""
    raw = image.info.get("exif")
    if not raw:
        return 1
    exif = Image.Exif()
    try:
        exif.load(raw)
        found = exif.get(ORIENTATION, 1)
    except Exception:  # a camera's EXIF may hold anything, and Pillow raises almost anything
        return 1
    return found if isinstance(found, int) else 1
