"""Boxes of a page that may be a slot's place, and the selectors that find them (rules.md §8)."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Hold(StrEnum):
    """What a selector holds on to, the most robust first."""

    ID = "id"
    DATA = "data"  # a data-attribute or a name
    CLASS = "class"
    PATH = "path"  # a place below an element with one of these
    NTH = "nth"  # counted from the page's top


class Filling(StrEnum):
    """What a box holds."""

    PICTURE = "img"
    BACKGROUND = "background"
    DRAWING = "svg"
    CANVAS = "canvas"
    VIDEO = "video"
    FRAME = "iframe"
    OBJECT = "object"
    TEXT = "text"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Place:
    """One box. Position and size are CSS px of the page's picture.

    `count`: elements that the selector matches; `stays`: after a reload it finds the same place;
    `typed`: somebody wrote the selector; `exact`: the size is the one asked for.
    """

    number: int
    selector: str
    hold: Hold
    x: float
    y: float
    width: float
    height: float
    filling: Filling
    url: str
    link: str
    count: int
    stays: bool
    exact: bool = False
    typed: bool = False

    @property
    def is_fit(self) -> bool:
        """Whether a slot may be found by it: one element, and the same after a reload."""
        return self.count == 1 and self.stays

    def as_data(self) -> dict[str, Any]:
        """As it is kept and printed."""
        return asdict(self) | {"hold": self.hold.value, "filling": self.filling.value}


def place_of(data: dict[str, Any]) -> Place:
    """A place as it was kept."""
    values = data | {"hold": Hold(data["hold"]), "filling": Filling(data["filling"])}
    return Place(**values)
