"""Mails leave once: through a folder, a real server, and a process killed in the middle."""

import subprocess
import sys
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlmodel import Session

from adops.db import Database
from adops.domain.mail import Attached, MailKind, Recipients, Transport, Words
from adops.domain.people import CONSOLE
from adops.domain.states import MailState
from adops.flows.send import PostOffice, Round, post_office, send_waiting
from adops.gateways.eml import EmlFolder
from adops.gateways.smtp import SmtpServer
from adops.models import Mail
from adops.services import outbox
from adops.settings import Settings
from adops.store import Store
from tests.adops.gateways.mail_server import mail_server

DOUBT = timedelta(minutes=10)
# Claims every mail, hands it to the folder where `delivers`, and dies before the note.
KILLED = """
import os, sys
from datetime import datetime
from pathlib import Path
from adops.db import Database
from adops.flows.send import post_office, send_waiting
from adops.gateways.eml import EmlFolder
from adops.settings import Settings
from adops.store import open_store
from dataclasses import replace
home, config, url, now, delivers = sys.argv[1:]
settings = Settings(env="test", home=Path(home), config=Path(config))
class Dies(EmlFolder):
    def deliver(self, letter, mark):
        if delivers != "no":
            mark()
        if delivers == "yes":
            super().deliver(letter)
        os.kill(os.getpid(), 9)
office = post_office(
    settings, Database(url), open_store(settings), clock=lambda: datetime.fromisoformat(now)
)
send_waiting(replace(office, transport=Dies(settings.outbox)))
"""


def put(session: Session, store: Store, now: datetime, key: str = "k") -> int:
    sha256 = store.put(b"workbook")
    mail = outbox.queue(
        session,
        kind=MailKind.APPROVAL_LEDGER,
        key=key,
        station=None,
        who=Recipients(("hq@example.com",), ()),
        words=Words("题目", "<p>正文</p>", "正文\n"),
        attachments=[Attached("表.xlsx", sha256, "application/octet-stream")],
        by=CONSOLE,
        now=now,
    )
    assert mail.id is not None
    return mail.id


def office_of(
    settings: Settings, db: Database, store: Store, now: datetime, way: Transport
) -> PostOffice:
    made = post_office(settings, db, store, clock=lambda: now)
    return PostOffice(made.database, made.store, way, made.terms, made.clock)


def row(db: Database, mail_id: int) -> Mail:
    with db.read() as session:
        return outbox.mail_by_id(session, mail_id)


def mails(settings: Settings) -> list[Path]:
    return sorted(settings.outbox.glob("*.eml"))


def test_a_folder_gets_each_mail_once(
    db: Database, store: Store, settings: Settings, now: datetime
) -> None:
    with db.write() as session:
        number = put(session, store, now)
    office = post_office(settings, db, store, clock=lambda: now)
    assert send_waiting(office) == Round(sent=1)
    assert send_waiting(office) == Round()
    (path,) = mails(settings)
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    (part,) = message.iter_attachments()
    assert (message["Subject"], part.get_content()) == ("题目", b"workbook")
    assert (row(db, number).state, row(db, number).sent_at) == (MailState.SENT, now)


def test_a_server_gets_each_mail_once(
    sqlite: Database, store: Store, settings: Settings, now: datetime
) -> None:
    with sqlite.write() as session:
        put(session, store, now)
    with mail_server() as box:
        way = SmtpServer("smtp", "127.0.0.1", box.port)
        office = office_of(settings, sqlite, store, now, way)
        assert send_waiting(office) == Round(sent=1)
        assert send_waiting(office) == Round()
    (envelope,) = box.arrived
    assert envelope.rcpt_tos == ["hq@example.com"]


