"""月度 as an AE and finance use it (rules.md §10)."""

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.domain.period import at
from adops.domain.states import MonthState
from adops.models import Act, Mail, MonthClose, MonthProof
from adops.store import Store
from tests.adops.web.conftest import DESK, Visit
from tests.adops.web.october import AFTER, House, October, october
from tests.factories import Factory
from tests.recorded import record

PDF = b"%PDF-1.7 a scan"
OCTOBER = "/months?station=bj&month=2026-10"
# What does not hang on the width is asked once.
one_width = pytest.mark.parametrize("visit", [DESK], ids=["desk"], indirect=True)


@pytest.fixture
def lines(
    site: str, sqlite: Database, store: Store, factory: Factory, password_hash: str
) -> October:
    """October's rows, on Monday 2 November."""
    clock.clock.move_to(AFTER)
    return october(House(sqlite, store, factory, password_hash))


def opened(visit: Visit, path: str) -> int:
    answer = visit.page.goto(visit.base + path)
    assert answer is not None
    return answer.status


def line_path(booking_id: int) -> str:
    return f"/months/2026-10/lines/{booking_id}?station=bj"


def test_the_month_tells_what_is_missing(lines: October, visit: Visit) -> None:
    visit.sign_in("BJ001")
    assert opened(visit, "/months") == 200
    page = visit.page
    expect(page.get_by_role("heading", name="北京站 2026年10月月度确认")).to_be_visible()
    lacking = page.get_by_role("region", name="还有 3 行缺资料")
    expect(lacking).to_contain_text("缺原因：10月11日至10月14日")
    expect(lacking).to_contain_text("缺客户自行监测证明")
    expect(lacking).to_contain_text("缺AE截图（编辑投放）")
    expect(page.get_by_text("确认2026年10月…")).to_have_count(0)
    visit.look("months")
    for name in ("下载确认表草稿（xlsx）", "下载证明包（zip）"):
        href = page.get_by_role("link", name=name).get_attribute("href") or ""
        assert page.request.get(visit.base + href).body().startswith(b"PK")
    page.get_by_role("link", name="缺资料 3 行").click()
    expect(page.get_by_role("heading", level=3)).not_to_contain_text(["RLZ12345"])


