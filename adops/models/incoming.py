"""Mails that came in (rules.md §12, §6)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.incoming import IncomingKind, IncomingState


class IncomingMail(SQLModel, table=True):
    """One message, known by its Message-ID, else by the hash of its bytes (`sha256:…`).

    `mailbox`, `validity` (its UIDVALIDITY) and `uid` say where it was last seen. `sha256` is the
    kept .eml, None where nothing of it is kept. `station` is the one it concerns, None: nobody
    knows. `lines` are what it said and what was made of it (domain.incoming.Line), `files` what
    became of its attachments.
    """

    __tablename__ = "incoming_mail"

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(unique=True, max_length=500)
    mailbox: str = Field(index=True)
    validity: int = Field(sa_type=BigInteger)
    uid: int = Field(sa_type=BigInteger)
    size: int = 0
    sha256: str | None = Field(default=None, index=True, max_length=64)
    sender: str = ""
    author: str = ""
    subject: str = ""
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    kind: IncomingKind = Field(sa_type=word(IncomingKind))
    state: IncomingState = Field(sa_type=word(IncomingState), index=True)
    station: str | None = Field(default=None, foreign_key="station.code", index=True)
    lines: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    files: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    attempts: int = 0
    trouble: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: str | None = None
    settled_why: str | None = None
