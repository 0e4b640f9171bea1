"""Tries in a window of time, to slow down who guesses passwords; kept in the process."""

import threading
from collections import deque
from collections.abc import Callable

from adops.clock import stopwatch
from adops.errors import TooOftenError

MOST_KEYS = 10_000


class Throttle:
    """At most `tries` failures a key in `seconds`; `watch` counts steady seconds."""

    def __init__(
        self, tries: int = 5, seconds: int = 300, watch: Callable[[], float] = stopwatch
    ) -> None:
        self._tries = tries
        self._seconds = seconds
        self._watch = watch
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def require(self, key: str) -> None:
        """Raises TooOftenError `sign_in.too_often` with the seconds to wait."""
        with self._lock:
            recent = self._recent(key)
            if len(recent) >= self._tries:
                wait = int(recent[0] + self._seconds - self._watch()) + 1
                raise TooOftenError("sign_in.too_often", seconds=wait, minutes=-(-wait // 60))

    def failed(self, key: str) -> None:
        """Counts one failure."""
        with self._lock:
            if len(self._failures) >= MOST_KEYS:
                self._failures.pop(next(iter(self._failures)))
            self._failures.setdefault(key, deque()).append(self._watch())

    def forget(self, key: str) -> None:
        """After a success."""
        with self._lock:
            self._failures.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        kept = self._failures.get(key, deque())
        while kept and kept[0] <= self._watch() - self._seconds:
            kept.popleft()
        return kept
