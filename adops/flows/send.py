"""Mails leave: claim, send outside any transaction, note (rules.md §13)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from adops.catalog.mail import MailFile, load_mail
from adops.db import Database
from adops.domain.mail import Enclosure, Letter, MailInDoubt, MailTrouble, Outgoing, Transport
from adops.errors import AdopsError
from adops.gateways.eml import EmlFolder
from adops.gateways.smtp import smtp_server
from adops.mail.mime import letter_of
from adops.services import outbox
from adops.settings import Settings
from adops.store import Store


@dataclass(frozen=True)
class PostOffice:
    """What sending needs. `clock` tells the instant anew for each mail."""

    database: Database
    store: Store
    transport: Transport
    terms: MailFile
    clock: Callable[[], datetime]

    @property
    def doubt(self) -> timedelta:
        """So long an unfinished sending may take."""
        return timedelta(minutes=self.terms.doubt_minutes)

    @property
    def retries(self) -> tuple[timedelta, ...]:
        """The pauses before each further try."""
        return tuple(timedelta(minutes=one) for one in self.terms.retry_minutes)


@dataclass
class Round:
    """What one round through the outbox did, in mails."""

    sent: int = 0
    trouble: int = 0
    in_doubt: int = 0

    def as_data(self) -> dict[str, int]:
        """The outcome of the job."""
        return {"sent": self.sent, "trouble": self.trouble, "in_doubt": self.in_doubt}


def transport_of(settings: Settings) -> Transport:
    """The SMTP server of the settings, else the folder `home/outbox`."""
    if settings.smtp_url:
        return smtp_server(settings.smtp_url)
    return EmlFolder(settings.outbox)


def post_office(
    settings: Settings, database: Database, store: Store, *, clock: Callable[[], datetime]
) -> PostOffice:
    """Put together from the settings. Raises InputError `config.…`, `settings.invalid`."""
    terms = load_mail(settings.config_dir)
    return PostOffice(database, store, transport_of(settings), terms, clock)


def send_waiting(office: PostOffice) -> Round:
    """Sends every mail whose time has come. What a crash left open is settled first."""
    done = Round()
    with office.database.write() as session:
        repeatable = office.transport.repeatable
        done.in_doubt += outbox.settle(session, repeatable=repeatable, now=office.clock())
    with office.database.read() as session:
        waiting = outbox.ready(session, now=office.clock())
    for mail_id in waiting:
        _send_one(office, mail_id, done)
    return done


def _send_one(office: PostOffice, mail_id: int, done: Round) -> None:
    with office.database.write() as session:
        mail = outbox.claim(session, mail_id=mail_id, now=office.clock(), doubt=office.doubt)
    if mail is None:
        return
    try:
        office.transport.deliver(_letter(office, mail), partial(_mark, office, mail))
    except MailInDoubt as doubt:
        with office.database.write() as session:
            outbox.note_doubt(session, mail=mail, why=str(doubt))
        done.in_doubt += 1
    except (MailTrouble, AdopsError) as trouble:
        _note_trouble(office, mail, trouble)
        done.trouble += 1
    else:
        with office.database.write() as session:
            outbox.note_sent(session, mail=mail, now=office.clock())
        done.sent += 1


def _mark(office: PostOffice, mail: Outgoing) -> None:
    """From here on a crash leaves the mail in doubt. Raises MailTrouble where it is no longer this
    attempt's: it took so long that another began."""
    with office.database.write() as session:
        if not outbox.note_handing(session, mail=mail, now=office.clock()):
            raise MailTrouble("another attempt has begun")


def _note_trouble(office: PostOffice, mail: Outgoing, trouble: Exception) -> None:
    permanent = isinstance(trouble, MailTrouble) and trouble.permanent
    with office.database.write() as session:
        outbox.note_trouble(
            session,
            mail=mail,
            why=str(trouble),
            permanent=permanent,
            now=office.clock(),
            retries=office.retries,
        )


def _letter(office: PostOffice, mail: Outgoing) -> Letter:
    """Raises OutsideError and MissingError of the store, MailTrouble for words that make no mail:
    they stay what they are."""
    files = [
        Enclosure(one.name, one.media_type, office.store.get(one.sha256))
        for one in mail.attachments
    ]
    try:
        return letter_of(mail, office.terms.from_line, files)
    except ValueError as error:
        raise MailTrouble(str(error), permanent=True) from error
