"""`/months` as finance and an AE use it: tokens, refusals, files (interfaces.md, API)."""

import asyncio
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlmodel import select

from adops import clock
from adops.api import evidence
from adops.db import Database
from adops.domain.people import Role
from adops.domain.period import at
from adops.models import ApiToken, Person, SlotCheck
from adops.server.app import build
from adops.services.accounts import hash_of
from adops.settings import Settings
from adops.store import Store
from checks.draw import Easel
from reports.month_routes import router
from tests.factories import Factory
from tests.recorded import record

FIRST = date(2026, 10, 12)
GAP = FIRST + timedelta(days=1)
BASE = "http://adops/api/v1/months/"
PDF = b"%PDF-1.7 a scan"
PEOPLE = ("ae", "finance", "stranger")


@dataclass
class Desk:
    """北京's October with one line of two days, the second not looked at."""

    app: FastAPI
    line: int

    def ask(self, method: str, path: str, who: str = "ae", **more: Any) -> httpx.Response:
        given = {"station": "bj"} | more.pop("params", {})
        params = {name: value for name, value in given.items() if value is not None}
        headers = {"Authorization": f"Bearer {who}"}

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                return await client.request(method, path, params=params, headers=headers, **more)

        return asyncio.run(asked())

    def explain(self) -> None:
        given = {"reasons": [{"days": [GAP.isoformat()], "reason": "system"}]}
        answer = self.ask("PATCH", f"2026-10/lines/{self.line}", json=given)
        assert answer.status_code == 200

    def confirm(self) -> dict[str, Any]:
        answer = self.ask("POST", "2026-10/confirm")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def desk(db: Database, store: Store, settings: Settings, factory: Factory) -> Desk:
    clock.clock.move_to(at(date(2026, 11, 2), 10))
    app = build([router, evidence.router], settings, db, store)
    with db.write() as session:
        booking = factory.booking(session, FIRST, GAP)
        look = factory.look(session, booking, FIRST, captured_at=at(FIRST, 9, 30))
        assert look.id
        people = {
            "ae": factory.person(session, staff_no="BJ001"),
            "finance": factory.person(session, Role.FINANCE, station="hq"),
            "stranger": factory.person(session, station="sh"),
        }
        for secret, person in people.items():
            session.add(token(secret, person))
        line = booking.id or 0
    return Desk(app, line)


def token(secret: str, person: Person) -> ApiToken:
    assert person.id is not None
    return ApiToken(person_id=person.id, hash=hash_of(secret), created_at=clock.now())


def test_the_month_is_read(desk: Desk) -> None:
    month = desk.ask("GET", "2026-10").json()
    assert (month["state"], month["revision"], month["complete"]) == ("open", 1, False)
    (line,) = month["lines"]
    assert line["id"] == desk.line
    assert [(day["day"], day["state"], day["known"]) for day in line["days"]] == [
        ("2026-10-12", "executed", "seen"),
        ("2026-10-13", "unverified", "no_look"),
    ]
    assert line["days"][0]["at"] == "2026-10-12T09:30:00+08:00"
    assert month["totals"]["amount_fen"] == 100_000


def test_refused_until_it_is_complete(desk: Desk) -> None:
    answer = desk.ask("POST", "2026-10/confirm")
    assert (answer.status_code, answer.json()["code"]) == (409, "month.incomplete")
    assert answer.json()["lines"][0]["missing"][0]["days"] == ["2026-10-13"]
    desk.explain()
    assert desk.confirm()["state"] == "confirmed"


