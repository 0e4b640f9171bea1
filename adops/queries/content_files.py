"""Whose the kept files of contents are: proofs of decisions, landing pages."""

from sqlmodel import Session, col, or_, select

from adops.models import Booking, ContentDecision, Creative, LandingPage
from adops.rules.permission import Thing


def content_file_owner(session: Session, sha256: str) -> list[Thing]:
    """Bookings on whose creatives a decision rests on this file, or whose landing page it is."""
    decided = select(ContentDecision.creative_id).where(ContentDecision.proof_sha256 == sha256)
    links = select(LandingPage.url).where(LandingPage.html_sha256 == sha256)
    rows = session.exec(
        select(Booking.station_sold, Booking.station_placed, Booking.sales_email)
        .join(Creative, col(Creative.booking_id) == Booking.id)
        .where(or_(col(Creative.id).in_(decided), col(Creative.click_url).in_(links)))
        .distinct()
    )
    return [Thing(sold, placed, email) for sold, placed, email in rows]
