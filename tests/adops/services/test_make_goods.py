"""Drafts that make good what the editors' closure took (rules.md §7, §8)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from adops.db import Database
from adops.domain.booking import BookingState, Category
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.errors import ForbiddenError, RuleError
from adops.models import Booking, Closure
from adops.queries.bookings import booking_case
from adops.queries.make_goods import make_good_proposal, makes_good
from adops.services import booking_stops, bookings
from adops.services.make_goods import draft_make_good
from tests.factories import Factory, actor_for

MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)
NOON = at(MONDAY + DAY, 12)  # Tuesday


@dataclass
class Shut:
    """A booking from Monday to Sunday; its slot is closed on Tuesday and Wednesday."""

    db: Database
    factory: Factory
    people: dict[str, Actor]
    booking: int
    slot: int

    def draft(self, by: str = "ae", now: datetime = NOON) -> Booking:
        with self.db.write() as session:
            return draft_make_good(
                session, booking_id=self.booking, by=self.people[by], now=now
            ).booking

    def days(self, number: int | None) -> list[date]:
        with self.db.read() as session:
            return [one.day for one in makes_good(session, number or 0)]

    def lost(self) -> tuple[date, ...]:
        with self.db.read() as session:
            case = booking_case(session, self.booking)
            return make_good_proposal(session, case, now=NOON).lost

    def book(self, first: date, last: date, **given: Any) -> None:
        with self.db.write() as session:
            row = session.get(Booking, self.booking)
            assert row is not None
            self.factory.booking(session, first, last, slot_id=self.slot, **given)


@pytest.fixture
def shut(db: Database, factory: Factory) -> Shut:
    with db.write() as session:
        people = {
            "ae": actor_for(factory.person(session)),
            "sales": actor_for(factory.person(session, Role.SALES)),
            "sh": actor_for(factory.person(session, station="sh")),
        }
        booking = factory.booking(session, MONDAY, MONDAY + DAY * 6, net_fen=70_000)
        said: dict[str, Any] = {"reason": "改版", "closed_by": "BJ001", "closed_at": NOON}
        days: dict[str, Any] = {"first_day": MONDAY + DAY, "last_day": MONDAY + DAY * 2}
        session.add(Closure(slot_id=booking.slot_id, **days, **said))
    return Shut(db, factory, people, booking.id or 0, booking.slot_id)


def test_one_click_makes_a_draft_that_names_the_days(shut: Shut) -> None:
    found = shut.draft()
    assert (found.state, found.category, found.net_fen) == (S.DRAFT, Category.MAKE_GOOD, 0)
    assert (found.first_day, found.last_day) == (MONDAY + DAY * 7, MONDAY + DAY * 8)
    assert shut.days(found.id) == [MONDAY + DAY, MONDAY + DAY * 2]
    with shut.db.write() as session:
        bookings.firm(session, booking_id=found.id or 0, by=shut.people["ae"], now=NOON)
    with shut.db.read() as session:
        row = session.get(Booking, found.id)
        assert row is not None and row.state is S.BOOKED


S = BookingState


def test_no_day_is_made_good_twice(shut: Shut) -> None:
    shut.draft()
    with pytest.raises(RuleError) as error:
        shut.draft()
    assert error.value.code == "make_good.nothing_lost"
    with shut.db.read() as session:
        case = booking_case(session, shut.booking + 1)
        assert make_good_proposal(session, case, now=NOON).lost == ()


def test_where_another_has_the_shares_it_goes_after_it(shut: Shut) -> None:
    shut.book(MONDAY + DAY * 8, MONDAY + DAY * 9)
    found = shut.draft()
    assert (found.first_day, found.last_day) == (MONDAY + DAY * 10, MONDAY + DAY * 11)


def test_fewer_days_than_were_lost_leave_the_rest(shut: Shut) -> None:
    shut.book(MONDAY + DAY * 8, MONDAY + DAY * 200)
    found = shut.draft()
    assert (found.first_day, found.last_day) == (MONDAY + DAY * 7, MONDAY + DAY * 7)
    assert shut.lost() == (MONDAY + DAY * 2,)
    with pytest.raises(RuleError) as error:
        shut.draft()
    assert error.value.code == "make_good.no_free_days"


def test_of_a_cancelled_one_the_days_are_lost_again(shut: Shut) -> None:
    found = shut.draft()
    assert shut.lost() == ()
    with shut.db.write() as session:
        booking_stops.cancel(
            session,
            booking_id=found.id or 0,
            on=None,
            net_fen=None,
            why="客户不要",
            by=shut.people["ae"],
            now=NOON,
        )
    assert shut.lost() == (MONDAY + DAY, MONDAY + DAY * 2)
    again = shut.draft()
    assert again.first_day > found.first_day, "the old one began there"


@pytest.mark.parametrize("who", ["sales", "sh"])
def test_only_an_ae_of_the_selling_station(shut: Shut, who: str) -> None:
    with pytest.raises(ForbiddenError):
        shut.draft(by=who)
    assert len(shut.lost()) == 2
