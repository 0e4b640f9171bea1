"""A worker: takes pages from the queue until it is told to stop, with one browser and the same
observing, judging and recording as a run on one machine (checks.md, Speed and scale)."""

import asyncio
import signal
from contextlib import suppress

import structlog

from adops.domain.people import SYSTEM
from adops.errors import OutsideError
from adops.models import CheckRun
from checks.handed import end_if_last, tend
from checks.queue import PageQueue
from checks.run import planned
from checks.work import Eyes, House, Planned, Work, opened_eyes, this_process

log = structlog.get_logger(__name__)

AGAIN_SECONDS = 2.0


class Worker:
    """One process's; `eyes` are shared by its pages, as are pictures of creatives."""

    def __init__(self, house: House, eyes: Eyes) -> None:
        self._house, self._eyes = house, eyes
        self._library = house.library()
        self._queue = PageQueue(house.settings)

    async def work(self, stop: asyncio.Event) -> None:
        """Until `stop`, then finishes the pages in hand. A database that goes away is waited
        for."""
        while not stop.is_set():
            try:
                await asyncio.to_thread(self._queue.prepare)
                await self._serve(stop)
            except OutsideError as error:
                log.warning("worker.away", why=str(error))
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), AGAIN_SECONDS)

    async def _serve(self, stop: asyncio.Event) -> None:
        serving = asyncio.ensure_future(
            self._queue.serve(
                self.take,
                self._tend,
                hands=self._eyes.browser.contexts + 1,
                terms=self._house.config.queue,
                name=this_process(),
            )
        )
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not serving.done():
            serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving

    async def take(self, run_id: int, page_id: int) -> None:
        """One page of one run, as it is to be seen now; then the run's end, when it was the last.

        Raises what went wrong outside (store, database, browser): the queue tries it again.
        """
        found = await asyncio.to_thread(self._planned, run_id, page_id)
        if found is None:
            return
        run, now = found
        work = Work(
            self._house, run, now.slots, now.probes, SYSTEM, now.unseen, library=self._library
        )
        for probe in now.probes:
            await work.take(probe, self._eyes)
        await asyncio.to_thread(end_if_last, self._house, run_id)

    def _planned(self, run_id: int, page_id: int) -> tuple[CheckRun, Planned] | None:
        with self._house.database.read() as session:
            run = session.get(CheckRun, run_id)
        return None if run is None else (run, planned(self._house, run, page_id=page_id))

    async def _tend(self) -> None:
        await asyncio.to_thread(tend, self._house)


async def work_until_told(house: House, contexts: int = 0) -> None:
    """Until SIGTERM or Ctrl-C; the pages in hand are finished first. Raises OutsideError
    `browser.missing`, `queue.missing`, InputError `settings.invalid`."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stop.set)
    async with opened_eyes(house, contexts) as eyes:
        log.info("worker.ready", worker=this_process(), contexts=eyes.browser.contexts)
        await Worker(house, eyes).work(stop)
    log.info("worker.ended", worker=this_process())
