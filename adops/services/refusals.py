"""A refused creative goes back to sales, cc the agency (rules.md §5; 一(一)1(2))."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from adops.catalog.mail import MailFile
from adops.domain.finding import Finding
from adops.domain.mail import MailKind, Post
from adops.domain.people import Actor
from adops.mail.render import creative_refused
from adops.models import Mail
from adops.queries.creatives import CreativeCase
from adops.queries.recipients import recipients
from adops.services import outbox


def tell_sales(
    session: Session,
    case: CreativeCase,
    *,
    findings: Sequence[Finding],
    why: str,
    by: Actor,
    now: datetime,
    mails: MailFile,
) -> Mail:
    """Queues the mail once a creative version, with the findings as text they can forward."""
    of, version = case.of, case.creative.version
    posts = mails.kinds[MailKind.CREATIVE_REFUSED]
    known = {Post.SALES: of.booking.sales_email, Post.AGENCY: of.contract.agency_email}
    station = of.booking.station_sold
    return outbox.queue(
        session,
        kind=MailKind.CREATIVE_REFUSED,
        key=f"creative/{case.creative.id}",
        station=station,
        who=recipients(session, to=posts.to, cc=posts.cc, station=station, known=known),
        words=creative_refused(
            contract_no=of.contract.no,
            contract_name=of.contract.name,
            slot_code=of.slot.code,
            slot_name=of.slot.name,
            version=version,
            findings=findings,
            why=why,
        ),
        by=by,
        now=now,
    )
