"""A stopped mail goes on once its posts are filled (rules.md §13)."""

from datetime import datetime

from adops.catalog.mail import load_mail
from adops.db import Database
from adops.domain.mail import MailKind, Post
from adops.domain.people import Actor
from adops.models import Mail
from adops.queries.recipients import recipients
from adops.services import outbox
from adops.settings import Settings


def start_again(
    database: Database, settings: Settings, *, mail_id: int, by: Actor, now: datetime
) -> Mail:
    """With the posts as they are filled now.

    Raises MissingError `mail.unknown`, RuleError `mail.wrong_state`, `mail.no_recipient`.
    """
    mails = load_mail(settings.config_dir)
    with database.write() as session:
        mail = outbox.mail_by_id(session, mail_id)
        posts = mails.kinds[MailKind(mail.kind)]
        known = {Post.PERSON: "", Post.SALES: "", Post.AGENCY: "", Post.PLACER: ""}
        who = recipients(session, to=posts.to, cc=posts.cc, station=mail.station or "", known=known)
        return outbox.start_again(session, mail_id=mail_id, who=who, by=by, now=now)
