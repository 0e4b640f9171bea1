"""The day's anomalies go to the AE on duty, once a station and day (rules.md §13)."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, select

from adops.catalog.mail import MailFile
from adops.domain.mail import MailKind, Post
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.mail.anomaly import Line, anomaly_mail
from adops.models import Mail, Station
from adops.phrases import anomaly as words
from adops.phrases.dates import moment
from adops.phrases.words import HEAD_OFFICE, RESULTS, site
from adops.queries.anomalies import Case
from adops.queries.anomaly_lists import next_step, resolved_cases, standing_cases
from adops.queries.recipients import hq_ae_of, recipients
from adops.rules.anomaly import days_stood
from adops.services import outbox
from adops.services.anomalies import answers_of

KIND = MailKind.ANOMALY


def tell_all(session: Session, *, by: Actor, now: datetime, mails: MailFile) -> list[Mail]:
    """The mails of the running ad day, the head office's too."""
    codes = session.exec(select(Station.code).order_by(Station.code)).all()
    told = (tell(session, station=code, by=by, now=now, mails=mails) for code in codes)
    return [mail for mail in told if mail is not None]


def tell(
    session: Session, *, station: str, by: Actor, now: datetime, mails: MailFile
) -> Mail | None:
    """The mail of the running ad day; None where nothing stands that presses anybody."""
    on = ad_day_of(now)
    standing = [
        one for one in standing_cases(session, by=by, station=station, now=now) if not one.suspended
    ]
    if not standing:
        return None
    ended = [
        one
        for one in resolved_cases(session, by=by, station=station, now=now)
        if one.anomaly.resolved_at is not None and ad_day_of(one.anomaly.resolved_at) == on
    ]
    row = session.get(Station, station)
    name = site(station, row.name if row else station)
    posts = mails.kinds[KIND]
    return outbox.queue(
        session,
        kind=KIND,
        key=f"{station}/{on.isoformat()}",
        station=station,
        who=recipients(
            session, to=posts.to, cc=posts.cc, station=station, known=_known(session, station)
        ),
        words=anomaly_mail(
            station=name, day=on, standing=_lines(standing, on), ended=_lines(ended, on)
        ),
        by=by,
        now=now,
    )


def _known(session: Session, station: str) -> dict[Post, str]:
    """The head office has no AE of a station: there its HQ AE places."""
    person = hq_ae_of(session, station) if station == HEAD_OFFICE else None
    return {Post.AE: person.email} if person else {}


def _lines(found: Iterable[Case], on: date) -> list[Line]:
    return [_line(one, on) for one in found]


def _line(of: Case, on: date) -> Line:
    one = of.anomaly
    days = days_stood(one.first_on, one.last_on, on, one.state)
    return Line(
        number=one.id or 0,
        what=of.slot.name if of.slot else of.page.name or of.page.url,
        contract=f"{of.contract.no} {of.contract.name}" if of.contract else "",
        result=RESULTS[one.result.value],
        state=words.STATES[one.state][0],
        since=f"{moment(one.first_at)} 起 {days} 天，看到 {one.count} 次",
        next=next_step(of, answers_of(one)),
    )
