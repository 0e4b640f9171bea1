"""Clicks that work by script only: made for real, caught, and never loaded."""

from typing import Any

import pytest

from adops.domain.slot import Device
from checks.browser.click import _key
from checks.probe import Box, FrameSeen, Holder, SlotFacts
from checks.work import House
from tests.checks.town import BLUE, LANDING, MOBILE, RED, SIZE, Town, at_slot
from tests.factories import Factory
from tests.site.server import Answer, Site

PICTURE = f'<img id="i" src="/blue.png" width="{SIZE[0]}" height="{SIZE[1]}">'
OPENED = "i.addEventListener('click', () => { %s })"
CLICKS = {
    "window": ("window.open('/landing?utm_source=a')", "ok"),
    "this-window": ("location.href = '/landing'", "ok"),
    "window-then-address": ("const w = window.open(); w.location = '/landing'", "ok"),
    "later": ("setTimeout(() => location.assign('/landing'), 300)", "ok"),
    "form": (
        "const f = document.createElement('form'); f.action = '/landing';"
        "document.body.append(f); f.submit()",
        "ok",
    ),
    "counted-first": ("window.open('/count')", "ok"),
    "elsewhere": ("window.open('/other')", "wrong_link"),
    "nowhere": ("fetch('/seen')", "unsure"),
}


@pytest.fixture
def town(house: House, site: Site, factory: Factory) -> Town:
    site.file("/blue.png", BLUE)
    site.routes["/count"] = Answer(status=302, headers={"location": LANDING})
    site.page("/other", "别的项目")
    return Town(house, site, factory)


def result_of(town: Town, body: str, *, marked: bool = True, **given: Any) -> str:
    """One booked slot on a page of that body."""
    town.page(body, **given)
    town.booking(town.slot(click_by_script=marked), BLUE)
    [(look, _, _)] = town.check().rows
    return look.result.value


@pytest.mark.parametrize(("script", "result"), CLICKS.values(), ids=CLICKS.keys())
def test_where_a_click_leads(town: Town, script: str, result: str) -> None:
    body = at_slot(PICTURE) + f"<script>{OPENED % script}</script>"
    assert result_of(town, body) == result
    # asked by the probe of the booked page, and once more where a counter led to it; the click
    # itself loads nothing
    asked = 2 if "/count" in script else 1
    assert (town.site.visits["/landing"], town.site.visits["/page"]) == (asked, 2)


def test_far_down_the_page_beside_a_link_that_says_nothing(town: Town) -> None:
    link = f'<a href="#" id="i">{PICTURE.replace("id=", "data-x=")}</a>'
    body = '<div style="height:3000px"></div>' + at_slot(link)
    script = OPENED % "event.preventDefault(); window.open('/landing')"
    assert result_of(town, f"{body}<script>{script}</script>") == "ok"


def test_by_touch(town: Town) -> None:
    body = at_slot(PICTURE) + f"<script>{OPENED % CLICKS['this-window'][0]}</script>"
    assert result_of(town, body, device=MOBILE) == "ok"


FLOATS = {
    "pc": (Device.PC, "/landing", "ok"),
    "pc-elsewhere": (Device.PC, "/other", "wrong_link"),
    "phone": (Device.MOBILE, "/landing", "ok"),
}


@pytest.mark.parametrize(("device", "to", "result"), FLOATS.values(), ids=FLOATS.keys())
def test_on_what_floats_and_on_what_it_covers(
    town: Town, device: Device, to: str, result: str
) -> None:
    town.page(
        f'<div style="height:520px"></div>{at_slot(PICTURE)}'
        "<script>i.addEventListener('click', () => open('/other'))</script>"
        '<div id="float" style="position:fixed;left:0;top:calc(50% - 50px);z-index:9">'
        f"{PICTURE.replace(' id=', ' data-of=')}</div>"
        f"<script>document.querySelector('#float img').addEventListener('click', () =>"
        f" open('{to}'))</script>"
        '<div style="height:2000px"></div>',
        device=device,
    )
    town.booking(town.slot(click_by_script=True), BLUE, link="/other")
    town.booking(town.slot("#float", click_by_script=True), BLUE)
    found = {slot.selector: look.result.value for look, slot, _ in town.check().rows}
    assert found == {"#ad": "ok", "#float": result}


