"""The ticket outbox: what is to be written into MantisBT, claimed and noted so that nothing is lost
and no issue is made twice (mantis.md; checks.md, Anomaly).

As in the outbox of mails a row is claimed by a conditional update, sent outside any transaction,
then noted. MantisBT knows no idempotency: once the other side may have a row (`handed_at`), it is
looked for there by its key before it is sent again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, case, or_, update
from sqlmodel import Session, col, select

from adops.db import lock_log
from adops.domain.anomaly import AnomalyState, Answered
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.states import TicketState
from adops.domain.ticket import Outbound, TicketFacts, TicketKind
from adops.errors import MissingError, RuleError
from adops.models import Anomaly, Booking, Slot, Ticket
from adops.phrases import anomaly as words
from adops.phrases import tickets as phrases
from adops.phrases.checks import message
from adops.phrases.dates import moment, period
from adops.phrases.words import RESULTS, site
from adops.queries.anomalies import Case, case_by_id
from adops.queries.anomaly_ranks import page_ranks
from adops.queries.recipients import hq_ae_of
from adops.queries.ticket_facts import own_findings
from adops.queries.ticket_pauses import PAUSED, earliest
from adops.rules.anomaly import ranked
from adops.rules.permission import require
from adops.services import acts

KIND_ORDER = tuple(TicketKind)
MOST_WORDS = 1000


def facts_of(session: Session, of: Case, given: Sequence[Answered] | None = None) -> TicketFacts:
    """What a ticket says of an anomaly; `given`: answers that are not written down yet."""
    if given is None:
        given = [Answered.of_data(one) for one in of.anomaly.answers]
    row, slot, contract = of.anomaly, of.slot, of.contract
    names = session.exec(select(Slot.name).where(col(Slot.id).in_(row.slots)).order_by(Slot.name))
    findings = own_findings(session, of)
    return TicketFacts(
        anomaly_id=row.id or 0,
        station=site(of.station.code, of.station.name),
        result=RESULTS[row.result.value],
        page=of.page.name,
        url=of.look.page_url,
        device=of.page.device.value,
        first=moment(row.first_at),
        last=moment(row.last_at),
        count=row.count,
        slot=slot.name if slot else "",
        slot_code=slot.code if slot else "",
        selector=slot.selector if slot else "",
        contract=f"{contract.no} {contract.name}".strip() if contract else "",
        period=period(of.booking.first_day, of.booking.last_day) if of.booking else "",
        findings=tuple(message(one) for one in findings),
        triage=tuple(_answer(one) for one in given),
        slots=tuple(names) if row.slots else (),
    )


def _answer(one: Answered) -> str:
    question, answer = words.QUESTIONS[one.question][0], words.ANSWERS[one.answer][0]
    return f"{question}：{answer}，{words.proof(one)}"


def issue_words(
    session: Session, of: Case, given: Sequence[Answered] | None = None
) -> tuple[str, str]:
    """Summary and description as they would go now, but for the line that says where all is."""
    facts = facts_of(session, of, given)
    return phrases.summary(facts), phrases.description(facts)


def queue_issue(session: Session, of: Case, *, by: Actor, now: datetime) -> Ticket:
    """An issue, its proof where there is a picture, and its facts; once an anomaly (checks.md)."""
    summary, description = issue_words(session, of)
    person = hq_ae_of(session, of.anomaly.station)
    content = {
        "summary": summary,
        "description": description,
        "hq_ae": person.staff_no if person else "",
    }
    key = f"issue/{of.anomaly.id}"
    issue = queue(session, of.anomaly, TicketKind.ISSUE, key, content, by=by, now=now)
    which = {"look": of.look.id, "booking": of.anomaly.booking_id}
    kinds = [TicketKind.FILE] if of.look.page_picture or of.look.picture else []
    for kind in (*kinds, TicketKind.FACTS):
        key = f"{kind.value}/{of.anomaly.id}/{of.look.id}"
        queue(session, of.anomaly, kind, key, which, by=by, now=now)
    return issue


def note_trouble(
    session: Session, row: Anomaly, *, changed: int | None = None, by: Actor, now: datetime
) -> None:
    """Later trouble of what is a ticket already: one note for each change, `changed` being the look
    that saw it, and of an ad day without one a note that it goes on."""
    day = f"{row.last_on:%Y%m%d}"
    if changed is None and _is_noted(session, row, day):
        return
    of = case_by_id(session, row.id or 0, on=ad_day_of(now))
    which = day if changed is None else f"{day}-{row.result.value}-{changed}"
    key = f"[A-{row.id}/{which}]"
    text = phrases.trouble_note(key, facts_of(session, of), changed=changed is not None)
    content = {"text": text, "key": key}
    queue(session, row, TicketKind.NOTE, f"note/{row.id}/{which}", content, by=by, now=now)


def _is_noted(session: Session, row: Anomaly, day: str) -> bool:
    begins = col(Ticket.key).startswith(f"note/{row.id}/{day}", autoescape=True)
    query = select(Ticket.id).where(Ticket.anomaly_id == row.id, begins)
    return session.exec(query.limit(1)).first() is not None


def queue(
    session: Session,
    row: Anomaly,
    kind: TicketKind,
    key: str,
    content: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> Ticket:
    """Something to be written of the anomaly; a second with the same key is the first one."""
    lock_log(session)
    there = session.exec(select(Ticket).where(Ticket.key == key)).first()
    if there is not None:
        return there
    ticket = Ticket(
        anomaly_id=row.id or 0,
        kind=kind,
        key=key,
        content=dict(content),
        created_at=now,
        created_by=by.staff_no,
        next_at=earliest(session, now=now),
    )
    session.add(ticket)
    session.flush()
    return ticket


def ready(session: Session, *, now: datetime, limit: int = 200) -> list[int]:
    """Rows whose time has come, in the order in which they go when only some may: issues first,
    then files and notes; of each those of today's starts first, booked before unsold, the dearer
    first (checks.md). A page's goes by its best booking of the day. None during a pause."""
    if earliest(session, now=now) > now:
        return []
    query: Any = (
        select(col(Ticket.id), col(Ticket.kind), col(Booking.first_day), col(Booking.net_fen))
        .add_columns(col(Anomaly.id))
        .join(Anomaly, col(Anomaly.id) == Ticket.anomaly_id)
        .outerjoin(Booking, col(Booking.id) == Anomaly.booking_id)
        .where(
            *_due(now), or_(col(Ticket.kind) == TicketKind.ISSUE, col(Anomaly.issue).is_not(None))
        )
    )
    on = ad_day_of(now)
    found = session.exec(query).all()
    pages = page_ranks(session, {one[4] for one in found}, on=on)
    rows = sorted(
        found,
        key=lambda one: (
            KIND_ORDER.index(one[1]),
            pages.get(one[4]) or ranked(starts=one[2], on=on, net_fen=one[3]),
            one[0] or 0,
        ),
    )
    return [one[0] for one in rows[:limit] if one[0] is not None]


