"""Places on a page, found in a real browser: which boxes, which selectors, whether they last."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from adops.domain.page_steps import PageStep, StepKind
from adops.domain.place import Filling, Hold, Place
from adops.domain.slot import Device
from checks.browser import Browser
from checks.browser.find import FindVisit
from checks.chromium import find_chromium
from checks.find import Order, PlacesSeen, find_places, hold_of
from checks.work import House
from tests.checks.town import BLUE, RED
from tests.site.server import PAGE, Answer, Asked, Site

Find = Callable[..., PlacesSeen]
SIZE = (300, 100)
AD = '<a href="/landing"><img src="/blue.png" width="300" height="100"></a>'


@pytest.fixture
def find(house: House, site: Site) -> Find:
    """Looks for places on a page with that body."""
    site.file("/blue.png", BLUE)
    site.file("/red.png", RED)

    def look(body: str | None, path: str = "/page", **given: Any) -> PlacesSeen:
        url = site.url(path) if body is None else site.page(path, body)
        order = Order(**({"url": url, "sizes": (SIZE,)} | given))

        async def looked() -> PlacesSeen:
            async with AsyncExitStack() as stack:
                browser = await stack.enter_async_context(
                    Browser(
                        house.config,
                        now=house.now,
                        executable=find_chromium(house.settings),
                        allowed=house.settings.allowed_hosts,
                        pause=house.pause,
                        visit=FindVisit,
                    )
                )
                return await find_places(browser, order)

        return asyncio.run(looked())

    return look


def told(places: PlacesSeen) -> list[tuple[str, str]]:
    return [(one.selector, one.hold.value) for one in places.places]


HELD = {
    "an id of the box around it": (f'<div id="ad-top" style="width:300px">{AD}</div>', "#ad-top"),
    "an id that is made up each time is none": (
        f'<div id="ad_1448899123" data-slot="top" style="width:300px">{AD}</div>',
        'div[data-slot="top"]',
    ),
    "the code of the place, whatever the engine made of it": (
        '<ins class="sinaads sinaads-done" data-ad-pdps="PDPS000000047211" data-ad-status="done" '
        f'style="display:block;width:300px">{AD}</ins>',
        'ins[data-ad-pdps="PDPS000000047211"]',
    ),
    "the same of an element in a line": (
        f'<div style="width:300px"><ins data-ad-slot="7743190022">{AD}</ins></div>',
        'ins[data-ad-slot="7743190022"]',
    ),
    "a code of hexadecimal digits": (
        f'<div id="PDPS_509CBC9FC73888" style="width:300px">{AD}</div>',
        "#PDPS_509CBC9FC73888",
    ),
    "the size in a name": (f'<div id="ad_1000x90" style="width:300px">{AD}</div>', "#ad_1000x90"),
    "what it goes through is no name": (
        f'<div class="side"><ins class="sinaads-done" data-ad-status="done" '
        f'style="display:block;width:300px">{AD}</ins><ins class="sinaads"></ins></div>',
        ".side > ins:nth-of-type(1)",
    ),
    "a class that only it has": (
        f'<div class="box first" style="width:300px">{AD}</div><div class="box"></div>',
        ".first",
    ),
    "counted below the next id": (
        f'<div id="side"><p>文</p><div style="width:300px">{AD}</div>'
        f'<div style="width:300px;margin-top:99px">{AD}</div></div>',
        "#side > div:nth-of-type(1)",
    ),
    "counted from the top": (
        f'<div style="width:300px">{AD}</div>',
        "body > main > div",
    ),
}


@pytest.mark.parametrize("name", HELD)
def test_the_most_robust_selector(find: Find, name: str) -> None:
    body, selector = HELD[name]
    seen = find(body)
    first = seen.places[0]
    assert (first.selector, first.count, first.stays, first.exact) == (selector, 1, True, True)
    assert (first.filling, first.link) == (Filling.PICTURE, seen_link(first))
    assert (first.width, first.height) == SIZE
    assert seen.picture.startswith(b"\x89PNG")


def seen_link(place: Place) -> str:
    return place.url.replace("/blue.png", "/landing")


CANDIDATES = {
    "a frame": ('<iframe id="f" src="/ad" width="300" height="100"></iframe>', ["#f"]),
    "a frame of another site": (
        '<iframe id="f" src="http://localhost:{port}/ad" width="300" height="100"></iframe>',
        ["#f"],
    ),
    "a background with a link": (
        '<a id="b" href="/landing" style="display:block;width:300px;height:100px;'
        'background:url(/blue.png)"></a>',
        ["#b"],
    ),
    "an empty box of the size, called so": (
        '<div id="ad-3" style="width:300px;height:100px"></div>',
        ["#ad-3"],
    ),
    "an empty box that nobody calls an ad": (
        '<div id="chart" style="width:300px;height:100px"></div>',
        [],
    ),
    "a picture of another size": (
        '<a href="/landing"><img id="p" src="/blue.png" width="160" height="160"></a>',
        [],
    ),
    "a picture near the size": (
        '<a href="/landing"><img id="p" src="/blue.png" width="290" height="96"></a>',
        ["#p"],
    ),
    "a picture of the article": ('<img id="p" src="/blue.png" width="290" height="96">', []),
    "what nobody sees": (f'<div id="ad" style="display:none">{AD}</div>', []),
}


@pytest.mark.parametrize("name", CANDIDATES)
def test_what_looks_like_an_ad(find: Find, site: Site, name: str) -> None:
    body, selectors = CANDIDATES[name]
    site.page("/ad", '<img src="/red.png" width="300" height="100">')
    seen = find(body.replace("{port}", str(site.port)))
    assert [one.selector for one in seen.places] == selectors


def test_in_a_shadow_root_the_element_that_holds_it(find: Find) -> None:
    body = f"""<x-ad id="host" style="display:block;width:300px"></x-ad>
    <script>document.querySelector("#host").attachShadow({{mode: "open"}})
    .innerHTML = `{AD}`</script>"""
    assert told(find(body)) == [("#host", "id")]


def test_an_id_that_changes_with_every_load_does_not_last(find: Find, site: Site) -> None:
    def page(asked: Asked) -> Answer:
        name = "abcdef"[asked.visit % 6] * 3
        body = f'<section class="right"><div id="{name}" style="width:300px">{AD}</div></section>'
        return Answer(PAGE.format(title="页", body=body).encode())

    site.routes["/page"] = page
    seen = find(None)
    assert [(one.selector, one.stays) for one in seen.places] == [(".right > div", True)]


@pytest.mark.parametrize(("down", "stays"), [(40, True), (300, False)])
def test_one_element_must_be_at_the_same_place(
    find: Find, site: Site, down: int, stays: bool
) -> None:
    def page(asked: Asked) -> Answer:
        before = f'<p style="height:{down}px;margin:0"></p>' if asked.visit % 2 else ""
        body = f'{before}<div id="ad" style="width:300px">{AD}</div>'
        return Answer(PAGE.format(title="页", body=body).encode())

    site.routes["/page"] = page
    [place] = find(None).places
    assert (place.selector, place.count, place.stays) == ("#ad", 1, stays)


def test_a_selector_that_matches_two_after_a_reload_does_not_last(find: Find, site: Site) -> None:
    def page(asked: Asked) -> Answer:
        before = f'<div style="width:300px">{AD}</div>' if asked.visit % 2 else ""
        body = f'{before}<div style="width:300px">{AD}</div>'
        return Answer(PAGE.format(title="页", body=body).encode())

    site.routes["/page"] = page
    seen = find(None)
    assert [one.is_fit for one in seen.places] == [False]


TYPED = {
    "one": ("#ad", 1, True),
    "several": ("img", 2, False),
    "none": ("#gone", 0, False),
    "what is no selector": ("#[", -1, False),
}


@pytest.mark.parametrize("name", TYPED)
def test_a_typed_selector_is_tried(find: Find, name: str) -> None:
    selector, count, fit = TYPED[name]
    body = f'<div id="ad" style="width:300px">{AD}</div><img src="/red.png" width="50">'
    first = find(body, selector=selector).places[0]
    assert (first.selector, first.count, first.is_fit, first.typed) == (selector, count, fit, True)
    if fit:
        assert (first.filling, first.width) == (Filling.PICTURE, 300)


def test_on_a_phone_the_width_is_scaled(find: Find) -> None:
    body = """<meta name="viewport" content="width=device-width">
    <a href="/landing"><img id="m" src="/blue.png" style="width:375px;height:70.3px"></a>"""
    seen = find(body, device=Device.MOBILE, sizes=((640, 120),))
    assert told(seen) == [("#m", "id")]
    assert seen.scale == 2


def test_texts_when_asked(find: Find) -> None:
    body = '<p><a id="t" href="/landing">云溪花园二期加推</a> <a href="/">更多</a></p>'
    assert told(find(body)) == []
    [text] = find(body, texts=True).places
    assert (text.selector, text.filling) == ("#t", Filling.TEXT)


def test_what_does_not_open_is_a_trouble(find: Find, house: House) -> None:
    seen = find(None, path="/nowhere")
    assert (seen.trouble, seen.detail, seen.places) == ("status", "404", ())
    elsewhere = find(None, url="http://10.0.0.1/")
    assert elsewhere.trouble == "private"


def test_steps_are_taken_first(find: Find) -> None:
    body = f"""<button id="yes" onclick="document.querySelector('#ad').hidden = false">同意</button>
    <div id="ad" hidden style="width:300px">{AD}</div>"""
    assert find(body).places == ()
    seen = find(body, steps=(PageStep(StepKind.CLICK, "#yes"),))
    assert told(seen) == [("#ad", "id")]


@pytest.mark.parametrize(
    ("selector", "hold"),
    [
        ("#ad", Hold.ID),
        ('div[data-slot="1"]', Hold.DATA),
        (".top", Hold.CLASS),
        ("#side > div", Hold.PATH),
        ("#side > div:nth-of-type(2)", Hold.PATH),
        ("div:nth-child(3)", Hold.NTH),
        ("iframe", Hold.NTH),
    ],
)
def test_what_a_typed_selector_holds_on_to(selector: str, hold: Hold) -> None:
    assert hold_of(selector) is hold
