"""在页面上选位置, the steps of a page and 自家广告, as a person does them (checks.md)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from adops import clock
from adops.db import Database
from adops.domain.people import Role
from adops.domain.place import Filling, Hold, Place
from adops.domain.states import LookResult
from adops.models import Act, HouseAd, Page, Person, Slot, SlotCheck, SlotSearch
from adops.services.slot_searches import begin_search, note_search
from adops.services.stored import keep_stored
from adops.store import Store
from tests.adops.web.conftest import Visit
from tests.adops.web.pictures import kept
from tests.factories import Factory
from tests.site import ads

NewPerson = Callable[..., Person]
FRIDAY = date(2026, 11, 20)
AD_DAY = date(2026, 11, 19)  # until 09:00
WIDTH, HEIGHT = 1440, 1600
PICTURE = ads.png((WIDTH, HEIGHT))
PLACES = (
    Place(
        number=1,
        selector="#ad-top",
        hold=Hold.ID,
        x=220,
        y=120,
        width=950,
        height=90,
        filling=Filling.PICTURE,
        url="https://house.example.com/tl.jpg",
        link="https://loupan.example.com/caifu",
        count=1,
        stays=True,
        exact=True,
    ),
    Place(
        number=2,
        selector="#side > div:nth-of-type(2)",
        hold=Hold.PATH,
        x=900,
        y=700,
        width=300,
        height=250,
        filling=Filling.FRAME,
        url="https://ads.example.com/frame",
        link="",
        count=1,
        stays=False,
    ),
)


@pytest.fixture
def slot_id(sqlite: Database, factory: Factory, person: NewPerson) -> int:
    """A live slot of 北京 that nobody has found yet."""
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    with sqlite.write() as session:
        page = factory.page(session, name="财经首页", url="https://house.example.com/")
        slot = factory.slot(
            session, code="LJ-FIN-TL09", name="财经首页第九通栏", page_id=page.id, selector="#old"
        )
        factory.booking(session, FRIDAY, FRIDAY + timedelta(days=3), slot)
        return slot.id or 0


def found(sqlite: Database, store: Store, *places: Place, trouble: str = "") -> None:
    """What the browser brought back of the search that waits."""
    picture = store.put(PICTURE)
    with sqlite.write() as session:
        search = session.exec(select(SlotSearch).where(SlotSearch.state == "asked")).one()
        note_search(
            session,
            search_id=search.id or 0,
            places=places,
            size=(0, 0) if trouble else (WIDTH, HEIGHT),
            picture=None if trouble else picture,
            trouble=trouble,
            detail="2 (#agree, 10 s)" if trouble else "",
            files={} if trouble else {picture: (len(PICTURE), "image/png")},
            now=clock.now(),
        )


def selector(sqlite: Database, slot_id: int) -> str:
    with sqlite.read() as session:
        return session.get_one(Slot, slot_id).selector


def verbs(sqlite: Database) -> list[str]:
    with sqlite.read() as session:
        return [verb for verb in session.exec(select(Act.verb)) if verb != "person.sign_in"]


def ask(visit: Visit, slot_id: int) -> None:
    """Has the page opened."""
    visit.goto(f"/slots/{slot_id}/place")
    visit.page.get_by_role("button", name="打开页面找位置").click()
    visit.page.wait_for_url("**?done=search_asked")


def test_from_the_slot_to_its_search_which_says_how_far_it_is(
    visit: Visit, slot_id: int, sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    visit.goto(f"/slots/{slot_id}")
    visit.page.get_by_role("link", name="在页面上选位置").click()
    expect(visit.page.locator("#place-progress")).to_contain_text("标在截图上")
    expect(visit.page.locator("main")).to_contain_text("（电脑页）")
    visit.look("place-none")
    visit.page.get_by_role("button", name="打开页面找位置").click()
    visit.page.wait_for_url("**?done=search_asked")
    progress = visit.page.locator("#place-progress")
    expect(progress).to_contain_text("在排队")
    with sqlite.write() as session:
        begin_search(session, search_id=1, now=clock.now())
    expect(progress).to_contain_text("正在用浏览器打开页面")  # the page asks by itself
    visit.look("place-waits")


def test_a_box_is_clicked_looked_at_taken_and_undone(
    visit: Visit, slot_id: int, sqlite: Database, store: Store
) -> None:
    visit.sign_in("BJ001")
    ask(visit, slot_id)
    found(sqlite, store, *PLACES)
    box = visit.page.locator(".place-map a").first
    expect(box).to_be_visible()
    visit.look("place-found")
    box.focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**?box=1#chosen")
    chosen = visit.page.locator("#chosen")
    expect(chosen).to_contain_text("只对应这 1 个元素，重新打开后仍是同一处")
    expect(chosen).to_contain_text("950×90，与刊例一致")
    visit.look("place-chosen")
    chosen.get_by_role("button", name="采用").click()
    visit.page.wait_for_url("**?done=place_taken")
    assert selector(sqlite, slot_id) == "#ad-top"
    visit.look("place-taken")
    visit.page.get_by_role("button", name="撤销，恢复原来的").click()
    visit.page.wait_for_url("**?done=place_undone")
    assert selector(sqlite, slot_id) == "#old"
    assert verbs(sqlite)[-3:] == ["slot.search", "slot.selector", "slot.selector_undo"]
    expect(visit.page.get_by_role("button", name="撤销，恢复原来的")).to_have_count(0)


def test_a_search_is_cancelled_and_what_was_found_before_stays(
    visit: Visit, slot_id: int, sqlite: Database, store: Store
) -> None:
    visit.sign_in("BJ001")
    ask(visit, slot_id)
    found(sqlite, store, *PLACES)
    visit.goto(f"/slots/{slot_id}/place")
    visit.page.get_by_role("button", name="重新打开页面").click()
    visit.page.wait_for_url("**?done=search_asked")
    expect(visit.page.locator("#place-progress")).to_contain_text("在排队")
    visit.look("place-cancel")
    visit.page.get_by_role("button", name="取消找位置").click()
    visit.page.wait_for_url("**?done=search_cancelled")
    expect(visit.page.locator(".place-map a").first).to_be_visible()
    expect(visit.page.get_by_role("button", name="取消找位置")).to_have_count(0)
    visit.look("place-cancelled")
    assert verbs(sqlite)[-2:] == ["slot.search", "slot.search_cancel"]


def test_the_page_says_whose_ad_is_looked_for(
    visit: Visit, slot_id: int, sqlite: Database, factory: Factory, store: Store
) -> None:
    with sqlite.write() as session:
        contract = factory.contract(session, no="RLZ20004", name="松石雅苑", client="松石置业")
        first = {"contract_id": contract.id, "entered_at": factory.now}
        slot = session.get_one(Slot, slot_id)
        booking = factory.booking(session, AD_DAY, FRIDAY, slot, **first)
        content = ads.png((950, 90))
        row = kept(store, content, factory.now)
        factory.creative(session, booking, sha256=row.sha256)
        session.merge(row)
    visit.sign_in("BJ001")
    visit.goto(f"/slots/{slot_id}/place")
    told = visit.page.locator(".place-awaited")
    expect(told).to_have_count(1)
    expect(told).to_contain_text("要找的广告：松石雅苑（RLZ20004） · 松石置业 · 11月19日至11月20日")
    expect(told.get_by_role("img")).to_have_js_property("naturalWidth", 950)
    visit.look("place-awaited")


def test_a_box_in_the_list_that_moved_is_said_to(
    visit: Visit, slot_id: int, sqlite: Database, store: Store
) -> None:
    visit.sign_in("BJ001")
    ask(visit, slot_id)
    found(sqlite, store, *PLACES)
    visit.page.locator(".place-list a").nth(1).click()
    visit.page.wait_for_url("**?box=2#chosen")
    expect(visit.page.locator("#chosen")).to_contain_text("找到的不是同一处")


def test_a_typed_selector_is_tried_before_it_is_saved(
    visit: Visit, slot_id: int, sqlite: Database, store: Store
) -> None:
    visit.sign_in("BJ001")
    visit.goto(f"/slots/{slot_id}/place")
    visit.page.get_by_label("或自己写一个选择器").fill("img.ad")
    visit.page.get_by_role("button", name="试一试").click()
    visit.page.wait_for_url("**?done=search_asked")
    assert selector(sqlite, slot_id) == "#old"
    several = Place(
        1, "img.ad", Hold.CLASS, 0, 0, 0, 0, Filling.EMPTY, "", "", 3, False, typed=True
    )
    found(sqlite, store, several)
    chosen = visit.page.locator("#chosen")
    expect(chosen).to_contain_text("对应 3 个元素，应正好是 1 个")
    expect(chosen.get_by_role("button", name="采用")).to_have_count(0)
    visit.look("place-typed")


def test_the_other_side_of_a_couplet_is_added_and_both_are_taken(
    visit: Visit, slot_id: int, sqlite: Database, store: Store
) -> None:
    right = replace(PLACES[0], wanted=2, x=1280, width=120, height=300, selector="#dl > .right")
    left = replace(right, x=40, selector="#dl > .left", number=2)
    visit.sign_in("BJ001")
    ask(visit, slot_id)
    found(sqlite, store, right, left)
    visit.goto(f"/slots/{slot_id}/place?box=1")
    chosen = visit.page.locator("#chosen")
    expect(chosen).to_contain_text("2 处里只对应 1 处，重新打开后仍是同一处")
    expect(chosen.get_by_role("button", name="只采用这一处")).to_be_visible()
    visit.look("place-couplet")
    chosen.get_by_role("button", name="2 号（120×300）").click()
    visit.page.wait_for_url("**?done=search_asked")
    both = replace(left, number=1, selector="#dl > .left, #dl > .right", count=2, typed=True)
    found(sqlite, store, both, replace(right, number=2), replace(left, number=3))
    expect(chosen).to_contain_text("正好 2 个元素，重新打开后仍是同一处")
    chosen.get_by_role("button", name="采用", exact=True).click()
    visit.page.wait_for_url("**?done=place_taken")
    assert selector(sqlite, slot_id) == "#dl > .left, #dl > .right"


def test_what_another_slot_of_the_page_uses_is_refused(
    visit: Visit, slot_id: int, sqlite: Database, store: Store, factory: Factory
) -> None:
    with sqlite.write() as session:
        page_id = session.get_one(Slot, slot_id).page_id
        factory.slot(session, code="LJ-FIN-TL10", page_id=page_id, selector="#ad-top")
    visit.sign_in("BJ001")
    ask(visit, slot_id)
    found(sqlite, store, *PLACES)
    visit.goto(f"/slots/{slot_id}/place?box=1")
    visit.page.get_by_role("button", name="采用").click()
    expect(visit.page.locator("#notice")).to_contain_text("LJ-FIN-TL10 已在用 #ad-top")
    assert selector(sqlite, slot_id) == "#old"


def test_a_page_that_did_not_open_says_why_and_where_to_go(
    visit: Visit, slot_id: int, sqlite: Database, store: Store
) -> None:
    visit.sign_in("BJ001")
    ask(visit, slot_id)
    found(sqlite, store, trouble="steps")
    expect(visit.page.get_by_text("步骤 2 (#agree, 10 s) 没有走通")).to_be_visible()
    visit.look("place-trouble")
    visit.page.get_by_role("link", name="页面的地址和步骤").click()
    expect(visit.page.get_by_role("heading", name="打开页面以后的步骤")).to_be_visible()


def test_what_no_look_found_stands_on_today_and_in_the_list(
    visit: Visit, slot_id: int, sqlite: Database, factory: Factory
) -> None:
    with sqlite.write() as session:
        look(session, factory, slot_id, LookResult.MISSING)
    visit.sign_in("BJ001")
    visit.goto("/")
    item = visit.page.get_by_text("北京站有 1 个广告位从来没有在页面上找到过")
    expect(item).to_be_visible()
    visit.look("place-today")
    visit.goto("/slots?only=unfound")
    expect(visit.page.get_by_text("从未找到位置")).to_be_visible()
    visit.look("place-list")
    visit.goto("/checks?station=bj")
    expect(visit.page.get_by_role("link", name="在页面上选位置")).to_be_visible()
    with sqlite.write() as session:
        look(session, factory, slot_id, LookResult.OK)
    visit.goto("/slots?only=unfound")
    expect(visit.page.get_by_text("没有符合的广告位")).to_be_visible()


def look(
    session: Session, factory: Factory, slot_id: int, result: LookResult, **given: object
) -> SlotCheck:
    """A browser's look of the slot."""
    values: dict[str, Any] = {
        "slot_id": slot_id,
        "station": "bj",
        "on": AD_DAY,
        "result": result,
        "page_url": "https://house.example.com/",
        "captured_at": factory.now,
        "findings": [],
        "drawn_at": factory.now,
        "facts": "0" * 64,
    }
    row = SlotCheck(**(values | given))
    session.add(row)
    session.flush()
    return row


