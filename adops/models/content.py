"""Words read from pictures and landing pages, decisions on hits, mended files (rules.md §5)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.content import ReadState, Ruling


class PictureWords(SQLModel, table=True):
    """What OCR read in a file, once a file: `lines` of {text, box: [left, top, right, bottom] in
    px, score}."""

    __tablename__ = "picture_words"

    sha256: str = Field(primary_key=True, max_length=64)
    state: ReadState = Field(default=ReadState.WAITING, sa_type=word(ReadState), index=True)
    lines: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    engine: str = ""
    attempts: int = 0
    why: str = ""
    asked_at: datetime = Field(sa_type=UtcDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LandingPage(SQLModel, table=True):
    """A landing page as last fetched: what answered, what it said, the page as kept.

    `url` is the click address as submitted; `status` the HTTP status of the last hop (None: none
    came); `first_screen` and `text` its words; `html_sha256` the stored page.
    """

    __tablename__ = "landing_page"

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True, max_length=2000)
    state: ReadState = Field(default=ReadState.WAITING, sa_type=word(ReadState), index=True)
    final_url: str = ""
    status: int | None = None
    text: str = ""
    first_screen: str = ""
    html_sha256: str | None = Field(default=None, index=True)
    attempts: int = 0
    why: str = ""
    asked_at: datetime = Field(sa_type=UtcDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fetched_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class ContentDecision(SQLModel, table=True):
    """A decision on a hit, kept for ever; the newest of a key and list holds.

    `hit_key`: domain.content.Hit.key. `item` which exception of the list, `proof_sha256` the file
    of a 举证放行.
    """

    __tablename__ = "content_decision"

    id: int | None = Field(default=None, primary_key=True)
    hit_key: str = Field(index=True, max_length=64)
    list_version: str = Field(index=True)
    creative_id: int = Field(foreign_key="creative.id", index=True)
    station: str = Field(foreign_key="station.code", index=True)
    ruling: Ruling = Field(sa_type=word(Ruling))
    term: str
    words: str
    item: str = ""
    why: str = ""
    proof_sha256: str | None = Field(default=None, index=True)
    proof_name: str = ""
    by: str
    at: datetime = Field(sa_type=UtcDateTime)


class Suggestion(SQLModel, table=True):
    """A mended file that is offered for a part of a creative; taking it makes a new version.

    `similarity` 0..1 (structural) to the original; `taken_as` the creative that took it.
    """

    __table_args__ = (UniqueConstraint("creative_id", "part"),)

    id: int | None = Field(default=None, primary_key=True)
    creative_id: int = Field(foreign_key="creative.id", index=True)
    part: str
    sha256: str = Field(index=True)
    name: str
    size: int
    format: str
    quality: int | None = None
    similarity: float
    mends: list[str] = Field(sa_type=JSON)
    made_at: datetime = Field(sa_type=UtcDateTime)
    taken_as: int | None = Field(default=None, foreign_key="creative.id")
