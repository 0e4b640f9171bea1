"""特批 as sales, an AE and the HQ AE use it (rules.md §6)."""

from datetime import date

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from adops import clock
from adops.db import Database
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.slot import Owner
from adops.domain.states import ApprovalState, CreativeState, LedgerState, MailState
from adops.models import Approval, Creative, LedgerWeek, Mail
from adops.services import approvals
from adops.store import Store
from tests.adops.web.conftest import DESK, Visit
from tests.adops.web.friday import OVER_CAP, TODAY, approval, of_state
from tests.adops.web.october import House, people
from tests.factories import Factory

MORNING, AFTER_CUT = at(TODAY, 8, 50), at(TODAY, 16, 5)
EML = (
    b"From: sales@example.com\r\nTo: ae@example.com\r\nMessage-ID: <ask-1@example.com>\r\n"
    b"Date: Thu, 19 Nov 2026 09:30:00 +0800\r\nSubject: special approval\r\n\r\nplease\r\n"
)
# What does not hang on the width is asked once.
one_width = pytest.mark.parametrize("visit", [DESK], ids=["desk"], indirect=True)


@pytest.fixture
def house(site: str, sqlite: Database, store: Store, factory: Factory, password_hash: str) -> House:
    """北京 on Friday at 08:50, its people."""
    clock.clock.move_to(MORNING)
    made = House(sqlite, store, factory, password_hash)
    with sqlite.write() as session:
        people(made, session)
    return made


@pytest.fixture
def week(house: House) -> House:
    """An entry of every kind: asked, registered, decided, of the week before, corrected."""
    with house.db.write() as session:
        approval(house, session, 1, ApprovalState.REQUESTED)
        approval(house, session, 2, ApprovalState.REGISTERED)
        approval(house, session, 3, ApprovalState.APPROVED)
        earlier = at(date(2026, 11, 12), 10)
        approval(house, session, 4, ApprovalState.APPROVED, registered_at=earlier)
        old = approval(house, session, 5, ApprovalState.REFUSED, registered_at=earlier)
        approvals.correct(
            session,
            approval_id=old.id or 0,
            reason="文件过大，客户无法重新导出",
            by=CONSOLE,
            now=at(date(2026, 11, 18), 15),
        )
    return house


