"""The outbox: what is to be mailed, claimed and noted so that each mail leaves once (rules.md §13).

A row is claimed by a conditional update, sent outside any transaction, then noted. That the other
side is about to have the whole of it is noted too: what a crash leaves from there on is *in doubt*,
shown to a person, never sent again by itself; what it leaves before is sent again.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, or_, update
from sqlmodel import Session, col, select

from adops.db import lock_log
from adops.domain.mail import Attached, MailKind, Outgoing, Recipients, Words
from adops.domain.people import Actor
from adops.domain.states import MailState
from adops.errors import MissingError, RuleError
from adops.mail.render import resent
from adops.models import Mail
from adops.rules.permission import Thing, require
from adops.services import acts

MESSAGE_DOMAIN = "adops.invalid"
UNSENT = frozenset({MailState.WAITING, MailState.STOPPED})
# From where a person may have a mail sent once more.
RESENDABLE = frozenset({MailState.SENT, MailState.FAILED, MailState.IN_DOUBT})


def queue(
    session: Session,
    *,
    kind: MailKind,
    key: str,
    station: str | None,
    who: Recipients,
    words: Words,
    attachments: Sequence[Attached] = (),
    by: Actor,
    now: datetime,
    not_before: datetime | None = None,
) -> Mail:
    """Puts one mail into the outbox; a second with the same kind and key is the first one.

    It leaves at once, or at `not_before` unless it is let go earlier. Nobody in *to* stops it
    (`stopped`, an item on Today); posts without anybody are named in it.
    """
    lock_log(session)  # two who queue the same at once: the second sees the first
    there = session.exec(select(Mail).where(Mail.kind == kind.value, Mail.key == key)).first()
    if there is not None:
        return there
    mail = Mail(
        kind=kind.value,
        key=key,
        station=station,
        to=list(who.to),
        cc=list(who.cc),
        missing=list(who.missing),
        subject=words.subject,
        html=words.html,
        text=words.text,
        attachments=[_as_data(one) for one in attachments],
        message_id=f"<{kind.value}.{uuid.uuid4().hex}@{MESSAGE_DOMAIN}>",
        state=MailState.WAITING if who.to else MailState.STOPPED,
        trouble=None if who.to else "no_recipient",
        created_at=now,
        next_at=(not_before or now) if who.to else None,
    )
    session.add(mail)
    session.flush()
    _log(session, mail, "mail.queue", by, now)
    return mail


def let_go(
    session: Session, *, kind: MailKind, key: str, words: Words | None, now: datetime
) -> bool:
    """A mail that was held leaves now, with other words where given. False when it was taken for
    sending before, or there is none: what has left once stays as it was."""
    query = select(Mail).where(Mail.kind == kind.value, Mail.key == key).with_for_update()
    mail = session.exec(query, execution_options={"populate_existing": True}).first()
    if mail is None or mail.attempts or mail.state not in UNSENT:
        return False
    if words is not None:
        mail.subject, mail.html, mail.text = words.subject, words.html, words.text
    if mail.state is MailState.WAITING:
        mail.next_at = now
    session.add(mail)
    session.flush()
    return True


def ready(session: Session, *, now: datetime, limit: int = 100) -> list[int]:
    """Ids of mails whose time has come, oldest first."""
    query = select(col(Mail.id)).where(*_due(now)).order_by(col(Mail.id)).limit(limit)
    return [found for found in session.exec(query) if found is not None]


def claim(session: Session, *, mail_id: int, now: datetime, doubt: timedelta) -> Outgoing | None:
    """Takes one mail for sending; None when another was faster.

    `doubt`: so long after the claim an unfinished sending counts as in doubt.
    """
    taken = _change(
        session,
        update(Mail)
        .where(col(Mail.id) == mail_id, *_due(now))
        .values(
            state=MailState.SENDING,
            attempts=Mail.attempts + 1,
            next_at=now + doubt,
            handed_at=None,
        ),
    )
    return outgoing(mail_by_id(session, mail_id)) if taken else None


def note_handing(session: Session, *, mail: Outgoing, now: datetime) -> bool:
    """The other side is about to have the whole of the claimed mail. False when its row is no
    longer this attempt's: then it must not get it."""
    mine = (col(Mail.id) == mail.id, col(Mail.attempts) == mail.attempt)
    still = col(Mail.state) == MailState.SENDING
    return _change(session, update(Mail).where(*mine, still).values(handed_at=now)) == 1


