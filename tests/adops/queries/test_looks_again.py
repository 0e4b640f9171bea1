"""What is looked at again in the same ad day (checks.md; rules.md §7)."""

from datetime import date, timedelta

from sqlmodel import select

from adops.db import Database
from adops.domain.states import Delivered, LookResult
from adops.models import Contract, Slot, SlotCheckBooking
from adops.queries.checks import unseen_in_rotation
from adops.queries.looks_again import not_right_or_not_seen, unseen_shares
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


def missed(of: Contract) -> dict[str, str]:
    return {"code": "rotation.not_seen", "where": of.no}


def test_a_share_is_missed_by_itself_whatever_else_is_wrong_in_its_slot(
    db: Database, factory: Factory
) -> None:
    """A look says of several bookings; only those that it names were not there."""
    with db.write() as session:
        slot = factory.slot(session, rotations=3)
        shares = [factory.booking(session, FRIDAY, FRIDAY, slot) for _ in range(3)]
        gone, doubted, wrong = (session.get_one(Contract, one.contract_id) for one in shares)
        run = factory.run(session, FRIDAY)
        look = factory.look(
            session,
            shares[0],
            FRIDAY,
            run_id=run.id,
            delivered=Delivered.UNKNOWN,
            result=LookResult.WRONG_LINK,
            findings=[missed(gone), {"code": "picture.unsure", "where": doubted.no}],
        )
        for one in shares[1:]:
            factory.seen(session, look, one, Delivered.UNKNOWN)
        ids, slot_id, code = [one.id for one in shares], slot.id or 0, slot.code
    with db.read() as session:
        assert unseen_in_rotation(session, on=FRIDAY, slot_ids=[slot_id]) == {ids[0]}
        assert unseen_shares(session, run.id or 0) == {"bj": [code]}
    with db.write() as session:
        again = factory.run(session, FRIDAY)
        factory.look(
            session,
            shares[0],
            FRIDAY,
            run_id=again.id,
            delivered=Delivered.NO,
            result=LookResult.WRONG_CREATIVE,
            findings=[missed(wrong)],
        )
        last = factory.run(session, FRIDAY)
        factory.look(
            session, shares[0], FRIDAY, run_id=last.id, findings=[missed(gone), missed(wrong)]
        )
    with db.read() as session:
        assert unseen_shares(session, again.id or 0) == {"bj": [code]}, "another share, once"
        assert unseen_shares(session, last.id or 0) == {}, "and no third look"


def test_what_comes_once_and_was_in_doubt_is_no_more_in_doubt_at_the_next_look(
    db: Database, factory: Factory
) -> None:
    with db.write() as session:
        booking = factory.booking(session, FRIDAY, FRIDAY)
        factory.look(
            session,
            booking,
            FRIDAY,
            delivered=Delivered.UNKNOWN,
            result=LookResult.UNSURE,
            findings=[{"code": "check.once_unread", "where": None}],
        )
        slot_id, booking_id = booking.slot_id, booking.id
    with db.read() as session:
        assert unseen_in_rotation(session, on=FRIDAY, slot_ids=[slot_id]) == {booking_id}
