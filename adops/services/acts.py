"""The append-only log of acts: every write of business data leaves a line (rules.md §1).

Lines form a chain: each holds the hash of the one before, so that a changed or missing line shows
(`adops audit verify`).
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.db import lock_log
from adops.domain.people import Actor
from adops.models import Act

FIRST = "0" * 64


def log(
    session: Session,
    *,
    by: Actor,
    now: datetime,
    verb: str,
    thing: str,
    station: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Act:
    """Adds one line and flushes. `verb` is `creative.confirm`, `thing` `creative:17`."""
    lock_log(session)
    latest = session.exec(select(Act.hash).order_by(col(Act.id).desc()).limit(1)).first()
    act = Act(
        at=now.astimezone(UTC).replace(microsecond=0),  # as the row gives it back
        by=by.staff_no,
        verb=verb,
        thing=thing,
        station=station,
        before=_plain(before),
        after=_plain(after),
        previous=latest or FIRST,
        hash="",
    )
    act.hash = hash_of(act)
    session.add(act)
    session.flush()
    return act


def hash_of(act: Act) -> str:
    """SHA-256 over the line's content and the hash before it."""
    content = [
        act.previous,
        act.at.isoformat(),
        act.by,
        act.verb,
        act.thing,
        act.station,
        act.before,
        act.after,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links(session: Session) -> list[int]:
    """Ids of lines that do not fit the one before, or were changed; empty when the log is whole."""
    wrong: list[int] = []
    previous = FIRST
    for act in session.exec(select(Act).order_by(col(Act.id))):
        if act.previous != previous or act.hash != hash_of(act):
            wrong.append(act.id or 0)
        previous = act.hash
    return wrong


def _plain(values: dict[str, Any] | None) -> dict[str, Any]:
    """The same values as JSON gives them back."""
    plain: dict[str, Any] = json.loads(json.dumps(values or {}, ensure_ascii=False, default=str))
    return plain
