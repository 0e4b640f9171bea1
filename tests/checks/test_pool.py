"""Pages of one browser in turn: a page of its own each, in a window that stays open."""

import asyncio
import os
import signal
from contextlib import suppress
from typing import Any, cast

import psutil  # type: ignore[import-untyped]
import pytest
from playwright.async_api import BrowserContext, Error, Page

from adops.domain.slot import Device
from adops.errors import OutsideError
from checks.browser import Browser
from checks.browser.load import PageVisit
from checks.browser.pool import MOST_RESTARTS, Generation, longest
from checks.chromium import find_chromium
from checks.probe import PageLoad, PageProbe, PageSeen, SlotProbe
from checks.work import House
from tests.checks.town import BLUE, RED, at_slot, img
from tests.site.server import Answer, Asked, Site

SLOT = SlotProbe(1, "A-1", "#ad", True, 0, 1)
# Some browsers let a frame of another site keep nothing at all.
REMEMBERED = """() => {
  try { sessionStorage; } catch { return [null, null, "", "", 0]; }
  const found = [sessionStorage, localStorage].map((one) => one.getItem("seen"));
  const word = window.name, cookie = document.cookie;
  for (const one of [sessionStorage, localStorage]) one.setItem("seen", "yes");
  document.cookie = "seen=yes";
  window.name = "seen";
  return [...found, word, cookie, history.length];
}"""


def test_a_page_finds_nothing_of_the_one_before_and_opens_in_its_window(
    house: House, site: Site
) -> None:
    site.file("/blue.png", BLUE)
    frame = site.page("/frame", "<p>another site</p>").replace("127.0.0.1", "localhost")
    url = site.page("/page", at_slot(img("/blue.png")) + f'<iframe src="{frame}"></iframe>')
    windows: list[int] = []
    remembered: list[Any] = []

    class Noting(PageVisit):
        """Notes the window, and what the page remembers."""

        async def load(self, number: int = 0) -> tuple[PageLoad, ...]:
            found = await super().load(number)
            window = await self._devtools.send("Browser.getWindowForTarget")
            windows.append(window["windowId"])
            remembered.append([await one.evaluate(REMEMBERED) for one in self.page.frames])
            return found

    async def looked() -> None:
        async with Browser(
            house.config.model_copy(update={"contexts": 1}),
            now=house.now,
            executable=find_chromium(house.settings),
            allowed=house.settings.allowed_hosts,
            visit=Noting,
        ) as browser:
            for number in range(3):
                probe = PageProbe(number, url, Device.PC, (SLOT,))
                seen = await browser.look(probe, _enough)
                assert seen.trouble is None, seen.detail

    asyncio.run(looked())
    assert remembered == [remembered[0]] * 3
    assert [one[:4] for one in remembered[0]] == [[None, None, "", ""]] * 2
    assert len(set(windows)) == 1


async def _enough(load: PageLoad) -> bool:
    return True


class _NoPage:
    """A context in which no page opens."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context

    async def new_page(self) -> Page:
        raise Error("no page")

    async def close(self) -> None:
        await self._context.close()


def test_a_context_whose_first_page_does_not_open_is_closed(house: House, site: Site) -> None:
    site.file("/blue.png", BLUE)
    probe = PageProbe(1, site.page("/page", at_slot(img("/blue.png"))), Device.PC, (SLOT,))

    class Failing(Browser):
        """Its first context is of no use."""

        made = 0

        async def _new_context(self, generation: Generation, device: Device) -> BrowserContext:
            context = await super()._new_context(generation, device)
            self.made += 1
            return cast(BrowserContext, _NoPage(context)) if self.made == 1 else context

    async def looked() -> tuple[int, int, int]:
        async with Failing(
            house.config,
            now=house.now,
            executable=find_chromium(house.settings),
            allowed=house.settings.allowed_hosts,
            pause=house.pause,
        ) as browser:
            seen = await browser.look(probe, _enough)
            generation = await browser._generation()
            return seen.attempts, browser.made, len(generation.browser.contexts)

    assert asyncio.run(looked()) == (2, 2, 1)


def drivers() -> set[int]:
    """Processes below this one that drive browsers."""
    found = set()
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if "run-driver" in child.cmdline():
                found.add(child.pid)
    return found


def kill_drivers() -> None:
    """With no last word."""
    for pid in drivers():
        os.kill(pid, signal.SIGKILL)


class Looker:
    """Looks at pages of a site with one browser, one page at a time."""

    def __init__(self, house: House, url: str) -> None:
        self.browser = Browser(
            house.config.model_copy(update={"contexts": 1, "retries": ()}),
            now=house.now,
            executable=find_chromium(house.settings),
            allowed=house.settings.allowed_hosts,
            pause=house.pause,
        )
        self.url = url

    async def look(self, slot: SlotProbe = SLOT, last: bool = True) -> PageSeen:
        """At the page; `last`: what `enough` answers after each load."""

        async def enough(load: PageLoad) -> bool:
            return last

        return await self.browser.look(PageProbe(1, self.url, Device.PC, (slot,)), enough)


@pytest.fixture
def looker(house: House, site: Site) -> Looker:
    """At a page with an ad, nothing of it turning."""
    site.file("/blue.png", BLUE)
    return Looker(house, site.page("/page", at_slot(img("/blue.png"))))


def is_right(seen: PageSeen) -> bool:
    """Whether the ad was seen."""
    return seen.trouble is None and [one.code for one in seen.loads[0].slots if one.holds] == [
        "A-1"
    ]


def test_what_is_served_now_is_seen_though_the_browser_could_keep_it(
    looker: Looker, site: Site
) -> None:
    """A worker's browser stays for days; what was loaded once may be kept for weeks."""
    kept = {"cache-control": "max-age=2592000"}
    page = site.routes["/page"]
    assert isinstance(page, Answer)

    def serve(content: bytes, more: bytes) -> None:
        site.routes["/page"] = Answer(page.body + more, headers=kept)
        site.routes["/blue.png"] = Answer(content, "image/png", headers=kept)

    async def looked() -> list[tuple[bytes, bool]]:
        found = []
        async with looker.browser:
            for content, more in ((BLUE, b"first"), (RED, b"then")):
                serve(content, more)
                seen = await looker.look()
                shown = [one.content for one in seen.loads[0].served if one.content]
                found.append((shown[0], more in seen.html))
        return found

    assert asyncio.run(looked()) == [(BLUE, True), (RED, True)]


