"""A private address that is not listed is never asked, whatever a page does (checks.md,
Politeness): here another port of the site that has the pages."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from adops.domain.states import LookResult
from adops.models import SlotCheck as Look
from checks.chromium import require_browser
from checks.find import Order
from checks.private import is_refused
from checks.search import look_for
from checks.work import House
from tests.checks.town import BLUE, Town, at_slot, img
from tests.factories import Factory
from tests.site.secure import Secure
from tests.site.server import Answer, Site


@pytest.fixture
def inside(site: Site) -> str:
    """The private address, with a page, a picture and a script that must not be asked for."""
    site.page("/inside", "内部系统")
    site.file("/inside.png", BLUE)
    return f"http://{site.another_door()}"


@pytest.fixture
def town(house: House, site: Site, factory: Factory) -> Town:
    """No page yet."""
    site.file("/blue.png", BLUE)
    return Town(house, site, factory)


def looked(town: Town, body: str | None = None, *, wait_seconds: int = 0) -> Look:
    """One look at the slot of the page with that body; without one, of what is served there."""
    town.page(body or "")
    town.booking(town.slot(wait_seconds=wait_seconds), BLUE)
    if body is None:
        town.site.routes["/page"] = town.site.routes["/leads"]
    [(look, _, _)] = town.check().rows
    return look


def codes(look: Look) -> list[str]:
    """Of its findings."""
    return [str(told["code"]) for told in look.findings]


def asked_inside(site: Site) -> list[str]:
    """What was asked of the private address."""
    return [path for path, times in site.visits.items() if path.startswith("/inside") and times]


WELL = at_slot(img("/blue.png"))
LEADS = {
    "redirect": "{away}",
    "two-redirects": "/again",
    "meta-refresh": '<meta http-equiv="refresh" content="0;url={away}">',
    "by-script": "<script>location.href = '{away}'</script>",
    "by-script-once-loaded": "<script>onload = () => setTimeout(() => "
    "{{ location.href = '{away}' }}, 100)</script>",
    "by-form": '<form action="{away}"></form><script>document.forms[0].submit()</script>',
}


@pytest.mark.parametrize("how", LEADS)
def test_a_page_that_leads_there_is_not_followed(town: Town, inside: str, how: str) -> None:
    site, away, lead = town.site, f"{inside}/inside", LEADS[how]
    site.routes["/again"] = Answer(status=302, headers={"location": away})
    if lead.startswith("<"):
        later = 1 if how == "by-script-once-loaded" else 0  # the look lasts until it leads there
        look = looked(town, WELL + lead.format(away=away), wait_seconds=later)
    else:
        site.routes["/leads"] = Answer(status=302, headers={"location": lead.format(away=away)})
        look = looked(town)
    assert (look.result, codes(look)) == (LookResult.UNREACHABLE, ["page.private"])
    assert str(look.findings[0]["measured"]).rstrip("?") == away
    assert asked_inside(site) == []
    assert site.visits["/page"] == 1, "it leads there however often it is tried"


def test_finding_places_does_not_go_there_either(house: House, site: Site, inside: str) -> None:
    site.routes["/page"] = Answer(status=302, headers={"location": f"{inside}/inside"})
    seen = asyncio.run(look_for(house, Order(site.url("/page"))))
    assert (seen.trouble, seen.detail) == ("private", f"{inside}/inside")
    assert asked_inside(site) == []


FRAMED = '<iframe src="{src}" width="300" height="100" style="border:0"></iframe>'
IN_THE_SLOT = {
    "picture": '<img src="{inside}/inside.png" width="300" height="100">',
    "picture-that-is-sent-on": '<img src="/on?.png" width="300" height="100">',
    "frame": FRAMED.format(src="{inside}/inside"),
    "frame-that-is-sent-on": FRAMED.format(src="/on"),
    "frame-in-a-frame-of-another-site": FRAMED.format(src="{other}/holds"),
    "frame-of-another-site-that-goes-there": FRAMED.format(src="{other}/goes"),
}


@pytest.mark.parametrize("how", IN_THE_SLOT)
def test_what_a_slot_fetches_there_is_broken(town: Town, inside: str, how: str) -> None:
    site, away = town.site, f"{inside}/inside"
    site.routes["/on"] = Answer(status=302, headers={"location": f"{away}.png"})
    site.page("/holds", FRAMED.format(src=away))
    site.page("/goes", f"<script>location.href = '{away}'</script>")
    words = {"inside": inside, "other": site.url("", "localhost")}
    look = looked(town, at_slot(IN_THE_SLOT[how].format(**words)))
    assert (look.result, codes(look)) == (LookResult.BROKEN, ["slot.broken"])
    assert asked_inside(site) == []


BESIDE = {
    "fetch": "fetch('{inside}/inside', {{mode: 'no-cors'}}).catch(() => 0)",
    "beacon": "navigator.sendBeacon('{inside}/inside', 'x')",
    "worker": "new Worker(URL.createObjectURL(new Blob(["
    "`fetch('{inside}/inside', {{mode: 'no-cors'}})`])))",
    "web-socket": "new WebSocket('{inside}/inside'.replace('http', 'ws'))",
    "window": "open('{inside}/inside')",
    "script": "document.head.append(Object.assign(document.createElement('script'),"
    "{{src: '{inside}/inside'}}))",
}


@pytest.mark.parametrize("how", BESIDE)
def test_what_a_page_fetches_there_costs_no_slot_anything(
    town: Town, inside: str, how: str
) -> None:
    """The look takes a second: what is asked was asked by then."""
    script = f"<script>{BESIDE[how].format(inside=inside)}</script>"
    look = looked(town, script + WELL, wait_seconds=1)
    assert (look.result, look.findings) == (LookResult.OK, [])
    assert asked_inside(town.site) == []


def test_a_name_that_turns_out_private_when_it_is_connected_to(
    town: Town, inside: str, tmp_path: Path
) -> None:
    """As after DNS rebinding: the browser knows another address than we do."""
    named = inside.replace("127.0.0.1", "rebound.test")
    chromium = Secure(town.site).browser(require_browser(town.house.settings), tmp_path)
    settings = town.house.settings.model_copy(update={"chromium": chromium})
    town.house = replace(town.house, settings=settings)
    look = looked(town, at_slot(img(f"{named}/inside.png")))
    assert (look.result, codes(look)) == (LookResult.BROKEN, ["slot.broken"])
    assert asked_inside(town.site) == []


def test_what_is_listed_is_asked(town: Town, inside: str) -> None:
    listed = f"{town.house.settings.allow_hosts},{inside.removeprefix('http://')}"
    settings = town.house.settings.model_copy(update={"allow_hosts": listed})
    town.house = replace(town.house, settings=settings)
    frame = FRAMED.format(src=f"{inside}/inside")
    look = looked(town, at_slot(img(f"{inside}/inside.png")) + frame)
    assert look.result is LookResult.OK
    assert asked_inside(town.site) == ["/inside.png", "/inside"]


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("http://127.0.0.1:8/", True),
        ("http://localhost:8/", True),
        ("http://localhost.:8/", True),
        ("http://portal.localhost:8/", True),
        ("http://[::1]:8/", True),
        ("http://[::ffff:10.0.0.1]:8/", True),
        ("http://[64:ff9b::a00:1]:8/", True),
        ("http://2130706433:8/", True),
        ("file:///etc/passwd", True),
        ("http://8.8.8.8/", False),
        ("http://no-such-host.invalid/", False),
        ("http://a..b/", False),
        ("http://10.0.0.1:9/", False),
        ("http://[fd00::1]:9/", False),
    ],
)
def test_which_addresses_are_refused(url: str, refused: bool) -> None:
    listed = frozenset({"10.0.0.1:9", "[fd00::1]:9"})
    assert asyncio.run(is_refused(url, listed)) is refused
