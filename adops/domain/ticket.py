"""Tickets as values: what is written into MantisBT, and what it says of itself (mantis.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any


class TicketKind(StrEnum):
    """What is written, in the order in which it may be: all others need their issue. `file` is the
    proof sheet, `facts` what was seen as JSON."""

    ISSUE = "issue"
    FILE = "file"
    FACTS = "facts"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Draft:
    """An issue as it is created, without files. `severity` and `handler` "": MantisBT's own."""

    summary: str
    description: str
    project: str
    category: str
    severity: str = ""
    handler: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A line of a list of issues."""

    number: int
    summary: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as it is stored; `notes` are texts, `files` names."""

    number: int
    summary: str
    severity: str
    handler: str
    status: str
    notes: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outbound:
    """A row of the ticket outbox as far as sending needs it. `issue` is None as long as there is
    none; `doubtful`: the other side may have it already; `station` decides the handler."""

    id: int
    anomaly_id: int
    kind: TicketKind
    key: str
    content: Mapping[str, Any]
    issue: int | None
    station: str
    attempt: int
    doubtful: bool


class TicketTrouble(Exception):
    """MantisBT did not take it, or did not say so in a way that counts.

    `permanent`: this one never passes. `wait`: it asks for so long a pause of everything. `away`:
    nothing else would pass now either.
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        wait: timedelta | None = None,
        away: bool = False,
    ) -> None:
        super().__init__(why)
        self.permanent = permanent
        self.wait = wait
        self.away = away or wait is not None


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What a ticket says, in values; `findings` and `triage` are sentences. Of a page `slot` is
    "" and `slots` names those that fail alike."""

    anomaly_id: int
    station: str
    result: str
    page: str
    url: str
    device: str
    first: str
    last: str
    count: int
    slot: str = ""
    slot_code: str = ""
    selector: str = ""
    contract: str = ""
    period: str = ""
    findings: tuple[str, ...] = ()
    triage: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom a look's trouble concerns, and who else has to do with its page (checks.md, Evidence: no
    other client is named).

    `own_no` is the contract, "" where nobody is concerned; `own` and `others` are numbers and names
    of contracts, projects and clients; the links are those of the creatives of the look's bookings.
    `beside` are the look's other bookings.
    """

    own_no: str = ""
    own: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    own_links: frozenset[str] = frozenset()
    other_links: frozenset[str] = frozenset()
    beside: frozenset[int] = frozenset()
