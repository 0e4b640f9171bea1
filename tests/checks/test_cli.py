"""`adops check run` as a process: what it prints, its exit codes, and what a kill leaves."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, func, select

from adops.catalog.checks import load_checks
from adops.cli.run import EXIT_CODES
from adops.clock import clock
from adops.db import Database
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.errors import OutsideError, RuleError
from adops.jobs import Job, JobContext
from adops.models import Act, CheckPage, CheckRun, Page, Slot, SlotCheck
from adops.queries.first_looks import not_seen_yet
from adops.services import slot_checks as acts
from adops.settings import Settings
from adops.store import open_store
from checks.cli import run
from checks.jobs import JOBS
from checks.work import House
from tests.checks.town import BLUE, Town, at_slot, img
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.site.server import Answer, Asked, Site

HANDED_BACK = select(Act.after).where(Act.verb == "check.hand_back")
# Ctrl-C is heard as on a terminal, also where the tests run in the background (SIGINT ignored).
START = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from adops.main import run
run()
"""
COMMAND = [sys.executable, "-c", START]
RUN = ["check", "run", "--json"]


@dataclass
class Shell:
    """A home made by `adops init`, with a town in it."""

    town: Town
    environment: dict[str, str]

    def adops(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end."""
        return subprocess.run(
            [*COMMAND, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """Starts a command in a group of its own."""
        return subprocess.Popen(
            [*COMMAND, *words], env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


@pytest.fixture
def shell(site: Site, tmp_path: Path, factory: Factory) -> Iterator[Shell]:
    """09:05 on Friday."""
    settings = Settings(env="test", home=tmp_path / "cli", config=Path("config").absolute())
    environment = dict(os.environ) | {
        "ADOPS_HOME": str(settings.home),
        "ADOPS_ENV": "test",
        "ADOPS_NOW": "2026-11-20T09:05:00+08:00",
        "ADOPS_ALLOW_HOSTS": site.host,
        "ADOPS_CONFIG": str(settings.config),
    }
    done = subprocess.run([*COMMAND, "init"], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    database = Database(settings.database)
    clock.move_to(at(FRIDAY, 9, 5))
    config = load_checks(Path("config"))
    house = House(settings, database, open_store(settings), config)
    site.file("/blue.png", BLUE)
    yield Shell(Town(house, site, factory), environment)
    database.close()


def pages(town: Town, count: int) -> None:
    """Pages of one booked slot each."""
    for n in range(count):
        town.page(at_slot(img("/blue.png")), f"/page-{n}")
        town.booking(town.slot(), BLUE)


def found(shell: Shell, what: Any) -> Any:
    """One value from the database."""
    with shell.town.house.database.read() as session:
        return session.exec(what).one()


def test_json_and_exit_codes(shell: Shell) -> None:
    pages(shell.town, 1)
    done = shell.adops(*RUN, "--station", "bj")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert [one["result"] for one in data["results"]] == ["ok"]
    shell.town.page("", "/empty")
    shell.town.booking(shell.town.slot(), BLUE)
    assert shell.adops(*RUN).returncode == 0
    assert shell.adops(*RUN, "--fail-on-trouble").returncode == 1
    table = shell.adops("check", "run")
    assert "正常" in table.stdout and "找不到广告位" in table.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--on", "2026-11-19"], 1, "check.other_day"),
        (["--on", "yesterday"], 2, "input.date"),
        (["--station", "xx"], 2, "station.unknown"),
        (["--slot", "NO-SUCH"], 2, "slot.unknown"),
    ],
)
def test_refusals(shell: Shell, words: list[str], code: int, said: str) -> None:
    done = shell.adops(*RUN, *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert found(shell, select(func.count(col(CheckRun.id)))) == 0


def test_without_a_browser(shell: Shell) -> None:
    pages(shell.town, 1)
    shell.environment["ADOPS_CHROMIUM"] = "/no/such/browser"
    done = shell.adops(*RUN)
    assert done.returncode == 3
    assert "browser.missing" in done.stderr


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_in_the_middle_and_run_again(shell: Shell, how: signal.Signals) -> None:
    """The second page hangs until the first is recorded; then the process is ended."""
    pages(shell.town, 2)
    site = shell.town.site
    good = site.routes["/page-1"]
    site.routes["/page-1"] = Answer(hang=True)
    process = shell.begin(*RUN)
    done = select(func.count(col(CheckPage.id))).where(CheckPage.state == "done")
    while found(shell, done) == 0 and process.poll() is None:
        pass
    os.kill(process.pid, how)
    code = process.wait(60)
    assert code == (130 if how is signal.SIGINT else -signal.SIGKILL)
    assert found(shell, select(func.count(col(SlotCheck.id)))) == 1
    site.routes["/page-1"] = good
    again = shell.adops(*RUN)
    assert again.returncode == 0, again.stderr
    results = json.loads(again.stdout)["results"]
    assert [one["result"] for one in results] == ["ok", "ok"]
    assert all(one["page_picture"] for one in results)
    assert found(shell, select(func.count(col(CheckRun.id)))) == 1


def test_jobs_work_in_a_process_of_their_own(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The morning's run, then what somebody asked for, then nothing is left to look at again."""
    pages(shell.town, 1)
    for name, value in shell.environment.items():
        monkeypatch.setenv(name, value)
    house, now = shell.town.house, at(FRIDAY, 9, 5)
    context = JobContext(house.database, house.store, house.settings, now)
    jobs = {job.name: job for job in JOBS}
    assert jobs["daily_check"].run(context) == {"on": "2026-11-20", "runs": [1]}
    with house.database.write() as session:
        acts.ask_run(session, station="bj", slot_codes=(), by=CONSOLE, now=now)
    assert jobs["asked_checks"].run(context) == {"runs": [2]}
    assert jobs["check_again"].run(context)["runs"] == []
    assert found(shell, select(func.count(col(SlotCheck.id)))) == 2
    assert found(shell, select(CheckRun.state).distinct()) == "done"


def test_today_s_starts_are_looked_at_until_they_are_seen(
    shell: Shell, jobs: dict[str, Job]
) -> None:
    """One starts today and is not there at 09:30; the other has been on air since yesterday."""
    town, site = shell.town, shell.town.site
    town.page("", "/late")
    starts = town.slot()
    town.booking(starts, BLUE, first=FRIDAY)
    town.page(at_slot(img("/blue.png")), "/running")
    town.booking(town.slot(), BLUE, first=FRIDAY - timedelta(days=1))
    context = context_of(shell, at(FRIDAY, 9, 30))
    with town.house.database.read() as session:
        assert not_seen_yet(session, on=FRIDAY) == {"bj": [starts.code]}
    assert jobs["sweep_starts"].run(context)["runs"] == [1]
    assert found(shell, select(SlotCheck.slot_id)) == starts.id
    site.routes["/late"] = site.routes["/running"]
    assert jobs["sweep_starts"].run(context)["runs"] == [2]
    assert jobs["sweep_starts"].run(context)["runs"] == []


@pytest.fixture
def jobs(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> dict[str, Job]:
    """The jobs, whose children stand in the shell's environment."""
    for name, value in shell.environment.items():
        monkeypatch.setenv(name, value)
    return {job.name: job for job in JOBS}


def context_of(shell: Shell, now: datetime) -> JobContext:
    house = shell.town.house
    return JobContext(house.database, house.store, house.settings, now)


def test_after_a_child_that_failed_the_run_is_asked_for_again(
    shell: Shell, jobs: dict[str, Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages(shell.town, 1)
    context = context_of(shell, at(FRIDAY, 9, 5))
    with shell.town.house.database.write() as session:
        acts.ask_run(session, station="bj", slot_codes=(), by=CONSOLE, now=context.now)
    monkeypatch.setenv("ADOPS_CHROMIUM", "/no/such/browser")
    with pytest.raises(OutsideError, match=r"check\.failed"):
        jobs["asked_checks"].run(context)
    assert found(shell, select(CheckRun.state)) == "asked"
    assert "no/such" in str(found(shell, HANDED_BACK))
    monkeypatch.delenv("ADOPS_CHROMIUM")
    assert jobs["asked_checks"].run(context) == {"runs": [1]}
    assert found(shell, select(CheckRun.state)) == "done"


def test_a_run_whose_work_was_killed_is_taken_up_and_never_by_two(
    shell: Shell, jobs: dict[str, Job]
) -> None:
    pages(shell.town, 1)
    site = shell.town.site
    good = site.routes["/page-0"]
    site.routes["/page-0"] = Answer(hang=True)
    context = context_of(shell, at(FRIDAY, 9, 5))
    process = shell.begin(*RUN)
    while site.visits["/page-0"] == 0 and process.poll() is None:
        pass
    assert jobs["asked_checks"].run(context) == {"runs": []}
    other = shell.adops(*RUN)
    assert (other.returncode, "check.running" in other.stderr) == (1, True)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(60)
    assert found(shell, select(CheckRun.state)) == "running"
    site.routes["/page-0"] = good
    assert jobs["asked_checks"].run(context) == {"runs": [1]}
    assert found(shell, select(CheckRun.state)) == "done"
    assert found(shell, select(func.count(col(SlotCheck.id)))) == 1


@pytest.mark.parametrize("name", ["daily_check", "check_again", "sweep_starts"])
def test_a_job_of_another_ad_day_is_refused(shell: Shell, jobs: dict[str, Job], name: str) -> None:
    pages(shell.town, 1)
    with pytest.raises(RuleError, match=r"check\.other_day"):
        jobs[name].run(context_of(shell, at(FRIDAY, 8, 59)))
    assert found(shell, select(func.count(col(CheckRun.id)))) == 0


def test_what_was_asked_for_yesterday_ends_without_a_look(
    shell: Shell, jobs: dict[str, Job]
) -> None:
    pages(shell.town, 1)
    with shell.town.house.database.write() as session:
        acts.ask_run(session, station="bj", slot_codes=(), by=CONSOLE, now=at(FRIDAY, 8, 59))
    assert jobs["asked_checks"].run(context_of(shell, at(FRIDAY, 9, 5))) == {"runs": [1]}
    assert found(shell, select(CheckRun.state)) == "unfinished"
    assert found(shell, select(func.count(col(SlotCheck.id)))) == 0


def two_stations(shell: Shell) -> None:
    """A page of one booked slot in 北京, another in 上海."""
    pages(shell.town, 1)
    shell.town.page(at_slot(img("/blue.png")), "/sh", station="sh")
    shell.town.booking(shell.town.slot(station="sh"), BLUE)


def test_the_daily_check_tried_again_leaves_alone_who_had_it(
    shell: Shell, jobs: dict[str, Job]
) -> None:
    """One station's run since the job was due is done; another of before, or over some slots only,
    is not the daily one."""
    two_stations(shell)
    house, due = shell.town.house, at(FRIDAY, 9, 5)
    context = replace(context_of(shell, due), due_at=due)
    assert jobs["daily_check"].run(context)["runs"] == [1, 2]
    assert jobs["daily_check"].run(context)["runs"] == []
    with house.database.write() as session:
        acts.hand_back(session, run_id=2, why="", by=CONSOLE, now=due)
        again = session.get(CheckRun, 2)
        assert again
        again.state = "asked"
        session.add(again)
    assert jobs["daily_check"].run(context)["runs"] == [2]
    with house.database.write() as session:
        for run in session.exec(select(CheckRun)):
            run.slot_codes = ["A-1"] if run.id == 1 else []
            run.asked_at = due if run.id == 1 else at(FRIDAY, 9, 4)
            session.add(run)
    assert jobs["daily_check"].run(context)["runs"] == [3, 4]


def test_no_second_browser_begins_with_what_waits_its_turn_in_the_round(
    shell: Shell, jobs: dict[str, Job]
) -> None:
    """上海 waits while 北京 is served; what a person asks for then is looked at beside it."""
    two_stations(shell)
    context, said = context_of(shell, at(FRIDAY, 9, 5)), list[Mapping[str, Any]]()
    good = shell.town.site.routes["/page-0"]
    assert isinstance(good, Answer)

    def page(asked: Asked) -> Answer:
        if not said:
            said.append({})
            said[0] = jobs["asked_checks"].run(context)
            with shell.town.house.database.write() as session:
                slots = [session.exec(select(Slot.code).where(Slot.station == "sh")).one()]
                acts.ask_run(session, station="sh", slot_codes=slots, by=CONSOLE, now=context.now)
            said.append(jobs["asked_checks"].run(context))
        return good

    shell.town.site.routes["/page-0"] = page
    assert jobs["daily_check"].run(context)["runs"] == [1, 2]
    assert said == [{"runs": []}, {"runs": [3]}]
    with shell.town.house.database.read() as session:
        assert set(session.exec(select(CheckRun.state))) == {"done"}


def test_who_asks_for_what_waits_its_turn_in_the_round_waits_no_longer(
    shell: Shell, jobs: dict[str, Job]
) -> None:
    """上海's own run waits while 北京 is served: it is begun at once, and by nobody again."""
    two_stations(shell)
    context, said = context_of(shell, at(FRIDAY, 9, 5)), list[Mapping[str, Any]]()
    good = shell.town.site.routes["/page-0"]
    assert isinstance(good, Answer)

    def page(asked: Asked) -> Answer:
        if not said:
            with shell.town.house.database.write() as session:
                run = acts.ask_run(
                    session, station="sh", slot_codes=(), by=CONSOLE, now=context.now
                )
                assert (run.id, run.asked_by) == (2, CONSOLE.staff_no)
            said.append(jobs["asked_checks"].run(context))
        return good

    shell.town.site.routes["/page-0"] = page
    context = replace(context, due_at=context.now)
    assert jobs["daily_check"].run(context)["runs"] == [1, 2]
    assert said == [{"runs": [2]}]
    assert found(shell, select(CheckRun.state).distinct()) == "done"
    assert found(shell, select(func.count(col(SlotCheck.id)))) == 2
    assert jobs["daily_check"].run(context)["runs"] == []


def test_slots_that_a_person_chose_go_before_whole_stations(
    shell: Shell, jobs: dict[str, Job]
) -> None:
    """Also where they are asked for while the first station is looked at."""
    two_stations(shell)
    shell.town.page(at_slot(img("/blue.png")), "/chosen")
    first = shell.town.slot()
    shell.town.page(at_slot(img("/blue.png")), "/later")
    later = shell.town.slot()
    house, context = shell.town.house, context_of(shell, at(FRIDAY, 9, 5))

    def ask(station: str, *codes: str) -> None:
        with house.database.write() as session:
            acts.ask_run(session, station=station, slot_codes=codes, by=CONSOLE, now=context.now)

    good = shell.town.site.routes["/page-0"]
    assert isinstance(good, Answer)
    left = [later.code]

    def page(asked: Asked) -> Answer:
        while left:
            ask("bj", left.pop())
        return good

    shell.town.site.routes["/page-0"] = page
    ask("bj")
    ask("sh")
    ask("bj", first.code)
    assert jobs["asked_checks"].run(context) == {"runs": [3, 1, 2]}
    with house.database.read() as session:
        runs = select(CheckRun.id).where(CheckRun.state == "done")
        begun = list(session.exec(runs.order_by(col(CheckRun.started_at), col(CheckRun.id))))
    assert begun == [3, 1, 4, 2]


def test_a_run_that_fails_keeps_no_other_waiting(shell: Shell, jobs: dict[str, Job]) -> None:
    """What is written of 北京's page cannot be read."""
    two_stations(shell)
    house, context = shell.town.house, context_of(shell, at(FRIDAY, 9, 5))
    with house.database.write() as session:
        for station in ("bj", "sh"):
            acts.ask_run(session, station=station, slot_codes=(), by=CONSOLE, now=context.now)
        page = session.exec(select(Page).where(Page.station == "bj")).one()
        page.steps = [{"dance": "#ad"}]
        session.add(page)
    with pytest.raises(OutsideError, match=r"check\.failed.*steps\.kind"):
        jobs["asked_checks"].run(context)
    with house.database.read() as session:
        states = dict(session.exec(select(CheckRun.station, CheckRun.state)).all())
    assert states == {"bj": "asked", "sh": "done"}


def test_a_run_that_the_ad_day_s_end_cut_off_is_not_said_to_be_done(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is nine while its only page loads."""
    pages(shell.town, 1)
    del shell.environment["ADOPS_NOW"]
    for name, value in shell.environment.items():
        monkeypatch.setenv(name, value)
    site, nine = shell.town.site, at(FRIDAY + timedelta(days=1), 9)
    good = site.routes["/page-0"]
    assert isinstance(good, Answer)

    def page(asked: Asked) -> Answer:
        clock.move_to(nine)
        return good

    site.routes["/page-0"] = page
    clock.move_to(nine - timedelta(minutes=5))
    with pytest.raises(RuleError, match=r"check\.unfinished \(run=1\)") as refused:
        run(as_json=True)
    data = json.loads(capsys.readouterr().out)
    assert (data["state"], data["results"]) == ("unfinished", [])
    assert EXIT_CODES[refused.value.kind] == 1