def test_from_confirmation_over_a_return_to_acceptance(desk: Desk) -> None:
    desk.explain()
    desk.confirm()
    back = desk.ask("POST", "2026-10/return", "finance", json={"reason": "十三日请补截图"}).json()
    assert (back["revision"], back["state"]) == (2, "open")
    assert back["returned_before"] == "十三日请补截图"
    first = desk.ask("GET", "2026-10", params={"revision": 1}).json()
    assert (first["state"], first["return_reason"]) == ("returned", "十三日请补截图")
    form = {"kind": "day", "day": GAP.isoformat(), "note": "手工截图"}
    files = {"file": ("截图.pdf", PDF, "application/pdf")}
    proof = desk.ask("POST", f"2026-10/lines/{desk.line}/proofs", data=form, files=files)
    assert proof.status_code == 201
    assert proof.json()["kind"] == "day"
    assert desk.confirm()["totals"]["executed"] == 2
    accepted = desk.ask("POST", "2026-10/accept", "finance").json()
    assert accepted["state"] == "accepted"
    assert desk.ask("POST", "2026-10/return", "finance", json={"reason": "x"}).status_code == 409


def test_reasons_and_papers_are_taken_back(desk: Desk) -> None:
    desk.explain()
    form = {"kind": "screenshot"}
    files = {"file": ("截图.pdf", PDF, "application/pdf")}
    proof = desk.ask("POST", f"2026-10/lines/{desk.line}/proofs", data=form, files=files).json()
    gone = desk.ask("DELETE", f"2026-10/lines/{desk.line}/proofs/{proof['id']}")
    assert gone.status_code == 204
    withdrawn = {"withdraw": [GAP.isoformat()]}
    line = desk.ask("PATCH", f"2026-10/lines/{desk.line}", json=withdrawn).json()
    assert (line["proofs"], line["days"][1]["reason"]) == ([], None)


def test_one_wrong_reason_changes_nothing(desk: Desk) -> None:
    given = {
        "reasons": [
            {"days": [GAP.isoformat()], "reason": "system"},
            {"days": [FIRST.isoformat()], "reason": "system"},
        ]
    }
    answer = desk.ask("PATCH", f"2026-10/lines/{desk.line}", json=given)
    assert answer.json()["code"] == "month.day_executed"
    (line,) = desk.ask("GET", "2026-10").json()["lines"]
    assert [day["reason"] for day in line["days"]] == [None, None]


def test_the_workbook_is_the_one_that_was_signed(desk: Desk) -> None:
    draft = desk.ask("GET", "2026-10.xlsx")
    assert "草稿" in str(load_workbook(io.BytesIO(draft.content))["明细"]["A1"].value)
    desk.explain()
    sha256 = desk.confirm()["workbook"]
    signed = desk.ask("GET", "2026-10.xlsx", "finance")
    assert desk.ask("GET", "2026-10").json()["workbook"] == sha256
    assert signed.headers["content-type"].startswith("application/vnd.openxmlformats")
    named = unquote(signed.headers["content-disposition"])
    assert named == "attachment; filename*=UTF-8''月度财务确认-北京站-2026-10-第1稿.xlsx"


def test_a_paper_is_read_by_those_who_may_read_the_month(desk: Desk) -> None:
    files = {"file": ("截图.pdf", PDF, "application/pdf")}
    path = f"2026-10/lines/{desk.line}/proofs"
    sha256 = desk.ask("POST", path, data={"kind": "client"}, files=files).json()["sha256"]
    answers = {who: desk.ask("GET", f"../evidence/{sha256}", who) for who in PEOPLE}
    assert {who: answer.status_code for who, answer in answers.items()} == {
        "ae": 200,
        "finance": 200,
        "stranger": 404,
    }
    assert answers["finance"].content == PDF
    assert answers["finance"].headers["content-disposition"].startswith("attachment")


def test_the_pack_of_an_open_month_draws_what_is_not_drawn(
    desk: Desk, db: Database, store: Store, factory: Factory
) -> None:
    desk.app.state.draw_evidence = Easel(db, store).draw
    with db.write() as session:
        factory.booking(session, GAP, GAP, factory.slot(session, code="LJ-NEW"))
    record(db, store, at(GAP, 9, 30))
    names = ZipFile(io.BytesIO(desk.ask("GET", "2026-10.zip").content)).namelist()
    assert sum(name.endswith("-已执行.png") for name in names) == 2
    book = load_workbook(io.BytesIO(desk.ask("GET", "2026-10.xlsx").content))
    listed = [str(cell.value) for row in book["证明"] for cell in row if cell.value]
    assert sum(word.endswith("-已执行.png") for word in listed) == 2


