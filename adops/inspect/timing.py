"""How fast a run of frames is, as a browser shows it. Times in ms."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

SECOND = 1000
# Browsers show what asks for 10 ms or less (a GIF: under 20 ms) for 100 ms.
TOO_SHORT, SHOWN_INSTEAD = 10, 100


def shown(delays: Sequence[int]) -> tuple[int, ...]:
    """The delays a browser keeps."""
    return tuple(SHOWN_INSTEAD if delay <= TOO_SHORT else delay for delay in delays)


def played(delays: Sequence[int], plays: int) -> tuple[int, ...]:
    """The delays of the run, and of as much of the next ones as a second across the seam needs."""
    extra = -(-SECOND // sum(delays))
    times = 1 + extra if plays == 0 else min(plays, 1 + extra)
    return tuple(delays) * times


def fastest(delays: Sequence[int], plays: int) -> float:
    """The most frames a second that it keeps up for a second; for a shorter run, its mean.

    `delays` as shown. A hold at the end does not slow down what came before it.
    """
    whole = played(delays, plays)
    if sum(whole) < SECOND:
        return len(whole) * SECOND / sum(whole)
    return max(count * SECOND / length for count, length in _seconds(whole))


def _seconds(delays: Sequence[int]) -> Iterator[tuple[int, int]]:
    """For each frame: how many frames from it on fill a second, and how long they take."""
    ends = (0, *accumulate(delays))
    last = 0
    for first, start in enumerate(ends[:-1]):
        while last < len(delays) and ends[last] - start < SECOND:
            last += 1
        if ends[last] - start < SECOND:
            return
        yield last - first, ends[last] - start
