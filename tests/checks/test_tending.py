"""Handing runs out by the queue: what somebody waits for first, and what tending costs (checks.md,
Speed and scale)."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from adops.clock import clock
from adops.domain.people import CONSOLE, SYSTEM, Actor
from adops.jobs import JobContext
from adops.models import CheckRun, Slot
from adops.services import slot_checks as acts
from adops.settings import Settings
from checks.handed import hand_out, tend
from checks.in_need import in_need
from checks.jobs import JOBS
from checks.queue import PAGES, SCHEMA, PageQueue
from tests.checks.fleet import Fleet, made_fleet, quick_config
from tests.conftest import EMPTY, administer
from tests.factories import Factory
from tests.site.server import Site

ASKED = re.compile(r"LOG: +(?:statement|execute [^:]*):")

LOSE = f"""
    DO $$ BEGIN
        PERFORM set_config('search_path', '{SCHEMA}', true);
        DELETE FROM procrastinate_jobs WHERE lock = '{{page}}';
    END $$"""


@pytest.fixture
def fleet(
    site: Site, settings: Settings, postgres: str, morning: datetime, tmp_path: Path
) -> Iterator[Fleet]:
    """On PostgreSQL, with no worker."""
    administer(postgres, EMPTY)
    administer(postgres, f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    config = quick_config(tmp_path / "config")
    fleet = made_fleet(site, settings, postgres, config, tmp_path / "said", None)
    yield fleet
    fleet.end()
    fleet.house.database.close()


def ask(fleet: Fleet, codes: Sequence[str] = (), *, by: Actor = CONSOLE) -> int:
    """Asked for and handed out by whoever tends; its number."""
    with fleet.house.database.write() as session:
        run = acts.ask_run(session, station="bj", slot_codes=codes, by=by, now=fleet.house.now())
    hand_out(fleet.house, run.id or 0, by=SYSTEM)
    return run.id or 0


def taken(fleet: Fleet, count: int) -> list[tuple[int, int]]:
    """What one worker with one hand takes, in order."""
    found: list[tuple[int, int]] = []

    async def serve() -> None:
        done = asyncio.Event()

        async def take(run_id: int, page_id: int) -> None:
            found.append((run_id, page_id))
            if len(found) >= count:
                done.set()

        async def nothing() -> None:
            await asyncio.sleep(0)

        queue = PageQueue(fleet.house.settings)
        terms = fleet.house.config.queue
        serving = asyncio.ensure_future(queue.serve(take, nothing, hands=1, terms=terms, name="w"))
        await asyncio.wait_for(done.wait(), 120)
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving

    asyncio.run(serve())
    return found


def codes_of(fleet: Fleet) -> list[str]:
    """Its slots."""
    with fleet.house.database.read() as session:
        return list(session.exec(select(Slot.code).order_by(col(Slot.id))))


def test_what_a_person_waits_for_goes_before_a_round(fleet: Fleet, factory: Factory) -> None:
    """Asked later, taken first: a person's choice of slots, then the house's, then whole rounds."""
    fleet.pages(factory, 12)
    codes = codes_of(fleet)
    round_ = ask(fleet, by=SYSTEM)
    house = ask(fleet, codes[4:6], by=SYSTEM)
    person = ask(fleet, codes[9:10])
    order = [run_id for run_id, _ in taken(fleet, 15)]
    assert order == [person, house, house, *[round_] * 12]


@pytest.fixture
def said(postgres: str, fleet: Fleet) -> Iterator[Path]:
    """Where the server says every statement of it that is begun from here on."""
    with fleet.house.database.read() as session:
        folder = session.connection().execute(text("SHOW data_directory")).scalar_one()
    administer(postgres, "ALTER DATABASE adops SET log_statement = 'all'")
    fleet.house.database.close()
    yield Path(folder) / "log"
    administer(postgres, "ALTER DATABASE adops RESET log_statement")


def statements(fleet: Fleet, said: Path) -> int:
    """Of one tending, whoever asks them."""
    before = len(said.read_bytes())
    tend(fleet.house)
    return len(ASKED.findall(said.read_bytes()[before:].decode(errors="replace")))


def test_tending_costs_the_same_however_many_runs_are_open(
    fleet: Fleet, factory: Factory, said: Path
) -> None:
    """Where all of their pages are with the queue."""
    fleet.pages(factory, 30)
    codes = codes_of(fleet)
    for code in codes[:3]:
        ask(fleet, [code])
    few = statements(fleet, said)
    for code in codes[3:]:
        ask(fleet, [code])
    assert few <= 12
    assert 0 < statements(fleet, said) <= few + 2


def jobs_of(fleet: Fleet) -> list[str]:
    """What waits in the queue, in order."""
    query = f"""
        SELECT lock FROM {SCHEMA}.procrastinate_jobs
        WHERE queue_name = '{PAGES}' AND status = 'todo' ORDER BY id"""
    with fleet.house.database.read() as session:
        return [one for (one,) in session.connection().execute(text(query))]


def test_only_what_is_lost_is_put_again(fleet: Fleet, factory: Factory, postgres: str) -> None:
    fleet.pages(factory, 4)
    codes = codes_of(fleet)
    first, second = ask(fleet, codes[:2]), ask(fleet, codes[2:])
    assert jobs_of(fleet) == [f"{first}/1", f"{first}/2", f"{second}/3", f"{second}/4"]
    queue = PageQueue(fleet.house.settings)
    assert in_need(fleet.house.database, queue, now=fleet.house.now()) == []
    administer(postgres, LOSE.format(page=f"{second}/3"))
    assert in_need(fleet.house.database, queue, now=fleet.house.now()) == [second]
    tend(fleet.house)
    assert jobs_of(fleet) == [f"{first}/1", f"{first}/2", f"{second}/4", f"{second}/3"]
    administer(postgres, f"DROP SCHEMA {SCHEMA} CASCADE")
    tend(fleet.house)
    assert sorted(jobs_of(fleet)) == [f"{first}/1", f"{first}/2", f"{second}/3", f"{second}/4"]


def test_runs_of_a_past_ad_day_are_ended_though_their_jobs_wait(
    fleet: Fleet, factory: Factory
) -> None:
    fleet.pages(factory, 2)
    run_id = ask(fleet)
    clock.move_to(fleet.house.now() + timedelta(days=1))
    tend(fleet.house)
    with fleet.house.database.read() as session:
        run = session.get(CheckRun, run_id)
    assert run is not None
    assert run.state == "unfinished"


def test_no_child_is_begun_for_runs_that_are_with_the_queue(fleet: Fleet, factory: Factory) -> None:
    """What `adops serve` looks after every minute."""
    fleet.pages(factory, 2)
    run_id = ask(fleet)
    house = fleet.house
    asked = next(one for one in JOBS if one.name == "asked_checks")
    context = JobContext(house.database, house.store, house.settings, house.now())
    assert asked.run(context) == {"runs": []}
    with house.database.write() as session:
        acts.cancel_run(session, run_id=run_id, by=CONSOLE, now=house.now())
    with house.database.write() as session:
        later = acts.ask_run(session, station="bj", slot_codes=(), by=CONSOLE, now=house.now())
    with pytest.MonkeyPatch.context() as patch:
        for name, value in fleet.environment.items():
            patch.setenv(name, value)
        assert asked.run(context) == {"runs": [later.id]}
    assert jobs_of(fleet)[-2:] == [f"{later.id}/1", f"{later.id}/2"]
