"""The outbox as a list; newest first, by cursor."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, not_
from sqlmodel import Session, col, select

from adops.domain.mail import MailKind, Post
from adops.domain.people import Actor, Role
from adops.domain.period import local
from adops.domain.states import MailState
from adops.models import Mail
from adops.queries.recipients import POSTS_ZH, recipients
from adops.rules.permission import Thing, may

SEES_ALL = frozenset({Role.HQ_AE_HEAD, Role.HQ_DIRECTOR, Role.ADMIN})
STUCK = (MailState.STOPPED, MailState.FAILED, MailState.IN_DOUBT)
LOOKS_BACK = timedelta(days=30)
FILLED_BY_PEOPLE = tuple(
    post for post in Post if post not in {Post.SALES, Post.AGENCY, Post.PLACER, Post.PERSON}
)


def mails_of(
    session: Session,
    *,
    by: Actor,
    states: Collection[MailState] | None = None,
    stuck: bool | None = None,
    station: str | None = None,
    kind: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[list[Mail], int | None]:
    """What the person may see, newest first, and the cursor of what follows; one query."""
    query = select(Mail).order_by(col(Mail.id).desc()).limit(limit + 1)
    if not (by.console or by.role in SEES_ALL):
        query = query.where(col(Mail.station).in_(_stations(by)))
    for given, condition in (
        (before, col(Mail.id) < (before or 0)),
        (station, Mail.station == station),
        (kind, Mail.kind == kind),
        (states, col(Mail.state).in_(states or ())),
        (stuck, _is_stuck() if stuck else not_(_is_stuck())),
    ):
        query = query if given is None else query.where(condition)
    rows = list(session.exec(query))
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def mail_page(
    session: Session,
    *,
    by: Actor,
    station: str | None = None,
    kind: str | None = None,
    state: MailState | None = None,
    before: int | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """`{"items": […], "next": cursor or null}` of what the person may see; one query."""
    rows, following = mails_of(
        session,
        by=by,
        states=None if state is None else (state,),
        station=station,
        kind=kind,
        before=before,
        limit=limit,
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
