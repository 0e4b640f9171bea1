"""创意 as sales and AEs use it: limits first, findings at once, confirm, ask, reject."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.demo.ads import draw_ad
from adops.demo.projects import PROJECTS
from adops.demo.weigh import exactly
from adops.domain.booking import Route
from adops.domain.people import Role
from adops.domain.period import at
from adops.domain.slot import Owner
from adops.domain.states import ApprovalState, CreativeState
from adops.models import Approval, Booking, Creative, Mail, Person, SlotVersion
from tests.adops.web.conftest import Visit
from tests.factories import Factory

NewPerson = Callable[..., Person]
LIMIT = 30 * 1024
SATURDAY = date(2026, 11, 21)
NEXT_WEEK = date(2026, 11, 27)


@dataclass
class Stage:
    """A booking of 北京 from Saturday on, placed by 总部's route, and its people."""

    booking: Booking
    slot_name: str


@pytest.fixture
def stage(sqlite: Database, factory: Factory, person: NewPerson) -> Stage:
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    person(Role.SALES, staff_no="BJ101", name="北京销售", email="sales@example.com")
    person(Role.HQ_AE, staff_no="HQ001", name="总部对接AE", station="hq")
    with sqlite.write() as session:
        contract = factory.contract(session, no="RLZ12345", name="财富公馆")
        slot = factory.slot(session, name="财经首页顶部通栏", limit_bytes=LIMIT)
        booking = factory.booking(
            session,
            SATURDAY,
            NEXT_WEEK,
            slot,
            contract_id=contract.id,
            route=Route.HQ,
            landing_url="https://house.example.com/",
        )
    return Stage(booking, slot.name)


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """A drawn ad as a JPEG of an exact weight."""

    def made(size: int, pixels: tuple[int, int] = (950, 90)) -> Path:
        path = tmp_path / f"财富公馆-{size}.jpg"
        path.write_bytes(exactly(draw_ad(PROJECTS[0], pixels), "jpg", size))
        return path

    return made


def _to_the_form(visit: Visit) -> None:
    page = visit.page
    assert "财富公馆" in page.inner_text("main")
    visit.look("today")
    visit.goto("/creatives")
    visit.look("creatives-empty")
    page.get_by_role("link", name="提交第一个创意").click()
    page.wait_for_selector(".adops-choices")
    visit.look("creative-booking")
    page.get_by_role("link", name="为 财富公馆").click()
    page.wait_for_selector("#offer")


def test_a_creative_from_the_booking_to_the_confirmation(
    visit: Visit, stage: Stage, file: Callable[..., Path], sqlite: Database
) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    _to_the_form(visit)
    assert "30,720 字节" in page.inner_text("main")
    assert "46,080 字节" in page.inner_text("main")
    visit.look("creative-new")
    page.get_by_label("主文件").set_input_files(file(LIMIT))
    page.wait_for_selector("#findings .adops-checked")
    assert "通过" in page.inner_text("#findings")
    with sqlite.read() as session:
        assert session.exec(select(Creative)).all() == []
    visit.look("creative-checked")
    page.get_by_label("文案").fill("财富公馆 从容生活")
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url("**/creatives/*?done=submitted")
    visit.look("creative-submitted")
    page.get_by_text("确认定稿…").click()
    page.get_by_role("button", name="确认定稿").click()
    page.wait_for_url("**?done=confirmed")
    visit.look("creative-confirmed")
    with sqlite.read() as session:
        creative = session.exec(select(Creative)).one()
        assert (creative.state, creative.confirmed_by) == (CreativeState.CONFIRMED, "BJ101")


def test_what_is_typed_after_the_file_is_checked_too(
    visit: Visit, stage: Stage, file: Callable[..., Path]
) -> None:
    visit.sign_in("BJ101")
    visit.goto(f"/creatives/new?booking={stage.booking.id}")
    told, copy = visit.page.locator("#findings"), visit.page.get_by_label("文案")
    visit.page.get_by_label("主文件").set_input_files(file(LIMIT))
    expect(told).to_contain_text("还没有文案")
    copy.fill("全城最佳")
    copy.press("Tab")
    expect(told).to_contain_text("最佳")
    expect(told).not_to_contain_text("还没有文案")


