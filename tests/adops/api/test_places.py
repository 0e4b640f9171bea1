"""Places on a page, its steps and house ads over the API: what the pages do (checks.md, Finding
selectors, Results)."""

import json
from typing import Any

import pytest
from sqlmodel import select

from adops import clock
from adops.domain.place import Filling, Hold, Place
from adops.domain.states import LookResult, SearchState
from adops.models import Act, Page, Slot, SlotCheck, SlotSearch
from adops.services.slot_searches import begin_search, note_search
from adops.store import Store
from tests.adops.api.conftest import House
from tests.conftest import FRIDAY

AD = Place(1, "#ad-top", Hold.ID, 10, 20, 950, 90, Filling.PICTURE, "/a.png", "/go", 1, True, True)
SEVERAL = Place(2, ".x", Hold.CLASS, 10, 200, 300, 250, Filling.PICTURE, "/b.png", "", 2, False)


@pytest.fixture
def slot(house: House) -> Slot:
    with house.db.write() as session:
        page = house.factory.page(session, url="https://house.example.com/")
        return house.factory.slot(session, page_id=page.id, selector="#old")


def found(house: House, search: int) -> None:
    """What a browser would note."""
    with house.db.write() as session:
        assert begin_search(session, search_id=search, now=clock.now())
        note_search(
            session,
            search_id=search,
            places=[AD, SEVERAL],
            size=(1440, 900),
            picture=None,
            files={},
            now=clock.now(),
        )


def test_a_place_is_searched_taken_and_undone(house: House, slot: Slot) -> None:
    url = f"/slots/{slot.code}/place-searches"
    asked = house.ask("POST", url, by="ae", json={})
    assert asked.status_code == 202, asked.text
    one = asked.json()
    assert (one["state"], one["asked_by"], one["places"]) == ("asked", "BJ001", [])
    again = house.ask("POST", url, by="ae", json={"selector": "#x"})
    assert (again.status_code, again.json()["code"]) == (409, "slot.search_waits")
    assert house.ask("GET", f"{url}/{one['search']}", by="ae").json()["started_at"] is None
    found(house, one["search"])
    told = house.ask("GET", f"{url}/{one['search']}", by="sales").json()
    assert (told["state"], told["width"], told["height"]) == ("found", 1440, 900)
    assert [(each["number"], each["selector"]) for each in told["places"]] == [
        (1, "#ad-top"),
        (2, ".x"),
    ]
    unfit = house.ask("POST", f"{url}/{one['search']}/take", by="ae", json={"place": 2})
    assert (unfit.status_code, unfit.json()["code"]) == (409, "slot.place_unfit")
    taken = house.ask("POST", f"{url}/{one['search']}/take", by="ae", json={"place": 1}).json()
    assert (taken["selector"], taken["search"]["taken"]["before"]) == ("#ad-top", "#old")
    undone = house.ask("POST", f"{url}/{one['search']}/undo", by="ae").json()
    assert (undone["selector"], undone["search"]["taken"]["undone_by"]) == ("#old", "BJ001")
    listed = house.ask("GET", url, by="ae").json()
    assert (listed["selector"], len(listed["items"])) == ("#old", 1)
    with house.db.read() as session:
        verbs = session.exec(select(Act.verb).where(Act.thing == f"slot:{slot.id}")).all()
    assert list(verbs)[-3:] == ["slot.search", "slot.selector", "slot.selector_undo"]


def test_a_search_is_cancelled(house: House, slot: Slot) -> None:
    url = f"/slots/{slot.code}/place-searches"
    one = house.ask("POST", url, by="ae", json={"selector": "#x"}).json()
    denied = house.ask("POST", f"{url}/{one['search']}/cancel", by="sh_ae")
    assert denied.status_code == 403
    done = house.ask("POST", f"{url}/{one['search']}/cancel", by="ae").json()
    assert (done["state"], done["selector"]) == ("cancelled", "#x")
    over = house.ask("POST", f"{url}/{one['search']}/cancel", by="ae")
    assert (over.status_code, over.json()["code"]) == (409, "slot.search_over")
    with house.db.read() as session:
        assert session.exec(select(SlotSearch.state)).one() is SearchState.CANCELLED
    assert house.ask("POST", url, by="ae", json={}).status_code == 202


