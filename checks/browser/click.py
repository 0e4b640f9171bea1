"""A click that works only by script: made for real in a throw-away page, whose navigation is caught
and never loaded (checks.md, Same link?)."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from playwright.async_api import BrowserContext, Error, Page, Request, Route

from checks.browser.load import PageVisit
from checks.browser.patience import quietly
from checks.probe import PageLoad, PageProbe, SlotFacts, SlotProbe

SECONDS = 5
MIDDLE, EDGE = (0.5, 0.5), (0.02, 0.3)
TO = """y => { scrollTo({top: y - innerHeight / 2, behavior: 'instant'});
return scrollX + ' ' + scrollY }"""

# what is drawn anew for each request, so that no copy answers it; it names no ad
DRAWN = re.compile(
    r"(?i)(?:_|t|ts|time|timestamp|r|rn|rnd|rand|random|cb|nc|nocache|cachebuster|ord|v)"
    r"=(?:\d{8,}|0\.\d+)|\d{10,}|0\.\d+"
)

Key = tuple[str, str]
"""A slot's code and the address of what it shows: another turn of a rotation has another link."""


def unread(probe: PageProbe, load: PageLoad, known: Mapping[Key, str]) -> frozenset[Key]:
    """What a click has to tell: of slots that are marked so, and of HTML5 ads without a link, what
    a reader sees in them."""
    if not _asks(probe):
        return frozenset()
    return frozenset(
        key
        for slot, facts in zip(probe.slots, load.slots, strict=True)
        if facts.holds and _by_click(slot, facts) and not _place(slot, facts).hidden_by
        if load.is_for(slot.code)
        if (key := _key(facts)) not in known and (key[1] or slot.loads == 1)
    )


def _asks(probe: PageProbe) -> bool:
    return any(slot.click_by_script or slot.package_due for slot in probe.slots)


def _by_click(slot: SlotProbe, facts: SlotFacts) -> bool:
    """An HTML5 ad opens the address that it is given as clickTag; its page holds none."""
    return slot.click_by_script or (slot.package_due and bool(facts.frames) and not facts.link)


def _place(slot: SlotProbe, facts: SlotFacts) -> SlotFacts:
    """Where it is clicked: of an HTML5 ad the whole frame, whatever moves in it."""
    return facts.framed(0, 0) if slot.package_due else facts


def with_links(probe: PageProbe, load: PageLoad, known: Mapping[Key, str]) -> PageLoad:
    """The load with the addresses that clicks told; what stands in the page says nothing where a
    script opens another one."""
    if not _asks(probe):
        return load
    slots = (
        replace(facts, link=known.get(_key(facts)), scripted=True)
        if facts.holds and _by_click(slot, facts)
        else facts
        for slot, facts in zip(probe.slots, load.slots, strict=True)
    )
    return replace(load, slots=tuple(slots))


async def clicked(
    context: BrowserContext,
    visit: PageVisit,
    probe: PageProbe,
    wanted: frozenset[Key],
    *,
    touch: bool,
) -> dict[Key, str]:
    """Loads the page and clicks on each of them; the address that each click leads to. What shows
    something else by now, or leads nowhere in time, is left out. Floating ads come last: until
    then they are away and cover nobody."""
    loads = [one for one in await visit.load() if not (one.only or one.apart)]
    trap = _Trap()
    await context.route("**/*", trap.take)
    found = {}
    for load in reversed(loads):
        if load.is_screen:
            await visit.bring_back()
        for number, (slot, facts) in enumerate(zip(probe.slots, load.slots, strict=True)):
            if _key(facts) not in wanted or not load.shows(facts) or not _can_be_hit(slot, facts):
                continue
            await _shut_others(context, visit.page)
            there = await visit.reached(number, facts)
            if _key(there) != _key(facts):
                continue
            x, y = await _point(visit.page, slot, _place(slot, there))
            await visit.painted(load.slots)  # until then a click meets what was there before
            trap.set()
            await (visit.page.touchscreen.tap(x, y) if touch else visit.page.mouse.click(x, y))
            url = await trap.caught()
            if url:
                found[_key(facts)] = url
    return found


def _can_be_hit(slot: SlotProbe, facts: SlotFacts) -> bool:
    """Whether a click on it meets it: not where it waits for its turn, or something else is over
    it."""
    return facts.unread is None and _place(slot, facts).hidden_by is None


async def _shut_others(context: BrowserContext, page: Page) -> None:
    """The windows that clicks opened: one that lies over the page keeps it from being painted."""
    for one in context.pages:
        if one is not page:
            await quietly(one.close())


async def _point(page: Page, slot: SlotProbe, facts: SlotFacts) -> tuple[float, float]:
    """Where in the window its middle is, once it is scrolled to; of what the page lies on, its
    edge. What floats has its place in the window of an unscrolled page."""
    box = facts.ad_box
    across, down = EDGE if slot.is_ground else MIDDLE
    x, y = box.x + box.width * across, box.y + box.height * down
    left, top = map(float, (await page.evaluate(TO, 0 if facts.floats else y)).split())
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
        await route.fulfill(status=204)  # the page stays; no error page takes its place

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
    """An ad server's frame has one address for all ads: what it was led to tells them apart."""
    main = facts.main
    if main and main.kind == "iframe" and facts.frames:
        return facts.code, _standing(facts.frames[-1].url)
    return facts.code, _standing(main.url) if main else ""


def _standing(url: str) -> str:
    """The address without what is drawn anew for each request."""
    parts = urlsplit(url)
    if not parts.query:
        return url
    kept = [one for one in parts.query.split("&") if not DRAWN.fullmatch(one)]
    return urlunsplit(parts._replace(query="&".join(kept)))
