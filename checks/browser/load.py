"""One load of one page: navigate, settle, facts of all slots in one call a frame, one picture."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from typing import Any

from playwright.async_api import CDPSession, Error, Page

from adops.catalog.checks import CheckConfig
from adops.clock import stopwatch
from checks.browser.camera import Camera, pixels
from checks.browser.close import close_all
from checks.browser.facts import wanted_of
from checks.browser.gather import LOOK, REACH, STILL, UNROLL, Found, Gatherer
from checks.browser.lifted import apart, brought_to_light, covered_in, deeper, lids, put_away
from checks.browser.patience import SCRIPT_SECONDS, PageTrouble, within
from checks.browser.rest import AT_REST, TWO_FRAMES, awaited
from checks.browser.rows import Rows, are_in_a_gap
from checks.browser.traffic import Traffic
from checks.browser.way import Way
from checks.frames import in_picture, is_as_looked_at, is_dim, is_steady
from checks.probe import DOUBTED_LOADS, PageLoad, PageProbe, SlotFacts

WATCH = files("checks.browser").joinpath("watch.js").read_text("utf-8")
PICTURES = 3
TURNS_FROM = 3
TICK_SECONDS = 0.2
GAP_TICKS = LIT_TICKS = 6
STORAGES = "local_storage,indexeddb,websql,cache_storage,service_workers,file_systems"


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture with the facts that belong to it."""

    width: int
    slots: tuple[SlotFacts, ...]
    picture: bytes
    is_screen: bool
    is_as_looked_at: bool

    @property
    def scale(self) -> float:
        """What a CSS px came out as: measured, not assumed."""
        return pixels(self.picture)[0] / self.width


