"""Friday's ledger and the month-end confirmation (rules.md §6, §10)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.states import LedgerState, MonthState


class LedgerWeek(SQLModel, table=True):
    """A station's ledger of one ISO week (`2026-W47`), once it was cut; sent once, ever."""

    __tablename__ = "ledger_week"
    __table_args__ = (UniqueConstraint("station", "week"),)

    id: int | None = Field(default=None, primary_key=True)
    station: str = Field(foreign_key="station.code", index=True)
    week: str = Field(max_length=8)
    previous_cut: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cut_at: datetime = Field(sa_type=UtcDateTime)
    state: LedgerState = Field(sa_type=word(LedgerState))
    entries: int = 0
    workbook: str | None = None
    mail_id: int | None = Field(default=None, foreign_key="mail.id")
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MonthClose(SQLModel, table=True):
    """One revision of a station's month; `frozen` holds its lines from the confirmation on."""

    __tablename__ = "month_close"
    __table_args__ = (UniqueConstraint("station", "month", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    station: str = Field(foreign_key="station.code", index=True)
    month: str = Field(max_length=7)
    revision: int = 1
    state: MonthState = Field(default=MonthState.OPEN, sa_type=word(MonthState))
    frozen: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)
    workbook: str | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = None
    return_reason: str | None = None


class DayReason(SQLModel, table=True):
    """Why a booking's day was not executed or not verified."""

    __tablename__ = "day_reason"
    __table_args__ = (UniqueConstraint("booking_id", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    day: date
    reason: str
    note: str = ""
    given_by: str
    given_at: datetime = Field(sa_type=UtcDateTime)


class MonthProof(SQLModel, table=True):
    """A paper beside the looks.

    `kind`: client (客户自行监测证明), screenshot (AE), day (names a day).

    A `day` proof counts once an AE accepted it.
    """

    __tablename__ = "month_proof"

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(max_length=7, index=True)
    contract_id: int = Field(foreign_key="contract.id", index=True)
    booking_id: int | None = Field(default=None, foreign_key="booking.id", index=True)
    kind: str
    day: date | None = None
    sha256: str
    name: str
    note: str = ""
    given_by: str
    given_at: datetime = Field(sa_type=UtcDateTime)


class MonthShare(SQLModel, table=True):
    """A booking's money in a month, fixed at that month's first confirmation (rules.md §8).

    `difference_fen` is what that month carries for later changes of months fixed before.
    """

    __tablename__ = "month_share"
    __table_args__ = (UniqueConstraint("booking_id", "month"),)

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    month: str = Field(max_length=7)
    amount_fen: int = Field(sa_type=BigInteger)
    difference_fen: int = Field(default=0, sa_type=BigInteger)
    fixed_at: datetime = Field(sa_type=UtcDateTime)