def test_another_slot_s_search_is_not_known(house: House, slot: Slot) -> None:
    one = house.ask("POST", f"/slots/{slot.code}/place-searches", by="ae", json={}).json()
    with house.db.write() as session:
        other = house.factory.slot(session, page_id=slot.page_id).code
    answer = house.ask("GET", f"/slots/{other}/place-searches/{one['search']}", by="ae")
    assert (answer.status_code, answer.json()["code"]) == (404, "slot.search_unknown")


STEPS: list[dict[str, str]] = [
    {"click": "#agree"},
    {"fill": "#user", "value": "reader"},
    {"fill": "#pw", "secret": "ADOPS_STEP_PORTAL"},
    {"wait": "main"},
]


def test_steps_are_written_read_and_taken_away(house: House, slot: Slot) -> None:
    url = f"/pages/{slot.page_id}/steps"
    assert house.ask("GET", url, by="ae").json()["steps"] == []
    told = house.ask("PUT", url, by="ae", json={"steps": STEPS}).json()
    assert (told["steps"], told["url"]) == (STEPS, "https://house.example.com/")
    with house.db.read() as session:
        assert session.get_one(Page, slot.page_id).steps == STEPS
        [act] = session.exec(select(Act).where(Act.verb == "page.steps"))
    assert "reader" not in json.dumps(act.after)
    assert house.ask("GET", url, by="ae").json()["steps"] == STEPS
    shown = house.ask("GET", url, by="sales").json()["steps"]
    assert shown == [STEPS[0], {"fill": "#user", "value": "…"}, *STEPS[2:]]
    assert house.ask("PUT", url, by="ae", json={"steps": []}).json()["steps"] == []


def facts_of(code: str) -> bytes:
    main = {"url": "https://house.example.com/house.png", "state": "ok", "kind": "img"}
    served = [{"url": main["url"], "status": 200, "sha256": "a" * 64, "size": 9}]
    load: dict[str, Any] = {"slots": [{"code": code, "main": main, "holders": []}]}
    loads = [load | {"served": served}]
    return json.dumps({"loads": loads, "slots": {code: {"load": 0}}}).encode()


def test_a_house_ad_is_added_once_listed_and_removed(
    house: House, slot: Slot, store: Store
) -> None:
    facts = store.put(facts_of(slot.code))
    with house.db.write() as session:
        look = SlotCheck(
            slot_id=slot.id or 0,
            station="bj",
            on=FRIDAY,
            result=LookResult.UNSOLD,
            page_url="https://house.example.com/",
            captured_at=clock.now(),
            findings=[],
            facts=facts,
        )
        session.add(look)
        session.flush()
    answers = [house.ask("POST", "/house-ads", by="ae", json={"look_id": look.id}) for _ in "ab"]
    assert [one.status_code for one in answers] == [201, 201]
    first, again = (one.json() for one in answers)
    assert first == again and (first["sha256"], first["url"]) == ("a" * 64, None)
    listed = house.ask("GET", "/house-ads", by="ae").json()
    assert (listed["station"], len(listed["items"])) == ("bj", 1)
    assert listed["items"][0]["slot_name"] == slot.name
    denied = house.ask("POST", f"/house-ads/{first['house_ad']}/remove", by="sh_ae")
    assert denied.status_code == 403
    gone = house.ask("POST", f"/house-ads/{first['house_ad']}/remove", by="ae").json()
    assert gone["removed_by"] == "BJ001"
    again = house.ask("POST", f"/house-ads/{first['house_ad']}/remove", by="ae").json()
    assert again["code"] == "house.removed"
    assert house.ask("GET", "/house-ads?station=bj", by="ae").json()["items"] == []
