"""The queue of pages on PostgreSQL, by Procrastinate: who works on what (checks.md, Speed and
scale). The only module that knows it.

The queue says which pages are to be taken; what is known of a page stands in its row, so a job too
many does nothing, and one that was lost is made again. Its tables have a schema of their own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adops.catalog.checks import Queue
from adops.errors import InputError, OutsideError
from adops.settings import Settings

try:
    import psycopg
    from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
    from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
    from procrastinate.jobs import Job, Status
    from psycopg_pool import PoolTimeout
except ImportError as error:  # it is an extra (requirements/queue.txt)
    raise OutsideError("queue.missing", why=str(error)) from error

SCHEMA = "procrastinate"
PAGES, TENDING = "pages", "tending"
SOON = 10  # tending goes before pages
WAITED_FOR, CHOSEN, ROUND = 5, 2, 0  # pages that a person waits for, that were chosen, all of them
ALIVE_SECONDS = 60
CONNECTIONS, WAIT_SECONDS = 4, 30.0
RETRY = RetryStrategy(wait=2, linear_wait=5)
AWAY = (ConnectorException, PoolTimeout, psycopg.OperationalError)

WORKERS = f"""
    SELECT count(*) FILTER (WHERE last_heartbeat > now() - make_interval(secs => %(alive)s)),
        max(last_heartbeat) FROM {SCHEMA}.procrastinate_workers"""
JOBS = f"""
    SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
        count(*) FILTER (WHERE status = 'doing' AND (worker_id IS NULL OR worker_id IN (
            SELECT id FROM {SCHEMA}.procrastinate_workers
            WHERE last_heartbeat < now() - make_interval(secs => %(stalled)s))))
    FROM {SCHEMA}.procrastinate_jobs WHERE queue_name = %(pages)s"""
LIVE = f"""
    SELECT lock FROM {SCHEMA}.procrastinate_jobs
    WHERE queue_name = %(pages)s AND status IN ('todo', 'doing') AND lock = ANY(%(names)s)"""

Page = tuple[int, int]  # run, page
TakePage = Callable[[int, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class QueueState:
    """Workers that said within the last minute that they live, and when one last did; pages that
    wait, that are in hand, and of these those with a worker that is gone."""

    workers: int
    last_seen: datetime | None
    waiting: int
    in_hand: int
    stalled: int


@contextmanager
def named_trouble() -> Iterator[None]:
    """A queue that is away is OutsideError `queue.failed`."""
    try:
        yield
    except AWAY as error:
        raise OutsideError("queue.failed", why=" ".join(str(error).split())) from error


class PageQueue:
    """Pages to take, in the database of the settings. Raises InputError `settings.invalid` where
    that is none of PostgreSQL; its methods OutsideError `queue.failed`."""

    def __init__(self, settings: Settings) -> None:
        if not settings.database.startswith("postgresql+psycopg://"):
            why = "ADOPS_DATABASE_URL=postgresql+psycopg://…"
            raise InputError("settings.invalid", name="ADOPS_QUEUE", why=why)
        self._address = settings.database.replace("postgresql+psycopg://", "postgresql://", 1)
        self._given: dict[str, Any] = {
            "conninfo": self._address,
            "kwargs": {"options": f"-c search_path={SCHEMA}"},
            "min_size": 1,
            "max_size": CONNECTIONS,
            "timeout": WAIT_SECONDS,
        }
        self._kept: App | None = None

    @contextmanager
    def kept_open(self) -> Iterator[None]:
        """All that is asked in the block goes over one connection; the tables are there."""
        self.prepare()
        with ExitStack() as stack:
            with named_trouble():
                self._kept = stack.enter_context(self._opened())
            try:
                yield
            finally:
                self._kept = None

    def prepare(self) -> None:
        """Makes the queue's tables where there are none; safe to repeat, and for two at once."""
        with (
            named_trouble(),
            psycopg.connect(self._address, autocommit=True) as connection,
        ):
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (SCHEMA,))
            there = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.procrastinate_jobs",))
            if (there.fetchone() or (None,))[0] is not None:
                return
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            with self._opened() as app:
                app.schema_manager.apply_schema()

    def put(self, pages: Iterable[Page], *, priority: int = ROUND) -> int:
        """Pages to take, those left out that wait or are in hand; how many were new. Those of a
        higher priority are taken first."""
        wanted = list(pages)
        with named_trouble(), self._opened() as app:
            lost = _lost(app, wanted)
            new = [_job(app, *page, priority) for page in wanted if page in lost]
            with suppress(AlreadyEnqueued):  # another put them meanwhile
                if new:
                    app.job_manager.batch_defer_jobs(new)
        return len(new)

    def without_job(self, pages: Iterable[Page]) -> set[Page]:
        """Those of the pages that neither wait nor are in hand."""
        asked = list(pages)
        if not asked:
            return set()
        with named_trouble(), self._opened() as app:
            return _lost(app, asked)

    def has_workers(self) -> bool:
        """Whether a worker said within the last minute that it lives."""
        query = (
            "SELECT count(*) AS alive FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - make_interval(secs => %(seconds)s)"
        )
        with named_trouble(), self._opened() as app:
            found = app.connector.get_sync_connector().execute_query_one(
                query, seconds=ALIVE_SECONDS
            )
        return bool(found["alive"])

    def state(self, *, stalled: float) -> QueueState | None:
        """How it stands, a worker being gone after `stalled` seconds; None before its tables are
        made. Nothing is made, and nobody is waited for."""
        given = {"alive": ALIVE_SECONDS, "stalled": stalled, "pages": PAGES}
        seconds = int(WAIT_SECONDS)
        with (
            named_trouble(),
            psycopg.connect(self._address, autocommit=True, connect_timeout=seconds) as connection,
        ):
            there = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.procrastinate_jobs",))
            if (there.fetchone() or (None,))[0] is None:
                return None
            workers = connection.execute(WORKERS, given).fetchone() or (0, None)
            pages = connection.execute(JOBS, given).fetchone() or (0, 0, 0)
        return QueueState(*workers, *pages)

    @contextmanager
    def _opened(self) -> Iterator[App]:
        if self._kept is not None:
            yield self._kept
            return
        app = App(connector=SyncPsycopgConnector(**self._given))
        _tasks(app, _nobody, _nothing, None)
        with app.open():
            yield app

    async def serve(
        self,
        take: TakePage,
        tend: Callable[[], Awaitable[None]],
        *,
        hands: int,
        terms: Queue,
        name: str,
    ) -> None:
        """Takes pages, `hands` at once, until it is cancelled: then those in hand are finished. Now
        and then one worker takes over what others let fall, and calls `tend`.

        Raises OutsideError `queue.failed` when the database goes away; what was in hand is taken
        over by whoever is there.
        """
        app = App(connector=PsycopgConnector(**self._given))
        _tasks(app, take, tend, terms)
        with named_trouble():
            async with app.open_async():
                await app.run_worker_async(
                    queues=[PAGES, TENDING],
                    name=name,
                    concurrency=hands,
                    fetch_job_polling_interval=terms.heartbeat,
                    update_heartbeat_interval=terms.heartbeat,
                    stalled_worker_timeout=terms.stalled,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                )


