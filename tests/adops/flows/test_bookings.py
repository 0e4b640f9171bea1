"""Bookings entered by hand: asked what a sheet is asked, held till the third workday, booked."""

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest

from adops.db import Database
from adops.domain.booking import BookingState, Route
from adops.domain.period import at, local
from adops.domain.slot import SlotState
from adops.errors import AdopsError, ForbiddenError, InputError, MissingError, RuleError
from adops.models import Slot
from adops.phrases.errors import spoken
from adops.settings import Settings
from adops.store import Store
from tests.adops.flows.bookings_house import House, make
from tests.factories import Factory

S = BookingState
FRIDAY, MONDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 29)


@pytest.fixture
def house(db: Database, settings: Settings, store: Store, factory: Factory) -> House:
    return make(db, settings, store, factory)


def refused(house: House, code: str, **given: Any) -> AdopsError:
    before = (house.all(), house.contracts(), house.verbs())
    with pytest.raises(AdopsError) as error:
        house.enter(**given)
    assert error.value.code == code
    assert (house.all(), house.contracts(), house.verbs()) == before
    return error.value


def test_booked_at_once(house: House) -> None:
    found = house.enter(净价="", 占用轮播="1")
    assert (found.state, found.route, found.station_placed) == (S.BOOKED, Route.LOCAL, "bj")
    assert (found.first_day, found.last_day, found.net_fen) == (MONDAY, SUNDAY, 70_000)
    assert (found.taken_over, found.hold_until) == (False, None)
    assert house.verbs() == ["booking.create"]


def test_a_region_is_kept_under_one_name(house: House) -> None:
    assert house.enter(定向地域="北京市、河北省、北京").regions == ["北京", "河北"]


def test_the_route_is_derived(house: House) -> None:
    found = house.enter(广告位编号="lj-h")
    assert (found.route, found.station_placed) == (Route.HQ, "hq")
    package = house.enter(业务类型="新浪包版", 定向地域="上海")
    assert (package.route, package.station_placed) == (Route.CROSS, "sh")


def test_a_contract_is_opened_with_its_first_booking(house: House) -> None:
    house.enter(合同号="ｒｌｚ３３３３３", 合同名称="新盘", 客户="客户")
    assert house.contracts()[-1] == "RLZ33333"
    assert house.verbs() == ["contract.create", "booking.create"]


def test_over_booking_names_days_and_who_is_in_the_way(house: House) -> None:
    there = house.enter(投放开始=date(2026, 11, 25), 投放结束=date(2026, 11, 26))
    error = refused(house, "booking.over_booked", 合同号="RLZ22222")
    assert error.facts["days"] == ["2026-11-25", "2026-11-26"]
    assert [(one["booking"], one["contract_no"]) for one in error.facts["in_the_way"]] == [
        (there.id, "RLZ11111")
    ]
    assert spoken(error) == (
        "2026年11月25日至11月26日 轮播不够（共 1，需要 2）；"
        "已排：RLZ11111（2026年11月25日至11月26日，占 1）"
    )


def test_who_may_not_see_whose_it_is_is_told_the_days_alone(house: House) -> None:
    house.enter()
    error = refused(
        house,
        "booking.over_booked",
        state=S.BOOKED,
        by="sh_ae",
        站点="sh",
        合同号="RLZ22222",
        业务类型="商广",
    )
    (way,) = error.facts["in_the_way"]
    assert (way["booking"], way["contract_no"], way["start"]) == (None, None, "2026-11-23")
    assert "他人的排期（2026年11月23日" in spoken(error)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"合同号": "RLZ99999"}, "contract.unknown", id="no such contract"),
        pytest.param({"广告位编号": "NONE"}, "slot.unknown", id="no such slot"),
        pytest.param({"类别": "配送", "净价": "1"}, "price.bonus_costs", id="a bonus that costs"),
        pytest.param({"业务类型": "新浪包版", "定向地域": ""}, "region.needed", id="no region"),
        pytest.param({"业务类型": "新浪包版", "定向地域": "月球"}, "region.no_station", id="moon"),
        pytest.param(
            {"业务类型": "新浪包版", "定向地域": "上海、广州"}, "region.two_stations", id="two"
        ),
        pytest.param({"占用轮播": "2"}, "booking.over_booked", id="more shares than there are"),
        pytest.param({"投放结束": date(2026, 11, 22)}, "entry.unreadable", id="ends too early"),
        pytest.param({"投放结束": date(2030, 11, 22)}, "entry.unreadable", id="for years"),
        pytest.param({"刊例价": "1.234"}, "entry.unreadable", id="a part of a fen"),
        pytest.param({"落地页": "javascript:1"}, "entry.unreadable", id="no address"),
        pytest.param({"业务类型": "月广"}, "entry.unreadable", id="no such kind"),
        pytest.param({"站点": "moon"}, "entry.unreadable", id="no such station"),
    ],
)  # fmt: skip
def test_is_refused_as_a_row_of_a_sheet_is(house: House, given: dict[str, Any], code: str) -> None:
    error = refused(house, code, **given)
    assert spoken(error)


def test_all_that_cannot_be_read_is_named_at_once(house: House) -> None:
    error = refused(house, "entry.unreadable", 刊例价="x", 销售邮箱="x")
    assert [one["field"] for one in error.facts["fields"]] == ["销售邮箱", "刊例价"]


