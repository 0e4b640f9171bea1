"""A browser does not ask a private address that `ADOPS_ALLOW_HOSTS` does not list (checks.md,
Politeness), whatever a page says."""

import asyncio
from functools import partial
from typing import Any

from playwright.async_api import Browser, CDPSession, Error

from adops.clock import stopwatch
from checks.private import is_refused, private_and_listed

SCHEMES = ("http", "https")
DOCUMENTS = [{"urlPattern": f"{one}://*", "resourceType": "Document"} for one in SCHEMES]
REFUSED = "ERR_BLOCKED_BY_CLIENT"  # how a request that was refused fails
KNOWN_SECONDS = 30.0


async def opened_only(allowed: frozenset[str]) -> list[str]:
    """What a browser is started with so that pages reach no private address but the listed ones.

    Chromium itself (Local Network Access, on from version 142) lets a page of the public reach no
    private address, by the address that it is connected to, before it asks anything: frames,
    pictures, scripts, `fetch`, workers, web sockets, every redirect. Listed places count as public,
    so that a page of theirs is held to the same, and they may be asked.
    """
    listed = ",".join(f"{place}=public" for place in await private_and_listed(allowed))
    return [f"--ip-address-space-overrides={listed}"] if listed else []


class Guard:
    """Documents of one browser, of pages, frames and windows: each hop waits until its host was
    looked up, and is not asked where `is_refused` says so.

    What this leaves open: the browser looks the name up again, and may get another answer. For all
    but a page's own document Chromium holds to the address it really got (`opened_only`). A page's
    own document is told by nothing; nor is what pages embed by a Chromium before 142.
    """

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._known: dict[str, tuple[float, asyncio.Task[bool]]] = {}
        self._deciding: set[asyncio.Task[None]] = set()

    async def watch(self, browser: Browser) -> None:
        """From now on."""
        devtools = await browser.new_browser_cdp_session()
        devtools.on("Fetch.requestPaused", partial(self._paused, devtools))
        await devtools.send("Fetch.enable", {"patterns": DOCUMENTS})

    def _paused(self, devtools: CDPSession, told: dict[str, Any]) -> None:
        deciding = asyncio.ensure_future(self._decided(devtools, told))
        self._deciding.add(deciding)
        deciding.add_done_callback(self._deciding.discard)

    async def _decided(self, devtools: CDPSession, told: dict[str, Any]) -> None:
        answer = {"requestId": told["requestId"]}
        try:
            if await self._is_refused(told["request"]["url"]):
                answer["errorReason"] = "BlockedByClient"
                await devtools.send("Fetch.failRequest", answer)
            else:
                await devtools.send("Fetch.continueRequest", answer)
        except Error:  # page or browser is gone
            return

    async def _is_refused(self, url: str) -> bool:
        """A host is looked up once for all that asks for it within half a minute."""
        scheme, _, rest = url.partition("://")
        host = f"{scheme}://{rest.partition('/')[0]}"
        until, asking = self._known.get(host, (0.0, None))
        if asking is None or stopwatch() > until:
            asking = asyncio.ensure_future(is_refused(url, self._allowed))
            self._known[host] = stopwatch() + KNOWN_SECONDS, asking
        return await asking
