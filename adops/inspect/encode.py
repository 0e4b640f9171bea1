"""One picture as JPEG, PNG or WebP, as good as fits so many bytes.

What weighs more the finer it is, is found by halving: the finest step that fits, while the next one
does not. Each step is encoded once: an aim costs at most `MOST` encodes in all formats together,
however often it is asked for.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from adops.inspect import jpeg

PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
"""Imported: Pillow writes only what was."""
JPEG_QUALITIES, WEBP_QUALITIES = range(10, 96), range(10, 101)
COLOURS = (16, 24, 32, 48, 64, 96, 128, 192, 256)
PALETTE = 256
MANY = 1 << 14
"""With more colours than that, a palette is chosen from every n-th pixel: it takes as long as it
has colours to weigh."""
HARDER = 1.2
"""Packing a PNG as hard as it goes takes five times as long and seldom saves a tenth."""
FULL_COLOUR, HALF_COLOUR = "4:4:4", "4:2:0"
PLAIN, DITHERED = "plain colours", "dithered colours"
WEBP = "webp"
MOST = 2 * 7 + 2 + 2 * 4 + 1 + 7


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file; `quality` as `domain.mending.Mended` has it. `settled`: nothing that follows of its
    kind is more alike."""

    content: bytes
    quality: int | None
    settled: bool = False


class Encoder:
    """The encodes of one picture (mode L, RGB or RGBA); `count` is how many there were.

    `stored` is the JPEG that the picture's pixels lie in as they are, where there is one.
    """

    def __init__(self, image: Image.Image, stored: bytes | None = None) -> None:
        self._image, self._stored = image, stored
        self._written: dict[tuple[str, int], bytes] = {}
        self.count = 0

    def candidates(self, kind: str, most: int) -> Iterator[Encoded]:
        """Files of `kind` (jpg, png, webp) within `most` bytes (0: any), the one that gives up
        nothing first. None at all where the kind can't show the picture."""
        exact = self._exact(kind, most)
        if exact is not None and _fits(exact, most):
            yield Encoded(exact, None, settled=True)
            return
        for way, steps in self._ways(kind):
            found = self._finest(way, steps, most)
            if found is not None:
                yield Encoded(self._once(way, found), found, settled=way == PLAIN)

    def _exact(self, kind: str, most: int) -> bytes | None:
        """What gives up no pixel, packed harder where that may be what it lacks."""
        if kind == "jpg":
            return jpeg.stripped(self._stored) if self._stored else None
        found = self._once(f"exact {kind}", 0)
        if kind == "png" and most < len(found) <= HARDER * most:
            return self._once("exact png, harder", 0)
        return found

    def _ways(self, kind: str) -> Iterator[tuple[str, Sequence[int]]]:
        """Each way of giving something up, with its steps from coarse to fine."""
        colour = self._image.mode == "RGB"
        if kind == "jpg" and self._image.mode != "RGBA":
            yield FULL_COLOUR, JPEG_QUALITIES
            if colour:
                yield HALF_COLOUR, JPEG_QUALITIES
        if kind == "png":
            yield PLAIN, COLOURS
            if colour:
                yield DITHERED, COLOURS
        if kind == WEBP:
            yield WEBP, WEBP_QUALITIES

    def _finest(self, way: str, steps: Sequence[int], most: int) -> int | None:
        low, high = -1, len(steps)  # what fits, what does not
        while high - low > 1:
            middle = (low + high) // 2
            if _fits(self._once(way, steps[middle]), most):
                low = middle
            else:
                high = middle
        return steps[low] if low >= 0 else None

    def _once(self, way: str, step: int) -> bytes:
        if (way, step) not in self._written:
            self.count += 1
            self._written[way, step] = WRITERS[way](self._image, step)
        return self._written[way, step]


def _fits(content: bytes, most: int) -> bool:
    return most <= 0 or len(content) <= most


def _saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def _jpeg(subsampling: str) -> Callable[[Image.Image, int], bytes]:
    def write(image: Image.Image, quality: int) -> bytes:
        how = {} if image.mode == "L" else {"subsampling": subsampling}
        return _saved(image, "JPEG", quality=quality, optimize=True, progressive=True, **how)

    return write


def _webp(image: Image.Image, quality: int) -> bytes:
    return _saved(image, "WEBP", quality=quality, method=4)


def _exact_webp(image: Image.Image, _step: int) -> bytes:
    return _saved(image, "WEBP", lossless=True, quality=75, method=4)


def _exact_png(image: Image.Image, _step: int) -> bytes:
    return _saved(_with_palette(image) or image, "PNG", compress_level=6)


def _harder_png(image: Image.Image, _step: int) -> bytes:
    return _saved(_with_palette(image) or image, "PNG", optimize=True)


def _fewer(image: Image.Image, colours: int) -> bytes:
    if image.mode == "RGBA":
        return _saved(image.quantize(colours, Image.Quantize.FASTOCTREE), "PNG", compress_level=6)
    return _painted(image.convert("RGB"), colours, Image.Dither.NONE)


def _fewer_dithered(image: Image.Image, colours: int) -> bytes:
    return _painted(image, colours, Image.Dither.FLOYDSTEINBERG)


def _painted(image: Image.Image, colours: int, dither: Image.Dither) -> bytes:
    width, height = image.size
    part = image
    if image.getcolors(MANY) is None:
        every = math.ceil(math.sqrt(width * height / MANY))
        size = max(1, width // every), max(1, height // every)
        part = image.resize(size, Image.Resampling.NEAREST)
    chosen = part.quantize(colours, Image.Quantize.MEDIANCUT)
    return _saved(image.quantize(palette=chosen, dither=dither), "PNG", compress_level=6)


def _with_palette(image: Image.Image) -> Image.Image | None:
    """The same pixels by a palette; None where they have more colours than one holds."""
    if image.mode == "L" or image.getcolors(PALETTE) is None:
        return None
    import numpy as np

    pixels = np.asarray(image)
    colours, places = np.unique(pixels.reshape(-1, pixels.shape[2]), axis=0, return_inverse=True)
    found = Image.fromarray(places.reshape(pixels.shape[:2]).astype(np.uint8))
    found.putpalette(colours.tobytes(), image.mode)
    return found


WRITERS: dict[str, Callable[[Image.Image, int], bytes]] = {
    FULL_COLOUR: _jpeg(FULL_COLOUR),
    HALF_COLOUR: _jpeg(HALF_COLOUR),
    PLAIN: _fewer,
    DITHERED: _fewer_dithered,
    WEBP: _webp,
    "exact png": _exact_png,
    "exact png, harder": _harder_png,
    "exact webp": _exact_webp,
}