def save(visit: Visit) -> None:
    visit.page.get_by_role("button", name="保存步骤").click()


def steps_of(sqlite: Database, page_id: int) -> list[dict[str, str]]:
    with sqlite.read() as session:
        return session.get_one(Page, page_id).steps


@pytest.fixture
def page_id(sqlite: Database, slot_id: int) -> int:
    with sqlite.read() as session:
        return session.get_one(Slot, slot_id).page_id


def test_steps_of_a_page_name_the_one_that_is_wrong(
    visit: Visit, page_id: int, sqlite: Database
) -> None:
    visit.sign_in("BJ001")
    visit.goto(f"/pages/{page_id}")
    expect(visit.page.locator(".place-link")).to_contain_text("电脑页")
    visit.look("page-steps-none")
    page = visit.page
    page.locator("#kind-1").select_option("click")
    page.locator("#selector-1").fill("#agree")
    page.locator("#kind-2").select_option("fill")
    page.locator("#selector-2").fill("#password")
    page.locator("#secret-2").fill("AWS_SECRET_ACCESS_KEY")
    save(visit)
    expect(page.locator("#notice")).to_contain_text("第 2 步的密钥名 AWS_SECRET_ACCESS_KEY 不对")
    expect(page.locator("#selector-1")).to_have_value("#agree")
    visit.look("page-steps-refused")
    assert steps_of(sqlite, page_id) == []


