"""Every frame decoded once by Pillow, and what is seen on the way."""

import importlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from adops.domain.creative import InspectBounds
from adops.inspect import flashes
from adops.inspect.header import Header, TooMany

# What Pillow finds odd in somebody's file is no message to who runs the command.
warnings.filterwarnings("ignore", module=r"PIL\.")

PLUGINS = {
    "jpg": ("JPEG", "PIL.JpegImagePlugin"),
    "png": ("PNG", "PIL.PngImagePlugin"),
    "gif": ("GIF", "PIL.GifImagePlugin"),
    "webp": ("WEBP", "PIL.WebPImagePlugin"),
    "avif": ("AVIF", "PIL.AvifImagePlugin"),
}
ORIENTATION = 0x0112
ORIENTATIONS = range(1, 9)
UPRIGHT = 1
LYING = frozenset({5, 6, 7, 8})
# Chromium shows a WebP as it is stored, whatever its EXIF says; an AVIF is turned by its own boxes,
# which Pillow tells as an orientation.
TURNED_BY_EXIF = frozenset({"jpg", "png", "avif"})
# A flat colour comes out of a lossy format a few steps of 255 uneven.
UNEVEN = 4
CLEAR = (0, 0, 0, 0)
Colour = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """Size in px as a browser shows it; `flashes` the most within a second; `orientation` as the
    EXIF has it, 1..8."""

    width: int
    height: int
    blank: bool
    cmyk: bool
    flashes: int
    orientation: int = 1


def decode(
    kind: str, data: bytes, header: Header, delays: tuple[int, ...], bounds: InspectBounds
) -> Seen:
    """Raises whatever Pillow raises on bytes that are no such picture; TooMany over the bounds."""
    name, plugin = PLUGINS[kind]
    importlib.import_module(plugin)
    with Image.open(BytesIO(data), formats=(name,)) as image:
        if image.width * image.height > bounds.pixels:
            raise TooMany
        turn = orientation(image) if kind in TURNED_BY_EXIF else UPRIGHT
        turned = turn in LYING
        blank, small = _frames(image, header, delays)
        width, height = header.width, header.height
        return Seen(
            width=height if turned else width,
            height=width if turned else height,
            blank=blank,
            cmyk=image.mode == "CMYK",
            flashes=flashes.most_in_a_second(small, delays, header.plays) if small else 0,
            orientation=turn,
        )


def _frames(
    image: Image.Image, header: Header, delays: tuple[int, ...]
) -> tuple[bool, list[flashes.Luminance]]:
    """Whether all frames are one flat colour, and the frames small where flashes are possible."""
    counting = header.moves and flashes.worth_counting(delays, header.plays)
    flat: Colour | None = None
    blank = True
    small = []
    for number in range(header.pictures):
        if number:
            image.seek(number)
        image.load()
        if header.hidden_first and not number:
            continue
        points = image.resize(flashes.SMALL, Image.Resampling.NEAREST).convert("RGBA")
        if blank:
            colour = None if _many_colours(points) else _flat_colour(image)
            blank = colour is not None and (flat is None or _alike(flat, colour))
            flat = flat or colour
        if counting:
            small.append(flashes.luminance(points))
    return blank, small


def _many_colours(points: Image.Image) -> bool:
    """Whether a few points tell already that it is not flat, and seen through nowhere all over."""
    *colours, clear = points.getextrema()
    seen = isinstance(clear, tuple) and clear[1] > 0
    return seen and any(
        isinstance(span, tuple) and span[1] - span[0] > UNEVEN for span in (*colours, clear)
    )


def _flat_colour(image: Image.Image) -> Colour | None:
    """The picture's only colour as RGBA; None when it has more. All transparent is one."""
    if image.mode in {"P", "PA"}:
        return _flat_palette(image)
    bands = image.getextrema()
    spans = bands if isinstance(bands[0], tuple) else (bands,)
    if image.mode in {"RGBA", "LA"} and spans[-1] == (0, 0):
        return CLEAR
    if any(high - low > UNEVEN for low, high in spans):
        return None
    return _colour(image.resize((1, 1), Image.Resampling.NEAREST).convert("RGBA"))


def _flat_palette(image: Image.Image) -> Colour | None:
    """A palette may hold one colour twice; more than a few used entries are never flat."""
    if image.getcolors(maxcolors=8) is None:
        return None
    plain = image.convert("RGBA")
    return _colour(plain) if plain.getcolors(maxcolors=1) else None


def _colour(plain: Image.Image) -> Colour:
    found = plain.getpixel((0, 0))
    return found if isinstance(found, tuple) else CLEAR


def _alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= UNEVEN for a, b in zip(one, other, strict=True))


def orientation(image: Image.Image) -> int:
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
    return found if isinstance(found, int) and found in ORIENTATIONS else 1
