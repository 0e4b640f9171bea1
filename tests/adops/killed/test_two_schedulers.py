"""Two processes tick the same house at the same business times: nothing is done twice."""

import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import select

from adops.db import Database
from adops.domain.states import MailState
from adops.models import Act, JobRun, LedgerWeek, Mail
from adops.services.acts import broken_links
from adops.settings import Settings
from tests.adops.gateways.mail_server import mail_server
from tests.adops.killed.cases import MINUTE, MORNING, STATIONS, approvals, bookings
from tests.adops.killed.test_killed import NewDatabase, message_ids
from tests.factories import Factory

# both tick an instant at once, and go on to the next together: one house has one time
TICKS = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from adops import main
from adops.db import Database
from adops.jobs import House, timed
from adops.scheduler import tick
from adops.settings import Settings
from adops.store import open_store
home, config, url, smtp = sys.argv[1:]
settings = Settings(env="test", home=Path(home), config=Path(config), smtp_url=smtp)
names = {"weekly_ledger", "deadline_near", "holiday_notice", "send_outbox"}
jobs = [job for job in timed(main.jobs(), settings) if job.name in names]
house = House(Database(url), open_store(settings), settings)
print("ready", flush=True)
for instant in sys.stdin:
    tick(house, jobs, now=datetime.fromisoformat(instant.strip()))
    print("ready", flush=True)
"""
MORNINGS = [MORNING + MINUTE * n for n in (0, 70, 71, 72)]  # enrolled, then 10:00 and on
CUT = [MORNING + timedelta(hours=7, minutes=11) + MINUTE * n for n in range(6)]  # from 16:01 on
MONDAY = [MORNING + timedelta(days=3, hours=2) + MINUTE * n for n in range(4)]  # a weekend made up
INSTANTS = [*MORNINGS, *CUT, *MONDAY]


def both(settings: Settings, url: str, smtp: str, instants: list[datetime], said: Path) -> None:
    words = [str(settings.home), str(Path("config").absolute()), url, smtp]
    pipe = subprocess.PIPE
    with said.open("wb") as heard:
        pair = [
            subprocess.Popen(
                [sys.executable, "-c", TICKS, *words], stdin=pipe, stdout=pipe, stderr=heard
            )
            for _ in range(2)
        ]
        ready(pair, said)
        for instant in instants:
            for one in pair:
                assert one.stdin is not None
                one.stdin.write(f"{instant.isoformat()}\n".encode())
                one.stdin.flush()
            ready(pair, said)
        for one in pair:
            one.communicate()
            assert one.returncode == 0, said.read_text()


def ready(pair: list[subprocess.Popen[bytes]], said: Path) -> None:
    for one in pair:
        assert one.stdout is not None
        while one.stdout.readline() != b"ready\n":  # what is logged comes between
            assert one.poll() is None, said.read_text()


def test_nothing_is_done_twice(
    new_database: NewDatabase, settings: Settings, factory: Factory, tmp_path: Path
) -> None:
    settings.home.mkdir(parents=True, exist_ok=True)
    database: Database = new_database()
    with database.write() as session:
        approvals(session, factory)
        bookings(session, factory)
    with mail_server() as box:
        both(settings, database.url, f"smtp://127.0.0.1:{box.port}", INSTANTS, tmp_path / "said")
    with database.read() as session:
        mails = list(session.exec(select(Mail)))
        kinds = Counter(one.kind for one in mails)
        weeks = list(session.exec(select(LedgerWeek.station, LedgerWeek.week)))
        verbs = Counter(session.exec(select(Act.verb)))
        runs = list(session.exec(select(JobRun).where(JobRun.state != "enrolled")))
        assert broken_links(session) == []
    assert kinds == {"approval_ledger": 4, "deadline_near": 8}
    assert {one.state for one in mails} == {MailState.SENT}
    assert message_ids(box) == Counter(one.message_id for one in mails)
    assert sorted(weeks) == [(code, "2026-W47") for code in sorted(STATIONS)]
    assert (verbs["ledger.send"], verbs["mail.queue"]) == (4, 12)
    assert {run.state for run in runs} == {"done"}
    times = Counter((run.job, run.station, run.due_at) for run in runs)
    assert set(times.values()) == {1}
    near = {(run.station, run.due_at.day, run.late) for run in runs if run.job == "deadline_near"}
    days = {(20, False), (21, True), (22, True), (23, True)}
    assert near == {(code, day, late) for code in STATIONS for day, late in days}
