"""Is it the same picture? Frames of a creative against a cut-out of the page (checks.md).

Perceptual hashes are wrong here both ways: they see no difference in one changed digit and a large
one in a corner mark. So the pictures are brought to one size, blurred a little (recompression and
scaling vanish, strokes of letters stay), and the *worst* small window decides.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import islice
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from checks.align import Lay, found_lay, sampled
from checks.corner import blurred, label_in_corner, says_ad
from checks.probe import Box

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]

WINDOW = 5
EDGE = 3
STEADY = (0.06 * 255) ** 2
COLOUR_BLOCK = 8
COLOUR_TOLERANCE = 14.0
COLOUR_RANGE = 70.0
MOST_FRAMES = 2000
NEAREST = 3
THUMB = 24
MOST_PIXELS = 40_000_000
SMALLEST = 10
SMALLER, SHAPE = 0.95, 0.02
WAYS = (
    Image.Resampling.LANCZOS,
    Image.Resampling.BICUBIC,
    Image.Resampling.BILINEAR,
    Image.Resampling.BOX,
)
GOOD = 0.9


@dataclass(frozen=True, slots=True)
class Creative:
    """An approved file: a small picture of each of its frames, and frames by number, RGBA or RGB,
    decoded when they are asked for."""

    thumbs: NDArray[np.uint8]
    pick: Callable[[Sequence[int]], Sequence[Image.Image]]

    def likest(self, seen: Image.Image) -> Sequence[Image.Image]:
        """The frames that are most like what is seen, at a glance; the nearest first."""
        away = np.abs(self.thumbs.astype(np.int16) - thumb(seen)).mean(axis=(1, 2, 3))
        return self.pick([int(n) for n in np.argsort(away, kind="stable")[:NEAREST]])


def still(picture: Image.Image) -> Creative:
    """A file of one frame."""
    return Creative(thumb(picture)[None], lambda numbers: [picture])


def thumb(frame: Image.Image) -> NDArray[np.uint8]:
    """A frame at a glance, what is see-through on white."""
    if frame.mode == "RGBA":
        white = Image.new("RGBA", frame.size, "white")
        frame = Image.alpha_composite(white, frame)
    return np.asarray(frame.convert("RGB").resize((THUMB, THUMB), Image.Resampling.BOX))


def read_creative(content: bytes) -> Creative | None:
    """None for what is no picture, what is damaged, and for one of more than 40,000,000 px."""
    try:
        with Image.open(io.BytesIO(content)) as file:
            if file.width * file.height > MOST_PIXELS:
                return None
            if getattr(file, "n_frames", 1) == 1:
                return still(file.convert("RGBA" if file.has_transparency_data else "RGB"))
            frames = islice(ImageSequence.Iterator(file), MOST_FRAMES)
            thumbs = np.stack([thumb(frame.convert("RGBA")) for frame in frames])
    except Exception:  # decoders raise almost anything on what was cut or scrambled
        return None
    return Creative(thumbs, partial(_picked, content))


def _picked(content: bytes, numbers: Sequence[int]) -> list[Image.Image]:
    with Image.open(io.BytesIO(content)) as file:
        frames = enumerate(islice(ImageSequence.Iterator(file), max(numbers) + 1))
        found = {n: frame.convert("RGBA") for n, frame in frames if n in numbers}
    return [found[n] for n in numbers]


def open_page(picture: bytes) -> Image.Image:
    """The page picture, decoded."""
    with Image.open(io.BytesIO(picture)) as file:
        file.load()
        return file if file.mode == "RGB" else file.convert("RGB")  # which would copy it


def cut(page: Image.Image, box: Box, scale: float) -> Image.Image | None:
    """The part of the page picture under a box of CSS px; None when nothing of it is on it.

    Edges are rounded as the browser does before it paints: to whole CSS px.
    """
    left, top = (max(0, round(floor(edge + 0.5) * scale)) for edge in (box.x, box.y))
    right = round(floor(box.x + box.width + 0.5) * scale)
    bottom = round(floor(box.y + box.height + 0.5) * scale)
    right, bottom = min(page.width, right), min(page.height, bottom)
    if right - left < 2 or bottom - top < 2:
        return None
    return page.crop((left, top, right, bottom))


def is_flat(picture: Image.Image, *, inset: int = 3) -> bool:
    """Whether nothing is painted in it: one colour but for its border."""
    width, height = picture.size
    if width <= 2 * inset + 1 or height <= 2 * inset + 1:
        return True
    inner = np.asarray(picture.crop((inset, inset, width - inset, height - inset)), np.int16)
    middle = np.median(inner.reshape(-1, inner.shape[-1]), axis=0)
    odd = np.abs(inner - middle).max(axis=-1) > 12
    return bool(odd.mean() < 0.004)


def similarity(
    creative: Creative, seen: Image.Image, marks: Sequence[Box] = (), *, doubt: float = 0.0
) -> float:
    """0 to 1, the best of the creative's frames.

    `marks` are boxes of 「广告」 marks as parts (0..1) of the cut-out; what they cover is left out,
    as is such a mark burned into a corner. Any other label in a corner counts `doubt`.
    """
    best = 0.0
    for frame in creative.likest(seen):
        best = max(best, _frame_similarity(frame, seen, marks, doubt))
        if best > 0.97:
            break
    return round(best, 3)


def copied(creative: Creative, file: Creative) -> float:
    """0 to 1, how like a creative a file of its size is, px by px: recompressed, not scaled nor
    marked. 0 for another size, an animation, and what is see-through in places."""
    if len(file.thumbs) > 1:
        return 0.0
    [shown] = file.pick([0])
    if shown.mode != "RGB" or min(shown.size) < SMALLEST:
        return 0.0
    theirs, best = np.asarray(shown, np.float32), 0.0
    for frame in creative.likest(shown):
        if frame.size == shown.size:
            ours, hole = _ours(frame)
            best = max(best, _agreement(ours, theirs, _covered(shown.size, ()) | hole))
    return round(best, 3)


def shrunk(creative: Creative, shown: Image.Image) -> float:
    """0 to 1, how like a creative a smaller file of its shape is, by whatever it was made smaller.
    0 for what is not smaller."""
    best = 0.0
    for frame in creative.likest(shown):
        across, down = shown.width / frame.width, shown.height / frame.height
        if max(across, down) > SMALLER or abs(across - down) > SHAPE * across:
            continue
        for way in WAYS:
            one = still(frame.resize(shown.size, way))
            best = max(best, similarity(one, shown))
    return best


def _frame_similarity(
    frame: Image.Image, seen: Image.Image, marks: Sequence[Box], doubt: float
) -> float:
    """Compared at the size of the cut-out, as the browser scaled it; where that is twice the
    creative's own or more, at a whole part of it."""
    if min(seen.size) < SMALLEST:
        return 0.0
    part = max(1, int(min(seen.width / frame.width, seen.height / frame.height)))
    theirs = seen.reduce(part) if part > 1 else seen
    hidden = _covered(theirs.size, marks)
    best = _likeness(_laid(frame, theirs, Lay(), part), theirs, hidden, doubt)
    if best > GOOD:
        return best
    lay = found_lay(frame, theirs, hidden)
    return max(best, _likeness(_laid(frame, theirs, lay, part), theirs, hidden, doubt))


