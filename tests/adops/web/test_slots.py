"""广告位, 刊例版本: who no longer fits is seen first, in pictures; then the version is written."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import event
from sqlmodel import select

from adops.db import Database
from adops.demo.ads import draw_ad
from adops.demo.projects import PROJECTS
from adops.demo.weigh import exactly
from adops.domain.people import Role
from adops.models import Creative, Person, SlotVersion
from adops.queries.slot_lists import slots_page
from adops.store import Store
from tests.adops.web.conftest import Visit
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
        pytest.param("2026-11-19", "20", "最早从还没开始的广告日 2026-11-20 起", id="begun"),
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