def test_a_retired_slot_takes_no_bookings(house: House) -> None:
    with house.db.write() as session:
        slot = session.get(Slot, house.slots["A"])
        assert slot is not None
        slot.state = SlotState.RETIRED
        session.add(slot)
    assert refused(house, "slot.retired").facts == {"slot": "LJ-A"}


def test_the_same_once_more_and_an_overlap_are_refused(house: House) -> None:
    found = house.enter()
    error = refused(house, "booking.exists")
    assert error.facts == {"booking": found.id, "state": "booked"}
    refused(house, "booking.looks_moved", 投放开始=date(2026, 11, 24))


def test_a_hold_takes_its_shares_till_the_third_workday(house: House) -> None:
    held = house.enter(S.HELD, by="sales")
    assert held.hold_until is not None
    assert f"{local(held.hold_until):%m-%d %H:%M}" == "11-25 18:00"
    refused(house, "booking.over_booked", 合同号="RLZ22222")
    house.now = at(date(2026, 11, 25), 17, 59)
    assert house.lapse() == []
    house.now = at(date(2026, 11, 25), 18)
    assert house.lapse() == [held.id]
    assert house.lapse() == []
    assert house.booking(held.id or 0).state is S.DRAFT
    assert house.verbs()[-1] == "booking.lapse"


def test_a_hold_that_is_over_holds_nothing_before_the_job_comes(house: House) -> None:
    held = house.enter(S.HELD, by="sales", 投放开始=date(2026, 12, 1), 投放结束=date(2026, 12, 9))
    house.now = at(date(2026, 11, 25), 18)
    house.enter(合同号="RLZ22222", 投放开始=date(2026, 12, 1), 投放结束=date(2026, 12, 9))
    with pytest.raises(RuleError) as error:
        house.firm(held.id or 0)
    assert error.value.code == "booking.over_booked"


def test_a_draft_holds_nothing_and_is_held_then_booked(house: House) -> None:
    draft = house.enter(S.DRAFT, by="sales")
    number = draft.id or 0
    other = house.enter(合同号="RLZ22222", 投放结束=MONDAY)
    with pytest.raises(RuleError) as error:
        house.hold(number)
    assert error.value.code == "booking.over_booked"
    house.cancel(other.id or 0)
    house.hold(number, by="sales")
    house.now = at(FRIDAY, 11)
    house.firm(number)
    found = house.booking(number)
    assert (found.state, found.hold_until, found.entered_at) == (S.BOOKED, None, house.now)
    with pytest.raises(RuleError) as error:
        house.hold(number)
    assert error.value.code == "booking.wrong_state"
    assert error.value.facts == {"state": "booked", "act": "hold"}


def test_days_that_are_over_are_taken_over_when_booked_and_never_held(house: House) -> None:
    days: dict[str, Any] = {"投放开始": date(2026, 11, 18), "投放结束": date(2026, 11, 30)}
    error = refused(house, "booking.day_over", state=S.HELD, **days)
    assert error.facts == {"day": "2026-11-18", "earliest": "2026-11-20"}
    assert house.enter(**days).taken_over


@pytest.mark.parametrize(
    ("by", "state", "given"),
    [
        pytest.param("sales", S.BOOKED, {}, id="sales books nothing"),
        pytest.param("other_sales", S.HELD, {}, id="another's sales"),
        pytest.param("other_sales", S.HELD, {"销售邮箱": "other@example.com", "合同号": "RLZ22222"},
                     id="another station's contract"),
        pytest.param("sales", S.HELD, {"站点": "sh"}, id="sales for another station"),
        pytest.param("sh_ae", S.BOOKED, {}, id="another station's AE"),
        pytest.param("hq_ae", S.BOOKED, {}, id="the HQ AE"),
        pytest.param("finance", S.BOOKED, {}, id="finance"),
    ],
)  # fmt: skip
def test_who_may_not(house: House, by: str, state: BookingState, given: dict[str, Any]) -> None:
    error = refused(house, "permission.denied", by=by, state=state, **given)
    assert isinstance(error, ForbiddenError)


def test_a_contract_with_bookings_of_other_sales_is_theirs(house: House) -> None:
    house.enter()
    more = {"销售邮箱": "other@example.com", "投放开始": date(2026, 12, 1)}
    more |= {"投放结束": date(2026, 12, 2)}
    refused(house, "permission.denied", by="other_sales", state=S.HELD, **more)


def test_the_last_share_is_sold_once(house: House) -> None:
    """Five at once want it: one has it, the others are told who."""
    numbers = ["RLZ11111", "RLZ22222", "RLZ33333", "RLZ44444", "RLZ55555"]
    with house.db.write() as session:
        for number in numbers[2:]:
            house.factory.contract(session, no=number, name=number)
    start = Barrier(len(numbers))
    told: list[str] = []

    def want(number: str) -> None:
        start.wait()
        try:
            house.enter(合同号=number)
            told.append("booked")
        except AdopsError as error:
            told.append(error.code)

    threads = [Thread(target=want, args=[number]) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["booked", *["booking.over_booked"] * 4]
    assert len(house.all()) == 1


def test_kinds_of_refusal(house: House) -> None:
    assert isinstance(refused(house, "contract.unknown", 合同号="X1"), MissingError)
    assert isinstance(refused(house, "entry.unreadable", 刊例价="x"), InputError)
    assert isinstance(refused(house, "booking.over_booked", 占用轮播="3"), RuleError)