def test_a_driver_that_dies_between_two_pages_costs_none(looker: Looker) -> None:
    async def looked() -> list[PageSeen]:
        async with looker.browser:
            before = [await looker.look()]
            kill_drivers()
            return [*before, await looker.look(), await looker.look()]

    found = asyncio.run(looked())
    assert [is_right(seen) for seen in found] == [True] * 3, [seen.detail for seen in found]
    assert drivers() == set()


def test_a_driver_that_dies_under_a_page_costs_none(looker: Looker, site: Site) -> None:
    good = site.routes["/page"]
    assert isinstance(good, Answer)

    def kill(asked: Asked) -> Answer:
        if not asked.visit:
            kill_drivers()
        return good

    site.routes["/page"] = kill

    async def looked() -> list[PageSeen]:
        async with looker.browser:
            return [await looker.look(), await looker.look()]

    assert [is_right(seen) for seen in asyncio.run(looked())] == [True, True]
    assert site.visits["/page"] == 3


def test_a_page_with_which_the_driver_always_dies_has_crashed(looker: Looker, site: Site) -> None:
    """And no other page with it."""
    good, limit = site.routes["/page"], 1 + MOST_RESTARTS
    assert isinstance(good, Answer)

    def kill(asked: Asked) -> Answer:
        if asked.visit < limit:
            kill_drivers()
        return good

    site.routes["/page"] = kill

    async def looked() -> list[PageSeen]:
        async with looker.browser:
            return [await looker.look(), await looker.look()]

    bad, after = asyncio.run(looked())
    assert (bad.trouble, bad.detail, is_right(after)) == ("crashed", "driver", True)


def test_without_a_driver_nothing_is_said_of_a_page_until_there_is_one(
    looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def looked() -> PageSeen:
        async with looker.browser:
            assert is_right(await looker.look())
            kill_drivers()
            monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", "/no/such/node")
            for _ in range(2):
                with pytest.raises(OutsideError, match=r"browser\.missing.*no/such/node"):
                    await looker.look()
            monkeypatch.delenv("PLAYWRIGHT_NODEJS_PATH")
            return await looker.look()

    assert is_right(asyncio.run(looked()))


TURNING = SlotProbe(1, "A-1", "#ad", True, 0, 2)


@pytest.mark.parametrize(
    ("slot", "hangs", "last", "loads", "cut"),
    [
        pytest.param(TURNING, 1, False, 1, True, id="stopped by a time-out"),
        pytest.param(TURNING, 9, False, 4, False, id="all that were wanted"),
        pytest.param(TURNING, 1, True, 1, False, id="seen in the first"),
        pytest.param(SLOT, 1, False, 1, True, id="doubted and not seen again"),
    ],
)
def test_a_look_cut_short_says_so(
    looker: Looker, site: Site, slot: SlotProbe, hangs: int, last: bool, loads: int, cut: bool
) -> None:
    """The page does not answer from that visit on."""
    good = site.routes["/page"]
    assert isinstance(good, Answer)
    site.routes["/page"] = lambda asked: good if asked.visit < hangs else Answer(hang=True)

    async def looked() -> PageSeen:
        async with looker.browser:
            return await looker.look(slot, last)

    seen = asyncio.run(looked())
    assert (seen.trouble, len(seen.loads), seen.is_cut) == (None, loads, cut)


@pytest.mark.parametrize(("loads", "seconds"), [(1, 120), (2, 160), (8, 400), (20, 880)])
def test_what_turns_has_more_time(loads: int, seconds: float) -> None:
    slot = SlotProbe(1, "A-1", "#ad", True, 0, loads)
    assert longest(120, PageProbe(1, "https://house.example.com/", Device.PC, (slot,))) == seconds
