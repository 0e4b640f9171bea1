"""Does a landing page answer? Asked once a run for each address (checks.md, dead_link)."""

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Self

import httpx

from adops.catalog.checks import CheckConfig
from adops.domain.slot import Device
from checks.private import is_refused

AT_ONCE = 8


class LandingPages:
    """Asks landing pages; `async with LandingPages(…) as pages`. Redirects are an answer, they are
    not followed; a private address that is not allow-listed is not asked and not called dead."""

    def __init__(self, config: CheckConfig, allowed: frozenset[str]) -> None:
        self._config, self._allowed = config, allowed
        self._client = httpx.AsyncClient(
            trust_env=False,
            timeout=config.seconds.landing,
            headers={"user-agent": config.user_agents[Device.PC]},
        )
        self._asked: dict[str, asyncio.Task[str | None]] = {}
        self._seats = asyncio.Semaphore(AT_ONCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)
        await self._client.aclose()

    async def dead(self, urls: Iterable[str]) -> dict[str, str]:
        """Those that do not answer 2xx or 3xx in time → why: a status, `timeout`, `connect`."""
        wanted = sorted(set(urls))
        for url in wanted:
            if url not in self._asked:
                self._asked[url] = asyncio.ensure_future(self._twice(url))
        answers = await asyncio.gather(*(self._asked[url] for url in wanted))
        return {url: why for url, why in zip(wanted, answers, strict=True) if why}

    async def _twice(self, url: str) -> str | None:
        """Once is chance: what did not answer is asked again."""
        return await self._ask(url) and await self._ask(url)

    async def _ask(self, url: str) -> str | None:
        if await is_refused(url, self._allowed):
            return None
        try:
            async with (
                self._seats,
                asyncio.timeout(self._config.seconds.landing),
                self._client.stream("GET", url) as answer,
            ):
                return str(answer.status_code) if answer.status_code >= 400 else None
        except (TimeoutError, httpx.TimeoutException):
            return "timeout"
        except httpx.ConnectError:
            return "connect"
        except (httpx.HTTPError, httpx.InvalidURL):
            return "failed"