def _laid(frame: Image.Image, seen: Image.Image, lay: Lay, part: int) -> Image.Image:
    laid = sampled(frame, (seen.width * part, seen.height * part), lay.times(part))
    return laid.reduce(part) if part > 1 else laid


def _likeness(laid: Image.Image, seen: Image.Image, hidden: Mask, doubt: float) -> float:
    ours, hole = _ours(laid)
    theirs, out = np.asarray(seen, np.float32), hidden | hole
    found = _agreement(ours, theirs, out)
    if found > GOOD:
        return found
    shown = _grey(theirs)
    label = label_in_corner(np.where(out, shown, _grey(ours)), shown)
    if label is None:
        return found
    out[label.rows, label.columns] = True
    rest = _agreement(ours, theirs, out)
    if says_ad(shown[label.rows, label.columns]):
        return rest
    return max(found, min(rest, doubt)) if label.covers else found


def _agreement(ours: Pixels, theirs: Pixels, out: Mask) -> float:
    theirs = np.where(out[..., None], ours, theirs)
    return min(_structure(_grey(ours), _grey(theirs), out), _colour(ours, theirs, out))


def _ours(frame: Image.Image) -> tuple[Pixels, Mask]:
    """The frame on white, and where it is see-through: there the page shows, not the creative."""
    pixels = np.asarray(frame, np.float32)
    if frame.mode == "RGB":
        return pixels, np.zeros(pixels.shape[:2], bool)
    alpha = pixels[..., 3:] / 255
    plain = (pixels[..., :3] * alpha + 255 * (1 - alpha)).astype(np.float32)
    return plain, np.asarray(alpha[..., 0] < 0.98)


