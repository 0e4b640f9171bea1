"""How alike two pictures of one size are: SSIM, and how far their colours are apart
(docs/decisions/0006-mending.md)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    import numpy as np

    Plane = np.ndarray[Any, np.dtype[np.float64]]

CELL = 4
"""Windows are 8 px wide and 8 high, one every 4 px: two cells each way."""
MEAN_STEADY, SPREAD_STEADY = (0.01 * 255) ** 2, (0.03 * 255) ** 2
GROUNDS = ("white", "black")
AREA = (2 * CELL) ** 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """`similarity` 0..1: the mean SSIM of all windows of red, green and blue, cut to three
    decimals: 1 is said of equal pictures only. `shift` 0..255: how far the mean colour of the
    window that moved most has moved. What shows through counts by the worse of white and black
    behind it.
    """

    similarity: float
    shift: float


def likeness(one: Image.Image, other: Image.Image) -> Likeness:
    """Both pictures have one size."""
    grounds = GROUNDS if "A" in one.getbands() + other.getbands() else GROUNDS[:1]
    bands = [_bands(_on(one, ground), _on(other, ground)) for ground in grounds]
    alike = min(sum(one for one, _ in found) / len(found) for found in bands)
    shift = max(one for found in bands for _, one in found)
    return Likeness(int(max(0.0, alike) * 1000) / 1000, round(shift, 2))


def _on(image: Image.Image, ground: str) -> Image.Image:
    if "A" not in image.getbands():
        return image.convert("RGB")
    under = Image.new("RGBA", image.size, ground)
    return Image.alpha_composite(under, image.convert("RGBA")).convert("RGB")


def _bands(one: Image.Image, other: Image.Image) -> list[tuple[float, float]]:
    return [_band(*pair) for pair in zip(one.split(), other.split(), strict=True)]


def _band(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """(mean SSIM, largest difference of a window's mean)."""
    x, y = _whole_cells(one), _whole_cells(other)
    mean_x, mean_y = _windows(x), _windows(y)
    spread_x = _windows(x * x) - mean_x * mean_x
    spread_y = _windows(y * y) - mean_y * mean_y
    both = _windows(x * y) - mean_x * mean_y
    alike = (2 * mean_x * mean_y + MEAN_STEADY) * (2 * both + SPREAD_STEADY)
    alike /= (mean_x * mean_x + mean_y * mean_y + MEAN_STEADY) * (
        spread_x + spread_y + SPREAD_STEADY
    )
    return float(alike.mean()), float(abs(mean_x - mean_y).max())


def _whole_cells(band: Image.Image) -> "Plane":
    """The band with its edge repeated up to whole cells, two at least each way."""
    import numpy as np

    pixels = np.asarray(band, dtype=np.float64)
    missing = [(0, max(2 * CELL, -(-side // CELL) * CELL) - side) for side in pixels.shape]
    return np.pad(pixels, missing, mode="edge")


def _windows(plane: "Plane") -> "Plane":
    """The mean of each window."""
    height, width = (side // CELL for side in plane.shape)
    cells = plane.reshape(height, CELL, width, CELL).sum(axis=(1, 3))
    pairs: Plane = cells[1:] + cells[:-1]
    found: Plane = (pairs[:, 1:] + pairs[:, :-1]) / AREA
    return found
