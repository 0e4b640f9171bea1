"""Who may not, cannot: every writing route of the pages asked by the wrong people, the reading ones
by who has no part in it, links and sessions used by others. Nothing changes, nothing is shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlmodel import func, select

import adops.web
from adops import clock
from adops.db import Database
from adops.domain.incoming import IncomingKind, IncomingState
from adops.domain.people import CONSOLE, AccountState, Role
from adops.domain.period import at
from adops.domain.states import ApprovalState, MailState
from adops.main import routers_of
from adops.models import (
    Act,
    Approval,
    CheckRun,
    Closure,
    Creative,
    HouseAd,
    IncomingMail,
    Mail,
    Person,
    Slot,
    SlotCheck,
    SlotSearch,
)
from adops.services import accounts
from adops.settings import Settings
from adops.store import Store
from tests.adops.web.conftest import PASSWORD
from tests.adops.web.friday import approval, wall
from tests.adops.web.october import House, october
from tests.factories import Factory, anomaly

NewPerson = Callable[..., Person]
MORNING = at(date(2026, 11, 20), 10)
# One's own account, or nobody's: not about other people's things.
OWN = ("/sign-in", "/sign-out", "/setup", "/invitation/", "/me/")


def routes(method: str) -> list[str]:
    """Paths of the pages that answer to `method`."""
    found: list[APIRouter] = routers_of(adops.web)
    paths = {
        route.path
        for router in found
        for route in router.routes
        if isinstance(route, APIRoute) and method in (route.methods or set())
    }
    return sorted(path for path in paths if not path.startswith(OWN))


@dataclass(frozen=True)
class Things:
    """What is 北京's, as path parameters."""

    creative_id: int
    approval_id: int
    line: int
    mail_id: int
    slot: str
    slot_id: int
    page_id: int
    closure_id: int
    anomaly_id: int
    item_id: str

    def path(self, route: str) -> str:
        """The route's address with them in it."""
        more: dict[str, Any] = {"month": "2026-10", "week": "2026-W47", "staff_no": "BJ001"}
        more |= {"proof": 1, "number": 1, "booking_id": self.line, "closure_id": self.closure_id}
        return route.format(**(vars(self) | more))

    def form(self, route: str, station: str) -> dict[str, Any]:
        """Everything any of the forms asks for."""
        kinds = {"/import": "people", "/months": "day", "/approvals": "internal"}
        kinds |= {"/bookings": "商广"}
        return {
            "station": station,
            "slot": self.slot,
            "booking_id": str(self.line),
            "click_url": "https://www.example.com/",
            "go_live": "",
            "why": "因为",
            "reason": "missed",
            "note": "",
            "days": "2026-10-11",
            "kind": kinds.get("/" + route.split("/")[1], ""),
            "act": "import",
            "staff_no": "BJ999",
            "name": "谁",
            "role": "ae",
            "key": "0" * 64,
            "ruling": "mend",
            "copy": "云溪花园",
            "look": "1",
            "link_answer": "right",
            "fix": "改尺寸",
            "run": "1",
            "search": "1",
            "box": "1",
            "house": "1",
            "selector": "#ad",
            "booking": str(self.line),
            "decision": "seen",
            "shows": "vacant",
            "valid_from": "2026-12-01",
            "formats": "png",
            "part": "main",
            "size": "950×90",
            "creative": str(self.creative_id),
            "no": "RLZ99999",
            "contract_no": "RLZ99999",
            "contract_name": "新盘",
            "first": "2026-12-01" if "/slots" in route or route.endswith("/new") else "",
            "last": "2026-12-02",
            "category": "购买",
            "state": "draft",
            "net": "1",
        }