def claim(session: Session, *, ticket_id: int, now: datetime, doubt: timedelta) -> Outbound | None:
    """Takes one row for sending; None when another was faster, or a pause began. `doubt`: so long
    after the claim an unfinished sending counts as broken off."""
    if earliest(session, now=now) > now:
        return None
    taken = _change(
        session,
        update(Ticket)
        .where(col(Ticket.id) == ticket_id, *_due(now))
        .values(state=TicketState.SENDING, attempts=Ticket.attempts + 1, next_at=now + doubt),
    )
    return _outbound(session, ticket_id) if taken else None


def note_handing(session: Session, *, ticket: Outbound, now: datetime) -> bool:
    """The other side is about to have it. False when the row is no longer this attempt's: then it
    must not get it."""
    still = col(Ticket.state) == TicketState.SENDING
    values = {"handed_at": now}
    return _change(session, update(Ticket).where(*_mine(ticket), still).values(**values)) == 1


def note_sent(
    session: Session,
    *,
    ticket: Outbound,
    number: int | None,
    lost: Sequence[str] = (),
    by: Actor,
    now: datetime,
) -> bool:
    """MantisBT has it, under that number; `lost` are fields that it did not take. False when the
    row is no longer this attempt's."""
    values: dict[str, Any] = {
        "state": TicketState.SENT,
        "sent_at": now,
        "next_at": None,
        "trouble": None,
        "number": number,
        "lost": list(lost),
    }
    if not _change(session, update(Ticket).where(*_mine(ticket)).values(**values)):
        return False
    row = session.get(Anomaly, ticket.anomaly_id, populate_existing=True)
    assert row is not None
    if ticket.kind is TicketKind.ISSUE:
        row.issue = number
        session.add(row)
    session.flush()
    after = {"issue": row.issue, "key": ticket.key, **({"lost": list(lost)} if lost else {})}
    _log(session, row, f"ticket.{ticket.kind.value}", after, by=by, now=now)
    return True


