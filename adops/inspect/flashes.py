"""How often a moving picture flashes.

A general flash, as in WCAG 2.3.1: relative luminance goes up and down again by a tenth of its
range, the darker side under 0.8, over a quarter of the area. Frames are looked at small.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from adops.inspect.timing import SECOND, played

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

SMALL = (48, 16)
SWING, DARK_BELOW, AREA = 0.1, 0.8, 0.25
GAMMA = 2.2
CHANGES_A_FLASH = 2


def worth_counting(delays: Sequence[int], plays: int) -> bool:
    """Whether it changes often enough to flash at all; most ads do not, and cost nothing."""
    ends = tuple(accumulate(played(delays, plays)))
    least = CHANGES_A_FLASH * 2
    return any(
        later - sooner < SECOND for sooner, later in zip(ends, ends[least - 1 :], strict=False)
    )


def luminance(frame: "Image.Image") -> "NDArray[np.float32]":
    """Relative luminance 0..1 of a frame on white, `SMALL` points."""
    import numpy as np
    from PIL import Image

    small = frame.resize(SMALL, Image.Resampling.NEAREST).convert("RGBA")
    white = Image.new("RGBA", SMALL, "white")
    grey = np.asarray(Image.alpha_composite(white, small).convert("L"), dtype=np.float32)
    return np.power(grey.ravel() / 255, GAMMA, dtype=np.float32)


def most_in_a_second(
    frames: "Sequence[NDArray[np.float32]]", delays: Sequence[int], plays: int
) -> int:
    """The most flashes within any second that a quarter of the area makes."""
    import numpy as np

    whole = played(delays, plays)
    starts = (0, *accumulate(whole))[: len(whole)]
    turns = np.cumsum(_turns([frames[n % len(frames)] for n in range(len(whole))]), axis=0)
    needed = -(-turns.shape[1] * AREA // 1)
    most, first = 0, 0
    for last, at in enumerate(starts):
        while at - starts[first] >= SECOND:
            first += 1
        before = turns[first - 1] if first else 0
        counted = np.sort((turns[last] - before) // CHANGES_A_FLASH)
        most = max(most, int(counted[-int(needed)]))
    return most


def _turns(frames: "Sequence[NDArray[np.float32]]") -> "NDArray[np.int32]":
    """For each frame and point: 1 where lighter turned to darker or back."""
    import numpy as np

    extreme = frames[0].copy()
    heading = np.zeros(extreme.shape, dtype=np.int8)
    turns = np.zeros((len(frames), extreme.size), dtype=np.int32)
    for number, now in enumerate(frames):
        lighter = (now - extreme >= SWING) & (extreme < DARK_BELOW) & (heading <= 0)
        darker = (extreme - now >= SWING) & (now < DARK_BELOW) & (heading >= 0)
        turns[number] = lighter | darker
        heading[lighter], heading[darker] = 1, -1
        further = ((heading > 0) & (now > extreme)) | ((heading < 0) & (now < extreme))
        extreme = np.where(lighter | darker | further, now, extreme)
    return turns
