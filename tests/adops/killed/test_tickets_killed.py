"""`kill -9` the ticket job once MantisBT has an issue, a file or a note and before that is noted:
started again it finds it there, and there is never a second one (mantis.md)."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from adops.db import Database
from adops.domain.anomaly import Answer, Question
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult, TicketState
from adops.models import Anomaly, SlotCheckBooking, Ticket
from adops.services import anomalies, tickets
from adops.services.acts import broken_links
from adops.settings import Settings
from adops.store import Store, open_store
from tests.adops.gateways.mantis_server import TOKEN, Desk, mantis_server
from tests.adops.killed.test_killed import NewDatabase
from tests.adops.web.pictures import ad, kept, png
from tests.conftest import FRIDAY
from tests.factories import Factory, anomaly

NOW = at(FRIDAY, 10)
LATER = timedelta(minutes=20)  # a broken-off sending counts as such by then (tickets.yaml)
PATIENCE_S = 300
JOB = """
import sys
from datetime import datetime
from pathlib import Path
from adops import main
from adops.db import Database
from adops.jobs import JobContext, job_named
from adops.settings import Settings
from adops.store import open_store
home, config, database, mantis, token, instant = sys.argv[1:]
settings = Settings(
    env="test", home=Path(home), config=Path(config), mantis_url=mantis, mantis_token=token
)
context = JobContext(
    Database(database), open_store(settings), settings, datetime.fromisoformat(instant)
)
print(job_named(main.jobs(), "send_tickets").run(context))
"""


@dataclass
class Killer:
    """Kills the job that runs when MantisBT has the `count`-th `what`."""

    desk: Desk
    what: str = ""
    count: int = 0
    job: "subprocess.Popen[bytes] | None" = None
    heard: list[str] = field(default_factory=list)

    def taken(self, what: str) -> None:
        self.heard.append(what)
        if what == self.what and self.heard.count(what) == self.count and self.job is not None:
            os.kill(self.job.pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                self.job.wait(PATIENCE_S)

    def run(self, settings: Settings, url: str, instant: datetime) -> int:
        """One run of the job at that business instant; how it ended."""
        words = [str(settings.home), str(settings.config), url, self.desk.url, TOKEN]
        command = [sys.executable, "-c", JOB, *words, instant.isoformat()]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as self.job:
            return self.job.wait(PATIENCE_S)


def escalated(session: Session, factory: Factory, store: Store) -> int:
    """A ticket with its proof, and a note on it."""
    booking = factory.booking(session, FRIDAY, FRIDAY)
    look = factory.look(
        session, booking, FRIDAY, delivered=Delivered.NO, result=LookResult.EMPTY, captured_at=NOW
    )
    file = kept(store, png(ad(1)), NOW)
    session.merge(file)
    look.page_picture = file.sha256
    seen = session.exec(
        select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look.id)
    ).one()
    seen.proof = file.sha256
    session.add_all([look, seen])
    row = anomaly(session, booking, look)
    said = dict.fromkeys(Question, Answer.RIGHT)
    anomalies.triage(session, anomaly_id=row.id or 0, said=said, by=CONSOLE, now=NOW)
    anomalies.escalate(session, anomaly_id=row.id or 0, by=CONSOLE, now=NOW)
    tickets.note_trouble(session, row, by=CONSOLE, now=NOW)
    return row.id or 0


# the files are two of each issue: proof sheets, then facts
@pytest.mark.parametrize(("what", "count"), [("issue", 2), ("file", 2), ("file", 3), ("note", 2)])
def test_killed_between_create_and_store(
    what: str, count: int, new_database: NewDatabase, settings: Settings, factory: Factory
) -> None:
    settings.home.mkdir(parents=True, exist_ok=True)
    database: Database = new_database()
    with database.write() as session:
        for _ in range(2):
            escalated(session, factory, open_store(settings))
    with mantis_server() as desk:
        killer = Killer(desk, what, count)
        desk.taken = killer.taken
        assert killer.run(settings, database.url, NOW) == -signal.SIGKILL
        killer.what = ""
        for n in (1, 2):
            assert killer.run(settings, database.url, NOW + LATER * n) == 0
    with database.read() as session:
        rows = list(session.exec(select(Ticket)))
        issues = dict(
            session.exec(select(Anomaly.id, Anomaly.issue).order_by(col(Anomaly.id))).all()
        )
        assert broken_links(session) == []
    assert {one.state for one in rows} == {TicketState.SENT}
    keys = sorted(one.summary.split()[0] for one in desk.issues)
    assert keys == ["[A-1]", "[A-2]"]
    assert [(len(one.files), len(one.notes)) for one in desk.issues] == [(2, 1), (2, 1)]
    filed = {int(one.summary.split("]")[0][3:]): one.number for one in desk.issues}
    assert issues == filed