def note_trouble_of(
    session: Session,
    *,
    ticket: Outbound,
    why: str,
    permanent: bool,
    pause: timedelta,
    by: Actor,
    now: datetime,
) -> bool:
    """It did not go: tried again after the pause, for ever; one that can never pass is `failed`."""
    values: dict[str, Any] = {"state": TicketState.WAITING, "next_at": now + pause}
    if permanent:
        values = {"state": TicketState.FAILED, "next_at": None}
    values["trouble"] = why[:MOST_WORDS]
    still = col(Ticket.state) == TicketState.SENDING
    if not _change(session, update(Ticket).where(*_mine(ticket), still).values(**values)):
        return False
    row = session.get(Anomaly, ticket.anomaly_id)
    if permanent and row is not None:
        _log(session, row, "ticket.failed", {"key": ticket.key, "why": why}, by=by, now=now)
    return True


def pause_all(session: Session, *, until: datetime, by: Actor, now: datetime) -> int:
    """MantisBT asks for a pause: nothing goes before, not what is queued meanwhile either. Gives
    how many rows wait."""
    until = earliest(session, now=until)
    after = {"until": until.isoformat()}
    acts.log(session, by=by, now=now, verb=PAUSED, thing="mantis", after=after)
    earlier = or_(col(Ticket.next_at).is_(None), col(Ticket.next_at) < until)
    waits = col(Ticket.state) == TicketState.WAITING
    return _change(session, update(Ticket).where(waits, earlier).values(next_at=until))


def settle(session: Session, *, now: datetime) -> int:
    """What a crash left between claim and note waits again; gives how many."""
    crashed = (col(Ticket.state) == TicketState.SENDING, col(Ticket.next_at) <= now)
    values = {"state": TicketState.WAITING, "next_at": earliest(session, now=now)}
    return _change(session, update(Ticket).where(*crashed).values(**values))


def retry(session: Session, *, anomaly_id: int, by: Actor, now: datetime) -> list[Ticket]:
    """A person has what did not go tried again at once, in a pause when that is over.

    Raises MissingError `anomaly.unknown`, ForbiddenError, RuleError `ticket.nothing_waits`.
    """
    lock_log(session)
    of = case_by_id(session, anomaly_id, on=ad_day_of(now))
    require(by, "anomaly.write", of.thing)
    query = select(Ticket).where(
        Ticket.anomaly_id == anomaly_id,
        col(Ticket.state).in_([TicketState.FAILED, TicketState.WAITING]),
    )
    rows = list(session.exec(query))
    if not rows:
        raise RuleError("ticket.nothing_waits", anomaly=anomaly_id)
    for one in rows:
        one.state, one.next_at = TicketState.WAITING, earliest(session, now=now)
        session.add(one)
    session.flush()
    _log(session, of.anomaly, "ticket.retry", {"rows": len(rows)}, by=by, now=now)
    return rows


def tickets_of(session: Session, anomaly_id: int) -> list[Ticket]:
    """All rows of an anomaly in their order."""
    query = select(Ticket).where(Ticket.anomaly_id == anomaly_id)
    return list(session.exec(query.order_by(_by_kind(), col(Ticket.id))))


def _by_kind() -> Any:
    places = {kind.value: place for place, kind in enumerate(KIND_ORDER)}
    return case(places, value=col(Ticket.kind))


def _outbound(session: Session, ticket_id: int) -> Outbound:
    row = session.get(Ticket, ticket_id, populate_existing=True)
    if row is None:
        raise MissingError("ticket.unknown", ticket=ticket_id)
    of = session.get(Anomaly, row.anomaly_id, populate_existing=True)
    assert row.id is not None and of is not None
    return Outbound(
        id=row.id,
        anomaly_id=row.anomaly_id,
        kind=row.kind,
        key=row.key,
        content=row.content,
        issue=of.issue,
        station=of.station,
        attempt=row.attempts,
        doubtful=row.handed_at is not None,
    )


def _due(now: datetime) -> tuple[Any, ...]:
    in_time = or_(col(Ticket.next_at).is_(None), col(Ticket.next_at) <= now)
    return (col(Ticket.state) == TicketState.WAITING, in_time)


def _mine(ticket: Outbound) -> tuple[Any, ...]:
    return (col(Ticket.id) == ticket.id, col(Ticket.attempts) == ticket.attempt)


def _change(session: Session, statement: Any) -> int:
    result = session.connection().execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def _log(
    session: Session, row: Anomaly, verb: str, after: dict[str, Any], *, by: Actor, now: datetime
) -> None:
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"anomaly:{row.id}",
        station=row.station,
        after={"state": AnomalyState(row.state).value, **after},
    )
