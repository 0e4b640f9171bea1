"""A click that works only by script: made for real in a throw-away page, whose navigation is caught
and never loaded (checks.md, Same link?)."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from playwright.async_api import BrowserContext, Error, Page, Request, Route

from checks.probe import Box, PageLoad, PageProbe, SlotFacts

SECONDS = 5
TO = "y => { scrollTo({top: y - innerHeight / 2, behavior: 'instant'}); return [scrollX, scrollY] }"

Key = tuple[str, str]
"""A slot's code and the address of what it shows: another turn of a rotation has another link."""


def unread(probe: PageProbe, load: PageLoad, known: Mapping[Key, str]) -> frozenset[Key]:
    """What a click has to tell: of slots that are marked so, what a reader sees in them."""
    marked = {slot.code: slot for slot in probe.slots if slot.click_by_script}
    return frozenset(
        key
        for facts in load.slots
        if facts.code in marked and facts.holds and not facts.hidden_by and not facts.floats
        if (key := _key(facts)) not in known and (key[1] or marked[facts.code].loads == 1)
    )


def with_links(probe: PageProbe, load: PageLoad, known: Mapping[Key, str]) -> PageLoad:
    """The load with the addresses that clicks told; what stands in the page says nothing where a
    script opens another one."""
    marked = {slot.code for slot in probe.slots if slot.click_by_script}
    slots = (
        replace(facts, link=known.get(_key(facts)), scripted=True)
        if facts.code in marked and facts.holds
        else facts
        for facts in load.slots
    )
    return replace(load, slots=tuple(slots))


async def clicked(
    context: BrowserContext, page: Page, load: PageLoad, wanted: frozenset[Key], *, touch: bool
) -> dict[Key, str]:
    """Clicks on each of them, in the page as it was loaded; the address that each click leads to.
    What shows something else by now, or leads nowhere in time, is left out."""
    trap = _Trap()
    await context.route("**/*", trap.take)
    found = {}
    for facts in load.slots:
        key = _key(facts)
        if key not in wanted:
            continue
        trap.set()
        x, y = await _middle(page, facts.ad_box)
        await (page.touchscreen.tap(x, y) if touch else page.mouse.click(x, y))
        url = await trap.caught()
        if url:
            found[key] = url
    return found


async def _middle(page: Page, box: Box) -> tuple[float, float]:
    """Where in the window the box's middle is, once it is scrolled to."""
    x, y = box.x + box.width / 2, box.y + box.height / 2
    left, top = await page.evaluate(TO, y)
    return x - left, y - top


class _Trap:
    """Lets a page's requests through but for those that leave it."""

    def __init__(self) -> None:
        self._found: asyncio.Future[str] | None = None

    def set(self) -> None:
        """From now on the first one is kept."""
        self._found = asyncio.get_running_loop().create_future()

    async def take(self, route: Route) -> None:
        request = route.request
        if not _leaves(request):
            await route.continue_()
            return
        if self._found and not self._found.done():
            self._found.set_result(request.url)
        await route.abort()

    async def caught(self) -> str | None:
        """Its address; None where nothing left the page in time."""
        if self._found is None:
            return None
        try:
            return await asyncio.wait_for(self._found, SECONDS)
        except TimeoutError:
            return None


def _leaves(request: Request) -> bool:
    if not request.is_navigation_request():
        return False
    try:
        return request.frame.parent_frame is None
    except Error:  # a window that is only being opened has no frame yet
        return True


def _key(facts: SlotFacts) -> Key:
    return facts.code, facts.main.url if facts.main else ""
