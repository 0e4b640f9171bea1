"""The steps of a page, taken after the navigation and before it settles: clicks and fills that get
a consent layer or a sign-in out of the way. What a step fills in is never told, and a secret is
filled in only where it belongs."""

import os
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from playwright.async_api import Error, Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from adops.domain.page_steps import PLACE_SUFFIX, SECRET_PREFIX, PageStep, StepKind
from adops.rules.page_steps import is_at
from checks.browser.patience import PageTrouble

STEPS = "steps"
AGAIN_SECONDS = 1.0


class Elsewhere(Exception):
    """The page is none of those where the secret may be filled in; says where it is."""


class Steps:
    """The steps of one page over its loads. In the first load every one must be done; in those
    after it, where a cookie may have kept what was done, only if the first element that is clicked
    or filled in shows again, and as far as they show.

    `secrets` is the environment, an argument for tests.
    """

    def __init__(
        self,
        page: Page,
        steps: Sequence[PageStep],
        *,
        seconds: float,
        secrets: Mapping[str, str] = os.environ,
    ) -> None:
        self._page, self._steps, self._seconds = page, tuple(steps), seconds
        self._secrets, self._taken = secrets, False

    async def take(self) -> bool:
        """Whether any were. Raises PageTrouble `steps` with number and selector of the one that
        failed."""
        if not self._steps or (self._taken and not await self._shows_again()):
            return False
        for number, step in enumerate(self._steps, start=1):
            if await self._is_over(number, step):
                break
        self._taken = True
        return True

    async def _is_over(self, number: int, step: PageStep) -> bool:
        """Takes the step; whether the page of a later load is past it and all after it."""
        try:
            await self._one(number, step)
        except PageTrouble:
            if not self._taken or not await self._is_past(number):
                raise
            return True
        return False

    async def _is_past(self, number: int) -> bool:
        """Whether a cookie kept what the steps from there on did: they are clicks, nothing that is
        clicked or filled in shows any more, and what is waited for at their end does."""
        acting = [n for n, one in enumerate(self._steps) if one.kind is not StepKind.WAIT]
        left = [n for n in acting if n >= number - 1]
        if not left or any(self._steps[n].kind is not StepKind.CLICK for n in left):
            return False
        end = self._steps[left[-1] + 1 :]
        try:
            shown = [await self._first(self._steps[n]).is_visible() for n in acting]
            return not any(shown) and all([await self._first(one).is_visible() for one in end])
        except Error:
            return False

    def _first(self, step: PageStep) -> Locator:
        return self._page.locator(step.selector).first

    async def _shows_again(self) -> bool:
        acting = (one for one in self._steps if one.kind is not StepKind.WAIT)
        step = next(acting, self._steps[0])  # what is only waited for may stand there always
        first = self._page.locator(step.selector).first
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
        except KeyError as error:
            why = f"{error.args[0]}?"
        except Elsewhere as error:
            why = f"{step.secret} ≠ {error}"
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
        elif step.secret:
            await self._fill_secret(step, element)
        else:
            await element.fill(step.value, timeout=milliseconds)

    async def _fill_secret(self, step: PageStep, element: Locator) -> None:
        """Into one element of one document: the page may lead elsewhere at any moment, and a
        locator would go along. Raises KeyError naming what is not set, Elsewhere."""
        secret, places = self._secret_of(step)
        milliseconds = self._seconds * 1000
        handle = await element.element_handle(timeout=milliseconds)
        frame = await handle.owner_frame()
        url = frame.url if frame else ""
        if not is_at(url, places):
            raise Elsewhere(urlsplit(url).netloc.rpartition("@")[2] or "?")
        await handle.fill(secret, timeout=milliseconds)

    def _secret_of(self, step: PageStep) -> tuple[str, str]:
        """And the places where it may be filled in."""
        if not step.secret.startswith(SECRET_PREFIX):
            raise KeyError(step.secret)
        return self._secrets[step.secret], self._secrets[f"{step.secret}{PLACE_SUFFIX}"]
