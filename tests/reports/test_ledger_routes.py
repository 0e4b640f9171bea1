"""`/ledgers` and `/outbox` over the application as it is served (interfaces.md, API)."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlmodel import select

from adops import clock
from adops.api import outbox as outbox_routes
from adops.db import Database
from adops.domain.people import Role
from adops.domain.period import at
from adops.domain.states import MailState
from adops.models import ApiToken, Mail, Person
from adops.server.app import build
from adops.services.accounts import hash_of
from adops.settings import Settings
from adops.store import Store
from reports import ledger_routes
from tests.factories import Factory

CUT = at(date(2026, 11, 20), 16)
WEEK = "/ledgers/2026-W47"


@dataclass
class Desk:
    """北京 after the cut of 2026-W47, with nothing registered."""

    app: FastAPI
    database: Database

    def ask(self, method: str, path: str, who: str = "ae", **params: Any) -> httpx.Response:
        given = {name: value for name, value in ({"station": "bj"} | params).items() if value}
        headers = {"Authorization": f"Bearer {who}"} if who else {}

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            base = "http://adops/api/v1"
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                return await client.request(method, base + path, params=given, headers=headers)

        return asyncio.run(asked())

    def note(self, state: MailState) -> Mail:
        with self.database.write() as session:
            mail = session.exec(select(Mail)).one()
            mail.state = state
            session.add(mail)
        return mail


@pytest.fixture
def desk(db: Database, store: Store, settings: Settings, factory: Factory) -> Desk:
    clock.clock.move_to(CUT + timedelta(minutes=5))
    with db.write() as session:
        hq = {"staff_no": "HQ001", "email": "hq001@example.com", "station": "hq"}
        people = {
            "hq": factory.person(session, Role.HQ_AE, **hq),
            "ae": factory.person(session),
            "sales": factory.person(session, Role.SALES),
            "elsewhere": factory.person(session, station="sh"),
        }
        for secret, person in people.items():
            session.add(token(secret, person))
    routers = [ledger_routes.router, outbox_routes.router]
    return Desk(build(routers, settings, db, store), db)


def token(secret: str, person: Person) -> ApiToken:
    assert person.id is not None
    return ApiToken(person_id=person.id, hash=hash_of(secret), created_at=clock.now())


def test_read_sent_and_refused_a_second_time(desk: Desk) -> None:
    running = desk.ask("GET", WEEK).json()
    assert (running["state"], running["cut"]) == ("running", "2026-11-20T16:00:00+08:00")
    sent = desk.ask("POST", f"{WEEK}/send").json()
    assert (sent["state"], sent["sent_at"][:16]) == ("sent", "2026-11-20T16:05")  # its clock runs
    again = desk.ask("POST", f"{WEEK}/send")
    assert (again.status_code, again.json()["code"]) == (409, "ledger.wrong_state")
    assert again.headers["content-type"].startswith("application/problem+json")


def test_the_workbook_before_and_as_sent(desk: Desk) -> None:
    draft = desk.ask("GET", f"{WEEK}.xlsx")
    assert "本周无特批" in str(load_workbook(io.BytesIO(draft.content)).worksheets[0]["A5"].value)
    name = unquote(draft.headers["content-disposition"].partition("''")[2])
    assert name == "地方站特殊审批记录表_北京站_2026-W47.xlsx"
    desk.ask("POST", f"{WEEK}/send")
    assert desk.ask("GET", f"{WEEK}.xlsx").content == draft.content


REFUSED: dict[str, tuple[Callable[[Desk], httpx.Response], int, str]] = {
    "before the cut": (
        lambda desk: desk.ask("POST", "/ledgers/2026-W48/send"),
        409,
        "ledger.before_cut",
    ),
    "no ISO week": (lambda desk: desk.ask("GET", "/ledgers/2026-47"), 422, "ledger.week"),
    "a week without a ledger": (
        lambda desk: desk.ask("GET", "/ledgers/2026-W08"),
        409,
        "ledger.no_ledger",
    ),
    "another station's AE": (
        lambda desk: desk.ask("GET", WEEK, "elsewhere"),
        403,
        "permission.denied",
    ),
    "sales": (lambda desk: desk.ask("GET", WEEK, "sales"), 403, "permission.denied"),
    "the HQ AE sends nothing": (
        lambda desk: desk.ask("POST", f"{WEEK}/send", "hq"),
        403,
        "permission.denied",
    ),
    "nobody": (lambda desk: desk.ask("GET", WEEK, ""), 401, "sign_in.needed"),
    "no such station": (
        lambda desk: desk.ask("GET", WEEK, station="xx"),
        403,
        "permission.denied",
    ),
    "never sent": (
        lambda desk: desk.ask("POST", f"{WEEK}/send", again="true"),
        409,
        "ledger.not_sent",
    ),
    "no such mail": (lambda desk: desk.ask("GET", "/outbox/99"), 404, "mail.unknown"),
}


@pytest.mark.parametrize(("call", "status", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(
    desk: Desk, call: Callable[[Desk], httpx.Response], status: int, code: str
) -> None:
    answer = call(desk)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    with desk.database.read() as session:
        assert session.exec(select(Mail)).all() == []


def test_sent_again_by_hand_in_the_outbox(desk: Desk) -> None:
    desk.ask("POST", f"{WEEK}/send")
    waiting = desk.ask("POST", f"{WEEK}/send", again="true")
    assert (waiting.status_code, waiting.json()["code"]) == (409, "mail.wrong_state")
    first = desk.note(MailState.SENT)
    assert desk.ask("POST", f"{WEEK}/send", again="true").status_code == 200
    third = desk.ask("POST", f"/outbox/{first.id}/resend")
    assert third.status_code == 201
    listed = desk.ask("GET", "/outbox", limit=2).json()
    assert [one["subject"][:4] for one in listed["items"]] == ["【重发】"] * 2
    rest = desk.ask("GET", "/outbox", cursor=listed["next"]).json()
    assert [(one["id"], one["state"]) for one in rest["items"]] == [(first.id, "sent")]
    assert rest["next"] is None
    whole = desk.ask("GET", f"/outbox/{first.id}").json()
    assert "本周无特批" in whole["text"]


def test_the_outbox_is_its_stations_own(desk: Desk) -> None:
    desk.ask("POST", f"{WEEK}/send")
    number = desk.note(MailState.SENT).id
    for who in ("elsewhere", "sales"):
        assert desk.ask("GET", "/outbox", who, station="").json()["items"] == []
        assert desk.ask("GET", f"/outbox/{number}", who).status_code == 403
        assert desk.ask("POST", f"/outbox/{number}/resend", who).status_code == 403
    assert len(desk.ask("GET", "/outbox", "hq").json()["items"]) == 1


def test_a_stopped_mail_goes_on_once_there_is_somebody(desk: Desk) -> None:
    desk.ask("POST", f"{WEEK}/send")
    with desk.database.write() as session:
        mail = session.exec(select(Mail)).one()
        mail.state, mail.to = MailState.STOPPED, []
        session.add(mail)
        person = session.exec(select(Person).where(Person.staff_no == "HQ001")).one()
        person.employed = False
        session.add(person)
    refused = desk.ask("POST", f"/outbox/{mail.id}/start")
    assert (refused.status_code, refused.json()["code"]) == (409, "mail.no_recipient")
    with desk.database.write() as session:
        person = session.exec(select(Person).where(Person.staff_no == "HQ001")).one()
        person.employed = True
        session.add(person)
    started = desk.ask("POST", f"/outbox/{mail.id}/start").json()
    assert (started["state"], started["to"]) == ("waiting", ["hq001@example.com"])


def test_a_mail_in_doubt_is_settled_by_a_person(desk: Desk) -> None:
    desk.ask("POST", f"{WEEK}/send")
    number = desk.note(MailState.IN_DOUBT).id
    assert desk.ask("POST", f"/outbox/{number}/sent", "sales").status_code == 403
    settled = desk.ask("POST", f"/outbox/{number}/sent").json()
    assert settled["state"] == "sent"
    assert settled["sent_at"].startswith("2026-11-20T16:05:")
    assert desk.ask("POST", f"/outbox/{number}/sent").status_code == 409
