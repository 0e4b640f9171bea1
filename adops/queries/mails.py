"""The outbox as a list; newest first, by cursor."""

from collections.abc import Collection
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.mail import MailKind
from adops.domain.people import Actor, Role
from adops.domain.period import local
from adops.domain.states import MailState
from adops.models import Mail
from adops.rules.permission import Thing, may

SEES_ALL = frozenset({Role.HQ_AE_HEAD, Role.HQ_DIRECTOR, Role.ADMIN})
STUCK = (MailState.STOPPED, MailState.FAILED, MailState.IN_DOUBT)


def mails_of(
    session: Session,
    *,
    by: Actor,
    states: Collection[MailState] | None = None,
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


def stuck(session: Session, *, stations: frozenset[str]) -> list[Mail]:
    """Mails of these stations that a person must look at: stopped, failed, in doubt."""
    query = select(Mail).where(col(Mail.state).in_(STUCK), col(Mail.station).in_(stations))
    return list(session.exec(query.order_by(col(Mail.id))))


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
    }
    if not whole or mail.kind == MailKind.ACCOUNT_INVITATION:
        return data
    return data | {"text": mail.text, "html": mail.html}


def _time(instant: Any) -> str | None:
    return local(instant).isoformat() if instant else None
