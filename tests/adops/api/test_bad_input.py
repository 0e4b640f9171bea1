"""Every route × what can be wrong with what it is asked: status, the error's name, one Chinese
sentence in a problem document, and a house in which nothing has changed."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image
from sqlmodel import SQLModel

from adops import api, clock, web
from adops.db import Database
from adops.domain.booking import Route
from adops.domain.finding import Severity, Verdict
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.states import CreativeState
from adops.main import routers_of
from adops.server.app import build
from adops.services import accounts
from adops.settings import Settings
from adops.store import Store, open_store
from reports.routes import ROUTERS
from tests.adops.api.conftest import PEOPLE, House
from tests.factories import Factory

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
OPEN_TO_ALL = {"/api/v1/deadlines"}
BIG = 20 * 1024 * 1024 + 1
MAIL = {"mail": ("a.eml", b"From: a@example.com\nMessage-ID: <1@example.com>\n\nx", "")}
SHOT = {"picture": ("shot.png", b"x", "image/png")}
NO_MAIL = {"mail": ("a.eml", b"not a mail", "message/rfc822")}
LINK = {"click_url": "https://example.com/b"}
TODAYS, OF_HQ = "1-2026-11-20-start", "2-2026-11-23-start"
ORDER = {
    "contract_no": "RLZ99999",
    "slot": "NONE",
    "start": "2026-12-01",
    "end": "2026-12-02",
    "kind": "commercial",
}
SEARCHES = "/slots/LJ-T-008/place-searches"
SHUT = {"from": "2026-12-01", "reason": "x"}
NO_HIT = {"key": "0" * 64, "ruling": "false_alarm"}


@dataclass
class Scene:
    """The house, its store's folder, and who asks."""

    house: House
    home: Path

    def dump(self) -> dict[str, str]:
        """Every row of every table, and every file by its hash."""
        with self.house.db.read() as session:
            found = {
                table.name: repr(session.connection().execute(table.select()).all())
                for table in SQLModel.metadata.sorted_tables
            }
        files = (path for path in self.home.rglob("*") if path.is_file())
        return found | {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
            if "sqlite" not in path.name
        }


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Friday 2026-11-20 at 09:00: a running booking, one of HQ, October's, and their creatives."""
    home = tmp_path_factory.mktemp("home")
    settings = Settings(env="test", home=home, config=Path("config").absolute())
    database = Database(settings.database)
    SQLModel.metadata.create_all(database.engine)
    offset = clock.clock._offset
    clock.clock.move_to(at(FRIDAY, 9))
    factory, store, tokens = Factory(at(FRIDAY, 9)), open_store(settings), {}
    with database.write() as session:
        for name, given in PEOPLE.items():
            staff_no = factory.person(session, **given).staff_no
            tokens[name] = accounts.add_token(
                session, staff_no=staff_no, label="t", by=CONSOLE, now=clock.now()
            )
        _bookings(session, factory, store)
    routers = [*routers_of(api), *ROUTERS]
    app = build(routers, settings, database, store, pages=routers_of(web))
    with TestClient(app) as client:
        yield Scene(House(client, database, factory, tokens), home)
    clock.clock._offset = offset


def _bookings(session: Any, factory: Factory, store: Store) -> None:
    waiting: dict[str, Any] = {
        "state": CreativeState.SUBMITTED,
        "confirmed_at": None,
        "confirmed_by": None,
    }
    heavy = {"code": "size.over_limit", "severity": Severity.NEEDS_APPROVAL.value,
             "measured": 31_744, "allowed": 30_720, "where": "main"}  # fmt: skip
    sha256 = store.put(jpeg(31_744))
    sales: dict[str, Any] = {"sales_email": "sales@example.com"}
    running = factory.booking(session, FRIDAY, FRIDAY, **sales)
    factory.creative(session, running, sha256=store.put(jpeg(20_000)))  # 1, confirmed
    slot = factory.slot(session, station="hq")
    of_hq = factory.booking(
        session, MONDAY, MONDAY, slot, route=Route.HQ, station_placed="hq", **sales
    )
    factory.creative(  # 2, needs an approval
        session,
        of_hq,
        sha256=sha256,
        click_url="https://example.com/a",
        verdict=Verdict.NEEDS_APPROVAL,
        findings=[heavy],
        part={"size": 31_744},
        **waiting,
    )
    october = factory.booking(session, date(2026, 10, 12), date(2026, 10, 13))
    factory.look(session, october, date(2026, 10, 12))


def jpeg(size: int) -> bytes:
    buffer = BytesIO()
    Image.linear_gradient("L").resize((950, 90)).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue() + b"\0" * (size - buffer.tell())


def require_problem(answer: Response, status: int, code: str) -> None:
    """A problem document of that name with a Chinese sentence."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert {"type", "title"} <= body.keys()
    assert any("一" <= sign <= "鿿" for sign in body["detail"])


@dataclass(frozen=True)
class Case:
    """A request, who sends it, and the answer's status and name."""

    ask: str
    by: str
    status: int
    code: str
    given: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.ask} {self.by} {self.code}"


def case(ask: str, by: str, status: int, code: str, **given: Any) -> Case:
    return Case(ask, by, status, code, given)


