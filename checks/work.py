"""Pages of one run, each taken, looked at and recorded by itself; the same for one machine and for
many (checks.md, Speed and scale).

What is seen after the ad day's end is not recorded. No transaction is open while the browser works.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from adops import clock
from adops.catalog.checks import CheckConfig, load_checks
from adops.catalog.review import load_bounds
from adops.db import Database
from adops.domain.facts import SlotOnPage
from adops.domain.html5 import Rendering
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.errors import AdopsError
from adops.models import CheckRun
from adops.queries.failed_pages import times_lost
from adops.queries.renderings import shown_of
from adops.services import slot_checks as acts
from adops.settings import Settings
from adops.store import Store
from checks.answer import LandingPages
from checks.browser import Browser
from checks.browser.pool import Pause
from checks.chromium import find_chromium
from checks.draw import Easel
from checks.library import Library
from checks.look import PageLook, is_trouble
from checks.package import Packages
from checks.probe import PageProbe
from checks.room import Room
from checks.written import written

Progress = Callable[[int, int, str], None]
MOST_FAILED = 3
MOST_ATTEMPTS = 5
MOST_BESIDE = 2  # what as many processes did not outlive is looked at with no page beside it


@dataclass(frozen=True, slots=True)
class House:
    """What a run works with. `pause` waits between attempts at a page."""

    settings: Settings
    database: Database
    store: Store
    config: CheckConfig
    pause: Pause = asyncio.sleep
    now: Callable[[], datetime] = clock.now

    def library(self) -> Library:
        """Its approved creatives, packages with how they were shown at review."""

        def known(sha256: str) -> Rendering | None:
            with self.database.read() as session:
                return shown_of(session, [sha256]).get(sha256)

        read = self.store.get
        return Library(read, Packages(read, known, load_bounds(self.settings.config_dir)))


def house_of(settings: Settings, database: Database, store: Store) -> House:
    """The house of these settings, with its check configuration."""
    return House(settings, database, store, load_checks(settings.config_dir))


@dataclass(frozen=True, slots=True)
class Eyes:
    """What pages are looked at with, a process's: a running browser, landing pages, room."""

    browser: Browser
    landing: LandingPages
    room: Room = field(default_factory=Room)


