"""What a slot takes: its parts, limits and behaviour (rules.md §4, §8; domain.md 1.4)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Owner(StrEnum):
    """归属: 乐居 (local) or 新浪."""

    LEJU = "LEJU"
    SINA = "SINA"


class Device(StrEnum):
    """设备."""

    PC = "PC"
    MOBILE = "移动"
    APP = "APP"


class Unit(StrEnum):
    """单位 a slot is sold by."""

    DAY = "天"
    HOUR = "小时"
    CPM = "CPM"
    MONTH = "月"


class SlotState(StrEnum):
    """States of a slot (rules.md §0)."""

    DRAFT = "draft"
    TESTING = "testing"
    LIVE = "live"
    CLOSED = "closed"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class PartSpec:
    """One file of a form: exact size in px (0 for text) and its limit in bytes.

    `optional`: the form is complete without it; `sound`: a video may have sound (rules.md §5).
    """

    part: str
    width: int
    height: int
    limit_bytes: int
    optional: bool = False
    sound: bool = False

    def as_data(self) -> dict[str, Any]:
        """As a version keeps it: what it may be left to be is only written where it is so."""
        held: dict[str, Any] = {
            "part": self.part,
            "width": self.width,
            "height": self.height,
            "limit_bytes": self.limit_bytes,
        }
        said = {"optional": self.optional, "sound": self.sound}
        return held | {key: True for key, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """The rate-card item that binds a creative: one dated version of a slot.

    `formats` are names as in the rate card (jpg, png, gif, webp, avif, html5, mp4, webm, text).
    `max_seconds` and `max_loops` are None where the item names none. `text_limit` counts a CJK
    character 1, an ASCII one ½. `item` names slot and version for findings.
    """

    code: str
    owner: Owner
    parts: tuple[PartSpec, ...]
    formats: tuple[str, ...]
    item: str
    max_seconds: int | None = None
    max_loops: int | None = None
    text_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A rate-card item as it is entered: what a dated version of a slot says (rules.md §8).

    `limit_bytes` 0: no limit named; the other limits None: none named.
    """

    parts: tuple[PartSpec, ...]
    formats: tuple[str, ...]
    max_seconds: int | None = None
    max_loops: int | None = None
    text_limit: int | None = None

    @property
    def is_text(self) -> bool:
        """Whether its creative is words: it has no size and no weight."""
        return "text" in self.formats
