"""The append-only log of acts: every write of business data leaves a line (rules.md §1).

Lines form a chain: each holds the hash of the one before, so that a changed or missing line shows
(`adops audit verify`).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.db import lock_log
from adops.domain.people import Actor
from adops.models import Act

FIRST = "0" * 64
CHAIN = "end of the log"


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be written: what was done to which thing, before and after."""

    verb: str
    thing: str
    station: str | None
    before: dict[str, Any]
    after: dict[str, Any]


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
    (act,) = log_all(
        session, [Line(verb, thing, station, before or {}, after or {})], by=by, now=now
    )
    return act


def log_all(session: Session, lines: Sequence[Line], *, by: Actor, now: datetime) -> list[Act]:
    """Adds the lines in their order and flushes once."""
    previous = _end_of_chain(session)
    acts: list[Act] = []
    for line in lines:
        act = Act(
            at=now.astimezone(UTC).replace(microsecond=0),  # as the row gives it back
            by=by.staff_no,
            verb=line.verb,
            thing=line.thing,
            station=line.station,
            before=_plain(line.before),
            after=_plain(line.after),
            previous=previous,
            hash="",
        )
        act.hash = previous = hash_of(act)
        acts.append(act)
    session.add_all(acts)
    session.flush()
    session.info[CHAIN] = session.get_transaction(), previous
    return acts


def _end_of_chain(session: Session) -> str:
    """The last line's hash. Asked once a transaction: from then on nobody else can add a line."""
    transaction, last = session.info.get(CHAIN, (None, FIRST))
    if transaction is not None and transaction is session.get_transaction():
        return str(last)
    lock_log(session)
    return session.exec(select(Act.hash).order_by(col(Act.id).desc()).limit(1)).first() or FIRST


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


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """The same values as JSON gives them back."""
    plain: dict[str, Any] = json.loads(json.dumps(values, ensure_ascii=False, default=str))
    return plain
