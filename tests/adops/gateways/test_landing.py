"""A landing page is fetched from a real server, and never from a private address."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

from adops.domain.content import LandingLimits
from adops.gateways.landing import Fetched, LandingTrouble, fetch, pinned

LIMITS = LandingLimits(seconds=5, bytes=1000, hops=3)
PUBLIC = "93.184.216.34"


class Shop(BaseHTTPRequestHandler):
    """Answers by path; notes the hosts it was asked by."""

    asked: list[str]

    def do_GET(self) -> None:
        self.server.asked.append(self.headers["Host"])  # type: ignore[attr-defined]
        way, _, rest = self.path.removeprefix("/").partition("/")
        if way == "to":
            self.send_response(302)
            self.send_header("Location", unquote(rest.replace("!", "/"), "latin-1"))
            self.end_headers()
        elif way == "drip":
            self.send_response(200)
            self.end_headers()
            self.server.gate.wait(20)  # type: ignore[attr-defined]
        else:
            body = b"x" * 5000 if way == "long" else "<p>财富公馆</p>".encode()
            self.send_response(int(rest) if way == "status" else 200)
            self.send_header("Content-Type", "text/html; charset=UTF-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Tests are quiet."""


class Town:
    """The server, and names that lead to it."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.server = server
        self.port = server.server_address[1]
        self.looked_up: list[str] = []
        self.names: dict[str, list[list[str]]] = {}

    @property
    def asked(self) -> list[str]:
        found: list[str] = self.server.asked  # type: ignore[attr-defined]
        return found

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}/{path}"

    def look_up(self, host: str, _port: int) -> list[str]:
        """Each name's answers in turn; the last one stays."""
        self.looked_up.append(host)
        answers = self.names.get(host)
        if answers is None:
            raise OSError("no such name")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def fetch(self, url: str, limits: LandingLimits = LIMITS, allow: str = "") -> Fetched:
        hosts = frozenset({allow or f"127.0.0.1:{self.port}"})
        return fetch(url, limits=limits, allow_hosts=hosts, look_up=self.look_up)


@pytest.fixture
def town() -> Iterator[Town]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    server.asked, server.gate = [], threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    town = Town(server)
    town.names["127.0.0.1"] = [["127.0.0.1"]]
    yield town
    server.gate.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_comes_with_status_type_and_charset(town: Town) -> None:
    found = town.fetch(town.url("page"))
    assert (found.status, found.media_type, found.charset) == (200, "text/html", "UTF-8")
    assert found.body.decode() == "<p>财富公馆</p>"
    assert found.url == town.url("page")


@pytest.mark.parametrize("status", [404, 410, 500, 503])
def test_a_bad_status_is_an_answer_too(town: Town, status: int) -> None:
    assert town.fetch(town.url(f"status/{status}")).status == status


def test_redirects_are_followed_hop_by_hop_each_named(town: Town) -> None:
    found = town.fetch(town.url("to/!page"))
    assert found.url == town.url("page")
    assert town.asked == [f"127.0.0.1:{town.port}"] * 2


@pytest.mark.parametrize("said", ["%D0%C2", "%E6%96%B0", "%D2%BB"], ids=["gbk", "utf-8", "either"])
def test_signs_in_a_redirect_are_asked_for_as_they_came(town: Town, said: str) -> None:
    """In bare bytes, as old servers send them."""
    assert town.fetch(town.url(f"to/!page!{said}")).url == town.url(f"page/{said}")


def test_a_page_is_read_as_far_as_is_allowed(town: Town) -> None:
    assert len(town.fetch(town.url("long")).body) == 1000


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("to/!to!!to!!to!!to!!page", "too_many_hops"),
        ("to/http:!!169.254.169.254!latest", "unsafe"),
        ("to/http:!!localhost!", "unsafe"),
        ("to/file:!!!etc!passwd", "unsafe"),
        ("to/http:!!user:pass@example.com!", "unsafe"),
        ("to/http:!!nowhere.example!", "unknown_host"),
    ],
)
def test_what_a_redirect_must_not_do(town: Town, path: str, why: str) -> None:
    url = town.url(path)
    if why == "too_many_hops":
        url = town.url("to/" + "!to/".join([""] * 5) + "!page")
    with pytest.raises(LandingTrouble) as trouble:
        town.fetch(url)
    assert trouble.value.why == why


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.9",
        "169.254.1.1",
        "::1",
        "fd00::1",
        "fe80::1%eth0",
        "fec0::1",
        "::ffff:10.0.0.1",
        "::ffff:0:10.0.0.1",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "2001:0:808:808::f5ff:fffe",
    ],
)
def test_a_name_that_leads_to_a_private_address_is_not_opened(town: Town, address: str) -> None:
    town.names["shop.example"] = [[PUBLIC, address]]
    with pytest.raises(LandingTrouble) as trouble:
        town.fetch(town.url("page", "shop.example"))
    assert trouble.value.why == "unsafe"
    assert town.asked == []


def test_a_name_is_looked_up_once_and_the_connection_goes_to_that_address(town: Town) -> None:
    """Were it looked up again to connect, the second answer (a private one) would be used."""
    town.names["shop.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    allowed = f"shop.example:{town.port}"
    assert town.fetch(town.url("page", "shop.example"), allow=allowed).status == 200
    assert town.looked_up == ["shop.example"]
    assert town.asked == [f"shop.example:{town.port}"]


def test_a_host_that_is_a_v6_number_is_named_in_brackets() -> None:
    target, headers, _ = pinned("http://[2606:4700::1111]/a", frozenset(), lambda host, _: [host])
    assert (target, headers["Host"]) == ("http://[2606:4700::1111]:80/a", "[2606:4700::1111]")


def test_a_server_that_says_nothing_more_is_given_up(town: Town) -> None:
    with pytest.raises(LandingTrouble) as trouble:
        town.fetch(town.url("drip"), LandingLimits(seconds=0.3, bytes=1000, hops=1))
    assert trouble.value.why in {"timeout", "broken"}


def test_a_closed_door_is_refused(town: Town) -> None:
    town.names["127.0.0.1"] = [["127.0.0.1"]]
    with pytest.raises(LandingTrouble) as trouble:
        town.fetch("http://127.0.0.1:1/", allow="127.0.0.1:1")
    assert trouble.value.why == "refused"
