"""A reader that is killed in the middle leaves nothing half-stored, and the next run of the job
does what it left (rules.md §5, Content)."""

import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.demo.fonts import has_chinese
from adops.domain.booking import Route
from adops.domain.content import ReadState
from adops.domain.people import Role
from adops.domain.period import at
from adops.domain.states import CreativeState
from adops.flows import submit as submit_flow
from adops.flows.desk import desk_of
from adops.flows.submit import Desk, HandedIn, answer, hand_in
from adops.jobs import JOBS, House, job_named, run_now
from adops.models import Creative, LandingPage, PictureWords
from adops.settings import Settings
from adops.store import Store
from tests.adops.drawn.press import draw
from tests.factories import Factory, actor_for

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
HOST = "127.0.0.1:9"  # nobody listens there
# Reads what waits, and is killed or kills itself where `moment` says.
READER = """
import os, sys
from datetime import datetime
from pathlib import Path
from adops import clock
from adops.db import Database
from adops.domain.content import Line
from adops.flows.desk import desk_of
from adops.flows.words import Readers, read_waiting
from adops.gateways.landing import LandingTrouble
from adops.gateways.ocr import read_words
from adops.settings import Settings
from adops.store import Store, open_store
home, config, url, now, moment = sys.argv[1:]
settings = Settings(env="test", home=Path(home), config=Path(config))
clock.clock.move_to(datetime.fromisoformat(now))
def dies():
    os.kill(os.getpid(), 9)
class Noted(tuple):
    def __iter__(self):
        dies()
class DiesAtTheSecond(Store):
    asked = 0
    def get(self, sha256):
        self.asked += 1
        return super().get(sha256) if self.asked < 2 else dies()
def picture(content):
    if moment == "read":
        read_words(content)
        print("reading", flush=True)
        while True:
            read_words(content)
    return Noted() if moment == "noted" else (Line("云溪花园"),)
def page(address, **_):
    raise LandingTrouble("unsafe", address)
store = open_store(settings)
if moment == "settled":
    store = DiesAtTheSecond(store._backend)
read_waiting(desk_of(settings, Database(url), store), Readers(picture, page))
"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"allow_hosts": HOST})


@pytest.fixture
def desk(db: Database, settings: Settings, store: Store) -> Desk:
    clock.clock.move_to(at(FRIDAY, 14, 50))
    return desk_of(settings, db, store)


def handed_in(desk: Desk, factory: Factory, *, words: str, copy: str, confirms: bool) -> int:
    with desk.database.write() as session:
        slot = factory.slot(session, station="hq")
        last = date(2026, 11, 29)
        booking = factory.booking(session, MONDAY, last, slot, route=Route.HQ, station_placed="hq")
        by = actor_for(factory.person(session, Role.SALES, email="sales@example.com"))
    picture = draw((words,), (950, 90), "white on red", 42).data
    given = HandedIn(booking.id or 0, {"main": ("tl.jpg", picture, None)}, f"http://{HOST}/", copy)
    sent = hand_in(desk, given, by=by)
    if confirms:
        sent = submit_flow.confirm(desk, sent.case.creative.id or 0, by=by)
        assert answer(sent)["state"] == "pending"
    return sent.case.creative.id or 0


def killed_when(moment: str, desk: Desk, settings: Settings) -> None:
    words = [str(settings.home), str(settings.config), desk.database.url, clock.now().isoformat()]
    command = [sys.executable, "-c", READER, *words, moment]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        if moment == "read":
            assert child.stdout.readline() == "reading\n"
            child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL


def stored(desk: Desk) -> tuple[PictureWords, Creative]:
    with desk.database.read() as session:
        return session.exec(select(PictureWords)).one(), session.exec(select(Creative)).one()


def job_runs_again(desk: Desk, settings: Settings, minutes: int) -> dict[str, object]:
    clock.clock.move_to(clock.now() + timedelta(minutes=minutes))
    house = House(desk.database, desk.store, settings)
    [outcome] = run_now(house, job_named(JOBS, "read_words"), at=clock.now()).values()
    return dict(outcome or {})


@pytest.mark.skipif(not has_chinese(), reason="there is no Chinese font to draw with")
@pytest.mark.parametrize("moment", ["read", "noted"])
def test_killed_while_it_reads_or_notes(
    desk: Desk, settings: Settings, factory: Factory, moment: str
) -> None:
    handed_in(desk, factory, words="国家级生态住区", copy="云溪花园", confirms=False)
    killed_when(moment, desk, settings)
    words, creative = stored(desk)
    assert (words.state, words.lines, words.done_at) == (ReadState.READING, [], None)
    assert creative.findings == []
    assert job_runs_again(desk, settings, 1)["pictures"] == 0, "whoever claimed it may yet live"
    done = job_runs_again(desk, settings, 5)
    assert (done["pictures"], done["given_up"]) == (1, 0)
    words, creative = stored(desk)
    assert (words.state, words.attempts) == (ReadState.DONE, 2)
    assert [line["text"] for line in words.lines] == ["国家级生态住区"]
    [finding] = [one for one in creative.findings if one["key"]]
    assert finding["code"] == "content.absolute" and finding["box"]


def test_killed_before_a_pending_click_takes_effect(
    desk: Desk, settings: Settings, factory: Factory
) -> None:
    """The words are read and judged; only the click is left, and nothing is read again."""
    number = handed_in(desk, factory, words="云溪花园", copy="全城最佳", confirms=True)
    with desk.database.write() as session:
        session.get_one(Creative, number).copy_text = "云溪花园"
        session.exec(select(LandingPage)).one().state = ReadState.FAILED  # nothing else comes
    killed_when("settled", desk, settings)
    words, creative = stored(desk)
    assert (words.state, creative.state) == (ReadState.DONE, CreativeState.SUBMITTED)
    assert creative.clicked_at is not None
    assert job_runs_again(desk, settings, 1)["pictures"] == 0
    assert stored(desk)[1].state is CreativeState.CONFIRMED
