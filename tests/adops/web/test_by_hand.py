"""手查 as an AE does it with a phone (rules.md §9)."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.domain.period import at
from adops.domain.slot import Device
from adops.models import SlotCheck, SlotCheckBooking
from adops.store import Store
from tests.adops.web.conftest import DESK, Visit
from tests.adops.web.friday import TODAY, booked
from tests.adops.web.october import House, people
from tests.adops.web.pictures import ad, page_with, png
from tests.factories import Factory

one_width = pytest.mark.parametrize("visit", [DESK], ids=["desk"], indirect=True)
SIZE = (300, 250)


@pytest.fixture
def house(site: str, sqlite: Database, store: Store, factory: Factory, password_hash: str) -> House:
    """北京 on Friday at 10:20: two slots in the app, one of them vacant, and one of 上海's."""
    clock.clock.move_to(at(TODAY, 10, 20))
    made = House(sqlite, store, factory, password_hash)
    with sqlite.write() as session:
        people(made, session)
        app = factory.page(session, name="口袋乐居首页", url="", device=Device.APP).id
        given: dict[str, Any] = {
            "page_id": app,
            "width": SIZE[0],
            "height": SIZE[1],
            "form": "画中画",
        }
        slot = factory.slot(session, name="APP 首页画中画300*250", **given)
        factory.slot(session, name="APP 底部画中画300*250", **given)
        booked(made, session, slot, 1, SIZE)
        aimed = factory.slot(session, name="首页顶部通栏950*90")
        booking = booked(made, session, aimed, 2, (950, 90))
        booking.regions = ["上海"]
        session.add(booking)
    return made


def test_the_round_is_on_today(house: House, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto("/")
    expect(visit.page.get_by_text("北京站还有 1 条排期要用手机查看并上传截图")).to_be_visible()
    visit.page.get_by_role("link", name="去手查").click()
    page = visit.page
    expect(page.get_by_role("heading", name="北京站手查")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("还差 1 条 请在 18:00 前上传截图")
    box = page.get_by_role("article", name="APP 首页画中画300*250")
    expect(box).to_contain_text("APP 广告位：用手机打开 APP 查看")
    expect(page.get_by_role("article")).to_have_count(2)
    visit.look("by_hand")


def add(visit: Visit, shows: str, note: str) -> Locator:
    """Adds a screenshot as a person does; gives the card."""
    visit.goto("/checks/hand")
    box = visit.page.get_by_role("article", name="APP 首页画中画300*250")
    shot = {"name": "截图.png", "mimeType": "image/png", "buffer": png(page_with(ad(1, SIZE)))}
    box.get_by_label("手机截图").set_input_files(shot)  # type: ignore[arg-type]
    box.get_by_label("看到的情况").select_option(label=shows)
    box.get_by_label("说明").fill(note)
    box.get_by_role("button", name="上传并记录").click()
    expect(visit.page.get_by_text("截图和证明单已存档")).to_be_visible()
    return box


def test_the_round_is_made_with_a_phone(house: House, visit: Visit, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    box, page = add(visit, "按要求展示", "第二屏"), visit.page
    expect(page.get_by_text("今天的都查过了")).to_be_visible()
    expect(box).to_contain_text("北京站AE 10:2")
    expect(box.get_by_role("img").last).to_have_js_property("naturalWidth", 1200)
    proof = box.get_by_role("link", name="证明单").get_attribute("href") or ""
    answer = page.request.get(visit.base + proof)
    assert answer.headers["content-type"] == "image/png"
    visit.look("by_hand_done")
    with sqlite.read() as session:
        look = session.exec(select(SlotCheck)).one()
        said = session.exec(select(SlotCheckBooking)).one()
        assert (look.by.value, look.looked_by, said.delivered.value) == ("hand", "BJ001", "yes")
    visit.goto("/checks")
    card = page.get_by_role("article", name="APP 首页画中画300*250")
    expect(card).to_contain_text("北京站AE 10:2")
    expect(card).to_contain_text("用手机查看：第二屏")
    visit.look("checks_by_hand")


@one_width
def test_a_wrong_word_is_mended_on_the_spot(house: House, visit: Visit, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    box = add(visit, "没有展示", "")
    box.get_by_text("选错了").click()
    box.get_by_role("button", name="改为按要求展示").click()
    expect(visit.page.get_by_text("已记下人工判断")).to_be_visible()
    expect(box).to_contain_text("已改为：已投放")
    with sqlite.read() as session:
        said = session.exec(select(SlotCheckBooking)).one()
        assert (said.delivered.value, said.decided_by) == ("yes", "BJ001")


@one_width
def test_a_refused_picture_keeps_what_was_typed(house: House, visit: Visit) -> None:
    visit.sign_in("BJ001")
    visit.goto("/checks/hand")
    box = visit.page.get_by_role("article", name="APP 首页画中画300*250")
    shot = {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"}
    box.get_by_label("手机截图").set_input_files(shot)  # type: ignore[arg-type]
    box.get_by_label("看到的情况").select_option(label="没有展示")
    box.get_by_label("说明").fill("看不到")
    box.get_by_role("button", name="上传并记录").click()
    expect(visit.page.get_by_text("x.png 不是能显示的截图")).to_be_visible()
    expect(box.get_by_label("说明")).to_have_value("看不到")
    expect(box.get_by_label("看到的情况")).to_have_value("nothing")


@one_width
def test_what_is_aimed_at_a_city_is_on_its_station_s_round(house: House, visit: Visit) -> None:
    visit.sign_in("SH001")
    visit.goto("/checks/hand")
    box = visit.page.get_by_role("article")
    expect(box).to_have_count(1)
    expect(box).to_contain_text("定向上海：从本机看不到，请在当地打开页面查看")


@one_width
def test_an_empty_round_says_what_comes_there(visit: Visit, house: House) -> None:
    visit.sign_in("HQ001")
    visit.goto("/checks/hand?station=hq")
    expect(visit.page.get_by_text("今天没有要用手机查看的广告位")).to_be_visible()