def test_a_cell_leads_to_its_day(lines: October, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto(OCTOBER)
    visit.page.get_by_role(
        "link", name="10月11日 周日：未执行，巡检未看到：空位（天窗），还缺原因"
    ).click()
    day = visit.page.locator("#d11")
    expect(day).to_be_in_viewport()
    picture = day.get_by_role("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 950
    visit.look("month_line")
    proof = day.get_by_role("link", name="10月11日 周日 09:12 的证明单").get_attribute("href")
    assert proof and visit.page.request.get(visit.base + proof).headers["content-type"] == (
        "image/png"
    )


def give_reasons(page: Page, reason: str, note: str = "") -> None:
    page.get_by_label("原因", exact=True).select_option(label=reason)
    page.get_by_label("说明").first.fill(note)
    page.get_by_role("button", name="写上原因").click()


def attach(page: Page, kind: str, name: str, content: bytes) -> None:
    page.get_by_text("附上证明…").click()
    page.get_by_label("证明种类").select_option(label=kind)
    page.get_by_label("文件（PDF").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="附上").click()


def complete(visit: Visit, lines: October) -> None:
    """Gives all that October lacks, page by page."""
    page = visit.page
    visit.goto(line_path(lines.gaps))
    give_reasons(page, "漏播")
    expect(page.get_by_text("原因已保存")).to_be_visible()
    expect(page.get_by_text("这一行不缺资料")).to_be_visible()
    visit.goto(line_path(lines.editors))
    attach(page, "AE截图", "截图.pdf", PDF)
    expect(page.get_by_role("link", name="截图.pdf")).to_be_visible()
    visit.goto(line_path(lines.never))
    give_reasons(page, "客户原因", "客户要求停投")
    expect(page.get_by_text("原因已保存")).to_be_visible()
    attach(page, "客户自行监测证明", "监测.pdf", PDF)
    expect(page.get_by_text("这一行不缺资料")).to_be_visible()


def sign(visit: Visit) -> None:
    visit.goto(OCTOBER)
    visit.page.get_by_text("确认2026年10月…").click()
    said = "并发邮件给财务、总部对接AE（抄送当地运营负责人）"
    expect(visit.page.get_by_text(said)).to_be_visible()
    visit.look("months_ask")
    visit.page.get_by_role("button", name="确认，并发给财务").click()
    expect(visit.page.get_by_text("已确认，本月就此定稿")).to_be_visible()


def test_from_gaps_over_the_signature_to_a_return(
    lines: October, visit: Visit, sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    complete(visit, lines)
    sign(visit)
    page = visit.page
    expect(page.get_by_text("以下是确认时的内容，不再变化")).to_be_visible()
    with sqlite.read() as session:
        assert session.exec(select(MonthClose)).one().state is MonthState.CONFIRMED
        assert session.exec(select(Mail)).one().kind == "month_confirmed"
    page.context.clear_cookies()
    visit.sign_in("HQ301")
    visit.goto(OCTOBER)
    visit.look("months_finance")
    page.get_by_text("退回2026年10月…").click()
    page.get_by_label("退回原因").fill("RLZ12346 的原因与客户说法不符")
    page.get_by_role("button", name="退回，并通知地方站").click()
    expect(page.get_by_text("已退回，原因已通知地方站")).to_be_visible()
    expect(page.get_by_text("财务退回了上一稿：RLZ12346")).to_be_visible()
    page.get_by_role("link", name="看第 1 稿").click()
    expect(page.get_by_text("这是以前的第 1 稿")).to_be_visible()
    visit.goto(line_path(lines.gaps) + "&revision=1")
    expect(page.get_by_role("button", name="写上原因")).to_have_count(0)
    expect(page.locator(".look img").first).to_be_visible()


def test_nothing_typed_is_lost_on_a_refusal(lines: October, visit: Visit) -> None:
    visit.sign_in("BJ001")
    page = visit.page
    visit.goto(line_path(lines.gaps))
    page.get_by_text("附上证明…").click()
    visit.look("month_line_forms")
    page.get_by_text("附上证明…").click()
    give_reasons(page, "其他（要写说明）")
    notice = page.locator("#notice")
    expect(notice).to_contain_text("需要写说明")
    expect(notice).not_to_contain_text("note_missing")
    expect(page.get_by_label("原因", exact=True)).to_have_value("other")
    attach(page, "AE截图", "截图.exe", b"MZ not a paper")
    expect(notice).to_contain_text("截图.exe 不是可用的证明")
    assert page.get_by_label("文件（PDF").evaluate("input => input.files[0].name") == "截图.exe"


def test_a_reason_is_taken_back_and_a_paper_off(
    lines: October, visit: Visit, sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    page = visit.page
    visit.goto(line_path(lines.gaps))
    give_reasons(page, "系统")
    page.get_by_text("收回已写的原因…").click()
    page.get_by_role("group", name="收回 RLZ12346").get_by_label("10月12日 周一").check()
    page.get_by_role("button", name="收回勾选的").click()
    expect(page.get_by_text("缺原因：10月12日")).to_be_visible()
    attach(page, "AE截图", "截图.pdf", PDF)
    page.get_by_label("取下 截图.pdf").click()
    page.get_by_role("button", name="取下", exact=True).click()
    expect(page.get_by_text("证明已移除")).to_be_visible()
    with sqlite.read() as session:
        assert session.exec(select(MonthProof)).first() is None
        verbs = [act.verb for act in session.exec(select(Act)) if act.verb.startswith("month.")]
    assert verbs == [
        "month.give_reason",
        "month.withdraw_reason",
        "month.attach_proof",
        "month.remove_proof",
    ]


@one_width
@pytest.mark.parametrize(
    ("who", "status"), [("SH001", 403), ("BJ101", 403), ("HQ001", 200), ("HQ301", 200)]
)
def test_who_may_look(lines: October, visit: Visit, who: str, status: int) -> None:
    visit.sign_in(who)
    assert opened(visit, OCTOBER) == status
    assert opened(visit, line_path(lines.gaps)) == status
    if status == 403:
        expect(visit.page.get_by_role("heading", name="没有权限").first).to_be_visible()
        visit.look("months_forbidden")


@one_width
def test_a_file_of_another_line_is_not_there(lines: October, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto(line_path(lines.whole))
    picture = visit.page.locator(".look img").first.get_attribute("src") or ""
    assert opened(visit, picture) == 200
    assert opened(visit, picture.replace(f"/{lines.whole}/", f"/{lines.gaps}/")) == 404


@one_width
def test_read_without_scripts(lines: October, visit: Visit, site: str, browser: Browser) -> None:
    visit.sign_in("BJ001")
    plain = browser.new_context(
        java_script_enabled=False, storage_state=visit.page.context.storage_state()
    )
    page = plain.new_page()
    page.goto(site + OCTOBER)
    expect(page.get_by_role("button", name="查看")).to_be_visible()
    page.get_by_role("link", name="去补").first.click()
    expect(page.get_by_role("heading", name="写原因")).to_be_visible()
    plain.close()


def test_a_month_without_bookings_says_what_to_do(lines: October, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto("/months?station=bj&month=2026-03")
    expect(visit.page.get_by_text("这个月没有排期")).to_be_visible()
    visit.look("months_empty")


@one_width
def test_before_the_month_is_over(lines: October, visit: Visit) -> None:
    clock.clock.move_to(at(date(2026, 10, 20), 10))
    visit.sign_in("BJ001")
    visit.goto(OCTOBER)
    expect(visit.page.get_by_text("11月1日 周日 09:00 起可以确认")).to_be_visible()
    expect(visit.page.get_by_text("缺资料，补齐后才能确认")).to_have_count(0)


@one_width
def test_a_look_that_is_not_drawn_yet_is_drawn_for_its_line(
    lines: October, visit: Visit, sqlite: Database, store: Store, factory: Factory
) -> None:
    day = date(2026, 10, 30)
    with sqlite.write() as session:
        slot = factory.slot(session, width=240, height=50)
        number = factory.booking(session, day, day, slot).id or 0
    record(sqlite, store, at(day, 9, 30))
    for who in ("HQ301", "BJ001"):
        visit.sign_in(who)
        visit.goto(line_path(number))
        shown = visit.page.locator("#d30")
        expect(shown.get_by_role("img")).to_have_js_property("naturalWidth", 240)
        proof = shown.get_by_role("link", name="证明单").get_attribute("href") or ""
        answer = visit.page.request.get(visit.base + proof)
        assert answer.headers["content-type"] == "image/png"
        visit.page.get_by_role("button", name="退出").click()
    visit.sign_in("BJ001")
    other = f"/months/2026-10/lines/{lines.whole}/looks/1/proof?station=sh"
    assert opened(visit, other) == 403
    visit.goto(line_path(number))
    strange = f"/months/2026-10/lines/{number}/looks/1/proof?station=bj"
    assert opened(visit, strange) == 404
