"""Finding a slot's place on its page, and what fills slots that are not sold (checks.md)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.states import SearchState


class SlotSearch(SQLModel, table=True):
    """The page of a slot opened to find the slot's place 找位.

    `selector`: one that was typed and is to be tried, else empty. `places` are
    `domain.place.Place` as data; `width` and `height` of the page in CSS px, its picture a stored
    file. `trouble` is a page's, with its `detail`. What was taken from it: `taken` the selector,
    `before` the one it replaced; undone at `undone_at`.
    """

    __tablename__ = "slot_search"

    id: int | None = Field(default=None, primary_key=True)
    slot_id: int = Field(foreign_key="slot.id", index=True)
    page_id: int = Field(foreign_key="page.id")
    selector: str = ""
    state: SearchState = Field(default=SearchState.ASKED, sa_type=word(SearchState), index=True)
    asked_by: str
    asked_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    places: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    picture: str | None = Field(default=None, index=True)
    width: int = 0
    height: int = 0
    trouble: str = ""
    detail: str = ""
    taken: str | None = None
    before: str | None = None
    taken_by: str | None = None
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    undone_by: str | None = None
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class HouseAd(SQLModel, table=True):
    """A house ad 自家广告 of a station, by the SHA-256 of its file or, where there is no one file,
    by its whole address. It counts until `removed_at`; rows stay."""

    __tablename__ = "house_ad"

    id: int | None = Field(default=None, primary_key=True)
    station: str = Field(foreign_key="station.code", index=True)
    sha256: str | None = None
    url: str | None = None
    look_id: int | None = Field(
        default=None, foreign_key="slot_check.id", ondelete="SET NULL", index=True
    )
    added_by: str
    added_at: datetime = Field(sa_type=UtcDateTime)
    removed_by: str | None = None
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