def test_the_week_stands_as_it_will_be_sent(week: House, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto("/approvals")
    page = visit.page
    expect(page.get_by_text("还有 7 小时")).to_be_visible()
    entries = page.get_by_role("region", name="本周登记").get_by_role("row")
    expect(entries).to_have_count(3)
    expect(entries.nth(1)).to_contain_text("大小 43,008 / 30,720 字节")
    expect(entries.nth(2)).to_contain_text("同意")
    expect(page.get_by_role("region", name="前期结果").get_by_role("row")).to_have_count(3)
    expect(page.get_by_text("原因：文件过大，客户无法重新导出")).to_be_visible()
    expect(page.get_by_text("截止前不能发送")).to_be_visible()
    page.wait_for_load_state("networkidle")
    visit.look("approvals")


def test_registered_from_a_mail(week: House, visit: Visit, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto("/approvals")
    page = visit.page
    case = page.get_by_role("article", name="RLZ30001")
    case.get_by_label("登记 RLZ30001 财富公馆").click()
    file = case.get_by_label("申请邮件（.eml，可以不附）")
    reason = case.get_by_label("原因（记录表上的文字）")
    reason.fill("客户只有成品，下周起换新版")
    file.set_input_files({"name": "a.eml", "mimeType": "message/rfc822", "buffer": b"no mail"})
    case.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("这不是一封邮件")
    expect(reason).to_have_value("客户只有成品，下周起换新版")
    file.set_input_files({"name": "a.eml", "mimeType": "message/rfc822", "buffer": EML})
    visit.look("approvals_register")
    case.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记特批，计入本周记录表")).to_be_visible()
    with sqlite.read() as session:
        row = session.exec(select(Approval).where(Approval.id == 1)).one()
        assert (row.state, row.registered_by) == (ApprovalState.REGISTERED, "BJ001")
        assert row.mail_message_id == "<ask-1@example.com>"
    kept = page.get_by_role("link", name="申请邮件").get_attribute("href") or ""
    assert page.request.get(visit.base + kept).body() == EML


@one_width
def test_refused_with_a_reason(week: House, visit: Visit, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto("/approvals")
    page = visit.page
    page.get_by_label("驳回 RLZ30002 财富公馆").click()
    page.get_by_label("驳回原因").fill("请更换文件")
    page.get_by_role("button", name="驳回", exact=True).click()
    expect(page.get_by_text("已驳回。")).to_be_visible()
    with sqlite.read() as session:
        assert of_state(session, 2) is ApprovalState.REFUSED


def approve(visit: Visit, what: str) -> None:
    visit.sign_in("BJ001")
    visit.goto("/approvals")
    visit.page.get_by_label(f"批准 {what}").click()
    visit.page.get_by_label("意见（可以不写）").fill("同意，下次请提前压缩")
    visit.page.get_by_role("button", name="批准", exact=True).click()


def test_approved_after_a_second_review(week: House, visit: Visit, sqlite: Database) -> None:
    approve(visit, "RLZ30002 财富公馆")
    expect(visit.page.get_by_text("已批准。")).to_be_visible()
    entries = visit.page.get_by_role("region", name="本周登记").get_by_role("row")
    expect(entries.nth(1)).to_contain_text("同意，下次请提前压缩")
    with sqlite.read() as session:
        assert of_state(session, 2) is ApprovalState.APPROVED


@one_width
def test_what_the_second_review_refuses_is_told(house: House, visit: Visit) -> None:
    with house.db.write() as session:
        approval(house, session, 2, ApprovalState.REGISTERED, weight=OVER_CAP)
    approve(visit, "RLZ30002 财富公馆")
    expect(visit.page.locator("#notice")).to_contain_text("特批也不能通过")
    expect(visit.page.locator("#notice")).to_contain_text("超过了可特批的范围")
    expect(visit.page.get_by_label("意见（可以不写）")).to_have_value("同意，下次请提前压缩")


def test_sales_sees_and_withdraws_its_own(week: House, visit: Visit, sqlite: Database) -> None:
    visit.sign_in("BJ101")
    visit.goto("/approvals")
    page = visit.page
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_text("地方站特殊审批记录表")).to_have_count(0)
    visit.look("approvals_sales")
    page.get_by_label("撤回 RLZ30002 财富公馆").click()
    mine = page.get_by_role("article", name="RLZ30002")
    mine.get_by_label("撤回原因").fill("客户换了终稿")
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_text("已撤回。")).to_be_visible()
    with sqlite.read() as session:
        assert of_state(session, 2) is ApprovalState.WITHDRAWN


@one_width
def test_who_decides_sees_that_the_creative_was_taken_back(
    week: House, visit: Visit, sqlite: Database
) -> None:
    with sqlite.write() as session:
        asked = session.exec(select(Approval).where(Approval.id == 2)).one()
        creative = session.get_one(Creative, asked.creative_id)
        creative.state = CreativeState.WITHDRAWN
        session.add(creative)
    visit.sign_in("BJ001")
    visit.goto("/approvals")
    gone = visit.page.get_by_role("article", name="RLZ30002")
    expect(gone).to_contain_text("（已撤回）")
    expect(gone).to_contain_text("不能再批准")
    expect(gone.get_by_text("批准…")).to_have_count(0)
    visit.look("approvals-taken-back")
    expect(visit.page.get_by_role("article", name="RLZ30001")).not_to_contain_text("（已")


@one_width
def test_nobody_approves_what_they_asked_for(house: House, visit: Visit) -> None:
    with house.db.write() as session:
        approval(house, session, 1, ApprovalState.REGISTERED, asked_by="BJ001")
        approval(house, session, 2, ApprovalState.REGISTERED, owner=Owner.SINA)
        approval(house, session, 3, ApprovalState.REGISTERED, entered_by="BJ001")
    visit.sign_in("BJ001")
    visit.goto("/approvals")
    expect(visit.page.get_by_text("申请人自己不能审批")).to_have_count(2)
    expect(visit.page.get_by_label("批准 RLZ")).to_have_count(0)
    visit.page.context.clear_cookies()
    visit.sign_in("HQ001")
    visit.goto("/approvals?station=bj")
    expect(visit.page.get_by_label("批准 RLZ")).to_have_count(1)


def test_an_entry_is_corrected(week: House, visit: Visit, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto("/approvals")
    page = visit.page
    page.get_by_text("更正一条…").click()
    page.locator("#c-kind-2").select_option(label="内广")
    page.get_by_role("button", name="更正第 1 条").click()
    expect(page.get_by_text("已更正；若那一期已经发出")).to_be_visible()
    with sqlite.read() as session:
        assert session.exec(select(Approval.kind).where(Approval.id == 2)).one() == "internal"


def send(visit: Visit) -> None:
    """After the cut, from the alert on."""
    clock.clock.move_to(AFTER_CUT)
    visit.sign_in("BJ001")
    visit.goto("/approvals")
    page = visit.page
    expect(page.get_by_text("2026年第47周的记录表已截止，还没有发送")).to_be_visible()
    page.get_by_role("link", name="查看并发送2026年第47周").click()
    page.get_by_text("发送2026年第47周记录表…").click()
    expect(page.get_by_text("只发一次，发出的文件不再变化")).to_be_visible()
    visit.look("approvals_send")
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.get_by_text("已放入发件箱，由系统发送")).to_be_visible()


def test_sent_once_after_the_cut(week: House, visit: Visit, sqlite: Database) -> None:
    send(visit)
    page = visit.page
    row = page.get_by_role("row", name="2026年第47周")
    expect(row).to_contain_text("邮件待发送")
    expect(page.get_by_text("重发…")).to_have_count(0)
    expect(page.get_by_text("发送2026年第47周记录表…")).to_have_count(0)
    with sqlite.read() as session:
        assert session.exec(select(LedgerWeek)).one().state is LedgerState.SENT
    visit.look("approvals_sent")
    href = row.get_by_role("link", name="下载2026年第47周记录表").get_attribute("href") or ""
    assert page.request.get(visit.base + href).body().startswith(b"PK")


@one_width
def test_sent_once_more_by_hand(week: House, visit: Visit, sqlite: Database) -> None:
    send(visit)
    with sqlite.write() as session:
        mail = session.exec(select(Mail)).one()
        mail.state = MailState.SENT
        session.add(mail)
    page = visit.page
    page.reload()
    page.get_by_text("重发…").click()
    page.get_by_role("button", name="重发", exact=True).click()
    expect(page.get_by_text("已放入发件箱，按原文件重发")).to_be_visible()
    with sqlite.read() as session:
        subjects = [one.subject for one in session.exec(select(Mail).order_by(col(Mail.id)))]
    assert subjects[1] == f"【重发】{subjects[0]}"


def test_an_empty_week_says_so(house: House, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto("/approvals")
    expect(visit.page.get_by_text("没有待处理的特批")).to_be_visible()
    expect(visit.page.get_by_text("记录表已截止，还没有发送")).to_have_count(0)
    expect(visit.page.get_by_text("本周无特批。到截止时会如实发出")).to_be_visible()
    visit.look("approvals_empty")


@one_width
@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("HQ301", "/approvals", 403),
        ("SH001", "/approvals?station=bj", 403),
        ("SH001", "/approvals/2/mail", 404),
        ("SH001", "/approvals", 200),
        ("BJ001", "/approvals?week=2026-47", 422),
    ],
)
def test_who_may_look(week: House, visit: Visit, who: str, path: str, status: int) -> None:
    visit.sign_in(who)
    answer = visit.page.goto(visit.base + path)
    assert answer is not None and answer.status == status
