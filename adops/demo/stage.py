"""Everything the story plays on: a home of its own, the portal, the server, the business clock."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import uvicorn
import yaml

from adops import clock
from adops import settings as environment
from adops.cli.context import context
from adops.cli.house import free_port
from adops.db import Database
from adops.demo.caller import Answer, Caller
from adops.demo.engine import fill
from adops.demo.orders import COMING, OCTOBER, RUNNING, STATION, Order
from adops.demo.portal import Portal, await_start, serving, warm
from adops.demo.programme import Programme
from adops.demo.studio import Material, material, unknown_ad
from adops.demo.tale import Tale
from adops.domain.people import CONSOLE
from adops.flows.house import make_home
from adops.jobs import House, Job, timed
from adops.scheduler import Scheduler, tick
from adops.services import accounts
from adops.settings import Settings
from adops.store import Store, open_store
from checks import chromium

HOST = "127.0.0.1"
APP = "adops.main:create_app"
PORTAL_PORT = 8901
STORY_JOBS = frozenset({"send_outbox", "triage", "anomaly_mail", "weekly_ledger"})
"""What the scheduler does in the story; the looks at the pages are steps of their own."""
PASSWORD = "adops-demo-2026"
EMBEDDED = ("DATABASE_URL", "STORE_URL", "SMTP_URL", "QUEUE", "NOW", "SECRET_KEY")
"""Settings that the demo has its own of: it never writes into anybody else's database."""


@dataclass
class Stage:
    """`portal` and `server` are addresses (`http://127.0.0.1:<port>`); `handed` is what the API
    answered to each creative, by the key of its order."""

    home: Path
    settings: Settings
    database: Database
    store: Store
    programme: Programme
    materials: dict[str, Material]
    portal: str
    server: str
    handed: dict[str, Answer] = field(default_factory=dict)
    _callers: dict[str, Caller] = field(default_factory=dict)
    _bookings: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def caller(self, staff_no: str) -> Caller:
        """That person at the API's door, with a token of their own."""
        if staff_no not in self._callers:
            with self.database.write() as session:
                token = accounts.add_token(
                    session, staff_no=staff_no, label="演示", by=CONSOLE, now=clock.now()
                )
            self._callers[staff_no] = Caller(f"{self.server}/api/v1", token)
        return self._callers[staff_no]

    def booking_id(self, order: Order) -> int:
        """The number the product gave that booking, as its API tells."""
        key = (order.contract_no, order.code, order.days.first.isoformat())
        if key not in self._bookings:
            self._bookings = self._read_bookings()
        return self._bookings[key]

    def send(self, order: Order, *, by: str) -> Answer:
        """POST /creatives: the order's file, as that person."""
        fields = {
            "booking_id": str(self.booking_id(order)),
            "click_url": self.landing_url(order),
            "copy": order.house.copy,
        }
        file = self.materials[order.key]
        self.handed[order.key] = self.caller(by).send("/creatives", fields, file, part="main")
        return self.handed[order.key]

    def landing_url(self, order: Order) -> str:
        """The house's page on the portal."""
        return f"{self.portal}/lp/{order.slug}"

    def mails(self, kind: str = "*") -> list[str]:
        """Subjects of the mails that have left, oldest first; of one kind of rules.md §13."""
        files = sorted(self.settings.outbox.glob(f"*-{kind}-*.eml"))
        letters = (message_from_bytes(path.read_bytes(), policy=default) for path in files)
        return [str(letter["Subject"]) for letter in letters]

    def keep(self, name: str, content: bytes) -> None:
        """Writes a file that people open into `out/`."""
        (self.settings.out / name).write_bytes(content)

    def run_due_jobs(self) -> None:
        """What the scheduler would start now, one after another."""
        jobs = [job for job in self.jobs() if job.name in STORY_JOBS]
        tick(self._house, jobs, now=clock.now())

    def let_mails_leave(self) -> None:
        """A minute on: mails leave by a job of every minute."""
        clock.clock.move_to(clock.now() + timedelta(minutes=1))
        self.run_due_jobs()

    def jobs(self) -> tuple[Job, ...]:
        """Every job of the product, with the times of its config."""
        return timed(context.jobs(), self.settings)

    def go_on_from(self, when: datetime) -> None:
        """Puts the clock where the story ends."""
        clock.clock.move_to(when)

    @contextmanager
    def scheduler(self) -> Iterator[None]:
        """The real scheduler, with every job, for as long as the server goes on."""
        scheduler = Scheduler(self._house, self.jobs())
        scheduler.start()
        try:
            yield
        finally:
            scheduler.stop()

    @property
    def _house(self) -> House:
        return House(self.database, self.store, self.settings, context.renderer(self.settings))

    def _read_bookings(self) -> dict[tuple[str, str, str], int]:
        found: dict[tuple[str, str, str], int] = {}
        cursor: Any = None
        while True:
            after = "" if cursor is None else f"&cursor={cursor}"
            page = self.caller("BJ001").get(f"/bookings?station={STATION}&limit=200{after}")
            for row in page.document["items"]:
                found[row["contract_no"], row["slot"], row["start"]] = row["booking"]
            cursor = page.document.get("next")
            if cursor is None:
                return found


