"""Sheets brought in over what was done since: nothing a person decided is undone by an import."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from adops.db import Database
from adops.domain.anomaly import AnomalyKind, AnomalyState, Why
from adops.domain.booking import BookingState
from adops.domain.people import CONSOLE, Actor, Role
from adops.domain.period import at
from adops.domain.sheet import SheetKind
from adops.domain.slot import SlotState
from adops.domain.states import LookResult
from adops.errors import ForbiddenError
from adops.flows.desk import desk_of
from adops.flows.import_sheet import Imported, import_sheet
from adops.flows.submit import Desk
from adops.models import Anomaly, Booking, Contract, Person, Slot
from adops.phrases.sheet import message
from adops.settings import Settings
from adops.store import Store
from tests.adops.sheets import booking, person, slot, workbook
from tests.factories import Factory, anomaly

SLOTS, BOOKINGS, PEOPLE = SheetKind.SLOTS, SheetKind.BOOKINGS, SheetKind.PEOPLE
BJ = Actor(staff_no="BJ001", name="北京站AE", role=Role.AE, station="bj")
SH = Actor(staff_no="SH001", name="上海站AE", role=Role.AE, station="sh")


class House:
    """A home with the stations, into which sheets are taken."""

    def __init__(self, desk: Desk, out: Path, now: datetime) -> None:
        self.desk, self.db, self.out, self.now = desk, desk.database, out, now

    def take(self, kind: SheetKind, *rows: dict[str, Any], by: Actor = CONSOLE) -> Imported:
        return import_sheet(
            kind,
            workbook(*rows),
            name="f.xlsx",
            desk=self.desk,
            config=Path("config"),
            out=self.out,
            by=by,
            now=self.now,
        )

    def change(self, table: type[Any], **values: Any) -> None:
        with self.db.write() as session:
            found = session.exec(select(table)).one()
            found.sqlmodel_update(values)
            session.add(found)

    def one(self, table: type[Any]) -> Any:
        with self.db.read() as session:
            return session.exec(select(table)).one()


@pytest.fixture
def house(
    db: Database, factory: Factory, tmp_path: Path, now: datetime, settings: Settings, store: Store
) -> House:
    with db.write() as session:
        factory.stations(session)
    return House(desk_of(settings, db, store), tmp_path, now)


def codes(done: Imported) -> list[str]:
    return [one.code for one in done.errors]


def test_bookings_that_overlap_by_an_act_stay_importable(house: House) -> None:
    house.take(SLOTS, slot(轮播数=2))
    second = booking(投放开始=date(2026, 12, 7), 投放结束=date(2026, 12, 9), 净价=1500)
    house.take(BOOKINGS, booking(), second)
    with house.db.write() as session:
        moved = session.exec(select(Booking).where(Booking.first_day == date(2026, 12, 7))).one()
        moved.first_day, moved.last_day = date(2026, 11, 24), date(2026, 11, 25)
        session.add(moved)
    second |= {"投放开始": date(2026, 11, 24), "投放结束": date(2026, 11, 25)}
    assert house.take(BOOKINGS, booking(), second).unchanged == 2
    longer = second | {"投放结束": date(2026, 11, 26)}
    assert codes(house.take(BOOKINGS, booking(), longer)) == ["booking.looks_moved"]


def test_a_retired_slots_old_bookings_can_be_sent_again(house: House) -> None:
    house.take(SLOTS, slot())
    house.take(BOOKINGS, booking())
    house.change(Slot, state=SlotState.RETIRED)
    assert house.take(BOOKINGS, booking()).unchanged == 1
    later = booking(投放开始=date(2026, 12, 7), 投放结束=date(2026, 12, 9))
    assert codes(house.take(BOOKINGS, later)) == ["slot.retired"]


def test_a_slot_that_moves_takes_its_anomalies_along(house: House) -> None:
    """What stood of the old page, where nothing is live any more, is over."""
    house.take(SLOTS, slot())
    house.take(BOOKINGS, booking())
    with house.db.write() as session:
        booked = session.exec(select(Booking)).one()
        look = Factory(house.now).look(session, booked, booked.first_day, result=LookResult.EMPTY)
        own = anomaly(session, booked, look)
        of_page: dict[str, Any] = {"kind": AnomalyKind.PAGE, "slot_id": None, "booking_id": None}
        of_page |= {"open_key": f"page:{own.page_id}", "slots": [booked.slot_id]}
        page = anomaly(session, booked, look, **of_page)
    assert house.take(SLOTS, slot(页面URL="http://127.0.0.1:8901/new")).updated == 1
    with house.db.read() as session:
        now_on = session.exec(select(Slot)).one().page_id
        own, page = session.get_one(Anomaly, own.id), session.get_one(Anomaly, page.id)
    assert (own.state, own.page_id) == (AnomalyState.OPEN, now_on)
    assert (page.state, page.why) == (AnomalyState.RESOLVED, Why.GONE)


def test_a_booking_is_not_taken_from_the_station_that_sold_it(house: House) -> None:
    house.take(SLOTS, slot())
    house.take(BOOKINGS, booking(投放方式=None), by=BJ)
    with pytest.raises(ForbiddenError):
        house.take(BOOKINGS, booking(站点="sh", 投放方式=None), by=SH)
    assert house.one(Booking).station_sold == "bj"


SH_ROW = booking(站点="sh", 广告位编号="SH-TL01", 投放方式=None, 定向地域="上海")


@pytest.fixture
def shared(house: House) -> House:
    """北京's contract with its booking, and a free slot of 上海."""
    house.take(SLOTS, slot(), slot(广告位编号="SH-TL01", 站点="sh"))
    house.take(BOOKINGS, booking(代理商="某代理", 代理商邮箱="a@example.com"), by=BJ)
    return house


