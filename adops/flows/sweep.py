"""The nightly round of retention: files that may go are removed (checks.md, Evidence).

Looks are judged in batches; their rows are marked in one transaction, then the files that no row
needs any more are put aside, with none open. Killed in between, files stay that nobody names; the
next night puts them aside first. What lies aside is removed the night after: who found the file in
its place, and named it only when it was gone, gets it back by then.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from adops.catalog.evidence import load_evidence
from adops.db import Database
from adops.domain.evidence import Gone, KeepTerms
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.errors import RuleError
from adops.queries import retention as queries
from adops.rules.retention import kept_until, may_go
from adops.services import retention as acts
from adops.settings import Settings
from adops.store import Store

BATCH = 200
ASIDE_FOR = timedelta(hours=12)  # nobody takes so long between storing a file and naming it


@dataclass(frozen=True)
class Batch:
    """Looks that were judged: why they go, or until when they are kept."""

    looks: Sequence[queries.LookToJudge]
    going: Mapping[int, Gone]
    keep: Mapping[int, date]

    @property
    def files(self) -> dict[int, frozenset[str]]:
        """All files of each look."""
        return {one.kept.look_id: one.files for one in self.looks}


@dataclass
class Swept:
    """What went, or would go: looks by why, files and their bytes, first and last ad day. `kept`
    looks were judged and stay."""

    looks: Counter[Gone] = field(default_factory=Counter)
    files: int = 0
    size: int = 0
    kept: int = 0
    days: tuple[date, date] | None = None
    going: set[int] = field(default_factory=set)

    def as_data(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "looks": {why.value: many for why, many in sorted(self.looks.items())},
            "files": self.files,
            "bytes": self.size,
            "kept": self.kept,
            "days": [day.isoformat() for day in self.days] if self.days else None,
        }

    def see(self, batch: Batch) -> None:
        """Counts a batch."""
        self.looks.update(batch.going.values())
        self.kept += len(batch.keep)
        days = [one.kept.on for one in batch.looks if one.kept.look_id in batch.going]
        if days:
            known = self.days or (days[0], days[0])
            self.days = min(known[0], *days), max(known[1], *days)

    def count(self, session: Session, batch: Batch) -> None:
        """Files that would go with all batches so far; nothing is written."""
        self.going |= batch.going.keys()
        files = {sha256 for look_id in batch.going for sha256 in batch.files[look_id]}
        gone = queries.unneeded(session, files, without=self.going)
        self.files += len(gone)
        self.size += acts.bytes_of(session, gone)


def sweep(
    settings: Settings,
    database: Database,
    store: Store,
    *,
    by: Actor,
    now: datetime,
    dry: bool = False,
    until: Callable[[], bool] = lambda: False,
) -> Swept:
    """Removes what may go, or only tells it (`dry`); stops after a batch when `until` says so.

    Raises RuleError `evidence.checking` while a check runs: what it stores has no row yet;
    OutsideError `store.failed`.
    """
    terms, today = load_evidence(settings.config_dir).terms, ad_day_of(now)
    told, after = Swept(), 0
    if not dry:
        _clear(database, store, now)
    while not until():
        with database.read() as session:
            batch = _judged(session, terms, today, after)
            if dry:
                told.count(session, batch)
        if not batch.looks:
            break
        after = batch.looks[-1].kept.look_id
        told.see(batch if dry else _carried_out(database, store, batch, told, by, now))
    return told


def _judged(session: Session, terms: KeepTerms, today: date, after: int) -> Batch:
    looks = queries.looks_to_judge(
        session,
        before=today - timedelta(days=terms.other_days),
        today=today,
        after=after,
        limit=BATCH,
    )
    going: dict[int, Gone] = {}
    keep: dict[int, date] = {}
    for one in (look.kept for look in looks):
        why = may_go(one, today=today, terms=terms)
        if why is not None:
            going[one.look_id] = why
        else:
            keep[one.look_id] = kept_until(one, today=today, terms=terms)
    return Batch(looks, going, keep)


def _carried_out(
    database: Database, store: Store, batch: Batch, told: Swept, by: Actor, now: datetime
) -> Batch:
    """The batch without the looks of whose files somebody names one at this moment."""
    gone: Sequence[str] = ()
    with database.write() as session:
        if queries.is_checking(session):
            raise RuleError("evidence.checking")
        acts.keep_on(session, batch.keep)
        files = {look_id: some for look_id, some in batch.files.items() if look_id in batch.going}
        free = acts.free_looks(session, files)
        batch = replace(batch, going={one: batch.going[one] for one in batch.going if one in free})
        if batch.going:
            gone = acts.let_go(session, looks=batch.going, files=batch.files, by=by, now=now)
            told.size += acts.bytes_of(session, gone)
    told.files += len(gone)
    for sha256 in gone:
        _put_aside(database, store, sha256, now)
    return batch


def _clear(database: Database, store: Store, now: datetime) -> None:
    """What earlier nights put aside, and what they marked and did not get to."""
    aside = store.aside()
    with database.read() as session:
        back = queries.named_again(session, aside)
        over = queries.gone_since(session, aside, now - ASIDE_FOR)
        left = queries.left_over(session)
    for sha256 in sorted(back):
        store.put_back(sha256)
    for sha256 in sorted(over):
        store.remove(sha256)
    for sha256 in left:
        _put_aside(database, store, sha256, now)


def _put_aside(database: Database, store: Store, sha256: str, now: datetime) -> None:
    """Somebody may name the same bytes at this very moment: then they are put back."""
    store.put_aside(sha256)
    with database.write() as session:
        noted = acts.note_removed(session, sha256, now=now)
    if not noted:
        store.put_back(sha256)
