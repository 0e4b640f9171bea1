"""How often a moving picture flashes.

A general flash, as in WCAG 2.3.1: relative luminance goes up and down again by a tenth of its
range, the darker side under 0.8, over a quarter of the area. Frames are looked at small, and
without numpy: importing it takes longer than the counting.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from adops.inspect.timing import SECOND, played

if TYPE_CHECKING:
    from PIL import Image

Luminance = tuple[float, ...]

SMALL = (24, 10)
SWING, DARK_BELOW = 0.1, 0.8
# A quarter of the points.
ENOUGH = -(-SMALL[0] * SMALL[1] // 4)
CHANGES_A_FLASH = 2
LINEAR = tuple((grey / 255) ** 2.2 for grey in range(256))


def worth_counting(delays: Sequence[int], plays: int) -> bool:
    """Whether it changes often enough to flash at all; most ads do not, and cost nothing."""
    ends = tuple(accumulate(played(delays, plays)))
    least = CHANGES_A_FLASH * 2
    return any(
        later - sooner < SECOND for sooner, later in zip(ends, ends[least - 1 :], strict=False)
    )


def luminance(points: "Image.Image") -> Luminance:
    """Relative luminance 0..1 on white of a frame's points: RGBA, of the size `SMALL`."""
    from PIL import Image

    white = Image.new("RGBA", SMALL, "white")
    grey = Image.alpha_composite(white, points).convert("L")
    return tuple(LINEAR[value] for value in grey.tobytes())


def most_in_a_second(frames: Sequence[Luminance], delays: Sequence[int], plays: int) -> int:
    """The most flashes within any second that a quarter of the area makes."""
    whole = played(delays, plays)
    starts = (0, *accumulate(whole))[: len(whole)]
    turns = tuple(_turns([frames[n % len(frames)] for n in range(len(whole))]))
    counts = [0] * len(frames[0])
    most, first = 0, 0
    for at, turned in zip(starts, turns, strict=True):
        while at - starts[first] >= SECOND:
            for point in turns[first]:
                counts[point] -= 1
            first += 1
        for point in turned:
            counts[point] += 1
        most = max(most, sorted(counts)[-ENOUGH] // CHANGES_A_FLASH)
    return most


def _turns(frames: Sequence[Luminance]) -> Iterator[list[int]]:
    """For each frame the points where lighter turned to darker or back.

    A point's `extremes` is the lightest it has been since it turned lighter, the darkest since it
    turned darker; `headings` says which, 0 before its first turn. Written for speed: it is the
    innermost loop of the review.
    """
    extremes = list(frames[0])
    headings = [0] * len(extremes)
    last = frames[0]
    for frame in frames:
        yield [] if frame == last else _turned(frame, extremes, headings)
        last = frame


def _turned(frame: Luminance, extremes: list[float], headings: list[int]) -> list[int]:
    """The points of a frame that turned; `extremes` and `headings` follow it."""
    turned = []
    for point, now in enumerate(frame):
        swing = now - extremes[point]
        if swing >= SWING and headings[point] <= 0 and extremes[point] < DARK_BELOW:
            headings[point] = 1
            turned.append(point)
        elif -swing >= SWING and headings[point] >= 0 and now < DARK_BELOW:
            headings[point] = -1
            turned.append(point)
        elif swing * headings[point] <= 0:
            continue
        extremes[point] = now
    return turned