def test_a_contract_is_not_rewritten_by_another_station(shared: House) -> None:
    row = SH_ROW | {"合同名称": "别的", "客户": "另一家", "代理商邮箱": "x@example.com"}
    done = shared.take(BOOKINGS, row, by=SH)
    assert [(one.row, one.column, one.code) for one in done.errors] == [
        (2, "合同名称", "contract.of_others"),
        (2, "客户", "contract.of_others"),
        (2, "代理商邮箱", "contract.of_others"),
    ]
    assert not done.unreadable
    told = [message(one) for one in done.errors]
    assert all("RLZ12345" in one and "北京" in one for one in told)
    assert not any("测试置业" in one or "a@example.com" in one for one in told)
    found = shared.one(Contract)
    assert (found.name, found.client, found.agency_email) == (
        "财富公馆",
        "测试置业",
        "a@example.com",
    )
    assert shared.one(Booking).station_sold == "bj"


def test_another_station_may_sell_under_a_contract_as_it_stands(shared: House) -> None:
    assert shared.take(BOOKINGS, SH_ROW, by=SH).created == 1
    renamed = booking(合同名称="新名")
    assert codes(shared.take(BOOKINGS, renamed, by=BJ)) == ["contract.of_others"]
    assert shared.take(BOOKINGS, renamed).updated == 1, "who may for both stations"


def test_a_station_renames_its_own_contract(shared: House) -> None:
    assert shared.take(BOOKINGS, booking(合同名称="新名"), by=BJ).updated == 1
    assert shared.one(Contract).name == "新名"


@pytest.mark.parametrize(
    ("end", "refused"),
    [
        pytest.param(date(2026, 11, 18), True, id="days-gone-by"),
        pytest.param(date(2026, 11, 24), True, id="the-running-day"),
        pytest.param(date(2026, 11, 25), False, id="days-to-come"),
        pytest.param(date(2026, 11, 29), False, id="longer"),
    ],
)
def test_days_that_began_stay_in_their_booking(house: House, end: date, refused: bool) -> None:
    house.take(SLOTS, slot())
    row = booking(投放开始=date(2026, 11, 18), 投放结束=date(2026, 11, 27), 净价=None)
    house.take(BOOKINGS, row)
    house.now = at(date(2026, 11, 25), 9)
    done = house.take(BOOKINGS, row | {"投放结束": end})
    assert [(one.row, one.column, one.code) for one in done.errors] == (
        [(2, "投放结束", "booking.looks_moved")] if refused else []
    )
    assert house.one(Booking).last_day == (date(2026, 11, 27) if refused else end)


def test_an_ended_booking_is_not_cut_short_and_may_be_sent_again(house: House) -> None:
    house.take(SLOTS, slot())
    row = booking(投放开始=date(2026, 11, 18), 投放结束=date(2026, 11, 22), 净价=None)
    house.take(BOOKINGS, row)
    house.now = at(date(2026, 12, 1), 10)
    assert codes(house.take(BOOKINGS, row | {"投放结束": date(2026, 11, 18)})) == [
        "booking.looks_moved"
    ]
    assert house.take(BOOKINGS, row).unchanged == 1


