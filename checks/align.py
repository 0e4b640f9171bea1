"""Where in a cut-out the creative lies, to a fraction of a pixel, and the creative sampled there as
a browser samples it (docs/decisions/0002).

A browser places an element at fractions of a device pixel, and rounds; a border in the file shrinks
what is inside. So each axis has a shift and a stretch, found by least squares.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]

# how coarse the pictures are made before each step, px of blur
BLURS = (2.5, 1.5, 0.8, 0.8)
STRAY = 32.0
MOST = 3.5
STEEP = 1e-3


@dataclass(frozen=True, slots=True)
class Lay:
    """How far the creative lies from filling the cut-out, in px of the cut-out: at its middle, and
    by how much more at its right or lower end."""

    x: float = 0.0
    wider: float = 0.0
    y: float = 0.0
    higher: float = 0.0

    def times(self, factor: float) -> "Lay":
        """The same on a cut-out `factor` times as large."""
        return Lay(*(px * factor for px in (self.x, self.wider, self.y, self.higher)))

    def on(self, size: tuple[int, int], frame: tuple[int, int]) -> tuple[float, ...]:
        """The part of the frame that the cut-out shows: left, top, right, bottom in its px."""
        across, down = frame[0] / size[0], frame[1] / size[1]
        return (
            (self.x - self.wider) * across,
            (self.y - self.higher) * down,
            (size[0] + self.x + self.wider) * across,
            (size[1] + self.y + self.higher) * down,
        )


def sampled(frame: Image.Image, size: tuple[int, int], lay: Lay) -> Image.Image:
    """The frame at that size, as a browser draws it: each pixel between its four neighbours, from
    half sizes where it is shrunk to less than half."""
    shrunk = min(frame.width / size[0], frame.height / size[1])
    if shrunk >= 2:
        frame = frame.reduce(int(shrunk))
    if frame.size == size and lay == Lay():
        return frame
    padded = _padded(frame)  # RGBA or RGB
    box = [edge + EDGE for edge in lay.on(size, frame.size)]
    return padded.transform(size, Image.Transform.EXTENT, box, Image.Resampling.BILINEAR)


EDGE = 8


def _padded(frame: Image.Image) -> Image.Image:
    """With its border pixels repeated outwards, so that nothing is sampled beside it."""
    pixels = np.pad(np.asarray(frame), ((EDGE, EDGE), (EDGE, EDGE), (0, 0)), mode="edge")
    return Image.fromarray(pixels)


def found_lay(frame: Image.Image, seen: Image.Image, hidden: Mask) -> Lay:
    """Where it lies best; what is hidden, or differs for other reasons, has no say."""
    lay, grey = Lay(), seen.convert("L")
    plain = frame.convert("L")
    plain = Image.merge("RGB", (plain, plain, plain))
    for blur in BLURS:
        soft = ImageFilter.GaussianBlur(blur)
        theirs = np.asarray(grey.filter(soft), np.float32)
        ours = sampled(plain, seen.size, lay).getchannel(0).filter(soft)
        lay = _step(np.asarray(ours, np.float32), theirs, hidden, lay)
    return lay


def _step(ours: Pixels, theirs: Pixels, hidden: Mask, lay: Lay) -> Lay:
    """One step of Gauss and Newton towards the least difference."""
    away = theirs - ours
    used = ~hidden & (np.abs(away) < STRAY)
    down, across = np.gradient(ours)
    height, width = ours.shape
    u = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    v = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    terms = np.stack([(term * used).ravel() for term in (across, across * u, down, down * v)])
    square = terms @ terms.T
    square += np.eye(4, dtype=np.float32) * (STEEP * square.trace() + 1)
    x, wider, y, higher = np.linalg.solve(square, terms @ (away * used).ravel())
    return Lay(
        _within(lay.x + x),
        _within(lay.wider + wider),
        _within(lay.y + y),
        _within(lay.higher + higher),
    )


def _within(px: float) -> float:
    return float(np.clip(px, -MOST, MOST))
