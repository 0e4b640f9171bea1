"""A page that no process outlives is recorded as one that was not seen, and costs no other page its
result; who let go of a page, whatever for, is not counted (checks.md, Speed and scale)."""

import asyncio
import os
import signal
import subprocess
from dataclasses import replace
from threading import Event

import pytest
from sqlmodel import select, update

from adops.domain.people import CONSOLE
from adops.errors import OutsideError
from adops.models import Anomaly, CheckPage, CheckRun
from adops.queries.checks import looks_of_run
from adops.queries.failed_pages import failed_pages, times_lost
from adops.services import slot_checks as acts
from adops.store import Store
from checks.run import planned, take_up
from checks.work import MOST_ATTEMPTS, House, Work, opened_eyes
from tests.checks.test_cli import RUN, Shell, found, pages, shell
from tests.checks.test_run import asked_run, town
from tests.checks.town import Town
from tests.conftest import FRIDAY
from tests.site.server import Answer, Asked

__all__ = ["shell", "town"]
SLOW_SECONDS = 2.0
ROUNDS = 9


def test_a_page_that_kills_its_process_is_given_up_and_no_other(shell: Shell) -> None:
    """Its neighbour is slow, so that it is in hand whenever both are."""
    pages(shell.town, 2)
    site, killed = shell.town.site, Event()
    slow_page = site.routes["/page-1"]
    at_work: list[subprocess.Popen[bytes]] = []

    def deadly(asked: Asked) -> Answer:
        os.kill(at_work[-1].pid, signal.SIGKILL)
        killed.set()
        return Answer(status=404)

    def slow(asked: Asked) -> Answer:
        killed.wait(SLOW_SECONDS)
        assert isinstance(slow_page, Answer)
        return slow_page

    site.routes |= {"/page-0": deadly, "/page-1": slow}
    while not at_work or found(shell, select(CheckRun.state)) != "done":
        assert len(at_work) < ROUNDS
        killed.clear()
        at_work.append(shell.begin(*RUN))
        at_work[-1].wait(240)
    assert site.visits["/page-0"] == MOST_ATTEMPTS
    with shell.town.house.database.read() as session:
        rows = {look.page_url[-6:]: look for look, _, _ in looks_of_run(session, 1)}
        assert list(failed_pages(session, on=FRIDAY).values()) == ["process gone: 5"]
        assert session.exec(select(Anomaly)).all() == []
    assert {name: look.result.value for name, look in rows.items()} == {
        "page-0": "unreachable",
        "page-1": "ok",
    }
    assert [one["code"] for one in rows["page-0"].findings] == ["page.not_checked"]


def test_what_no_process_outlived_is_not_opened_once_more(town: Town, house: House) -> None:
    asked = asked_run(house)
    plan = planned(house, asked)
    take_up(house, asked, plan.pages, by=CONSOLE)
    bad = next(one for one in plan.probes if one.url.endswith("/page-0"))
    for _ in range(MOST_ATTEMPTS):
        with house.database.write() as session:
            given = {"run_id": asked.id or 0, "page_id": bad.page_id, "now": house.now()}
            acts.take_page(session, **given)  # type: ignore[arg-type]
    report = town.check(station="bj")
    found = {look.page_url[-6:]: look.result.value for look, _, _ in report.rows}
    assert found == {"page-0": "unreachable", "page-1": "ok", "page-2": "ok"}
    assert town.site.visits["/page-0"] == 0


def test_bad_luck_of_a_page_s_neighbours_gives_nobody_up(town: Town, house: House) -> None:
    """One process fewer than it takes, many attempts that were let go of: it is looked at."""
    asked = asked_run(house)
    take_up(house, asked, planned(house, asked).pages, by=CONSOLE)
    with house.database.write() as session:
        session.exec(
            update(CheckPage).values(attempt=40, lost=MOST_ATTEMPTS - 2, taken_at=house.now())
        )
    report = town.check(station="bj")
    assert [look.result.value for look, _, _ in report.rows] == ["ok"] * 3


class Away(Store):
    """A store that takes nothing."""

    def put(self, content: bytes) -> str:
        raise OutsideError("store.failed", why="away")


def test_a_store_that_is_away_for_long_gives_no_page_up(town: Town, house: House) -> None:
    asked = asked_run(house)
    plan = planned(house, asked)
    take_up(house, asked, plan.pages, by=CONSOLE)
    probe = plan.probes[0]

    def work(house: House) -> Work:
        return Work(house, asked, plan.slots, plan.probes, CONSOLE, plan.unseen)

    async def look() -> bool:
        async with opened_eyes(house) as eyes:
            away = work(replace(house, store=Away(house.store._backend)))
            for _ in range(MOST_ATTEMPTS + 1):
                with pytest.raises(OutsideError, match=r"store\.failed"):
                    await away.take(probe, eyes)
            return await work(house).take(probe, eyes)

    assert asyncio.run(look())
    with house.database.read() as session:
        (row,) = looks_of_run(session, asked.id or 0)
    assert row[0].result.value == "ok"


def test_a_page_that_was_stopped_in_hand_is_let_go_of(town: Town, house: House) -> None:
    """Another page's failure, Ctrl-C: the process is there to say so."""
    asked = asked_run(house)
    plan = planned(house, asked)
    take_up(house, asked, plan.pages, by=CONSOLE)
    arrived, lost = Event(), list[int]()

    def page(asked: Asked) -> Answer:
        arrived.set()
        return Answer(hang=True)

    town.site.routes["/page-0"] = page

    def note_lost() -> None:
        with house.database.read() as session:
            lost.append(times_lost(session, asked.id or 0, plan.probes[0].page_id))

    async def stop() -> None:
        work = Work(house, asked, plan.slots, plan.probes, CONSOLE, plan.unseen)
        async with opened_eyes(house) as eyes:
            taking = asyncio.create_task(work.take(plan.probes[0], eyes))
            await asyncio.to_thread(arrived.wait, 60)
            note_lost()
            taking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await taking

    asyncio.run(stop())
    note_lost()
    assert lost == [1, 0], "while it is in hand, and after"