def test_the_list_shows_each_with_its_picture(
    visit: Visit, stage: Stage, file: Callable[..., Path]
) -> None:
    visit.sign_in("BJ001")
    page = visit.page
    for size in (LIMIT, LIMIT + 1, LIMIT * 2):
        visit.goto(f"/creatives/new?booking={stage.booking.id}")
        page.get_by_label("主文件").set_input_files(file(size))
        page.wait_for_selector("#findings .adops-checked")
        page.get_by_role("button", name="提交审核").click()
        page.wait_for_url("**/creatives/*?done=submitted")
    visit.goto("/creatives")
    page.wait_for_function("[...document.images].every((one) => one.naturalWidth > 0)")
    assert page.locator("tbody tr").count() == 3
    visit.look("creatives")
    page.get_by_role("link", name="已退回").click()
    assert "没有这个状态的创意" in page.inner_text("main")


def test_a_byte_too_many_needs_an_approval(
    visit: Visit, stage: Stage, file: Callable[..., Path], sqlite: Database
) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    visit.goto(f"/creatives/new?booking={stage.booking.id}")
    page.get_by_label("主文件").set_input_files(file(LIMIT + 1))
    page.wait_for_selector("#findings .is-warn")
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url("**/creatives/*?done=submitted")
    assert "30,721 字节" in page.inner_text("main")
    assert page.get_by_role("button", name="确认定稿").count() == 0
    page.get_by_text("申请特批…").click()
    page.get_by_label("为什么不能更换").fill("客户终稿，压缩后看不清许可证号")
    page.get_by_role("button", name="申请特批").click()
    page.wait_for_url("**?done=asked")
    visit.look("creative-asked")
    with sqlite.read() as session:
        approval = session.exec(select(Approval)).one()
        assert (approval.state, approval.asked_by) == (ApprovalState.REQUESTED, "BJ101")