@contextmanager
def set_stage(home: Path, *, port: int, start: datetime, tale: Tale) -> Iterator[Stage]:
    """The stage in the empty folder `home`, its clock at `start`; the server on `port` or the next
    free one. The portal shows right and wrong what `adops.demo.orders` says."""
    programme = Programme()
    clock.clock.move_to(start)
    with serving(Portal(programme, clock.now), port=free_port(HOST, PORTAL_PORT)) as portal:
        threading.Thread(target=warm, args=(portal,), daemon=True, name="warm").start()
        settings = _settings(home, portal)
        database = Database(settings.database)
        try:
            with tale.waiting("准备：建库，绘制创意，启动门户和服务"):
                make_home(settings, database, by=CONSOLE)
                materials = _materials(home)
                fill(programme, materials, unknown_ad())
            with _server(port) as server:
                yield Stage(
                    home=home,
                    settings=settings,
                    database=database,
                    store=open_store(settings),
                    programme=programme,
                    materials=materials,
                    portal=portal,
                    server=server,
                )
        finally:
            database.close()


def _materials(home: Path) -> dict[str, Material]:
    """Every creative, drawn, and laid down where people find it."""
    folder = home / "creatives"
    folder.mkdir()
    made = {one.key: material(one) for one in (*OCTOBER, *RUNNING, *COMING)}
    for one in made.values():
        (folder / one.name).write_bytes(one.body)
    return made


def _settings(home: Path, portal: str) -> Settings:
    """The process's settings from here on: the embedded ones, in `home`."""
    original = environment.load().config_dir
    os.environ |= {f"ADOPS_{name}": "" for name in EMBEDDED}
    os.environ |= {
        "ADOPS_ENV": "demo",
        "ADOPS_QUEUE": "inline",
        "ADOPS_HOME": str(home.absolute()),
        "ADOPS_CONFIG": str(_config(original, home / "config", portal).absolute()),
        "ADOPS_ALLOW_HOSTS": portal.removeprefix("http://"),
    }
    os.environ |= chromium.environment()
    environment.load.cache_clear()
    return environment.load()


def _config(original: Path, own: Path, portal: str) -> Path:
    """A copy of the config in which the portal's own ads are known as house ads."""
    shutil.copytree(original, own)
    checks = own / "checks.yaml"
    told = yaml.safe_load(checks.read_text(encoding="utf-8"))
    told["house_ads"]["urls"] = [f"{portal}/house-ads/"]
    checks.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return own


@contextmanager
def _server(port: int) -> Iterator[str]:
    """The product's own server, in a thread: its pages and API over real HTTP."""
    free = free_port(HOST, port)
    config = uvicorn.Config(
        APP,
        factory=True,
        host=HOST,
        port=free,
        log_level="warning",
        ws="none",
        access_log=False,
        lifespan="off",  # the story runs what is due itself; the scheduler starts after it
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True, name="server")
    thread.start()
    await_start(server, thread)
    try:
        yield f"http://{HOST}:{free}"
    finally:
        server.should_exit = True
        thread.join()
