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


ALIKE_PX = 8.0


@dataclass(frozen=True, slots=True)
class Place:
    """One box. Position and size are CSS px of the page's picture.

    `count`: elements that the selector matches; `stays`: after a reload it finds the same place;
    `typed`: somebody wrote the selector; `exact`: the size is the one asked for; `wanted`: so many
    boxes an ad of the slot's form shows at once (对联: 2).
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
    wanted: int = 1

    @property
    def is_fit(self) -> bool:
        """Whether a slot is found by it: an element for each box, the same after a reload."""
        return self.count == self.wanted and self.stays

    @property
    def may_be_taken(self) -> bool:
        """Whether it matches no more than the slot has boxes; one element may hold them all."""
        return 1 <= self.count <= self.wanted

    def is_beside(self, other: "Place") -> bool:
        """Whether both may be boxes of one ad: of about one size, neither the other's."""
        sides = abs(self.width - other.width), abs(self.height - other.height)
        names = self.selector.split(", ")
        return max(sides) <= ALIKE_PX and other.count == 1 and other.selector not in names

    def as_data(self) -> dict[str, Any]:
        """As it is kept and printed."""
        return asdict(self) | {"hold": self.hold.value, "filling": self.filling.value}


def place_of(data: dict[str, Any]) -> Place:
    """A place as it was kept."""
    values = data | {"hold": Hold(data["hold"]), "filling": Filling(data["filling"])}
    return Place(**values)
