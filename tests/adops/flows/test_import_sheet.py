"""Sheets into tables of both databases: all or nothing, repeatable, refused by the rules."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, col, func, select

from adops.db import Database
from adops.domain.booking import BookingState, Category, Kind, Route
from adops.domain.people import CONSOLE, AccountState, Actor, Role
from adops.domain.period import at
from adops.domain.sheet import Reading, SheetKind
from adops.domain.slot import SlotState, Unit
from adops.errors import ForbiddenError, InputError
from adops.flows.desk import desk_of
from adops.flows.import_sheet import Imported, import_file, import_sheet, read_sheet
from adops.flows.sheet_template import template_bytes
from adops.flows.submit import Desk
from adops.inspect.workbook import read_workbook
from adops.models import Act, Booking, Contract, Creative, Page, Person, Slot, SlotVersion
from adops.phrases.sheet import message
from adops.services.acts import broken_links
from adops.settings import Settings
from adops.store import Store
from tests.adops.files import jpg
from tests.adops.sheets import booking, opened, person, slot, workbook
from tests.factories import Factory

SLOTS, BOOKINGS, PEOPLE = SheetKind.SLOTS, SheetKind.BOOKINGS, SheetKind.PEOPLE
AE = Actor(staff_no="BJ001", name="北京站AE", role=Role.AE, station="bj")

Take = Callable[..., Imported]


@pytest.fixture
def take(
    db: Database, factory: Factory, tmp_path: Path, now: datetime, settings: Settings, store: Store
) -> Take:
    """Imports rows of a kind into an initialised home."""
    with db.write() as session:
        factory.stations(session)

    def taken(kind: SheetKind, *rows: dict[str, Any], **given: Any) -> Imported:
        values: dict[str, Any] = {
            "name": f"{kind}.xlsx",
            "desk": desk_of(settings, db, store),
            "config": Path("config"),
            "out": tmp_path / "out",
            "by": CONSOLE,
            "now": now,
        }
        return import_sheet(kind, workbook(*rows), **(values | given))

    return taken


@pytest.fixture
def desk(settings: Settings, db: Database, store: Store) -> Desk:
    return desk_of(settings, db, store)


def counts(done: Imported) -> tuple[int, int, int]:
    return done.created, done.updated, done.unchanged


def codes(done: Imported) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in done.errors]


def all_of(db: Database, table: type[SQLModel]) -> list[Any]:
    with db.read() as session:
        return list(session.exec(select(table).order_by(col(table.id))))  # type: ignore[attr-defined]


# --- slots


def test_a_slot_with_its_page_and_version(db: Database, take: Take) -> None:
    assert counts(take(SLOTS, slot())) == (1, 0, 0)
    (found,) = all_of(db, Slot)
    assert (found.code, found.station, found.state, found.unit) == (
        "LJ-TL01",
        "bj",
        SlotState.LIVE,
        Unit.DAY,
    )
    assert found.tested_at is None, "shown as 未测试 until its first ok look"
    (version,) = all_of(db, SlotVersion)
    assert (version.number, version.valid_from, version.limit_bytes) == (1, None, 30 * 1024)
    assert version.parts == [{"part": "main", "width": 950, "height": 90, "limit_bytes": 30_720}]
    (page,) = all_of(db, Page)
    assert (page.name, page.url, found.page_id) == (
        "地方站首页",
        "http://127.0.0.1:8901/bj",
        page.id,
    )


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (SLOTS, [slot(), slot(广告位编号="lj-tl02")]),
        (PEOPLE, [person(), person(工号="BJ002", 邮箱="b@example.com", 角色="备用AE")]),
    ],
)
def test_the_same_file_again_changes_nothing(
    db: Database, take: Take, kind: SheetKind, rows: list[dict[str, Any]]
) -> None:
    take(kind, *rows)
    with db.read() as session:
        before = session.exec(select(func.count()).select_from(Act)).one()
    again = take(kind, *rows)
    assert counts(again) == (0, 0, 2)
    with db.read() as session:
        assert session.exec(select(func.count()).select_from(Act)).one() == before
        assert broken_links(session) == []


def test_empty_cells_take_the_rate_card_then_the_form(db: Database, take: Take) -> None:
    row = slot(广告位编号="pdps000000045825", 宽=None, 高=None, 大小上限KB=None, 格式=None)
    row |= {"轮播数": None, "页面名称": None, "频道": None, "归属": "新浪"}
    take(SLOTS, row)
    (found,) = all_of(db, Slot)
    (version,) = all_of(db, SlotVersion)
    assert (found.code, found.rotations, found.channel) == ("PDPS000000045825", 2, "首页")
    assert (version.width, version.height, version.limit_bytes) == (1000, 90, 30 * 1024)
    assert version.formats == ["jpg", "png", "gif", "html5"]


def test_a_form_of_several_parts_and_a_text_link(db: Database, take: Take) -> None:
    take(
        SLOTS,
        slot(广告位编号="A", 形式="跨栏"),
        slot(
            广告位编号="B", 形式="文字链", 宽=None, 高=None, 大小上限KB=None, 格式=None, 文字上限=15
        ),
    )
    first, second = all_of(db, SlotVersion)
    assert [part["part"] for part in first.parts] == ["main", "left", "right"]
    assert (first.parts[1]["width"], first.parts[1]["height"]) == (120, 270)
    assert (second.formats, second.text_limit, second.limit_bytes) == (["text"], 15, 0)


def test_states_are_not_changed_by_import_and_english_ones_are_read(
    db: Database, take: Take
) -> None:
    take(SLOTS, slot(状态="draft"))
    again = take(SLOTS, slot(状态="live"))
    assert counts(again) == (0, 0, 1)
    assert [one.code for one in again.warnings] == ["slot.state_kept"]
    assert all_of(db, Slot)[0].state is SlotState.DRAFT


def test_a_column_that_is_not_there_leaves_a_slot_as_it_is(db: Database, take: Take) -> None:
    take(SLOTS, slot(单位="CPM", 编辑联系人="值班编辑", 需关闭="是"))
    assert counts(take(SLOTS, slot())) == (0, 0, 1)
    assert counts(take(SLOTS, slot(编辑联系人=None))) == (0, 1, 0)
    (found,) = all_of(db, Slot)
    assert (found.unit, found.needs_close, found.editor_contact) == (Unit.CPM, True, "")


def test_a_changed_size_is_a_new_version_once_the_slot_has_bookings(
    db: Database, take: Take
) -> None:
    take(SLOTS, slot())
    take(SLOTS, slot(大小上限KB=40))
    assert [one.limit_bytes for one in all_of(db, SlotVersion)] == [40 * 1024]
    take(BOOKINGS, booking())
    done = take(SLOTS, slot(大小上限KB=50))
    assert counts(done) == (0, 1, 0)
    assert [one.code for one in done.warnings] == ["slot.creatives_to_review"]
    assert done.warnings[0].facts["contracts"] == "RLZ12345"
    take(SLOTS, slot(大小上限KB=60))
    versions = all_of(db, SlotVersion)
    assert [(one.number, one.valid_from, one.limit_bytes) for one in versions] == [
        (1, None, 40 * 1024),
        (2, date(2026, 11, 20), 60 * 1024),
    ], "before 09:00 of Friday the ad day is Thursday's: the next one is Friday"
    assert counts(take(SLOTS, slot(大小上限KB=60))) == (0, 0, 1)


def shown(db: Database, store: Store, factory: Factory, data: bytes) -> int:
    """A confirmed creative of that file for the one booking."""
    with db.write() as session:
        row = session.exec(select(Booking)).one()
        part = {"size": len(data), "name": "tl.jpg"}
        return factory.creative(session, row, sha256=store.put(data), part=part).id or 0


@pytest.mark.parametrize("dry_run", [True, False])
def test_creatives_that_no_longer_fit_are_listed(
    db: Database, take: Take, store: Store, factory: Factory, dry_run: bool
) -> None:
    take(SLOTS, slot(大小上限KB=40))
    take(BOOKINGS, booking())
    creative = shown(db, store, factory, jpg(weight=30 * 1024 + 1))
    done = take(SLOTS, slot(大小上限KB=30), dry_run=dry_run)
    assert [one.code for one in done.warnings] == [
        "slot.creatives_to_review", "slot.creative_unfit"
    ]  # fmt: skip
    told = message(done.warnings[1])
    assert "RLZ12345 第 1 版" in told and "30,721 字节" in told
    assert "no longer fits" in message(done.warnings[1], "en")
    kept = next(one for one in all_of(db, Creative) if one.id == creative)
    codes = [one["code"] for one in kept.findings]
    assert ("size.over_limit" in codes) is not dry_run, "its review is kept anew"
    assert len(all_of(db, SlotVersion)) == (1 if dry_run else 2)


def test_creatives_that_still_fit_are_not_listed(
    db: Database, take: Take, store: Store, factory: Factory
) -> None:
    take(SLOTS, slot(大小上限KB=40))
    take(BOOKINGS, booking())
    shown(db, store, factory, jpg(weight=30 * 1024))
    done = take(SLOTS, slot(大小上限KB=30))
    assert [one.code for one in done.warnings] == ["slot.creatives_to_review"]


def test_a_version_entered_by_hand_for_a_later_day_outlives_an_import(
    db: Database, take: Take
) -> None:
    take(SLOTS, slot(大小上限KB=40))
    take(BOOKINGS, booking())
    with db.write() as session:
        first = session.exec(select(SlotVersion)).one()
        first.max_loops = 3
        same = first.model_dump(exclude={"id", "number", "valid_from", "limit_bytes"})
        later = date(2027, 1, 1)
        session.add(SlotVersion(**same, number=2, valid_from=later, limit_bytes=20 * 1024))
    assert counts(take(SLOTS, slot(大小上限KB=40))) == (0, 0, 1)
    take(SLOTS, slot(大小上限KB=50))
    found = [(one.number, one.valid_from, one.limit_bytes) for one in all_of(db, SlotVersion)]
    assert found == [
        (1, None, 40 * 1024),
        (2, date(2027, 1, 1), 20 * 1024),
        (3, date(2026, 11, 20), 50 * 1024),
    ]
    assert all_of(db, SlotVersion)[2].max_loops == 3, "no column of the sheet"


def test_fewer_rotations_than_sold_are_refused(db: Database, take: Take) -> None:
    take(SLOTS, slot(轮播数=2))
    take(BOOKINGS, booking(), booking(合同号="RLZ2"))
    done = take(SLOTS, slot(轮播数=1))
    assert codes(done) == [(2, "轮播数", "slot.over_booked")]
    assert all_of(db, Slot)[0].rotations == 2


def test_a_slot_with_bookings_keeps_its_station(db: Database, take: Take) -> None:
    take(SLOTS, slot())
    assert counts(take(SLOTS, slot(站点="sh", 页面URL="http://127.0.0.1/sh"))) == (0, 1, 0)
    take(BOOKINGS, booking(投放方式=None))
    assert codes(take(SLOTS, slot())) == [(2, "站点", "slot.station_moved")]


def test_a_page_gets_a_new_name(db: Database, take: Take) -> None:
    take(SLOTS, slot(), slot(广告位编号="B"))
    done = take(SLOTS, slot(页面名称="新首页"), slot(广告位编号="B", 页面名称="新首页"))
    assert counts(done) == (0, 1, 1)
    assert [one.name for one in all_of(db, Page)] == ["新首页"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(slot(站点="成都"), ("站点", "station.unknown"), id="station"),
        pytest.param(slot(形式="飞毯"), ("形式", "form.unknown"), id="form"),
        pytest.param(slot(格式="jpg|exe"), ("格式", "format.unknown"), id="format"),
        pytest.param(slot(格式=None), ("格式", "cell.empty"), id="no format known"),
        pytest.param(slot(宽=None), ("宽", "cell.empty"), id="no width known"),
        pytest.param(slot(宽="九百"), ("宽", "cell.not_number"), id="width in words"),
        pytest.param(slot(设备="电视"), ("设备", "cell.not_choice"), id="device"),
        pytest.param(slot(状态="closed"), ("状态", "cell.not_choice"), id="closed is an act"),
        pytest.param(slot(轮播数=0), ("轮播数", "cell.out_of_range"), id="no share"),
        pytest.param(slot(页面URL="首页"), ("页面URL", "cell.not_url"), id="url"),
    ],
)
def test_a_wrong_slot_row_is_named(
    db: Database, take: Take, row: dict[str, Any], expected: tuple[str, str]
) -> None:
    done = take(SLOTS, slot(广告位编号="GOOD"), row)
    assert codes(done) == [(3, *expected)]
    assert done.unreadable
    assert all_of(db, Slot) == []


def test_rows_of_one_sheet_do_not_contradict_each_other(take: Take) -> None:
    done = take(SLOTS, slot(), slot(广告位编号="ＬＪ－tl01"), slot(广告位编号="B", 页面名称="别名"))
    assert codes(done) == [(3, "广告位编号", "row.twice"), (4, "页面名称", "page.two_names")]


# --- bookings


@pytest.fixture
def sold(take: Take) -> Take:
    """With the slots LJ-TL01 of 北京 (one share), SH-TL01 of 上海, HQ-TL01 of the head office."""
    take(
        SLOTS,
        slot(),
        slot(广告位编号="SH-TL01", 站点="sh"),
        slot(广告位编号="HQ-TL01", 站点="总部", 归属="新浪", 轮播数=2),
        slot(广告位编号="OLD", 状态="停用"),
        slot(广告位编号="CPM1", 单位="CPM"),
    )
    return take


def test_a_booking_with_its_contract(db: Database, sold: Take, now: datetime) -> None:
    done = sold(BOOKINGS, booking(合同号=" ｒｌｚ12345", 折扣="5折", 开发企业="测试置业"))
    assert counts(done) == (1, 0, 0)
    assert done.warnings == ()
    (contract,) = all_of(db, Contract)
    assert (contract.no, contract.name, contract.client) == ("RLZ12345", "财富公馆", "测试置业")
    (found,) = all_of(db, Booking)
    assert (found.first_day, found.last_day) == (date(2026, 11, 23), date(2026, 11, 29))
    assert (found.kind, found.route, found.category) == (
        Kind.COMMERCIAL,
        Route.LOCAL,
        Category.PAID,
    )
    assert (found.list_price_fen, found.discount, found.net_fen) == (100_000, "0.5", 350_000)
    assert (found.state, found.taken_over, found.entered_at) == (BookingState.BOOKED, False, now)
    assert (found.developer, found.regions) == ("测试置业", ["北京"])
    assert sold(BOOKINGS, booking(合同号="rlz12345", 折扣=0.5, 开发企业="测试置业")).unchanged == 1


def test_regions_are_kept_under_one_name(db: Database, sold: Take) -> None:
    row = booking(定向地域="北京市、上海市、北京")
    assert counts(sold(BOOKINGS, row)) == (1, 0, 0)
    (found,) = all_of(db, Booking)
    assert found.regions == ["北京", "上海"]
    assert counts(sold(BOOKINGS, row)) == (0, 0, 1)


@pytest.mark.parametrize(
    ("code", "kind", "regions", "route", "placed"),
    [
        pytest.param("LJ-TL01", "商广", None, Route.LOCAL, "bj", id="own slot"),
        pytest.param("SH-TL01", "商广", "上海", Route.CROSS, "sh", id="another station's"),
        pytest.param("HQ-TL01", "新浪包版", "全国", Route.HQ, "hq", id="package, country"),
        pytest.param("HQ-TL01", "新浪包版", "天津", Route.CROSS, "tj", id="package, a city"),
    ],
)
def test_the_route_is_derived(
    db: Database, sold: Take, code: str, kind: str, regions: str | None, route: Route, placed: str
) -> None:
    row = booking(广告位编号=code, 业务类型=kind, 定向地域=regions, 投放方式=None)
    assert sold(BOOKINGS, row).created == 1
    (found,) = all_of(db, Booking)
    assert (found.route, found.station_sold, found.station_placed) == (route, "bj", placed)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(booking(投放方式="总部"), ("投放方式", "route.disagrees"), id="disagrees"),
        pytest.param(
            booking(业务类型="新浪包版", 投放方式=None, 定向地域="成都"),
            ("定向地域", "region.no_station"),
            id="no station there",
        ),
        pytest.param(
            booking(业务类型="新浪包版", 投放方式=None, 定向地域=None),
            ("定向地域", "region.needed"),
            id="package without region",
        ),
        pytest.param(booking(广告位编号="OLD"), ("广告位编号", "slot.retired"), id="retired slot"),
        pytest.param(
            booking(占用轮播=2), ("占用轮播", "booking.over_booked"), id="more than it has"
        ),
        pytest.param(booking(类别="配送"), ("净价", "price.bonus_costs"), id="a bonus that costs"),
    ],
)
def test_a_rule_refuses_and_nothing_is_written(
    db: Database, sold: Take, row: dict[str, Any], expected: tuple[str, str]
) -> None:
    done = sold(
        BOOKINGS,
        booking(合同号="GOOD", 投放开始=date(2026, 12, 1), 投放结束=date(2026, 12, 2)),
        row,
    )
    assert codes(done) == [(3, *expected)]
    assert not done.unreadable
    assert all_of(db, Booking) == all_of(db, Contract) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(booking(广告位编号="NEW"), ("广告位编号", "slot.unknown"), id="slot"),
        pytest.param(booking(站点="成都"), ("站点", "station.unknown"), id="station"),
        pytest.param(booking(投放开始="2026-02-30"), ("投放开始", "cell.impossible_day"), id="day"),
        pytest.param(
            booking(投放开始="0026-11-23", 投放结束=date(2026, 11, 29)),
            ("投放开始", "cell.out_of_range"),
            id="year 26",
        ),
        pytest.param(
            booking(投放结束="2126-11-29"), ("投放结束", "cell.out_of_range"), id="year 2126"
        ),
        pytest.param(
            booking(投放结束=date(2026, 11, 22)), ("投放结束", "period.reversed"), id="end"
        ),
        pytest.param(
            booking(投放结束=date(2036, 11, 22)), ("投放结束", "period.too_long"), id="long"
        ),
        pytest.param(booking(折扣=5), ("折扣", "cell.not_discount"), id="discount"),
        pytest.param(booking(净价="面议"), ("净价", "cell.not_number"), id="price"),
        pytest.param(booking(合同号=None), ("合同号", "cell.empty"), id="no number"),
        pytest.param(booking(业务类型="外广"), ("业务类型", "cell.not_choice"), id="kind"),
        pytest.param(booking(净价="=T2*7"), ("净价", "cell.formula"), id="formula"),
    ],
)
def test_a_wrong_booking_row_is_named(
    db: Database, sold: Take, row: dict[str, Any], expected: tuple[str, str]
) -> None:
    done = sold(BOOKINGS, row)
    assert codes(done) == [(2, *expected)]
    assert done.unreadable
    assert all_of(db, Contract) == []


def test_over_booking_names_days_and_bookings_in_the_way(db: Database, sold: Take) -> None:
    sold(BOOKINGS, booking())
    late = booking(合同号="RLZ2", 投放开始=date(2026, 11, 28), 投放结束=date(2026, 12, 2))
    done = sold(BOOKINGS, late)
    (error,) = done.errors
    assert error.facts["days"] == ["2026-11-28", "2026-11-29"]
    (way,) = error.facts["in_the_way"]
    assert (way["contract_no"], way["start"], way["end"]) == (
        "RLZ12345",
        "2026-11-23",
        "2026-11-29",
    )
    assert len(all_of(db, Booking)) == 1


def test_over_booking_inside_one_sheet_blames_the_later_row(sold: Take) -> None:
    rows = [
        booking(),
        booking(合同号="RLZ2"),
        booking(合同号="RLZ3", 广告位编号="HQ-TL01", 投放方式="总部"),
    ]
    assert codes(sold(BOOKINGS, *rows)) == [(3, "占用轮播", "booking.over_booked")]


def test_a_booking_that_is_there_keeps_its_share_before_a_new_row(sold: Take) -> None:
    sold(BOOKINGS, booking())
    done = sold(BOOKINGS, booking(合同号="RLZ2"), booking())
    assert codes(done) == [(2, "占用轮播", "booking.over_booked")]


def test_a_share_given_back_in_the_sheet_can_be_taken_in_it(db: Database, sold: Take) -> None:
    sold(BOOKINGS, booking())
    shorter = booking(投放结束=date(2026, 11, 25), 净价=1500)
    other = booking(合同号="RLZ2", 投放开始=date(2026, 11, 26))
    done = sold(BOOKINGS, shorter, other | {"净价": 2000})
    assert counts(done) == (1, 1, 0)


def test_cpm_is_never_over_booked(sold: Take) -> None:
    rows = [booking(广告位编号="CPM1"), booking(广告位编号="CPM1", 合同号="RLZ2")]
    assert sold(BOOKINGS, *rows).created == 2


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        pytest.param("2026-11-24", "2026-11-30", True, id="a day later"),
        pytest.param("2026-11-20", "2026-11-23", True, id="overlaps its first day"),
        pytest.param("2026-11-30", "2026-12-06", False, id="the week after"),
    ],
)
def test_a_row_that_looks_moved_is_refused(sold: Take, start: str, end: str, refused: bool) -> None:
    sold(BOOKINGS, booking(占用轮播=1, 广告位编号="HQ-TL01", 投放方式="总部"))
    row = booking(广告位编号="HQ-TL01", 投放方式="总部", 投放开始=start, 投放结束=end)
    done = sold(BOOKINGS, row)
    assert ([one.code for one in done.errors] == ["booking.looks_moved"]) is refused


def test_another_category_is_another_booking(sold: Take) -> None:
    rows = [booking(广告位编号="HQ-TL01", 投放方式="总部")]
    rows.append(rows[0] | {"类别": "配送", "净价": 0, "投放开始": date(2026, 11, 24)})
    assert sold(BOOKINGS, *rows).created == 2


@pytest.mark.parametrize(
    ("start", "taken_over"),
    [("2026-11-19", True), ("2026-11-20", False), ("2026-11-21", False)],
    ids=["began before", "begins today", "begins tomorrow"],
)
def test_a_booking_that_began_before_its_import_is_taken_over(
    db: Database, sold: Take, start: str, taken_over: bool
) -> None:
    sold(BOOKINGS, booking(投放开始=start, 净价=None))
    assert all_of(db, Booking)[0].taken_over is taken_over
    sold(BOOKINGS, booking(投放开始=start, 净价=None, 落地页=None), now=at(date(2026, 12, 1), 10))
    assert all_of(db, Booking)[0].taken_over is taken_over, "the day of the first import counts"


def test_prices_that_do_not_multiply_out_are_a_warning(db: Database, sold: Take) -> None:
    done = sold(BOOKINGS, booking(净价="3600.00"))
    assert counts(done) == (1, 0, 0)
    assert [(one.row, one.column, one.code) for one in done.warnings] == [
        (2, "净价", "price.does_not_multiply")
    ]
    assert done.warnings[0].facts["expected"] == "3500.00"
    assert all_of(db, Booking)[0].net_fen == 360_000


def test_an_empty_net_price_is_worked_out(db: Database, sold: Take) -> None:
    sold(BOOKINGS, booking(净价=None))
    assert all_of(db, Booking)[0].net_fen == 350_000


def test_a_changed_row_is_an_update_of_what_changed(db: Database, sold: Take) -> None:
    sold(BOOKINGS, booking(代理商="某代理"))
    assert counts(sold(BOOKINGS, booking(投放结束=date(2026, 11, 30), 净价=4000))) == (0, 1, 0)
    with db.read() as session:
        act = session.exec(select(Act).order_by(col(Act.id).desc())).first()
    assert act is not None
    assert act.verb == "booking.change"
    assert act.after == {"last_day": "2026-11-30", "net_fen": 400_000}
    assert all_of(db, Contract)[0].agency == "某代理", "a column that is not there changes nothing"


def test_a_contract_says_one_thing(sold: Take) -> None:
    rows = [booking(), booking(广告位编号="CPM1", 客户="另一家")]
    assert codes(sold(BOOKINGS, *rows)) == [(3, "客户", "contract.two_values")]


def test_a_cancelled_booking_is_not_brought_back(db: Database, sold: Take) -> None:
    sold(BOOKINGS, booking())
    with db.write() as session:
        found = session.exec(select(Booking)).one()
        found.state = BookingState.CANCELLED
        session.add(found)
    done = sold(BOOKINGS, booking())
    assert (counts(done), [one.code for one in done.warnings]) == ((0, 0, 1), ["booking.cancelled"])
    assert all_of(db, Booking)[0].state is BookingState.CANCELLED
    assert sold(BOOKINGS, booking(合同号="RLZ2")).created == 1, "its share is free"


def test_the_same_bookings_again_change_nothing(sold: Take) -> None:
    rows = [
        booking(),
        booking(
            合同号="RLZ2",
            广告位编号="HQ-TL01",
            业务类型="新浪包版",
            定向地域="全流量",
            投放方式="总部",
        ),
        booking(
            合同号="RLZ3", 广告位编号="SH-TL01", 投放方式="跨区", 类别="配送", 净价=0, 折扣="无折扣"
        ),
    ]
    assert counts(sold(BOOKINGS, *rows)) == (3, 0, 0)
    assert counts(sold(BOOKINGS, *reversed(rows))) == (0, 0, 3)


# --- people


def test_people_and_what_their_accounts_may(db: Database, take: Take) -> None:
    take(
        PEOPLE,
        person(),
        person(工号="BJ002", 邮箱="2@example.com", 角色="备用AE", 考核通过日期=None),
        person(工号="FI001", 邮箱="3@example.com", 站点="总部", 角色="财务", 考核通过日期=None),
        person(工号="BJ003", 邮箱="4@example.com", 状态="离职"),
    )
    found = {one.staff_no: (one.role, one.backup, one.account) for one in all_of(db, Person)}
    assert found == {
        "BJ001": (Role.AE, False, AccountState.MAY_PLACE),
        "BJ002": (Role.AE, True, AccountState.LOOK_ONLY),
        "FI001": (Role.FINANCE, False, AccountState.MAY_PLACE),
        "BJ003": (Role.AE, False, AccountState.CLOSED),
    }


def test_leaving_closes_and_an_import_does_not_reopen(db: Database, take: Take) -> None:
    take(PEOPLE, person())
    assert counts(take(PEOPLE, person(状态="离职"))) == (0, 1, 0)
    again = take(PEOPLE, person())
    assert (counts(again), [one.code for one in again.warnings]) == (
        (0, 0, 1),
        ["person.closed_kept"],
    )
    (found,) = all_of(db, Person)
    assert (found.account, found.employed) == (AccountState.CLOSED, False)


def test_an_exam_passed_opens_the_account(db: Database, take: Take) -> None:
    take(PEOPLE, person(考核通过日期=None))
    take(PEOPLE, person())
    take(PEOPLE, person(考核通过日期=None))
    (found,) = all_of(db, Person)
    assert (found.account, found.passed_on) == (AccountState.MAY_PLACE, date(2026, 9, 1))


def test_a_mailbox_is_one_persons(take: Take) -> None:
    assert codes(take(PEOPLE, person(), person(工号="BJ002"))) == [(3, "邮箱", "person.mail_twice")]
    take(PEOPLE, person())
    done = take(PEOPLE, person(工号="BJ002"))
    assert codes(done) == [(2, "邮箱", "person.mail_taken")]
    assert not done.unreadable


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(person(角色="老板"), ("角色", "cell.not_choice"), id="role"),
        pytest.param(person(邮箱="bj001"), ("邮箱", "cell.not_mail"), id="mail"),
        pytest.param(person(站点="成都"), ("站点", "station.unknown"), id="station"),
        pytest.param(person(考核通过日期="上周"), ("考核通过日期", "cell.not_day"), id="day"),
    ],
)
def test_a_wrong_person_row_is_named(
    db: Database, take: Take, row: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert codes(take(PEOPLE, row)) == [(2, *expected)]
    assert all_of(db, Person) == []


# --- the whole


@pytest.mark.parametrize(
    ("kind", "row", "by"),
    [
        pytest.param(SLOTS, slot(站点="sh"), AE, id="another station's slot"),
        pytest.param(BOOKINGS, booking(站点="sh"), AE, id="another station's booking"),
        pytest.param(PEOPLE, person(), AE, id="people are the admin's"),
        pytest.param(
            BOOKINGS,
            booking(),
            Actor(staff_no="A1", name="系统管理员", role=Role.ADMIN, station="hq"),
            id="an admin does no business acts",
        ),
    ],
)
def test_without_permission_nothing_is_written(
    db: Database, take: Take, kind: SheetKind, row: dict[str, Any], by: Actor
) -> None:
    take(SLOTS, slot())
    with pytest.raises(ForbiddenError):
        take(kind, row, by=by)
    assert len(all_of(db, Slot)) == 1
    assert all_of(db, Booking) == all_of(db, Person) == []


def test_an_ae_imports_for_its_own_station(take: Take) -> None:
    assert take(SLOTS, slot(), by=AE).created == 1
    assert take(BOOKINGS, booking(), by=AE).created == 1


def test_a_dry_run_tells_and_writes_nothing(db: Database, take: Take) -> None:
    done = take(SLOTS, slot(), dry_run=True)
    assert (counts(done), done.dry_run) == ((1, 0, 0), True)
    assert all_of(db, Slot) == all_of(db, Page) == all_of(db, Act) == []


def test_the_refused_sheet_comes_back_with_a_column_of_errors(take: Take, tmp_path: Path) -> None:
    done = take(SLOTS, slot(), slot(广告位编号="B", 站点="成都", 宽="宽"))
    assert done.copy == tmp_path / "out" / "slots-错误.xlsx"
    page = opened(done.copy.read_bytes()).worksheets[0]
    place = len(slot()) + 1
    assert page.cell(1, place).value == "错误"
    assert page.cell(2, place).value is None
    told = str(page.cell(3, place).value)
    assert "站点：没有站点 成都" in told
    assert "宽：不是数字" in told
    assert page.cell(3, 1).value == "B", "the sheet is as it was"
    mended = dict(zip([c.value for c in page[1]], [c.value for c in page[3]], strict=True))
    again = take(SLOTS, {str(k): v for k, v in mended.items()} | {"站点": "bj", "宽": 950})
    assert again.created == 1, "the copy can be mended and sent in again"


def test_two_peoples_sheets_of_one_name_are_two_copies(take: Take) -> None:
    names = [take(SLOTS, slot(宽="x"), by=by, name="f" * 99 + ".xlsx").copy for by in (CONSOLE, AE)]
    assert [path.name for path in names if path] == [
        "f" * 60 + "-错误.xlsx",
        "f" * 60 + "-BJ001-错误.xlsx",
    ]


def test_header_errors_stand_in_the_copy_beside_the_header(take: Take) -> None:
    done = take(SLOTS, slot(颜色="红"))
    assert codes(done) == [(1, "颜色", "column.unknown")]
    assert done.copy is not None
    page = opened(done.copy.read_bytes()).worksheets[0]
    assert "颜色：不认识的列" in str(page.cell(1, len(slot()) + 3).value)


@pytest.mark.parametrize("kind", list(SheetKind))
def test_a_sheet_with_headers_alone_is_named(
    take: Take, kind: SheetKind, desk: Desk, tmp_path: Path, now: datetime
) -> None:
    with pytest.raises(InputError, match=r"workbook\.no_rows \(file=t\.xlsx\)"):
        import_sheet(
            kind,
            template_bytes(kind, config=Path("config")),
            name="t.xlsx",
            desk=desk,
            config=Path("config"),
            out=tmp_path,
            by=CONSOLE,
            now=now,
        )
    assert list(tmp_path.glob("*.xlsx")) == []


@pytest.mark.parametrize("kind", list(SheetKind))
def test_the_headers_of_the_template_are_read(kind: SheetKind) -> None:
    reading = read_sheet(
        kind,
        read_workbook(template_bytes(kind, config=Path("config")), name="t.xlsx"),
        config=Path("config"),
        stations={},
    )
    assert reading == Reading()


def test_a_file_that_is_not_there_is_named(desk: Desk, tmp_path: Path, now: datetime) -> None:
    with pytest.raises(InputError, match=r"file\.unreadable"):
        import_file(
            SLOTS,
            tmp_path / "no.xlsx",
            desk=desk,
            config=Path("config"),
            out=tmp_path,
            by=CONSOLE,
            now=now,
        )
