"""A 「广告」 mark burned into the shown file: a small label in one corner, all else the same
(互联网广告管理办法 art. 9). What says something else, or can't be read, is for a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from checks.fonts import font

Pixels = NDArray[np.float32]
WORDS = ("广告", "推广")
SIZES = range(9, 27)
SURE = 0.92
INK, PLATE = 28.0, 10.0
MOST_PART = 0.1
MOST_SIDE, LEAST_SIDE = 72, 9
FROM_EDGE, AROUND = 8, 5
FILLED = 0.6


@dataclass(frozen=True, slots=True)
class Label:
    """Where it is, in px of the cut-out; `covers`: as a plate does, not only strokes."""

    rows: slice
    columns: slice
    covers: bool


def blurred(grey: Pixels) -> Pixels:
    """One pixel: recompression and scaling vanish, strokes of letters stay."""
    padded = np.pad(grey, 1, mode="edge")
    rows = padded[:-2] + 2 * padded[1:-1] + padded[2:]
    both: Pixels = (rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) / 16
    return both


def label_in_corner(ours: Pixels, theirs: Pixels) -> Label | None:
    """The small box in a corner that holds every difference; both pictures are blurred greys of one
    size. None where there is no such box."""
    away = np.abs(ours - theirs)
    height, width = away.shape
    strong = away > INK
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    if not rows.size:
        return None
    top, bottom = _to_edge(rows[0], rows[-1] + 1, height)
    left, right = _to_edge(columns[0], columns[-1] + 1, width)
    tall, wide = bottom - top, right - left
    cornered = (top == 0 or bottom == height) and (left == 0 or right == width)
    small = tall * wide <= MOST_PART * height * width and max(tall, wide) <= MOST_SIDE
    if not (cornered and small and min(tall, wide) >= LEAST_SIDE):
        return None
    covers = bool((away[top:bottom, left:right] > PLATE).mean() >= FILLED)
    return Label(
        slice(max(0, top - AROUND), bottom + AROUND),
        slice(max(0, left - AROUND), right + AROUND),
        covers,
    )


def _to_edge(first: int, end: int, length: int) -> tuple[int, int]:
    """What ends near an edge goes on to it: the outermost px are never compared."""
    return (0 if first <= FROM_EDGE else first), (length if length - end <= FROM_EDGE else end)


def says_ad(seen: Pixels) -> bool:
    """Whether the label, a blurred grey, reads 广告 or 推广, light or dark."""
    return any(_agreement(seen, word) >= SURE for word in _words())


def _agreement(seen: Pixels, word: Pixels) -> float:
    """The best correlation of the word at any place, its sign left out."""
    high, wide = word.shape
    if seen.shape[0] < high or seen.shape[1] < wide:
        return 0.0
    places = sliding_window_view(seen, word.shape).reshape(-1, high * wide)
    places = places - places.mean(axis=1, keepdims=True)
    drawn = (word - word.mean()).ravel()
    norms = np.sqrt((places**2).sum(axis=1) * (drawn**2).sum()) + 1e-6
    return float(np.abs(places @ drawn / norms).max())


def _words() -> Iterator[Pixels]:
    for word in WORDS:
        for size in SIZES:
            for bold in (False, True):
                yield _drawn(word, size, bold)


@cache
def _drawn(word: str, size: int, bold: bool) -> Pixels:
    kind = font(size, bold=bold)
    left, top, right, bottom = (round(edge) for edge in kind.getbbox(word))
    picture = Image.new("L", (right - left + 2, bottom - top + 2))
    ImageDraw.Draw(picture).text((1 - left, 1 - top), word, font=kind, fill=255)
    return blurred(np.asarray(picture, np.float32))
