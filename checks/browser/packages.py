"""Packages one after another in one browser that can reach nothing."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from playwright.async_api import Browser, Error, Playwright, async_playwright

from adops.domain.html5 import NotRendered, RenderLimits, RenderOrder, Shown
from checks.browser.package import PackageVisit
from checks.browser.patience import PageTrouble, trouble_of
from checks.chromium import ARGUMENTS

# no name is found, no proxy answers, nothing is sent beside HTTP
NO_NETWORK = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
)
SMALL = ("--js-flags=--max-old-space-size=256", "--disable-gpu", "--disable-extensions")
WHY = frozenset({"timeout", "crashed", "storm"})
CLOSING_SECONDS, TAIL_SECONDS = 1.0, 1.5


async def show(
    orders: Sequence[RenderOrder],
    limits: RenderLimits,
    executable: Path | None,
    environment: Mapping[str, str],
) -> list[Shown]:
    """One answer an order; what time was left for none is `timeout`. The browser may still run:
    whoever asks ends the process."""
    until = asyncio.get_running_loop().time() + limits.seconds
    shown: list[Shown] = []
    try:
        async with asyncio.timeout_at(until + TAIL_SECONDS):
            playwright = await async_playwright().start()
            browser = await _launch(playwright, executable, environment)
            for order in orders:
                shown.append(await _one(PackageVisit(browser, order, limits), until))
    except TimeoutError:
        pass
    except Error:
        return [Shown(NotRendered("browser"))] * len(orders)
    else:
        with suppress(TimeoutError, Error):
            async with asyncio.timeout(CLOSING_SECONDS):
                await browser.close()
    return [*shown, *([Shown(NotRendered("timeout"))] * (len(orders) - len(shown)))]


async def _one(visit: PackageVisit, until: float) -> Shown:
    try:
        async with asyncio.timeout_at(until):
            return await visit.show()
    except TimeoutError:
        return visit.failed("timeout")
    except (Error, PageTrouble) as error:
        kind = trouble_of(error).kind
        return visit.failed(kind if kind in WHY else "failed")


async def _launch(
    playwright: Playwright, executable: Path | None, environment: Mapping[str, str]
) -> Browser:
    """Boxed where the system lets it. Raises Playwright's Error."""
    boxes = (True, False) if os.name == "posix" and os.geteuid() != 0 else (False,)
    for boxed in boxes:
        try:
            return await playwright.chromium.launch(
                executable_path=executable,
                args=[*ARGUMENTS, *NO_NETWORK, *SMALL],
                chromium_sandbox=boxed,
                env=dict(environment),
            )
        except Error:
            if boxed is boxes[-1]:
                raise
    raise AssertionError("unreachable")
