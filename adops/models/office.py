"""The log of acts, the outbox, and what the jobs did."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.states import MailState


class Act(SQLModel, table=True):
    """One line of the append-only log: who did what to which thing, before and after.

    `hash` is over the line and `previous`, so that a changed or missing line shows.
    """

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    by: str = Field(index=True)
    verb: str = Field(index=True)
    thing: str = Field(index=True)
    station: str | None = Field(default=None, index=True)
    before: dict[str, Any] = Field(sa_type=JSON)
    after: dict[str, Any] = Field(sa_type=JSON)
    previous: str
    hash: str = Field(unique=True)


class Mail(SQLModel, table=True):
    """One mail of the outbox: one for a kind and key (rules.md §13).

    `attachments`: list of {name, sha256, media_type}. `missing`: roles with nobody in them.
    `handed_at`: when a server began to have the whole of it; a crash before leaves no doubt.
    `resent_as`: the mail that was sent in its place by hand.
    """

    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(index=True)
    key: str
    station: str | None = Field(default=None, foreign_key="station.code", index=True)
    to: list[str] = Field(sa_type=JSON)
    cc: list[str] = Field(sa_type=JSON)
    missing: list[str] = Field(default_factory=list, sa_type=JSON)
    subject: str
    html: str
    text: str
    attachments: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    message_id: str = Field(unique=True)
    state: MailState = Field(default=MailState.WAITING, sa_type=word(MailState), index=True)
    attempts: int = 0
    trouble: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resent_as: int | None = None


class JobRun(SQLModel, table=True):
    """One claimed (job, station, period); `period` is what the run is for, e.g. `2026-W47`."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "station", "period"),)

    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(index=True)
    station: str = ""
    period: str
    state: str = "running"
    due_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    late: bool = False
    outcome: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
