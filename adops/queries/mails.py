"""The outbox as a list; newest first, by cursor."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, not_
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from adops.domain.mail import MailKind, Post
from adops.domain.people import Actor, Role
from adops.domain.period import local
from adops.domain.states import MailState
from adops.models import Mail
from adops.queries.mail_search import MailSearch, conditions
from adops.queries.recipients import POSTS_ZH, recipients
from adops.rules.permission import Thing, may

SEES_ALL = frozenset({Role.HQ_AE_HEAD, Role.HQ_DIRECTOR, Role.ADMIN})
STUCK = (MailState.STOPPED, MailState.FAILED, MailState.IN_DOUBT)
ALL = MailSearch()
LOOKS_BACK = timedelta(days=30)
FILLED_BY_PEOPLE = tuple(
    post for post in Post if post not in {Post.SALES, Post.AGENCY, Post.PLACER, Post.PERSON}
)


def mails_of(
    session: Session,
    *,
    by: Actor,
    stuck: bool | None = None,
    station: str | None = None,
    search: MailSearch = ALL,
    before: int | None = None,
    limit: int = 50,
) -> tuple[list[Mail], int | None]:
    """What the person may see, newest first, and the cursor of what follows; one query, and one for
    the people where a recipient is looked for."""
    query = _query(session, by, station, search)
    if before is not None:
        query = query.where(col(Mail.id) < before)
    if stuck is not None:
        query = query.where(_is_stuck() if stuck else not_(_is_stuck()))
    rows = list(session.exec(query.limit(limit + 1)))
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def mail_lines(
    session: Session,
    *,
    by: Actor,
    station: str | None = None,
    search: MailSearch = ALL,
    limit: int,
) -> tuple[list[Mail], bool]:
    """The same without what they say, for a list as a file; and whether there are more."""
    said: tuple[Any, ...] = (Mail.text, Mail.html)
    query = _query(session, by, station, search)
    query = query.options(*(defer(one, raiseload=True) for one in said))
    rows = list(session.exec(query.limit(limit + 1)))
    return rows[:limit], len(rows) > limit


def mail_page(
    session: Session,
    *,
    by: Actor,
    station: str | None = None,
    search: MailSearch = ALL,
    before: int | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """`{"items": […], "next": cursor or null}` of what the person may see."""
    rows, following = mails_of(
        session, by=by, station=station, search=search, before=before, limit=limit
    )
    return {"items": [mail_data(mail) for mail in rows], "next": following}


def stuck_mails(session: Session, *, stations: frozenset[str]) -> list[Mail]:
    """Mails of these stations that a person must look at: stopped, failed, in doubt; not those in
    whose place another went out."""
    query = select(Mail).where(_is_stuck(), col(Mail.station).in_(stations))
    return list(session.exec(query.order_by(col(Mail.id))))


def empty_posts(
    session: Session, *, stations: frozenset[str], now: datetime
) -> list[tuple[str, Post, int]]:
    """Posts that mails of the last weeks left out and that are empty still: station, post, how many
    mails (rules.md §13). What a contract lacks (sales, agency) is not among them."""
    query = select(Mail.station, Mail.missing).where(
        col(Mail.station).in_(stations),
        col(Mail.state).not_in(STUCK),
        Mail.created_at >= now - LOOKS_BACK,
    )
    counts = Counter(
        (station or "", post)
        for station, missing in session.exec(query)
        for post in FILLED_BY_PEOPLE
        if POSTS_ZH[post] in missing
    )
    return [
        (station, post, count)
        for (station, post), count in sorted(counts.items())
        if not recipients(session, to=[post], station=station).to
    ]


def _query(session: Session, by: Actor, station: str | None, search: MailSearch) -> Any:
    """What the person may see of what is asked for, newest first."""
    query = select(Mail).where(*conditions(session, search)).order_by(col(Mail.id).desc())
    if not (by.console or by.role in SEES_ALL):
        query = query.where(col(Mail.station).in_(_stations(by)))
    return query if station is None else query.where(Mail.station == station)


def _is_stuck() -> ColumnElement[bool]:
    return and_(col(Mail.state).in_(STUCK), col(Mail.resent_as).is_(None))


def _stations(by: Actor) -> set[str]:
    """Those whose mails the person may see."""
    mine = by.stations or {by.station}
    return {one for one in mine if may(by, "outbox.read", Thing(station_sold=one))}


def mail_data(mail: Mail, *, whole: bool = False) -> dict[str, Any]:
    """A mail as JSON; `whole` with its words, but for an invitation: its link signs in."""
    data = {
        "id": mail.id,
        "kind": mail.kind,
        "key": mail.key,
        "station": mail.station,
        "to": mail.to,
        "cc": mail.cc,
        "missing": mail.missing,
        "subject": mail.subject,
        "attachments": mail.attachments,
        "message_id": mail.message_id,
        "state": mail.state.value,
        "attempts": mail.attempts,
        "trouble": mail.trouble,
        "created_at": _time(mail.created_at),
        "next_at": _time(mail.next_at),
        "sent_at": _time(mail.sent_at),
        "resent_as": mail.resent_as,
    }
    if not whole or mail.kind == MailKind.ACCOUNT_INVITATION:
        return data
    return data | {"text": mail.text, "html": mail.html}


def _time(instant: Any) -> str | None:
    return local(instant).isoformat() if instant else None
