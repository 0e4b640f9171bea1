"""The way to a page: navigation, its steps, until it rests (checks.md, Observe)."""

import json
from importlib.resources import files

from playwright.async_api import Error, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from adops.catalog.checks import CheckConfig
from adops.clock import stopwatch
from checks.browser.patience import SCRIPT_SECONDS, PageTrouble, given_text, within
from checks.browser.steps import Steps
from checks.browser.traffic import Traffic
from checks.private import is_refused
from checks.probe import PageProbe

SETTLE = given_text(files("checks.browser").joinpath("settle.js").read_text("utf-8"))
MOST_JUMPS = 3
LED_ON = "Execution context was destroyed"
BLANK, NO_PAGE = "about:blank", "chrome-error:"
IS_PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"


class Way:
    """Gets to one page, as often as it is loaded. `status` is that of its last document; `is_due`:
    something in a slot was still to be loaded when the page was given up waiting for; `is_read`:
    its document was parsed to its end, and the scripts that wait for that have run.

    Raises PageTrouble `status`, `private`, `steps` or `timeout`, or Playwright's Error.
    """

    def __init__(
        self,
        page: Page,
        probe: PageProbe,
        traffic: Traffic,
        *,
        config: CheckConfig,
        allowed: frozenset[str],
    ) -> None:
        self._page, self._probe, self._traffic = page, probe, traffic
        self._seconds, self._allowed = config.seconds, allowed
        self._steps = Steps(page, probe.steps, seconds=config.seconds.step)
        self.status, self.is_due, self.is_read = 0, False, True
        self._hangs = False
        page.on("domcontentloaded", self._was_read)

    @property
    def amiss(self) -> frozenset[str]:
        """What the page itself had not come to, in words."""
        states = {"due": self.is_due, "unread": not self.is_read}
        return frozenset(name for name, one in states.items() if one)

    async def go(self) -> None:
        """To the page. One whose address has a `#` would not be loaded anew without leaving it."""
        began, most = stopwatch(), self._seconds.page
        try:
            if "#" in self._probe.url and self._page.url != BLANK:
                await self._page.goto(BLANK)
            answer = await self._page.goto(
                self._probe.url, wait_until="commit", timeout=most * 1000
            )
            left = most - (stopwatch() - began)
            await self._read(min(left, self._seconds.loading) if self._hangs else left)
        except (Error, PageTrouble) as error:
            refused = self._traffic.status(self._page.main_frame)
            if refused >= 400:  # an answer without a body: the browser shows a page of its own
                raise PageTrouble("status", str(refused)) from error
            raise
        await self._admit(answer.status if answer else 0)

    async def settle(self, probe: PageProbe) -> None:
        """Until it rests for those slots; a page that sends its reader on by itself is settled
        where it leads."""
        for left in range(MOST_JUMPS, -1, -1):
            try:
                self.is_due = await self._rest(probe)
                return
            except Error as error:
                if not left or LED_ON not in error.message:
                    raise
                await self._follow(error)

    async def _admit(self, status: int) -> None:
        """A document that may be looked at; its steps are taken."""
        self.status = status
        if status >= 400:
            raise PageTrouble("status", str(status))
        await self._stay_out()
        if await self._steps.take():
            await self._read(self._seconds.step)
            await self._stay_out()

    async def _stay_out(self) -> None:
        if await is_refused(self._page.url, self._allowed):
            raise PageTrouble("private", self._page.url)

    async def _follow(self, error: Error) -> None:
        """Another document has come, or is on its way."""
        main = self._page.main_frame
        await self._read(self._seconds.page)
        if self._traffic.turned_away(main) or self._page.url.startswith(NO_PAGE):
            raise error
        await self._admit(self._traffic.status(main))

    async def _read(self, seconds: float) -> None:
        """Until the document is parsed. A script that is not answered holds up what comes after it
        and nothing of what a reader sees by then, which is looked at; a page on which he sees
        nothing did not load. Raises PageTrouble `timeout`, or Playwright's Error."""
        try:
            milliseconds = max(1.0, seconds * 1000)  # 0 would be for ever
            await self._page.wait_for_load_state("domcontentloaded", timeout=milliseconds)
            self.is_read = True
        except PlaywrightTimeout as error:
            self.is_read, self._hangs = False, True
            if not await within(SCRIPT_SECONDS, self._page.evaluate(IS_PAINTED)):
                raise PageTrouble("timeout", "navigation") from error

    def _was_read(self, page: Page) -> None:
        self.is_read = True

    async def _rest(self, probe: PageProbe) -> bool:
        seconds, wait = self._seconds, probe.wait_seconds
        asked = {
            "slots": [{"selector": s.selector, "expected": s.expected} for s in probe.slots],
            "emptyMs": seconds.empty * 1000,
            "loadMs": seconds.loading * 1000,
            "visitsMs": seconds.visits * 1000,
            "untilMs": wait * 1000,
        }
        limit = seconds.empty + seconds.loading + seconds.visits + wait + SCRIPT_SECONDS
        return await within(limit, self._page.evaluate(SETTLE, json.dumps(asked))) is True
