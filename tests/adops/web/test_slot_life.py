"""试播 and 上线 on the page of a slot, as a person does it (rules.md §8)."""

from collections.abc import Callable
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
from adops.domain.facts import Look
from adops.domain.finding import Finding, Severity
from adops.domain.people import SYSTEM, Role
from adops.domain.slot import Device, SlotState
from adops.domain.states import LookResult
from adops.models import Person, Slot, SlotTrial
from adops.services.slot_life import note_trial
from adops.store import Store
from tests.adops.web.conftest import Visit
from tests.factories import Factory

NewPerson = Callable[..., Person]
FRIDAY = date(2026, 11, 20)
AD = exactly(draw_ad(PROJECTS[0], (950, 90)), "jpg", 20_000)


@pytest.fixture
def slot_id(sqlite: Database, factory: Factory, person: NewPerson) -> int:
    """A draft of 北京."""
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    with sqlite.write() as session:
        slot = factory.slot(
            session, code="LJ-FIN-TL09", name="财经首页第九通栏", state=SlotState.DRAFT
        )
        return slot.id or 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "test-ad.jpg"
    path.write_bytes(AD)
    return path


def saw(sqlite: Database, store: Store, result: LookResult, *findings: Finding) -> None:
    """What the browser brought back of the test render that waits."""
    picture = store.put(AD)
    with sqlite.write() as session:
        trial = session.exec(select(SlotTrial).where(SlotTrial.state == "asked")).one()
        look = Look(
            slot_id=trial.slot_id,
            slot_code="LJ-FIN-TL09",
            on=FRIDAY,
            result=result,
            page_url="https://house.example.com/",
            captured_at=clock.now(),
            findings=findings,
            bookings=(),
            page_picture=picture,
        )
        note_trial(
            session,
            trial_id=trial.id or 0,
            look=look,
            picture=picture,
            files={picture: (len(AD), "image/jpeg")},
            by=SYSTEM,
            now=clock.now(),
        )


def state(sqlite: Database, slot_id: int) -> SlotState:
    with sqlite.read() as session:
        return session.get_one(Slot, slot_id).state


def ask(visit: Visit, slot_id: int, file: Path) -> None:
    """Asks for a test render with that file."""
    visit.goto(f"/slots/{slot_id}")
    life = visit.page.locator("#life")
    if not life.get_by_label("测试创意").is_visible():
        life.get_by_text("试播…").click()
    life.get_by_label("测试创意").set_input_files(file)
    life.get_by_role("button", name="开始试播").click()


def go_live(visit: Visit) -> None:
    life = visit.page.locator("#life")
    life.get_by_text("上线…").click()
    life.get_by_role("button", name="上线", exact=True).click()


def test_a_test_render_that_failed_does_not_go_live(
    visit: Visit, slot_id: int, file: Path, sqlite: Database, store: Store
) -> None:
    visit.sign_in("BJ001")
    visit.goto(f"/slots/{slot_id}")
    life = visit.page.locator("#life")
    expect(life).to_contain_text("还没有试播")
    visit.look("slot-draft")
    ask(visit, slot_id, file)
    visit.page.wait_for_url("**?done=trial_asked")
    expect(life).to_contain_text("等待执行")
    assert state(sqlite, slot_id) is SlotState.TESTING
    wrong = Finding("size.rendered", Severity.REJECT, "475×45", "950×90")
    saw(sqlite, store, LookResult.WRONG_SIZE, wrong)
    expect(life).to_contain_text("显示尺寸 475×45，应为 950×90")  # the page asks by itself
    visit.page.reload()
    visit.look("slot-trial-failed")
    expect(life.get_by_text("上线…")).to_have_count(0)
    assert state(sqlite, slot_id) is SlotState.TESTING


def test_one_that_passed_does(
    visit: Visit, slot_id: int, file: Path, sqlite: Database, store: Store
) -> None:
    visit.sign_in("BJ001")
    ask(visit, slot_id, file)
    visit.page.wait_for_url("**?done=trial_asked")
    saw(sqlite, store, LookResult.OK)
    visit.page.reload()
    expect(visit.page.locator("#life img").first).to_be_visible()
    visit.look("slot-trial-passed")
    go_live(visit)
    visit.page.wait_for_url("**?done=slot_live")
    assert state(sqlite, slot_id) is SlotState.LIVE


def test_a_wrong_file_is_told_and_nothing_waits(
    visit: Visit, slot_id: int, tmp_path: Path, sqlite: Database
) -> None:
    wrong = tmp_path / "small.jpg"
    wrong.write_bytes(exactly(draw_ad(PROJECTS[0], (300, 250)), "jpg", 20_000))
    visit.sign_in("BJ001")
    ask(visit, slot_id, wrong)
    expect(visit.page.locator("#notice")).to_contain_text("不符合刊例")
    assert state(sqlite, slot_id) is SlotState.DRAFT


def test_retired_with_a_reason_unless_it_is_booked(
    visit: Visit, slot_id: int, sqlite: Database, factory: Factory
) -> None:
    with sqlite.write() as session:
        booked = factory.slot(session)
        factory.booking(session, FRIDAY, FRIDAY, booked)
    visit.sign_in("BJ001")
    for number in (booked.id, slot_id):
        visit.goto(f"/slots/{number}")
        life = visit.page.locator("#life")
        life.get_by_text("停用…").click()
        life.get_by_label("停用原因").fill("页面改版")
        life.get_by_role("button", name="停用", exact=True).click()
        if number == booked.id:
            expect(visit.page.locator("#notice")).to_contain_text("还有在投或将投的排期")
            visit.look("slot-retire-refused")
    visit.page.wait_for_url("**?done=slot_retired")
    assert state(sqlite, slot_id) is SlotState.RETIRED
    expect(visit.page.locator("#life")).not_to_contain_text("停用…")


def test_a_click_by_script_is_marked_and_unmarked(
    visit: Visit, slot_id: int, sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    for wanted in (True, False):
        visit.goto(f"/slots/{slot_id}")
        life = visit.page.locator("#life")
        life.get_by_label("点击由脚本打开").set_checked(wanted)
        life.get_by_role("button", name="保存").click()
        visit.page.wait_for_url("**?done=slot_click")
        if wanted:
            visit.look("slot-click-by-script")
        with sqlite.read() as session:
            assert session.get_one(Slot, slot_id).click_by_script is wanted
        expect(life.get_by_label("点击由脚本打开")).to_be_checked(checked=wanted)


def test_an_app_has_no_page_to_open(
    visit: Visit, slot_id: int, sqlite: Database, factory: Factory
) -> None:
    with sqlite.write() as session:
        page = factory.page(session, device=Device.APP)
        slot = factory.slot(session, page_id=page.id, state=SlotState.DRAFT)
    visit.sign_in("BJ001")
    visit.goto(f"/slots/{slot.id}")
    expect(visit.page.locator("#life")).to_contain_text("没有网页可打开")
    expect(visit.page.locator("#life")).not_to_contain_text("试播…")