def test_steps_are_saved_and_taken_away(visit: Visit, page_id: int, sqlite: Database) -> None:
    visit.sign_in("BJ001")
    visit.goto(f"/pages/{page_id}")
    page = visit.page
    page.locator("#kind-1").select_option("click")
    page.locator("#selector-1").fill("#agree")
    page.locator("#kind-2").select_option("fill")
    page.locator("#selector-2").fill("#password")
    page.locator("#secret-2").fill("ADOPS_STEP_PORTAL")
    save(visit)
    page.wait_for_url("**?done=steps_saved")
    visit.look("page-steps")
    told = [{"click": "#agree"}, {"fill": "#password", "secret": "ADOPS_STEP_PORTAL"}]
    assert steps_of(sqlite, page_id) == told
    page.locator("#kind-1").select_option("remove")
    save(visit)
    expect(page.locator("#kind-1")).to_have_value("fill")
    assert steps_of(sqlite, page_id) == told[1:]


def facts_of(code: str) -> bytes:
    """As a look stores them."""
    main = {"url": "https://house.example.com/house.png", "state": "ok", "kind": "img"}

    served = [{"url": main["url"], "status": 200, "sha256": "a" * 64, "size": 9}]
    load = {"slots": [{"code": code, "main": main, "holders": []}], "served": served}
    return json.dumps({"loads": [load], "slots": {code: {"load": 0}}}).encode()


