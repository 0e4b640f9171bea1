"""Evidence: drawn at once for troubles, later for the rest; once, whoever asks, and whole or not at
all, whatever ends the drawing (checks.md, Seen, then judged 2)."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select, update

from adops.clock import clock
from adops.db import Database
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult
from adops.errors import MissingError, OutsideError
from adops.flows.house import make_home
from adops.jobs import JobContext
from adops.models import Contract, Slot, SlotCheck, SlotCheckBooking, StoredFile
from adops.queries.evidence import count_waiting
from adops.settings import Settings
from adops.store import Store, open_store, sha256_of
from checks.draw import Easel
from checks.jobs import JOBS
from checks.work import House
from tests.checks.town import BLUE, Town, at_slot, img
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.recorded import record
from tests.site.server import Site

NINE = at(FRIDAY, 9, 20)
FILES = select(SlotCheck.id, SlotCheck.picture, SlotCheckBooking.proof).join(
    SlotCheckBooking, col(SlotCheckBooking.slot_check_id) == SlotCheck.id
)
NEVER_DRAWN = {"picture": None, "drawn_at": None}


class Counted(Store):
    """Counts what is written, and lets a test in before the first read."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._backend)
        self.puts: Counter[str] = Counter()
        self.reading, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def put(self, content: bytes) -> str:
        sha256 = super().put(content)
        self.puts[sha256] += 1
        return sha256

    def get(self, sha256: str) -> bytes:
        self.reading.set()
        assert self.go_on.wait(60)
        return super().get(sha256)


def pages(session: Session, factory: Factory, count: int, slots: int = 2) -> None:
    """Pages with booked slots."""
    for _ in range(count):
        page = factory.page(session)
        for _ in range(slots):
            slot = factory.slot(session, page_id=page.id, width=240, height=50)
            factory.booking(session, FRIDAY - timedelta(days=1), FRIDAY, slot)


@pytest.fixture
def seen(db: Database, store: Store, factory: Factory) -> list[int]:
    """Looks of two pages of two slots each, nothing drawn."""
    clock.move_to(NINE)
    with db.write() as session:
        pages(session, factory, 2)
    return record(db, store, NINE)


def files(db: Database) -> dict[int, tuple[str | None, str | None]]:
    """Cut-out and proof sheet by look."""
    with db.read() as session:
        return {look or 0: (picture, proof) for look, picture, proof in session.exec(FILES)}


def test_a_run_draws_troubles_and_leaves_the_rest(
    house: House, site: Site, factory: Factory
) -> None:
    site.file("/blue.png", BLUE)
    town = Town(house, site, factory)
    town.page(
        at_slot(img("/blue.png"))
        + '<div id="empty" style="height:80px"></div><div id="vacant" style="height:80px"></div>'
        + '<div id="nowhere"></div>'
    )
    town.booking(town.slot(), BLUE)
    town.booking(town.slot("#empty"), BLUE)
    town.slot("#vacant")
    town.slot("#nowhere")
    rows = town.check().rows
    assert [look.result.value for look, _, _ in rows] == ["ok", "empty", "vacant", "vacant"]
    ok, empty, vacant, nowhere = (look for look, _, _ in rows)
    assert all(look.page_picture for look, _, _ in rows)
    assert (ok.picture, rows[0][2][0][0].proof, vacant.picture) == (None, None, None)
    assert empty.picture and rows[1][2][0][0].proof
    assert [bool(one.drawn_at) for one in (ok, empty, vacant, nowhere)] == [
        False,
        True,
        False,
        True,
    ]
    assert Easel(house.database, house.store).draw_waiting() == (2, [])
    with house.database.read() as session:
        drawn = session.get(SlotCheck, ok.id), session.get(SlotCheck, vacant.id)
        assert all(look and look.picture and look.drawn_at for look in drawn)
        assert count_waiting(session) == 0


def test_drawn_now_or_later_it_has_the_same_bytes(
    db: Database, store: Store, seen: list[int]
) -> None:
    """Names and what was decided since are not of that day."""
    easel = Easel(db, store)
    assert easel.draw_waiting() == (4, [])
    first = files(db)
    assert all(picture and proof for picture, proof in first.values())
    with db.write() as session:
        session.exec(update(SlotCheck).values(**NEVER_DRAWN, result=LookResult.UNSURE))
        session.exec(update(SlotCheckBooking).values(proof=None, delivered=Delivered.NO))
        session.exec(update(Slot).values(name="改了名的广告位"))
        session.exec(update(Contract).values(name="改了名的合同"))
    clock.move_to(NINE + timedelta(days=3))
    assert easel.draw_waiting() == (4, [])
    assert files(db) == first


def test_when_first_asked_for_a_whole_page_is_drawn_and_no_other(
    db: Database, store: Store, seen: list[int]
) -> None:
    easel = Easel(db, store)
    assert easel.draw([seen[1]]) == 2
    drawn = [look for look, (picture, _) in files(db).items() if picture]
    assert drawn == seen[:2]
    assert easel.draw(seen[:2]) == 0


