"""补投: a draft booking that makes good what a closure took (rules.md §7, §8)."""

from datetime import datetime

from sqlmodel import Session

from adops.domain.booking import BookingState, Category
from adops.domain.people import Actor
from adops.errors import RuleError
from adops.models import Booking, MakeGood, Slot
from adops.queries.bookings import BookingCase, booking_to_write, versions_of
from adops.queries.make_goods import make_good_proposal, makes_good
from adops.rules.permission import require
from adops.services.booking_log import log_booking

SAME = (
    "contract_id", "slot_id", "kind", "route", "station_sold", "station_placed", "shares",
    "regions", "landing_url", "sales_name", "sales_email", "list_price_fen", "developer", "agent",
    "permit_no", "monitor_no", "quantity",
)  # fmt: skip


def draft_make_good(session: Session, *, booking_id: int, by: Actor, now: datetime) -> BookingCase:
    """A draft on the same slot, over the first free days, that names the lost days it makes good;
    it costs nothing. By an AE of the selling station, who moves or books it as any other.

    Raises ForbiddenError, MissingError, RuleError `make_good.nothing_lost` (or all of it is made
    good), `make_good.no_free_days`.
    """
    case = booking_to_write(session, booking_id)
    require(by, "booking.write", case.thing)
    session.get(Slot, case.booking.slot_id, with_for_update=True)  # who wants the same days waits
    found = make_good_proposal(session, case, now=now)
    if not found.lost:
        raise RuleError("make_good.nothing_lost")
    if found.period is None:
        raise RuleError("make_good.no_free_days", slot=case.slot.code)
    same = {name: getattr(case.booking, name) for name in SAME}
    booking = Booking(
        **same,
        first_day=found.period.first,
        last_day=found.period.last,
        category=Category.MAKE_GOOD,
        net_fen=0,
        state=BookingState.DRAFT,
        entered_at=now,
    )
    session.add(booking)
    session.flush()
    for day in found.makes_good:
        one = MakeGood(booking_id=booking.id or 0, of_booking_id=booking_id, day=day)
        session.add(one)
    session.flush()
    new = BookingCase(booking, case.contract, case.slot, versions_of(session, booking.slot_id))
    days = [day.isoformat() for day in found.makes_good]
    after = booking.model_dump(exclude={"id"}) | {"makes_good": days, "of": booking_id}
    log_booking(session, new, "create", before={}, after=after, by=by, now=now)
    return new


def release(session: Session, booking: Booking, *, days: int) -> None:
    """Of a make-good that has only so many days left, the later lost days can be made good anew."""
    if booking.category is Category.MAKE_GOOD:
        for one in makes_good(session, booking.id or 0)[days:]:
            session.delete(one)
        session.flush()