def _covered(size: tuple[int, int], marks: Sequence[Box]) -> Mask:
    width, height = size
    mask = np.zeros((height, width), bool)
    mask[:EDGE], mask[-EDGE:], mask[:, :EDGE], mask[:, -EDGE:] = True, True, True, True
    for mark in marks:
        top, left = int(mark.y * height) - 2, int(mark.x * width) - 2
        bottom = int((mark.y + mark.height) * height) + 3
        right = int((mark.x + mark.width) * width) + 3
        mask[max(0, top) : bottom, max(0, left) : right] = True
    return mask


def _grey(pixels: Pixels) -> Pixels:
    weights = np.array([0.299, 0.587, 0.114], np.float32)
    return blurred(pixels @ weights)


def _window_sums(values: Pixels) -> Pixels:
    """Sums over every window of 5 × 5 px, rows first, then columns."""
    n = WINDOW
    high, wide = (length - n + 1 for length in values.shape)
    rows = reduce(np.add, [values[k : k + high] for k in range(n)])
    return reduce(np.add, [rows[:, k : k + wide] for k in range(n)])


def _structure(ours: Pixels, theirs: Pixels, hidden: Mask) -> float:
    """The least agreement of any window: structural similarity, its luminance left out."""
    seen = (~hidden).astype(np.float32)
    a, b = (ours - 128) * seen, (theirs - 128) * seen
    count = _window_sums(seen)
    enough = count > WINDOW * WINDOW * 0.3
    if not enough.any():
        return 0.0
    count = np.maximum(count, 1)
    mean_a, mean_b = _window_sums(a) / count, _window_sums(b) / count
    vary = _window_sums(a * a + b * b) / count - mean_a**2 - mean_b**2
    together = _window_sums(a * b) / count - mean_a * mean_b
    agreed = (2 * together + STEADY) / (vary + STEADY)
    return float(np.clip(agreed[enough].min(), 0, 1))


def _colour(ours: Pixels, theirs: Pixels, hidden: Mask) -> float:
    """The least agreement of any block's mean colour."""
    n = COLOUR_BLOCK
    height, width = hidden.shape[0] // n * n, hidden.shape[1] // n * n
    seen = (~hidden)[:height, :width, None].astype(np.float32)

    def blocks(values: Any) -> Any:
        rows = values.reshape(height // n, n, -1).sum(axis=1)
        return rows.reshape(height // n, width // n, n, -1).sum(axis=2)

    count = blocks(seen)
    away = blocks((ours - theirs)[:height, :width] * seen) / np.maximum(count, 1)
    far = np.abs(away).max(axis=-1)[count[..., 0] > n * n * 0.3]
    worst = float(far.max()) if far.size else 0.0
    return max(0.0, 1 - max(0.0, worst - COLOUR_TOLERANCE) / COLOUR_RANGE)
