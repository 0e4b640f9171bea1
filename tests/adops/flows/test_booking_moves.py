"""Moving a booking: what ran stays, shares are asked for, creatives keep or are judged anew."""

from datetime import date
from typing import Any

import pytest

from adops.db import Database
from adops.domain.booking import BookingState, Category, Route
from adops.domain.period import Period, at
from adops.domain.slot import Owner, SlotState
from adops.domain.states import CreativeState
from adops.errors import AdopsError
from adops.models import Booking, Creative, Slot
from adops.queries.checks import slots_on_air
from adops.settings import Settings
from adops.store import Store
from tests.adops.api.test_bad_input import jpeg
from tests.adops.flows.bookings_house import URL, House, make
from tests.factories import Factory

S = BookingState
FRIDAY, MONDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 29)
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
def house(db: Database, settings: Settings, store: Store, factory: Factory) -> House:
    return make(db, settings, store, factory)


def refused(house: House, code: str, booking: int, **to: Any) -> AdopsError:
    before = (house.all(), house.verbs())
    with pytest.raises(AdopsError) as error:
        house.move(booking, **to)
    assert error.value.code == code
    assert (house.all(), house.verbs()) == before
    return error.value


def creative(house: House, booking: int, size: int = 20_000, **given: Any) -> int:
    """A confirmed creative whose file is stored."""
    with house.db.write() as session:
        row = session.get(Booking, booking)
        assert row is not None
        file = {"sha256": house.desk.store.put(jpeg(size)), "part": {"size": size}}
        values = {"copy_text": "云溪花园", "click_url": URL} | file | given
        return house.factory.creative(session, row, **values).id or 0


def read(house: House, creative_id: int) -> Creative:
    with house.db.read() as session:
        found = session.get(Creative, creative_id)
        assert found is not None
        return found


def test_other_days(house: House) -> None:
    number = house.enter().id or 0
    done = house.move(number, first=TUESDAY)
    found = house.booking(number)
    assert (found.first_day, found.last_day) == (TUESDAY, date(2026, 11, 30))
    assert (done.before, done.net_before, done.net_by_days) == (
        Period(MONDAY, SUNDAY),
        70_000,
        70_000,
    )
    assert house.verbs()[-1] == "booking.move"


def test_fewer_days_and_a_new_total(house: House) -> None:
    number = house.enter().id or 0
    assert house.move(number, dry=True, last=WEDNESDAY).net_by_days == 30_000
    assert house.booking(number).last_day == SUNDAY, "a look writes nothing"
    assert house.verbs() == ["booking.create"]
    refused(house, "booking.moved_net_missing", number, last=WEDNESDAY)
    assert house.booking(number).last_day == SUNDAY
    house.move(number, last=WEDNESDAY, net_fen=30_000)
    assert (house.booking(number).last_day, house.booking(number).net_fen) == (WEDNESDAY, 30_000)


def test_another_slot_has_its_own_route(house: House) -> None:
    number = house.enter().id or 0
    house.move(number, slot_id=house.slots["H"])
    found = house.booking(number)
    assert (found.slot_id, found.route, found.station_placed) == (
        house.slots["H"],
        Route.HQ,
        "hq",
    )


def test_its_own_shares_are_not_in_its_way(house: House) -> None:
    number = house.enter().id or 0
    other = house.enter(合同号="RLZ22222", 投放开始=date(2026, 12, 1), 投放结束=date(2026, 12, 9))
    house.move(number, last=date(2026, 11, 30), net_fen=70_000)
    error = refused(house, "booking.over_booked", number, last=date(2026, 12, 2))
    assert error.facts["days"] == ["2026-12-01", "2026-12-02"]
    assert [one["booking"] for one in error.facts["in_the_way"]] == [other.id]


def test_a_retired_slot_takes_no_more_days(house: House) -> None:
    """Fewer days in it, or away from it, still go."""
    number = house.enter().id or 0
    with house.db.write() as session:
        old = house.factory.slot(session, code="LJ-OLD", state=SlotState.RETIRED)
        slot = session.get(Slot, house.slots["A"])
        assert slot is not None
        slot.state = SlotState.RETIRED
        session.add(slot)
    refused(house, "slot.retired", number, slot_id=old.id)
    refused(house, "slot.retired", number, last=date(2026, 11, 30))
    house.move(number, last=TUESDAY, net_fen=70_000)
    house.move(number, slot_id=house.slots["H"])


def test_a_draft_is_moved_without_shares(house: House) -> None:
    house.enter(合同号="RLZ22222")
    draft = house.enter(S.DRAFT).id or 0
    house.move(draft, first=TUESDAY, net_fen=70_000)
    assert house.booking(draft).state is S.DRAFT


def test_a_hold_that_is_over_is_moved_as_a_draft(house: House) -> None:
    held = house.enter(S.HELD, by="sales").id or 0
    house.now = at(date(2026, 11, 26), 9)
    house.enter(合同号="RLZ22222", 投放开始=date(2026, 12, 1), 投放结束=date(2026, 12, 9))
    house.move(held, first=date(2026, 12, 1), last=date(2026, 12, 2), net_fen=70_000)
    assert house.booking(held).state is S.DRAFT