@pytest.fixture
def things(
    site: str, sqlite: Database, store: Store, factory: Factory, password_hash: str
) -> Things:
    """北京 with a wall, approvals, October's lines and a mail, on Friday at 10:00."""
    clock.clock.move_to(MORNING)
    house = House(sqlite, store, factory, password_hash)
    lines = october(house)
    with sqlite.write() as session:
        wall(house, session)
        asked = approval(house, session, 1, ApprovalState.REQUESTED)
        mail = Mail(
            kind="creative_refused",
            key="creative/9",
            station="bj",
            to=["sales@example.com"],
            cc=[],
            missing=[],
            subject="创意未通过审核",
            html="",
            text="",
            message_id="<x@adops>",
            state=MailState.SENT,
            created_at=MORNING,
        )
        session.add(mail)
        session.flush()
        asking = IncomingMail(
            message_id="<in@x>",
            mailbox="ads@example.com",
            validity=1,
            uid=1,
            sender="sales@example.com",
            subject="特批 RLZ20000",
            taken_at=MORNING,
            kind=IncomingKind.APPROVAL,
            state=IncomingState.UNMATCHED,
            station="bj",
        )
        session.add(asking)
        session.flush()
        assert asking.id == mail.id, "both stand for mail_id"
        slot = factory.slot(session)
        shut = Closure(
            slot_id=slot.id,
            first_day=date(2026, 11, 19),
            reason="页面改版",
            closed_by="BJ001",
            closed_at=MORNING,
        )
        session.add_all([shut, *searched(slot)])
        session.flush()
        look = session.exec(select(SlotCheck).where(SlotCheck.result == "empty")).first()
        assert look is not None
        trouble = anomaly(session, None, look).id or 0
        found = (asked.creative_id, asked.id or 0, lines.gaps, mail.id or 0)
        where: dict[str, Any] = {
            "slot": slot.code,
            "slot_id": slot.id,
            "page_id": slot.page_id,
            "closure_id": shut.id,
            "anomaly_id": trouble,
        }
    return Things(*found, **where, item_id=f"{asked.booking_id}-2026-11-22-start")


def searched(slot: Slot) -> tuple[CheckRun, HouseAd, SlotSearch]:
    """A run, a house ad and a search for the slot's place, all of 北京's AE."""
    run = CheckRun(station="bj", on=MORNING.date(), asked_by="BJ001", asked_at=MORNING)
    ad = HouseAd(station="bj", url="https://x.example/", added_by="BJ001", added_at=MORNING)
    search = SlotSearch(
        slot_id=slot.id or 0, page_id=slot.page_id, asked_by="BJ001", asked_at=MORNING
    )
    return run, ad, search


@contextmanager
def signed_in(site: str, staff_no: str) -> Iterator[tuple[httpx.Client, str]]:
    """The person's browser, and the form token of their session."""
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as client:
        form = {"csrf_token": token_on(client, "/sign-in")}
        form |= {"staff_no": staff_no, "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 303
        yield client, token_on(client, "/me")


def token_on(client: httpx.Client, path: str) -> str:
    return client.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]


def acts_of(sqlite: Database) -> list[str]:
    """Verbs in the log but sign-ins."""
    with sqlite.read() as session:
        verbs = session.exec(select(Act.verb).where(Act.verb != "person.sign_in"))
        return list(verbs)


def stored(settings: Settings) -> list[str]:
    """Names of the stored files."""
    return sorted(one.name for one in (settings.home / "blobs").rglob("*") if one.is_file())


WRONG: dict[str, tuple[Role, dict[str, object]]] = {
    "look-only-ae": (Role.AE, {"account": AccountState.LOOK_ONLY}),
    "ops-head": (Role.OPS_HEAD, {}),
    "station-gm": (Role.STATION_GM, {}),
    "ae-elsewhere": (Role.AE, {"station": "gz"}),
    "sales-of-another-contract": (Role.SALES, {"email": "other@example.com"}),
    "hq-assistant": (Role.HQ_ASSISTANT, {"station": "hq"}),
    "hq-director": (Role.HQ_DIRECTOR, {"station": "hq"}),
    "hq-ae-of-no-station": (Role.HQ_AE, {"station": "hq", "staff_no": "HQ099"}),
}
ITS_OWN = {("sales-of-another-contract", "/contracts")}  # a new contract, of its own
NO_PART = ("sales-of-another-contract", "ae-elsewhere", "hq-assistant")
PNG = b"\x89PNG\r\n\x1a\n"
EML = b"From: sales@example.com\r\nMessage-ID: <ask-1@example.com>\r\n\r\nplease\r\n"
FILES = {
    "main": ("tl.png", PNG, "image/png"),
    "file": ("proof.png", PNG, "image/png"),
    "mail": ("ask.eml", EML, "message/rfc822"),
}


