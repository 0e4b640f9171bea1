"""What mails are looked for by: kind, state, days, who got them, words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, String, and_, cast, or_
from sqlmodel import Session, col, select

from adops.domain.mail import MailKind
from adops.domain.period import ONE_DAY, at
from adops.domain.states import MailState
from adops.errors import InputError
from adops.models import Mail, Person

MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class MailSearch:
    """All that is said must hold. `first` to `last` are days in Shanghai on which a mail was put
    into the outbox, both included; `recipient` is part of an address of to or cc, or of the name of
    a person who has it; `words` part of the subject, the text or the Message-ID.

    Raises InputError `period.reversed`.
    """

    kind: MailKind | None = None
    state: MailState | None = None
    first: date | None = None
    last: date | None = None
    recipient: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        if self.first and self.last and self.last < self.first:
            first, last = self.first.isoformat(), self.last.isoformat()
            raise InputError("period.reversed", first=first, last=last)

    @property
    def given(self) -> bool:
        """Whether anything is looked for."""
        return self != MailSearch()


def conditions(session: Session, asked: MailSearch) -> Iterator[ColumnElement[bool]]:
    """As the database asks them; a name is first looked up among the people."""
    if asked.kind:
        yield col(Mail.kind) == asked.kind.value
    if asked.state:
        yield col(Mail.state) == asked.state
    if asked.first:
        yield col(Mail.created_at) >= at(asked.first, 0)
    if asked.last and asked.last < date.max:
        yield col(Mail.created_at) < at(asked.last + ONE_DAY, 0)
    if asked.recipient.strip():
        yield _reached(session, asked.recipient.strip())
    if asked.words.strip():
        yield _says(asked.words.strip())


def _reached(session: Session, said: str) -> ColumnElement[bool]:
    named = select(Person.email).where(col(Person.name).contains(said, autoescape=True))
    mails = [said, *(one for one in session.exec(named.limit(MOST_NAMED)) if one)]
    lists = [cast(col(column), String) for column in (Mail.to, Mail.cc)]
    return or_(*(one.icontains(mail, autoescape=True) for one in lists for mail in mails))


def _says(words: str) -> ColumnElement[bool]:
    """An invitation's text is searched for nobody: its link signs in."""
    text = and_(
        col(Mail.kind) != MailKind.ACCOUNT_INVITATION.value,
        col(Mail.text).icontains(words, autoescape=True),
    )
    subject, number = (
        col(one).icontains(words, autoescape=True) for one in (Mail.subject, Mail.message_id)
    )
    return or_(subject, number, text)
