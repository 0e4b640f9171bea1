"""Workers as processes on a real PostgreSQL and S3, the pages of a site, and what may be killed."""

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import psutil  # type: ignore[import-untyped]
from sqlmodel import select

from adops.catalog.checks import load_checks
from adops.db import Database
from adops.domain.people import CONSOLE
from adops.models import Act, CheckPage, CheckRun, SlotCheck
from adops.services import slot_checks as acts
from adops.services.acts import broken_links
from adops.settings import Settings
from adops.store import open_store
from checks.handed import hand_out
from checks.work import House
from tests.checks.town import BLUE, Town, at_slot, img
from tests.factories import Factory
from tests.site.server import Site

START = "from adops.main import run; run()"
PATIENCE_S = 300.0  # only what is wrong takes so long
TERMS = "queue: {heartbeat: 1, stalled: 4}"
PAUSE = Event()  # nobody sets it: waits between two looks at the rows


def quick_config(folder: Path) -> Path:
    """The repository's config, whose workers count as stalled after 4 s."""
    shutil.copytree("config", folder)
    path = folder / "checks.yaml"
    told = path.read_text(encoding="utf-8")
    found = [line for line in told.splitlines() if line.startswith("queue:")]
    assert len(found) == 1
    path.write_text(told.replace(found[0], TERMS), encoding="utf-8")
    return folder


@dataclass
class Fleet:
    """A house whose pages go to workers; `environment` is theirs."""

    house: House
    site: Site
    environment: Mapping[str, str]
    said: Path
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def pages(self, factory: Factory, count: int) -> Town:
        """So many pages of one booked slot each, all well."""
        self.site.file("/blue.png", BLUE)
        town = Town(self.house, self.site, factory)
        for n in range(count):
            town.page(at_slot(img("/blue.png")), f"/page-{n}")
            town.booking(town.slot(), BLUE)
        return town

    def start(self, hands: int = 1) -> "subprocess.Popen[bytes]":
        """One more worker, with so many pages open at a time."""
        with self.said.open("ab") as heard:
            worker = subprocess.Popen(
                [sys.executable, "-c", START, "worker", "--concurrency", str(hands)],
                env=dict(self.environment),
                stdout=heard,
                stderr=heard,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def ask(self) -> int:
        """A run over everything, handed out; its number."""
        with self.house.database.write() as session:
            asked = acts.ask_run(
                session, station="bj", slot_codes=(), by=CONSOLE, now=self.house.now()
            )
            run_id = asked.id or 0
        hand_out(self.house, run_id, by=CONSOLE)
        return run_id

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Waits for it, however slow the machine is."""
        for _ in range(int(PATIENCE_S / 0.1)):
            if true():
                return
            PAUSE.wait(0.1)
        raise AssertionError(f"{what}: {self.said.read_text()[-3000:]}")

    def done(self) -> int:
        """Pages that are recorded."""
        return self.states()["done"]

    def states(self) -> Counter[str]:
        """Pages by state."""
        with self.house.database.read() as session:
            return Counter(session.exec(select(CheckPage.state)))

    def is_over(self) -> bool:
        """Whether no run is open."""
        with self.house.database.read() as session:
            return set(session.exec(select(CheckRun.state))) <= {"done", "cancelled"}

    def attempts(self) -> dict[str, int]:
        """How often pages were taken, by worker that took each last."""
        with self.house.database.read() as session:
            found: Counter[str] = Counter()
            for worker, attempt in session.exec(select(CheckPage.worker, CheckPage.attempt)):
                found[worker or ""] += attempt
        return dict(found)

    def require_once(self, count: int) -> None:
        """Every page recorded exactly once, with its proof there, and nothing left to do."""
        with self.house.database.read() as session:
            looks = list(session.exec(select(SlotCheck)))
            verbs = Counter(session.exec(select(Act.verb)))
            assert broken_links(session) == []
        assert self.states() == {"done": count}
        assert len({one.slot_id for one in looks}) == len(looks) == count
        assert {one.result.value for one in looks} == {"ok"}
        assert (verbs["check.page"], verbs["check.finish"]) == (count, 1)
        for one in looks:
            assert self.house.store.has(one.page_picture or "")
            assert self.house.store.has(one.facts or "")

    def end(self) -> None:
        """Kills what is left."""
        for worker in self.workers:
            for one in (*below(worker), worker.pid):
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            worker.wait()


def below(worker: "subprocess.Popen[bytes]") -> list[int]:
    """Processes that the worker started: the browser's driver, browsers, renderers."""
    try:
        return [one.pid for one in psutil.Process(worker.pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def browsers_of(worker: "subprocess.Popen[bytes]") -> list[int]:
    """Its browsers' main processes."""
    told = _words_below(worker)
    return [pid for pid, words in told if "--remote-debugging" in words and "--type" not in words]


def drivers_of(worker: "subprocess.Popen[bytes]") -> list[int]:
    """The processes that drive its browsers."""
    return [pid for pid, words in _words_below(worker) if "run-driver" in words]


def _words_below(worker: "subprocess.Popen[bytes]") -> list[tuple[int, str]]:
    found = []
    for pid in below(worker):
        with suppress(psutil.Error):
            found.append((pid, " ".join(psutil.Process(pid).cmdline())))
    return found


def made_fleet(
    site: Site, settings: Settings, url: str, config: Path, said: Path, store_url: str | None
) -> Fleet:
    """The house on that database and store."""
    settings = settings.model_copy(
        update={
            "database_url": url,
            "queue": "postgres",
            "config": config,
            "allow_hosts": site.host,
            "store_url": store_url,
        }
    )
    settings.home.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ) | {
        "ADOPS_ENV": "test",
        "ADOPS_HOME": str(settings.home),
        "ADOPS_CONFIG": str(config),
        "ADOPS_NOW": "2026-11-20T09:05:00+08:00",
        "ADOPS_ALLOW_HOSTS": site.host,
        "ADOPS_DATABASE_URL": url,
        "ADOPS_QUEUE": "postgres",
    }
    if store_url:
        environment["ADOPS_STORE_URL"] = store_url
    house = House(settings, Database(url), open_store(settings), load_checks(config))
    return Fleet(house, site, environment, said)
