"""A selling station's month as facts: lines, days, money, what is missing (rules.md §10, 一(七)).

Days are ad days; a month holds the ad days that begin in it. Money is fen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from adops.domain.booking import Category, Kind, Route
from adops.domain.states import Delivered, LookResult, MonthState


class DayState(StrEnum):
    """What became of a planned day."""

    EXECUTED = "executed"
    NOT_EXECUTED = "not_executed"
    UNVERIFIED = "unverified"


class Known(StrEnum):
    """How a day's state is known."""

    SEEN = "seen"  # a look saw it right
    PROOF = "proof"  # an accepted proof names the day
    NOT_SEEN = "not_seen"  # at least one look looked, and none saw it
    RULED = "ruled"  # not placed, paused or closed, whatever a look said
    NO_LOOK = "no_look"
    UNREACHABLE = "unreachable"  # no look got to the page
    UNSURE = "unsure"
    NOT_OVER = "not_over"  # the ad day has not ended, nothing is known yet


class Ruling(StrEnum):
    """What makes a day not executed by itself (rules.md §7)."""

    NOT_PLACED = "not_placed"
    PAUSED = "paused"
    CLOSED = "closed"


class ProofKind(StrEnum):
    """What a paper beside the looks is for."""

    CLIENT = "client"  # 客户自行监测证明, of a contract
    SCREENSHOT = "screenshot"  # an AE's own, of an editor-placed line
    DAY = "day"  # names a day of a line; accepted by the act of the AE who attaches it


def typed(words: str) -> str:
    """What somebody typed, trimmed, without the signs that no one sees and no table holds."""
    return "".join(one for one in words if one.isprintable() or one == "\n").strip()


@dataclass(frozen=True, slots=True)
class MonthTerms:
    """The numbers of the rule (`config/month.yaml`).

    Due at `due_at` (Shanghai) of the workday number `due_workday` of the next month.
    """

    due_workday: int
    due_at: time


@dataclass(frozen=True, slots=True)
class LookFact:
    """What one look said of one booking. `proof` and `page_picture` are SHA-256 of stored files."""

    look_id: int
    booking_id: int
    on: date
    at: datetime
    result: LookResult
    delivered: Delivered
    proof: str | None = None
    page_picture: str | None = None


@dataclass(frozen=True, slots=True)
class ReasonFact:
    """Why a day was not executed or not verified; `code` is of `config/reasons.yaml`."""

    booking_id: int
    day: date
    code: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProofFact:
    """A paper; without `booking_id` it is the whole contract's."""

    proof_id: int
    contract_id: int
    booking_id: int | None
    kind: ProofKind
    day: date | None
    sha256: str
    name: str
    note: str
    given_by: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class DayFact:
    """One planned day of a line.

    `at`, `result`, `look_id` and `evidence` (a proof sheet's or paper's SHA-256) are of the look or
    paper that the state rests on; `reason` is a code and stands only where the day was not executed
    or not verified; `lifted` is why an HQ AE lifted that it counts as not placed.
    """

    day: date
    state: DayState
    known: Known
    at: datetime | None = None
    look_id: int | None = None
    result: LookResult | None = None
    evidence: str | None = None
    ruling: Ruling | None = None
    reason: str | None = None
    note: str = ""
    lifted: str = ""

    @property
    def needs_reason(self) -> bool:
        """Whether a reason code is owed: not executed or not verified, and the day is over."""
        return self.state is not DayState.EXECUTED and self.known is not Known.NOT_OVER


@dataclass(frozen=True, slots=True)
class Missing:
    """What a line lacks before its month can be confirmed; `days` where it is about days."""

    code: str
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A booking as the month shows it; `first` and `last` are its whole period."""

    booking_id: int
    contract_id: int
    contract_no: str
    contract_name: str
    client: str
    project: str
    slot_code: str
    slot_name: str
    page: str
    form: str
    category: Category
    kind: Kind
    route: Route
    station_placed: str
    sales: str
    editor_placed: bool
    first: date
    last: date
    net_fen: int


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One booking in one month: its planned days, its money, its papers, what it lacks."""

    booking: BookedLine
    days: tuple[DayFact, ...]
    amount_fen: int
    proofs: tuple[ProofFact, ...] = ()
    missing: tuple[Missing, ...] = ()

    def count(self, state: DayState) -> int:
        """How many of its days are in that state."""
        return sum(day.state is state for day in self.days)

    @property
    def planned(self) -> int:
        """Its ad days in the month."""
        return len(self.days)

    @property
    def executed(self) -> int:
        """Days executed."""
        return self.count(DayState.EXECUTED)

    @property
    def not_executed(self) -> int:
        """Days not executed."""
        return self.count(DayState.NOT_EXECUTED)

    @property
    def unverified(self) -> int:
        """Days not verified."""
        return self.count(DayState.UNVERIFIED)


@dataclass(frozen=True, slots=True)
class FixedShare:
    """A booking's money in a month as confirmed: its share, and what the month carried besides."""

    booking_id: int
    month: str
    amount_fen: int
    difference_fen: int


@dataclass(frozen=True, slots=True)
class ShareChange:
    """A fixed month whose share would be another by now."""

    month: str
    fixed_fen: int
    now_fen: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The separate line for what changed in fixed months and no month has carried (rules.md §8)."""

    booking: BookedLine
    amount_fen: int
    changes: tuple[ShareChange, ...]


@dataclass(frozen=True, slots=True)
class MonthBook:
    """One revision of a station's month.

    While it is open the lines are as of now; from the confirmation on they are the frozen ones.
    `workbook` is the SHA-256 of the workbook as confirmed. `due_provisional`: the calendar of the
    due date is not official yet.
    """

    station: str
    station_name: str
    month: str
    revision: int
    state: MonthState
    opens: datetime
    due: datetime
    due_provisional: bool
    lines: tuple[MonthLine, ...]
    differences: tuple[Difference, ...] = ()
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    return_reason: str | None = None
    returned_before: str | None = None
    workbook: str | None = None
    names: tuple[tuple[str, str], ...] = ()

    @property
    def incomplete(self) -> tuple[MonthLine, ...]:
        """The lines that lack something."""
        return tuple(line for line in self.lines if line.missing)

    @property
    def amount_fen(self) -> int:
        """The month's money: every share and every difference."""
        shares = sum(line.amount_fen for line in self.lines)
        return shares + sum(one.amount_fen for one in self.differences)

    def line(self, booking_id: int) -> MonthLine | None:
        """The line of a booking, if it has one."""
        return next((one for one in self.lines if one.booking.booking_id == booking_id), None)

    def name_of(self, staff_no: str | None) -> str:
        """The name of somebody who acted on this month, else the number itself."""
        return dict(self.names).get(staff_no or "", staff_no or "")


@dataclass(frozen=True, slots=True)
class StoredPaper:
    """A stored file as an act takes it: SHA-256, bytes, type, the name people see."""

    sha256: str
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class DrawnMonth:
    """A workbook already stored, and the digest of the month it shows."""

    digest: str
    workbook: StoredPaper


DrawMonth = Callable[[MonthBook, Mapping[str, str]], bytes]
"""Draws a month's workbook, with the words of reasons by code; handed down by main, because adops
knows no workbooks."""
