"""What the demo portal shows in each slot on each ad day: its own ad engine, right or wrong.

It knows nothing of the product: what was booked and what is on air may differ on purpose.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from adops.domain.period import Period


class Fault(StrEnum):
    """What is wrong with a slot's element itself."""

    RENAMED = "renamed"  # since its page was built anew: nobody finds it by its name
    EMPTY = "empty"
    HIDDEN = "hidden"


class Holder(StrEnum):
    """How an ad's picture stands in the page."""

    IMG = "img"
    FRAME = "frame"
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class Showing:
    """An ad as the engine delivers it: `file` of `Programme.files` (one it has not is a broken
    picture) or an address of its own (`/…`), the click's address, the rendered box in px."""

    file: str
    link: str
    width: int
    height: int
    alt: str = ""
    holder: Holder = Holder.IMG

    @property
    def src(self) -> str:
        """The picture's address on the portal (`/ia/…`, as Leju's engine had it)."""
        return self.file if self.file.startswith("/") else f"/ia/{self.file}"


@dataclass(slots=True)
class Programme:
    """The plan of the engine. More than one showing of a slot and day rotate by page load."""

    files: dict[str, bytes] = field(default_factory=dict)
    _airings: list[tuple[str, Period, Showing]] = field(default_factory=list)
    _faults: list[tuple[str, Period, Fault]] = field(default_factory=list)
    _down: list[tuple[str, Period]] = field(default_factory=list)

    def air(self, code: str, days: Period, showing: Showing) -> None:
        """From now on the slot shows it on these ad days."""
        self._airings.append((code, days, showing))

    def spoil(self, code: str, days: Period, fault: Fault) -> None:
        """From now on the slot's element is wrong on these ad days."""
        self._faults.append((code, days, fault))

    def take_down(self, path: str, days: Period) -> None:
        """From now on the page answers 500 on these ad days."""
        self._down.append((path, days))

    def shown(self, code: str, day: date) -> tuple[Showing, ...]:
        """What the slot rotates on that ad day; nothing where nothing is planned."""
        return tuple(one for slot, days, one in self._airings if slot == code and day in days)

    def fault(self, code: str, day: date) -> Fault | None:
        """What is wrong with its element on that ad day."""
        told = (fault for slot, days, fault in self._faults if slot == code and day in days)
        return next(told, None)

    def is_down(self, path: str, day: date) -> bool:
        """Whether the page answers 500 on that ad day."""
        return any(page == path and day in days for page, days in self._down)
