"""执行: what to enter with a copy button each, marks by one click, late ones with the mail ready,
swaps with their minutes (rules.md §7)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.domain.booking import BookingState
from adops.domain.execution import MarkKind
from adops.domain.finding import Verdict
from adops.domain.people import Role
from adops.domain.period import at
from adops.domain.states import CreativeState, Delivered
from adops.models import (
    Booking,
    BookingPause,
    Closure,
    Creative,
    ExecutionMark,
    Mail,
    Person,
)
from tests.adops.web.conftest import Visit
from tests.factories import Factory

NewPerson = Callable[..., Person]
FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def booked(
    sqlite: Database, factory: Factory, days: int, name: str, length: int = 9, **given: Any
) -> int:
    """A booking that starts so many days after Friday, with a confirmed creative."""
    with sqlite.write() as session:
        contract = factory.contract(session, name=name, client=f"{name}置业")
        slot = factory.slot(session, name=given.pop("slot", "首页顶部通栏"), **given.pop("of", {}))
        first = FRIDAY + DAY * days
        booking = factory.booking(
            session,
            first,
            first + DAY * length,
            slot,
            contract_id=contract.id,
            entered_at=at(min(first, FRIDAY) - DAY * 3, 10),
            landing_url="https://www.example.com/caifu?from=leju",
        )
        number = booking.id or 0
        if given.pop("creative", True):
            factory.creative(session, booking, confirmed_at=at(min(first, FRIDAY) - DAY, 14))
        return number


@pytest.fixture
def placing(sqlite: Database, factory: Factory, person: NewPerson) -> None:
    """A weekend to be entered: one of the AE's, one of the editors', one without a creative."""
    person(Role.AE, staff_no="BJ001", name="王小明")
    person(Role.OPS_HEAD, staff_no="BJ003", email="ops@example.com")
    booked(sqlite, factory, 1, "财富公馆")
    editors = {"editor_placed": True, "editor_contact": "李编辑 13800000000"}
    booked(sqlite, factory, 2, "云溪花园", slot="新闻首页文字链", of=editors)
    booked(sqlite, factory, 3, "滨江壹号", creative=False)
    booked(sqlite, factory, 4, "江畔名邸")


def marks(sqlite: Database) -> list[ExecutionMark]:
    with sqlite.read() as session:
        return list(session.exec(select(ExecutionMark).order_by(ExecutionMark.id)))  # type: ignore[arg-type]


def test_the_weekend_is_entered_from_one_list(
    visit: Visit, sqlite: Database, placing: None
) -> None:
    visit.sign_in("BJ001")
    visit.goto("/executions")
    page = visit.page
    told = page.inner_text("main")
    for words in ("11月21日 周六上线 1 项", "请提醒编辑：李编辑 13800000000", "还没有确认的创意"):
        assert words in told
    assert "江畔名邸" not in told
    item = page.locator(".adops-item", has_text="财富公馆")
    names = item.locator(".adops-form-fields dt").all_inner_texts()
    assert names == ["广告位", "创意（第1版）", "匹配尺寸", "链接", "投放周期", "定向地域"]
    values = [one.input_value() for one in item.locator(".adops-form-fields input").all()]
    assert values[1:] == [
        "tl.jpg",
        "950×90",
        "https://www.example.com/caifu?from=leju",
        "2026.11.21-2026.11.30",
        "北京",
    ]
    item.get_by_role("button", name="复制链接").click()
    expect(item.locator("[role=status]", has_text="已复制")).to_be_visible()
    visit.look("executions-weekend")
    item.get_by_label("匹配尺寸").last.fill("950*60")
    item.get_by_role("button", name="已配置").click()
    page.wait_for_url("**/executions?done=configured")
    assert "与广告位尺寸不同" in page.locator(".adops-item", has_text="财富公馆").inner_text()
    assert [(one.by, one.sizes) for one in marks(sqlite)] == [("BJ001", {"main": "950×60"})]
    page.locator(".adops-item", has_text="财富公馆").get_by_text("责任时间线").click()
    assert (
        "配置完成：950×60 王小明" in page.locator(".adops-item", has_text="财富公馆").inner_text()
    )
    visit.look("executions-configured")


@pytest.fixture
def started(sqlite: Database, factory: Factory, person: NewPerson) -> int:
    """A booking of today, half an hour before it is late."""
    person(Role.AE, staff_no="BJ001", name="王小明")
    clock.clock.move_to(at(FRIDAY, 9, 30))
    return booked(sqlite, factory, 0, "财富公馆")


@pytest.mark.parametrize(
    ("sold", "submitted", "way"),
    [
        pytest.param("bj", None, "提交创意", id="nothing yet"),
        pytest.param("bj", {"state": CreativeState.REJECTED}, "提交创意", id="refused"),
        pytest.param("bj", {"verdict": Verdict.REJECT}, "提交创意", id="refused by the review"),
        pytest.param("bj", {"verdict": Verdict.WARN}, "看第1版", id="not confirmed"),
        pytest.param("sh", None, "", id="another station hands in"),
    ],
)
def test_a_card_without_a_creative_leads_on(
    visit: Visit,
    sqlite: Database,
    factory: Factory,
    person: NewPerson,
    sold: str,
    submitted: dict[str, Any] | None,
    way: str,
) -> None:
    person(Role.AE, staff_no="BJ001", name="王小明")
    number = booked(sqlite, factory, 1, "滨江壹号", creative=False)
    with sqlite.write() as session:
        booking = session.get(Booking, number)
        assert booking is not None
        booking.station_sold = sold
        session.add(booking)
        if submitted:
            waits = {"confirmed_at": None, "confirmed_by": None, "state": CreativeState.SUBMITTED}
            factory.creative(session, booking, **(waits | submitted))
    visit.sign_in("BJ001")
    visit.goto("/executions")
    item = visit.page.locator(".adops-item", has_text="滨江壹号")
    expect(item).to_contain_text("还没有确认的创意")
    visit.look(f"executions-no-creative-{way or sold}")
    if not way:
        expect(item).to_contain_text("由售出站点提交和确认。")
        expect(item.get_by_role("link", name="提交创意")).to_have_count(0)
        return
    item.get_by_role("link", name=way).click()
    heading = "滨江壹号" if way == "提交创意" else "第 1 版"
    expect(visit.page.locator("main")).to_contain_text(heading)
    if way == "提交创意":
        visit.page.wait_for_url(f"**/creatives/new?booking={number}")
    else:
        visit.page.wait_for_url("**/creatives/1")


def test_a_size_that_cannot_be_read_is_refused_in_words(visit: Visit, started: int) -> None:
    """And nothing done before is said beside it; the booking is a click away."""
    visit.sign_in("BJ001")
    visit.goto("/executions?done=configured")
    page = visit.page
    expect(page.get_by_text("已标记为已配置")).to_be_visible()
    item = page.locator(".adops-item", has_text="财富公馆")
    item.get_by_label("匹配尺寸").last.fill("九百")
    item.get_by_role("button", name="已配置").click()
    expect(page.locator("#notice")).to_contain_text("主文件的尺寸要写成 950×90，填的是 九百")
    expect(page.get_by_text("已标记为已配置")).to_have_count(0)
    item.get_by_role("link", name="财富公馆").first.click()
    page.wait_for_url(f"**/bookings/{started}")


def test_a_size_that_differs_is_recorded_anew_after_going_live(visit: Visit, started: int) -> None:
    visit.sign_in("BJ001")
    visit.goto("/executions")
    page = visit.page
    item = page.locator(".adops-item", has_text="财富公馆")
    item.get_by_label("匹配尺寸").last.fill("950*60")
    item.get_by_role("button", name="已配置").click()
    page.wait_for_url("**/executions?done=configured")
    item.get_by_role("button", name="已上线").click()
    page.wait_for_url("**/executions?done=live")
    expect(item).to_contain_text("与广告位尺寸不同")
    visit.look("executions-live-size-differs")
    item.get_by_label("匹配尺寸").last.fill("950*90")
    item.get_by_role("button", name="改记尺寸").click()
    page.wait_for_url("**/executions?done=configured")
    expect(item).not_to_contain_text("与广告位尺寸不同")


def test_a_mark_by_mistake_is_taken_back(visit: Visit, started: int, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto("/executions")
    page = visit.page
    item = page.locator(".adops-item", has_text="财富公馆")
    item.get_by_role("button", name="已上线").click()
    page.wait_for_url("**/executions?done=live")
    item.get_by_text("撤销已上线…").click()
    expect(item).to_contain_text("操作日志会保留")
    visit.look("executions-undo")
    item.get_by_role("button", name="撤销标记").click()
    page.wait_for_url("**/executions?done=unmarked")
    expect(page.get_by_text("标记已撤销，可以重新标记。")).to_be_visible()
    expect(item.get_by_role("button", name="已上线")).to_be_visible()
    expect(item.get_by_text("撤销已上线…")).to_have_count(0)
    assert marks(sqlite) == []


def test_a_late_one_is_reported_with_the_mail_ready(
    visit: Visit, sqlite: Database, factory: Factory, placing: None
) -> None:
    booked(sqlite, factory, 0, "翠湖天地")
    clock.clock.move_to(at(FRIDAY, 10, 5))
    visit.sign_in("BJ001")
    page = visit.page
    due = page.locator(".adops-due-item", has_text="翠湖天地")
    assert "晚投，还没有上线" in due.inner_text()
    visit.look("today-late-start")
    due.get_by_role("link").click()
    item = page.locator(".adops-item", has_text="翠湖天地")
    item.get_by_role("button", name="已上线").click()
    page.wait_for_url("**/executions?done=live*")
    item.get_by_text("报告晚投…").click()
    item.get_by_text("看邮件正文").click()
    assert "实际上线：11月20日 周五 10:05" in item.inner_text()
    visit.look("executions-late")
    item.get_by_label("晚投原因").select_option(label="系统")
    item.get_by_role("button", name="提交报告并发邮件").click()
    page.wait_for_url("**/executions?done=late_reported")
    assert "晚投（已报告）" in item.inner_text()
    assert "11月晚投" in page.inner_text("main")
    with sqlite.read() as session:
        (mail,) = session.exec(select(Mail).where(Mail.kind == "late_report")).all()
    assert "ops@example.com" in mail.to and "晚投原因：系统" in mail.text
    visit.look("executions-reported")


def test_a_swap_shows_its_minutes_and_is_done_by_one_click(
    visit: Visit, sqlite: Database, factory: Factory, placing: None
) -> None:
    number = booked(sqlite, factory, -3, "翠湖天地")
    with sqlite.write() as session:
        booking = session.get(Booking, number)
        assert booking is not None
        factory.look(session, booking, FRIDAY - DAY * 3, captured_at=at(FRIDAY - DAY * 3, 9, 5))
        (old,) = session.exec(select(Creative).where(Creative.booking_id == number)).all()
        old.state, old.closed_at = CreativeState.REPLACED, at(FRIDAY, 9, 30)
        session.add(old)
        factory.creative(
            session, booking, version=2, go_live=FRIDAY, confirmed_at=at(FRIDAY, 9, 30)
        )
    clock.clock.move_to(at(FRIDAY, 10, 6) + timedelta(seconds=20))
    visit.sign_in("BJ001")
    page = visit.page
    assert "第1版 换成 第2版" in page.locator(".adops-due-item", has_text="翠湖天地").inner_text()
    visit.goto("/executions")
    item = page.locator(".adops-item", has_text="翠湖天地")
    assert "还剩 23 分钟" in item.inner_text()
    visit.look("executions-swap")
    item.get_by_role("button", name="已替换").click()
    page.wait_for_url("**/executions?done=swapped")
    assert "已替换" in item.inner_text() and "还剩" not in item.inner_text()
    assert [one.what for one in marks(sqlite)] == ["v2"]


def test_what_was_not_reported_is_lifted_by_the_hq_ae(
    visit: Visit, sqlite: Database, factory: Factory, placing: None, person: NewPerson
) -> None:
    person(Role.HQ_AE, staff_no="HQ001", name="总部AE", station="hq")
    number = booked(sqlite, factory, -1, "翠湖天地")
    with sqlite.write() as session:
        booking = session.get(Booking, number)
        assert booking is not None
        factory.look(
            session,
            booking,
            FRIDAY - DAY,
            delivered=Delivered.YES,
            captured_at=at(FRIDAY - DAY, 11),
        )
    visit.sign_in("HQ001")
    visit.goto("/executions")
    page = visit.page
    item = page.locator(".adops-item", has_text="翠湖天地")
    assert "按未投放处理" in item.inner_text()
    item.get_by_text("撤销…").click()
    visit.look("executions-not-placed")
    item.get_by_label("原因").fill("当天已电话报告")
    item.get_by_role("button", name="撤销", exact=True).last.click()
    page.wait_for_url("**/executions?done=lifted")
    assert [(one.kind, one.note) for one in marks(sqlite)] == [(MarkKind.LIFT, "当天已电话报告")]


@pytest.mark.parametrize(
    ("days", "entered", "told", "today"),
    [
        pytest.param(
            1,
            at(FRIDAY, 18, 30),
            "排期 11月20日 周五 18:30 才录入，已过建议的时间：请马上配置，最迟 11月20日 24:00。",
            "录入或确认时已过建议的时间，请马上配置；最迟上线前一天 24:00",
            id="after the advice",
        ),
        pytest.param(
            0,
            at(FRIDAY, 8, 30),
            "排期 11月20日 周五 08:30 才录入，已过建议的时间："
            "请马上配置，11月20日 周五 10:00 之后上线算晚投。",
            "最迟上线前一天 24:00，已过：请马上配置",
            id="on its day",
        ),
    ],
)
def test_what_was_entered_late_says_so_and_what_is_due_now(
    visit: Visit,
    sqlite: Database,
    factory: Factory,
    person: NewPerson,
    days: int,
    entered: datetime,
    told: str,
    today: str,
) -> None:
    person(Role.AE, staff_no="BJ001", name="王小明")
    number = booked(sqlite, factory, days, "财富公馆")
    with sqlite.write() as session:
        booking = session.get(Booking, number)
        assert booking is not None
        booking.entered_at = entered
        session.add(booking)
    clock.clock.move_to(entered + timedelta(minutes=5))
    visit.sign_in("BJ001")
    visit.goto("/executions")
    item = visit.page.locator(".adops-item", has_text="财富公馆")
    expect(item).to_contain_text(told)
    visit.look(f"executions-came-late-{days}")
    visit.goto("/")
    due = visit.page.locator(".adops-due-item", has_text="项要配置")
    expect(due).to_contain_text(today)
    expect(due.locator(".adops-due-when")).to_contain_text("还有")
    visit.look(f"today-came-late-{days}")
    visit.goto("/executions")
    item.get_by_role("button", name="已配置").click()
    visit.page.wait_for_url("**/executions?done=configured")
    expect(visit.page.get_by_text("才录入，")).to_have_count(0)


def test_today_counts_what_is_to_be_entered(visit: Visit, placing: None) -> None:
    visit.sign_in("BJ001")
    due = visit.page.locator(".adops-due-item", has_text="项要配置")
    assert (
        "北京站有 3 项要配置：11月21日 周六、11月22日 周日、11月23日 周一 上线" in due.inner_text()
    )
    assert "其中 1 项还没有确认的创意" in due.inner_text()
    due.get_by_role("link").click()
    assert visit.page.get_by_role("heading", name="执行", level=1).is_visible()


@pytest.mark.parametrize(
    ("hour", "minute", "tone"),
    [(9, 39, None), (9, 40, "is-warn"), (10, 1, "is-bad")],
)
def test_not_live_is_a_warning_at_0940_and_an_alert_after_10(
    visit: Visit,
    sqlite: Database,
    factory: Factory,
    placing: None,
    hour: int,
    minute: int,
    tone: str | None,
) -> None:
    booked(sqlite, factory, 0, "翠湖天地")
    clock.clock.move_to(at(FRIDAY, hour, minute))
    visit.sign_in("BJ001")
    found = visit.page.locator(".adops-due-item", has_text="翠湖天地")
    classes = [one.get_attribute("class") or "" for one in found.all()]
    assert classes == ([] if tone is None else [f"adops-due-item {tone}"])


def test_who_places_nothing_there_reads_only(
    visit: Visit, placing: None, person: NewPerson
) -> None:
    person(Role.STATION_GM, staff_no="BJ009")
    visit.sign_in("BJ009")
    assert "项要配置" not in visit.page.inner_text("main")
    visit.goto("/executions")
    assert "首页顶部通栏，北京站投放" in visit.page.inner_text("main")
    assert visit.page.get_by_role("button", name="已配置").count() == 0


@pytest.fixture
def stopped(sqlite: Database, factory: Factory, placing: None) -> None:
    """One paused at 9:30, one cut to Saturday, one that starts in a closed slot."""
    paused, cut = (booked(sqlite, factory, -3, name) for name in ("翠湖天地", "观澜国际"))
    closed = booked(sqlite, factory, 0, "香榭丽舍")
    with sqlite.write() as session:
        one, other = session.get(Booking, paused), session.get(Booking, cut)
        shut = session.get(Booking, closed)
        assert one is not None and other is not None and shut is not None
        for each in (one, other):
            first = each.first_day
            factory.look(session, each, first, captured_at=at(first, 9, 5))
        one.state = BookingState.PAUSED
        other.last_day, other.cancelled_from = FRIDAY + DAY, FRIDAY + DAY * 2
        other.cancel_reason = "客户撤单"
        session.add_all([one, other])
        session.add(
            BookingPause(
                booking_id=paused, from_at=at(FRIDAY, 9, 30), reason="画面有误", paused_by="BJ001"
            )
        )
        session.add(
            Closure(
                slot_id=shut.slot_id,
                first_day=FRIDAY,
                reason="页面改版",
                closed_by="BJ001",
                closed_at=at(FRIDAY, 8),
            )
        )


def test_what_is_stopped_is_taken_off_by_one_click(
    visit: Visit, sqlite: Database, stopped: None
) -> None:
    clock.clock.move_to(at(FRIDAY, 10, 7))
    visit.sign_in("BJ001")
    page = visit.page
    due = page.locator(".adops-due-item", has_text="翠湖天地")
    assert "紧急下线" in due.inner_text() and "10:30 前 · 画面有误" in due.inner_text()
    assert "09:00 前 · 客户撤单" in page.inner_text(".adops-due-item:has-text('观澜国际')")
    assert "香榭丽舍" not in page.inner_text("main")
    visit.look("today-stopped")
    due.get_by_role("link").click()
    item = page.locator(".adops-item", has_text="翠湖天地")
    for words in ("紧急下线", "待下线", "还剩 2", "原因：画面有误", "撤下 第1版"):
        assert words in item.inner_text()
    shown = page.locator(".adops-item", has_text="香榭丽舍").inner_text()
    assert "不算晚投" in shown and "报告晚投" not in shown
    visit.look("executions-stopped")
    item.get_by_role("button", name="已下线").click()
    page.wait_for_url("**/executions?done=taken_off")
    assert "待下线" not in item.inner_text() and "已下线" in item.inner_text()
    down = page.locator(".adops-item", has_text="观澜国际").get_by_role("button", name="已下线")
    down.click()
    expect(down).to_have_count(0)
    assert [one.what for one in marks(sqlite)] == ["pause1", "down"]
    visit.look("executions-taken-off")