def note_sent(session: Session, *, mail: Outgoing, now: datetime) -> bool:
    """The claimed mail has left. False when its row is no longer this attempt's."""
    values: dict[str, Any] = {"state": MailState.SENT, "sent_at": now, "next_at": None}
    return _note(session, mail, values | {"trouble": None})


def note_trouble(
    session: Session,
    *,
    mail: Outgoing,
    why: str,
    permanent: bool,
    now: datetime,
    retries: Sequence[timedelta],
) -> bool:
    """The claimed mail did not leave: tried again after the next pause, else `failed`."""
    done = permanent or mail.attempt > len(retries)
    values: dict[str, Any] = {"state": MailState.FAILED, "next_at": None}
    if not done:
        pause = retries[mail.attempt - 1]
        values = {"state": MailState.WAITING, "next_at": now + pause}
    return _note(session, mail, values | {"trouble": why[:1000]})


def note_doubt(session: Session, *, mail: Outgoing, why: str) -> bool:
    """Nobody can say whether the claimed mail left: a person decides."""
    values: dict[str, Any] = {"state": MailState.IN_DOUBT, "next_at": None, "trouble": why[:1000]}
    return _note(session, mail, values)


def settle(session: Session, *, repeatable: bool, now: datetime) -> int:
    """What a crash left between claim and note: back to waiting where the other side can't have the
    whole of it, or where delivering the same mail twice is once (a folder); else in doubt. Gives
    how many are in doubt."""
    crashed = (col(Mail.state) == MailState.SENDING, col(Mail.next_at) <= now)
    again = {"state": MailState.WAITING, "next_at": now}
    if repeatable:
        _change(session, update(Mail).where(*crashed).values(**again))
        return 0
    values = {"state": MailState.IN_DOUBT, "next_at": None, "trouble": "interrupted"}
    whole = col(Mail.handed_at).is_not(None)
    doubtful = _change(session, update(Mail).where(*crashed, whole).values(**values))
    # asked once more: a slow one may have handed it over since, then the next round sees to it
    _change(session, update(Mail).where(*crashed, ~whole).values(**again))
    return doubtful


def resend(
    session: Session,
    *,
    mail_id: int,
    by: Actor,
    now: datetime,
    who: Recipients | None = None,
) -> Mail:
    """A person has a mail sent once more: a new row, the same content, 【重发】 before the subject.
    It goes to whom the old one went to; one that never left goes to `who` where that is given.

    Raises MissingError `mail.unknown`, RuleError `mail.wrong_state` while it still waits,
    `mail.resent` where another already went out in the place of one that failed or is in doubt.
    """
    lock_log(session)  # of two at once the second sees what the first did
    old = mail_by_id(session, mail_id)
    require(by, "outbox.write", Thing(station_sold=old.station))
    if old.state not in RESENDABLE:
        raise RuleError("mail.wrong_state", state=old.state.value, act="resend")
    if old.resent_as is not None and old.state is not MailState.SENT:
        raise RuleError("mail.resent", mail=old.resent_as)
    same = Recipients(tuple(old.to), tuple(old.cc), tuple(old.missing))
    mail = queue(
        session,
        kind=MailKind(old.kind),
        key=_next_key(session, old),
        station=old.station,
        who=who if who is not None and who.to and old.state is MailState.FAILED else same,
        words=Words(resent(old.subject), old.html, old.text),
        attachments=[Attached(**one) for one in old.attachments],
        by=by,
        now=now,
    )
    old.resent_as = mail.id
    session.add(old)
    session.flush()
    return mail


