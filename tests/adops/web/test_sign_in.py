"""Signing in as people do: the first person, a one-time link, right and wrong passwords."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import httpx
import pytest

from adops.db import Database
from adops.domain.people import CONSOLE, Role
from adops.models import Person
from adops.services import accounts
from tests.adops.web.conftest import PASSWORD, Visit
from tests.factories import Factory

NewPerson = Callable[..., Person]


def test_an_empty_house_is_set_up_once(visit: Visit, sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        factory.stations(session)
    visit.goto("/")
    page = visit.page
    assert page.url.endswith("/setup")
    visit.look("setup")
    page.get_by_label("工号").fill("HQ000")
    page.get_by_label("姓名").fill("系统管理员")
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输一次").fill("something else")
    page.get_by_role("button", name="设置并登录").click()
    assert "两次输入的密码不一样" in page.inner_text("#trouble")
    assert page.get_by_label("姓名").input_value() == "系统管理员"
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输一次").fill(PASSWORD)
    page.get_by_role("button", name="设置并登录").click()
    page.wait_for_url(visit.base + "/")
    assert "系统管理员" in page.inner_text("header")
    visit.goto("/setup")
    assert "/setup" not in page.url


def test_a_one_time_link_sets_a_password_and_is_spent(
    visit: Visit, sqlite: Database, person: NewPerson, now: datetime
) -> None:
    person(Role.ADMIN)
    invited = person(Role.AE, staff_no="BJ001", name="北京站AE", password_hash=None)
    with sqlite.write() as session:
        secret = accounts.invite(session, staff_no=invited.staff_no, by=CONSOLE, now=now)
    visit.goto(f"/invitation/{secret}")
    page = visit.page
    assert "北京站AE" in page.inner_text("main")
    visit.look("invitation")
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输一次").fill(PASSWORD)
    page.get_by_role("button", name="设置并登录").click()
    page.wait_for_url(visit.base + "/")
    page.get_by_role("button", name="退出").click()
    visit.goto(f"/invitation/{secret}")
    assert "登录链接已用过或已过期" in page.inner_text("main")
    visit.look("refused")
    visit.sign_in("BJ001")
    assert "北京站AE" in page.inner_text("header")


def test_a_wrong_password_says_so_and_keeps_the_number(visit: Visit, person: NewPerson) -> None:
    person(Role.AE, staff_no="BJ001")
    visit.goto("/creatives")
    page = visit.page
    page.get_by_label("工号").fill("BJ001")
    page.get_by_label("密码").fill("not the password")
    page.get_by_role("button", name="登录").click()
    assert "工号或密码不对" in page.inner_text("#trouble")
    assert page.get_by_label("工号").input_value() == "BJ001"
    visit.look("sign-in")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(visit.base + "/creatives")


def test_one_s_own_account_changes_its_password(visit: Visit, person: NewPerson) -> None:
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    visit.sign_in("BJ001")
    visit.goto("/me")
    visit.look("me")
    page = visit.page
    page.get_by_label("现在的密码").fill("not the password")
    page.get_by_label("新密码").fill("another password")
    page.get_by_label("再输一次").fill("another password")
    page.get_by_role("button", name="保存新密码").click()
    page.wait_for_selector("#refused")
    assert "现在的密码不对" in page.inner_text("#notice")
    assert page.get_by_label("新密码").input_value() == "another password"
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_role("button", name="保存新密码").click()
    page.wait_for_selector("text=密码已设置")


@contextmanager
def _signed_in(site: str, staff_no: str) -> Iterator[httpx.Client]:
    """A client with the person's cookie."""
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as client:
        form = {"csrf_token": _token(client), "staff_no": staff_no, "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 303
        yield client


def _token(client: httpx.Client, **asked: str) -> str:
    page = client.get("/sign-in", params=asked).text
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_a_form_without_its_token_changes_nothing(site: str, person: NewPerson) -> None:
    person(Role.AE, staff_no="BJ001")
    with _signed_in(site, "BJ001") as client:
        assert client.get("/me").status_code == 200
        answer = client.post("/me/password", data={"current": PASSWORD, "password": "x" * 12})
        assert answer.status_code == 403
        assert "页面已过期" in answer.text
        api = client.post("/api/v1/creatives/1/withdraw", json={"why": "x"})
        assert (api.status_code, api.json()["code"]) == (403, "csrf.refused")


def test_a_new_password_ends_other_sessions(
    site: str, person: NewPerson, sqlite: Database, now: datetime
) -> None:
    person(Role.AE, staff_no="BJ001")
    with _signed_in(site, "BJ001") as client:
        assert client.get("/me", follow_redirects=False).status_code == 200
        hashed = accounts.hash_password("another password")
        with sqlite.write() as session:
            accounts.set_password(
                session, staff_no="BJ001", password_hash=hashed, by=CONSOLE, now=now
            )
        assert client.get("/me", follow_redirects=False).headers["location"].startswith("/sign-in")


def test_guessing_is_slowed_down(site: str, person: NewPerson) -> None:
    person(Role.AE, staff_no="BJ001")
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as client:
        form = {"csrf_token": _token(client), "staff_no": "BJ001", "password": "wrong"}
        answers = [client.post("/sign-in", data=form).status_code for _ in range(6)]
        assert answers == [401] * 5 + [429]
        right = client.post("/sign-in", data=form | {"password": PASSWORD})
        assert right.status_code == 429


@pytest.mark.parametrize(
    "next_url",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:x"],
)
def test_signing_in_leads_nowhere_else(site: str, person: NewPerson, next_url: str) -> None:
    person(Role.AE, staff_no="BJ001")
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as client:
        token = _token(client, next=next_url)
        form = {"csrf_token": token, "staff_no": "BJ001", "password": PASSWORD, "next": next_url}
        answer = client.post("/sign-in", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("days", [pytest.param(8, id="a-link-of-last-week")])
def test_an_old_link_is_refused(
    site: str, person: NewPerson, sqlite: Database, now: datetime, days: int
) -> None:
    person(Role.AE, staff_no="BJ001", password_hash=None)
    with sqlite.write() as session:
        secret = accounts.invite(
            session, staff_no="BJ001", by=CONSOLE, now=now - timedelta(days=days)
        )
    answer = httpx.get(f"{site}/invitation/{secret}", trust_env=False, timeout=60)
    assert answer.status_code == 409
