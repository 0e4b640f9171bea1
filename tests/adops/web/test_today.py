"""今日 shows what is due, what comes first first, each with the way to its act."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from adops import clock
from adops.db import Database
from adops.domain.booking import LedgerKind, Route
from adops.domain.people import Role
from adops.domain.period import at
from adops.domain.slot import SlotState
from adops.domain.states import ApprovalState, CreativeState, Delivered, LookResult, MailState
from adops.models import Approval, Mail, Person
from tests.adops.web.conftest import Visit
from tests.factories import Factory

NewPerson = Callable[..., Person]
FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.fixture
def busy(sqlite: Database, factory: Factory, person: NewPerson) -> None:
    """北京 on a Friday with a bit of everything."""
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    with sqlite.write() as session:
        contract = factory.contract(session, no="RLZ12345", name="财富公馆")
        slot = factory.slot(session, name="财经首页顶部通栏")
        factory.booking(
            session,
            FRIDAY + DAY,
            FRIDAY + DAY * 9,
            slot,
            contract_id=contract.id,
            route=Route.HQ,
        )
        other = factory.contract(session, no="RLZ20001", name="云溪花园")
        picture = factory.slot(session, name="房产首页画中画")
        waiting = factory.booking(
            session,
            FRIDAY + DAY * 3,
            FRIDAY + DAY * 12,
            picture,
            contract_id=other.id,
            route=Route.CROSS,
        )
        findings = [
            {
                "code": "size.over_limit",
                "severity": "needs_approval",
                "measured": 30721,
                "allowed": 30720,
                "where": "main",
                "item": "x#1",
            }
        ]
        creative = factory.creative(
            session,
            waiting,
            state=CreativeState.SUBMITTED,
            confirmed_at=None,
            confirmed_by=None,
            findings=findings,
        )
        session.add(
            Approval(
                creative_id=creative.id or 0,
                booking_id=waiting.id or 0,
                station="bj",
                fingerprint=creative.fingerprint,
                findings=findings,
                kind=LedgerKind.COMMERCIAL,
                reason="客户终稿",
                state=ApprovalState.REQUESTED,
                asked_by="BJ101",
                requested_at=factory.now,
            )
        )
        ran = factory.booking(
            session,
            FRIDAY - DAY * 5,
            FRIDAY + DAY * 5,
            factory.slot(session, name="新闻内页按钮", state=SlotState.LIVE),
        )
        factory.creative(session, ran, state=CreativeState.LIVE)
        factory.look(
            session, ran, FRIDAY - DAY, delivered=Delivered.NO, result=LookResult.WRONG_CREATIVE
        )
        session.add(
            Mail(
                kind="creative_refused",
                key="creative/9",
                station="bj",
                to=[],
                cc=[],
                missing=["合同销售"],
                subject="创意未通过审核：江畔名邸",
                html="",
                text="",
                message_id="<x@adops>",
                state=MailState.STOPPED,
                created_at=factory.now,
            )
        )


def test_what_is_due_stands_in_order_of_its_deadline(visit: Visit, busy: None) -> None:
    visit.sign_in("BJ001")
    page = visit.page
    assert "15:00" in page.inner_text(".adops-closing")
    first = page.locator(".adops-due-item").first
    assert "财富公馆" in first.inner_text() and "还有 6 小时" in first.inner_text()
    told = page.inner_text("main")
    for words in ("等 AE 登记", "素材不对 1", "缺收件人", "2027 年的放假安排"):
        assert words in told
    assert "特批还没有批下来" not in told  # the approval itself says it
    visit.look("today-busy")
    first.get_by_role("link").click()
    page.wait_for_selector("#offer")


def test_after_15_o_clock_it_is_late(visit: Visit, busy: None) -> None:
    clock.clock.move_to(at(FRIDAY, 15, 30))
    visit.sign_in("BJ001")
    assert "已过 30 分" in visit.page.inner_text("main")
    visit.look("today-late")


def test_a_person_of_another_station_sees_nothing_of_it(
    visit: Visit, busy: None, person: NewPerson
) -> None:
    person(Role.AE, staff_no="SH001", station="sh")
    visit.sign_in("SH001")
    assert "财富公馆" not in visit.page.inner_text("main")


def test_an_empty_house_says_what_to_do_first(visit: Visit, person: NewPerson) -> None:
    clock.clock.move_to(at(date(2026, 3, 4), 9, 30))
    person(Role.ADMIN, staff_no="HQ000", station="hq")
    visit.sign_in("HQ000")
    assert "请先导入广告位、排期和人员" in visit.page.inner_text("main")
    visit.look("today-empty")


def test_a_break_ahead_lists_what_it_moves(
    visit: Visit, sqlite: Database, factory: Factory, person: NewPerson
) -> None:
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    person(Role.SALES, staff_no="BJ101", email="sales@example.com")
    person(Role.SALES, staff_no="BJ102", email="other@example.com")
    with sqlite.write() as session:
        for day, name in ((3, "财富公馆"), (8, "云溪花园"), (9, "听涛府")):
            contract = factory.contract(session, no=f"RLZ{day}", name=name)
            first = date(2026, 10, day)
            factory.booking(
                session, first, first + DAY * 9, contract_id=contract.id, route=Route.HQ
            )
    clock.clock.move_to(at(date(2026, 9, 17), 9))
    visit.sign_in("BJ001")
    told = visit.page.inner_text("main")
    assert "国庆节 10月1日 周四至10月7日 周三放假：2 条排期的创意截止时间提前" in told
    assert "10月3日 周六 上线，9月29日 周二 15:00 截止（平时是 10月2日 周五 15:00）" in told
    assert "云溪花园" in told and "听涛府" not in told
    visit.look("today-holiday")
    visit.page.get_by_role("link", name="看排期").click()
    visit.page.wait_for_url("**/schedule?first=2026-10-01")
    for staff_no, seen in (("BJ101", 1), ("BJ102", 0)):
        visit.page.get_by_role("button", name="退出").click()
        visit.sign_in(staff_no)
        assert visit.page.get_by_text("国庆节").count() == seen
