"""Mails that came in: taken once by their Message-ID, noted, settled by a person (rules.md §12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from adops.domain.incoming import LEFT_ALONE, OPEN, IncomingKind, IncomingState, Line
from adops.domain.people import Actor
from adops.errors import InputError, RuleError
from adops.mail.incoming import Envelope
from adops.models import IncomingMail
from adops.queries.incoming import incoming_by_id, mail_known, may_on
from adops.rules.permission import Thing, require
from adops.services import acts
from adops.services.stored import keep_stored

EML = "message/rfc822"
LONGEST_WORDS = 1000


@dataclass(frozen=True)
class Spot:
    """Where a message lies: its number in a mailbox while that has this UIDVALIDITY."""

    mailbox: str
    validity: int
    uid: int


@dataclass(frozen=True)
class Found:
    """A message as it was found: where, what its headers say, what it was taken for.

    `key` is its Message-ID or its hash; `sha256` the kept .eml; `trouble` why it could not be read.
    """

    key: str
    spot: Spot
    size: int
    envelope: Envelope
    kind: IncomingKind
    sha256: str | None = None
    trouble: str | None = None


def seen_again(session: Session, *, key: str, spot: Spot) -> IncomingMail | None:
    """The row of a message that was taken before, which now stands at that place: a mailbox that
    numbers anew, or a mail that came twice."""
    mail = mail_known(session, key)
    if mail is not None:
        mail.mailbox, mail.validity, mail.uid = spot.mailbox, spot.validity, spot.uid
        session.add(mail)
        session.flush()
    return mail


def take(session: Session, *, found: Found, by: Actor, now: datetime) -> IncomingMail:
    """Writes the message down; what is left alone is handled with that, what cannot be read waits
    for a person. One that is there already stays as it is."""
    there = seen_again(session, key=found.key, spot=found.spot)
    if there is not None:
        return there
    envelope = found.envelope
    mail = IncomingMail(
        message_id=found.key,
        mailbox=found.spot.mailbox,
        validity=found.spot.validity,
        uid=found.spot.uid,
        size=found.size,
        sha256=found.sha256,
        sender=_plain(envelope.sender),
        author=_plain(envelope.author),
        subject=_plain(envelope.subject),
        sent_at=envelope.sent_at,
        taken_at=now,
        kind=found.kind,
        state=_first_state(found.kind),
        trouble=found.trouble,
    )
    session.add(mail)
    session.flush()
    if found.sha256 is not None:
        keep_stored(session, found.sha256, found.size, EML, now)
    if found.kind not in LEFT_ALONE:
        _log(session, mail, "incoming.take", by, now, sender=mail.sender, subject=mail.subject)
    return mail


def take_again(
    session: Session, *, mail_id: int, found: Found, by: Actor, now: datetime
) -> IncomingMail:
    """A mail whose sender was refused is taken as any other, now that the sender is allowed. One
    that was taken meanwhile stays as it is."""
    mail = incoming_by_id(session, mail_id)
    if mail.kind is not IncomingKind.REFUSED_SENDER:
        return mail
    mail.kind, mail.state = found.kind, _first_state(found.kind)
    mail.sha256, mail.size, mail.trouble = found.sha256, found.size, found.trouble
    session.add(mail)
    session.flush()
    if found.sha256 is not None:
        keep_stored(session, found.sha256, found.size, EML, now)
    _log(session, mail, "incoming.take_again", by, now, sender=mail.sender, subject=mail.subject)
    return mail


def _first_state(kind: IncomingKind) -> IncomingState:
    if kind is IncomingKind.UNREAD:
        return IncomingState.UNMATCHED
    return IncomingState.HANDLED if kind in LEFT_ALONE else IncomingState.TAKEN


def note(
    session: Session,
    mail: IncomingMail,
    *,
    state: IncomingState,
    lines: Sequence[Line],
    files: Sequence[dict[str, Any]] = (),
    station: str | None,
    by: Actor,
    now: datetime,
) -> None:
    """What was made of it so far. Raises RuleError `incoming.wrong_state` when somebody else has
    handled it meanwhile."""
    if mail.state not in OPEN:
        raise RuleError("incoming.wrong_state", state=mail.state.value, act="note")
    mail.state, mail.station, mail.trouble = state, station, None
    mail.lines, mail.files = [one.as_data() for one in lines], list(files)
    session.add(mail)
    session.flush()
    made = [one.as_data() for one in lines if one.booking or one.creative or one.approval]
    _log(session, mail, "incoming.handle", by, now, lines=made)


def note_trouble(session: Session, *, mail_id: int, why: str, most: int) -> IncomingMail:
    """Handling it went wrong: tried again, after `most` times put before a person."""
    mail = incoming_by_id(session, mail_id)
    mail.attempts += 1
    mail.trouble = _plain(why)
    if mail.state in OPEN and mail.attempts >= most:
        mail.state = IncomingState.UNMATCHED
    session.add(mail)
    session.flush()
    return mail


def settle(session: Session, *, mail_id: int, why: str, by: Actor, now: datetime) -> IncomingMail:
    """A person says that nothing more is to be made of it, and why.

    Raises MissingError `incoming.unknown`, ForbiddenError, InputError `reason.missing`, RuleError
    `incoming.wrong_state`.
    """
    mail = to_settle(session, mail_id, by=by)
    if not why.strip():
        raise InputError("reason.missing", act="incoming.settle")
    return note_settled(session, mail, why=why.strip(), by=by, now=now)


def to_settle(session: Session, mail_id: int, *, by: Actor) -> IncomingMail:
    """The mail that waits for a person. Raises what `settle` raises."""
    mail = incoming_by_id(session, mail_id)
    if not may_on(by, "incoming.settle", mail):
        require(by, "incoming.settle", Thing(station_sold=mail.station))
    if mail.state is not IncomingState.UNMATCHED:
        raise RuleError("incoming.wrong_state", state=mail.state.value, act="settle")
    return mail


def note_settled(
    session: Session, mail: IncomingMail, *, why: str, by: Actor, now: datetime
) -> IncomingMail:
    """Writes down who settled it, and with what."""
    mail.state = IncomingState.SETTLED
    mail.settled_at, mail.settled_by, mail.settled_why = now, by.staff_no, why
    session.add(mail)
    session.flush()
    _log(session, mail, "incoming.settle", by, now, why=why)
    return mail


def _plain(words: str) -> str:
    """What any database can keep."""
    seen = "".join(one for one in words if one.isprintable())
    return seen.encode("utf-8", "replace").decode()[:LONGEST_WORDS]


def _log(
    session: Session, mail: IncomingMail, verb: str, by: Actor, now: datetime, **after: Any
) -> None:
    told = {"state": mail.state.value, "kind": mail.kind.value, "message_id": mail.message_id}
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"incoming:{mail.id}",
        station=mail.station,
        after={**told, **after},
    )
