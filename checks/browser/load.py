"""One load of one page: navigate, settle, facts of all slots in one call a frame, one picture."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from typing import Any

from playwright.async_api import CDPSession, Error, Frame, Page

from adops.catalog.checks import CheckConfig
from adops.clock import stopwatch
from checks.browser.camera import Camera, pixels
from checks.browser.close import close_all
from checks.browser.facts import GATHER, wanted_of
from checks.browser.inner import is_loading, path_of
from checks.browser.patience import SCRIPT_SECONDS, PageTrouble, within
from checks.browser.rest import AT_REST, TWO_FRAMES, awaited, loaded
from checks.browser.rows import Rows, are_in_a_gap
from checks.browser.traffic import Traffic
from checks.browser.way import Way
from checks.frames import FrameFacts, in_picture, is_as_looked_at, is_steady, slots_of
from checks.probe import DOUBTED_LOADS, PageLoad, PageProbe, SlotFacts
from checks.written import read_json

WATCH = files("checks.browser").joinpath("watch.js").read_text("utf-8")
LOOK, STILL, UNROLL, REACH = "look", "still", "unroll", "reach"
GRID, FINE_GRID = [7, 5], [33, 21]
PICTURES = 3
TURNS_FROM = 3
TICK_SECONDS = 0.2
GAP_TICKS = 6
FACTS_SECONDS = 25.0
STORAGES = "local_storage,indexeddb,websql,cache_storage,service_workers,file_systems"


@dataclass(frozen=True, slots=True)
class Found:
    """The top frame's measures and the facts of the slots."""

    top: Mapping[str, Any]
    slots: tuple[SlotFacts, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture with the facts that belong to it."""

    width: int
    slots: tuple[SlotFacts, ...]
    picture: bytes
    is_screen: bool

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
        self._way = Way(page, probe, self._traffic, config=config, allowed=allowed)
        self._rows = Rows(probe, config.seconds.turn)
        self._last: tuple[SlotFacts, ...] = ()
        self._ready, self._waited = 0.0, 0.0
        self._stands = False

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
        await self._shift("back")
        return [replace(one, only=early) for one in loads]

    async def _shown(self, found: Found, began: float) -> list[PageLoad]:
        """The page's picture; where ads float in the window, after that of the first screen."""
        status, loads = self._way.status, []
        self._waited = round(stopwatch() - self._ready, 3)
        if any(slot.floats for slot in found.slots):
            taken = await self._pictured_as_looked_at(found, screen=True)
            loads.append(await self._told(status, began, taken))
            await self._shift("away")
            under = await self._facts()
            pairs = zip(found.slots, under.slots, strict=True)
            found = Found(under.top, tuple(a if a.floats else b for a, b in pairs))
        loads += await self._page_alone(found, began)
        if len(loads) == 1 and any(slot.floats for slot in loads[0].slots):  # it came meanwhile
            taken = await self._pictured_as_looked_at(await self._facts(), screen=True)
            loads.insert(0, await self._told(status, began, taken))
        return loads

    async def _page_alone(self, found: Found, began: float) -> list[PageLoad]:
        taken = await self._pictured_as_looked_at(found)
        return [await self._told(self._way.status, began, taken)]

    async def closing(self) -> dict[str, str]:
        """What comes of a click on the close buttons: by slot ok, none or stays. The last thing
        done with a page: who closed an ad may not see it again for days. What is gone by then by
        itself needs none."""
        pairs = zip(self._probe.slots, self._last, strict=False)
        wanted = [slot for slot, last in pairs if slot.needs_close and last.stands]
        if not wanted:
            return {}
        await self._shift("back")
        return await close_all(self._page, wanted)

    async def bring_back(self) -> None:
        """Shows the floating ads again, which the page's picture is without."""
        await self._shift("back")

    async def reached(self, number: int, facts: SlotFacts) -> SlotFacts:
        """A slot with the boxes that it has once what scrolls around it was brought to it."""
        wanted = wanted_of(self._probe)[number : number + 1]
        raw = None if facts.floats else await self._answer(self._page.main_frame, REACH, wanted)
        return (await self._facts(STILL)).slots[number] if raw and raw["rolled"] else facts

    async def _turned(self) -> bool:
        """Whether one of the slots that turn shows something else without a reload: some turn by
        the clock and begin with the same ad whenever they are loaded. One that stood still once is
        not waited for again."""
        if self._stands or self._probe.loads == 1:
            return False
        await self._shift("back")
        began = stopwatch()
        while stopwatch() - began < self._config.seconds.turn:
            await asyncio.sleep(TICK_SECONDS)
            now = await self._facts(STILL)
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
            is_unfinished=self._traffic.is_unfinished,
            waited=self._waited,
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

    async def _facts(self, mode: str = LOOK) -> Found:
        """What is found, not just between two ads of a row."""
        found = await self._read(mode)
        for _ in range(0 if self._rows.are_empty else GAP_TICKS):
            if not are_in_a_gap(found.slots):
                return found
            await asyncio.sleep(TICK_SECONDS)
            found = await self._read(mode)
        self._rows.are_empty = are_in_a_gap(found.slots)
        return found

    async def _read(self, mode: str) -> Found:
        """The top frame's measures and the facts of the slots, frames inside slots loaded."""
        frames = await self._frames(mode)
        if mode == LOOK and is_loading(frames):
            limit = self._config.seconds.loading
            await asyncio.gather(*(loaded(frame, limit) for frame in self._page.frames[1:]))
            frames = await self._frames(mode)
        top = frames[()].raw
        if top is None:
            raise PageTrouble("timeout", "script")
        slots = slots_of(frames, self._traffic.lacking())
        if len(slots) != len(self._probe.slots):
            raise PageTrouble("failed", "script")
        return Found(top, slots)

    async def _come(self, found: Found, began: float) -> list[PageLoad]:
        """Pictures of what has its turn in a row of others, for those slots alone, one each time
        that one of them has come: they need not stand there together. Until then floating ads are
        away, so that one picture is enough."""
        loads, rows = list[PageLoad](), self._rows
        rows.begin(found.slots)
        floating = {one.code for one in found.slots if one.floats}
        pictured = self._shown if floating & rows.awaited else self._page_alone
        if floating and rows.awaited and pictured == self._page_alone:
            await self._shift("away")
        while rows.may_come:
            await asyncio.sleep(TICK_SECONDS)
            found = await self._facts()
            come = rows.come(found.slots)
            for one in await pictured(found, began) if come else ():
                loads.append(replace(one, only=tuple(come)))
                rows.pictured(come, one.slots)
        if floating:
            await self._shift("back")
        return loads

    async def _outwaited(self, found: Found) -> Found:
        """The facts once what may yet fill an empty slot has come, or won't."""
        while not all(one.holds for one in found.slots):
            if not await self._traffic.outwait(self._config.seconds.held):
                break
            await self._way.settle(self._probe)
            found = await self._facts()
        return found

    async def _frames(self, mode: str) -> dict[tuple[int, ...], FrameFacts]:
        frames = self._page.frames
        coming = {frame for frame in frames[1:] if self._traffic.is_coming(frame)}
        found = await asyncio.gather(
            self._answer(frames[0], mode, wanted_of(self._probe)),
            *(self._answer(frame, mode, None) for frame in frames[1:]),
        )
        facts: dict[tuple[int, ...], FrameFacts] = {(): FrameFacts(found[0], url=frames[0].url)}
        paths: dict[Frame, tuple[int, ...] | None] = {frames[0]: ()}
        for frame, raw in zip(frames[1:], found[1:], strict=True):
            path = paths[frame] = await path_of(frame, raw, paths)
            if raw is not None and path is not None:
                trouble, removed = self._traffic.frame_trouble(frame)
                asked = self._traffic.has_asked(frame)
                early = frame in coming and bool(raw.get("blank"))
                facts[path] = FrameFacts(raw, trouble, removed, asked, early, frame.url)
        return facts

    async def _shift(self, mode: str) -> None:
        """Floating ads are taken away or brought back."""
        await self._answer(self._page.main_frame, mode, wanted_of(self._probe))

    async def _answer(
        self, frame: Frame, mode: str, slots: list[dict[str, Any]] | None
    ) -> dict[str, Any] | None:
        """What the fact script says in that frame, None when it does not answer."""
        asked = {"slots": slots, "grid": GRID, "fine": FINE_GRID, "mode": mode}
        try:
            said = await within(FACTS_SECONDS, frame.evaluate(GATHER, json.dumps(asked)))
            found = read_json(said)
        except (Error, PageTrouble, TypeError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    async def _pictured_as_looked_at(self, found: Found, *, screen: bool = False) -> Taken:
        """The page's picture; where an ad came, turned or unfolded since it was looked at, both
        again."""
        taken = await self._pictured(found, screen=screen)
        if all(map(is_as_looked_at, found.slots, taken.slots)):
            return taken
        now = await self._facts()
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
        window = self._camera.height(top) if cross else 0
        try:
            if window:
                await self._resize(window)
            return await self._still(found, window=window, moved=top is not found.top)
        finally:
            if window:
                await self._resize(self._view.height)
            if top is not found.top:
                await self._shift("roll")

    async def _unrolled(self, top: Mapping[str, Any]) -> Mapping[str, Any]:
        """The page's measures once boxes that scroll by themselves are as high as what is in them;
        where that brings not every slot to light they stay as they were."""
        if not top["rolled"]:
            return top
        now = (await self._facts(UNROLL)).top
        if not now["rolled"]:
            return now
        await self._shift("roll")
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
                before = await self._facts(STILL)
            picture = await (
                self._camera.screen(is_window=whole)
                if screen
                else self._camera.page(before.top, window=window)
            )
            after = await self._facts(STILL)
            if all(map(is_steady, before.slots, after.slots)):
                break
        slots = tuple(
            in_picture(*each) for each in zip(found.slots, before.slots, after.slots, strict=True)
        )
        width = self._view.width if screen or whole else self._camera.width(before.top)
        return Taken(width, slots, picture, screen)

    async def painted(self, slots: tuple[SlotFacts, ...]) -> None:
        """Two animation frames of the page and of the frames in it: those of another site are
        painted by a process of their own, which the page's do not wait for."""
        inner = any(one.kind == "iframe" for slot in slots for one in slot.holders)
        frames = self._page.frames if inner else [self._page.main_frame]
        await asyncio.gather(*(awaited(frame, TWO_FRAMES) for frame in frames))

    async def _resize(self, height: int) -> None:
        await self._page.set_viewport_size({"width": self._view.width, "height": height})
