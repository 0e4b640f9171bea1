"""来信: what was made of each mail, what waits for the AE, a mail shown as text alone."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from adops.db import Database
from adops.domain.booking import BookingState
from adops.domain.creative import Code
from adops.domain.finding import Finding, Severity, Verdict
from adops.domain.incoming import IncomingKind, IncomingState
from adops.domain.people import SYSTEM, Role
from adops.domain.states import CreativeState
from adops.flows.desk import desk_of
from adops.flows.incoming import handle_open
from adops.mail.incoming import read_envelope
from adops.models import Approval, Booking, IncomingMail, Person
from adops.services import incoming
from adops.services.incoming import Found, Spot
from adops.settings import Settings
from adops.store import Store
from tests.adops.flows.letters import SALES, ad, letter, picture_file
from tests.adops.web.conftest import Visit
from tests.adops.web.test_wrong_person import signed_in
from tests.factories import Factory

NewPerson = Callable[..., Person]
FRIDAY = date(2026, 11, 20)
HEAVY = Finding(Code.SIZE_OVER_LIMIT, Severity.NEEDS_APPROVAL, 40_000, 30_720, "main")
RISKY = (
    "合同号：RLZ12345 原因：<script>alert(1)</script>客户不肯换\nhttps://evil.example.com/track.png"
)
PAGE = ("广告.html", b"<script>alert(document.cookie)</script>", "text/html")


@pytest.fixture
def mails(
    site: str,
    sqlite: Database,
    store: Store,
    settings: Settings,
    factory: Factory,
    person: NewPerson,
    now: datetime,
) -> None:
    """An asked approval in doubt between two creatives, package ads, one too large, one left."""
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    person(Role.HQ_AE, staff_no="HQ001", station="hq", name="总部AE", email="hq1@example.com")
    person(Role.SALES, staff_no="BJ101", name="销售", email=SALES)
    with sqlite.write() as session:
        factory.slot(session, station="hq", code="HQ-TL01", name="财经首页顶部通栏", width=1000)
        contract = factory.contract(session, no="RLZ12345", name="财富公馆")
        for code in ("LJ-TL01", "LJ-TL02"):
            slot = factory.slot(session, code=code, name=f"乐居首页{code[-2:]}通栏950*90")
            booking = factory.booking(
                session,
                FRIDAY + timedelta(days=5),
                FRIDAY + timedelta(days=20),
                slot,
                contract_id=contract.id,
            )
            factory.creative(
                session,
                booking,
                state=CreativeState.SUBMITTED,
                verdict=Verdict.NEEDS_APPROVAL,
                findings=[HEAVY.as_data()],
                confirmed_at=None,
            )
    told = ad() + ad(no="RLZ404") + "广告位名称:通栏950*90 定向地域:全国\n"
    kinds = IncomingKind
    given = [
        (kinds.APPROVAL, letter(RISKY, message_id="<1@x>", subject="创意特批申请", files=[PAGE])),
        (kinds.PACKAGE_ADS, letter(told, message_id="<2@x>", files=[picture_file("通栏.png")])),
        (kinds.UNREAD, letter("", message_id="<3@x>", subject="素材 40 张")),
        (kinds.NOT_OURS, letter("", message_id="<4@x>", subject="开会通知")),
    ]
    with sqlite.write() as session:
        for uid, (kind, content) in enumerate(given, 1):
            kept = kind in {kinds.APPROVAL, kinds.PACKAGE_ADS}
            found = Found(
                key=f"<{uid}@x>",
                spot=Spot("ads@example.com", 1, uid),
                size=len(content),
                envelope=read_envelope(content),
                kind=kind,
                sha256=store.put(content) if kept else None,
                trouble="too_large" if kind is kinds.UNREAD else None,
            )
            incoming.take(session, found=found, by=SYSTEM, now=now)
    handle_open(desk_of(settings, sqlite, store))


def test_what_waits_stands_first_and_on_today_and_is_settled_with_a_creative(
    visit: Visit, sqlite: Database, mails: None
) -> None:
    visit.sign_in("BJ001")
    page = visit.page
    assert "来信待人工处理 2 封" in page.inner_text("main")
    page.get_by_role("link", name="去处理：来信待人工处理").click()
    page.wait_for_selector("#mail-1")
    told = page.inner_text("main")
    assert told.index("要处理的来信") < told.index("创意特批申请")
    assert "可能是" in told and "邮件太大" in told and "开会通知" not in told
    visit.look("incoming")
    page.locator("#mail-1").get_by_role("link").click()
    page.wait_for_selector("#settle")
    told = page.inner_text("main")
    assert "<script>alert(1)</script>客户不肯换" in told and "广告.html" in told
    assert page.locator("main img, main iframe, main a[href^='https:']").count() == 0
    visit.look("incoming-mail")
    assert page.locator("#creative option").count() == 3
    page.get_by_label("为哪个创意申请特批").select_option(index=2)
    page.get_by_label("原因（不写则用邮件主题）").fill("客户不肯换")
    page.get_by_role("button", name="申请特批，保存这封邮件").click()
    page.get_by_text("来信一并保存").wait_for()
    assert "已了结" in page.inner_text("main") and "北京站AE" in page.inner_text("main")
    with sqlite.read() as session:
        approval = session.exec(select(Approval)).one()
    assert (approval.asked_by, approval.entered_by) == (SALES, "BJ001")
    assert (approval.reason, approval.mail_message_id) == ("客户不肯换", "<1@x>")


def test_a_mail_is_settled_with_a_reason(visit: Visit, sqlite: Database, mails: None) -> None:
    visit.sign_in("BJ001")
    visit.goto("/incoming/3")
    page = visit.page
    assert "邮件太大" in page.inner_text("main")
    page.get_by_text("不用处理…").click()
    page.get_by_label("为什么").fill("已在页面上提交")
    visit.look("incoming-settle")
    page.get_by_role("button", name="了结这封来信").click()
    page.get_by_text("这封来信已了结。").wait_for()
    with sqlite.read() as session:
        mail = session.get_one(IncomingMail, 3)
    assert (mail.state, mail.settled_why) == (IncomingState.SETTLED, "已在页面上提交")


def test_package_ads_show_line_by_line_what_was_made(visit: Visit, mails: None) -> None:
    visit.sign_in("HQ001")
    visit.goto("/incoming")
    visit.page.get_by_role("link", name="包版广告投放").click()
    visit.page.get_by_role("heading", name="读出的内容").wait_for()
    told = visit.page.inner_text("main")
    for words in ("已建草稿排期", "没有合同或项目 RLZ404", "缺少“", "文件 通栏.png", "创意 3"):
        assert words in told, words
    visit.look("incoming-package")
    visit.goto("/incoming?show=left")
    assert "开会通知" in visit.page.inner_text("main")
    visit.look("incoming-left")


def test_a_draft_of_a_mail_is_booked_on_its_page(
    visit: Visit, sqlite: Database, mails: None
) -> None:
    """The placer finds it from the mail; the AE of the station that sold it books it."""
    visit.sign_in("HQ001")
    visit.goto("/incoming/2")
    page = visit.page
    page.get_by_role("link", name="打开排期 3").click()
    page.wait_for_url("**/bookings/3")
    page.context.clear_cookies()
    visit.sign_in("BJ001")
    visit.goto("/bookings/3")
    visit.look("incoming-draft")
    page.get_by_text("转正式…").click()
    page.get_by_role("button", name="转正式").click()
    page.wait_for_url("**/bookings/3?done=booking_booked")
    with sqlite.read() as session:
        assert session.get_one(Booking, 3).state is BookingState.BOOKED


def test_files_are_downloads_that_no_browser_opens(site: str, mails: None) -> None:
    with signed_in(site, "BJ001") as (client, _):
        file, whole = client.get("/incoming/1/files/1"), client.get("/incoming/1/letter.eml")
        gone = client.get("/incoming/1/files/2"), client.get("/incoming/3/letter.eml")
    assert (file.content, whole.status_code) == (PAGE[1], 200)
    assert whole.content.startswith(b"From: ")
    for told in (file, whole):
        assert told.headers["content-type"] == "application/octet-stream"
        assert told.headers["content-disposition"].startswith("attachment;")
        assert told.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in told.headers["content-security-policy"]
    assert [one.status_code for one in gone] == [404, 404]


def test_mails_of_another_station_are_not_one_s_own(
    site: str, mails: None, person: NewPerson
) -> None:
    person(Role.AE, staff_no="GZ001", station="gz")
    with signed_in(site, "GZ001") as (client, _):
        assert client.get("/incoming/1").status_code == 403
        assert client.get("/incoming/2/files/1").status_code == 403
        listed = client.get("/incoming").text
    assert "创意特批申请" not in listed and "包版广告投放" not in listed
    with signed_in(site, "BJ101") as (client, _):  # sales
        assert client.get("/incoming").status_code == 403
        assert client.get("/incoming/1").status_code == 403
