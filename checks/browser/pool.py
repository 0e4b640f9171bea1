"""Browsers and contexts: as many pages at once as configured, a clean profile for each."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import BrowserContext, Error, Page, Playwright, async_playwright

from adops.catalog.checks import CheckConfig
from adops.domain.slot import Device
from adops.errors import OutsideError
from checks.browser.beside import Beside
from checks.browser.click import Key, clicked, unread, with_links
from checks.browser.guard import Guard, opened_only
from checks.browser.load import PageVisit
from checks.browser.manners import Manners
from checks.browser.patience import (
    CLOSING_SECONDS,
    PageTrouble,
    quietly,
    trouble_of,
    within,
)
from checks.chromium import ARGUMENTS, environment
from checks.private import is_refused
from checks.probe import DOUBTED_LOADS, PageLoad, PageProbe, PageSeen

Enough = Callable[[PageLoad], Awaitable[bool]]
Pause = Callable[[float], Awaitable[None]]
PRIVATE = "private"  # it leads there however often it is tried
PLAIN_LOADS = 1 + DOUBTED_LOADS  # of a page where nothing turns: what `seconds.whole` is for
MOST_RESTARTS = 4


class DriverGone(Exception):
    """The process that drives the browser has died: nothing is known of the page."""


@dataclass(slots=True)
class Taken:
    """What one attempt at a page brought so far; `is_whole` once no more loads are wanted."""

    loads: list[PageLoad] = field(default_factory=list)
    closing: dict[str, str] = field(default_factory=dict)
    is_whole: bool = False


class Generation:
    """One running browser, its driver and its free contexts; replaced after a crash or enough
    pages."""

    def __init__(self, driver: Playwright, browser: PlaywrightBrowser) -> None:
        self.driver, self.browser = driver, browser
        self.is_lost = False
        self.pages = 0
        self.busy = 0
        self.free: dict[Device, list[BrowserContext]] = {}

    def is_spent(self, limit: int) -> bool:
        """No new page is given to it."""
        return self.is_lost or self.pages >= limit or not self.browser.is_connected()

    async def has_lost_driver(self) -> bool:
        """Whether its driver takes no more orders; one that is only slow does. A browser does not
        tell of it: it counts as connected for ever."""
        if not self.is_lost:
            try:
                asked = await within(CLOSING_SECONDS, self.driver.request.new_context())
                await quietly(asked.dispose())
            except PageTrouble:
                return False
            except Error:
                self.is_lost = True
        return self.is_lost


class Browser:
    """A browser for one run: `async with Browser(…) as browser`, then `look` as often as liked,
    up to `contexts` pages at once.

    Raises OutsideError `browser.missing` when none can be started. `now` gives the instant that
    stands on the proof; `pause` waits between attempts (both arguments for tests). `visit` is what
    is done on a page.
    """

    def __init__(
        self,
        config: CheckConfig,
        *,
        now: Callable[[], datetime],
        executable: Path | None = None,
        allowed: frozenset[str] = frozenset(),
        pause: Pause = asyncio.sleep,
        visit: type[PageVisit] = PageVisit,
    ) -> None:
        self._config, self._now, self._pause, self._kind = config, now, pause, visit
        self._executable, self._allowed = executable, allowed
        self.contexts = config.contexts or max(2, (os.cpu_count() or 2) // 2 + 1)
        self._seats = asyncio.Semaphore(self.contexts)
        self._manners = Manners(config.hosts, pause=pause)
        self._starting = asyncio.Lock()
        self._current: Generation | None = None
        self._playwright: Playwright | None = None

    async def __aenter__(self) -> Self:
        self._playwright = await _started()
        try:
            self._current = Generation(self._playwright, await self._launch())
        except BaseException:
            await self._playwright.stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._current:
            await quietly(self._current.browser.close())
        if self._playwright:
            await quietly(self._playwright.stop())

    async def look(self, probe: PageProbe, enough: Enough) -> PageSeen:
        """Opens the page, again while `enough` says no and the probe has loads left.

        A page that fails is tried again after each of the configured pauses. Never raises for
        what a page does: where the browser's driver dies, it is started anew, and the page opened
        again. Raises OutsideError `browser.missing` when that is not to be had.
        """
        if await is_refused(probe.url, self._allowed):
            return PageSeen(probe, (), self._now(), PRIVATE, probe.url, 0)
        trouble = PageTrouble("failed")
        pauses = (*self._config.retries, None)
        beside = Beside(self._config.beside.html_bytes)
        for attempt, pause in enumerate(pauses, start=1):
            try:
                async with self._manners.at(probe.url), self._seats:
                    taken = await self._taken(probe, enough, beside)
                seen = PageSeen(
                    probe, tuple(taken.loads), taken.loads[0].captured_at, attempts=attempt
                )
                cut = not taken.is_whole
                return replace(
                    seen,
                    html=beside.html,
                    traffic=beside.exchanges(),
                    closing=taken.closing,
                    is_cut=cut,
                )
            except PageTrouble as error:
                trouble = error
            if pause is None or trouble.kind == PRIVATE:
                break
            await self._pause(pause)
        seen = PageSeen(probe, (), self._now(), trouble.kind, trouble.detail, attempt)
        return replace(seen, traffic=beside.exchanges())

    async def _taken(self, probe: PageProbe, enough: Enough, beside: Beside) -> Taken:
        """A page with which the driver dies again and again may be why, and has crashed."""
        for _ in range(1 + MOST_RESTARTS):
            try:
                return await self._attempt(probe, enough, beside)
            except DriverGone:
                continue
        raise PageTrouble("crashed", "driver")

    async def _attempt(self, probe: PageProbe, enough: Enough, beside: Beside) -> Taken:
        generation = await self._generation()
        generation.busy += 1
        generation.pages += 1
        taken = Taken()
        context = None
        clean = False
        limit = longest(self._config.seconds.whole, probe)
        try:
            async with asyncio.timeout(limit):
                context = await self._context(generation, probe.device)
                await self._loads(generation, context, probe, enough, taken, beside)
                clean = True
        except TimeoutError as error:
            if not taken.loads:
                raise PageTrouble("timeout", f"{limit:g} s") from error
        except (Error, PageTrouble) as error:
            if not taken.loads:
                if await generation.has_lost_driver():
                    raise DriverGone from error
                raise trouble_of(error) from error
        finally:
            await self._give_back(generation, probe.device, context, clean)
        return taken

    async def _loads(
        self,
        generation: Generation,
        context: BrowserContext,
        probe: PageProbe,
        enough: Enough,
        taken: Taken,
        beside: Beside,
    ) -> None:
        page = await context.new_page()
        beside.listen(page)
        page.on("popup", _shut)
        visit = await self._visit(context, page, probe)
        known: dict[Key, str] = {}
        try:
            for number in range(probe.most_loads):
                done = True
                for load in await visit.load(number):
                    wanted = unread(probe, load, known)
                    known |= await self._clicked(generation, probe.only(load.only), wanted)
                    taken.loads.append(with_links(probe, load, known))
                    done = await enough(taken.loads[-1]) and done
                if done:
                    break
            taken.is_whole = True
            await beside.read(page)
            taken.closing.update(await visit.closing())
            await visit.leave()
        finally:
            visit.drop()
            await quietly(page.close())

    async def _visit(self, context: BrowserContext, page: Page, probe: PageProbe) -> PageVisit:
        return self._kind(
            page,
            await context.new_cdp_session(page),
            probe,
            config=self._config,
            allowed=self._allowed,
            now=self._now,
        )

    async def _clicked(
        self, generation: Generation, probe: PageProbe, wanted: frozenset[Key]
    ) -> dict[Key, str]:
        """Where clicks lead, in a profile of its own; what can't be read is left out."""
        if not wanted:
            return {}
        context = await self._new_context(generation, probe.device)
        try:
            page = await context.new_page()
            visit = await self._visit(context, page, probe)
            touch = self._config.viewports[probe.device].mobile
            return await clicked(context, visit, probe, wanted, touch=touch)
        except (Error, PageTrouble):
            if await generation.has_lost_driver():
                raise
            return {}
        finally:
            await quietly(context.close())

    async def _generation(self) -> Generation:
        async with self._starting:
            old = self._current
            if old and not old.is_spent(self._config.recycle_pages):
                return old
            if old and not old.busy:
                await quietly(old.browser.close())
            self._current = await self._next(old)
            return self._current

    async def _next(self, old: Generation | None) -> Generation:
        """With the driver there is; with another where that has died, which may not be known yet.
        Raises OutsideError `browser.missing`."""
        lost = old is not None and await old.has_lost_driver()
        if self._playwright is None or lost:
            gone, self._playwright = self._playwright, None
            if gone:
                await quietly(gone.stop())
            self._playwright = await _started()
        return Generation(self._playwright, await self._launch())

    async def _launch(self) -> PlaywrightBrowser:
        if self._playwright is None:
            raise OutsideError("browser.missing", why="not started")
        sandbox = os.name == "posix" and os.geteuid() != 0
        why, arguments = "", [*ARGUMENTS, *await opened_only(self._allowed)]
        for boxed in (True, False) if sandbox else (False,):
            try:
                browser = await self._playwright.chromium.launch(
                    executable_path=self._executable,
                    args=arguments,
                    chromium_sandbox=boxed,
                    env=dict(environment()),
                )
                await Guard(self._allowed).watch(browser)
                return browser
            except Error as error:
                why = error.message.splitlines()[0]
        raise OutsideError("browser.missing", path=str(self._executable or ""), why=why)

    async def _context(self, generation: Generation, device: Device) -> BrowserContext:
        if generation.free.get(device):
            return generation.free[device].pop()
        context = await self._new_context(generation, device)
        try:
            await context.new_page()  # keeps its window open: a new one costs half a page
        except BaseException:
            await quietly(context.close())
            raise
        return context

    async def _new_context(self, generation: Generation, device: Device) -> BrowserContext:
        view = self._config.viewports[device]
        return await generation.browser.new_context(
            viewport={"width": view.width, "height": view.height},
            device_scale_factor=view.scale,
            is_mobile=view.mobile,
            has_touch=view.mobile,
            user_agent=self._config.user_agents[device],
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            service_workers="block",
            accept_downloads=False,
            ignore_https_errors=False,
        )

    async def _give_back(
        self, generation: Generation, device: Device, context: BrowserContext | None, clean: bool
    ) -> None:
        generation.busy -= 1
        if context is None:
            pass
        elif clean and await quietly(context.clear_cookies()):
            generation.free.setdefault(device, []).append(context)
        else:
            await quietly(context.close())
        if generation is not self._current and not generation.busy:
            await quietly(generation.browser.close())


def longest(whole: float, probe: PageProbe) -> float:
    """Seconds that all loads of a page may take: `whole` where nothing turns, the more the more
    loads are wanted."""
    return whole * probe.most_loads / PLAIN_LOADS


async def _started() -> Playwright:
    """A driver, with no browser yet. Raises OutsideError `browser.missing`."""
    try:
        return await async_playwright().start()
    except Exception as error:  # one that dies as it starts has no error of its own
        raise OutsideError("browser.missing", path="", why=str(error)) from error


async def _shut(popup: Page) -> None:
    """A page that opens by itself takes no part in the look."""
    await quietly(popup.close())
