"""What becomes of a ticket when its anomaly is over, or was not (checks.md, Anomaly; mantis.md)."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, select

from adops.domain.anomaly import AnomalyState
from adops.domain.people import Actor
from adops.domain.states import TicketState
from adops.domain.ticket import Outbound, TicketKind
from adops.models import Anomaly, Ticket
from adops.phrases import anomaly as words
from adops.phrases import tickets as phrases
from adops.phrases.dates import moment
from adops.queries.ticket_pauses import earliest
from adops.services.tickets import queue


def note_end(session: Session, row: Anomaly, *, by: Actor, now: datetime) -> None:
    """It is resolved: what nobody has of it is dropped, an issue gets a note."""
    rows = _all_of(session, row)
    issue = next((one for one in rows if one.kind is TicketKind.ISSUE), None)
    if issue is None:
        return
    untold = issue.handed_at is None and issue.state is TicketState.WAITING
    if row.issue is None and (untold or issue.state is TicketState.FAILED):
        _drop(session, rows)
        return
    which = _which(rows, row, "end")
    key = f"[A-{row.id}/{which}]"
    assert row.why is not None
    why = "，".join(one for one in (words.WHYS[row.why][0], row.why_words) if one)
    text = phrases.end_note(key, at=moment(row.resolved_at), why=why)
    content = {"text": text, "key": key}
    queue(session, row, TicketKind.NOTE, f"note/{row.id}/{which}", content, by=by, now=now)


def note_again(session: Session, row: Anomaly, *, by: Actor, now: datetime) -> None:
    """It was not over: what was dropped of it goes after all, an issue gets a note."""
    rows = _all_of(session, row)
    issue = next((one for one in rows if one.kind is TicketKind.ISSUE), None)
    if issue is None:
        return
    if issue.state is TicketState.DROPPED:
        for one in rows:
            if one.kind is not TicketKind.NOTE:
                one.state, one.next_at = TicketState.WAITING, earliest(session, now=now)
                session.add(one)
        session.flush()
        return
    which = _which(rows, row, "again")
    key = f"[A-{row.id}/{which}]"
    content = {"text": phrases.again_note(key, at=moment(now)), "key": key}
    queue(session, row, TicketKind.NOTE, f"note/{row.id}/{which}", content, by=by, now=now)


def _which(rows: Iterable[Ticket], row: Anomaly, word: str) -> str:
    """The word, from the second time on with its number."""
    before = sum(one.key.startswith(f"note/{row.id}/{word}") for one in rows)
    return f"{word}-{before + 1}" if before else word


def drop_over(session: Session, ticket: Outbound) -> bool:
    """Of an issue that MantisBT does not have: dropped with all that belongs to it where its
    anomaly is over by now. False where it stands, or the row is no longer this attempt's."""
    row = session.get_one(Anomaly, ticket.anomaly_id, populate_existing=True)
    rows = _all_of(session, row)
    issue = next(one for one in rows if one.id == ticket.id)
    mine = issue.state is TicketState.SENDING and issue.attempts == ticket.attempt
    if row.state is not AnomalyState.RESOLVED or not mine:
        return False
    _drop(session, rows)
    return True


def _all_of(session: Session, row: Anomaly) -> list[Ticket]:
    """Its rows, alone with them."""
    query = select(Ticket).where(Ticket.anomaly_id == row.id).with_for_update()
    return list(session.exec(query, execution_options={"populate_existing": True}))


def _drop(session: Session, rows: Iterable[Ticket]) -> None:
    for one in rows:
        one.state, one.next_at = TicketState.DROPPED, None
        session.add(one)
    session.flush()
