"""Pages that go to workers by the queue: shared, taken over, recorded once (checks.md)."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Barrier, Event

import pytest
from sqlmodel import col, select

from adops.domain.people import CONSOLE
from adops.errors import InputError, OutsideError
from adops.models import CheckPage, CheckRun, SlotCheck
from adops.services import slot_checks as acts
from adops.settings import Settings
from checks.handed import hand_out, tend
from checks.queue import PageQueue
from tests.checks.fleet import START, Fleet, browsers_of, made_fleet, quick_config
from tests.conftest import EMPTY, administer
from tests.factories import Factory
from tests.site.server import Answer, Asked, Site


@pytest.fixture
def fleet(
    site: Site,
    settings: Settings,
    s3: Settings,
    postgres: str,
    morning: datetime,
    tmp_path: Path,
) -> Iterator[Fleet]:
    """On PostgreSQL and S3, with no worker yet."""
    administer(postgres, EMPTY)
    administer(postgres, "DROP SCHEMA IF EXISTS procrastinate CASCADE")
    config = quick_config(tmp_path / "config")
    fleet = made_fleet(site, settings, postgres, config, tmp_path / "said", s3.store_url)
    yield fleet
    fleet.end()
    fleet.house.database.close()


def good(fleet: Fleet, path: str) -> Answer:
    """What the page answers."""
    found = fleet.site.routes[path]
    assert isinstance(found, Answer)
    return found


def test_two_workers_share_a_run(fleet: Fleet, factory: Factory) -> None:
    """The first two pages are answered once both are asked for, and each worker opens one page at a
    time; `check run` waits for the end."""
    fleet.pages(factory, 6)
    both = Barrier(2, timeout=120)
    answers = {path: good(fleet, path) for path in ("/page-0", "/page-1")}

    def page(asked: Asked) -> Answer:
        if not asked.visit:
            both.wait()
        return answers[asked.path]

    fleet.site.routes |= dict.fromkeys(answers, page)
    fleet.start()
    fleet.start()
    fleet.until(lambda: has_workers(fleet), "workers")
    command = [sys.executable, "-c", START, "check", "run", "--json"]
    told = subprocess.run(
        command, env=dict(fleet.environment), capture_output=True, timeout=600, check=False
    )
    assert told.returncode == 0, told.stderr.decode()
    results = json.loads(told.stdout)["results"]
    assert [one["result"] for one in results] == ["ok"] * 6
    assert len(fleet.attempts()) == 2
    fleet.require_once(6)


def has_workers(fleet: Fleet) -> bool:
    queue = PageQueue(fleet.house.settings)
    queue.prepare()
    return queue.has_workers()


def test_a_killed_worker_s_page_is_taken_over(fleet: Fleet, factory: Factory) -> None:
    fleet.pages(factory, 3)
    answer, arrived, killed = good(fleet, "/page-0"), Event(), Event()

    def page(asked: Asked) -> Answer:
        if not asked.visit:
            arrived.set()
            killed.wait(300)
        return answer

    fleet.site.routes["/page-0"] = page
    first = fleet.start()
    fleet.ask()
    assert arrived.wait(300)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    killed.set()
    second = fleet.start()
    fleet.until(fleet.is_over, "the run's end")
    fleet.require_once(3)
    with fleet.house.database.read() as session:
        page_id = min(session.exec(select(CheckPage.page_id)))
        row = session.exec(select(CheckPage).where(CheckPage.page_id == page_id)).one()
    assert row.attempt == 2
    assert (row.worker or "").endswith(f":{second.pid}")


def test_a_worker_that_is_told_to_stop_finishes_the_page_in_hand(
    fleet: Fleet, factory: Factory
) -> None:
    fleet.pages(factory, 4)
    answer, arrived, told = good(fleet, "/page-0"), Event(), Event()

    def page(asked: Asked) -> Answer:
        arrived.set()
        told.wait(300)
        return answer

    fleet.site.routes["/page-0"] = page
    worker = fleet.start()
    fleet.ask()
    assert arrived.wait(300)
    worker.send_signal(signal.SIGTERM)
    told.set()
    assert worker.wait(300) == 0
    states = fleet.states()
    assert states["done"] >= 1 and states["waiting"] >= 1
    fleet.start()
    fleet.until(fleet.is_over, "the run's end")
    fleet.require_once(4)
    assert fleet.site.visits["/page-0"] == 1


def test_a_browser_that_is_killed_costs_nothing(fleet: Fleet, factory: Factory) -> None:
    fleet.pages(factory, 3)
    answer = good(fleet, "/page-1")
    worker = fleet.start()

    def page(asked: Asked) -> Answer:
        if not asked.visit:
            for pid in browsers_of(worker):
                os.kill(pid, signal.SIGKILL)
        return answer

    fleet.site.routes["/page-1"] = page
    fleet.ask()
    fleet.until(fleet.is_over, "the run's end")
    fleet.require_once(3)


def test_pages_are_put_once_and_lost_ones_again(fleet: Fleet, factory: Factory) -> None:
    """Without a worker: what is asked is handed out by whoever tends, a page at most once."""
    fleet.pages(factory, 3)
    queue = PageQueue(fleet.house.settings)
    with pytest.raises(OutsideError, match=r"queue\.failed"):
        queue.has_workers()
    run_id = fleet.ask()
    queue.prepare()
    assert not queue.has_workers()
    pages = [(run_id, page_id) for page_id in (1, 2, 3)]
    assert queue.put(pages) == 0
    assert queue.put([*pages, (run_id, 4)]) == 1
    with pytest.raises(OutsideError, match=r"queue\.no_worker"):
        hand_out(fleet.house, run_id, by=CONSOLE, wanted=True)
    with fleet.house.database.write() as session:
        acts.cancel_run(session, run_id=run_id, by=CONSOLE, now=fleet.house.now())
    tend(fleet.house)
    with fleet.house.database.read() as session:
        assert session.exec(select(CheckRun.state)).one() == "cancelled"


def test_a_run_whose_last_page_s_worker_died_before_the_end_is_ended(
    fleet: Fleet, factory: Factory
) -> None:
    fleet.pages(factory, 1)
    run_id = fleet.ask()
    record = acts.PageRecord(1, (), 1.0, 1)
    with fleet.house.database.write() as session:
        given = {"run_id": run_id, "record": record, "by": CONSOLE, "now": fleet.house.now()}
        assert acts.record_page(session, **given)  # type: ignore[arg-type]
    tend(fleet.house)
    assert fleet.is_over()


def test_the_queue_needs_postgresql(settings: Settings) -> None:
    with pytest.raises(InputError, match=r"settings\.invalid"):
        PageQueue(settings)


def test_a_link_that_dies_between_two_runs_of_one_worker(fleet: Fleet, factory: Factory) -> None:
    """What its landing page answered in the first run says nothing in the second."""
    fleet.pages(factory, 1)
    fleet.start()
    fleet.ask()
    fleet.until(fleet.is_over, "the first run's end")
    fleet.site.routes["/landing"] = Answer(status=410)
    fleet.ask()
    fleet.until(fleet.is_over, "the second run's end")
    with fleet.house.database.read() as session:
        looks = session.exec(select(SlotCheck).order_by(col(SlotCheck.id))).all()
    assert [one.result.value for one in looks] == ["ok", "dead_link"]
