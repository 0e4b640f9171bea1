"""Today does not nag about what was closed, paused, cancelled (rules.md §7), nor says it twice."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from adops.catalog.book import load_book
from adops.catalog.ledger import load_ledger
from adops.catalog.month import load_month_terms
from adops.db import Database
from adops.domain.anomaly import AnomalyKind, AnomalyState
from adops.domain.booking import BookingState, LedgerKind, Route
from adops.domain.people import Role
from adops.domain.period import at
from adops.domain.slot import SlotState
from adops.domain.states import ApprovalState, CreativeState, Delivered, LookResult
from adops.domain.today import DueKind
from adops.models import Approval, Booking, BookingPause, Closure, Slot, SlotCheck
from adops.queries.month import MonthCatalog
from adops.queries.starts import starts_between
from adops.queries.today import TodayCatalog, due_for
from adops.queries.today_by_hand import HandTerms
from adops.settings import Settings
from tests.factories import Factory, actor_for, anomaly

FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)
NOW = at(FRIDAY, 10, 5)
ASKS_ALWAYS = {"ledger", "calendar"}


def close(session: Session, booking: Booking) -> None:
    said: dict[str, Any] = {"reason": "改版", "closed_by": "BJ001", "closed_at": NOW}
    session.add(Closure(slot_id=booking.slot_id, first_day=FRIDAY, **said))


def pause(session: Session, booking: Booking) -> None:
    booking.state = BookingState.PAUSED
    begun: dict[str, Any] = {"from_at": at(FRIDAY, 9, 10), "reason": "x", "paused_by": "BJ001"}
    session.add_all([booking, BookingPause(booking_id=booking.id or 0, **begun)])


def cancel(session: Session, booking: Booking) -> None:
    booking.state = BookingState.CANCELLED
    session.add(booking)


def retire(session: Session, booking: Booking) -> None:
    cancel(session, booking)
    slot = session.get_one(Slot, booking.slot_id)
    slot.state = SlotState.RETIRED
    session.add(slot)
    other = Factory(NOW).slot(session, code="OTHER", page_id=slot.page_id)
    free: dict[str, Any] = {"on": FRIDAY, "result": LookResult.VACANT, "page_url": "http://x/"}
    free |= {"station": "bj", "captured_at": NOW, "findings": []}
    session.add(SlotCheck(slot_id=other.id or 0, **free))


def nothing(session: Session, booking: Booking) -> None:
    pass


def catalog_of(settings: Settings) -> TodayCatalog:
    config = settings.config_dir
    book = load_book(config, frozenset())
    month = MonthCatalog(book.calendar, load_month_terms(config))
    return TodayCatalog(book, load_ledger(config), month, HandTerms(("北京",), time(18)))


Stopping = Callable[[Session, Booking], None]


@pytest.mark.parametrize(
    ("stop", "kinds"),
    [
        pytest.param(nothing, {"live", "trouble"}, id="running"),
        pytest.param(close, set(), id="closed"),
        pytest.param(pause, {"stop", "trouble"}, id="paused"),
        pytest.param(cancel, {"trouble"}, id="cancelled"),
        pytest.param(retire, set(), id="retired"),
    ],
)
def test_what_today_says_of_a_start_that_a_look_did_not_see(
    db: Database, factory: Factory, settings: Settings, stop: Stopping, kinds: set[str]
) -> None:
    catalog = catalog_of(settings)
    with db.write() as session:
        ae = actor_for(factory.person(session))
        booking = factory.booking(session, FRIDAY, FRIDAY + DAY * 9, entered_at=at(FRIDAY - DAY, 9))
        factory.creative(session, booking)
        looked: dict[str, Any] = {"captured_at": at(FRIDAY, 9, 5), "result": LookResult.EMPTY}
        factory.look(session, booking, FRIDAY, delivered=Delivered.NO, **looked)
        stop(session, booking)
    with db.read() as session:
        found = {one.kind.value for one in due_for(session, by=ae, now=NOW, catalog=catalog)}
    assert found - ASKS_ALWAYS == kinds


@pytest.mark.parametrize(
    ("state", "days_left", "kinds"),
    [
        pytest.param(CreativeState.CONFIRMED, 9, ["swap"], id="not seen yet"),
        pytest.param(CreativeState.LIVE, 9, [], id="in its place"),
        pytest.param(CreativeState.CONFIRMED, -1, [], id="its booking is over"),
    ],
)
def test_a_swap_stays_until_it_is_ended(
    db: Database,
    factory: Factory,
    settings: Settings,
    state: CreativeState,
    days_left: int,
    kinds: list[str],
) -> None:
    """However long ago it was due."""
    since = FRIDAY - DAY * 10
    with db.write() as session:
        ae = actor_for(factory.person(session))
        booking = factory.booking(session, since - DAY * 20, FRIDAY + DAY * days_left)
        first: dict[str, Any] = {"confirmed_at": at(since - DAY * 21, 10)}
        factory.creative(session, booking, state=CreativeState.LIVE, **first)
        given: dict[str, Any] = {"version": 2, "go_live": since, "state": state}
        factory.creative(session, booking, confirmed_at=at(since - DAY, 10), **given)
    with db.read() as session:
        found = due_for(session, by=ae, now=NOW, catalog=catalog_of(settings))
    assert [one.kind.value for one in found if one.kind is DueKind.SWAP] == kinds


@pytest.mark.parametrize(
    ("stop", "count"),
    [
        pytest.param(nothing, 1, id="booked"),
        pytest.param(pause, 0, id="paused"),
        pytest.param(cancel, 0, id="cancelled"),
        pytest.param(close, 1, id="closed: its deadline binds once it opens"),
    ],
)
def test_whose_deadline_sales_are_reminded_of(
    db: Database, factory: Factory, stop: Stopping, count: int
) -> None:
    with db.write() as session:
        booking = factory.booking(session, FRIDAY + DAY, FRIDAY + DAY * 9, route=Route.HQ)
        stop(session, booking)
    with db.read() as session:
        found = starts_between(session, FRIDAY, FRIDAY + DAY * 5, Booking.station_sold == "bj")
    assert len(found) == count


@pytest.mark.parametrize(
    ("role", "taken_over", "told"),
    [
        pytest.param(Role.SALES, False, True, id="sales submit theirs"),
        pytest.param(Role.SALES, True, False, id="but not what was taken over"),
        pytest.param(Role.AE, True, True, id="which an AE does"),
    ],
)
def test_sales_are_told_of_a_missing_creative_that_they_may_submit(
    db: Database, factory: Factory, settings: Settings, role: Role, taken_over: bool, told: bool
) -> None:
    with db.write() as session:
        person = factory.person(session, role=role)
        factory.booking(
            session,
            FRIDAY,
            FRIDAY + DAY * 9,
            sales_email=person.email if role is Role.SALES else "",
            taken_over=taken_over,
        )
        by = actor_for(person)
    with db.read() as session:
        kinds = {
            one.kind.value for one in due_for(session, by=by, now=NOW, catalog=catalog_of(settings))
        }
    assert ("creative" in kinds) is told


OF_PAGE: dict[str, Any] = {"kind": AnomalyKind.PAGE, "slot_id": None, "booking_id": None}
FINDING: dict[str, Any] = {"measured": 30721, "allowed": 30720, "item": "x#1"}
TOLD_ONCE = {"trouble", "anomaly", "place"}


@pytest.mark.parametrize(
    ("role", "result", "given", "kinds"),
    [
        pytest.param(Role.AE, LookResult.EMPTY, {}, {"anomaly"}, id="to be triaged"),
        pytest.param(
            Role.AE, LookResult.EMPTY, {"state": AnomalyState.OURS}, {"anomaly"}, id="to be mended"
        ),
        pytest.param(
            Role.AE, LookResult.EMPTY, {"state": AnomalyState.ESCALATED}, set(), id="another's turn"
        ),
        pytest.param(
            Role.AE, LookResult.UNREACHABLE, OF_PAGE, {"anomaly"}, id="the page's, by each slot"
        ),
        pytest.param(Role.AE, LookResult.MISSING, {}, {"place"}, id="never found: its place"),
        pytest.param(Role.AE, LookResult.UNSURE, None, {"trouble"}, id="no anomaly: to be judged"),
        pytest.param(Role.STATION_GM, LookResult.EMPTY, {}, {"trouble"}, id="who only reads"),
    ],
)
def test_one_trouble_is_one_item(
    db: Database,
    factory: Factory,
    settings: Settings,
    role: Role,
    result: LookResult,
    given: dict[str, Any] | None,
    kinds: set[str],
) -> None:
    with db.write() as session:
        by = actor_for(factory.person(session, role=role))
        booking = factory.booking(session, FRIDAY - DAY, FRIDAY + DAY * 9)
        factory.creative(session, booking)
        looked: dict[str, Any] = {"delivered": Delivered.NO, "facts": "0" * 64}
        look = factory.look(session, booking, FRIDAY, result=result, **looked)
        if given is not None:
            anomaly(session, booking, look, **given)
    with db.read() as session:
        found = due_for(session, by=by, now=NOW, catalog=catalog_of(settings))
    assert {one.kind.value for one in found} & TOLD_ONCE == kinds


@pytest.mark.parametrize(
    ("given", "kinds", "named"),
    [
        pytest.param({}, {"live"}, [AnomalyState.OPEN], id="to be triaged"),
        pytest.param(
            {"state": AnomalyState.ESCALATED}, {"live"}, [AnomalyState.ESCALATED], id="a ticket"
        ),
        pytest.param({"booking_id": None}, {"live", "anomaly"}, [], id="of the slot alone"),
    ],
)
def test_a_start_that_is_not_live_leads_and_names_its_anomaly(
    db: Database,
    factory: Factory,
    settings: Settings,
    given: dict[str, Any],
    kinds: set[str],
    named: list[AnomalyState],
) -> None:
    with db.write() as session:
        by = actor_for(factory.person(session))
        booking = factory.booking(session, FRIDAY, FRIDAY + DAY * 9, entered_at=at(FRIDAY - DAY, 9))
        factory.creative(session, booking)
        other = factory.booking(session, FRIDAY - DAY, FRIDAY + DAY * 9)
        looked: dict[str, Any] = {"delivered": Delivered.NO, "result": LookResult.EMPTY}
        look = factory.look(session, booking, FRIDAY, **looked)
        of = None if "booking_id" in given else booking
        anomaly(session, of, look, **given)
        factory.look(session, other, FRIDAY)
    with db.read() as session:
        found = due_for(session, by=by, now=NOW, catalog=catalog_of(settings))
        live = next(one for one in found if one.kind is DueKind.LIVE)
        told = [one.anomaly.state for one in live.facts.get("anomalies", ())]
    assert {one.kind.value for one in found} & {"live", *TOLD_ONCE} == kinds
    assert told == named


@pytest.mark.parametrize(
    ("regions", "kinds"),
    [
        pytest.param(["石家庄"], {"hand"}, id="aimed at another city"),
        pytest.param(["北京"], {"trouble"}, id="seen from here"),
    ],
)
def test_what_is_looked_at_by_hand_is_not_said_again_by_the_looks(
    db: Database, factory: Factory, settings: Settings, regions: list[str], kinds: set[str]
) -> None:
    with db.write() as session:
        by = actor_for(factory.person(session))
        booking = factory.booking(session, FRIDAY - DAY, FRIDAY + DAY * 9, regions=regions)
        factory.creative(session, booking)
        unsure: dict[str, Any] = {"result": LookResult.UNSURE, "delivered": Delivered.UNKNOWN}
        factory.look(session, booking, FRIDAY, facts="0" * 64, **unsure)
    with db.read() as session:
        found = due_for(session, by=by, now=NOW, catalog=catalog_of(settings))
    assert {one.kind.value for one in found} & {"hand", *TOLD_ONCE} == kinds


def test_a_creative_that_waits_for_its_approval_is_one_item(
    db: Database, factory: Factory, settings: Settings
) -> None:
    too_heavy = {"code": "size.over_limit", "severity": "needs_approval", "where": "main"}
    with db.write() as session:
        ae = actor_for(factory.person(session))
        booking = factory.booking(session, FRIDAY + DAY, FRIDAY + DAY * 9)
        submitted: dict[str, Any] = {"confirmed_at": None, "confirmed_by": None}
        submitted |= {"state": CreativeState.SUBMITTED, "findings": [FINDING | too_heavy]}
        creative = factory.creative(session, booking, **submitted)
        session.add(
            Approval(
                creative_id=creative.id or 0,
                booking_id=booking.id or 0,
                station="bj",
                fingerprint=creative.fingerprint,
                findings=creative.findings,
                kind=LedgerKind.COMMERCIAL,
                reason="客户终稿",
                state=ApprovalState.REQUESTED,
                asked_by="BJ101",
                requested_at=NOW,
            )
        )
    with db.read() as session:
        found = due_for(session, by=ae, now=NOW, catalog=catalog_of(settings))
    kinds = [one.kind.value for one in found if one.kind.value in {"creative", "approval"}]
    assert kinds == ["approval"]
