"""HTML5 packages as a browser showed them (rules.md §5)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime


class RenderedPackage(SQLModel, table=True):
    """What a browser showed of a package in a size, once a way of measuring.

    `sha256` is the ZIP's; `facts` a domain.html5.Rendering; `picture_sha256` the stored PNG of its
    first frame.
    """

    __tablename__ = "rendered_package"
    __table_args__ = (UniqueConstraint("sha256", "width", "height", "renderer"),)

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(index=True, max_length=64)
    width: int
    height: int
    renderer: str
    facts: dict[str, Any] = Field(sa_type=JSON)
    picture_sha256: str = Field(index=True, max_length=64)
    made_at: datetime = Field(sa_type=UtcDateTime)
