"""Whose a month's files are: papers beside lines, and signed workbooks (rules.md §10)."""

from sqlmodel import Session, col, or_, select

from adops.models import Booking, MonthClose, MonthProof
from adops.rules.permission import Thing


def month_file_owner(session: Session, sha256: str) -> list[Thing]:
    """The stations that sold what the file is for; a contract's paper is every seller's of it."""
    papers = session.exec(
        select(Booking.station_sold)
        .join(MonthProof, col(MonthProof.contract_id) == Booking.contract_id)
        .where(
            MonthProof.sha256 == sha256,
            or_(col(MonthProof.booking_id).is_(None), col(MonthProof.booking_id) == Booking.id),
        )
    )
    workbooks = session.exec(select(MonthClose.station).where(MonthClose.workbook == sha256))
    return [Thing(station_sold=station) for station in sorted({*papers, *workbooks})]