class PageVisit:
    """A page open in a context, loaded once or, for rotations, several times."""

    def __init__(
        self,
        page: Page,
        devtools: CDPSession,
        probe: PageProbe,
        *,
        config: CheckConfig,
        allowed: frozenset[str],
        now: Callable[[], datetime],
    ) -> None:
        self.page = self._page = page
        self._devtools, self._probe = devtools, probe
        self._config, self._allowed, self._now = config, allowed, now
        self._view = config.viewports[probe.device]
        self._camera = Camera(devtools, self._view)
        self._traffic = Traffic(page, frames=bool(probe.packaged))
        self._gatherer = Gatherer(page, probe, self._traffic, config.seconds.loading)
        self._way = Way(page, probe, self._traffic, config=config, allowed=allowed)
        self._rows = Rows(probe, config.seconds.turn)
        self._last: tuple[SlotFacts, ...] = ()
        self._ready, self._waited = 0.0, 0.0
        self._stands = self._is_lit = self._stays_dim = False

    async def load(self, number: int = 0) -> tuple[PageLoad, ...]:
        """The page's picture; before it, where ads float in the window, that of the first screen.

        Raises PageTrouble or Playwright's Error when the page can't be looked at: `private` where
        it led to an address that is not to be asked, by whatever way and however late.
        """
        try:
            loads = await self._looked(number)
        except (Error, PageTrouble):
            self._stay_out()
            raise
        self._stay_out()
        return loads

    def _stay_out(self) -> None:
        refused = self._traffic.turned_away(self._page.main_frame)
        if refused:
            raise PageTrouble("private", refused)

    async def _looked(self, number: int) -> tuple[PageLoad, ...]:
        if not number:
            await self._page.add_init_script(WATCH)
        began, loads = stopwatch(), list[PageLoad]()
        if number < TURNS_FROM or not await self._turned():
            self._traffic.begin()
            await self._way.go()
            self._ready = stopwatch()
            loads += [] if number else await self._early(began)
            await self._way.settle(self._probe)
        found = await self._facts()
        if not self._way.is_read and not any(one.found for one in found.slots):
            raise PageTrouble("timeout", "navigation")  # what it was opened for is not there yet
        if number:
            came = await self._come(found, began)
            found = await self._facts() if came else found
            loads += came
        if number >= DOUBTED_LOADS:
            found = await self._outwaited(found)
        self._last = found.slots
        return (*loads, *await self._shown(found, began))

    async def _early(self, began: float) -> list[PageLoad]:
        """What may be over when the page's waiting time is, by itself."""
        early = self._probe.early
        if not early:
            return []
        await self._way.settle(self._probe.only(early))
        loads = await self._shown(await self._facts(), began)
        await self._gatherer.ask("back")
        return [replace(one, only=early) for one in loads]

    async def _shown(self, found: Found, began: float) -> list[PageLoad]:
        """The page's picture; where ads float in the window, after that of the first screen."""
        status, loads = self._way.status, []
        self._waited = round(stopwatch() - self._ready, 3)
        if any(slot.floats for slot in found.slots):
            taken = await self._pictured_as_looked_at(found, screen=True)
            loads += await self._lifted(await self._told(status, began, taken), began)
            await self._gatherer.ask("away")
            under = await self._facts()
            pairs = zip(found.slots, under.slots, strict=True)
            found = Found(under.top, tuple(a if a.floats else b for a, b in pairs))
        loads += await self._page_alone(found, began)
        if len(loads) == 1 and any(slot.floats for slot in loads[0].slots):  # it came meanwhile
            taken = await self._pictured_as_looked_at(await self._facts(), screen=True)
            loads.insert(0, await self._told(status, began, taken))
        return loads[:-1] + await self._lifted(loads[-1], began)

    async def _lifted(self, load: PageLoad, began: float) -> list[PageLoad]:
        """The load, and pictures of what lies in it under an ad that does not stay, one for each of
        those, which is away then."""
        loads, floats = list[PageLoad](), load.is_screen
        left = covered_in(load.slots, floats=floats)
        over = lids(self._probe, load.slots, floats=floats) if left else []
        if not over:
            return [load]
        for lid in over:
            await self._gatherer.ask("away", put_away(self._probe, lid, floats=floats))
            found = await self._facts()
            lit = brought_to_light(found.slots, left)
            if lit:
                taken = await self._pictured_as_looked_at(found, screen=floats)
                told = await self._told(load.status, began, taken)
                loads.append(apart(told, lit, lid))
                left -= lit
                over += deeper(self._probe, lid, lit) if left else ()
        await self._gatherer.ask("back" if floats else "away")
        return [replace(load, lifted=tuple(one for each in loads for one in each.lifted)), *loads]

    async def _page_alone(self, found: Found, began: float) -> list[PageLoad]:
        taken = await self._pictured_as_looked_at(await self._lit(found))
        return [await self._told(self._way.status, began, taken)]

    async def closing(self) -> dict[str, str]:
        """What comes of a click on the close buttons: by slot ok, none or stays. The last thing
        done with a page: who closed an ad may not see it again for days. What is gone by then by
        itself needs none."""
        pairs = zip(self._probe.slots, self._last, strict=False)
        wanted = [slot for slot, last in pairs if slot.needs_close and last.stands]
        if not wanted:
            return {}
        await self._gatherer.ask("back")
        return await close_all(self._page, wanted)

    async def bring_back(self) -> None:
        """Shows the floating ads again, which the page's picture is without."""
        await self._gatherer.ask("back")

    async def reached(self, number: int, facts: SlotFacts) -> SlotFacts:
        """A slot with the boxes that it has once what scrolls around it was brought to it."""
        wanted = wanted_of(self._probe)[number : number + 1]
        raw = None if facts.floats else await self._gatherer.ask(REACH, wanted)
        return (await self._gatherer.read(STILL)).slots[number] if raw and raw["rolled"] else facts

    async def _turned(self) -> bool:
        """Whether one of the slots that turn shows something else without a reload: some turn by
        the clock and begin with the same ad whenever they are loaded. One that stood still once is
        not waited for again."""
        if self._stands or self._probe.loads == 1:
            return False
        await self._gatherer.ask("back")
        began = stopwatch()
        while stopwatch() - began < self._config.seconds.turn:
            await asyncio.sleep(TICK_SECONDS)
            now = await self._gatherer.read(STILL)
            probes = zip(self._probe.slots, self._last, now.slots, strict=True)
            if any(one.loads > 1 and not is_steady(old, new) for one, old, new in probes):
                return True
        self._stands = True
        return False

    async def _told(self, status: int, began: float, taken: Taken) -> PageLoad:
        return PageLoad(
            captured_at=self._now(),
            url=self._page.url,
            status=status,
            seconds=round(stopwatch() - began, 3),
            width=taken.width,
            height=round(pixels(taken.picture)[1] / taken.scale),
            scale=taken.scale,
            slots=taken.slots,
            served=await self._traffic.served(),
            picture=taken.picture,
            is_screen=taken.is_screen,
            is_disturbed=self._traffic.is_disturbed or self._way.is_due,
            is_unfinished=self._traffic.is_unfinished or not self._way.is_read,
            waited=self._waited,
            amiss=self._traffic.amiss | self._way.amiss,
        )

    async def leave(self) -> None:
        """Empties what the page's origins stored and the browser keeps of what it loaded, so that
        the profile is clean for the next, and sees what is served then."""
        await within(SCRIPT_SECONDS, self._devtools.send("Network.clearBrowserCache"))
        for origin in self._traffic.origins():
            asked = {"origin": origin, "storageTypes": STORAGES}
            await within(SCRIPT_SECONDS, self._devtools.send("Storage.clearDataForOrigin", asked))

    def drop(self) -> None:
        """Gives up what is still being read."""
        self._traffic.drop()

    async def _facts(self) -> Found:
        """What is found, not just between two ads of a row."""
        found = await self._gatherer.read(LOOK)
        for _ in range(0 if self._rows.are_empty else GAP_TICKS):
            if not are_in_a_gap(found.slots):
                return found
            await asyncio.sleep(TICK_SECONDS)
            found = await self._gatherer.read(LOOK)
        self._rows.are_empty = are_in_a_gap(found.slots)
        return found

    async def _lit(self, found: Found) -> Found:
        """What fades in where a reader comes, and out where he goes, is looked at in a window as
        high as the page; so are the others pictured then."""
        dim = {n for n, one in enumerate(found.slots) if is_dim(one, self._view.height)}
        if not dim or self._stays_dim:
            return found
        now = found
        async with self._window(self._camera.height(found.top)):
            for _ in range(LIT_TICKS):
                await asyncio.sleep(TICK_SECONDS)
                now = await self._gatherer.read(LOOK)
                if all(now.slots[n].hidden_by is None for n in dim):
                    break
        lit = {n for n in dim if now.slots[n].hidden_by is None}
        self._stays_dim, self._is_lit = not lit, self._is_lit or bool(lit)
        slots = (now.slots[n] if n in lit else one for n, one in enumerate(found.slots))
        return Found(found.top, tuple(slots))

    @asynccontextmanager
    async def _window(self, height: int) -> AsyncIterator[None]:
        """The window so high; as it was where that is 0."""
        if height:
            await self._resize(height)
        try:
            yield
        finally:
            if height:
                await self._resize(self._view.height)

    async def _come(self, found: Found, began: float) -> list[PageLoad]:
        """Pictures of what has its turn in a row of others, for those slots alone, one each time
        that one of them has come: they need not stand there together. Until then floating ads are
        away, so that one picture is enough."""
        loads, rows = list[PageLoad](), self._rows
        rows.begin(found.slots)
        floating = {one.code for one in found.slots if one.floats}
        pictured = self._shown if floating & rows.awaited else self._page_alone
        if floating and rows.awaited and pictured == self._page_alone:
            await self._gatherer.ask("away")
        while rows.may_come:
            await asyncio.sleep(TICK_SECONDS)
            found = await self._facts()
            come = rows.come(found.slots)
            for one in await pictured(found, began) if come else ():
                loads.append(replace(one, only=tuple(come)))
                rows.pictured(come, one.slots)
        if floating:
            await self._gatherer.ask("back")
        return loads

    async def _outwaited(self, found: Found) -> Found:
        """The facts once what may yet fill an empty slot has come, or won't."""
        while not all(one.holds for one in found.slots):
            if not await self._traffic.outwait(self._config.seconds.held):
                break
            await self._way.settle(self._probe)
            found = await self._facts()
        return found

    async def _pictured_as_looked_at(self, found: Found, *, screen: bool = False) -> Taken:
        """The page's picture; where an ad came, turned or unfolded since it was looked at, both
        again."""
        taken = await self._pictured(found, screen=screen)
        if taken.is_as_looked_at:
            return taken
        now = await self._facts() if screen else await self._lit(await self._facts())
        pairs = zip(found.slots, now.slots, strict=True)
        slots = tuple(seen if seen.floats and not screen else new for seen, new in pairs)
        return await self._pictured(Found(now.top, slots), screen=screen)

    async def _pictured(self, found: Found, *, screen: bool = False) -> Taken:
        """A picture and the boxes in it. What was another before and after it is taken again, and
        is not steady when it never rests."""
        if screen:
            return await self._still(found, screen=True)
        top = await self._unrolled(found.top)
        cross = any(one.cross for slot in found.slots for one in slot.holders)
        window = self._camera.height(top) if cross or self._is_lit else 0
        try:
            async with self._window(window):
                await self._relit(found)
                return await self._still(found, window=window, moved=top is not found.top)
        finally:
            if top is not found.top:
                await self._gatherer.ask("roll")

    async def _relit(self, found: Found) -> None:
        for _ in range(LIT_TICKS if self._is_lit else 0):
            now = await self._gatherer.read(STILL)
            pairs = zip(found.slots, now.slots, strict=True)
            if all(is_as_looked_at(*each) for each in pairs if not each[0].floats):
                break
            await asyncio.sleep(TICK_SECONDS)
        if self._is_lit:
            await awaited(self._page.main_frame, AT_REST)

    async def _unrolled(self, top: Mapping[str, Any]) -> Mapping[str, Any]:
        """The page's measures once boxes that scroll by themselves are as high as what is in them;
        where that brings not every slot to light they stay as they were."""
        if not top["rolled"]:
            return top
        now = (await self._gatherer.read(UNROLL)).top
        if not now["rolled"]:
            return now
        await self._gatherer.ask("roll")
        return top

    async def _still(
        self, found: Found, *, screen: bool = False, window: int = 0, moved: bool = False
    ) -> Taken:
        before, after, picture = found, found, b""
        whole = self._view.scale == 1 and (screen or window > 0)
        for number in range(PICTURES):
            if number:
                await awaited(self._page.main_frame, AT_REST)
            if number or window or moved:
                await self.painted(found.slots if window else ())
                before = await self._gatherer.read(STILL)
            picture = await (
                self._camera.screen(is_window=whole)
                if screen
                else self._camera.page(before.top, window=window)
            )
            after = await self._gatherer.read(STILL)
            if all(map(is_steady, before.slots, after.slots)):
                break
        slots = tuple(
            in_picture(*each) for each in zip(found.slots, before.slots, after.slots, strict=True)
        )
        width = self._view.width if screen or whole else self._camera.width(before.top)
        pairs = zip(found.slots, before.slots, strict=True)
        alike = all(is_as_looked_at(*each) for each in pairs if screen or not each[0].floats)
        return Taken(width, slots, picture, screen, alike)

    async def painted(self, slots: tuple[SlotFacts, ...]) -> None:
        """Two animation frames of the page and of the frames in it: those of another site are
        painted by a process of their own, which the page's do not wait for."""
        inner = any(one.kind == "iframe" for slot in slots for one in slot.holders)
        frames = self._page.frames if inner else [self._page.main_frame]
        await asyncio.gather(*(awaited(frame, TWO_FRAMES) for frame in frames))

    async def _resize(self, height: int) -> None:
        await self._page.set_viewport_size({"width": self._view.width, "height": height})