def hand_in(by: str, status: int, code: str, **given: Any) -> Case:
    file = given.pop("file", ("tl.jpg", jpeg(20_000), "image/jpeg"))
    part = given.pop("part", "main")
    data = {"booking_id": 1, "click_url": "https://example.com/a", "copy": "云溪"} | given
    files = {part: file} if file else None
    return case("POST /creatives", by, status, code, data=data, files=files)


INVALID = "request.invalid"
CASES = [
    # deadlines
    case("GET /deadlines", "ae", 422, INVALID),
    case("GET /deadlines?on=2026-02-30", "ae", 422, INVALID),
    case("GET /deadlines?on=2026-11-20&route=moon", "ae", 422, INVALID),
    case("GET /deadlines?on=1949-01-01", "ae", 422, "calendar.out_of_range"),
    case("GET /deadlines?on=2026-01-02&to=2026-01-01", "ae", 422, "period.reversed"),
    # lists: unknown codes, impossible days, states and cursors
    *(
        case(f"GET {path}?{query}", "ae", status, code)
        for path in (
            "/pages",
            "/slots",
            "/rate-card",
            "/clients",
            "/people",
            "/audit",
            "/bookings",
            "/schedule",
            "/contracts",
            "/creatives",
            "/approvals",
            "/slot-checks",
            "/closures",
            "/outbox",
            "/incoming",
        )
        for query, status, code in (
            ("station=moon", 404, "station.unknown"),
            ("limit=0", 422, INVALID),
            ("limit=x", 422, INVALID),
        )
    ),
    *(
        case(f"GET {path}?state=moon", "ae", 422, INVALID)
        for path in ("/slots", "/bookings", "/creatives", "/approvals", "/slot-checks", "/outbox")
    ),
    case("GET /bookings?from=2026-02-30", "ae", 422, INVALID),
    case("GET /schedule?from=2026-02-30", "ae", 422, INVALID),
    case("GET /schedule?from=2026-11-02&to=2026-11-01", "ae", 422, "period.reversed"),
    case("GET /schedule?from=2026-11-01&to=2027-02-01", "ae", 422, "period.too_long"),
    case("GET /schedule?from=9999-12-31", "ae", 422, "calendar.out_of_range"),
    case("GET /schedule.xlsx?station=moon", "ae", 404, "station.unknown"),
    case("GET /schedule.xlsx?from=2026-11-01&to=2027-02-01", "ae", 422, "period.too_long"),
    case("GET /schedule.xlsx?contract=RLZ99999", "ae", 404, "contract.unknown"),
    case("GET /schedule.xlsx?contract=" + "R" * 65, "ae", 422, INVALID),
    case("GET /slots/NONE/trials", "ae", 404, "slot.unknown"),
    case("POST /slots/NONE/trials", "ae", 422, "field.missing"),
    case("POST /slots/NONE/live", "ae", 404, "slot.unknown"),
    case("POST /slots/NONE/draft", "ae", 404, "slot.unknown"),
    case("POST /slots/NONE/retire", "ae", 422, INVALID),
    case("POST /slots/NONE/retire", "ae", 404, "slot.unknown", json={"why": "改版"}),
    case("GET /slot-checks?on=tomorrow", "ae", 422, INVALID),
    case("GET /creatives?cursor=-1", "ae", 422, INVALID),
    case("GET /bookings/99", "ae", 404, "booking.unknown"),
    case("GET /bookings/1", "sh_ae", 403, "permission.denied"),
    case("GET /people", "sales", 403, "permission.denied"),
    case("GET /audit", "sales", 403, "permission.denied"),
    # contracts and bookings
    case("POST /contracts", "ae", 422, INVALID, json={}),
    case("POST /contracts", "ae", 422, "entry.unreadable", json={"no": "R 1", "name": "x"}),
    case("POST /contracts", "ae", 422, "entry.unreadable", json={"no": "R1", "name": " "}),
    case("POST /contracts", "finance", 403, "permission.denied", json={"no": "R1", "name": "x"}),
    case("POST /bookings", "ae", 422, INVALID, json={}),
    case("POST /bookings", "ae", 422, INVALID, json=ORDER | {"state": "running"}),
    case("POST /bookings", "ae", 422, INVALID, json=ORDER | {"net_fen": 1.5}),
    case("POST /bookings", "ae", 422, INVALID, json=ORDER | {"net_fen": -1}),
    case("POST /bookings", "ae", 422, INVALID, json=ORDER | {"start": "2026-02-30"}),
    case("POST /bookings", "ae", 422, "entry.unreadable", json=ORDER | {"discount": "2"}),
    case("POST /bookings", "ae", 422, "entry.unreadable", json=ORDER | {"end": "2026-11-30"}),
    case("POST /bookings", "ae", 422, "entry.unreadable", json=ORDER | {"landing_url": "x"}),
    case("POST /bookings", "ae", 404, "contract.unknown", json=ORDER),
    case("POST /bookings", "sh_ae", 403, "permission.denied", json=ORDER | {"station": "bj"}),
    case("POST /bookings", "sales", 403, "permission.denied", json=ORDER),
    case("POST /bookings/99/hold", "ae", 404, "booking.unknown"),
    case("POST /bookings/1/hold", "ae", 409, "booking.wrong_state"),
    case("POST /bookings/1/hold", "sh_ae", 403, "permission.denied"),
    case("POST /bookings/99/book", "ae", 404, "booking.unknown"),
    case("POST /bookings/1/book", "ae", 409, "booking.wrong_state"),
    case("POST /bookings/1/book", "sales", 403, "permission.denied"),
    case("POST /bookings/99/move", "ae", 404, "booking.unknown", json={}),
    case("POST /bookings/2/move", "ae", 409, "booking.unmoved", json={}),
    case("POST /bookings/2/move", "ae", 404, "slot.unknown", json={"slot": "NONE"}),
    case("POST /bookings/2/move", "ae", 422, INVALID, json={"net_fen": -1}),
    case("POST /bookings/2/move", "ae", 422, "period.reversed", json={"end": "2026-11-22"}),
    case("POST /bookings/1/move", "ae", 409, "booking.has_run", json={"start": "2026-12-01"}),
    case("POST /bookings/3/move", "ae", 409, "booking.wrong_state", json={"end": "2026-12-01"}),
    case("POST /bookings/2/move", "hq_ae", 403, "permission.denied", json={"end": "2026-12-01"}),
    case("POST /bookings/99/cancel", "ae", 404, "booking.unknown", json={"why": "x"}),
    case("POST /bookings/2/cancel", "ae", 422, "reason.missing", json={"why": " "}),
    case("POST /bookings/1/cancel", "ae", 409, "booking.last_day", json={"why": "x"}),
    case(
        "POST /bookings/2/cancel",
        "ae",
        409,
        "booking.cancelled_costs",
        json={"why": "x", "net_fen": 1},
    ),
    case(
        "POST /bookings/2/cancel",
        "ae",
        409,
        "booking.cancel_day",
        json={"why": "x", "from": "2020-01-01"},
    ),
    case("POST /bookings/2/cancel", "sales", 403, "permission.denied", json={"dry_run": True}),
    case("POST /bookings/99/make-good", "ae", 404, "booking.unknown"),
    case("POST /bookings/1/make-good", "ae", 409, "make_good.nothing_lost"),
    case("POST /bookings/1/make-good", "sales", 403, "permission.denied"),
    case("POST /bookings/99/pause", "ae", 404, "booking.unknown", json={"why": "x"}),
    case("POST /bookings/1/pause", "ae", 422, "reason.missing", json={"why": ""}),
    case("POST /bookings/2/pause", "ae", 409, "booking.wrong_state", json={"why": "x"}),
    case("POST /bookings/1/pause", "sales", 403, "permission.denied", json={"why": "x"}),
    case("POST /bookings/99/resume", "ae", 404, "booking.unknown", json={"why": "x"}),
    case("POST /bookings/1/resume", "ae", 409, "booking.wrong_state", json={"why": "x"}),
    # closures
    case("POST /closures", "ae", 422, INVALID, json={}),
    case("POST /closures", "ae", 422, "field.missing", json=SHUT),
    case("POST /closures", "ae", 404, "slot.unknown", json=SHUT | {"slot": "NONE"}),
    case("POST /closures", "ae", 404, "page.not_known", json=SHUT | {"page_id": 99}),
    case(
        "POST /closures",
        "ae",
        422,
        "period.reversed",
        json=SHUT | {"page_id": 1, "to": "2026-11-30"},
    ),
    case("POST /closures", "ae", 422, "reason.missing", json=SHUT | {"page_id": 1, "reason": " "}),
    case("POST /closures", "sh_ae", 403, "permission.denied", json=SHUT | {"page_id": 1}),
    case("POST /closures/99/reopen", "ae", 404, "closure.unknown", json={}),
    case("POST /closures/99/reopen", "ae", 422, INVALID, json={"from": "x"}),
    # creatives
    hand_in("ae", 422, INVALID, click_url="https://example.com/" + "a" * 1981),
    hand_in("ae", 422, INVALID, copy="云" * 2001),
    hand_in("ae", 404, "booking.unknown", booking_id=99),
    hand_in("ae", 422, "field.invalid", booking_id="x"),
    hand_in("ae", 422, "field.invalid", booking_id="9" * 20),
    hand_in("ae", 422, "field.invalid", go_live="2026-02-30"),
    hand_in("ae", 409, "creative.go_live_outside", go_live="2027-01-01"),
    hand_in("ae", 422, "field.unknown", colour="red"),
    hand_in("ae", 422, "part.unknown", part="left"),
    hand_in("ae", 422, "field.missing", file=None),
    hand_in("ae", 413, "upload.too_large", file=("a.jpg", b"\0" * BIG, "image/jpeg")),
    hand_in("ae", 409, "booking.over", booking_id=3, file=("b.jpg", jpeg(20_001), "image/jpeg")),
    hand_in("sh_ae", 403, "permission.denied"),
    hand_in("finance", 403, "permission.denied"),
    case("POST /creatives", "ae", 415, "body.not_form", json={"booking_id": 1}),
    case(
        "POST /creatives",
        "ae",
        422,
        "body.unreadable",
        content=b"nonsense",
        headers={"Content-Type": "multipart/form-data"},
    ),
    case("GET /creatives/99", "ae", 404, "creative.unknown"),
    case("GET /creatives/x", "ae", 422, INVALID),
    case("GET /creatives/1", "sh_ae", 403, "permission.denied"),
    case("POST /creatives/99/confirm", "ae", 404, "creative.unknown", json={}),
    case("POST /creatives/1/confirm", "ae", 409, "creative.wrong_state", json={}),
    case("POST /creatives/2/confirm", "ae", 409, "approval.open", json={}),
    case("POST /creatives/2/confirm", "sh_ae", 403, "permission.denied", json={}),
    case("POST /creatives/2/confirm", "ae", 422, INVALID, content=b"{", headers={}),
    case("POST /creatives/2/confirm", "ae", 422, INVALID, json={"late_reason": "x" * 501}),
    case("POST /creatives/99/reject", "ae", 404, "creative.unknown", json={"why": "x"}),
    case("POST /creatives/2/reject", "ae", 403, "permission.denied", json={"why": "x"}),
    case("POST /creatives/2/reject", "hq_ae", 422, INVALID, json={"why": ""}),
    case("POST /creatives/2/reject", "hq_ae", 422, "reason.missing", json={"why": " "}),
    case("POST /creatives/2/reject", "hq_ae", 422, INVALID, json={}),
    case("POST /creatives/99/withdraw", "ae", 404, "creative.unknown", json={"why": "x"}),
    case("POST /creatives/2/withdraw", "sh_ae", 403, "permission.denied", json={"why": "x"}),
    case("POST /creatives/99/take-suggestion", "ae", 404, "creative.unknown"),
    case("POST /creatives/x/take-suggestion", "ae", 422, INVALID),
    case("POST /creatives/1/take-suggestion", "ae", 409, "suggestion.none"),
    case("POST /creatives/2/take-suggestion", "sh_ae", 403, "permission.denied"),
    case("POST /creatives/2/take-suggestion", "finance", 403, "permission.denied"),
    case("POST /creatives/99/link", "ae", 404, "creative.unknown", json=LINK),
    case("POST /creatives/1/link", "sh_ae", 403, "permission.denied", json=LINK),
    case("POST /creatives/1/link", "ae", 422, INVALID, json={}),
    case("POST /creatives/99/unconfirm", "ae", 404, "creative.unknown"),
    case("POST /creatives/2/unconfirm", "ae", 409, "creative.wrong_state"),
    case("POST /creatives/2/unconfirm", "sh_ae", 403, "permission.denied"),
    case("POST /slots/NONE/versions", "ae", 404, "slot.unknown", json={"valid_from": "2026-12-01"}),
    case("POST /slots/NONE/versions", "ae", 422, INVALID, json={}),
    # words of creatives
    case("GET /creatives/99/hits", "ae", 404, "creative.unknown"),
    case("GET /creatives/1/hits", "sh_ae", 403, "permission.denied"),
    case("POST /creatives/99/decisions", "ae", 404, "creative.unknown", data=NO_HIT),
    case("POST /creatives/2/decisions", "ae", 404, "content.hit_unknown", data=NO_HIT),
    case("POST /creatives/2/decisions", "sales", 403, "permission.denied", data=NO_HIT),
    case("POST /creatives/2/decisions", "ae", 422, INVALID, data=NO_HIT | {"ruling": "moon"}),
    case("POST /creatives/2/decisions", "ae", 422, INVALID, data={"ruling": "mend"}),
    case("POST /creatives/99/copy", "ae", 404, "creative.unknown", json={"copy": "x"}),
    case("POST /creatives/1/copy", "ae", 409, "creative.wrong_state", json={"copy": "x"}),
    case("POST /creatives/2/copy", "sh_ae", 403, "permission.denied", json={"copy": "x"}),
    case("POST /creatives/2/copy", "ae", 422, "field.missing", json={"copy": " "}),
    case("POST /creatives/2/copy", "ae", 409, "content.nothing_read", json={}),
    case("POST /creatives/2/copy", "ae", 422, INVALID, json={"copy": "x" * 5001}),
    # approvals: number 1 is asked for and open
    case("POST /creatives/99/approvals", "ae", 404, "creative.unknown", json={"reason": "x"}),
    case("POST /creatives/1/approvals", "ae", 409, "creative.wrong_state", json={"reason": "x"}),
    case("POST /creatives/2/approvals", "finance", 403, "permission.denied", json={"reason": "x"}),
    case("POST /creatives/2/approvals", "ae", 422, INVALID, json={"reason": ""}),
    case("POST /creatives/2/approvals", "sales", 409, "approval.open", json={"reason": "x"}),
    case("POST /approvals/99/register", "ae", 404, "approval.unknown"),
    case("POST /approvals/1/register", "sales", 403, "permission.denied", files=MAIL),
    case("POST /approvals/99/register", "ae", 404, "approval.unknown", files=MAIL),
    case("POST /approvals/1/register", "ae", 422, "mail.unreadable", files=NO_MAIL),
    case("POST /approvals/1/register", "ae", 422, "field.invalid", data={"kind": "moon"}),
    case("POST /approvals/1/register", "ae", 422, "field.invalid", data={"mail": "words"}),
    case("POST /approvals/1/register", "ae", 422, "field.invalid", data={"reason": "x" * 1001}),
    case("POST /approvals/1/register", "ae", 422, "field.unknown", data={"why": "x"}),
    case("POST /approvals/1/register", "ae", 422, "field.invalid", json={"kind": "moon"}),
    case("POST /approvals/1/register", "ae", 422, "field.invalid", json={"mail": "words"}),
    case("POST /approvals/1/register", "ae", 422, "field.unknown", json={"why": "x"}),
    case("POST /approvals/1/register", "ae", 422, "body.unreadable", json=["x"]),
    case(
        "POST /approvals/1/register",
        "ae",
        415,
        "body.not_form",
        content=b"x",
        headers={"Content-Type": "text/plain"},
    ),
    case("POST /approvals/99/approve", "hq_ae", 404, "approval.unknown", json={}),
    case("POST /approvals/1/approve", "hq_ae", 409, "approval.wrong_state", json={}),
    case("POST /approvals/1/approve", "sales", 403, "permission.denied", json={}),
    case("POST /approvals/99/refuse", "hq_ae", 404, "approval.unknown", json={"why": "x"}),
    case("POST /approvals/1/refuse", "hq_ae", 422, "reason.missing", json={"why": ""}),
    case("POST /approvals/1/refuse", "sh_ae", 403, "permission.denied", json={"why": "x"}),
    case("POST /approvals/99/correct", "ae", 404, "approval.unknown", json={"reason": "x"}),
    case("POST /approvals/1/correct", "ae", 409, "approval.wrong_state", json={"reason": "x"}),
    case("POST /approvals/1/correct", "ae", 422, INVALID, json={"kind": "moon"}),
    case("POST /approvals/99/withdraw", "ae", 404, "approval.unknown", json={"why": "x"}),
    case("POST /approvals/1/withdraw", "finance", 403, "permission.denied", json={"why": "x"}),
    case("POST /approvals/1/withdraw", "sales", 422, "reason.missing", json={"why": " "}),
    case("POST /approvals/1/withdraw", "sales", 422, INVALID),
    # checks and evidence
    case("POST /check-runs", "ae", 404, "station.unknown", json={"station": "moon"}),
    case("POST /check-runs", "ae", 404, "slot.unknown", json={"slots": ["NONE"]}),
    case(
        "POST /check-runs", "ae", 409, "check.other_day", json={"station": "bj", "on": "2026-11-19"}
    ),
    case("POST /check-runs", "ae", 422, INVALID, json={"on": "2026-02-30"}),
    case("POST /check-runs", "ae", 422, INVALID, json={"stations": ["bj"]}),
    case("POST /check-runs", "sh_ae", 403, "permission.denied", json={"station": "bj"}),
    case("GET /check-runs/99", "ae", 404, "check.unknown"),
    case("POST /check-runs/99/cancel", "ae", 404, "check.unknown"),
    case("POST /check-runs/0/cancel", "ae", 422, INVALID),
    case("POST /slot-checks/99/decide", "ae", 404, "look.unknown", json={"decision": "seen"}),
    case("POST /slot-checks/99/decide", "ae", 422, INVALID, json={"decision": "moon"}),
    case("GET /anomalies/99", "ae", 404, "anomaly.unknown"),
    case("GET /anomalies?state=moon", "ae", 422, INVALID),
    case("GET /anomalies?from=yesterday", "ae", 422, INVALID),
    case("POST /anomalies/99/triage", "ae", 404, "anomaly.unknown", json={"size": "right"}),
    case("POST /anomalies/99/triage", "ae", 422, INVALID, json={"size": "moon"}),
    case("POST /anomalies/99/triage", "ae", 422, INVALID, json={"colour": "right"}),
    case("POST /anomalies/99/escalate", "ae", 404, "anomaly.unknown"),
    case("POST /anomalies/99/resolve", "ae", 404, "anomaly.unknown", json={"reason": "x"}),
    case("POST /anomalies/99/resolve", "ae", 422, INVALID, json={"reason": ""}),
    case("POST /slot-checks/99/undecide", "ae", 404, "look.unknown", json={}),
    case("POST /slot-checks/99/undecide", "ae", 422, INVALID, json={"booking_id": "x"}),
    case("GET /hand-checks?station=sh", "ae", 403, "permission.denied"),
    case("GET /hand-checks?station=" + "x" * 17, "ae", 422, INVALID),
    case("POST /hand-checks", "ae", 422, INVALID, data={"slot": "NONE", "shows": "vacant"}),
    *(
        case("POST /hand-checks", who, status, code, data=data, files=SHOT)
        for who, status, code, data in (
            ("ae", 404, "slot.unknown", {"slot": "NONE", "shows": "as_booked"}),
            ("ae", 422, INVALID, {"slot": "NONE", "shows": "moon"}),
            ("ae", 422, INVALID, {"slot": "NONE", "shows": "vacant", "booking_id": "x"}),
            ("ae", 422, INVALID, {"slot": "NONE", "shows": "vacant", "note": "x" * 501}),
        )
    ),
    # places on a page, its steps, house ads
    *(
        case(f"{ask.format(slot)}", "ae", status, code, **({"json": body} if body else {}))
        for slot, status, code in (("NONE", 404, "slot.unknown"), ("x" * 65, 422, INVALID))
        for ask, body in (
            ("GET /slots/{}/place-searches", None),
            ("GET /slots/{}/place-searches/1", None),
            ("POST /slots/{}/place-searches", {"selector": "#ad"}),
            ("POST /slots/{}/place-searches/1/cancel", None),
            ("POST /slots/{}/place-searches/1/take", {"place": 1}),
            ("POST /slots/{}/place-searches/1/undo", None),
        )
    ),
    *(
        case(f"{ask}", "ae", status, code, **({"json": body} if body else {}))
        for number, status, code in (("99", 404, "slot.search_unknown"), ("moon", 422, INVALID))
        for ask, body in (
            (f"GET {SEARCHES}/{number}", None),
            (f"POST {SEARCHES}/{number}/cancel", None),
            (f"POST {SEARCHES}/{number}/take", {"place": 1}),
            (f"POST {SEARCHES}/{number}/undo", None),
        )
    ),
    case(f"POST {SEARCHES}", "sh_ae", 403, "permission.denied", json={}),
    case(f"POST {SEARCHES}", "ae", 422, INVALID, json={"selector": "x" * 501}),
    case(f"POST {SEARCHES}", "ae", 422, INVALID, json={"colour": "red"}),
    case(f"POST {SEARCHES}/1/cancel", "sh_ae", 403, "permission.denied"),
    case(f"POST {SEARCHES}/1/take", "sh_ae", 403, "permission.denied", json={"place": 1}),
    case(f"POST {SEARCHES}/1/take", "ae", 422, INVALID, json={"place": 0}),
    case(f"POST {SEARCHES}/1/undo", "sh_ae", 403, "permission.denied"),
    case("GET /pages/99/steps", "ae", 404, "page.missing"),
    case("GET /pages/moon/steps", "ae", 422, INVALID),
    case("PUT /pages/99/steps", "ae", 404, "page.missing", json={"steps": []}),
    case("PUT /pages/1/steps", "sh_ae", 403, "permission.denied", json={"steps": []}),
    *(
        case("PUT /pages/1/steps", "ae", 422, code, json={"steps": steps})
        for code, steps in (
            (INVALID, "moon"),
            (INVALID, [{"click": 1}]),
            ("steps.kind", [{"hover": "#a"}]),
            ("steps.unknown", [{"click": "#a", "seconds": "3"}]),
            ("steps.no_selector", [{"click": " "}]),
            ("steps.value", [{"click": "#a", "value": "x"}]),
            ("steps.both", [{"fill": "#a", "value": "x", "secret": "ADOPS_STEP_X"}]),
            ("steps.secret", [{"fill": "#a", "secret": "ADOPS_SECRET_KEY"}]),
            ("steps.too_long", [{"click": "x" * 501}]),
            ("steps.too_many", [{"click": "#a"}] * 11),
        )
    ),
    case("GET /house-ads?station=sh", "ae", 403, "permission.denied"),
    case("GET /house-ads?station=" + "x" * 17, "ae", 422, INVALID),
    case("POST /house-ads", "ae", 422, INVALID, json={}),
    case("POST /house-ads", "ae", 404, "look.unknown", json={"look_id": 99}),
    case("POST /house-ads", "sh_ae", 403, "permission.denied", json={"look_id": 1}),
    case("POST /house-ads", "ae", 409, "house.nothing_shown", json={"look_id": 1}),
    case("POST /house-ads/99/remove", "ae", 404, "house.unknown"),
    case("POST /house-ads/moon/remove", "ae", 422, INVALID),
    case("GET /slot-checks/99/picture", "ae", 404, "look.unknown"),
    case("GET /slot-checks/99/proofs/1", "ae", 404, "look.unknown"),
    case(f"GET /evidence/{'a' * 64}", "ae", 404, "evidence.missing"),
    case("GET /evidence/moon", "ae", 422, INVALID),
    # execution and swaps: booking 2 of HQ starts on Monday without a confirmed creative
    case("GET /executions?due=moon", "ae", 422, INVALID),
    case("GET /executions?station=moon", "ae", 404, "station.unknown"),
    case("GET /swaps?state=moon", "ae", 422, INVALID),
    *(
        case(f"POST {path.format(item)}", "ae", status, code, **({"json": body} if body else {}))
        for path, body in (
            ("/executions/{}/configured", {"sizes": {}}),
            ("/executions/{}/live", None),
            ("/executions/{}/undo", None),
            ("/executions/{}/late-report", {"reason": "system"}),
            ("/executions/{}/lift", {"reason": "核实"}),
            ("/swaps/{}/done", None),
        )
        for item, status, code in (
            ("moon", 422, INVALID),
            ("99-2026-11-23-start", 404, "execution.unknown"),
            ("1-2026-11-21-start", 404, "execution.unknown"),
        )
    ),
    case(f"POST /executions/{OF_HQ}/configured", "sales", 403, "permission.denied", json={}),
    case(f"POST /executions/{OF_HQ}/configured", "hq_ae", 409, "execution.wrong_state", json={}),
    case(f"POST /executions/{OF_HQ}/configured", "hq_ae", 422, INVALID, json={"sizes": 7}),
    case(f"POST /executions/{OF_HQ}/live", "hq_ae", 409, "execution.wrong_state"),
    case(f"POST /executions/{TODAYS}/live", "sh_ae", 403, "permission.denied"),
    case(f"POST /executions/{TODAYS}/undo", "sh_ae", 403, "permission.denied"),
    case(f"POST /executions/{TODAYS}/undo", "ae", 409, "execution.mark_stands"),
    case(
        f"POST /executions/{TODAYS}/configured",
        "ae",
        422,
        "execution.size",
        json={"sizes": {"main": "wide"}},
    ),
    case(
        f"POST /executions/{TODAYS}/configured",
        "ae",
        422,
        "part.unknown",
        json={"sizes": {"left": "1×1"}},
    ),
    case(
        f"POST /executions/{TODAYS}/late-report",
        "ae",
        409,
        "execution.wrong_state",
        json={"reason": "system"},
    ),
    case(f"POST /executions/{TODAYS}/late-report", "ae", 422, INVALID, json={"note": "x" * 1001}),
    case(f"POST /executions/{TODAYS}/lift", "ae", 403, "permission.denied", json={"reason": "x"}),
    case(f"POST /executions/{TODAYS}/lift", "hq_ae", 422, INVALID, json={"reason": ""}),
    case(f"POST /swaps/{TODAYS}/done", "ae", 404, "execution.unknown"),
    # ledgers and months
    *(
        case(f"{ask}?{query}", "ae", status, code)
        for ask, by_week in (
            ("GET /ledgers/{}", True),
            ("GET /ledgers/{}.xlsx", True),
            ("POST /ledgers/{}/send", True),
            ("GET /months/{}", False),
            ("GET /months/{}.xlsx", False),
            ("GET /months/{}.zip", False),
            ("POST /months/{}/confirm", False),
        )
        for ask, query, status, code in (
            (ask.format("2026-W47" if by_week else "2026-10"), "", 422, INVALID),
            (
                ask.format("moon"),
                "station=bj",
                422,
                "ledger.week" if by_week else "month.not_a_month",
            ),
            (
                ask.format("2026-W47" if by_week else "2026-10"),
                "station=sh",
                403,
                "permission.denied",
            ),
        )
    ),
    case("GET /ledgers/2026-W47?station=moon", "admin", 404, "station.unknown"),
    case("POST /ledgers/2026-W47/send?station=bj", "ae", 409, "ledger.before_cut"),
    case("POST /ledgers/2026-W46/send?station=bj&again=true", "ae", 409, "ledger.not_sent"),
    case("GET /months/2026-10?station=bj&revision=9", "ae", 404, "month.no_revision"),
    case("POST /months/2026-11/confirm?station=bj", "ae", 409, "month.not_over"),
    case("POST /months/2026-10/confirm?station=bj", "ae", 409, "month.incomplete"),
    case("POST /months/2026-10/confirm?station=bj", "finance", 403, "permission.denied"),
    case("POST /months/2026-10/accept?station=bj", "finance", 409, "month.wrong_state"),
    case("POST /months/2026-10/accept?station=bj", "ae", 403, "permission.denied"),
    case(
        "POST /months/2026-10/return?station=bj",
        "finance",
        409,
        "month.wrong_state",
        json={"reason": "x"},
    ),
    case("POST /months/2026-10/return?station=bj", "finance", 422, INVALID, json={"reason": ""}),
    case(
        "PATCH /months/2026-10/lines/99?station=bj",
        "ae",
        404,
        "month.line_unknown",
        json={"withdraw": ["2026-10-12"]},
    ),
    case("PATCH /months/2026-10/lines/3?station=bj", "ae", 422, INVALID, json={}),
    case(
        "PATCH /months/2026-10/lines/3?station=bj",
        "ae",
        422,
        "month.reason_unknown",
        json={"reasons": [{"days": ["2026-10-13"], "reason": "moon"}]},
    ),
    case(
        "PATCH /months/2026-10/lines/3?station=bj",
        "ae",
        409,
        "month.day_executed",
        json={"reasons": [{"days": ["2026-10-12"], "reason": "missed"}]},
    ),
    case(
        "PATCH /months/2026-10/lines/3?station=bj",
        "ae",
        422,
        "month.day_outside",
        json={"reasons": [{"days": ["2026-10-20"], "reason": "missed"}]},
    ),
    case(
        "POST /months/2026-10/lines/3/proofs?station=bj",
        "ae",
        415,
        "paper.type_unknown",
        data={"kind": "client"},
        files={"file": ("a.exe", b"MZ", "application/pdf")},
    ),
    case(
        "POST /months/2026-10/lines/3/proofs?station=bj",
        "ae",
        422,
        "file.empty",
        data={"kind": "client"},
        files={"file": ("a.pdf", b"", "application/pdf")},
    ),
    case(
        "POST /months/2026-10/lines/3/proofs?station=bj",
        "ae",
        422,
        INVALID,
        data={"kind": "moon"},
        files={"file": ("a.pdf", b"%PDF-1.4", "application/pdf")},
    ),
    case(
        "POST /months/2026-10/lines/3/proofs?station=bj",
        "ae",
        413,
        "upload.too_large",
        data={"kind": "client"},
        files={"file": ("a.pdf", b"\0" * BIG, "application/pdf")},
    ),
    case(
        "POST /months/2026-10/lines/99/proofs?station=bj",
        "ae",
        404,
        "month.line_unknown",
        data={"kind": "client"},
        files={"file": ("a.pdf", b"%PDF-1.4 new", "application/pdf")},
    ),
    case(
        "POST /months/2026-10/lines/3/proofs?station=bj",
        "ae",
        422,
        "month.day_missing",
        data={"kind": "day"},
        files={"file": ("a.pdf", b"%PDF-1.4 new", "application/pdf")},
    ),
    case("DELETE /months/2026-10/lines/3/proofs/99?station=bj", "ae", 404, "month.proof_unknown"),
    # outbox
    case("GET /outbox?kind=moon", "ae", 422, INVALID),
    case("GET /outbox?from=2026-02-30", "ae", 422, INVALID),
    case("GET /outbox?from=2026-11-02&to=2026-11-01", "ae", 422, "period.reversed"),
    case("GET /outbox?q=" + "x" * 101, "ae", 422, INVALID),
    case("GET /outbox.xlsx?station=moon", "ae", 404, "station.unknown"),
    case("GET /outbox.xlsx?from=2026-11-02&to=2026-11-01", "ae", 422, "period.reversed"),
    case("GET /outbox.xlsx", "sales", 403, "permission.denied"),
    case("GET /outbox/99", "ae", 404, "mail.unknown"),
    case("POST /outbox/99/resend", "ae", 404, "mail.unknown"),
    case("POST /outbox/99/sent", "ae", 404, "mail.unknown"),
    case("POST /outbox/99/start", "ae", 404, "mail.unknown"),
    case("POST /outbox/x/sent", "ae", 422, INVALID),
    # incoming mails
    case("GET /incoming?state=moon", "ae", 422, INVALID),
    case("GET /incoming?kind=moon", "ae", 422, INVALID),
    case("GET /incoming", "sales", 403, "permission.denied"),
    case("GET /incoming/99", "ae", 404, "incoming.unknown"),
    case("GET /incoming/99/letter.eml", "ae", 404, "incoming.unknown"),
    case("GET /incoming/99/files/1", "ae", 404, "incoming.unknown"),
    case("GET /incoming/1/files/0", "ae", 422, INVALID),
    case("POST /incoming/99/ask", "ae", 404, "incoming.unknown", json={"creative": 2}),
    case("POST /incoming/99/ask", "ae", 422, INVALID, json={}),
    case("POST /incoming/99/settle", "ae", 404, "incoming.unknown", json={"why": "x"}),
    case("POST /incoming/99/settle", "ae", 422, INVALID, json={"why": "x" * 1001}),
    # no such address
    case("GET /nowhere", "ae", 404, "http.404"),
    case("DELETE /creatives/1", "ae", 405, "http.405"),
]


