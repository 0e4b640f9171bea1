"""Limits by day, another link beside the old one, two in turn, a confirmation undone: as people do
it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.domain.period import at
from adops.domain.states import CreativeState
from adops.models import Creative, SlotVersion
from tests.adops.web.conftest import Visit
from tests.adops.web.test_creatives import LIMIT, SATURDAY, Stage, file, stage

__all__ = ["file", "stage"]
NewFile = Callable[..., Path]


def hand_in(visit: Visit, stage: Stage, path: Path, *, turns: bool = False) -> str:
    """Submits the file; gives the creative's address."""
    page = visit.page
    visit.goto(f"/creatives/new?booking={stage.booking.id}")
    page.get_by_label("主文件").set_input_files(path)
    page.wait_for_selector("#findings .adops-checked")
    page.get_by_label("文案").fill("财富公馆 城央居所")
    if turns:
        page.get_by_label("与现有版本轮换").check()
        visit.look("creative-new-turns")
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url("**/creatives/*?done=submitted")
    return page.url.split("?")[0]


def confirm(visit: Visit, look: str = "") -> None:
    page = visit.page
    page.get_by_text("确认定稿…").click()
    if look:
        visit.look(look)
    page.get_by_role("button", name="确认定稿").click()
    page.wait_for_url("**?done=confirmed")


def states(sqlite: Database) -> list[CreativeState]:
    with sqlite.read() as session:
        found = session.exec(select(Creative).order_by(Creative.version)).all()  # type: ignore[arg-type]
        return [one.state for one in found]


def test_the_limits_follow_the_chosen_day(
    visit: Visit, stage: Stage, file: NewFile, sqlite: Database
) -> None:
    monday = SATURDAY + timedelta(days=2)
    with sqlite.write() as session:
        first = session.exec(select(SlotVersion)).one()
        same = first.model_dump(exclude={"id", "number", "valid_from", "parts", "width"})
        part = {"part": "main", "width": 1000, "height": 90, "limit_bytes": 20 * 1024}
        values = {"number": 2, "valid_from": monday, "parts": [part], "width": 1000}
        session.add(SlotVersion(**(same | values)))
    visit.sign_in("BJ101")
    page = visit.page
    visit.goto(f"/creatives/new?booking={stage.booking.id}")
    assert "30,720 字节" in page.inner_text("#limits")
    assert "11月23日 周一 起换用新刊例" in page.inner_text("#limits")
    page.get_by_label("主文件").set_input_files(file(LIMIT))
    page.wait_for_selector("#findings .is-warn")
    assert "从 2026-11-23 起换用新刊例" in page.inner_text("#findings")
    visit.look("creative-new-two-versions")
    page.get_by_label("上线日").fill(monday.isoformat())
    page.get_by_label("上线日").blur()
    page.wait_for_selector("#limits [data-limit='20480']")
    told = page.inner_text("#limits")
    assert "1000×90" in told and "20,480 字节" in told and "30,720 字节" in told  # its cap
    assert "（1000×90）" in page.inner_text("label[for=file-main]")
    page.wait_for_selector("#findings .is-bad")
    assert "应为 1000×90" in page.inner_text("#findings")
    visit.look("creative-new-other-day")


def test_a_link_is_changed_without_the_file(
    visit: Visit, stage: Stage, file: NewFile, sqlite: Database
) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    hand_in(visit, stage, file(LIMIT))
    confirm(visit)
    page.get_by_text("只换链接…").click()
    visit.look("creative-link")
    page.get_by_label("新的点击链接").fill("https://house.example.com/spring")
    page.get_by_role("button", name="提交新链接").click()
    page.wait_for_url("**?done=link_changed")
    told = page.inner_text(".adops-pair")
    assert "https://house.example.com/spring" in told and "第 1 版（已确认）" in told
    assert "文件与第 1 版完全相同" in page.inner_text("main")
    visit.look("creative-link-changed")
    confirm(visit, "creative-link-confirm")
    assert states(sqlite) == [CreativeState.REPLACED, CreativeState.CONFIRMED]


def test_a_link_that_would_run_is_shown_as_words(visit: Visit, stage: Stage, file: NewFile) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    hand_in(visit, stage, file(LIMIT))
    page.get_by_text("只换链接…").click()
    field = page.get_by_label("新的点击链接")
    field.evaluate("one => one.type = 'text'")
    field.fill("javascript:alert(1)")
    page.get_by_role("button", name="提交新链接").click()
    page.wait_for_url("**?done=link_changed")
    assert "javascript:alert(1)" in page.inner_text("main")
    assert page.locator("a[href^='javascript']").count() == 0


def test_two_in_turn(visit: Visit, stage: Stage, file: NewFile, sqlite: Database) -> None:
    visit.sign_in("BJ101")
    hand_in(visit, stage, file(LIMIT))
    confirm(visit)
    hand_in(visit, stage, file(LIMIT - 1), turns=True)
    confirm(visit, "creative-turns-confirm")
    assert "与第 1 版轮换" in visit.page.inner_text("main")
    visit.look("creative-turns")
    assert states(sqlite) == [CreativeState.CONFIRMED, CreativeState.CONFIRMED]


def test_a_confirmation_is_undone_until_it_is_live(
    visit: Visit, stage: Stage, file: NewFile, sqlite: Database
) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    hand_in(visit, stage, file(LIMIT))
    confirm(visit)
    address = hand_in(visit, stage, file(LIMIT - 1))
    confirm(visit)
    clock.clock.move_to(at(date(2026, 11, 20), 15, 1))
    page.goto(address)
    page.get_by_text("撤销确认…").click()
    told = page.inner_text("details[open]")
    assert "被它替换的第 1 版恢复为已确认" in told and "截止时间已过" in told
    visit.look("creative-undo")
    page.get_by_role("button", name="撤销确认").click()
    page.wait_for_url("**?done=unconfirmed")
    visit.look("creative-undone")
    assert states(sqlite) == [CreativeState.CONFIRMED, CreativeState.SUBMITTED]
    clock.clock.move_to(at(SATURDAY + timedelta(days=1), 9))
    page.goto(address.rsplit("/", 1)[0] + "/1")
    assert page.get_by_text("撤销确认…").count() == 0


def test_what_is_taken_back_says_who_comes_back(
    visit: Visit, stage: Stage, file: NewFile, sqlite: Database
) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    hand_in(visit, stage, file(LIMIT))
    confirm(visit)
    hand_in(visit, stage, file(LIMIT - 1))
    confirm(visit)
    page.get_by_text("撤回…").click()
    assert "被它替换的第 1 版恢复为已确认" in page.inner_text("details[open]")
    visit.look("creative-take-back")
    page.get_by_role("button", name="撤回", exact=True).click()
    page.wait_for_url("**?done=withdrawn")
    assert states(sqlite) == [CreativeState.CONFIRMED, CreativeState.WITHDRAWN]


def test_a_click_that_waits_is_not_told_as_final(visit: Visit, stage: Stage, file: NewFile) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    visit.goto(f"/creatives/new?booking={stage.booking.id}")
    page.get_by_label("主文件").set_input_files(file(LIMIT))
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url("**/creatives/*?done=submitted")
    page.get_by_text("确认定稿…").click()
    page.get_by_role("button", name="确认定稿").click()
    page.wait_for_url("**?done=clicked")
    assert "就此定稿" not in page.inner_text("main")
    assert "正在等待：文案" in page.inner_text("#pending")
    visit.look("creative-clicked")
