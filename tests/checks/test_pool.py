"""Pages of one browser in turn: a page of its own each, in a window that stays open."""

import asyncio
from typing import Any, cast

from playwright.async_api import BrowserContext, Error, Page

from adops.domain.slot import Device
from checks.browser import Browser
from checks.browser.load import PageVisit
from checks.browser.pool import Generation
from checks.chromium import find_chromium
from checks.probe import PageLoad, PageProbe, SlotProbe
from checks.work import House
from tests.checks.town import BLUE, at_slot, img
from tests.site.server import Site

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