def test_every_file_is_noted_once_with_its_size(
    db: Database, store: Store, seen: list[int]
) -> None:
    Easel(db, store).draw_waiting()
    named = {sha256 for pair in files(db).values() for sha256 in pair if sha256}
    with db.read() as session:
        known = {one.sha256: one for one in session.exec(select(StoredFile))}
    assert named <= known.keys()
    for sha256 in named:
        content = store.get(sha256)
        assert (known[sha256].size, known[sha256].media_type) == (len(content), "image/png")


def test_two_who_draw_at_once_draw_once(db: Database, store: Store, seen: list[int]) -> None:
    """The second finds the first at it, waits, and has nothing left to do."""
    slow, fast = Counted(store), Counted(store)
    slow.go_on.clear()
    drawn: list[int] = []
    first = threading.Thread(target=lambda: drawn.append(Easel(db, slow).draw(seen[:1])))
    first.start()
    assert slow.reading.wait(60)

    def waited(_seconds: float) -> None:
        slow.go_on.set()
        first.join(60)

    second = Easel(db, fast, pause=waited).draw(seen[:2])
    assert (drawn, second) == ([2], 0)
    assert set(slow.puts.values()) == {1} and not fast.puts


def test_what_two_pages_share_is_noted_once(db: Database, store: Store, seen: list[int]) -> None:
    """The slots of both look alike; both pages are noted at the same moment."""
    both = threading.Barrier(2, timeout=60)

    def now() -> datetime:
        both.wait()
        return NINE

    with db.read() as session:
        pages = session.exec(select(SlotCheck.facts).distinct()).all()
    threads = [
        threading.Thread(target=Easel(db, store, now).draw_page, args=[one]) for one in pages
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    found = files(db)
    assert all(picture and proof for picture, proof in found.values())
    assert len({picture for picture, _ in found.values()}) == 2


def test_a_page_that_cannot_be_drawn_stops_no_other(
    db: Database, store: Store, seen: list[int], settings: Settings
) -> None:
    with db.read() as session:
        lost = session.get(SlotCheck, seen[0])
    assert lost and lost.page_picture
    (settings.home / "blobs" / lost.page_picture[:2] / lost.page_picture).unlink()
    easel = Easel(db, store)
    drawn, troubles = easel.draw_waiting()
    assert (drawn, len(troubles)) == (2, 1) and "evidence.missing" in troubles[0]
    with pytest.raises(MissingError, match=r"evidence\.missing"):
        easel.draw([seen[0]])
    assert [bool(picture) for picture, _ in files(db).values()] == [False, False, True, True]


def test_it_stops_when_its_time_is_over(db: Database, store: Store, seen: list[int]) -> None:
    assert Easel(db, store).draw_waiting(until=lambda: True) == (0, [])
    assert files(db)[seen[0]] == (None, None)


@dataclass
class Home:
    """A home of its own with looks to draw; the job and its child stand in its environment."""

    database: Database
    store: Store
    context: JobContext

    def draw(self) -> object:
        """Runs the job."""
        return next(job for job in JOBS if job.name == "draw_evidence").run(self.context)


@pytest.fixture
def home(settings: Settings, factory: Factory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Eight pages of three slots each."""
    monkeypatch.setenv("ADOPS_CONFIG", str(settings.config_dir))
    clock.move_to(NINE)
    database = Database(settings.database)
    make_home(settings, database, by=CONSOLE)
    with database.write() as session:
        pages(session, factory, 8, slots=3)
    store = open_store(settings)
    record(database, store, NINE)
    yield Home(database, store, JobContext(database, store, settings, NINE))
    database.close()


def test_the_job_draws_what_is_left(home: Home) -> None:
    assert home.draw() == {"looks": 24, "left": 0}
    assert home.draw() == {"looks": 0}
    assert all(picture and proof for picture, proof in files(home.database).values())


def test_the_job_says_what_it_could_not_draw(home: Home) -> None:
    with home.database.read() as session:
        lost = session.exec(select(SlotCheck.page_picture)).first()
    assert lost
    (home.context.settings.home / "blobs" / lost[:2] / lost).unlink()
    with pytest.raises(OutsideError, match=r"evidence\.failed.*evidence\.missing"):
        home.draw()
    with home.database.read() as session:
        assert count_waiting(session) == 3


def test_killed_in_the_middle_and_run_again(home: Home, tmp_path: Path) -> None:
    """A look has all of its pictures or none, and what was drawn stays as it was."""
    database = home.database
    child = subprocess.Popen(
        [sys.executable, "-m", "checks", "draw"],
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while child.poll() is None and not any(picture for picture, _ in files(database).values()):
        pass
    os.kill(child.pid, signal.SIGKILL)
    child.wait(60)
    half = files(database)
    whole = {look: pair for look, pair in half.items() if pair[0]}
    assert whole and all(proof for _, proof in whole.values())
    assert {pair for look, pair in half.items() if look not in whole} <= {(None, None)}
    for path in (home.context.settings.home / "blobs").rglob("*"):
        if path.is_file() and len(path.name) == 64:
            assert sha256_of(path.read_bytes()) == path.name
    home.draw()
    after = files(database)
    assert all(picture and proof for picture, proof in after.values())
    assert whole.items() <= after.items()
