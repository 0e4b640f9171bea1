"""人员 and 导入: people are added, invited and closed; sheets tried first, then taken in."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import select

from adops.db import Database
from adops.domain.people import AccountState, Role
from adops.models import Person
from tests.adops.web.conftest import Visit

NewPerson = Callable[..., Person]
HEADERS = ["工号", "姓名", "邮箱", "手机号", "站点", "角色", "职位编制", "状态"]


@pytest.fixture
def admin(person: NewPerson) -> Person:
    return person(Role.ADMIN, staff_no="HQ000", name="系统管理员", station="hq")


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """A people sheet of these rows."""

    def made(*rows: list[str]) -> Path:
        book = openpyxl.Workbook()
        page = book.worksheets[0]
        for row in (HEADERS, *rows):
            page.append(row)
        path = tmp_path / "people.xlsx"
        book.save(path)
        book.close()
        return path

    return made


def ae(station: str = "北京") -> list[str]:
    return ["BJ009", "北京站备用AE", "bj009@example.com", "", station, "地方站AE", "编内", "在职"]


def test_a_sheet_is_tried_mended_and_taken_in(
    visit: Visit, admin: Person, sheet: Callable[..., Path], sqlite: Database
) -> None:
    visit.sign_in("HQ000")
    page = visit.page
    visit.goto("/import?kind=people")
    visit.look("import")
    page.get_by_label("Excel 文件").set_input_files(sheet(ae("火星")))
    page.get_by_role("button", name="导入").click()
    page.wait_for_selector("#told.alert-danger")
    assert "什么也没有写入" in page.inner_text("#told-here")
    visit.look("import-refused")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标好错误的表").click()
    copy = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))
    assert copy.worksheets[0].cell(1, len(HEADERS) + 1).value == "错误"
    page.get_by_label("Excel 文件").set_input_files(sheet(ae()))
    page.get_by_role("button", name="试运行").click()
    page.wait_for_selector("#told.alert-success")
    assert "将新增 1" in page.inner_text("#told")
    visit.look("import-tried")
    page.get_by_role("button", name="导入").click()
    page.wait_for_selector("text=已导入")
    with sqlite.read() as session:
        assert session.exec(select(Person).where(Person.staff_no == "BJ009")).one().name


def test_the_template_is_handed_out(visit: Visit, admin: Person) -> None:
    visit.sign_in("HQ000")
    visit.goto("/import?kind=slots")
    with visit.page.expect_download() as download:
        visit.page.get_by_role("link", name="下载广告位模板").click()
    book = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))
    assert book.worksheets[0].cell(1, 1).value


def test_people_are_added_invited_and_closed(
    visit: Visit, admin: Person, person: NewPerson, sqlite: Database
) -> None:
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    person(Role.SALES, staff_no="BJ101", name="北京销售", password_hash=None)
    visit.sign_in("HQ000")
    page = visit.page
    visit.goto("/people")
    visit.look("people")
    page.get_by_text("新增一个人").click()
    page.get_by_label("工号").fill("BJ002")
    page.get_by_label("姓名").fill("北京站备用AE")
    page.get_by_role("button", name="新增", exact=True).click()
    page.wait_for_selector("text=人员已新增")
    page.get_by_role("button", name="给 北京站备用AE 一次性链接").click()
    link = page.get_by_label("链接").input_value()
    visit.look("person-link")
    assert link.startswith(f"{visit.base}/invitation/")
    visit.goto("/people")
    page.locator("summary[aria-label='关闭 北京站AE 的账号']").click()
    visit.look("person-close")
    page.get_by_role("button", name="关闭账号").click()
    page.wait_for_selector("text=账号已关闭")
    with sqlite.read() as session:
        closed = session.exec(select(Person).where(Person.staff_no == "BJ001")).one()
        assert (closed.account, closed.password_hash) == (AccountState.CLOSED, None)


def test_who_may_not_sees_neither_menu_nor_page(visit: Visit, person: NewPerson) -> None:
    person(Role.SALES, staff_no="BJ101", name="北京销售")
    visit.sign_in("BJ101")
    assert "人员" not in visit.page.inner_text("nav")
    for path in ("/people", "/import"):
        answer = visit.page.goto(visit.base + path)
        assert answer is not None and answer.status == 403