def test_what_ran_stays(house: House) -> None:
    number = house.enter().id or 0
    house.now = at(TUESDAY, 12)
    error = refused(house, "booking.has_run", number, first=WEDNESDAY)
    assert error.facts == {"start": "2026-11-23", "end": "2026-11-24"}
    refused(house, "booking.has_run", number, slot_id=house.slots["B"])
    refused(house, "booking.has_run", number, last=MONDAY)
    house.move(number, last=TUESDAY, net_fen=70_000)
    house.now = at(date(2026, 11, 26), 12)
    error = refused(house, "booking.wrong_state", number, last=SUNDAY)
    assert error.facts == {"state": "ended", "act": "move"}


@pytest.mark.parametrize(
    ("to", "code"),
    [
        pytest.param({}, "booking.unmoved", id="to where it is"),
        pytest.param({"last": date(2026, 11, 22)}, "period.reversed", id="ends too early"),
        pytest.param({"last": date(2030, 1, 1)}, "booking.too_long", id="for years"),
        pytest.param({"first": date(2026, 11, 19)}, "booking.day_over", id="to a day that is over"),
    ],
)
def test_days_that_cannot_be(house: House, to: dict[str, Any], code: str) -> None:
    refused(house, code, house.enter().id or 0, **to)


def test_the_place_of_another_of_the_same_contract(house: House) -> None:
    first = house.enter(广告位编号="LJ-B").id or 0
    second = house.enter(广告位编号="LJ-B", 投放开始=date(2026, 12, 1), 投放结束=date(2026, 12, 3))
    refused(house, "booking.exists", second.id or 0, first=MONDAY, last=MONDAY)
    refused(house, "booking.looks_moved", second.id or 0, first=SUNDAY)
    house.cancel(first)
    house.move(second.id or 0, first=SUNDAY, net_fen=70_000)


def test_a_bonus_stays_without_a_price(house: House) -> None:
    number = house.enter(类别="配送", 刊例价="").id or 0
    assert house.booking(number).category is Category.BONUS
    refused(house, "price.bonus_costs", number, first=TUESDAY, net_fen=1)


@pytest.mark.parametrize("by", ["sales", "sh_ae", "hq_ae", "finance"])
def test_who_may_not(house: House, by: str) -> None:
    refused(house, "permission.denied", house.enter().id or 0, by=by, first=TUESDAY)


def test_sales_move_and_give_back_what_is_not_sold(house: House) -> None:
    held = house.enter(S.HELD, by="sales").id or 0
    refused(house, "permission.denied", held, by="other_sales", first=TUESDAY)
    house.move(held, by="sales", first=TUESDAY, net_fen=70_000)
    house.cancel(held, by="sales")
    assert house.booking(held).state is S.CANCELLED


def test_creatives_keep_and_go_live_with_it(house: House) -> None:
    number = house.enter().id or 0
    first = creative(house, number)
    later = creative(house, number, version=2, go_live=date(2026, 11, 27))
    done = house.move(number, first=TUESDAY, last=SUNDAY, net_fen=70_000)
    assert done.reviewed == ()
    days = [(read(house, one).go_live, read(house, one).state) for one in (first, later)]
    assert days == [
        (TUESDAY, CreativeState.CONFIRMED),
        (date(2026, 11, 27), CreativeState.CONFIRMED),
    ]


def test_another_size_reopens_a_confirmed_creative(house: House) -> None:
    number = house.enter().id or 0
    shown = creative(house, number)
    look = house.move(number, dry=True, slot_id=house.slots["B"])
    assert [(one.creative_id, one.reopened) for one in look.reviewed] == [(shown, True)]
    assert [one.code for one in look.reviewed[0].findings] == ["size.wrong"]
    assert read(house, shown).state is CreativeState.CONFIRMED
    house.move(number, slot_id=house.slots["B"])
    after = read(house, shown)
    assert (after.state, after.confirmed_at, after.item) == (
        CreativeState.SUBMITTED,
        None,
        "LJ-B#1",
    )
    assert house.verbs()[-2:] == ["booking.move", "creative.unconfirm"]


def test_the_same_size_elsewhere_keeps_it_confirmed(house: House) -> None:
    number = house.enter().id or 0
    shown = creative(house, number)
    done = house.move(number, slot_id=house.slots["H"])
    assert [(one.findings, one.reopened) for one in done.reviewed] == [((), False)]
    assert read(house, shown).state is CreativeState.CONFIRMED


def test_a_slot_of_sina_is_stricter(house: House) -> None:
    with house.db.write() as session:
        strict = house.factory.slot(session, code="LJ-S", owner=Owner.SINA, limit_bytes=10 * 1024)
    number = house.enter().id or 0
    shown = creative(house, number, 25_000)
    done = house.move(number, slot_id=strict.id)
    assert [one.code for one in done.reviewed[0].findings] == ["size.sina_strict"]
    assert read(house, shown).state is CreativeState.SUBMITTED


