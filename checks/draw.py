"""Cut-outs and proof sheets are drawn at once for troubles, for the rest by the job or when first
asked for; the same bytes whenever, and once, whoever asks (checks.md, Seen, then judged 2).

Who draws is alone with the page for as long as it lives, so a killed one holds nobody up. Files are
stored first, then noted in one transaction a page: cut off anywhere, a look has all of its pictures
or none.
"""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore

import structlog

from adops import clock
from adops.db import Database
from adops.queries import evidence as queries
from adops.services.evidence import keep_drawn
from adops.store import Store
from checks.evidence import Artist

log = structlog.get_logger(__name__)

HELD = "evidence"  # who draws a page is alone with it under this name
ASK_AGAIN_SECONDS = 0.1
DIGITS = 7  # of a hash, as the number of a page: fits where locks are numbered


def _at_once() -> int:
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Easel:
    """Where evidence is drawn. `pause` waits while another draws the same page (an argument for
    tests); not more pages at once than cores."""

    database: Database
    store: Store
    now: Callable[[], datetime] = clock.now
    pause: Callable[[float], None] = time.sleep
    _seats: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_at_once()))

    def draw(self, look_ids: Iterable[int]) -> int:
        """As `adops.domain.evidence.DrawEvidence` says; gives how many looks it drew."""
        with self.database.read() as session:
            pages = queries.pages_of(session, look_ids)
        return self._pages(pages)

    def draw_troubles(self, run_id: int) -> None:
        """What of a run is drawn at once and is not drawn yet, as far as it can be drawn: the rest
        is left to the job, and holds up no run."""
        with self.database.read() as session:
            pages = queries.pages_of_run(session, run_id)
        with ThreadPoolExecutor(max(1, min(len(pages), _at_once()))) as pool:
            list(pool.map(self.try_troubles, pages))

    def try_troubles(self, facts: str) -> None:
        """Those of one page in one run; what can't be drawn now is left to the job."""
        trouble = self._tried(facts, troubles=True)
        if isinstance(trouble, str):
            log.warning("evidence.undrawn", why=trouble)

    def draw_page(self, facts: str, *, troubles: bool = False) -> int:
        """The looks of one page in one run; waits for another who is at it."""
        while True:
            with self.database.alone(HELD, int(facts[:DIGITS], 16)) as mine:
                if mine:
                    return self._drawn(facts, troubles)
            if not self._waits(facts, troubles):
                return 0
            self.pause(ASK_AGAIN_SECONDS)

    def draw_waiting(self, *, until: Callable[[], bool] = lambda: False) -> tuple[int, list[str]]:
        """All that waits, page by page until there is none or `until` says so; how many looks it
        drew, and why pages could not be drawn: that stops no other page."""
        with self.database.read() as session:
            pages = queries.waiting_pages(session)
        with ThreadPoolExecutor(_at_once()) as pool:
            found = list(pool.map(lambda page: 0 if until() else self._tried(page), pages))
        drawn = sum(one for one in found if isinstance(one, int))
        return drawn, [one for one in found if isinstance(one, str)]

    def _tried(self, facts: str, *, troubles: bool = False) -> int | str:
        """How many looks it drew, or why none: a spoiled picture has errors of many kinds."""
        try:
            return self.draw_page(facts, troubles=troubles)
        except Exception as error:
            return f"{facts[:16]} {error!r}"

    def _pages(self, pages: Sequence[str]) -> int:
        with ThreadPoolExecutor(max(1, min(len(pages), _at_once()))) as pool:
            return sum(pool.map(self.draw_page, pages))

    def _drawn(self, facts: str, troubles: bool) -> int:
        with self.database.read() as session:
            looks = queries.undrawn(session, facts=facts, troubles=troubles)
        if not looks:
            return 0
        with self._seats:
            artist = Artist(self.store)
            drawn = [artist.draw(look) for look in looks]
        with self.database.write() as session:
            return keep_drawn(session, drawn=drawn, now=self.now())

    def _waits(self, facts: str, troubles: bool) -> bool:
        with self.database.read() as session:
            return bool(queries.undrawn(session, facts=facts, troubles=troubles))
