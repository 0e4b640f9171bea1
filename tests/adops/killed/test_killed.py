"""`kill -9` at a random moment, start again: no mail twice, none lost, and in doubt only what the
server was given whole (rules.md §6, §13).

Of the moments some are the server's: when it hears of a mail (never in doubt), and once it has it.
Of those by the clock one in hundreds falls between our mark and the line that ends the content: in
doubt, although the server has nothing. Nobody could know; it is counted and printed.
`make torture` runs a hundred rounds of each kind on each database. The seed of a round is its name.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from random import Random

import pytest
from sqlmodel import Session, select

from adops.db import Database
from adops.domain.states import MailState
from adops.jobs import House
from adops.models import JobRun, Mail
from adops.scheduler import tick
from adops.services.acts import broken_links
from adops.settings import Settings
from adops.store import open_store
from tests.adops.gateways.mail_server import Box, mail_server
from tests.adops.killed.cases import CASES, WARMS_UP, Case
from tests.adops.killed.starter import PATIENCE_S, Starter, seconds_of, starter
from tests.factories import Factory

ROUNDS = int(os.environ.get("ADOPS_TORTURE", "4"))
MOST_KILLS = 3
TIME, ASKED, TAKEN = "time", "asked", "taken"
MOMENTS = (TIME, ASKED, TAKEN, TIME)  # of the rounds in turn
NewDatabase = Callable[[], Database]


@dataclass(frozen=True)
class Found:
    """Mails; `nowhere` are in doubt and the server has nothing."""

    sent: int = 0
    doubtful: int = 0
    nowhere: int = 0

    def __add__(self, other: "Found") -> "Found":
        return Found(
            self.sent + other.sent,
            self.doubtful + other.doubtful,
            self.nowhere + other.nowhere,
        )


@dataclass
class Killer:
    """Where the kills fall, from the round's seed."""

    random: Random
    seconds: float
    starter: Starter
    box: Box
    moment: str = TIME
    mail: int = 0

    def kill_one(self, case: str, database: Database, start: int, moment: str) -> bool:
        """Starts the process and kills it: after so many seconds, or when the server hears of a
        certain mail, or once it has taken it and has not said so. False when it ended before."""
        self.mail = len(self.box.arrived) + self.random.randint(1, 4)
        self.moment = moment
        within = PATIENCE_S
        if self.moment == TIME:
            within = self.random.uniform(0, self.seconds * 1.05)
        self.starter.start(case, database.url, CASES[case].instants(start))
        ended = self.starter.ended(within)
        if ended is None:
            self.starter.kill()
            ended = self.starter.ended()
        self.moment = TIME
        assert ended in {0, -9}
        return ended == -9

    def torment(self, case: str, database: Database, moment: str) -> int:
        """Kills and starts again, then lets it end; gives how often it was killed."""
        self.box.arrived.clear()
        kills = 0
        while kills < MOST_KILLS and self.kill_one(case, database, kills, moment):
            kills += 1
        for last in (kills + 1, kills + 2):
            self.starter.start(case, database.url, CASES[case].instants(last))
            assert self.starter.ended() == 0
        return kills

    def asked(self) -> None:
        """The server hears of a mail: is it the one?"""
        self._kill_at(ASKED, len(self.box.arrived) + 1)

    def taken(self) -> None:
        """The server has a mail: is it the one?"""
        self._kill_at(TAKEN, len(self.box.arrived))

    def _kill_at(self, moment: str, mail: int) -> None:
        if self.moment == moment and mail >= self.mail:
            self.moment = TIME
            self.starter.kill()


@pytest.fixture
def killer(settings: Settings, tmp_path: Path) -> Iterator[Killer]:
    settings.home.mkdir(parents=True, exist_ok=True)
    with mail_server() as box, starter(settings.home, box.port, tmp_path / "said") as forks:
        killer = Killer(Random(), 0.0, forks, box)
        box.asked, box.taken = killer.asked, killer.taken
        yield killer


def prepared(case: Case, database: Database, settings: Settings, factory: Factory) -> Database:
    with database.write() as session:
        case.prepare(session, factory)
    house = House(database, open_store(settings), settings)
    assert tick(house, case.jobs, now=case.enrolled) == []  # enrols them
    return database


def message_ids(box: Box) -> "Counter[str]":
    return Counter(
        "".join(str(message_from_bytes(_bytes(one.content))["Message-ID"]).split())
        for one in box.arrived
    )


def _bytes(content: bytes | str | None) -> bytes:
    assert isinstance(content, bytes)
    return content


@pytest.mark.parametrize("name", CASES)
def test_killed_and_started_again(
    name: str,
    new_database: NewDatabase,
    killer: Killer,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = CASES[name]
    for one in (WARMS_UP, name):
        whole = prepared(CASES[one], new_database(), settings, Factory(CASES[one].enrolled))
        killer.box.arrived.clear()
        killer.seconds = seconds_of(killer.starter, one, whole.url, CASES[one].instants(0))
        assert check(CASES[one], whole, killer.box) == Found(sent=4)
    kills, found = 0, Found()
    for seed in range(ROUNDS):
        moment = MOMENTS[seed % len(MOMENTS)]
        killer.random = Random(f"{name} {seed}")
        database = prepared(case, new_database(), settings, Factory(case.enrolled))
        killed = killer.torment(name, database, moment)
        found += checked(case, database, killer.box, moment, f"{name}, seed {seed}, {killed} kills")
        kills += killed
        database.close()
    assert found.nowhere <= 1 + kills // 50
    kind = "sqlite" if whole.is_sqlite else "postgres"
    words = f"{kills} kills, {found.doubtful} in doubt, of these {found.nowhere} nowhere"
    with capsys.disabled():
        print(f"\n{name}, {kind}: {ROUNDS} rounds, {words}", end=" ")


def checked(case: Case, database: Database, box: Box, moment: str, words: str) -> Found:
    """As `check`, and as the moment of the kills allows; an error says which round it was."""
    try:
        found = check(case, database, box)
        assert found.doubtful == 0 or moment != ASKED
        assert found.nowhere == 0 or moment == TIME
    except AssertionError as error:
        error.add_note(words)
        raise
    return found


def check(case: Case, database: Database, box: Box) -> Found:
    """Every mail that must leave has one row, came once where it is sent, and never twice."""
    arrived = message_ids(box)
    with database.read() as session:
        mails = list(session.exec(select(Mail)))
        assert {one.key for one in mails if one.kind == case.kind} == case.keys
        assert len(mails) == len(case.keys)
        assert broken_links(session) == []
        assert not _unfinished(session)
    times = {one.message_id: arrived.pop(one.message_id, 0) for one in mails}
    assert not arrived
    sent = [times[one.message_id] for one in mails if one.state is MailState.SENT]
    doubtful = [times[one.message_id] for one in mails if one.state is MailState.IN_DOUBT]
    assert len(sent) + len(doubtful) == len(mails)
    assert set(sent) <= {1} and set(doubtful) <= {0, 1}
    return Found(len(sent), len(doubtful), doubtful.count(0))


def _unfinished(session: Session) -> list[tuple[str, str]]:
    runs = session.exec(select(JobRun).where(JobRun.state == "running"))
    return [(run.job, run.station) for run in runs if run.job != "send_outbox"]