def test_only_where_the_slot_is_marked_so(town: Town) -> None:
    body = at_slot(PICTURE) + f"<script>i.onclick = () => {{ {CLICKS['elsewhere'][0]} }}</script>"
    assert result_of(town, body, marked=False) in {"unsure", "wrong_link"}
    assert town.site.visits["/page"] == 1


def test_another_turn_of_the_rotation_is_not_asked(town: Town, site: Site) -> None:
    """Every load shows the other picture: what the click page shows is not what was seen."""
    site.file("/red.png", RED)
    by_turns = at_slot(PICTURE) + (
        "<script>fetch('/turn').then(r => r.text()).then(t => { i.src = t;"
        "i.onclick = () => window.open(t === '/blue.png' ? '/landing' : '/other') })</script>"
    )
    turns = iter(range(1000))
    site.routes["/turn"] = lambda asked: Answer(
        b"/blue.png" if next(turns) % 2 == 0 else b"/red.png", "text/plain"
    )
    assert result_of(town, by_turns.replace(' src="/blue.png"', "")) != "wrong_link"


def test_behind_one_frame_s_address_each_ad_has_its_own_click() -> None:
    """An ad server leads one address to one ad or another."""
    box = Box(0, 0, 300, 100)
    frame = Holder("iframe", box, "http://ads.example.com/serve", "ok", (0, 0), 1.0, True, box)
    ads = [FrameSeen(f"http://ads.example.com/{one}", frame, 1.0, None) for one in ("a", "b")]
    shown = [
        SlotFacts("S1", True, box, box, holders=(frame,), main=frame, frames=(one,)) for one in ads
    ]
    assert [_key(one) for one in shown] == [("S1", one.url) for one in ads]


@pytest.mark.parametrize(
    ("script", "result"), [CLICKS["window"], CLICKS["elsewhere"]], ids=["right", "elsewhere"]
)
def test_of_what_is_asked_under_another_number_each_time(
    town: Town, script: str, result: str
) -> None:
    image = PICTURE.replace(' src="/blue.png"', "")
    body = f"{at_slot(image)}<script>"
    body += "i.src = '/blue.png?t=' + Math.floor(1e12 + Math.random() * 1e11);"
    assert result_of(town, f"{body}{OPENED % script}</script>") == result


STANDING = {
    "a time": ("/a.gif?t=1764230000123&id=7", "/a.gif?id=7"),
    "a fraction": ("/a.gif?0.8812345", "/a.gif"),
    "the number of an ad": ("/serve?id=1764230000&t=2", "/serve?id=1764230000&t=2"),
}


@pytest.mark.parametrize(("path", "standing"), STANDING.values(), ids=STANDING.keys())
def test_what_an_ad_is_known_by_in_another_load(path: str, standing: str) -> None:
    box, host = Box(0, 0, 300, 100), "http://ads.example.com"
    image = Holder("img", box, host + path, "ok", (300, 100), 1.0, True, box)
    facts = SlotFacts("S1", True, box, box, holders=(image,), main=image)
    assert _key(facts) == ("S1", host + standing)


@pytest.mark.parametrize(
    ("script", "result"), [CLICKS["window"], CLICKS["elsewhere"]], ids=["right", "elsewhere"]
)
def test_on_what_is_gone_when_the_page_has_waited(town: Town, script: str, result: str) -> None:
    """It is clicked while it shows; what stands in its place afterwards is not."""
    town.page(
        f"{at_slot(PICTURE)}<script>{OPENED % script};"
        "setTimeout(() => { ad.innerHTML = '<a href=\"/other\">别的项目</a>' }, 3500)</script>"
        '<div id="later"></div>'
    )
    town.booking(town.slot(form="全屏", click_by_script=True), BLUE)
    town.slot("#later", wait_seconds=5)
    found = {slot.selector: look.result.value for look, slot, _ in town.check().rows}
    assert found["#ad"] == result