def test_one_refused_mail_holds_up_no_other(
    sqlite: Database, store: Store, settings: Settings, now: datetime
) -> None:
    with sqlite.write() as session:
        first, second = put(session, store, now, "a"), put(session, store, now, "b")
        lost = outbox.mail_by_id(session, first)
        lost.attachments = [lost.attachments[0] | {"sha256": "f" * 64}]
        session.add(lost)
    office = post_office(settings, sqlite, store, clock=lambda: now)
    assert send_waiting(office) == Round(sent=1, trouble=1)
    assert row(sqlite, second).state is MailState.SENT
    assert (row(sqlite, first).state, row(sqlite, first).attempts) == (MailState.WAITING, 1)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"to": ["张三@example.com"]}, id="an address that SMTP does not know"),
        pytest.param({"subject": "题\n目"}, id="a subject of two lines"),
    ],
)
def test_a_mail_that_can_never_leave_fails_and_holds_up_no_other(
    sqlite: Database, store: Store, settings: Settings, now: datetime, values: dict[str, object]
) -> None:
    with sqlite.write() as session:
        first, second = put(session, store, now, "a"), put(session, store, now, "b")
        session.add(outbox.mail_by_id(session, first).sqlmodel_update(values))
    with mail_server() as box:
        office = office_of(settings, sqlite, store, now, SmtpServer("smtp", "127.0.0.1", box.port))
        assert send_waiting(office) == Round(sent=1, trouble=1)
    assert row(sqlite, second).state is MailState.SENT
    assert (row(sqlite, first).state, row(sqlite, first).attempts) == (MailState.FAILED, 1)


def test_a_line_broken_after_the_content_is_in_doubt_and_never_sent_again(
    sqlite: Database, store: Store, settings: Settings, now: datetime
) -> None:
    with sqlite.write() as session:
        number = put(session, store, now)
    with mail_server() as box:
        box.drop = True
        way = SmtpServer("smtp", "127.0.0.1", box.port)
        assert send_waiting(office_of(settings, sqlite, store, now, way)) == Round(in_doubt=1)
        later = office_of(settings, sqlite, store, now + timedelta(days=1), way)
        assert send_waiting(later) == Round()
    assert (row(sqlite, number).state, len(box.arrived)) == (MailState.IN_DOUBT, 1)


@pytest.mark.parametrize("delivers", ["yes", "no"], ids=["after it left", "before it left"])
def test_killed_between_claim_and_note(
    db: Database, store: Store, settings: Settings, now: datetime, delivers: str
) -> None:
    with db.write() as session:
        number = put(session, store, now)
    words = [str(settings.home), str(settings.config), db.url, now.isoformat(), delivers]
    ended = subprocess.run([sys.executable, "-c", KILLED, *words], check=False)
    assert ended.returncode == -9
    assert row(db, number).state is MailState.SENDING
    assert len(mails(settings)) == (1 if delivers == "yes" else 0)
    later = now + DOUBT
    folder = office_of(settings, db, store, later, EmlFolder(settings.outbox))
    assert send_waiting(folder) == Round(sent=1)
    assert len(mails(settings)) == 1


@pytest.mark.parametrize(
    ("delivers", "state", "arrived"),
    [
        pytest.param("marks", MailState.IN_DOUBT, 0, id="the end was marked: a person decides"),
        pytest.param("no", MailState.SENT, 1, id="no server can have it: sent again"),
    ],
)
def test_killed_before_a_server(
    db: Database,
    store: Store,
    settings: Settings,
    now: datetime,
    delivers: str,
    state: MailState,
    arrived: int,
) -> None:
    with db.write() as session:
        number = put(session, store, now)
    words = [str(settings.home), str(settings.config), db.url, now.isoformat(), delivers]
    subprocess.run([sys.executable, "-c", KILLED, *words], check=False)
    with mail_server() as box:
        way = SmtpServer("smtp", "127.0.0.1", box.port)
        office = office_of(settings, db, store, now + DOUBT, way)
        assert send_waiting(office) == Round(sent=arrived, in_doubt=1 - arrived)
        assert send_waiting(office) == Round()
    assert (row(db, number).state, len(box.arrived)) == (state, arrived)
