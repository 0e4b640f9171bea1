"""The report of a late placement goes into the outbox (rules.md §7, §13)."""

from datetime import datetime

from sqlmodel import Session

from adops.catalog.mail import MailFile
from adops.catalog.reasons import Reasons
from adops.domain.mail import MailKind, Post, Words
from adops.domain.people import Actor
from adops.domain.rulebook import RuleBook
from adops.mail.late_report import LateReport, Line, late_report
from adops.models import Mail, Station
from adops.phrases.dates import moment
from adops.phrases.doers import doer
from adops.phrases.execution import actual, planned, what
from adops.phrases.words import site
from adops.queries.executions import Found, responsibility_of
from adops.queries.people import names_of
from adops.queries.recipients import recipients
from adops.rules.execution import late_from, reason_of
from adops.services import outbox

KIND = MailKind.LATE_REPORT


def queue_report(
    session: Session,
    found: Found,
    *,
    reasons: Reasons,
    by: Actor,
    now: datetime,
    mails: MailFile,
    book: RuleBook,
) -> Mail:
    """To the people of the station that sold it, once a booking and day."""
    posts, booking = mails.kinds[KIND], found.placed.booking
    return outbox.queue(
        session,
        kind=KIND,
        key=f"booking/{booking.id}/{found.item.day.isoformat()}",
        station=booking.station_sold,
        who=recipients(
            session,
            to=posts.to,
            cc=posts.cc,
            station=booking.station_sold,
            known={Post.SALES: booking.sales_email},
        ),
        words=words_of(session, found, reasons=reasons, by=by, book=book),
        by=by,
        now=now,
    )


def words_of(
    session: Session, found: Found, *, reasons: Reasons, by: Actor, book: RuleBook
) -> Words:
    """The mail as it is, or would be, sent."""
    placed, item = found.placed, found.item
    (line,) = responsibility_of(session, [found], book=book)
    names = names_of(session, (one.by for one in line))
    reason = reason_of(item)
    booking, contract, slot = placed.booking, placed.contract, placed.slot
    report = LateReport(
        contract_no=contract.no,
        contract_name=contract.name,
        client=contract.client,
        slot_code=slot.code,
        slot_name=slot.name,
        page=placed.page,
        sold=_site(session, booking.station_sold),
        placed=_site(session, booking.station_placed),
        day=item.day,
        planned=planned(late_from(item.day)),
        actual=actual(item),
        reason=reasons[reason].zh if reason in reasons else "（待填）",
        note=item.report.note if item.report else "",
        by=doer(by.name),
        line=[
            Line(moment(one.at), what(one), doer(names.get(one.by or "", one.by))) for one in line
        ],
    )
    return late_report(report)


def _site(session: Session, code: str) -> str:
    row = session.get(Station, code)
    return site(code, row.name if row else code)
