"""A page loaded twice to find places on it: boxes and selectors first, then what is left of them
after a reload (checks.md, Finding selectors)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from adops.clock import stopwatch
from checks.browser.load import PageVisit
from checks.browser.patience import SCRIPT_SECONDS, in_text, within
from checks.browser.rest import TWO_FRAMES
from checks.probe import PageLoad, PageProbe
from checks.written import read_json

FIND = in_text(files("checks.browser").joinpath("find.js").read_text("utf-8"))
PLACES = in_text(files("checks.browser").joinpath("places.js").read_text("utf-8"))
MOST = 60


@dataclass(frozen=True, slots=True)
class FindProbe(PageProbe):
    """A page to find places on. `sizes` in px as the rate card has them (none: any), `scaled`:
    their width may be scaled; `texts`: links of text too; `selector`: one that is to be tried."""

    sizes: tuple[tuple[int, int], ...] = ()
    scaled: bool = False
    texts: bool = False
    selector: str = ""


@dataclass(frozen=True, slots=True)
class FindLoad(PageLoad):
    """What the script found in the first load, and by selector how many elements it matches in
    this load and where. The second load has no picture."""

    found: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class FindVisit(PageVisit):
    """The visit of a `FindProbe`."""

    _first: FindLoad | None = None
    _is_tall = False

    async def _looked(self, number: int) -> tuple[FindLoad, ...]:
        began = stopwatch()
        await self._way.go()
        await self._way.settle(self._probe)
        status = self._way.status
        if self._first is not None:
            return (await self._reloaded(began, status, self._first.found),)
        found = await self._found()
        if any(one["kind"] == "iframe" for one in found["found"]):
            self._is_tall = True
            await self._grow(found)
            found = await self._found()
        places = await self._places(found)
        picture = await self._camera.page(found)
        await self._shrink()
        self._first = self._of(began, status, found, places, picture)
        return (self._first,)

    async def _reloaded(self, began: float, status: int, found: Mapping[str, Any]) -> FindLoad:
        """At the same height of the window as the first time."""
        if self._is_tall:
            page = "({width: innerWidth, height: document.documentElement.scrollHeight})"
            await self._grow(await within(SCRIPT_SECONDS, self._page.evaluate(page)))
        places = await self._places(found)
        await self._shrink()
        return self._of(began, status, found, places, b"")

    @property
    def _asked(self) -> FindProbe:
        assert isinstance(self._probe, FindProbe)
        return self._probe

    async def _found(self) -> Mapping[str, Any]:
        probe = self._asked
        asked = {
            "sizes": [list(size) for size in probe.sizes],
            "scaled": probe.scaled,
            "texts": probe.texts,
            "selector": probe.selector,
            "most": MOST,
        }
        told = await within(SCRIPT_SECONDS * 2, self._page.evaluate(FIND, json.dumps(asked)))
        found: Mapping[str, Any] = read_json(told)
        return found

    async def _places(self, found: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        """Where the selectors lead now."""
        ways = [way["selector"] for one in found["found"] for way in one["ways"]]
        selectors = list(dict.fromkeys([*ways, *filter(None, [self._asked.selector])]))
        asked = json.dumps(selectors)
        told = await within(SCRIPT_SECONDS, self._page.evaluate(PLACES, asked))
        return dict(zip(selectors, read_json(told), strict=True))

    async def _grow(self, top: Mapping[str, Any]) -> None:
        """The window as high as the page, so that frames of other sites are painted."""
        size = {"width": self._view.width, "height": self._camera.height(top)}
        await self._page.set_viewport_size({"width": size["width"], "height": size["height"]})
        await within(SCRIPT_SECONDS, self._page.evaluate(TWO_FRAMES))

    async def _shrink(self) -> None:
        size = {"width": self._view.width, "height": self._view.height}
        await self._page.set_viewport_size({"width": size["width"], "height": size["height"]})

    def _of(
        self,
        began: float,
        status: int,
        found: Mapping[str, Any],
        places: Mapping[str, Mapping[str, Any]],
        picture: bytes,
    ) -> FindLoad:
        return FindLoad(
            captured_at=self._now(),
            url=self._page.url,
            status=status,
            seconds=round(stopwatch() - began, 3),
            width=self._camera.width(found),
            height=self._camera.height(found),
            scale=self._view.scale,
            slots=(),
            served=(),
            picture=picture,
            found=found,
            places=places,
        )