def _next_key(session: Session, old: Mail) -> str:
    """`k` → `k#2`, `k#3` …"""
    root = root_of(old.key)
    query = select(Mail.key).where(
        Mail.kind == old.kind, col(Mail.key).startswith(f"{root}#", autoescape=True)
    )
    return f"{root}#{len(session.exec(query).all()) + 2}"


def root_of(key: str) -> str:
    """The key of the mail that was sent once more."""
    root, sign, number = key.rpartition("#")
    return root if sign and number.isdigit() else key


def take_as_sent(session: Session, *, mail_id: int, by: Actor, now: datetime) -> Mail:
    """A person who asked the other side says that a mail in doubt arrived.

    Raises MissingError `mail.unknown`, RuleError `mail.wrong_state`.
    """
    mail = mail_by_id(session, mail_id)
    require(by, "outbox.write", Thing(station_sold=mail.station))
    if mail.state is not MailState.IN_DOUBT:
        raise RuleError("mail.wrong_state", state=mail.state.value, act="take_as_sent")
    mail.state, mail.trouble, mail.sent_at = MailState.SENT, None, now
    session.add(mail)
    session.flush()
    _log(session, mail, "mail.take_as_sent", by, now)
    return mail


def start_again(
    session: Session, *, mail_id: int, who: Recipients, by: Actor, now: datetime
) -> Mail:
    """A stopped mail goes on with the posts as they are filled now.

    Raises RuleError `mail.wrong_state`, `mail.no_recipient`.
    """
    mail = mail_by_id(session, mail_id)
    require(by, "outbox.write", Thing(station_sold=mail.station))
    if mail.state is not MailState.STOPPED:
        raise RuleError("mail.wrong_state", state=mail.state.value, act="start_again")
    if not who.to:
        raise RuleError("mail.no_recipient", missing="、".join(who.missing))
    told = [one for one in dict.fromkeys([*mail.cc, *who.cc]) if one not in who.to]
    mail.to, mail.cc, mail.missing = list(who.to), told, list(who.missing)
    mail.state, mail.trouble, mail.next_at = MailState.WAITING, None, now
    session.add(mail)
    session.flush()
    _log(session, mail, "mail.start_again", by, now)
    return mail


def mail_by_id(session: Session, mail_id: int) -> Mail:
    """The row as it is now. Raises MissingError `mail.unknown`."""
    mail = session.get(Mail, mail_id, populate_existing=True)
    if mail is None:
        raise MissingError("mail.unknown", mail=mail_id)
    return mail


def outgoing(mail: Mail) -> Outgoing:
    """The row as a value, for use outside a transaction."""
    assert mail.id is not None
    return Outgoing(
        id=mail.id,
        kind=mail.kind,
        message_id=mail.message_id,
        to=tuple(mail.to),
        cc=tuple(mail.cc),
        subject=mail.subject,
        html=mail.html,
        text=mail.text,
        attachments=tuple(Attached(**one) for one in mail.attachments),
        created_at=mail.created_at,
        attempt=mail.attempts,
    )


def _due(now: datetime) -> tuple[Any, ...]:
    in_time = or_(col(Mail.next_at).is_(None), col(Mail.next_at) <= now)
    return (col(Mail.state) == MailState.WAITING, in_time)


def _note(session: Session, mail: Outgoing, values: dict[str, Any]) -> bool:
    """The claimer alone knows: its note holds even where the row was put in doubt meanwhile."""
    mine = (col(Mail.id) == mail.id, col(Mail.attempts) == mail.attempt)
    open_ = col(Mail.state).in_([MailState.SENDING, MailState.IN_DOUBT])
    return _change(session, update(Mail).where(*mine, open_).values(**values)) == 1


def _change(session: Session, statement: Any) -> int:
    result = session.connection().execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def _as_data(file: Attached) -> dict[str, str]:
    return {"name": file.name, "sha256": file.sha256, "media_type": file.media_type}


def _log(session: Session, mail: Mail, verb: str, by: Actor, now: datetime) -> None:
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"mail:{mail.id}",
        station=mail.station,
        after={"kind": mail.kind, "key": mail.key, "state": mail.state.value, "to": mail.to},
    )
