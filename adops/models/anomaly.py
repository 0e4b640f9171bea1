"""Anomalies of the daily check, and what is to be written of them into MantisBT (checks.md)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.anomaly import AnomalyKind, AnomalyState, Why
from adops.domain.states import LookResult, TicketState
from adops.domain.ticket import TicketKind


class Anomaly(SQLModel, table=True):
    """One trouble from the first look that saw it to its end. `station` places there.

    `slot_id` None: of the page, and `slots` are those that fail alike, `before` those that did
    before the page could not be reached, with their result; `booking_id` None: of the slot alone.
    `open_key` names what it is of as long as it is unresolved: there is one at a time. `count` is
    in looks. `answers` are those of triage, as JSON; `judged_look` the look they were
    found from. `fix` says what is to be mended where it is ours. `issue` is MantisBT's number.
    """

    id: int | None = Field(default=None, primary_key=True)
    kind: AnomalyKind = Field(sa_type=word(AnomalyKind))
    station: str = Field(foreign_key="station.code", index=True)
    page_id: int = Field(foreign_key="page.id", index=True)
    slot_id: int | None = Field(default=None, foreign_key="slot.id", index=True)
    booking_id: int | None = Field(default=None, foreign_key="booking.id", index=True)
    open_key: str | None = Field(default=None, unique=True)
    state: AnomalyState = Field(default=AnomalyState.OPEN, sa_type=word(AnomalyState), index=True)
    result: LookResult = Field(sa_type=word(LookResult))
    count: int = 1
    slots: list[int] = Field(default_factory=list, sa_type=JSON)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    first_on: date = Field(index=True)
    last_on: date = Field(index=True)
    first_at: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)
    first_look: int = Field(foreign_key="slot_check.id")
    last_look: int = Field(foreign_key="slot_check.id")
    answers: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    judged_look: int | None = None
    fix: str = ""
    issue: int | None = None
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_by: str | None = None
    why: Why | None = Field(default=None, sa_type=word(Why))
    why_words: str = ""


class Ticket(SQLModel, table=True):
    """One thing to be written into MantisBT: an issue, a proof sheet or facts of it, a note on it;
    one for a key.

    `content` holds its words, of a proof sheet and of facts their look. `handed_at`: since when the
    other side may have it; from then on it is looked for before it is sent again. `number` is
    MantisBT's. `lost` are fields that it did not take.
    """

    id: int | None = Field(default=None, primary_key=True)
    anomaly_id: int = Field(foreign_key="anomaly.id", index=True)
    kind: TicketKind = Field(sa_type=word(TicketKind))
    key: str = Field(unique=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    state: TicketState = Field(default=TicketState.WAITING, sa_type=word(TicketState), index=True)
    attempts: int = 0
    trouble: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    number: int | None = None
    lost: list[str] = Field(default_factory=list, sa_type=JSON)
