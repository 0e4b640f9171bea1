"""异常 as an AE works on them (checks.md, Anomaly; rules.md §9)."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, col, select

from adops import clock
from adops.db import Database
from adops.domain.anomaly import AnomalyKind, AnomalyState
from adops.domain.execution import MarkKind
from adops.domain.period import at
from adops.domain.slot import Device
from adops.domain.states import LookResult, TicketState
from adops.models import (
    Act,
    Anomaly,
    Booking,
    Closure,
    Creative,
    ExecutionMark,
    Page,
    Slot,
    SlotCheck,
    SlotCheckBooking,
    Ticket,
)
from adops.store import Store
from tests.adops.web.conftest import DESK, Visit
from tests.adops.web.friday import TODAY, wall
from tests.adops.web.october import House, people
from tests.factories import Factory, anomaly

one_width = pytest.mark.parametrize("visit", [DESK], ids=["desk"], indirect=True)
WRONG, EMPTY = "首页二屏通栏950*90", "资讯页头图300*250"


@pytest.fixture
def house(site: str, sqlite: Database, store: Store, factory: Factory, password_hash: str) -> House:
    """北京 on Friday at 10:20 with its wall: an anomaly since Wednesday of a wrong creative, one of
    an empty slot whose execution was marked with another size, one of a page."""
    clock.clock.move_to(at(TODAY, 10, 20))
    made = House(sqlite, store, factory, password_hash)
    with sqlite.write() as session:
        people(made, session)
        wall(made, session)
        of(session, WRONG, count=2)
        row = of(session, EMPTY)
        typed(session, row, "300×200")
        page = session.exec(select(Slot).where(Slot.name == EMPTY)).one().page_id
        given = {"kind": AnomalyKind.PAGE, "slot_id": None, "open_key": f"page:{page}"}
        look = session.get(SlotCheck, row.last_look)
        assert look is not None
        anomaly(session, None, look, result=LookResult.UNREACHABLE, **given)
    return made


def of(session: Session, name: str, **given: Any) -> Anomaly:
    """An anomaly of the slot of that name and its booking, by its looks up to the latest."""
    slot = session.exec(select(Slot).where(Slot.name == name)).one()
    query = select(SlotCheck).where(SlotCheck.slot_id == slot.id).order_by(col(SlotCheck.id))
    looks = session.exec(query).all()
    seen = select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == looks[-1].id)
    booking = session.get(Booking, session.exec(seen).one().booking_id)
    first = looks[-given.get("count", 1)]
    at_first = {"first_look": first.id, "first_at": first.captured_at, "first_on": first.on}
    return anomaly(session, booking, looks[-1], **(at_first | given))


def typed(session: Session, row: Anomaly, size: str) -> None:
    creative = session.exec(select(Creative).where(Creative.booking_id == row.booking_id)).one()
    mark = ExecutionMark(
        booking_id=creative.booking_id,
        day=TODAY - timedelta(days=40),
        what="start",
        kind=MarkKind.CONFIGURED,
        at=at(TODAY - timedelta(days=41), 16),
        by="BJ001",
        sizes={"main": size},
        entered=[f"{creative.id} {creative.click_url}"],
    )
    session.add(mark)


def test_what_stands_is_listed_and_one_opened(house: House, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto("/anomalies")
    page = visit.page
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(page.get_by_role("row", name=WRONG)).to_contain_text("3 天，看到 2 次")
    visit.look("anomalies")
    page.get_by_role("link", name=WRONG).click()
    expect(page.get_by_role("heading", name=f"{WRONG}：素材不对")).to_be_visible()
    expect(page.locator(".looks > li")).to_have_count(2)
    expect(page.get_by_text("不清楚，请核对")).to_have_count(2)
    page.wait_for_load_state("networkidle")
    visit.look("anomaly-to-answer")


@one_width
def test_pictures_that_are_kept_no_longer_are_said_to_be_gone(house: House, visit: Visit) -> None:
    """In the same words as on the wall."""
    with house.db.write() as session:
        for number in (1, 3):
            look = session.get_one(SlotCheck, session.get_one(Anomaly, number).last_look)
            look.files_gone_at = clock.now()
            session.add(look)
    visit.sign_in("BJ001")
    for number in (1, 3):
        visit.goto(f"/anomalies/{number}")
        gone = visit.page.locator(".looks > li").first
        expect(gone.get_by_text("截图已过保存期，11月20日 周五 删除")).to_be_visible()
        expect(gone.locator("a, img")).to_have_count(0)


def test_the_ae_answers_and_makes_a_ticket_after_reading_it(
    house: House, visit: Visit, sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    visit.goto("/anomalies/1")
    page = visit.page
    expect(page.get_by_text("提交工单…")).to_have_count(0)
    for words in ("链接对吗", "广告匹配里填的尺寸对吗"):
        page.get_by_role("group", name=words).get_by_label("对", exact=True).check()
    page.get_by_role("button", name="保存核对结果").click()
    expect(page.get_by_text("核对结果已保存。")).to_be_visible()
    page.get_by_text("提交工单…").click()
    expect(page.get_by_text("[A-1] 北京站 素材不对：RLZ20001 云溪花园 " + WRONG)).to_be_visible()
    visit.look("anomaly-preview")
    page.get_by_role("button", name="提交工单").click()
    expect(page.get_by_text("工单已放入发件箱")).to_be_visible()
    expect(page.get_by_role("heading", name="写进 MantisBT 的")).to_be_visible()
    visit.look("anomaly-ticket")
    with sqlite.read() as session:
        assert [one.kind.value for one in session.exec(select(Ticket))] == [
            "issue",
            "file",
            "facts",
        ]
        row = session.get(Anomaly, 1)
        assert row is not None and row.state is AnomalyState.ESCALATED
        verbs = session.exec(select(Act.verb).where(Act.thing == "anomaly:1")).all()
    assert list(verbs) == ["anomaly.triage", "anomaly.escalate"]


def test_what_is_ours_says_what_to_mend(house: House, visit: Visit, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto("/anomalies/2")
    page = visit.page
    expect(page.get_by_text("标记“已配置”时填的是 300×200，应为 300×250")).to_be_visible()
    expect(page.get_by_text("提交工单…")).to_have_count(0)
    page.get_by_text("我方问题…").click()
    mend = "把广告匹配的尺寸改成 300×250，再标记“已配置”"
    expect(page.get_by_label("要改什么")).to_have_value(mend)
    page.get_by_role("button", name="定为我方问题").click()
    expect(page.get_by_text("已定为我方问题；")).to_be_visible()
    expect(page.locator(".adops-item strong").first).to_have_text(mend)
    visit.look("anomaly-ours")
    page.get_by_text("结束…").click()
    page.get_by_label("为什么不用再处理").fill("客户撤稿")
    page.get_by_role("button", name="结束这条异常").click()
    expect(page.get_by_text("人工结束，客户撤稿").first).to_be_visible()
    visit.look("anomaly-over")
    visit.goto("/anomalies?show=resolved")
    expect(page.get_by_role("row", name=EMPTY)).to_contain_text("已恢复")


def test_of_a_page_a_ticket_is_made_by_hand(house: House, visit: Visit, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto("/anomalies/3")
    page = visit.page
    expect(page.get_by_text("持续 2 个广告日自动提交工单")).to_be_visible()
    expect(page.get_by_role("heading", name="三步核对")).to_have_count(0)
    page.get_by_text("提交工单…").click()
    page.get_by_role("button", name="提交工单").click()
    expect(page.get_by_text("工单已放入发件箱")).to_be_visible()
    visit.look("anomaly-page")
    with sqlite.write() as session:
        for one in session.exec(select(Ticket)):
            one.trouble, one.attempts, one.state = "401 API token not found", 4, TicketState.WAITING
            session.add(one)
    visit.goto("/anomalies/3")
    expect(page.get_by_text("401 API token not found").first).to_be_visible()
    visit.look("anomaly-stuck")
    page.get_by_role("button", name="马上再提交一次").click()
    expect(page.get_by_text("已安排马上再提交一次")).to_be_visible()
    visit.goto("/")
    expect(page.get_by_text("北京站有 1 个异常的工单没有提交成功")).to_be_visible()


def test_today_and_the_wall_lead_there(house: House, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto("/")
    page = visit.page
    expect(page.get_by_text("北京站有 3 个异常要处理：待核对 3")).to_be_visible()
    visit.look("today-anomalies")
    visit.goto("/checks")
    wrong = page.get_by_role("article", name=WRONG)
    wrong.get_by_role("link", name="异常 #1 待核对").click()
    expect(page.get_by_role("heading", name=f"{WRONG}：素材不对")).to_be_visible()
    visit.goto("/checks")
    visit.look("checks-anomalies")


def test_who_may_not_answer_reads_who_does(house: House, visit: Visit) -> None:
    with house.db.write() as session:
        row = session.get(Anomaly, 1)
        assert row is not None
        row.station = "hq"
        session.add(row)
    visit.sign_in("BJ001")
    visit.goto("/anomalies")
    page = visit.page
    expect(page.get_by_role("row", name=WRONG)).to_contain_text("由总部AE核对和处理")
    expect(page.get_by_role("row", name=EMPTY)).to_contain_text("请回答三步核对")
    expect(page.locator("tbody tr").last).to_contain_text(WRONG)
    visit.goto("/anomalies/1")
    expect(page.get_by_role("heading", name="谁来处理")).to_be_visible()
    expect(page.get_by_text("由总部AE核对和处理")).to_be_visible()
    expect(page.get_by_text("还没有核对")).to_have_count(2)
    expect(page.get_by_text("请核对")).to_have_count(0)
    expect(page.get_by_text("填写核对结果…")).to_have_count(0)
    visit.look("anomaly-of-others")


def test_a_late_start_leads_on_today_and_names_its_anomaly(house: House, visit: Visit) -> None:
    with house.db.write() as session:
        row = session.get(Anomaly, 1)
        assert row is not None
        booking = session.get(Booking, row.booking_id)
        assert booking is not None
        booking.first_day, booking.entered_at = TODAY, at(TODAY - timedelta(days=3), 10)
        session.add(booking)
    visit.sign_in("BJ001")
    visit.goto("/")
    page = visit.page
    late = page.locator(".adops-due-item", has_text=f"{WRONG}：晚投")
    expect(page.get_by_text("北京站有 2 个异常要处理：待核对 2")).to_be_visible()
    visit.look("today-late-anomaly")
    late.get_by_role("link", name="巡检：素材不对，异常 #1 待核对").click()
    expect(page.get_by_role("heading", name=f"{WRONG}：素材不对")).to_be_visible()


@one_width
def test_of_one_that_is_over_nobody_is_asked(house: House, visit: Visit) -> None:
    with house.db.write() as session:
        row = session.get(Anomaly, 1)
        assert row is not None
        row.state, row.open_key, row.resolved_at = AnomalyState.RESOLVED, None, clock.now()
        session.add(row)
    visit.sign_in("BJ001")
    visit.goto("/anomalies/1")
    expect(visit.page.get_by_text("没有核对")).to_have_count(3)
    expect(visit.page.get_by_text("请核对")).to_have_count(0)
    visit.look("anomaly-over-unanswered")


def test_what_no_run_opens_is_looked_at_by_hand(house: House, visit: Visit) -> None:
    with house.db.write() as session:
        slot = session.exec(select(Slot).where(Slot.name == WRONG)).one()
        session.get_one(Page, slot.page_id).device = Device.APP
    visit.sign_in("BJ001")
    visit.goto("/anomalies/1")
    expect(visit.page.get_by_role("button", name="再看一次")).to_have_count(0)
    link = visit.page.locator(".acts").get_by_role("link", name="手查")
    expect(link).to_have_attribute("href", "/checks/hand?station=bj")
    visit.look("anomaly-by-hand")


def test_while_it_is_closed_it_presses_nobody(house: House, visit: Visit) -> None:
    with house.db.write() as session:
        slot = session.exec(select(Slot).where(Slot.name == WRONG)).one()
        shut: dict[str, Any] = {"reason": "改版", "closed_by": "BJ001", "closed_at": clock.now()}
        session.add(Closure(slot_id=slot.id, first_day=TODAY, **shut))
    visit.sign_in("BJ001")
    visit.goto("/")
    expect(visit.page.get_by_text("北京站有 2 个异常要处理")).to_be_visible()
    visit.goto("/anomalies/1")
    expect(visit.page.get_by_text("编辑关闭，暂停处理")).to_be_visible()
    expect(visit.page.get_by_text("关闭期间巡检不打开这个广告位")).to_be_visible()
    expect(visit.page.get_by_role("button", name="再看一次")).to_have_count(0)
    visit.look("anomaly-closed")


@one_width
@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("BJ101", "/anomalies", 403),
        ("HQ301", "/anomalies", 403),
        ("SH001", "/anomalies/1", 403),
        ("SH001", "/anomalies", 200),
        ("HQ001", "/anomalies/1", 200),
        ("BJ001", "/anomalies/99", 404),
    ],
)
def test_who_may_look(house: House, visit: Visit, who: str, path: str, status: int) -> None:
    visit.sign_in(who)
    answer = visit.page.goto(visit.base + path)
    assert answer is not None and answer.status == status
