"""Days of a booking that another one makes good 补投 (rules.md §7, §8)."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class MakeGood(SQLModel, table=True):
    """The ad day `day` of booking `of_booking_id`, which the booking `booking_id` makes good; no
    day is made good twice."""

    __tablename__ = "make_good"
    __table_args__ = (UniqueConstraint("of_booking_id", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    of_booking_id: int = Field(foreign_key="booking.id", index=True)
    day: date