def test_the_wrong_people_change_nothing(
    site: str, sqlite: Database, settings: Settings, person: NewPerson, things: Things
) -> None:
    wrong = {who: person(role, **given) for who, (role, given) in WRONG.items()}
    before, files = acts_of(sqlite), stored(settings)
    let_through = {}
    for who, one in wrong.items():
        with signed_in(site, one.staff_no) as (client, token):
            for route in routes("POST"):
                if (who, route) in ITS_OWN:
                    continue
                for station in {"bj", one.station} if "lines" in route else {"bj"}:
                    form = {"csrf_token": token} | things.form(route, station)
                    told = client.post(things.path(route), data=form, files=FILES)
                    if told.status_code not in {403, 404}:
                        let_through[who, route, station] = told.status_code
    assert let_through == {}
    assert acts_of(sqlite) == before
    assert stored(settings) == files


def test_nobody_changes_nothing(site: str, sqlite: Database, things: Things) -> None:
    before = acts_of(sqlite)
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as client:
        token = token_on(client, "/sign-in")
        for route in routes("POST"):
            form = {"csrf_token": token} | things.form(route, "bj")
            answer = client.post(things.path(route), data=form, files=FILES)
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), route
    assert acts_of(sqlite) == before


def test_who_has_no_part_in_it_sees_nothing_of_it(
    site: str, sqlite: Database, person: NewPerson, things: Things
) -> None:
    wrong = [person(*WRONG[who][:1], **WRONG[who][1]) for who in NO_PART]
    with sqlite.read() as session:
        creative = session.get(Creative, things.creative_id)
        asked = session.get(Approval, things.approval_id)
        assert creative is not None and asked is not None
        file = creative.fingerprint
    shut = [
        f"/creatives/{things.creative_id}",
        f"/creatives/new?booking={creative.booking_id}",
        f"/bookings/{creative.booking_id}",
        f"/approvals/{things.approval_id}/mail",
        f"/anomalies/{things.anomaly_id}",
        "/approvals?station=bj",
        f"/incoming/{things.mail_id}",
        "/checks?station=bj",
        "/months?station=bj&month=2026-10",
        f"/months/2026-10/lines/{things.line}?station=bj",
        f"/months/2026-10/lines/{things.line}?station=gz",
        f"/api/v1/evidence/{file}",
        "/api/v1/months/2026-10.zip?station=bj",
        "/api/v1/ledgers/2026-W47.xlsx?station=bj",
    ]
    opened: dict[tuple[Role, str], int] = {}
    told: dict[tuple[Role, str], str] = {}
    for one in wrong:
        with signed_in(site, one.staff_no) as (client, _token):
            opened |= {(one.role, path): client.get(path).status_code for path in shut}
            lists = ("/", "/creatives", "/creatives/new", "/approvals")
            more = ("/executions", "/incoming", "/contracts")
            told |= {(one.role, path): client.get(path).text for path in (*lists, *more)}
    assert opened.pop((Role.SALES, "/approvals?station=bj")) == 200  # its own alone, no ledger
    assert {key: one for key, one in opened.items() if one not in {403, 404}} == {}
    assert [key for key, text in told.items() if "RLZ" in text] == []


