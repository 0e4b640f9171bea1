"""合同 and the page of a booking, as people use them: entered from 排期, moved, cancelled, paused;
what comes of it is read before it is written."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select

from adops import clock
from adops.db import Database
from adops.domain.booking import BookingState
from adops.domain.execution import MarkKind
from adops.domain.people import Role
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult
from adops.models import Booking, Closure, Contract, ExecutionMark, Person
from adops.store import Store
from tests.adops.web.conftest import PASSWORD, Visit
from tests.adops.web.pictures import ad, kept, png
from tests.factories import Factory

MONDAY, SUNDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 29), date(2026, 11, 24)


@pytest.fixture
def made(
    sqlite: Database, factory: Factory, store: Store, person: Callable[..., Person]
) -> dict[str, int]:
    """北京 with two slots, a contract with a booking that has a creative, and one in its way."""
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    person(Role.SALES, staff_no="BJ101", name="北京销售", email="sales@example.com")
    with sqlite.write() as session:
        one = factory.slot(session, code="LJ-FIN-TL01", name="财经首页顶部通栏")
        two = factory.slot(
            session, code="LJ-FIN-HZ01", name="财经首页画中画", width=300, height=250
        )
        ours = factory.contract(
            session, no="RLZ12345", name="财富公馆", client="恒远置业", station="bj"
        )
        theirs = factory.contract(session, no="RLZ54321", name="江畔名邸", station="bj")
        booking = factory.booking(
            session, MONDAY, SUNDAY, one, contract_id=ours.id, net_fen=700_000, sales_name="王芳"
        )
        file = kept(store, png(ad(0)), factory.now)
        session.merge(file)
        factory.creative(
            session,
            booking,
            sha256=file.sha256,
            copy_text="财富公馆",
            part={"format": "png", "size": file.size},
        )
        factory.booking(session, date(2026, 12, 1), date(2026, 12, 3), one, contract_id=theirs.id)
        bare = factory.booking(
            session, MONDAY, MONDAY, two, contract_id=theirs.id, state=BookingState.DRAFT
        )
        return {"booking": booking.id or 0, "draft": bare.id or 0, "slot": one.id or 0}


def stored(sqlite: Database, number: int) -> Booking:
    with sqlite.read() as session:
        found = session.get(Booking, number)
        assert found is not None
        return found


def test_the_first_broken_link_is_red(visit: Visit, made: dict[str, int]) -> None:
    visit.sign_in("BJ001")
    visit.goto("/contracts")
    page = visit.page
    ours = page.locator(".adops-chains li", has_text="11月23日至11月29日").first
    signs = ours.locator(".adops-chain > li")
    assert [one.get_attribute("class") for one in signs.all()] == [
        "is-done",
        "is-not_needed",
        "is-done",
        "is-waiting",
        "is-waiting",
        "is-waiting",
    ]
    theirs = page.locator("section", has_text="江畔名邸").locator(".is-broken")
    assert [one.get_attribute("title") for one in theirs.all()] == [
        "排期：还是草稿，没有占用轮播",
        "创意：还没有确认的创意",
    ]
    visit.look("contracts")
    page.get_by_label("合同号、名称、项目、客户或代理商").fill("恒远")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_text("财富公馆")).to_be_visible()
    expect(page.get_by_text("江畔名邸")).to_have_count(0)


def test_a_booking_not_seen_by_ten_is_broken_there(
    visit: Visit, made: dict[str, int], sqlite: Database, factory: Factory
) -> None:
    clock.clock.move_to(at(MONDAY, 10, 1))
    visit.sign_in("BJ001")
    visit.goto(f"/bookings/{made['booking']}")
    expect(visit.page.get_by_text("首日前一天 24:00 已过，还没有标记配置。")).to_be_visible()
    way = visit.page.get_by_role("link", name="看执行")
    expect(way).to_have_attribute("href", "/executions")
    with sqlite.write() as session:
        mark = ExecutionMark(
            booking_id=made["booking"],
            day=MONDAY,
            what="start",
            kind=MarkKind.CONFIGURED,
            at=at(SUNDAY, 9),
            by="BJ001",
        )
        session.add(mark)
    visit.page.reload()
    expect(
        visit.page.get_by_text("应已上线（首日 10:00 前），巡检还没有看到对的创意。")
    ).to_be_visible()
    with sqlite.write() as session:
        booking = session.get(Booking, made["booking"])
        assert booking is not None
        factory.look(session, booking, MONDAY)
        factory.look(session, booking, MONDAY, delivered=Delivered.NO, result=LookResult.EMPTY)
    visit.page.reload()
    expect(visit.page.locator(".adops-chain .is-broken")).to_have_attribute(
        "title", "巡检：最近一次巡检没有看到"
    )
    visit.page.get_by_role("link", name="看巡检").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("巡检")


def test_a_contract_is_opened(visit: Visit, made: dict[str, int], sqlite: Database) -> None:
    visit.sign_in("BJ101")
    visit.goto("/contracts")
    page = visit.page
    page.get_by_text("新建合同…").click()
    page.get_by_label("合同号", exact=True).fill("rlz 1")
    page.get_by_label("合同名称").fill("新盘")
    page.get_by_role("button", name="新建合同").click()
    expect(page.locator("#notice")).to_contain_text("合同号：编号里不能有空格")
    page.get_by_label("合同号", exact=True).fill("rlz88888")
    page.get_by_role("button", name="新建合同").click()
    expect(page.get_by_text("合同已新建")).to_be_visible()
    expect(page.get_by_text("RLZ88888")).to_be_visible()


def test_entered_from_the_schedule(visit: Visit, made: dict[str, int], sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto("/schedule?q=TL01")
    page = visit.page
    page.get_by_role("link", name="登记 财经首页顶部通栏 11月30日").click()
    expect(page.get_by_label("广告位编号")).to_have_value("LJ-FIN-TL01")
    expect(page.get_by_label("投放开始")).to_have_value("2026-11-30")
    page.get_by_label("合同号").fill("RLZ77777")
    page.get_by_label("合同名称").fill("山语城")
    page.get_by_label("投放结束").fill("2026-12-02")
    page.get_by_label("刊例价").fill("1,280.00")
    page.get_by_role("button", name="登记").click()
    notice = page.locator("#notice")
    expect(notice).to_contain_text("2026年12月1日至12月2日 轮播不够（共 1，需要 2）")
    expect(notice).to_contain_text("RLZ54321（2026年12月1日至12月3日，占 1）")
    visit.look("booking-new")
    page.get_by_label("投放结束").fill("2026-11-30")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("排期已登记。")).to_be_visible()
    with sqlite.read() as session:
        query = select(Booking, Contract.no).join(Contract, col(Contract.id) == Booking.contract_id)
        booking, number = session.exec(query.order_by(col(Booking.id).desc())).first() or (None, "")
        assert booking is not None
    assert (number, booking.state, booking.net_fen) == ("RLZ77777", "booked", 128_000)


def test_the_same_booking_once_more_leads_to_the_one_that_is_there(
    visit: Visit, made: dict[str, int]
) -> None:
    visit.sign_in("BJ001")
    visit.goto("/bookings/new?slot=LJ-FIN-TL01&first=2026-11-23&contract=RLZ12345")
    page = visit.page
    page.get_by_label("投放结束").fill("2026-11-29")
    page.get_by_label("净价").fill("7000")
    page.get_by_role("button", name="登记").click()
    notice = page.locator("#notice")
    expect(notice).to_contain_text("已有排期")
    notice.get_by_role("link", name="打开那一条排期").click()
    page.wait_for_url(f"**/bookings/{made['booking']}")


def test_no_cancelling_is_offered_on_the_last_day(visit: Visit, made: dict[str, int]) -> None:
    clock.clock.move_to(at(SUNDAY, 12))
    visit.sign_in("BJ001")
    visit.goto(f"/bookings/{made['booking']}")
    expect(visit.page.get_by_text("改期或换位…")).to_be_visible()
    expect(visit.page.get_by_text("取消…")).to_have_count(0)


def test_sales_hold_with_what_is_known_filled_in(
    visit: Visit, made: dict[str, int], sqlite: Database
) -> None:
    visit.sign_in("BJ101")
    visit.goto("/bookings/new?contract=RLZ12345&slot=LJ-FIN-HZ01&first=2026-12-07")
    page = visit.page
    expect(page.get_by_label("合同名称")).to_have_value("财富公馆")
    expect(page.get_by_label("销售邮箱")).to_have_value("sales@example.com")
    expect(page.get_by_label("落地页")).to_have_value("http://127.0.0.1:8901/landing")
    expect(page.get_by_label("正式预订")).to_have_count(0)
    page.get_by_label("投放结束").fill("2026-12-08")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("预订到", exact=True)).to_be_visible()
    expect(page.get_by_text("11月25日 周三 18:00")).to_be_visible()
    expect(page.get_by_text("转正式…")).to_have_count(0)
    expect(page.get_by_text("取消…")).to_be_visible()
    visit.look("booking-held")
    visit.goto("/schedule?q=HZ01&first=2026-12-01")
    expect(page.get_by_role("link", name="财富公馆（预订）")).to_be_visible()


@pytest.mark.parametrize(
    ("day", "until"),
    [
        pytest.param(28, "12月31日 周四 18:00，到期自动退回草稿", id="all-of-a-known-year"),
        pytest.param(
            29,
            "1月4日 周一 18:00（按暂定日历），到期自动退回草稿",
            id="into-a-year-without-a-notice",
        ),
    ],
)
def test_a_hold_says_when_its_end_is_for_the_time_being(
    visit: Visit, made: dict[str, int], day: int, until: str
) -> None:
    clock.clock.move_to(at(date(2026, 12, day), 10))
    visit.sign_in("BJ101")
    visit.goto("/bookings/new?contract=RLZ12345&slot=LJ-FIN-HZ01&first=2027-01-07")
    expect(visit.page.get_by_text(f"预订，占用轮播到 {until}")).to_be_visible()
    visit.look(f"booking-new-december-{day}")


def is_above(page: Page) -> bool:
    """Whether what comes of an act stands before the booking itself."""
    return bool(
        page.evaluate(
            "document.querySelector('#change').getBoundingClientRect().bottom"
            " <= document.querySelector('main .row-cards').getBoundingClientRect().top"
        )
    )


def test_moved_once_what_comes_of_it_was_read(
    visit: Visit, made: dict[str, int], sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    visit.goto(f"/bookings/{made['booking']}")
    page = visit.page
    visit.look("booking")
    page.get_by_text("改期或换位…").click()
    page.get_by_label("结束").fill("2026-12-02")
    page.get_by_role("button", name="查看影响，先不写入").first.click()
    expect(page.locator("#notice")).to_contain_text("RLZ54321（2026年12月1日至12月3日，占 1）")
    page.get_by_label("结束").fill("2026-11-26")
    page.get_by_label("广告位编号").fill("LJ-FIN-HZ01")
    page.get_by_role("button", name="查看影响，先不写入").first.click()
    looked = page.locator("#looked")
    expect(looked).to_contain_text("按天数折算是 4,000.00 元")
    expect(looked).to_contain_text("确认作废，要重新确认")
    expect(looked.get_by_role("button", name="改期", exact=True)).to_be_in_viewport()
    assert is_above(page)
    expect(page.locator("#notice")).to_be_empty()
    visit.look("booking-move")
    assert stored(sqlite, made["booking"]).last_day == SUNDAY
    page.get_by_label("净价合计（元）").fill("4000")
    page.get_by_role("button", name="改期", exact=True).click()
    expect(page.get_by_text("已改期；已有的创意随排期保留。")).to_be_visible()
    found = stored(sqlite, made["booking"])
    assert (found.last_day, found.net_fen) == (date(2026, 11, 26), 400_000)


def test_without_scripts_what_comes_of_it_is_a_page(
    browser: Browser, site: str, made: dict[str, int], sqlite: Database
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(site + "/sign-in")
    page.get_by_label("工号").fill("BJ001")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto(f"{site}/bookings/{made['booking']}")
    page.get_by_text("改期或换位…").click()
    page.get_by_label("结束").fill("2026-11-26")
    page.get_by_role("button", name="查看影响，先不写入").first.click()
    expect(page.locator("#looked")).to_contain_text("按天数折算是 4,000.00 元")
    expect(page.get_by_role("heading", name="改期以后")).to_be_in_viewport()
    page.get_by_role("button", name="改期", exact=True).click()
    expect(page.get_by_text("已改期；已有的创意随排期保留。")).to_be_visible()
    page.get_by_text("取消…").click()
    page.get_by_role("button", name="查看影响，先不写入").last.click()
    expect(page.locator("#looked")).to_contain_text("整条取消")
    button = page.get_by_role("button", name="取消排期")
    page.locator("form", has=button).get_by_label("原因").fill("客户撤单")
    button.click()
    expect(page.get_by_text("整条已取消，没有投放过。")).to_be_visible()
    assert stored(sqlite, made["booking"]).state is BookingState.CANCELLED
    context.close()


def test_cancelled_from_the_next_ad_day(
    visit: Visit, made: dict[str, int], sqlite: Database
) -> None:
    clock.clock.move_to(at(TUESDAY, 12))
    visit.sign_in("BJ001")
    visit.goto(f"/bookings/{made['booking']}")
    page = visit.page
    page.get_by_text("取消…").click()
    expect(page.get_by_label("从哪个广告日起取消")).to_have_value("2026-11-25")
    page.get_by_role("button", name="查看影响，先不写入").last.click()
    looked = page.locator("#looked")
    expect(looked).to_contain_text("保留 11月23日至11月24日，2 天（原来 7 天）")
    expect(page.get_by_label("新的净价合计（元）")).to_have_value("2000.00")
    visit.look("booking-cancel")
    button = page.get_by_role("button", name="取消排期")
    page.locator("form", has=button).get_by_label("原因").fill("客户撤单")
    button.click()
    expect(page.get_by_text("已取消，腾出的轮播可以再卖。")).to_be_visible()
    found = stored(sqlite, made["booking"])
    assert (found.last_day, found.net_fen, found.cancelled_from) == (
        TUESDAY,
        200_000,
        date(2026, 11, 25),
    )


def test_paused_and_resumed(visit: Visit, made: dict[str, int], sqlite: Database) -> None:
    clock.clock.move_to(at(TUESDAY, 12))
    visit.sign_in("BJ001")
    visit.goto(f"/bookings/{made['booking']}")
    page = visit.page
    page.get_by_text("暂停（紧急下线）…").click()
    page.get_by_label("原因").fill("画面有误")
    page.get_by_role("button", name="暂停", exact=True).click()
    expect(page.get_by_text("已暂停：请马上下线")).to_be_visible()
    expect(page.get_by_text("暂停中")).to_be_visible()
    visit.look("booking-paused")
    page.get_by_text("恢复投放…").click()
    page.get_by_label("说明").fill("已换画面")
    page.get_by_role("button", name="恢复投放", exact=True).click()
    expect(page.get_by_text("已恢复，请按换稿处理。")).to_be_visible()
    assert stored(sqlite, made["booking"]).state is BookingState.BOOKED


def test_a_draft_is_held_then_booked(visit: Visit, made: dict[str, int], sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto(f"/bookings/{made['draft']}")
    page = visit.page
    page.get_by_text("预订…").click()
    page.get_by_role("button", name="预订", exact=True).click()
    expect(page.get_by_text("预订中")).to_be_visible()
    page.get_by_text("转正式…").click()
    page.get_by_role("button", name="转正式", exact=True).click()
    expect(page.get_by_text("已正式预订。")).to_be_visible()
    assert stored(sqlite, made["draft"]).state is BookingState.BOOKED


def test_sales_see_it_and_may_not_move_it(visit: Visit, made: dict[str, int]) -> None:
    visit.sign_in("BJ101")
    visit.goto(f"/bookings/{made['booking']}")
    expect(visit.page.get_by_text("7,000.00 元")).to_be_visible()
    expect(visit.page.get_by_text("改期或换位…")).to_have_count(0)
    expect(visit.page.get_by_text("可以做的")).to_have_count(0)
    expect(visit.page.get_by_role("link", name="提交创意")).to_be_visible()


def test_a_slot_is_closed_and_opened_again(
    visit: Visit, made: dict[str, int], sqlite: Database
) -> None:
    clock.clock.move_to(at(TUESDAY, 12))
    visit.sign_in("BJ001")
    visit.goto(f"/slots/{made['slot']}")
    page = visit.page
    page.get_by_text("记录关闭…").click()
    page.get_by_label("到（未定不填）").fill("2026-11-26")
    page.locator("#closures").get_by_label("原因").fill("页面改版")
    page.get_by_role("button", name="记录关闭").click()
    expect(page.get_by_text("11月24日 周二 至 11月26日 周四")).to_be_visible()
    closures = page.locator("#closures")
    expect(closures).to_contain_text("财富公馆 3 天")
    expect(page.get_by_text("已关闭", exact=True)).to_be_visible()
    visit.look("slot-closed")
    page.get_by_text("恢复…").click()
    page.get_by_label("恢复从").fill("2026-11-25")
    page.get_by_role("button", name="记录恢复").click()
    expect(closures).to_contain_text("11月24日 周二 至 11月24日 周二")
    with sqlite.read() as session:
        assert session.exec(select(Closure)).one().reopened_from == date(2026, 11, 25)


def test_what_a_closure_took_is_made_good_by_one_click(
    visit: Visit, made: dict[str, int], sqlite: Database
) -> None:
    clock.clock.move_to(at(TUESDAY, 12))
    with sqlite.write() as session:
        said: dict[str, Any] = {"reason": "改版", "closed_by": "BJ001", "closed_at": at(TUESDAY, 9)}
        days: dict[str, Any] = {"first_day": TUESDAY, "last_day": date(2026, 11, 26)}
        session.add(Closure(slot_id=made["slot"], **days, **said))
    visit.sign_in("BJ001")
    visit.goto(f"/bookings/{made['booking']}")
    page = visit.page
    good = page.locator("#make-good")
    expect(good).to_contain_text("还没有补投 3 天：11月24日、11月25日、11月26日")
    page.get_by_text("建补投草稿…").click()
    expect(good).to_contain_text("12月4日至12月6日 轮播够用：补 11月24日、11月25日")
    visit.look("booking-make-good")
    page.get_by_role("button", name="建补投草稿").click()
    page.wait_for_url("**/bookings/*?done=make_good_drafted")
    expect(page.get_by_text("补投草稿已建")).to_be_visible()
    expect(good).to_contain_text("因编辑关闭没有执行的 11月24日")
    visit.look("booking-make-good-made")
    page.get_by_role("link", name="原排期").click()
    expect(good).to_contain_text("11月26日：已有补投")
