"""A fetch that is killed anywhere loses no mail and makes nothing twice: the next one goes on."""

import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.domain.booking import BookingState, Route
from adops.domain.creative import Code
from adops.domain.finding import Finding, Severity, Verdict
from adops.domain.incoming import IncomingKind, IncomingState
from adops.domain.period import at
from adops.domain.states import CreativeState
from adops.flows.desk import desk_of
from adops.flows.fetch_mail import fetch
from adops.flows.submit import Desk
from adops.gateways.imap import imap_server
from adops.models import Approval, Booking, Creative, IncomingMail, Mail
from adops.settings import Settings
from adops.store import Store
from tests.adops.flows.letters import SALES, ad, letter, picture_file
from tests.adops.gateways.imap_box import ImapBox, imap_box
from tests.factories import Factory

FRIDAY = date(2026, 11, 20)
COLOURS = ("white", "blue")
# Fetches, and kills itself when the place named is entered for the time that is given.
FETCHER = """
import os, sys
from datetime import datetime
from pathlib import Path
from adops import clock
from adops.db import Database
from adops.flows import fetch_mail, incoming, incoming_asks, incoming_files
from adops.flows.desk import desk_of
from adops.gateways.imap import imap_server
from adops.settings import Settings
from adops.store import Store, open_store
home, config, url, box, now, place, times = sys.argv[1:]
settings = Settings(env="test", home=Path(home), config=Path(config))
clock.clock.move_to(datetime.fromisoformat(now))
left = int(times)
def dying(call, after=False):
    def wrapped(*given, **named):
        global left
        left -= 1
        if left == 0 and not after:
            os.kill(os.getpid(), 9)
        result = call(*given, **named)
        if left == 0:
            os.kill(os.getpid(), 9)
        return result
    return wrapped
owners = {
    "put": (Store, "put", True),
    "take": (fetch_mail.incoming, "take", True),
    "handle": (fetch_mail, "handle_open", False),
    "drafts": (incoming, "make_drafts", True),
    "files": (incoming.incoming_files, "hand_in_files", False),
    "handed": (incoming_files, "hand_in", True),
    "answer": (incoming, "_answer", True),
    "ask": (incoming_asks.approvals, "request", True),
    "note": (incoming.incoming, "note", True),
}
if place in owners:
    owner, name, after = owners[place]
    setattr(owner, name, dying(getattr(owner, name), after))
print("ready", flush=True)
desk = desk_of(settings, Database(url), open_store(settings))
fetch_mail.fetch(desk, imap_server(box), lambda desk: fetch_mail.handle_open(desk))
"""


@pytest.fixture
def box() -> Iterator[ImapBox]:
    """Three package mails, one of them with two ads and files; an asked approval; one not ours."""
    both = ad() + ad(no="RLZ2", slot="新闻首页通栏1000*90")
    files = [picture_file(f"{number}.png", colour=one) for number, one in enumerate(COLOURS, 1)]
    with imap_box() as found:
        found.drop(
            letter(both, message_id="<1@x>", files=files),
            letter("开会", message_id="<2@x>", subject="开会"),
            letter("合同号：RLZ2 原因：急", message_id="<3@x>", subject="特批申请"),
            letter(ad(days="2026.12.20-2026.12.21"), message_id=None),
            letter(ad(no="RLZ404"), message_id="<5@x>"),
        )
        yield found


@pytest.fixture
def desk(db: Database, settings: Settings, store: Store, factory: Factory) -> Desk:
    clock.clock.move_to(at(FRIDAY, 9))
    finding = Finding(Code.SIZE_OVER_LIMIT, Severity.NEEDS_APPROVAL, 40_000, 30_720, "main")
    with db.write() as session:
        for name in ("财经首页顶部通栏", "新闻首页通栏"):
            factory.slot(session, station="hq", name=name, width=1000)
        one = factory.contract(session, no="RLZ12345")
        two = factory.contract(session, no="RLZ2")
        given: dict[str, Any] = {"route": Route.LOCAL, "sales_email": SALES}
        factory.booking(session, FRIDAY, FRIDAY, contract_id=one.id, **given)
        last = date(2026, 11, 29)
        asked = factory.booking(session, FRIDAY, last, contract_id=two.id, **given)
        factory.creative(
            session,
            asked,
            state=CreativeState.SUBMITTED,
            verdict=Verdict.NEEDS_APPROVAL,
            findings=[finding.as_data()],
            confirmed_at=None,
        )
    return desk_of(settings, db, store)


def killed(desk: Desk, settings: Settings, box: ImapBox, place: str, times: int) -> bool:
    """Whether the child was killed on its way; else it has done all."""
    words = [str(settings.home), str(settings.config), desk.database.url, box.url]
    command = [sys.executable, "-c", FETCHER, *words, clock.now().isoformat(), place, str(times)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        if place == "any":
            with suppress(subprocess.TimeoutExpired):
                child.wait(times / 1000)
            child.kill()
    assert child.returncode in {0, -signal.SIGKILL}
    return child.returncode != 0


def assert_each_once(desk: Desk) -> None:
    with desk.database.read() as session:
        mails = list(session.exec(select(IncomingMail).order_by("id")))
        drafts = list(session.exec(select(Booking).where(Booking.state == BookingState.DRAFT)))
        creatives = list(session.exec(select(Creative).where(Creative.submitted_by == "system")))
        approvals = list(session.exec(select(Approval)))
        answers = list(session.exec(select(Mail).where(Mail.kind == "package_answer")))
    assert Counter(one.kind for one in mails) == {
        IncomingKind.PACKAGE_ADS: 3,
        IncomingKind.APPROVAL: 1,
        IncomingKind.NOT_OURS: 1,
    }
    assert {one.state for one in mails} == {IncomingState.HANDLED}
    assert [one.sha256 is not None and desk.store.has(one.sha256) for one in mails] == [
        one.kind is not IncomingKind.NOT_OURS for one in mails
    ]
    assert (len(drafts), len(approvals), len(answers)) == (3, 1, 3)
    assert sorted(one.booking_id for one in creatives) == sorted(
        line["booking"]
        for one in mails
        for line in one.lines
        if line["creative"] and line["booking"]
    )
    assert len(creatives) == len(COLOURS)
    taken = [file["code"] for one in mails for file in one.files]
    assert taken == ["file.taken"] * len(COLOURS), "and told as what it is"


PLACES = [
    *(pytest.param("put", number, id=f"kept-{number}") for number in (1, 2)),
    *(pytest.param("take", number, id=f"taken-{number}") for number in (1, 3)),
    pytest.param("handle", 1, id="all-taken"),
    *(pytest.param("drafts", number, id=f"drafts-{number}") for number in (1, 2)),
    pytest.param("files", 1, id="before-files"),
    *(pytest.param("handed", number, id=f"file-{number}") for number in (1, 2)),
    *(pytest.param("answer", number, id=f"answer-{number}") for number in (1, 3)),
    pytest.param("ask", 1, id="asked"),
    *(pytest.param("note", number, id=f"noted-{number}") for number in (1, 2, 3)),
]


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("place", "times"), PLACES)
def test_killed_at(desk: Desk, settings: Settings, box: ImapBox, place: str, times: int) -> None:
    assert killed(desk, settings, box, place, times)
    fetch(desk, imap_server(box.url))
    assert_each_once(desk)


def test_killed_again_and_again_at_any_moment(desk: Desk, settings: Settings, box: ImapBox) -> None:
    moments = random.Random(20261120)
    for _ in range(5):
        killed(desk, settings, box, "any", moments.randrange(2500))
    fetch(desk, imap_server(box.url))
    assert_each_once(desk)
