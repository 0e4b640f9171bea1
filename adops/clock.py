"""The only place that reads the clock. Business time is Asia/Shanghai (rules.md, first lines).

In demo and test the business clock may start elsewhere (`ADOPS_NOW`) and be moved; it then runs on
from there at the machine's pace.
"""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock:
    """A clock that can be set; instants are aware, UTC, whole seconds (fractions dropped)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offset = timedelta()

    def now(self) -> datetime:
        """The instant, UTC, fractions of a second dropped."""
        with self._lock:
            offset = self._offset
        return (datetime.now(UTC) + offset).replace(microsecond=0)

    def move_to(self, instant: datetime) -> None:
        """Makes `instant` (aware) the present; the clock runs on from it."""
        if instant.tzinfo is None:
            raise ValueError("the clock is moved to an aware instant only")
        with self._lock:
            self._offset = instant.astimezone(UTC) - datetime.now(UTC)


clock = Clock()


def now() -> datetime:
    """The business instant, UTC, whole seconds."""
    return clock.now()


def today() -> date:
    """The business day in Shanghai (00:00 to 24:00; not the ad day)."""
    return now().astimezone(SHANGHAI).date()


def stopwatch() -> float:
    """Seconds of a steady counter, for measuring how long something took."""
    return time.monotonic()
