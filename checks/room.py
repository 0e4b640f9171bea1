"""Where pages are looked at side by side, or one alone, within one process.

A page that may have killed the process that had it in hand takes the others in hand along; so that
none of them is taken for it, such a page is looked at alone.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Room:
    """One process's. Who wants to be alone waits for those inside, and those who come for them."""

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._inside = self._alone = 0

    @asynccontextmanager
    async def entered(self, *, alone: bool) -> AsyncIterator[None]:
        """Waits for its turn; the room is left with the block."""
        async with self._changed:
            self._alone += alone
            try:
                await self._changed.wait_for(lambda: not self._inside if alone else not self._alone)
            except BaseException:
                self._alone -= alone
                self._changed.notify_all()
                raise
            self._inside += 1
        try:
            yield
        finally:
            async with self._changed:
                self._inside -= 1
                self._alone -= alone
                self._changed.notify_all()
