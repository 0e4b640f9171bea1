"""巡检 as an AE uses it (checks.md)."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from adops import clock
from adops.db import Database
from adops.domain.finding import Finding, Severity
from adops.domain.people import CONSOLE, Role
from adops.domain.period import at
from adops.domain.states import LookResult
from adops.models import (
    Act,
    CheckPage,
    CheckRun,
    Closure,
    Page,
    Slot,
    SlotCheck,
    SlotCheckBooking,
)
from adops.services import slot_checks as acts
from adops.store import Store
from tests.adops.web.conftest import DESK, Visit
from tests.adops.web.friday import TODAY, wall
from tests.adops.web.october import House, people
from tests.factories import Factory
from tests.recorded import record

# What does not hang on the width is asked once.
one_width = pytest.mark.parametrize("visit", [DESK], ids=["desk"], indirect=True)


@pytest.fixture
def house(site: str, sqlite: Database, store: Store, factory: Factory, password_hash: str) -> House:
    """北京 on Friday at 10:20, its people."""
    clock.clock.move_to(at(TODAY, 10, 20))
    made = House(sqlite, store, factory, password_hash)
    with sqlite.write() as session:
        people(made, session)
    return made


@pytest.fixture
def looked(house: House) -> House:
    """The wall of the day."""
    with house.db.write() as session:
        wall(house, session)
    return house


def test_troubles_come_first_beside_what_was_expected(looked: House, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto("/checks")
    page = visit.page
    expect(page.get_by_role("heading", name="北京站巡检")).to_be_visible()
    wrong = page.get_by_role("article", name="首页二屏通栏950*90")
    names = page.get_by_role("region", name="北京房产首页").get_by_role("heading", level=3)
    expect(names).to_have_text(
        [
            "首页二屏通栏950*90",
            "首页右侧画中画300*250",
            "首页顶部通栏950*90",
            "首页画中画300*250",
            "首页底部通栏950*90",
        ]
    )
    expect(wrong).to_contain_text("素材不对")
    expect(wrong).to_contain_text("显示的不是已确认的创意（相似度 0.31）")
    expect(wrong).to_contain_text("RLZ20001 云溪花园：未投放，相似度 0.31")
    visit.page.wait_for_load_state("networkidle")
    for picture in wrong.get_by_role("img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", 950)
    visit.look("checks")
    page.get_by_role("link", name="需人工判断 1").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article")).to_contain_text("相似度 0.76，介于两个界限之间")


@one_width
@pytest.mark.parametrize(
    ("result", "likeness", "told"),
    [
        pytest.param(LookResult.WRONG_CREATIVE, 0.31, "未投放，相似度 0.31", id="another"),
        pytest.param(LookResult.WRONG_CREATIVE, 0.0, "未投放，画面完全不同", id="nothing like it"),
        pytest.param(LookResult.MISSING, 0.0, "未投放，没有可比的画面", id="no slot"),
        pytest.param(LookResult.BROKEN, 0.0, "未投放，没有可比的画面", id="broken"),
        pytest.param(LookResult.EMPTY, None, "未投放，没有可比的画面", id="empty"),
    ],
)
def test_how_like_it_is_is_said_where_something_was_compared(
    looked: House, visit: Visit, result: LookResult, likeness: float | None, told: str
) -> None:
    with looked.db.write() as session:
        slot = session.exec(select(Slot).where(Slot.name == "首页二屏通栏950*90")).one()
        look = session.exec(
            select(SlotCheck).where(SlotCheck.slot_id == slot.id, SlotCheck.on == TODAY)
        ).one()
        seen = session.exec(
            select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look.id)
        ).one()
        look.result, seen.similarity = result, likeness
        look.findings = [Finding("creative.wrong", Severity.REJECT, likeness).as_data()]
        session.add_all([look, seen])
    visit.sign_in("BJ001")
    visit.goto("/checks")
    card = visit.page.get_by_role("article", name="首页二屏通栏950*90")
    expect(card).to_contain_text(told)
    expect(card).to_contain_text("显示的不是已确认的创意")
    expect(card.get_by_text("0.00")).to_have_count(0)
    expect(card.get_by_text("相似度 0）")).to_have_count(0)
    expect(card.get_by_text("相似度 ）")).to_have_count(0)


def test_what_was_seen_is_laid_over_what_was_expected(looked: House, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto("/checks?station=bj")
    wrong = visit.page.get_by_role("article", name="首页二屏通栏950*90")
    wrong.get_by_text("叠放比对").click()
    slider = wrong.get_by_role("slider", name="拖动比对")
    top = wrong.locator(".lay-top")
    shown = wrong.locator(".lay-box img")
    for one in shown.all():
        expect(one).to_have_js_property("complete", True)
        assert one.evaluate("(img) => img.naturalWidth") == 950
    assert shown.first.get_attribute("src") != shown.last.get_attribute("src")
    expect(top).to_have_css("clip-path", "inset(0px 50% 0px 0px)")
    slider.press("End")
    expect(top).to_have_css("clip-path", "inset(0px 0% 0px 0px)")
    slider.press("Home")
    expect(top).to_have_css("clip-path", "inset(0px 100% 0px 0px)")
    slider.fill("30")
    visit.look("checks_laid")
    vacant = visit.page.get_by_role("article", name="首页底部通栏950*90")
    expect(vacant.get_by_text("叠放比对")).to_have_count(0)


@one_width
def test_a_day_of_the_strip_is_opened(looked: House, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto("/checks")
    box = visit.page.get_by_role("article", name="首页右侧画中画300*250")
    # by key: pictures above that are still loading move what a pointer aims at
    box.get_by_role("link", name="11月19日 周四：需人工判断").press("Enter")
    expect(visit.page.get_by_text("广告日 11月19日 周四")).to_be_visible()
    expect(visit.page.get_by_role("button", name="立即巡检")).to_have_count(0)


def test_run_now_is_asked_for_and_its_progress_shown(
    looked: House, visit: Visit, sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    visit.goto("/checks")
    page = visit.page
    page.get_by_role("button", name="再看一次 首页画中画300*250").click()
    expect(page.get_by_text("已安排巡检")).to_be_visible()
    expect(page.locator("#run")).to_contain_text("在排队，马上开始")
    with sqlite.write() as session:
        run = session.exec(select(CheckRun)).one()
        assert (run.station, run.asked_by, run.state) == ("bj", "BJ001", "asked")
        assert len(run.slot_codes) == 1
        run.state, run.started_at = "running", clock.now()
        done, waiting = (CheckPage(run_id=run.id or 0, page_id=one, slots=1) for one in (1, 2))
        done.state = "done"
        session.add_all([run, done, waiting])
    expect(page.locator("#run")).to_contain_text("：2 个页面已看完 1 个")
    visit.look("checks_running")
    with sqlite.write() as session:
        run = session.exec(select(CheckRun)).one()
        run.state, run.finished_at = "done", clock.now() + timedelta(minutes=2)
        session.add(run)
    expect(page.locator("#run")).to_contain_text("最近一次巡检 10:2")


@pytest.fixture
def two_runs(looked: House) -> list[CheckRun]:
    """One over the station, half done, and one of a slot."""
    told: dict[str, Any] = {"station": "bj", "on": TODAY, "asked_at": clock.now()}
    with looked.db.write() as session:
        runs = [
            CheckRun(**told, asked_by="system", state="running"),
            CheckRun(**told, asked_by="BJ001", state="running", slot_codes=["BJ-1"]),
        ]
        session.add_all(runs)
        session.flush()
        for page_id, state in ((1, "done"), (2, "waiting")):
            session.add(CheckPage(run_id=runs[0].id or 0, page_id=page_id, state=state))
    return runs


def test_a_run_is_stopped_and_another_goes_on(
    two_runs: list[CheckRun], visit: Visit, sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    visit.goto("/checks")
    page = visit.page
    expect(page.locator(".run")).to_have_count(2)
    visit.look("checks_two_runs")
    page.get_by_role("button", name="停止全站巡检").click()
    expect(page.get_by_text("已停止：手上的页面看完就停")).to_be_visible()
    expect(page.locator(".run")).to_have_count(1)
    with sqlite.write() as session:
        query = select(CheckRun.state, CheckRun.cancelled_by).order_by(col(CheckRun.id))
        assert session.exec(query).all() == [("cancelled", "BJ001"), ("running", None)]
        acts.cancel_run(session, run_id=two_runs[1].id or 0, by=CONSOLE, now=clock.now())
    expect(page.locator("#run")).to_contain_text("停止了巡检（BJ-1）")
    visit.look("checks_stopped")


@one_width
def test_a_page_is_run_alone(looked: House, visit: Visit, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto("/checks")
    visit.page.get_by_role("button", name="巡检 北京资讯手机页").click()
    expect(visit.page.get_by_text("已安排巡检")).to_be_visible()
    with sqlite.read() as session:
        assert len(session.exec(select(CheckRun)).one().slot_codes) == 2


@one_width
def test_a_page_that_is_closed_meanwhile_is_no_run_over_the_station(
    looked: House, visit: Visit, sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    visit.goto("/checks")
    with sqlite.write() as session:
        page = session.exec(select(Page).where(Page.name == "北京资讯手机页")).one()
        shut: dict[str, Any] = {"reason": "改版", "closed_by": "BJ001", "closed_at": clock.now()}
        session.add(Closure(page_id=page.id, first_day=TODAY, **shut))
    visit.page.get_by_role("button", name="巡检 北京资讯手机页").click()
    expect(visit.page.get_by_text("这个页面现在没有可以巡检的广告位")).to_be_visible()
    with sqlite.read() as session:
        assert session.exec(select(CheckRun)).all() == []


@one_width
def test_who_may_not_run_everywhere_is_not_offered_to_stop_all_stations(
    two_runs: list[CheckRun], looked: House, visit: Visit
) -> None:
    with looked.db.write() as session:
        looked.factory.slot(session, station="sh")
        told: dict[str, Any] = {"on": TODAY, "asked_at": clock.now(), "asked_by": "system"}
        session.add(CheckRun(**told, state="running"))
    visit.sign_in("BJ001")
    visit.goto("/checks")
    expect(visit.page.locator(".run")).to_have_count(3)
    expect(visit.page.locator(".run").get_by_role("button")).to_have_count(2)
    shown = visit.page.request.get(visit.base + "/checks/progress?station=bj&going=1,2,3").text()
    assert (shown.count("<progress"), shown.count("<button")) == (3, 2)


def test_an_empty_station_says_what_to_do(house: House, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto("/checks")
    expect(visit.page.get_by_text("还没有可以巡检的广告位")).to_be_visible()
    visit.look("checks_empty")


@one_width
@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("BJ101", "/checks", 403),
        ("HQ301", "/checks", 403),
        ("SH001", "/checks?station=bj", 403),
        ("SH001", "/checks", 200),
        ("HQ001", "/checks?station=bj", 200),
    ],
)
def test_who_may_look(house: House, visit: Visit, who: str, path: str, status: int) -> None:
    visit.sign_in(who)
    answer = visit.page.goto(visit.base + path)
    assert answer is not None and answer.status == status


def test_an_unsure_one_is_decided_by_eye(looked: House, visit: Visit, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto("/checks")
    page = visit.page
    box = page.get_by_role("article", name="首页右侧画中画300*250")
    expect(box).to_contain_text("看图判断，计入月度确认")
    visit.look("checks_unsure")
    box.get_by_role(
        "button", name="RLZ20003 财富公馆 在 首页右侧画中画300*250：看到", exact=True
    ).click()
    expect(page.get_by_text("已记下人工判断")).to_be_visible()
    expect(box).to_contain_text("人工判断：看到")
    expect(box).to_contain_text("RLZ20003 财富公馆：已投放（北京站AE 11月20日 周五 10:2")
    expect(page.get_by_role("link", name="需人工判断 1")).to_have_count(0)
    expect(box.get_by_role("link", name="11月19日 周四：需人工判断")).to_have_count(1)
    expect(box.get_by_text("11月20日 周五：人工判断：看到")).to_have_count(1)
    visit.look("checks_decided")
    box.get_by_role("button", name="没看到").click()
    expect(box).to_contain_text("人工判断：没看到")
    page.get_by_role("link", name="人工判断：没看到 1").click()
    expect(page.get_by_role("article")).to_have_count(1)
    with sqlite.read() as session:
        acts = session.exec(select(Act).where(Act.verb == "check.decide")).all()
    assert [act.after["decision"] for act in acts] == ["seen", "not_seen"]


@one_width
def test_a_decision_is_taken_back(looked: House, visit: Visit, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto("/checks")
    page = visit.page
    box = page.get_by_role("article", name="首页右侧画中画300*250")
    box.get_by_role("button", name="没看到").click()
    page.get_by_role("button", name="撤销人工判断").click()
    expect(page.get_by_text("已撤销人工判断")).to_be_visible()
    page.get_by_role("link", name="需人工判断 1").click()
    expect(box).to_contain_text("看图判断，计入月度确认")
    with sqlite.read() as session:
        act = session.exec(select(Act).where(Act.verb == "check.undecide")).one()
    assert list(act.before["delivered"].values()) == ["no"]


@one_width
def test_who_only_reads_decides_nothing(looked: House, visit: Visit, factory: Factory) -> None:
    with looked.db.write() as session:
        given = {"staff_no": "BJ009", "password_hash": looked.password_hash}
        factory.person(session, Role.OPS_HEAD, **given)
    visit.sign_in("BJ009")
    visit.goto("/checks")
    expect(visit.page.get_by_role("article").first).to_be_visible()
    expect(visit.page.get_by_role("button", name="看到")).to_have_count(0)


@one_width
def test_what_is_not_drawn_yet_is_drawn_for_the_wall(
    house: House, visit: Visit, store: Store, factory: Factory
) -> None:
    with house.db.write() as session:
        page = factory.page(session).id
        for _ in range(3):
            slot = factory.slot(session, page_id=page, width=240, height=50)
            factory.booking(session, TODAY, TODAY, slot)
    record(house.db, store, clock.now())
    visit.sign_in("BJ001")
    visit.goto("/checks")
    for number in range(3):
        box = visit.page.get_by_role("article").nth(number)
        box.scroll_into_view_if_needed()
        expect(box.get_by_role("img")).to_have_js_property("naturalWidth", 240)
        proof = box.get_by_role("link", name="证明单").get_attribute("href") or ""
        answer = visit.page.request.get(visit.base + proof)
        assert answer.headers["content-type"] == "image/png"
    visit.look("checks_undrawn")
    visit.goto("/checks")
    first = visit.page.get_by_role("article").first
    assert "/evidence/" in (first.get_by_role("img").get_attribute("src") or "")
