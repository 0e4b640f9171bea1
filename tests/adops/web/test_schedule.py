"""排期: what is booked and what is free, read as people read it."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.domain.booking import Category
from adops.domain.people import Role
from adops.models import Closure, Person, Slot
from tests.adops.web.conftest import Visit
from tests.factories import Factory

THURSDAY, SUNDAY, WEDNESDAY = date(2026, 11, 19), date(2026, 11, 22), date(2026, 11, 25)


@pytest.fixture
def booked(sqlite: Database, factory: Factory, person: Callable[..., Person]) -> int:
    """A slot of two shares with two bookings, one of them another station's gift."""
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    person(Role.SALES, staff_no="BJ101", name="北京销售", email="sales@example.com")
    with sqlite.write() as session:
        slot = factory.slot(session, code="LJ-FIN-TL01", name="财经首页顶部通栏", rotations=2)
        ours = factory.contract(session, no="RLZ12345", name="财富公馆")
        theirs = factory.contract(session, no="RLZ54321", name="江畔名邸")
        booking = factory.booking(session, THURSDAY, SUNDAY, slot, contract_id=ours.id)
        factory.booking(
            session,
            SUNDAY,
            WEDNESDAY,
            slot,
            contract_id=theirs.id,
            station_sold="sh",
            sales_email="other@example.com",
            category=Category.BONUS,
        )
        factory.slot(session, code="LJ-FIN-AN01", name="财经首页按钮")
        return booking.id or 0


def test_bookings_and_free_shares(visit: Visit, booked: int) -> None:
    visit.sign_in("BJ001")
    visit.goto("/schedule")
    table = visit.page.get_by_role("region", name="排期表")
    ours = table.get_by_role("link", name="财富公馆")
    expect(ours).to_have_attribute("title", "RLZ12345 财富公馆，购买，11-19 至 11-22")
    expect(ours).to_have_attribute("href", f"/bookings/{booked}")
    expect(table.get_by_text("江畔名邸")).to_have_attribute(
        "title", "RLZ54321 江畔名邸，配送，11-22 至 11-25"
    )
    free = table.locator("tr.adops-plan-free").first.locator("td")
    assert free.all_inner_texts()[:8] == ["1", "1", "1", "满", "1", "1", "1", "2"]
    visit.look("schedule")
    visit.page.get_by_role("link", name="后四周").click()
    expect(visit.page.get_by_text("12月17日至1月13日")).to_be_visible()
    expect(table.get_by_role("link", name="财富公馆")).to_have_count(0)


def test_the_grid_fits_or_scrolls_in_its_own_frame(
    visit: Visit, booked: int, sqlite: Database, factory: Factory
) -> None:
    """Four weeks on a desk; on a phone, and down a long list, what names row and day stays."""
    with sqlite.write() as session:
        for number in range(30):
            factory.slot(session, code=f"LJ-LP-AN{number:02}", name=f"楼盘页按钮{number:02}")
    visit.sign_in("BJ001")
    visit.goto("/schedule")
    table = visit.page.get_by_role("region", name="排期表")
    hidden = table.evaluate("frame => frame.scrollWidth - frame.clientWidth")
    assert hidden == 0 if visit.name == "desk" else hidden > 0
    swipe = visit.page.get_by_text("表格可以左右滑动")
    expect(swipe).to_be_visible(visible=visit.name != "desk")
    table.evaluate("frame => frame.scrollTo(frame.scrollWidth, frame.scrollHeight)")
    seen = table.evaluate(
        """frame => {
            const of = frame.getBoundingClientRect();
            const row = frame.querySelector('tbody:last-child th').getBoundingClientRect();
            const days = frame.querySelectorAll('thead .adops-plan-day');
            const day = days[days.length - 1].getBoundingClientRect();
            const right = of.right - day.right;
            return [row.left - of.left, day.top - of.top, right, innerHeight - of.height];
        }"""
    )
    assert all(-1 <= gap <= 2 for gap in seen[:3]) and seen[3] > 0
    visit.look("schedule-scrolled")


def test_a_closed_slot_says_so_wherever_it_is_sold(
    visit: Visit, booked: int, sqlite: Database
) -> None:
    """The list, the grid with its days, and the form."""
    with sqlite.write() as session:
        slot = session.exec(select(Slot).where(Slot.code == "LJ-FIN-AN01")).one()
        session.add(
            Closure(
                slot_id=slot.id,
                first_day=THURSDAY,
                last_day=SUNDAY,
                reason="改版",
                closed_by="BJ001",
                closed_at=clock.now(),
            )
        )
    visit.sign_in("BJ001")
    visit.goto("/slots")
    line = visit.page.get_by_role("row", name="财经首页按钮")
    expect(line).to_contain_text("已关闭")
    expect(visit.page.get_by_role("row", name="财经首页顶部通栏")).to_contain_text("已上线")
    visit.goto("/schedule")
    free = visit.page.locator("tr.adops-plan-free").nth(1).locator("td")
    assert free.all_inner_texts()[:5] == ["关", "关", "关", "关", "1"]
    visit.look("schedule-closed")
    visit.page.get_by_role("link", name="登记 财经首页按钮 11月21日（编辑关闭）").click()
    expect(visit.page.get_by_text("11月21日 周六 编辑关闭")).to_be_visible()


def test_who_may_not_see_whose_it_is_sees_that_it_is_taken(visit: Visit, booked: int) -> None:
    visit.sign_in("BJ101")
    visit.goto("/schedule")
    table = visit.page.get_by_role("region", name="排期表")
    expect(table.get_by_role("link", name="财富公馆")).to_be_visible()
    expect(table.get_by_text("已订")).to_have_attribute("title", "他人的排期，11-22 至 11-25")
    expect(visit.page.get_by_text("江畔名邸")).to_have_count(0)


def test_a_slot_is_looked_for(visit: Visit, booked: int) -> None:
    visit.sign_in("BJ001")
    visit.goto("/schedule")
    visit.page.get_by_label("编号、名称、频道、形式或页面").fill("AN01")
    visit.page.get_by_role("button", name="查找").click()
    table = visit.page.get_by_role("region", name="排期表")
    expect(table.get_by_text("财经首页按钮")).to_be_visible()
    expect(table.get_by_text("财经首页顶部通栏")).to_have_count(0)
    visit.page.get_by_label("编号、名称、频道、形式或页面").fill("没有这个")
    visit.page.get_by_role("button", name="查找").click()
    expect(visit.page.get_by_text("没有符合的广告位")).to_be_visible()