@dataclass(frozen=True, slots=True)
class Attempt:
    """The `number`th at a page; before it `lost` of them ended with their process."""

    number: int
    lost: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A run, or a page of it, as it is to be seen now: what is on air, the pages to open, bookings
    of rotations that an earlier look of the ad day did not see."""

    slots: Sequence[SlotOnPage]
    probes: Sequence[PageProbe]
    unseen: frozenset[int]

    @property
    def pages(self) -> dict[int, int]:
        """Page id → slots on it."""
        return {probe.page_id: len(probe.slots) for probe in self.probes}


@asynccontextmanager
async def opened_eyes(house: House, contexts: int = 0) -> AsyncIterator[Eyes]:
    """A browser of the house with so many contexts (0: as configured). Raises OutsideError
    `browser.missing`."""
    allowed = house.settings.allowed_hosts
    config = house.config
    if contexts:
        config = config.model_copy(update={"contexts": contexts})
    browser = Browser(
        config,
        now=house.now,
        executable=find_chromium(house.settings),
        allowed=allowed,
        pause=house.pause,
    )
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(browser)
        yield Eyes(browser, await stack.enter_async_context(LandingPages(config, allowed)))


class Work:
    """Pages of one run, taken by as many hands as the browser has contexts, and one more that
    compares and records meanwhile. `anew` plans a page when it is taken: a run takes its time, and
    what is on air changes meanwhile; None: it was planned just now."""

    def __init__(
        self,
        house: House,
        run: CheckRun,
        slots: Sequence[SlotOnPage],
        probes: Sequence[PageProbe],
        by: Actor,
        unseen: frozenset[int],
        *,
        progress: Progress | None = None,
        library: Library | None = None,
        anew: Callable[[int], Planned] | None = None,
    ) -> None:
        self.house, self._run, self._by = house, run, by
        self._plan, self._anew = Planned(slots, probes, unseen), anew
        self._probes = {probe.page_id: probe for probe in probes}
        self._progress = progress or _silent
        self._library = library or house.library()
        self._easel = Easel(house.database, house.store, house.now)

    def is_today(self, instant: datetime) -> bool:
        """Whether the instant lies in the run's ad day: a page shows only now."""
        return ad_day_of(instant) == self._run.on

    async def take_all(self, page_ids: Sequence[int], eyes: Eyes) -> None:
        """The pages of the plan among these, side by side, until none is left or the run is
        cancelled. What goes wrong with one page is raised when the others are done, unless it goes
        wrong with several."""
        left = [self._probes[page_id] for page_id in page_ids if page_id in self._probes]
        queue, total = iter(left), len(left)
        done, failed = count(1), list[Exception]()

        async def hand() -> None:
            for probe in queue:
                if await self._taken_or_failed(probe, eyes, failed):
                    self._progress(next(done), total, probe.url)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(total, eyes.browser.contexts + 1)):
                group.create_task(hand())
        if failed:
            raise failed[0]

    async def _taken_or_failed(self, probe: PageProbe, eyes: Eyes, failed: list[Exception]) -> bool:
        try:
            return await self.take(probe, eyes)
        except AdopsError:
            raise  # no browser, no store: nothing of one page
        except Exception as error:
            failed.append(error)
            if len(failed) >= MOST_FAILED:
                raise
            return False

    async def take(self, probe: PageProbe, eyes: Eyes) -> bool:
        """Looks at one page and records it; False when there was nothing to do: it is recorded, its
        run was cancelled, its ad day is over, nothing of it is to be seen any more. A page that we
        fail at again and again, or that our processes do not outlive, is recorded as one that was
        not seen, with why."""
        lost = await asyncio.to_thread(self._lost, probe.page_id)
        async with eyes.room.entered(alone=lost >= MOST_BESIDE):
            today = self.is_today(self.house.now())
            attempt = await asyncio.to_thread(self._taken, probe.page_id) if today else 0
            if not attempt:
                return False
            done = False
            try:
                done = await self._done(probe, eyes, Attempt(attempt, lost))
            finally:
                if not done:
                    await asyncio.to_thread(self._let_go, probe.page_id)
            return done

    async def _done(self, probe: PageProbe, eyes: Eyes, attempt: Attempt) -> bool:
        found = await asyncio.to_thread(self._now, probe)
        if found is None:
            return False
        record = await self._seen(self._look(*found), eyes, attempt)
        if not all(self.is_today(one.captured_at) for one in record.looks):
            return False
        if await asyncio.to_thread(self._recorded, record):
            await asyncio.to_thread(self._draw_troubles, record)
        return True

    async def _seen(self, look: PageLook, eyes: Eyes, attempt: Attempt) -> acts.PageRecord:
        """What came of the attempt, or the page as not seen; raises what went wrong."""
        if attempt.lost >= MOST_ATTEMPTS:
            why, tried = f"process gone: {attempt.lost}", attempt.number - 1
            return await self._given_up(look, why, tried)
        try:
            pages = eyes.landing.of_run(self._run.id or 0)
            return await look.take(eyes.browser, pages, self.house.store)
        except AdopsError:
            raise
        except Exception as error:
            if attempt.number < MOST_ATTEMPTS:
                raise
            return await self._given_up(look, f"{type(error).__name__}: {error}", attempt.number)

    async def _given_up(self, look: PageLook, why: str, tried: int) -> acts.PageRecord:
        said, now = written(why[:200]), self.house.now()
        return await asyncio.to_thread(look.give_up, said, tried, now, self.house.store)

    def _now(self, probe: PageProbe) -> tuple[PageProbe, Planned] | None:
        """The page as it is to be seen now; None: not at all."""
        plan = self._anew(probe.page_id) if self._anew else self._plan
        found = next((one for one in plan.probes if one.page_id == probe.page_id), None)
        return None if found is None else (found, plan)

    def _look(self, probe: PageProbe, plan: Planned) -> PageLook:
        return PageLook(
            probe,
            plan.slots,
            on=self._run.on,
            config=self.house.config,
            library=self._library,
            unseen_before=plan.unseen,
        )

    def _taken(self, page_id: int) -> int:
        with self.house.database.write() as session:
            return acts.take_page(
                session,
                run_id=self._run.id or 0,
                page_id=page_id,
                worker=this_process(),
                now=self.house.now(),
            )

    def _lost(self, page_id: int) -> int:
        with self.house.database.read() as session:
            return times_lost(session, self._run.id or 0, page_id)

    def _let_go(self, page_id: int) -> None:
        """Where that can't be said it counts as lost; what went wrong before is the trouble."""
        with suppress(AdopsError), self.house.database.write() as session:
            acts.let_go_of_page(
                session, run_id=self._run.id or 0, page_id=page_id, worker=this_process()
            )

    def _recorded(self, record: acts.PageRecord) -> bool:
        """Whether it was recorded now, not by another."""
        with self.house.database.write() as session:
            return acts.record_page(
                session,
                run_id=self._run.id or 0,
                record=record,
                by=self._by,
                now=self.house.now(),
            )

    def _draw_troubles(self, record: acts.PageRecord) -> None:
        for facts in {one.facts for one in record.looks if one.to_draw and is_trouble(one.result)}:
            if facts:
                self._easel.try_troubles(facts)


def this_process() -> str:
    """`machine:process`, as it stands in the rows."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _silent(done: int, total: int, url: str) -> None:
    return
