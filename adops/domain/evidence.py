"""Cut-outs and proof sheets, as far as adops knows of them: what is drawn, who draws, and how long
it is kept (checks.md, Evidence)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from adops.domain.states import Delivered


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A look whose cut-out and proof sheets wait to be drawn. `facts` is the SHA-256 of the stored
    facts of its page in one run, which all looks of that page share."""

    look_id: int
    slot_code: str
    facts: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """Cut-out and proof sheets (booking → SHA-256) of one look, stored already; `files` are SHA-256
    → (bytes, type)."""

    look_id: int
    picture: str | None
    proofs: Mapping[int, str]
    files: Mapping[str, tuple[int, str]]


DrawEvidence = Callable[[Iterable[int]], object]
"""Draws what is not drawn yet of these looks, and of the pages they were seen on, stores and notes
it; another who is at it is waited for. Handed down by main, because adops draws nothing. Call it
with no transaction open, and read the looks again after.

Raises MissingError `evidence.missing`, OutsideError `store.failed`.
"""


def nothing_to_draw(_look_ids: Iterable[int]) -> None:
    """For a house that only reads what is drawn."""


@dataclass(frozen=True, slots=True)
class KeepTerms:
    """How long evidence is kept: what a booking's day rests on so many years after the booking
    ends, other looks so many days."""

    booking_years: int
    other_days: int


class Gone(StrEnum):
    """Why a look's files may go."""

    OVER = "over"  # the bookings that rest on it ended long enough ago
    REPEAT = "repeat"  # no booking's day rests on it
    NOT_BOOKED = "not_booked"  # its slot had no booking


@dataclass(frozen=True, slots=True)
class DayLook:
    """What one look said of one booking's day."""

    look_id: int
    at: datetime
    delivered: Delivered


@dataclass(frozen=True, slots=True)
class BookingDay:
    """A booking's ad day with its looks. `last` is the booking's last day; `ruled`: the day may be
    ruled on (not placed, paused, closed), then it rests on its latest look, whatever was seen."""

    last: date
    looks: tuple[DayLook, ...]
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class KeptLook:
    """One look as retention sees it: its ad day, the booking days it speaks of, and whether a
    month, ledger, mail, proof or anomaly names one of its files."""

    look_id: int
    on: date
    days: tuple[BookingDay, ...] = ()
    named: bool = False


class FileTrouble(StrEnum):
    """What is wrong with a stored file."""

    LOST = "lost"
    BROKEN = "broken"  # its bytes are not those of its hash


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on a file: a look of a slot, as which of its files (`part`), for which contract;
    `table` says what it is where it is no look (a creative, a mail, a month)."""

    table: str = "slot_check"
    station: str = ""
    station_sold: str | None = None
    slot_name: str = ""
    slot_code: str = ""
    on: date | None = None
    contract_no: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class BadFile:
    """A lost or broken file, since when that is known, and what rests on it."""

    sha256: str
    trouble: FileTrouble
    since: datetime
    rests: tuple[Resting, ...]
