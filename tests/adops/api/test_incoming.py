"""`/incoming`: listed, read, downloaded and settled by whose mails they are."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from adops import clock
from adops.domain.creative import Code
from adops.domain.finding import Finding, Severity, Verdict
from adops.domain.incoming import IncomingKind, IncomingState, Line
from adops.domain.people import SYSTEM
from adops.domain.period import local_day
from adops.domain.states import CreativeState
from adops.mail.incoming import read_envelope
from adops.models import Approval, IncomingMail
from adops.services import incoming
from adops.services.incoming import Found, Spot
from adops.store import Store
from tests.adops.api.conftest import House
from tests.adops.flows.letters import ad, letter, picture_file

HEAVY = Finding(Code.SIZE_OVER_LIMIT, Severity.NEEDS_APPROVAL, 40_000, 30_720, "main")
FILE = picture_file("通栏.png")


@pytest.fixture
def mails(house: House, store: Store) -> House:
    """1: an asked approval of 北京 that waits, with a file; 2: package ads of 上海, handled; 3: too
    large, of no station known, waits; 4: left alone. Creative 1 needs an approval."""
    day = local_day(clock.now()) + timedelta(days=5)
    given: list[tuple[IncomingKind, str | None, bytes]] = [
        (IncomingKind.APPROVAL, "bj", letter("特批", message_id="<1@x>", files=[FILE])),
        (IncomingKind.PACKAGE_ADS, "sh", letter(ad(), message_id="<2@x>")),
        (IncomingKind.UNREAD, None, letter("", message_id="<3@x>")),
        (IncomingKind.NOT_OURS, None, letter("", message_id="<4@x>", subject="开会")),
    ]
    with house.db.write() as session:
        booking = house.factory.booking(session, day, day, sales_email="sales@example.com")
        house.factory.creative(
            session,
            booking,
            state=CreativeState.SUBMITTED,
            verdict=Verdict.NEEDS_APPROVAL,
            findings=[HEAVY.as_data()],
            confirmed_at=None,
        )
        for uid, (kind, station, content) in enumerate(given, 1):
            kept = kind in {IncomingKind.APPROVAL, IncomingKind.PACKAGE_ADS}
            found = Found(
                key=f"<{uid}@x>",
                spot=Spot("ads@example.com", 1, uid),
                size=len(content),
                envelope=read_envelope(content),
                kind=kind,
                sha256=store.put(content) if kept else None,
                trouble="too_large" if kind is IncomingKind.UNREAD else None,
            )
            mail = incoming.take(session, found=found, by=SYSTEM, now=clock.now())
            if kept:
                waits = kind is IncomingKind.APPROVAL
                state = IncomingState.UNMATCHED if waits else IncomingState.HANDLED
                line = Line(1, "RLZ1", "ask.no_contract" if waits else "slot.unknown")
                incoming.note(
                    session,
                    mail,
                    state=state,
                    lines=[line],
                    station=station,
                    by=SYSTEM,
                    now=clock.now(),
                )
    return house


def ids(house: House, by: str, query: str = "") -> list[int]:
    answer = house.ask("GET", f"/incoming{query}", by=by)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


LISTS: list[tuple[str, str, list[int]]] = [
    ("ae", "", [4, 3, 1]),
    ("sh_ae", "", [4, 3, 2]),
    ("hq_ae", "", [4, 3, 2, 1]),
    ("ae", "?state=unmatched", [3, 1]),
    ("ae", "?kind=approval", [1]),
    ("ae", "?station=bj", [1]),
    ("ae", "?station=sh", []),
    ("ae", "?limit=1&cursor=4", [3]),
]


@pytest.mark.parametrize(("by", "query", "found"), LISTS)
def test_whose_mails_are_listed(mails: House, by: str, query: str, found: list[int]) -> None:
    assert ids(mails, by, query) == found


def test_one_in_words(mails: House) -> None:
    told: dict[str, Any] = mails.ask("GET", "/incoming/1", by="ae").json()
    assert (told["kind"], told["state"], told["station"]) == ("approval", "unmatched", "bj")
    assert (told["message_id"], told["sender"]) == ("<1@x>", "sales@example.com")
    assert told["sent_at"] == "2026-11-20T08:30:00+08:00" and told["kept"] is True
    (line,) = told["lines"]
    assert (line["outcome"], line["words"][:9]) == ("ask.no_contract", "看不出是哪个合同的")
    assert "邮件太大" in mails.ask("GET", "/incoming/3", by="ae").json()["trouble"]


def test_the_letter_and_its_files_are_downloads(mails: House) -> None:
    whole = mails.ask("GET", "/incoming/1/letter.eml", by="ae")
    file = mails.ask("GET", "/incoming/1/files/1", by="ae")
    assert whole.content.startswith(b"From: ") and file.content == FILE[1]
    for one in (whole, file):
        assert one.headers["content-type"] == "application/octet-stream"
        assert one.headers["content-disposition"].startswith("attachment;")
        assert "sandbox" in one.headers["content-security-policy"]
    for path in ("/incoming/1/files/2", "/incoming/3/letter.eml", "/incoming/3/files/1"):
        answer = mails.ask("GET", path, by="ae")
        assert (answer.status_code, answer.json()["code"]) == (404, "incoming.no_file")


@pytest.mark.parametrize("path", ["", "/letter.eml", "/files/1"])
def test_another_station_s_mail_is_not_read(mails: House, path: str) -> None:
    answer = mails.ask("GET", f"/incoming/1{path}", by="sh_ae")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission.denied")


def test_a_creative_is_named_for_it(mails: House) -> None:
    given = {"creative": 1, "reason": "客户不肯换"}
    refused = mails.ask("POST", "/incoming/1/ask", by="sh_ae", json=given)
    assert (refused.status_code, refused.json()["code"]) == (403, "permission.denied")
    answer = mails.ask("POST", "/incoming/1/ask", by="ae", json=given)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["state"], told["settled_by"], told["approval"]) == ("settled", "BJ001", 1)
    with mails.db.read() as session:
        approval = session.exec(select(Approval)).one()
    assert (approval.reason, approval.mail_message_id) == ("客户不肯换", "<1@x>")
    again = mails.ask("POST", "/incoming/1/ask", by="ae", json=given)
    assert (again.status_code, again.json()["code"]) == (409, "incoming.wrong_state")


def test_nothing_is_made_of_it_for_a_reason(mails: House) -> None:
    silent = mails.ask("POST", "/incoming/3/settle", by="ae", json={"why": " "})
    assert (silent.status_code, silent.json()["code"]) == (422, "reason.missing")
    told = mails.ask("POST", "/incoming/3/settle", by="ae", json={"why": "已在页面上提交"}).json()
    assert (told["state"], told["settled_why"]) == ("settled", "已在页面上提交")
    with mails.db.read() as session:
        assert session.get_one(IncomingMail, 3).state is IncomingState.SETTLED
    done = mails.ask("POST", "/incoming/2/settle", by="sh_ae", json={"why": "x"})
    assert (done.status_code, done.json()["code"]) == (409, "incoming.wrong_state")
