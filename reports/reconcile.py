"""Invariants of months, asked in production: what does not add up (rules.md §10).

A month with a finding cannot close: confirmation and acceptance ask the same of the month at hand;
this asks it of every revision that was ever signed, and of the files it names.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from adops import clock
from adops.domain.finding import Finding, Severity
from adops.domain.month import FixedShare, MonthBook
from adops.domain.states import MonthState
from adops.flows.month import MonthDesk, lost_files
from adops.models import MonthClose, MonthShare
from adops.queries.month import month_book
from adops.rules.month_close import contradictions, unlike_shares


@dataclass(frozen=True)
class Doubt:
    """Something that does not add up in one revision of a station's month."""

    station: str
    month: str
    revision: int
    finding: Finding


def reconcile(desk: MonthDesk, *, station: str | None = None) -> Iterator[Doubt]:
    """Everything wrong in the signed months of a station, or of all; nothing when the house is
    sound. Each month is read in a transaction of its own."""
    with desk.database.read() as session:
        known = _revisions(session, station)
    for (code, month), revisions in known.items():
        for finding in _row_of_revisions(revisions):
            yield Doubt(code, month, revisions[-1].revision, finding)
        for close in revisions:
            if close.frozen is None:
                continue
            for finding in _of_revision(desk, close, latest=close is revisions[-1]):
                yield Doubt(code, month, close.revision, finding)


def _revisions(session: Session, station: str | None) -> Mapping[tuple[str, str], list[MonthClose]]:
    query = select(MonthClose).order_by(
        col(MonthClose.station), col(MonthClose.month), col(MonthClose.revision)
    )
    if station is not None:
        query = query.where(MonthClose.station == station)
    found: defaultdict[tuple[str, str], list[MonthClose]] = defaultdict(list)
    for close in session.exec(query):
        found[close.station, close.month].append(close)
    return dict(found)


def _row_of_revisions(revisions: list[MonthClose]) -> Iterator[Finding]:
    """Revisions count from 1 without a gap; all but the last were returned, the last was not."""
    numbers = [close.revision for close in revisions]
    if numbers != [*range(1, len(numbers) + 1)]:
        yield _finding("month.revision_gap", revisions[-1], len(numbers), max(numbers))
    for close in revisions:
        returned = close.state is MonthState.RETURNED
        if returned == (close is revisions[-1]):
            yield _finding("month.revision_state", close, close.state.value, close.revision)
        if (close.frozen is None) != (close.state is MonthState.OPEN):
            yield _finding("month.not_frozen", close, close.state.value, close.revision)


def _of_revision(desk: MonthDesk, close: MonthClose, *, latest: bool) -> Iterator[Finding]:
    with desk.database.read() as session:
        book = month_book(
            session,
            station=close.station,
            month=close.month,
            catalog=desk.catalog,
            now=clock.now(),
            revision=close.revision,
        )
        fixed = _fixed(session, book)
    yield from contradictions(book)
    if latest:  # an earlier revision's differences were others
        yield from unlike_shares(book, fixed)
    yield from lost_files(book, desk.store)


def _fixed(session: Session, book: MonthBook) -> dict[int, FixedShare]:
    numbers = [line.booking.booking_id for line in book.lines]
    query = select(MonthShare).where(
        MonthShare.month == book.month, col(MonthShare.booking_id).in_(numbers)
    )
    return {
        row.booking_id: FixedShare(row.booking_id, row.month, row.amount_fen, row.difference_fen)
        for row in session.exec(query)
    }


def _finding(code: str, close: MonthClose, measured: int | str, allowed: int | str) -> Finding:
    return Finding(code, Severity.REJECT, measured, allowed, f"{close.station} {close.month}")