@pytest.fixture(scope="module")
def asked_for(scene: Scene) -> Scene:
    """Approval 1 is asked for."""
    answer = scene.house.ask("POST", "/creatives/2/approvals", by="sales", json={"reason": "急"})
    assert answer.status_code == 201, answer.text
    return scene


@pytest.mark.parametrize("one", CASES, ids=str)
def test_is_refused_by_name_and_changes_nothing(asked_for: Scene, one: Case) -> None:
    before = asked_for.dump()
    method, path = one.ask.split(" ")
    answer = asked_for.house.ask(method, path, by=one.by, **one.given)
    require_problem(answer, one.status, one.code)
    assert asked_for.dump() == before


def routes(scene: Scene) -> list[tuple[str, str]]:
    described = scene.house.client.get("/api/openapi.json").json()
    return [
        (method.upper(), path)
        for path, operations in described["paths"].items()
        for method in operations
    ]


def filled(path: str) -> str:
    known = {"week": "2026-W47", "month": "2026-10", "sha256": "a" * 64, "item_id": TODAYS}
    for name, value in known.items():
        path = path.replace(f"{{{name}}}", value)
    while "{" in path:
        path = path[: path.index("{")] + "1" + path[path.index("}") + 1 :]
    return f"{path}?station=bj"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        pytest.param({}, "sign_in.needed", id="nobody"),
        pytest.param({"Authorization": "Bearer adops_none"}, "token.refused", id="no such token"),
        pytest.param({"Authorization": "Basic YTpi"}, "token.refused", id="no bearer"),
    ],
)
def test_no_route_answers_strangers(scene: Scene, headers: dict[str, str], code: str) -> None:
    before = scene.dump()
    found = routes(scene)
    assert len(found) > 40
    for method, path in found:
        if path in OPEN_TO_ALL:
            continue
        answer = scene.house.client.request(method, filled(path), headers=headers)
        require_problem(answer, 401, code)
        assert answer.headers["www-authenticate"] == "Bearer"
    assert scene.dump() == before


