"""The steps of a page, taken after the navigation and before it settles: clicks and fills that get
a consent layer or a sign-in out of the way. What a step fills in is never told."""

import os
from collections.abc import Mapping, Sequence

from playwright.async_api import Error, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from adops.domain.page_steps import SECRET_PREFIX, PageStep, StepKind
from checks.browser.patience import PageTrouble
from checks.private import is_refused

STEPS = "steps"
AGAIN_SECONDS = 1.0


class Steps:
    """The steps of one page over its loads. In the first load every one must be done; in those
    after it, where a cookie may have kept what was done, only if the first element shows again.

    `secrets` is the environment, an argument for tests.
    """

    def __init__(
        self,
        page: Page,
        steps: Sequence[PageStep],
        *,
        seconds: float,
        allowed: frozenset[str],
        secrets: Mapping[str, str] = os.environ,
    ) -> None:
        self._page, self._steps, self._seconds = page, tuple(steps), seconds
        self._allowed, self._secrets = allowed, secrets
        self._taken = False

    async def take(self) -> None:
        """Raises PageTrouble `steps` with number and selector of the one that failed, and
        `private` where they lead to an address that must not be opened."""
        if not self._steps or (self._taken and not await self._shows_again()):
            return
        for number, step in enumerate(self._steps, start=1):
            await self._one(number, step)
        try:
            await self._page.wait_for_load_state("domcontentloaded", timeout=self._seconds * 1000)
        except Error as error:
            raise PageTrouble("timeout", "navigation") from error
        if await is_refused(self._page.url, self._allowed):
            raise PageTrouble("private", self._page.url)
        self._taken = True

    async def _shows_again(self) -> bool:
        first = self._page.locator(self._steps[0].selector).first
        try:
            await first.wait_for(state="visible", timeout=AGAIN_SECONDS * 1000)
        except Error:
            return False
        return True

    async def _one(self, number: int, step: PageStep) -> None:
        """Playwright's own words are not passed on: they repeat what was filled in."""
        why = "failed"
        try:
            await self._do(step)
            return
        except PlaywrightTimeout:
            why = f"{self._seconds:g} s"
        except KeyError:
            why = f"{step.secret}?"
        except Error:
            pass
        told = f"{number} ({step.selector}, {why})"
        raise PageTrouble(STEPS, told) from None

    async def _do(self, step: PageStep) -> None:
        element = self._page.locator(step.selector).first
        milliseconds = self._seconds * 1000
        if step.kind is StepKind.CLICK:
            await element.click(timeout=milliseconds)
        elif step.kind is StepKind.WAIT:
            await element.wait_for(state="visible", timeout=milliseconds)
        else:
            await element.fill(self._filled(step), timeout=milliseconds)

    def _filled(self, step: PageStep) -> str:
        if not step.secret:
            return step.value
        if not step.secret.startswith(SECRET_PREFIX):
            raise KeyError(step.secret)
        return self._secrets[step.secret]
