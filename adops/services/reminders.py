"""Sales are reminded of deadlines: near ones, and those a break moves (rules.md §3, §13)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func

from adops.catalog.mail import MailFile
from adops.domain.deadline import Deadline
from adops.domain.mail import MailKind, Post, Words
from adops.domain.people import Actor
from adops.domain.reminder import Morning, Moved, Rehearsal, Start
from adops.domain.rulebook import RuleBook
from adops.mail.reminders import deadline_near, holiday_notice
from adops.models import Booking, Mail
from adops.queries.recipients import recipients
from adops.queries.starts import moved_starts, starts_between
from adops.rules.deadline import deadline
from adops.rules.reminder import LONGEST, morning_of, rehearsals
from adops.services import outbox


def remind(
    session: Session,
    *,
    station: str,
    on: date,
    by: Actor,
    now: datetime,
    book: RuleBook,
    mails: MailFile,
) -> list[Mail]:
    """The mails of the morning `on` to the sales of what the station sold: one a booking, go-live
    day and morning, whoever runs it how often."""
    last = on + timedelta(days=LONGEST)
    found = starts_between(session, on, last, Booking.station_sold == station)
    told = []
    for start in found:
        answer = _deadline(start, book)
        morning = morning_of(on, answer=answer, calendar=book.calendar, now=now)
        if morning is not None:
            told.append(_near(session, start, answer, morning, by, now, mails))
    return told


def rehearse(
    session: Session,
    *,
    station: str,
    on: date,
    by: Actor,
    now: datetime,
    book: RuleBook,
    mails: MailFile,
) -> list[Mail]:
    """The mails of the breaks ahead to the sales of what the station sold: one a person and break,
    with all bookings of that person. A booking that names nobody has one of its own, stopped."""
    told = []
    for one in rehearsals(on, calendar=book.calendar, terms=book.deadline):
        mine = moved_starts(session, one, Booking.station_sold == station, now=now)
        for key, lines in _by_person(session, one, mine, now):
            told.append(_holiday(session, one, key, lines, by, now, mails))
    return told


def _by_person(
    session: Session,
    rehearsal: Rehearsal,
    mine: Sequence[tuple[Start, Moved]],
    now: datetime,
) -> list[tuple[str, list[tuple[Start, Moved]]]]:
    """Each person's bookings, whichever station sold them, under the key of the mail."""
    nobody = [(f"booking/{one[0].booking_id}", [one]) for one in mine if not _email(one[0])]
    found = [
        (email, moved_starts(session, rehearsal, _sold_by(email), now=now))
        for email in sorted({_email(start) for start, _ in mine} - {""})
    ]
    return found + nobody


def _sold_by(email: str) -> object:
    return func.lower(func.trim(col(Booking.sales_email))) == email


def _email(start: Start) -> str:
    return start.sales_email.strip().lower()


def _deadline(start: Start, book: RuleBook) -> Deadline:
    return deadline(start.on, route=start.route, calendar=book.calendar, terms=book.deadline)


def _near(
    session: Session,
    start: Start,
    answer: Deadline,
    morning: Morning,
    by: Actor,
    now: datetime,
    mails: MailFile,
) -> Mail:
    key = f"booking/{start.booking_id}/{start.on.isoformat()}/{morning.value}"
    words = deadline_near(start, answer, morning)
    return _queue(session, MailKind.DEADLINE_NEAR, key, start, words, by, now, mails)


def _holiday(
    session: Session,
    rehearsal: Rehearsal,
    key: str,
    lines: Sequence[tuple[Start, Moved]],
    by: Actor,
    now: datetime,
    mails: MailFile,
) -> Mail:
    key = f"{rehearsal.off.first.isoformat()}/{key}"
    words = holiday_notice(rehearsal, lines)
    return _queue(session, MailKind.HOLIDAY_NOTICE, key, lines[0][0], words, by, now, mails)


def _queue(
    session: Session,
    kind: MailKind,
    key: str,
    start: Start,
    words: Words,
    by: Actor,
    now: datetime,
    mails: MailFile,
) -> Mail:
    posts = mails.kinds[kind]
    known = {Post.SALES: start.sales_email}
    who = recipients(session, to=posts.to, cc=posts.cc, station=start.station, known=known)
    return outbox.queue(
        session,
        kind=kind,
        key=key,
        station=start.station,
        who=who,
        words=words,
        by=by,
        now=now,
    )
