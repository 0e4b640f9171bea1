"""Mails that a person settles go to the posts as they are filled now (rules.md §13)."""

from datetime import datetime

from sqlmodel import Session

from adops.catalog.mail import load_mail
from adops.db import Database
from adops.domain.mail import MailKind, Recipients
from adops.domain.people import Actor
from adops.domain.states import MailState
from adops.models import Mail
from adops.queries.matters import known_of
from adops.queries.recipients import recipients
from adops.services import outbox
from adops.settings import Settings


def start_again(
    database: Database, settings: Settings, *, mail_id: int, by: Actor, now: datetime
) -> Mail:
    """A stopped mail goes on.

    Raises MissingError `mail.unknown`, RuleError `mail.wrong_state`, `mail.no_recipient`.
    """
    with database.write() as session:
        who = _who_now(session, settings, outbox.mail_by_id(session, mail_id))
        return outbox.start_again(session, mail_id=mail_id, who=who, by=by, now=now)


def resend(
    database: Database, settings: Settings, *, mail_id: int, by: Actor, now: datetime
) -> Mail:
    """Once more by hand: to the same people, or, where it never left, to those of now.

    Raises what `services.outbox.resend` raises.
    """
    with database.write() as session:
        mail = outbox.mail_by_id(session, mail_id)
        failed = mail.state is MailState.FAILED
        who = _who_now(session, settings, mail) if failed else None
        return outbox.resend(session, mail_id=mail_id, by=by, now=now, who=who)


def _who_now(session: Session, settings: Settings, mail: Mail) -> Recipients:
    posts = load_mail(settings.config_dir).kinds[MailKind(mail.kind)]
    return recipients(
        session,
        to=posts.to,
        cc=posts.cc,
        station=mail.station or "",
        known=known_of(session, mail),
    )
