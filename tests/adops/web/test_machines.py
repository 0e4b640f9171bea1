"""What machines ask: health, measures, lists over the API; what is too large; headers."""

import hashlib
import socket
from collections.abc import Callable
from datetime import date, datetime

import httpx
import pytest
from sqlmodel import select

from adops.db import Database
from adops.domain.people import CONSOLE, Role
from adops.models import Creative, Person
from adops.server.limits import BODY
from adops.services import accounts
from adops.settings import Settings
from tests.adops import files
from tests.adops.web.conftest import Visit
from tests.factories import Factory

NewPerson = Callable[..., Person]
MONDAY = date(2026, 11, 23)
LISTS = ("stations", "pages", "slots", "rate-card", "clients", "people", "audit")


@pytest.fixture
def token(sqlite: Database, person: NewPerson, now: datetime) -> str:
    """Of an AE of 北京."""
    person(Role.AE, staff_no="BJ001")
    with sqlite.write() as session:
        return accounts.add_token(session, staff_no="BJ001", label="test", by=CONSOLE, now=now)


def ask(site: str, path: str, token: str | None = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.get(site + path, headers=headers, trust_env=False, timeout=60)


def test_the_house_says_how_it_is(site: str) -> None:
    assert ask(site, "/healthz").json() == {"status": "up"}
    ready = ask(site, "/readyz")
    assert (ready.status_code, ready.json()["parts"]) == (200, {"database": "ok", "store": "ok"})
    metrics = ask(site, "/metrics").text
    assert 'adops_http_requests_total{method="GET",status="200"}' in metrics
    assert 'adops_things{kind="mail",state="in_doubt"} 0.0' in metrics


@pytest.mark.parametrize("path", LISTS)
def test_a_list_needs_a_person(site: str, path: str) -> None:
    answer = ask(site, f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in.needed")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", LISTS)
def test_a_list_answers_a_person(site: str, token: str, path: str) -> None:
    answer = ask(site, f"/api/v1/{path}", token)
    assert answer.status_code == 200
    assert set(answer.json()) == {"items", "next"}


def test_lists_go_on_by_cursor(site: str, token: str, sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        codes = [factory.slot(session).code for _ in range(3)]
    first = ask(site, "/api/v1/slots?limit=2", token).json()
    rest = ask(site, f"/api/v1/slots?limit=2&cursor={first['next']}", token).json()
    assert [one["code"] for one in first["items"] + rest["items"]] == codes
    assert rest["next"] is None


@pytest.mark.parametrize("path", ["people?station=sh", "audit?station=sh"])
def test_another_station_s_list_is_refused(site: str, token: str, path: str) -> None:
    answer = ask(site, f"/api/v1/{path}", token)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission.denied")


def test_a_revoked_token_opens_nothing(
    site: str, token: str, sqlite: Database, now: datetime
) -> None:
    with sqlite.write() as session:
        accounts.revoke_token(session, token_id=1, by=CONSOLE, now=now)
    answer = ask(site, "/api/v1/stations", token)
    assert (answer.status_code, answer.json()["code"]) == (401, "token.refused")


def test_a_body_over_every_limit_is_not_read(site: str, token: str) -> None:
    """The length alone is told; not one byte of the body is sent."""
    host, _, port = site.removeprefix("http://").partition(":")
    head = (
        f"POST /api/v1/creatives HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nConnection: close\r\n"
        f"Content-Length: {BODY + 1}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(head.encode())
        assert line.recv(64).startswith(b"HTTP/1.1 413 ")


def test_an_upload_cut_in_the_middle_leaves_nothing(
    site: str, token: str, sqlite: Database, factory: Factory, settings: Settings
) -> None:
    """The line breaks half-way through the file; sent again whole it is the first creative."""
    with sqlite.write() as session:
        booking = factory.booking(session, MONDAY, MONDAY)
    content = files.jpg((950, 90), weight=20_000)
    form = {"booking_id": str(booking.id), "click_url": "https://example.com/", "copy": "云溪花园"}
    request = httpx.Request(
        "POST",
        f"{site}/api/v1/creatives",
        headers={"Authorization": f"Bearer {token}"},
        data=form,
        files={"main": ("tl.jpg", content, "image/jpeg")},
    )
    body = request.read()
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    host, _, port = site.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(f"POST /api/v1/creatives HTTP/1.1\r\n{head}\r\n".encode())
        line.sendall(body[: len(body) - len(content) // 2])
    with httpx.Client(trust_env=False, timeout=60) as client:
        answer = client.send(request)
    assert (answer.status_code, answer.json()["version"]) == (201, 1)
    with sqlite.read() as session:
        assert len(session.exec(select(Creative)).all()) == 1
    stored = [path.name for path in (settings.home / "blobs").rglob("*") if path.is_file()]
    assert stored == [hashlib.sha256(content).hexdigest()]


def test_nothing_from_elsewhere_may_run(site: str) -> None:
    headers = ask(site, "/sign-in").headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_an_unknown_address_is_told_in_words(site: str) -> None:
    page = ask(site, "/nowhere")
    assert (page.status_code, "没有找到" in page.text) == (404, True)
    assert ask(site, "/api/v1/nowhere").json()["code"] == "http.404"


def test_the_api_is_described_without_another_host(visit: Visit) -> None:
    visit.goto("/docs")
    visit.page.wait_for_selector("text=/creatives")
