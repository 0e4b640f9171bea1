"""Without scripts pages are read and acts still done; by keyboard alone a person gets in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from adops.domain.people import Role
from adops.models import Person
from tests.adops.web.conftest import PASSWORD, Visit

NewPerson = Callable[..., Person]
PAGES = (
    *(
        "/",
        "/creatives",
        "/creatives/new",
        "/approvals",
        "/executions",
        "/schedule",
        "/contracts",
        "/bookings/new",
        "/slots",
        "/checks",
        "/anomalies",
        "/checks/hand",
        "/checks/house",
        "/months",
    ),
    *("/people", "/outbox", "/me", "/incoming"),
)


def test_pages_are_read_without_scripts(browser: Browser, site: str, person: NewPerson) -> None:
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(site + "/sign-in")
    page.get_by_label("工号").fill("BJ001")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    for path in PAGES:
        answer = page.goto(site + path)
        assert answer is not None and answer.status == 200, path
        assert page.get_by_role("heading", level=1).inner_text(), path
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_noisy_or_hard_to_use(visit: Visit, person: NewPerson, path: str) -> None:
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    visit.sign_in("BJ001")
    visit.goto(path)
    visit.look("bare" + path.replace("/", "-"))


def test_the_keyboard_alone_signs_in_and_reaches_the_text(visit: Visit, person: NewPerson) -> None:
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    visit.goto("/sign-in")
    # a browser moves the focus a moment after the page has loaded
    visit.page.locator("#staff_no:focus").wait_for()
    keys = visit.page.keyboard
    keys.type("BJ001")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    visit.page.wait_for_url(visit.base + "/")
    keys.press("Tab")
    keys.press("Enter")
    assert visit.page.evaluate("document.activeElement.id") == "main"