def test_before_nine_the_day_has_not_begun(house: House) -> None:
    house.take(SLOTS, slot())
    row = booking(投放开始=date(2026, 11, 24), 净价=None)
    house.take(BOOKINGS, row)
    house.now = at(date(2026, 11, 25), 8, 59)
    assert house.take(BOOKINGS, row | {"投放结束": date(2026, 11, 24)}).updated == 1


def test_a_slot_is_not_taken_from_its_station(house: House) -> None:
    house.take(SLOTS, slot(), by=BJ)
    with pytest.raises(ForbiddenError):
        house.take(SLOTS, slot(站点="sh"), by=SH)
    assert house.one(Slot).station == "bj"


def test_booking_columns_that_are_not_there_leave_it_as_it_is(house: House) -> None:
    house.take(SLOTS, slot())
    house.take(BOOKINGS, booking(开发企业="测试置业", 预售许可证号="京预2026-1"))
    assert house.take(BOOKINGS, booking()).unchanged == 1
    assert house.take(BOOKINGS, booking(开发企业=None)).updated == 1
    found = house.one(Booking)
    assert (found.developer, found.permit_no) == ("", "京预2026-1")


def test_a_cancelled_booking_is_not_in_the_way_of_another_start(house: House) -> None:
    house.take(SLOTS, slot())
    house.take(BOOKINGS, booking())
    house.change(Booking, state=BookingState.CANCELLED)
    assert house.take(BOOKINGS, booking(投放开始=date(2026, 11, 24))).created == 1


def test_a_sheet_from_before_does_not_bring_cancelled_days_back(house: House) -> None:
    house.take(SLOTS, slot())
    house.take(BOOKINGS, booking(投放结束=date(2026, 11, 29)))
    cut = date(2026, 11, 25)
    house.change(Booking, last_day=date(2026, 11, 24), cancelled_from=cut)
    assert codes(house.take(BOOKINGS, booking(投放结束=date(2026, 11, 29)))) == ["booking.cut"]
    assert house.one(Booking).last_day == date(2026, 11, 24)
    assert codes(house.take(BOOKINGS, booking(投放结束=date(2026, 11, 24)))) == []


def test_days_gone_by_do_not_hold_a_slots_shares(house: House) -> None:
    house.take(SLOTS, slot(轮播数=2))
    house.take(
        BOOKINGS,
        booking(投放开始=date(2026, 11, 2), 投放结束=date(2026, 11, 23)),
        booking(合同号="RLZ2", 投放开始=date(2026, 11, 2), 投放结束=date(2026, 11, 18)),
    )
    assert house.take(SLOTS, slot(轮播数=1)).updated == 1


def test_overlapping_days_gone_by_do_not_hold_shares_of_coming_ones(house: House) -> None:
    house.take(SLOTS, slot(轮播数=2))
    house.take(
        BOOKINGS,
        booking(投放开始=date(2026, 11, 2), 投放结束=date(2026, 11, 21)),
        booking(合同号="RLZ2", 投放开始=date(2026, 11, 18), 投放结束=date(2026, 11, 20)),
    )
    house.now = at(date(2026, 11, 21), 10)
    assert house.take(SLOTS, slot(轮播数=1)).updated == 1


def test_a_slot_over_booked_by_an_act_can_still_be_renamed(house: House) -> None:
    house.take(SLOTS, slot())
    house.take(BOOKINGS, booking())
    house.change(Booking, shares=2)
    assert house.take(SLOTS, slot(广告位名称="新名")).updated == 1


def test_a_cpm_slot_sold_by_the_day_must_hold_what_it_sold(house: House) -> None:
    house.take(SLOTS, slot(单位="CPM"))
    house.take(BOOKINGS, booking(), booking(合同号="RLZ2"))
    assert codes(house.take(SLOTS, slot(单位="天"))) == ["slot.over_booked"]
    assert house.take(SLOTS, slot(单位="CPM")).unchanged == 1


def test_a_backup_stays_one_where_the_sheet_does_not_say(house: House) -> None:
    house.take(PEOPLE, person(备用="是"))
    assert house.take(PEOPLE, person()).unchanged == 1
    assert house.one(Person).backup is True


def test_who_left_holds_no_mailbox(house: House) -> None:
    house.take(PEOPLE, person(状态="离职"))
    assert house.take(PEOPLE, person(工号="BJ009")).created == 1
