"""Asks the fact script in every frame of a page, and puts together what they say."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error, Frame, Page

from checks.browser.facts import GATHER, wanted_of
from checks.browser.inner import is_loading, path_of
from checks.browser.patience import PageTrouble, within
from checks.browser.rest import loaded
from checks.browser.traffic import Traffic
from checks.frames import FrameFacts, slots_of
from checks.probe import PageProbe, SlotFacts
from checks.slices import joined
from checks.written import read_json

LOOK, STILL, UNROLL, REACH = "look", "still", "unroll", "reach"
GRID, FINE_GRID = [7, 5], [33, 21]
FACTS_SECONDS = 25.0


@dataclass(frozen=True, slots=True)
class Found:
    """The top frame's measures and the facts of the slots."""

    top: Mapping[str, Any]
    slots: tuple[SlotFacts, ...]


class Gatherer:
    """What the frames of one page say. `loading`: seconds that a frame inside a slot may take to
    load."""

    def __init__(self, page: Page, probe: PageProbe, traffic: Traffic, loading: float) -> None:
        self._page, self._probe, self._traffic = page, probe, traffic
        self._loading = loading

    async def read(self, mode: str) -> Found:
        """The top frame's measures and the facts of the slots, frames inside slots loaded."""
        frames = await self._frames(mode)
        if mode == LOOK and is_loading(frames):
            await asyncio.gather(*(loaded(one, self._loading) for one in self._page.frames[1:]))
            frames = await self._frames(mode)
        top = frames[()].raw
        if top is None:
            raise PageTrouble("timeout", "script")
        slots = slots_of(frames, self._traffic.lacking())
        if len(slots) != len(self._probe.slots):
            raise PageTrouble("failed", "script")
        sold = zip(slots, self._probe.slots, strict=True)
        return Found(top, tuple(joined(one, probe.width, probe.height) for one, probe in sold))

    async def ask(
        self, mode: str, slots: list[dict[str, Any]] | None = None
    ) -> dict[str, Any] | None:
        """What the page's own frame says, of all slots or of those."""
        wanted = wanted_of(self._probe) if slots is None else slots
        return await self._answer(self._page.main_frame, mode, wanted)

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
