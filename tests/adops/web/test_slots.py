"""广告位, 刊例版本: who no longer fits is seen first, in pictures; then the version is written."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import event
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.demo.ads import draw_ad
from adops.demo.projects import PROJECTS
from adops.demo.weigh import exactly
from adops.domain.people import Role
from adops.domain.period import at
from adops.models import Booking, CheckRun, Creative, Person, Slot, SlotVersion
from adops.queries.slot_lists import slots_page
from adops.store import Store
from tests.adops.web.conftest import DESK, Visit
from tests.adops.web.friday import TODAY, wall
from tests.adops.web.october import House, people
from tests.adops.web.pictures import kept
from tests.factories import Factory

NewPerson = Callable[..., Person]
SATURDAY, NEXT_WEEK = date(2026, 11, 21), date(2026, 11, 27)
LIMIT = 30 * 1024


@pytest.fixture
def slot_id(sqlite: Database, factory: Factory, store: Store, person: NewPerson) -> int:
    """A slot of 北京 with a confirmed creative of exactly 30 KB."""
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    person(Role.SALES, staff_no="BJ101", name="北京销售", email="sales@example.com")
    content = exactly(draw_ad(PROJECTS[0], (950, 90)), "jpg", LIMIT)
    with sqlite.write() as session:
        file = kept(store, content, factory.now)
        session.merge(file)
        contract = factory.contract(session, no="RLZ12345", name="财富公馆")
        slot = factory.slot(session, code="LJ-FIN-TL01", name="财经首页顶部通栏", limit_bytes=LIMIT)
        booking = factory.booking(
            session,
            SATURDAY,
            NEXT_WEEK,
            slot,
            contract_id=contract.id,
            landing_url="https://house.example.com/",
        )
        factory.creative(
            session, booking, sha256=file.sha256, part={"size": LIMIT}, copy_text="财富公馆"
        )
        return slot.id or 0


def test_the_list_is_short_and_searched(visit: Visit, slot_id: int) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    visit.goto("/slots")
    assert "不超过 30,720 字节（30 KB）" in page.inner_text("main")
    visit.look("slots")
    page.get_by_label("编号、名称、频道或页面").fill("没有这个")
    page.get_by_role("button", name="查找").click()
    assert "没有符合的广告位" in page.inner_text("main")
    page.get_by_role("link", name="看全部").click()
    page.get_by_role("link", name="财经首页顶部通栏").click()
    assert "现行" in page.inner_text("main")
    assert page.get_by_label("生效日").count() == 0, "sales enters none"


def test_who_no_longer_fits_is_seen_before_anything_is_written(
    visit: Visit, slot_id: int, sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    page = visit.page
    visit.goto(f"/slots/{slot_id}")
    visit.look("slot")
    page.get_by_label("生效日").fill("2026-11-24")
    page.get_by_label("上限（KB）").fill("20.5")
    page.get_by_label("循环最多").fill("3")
    page.get_by_role("button", name="查看影响，先不写入").click()
    page.wait_for_selector("#looked")
    told = page.inner_text("#looked")
    assert "1 个在投或将投的创意不再符合" in told
    assert "不超过 20,992 字节（20.5 KB）" in told and "上限 20,992 字节" in told
    expect(page.locator("#looked img")).to_have_js_property("naturalWidth", 950)
    visit.look("slot-change")
    with sqlite.read() as session:
        assert len(session.exec(select(SlotVersion)).all()) == 1
    page.get_by_role("button", name="写入新版本").click()
    page.wait_for_url("**?done=version_added")
    assert "待生效" in page.inner_text("main")
    visit.look("slot-written")
    with sqlite.read() as session:
        new = session.exec(select(SlotVersion).where(SlotVersion.number == 2)).one()
        creative = session.exec(select(Creative)).one()
    assert (new.valid_from, new.limit_bytes, new.max_loops) == (date(2026, 11, 24), 20_992, 3)
    assert [one["code"] for one in creative.findings] == ["version.not_covered"]


def test_a_creative_that_covers_a_part_of_its_booking_leads_on_to_another(
    visit: Visit, slot_id: int, sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    page = visit.page
    visit.goto(f"/slots/{slot_id}")
    page.get_by_label("生效日").fill("2026-11-24")
    page.get_by_label("上限（KB）").fill("20.5")
    page.get_by_role("button", name="查看影响，先不写入").click()
    page.get_by_role("button", name="写入新版本").click()
    page.wait_for_url("**?done=version_added")
    with sqlite.read() as session:
        creative = session.exec(select(Creative)).one()
    visit.goto(f"/creatives/{creative.id}")
    expect(page.get_by_role("link", name="提交新版")).to_be_visible()
    visit.look("creative-not-covered")


@pytest.mark.parametrize(
    ("day", "kb", "said"),
    [
        pytest.param("2026-11-19", "20", "最早从还没开始的广告日 2026年11月20日 起", id="begun"),
        pytest.param("2026-11-24", "30", "没有任何改动", id="nothing"),
        pytest.param("2026-11-24", "20.0001", "大小上限 的值不对", id="no whole bytes"),
    ],
)
def test_a_refusal_keeps_what_was_typed(
    visit: Visit, slot_id: int, day: str, kb: str, said: str
) -> None:
    visit.sign_in("BJ001")
    page = visit.page
    visit.goto(f"/slots/{slot_id}")
    page.evaluate("document.querySelector('#valid_from').removeAttribute('min')")
    page.get_by_label("生效日").fill(day)
    page.get_by_label("上限（KB）").fill(kb)
    page.get_by_role("button", name="查看影响，先不写入").click()
    page.wait_for_selector("#refused")
    assert said in page.inner_text("#notice")
    assert page.get_by_label("上限（KB）").input_value() == kb


@pytest.mark.parametrize("count", [1, 30])
def test_constant_number_of_queries(sqlite: Database, factory: Factory, count: int) -> None:
    with sqlite.write() as session:
        for _ in range(count):
            factory.slot(session)
    asked: list[str] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with sqlite.read() as session:
        assert len(slots_page(session, on=SATURDAY)[0]) == count
    assert sum(one.lstrip().upper().startswith("SELECT") for one in asked) == 3


@pytest.fixture
def wall_slot(
    site: str, sqlite: Database, store: Store, factory: Factory, password_hash: str
) -> int:
    """A slot of the wall whose latest look found another creative."""
    clock.clock.move_to(at(TODAY, 10, 20))
    house = House(sqlite, store, factory, password_hash)
    with sqlite.write() as session:
        people(house, session)
        wall(house, session)
        return session.exec(select(Slot.id).where(Slot.name == "首页二屏通栏950*90")).one() or 0


def test_a_slot_is_looked_at_again_from_its_page(
    visit: Visit, sqlite: Database, factory: Factory, wall_slot: int
) -> None:
    visit.sign_in("BJ001")
    visit.goto(f"/slots/{wall_slot}")
    page, box = visit.page, visit.page.locator("#look")
    expect(box).to_contain_text("素材不对")
    visit.look("slot_seen")
    box.get_by_role("button", name="现在看一次").click()
    expect(page.get_by_text("已安排巡检")).to_be_visible()
    expect(box).to_contain_text("在排队，马上开始")
    expect(box.get_by_role("button", name="现在看一次")).to_have_count(0)
    visit.look("slot_run_asked")
    with sqlite.write() as session:
        run = session.exec(select(CheckRun)).one()
        slot = session.get(Slot, wall_slot)
        assert slot is not None and run.slot_codes == [slot.code]
        booking = session.exec(select(Booking).where(Booking.slot_id == wall_slot)).one()
        factory.look(session, booking, TODAY, captured_at=clock.now())
        run.state, run.finished_at = "done", clock.now()
        session.add(run)
    expect(box).to_contain_text("正常")
    expect(box.get_by_role("button", name="现在看一次")).to_have_count(1)


@pytest.mark.parametrize("visit", [DESK], ids=["desk"], indirect=True)
def test_who_may_not_read_checks_sees_none_on_a_slot(visit: Visit, wall_slot: int) -> None:
    visit.sign_in("BJ101")
    visit.goto(f"/slots/{wall_slot}")
    expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
    expect(visit.page.locator("#look")).to_have_count(0)
