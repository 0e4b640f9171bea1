"""New mails of the mailbox: taken first, each in a transaction of its own, then handled.

Whatever is cut off is gone on with at the next fetch: what is not written down is fetched again,
what is written down is handled from its kept .eml.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from adops import clock
from adops.domain.incoming import LEFT_ALONE, Heading, IncomingKind, Mailbox, OpenMailbox
from adops.domain.people import SYSTEM
from adops.domain.period import local_day
from adops.errors import InputError, RuleError
from adops.flows.incoming import handle_open
from adops.flows.submit import Desk
from adops.gateways.imap import ImapServer, MailUngiven, imap_server
from adops.mail.incoming import read_envelope
from adops.mail.reading import reading_of_mail
from adops.models import IncomingMail
from adops.queries.incoming import is_from_outbox, last_uid, refused_since
from adops.rules.incoming import is_allowed, kind_of
from adops.services import incoming
from adops.services.incoming import Found, Spot
from adops.settings import Settings

LOCK = "fetch-mail"
LONGEST_KEY = 500
TOO_LARGE, UNGIVEN = "too_large", "ungiven"

Handle = Callable[[Desk], Mapping[str, int]]


@dataclass
class Fetched:
    """What one fetch did, in mails: found new, found again, refused before and read now, by what
    they were taken for, and what was handled of them and of those left from before."""

    new: int = 0
    again: int = 0
    reread: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    done: Mapping[str, int] = field(default_factory=dict)

    def count(self, kind: IncomingKind) -> None:
        """One more of that kind."""
        self.kinds[kind.value] = self.kinds.get(kind.value, 0) + 1

    def as_data(self) -> dict[str, int]:
        """The JSON of `mail fetch`, and the outcome of the job."""
        kinds = {kind.value: self.kinds.get(kind.value, 0) for kind in IncomingKind}
        return {"new": self.new, "again": self.again, "reread": self.reread, **kinds, **self.done}


def server_of(settings: Settings) -> ImapServer:
    """Raises InputError `imap.not_set`, `settings.invalid`."""
    if not settings.imap_url:
        raise InputError("imap.not_set")
    return imap_server(settings.imap_url)


def fetch(desk: Desk, server: Mailbox, handle: Handle = handle_open) -> Fetched:
    """Takes what is new and handles all that is open, that also when the mailbox is away. It is the
    system that does so, whoever asked.

    Raises OutsideError `imap.failed`, RuleError `incoming.busy` while another fetch is at it.
    """
    fetched = Fetched()
    with desk.database.alone(LOCK, 0) as mine:
        if not mine:
            raise RuleError("incoming.busy")
        try:
            with server.opened() as box:
                _take_new(desk, server.name, box, fetched)
                _take_refused(desk, server.name, box, fetched)
        finally:
            fetched.done = handle(desk)
    return fetched


def _take_new(desk: Desk, mailbox: str, box: OpenMailbox, fetched: Fetched) -> None:
    with desk.database.read() as session:
        after = last_uid(session, mailbox=mailbox, validity=box.validity)
    since = local_day(clock.now()) - timedelta(days=desk.mails.incoming.look_back_days)
    for uid in box.uids(after=after, since=since):
        spot = Spot(mailbox, box.validity, uid)
        try:
            heading = box.heading(uid)
        except MailUngiven as error:
            _write(desk, _ungiven(spot, Heading(uid, 0, b""), str(error)), fetched)
            continue
        if heading is not None:
            _take(desk, box, spot, heading, fetched)


def _take_refused(desk: Desk, mailbox: str, box: OpenMailbox, fetched: Fetched) -> None:
    """Mails of the last days whose senders are allowed by now: their domain was added after they
    were seen."""
    terms = desk.mails.incoming
    since = clock.now() - timedelta(days=terms.look_back_days)
    with desk.database.read() as session:
        refused = refused_since(session, mailbox=mailbox, validity=box.validity, since=since)
    for mail in refused:
        if not is_allowed(mail.sender, terms.domains):
            continue
        found = _found_again(desk, box, mail)
        if found is not None:
            with desk.database.write() as session:
                incoming.take_again(
                    session, mail_id=mail.id or 0, found=found, by=SYSTEM, now=clock.now()
                )
            fetched.reread += 1
            fetched.count(found.kind)


def _found_again(desk: Desk, box: OpenMailbox, mail: IncomingMail) -> Found | None:
    """The mail as it stands in the mailbox; None where another one or none stands there."""
    spot = Spot(mail.mailbox, mail.validity, mail.uid)
    try:
        heading = box.heading(mail.uid)
        if heading is None:
            return None
        envelope = read_envelope(heading.head)
        if (_key(envelope.message_id) or _hash(heading.head)) != mail.message_id:
            return None
        found = Found(mail.message_id, spot, heading.size, envelope, mail.kind)
        return _read(desk, box, found)
    except MailUngiven as error:
        return _ungiven(spot, Heading(mail.uid, mail.size, b""), str(error))


def _take(desk: Desk, box: OpenMailbox, spot: Spot, heading: Heading, fetched: Fetched) -> None:
    envelope, terms = read_envelope(heading.head), desk.mails.incoming
    found = Found(
        key=_key(envelope.message_id) or _hash(heading.head),
        spot=spot,
        size=heading.size,
        envelope=envelope,
        kind=IncomingKind.REFUSED_SENDER,
    )
    if _is_known(desk, found, fetched):
        return
    with desk.database.read() as session:
        is_own = is_from_outbox(session, found.key)
    if is_own:
        found = replace(found, kind=IncomingKind.NOT_OURS)
    elif is_allowed(envelope.sender, terms.domains):
        try:
            read = _read(desk, box, found)
        except MailUngiven as error:
            read = _ungiven(spot, heading, str(error))
        if read is None or (read.key != found.key and _is_known(desk, read, fetched)):
            return
        found = read
    _write(desk, found, fetched)


def _is_known(desk: Desk, found: Found, fetched: Fetched) -> bool:
    with desk.database.write() as session:
        known = incoming.seen_again(session, key=found.key, spot=found.spot) is not None
    fetched.again += known
    return known


def _read(desk: Desk, box: OpenMailbox, found: Found) -> Found | None:
    """What the mail is; one of ours is kept. None when it is gone. No transaction is open."""
    most = desk.mails.incoming.most_bytes
    if found.size > most:
        return replace(found, kind=IncomingKind.UNREAD, trouble=TOO_LARGE)
    content = box.content(found.spot.uid, most=most)
    if content is None:
        return None
    if len(content) > most:  # whatever its size was said to be
        return replace(found, kind=IncomingKind.UNREAD, trouble=TOO_LARGE)
    key = found.key if found.envelope.message_id else _hash(content)
    reading = reading_of_mail(content)
    kind = kind_of(
        reading.ads,
        reading.approvals,
        subject=found.envelope.subject,
        text=reading.text,
        automatic=found.envelope.automatic,
    )
    sha256 = None if kind in LEFT_ALONE else desk.store.put(content)
    return replace(found, key=key, size=len(content), kind=kind, sha256=sha256)


def _ungiven(spot: Spot, heading: Heading, why: str) -> Found:
    envelope = read_envelope(heading.head)
    key = _key(envelope.message_id) or f"uid:{spot.validity}:{spot.uid}"
    trouble = f"{UNGIVEN}: {why}"
    return Found(key, spot, heading.size, envelope, IncomingKind.UNREAD, trouble=trouble)


def _write(desk: Desk, found: Found, fetched: Fetched) -> None:
    with desk.database.write() as session:
        incoming.take(session, found=found, by=SYSTEM, now=clock.now())
    fetched.new += 1
    fetched.count(found.kind)


def _key(message_id: str) -> str:
    """The Message-ID; of one that is longer than any, its hash."""
    kept = "".join(one for one in message_id if one.isprintable())
    kept = kept.encode("utf-8", "replace").decode()
    return kept if len(kept) <= LONGEST_KEY else _hash(kept.encode())


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
