"""Contracts and bookings (rules.md §8)."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.booking import BookingState, Category, Kind, Route


class Contract(SQLModel, table=True):
    """A contract; `no` is folded (NFKC, upper case, trimmed). `station` opened it by hand; of an
    imported one its bookings say whose it is."""

    id: int | None = Field(default=None, primary_key=True)
    no: str = Field(unique=True, max_length=64)
    name: str
    project_name: str = ""
    project_no: str = Field(default="", index=True)
    client: str = ""
    agency: str = ""
    agency_email: str = ""
    station: str | None = Field(default=None, index=True)


class Booking(SQLModel, table=True):
    """One slot for one contract over one period (ad days, both included).

    `station_sold` sold it, `station_placed` places it; prices in fen; `discount` as the text of a
    decimal 0–1. `state` holds what people did; that it runs or has ended follows from its days
    (`rules.booking.state_at`). `hold_until` ends a hold; `cancelled_from` is the ad day D from
    which it was cancelled: cut to D−1, or, had it not begun, whole (`cancelled`). `quantity`: hours
    (小时) or thousand views (CPM) a day, None where nobody said.
    """

    __table_args__ = (UniqueConstraint("contract_id", "slot_id", "first_day", "category"),)

    id: int | None = Field(default=None, primary_key=True)
    contract_id: int = Field(foreign_key="contract.id", index=True)
    slot_id: int = Field(foreign_key="slot.id", index=True)
    first_day: date = Field(index=True)
    last_day: date = Field(index=True)
    category: Category = Field(sa_type=word(Category))
    kind: Kind = Field(sa_type=word(Kind))
    route: Route = Field(sa_type=word(Route))
    station_sold: str = Field(foreign_key="station.code", index=True)
    station_placed: str = Field(foreign_key="station.code", index=True)
    shares: int = 1
    regions: list[str] = Field(sa_type=JSON)
    landing_url: str = ""
    sales_name: str = ""
    sales_email: str = Field(default="", index=True)
    list_price_fen: int = Field(default=0, sa_type=BigInteger)
    discount: str = "1"
    net_fen: int = Field(default=0, sa_type=BigInteger)
    developer: str = ""
    agent: str = ""
    permit_no: str = ""
    monitor_no: str = ""
    quantity: int | None = None
    state: BookingState = Field(default=BookingState.BOOKED, sa_type=word(BookingState))
    entered_at: datetime = Field(sa_type=UtcDateTime)
    taken_over: bool = False
    hold_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancelled_from: date | None = None
    cancel_reason: str = ""


class BookingPause(SQLModel, table=True):
    """A booking taken off (紧急下线) between two instants; `until_at` None while it lasts."""

    __tablename__ = "booking_pause"

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    from_at: datetime = Field(sa_type=UtcDateTime)
    until_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str
    paused_by: str
    resumed_by: str | None = None
    resume_reason: str = ""
