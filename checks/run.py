"""A run: rows that say which pages are done, and the work on those that are not (checks.md).

Interrupted at any point and started again, it goes on with the pages that are not recorded; one
process at a time. What is seen after the ad day's end is not recorded. No transaction is open while
the browser works.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from adops import clock
from adops.catalog.checks import CheckConfig, load_checks
from adops.db import Database
from adops.domain.facts import SlotOnPage
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.errors import AdopsError, RuleError
from adops.models import CheckRun
from adops.queries import checks as queries
from adops.services import slot_checks as acts
from adops.settings import Settings
from adops.store import Store
from checks.answer import LandingPages
from checks.browser import Browser
from checks.browser.pool import Pause
from checks.chromium import find_chromium
from checks.compare import Library
from checks.draw import Easel
from checks.look import PageLook, is_trouble
from checks.plan import plan
from checks.probe import PageProbe

Progress = Callable[[int, int, str], None]


class Busy(RuleError):
    """Another process is at this run."""


@dataclass(frozen=True, slots=True)
class House:
    """What a run works with. `pause` waits between attempts at a page."""

    settings: Settings
    database: Database
    store: Store
    config: CheckConfig
    pause: Pause = asyncio.sleep
    now: Callable[[], datetime] = clock.now


@dataclass(frozen=True, slots=True)
class RunReport:
    """A finished run: its row, how many pages it looked at, how long, and its looks."""

    run: CheckRun
    pages: int
    seconds: float
    rows: Sequence[queries.Row] = field(default_factory=tuple)

    @property
    def has_trouble(self) -> bool:
        """Whether a slot is neither ok nor vacant."""
        return any(is_trouble(row[0].result) for row in self.rows)


def house_of(settings: Settings, database: Database, store: Store) -> House:
    """The house of these settings, with its check configuration."""
    return House(settings, database, store, load_checks(settings.config_dir))


def check(
    house: House,
    *,
    station: str | None = None,
    on: date | None = None,
    slot_codes: Sequence[str] = (),
    by: Actor,
    progress: Progress | None = None,
) -> RunReport:
    """Looks at every slot of a station (None: of all) in the running ad day.

    An interrupted run of the same choice is gone on with. Raises RuleError `check.other_day`,
    `check.running`, MissingError, ForbiddenError, OutsideError `browser.missing`.
    """
    with house.database.write() as session:
        asked = acts.ask_run(
            session, station=station, slot_codes=slot_codes, by=by, now=house.now(), on=on
        )
    return carry_out(house, asked, by=by, progress=progress)


def carry_out(
    house: House, asked: CheckRun, *, by: Actor, progress: Progress | None = None
) -> RunReport:
    """Works off an asked or interrupted run until it is done or its ad day ends, and gives what it
    saw. Ends it badly, the run is asked for again. Raises Busy while another is at it."""
    run_id = asked.id or 0
    with house.database.alone(acts.HELD, run_id) as mine:
        if not mine:
            raise Busy("check.running", run=run_id)
        try:
            return _carried_out(house, asked, by, progress or _silent)
        except BaseException as error:
            with house.database.write() as session:
                acts.hand_back(session, run_id=run_id, why=_words(error), by=by, now=house.now())
            raise


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _carried_out(house: House, asked: CheckRun, by: Actor, progress: Progress) -> RunReport:
    began = clock.stopwatch()
    run_id = asked.id or 0
    with house.database.read() as session:
        slots = queries.slots_on_air(
            session,
            on=asked.on,
            station=asked.station,
            slot_codes=asked.slot_codes,
            now=house.now(),
        )
        ids = [slot.slot_id for slot in slots]
        unseen = queries.unseen_in_rotation(session, on=asked.on, slot_ids=ids)
    probes = plan(slots, max_loads=house.config.max_loads, forms=house.config.forms)
    pages = {probe.page_id: len(probe.slots) for probe in probes}
    with house.database.write() as session:
        acts.start_run(session, run_id=run_id, pages=pages, by=by, now=house.now())
    with house.database.read() as session:
        waiting = queries.waiting_pages(session, run_id)
    work = Work(house, asked, slots, probes, by, unseen, progress)
    if work.is_today(house.now()) and any(page_id in pages for page_id in waiting):
        _look(work, waiting)
    Easel(house.database, house.store, house.now).draw_troubles(run_id)
    with house.database.write() as session:
        left = sum(page_id in pages for page_id in queries.waiting_pages(session, run_id))
        run = acts.finish_run(session, run_id=run_id, by=by, now=house.now(), left=left)
    with house.database.read() as session:
        rows = queries.looks_of_run(session, run_id)
    return RunReport(run, len(pages), round(clock.stopwatch() - began, 1), rows)


def _look(work: "Work", waiting: Sequence[int]) -> None:
    try:
        asyncio.run(work.look_at(waiting))
    except* AdopsError as group:
        raise group.exceptions[0] from None


class Work:
    """The pages of one run, taken by as many hands as the browser has contexts, and one more that
    compares and records meanwhile."""

    def __init__(
        self,
        house: House,
        run: CheckRun,
        slots: Sequence[SlotOnPage],
        probes: Sequence[PageProbe],
        by: Actor,
        unseen: frozenset[int],
        progress: Progress,
    ) -> None:
        self.house, self._run, self._by, self._unseen = house, run, by, unseen
        self._slots = slots
        self._probes = {probe.page_id: probe for probe in probes}
        self._progress = progress
        self._library = Library(house.store.get)
        self._easel = Easel(house.database, house.store, house.now)

    def is_today(self, instant: datetime) -> bool:
        """Whether the instant lies in the run's ad day: a page shows only now."""
        return ad_day_of(instant) == self._run.on

    async def look_at(self, page_ids: Sequence[int]) -> None:
        """Looks at the pages and records each one by itself."""
        house = self.house
        async with AsyncExitStack() as stack:
            browser = await stack.enter_async_context(
                Browser(
                    house.config,
                    now=house.now,
                    executable=find_chromium(house.settings),
                    allowed=house.settings.allowed_hosts,
                    pause=house.pause,
                )
            )
            pages = await stack.enter_async_context(
                LandingPages(house.config, house.settings.allowed_hosts)
            )
            await self.take_all(page_ids, browser, pages)

    async def take_all(
        self, page_ids: Sequence[int], browser: Browser, pages: LandingPages
    ) -> None:
        """The pages of the plan among these, side by side."""
        left = [self._probes[page_id] for page_id in page_ids if page_id in self._probes]
        queue, total = iter(left), len(left)
        done = count(1)

        async def hand() -> None:
            for probe in queue:
                await self._one(probe, browser, pages)
                self._progress(next(done), total, probe.url)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(total, browser.contexts + 1)):
                group.create_task(hand())

    async def _one(self, probe: PageProbe, browser: Browser, pages: LandingPages) -> None:
        today = self.is_today(self.house.now())
        if not today or not await asyncio.to_thread(self._taken, probe.page_id):
            return
        look = PageLook(
            probe,
            self._slots,
            on=self._run.on,
            config=self.house.config,
            library=self._library,
            unseen_before=self._unseen,
        )
        record = await look.take(browser, pages, self.house.store)
        if not all(self.is_today(one.captured_at) for one in record.looks):
            return
        if await asyncio.to_thread(self._recorded, record):
            await asyncio.to_thread(self._draw_troubles, record)

    def _taken(self, page_id: int) -> bool:
        with self.house.database.write() as session:
            return acts.take_page(session, run_id=self._run.id or 0, page_id=page_id)

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
                self._easel.draw_page(facts, troubles=True)


def _silent(done: int, total: int, url: str) -> None:
    return
