"""Looks whose files go, and files that nobody needs any more (checks.md, Evidence). Rows stay and
say what was there, and when and why it went."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select, update

from adops.db import lock_log
from adops.domain.evidence import Gone
from adops.domain.people import Actor
from adops.models import SlotCheck, StoredFile
from adops.queries.retention import unneeded
from adops.services.acts import log

VERB = "evidence.remove"


def keep_on(session: Session, until: Mapping[int, date]) -> None:
    """Notes until when looks are kept, so that they are not asked about every night."""
    for look_id, day in until.items():
        session.exec(update(SlotCheck).where(col(SlotCheck.id) == look_id).values(keep_until=day))


def free_looks(session: Session, files: Mapping[int, frozenset[str]]) -> frozenset[int]:
    """Those of the looks of whose files nobody names one at this very moment: who comes now waits
    until the transaction ends, and then sees what became of them. The rest is for another night.

    The log's lock comes first: who holds a file may wait for it, and nobody is waited for here.
    """
    lock_log(session)
    wanted = sorted({sha256 for some in files.values() for sha256 in some})
    query = select(StoredFile.sha256).where(col(StoredFile.sha256).in_(wanted))
    known = set(session.exec(query))
    ours = session.exec(query.order_by(StoredFile.sha256).with_for_update(skip_locked=True))
    named = known.difference(ours)
    return frozenset(look_id for look_id, some in files.items() if named.isdisjoint(some))


def let_go(
    session: Session,
    *,
    looks: Mapping[int, Gone],
    files: Mapping[int, frozenset[str]],
    by: Actor,
    now: datetime,
) -> Sequence[str]:
    """The files of these looks (`free_looks`) may go; gives those that no row needs any more, in
    order. They are to be put aside after the transaction: cut off before that, the
    next night does it (`queries.retention.left_over`)."""
    for look_id in looks:
        session.exec(
            update(SlotCheck).where(col(SlotCheck.id) == look_id).values(files_gone_at=now)
        )
    session.flush()
    why = {sha256: looks[look_id] for look_id in looks for sha256 in files[look_id]}
    gone = unneeded(session, why)
    for sha256 in gone:
        session.exec(
            update(StoredFile)
            .where(col(StoredFile.sha256) == sha256)
            .values(gone_at=now, gone_why=why[sha256].value, verified_at=None)
        )
    counts = Counter(one.value for one in looks.values())
    told = {"looks": len(looks), "files": len(gone), "why": dict(sorted(counts.items()))}
    span = {"first": min(looks), "last": max(looks)}
    log(session, by=by, now=now, verb=VERB, thing="evidence", after=told | span)
    return gone


def note_removed(session: Session, sha256: str, *, now: datetime) -> bool:
    """The file was put aside; False when it was named again since: it is needed."""
    noted = session.exec(
        update(StoredFile)
        .where(col(StoredFile.sha256) == sha256, col(StoredFile.gone_at).is_not(None))
        .values(verified_at=now, trouble=None, trouble_at=None)
    )
    return bool(noted.rowcount)


def bytes_of(session: Session, files: Iterable[str]) -> int:
    """How many bytes the files have together, as far as they are known."""
    query = select(StoredFile.size).where(col(StoredFile.sha256).in_(list(files)))
    return sum(session.exec(query))
