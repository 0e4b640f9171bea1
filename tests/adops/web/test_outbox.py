"""发件箱 shows every mail with its state; what is stuck is settled there, with a question."""

from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page
from sqlmodel import select

from adops.db import Database
from adops.domain.people import Role
from adops.domain.states import MailState
from adops.models import Mail, Person
from adops.store import Store
from tests.adops.web.conftest import Visit
from tests.factories import Factory

NewPerson = Callable[..., Person]


@pytest.fixture
def mails(sqlite: Database, store: Store, factory: Factory, person: NewPerson) -> None:
    """北京 with one mail in doubt, one stopped and one sent; 上海 with one that failed."""
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    person(Role.HQ_AE, staff_no="HQ001", station="hq", email="hq001@example.com")
    given = [
        ("bj", MailState.IN_DOUBT, "interrupted", ["ops@example.com"]),
        ("bj", MailState.STOPPED, "no_recipient", []),
        ("bj", MailState.SENT, None, ["ops@example.com"]),
        ("sh", MailState.FAILED, "550 no such user", ["ops@example.com"]),
    ]
    file = {"name": "记录表_北京.xlsx", "sha256": store.put(b"book"), "media_type": "text/plain"}
    with sqlite.write() as session:
        for number, (station, state, trouble, to) in enumerate(given, 1):
            session.add(
                Mail(
                    kind="approval_ledger",
                    key=f"ledger/{number}",
                    station=station,
                    to=to,
                    cc=[],
                    missing=[] if to else ["总部对接AE"],
                    subject=f"记录表{number}号",
                    html=f"<h1 style='color:#b4232a'>第{number}封</h1><script>alert(1)</script>",
                    text=f"第 {number} 封\n<b>正文</b>",
                    attachments=[file],
                    message_id=f"<{number}@adops>",
                    state=state,
                    trouble=trouble,
                    created_at=factory.now,
                )
            )
            session.flush()


def states(db: Database) -> list[str]:
    with db.read() as session:
        return [mail.state.value for mail in session.exec(select(Mail).order_by("id"))]


def test_what_is_stuck_stands_first_and_is_settled(
    visit: Visit, sqlite: Database, mails: None
) -> None:
    visit.sign_in("BJ001")
    page = visit.page
    page.locator("a[href='/outbox#mail-1']").first.click()
    page.wait_for_selector("#mail-1")
    told = page.inner_text("main")
    assert "不知道对方是否收到" in told and "总部对接AE" in told
    assert "记录表4号" not in told
    assert told.index("记录表1号") < told.index("其他邮件") < told.index("记录表3号")
    page.locator("#mail-3").get_by_text("正文", exact=True).click()
    assert "<b>正文</b>" in page.inner_text("#mail-3")
    visit.look("outbox")
    page.locator("#mail-1").get_by_text("已送达…").click()
    page.get_by_role("button", name="确实收到了").click()
    page.get_by_text("已记为已发送。").wait_for()
    page.locator("#mail-2").get_by_text("继续发送…").click()
    page.get_by_role("button", name="继续发送", exact=True).click()
    page.get_by_text("邮件继续发送").wait_for()
    page.locator("#mail-3").get_by_text("重发…").click()
    page.locator("#mail-3").get_by_role("button", name="再发一次").click()
    page.get_by_text("【重发】记录表3号").wait_for()
    assert states(sqlite) == ["sent", "waiting", "sent", "failed", "waiting"]


def test_a_mail_is_seen_as_it_arrives_with_its_files(visit: Visit, mails: None) -> None:
    visit.sign_in("BJ001")
    visit.goto("/outbox")
    assert "<1@adops>" in visit.page.inner_text("#mail-1")
    visit.page.get_by_role("link", name="记录表1号").click()
    visit.page.wait_for_url("**/outbox/1")
    assert "<1@adops>" in visit.page.inner_text("main")
    visit.look("mail")
    with visit.page.expect_download() as got:
        visit.page.get_by_role("link", name="记录表_北京.xlsx").click()
    assert got.value.suggested_filename == "记录表_北京.xlsx"
    with visit.page.expect_download() as got:
        visit.page.get_by_role("link", name="下载邮件（.eml）").click()
    letter = message_from_bytes(Path(got.value.path()).read_bytes(), policy=policy.default)
    assert (letter["Message-ID"], letter["Subject"]) == ("<1@adops>", "记录表1号")
    visit.goto("/outbox/1/preview")
    heading = visit.page.get_by_role("heading", name="第1封")
    colour = "getComputedStyle(document.querySelector('h1')).color"
    assert heading.is_visible() and visit.page.evaluate(colour) == "rgb(180, 35, 42)"
    assert any("Blocked script execution" in one for one in visit.said)
    visit.said.clear()


def test_an_invitation_shows_its_link_to_nobody_and_a_file_must_be_there(
    visit: Visit, sqlite: Database, mails: None
) -> None:
    with sqlite.write() as session:
        mail = session.get(Mail, 3)
        assert mail is not None
        mail.kind, mail.text = "account_invitation", "https://example.com/secret"
        session.add(mail)
    visit.sign_in("BJ001")
    visit.goto("/outbox/3")
    assert "正文不显示" in visit.page.inner_text("main")
    assert "secret" not in visit.page.content()
    for path in ("preview", "letter.eml", "files/1"):
        visit.goto(f"/outbox/3/{path}")
        assert "里面的链接只给本人" in visit.page.inner_text("main")
    visit.goto("/outbox/1/files/2")
    assert "第 1 封邮件没有第 2 个附件" in visit.page.inner_text("main")


