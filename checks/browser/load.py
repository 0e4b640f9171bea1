"""One load of one page: navigate, settle, facts of all slots in one call a frame, one picture."""

import asyncio
import base64
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from typing import Any

from playwright.async_api import CDPSession, Error, Frame, Page

from adops.catalog.checks import CheckConfig
from adops.clock import stopwatch
from checks.browser.patience import SCRIPT_SECONDS, PageTrouble, within
from checks.browser.steps import Steps
from checks.browser.traffic import Traffic
from checks.frames import FrameFacts, slots_of
from checks.private import is_refused
from checks.probe import PageLoad, PageProbe, SlotFacts

SETTLE = files("checks.browser").joinpath("settle.js").read_text("utf-8")
GATHER = files("checks.browser").joinpath("gather.js").read_text("utf-8")
TWO_FRAMES = "new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))"
GRID = [7, 5]
TALLEST_DEVICE_PX = 16_000
WIDEST_DEVICE_PX = 4_000
STORAGES = "local_storage,indexeddb,websql,cache_storage,service_workers,file_systems"


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
        self._page, self._devtools, self._probe = page, devtools, probe
        self._config, self._allowed, self._now = config, allowed, now
        self._view = config.viewports[probe.device]
        self._traffic = Traffic(page)
        self._steps = Steps(page, probe.steps, seconds=config.seconds.step, allowed=allowed)

    async def load(self) -> PageLoad:
        """Raises PageTrouble or Playwright's Error when the page can't be looked at."""
        began = stopwatch()
        status = await self._navigate()
        await self._settle()
        top, slots = await self._facts()
        if any(holder.cross for slot in slots for holder in slot.holders):
            slots, picture = await self._tall(slots, top)
        else:
            picture = await self._capture(top)
        return PageLoad(
            captured_at=self._now(),
            url=self._page.url,
            status=status,
            seconds=round(stopwatch() - began, 3),
            width=self._width(top),
            height=self._height(top),
            scale=_pixels_wide(picture) / self._width(top),
            slots=slots,
            served=await self._traffic.served(),
            picture=picture,
        )

    async def leave(self) -> None:
        """Empties what the page's origins stored, so that the profile is clean for the next."""
        for origin in self._traffic.origins():
            asked = {"origin": origin, "storageTypes": STORAGES}
            await within(SCRIPT_SECONDS, self._devtools.send("Storage.clearDataForOrigin", asked))

    def drop(self) -> None:
        """Gives up what is still being read."""
        self._traffic.drop()

    async def _navigate(self) -> int:
        milliseconds = self._config.seconds.page * 1000
        answer = await self._page.goto(
            self._probe.url, wait_until="domcontentloaded", timeout=milliseconds
        )
        status = answer.status if answer else 0
        if status >= 400:
            raise PageTrouble("status", str(status))
        if await is_refused(self._page.url, self._allowed):
            raise PageTrouble("private", self._page.url)
        await self._steps.take()
        return status

    async def _settle(self) -> None:
        seconds, wait = self._config.seconds, self._probe.wait_seconds
        asked = {
            "slots": [{"selector": s.selector, "expected": s.expected} for s in self._probe.slots],
            "emptyMs": seconds.empty * 1000,
            "loadMs": seconds.loading * 1000,
            "untilMs": wait * 1000,
        }
        limit = seconds.empty + seconds.loading + wait + SCRIPT_SECONDS
        await within(limit, self._page.evaluate(SETTLE, asked))

    async def _facts(self) -> tuple[Mapping[str, Any], tuple[SlotFacts, ...]]:
        """The top frame's measures and the facts of the slots, frames inside slots loaded."""
        frames = await self._frames()
        if _unfinished(frames):
            limit = self._config.seconds.loading
            await asyncio.gather(*(_loaded(frame, limit) for frame in self._page.frames[1:]))
            frames = await self._frames()
        top = frames[()].raw
        if top is None:
            raise PageTrouble("timeout", "script")
        return top, slots_of(frames, self._traffic.failed())

    async def _frames(self) -> dict[tuple[int, ...], FrameFacts]:
        wanted = [{"code": s.code, "selector": s.selector} for s in self._probe.slots]
        frames = self._page.frames
        found = await asyncio.gather(
            *(_answer(frame, None if n else wanted) for n, frame in enumerate(frames))
        )
        facts: dict[tuple[int, ...], FrameFacts] = {(): FrameFacts(found[0])}
        for frame, raw in zip(frames[1:], found[1:], strict=True):
            if raw is not None:
                facts[tuple(raw["path"])] = FrameFacts(raw, self._traffic.frame_trouble(frame))
        return facts

    async def _capture(self, top: Mapping[str, Any]) -> bytes:
        clip = {"x": 0, "y": 0, "width": self._width(top), "height": self._height(top)}
        asked = {
            "format": "png",
            "optimizeForSpeed": True,
            "captureBeyondViewport": True,
            "clip": clip | {"scale": self._view.scale},
        }
        shot = self._devtools.send("Page.captureScreenshot", asked)
        answer = await within(SCRIPT_SECONDS * 3, shot)
        return base64.b64decode(answer["data"])

    async def _tall(
        self, slots: tuple[SlotFacts, ...], top: Mapping[str, Any]
    ) -> tuple[tuple[SlotFacts, ...], bytes]:
        """Boxes and picture with the window as high as the page, so that cross-site frames are
        painted; visibility and links stay as they were seen at the normal height."""
        size = {"width": self._view.width, "height": self._height(top)}
        await self._page.set_viewport_size({"width": size["width"], "height": size["height"]})
        try:
            await within(SCRIPT_SECONDS, self._page.evaluate(TWO_FRAMES))
            _, moved = await self._facts()
            picture = await self._capture(top)
        finally:
            await self._page.set_viewport_size(
                {"width": self._view.width, "height": self._view.height}
            )
        return tuple(_placed(*pair) for pair in zip(slots, moved, strict=True)), picture

    def _width(self, top: Mapping[str, Any]) -> int:
        return min(int(top["width"]), int(WIDEST_DEVICE_PX / self._view.scale))

    def _height(self, top: Mapping[str, Any]) -> int:
        return min(int(top["height"]), int(TALLEST_DEVICE_PX / self._view.scale))


