"""Backgrounds wider than the window: what of them is compared with what is seen; pure."""

from collections.abc import Sequence

from PIL import Image

from checks.picture import Creative, copied, similarity, still
from checks.probe import Box, Holder


def is_skin(main: Holder | None) -> bool:
    """Whether it is right as it is, though the window cuts off both its sides."""
    return main is not None and bool(main.whole) and main.uncut is not None


def skin_likeness(
    creative: Creative, main: Holder, seen: Image.Image, file: Creative | None, marks: Sequence[Box]
) -> float | None:
    """0 to 1: the middle as the page's picture shows it, and all of it as the file was served; the
    lesser counts. None where that is not to be told."""
    if file is None or main.uncut is None or max(len(creative.thumbs), len(file.thumbs)) > 1:
        return None
    [ours], [theirs] = creative.pick([0]), file.pick([0])
    middle = similarity(still(_within(ours, main.box, main.uncut)), seen, marks)
    return min(middle, max(copied(creative, file), similarity(creative, theirs.convert("RGB"))))


def _within(frame: Image.Image, shown: Box, whole: Box) -> Image.Image:
    """What of a picture is in the box that is shown, if it fills the other."""
    across, down = frame.width / whole.width, frame.height / whole.height
    left, top = (shown.x - whole.x) * across, (shown.y - whole.y) * down
    edges = left, top, left + shown.width * across, top + shown.height * down
    first, above, last, below = (round(edge) for edge in edges)
    return frame.crop((first, above, last, below))