def test_a_form_token_is_one_s_own(site: str, person: NewPerson, sqlite: Database) -> None:
    for number in ("BJ001", "BJ002"):
        person(Role.AE, staff_no=number)
    before = acts_of(sqlite)
    change = {"current": PASSWORD, "password": "another password", "again": "another password"}
    with signed_in(site, "BJ001") as (_, others), httpx.Client(base_url=site, timeout=60) as client:
        entry = token_on(client, "/sign-in")
        form = {"csrf_token": entry, "staff_no": "BJ002", "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 303
        for stolen in (others, entry, "", "x" * 32):
            told = client.post("/me/password", data=change | {"csrf_token": stolen})
            assert told.status_code == 403
        assert client.post("/sign-out", data={"csrf_token": others}).status_code == 403
        assert client.get("/me").status_code == 200
    assert acts_of(sqlite) == before


def test_a_sign_in_from_another_site_s_form_is_refused(site: str, person: NewPerson) -> None:
    person(Role.AE, staff_no="BJ001")
    form = {"staff_no": "BJ001", "password": PASSWORD}
    told = httpx.post(f"{site}/sign-in", data=form, trust_env=False, timeout=60)
    assert told.status_code == 403
    with httpx.Client(base_url=site, cookies=told.cookies, trust_env=False, timeout=60) as client:
        assert client.get("/me").headers["location"].startswith("/sign-in")


def _used(site: str, secret: str) -> None:
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as client:
        form = {"password": "first password", "again": "first password"}
        form |= {"csrf_token": token_on(client, "/sign-in")}
        assert client.post(f"/invitation/{secret}", data=form).status_code == 303


def _reissued(sqlite: Database) -> None:
    with sqlite.write() as session:
        accounts.invite(session, staff_no="BJ001", by=CONSOLE, now=MORNING)


def _closed(sqlite: Database) -> None:
    with sqlite.write() as session:
        accounts.close(session, staff_no="BJ001", by=CONSOLE, now=MORNING)


@pytest.mark.parametrize(
    ("spoil", "days"),
    [
        pytest.param(lambda site, secret, _: _used(site, secret), 0, id="used"),
        pytest.param(lambda _, __, sqlite: _reissued(sqlite), 0, id="a-newer-one-was-given"),
        pytest.param(lambda _, __, sqlite: _closed(sqlite), 0, id="account-closed"),
        pytest.param(lambda _, __, ___: None, 8, id="expired"),
    ],
)
def test_a_link_that_is_good_no_more_sets_no_password(
    site: str,
    person: NewPerson,
    sqlite: Database,
    spoil: Callable[[str, str, Database], None],
    days: int,
) -> None:
    clock.clock.move_to(MORNING)
    person(Role.ADMIN, staff_no="HQ007", station="hq")
    person(Role.AE, staff_no="BJ001", password_hash=None)
    given = MORNING - timedelta(days=days)
    with sqlite.write() as session:
        secret = accounts.invite(session, staff_no="BJ001", by=CONSOLE, now=given)
    spoil(site, secret, sqlite)
    before = acts_of(sqlite)
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as client:
        form = {"csrf_token": token_on(client, "/sign-in"), "staff_no": "BJ001"}
        form |= {"password": "second password", "again": "second password"}
        assert client.post(f"/invitation/{secret}", data=form).status_code == 409
        assert client.post("/invitation/guessed", data=form).status_code == 404
        assert client.post("/sign-in", data=form).status_code == 401
    assert acts_of(sqlite) == before


def test_a_house_in_use_is_not_set_up_again(site: str, person: NewPerson, sqlite: Database) -> None:
    person(Role.ADMIN, staff_no="HQ007", station="hq")
    with httpx.Client(base_url=site, trust_env=False, timeout=60) as client:
        form = {"csrf_token": token_on(client, "/sign-in"), "staff_no": "X001", "name": "谁"}
        told = client.post("/setup", data=form | {"password": PASSWORD, "again": PASSWORD})
    assert told.status_code == 409
    with sqlite.read() as session:
        assert session.exec(select(func.count()).select_from(Person)).one() == 1


def test_who_was_closed_is_out_at_once(site: str, person: NewPerson, sqlite: Database) -> None:
    person(Role.AE, staff_no="BJ001")
    with signed_in(site, "BJ001") as (client, _token):
        with sqlite.write() as session:
            accounts.close(session, staff_no="BJ001", by=CONSOLE, now=MORNING)
        assert client.get("/me").headers["location"].startswith("/sign-in")
