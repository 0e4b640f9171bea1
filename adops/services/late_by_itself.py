"""Late placements that the system reports, where the station turned that on (rules.md §7)."""

from datetime import datetime

from sqlmodel import Session, and_, col

from adops.catalog.mail import MailFile
from adops.catalog.reasons import Reasons
from adops.domain.execution import ExecutionState, Item
from adops.domain.people import Actor
from adops.domain.period import Period, local_day
from adops.domain.rulebook import RuleBook
from adops.errors import RuleError
from adops.models import Booking, Mail
from adops.phrases.dates import clock_time
from adops.phrases.execution import NOT_LIVE
from adops.queries.executions import bookings_of, starts_in
from adops.services.executions import report_late

LATE_CREATIVE, OTHER = "creative_late", "other"


def report_by_itself(
    session: Session,
    *,
    station: str,
    by: Actor,
    now: datetime,
    book: RuleBook,
    mails: MailFile,
    reasons: Reasons,
) -> list[Mail]:
    """Reports what the station places, is late today and nobody reported; repeatable. What was
    reported, lifted or suspended is left alone."""
    today = local_day(now)
    which = and_(col(Booking.station_placed) == station, starts_in(Period(today, today)))
    late = [
        item
        for placed in bookings_of(session, which, book=book, now=now)
        for item in placed.items
        if item.state is ExecutionState.LATE and item.lift is None and not item.suspended
    ]
    sent = []
    for item in late:
        reason, note = _reason(item, now)
        try:
            _, mail = report_late(
                session,
                item_id=item.id,
                reason=reason,
                note=note,
                by=by,
                now=now,
                book=book,
                mails=mails,
                reasons=reasons,
            )
        except RuleError:  # somebody reported meanwhile
            continue
        sent.append(mail)
    return sent


def _reason(item: Item, now: datetime) -> tuple[str, str]:
    """As far as it is known: no creative was confirmed by then; else only how it stands. That it
    was entered on its own day is found by the report itself."""
    stands = f"{clock_time(item.live.at)} 上线" if item.live else NOT_LIVE
    note = f"系统自动报告：到 {clock_time(now)} {stands}"
    if not item.entry.creatives:
        return LATE_CREATIVE, f"{note}，还没有确认的创意"
    return OTHER, f"{note}，原因待查"
