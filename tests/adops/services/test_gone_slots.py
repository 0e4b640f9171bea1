"""Anomalies of slots that are retired, or on another page (rules.md §8; checks.md, Anomaly)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from adops.domain.anomaly import AnomalyKind, AnomalyState, Why
from adops.domain.facts import Look
from adops.domain.period import at
from adops.domain.slot import SlotState
from adops.domain.states import LookResult, TicketState
from adops.domain.ticket import TicketKind
from adops.flows.triage import work_off
from adops.models import Anomaly, Booking, CheckPage, CheckRun, Slot, Ticket
from adops.services import anomalies
from adops.services.gone_slots import follow_moved
from adops.services.slot_checks import PageRecord, record_page
from adops.services.slot_life import retire
from tests.adops.services.test_anomalies import AE, ALL_RIGHT, DAY, NINE, Place, place
from tests.conftest import FRIDAY

__all__ = ["place"]
EMPTY, MISSING = LookResult.EMPTY, LookResult.MISSING
RESOLVED, OPEN = AnomalyState.RESOLVED, AnomalyState.OPEN
WEEKS = timedelta(days=14)
AWAY = LookResult.UNREACHABLE


def retired(place: Place, codes: Iterable[str]) -> None:
    """After the bookings of `Place.slots` are over."""
    for code in codes:
        with place.db.write() as session:
            slot = session.exec(select(Slot).where(Slot.code == code)).one()
            retire(session, slot_id=slot.id or 0, why="改版", by=AE, now=place.now)


def told(place: Place) -> list[tuple[AnomalyState, Why | None]]:
    return [(one.state, one.why) for one in place.rows()]


def test_a_retired_slots_own_are_over(place: Place) -> None:
    """Of its booking, and of itself alone."""
    (code,) = place.slots(1)
    place.look({code: EMPTY})
    place.now += WEEKS
    with place.db.write() as session:
        (booking,) = session.exec(select(Booking))
        (row,) = session.exec(select(Anomaly))
        alone: dict[str, Any] = {"booking_id": None, "open_key": f"slot:{booking.slot_id}:0"}
        session.add(Anomaly(**(row.model_dump(exclude={"id"}) | alone)))
    retired(place, [code])
    assert told(place) == [(RESOLVED, Why.GONE)] * 2
    assert [one.resolved_by for one in place.rows()] == ["BJ001"] * 2
    assert place.verbs(1)[-1] == place.verbs(2)[-1] == "anomaly.resolve"


def test_its_ticket_hears_of_it(place: Place) -> None:
    (code,) = place.slots(1)
    place.look({code: EMPTY})
    place.act(anomalies.triage, said=ALL_RIGHT)
    place.act(anomalies.escalate)
    with place.db.write() as session:
        issue = session.exec(select(Ticket).where(Ticket.kind == TicketKind.ISSUE)).one()
        issue.state, issue.handed_at = TicketState.SENT, place.now
        row = session.exec(select(Anomaly)).one()
        row.issue = 101
        session.add_all([issue, row])
    place.now += WEEKS
    retired(place, [code])
    with place.db.read() as session:
        note = session.exec(select(Ticket).where(Ticket.key == "note/1/end")).one()
    assert "广告位已停用" in note.content["text"] and note.state is TicketState.WAITING


def test_the_page_s_go_on_without_it_and_end_with_the_last(place: Place) -> None:
    codes = place.slots(6)
    place.look(dict.fromkeys(codes, EMPTY))
    place.now += WEEKS
    retired(place, codes[:5])
    page = place.one()
    with place.db.read() as session:
        last = session.exec(select(Slot.id).where(Slot.code == codes[5])).one()
    assert (page.kind, page.state, page.slots) == (AnomalyKind.PAGE, OPEN, [last])
    retired(place, codes[5:])
    assert told(place) == [(RESOLVED, Why.GONE)]


def test_a_page_that_does_not_open_stands_while_a_slot_of_it_is_live(place: Place) -> None:
    codes = place.slots(2)
    place.look(dict.fromkeys(codes, AWAY))
    place.now += WEEKS
    retired(place, codes[:1])
    assert told(place) == [(OPEN, None)]
    retired(place, codes[1:])
    assert told(place) == [(RESOLVED, Why.GONE)]


def test_five_right_and_the_sixth_retired_before_anybody_ended_it(place: Place) -> None:
    """Retired by an older release: the next look of the page drops it."""
    codes = place.slots(6)
    place.look(dict.fromkeys(codes, EMPTY))
    with place.db.write() as session:
        slot = session.exec(select(Slot).where(Slot.code == codes[5])).one()
        slot.state = SlotState.RETIRED
        session.add(slot)
    place.look({}, minutes=30)
    assert told(place) == [(RESOLVED, Why.OK)]


def test_a_moved_slot_takes_its_own_along(place: Place) -> None:
    codes = place.slots(6)
    place.look(dict.fromkeys(codes, EMPTY))
    place.look({codes[5]: LookResult.HIDDEN}, minutes=10)
    assert [(one.kind.value, one.state) for one in place.rows()] == [
        ("page", RESOLVED),
        ("slot", OPEN),
    ]
    place.look(dict.fromkeys(codes, EMPTY), minutes=10)
    with place.db.write() as session:
        slot = session.exec(select(Slot).where(Slot.code == codes[4])).one()
        before, slot.page_id = slot.page_id, place.factory.page(session).id or 0
        session.add(slot)
        session.flush()
        follow_moved(session, [(slot, before)], by=AE, now=place.now)
        gone, there = slot.id, slot.page_id
    page = place.rows()[-1]
    assert page.kind is AnomalyKind.PAGE and gone not in page.slots and len(page.slots) == 5
    place.look({codes[4]: MISSING}, minutes=10)
    own = place.rows()[-1]
    assert (own.slot_id, own.page_id, own.result) == (gone, there, MISSING)


@pytest.mark.parametrize("how", ["retired", "moved"])
def test_a_look_that_was_under_way_meanwhile_says_nothing(place: Place, how: str) -> None:
    """Recorded after the slot was retired or moved: nothing could ever end what it opened."""
    place.slots(1)
    with place.db.write() as session:
        slot = session.exec(select(Slot)).one()
        number, page_id = slot.id or 0, slot.page_id
        run = CheckRun(station="bj", on=FRIDAY, asked_by="x", asked_at=NINE, state="running")
        session.add(run)
        session.flush()
        session.add(CheckPage(run_id=run.id or 0, page_id=page_id, slots=1))
        if how == "retired":
            slot.state = SlotState.RETIRED
        else:
            slot.page_id = place.factory.page(session).id or 0
        session.add(slot)
        session.flush()
        look = Look(number, slot.code, FRIDAY, MISSING, "http://x/", NINE, (), ())
        record = PageRecord(page_id, (look,), 0.1, 1)
        assert record_page(session, run_id=run.id or 0, record=record, by=AE, now=NINE)
    assert place.rows() == []


def test_what_stands_of_slots_that_were_retired_before_ends_by_itself(place: Place) -> None:
    """Once; what is live goes on, and no ticket is made of a page that nobody looks at."""
    first, second = place.slots(1), place.slots(1)
    place.look({first[0]: EMPTY, second[0]: EMPTY})
    with place.db.write() as session:
        page = session.exec(select(Anomaly).order_by(col(Anomaly.id))).first()
        assert page is not None
        of_page: dict[str, Any] = {"kind": AnomalyKind.PAGE, "slot_id": None, "booking_id": None}
        of_page |= {"open_key": f"page:{page.page_id}", "result": AWAY}
        session.add(Anomaly(**(page.model_dump(exclude={"id"}) | of_page)))
        slot = session.exec(select(Slot).where(Slot.code == first[0])).one()
        slot.state = SlotState.RETIRED
        session.add(slot)
    place.now += DAY * 3
    done = work_off(place.triage())
    assert (done["ended"], done["escalated"]) == (2, 0)
    assert told(place) == [(RESOLVED, Why.GONE), (OPEN, None), (RESOLVED, Why.GONE)]
    assert work_off(place.triage())["ended"] == 0


def test_an_unknown_ad_ends_what_stood_of_the_slot_alone(place: Place) -> None:
    (code,) = place.slots(1)
    place.now = at(FRIDAY + DAY * 12, 9, 20)
    place.look({code: LookResult.EXPIRED})
    place.look({code: LookResult.UNSOLD}, days=1)
    assert told(place) == [(RESOLVED, Why.OTHER_AD)]
