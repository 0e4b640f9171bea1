"""How much of an ad is seen through what lies over it; pure (checks.md, Results: hidden)."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from checks.picture import Creative

Pixels = NDArray[np.float32]

TILE = 8  # px
DETAIL, AWAY = 5.0, 24.0  # of 255: what a tile with something in it varies by, and differs by


def shown_part(creative: Creative, seen: Image.Image) -> float:
    """0 to 1, the share of the creative's tiles of 8 × 8 px that the cut-out shows, of those with
    something in them; of the frame of which most shows."""
    return max((_shown(frame, seen) for frame in creative.likest(seen)), default=0.0)


def _shown(frame: Image.Image, seen: Image.Image) -> float:
    ground = Image.new("RGBA", frame.size, "white")
    whole = Image.alpha_composite(ground, frame.convert("RGBA")).convert("RGB")
    ours, theirs = (_soft(one) for one in (whole.resize(seen.size), seen.convert("RGB")))
    high, wide = (max(1, side // TILE) for side in ours.shape[:2])
    away = np.abs(ours - theirs).max(axis=-1)
    shown = np.array([block.mean() < AWAY for block in _blocks(away, high, wide)])
    told = np.array([block.std() > DETAIL for block in _blocks(ours.mean(axis=-1), high, wide)])
    return float(shown[told].mean() if told.mean() > 0.05 else shown.mean())


def _soft(picture: Image.Image) -> Pixels:
    return np.asarray(picture.filter(ImageFilter.BoxBlur(1)), np.float32)


def _blocks(values: Pixels, high: int, wide: int) -> list[Pixels]:
    rows = np.array_split(values, high)
    return [block for row in rows for block in np.array_split(row, wide, axis=1)]
