"""What becomes of a ticket when its anomaly is over (checks.md, Anomaly; mantis.md)."""

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
    key = f"[A-{row.id}/end]"
    assert row.why is not None
    why = "，".join(one for one in (words.WHYS[row.why][0], row.why_words) if one)
    text = phrases.end_note(key, at=moment(row.resolved_at), why=why)
    content = {"text": text, "key": key}
    queue(session, row, TicketKind.NOTE, f"note/{row.id}/end", content, by=by, now=now)


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
