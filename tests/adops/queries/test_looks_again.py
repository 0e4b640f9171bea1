"""What is looked at again in the same ad day (checks.md; rules.md §7)."""

from datetime import date, timedelta

from sqlmodel import select

from adops.db import Database
from adops.domain.states import Delivered, LookResult
from adops.models import Slot, SlotCheckBooking
from adops.queries.looks_again import not_right_or_not_seen
from tests.factories import Factory

FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def test_looked_at_again_is_what_was_wrong_and_what_was_not_seen(
    db: Database, factory: Factory
) -> None:
    """A look that saw the old one before the swap was due was right, and is no last word."""
    with db.write() as session:
        swapped = factory.booking(session, FRIDAY - DAY, FRIDAY)
        old = factory.creative(session, swapped)
        factory.creative(session, swapped, version=2, go_live=FRIDAY)
        right = factory.look(session, swapped, FRIDAY)
        of = select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == right.id)
        session.exec(of).one().creative_id = old.id
        wrong = factory.booking(session, FRIDAY, FRIDAY)
        factory.look(
            session, wrong, FRIDAY, delivered=Delivered.NO, result=LookResult.WRONG_CREATIVE
        )
        well = factory.booking(session, FRIDAY - DAY, FRIDAY)
        factory.look(session, well, FRIDAY)
        codes = [session.get_one(Slot, one.slot_id).code for one in (swapped, wrong)]
    with db.read() as session:
        assert not_right_or_not_seen(session, on=FRIDAY) == {"bj": sorted(codes)}
