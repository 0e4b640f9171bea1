"""What people said of the things to be done for a booking (rules.md §7)."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.execution import MarkKind


class ExecutionMark(SQLModel, table=True):
    """One mark on an item: of the booking, the day S and `what` (`start`, `v3` for version 3).

    Items themselves are worked out from bookings, creatives and looks. `entered` is what was to be
    entered then, `sizes` what was typed into the ad-match by part.
    """

    __tablename__ = "execution_mark"

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    day: date = Field(index=True)
    what: str = Field(max_length=32)
    kind: MarkKind = Field(sa_type=word(MarkKind))
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    sizes: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    entered: list[str] = Field(default_factory=list, sa_type=JSON)
    reason: str = ""
    note: str = ""
    mail_id: int | None = Field(default=None, foreign_key="mail.id")
