"""Politeness: how many pages of one host are open at once, and how soon the next begins."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from adops import clock
from adops.catalog.checks import Hosts

Pause = Callable[[float], Awaitable[None]]


@dataclass
class _Door:
    """One host's: seats, and the second before which nobody may begin."""

    seats: asyncio.Semaphore | None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    opens: float = 0.0


class Manners:
    """`async with manners.at(url)` around one attempt at a page; a host is name and port.

    `pause` waits, `seconds` is a clock that only goes forward (both arguments for tests).
    """

    def __init__(
        self,
        hosts: Hosts,
        *,
        pause: Pause = asyncio.sleep,
        seconds: Callable[[], float] = clock.stopwatch,
    ) -> None:
        self._hosts, self._pause, self._seconds = hosts, pause, seconds
        self._doors: dict[str, _Door] = {}

    @asynccontextmanager
    async def at(self, url: str) -> AsyncIterator[None]:
        """Waits until the host may be asked, and keeps its seat while the page is open."""
        door = self._door(urlsplit(url).netloc.lower())
        async with door.seats or nullcontext():
            await self._wait(door)
            yield

    async def _wait(self, door: _Door) -> None:
        if not self._hosts.delay:
            return
        async with door.turn:
            left = door.opens - self._seconds()
            if left > 0:
                await self._pause(left)
            door.opens = max(door.opens, self._seconds()) + self._hosts.delay

    def _door(self, host: str) -> _Door:
        if host not in self._doors:
            most = self._hosts.at_once
            self._doors[host] = _Door(asyncio.Semaphore(most) if most else None)
        return self._doors[host]
