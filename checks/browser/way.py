"""The way to a page: navigation, its steps, until it rests (checks.md, Observe)."""

import json
from importlib.resources import files

from playwright.async_api import Error, Page

from adops.catalog.checks import CheckConfig
from checks.browser.patience import SCRIPT_SECONDS, PageTrouble, given_text, within
from checks.browser.steps import Steps
from checks.browser.traffic import Traffic
from checks.private import is_refused
from checks.probe import PageProbe

SETTLE = given_text(files("checks.browser").joinpath("settle.js").read_text("utf-8"))
MOST_JUMPS = 3
LED_ON = "Execution context was destroyed"
BLANK, NO_PAGE = "about:blank", "chrome-error:"


class Way:
    """Gets to one page, as often as it is loaded. `status` is that of its last document; `is_due`:
    something in a slot was still to be loaded when the page was given up waiting for.

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
        self._steps = Steps(page, probe.steps, seconds=config.seconds.step, allowed=allowed)
        self.status, self.is_due = 0, False

    async def go(self) -> None:
        """To the page. One whose address has a `#` would not be loaded anew without leaving it."""
        milliseconds = self._seconds.page * 1000
        try:
            if "#" in self._probe.url and self._page.url != BLANK:
                await self._page.goto(BLANK)
            answer = await self._page.goto(
                self._probe.url, wait_until="domcontentloaded", timeout=milliseconds
            )
        except Error as error:
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
        if await is_refused(self._page.url, self._allowed):
            raise PageTrouble("private", self._page.url)
        await self._steps.take()

    async def _follow(self, error: Error) -> None:
        """Another document has come, or is on its way."""
        main, milliseconds = self._page.main_frame, self._seconds.page * 1000
        await self._page.wait_for_load_state("domcontentloaded", timeout=milliseconds)
        if self._traffic.turned_away(main) or self._page.url.startswith(NO_PAGE):
            raise error
        await self._admit(self._traffic.status(main))

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
