"""A slot that goes to another page while a run looks at pages (checks.md, Speed and scale)."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from adops.db import Database
from adops.domain.facts import BookingSeen, Look
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult
from adops.models import Act, Booking, CheckPage, SlotCheck, SlotCheckBooking
from adops.queries.checks import waiting_pages
from adops.services.acts import broken_links
from adops.services.slot_checks import PageRecord, ask_run, record_page, start_run
from tests.adops.services.waiting import behind
from tests.conftest import FRIDAY
from tests.factories import Factory

NINE = at(FRIDAY, 9, 20)


class Moved:
    """A run over two pages; of both is seen the first slot, of the second one more."""

    def __init__(self, db: Database, factory: Factory) -> None:
        self.db = db
        with db.write() as session:
            pages = [factory.page(session).id or 0 for _ in range(2)]
            self.first, self.second = pages
            slot = factory.slot(session, page_id=self.second)
            other = factory.slot(session, page_id=self.second)
            self.booking: Booking = factory.booking(session, FRIDAY, FRIDAY, slot)
            self.moved, self.stayed = slot.id or 0, other.id or 0
            run = ask_run(session, station="bj", slot_codes=(), by=CONSOLE, now=NINE)
            given: Any = {"by": CONSOLE, "now": NINE, "pages": dict.fromkeys(pages, 1)}
            self.run = start_run(session, run_id=run.id or 0, **given).id or 0

    def record(self, session: Session, page_id: int, *slots: int) -> bool:
        looks = tuple(self._look(page_id, slot) for slot in slots)
        one = PageRecord(page_id, looks, 1.0, 1)
        return record_page(session, run_id=self.run, record=one, by=CONSOLE, now=NINE)

    def _look(self, page_id: int, slot: int) -> Look:
        seen = BookingSeen(self.booking.id or 0, None, "", True, 1.0, Delivered.YES)
        booked = slot == self.moved
        return Look(
            slot_id=slot,
            slot_code="",
            on=FRIDAY,
            result=LookResult.OK if booked else LookResult.VACANT,
            page_url=f"http://127.0.0.1/{page_id}",
            captured_at=NINE,
            findings=(),
            bookings=(seen,) if booked else (),
        )

    def require(self) -> None:
        """Both pages are recorded, the slot once, by the page that came first."""
        with self.db.read() as session:
            looks = {one.slot_id: one.page_url for one in session.exec(select(SlotCheck))}
            assert len(session.exec(select(SlotCheck)).all()) == 2
            assert len(session.exec(select(SlotCheckBooking)).all()) == 1
            assert looks[self.moved].endswith(f"/{self.first}")
            assert looks[self.stayed].endswith(f"/{self.second}")
            assert waiting_pages(session, self.run) == []
            assert set(session.exec(select(CheckPage.state))) == {"done"}
            acts = session.exec(select(Act).where(Act.verb == "check.page").order_by(col(Act.id)))
            assert [one.after["results"] for one in acts] == [{"ok": 1}, {"vacant": 1}]
            assert broken_links(session) == []


@pytest.fixture
def moved(db: Database, factory: Factory) -> Moved:
    return Moved(db, factory)


def test_its_new_page_is_recorded_with_the_others(moved: Moved) -> None:
    for page, slots in ((moved.first, [moved.moved]), (moved.second, [moved.moved, moved.stayed])):
        with moved.db.write() as session:
            assert moved.record(session, page, *slots)
    moved.require()


def test_two_pages_that_are_recorded_at_once(moved: Moved) -> None:
    """The second waits and sees what the first wrote."""

    def second() -> None:
        with moved.db.write() as session:
            moved.record(session, moved.second, moved.moved, moved.stayed)

    def first(session: Session) -> None:
        moved.record(session, moved.first, moved.moved)

    assert behind(moved.db, first, second) == "done"
    moved.require()


def test_a_page_whose_only_slot_was_seen_is_done(moved: Moved) -> None:
    with moved.db.write() as session:
        moved.record(session, moved.first, moved.moved, moved.stayed)
    with moved.db.write() as session:
        assert moved.record(session, moved.second, moved.moved, moved.stayed)
    with moved.db.read() as session:
        assert waiting_pages(session, moved.run) == []
        assert len(session.exec(select(SlotCheck)).all()) == 2
