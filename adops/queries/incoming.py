"""Mails that came in: where a mailbox was left, what is open, what a person may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from adops.domain.incoming import OPEN, IncomingKind, IncomingState
from adops.domain.people import Actor
from adops.domain.period import local
from adops.errors import MissingError
from adops.models import IncomingMail, Mail
from adops.phrases.incoming import outcome_words, trouble_words
from adops.rules.permission import Thing, may
from adops.rules.reach import may_somewhere, reach

READ, SETTLE = "incoming.read", "incoming.settle"


def last_uid(session: Session, *, mailbox: str, validity: int) -> int | None:
    """The highest number of the mailbox that was taken; None where nothing was."""
    query = select(func.max(IncomingMail.uid)).where(
        IncomingMail.mailbox == mailbox, IncomingMail.validity == validity
    )
    return session.exec(query).one()


def mail_known(session: Session, message_id: str) -> IncomingMail | None:
    """The row of that Message-ID."""
    query = select(IncomingMail).where(IncomingMail.message_id == message_id)
    return session.exec(query).first()


def is_from_outbox(session: Session, message_id: str) -> bool:
    """Whether the house itself sent it: whoever places sees it on the pages."""
    return session.exec(select(Mail.id).where(Mail.message_id == message_id)).first() is not None


def refused_since(
    session: Session, *, mailbox: str, validity: int, since: datetime
) -> list[IncomingMail]:
    """Mails of senders that were not allowed, taken since then, as they stand in that mailbox."""
    query = select(IncomingMail).where(
        IncomingMail.mailbox == mailbox,
        IncomingMail.validity == validity,
        IncomingMail.kind == IncomingKind.REFUSED_SENDER,
        IncomingMail.taken_at >= since,
    )
    return list(session.exec(query.order_by(col(IncomingMail.uid))))


def open_mails(session: Session) -> list[int]:
    """Ids of those taken and not handled yet, in the order they came."""
    query = select(IncomingMail.id).where(col(IncomingMail.state).in_(OPEN))
    return [one or 0 for one in session.exec(query.order_by(col(IncomingMail.id)))]


def one_incoming(session: Session, mail_id: int) -> IncomingMail:
    """The mail, to be read. Raises MissingError `incoming.unknown`."""
    mail = session.get(IncomingMail, mail_id)
    if mail is None:
        raise MissingError("incoming.unknown", mail=mail_id)
    return mail


def waiting_mails(session: Session, *, by: Actor) -> list[IncomingMail]:
    """Those that wait for somebody, and that the person may settle, the oldest first."""
    if not may_somewhere(by, SETTLE):
        return []
    query = select(IncomingMail).where(IncomingMail.state == IncomingState.UNMATCHED)
    found = session.exec(query.order_by(col(IncomingMail.id)))
    return [mail for mail in found if may_on(by, SETTLE, mail)]


def incoming_by_id(session: Session, mail_id: int) -> IncomingMail:
    """To be changed: as it is now, and nobody else's. Raises MissingError `incoming.unknown`."""
    mail = session.get(IncomingMail, mail_id, populate_existing=True, with_for_update=True)
    if mail is None:
        raise MissingError("incoming.unknown", mail=mail_id)
    return mail


def may_on(by: Actor, act: str, mail: IncomingMail) -> bool:
    """Whether the person may do `act` on it; a mail that concerns no station known is open to all
    who may anywhere."""
    if mail.station is None:
        return may_somewhere(by, act)
    return may(by, act, Thing(station_sold=mail.station, station_placed=mail.station))


@dataclass(frozen=True)
class MailPage:
    """Mails, newest first, and the cursor of what follows."""

    mails: list[IncomingMail]
    following: int | None


def incoming_of(
    session: Session,
    *,
    by: Actor,
    states: Collection[IncomingState] | None = None,
    kinds: Collection[IncomingKind] | None = None,
    station: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> MailPage:
    """What the person may see; one query."""
    seen = reach(by, READ)
    query = select(IncomingMail).order_by(col(IncomingMail.id).desc()).limit(limit + 1)
    if not seen.everything:
        mine = col(IncomingMail.station).in_(seen.stations)
        query = query.where(or_(mine, col(IncomingMail.station).is_(None)))
    for given, condition in (
        (states, col(IncomingMail.state).in_(states or ())),
        (kinds, col(IncomingMail.kind).in_(kinds or ())),
        (station, col(IncomingMail.station) == station),
        (before, col(IncomingMail.id) < (before or 0)),
    ):
        query = query if given is None else query.where(condition)
    rows = list(session.exec(query))
    return MailPage(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def incoming_data(mail: IncomingMail) -> dict[str, Any]:
    """A mail as JSON: what it was taken for and what was made of it. `words` of a line or file say
    in Chinese what its `outcome` or `code` means."""
    return {
        "id": mail.id,
        "kind": mail.kind.value,
        "state": mail.state.value,
        "station": mail.station,
        "sender": mail.sender,
        "author": mail.author,
        "subject": mail.subject,
        "message_id": mail.message_id,
        "size": mail.size,
        "kept": mail.sha256 is not None,
        "sent_at": _time(mail.sent_at),
        "taken_at": _time(mail.taken_at),
        "trouble": trouble_words(mail.trouble) or None,
        "lines": [_worded(one, one["outcome"]) for one in mail.lines],
        "files": [_worded(one, one["code"]) for one in mail.files],
        "settled_at": _time(mail.settled_at),
        "settled_by": mail.settled_by,
        "settled_why": mail.settled_why,
    }


def _worded(one: dict[str, Any], code: str) -> dict[str, Any]:
    return one | {"words": outcome_words(code, one["facts"])}


def _time(instant: datetime | None) -> str | None:
    return local(instant).isoformat() if instant else None
