"""Runs of the daily check and what they saw (checks.md)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.states import Delivered, LookedBy, LookResult


class CheckRun(SQLModel, table=True):
    """One run over a station's pages for one ad day. State: asked, running, done, unfinished,
    cancelled. Unfinished: the ad day ended before every page was looked at; cancelled:
    `cancelled_by` stopped it, what was seen until then stays."""

    __tablename__ = "check_run"

    id: int | None = Field(default=None, primary_key=True)
    station: str | None = Field(default=None, foreign_key="station.code", index=True)
    on: date = Field(index=True)
    state: str = "asked"
    slot_codes: list[str] = Field(default_factory=list, sa_type=JSON)
    asked_by: str
    asked_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancelled_by: str | None = None


class CheckPage(SQLModel, table=True):
    """One page of a run, with its state (waiting, done) and attempt; `worker` (machine:process)
    took it last, at `taken_at`, None once it let go of it. `lost`: how many attempts ended with
    nobody letting go: the process was gone."""

    __tablename__ = "check_page"
    __table_args__ = (UniqueConstraint("run_id", "page_id"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="check_run.id", index=True)
    page_id: int = Field(foreign_key="page.id")
    state: str = "waiting"
    attempt: int = 0
    lost: int = 0
    worker: str | None = None
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    slots: int = 0
    seconds: float | None = None
    picture: str | None = None
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SlotCheck(SQLModel, table=True):
    """One look: one check of one slot. Hashes name stored files.

    `by` hand: `looked_by` (工号) added the picture and said what shows. `first_screen` is the
    window at its normal height, where a floating ad is on the page; `html` and `har` the page's
    final DOM and traffic, of troubles only. `stray_picture` is of the load of a rotation that shows
    what belongs to no booking, where that is another than the look's.

    `drawn_at`: since when its cut-out and proof sheets are there, or that there are none to draw;
    None while they wait to be drawn. `keep_until`: the last day its files are kept, as of when that
    was last asked; `files_gone_at`: since when they may no longer be there (checks.md, Evidence).
    """

    __tablename__ = "slot_check"
    __table_args__ = (
        UniqueConstraint("run_id", "slot_id"),
        Index("ix_slot_check_slot_id_captured_at", "slot_id", "captured_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    run_id: int | None = Field(default=None, foreign_key="check_run.id", index=True)
    slot_id: int = Field(foreign_key="slot.id", index=True)
    station: str = Field(foreign_key="station.code", index=True)
    on: date = Field(index=True)
    result: LookResult = Field(sa_type=word(LookResult))
    page_url: str
    captured_at: datetime = Field(sa_type=UtcDateTime)
    findings: list[dict[str, Any]] = Field(sa_type=JSON)
    landing_url: str | None = None
    picture: str | None = Field(default=None, index=True)
    page_picture: str | None = Field(default=None, index=True)
    facts: str | None = Field(default=None, index=True)
    first_screen: str | None = Field(default=None, index=True)
    stray_picture: str | None = Field(default=None, index=True)
    html: str | None = Field(default=None, index=True)
    har: str | None = Field(default=None, index=True)
    by: LookedBy = Field(default=LookedBy.CHECK, sa_type=word(LookedBy))
    looked_by: str | None = None
    note: str = ""
    drawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    keep_until: date | None = Field(default=None, index=True)
    files_gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SlotCheckBooking(SQLModel, table=True):
    """What a look says of one booking of the day. `page_picture` and `first_screen` are of the load
    that shows the booking, where that is another than the look's. `decided_by`: who said it by eye,
    where the look was unsure."""

    __tablename__ = "slot_check_booking"
    __table_args__ = (UniqueConstraint("slot_check_id", "booking_id"),)

    id: int | None = Field(default=None, primary_key=True)
    slot_check_id: int = Field(foreign_key="slot_check.id", index=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    creative_id: int | None = Field(default=None, foreign_key="creative.id")
    on: date = Field(index=True)
    seen: bool
    similarity: float | None = None
    delivered: Delivered = Field(sa_type=word(Delivered))
    proof: str | None = Field(default=None, index=True)
    page_picture: str | None = Field(default=None, index=True)
    first_screen: str | None = Field(default=None, index=True)
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