def test_one_click_makes_a_house_ad_and_one_undoes_it(
    visit: Visit, sqlite: Database, store: Store, factory: Factory, person: NewPerson
) -> None:
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    with sqlite.write() as session:
        slot = factory.slot(session, code="LJ-FIN-TL09", name="财经首页第九通栏")
        facts = store.put(facts_of("LJ-FIN-TL09"))
        unsold: list[dict[str, Any]] = [
            {"code": "creative.unsold", "severity": "warn", "where": None}
        ]
        unsold[0] |= {"measured": None, "allowed": None}
        picture = store.put(ads.png((950, 90)))
        keep_stored(session, picture, 100, "image/png", factory.now)
        given = {"facts": facts, "findings": unsold, "picture": picture}
        look(session, factory, slot.id or 0, LookResult.UNSOLD, **given)
    visit.sign_in("BJ001")
    visit.goto("/checks?station=bj")
    visit.look("house-wall")
    visit.page.get_by_role("button", name="这是自家广告").click()
    visit.page.wait_for_url("**done=house_added")
    expect(visit.page.get_by_text("文件 aaaaaaaaaaaaaaaa…")).to_be_visible()
    visit.look("house-ads")
    visit.page.get_by_role("button", name="撤销").click()
    visit.page.wait_for_url("**done=house_removed")
    expect(visit.page.get_by_text("还没有记下自家广告")).to_be_visible()
    with sqlite.read() as session:
        [row] = session.exec(select(HouseAd))
        assert (row.sha256, row.url, row.removed_by) == ("a" * 64, None, "BJ001")
    assert verbs(sqlite) == ["house_ad.add", "house_ad.remove"]