def test_what_failed_is_sent_once_more_and_off_the_list(visit: Visit, mails: None) -> None:
    visit.sign_in("BJ001")
    visit.goto("/outbox")
    visit.page.locator("#mail-1").get_by_text("重发…").click()
    assert "对方可能已经收到一封" in visit.page.inner_text("#mail-1")
    visit.page.locator("#mail-1").get_by_role("button", name="再发一次").click()
    visit.page.get_by_text("已重发：看第 5 封").wait_for()
    told = visit.page.inner_text("main")
    assert told.index("其他邮件") < told.index("记录表1号")
    visit.goto("/")
    assert visit.page.get_by_text("记录表1号").count() == 0
    assert visit.page.get_by_text("记录表2号").count() == 1


def late(db: Database, *numbers: int) -> None:
    """Makes late reports of these mails."""
    with db.write() as session:
        for number in numbers:
            session.get_one(Mail, number).kind = "late_report"


def exported(page: Page, folder: Path) -> list[object]:
    """The cells of the workbook of what was found."""
    with page.expect_download() as got:
        page.get_by_role("link", name="导出找到的邮件").click()
    assert got.value.suggested_filename.startswith("发件箱_20261120-")
    got.value.save_as(folder / "mails.xlsx")
    (sheet,) = load_workbook(folder / "mails.xlsx").worksheets
    return [cell.value for row in sheet.iter_rows() for cell in row]


def test_mails_are_found_and_taken_away_as_a_workbook(
    visit: Visit, sqlite: Database, mails: None, tmp_path: Path
) -> None:
    late(sqlite, 2, 3)
    visit.sign_in("BJ001")
    visit.goto("/outbox")
    page = visit.page
    page.get_by_label("类型").select_option(label="晚投报备")
    page.wait_for_url("**kind=late_report**")
    assert page.get_by_label("类型").input_value() == "late_report"
    assert page.locator("tr[id^=mail-]").count() == 2
    page.get_by_label("收件人的邮箱或姓名").fill("OPS@example")
    page.get_by_label("从哪天").fill("2026-11-20")
    page.get_by_role("button", name="查找").click()
    page.wait_for_url("**recipient=OPS**")
    told = page.inner_text("main")
    assert "找到的邮件" in told and "记录表3号" in told and "记录表2号" not in told
    visit.look("outbox-found")
    cells = exported(page, tmp_path)
    assert "记录表3号" in cells and "记录表2号" not in cells and "已发送" in cells
    page.get_by_label("主题、正文或 Message-ID 里的词").fill("没有这样的词")
    page.get_by_role("button", name="查找").click()
    page.get_by_text("没有符合的邮件").wait_for()
    visit.look("outbox-nothing")
    page.get_by_role("link", name="看全部邮件").first.click()
    page.wait_for_url("**/outbox")
    assert "要处理的邮件" in page.inner_text("main")


def test_page_by_page_of_what_was_found(visit: Visit, sqlite: Database, mails: None) -> None:
    with sqlite.write() as session:
        first = session.get_one(Mail, 3).model_dump()
        for number in range(100, 155):
            given = {"id": number, "key": f"x/{number}", "message_id": f"<{number}@adops>"}
            session.add(Mail(**first | given))
    visit.sign_in("BJ001")
    visit.goto("/outbox?q=记录表3号")
    assert visit.page.locator("tr[id^=mail-]").count() == 50
    visit.page.get_by_role("link", name="更早的邮件").click()
    visit.page.wait_for_url("**cursor=105**")
    assert visit.page.locator("tr[id^=mail-]").count() == 6
    assert visit.page.get_by_label("主题、正文或 Message-ID 里的词").input_value() == "记录表3号"


def test_what_cannot_be_looked_for_is_said(visit: Visit, mails: None) -> None:
    visit.sign_in("BJ001")
    for query, words in (
        ("from=2026-11-21&to=2026-11-20", "2026年11月20日"),
        ("kind=moon", "类型"),
        ("from=gestern", "起始日期"),
    ):
        visit.goto(f"/outbox?{query}")
        assert words in visit.page.inner_text("main")


def test_who_reads_settles_nothing_and_others_see_none(
    visit: Visit, mails: None, person: NewPerson
) -> None:
    person(Role.OPS_HEAD, staff_no="BJ201")
    visit.sign_in("BJ201")
    visit.page.get_by_role("link", name="发件箱").click()
    visit.page.wait_for_selector("#mail-1")
    assert visit.page.locator("details.ask").count() == 0
    person(Role.SALES, staff_no="BJ101")
    visit.page.get_by_role("button", name="退出").click()
    visit.sign_in("BJ101")
    assert visit.page.get_by_role("link", name="发件箱").count() == 0
    for path in ("/outbox", "/outbox/1", "/outbox/1/preview", "/outbox/1/letter.eml"):
        visit.goto(path)
        assert "没有权限" in visit.page.inner_text("main")