def test_cancelled_whole_before_it_began(house: House) -> None:
    number = house.enter().id or 0
    house.cancel(number)
    found = house.booking(number)
    assert (found.state, found.cancelled_from, found.cancel_reason) == (
        S.CANCELLED,
        MONDAY,
        "客户撤单",
    )
    assert (found.first_day, found.last_day) == (MONDAY, SUNDAY)
    again = house.enter(投放结束=TUESDAY)
    assert (again.id, again.state, again.last_day, again.cancelled_from) == (
        number,
        S.BOOKED,
        TUESDAY,
        None,
    )


def test_a_running_one_is_cut_and_its_shares_are_free(house: House) -> None:
    number = house.enter().id or 0
    house.now = at(TUESDAY, 12)
    with pytest.raises(AdopsError) as error:
        house.cancel(number)
    assert error.value.code == "booking.net_missing"
    assert error.value.facts == {"proposed_fen": 20_000, "proposed": "200.00"}
    house.cancel(number, net_fen=25_000)
    found = house.booking(number)
    assert (found.state, found.last_day, found.cancelled_from, found.net_fen) == (
        S.BOOKED,
        TUESDAY,
        WEDNESDAY,
        25_000,
    )
    house.enter(合同号="RLZ22222", 投放开始=WEDNESDAY)
    house.now = at(WEDNESDAY, 9)
    with pytest.raises(AdopsError) as error:
        house.cancel(number)
    assert error.value.facts == {"state": "ended", "act": "cancel"}


def test_from_a_later_day(house: House) -> None:
    number = house.enter().id or 0
    house.cancel(number, on=date(2026, 11, 28), net_fen=50_000)
    assert house.booking(number).last_day == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"on": MONDAY, "net_fen": 1}, "booking.cancel_day", id="a day that ran"),
        pytest.param({"on": TUESDAY, "net_fen": 1}, "booking.cancel_day", id="the running day"),
        pytest.param({"on": date(2026, 11, 30), "net_fen": 1}, "booking.cancel_day", id="after"),
        pytest.param({"net_fen": 9_999_999_900}, "booking.cancel_more", id="for more than before"),
        pytest.param({"by": "sales"}, "permission.denied", id="by sales"),
        pytest.param({"by": "sh_ae"}, "permission.denied", id="by another station"),
    ],
)
def test_not_cancelled(house: House, given: dict[str, Any], code: str) -> None:
    number = house.enter().id or 0
    house.now = at(TUESDAY, 12)
    before = house.all()
    with pytest.raises(AdopsError) as error:
        house.cancel(number, **given)
    assert error.value.code == code
    assert house.all() == before


def test_what_never_ran_costs_nothing(house: House) -> None:
    with pytest.raises(AdopsError) as error:
        house.cancel(house.enter().id or 0, net_fen=5)
    assert error.value.code == "booking.cancelled_costs"
    house.cancel(
        house.enter(S.HELD, by="sales", 投放开始=date(2026, 12, 1), 投放结束=date(2026, 12, 1)).id
        or 0
    )


def test_paused_and_resumed(house: House) -> None:
    number = house.enter().id or 0
    shown = creative(house, number)
    with pytest.raises(AdopsError) as error:
        house.turn("pause", number)
    assert error.value.facts == {"state": "booked", "act": "pause"}
    house.now = at(TUESDAY, 12)
    house.turn("pause", number)
    with house.db.read() as session:
        (slot,) = slots_on_air(session, on=TUESDAY, slot_codes=["LJ-A"], now=house.now)
    assert slot.bookings == ()
    assert [one.creative_id for one in slot.ended] == [shown]
    with pytest.raises(AdopsError) as error:
        house.turn("resume", number, why=" ")
    assert error.value.code == "reason.missing"
    house.now = at(WEDNESDAY, 12)
    house.turn("resume", number, by="ae")
    assert house.booking(number).state is S.BOOKED
    assert house.verbs()[-2:] == ["booking.pause", "booking.resume"]
    with pytest.raises(AdopsError) as error:
        house.turn("resume", number)
    assert error.value.facts == {"state": "running", "act": "resume"}


@pytest.mark.parametrize(
    ("by", "slot", "allowed"),
    [
        ("ae", "LJ-A", True),
        ("hq_ae", "LJ-H", True),
        ("hq_ae", "LJ-A", False),
        ("sales", "LJ-A", False),
        ("sh_ae", "LJ-A", False),
    ],
)
def test_who_takes_it_off(house: House, by: str, slot: str, allowed: bool) -> None:
    number = house.enter(广告位编号=slot).id or 0
    house.now = at(TUESDAY, 12)
    if allowed:
        house.turn("pause", number, by=by)
        return
    with pytest.raises(AdopsError) as error:
        house.turn("pause", number, by=by)
    assert error.value.code == "permission.denied"