def _tasks(
    app: App, take: TakePage, tend: Callable[[], Awaitable[None]], terms: Queue | None
) -> None:
    """Both tasks; the second by the clock, where somebody serves."""

    @app.task(name=PAGES, queue=PAGES, retry=RETRY)
    async def page(run_id: int, page_id: int) -> None:
        await take(run_id, page_id)

    if terms is None:
        return
    seconds = max(1, min(30, int(terms.stalled / 2)))
    stalled = terms.stalled

    @app.periodic(cron=f"* * * * * */{seconds}")
    @app.task(name=TENDING, queue=TENDING, queueing_lock=TENDING, priority=SOON)
    async def tending(timestamp: int) -> None:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled):
            if job.queue == PAGES:
                await app.job_manager.retry_job(job)
            elif job.id is not None:
                await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        await tend()


def _lost(app: App, pages: Iterable[Page]) -> set[Page]:
    names = {_name(*page): page for page in pages}
    found = app.connector.get_sync_connector().execute_query_all(
        LIVE, pages=PAGES, names=list(names)
    )
    return set(names.values()) - {names[row["lock"]] for row in found}


def _job(app: App, run_id: int, page_id: int, priority: int) -> Job:
    name = _name(run_id, page_id)
    task = app.configure_task(PAGES, queue=PAGES, lock=name, queueing_lock=name, priority=priority)
    return task.make_new_job(run_id=run_id, page_id=page_id)


def _name(run_id: int, page_id: int) -> str:
    """No two jobs of one page are at work at once."""
    return f"{run_id}/{page_id}"


async def _nobody(run_id: int, page_id: int) -> None:
    await asyncio.sleep(0)


async def _nothing() -> None:
    await asyncio.sleep(0)
