"""Where a CSS background is painted within its element, and whether all of it is; pure.

Only what is simple: one picture in one layer (CSS Backgrounds 3, §3).
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from adops.domain.facts import ExpectedPart
from checks.probe import Box, Holder, Paint

Span = tuple[float, float]
"""Where something begins and ends on one axis, in CSS px."""

LOSS_PX = 2.0


@dataclass(frozen=True, slots=True)
class Axis:
    """What is seen on one axis, what would be if nothing cut it off, and whether it is the picture
    from end to end, once."""

    seen: Span
    all: Span
    whole: bool

    @property
    def is_even(self) -> bool:
        """Whether as much is cut off at the begin as at the end."""
        before, after = self.seen[0] - self.all[0], self.all[1] - self.seen[1]
        return min(before, after) > 0 and abs(before - after) <= LOSS_PX


LENGTH = re.compile(r"(-?[\d.]+)(px|%)")
REPEATS = {
    "repeat": (True, True),
    "no-repeat": (False, False),
    "repeat-x": (True, False),
    "repeat-y": (False, True),
    "repeat no-repeat": (True, False),
    "no-repeat repeat": (False, True),
}
TURNED = frozenset({5, 6, 7, 8})
ORIENTATION = 0x0112


def natural_of(content: bytes) -> tuple[int, int] | None:
    """Width and height of a file as browsers show it, None for what is no picture."""
    try:
        with Image.open(io.BytesIO(content)) as file:
            width, height = file.size
            return (height, width) if file.getexif().get(ORIENTATION) in TURNED else (width, height)
    except Exception:  # decoders raise almost anything on what was cut or scrambled
        return None


def painted(holder: Holder, natural: tuple[int, int] | None) -> Holder:
    """The background with the box that its picture takes and whether that is the whole picture
    once; as it was where that can't be told."""
    paint = holder.paint
    size = _size(paint, natural) if paint and natural else None
    if paint is None or size is None or paint.repeat not in REPEATS:
        return holder
    places = [_length(one) for one in paint.position.split(" ")]
    if len(places) != 2 or None in places:
        return holder
    origin, clip = _spans(paint.origin), _spans(paint.clip)
    axes = [
        _axis(origin[n], size[n], place, REPEATS[paint.repeat][n], clip[n])
        for n, place in enumerate(places)
        if place
    ]
    return _laid(holder, paint, axes[0], axes[1])


def _laid(holder: Holder, paint: Paint, across: Axis, down: Axis) -> Holder:
    """With what the window cuts off at both sides alike, a reader of it misses nothing; of what
    stands still in the window, nobody knows what is seen in the end."""
    box, uncut = (
        _box(holder, one, two) for one, two in ((across.seen, down.seen), (across.all, down.all))
    )
    centred = down.whole and across.is_even and paint.reaches
    whole = (across.whole or (centred and paint.elastic)) and down.whole
    is_cut = not (across.whole and down.whole)
    known = uncut if is_cut and (centred or paint.fixed) else None
    return replace(holder, box=box, outer=box, whole=whole, uncut=known)


def _box(holder: Holder, across: Span, down: Span) -> Box:
    left, top = holder.box.x + across[0], holder.box.y + down[0]
    return Box(left, top, across[1] - across[0], down[1] - down[0])


def is_whole(main: Holder | None, part: ExpectedPart) -> bool:
    """Whether the served file is shown whole; a background may show a piece of it only."""
    if main is None or main.restyled:
        return False
    if main.kind != "background":
        return True
    if main.whole is not None:
        return main.whole
    return max(abs(more) for more in _more(main, part)) <= LOSS_PX


def is_anywhere(main: Holder | None, part: ExpectedPart) -> bool:
    """Whether a background may show it right in a part of a larger box, nobody knows which."""
    if main is None or main.kind != "background" or not main.url or main.whole is not None:
        return False
    more = _more(main, part)
    return min(more) >= -LOSS_PX and max(more) > LOSS_PX


def _more(main: Holder, part: ExpectedPart) -> tuple[float, float]:
    return main.box.width - part.width, main.box.height - part.height


def _spans(box: Box) -> tuple[Span, Span]:
    return (box.x, box.x + box.width), (box.y, box.y + box.height)


def _axis(origin: Span, size: float, place: tuple[float, str], repeats: bool, clip: Span) -> Axis:
    room = origin[1] - origin[0] - size
    start = origin[0] + (room * place[0] / 100 if place[1] == "%" else place[0])
    left, right = max(start, clip[0]), min(start + size, clip[1])
    if repeats and (left > clip[0] or right < clip[1]):
        before = (start - clip[0]) % size
        fits = abs(clip[1] - clip[0] - size) <= LOSS_PX
        return Axis(clip, clip, fits and min(before, size - before) <= LOSS_PX)
    seen, uncut = (left, max(left, right)), (start, start + size)
    return Axis(seen, uncut, right - left >= size - LOSS_PX)


def _size(paint: Paint, natural: tuple[int, int]) -> tuple[float, float] | None:
    """Of the picture as it is painted; None for what is not simple."""
    room = paint.origin.width, paint.origin.height
    by = room[0] / natural[0], room[1] / natural[1]
    if paint.size in {"cover", "contain"}:
        scale = max(by) if paint.size == "cover" else min(by)
        return _above_nothing(natural[0] * scale, natural[1] * scale)
    words = [*paint.size.split(" "), "auto"][:2]
    return _asked([_side(word, whole) for word, whole in zip(words, room, strict=True)], natural)


def _asked(sides: Sequence[float | None], natural: tuple[int, int]) -> tuple[float, float] | None:
    """Both sides: one that is `auto` (0) keeps the proportions."""
    width, height = sides
    if width is None or height is None:
        return None
    if not width and not height:
        return float(natural[0]), float(natural[1])
    return _above_nothing(
        width or height * natural[0] / natural[1], height or width * natural[1] / natural[0]
    )


def _above_nothing(width: float, height: float) -> tuple[float, float] | None:
    return (width, height) if width > 0 and height > 0 else None


def _side(word: str, room: float) -> float | None:
    if word == "auto":
        return 0.0
    length = _length(word)
    if length is None or length[0] <= 0:
        return None
    return room * length[0] / 100 if length[1] == "%" else length[0]


def _length(word: str) -> tuple[float, str] | None:
    found = LENGTH.fullmatch(word)
    return (float(found[1]), found[2]) if found else None
