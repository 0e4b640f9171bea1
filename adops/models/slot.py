"""Pages and slots with the dated versions of their rate-card items (rules.md §8)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.slot import Device, Owner, SlotState, Unit
from adops.domain.states import LookResult, TrialState


class Page(SQLModel, table=True):
    """Station + URL + device; the name is a label. Live once one of its slots is. `steps` are
    `domain.page_steps.PageStep` as data: what is done on it before it is looked at."""

    __table_args__ = (UniqueConstraint("station", "url", "device"),)

    id: int | None = Field(default=None, primary_key=True)
    station: str = Field(foreign_key="station.code", index=True)
    url: str
    device: Device = Field(sa_type=word(Device))
    name: str
    steps: list[dict[str, str]] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"}
    )


class Slot(SQLModel, table=True):
    """One place for one ad at a time. `station` is the one that places. `click_by_script`: where a
    click leads no address says, a script opens the page (checks.md, Same link?)."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=64)
    name: str
    station: str = Field(foreign_key="station.code", index=True)
    channel: str = ""
    page_id: int = Field(foreign_key="page.id", index=True)
    selector: str = ""
    form: str
    owner: Owner = Field(sa_type=word(Owner))
    rotations: int = 1
    monitored: bool = True
    editor_placed: bool = False
    editor_contact: str = ""
    state: SlotState = Field(default=SlotState.DRAFT, sa_type=word(SlotState))
    unit: Unit = Field(default=Unit.DAY, sa_type=word(Unit))
    wait_seconds: int = 0
    needs_close: bool = False
    needs_mark: bool = False
    click_by_script: bool = False
    tested_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SlotVersion(SQLModel, table=True):
    """The rate-card item of a slot from `valid_from` on; the first has none: since ever.

    `parts` is a list of {part, width, height, limit_bytes}, with `optional` and `sound` where they
    are true; sizes in px, limits in bytes.
    """

    __tablename__ = "slot_version"
    __table_args__ = (UniqueConstraint("slot_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    slot_id: int = Field(foreign_key="slot.id", index=True)
    number: int = 1
    valid_from: date | None = None
    width: int
    height: int
    limit_bytes: int
    parts: list[dict[str, Any]] = Field(sa_type=JSON)
    formats: list[str] = Field(sa_type=JSON)
    max_seconds: int | None = None
    max_loops: int | None = None
    text_limit: int | None = None


class SlotTrial(SQLModel, table=True):
    """A test render 试播: the slot's page opened while it shows a test creative (rules.md §8).

    `files` is a list of {part, name, sha256, format, width, height}, `item` the rate-card item it
    was made for, beside the page and the selector of then. `result` is a look's; `picture` is the
    cut-out, `page_picture` the whole page, both SHA-256 of stored files.
    """

    __tablename__ = "slot_trial"

    id: int | None = Field(default=None, primary_key=True)
    slot_id: int = Field(foreign_key="slot.id", index=True)
    item: str
    page_id: int = Field(foreign_key="page.id")
    selector: str
    files: list[dict[str, Any]] = Field(sa_type=JSON)
    click_url: str = ""
    copy_text: str = ""
    state: TrialState = Field(default=TrialState.ASKED, sa_type=word(TrialState), index=True)
    asked_by: str
    asked_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: LookResult | None = Field(default=None, sa_type=word(LookResult))
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    picture: str | None = None
    page_picture: str | None = None
    trouble: str = ""


class Closure(SQLModel, table=True):
    """A slot or a page that the editors closed (编辑关闭): ad days, both included, `last_day` None
    while nobody knows. `reopened_from` is the first ad day that it is open again, where that was
    said later; rows stay."""

    id: int | None = Field(default=None, primary_key=True)
    slot_id: int | None = Field(default=None, foreign_key="slot.id", index=True)
    page_id: int | None = Field(default=None, foreign_key="page.id", index=True)
    first_day: date
    last_day: date | None = None
    reason: str
    closed_by: str
    closed_at: datetime = Field(sa_type=UtcDateTime)
    reopened_from: date | None = None
    reopened_by: str | None = None
    reopened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