def test_every_route_is_in_the_table(scene: Scene) -> None:
    asked = {one.ask.partition("?")[0] for one in CASES}
    fixed = {"/api/v1/stations"}  # takes nothing that could be wrong
    missing = [
        f"{method} {path}"
        for method, path in routes(scene)
        if path not in fixed and not any(_is_of(one, method, path) for one in asked)
    ]
    assert missing == []


def _is_of(ask: str, method: str, path: str) -> bool:
    asked_method, _, asked_path = ask.partition(" ")
    here, there = f"/api/v1{asked_path}".split("/"), path.split("/")
    return (
        asked_method == method
        and len(here) == len(there)
        and all(
            mine == theirs or (theirs.startswith("{") and mine.endswith(theirs.partition("}")[2]))
            for mine, theirs in zip(here, there, strict=True)
        )
    )


def test_a_database_that_is_away_is_503(scene: Scene) -> None:
    house = scene.house
    broken = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    app: Any = house.client.app
    app.state.database = broken
    try:
        answer = house.ask("GET", "/bookings", by="ae")
    finally:
        app.state.database = house.db
    require_problem(answer, 503, "database.unreachable")


def test_what_nobody_foresaw_is_a_problem_document_too(scene: Scene) -> None:
    app: Any = scene.house.client.app
    client = TestClient(app, raise_server_exceptions=False)
    app.state.database = None
    try:
        answer = client.get("/api/v1/bookings", headers={"Authorization": "Bearer x"})
    finally:
        app.state.database = scene.house.db
    require_problem(answer, 500, "server.failed")
