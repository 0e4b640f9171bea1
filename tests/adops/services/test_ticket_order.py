"""Which tickets go when only some may (checks.md, Anomaly): starts today first, booked before
unsold, then by net price; a page's by its best booking of the day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from adops.db import Database
from adops.domain.anomaly import AnomalyKind
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.states import LookResult
from adops.domain.ticket import TicketKind
from adops.models import Anomaly, Booking, Ticket
from adops.queries.anomaly_lists import standing_cases
from adops.services.tickets import ready
from tests.conftest import FRIDAY
from tests.factories import Factory, anomaly

DAY = timedelta(days=1)
NINE = at(FRIDAY, 9, 20)
BEFORE, YESTERDAY, LATER = FRIDAY - DAY * 3, FRIDAY - DAY, FRIDAY + DAY * 9
ORDER = ["starts", "page that starts", "page with others", "page", "cheap", "alone", "page, over"]


@dataclass
class Wall:
    """Anomalies with a ticket that waits, by name."""

    session: Session
    factory: Factory
    names: dict[int, str]

    def booked(
        self, net_fen: int, first: date = BEFORE, last: date = LATER, **given: Any
    ) -> Booking:
        slot = self.factory.slot(self.session, **given)
        return self.factory.booking(self.session, first, last, slot, net_fen=net_fen)

    def of_slot(self, name: str, of: Booking, *, alone: bool = False) -> None:
        self._ticket(name, anomaly(self.session, None if alone else of, self._look(of)))

    def of_page(self, name: str, of: Booking, *slots: int) -> None:
        look = self._look(of)
        row = anomaly(self.session, None, look, kind=AnomalyKind.PAGE, slots=list(slots))
        row.slot_id, row.open_key = None, f"page:{row.page_id}"
        self._ticket(name, row)

    def _look(self, of: Booking) -> Any:
        return self.factory.look(self.session, of, FRIDAY, result=LookResult.EMPTY)

    def _ticket(self, name: str, row: Anomaly) -> None:
        number = row.id or 0
        self.names[number] = name
        of: dict[str, Any] = {"kind": TicketKind.ISSUE, "key": f"issue/{number}", "content": {}}
        of |= {"created_at": NINE, "created_by": "x", "next_at": NINE}
        self.session.add(Ticket(anomaly_id=number, **of))
        self.session.flush()


@pytest.fixture
def names(db: Database, factory: Factory) -> dict[int, str]:
    """By anomaly, the last to go first."""
    with db.write() as session:
        wall = Wall(session, factory, {})
        wall.of_slot("alone", wall.booked(10**8), alone=True)
        wall.of_page("page, over", wall.booked(10**8, last=YESTERDAY))
        wall.of_slot("cheap", wall.booked(500))
        wall.of_page("page", wall.booked(700))
        page = factory.page(session).id
        failing = wall.booked(900, page_id=page)
        wall.booked(10**9, first=FRIDAY, page_id=page)
        wall.of_page("page with others", failing, failing.slot_id)
        wall.of_page("page that starts", wall.booked(10, first=FRIDAY))
        wall.of_slot("starts", wall.booked(20, first=FRIDAY))
        return wall.names


def test_a_page_s_goes_by_its_best_booking_of_the_day(db: Database, names: dict[int, str]) -> None:
    """Of the slots that fail alone, where it names them; what is over counts for nothing."""
    with db.read() as session:
        rows = {row: session.get_one(Ticket, row).anomaly_id for row in ready(session, now=NINE)}
        assert [names[one] for one in rows.values()] == ORDER
        assert ready(session, now=NINE, limit=2) == list(rows)[:2]


def test_the_list_of_what_stands_has_the_same_order(db: Database, names: dict[int, str]) -> None:
    with db.read() as session:
        listed = standing_cases(session, by=CONSOLE, station=None, now=NINE)
    assert [names[one.anomaly.id or 0] for one in listed] == ORDER
