"""Creatives, their files, findings, and special approvals (rules.md §5, §6)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.booking import LedgerKind
from adops.domain.finding import Verdict
from adops.domain.states import ApprovalState, CreativeState


class StoredFile(SQLModel, table=True):
    """What the database knows of a stored file.

    `verified_at`: when its bytes were last held against its hash, `trouble` what was found then
    (lost, broken) and `trouble_at` since when. `gone_at`: when it was removed because no row needs
    it any more, and `gone_why`; `verified_at` is then when it was taken from the store
    (checks.md, Evidence).
    """

    __tablename__ = "stored_file"

    sha256: str = Field(primary_key=True, max_length=64)
    size: int
    media_type: str
    stored_at: datetime = Field(sa_type=UtcDateTime)
    verified_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    trouble: str | None = Field(default=None, index=True)
    trouble_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    gone_why: str | None = None


class Creative(SQLModel, table=True):
    """One version of what a booking shows: files, link, copy, and how it was judged.

    `fingerprint` is one SHA-256 over the parts' hashes, the thing an approval is for. `deadline`,
    `clause` and `calendar` are kept from the confirmation on (rules.md §2). Submitted with
    `clicked_at` set: the confirmation is pending (rules.md §3). `list_version` is the list of terms
    its words were last held against. `rotates`: shown in turn with what is there (两版轮换);
    `rotation` is the first creative of that set, None alone. `link_of` is the creative whose files
    it shows with another link, `replaced_by` the one whose confirmation took its place.
    """

    __table_args__ = (UniqueConstraint("booking_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    version: int
    state: CreativeState = Field(
        default=CreativeState.SUBMITTED,
        sa_type=word(CreativeState),
        index=True,
    )
    fingerprint: str = Field(index=True)
    click_url: str
    copy_text: str = ""
    go_live: date
    verdict: Verdict = Field(sa_type=word(Verdict))
    findings: list[dict[str, Any]] = Field(sa_type=JSON)
    item: str = ""
    submitted_at: datetime = Field(sa_type=UtcDateTime)
    submitted_by: str
    clicked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    clicked_by: str | None = None
    list_version: str = ""
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_by: str | None = None
    late_reason: str | None = None
    deadline: datetime | None = Field(default=None, sa_type=UtcDateTime)
    clause: int | None = None
    calendar: str | None = None
    rotates: bool = False
    rotation: int | None = None
    link_of: int | None = None
    replaced_by: int | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str | None = None
    closed_why: str | None = None


class CreativePart(SQLModel, table=True):
    """One file of a creative, as measured."""

    __tablename__ = "creative_part"
    __table_args__ = (UniqueConstraint("creative_id", "part"),)

    id: int | None = Field(default=None, primary_key=True)
    creative_id: int = Field(foreign_key="creative.id", index=True)
    part: str = "main"
    sha256: str = Field(index=True)
    name: str
    size: int
    format: str
    width: int = 0
    height: int = 0
    frames: int = 1
    seconds: float = 0.0


class Approval(SQLModel, table=True):
    """A special approval 创意特批: for one fingerprint, the findings listed, one booking.

    `asked_by` is who needs it (a 工号, or the mailbox of the contract's sales), `entered_by` whose
    hand it was.
    """

    id: int | None = Field(default=None, primary_key=True)
    creative_id: int = Field(foreign_key="creative.id", index=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    station: str = Field(foreign_key="station.code", index=True)
    fingerprint: str
    findings: list[dict[str, Any]] = Field(sa_type=JSON)
    kind: LedgerKind = Field(sa_type=word(LedgerKind))
    reason: str = ""
    state: ApprovalState = Field(sa_type=word(ApprovalState), index=True)
    asked_by: str = ""
    entered_by: str = ""
    requested_at: datetime = Field(sa_type=UtcDateTime)
    registered_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    registered_by: str | None = None
    mail_sha256: str | None = None
    mail_message_id: str | None = None
    mail_date: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = None
    decided_why: str | None = None


class IdempotencyKey(SQLModel, table=True):
    """What `POST /creatives` answered for a key of a person."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("staff_no", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    staff_no: str
    key: str
    request_sha256: str
    creative_id: int = Field(foreign_key="creative.id")
