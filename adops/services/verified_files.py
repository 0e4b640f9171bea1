"""What was found when stored files were held against their hashes (checks.md, Evidence)."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from adops.domain.evidence import FileTrouble
from adops.domain.people import Actor
from adops.models import StoredFile
from adops.services.acts import log


def note_verified(
    session: Session, *, found: Mapping[str, FileTrouble | None], by: Actor, now: datetime
) -> list[str]:
    """Notes each file as well or in trouble; gives those that are in trouble for the first time.
    Log lines are written of these, and of those that are well again."""
    fresh = []
    for sha256, trouble in found.items():
        row = session.get(StoredFile, sha256)
        if row is None or row.gone_at is not None:
            continue
        before = row.trouble
        row.verified_at = now
        row.trouble = trouble.value if trouble else None
        row.trouble_at = (row.trouble_at or now) if trouble else None
        session.add(row)
        if before != row.trouble:
            _log(session, sha256, before, row.trouble, by, now)
        if trouble and not before:
            fresh.append(sha256)
    session.flush()
    return fresh


def _log(
    session: Session, sha256: str, before: str | None, after: str | None, by: Actor, now: datetime
) -> None:
    log(
        session,
        by=by,
        now=now,
        verb="evidence.trouble" if after else "evidence.well_again",
        thing=f"stored_file:{sha256}",
        before={"trouble": before},
        after={"trouble": after},
    )
