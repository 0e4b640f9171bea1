"""Kinds, routes, categories and states of bookings (rules.md §0, §1, §8)."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum


class Kind(StrEnum):
    """业务类型 (一(一)2)."""

    COMMERCIAL = "commercial"
    INTERNAL = "internal"
    SINA_PACKAGE = "sina_package"
    MOBILE = "mobile"
    CAMPAIGN = "campaign"

    @property
    def ledger(self) -> "LedgerKind":
        """In ledgers 内广 is `internal` and `campaign`, 商广 the others (rules.md §1)."""
        inner = self in {Kind.INTERNAL, Kind.CAMPAIGN}
        return LedgerKind.INTERNAL if inner else LedgerKind.COMMERCIAL


class LedgerKind(StrEnum):
    """商广 or 内广, the two kinds of a ledger's entries (一(一)1(3))."""

    COMMERCIAL = "commercial"
    INTERNAL = "internal"


class Route(StrEnum):
    """投放方式: who places (rules.md §1)."""

    LOCAL = "local"
    HQ = "hq"
    CROSS = "cross"


class Category(StrEnum):
    """类别 (rules.md §8)."""

    PAID = "paid"
    BONUS = "bonus"
    MAKE_GOOD = "make_good"


class BookingState(StrEnum):
    """States of a booking (rules.md §0)."""

    DRAFT = "draft"
    HELD = "held"
    BOOKED = "booked"
    RUNNING = "running"
    ENDED = "ended"
    PAUSED = "paused"
    CANCELLED = "cancelled"


HOLDS_SHARES = frozenset(
    {
        BookingState.HELD,
        BookingState.BOOKED,
        BookingState.RUNNING,
        BookingState.PAUSED,
        BookingState.ENDED,
    }
)

NOT_SOLD = frozenset({BookingState.DRAFT, BookingState.HELD})


@dataclass(frozen=True, slots=True)
class HoldTerms:
    """How long a hold lasts (`config/booking.yaml`): to `until`, Shanghai, of the workday number
    `workdays` after the day on which it was made (rules.md §0)."""

    workdays: int
    until: time