def _unfinished(frames: Mapping[tuple[int, ...], FrameFacts]) -> bool:
    """Whether a frame that fills a slot has not answered yet or is still loading."""
    slots = slots_of(frames, {})
    if any(slot.unread == "frame" for slot in slots):
        return True
    fills = {slot.code for slot in slots if any(h.kind == "iframe" for h in slot.holders)}
    inner = [facts.raw for path, facts in frames.items() if path and facts.raw]
    return bool(fills) and any(raw["ready"] != "complete" for raw in inner)


def _pixels_wide(png: bytes) -> int:
    """The width in a PNG's header: what a CSS px came out as is measured, not assumed."""
    return int.from_bytes(png[16:20], "big")


def _placed(facts: SlotFacts, moved: SlotFacts) -> SlotFacts:
    """The facts with the boxes of the picture."""
    if not moved.found:
        return facts
    main = moved.main or facts.main
    return replace(facts, box=moved.box, ad_box=moved.ad_box, marks=moved.marks, main=main)


async def _answer(frame: Frame, slots: list[dict[str, str]] | None) -> dict[str, Any] | None:
    """What the fact script says in that frame, None when it does not answer."""
    asked = {"slots": slots, "grid": GRID}
    try:
        found: dict[str, Any] = await within(SCRIPT_SECONDS, frame.evaluate(GATHER, asked))
    except (Error, PageTrouble):
        return None
    return found


async def _loaded(frame: Frame, seconds: float) -> None:
    try:
        await frame.wait_for_load_state("load", timeout=seconds * 1000)
    except Error:
        return
