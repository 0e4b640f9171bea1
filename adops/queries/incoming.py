"""Mails that came in: where a mailbox was left, what is open, what a person may see."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, func, or_, select

from adops.domain.incoming import OPEN, IncomingKind, IncomingState
from adops.domain.people import Actor
from adops.errors import MissingError
from adops.models import IncomingMail, Mail
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
        (before, col(IncomingMail.id) < (before or 0)),
    ):
        query = query if given is None else query.where(condition)
    rows = list(session.exec(query))
    return MailPage(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)
