"""Friday's ledger of special approvals 《地方站特殊审批记录表》, as values (rules.md §6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from adops.domain.booking import LedgerKind
from adops.domain.finding import Finding
from adops.domain.states import LedgerState


@dataclass(frozen=True, slots=True)
class LedgerTerms:
    """When a ledger is cut: `weekday` (0 Monday … 6 Sunday) and the wall-clock time in Shanghai."""

    weekday: int
    cut: time


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week."""

    year: int
    number: int

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    def shifted(self, weeks: int) -> "Week":
        """So many weeks later (earlier when negative)."""
        return week_of(self.monday + timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


def week_of(day: date) -> Week:
    """The ISO week a day lies in: 2027-01-01 is in 2026-W53."""
    year, number, _ = day.isocalendar()
    return Week(year, number)


@dataclass(frozen=True, slots=True)
class LedgerWindow:
    """What a week's ledger counts: registered after `after`, up to and including `cut` (UTC).

    `provisional`: a day consulted for one of the two cuts is of a year without a notice.
    """

    week: Week
    after: datetime
    cut: datetime
    provisional: bool = False

    def holds(self, instant: datetime) -> bool:
        """Whether the instant is counted, in whole seconds."""
        return self.after < instant.replace(microsecond=0) <= self.cut


class Outcome(StrEnum):
    """How an entry stood at the cut."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One registered approval as it stood at the cut. People are shown by name.

    `findings` are what was approved or asked for; `outcome` with its instant, person and words is
    `pending` when the decision came after the cut.
    """

    approval_id: int
    kind: LedgerKind
    registered_at: datetime
    contract_no: str
    contract_name: str
    client: str
    slot_code: str
    slot_name: str
    first_day: date
    last_day: date
    version: int
    findings: tuple[Finding, ...]
    reason: str
    asked_by: str
    registered_by: str
    mail: bool = False
    outcome: Outcome = Outcome.PENDING
    decided_at: datetime | None = None
    decided_by: str = ""
    decided_why: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """An earlier entry that was corrected since the last cut: the fields, old and new, by whom."""

    approval_id: int
    registered_at: datetime
    contract_no: str
    contract_name: str
    slot_code: str
    slot_name: str
    corrected_at: datetime
    corrected_by: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A station's ledger of one week. While it runs, `as_of` is the instant it was read at; once
    cut it is the cut, however much later it was read.

    `workbook` is the SHA-256 of the sent file, which stays as sent.
    """

    station: str
    station_name: str
    window: LedgerWindow
    as_of: datetime
    state: LedgerState
    entries: tuple[LedgerEntry, ...]
    results: tuple[LedgerEntry, ...]
    corrections: tuple[Correction, ...]
    workbook: str | None = None
    sent_at: datetime | None = None
    mail_id: int | None = None

    @property
    def is_empty(self) -> bool:
        """本周无特批."""
        return not self.entries