def test_the_pack_is_an_archive(desk: Desk) -> None:
    files = {"file": ("截图.pdf", PDF, "application/pdf")}
    path = f"2026-10/lines/{desk.line}/proofs"
    desk.ask("POST", path, data={"kind": "client"}, files=files)
    answer = desk.ask("GET", "2026-10.zip")
    archive = ZipFile(io.BytesIO(answer.content))
    (name, listed) = archive.namelist()
    assert listed == "清单.csv"
    assert archive.read(name) == PDF


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        pytest.param("2026-13", 422, "month.not_a_month", id="no-month"),
        pytest.param("2026-10?revision=9", 404, "month.no_revision", id="no-revision"),
    ],
)
def test_named_errors(desk: Desk, path: str, status: int, code: str) -> None:
    path, _, revision = path.partition("?revision=")
    answer = desk.ask("GET", path, params={"revision": revision or None})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_does_not_add_up_is_said_in_words(desk: Desk) -> None:
    with desk.app.state.database.write() as session:
        look = session.exec(select(SlotCheck)).one()
        look.captured_at = at(FIRST, 8)
        session.add(look)
    desk.explain()
    answer = desk.ask("POST", "2026-10/confirm")
    (finding,) = answer.json()["findings"]
    assert finding["code"] == "month.look_of_other_day"
    assert "2026-10-11 的巡检记在 2026-10-12" in finding["message"]


@pytest.mark.parametrize(
    ("method", "path", "who", "more"),
    [
        pytest.param("GET", "2026-10", "stranger", {}, id="reading"),
        pytest.param("GET", "2026-10.xlsx", "stranger", {}, id="workbook"),
        pytest.param("GET", "2026-10.zip", "stranger", {}, id="pack"),
        pytest.param("POST", "2026-10/confirm", "stranger", {}, id="confirming"),
        pytest.param("POST", "2026-10/confirm", "finance", {}, id="finance-confirming"),
        pytest.param("POST", "2026-10/accept", "ae", {}, id="ae-accepting"),
        pytest.param("POST", "2026-10/return", "ae", {"json": {"reason": "x"}}, id="ae-returning"),
        pytest.param(
            "PATCH",
            "2026-10/lines/1",
            "finance",
            {"json": {"withdraw": ["2026-10-13"]}},
            id="lines",
        ),
        pytest.param("DELETE", "2026-10/lines/1/proofs/1", "stranger", {}, id="papers"),
    ],
)
def test_who_may_not(desk: Desk, method: str, path: str, who: str, more: dict[str, Any]) -> None:
    answer = desk.ask(method, path, who, **more)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission.denied")


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        pytest.param("GET", "2026-10", {"params": {"revision": 0}}, id="revision-0"),
        pytest.param("PATCH", "2026-10/lines/1", {"json": {}}, id="nothing-said"),
        pytest.param("PATCH", "2026-10/lines/1", {"json": {"why": 1}}, id="unknown-key"),
        pytest.param(
            "PATCH",
            "2026-10/lines/1",
            {"json": {"reasons": [{"days": ["2026-02-30"], "reason": "system"}]}},
            id="impossible-date",
        ),
        pytest.param("POST", "2026-10/return", {"json": {"reason": ""}}, id="return-without-words"),
        pytest.param("POST", "2026-10/lines/1/proofs", {"data": {"kind": "day"}}, id="no-file"),
    ],
)
def test_bad_requests_are_422(desk: Desk, method: str, path: str, more: dict[str, Any]) -> None:
    assert desk.ask(method, path, **more).status_code == 422


def test_the_station_is_asked_for(desk: Desk) -> None:
    assert desk.ask("GET", "2026-10", params={"station": None}).status_code == 422
