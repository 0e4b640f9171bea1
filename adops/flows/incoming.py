"""Handling the mails that were taken: package ads and asked approvals (rules.md §12, §6).

A mail's drafts are written in one transaction with its lines, its files are handed in under keys of
their own, its answer is queued in the transaction that ends it: cut off anywhere, the next run goes
on and makes nothing twice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlmodel import Session

from adops import clock
from adops.domain.incoming import IncomingKind, IncomingState, Line
from adops.domain.mail import MailKind, Post
from adops.domain.package_ad import PackageAd
from adops.domain.people import SYSTEM, Role
from adops.errors import AdopsError, Kind
from adops.flows import incoming_asks, incoming_files
from adops.flows.submit import Desk
from adops.mail.package_answer import Answered, package_answer
from adops.mail.reading import MailReading, reading_of_mail
from adops.models import IncomingMail, Person
from adops.phrases.package_ads import days, message
from adops.queries.approval_asks import person_by_mail
from adops.queries.incoming import incoming_by_id, open_mails
from adops.queries.recipients import recipients
from adops.rules.package_match import links_of
from adops.services import incoming, outbox
from adops.services.draft_bookings import make_drafts

log = structlog.get_logger(__name__)
FAILED = "failed"
MOST_SAID = 200


@dataclass(frozen=True)
class Opened:
    """A mail with its bytes and what they say."""

    mail: IncomingMail
    content: bytes
    reading: MailReading


def handle_open(desk: Desk) -> dict[str, int]:
    """All that are taken and not handled, in the order they came. One that goes wrong stops no
    other; after some tries it is put before a person.

    Raises OutsideError of database and store: then it is nobody's fault and tried again.
    """
    counts: Counter[str] = Counter({"handled": 0, "unmatched": 0, FAILED: 0})
    with desk.database.read() as session:
        waiting = open_mails(session)
    for mail_id in waiting:
        counts[_handle_one(desk, mail_id)] += 1
    return dict(counts)


def _handle_one(desk: Desk, mail_id: int) -> str:
    try:
        return handle(desk, mail_id).value
    except AdopsError as error:
        if error.kind is Kind.OUTSIDE:
            raise
        why = str(error)
    except Exception as error:  # one broken mail stops no other
        log.exception("incoming.broken", mail=mail_id)
        why = f"{type(error).__name__}: {error}"
    with desk.database.write() as session:
        most = desk.mails.incoming.attempts
        mail = incoming.note_trouble(session, mail_id=mail_id, why=why, most=most)
    return mail.state.value if mail.state is IncomingState.UNMATCHED else FAILED


def handle(desk: Desk, mail_id: int) -> IncomingState:
    """One mail to its end. Raises MissingError of a lost .eml, OutsideError."""
    with desk.database.read() as session:
        mail = incoming_by_id(session, mail_id)
    content = desk.store.get(mail.sha256 or "")
    opened = Opened(mail, content, reading_of_mail(content))
    if mail.kind is IncomingKind.APPROVAL:
        return incoming_asks.ask(desk, mail, content, opened.reading)
    if mail.state is IncomingState.TAKEN:
        _write_drafts(desk, opened)
    return _hand_in_and_answer(desk, opened)


def _write_drafts(desk: Desk, opened: Opened) -> None:
    reading = opened.reading
    ads = reading.ads.entries
    links = links_of(reading.text, ads, reading.ads.problems)
    with desk.database.write() as session:
        mail = incoming_by_id(session, opened.mail.id or 0)
        sender = person_by_mail(session, mail.sender)
        made = make_drafts(
            session,
            ads=ads,
            said=[said(one) for one in ads],
            links=links,
            sender_station=sender.station if sender else None,
            sender_sales=_sales(sender),
            by=SYSTEM,
            now=clock.now(),
        )
        unread = [
            Line(one.line, one.text[:MOST_SAID], "unreadable", {"message": message(one)})
            for one in reading.ads.problems
        ]
        incoming.note(
            session,
            mail,
            state=IncomingState.READ,
            lines=sorted([*made, *unread], key=lambda one: one.line),
            station=_station(made, sender),
            by=SYSTEM,
            now=clock.now(),
        )


def _hand_in_and_answer(desk: Desk, opened: Opened) -> IncomingState:
    with desk.database.read() as session:
        mail = incoming_by_id(session, opened.mail.id or 0)
    lines = [Line(**one) for one in mail.lines]
    lines, files = incoming_files.hand_in_files(desk, mail, lines, opened.content, opened.reading)
    with desk.database.write() as session:
        mail = incoming_by_id(session, opened.mail.id or 0)
        incoming.note(
            session,
            mail,
            state=IncomingState.HANDLED,
            lines=lines,
            files=files,
            station=mail.station,
            by=SYSTEM,
            now=clock.now(),
        )
        _answer(session, desk, mail, lines, files)
    return IncomingState.HANDLED


def _answer(
    session: Session,
    desk: Desk,
    mail: IncomingMail,
    lines: Sequence[Line],
    files: Sequence[Mapping[str, Any]],
) -> None:
    """Queued once a mail: to who wrote it, cc the AE of the station that places."""
    posts = desk.mails.kinds[MailKind.PACKAGE_ANSWER]
    known = {Post.PERSON: mail.sender}
    who = recipients(session, to=posts.to, cc=posts.cc, station=mail.station or "", known=known)
    told = [one for one in files if not one["inline"] or one["of"] is not None]
    outbox.queue(
        session,
        kind=MailKind.PACKAGE_ANSWER,
        key=f"incoming/{mail.id}",
        station=mail.station,
        who=who,
        words=package_answer(Answered(mail.subject, lines, told)),
        by=SYSTEM,
        now=clock.now(),
    )


def said(ad: PackageAd) -> str:
    """An ad in short, not as ads are written."""
    number = ad.contract_no or ad.project_no
    words = f"{number} {ad.contract_name}，{ad.slot_name} {ad.width}×{ad.height}"
    return f"{words}，{days(ad.start, ad.end)}，{'、'.join(ad.regions)}"[:MOST_SAID]


def _sales(sender: Person | None) -> str:
    return sender.email if sender is not None and sender.role is Role.SALES else ""


def _station(lines: Sequence[Line], sender: Person | None) -> str | None:
    """Who places, where all ads are placed by one; else who sent it."""
    placed = {one.facts["placed"] for one in lines if "placed" in one.facts}
    if len(placed) == 1:
        return str(placed.pop())
    return sender.station if sender else None