def test_a_refusal_keeps_what_was_typed(
    visit: Visit, stage: Stage, file: Callable[..., Path], sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    page = visit.page
    visit.goto(f"/creatives/new?booking={stage.booking.id}")
    page.get_by_label("主文件").set_input_files(file(LIMIT * 2))
    page.wait_for_selector("#findings .is-bad")
    page.get_by_label("文案").fill("云端之上，预见未来")
    with sqlite.write() as session:
        booking = session.get(Booking, stage.booking.id)
        assert booking is not None
        booking.state = booking.state.__class__.CANCELLED
        session.add(booking)
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_selector("#refused")
    visit.look("creative-refused")
    assert "不再接收创意" in page.inner_text("#notice")
    assert page.get_by_label("文案").input_value() == "云端之上，预见未来"


def test_late_says_when_and_hq_may_accept(
    visit: Visit, stage: Stage, file: Callable[..., Path], sqlite: Database
) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    visit.goto(f"/creatives/new?booking={stage.booking.id}")
    page.get_by_label("主文件").set_input_files(file(LIMIT))
    page.wait_for_selector("#findings .adops-checked")
    page.get_by_label("文案").fill("财富公馆 从容生活")
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url("**/creatives/*?done=submitted")
    address = page.url.split("?")[0]
    clock.clock.move_to(at(date(2026, 11, 20), 15, 1))
    page.reload()
    assert "11月24日 周二" in page.inner_text("#late")
    visit.look("creative-late")
    assert page.get_by_text("确认定稿…").count() == 0
    page.get_by_role("button", name="退出").click()
    visit.sign_in("HQ001")
    page.goto(address)
    page.get_by_text("逾期接收…").click()
    page.get_by_label("接收原因").fill("客户盖章晚到，已与频道确认")
    page.get_by_role("button", name="接收并确认").click()
    page.wait_for_url("**?done=confirmed")
    with sqlite.read() as session:
        creative = session.exec(select(Creative)).one()
        assert creative.late_reason == "客户盖章晚到，已与频道确认"


def test_the_placer_sends_it_back_with_a_reason(
    visit: Visit, stage: Stage, file: Callable[..., Path], sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    page = visit.page
    visit.goto(f"/creatives/new?booking={stage.booking.id}")
    page.get_by_label("主文件").set_input_files(file(LIMIT + 1))
    page.wait_for_selector("#findings .is-warn")
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url("**/creatives/*?done=submitted")
    page.get_by_text("退回…").click()
    page.get_by_label("退回原因").fill("主图换了，请压到 30 KB 以内")
    page.get_by_role("button", name="退回", exact=True).click()
    page.wait_for_url("**?done=rejected")
    page.get_by_text("可转发给客户或代理的文字").click()
    assert "【需特批】" in page.get_by_label("可转发的文字").input_value()
    visit.look("creative-rejected")
    with sqlite.read() as session:
        assert "主图换了" in session.exec(select(Mail)).one().text


def test_a_sina_slot_offers_no_approval(
    visit: Visit, stage: Stage, sqlite: Database, factory: Factory
) -> None:
    with sqlite.write() as session:
        slot = factory.slot(session, owner=Owner.SINA, name="新浪首页通栏")
        booking = factory.booking(session, SATURDAY, NEXT_WEEK, slot)
    visit.sign_in("BJ101")
    visit.goto(f"/creatives/new?booking={booking.id}")
    assert "不能特批" in visit.page.inner_text("main")
    assert "46,080" not in visit.page.inner_text("main")


def test_another_station_s_person_is_told_no(
    visit: Visit, stage: Stage, person: NewPerson, sqlite: Database, factory: Factory
) -> None:
    with sqlite.write() as session:
        creative = factory.creative(session, stage.booking)
    person(Role.AE, staff_no="SH001", station="sh")
    visit.sign_in("SH001")
    for path in (f"/creatives/{creative.id}", f"/creatives/new?booking={stage.booking.id}"):
        answer = visit.page.goto(visit.base + path)
        assert answer is not None and answer.status == 403
        assert "没有权限" in visit.page.inner_text("main")
    visit.look("forbidden")


def test_the_same_form_twice_is_one_creative(
    visit: Visit, stage: Stage, file: Callable[..., Path], sqlite: Database
) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    visit.goto(f"/creatives/new?booking={stage.booking.id}")
    key = page.locator("input[name=key]").input_value()
    for size in (LIMIT, LIMIT, LIMIT - 1):
        visit.goto(f"/creatives/new?booking={stage.booking.id}")
        page.locator("input[name=key]").evaluate("(field, key) => { field.value = key; }", key)
        page.get_by_label("主文件").set_input_files(file(size))
        page.get_by_role("button", name="提交审核").click()
        page.wait_for_url("**/creatives/*?done=submitted")
    with sqlite.read() as session:
        assert len(session.exec(select(Creative)).all()) == 2


def test_without_an_answer_nothing_is_promised_and_all_is_kept(
    visit: Visit, stage: Stage, file: Callable[..., Path]
) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    visit.goto(f"/creatives/new?booking={stage.booking.id}")
    page.get_by_label("主文件").set_input_files(file(LIMIT))
    page.wait_for_selector("#findings .adops-checked")
    page.get_by_label("文案").fill("财富公馆 从容生活")
    page.context.set_offline(True)
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_selector("#notice.alert-danger")
    assert "不能确定有没有提交上" in page.inner_text("#notice")
    assert page.get_by_label("文案").input_value() == "财富公馆 从容生活"
    visit.look("creative-no-answer")
    page.context.set_offline(False)
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url("**/creatives/*?done=submitted")
    visit.said.clear()  # the browser's own word of the lost line


@pytest.mark.parametrize(
    ("formats", "told"),
    [
        pytest.param(["text"], False, id="words"),
        pytest.param(["mp4", "webm"], False, id="film"),
        pytest.param(["mp4", "gif"], True, id="film or picture"),
    ],
)
def test_limits_of_animation_are_for_what_may_move(
    visit: Visit, stage: Stage, sqlite: Database, formats: list[str], told: bool
) -> None:
    with sqlite.write() as session:
        version = session.exec(select(SlotVersion)).one()
        version.formats = formats
        session.add(version)
    visit.sign_in("BJ101")
    visit.goto(f"/creatives/new?booking={stage.booking.id}")
    assert ("动画" in visit.page.inner_text("#limits")) is told
