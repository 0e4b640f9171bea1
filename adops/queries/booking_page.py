"""What the pages of a booking show beside it: its pauses, and what an earlier one prefills."""

from sqlmodel import Session, col, select

from adops.domain.code import folded
from adops.domain.people import Actor
from adops.models import Booking, BookingPause, Contract, Slot
from adops.queries.booking_lists import contracts_of, readable_by


def pauses_of(session: Session, booking_id: int) -> list[BookingPause]:
    """The latest first."""
    query = select(BookingPause).where(BookingPause.booking_id == booking_id)
    return list(session.exec(query.order_by(col(BookingPause.id).desc())))


def contract_for(
    session: Session, by: Actor, number: str
) -> tuple[Contract | None, Booking | None]:
    """The contract of that number as far as the person may see it, and its latest booking."""
    query = select(Contract).where(Contract.no == folded(number), contracts_of(by))
    contract = session.exec(query).first() if number else None
    if contract is None:
        return None, None
    mine = select(Booking).where(Booking.contract_id == contract.id, readable_by(by))
    return contract, session.exec(mine.order_by(col(Booking.id).desc())).first()


def slot_for(session: Session, code: str) -> Slot | None:
    """The slot of that code, if there is one."""
    return session.exec(select(Slot).where(Slot.code == folded(code))).first() if code else None
