"""Landing pages are asked at real servers: what answers, what does not, and what is never asked."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adops.catalog.checks import CheckConfig
from adops.domain.slot import Device
from checks.answer import MOST_HOPS, MOST_RUNS, Answer, LandingPages
from tests.site.server import Answer as Said
from tests.site.server import Asked, Site

PUBLIC = "93.184.216.34"
HOUSE = "house.example"


def sent(to: str, **headers: str) -> Said:
    """A page that sends everyone on."""
    return Said(status=302, headers={"location": to, **headers})


def with_cookie(asked: Asked) -> Said:
    """Sends on to itself whoever comes without its cookie, as some portals do."""
    return Said(b"in") if "seen=1" in asked.cookie else sent("/cookie", **{"set-cookie": "seen=1"})


def signed_on(domain: str) -> Callable[[Asked], Said]:
    """A page for those who come with a cookie that another host of its domain gives."""

    def answer(asked: Asked) -> Said:
        if "session=1" in asked.cookie:
            return Said(b"in")
        return sent(f"http://sso.{domain}/sign-on")

    return answer


class Names:
    """A resolver: each name's answers in turn, the last one for good; asked names are noted."""

    def __init__(self, names: dict[str, list[list[str]]]) -> None:
        self.names, self.asked = names, list[str]()

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host not in self.names:
            raise OSError("no such name")
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


def asked(
    site: Site, config: CheckConfig, url: str, names: Names | None = None, *hosts: str
) -> Answer:
    """What one address answers; the site's own host is allow-listed, and `hosts`."""

    async def ask() -> Answer:
        allowed = frozenset({site.host, *hosts})
        given = {"look_up": names} if names else {}
        async with LandingPages(config, allowed, **given) as pages:
            return (await pages.of_run(1).follow([url]))[url]

    return asyncio.run(ask())


@pytest.fixture
def town(site: Site) -> Site:
    """A landing page, and ways to it."""
    site.page("/landing", "楼盘介绍")
    site.routes |= {
        "/to": sent("/landing"),
        "/far": sent("/to"),
        "/round": sent("/round"),
        "/lost": sent("/nothing"),
        "/gone": Said(status=410),
        "/ill": Said(status=503),
        "/silent": Said(hang=True),
        "/long": Said(b"x" * 3_000_000),
        "/inside": sent("http://169.254.169.254/latest/meta-data"),
        "/localhost": sent("http://localhost:1/"),
        "/file": sent("file:///etc/passwd"),
        "/short": sent("http://2130706433:1/"),
        "/named": sent("http://inside.example/"),
        "/cookie": with_cookie,
        "/unclear": Said(status=302),
        "/gbk": sent("/新房".encode("gbk").decode("latin-1")),
        "/utf-8": sent("/新房".encode().decode("latin-1")),
        "/%D0%C2%B7%BF": Said(b"in"),
        "/%E6%96%B0%E6%88%BF": Said(b"in"),
    }
    return site


DEAD = {
    "page": ("/landing", None),
    "query": ("/landing?a=1", None),
    "sent-on": ("/to", None),
    "sent-on-twice": ("/far", None),
    "by-cookie": ("/cookie", None),
    "sent-on-in-gbk": ("/gbk", None),
    "sent-on-in-utf-8": ("/utf-8", None),
    "long-page": ("/long", None),
    "sent-nowhere": ("/unclear", None),
    "not-found": ("/nothing", "404"),
    "gone": ("/gone", "410"),
    "server-error": ("/ill", "503"),
    "sent-to-nothing": ("/lost", "404"),
    "round-and-round": ("/round", "hops"),
    "silent": ("/silent", "timeout"),
}


@pytest.mark.parametrize(("path", "why"), DEAD.values(), ids=DEAD.keys())
def test_what_answers(town: Site, config: CheckConfig, path: str, why: str | None) -> None:
    assert asked(town, config, town.url(path)).dead == why


SIGNING_ON = {
    "of-the-domain": ("session=1; Domain=.house.example; Path=/", None),
    "without-a-dot": ("session=1; Domain=house.example; Path=/", None),
    "of-its-host-only": ("session=1; Path=/", "hops"),
    "of-another-domain": ("session=1; Domain=other.example; Path=/", "hops"),
    "for-tls-only": ("session=1; Domain=.house.example; Path=/; Secure", "hops"),
    "that-is-over": ("session=1; Domain=.house.example; Path=/; Max-Age=0", "hops"),
    "not-in-ascii": ("a=\xb1\xb1; Domain=house.example; Path=/", "hops"),
    "no-cookie": ("=;;,", "hops"),
}


SCRIPT = b"<script>document.cookie='k=' + (7 * 6);location.reload()</script>"


@pytest.mark.parametrize(
    ("status", "cookie", "body", "why"),
    [
        (521, "__jsluid_s=1", SCRIPT, None),
        (412, "x=1", b"<html><head>" + SCRIPT + b"<!--" + b"." * 9000, None),
        (405, "acw_tc=1", SCRIPT, None),
        (521, "", SCRIPT, "521"),
        (521, "x=1", b"Web server is down", "521"),
        (404, "x=1", SCRIPT, "404"),
        (503, "x=1", SCRIPT, "503"),
    ],
)
def test_a_firewall_that_asks_for_a_browser_is_no_dead_page(
    town: Site, config: CheckConfig, status: int, cookie: str, body: bytes, why: str | None
) -> None:
    headers = {"set-cookie": cookie} if cookie else {}
    town.routes["/wall"] = Said(body, status=status, headers=headers)
    assert asked(town, config, town.url("/wall")).dead == why


@pytest.mark.parametrize(("cookie", "why"), SIGNING_ON.values(), ids=SIGNING_ON.keys())
def test_a_cookie_goes_where_a_browser_sends_it(
    town: Site, config: CheckConfig, cookie: str, why: str | None
) -> None:
    """The landing page sends on to sign on, which sends back with a cookie."""
    hosts = tuple(f"{name}.house.example:{town.port}" for name in ("www", "sso"))
    town.routes["/in"] = signed_on(f"house.example:{town.port}")
    back = f"http://{hosts[0]}/in"
    town.routes["/sign-on"] = sent(back, **{"set-cookie": cookie})
    names = Names({host.partition(":")[0]: [["127.0.0.1"]] for host in hosts})
    assert asked(town, config, back, names, *hosts).dead == why


def test_a_cookie_of_one_way_is_not_sent_on_another(town: Site, config: CheckConfig) -> None:
    """Two names may have one address, and a run asks both."""
    seen = list[str]()

    def note(asked: Asked) -> Said:
        seen.append(asked.cookie)
        return Said(b"in", headers={"set-cookie": "seen=1; Path=/"})

    town.routes["/note"] = note
    hosts = [f"{name}.example:{town.port}" for name in ("one", "two")]
    names = Names({host.partition(":")[0]: [["127.0.0.1"]] for host in hosts})

    async def ask() -> None:
        async with LandingPages(config, frozenset(hosts), look_up=names) as pages:
            for host in hosts:
                await pages.of_run(1).follow([f"http://{host}/note"])

    asyncio.run(ask())
    assert seen == ["", ""]


def test_hops_are_counted(town: Site, config: CheckConfig) -> None:
    answer = asked(town, config, town.url("/far"))
    assert answer.hops == tuple(map(town.url, ("/far", "/to", "/landing")))
    asked(town, config, town.url("/round"))
    assert town.visits["/round"] == 2 * (MOST_HOPS + 1), "what does not answer is asked once more"


def test_nobody_there(town: Site, config: CheckConfig) -> None:
    assert asked(town, config, "http://127.0.0.1:1/", None, "127.0.0.1:1").dead == "connect"
    assert asked(town, config, "http://nowhere.example/", Names({})).dead == "connect"


PRIVATE = {
    "link-local": ("/inside", "http://169.254.169.254/latest/meta-data"),
    "own-machine": ("/localhost", "http://localhost:1/"),
    "file": ("/file", "file:///etc/passwd"),
    "as-one-number": ("/short", "http://2130706433:1/"),
    "by-name": ("/named", "http://inside.example/"),
}


@pytest.mark.parametrize(("path", "last"), PRIVATE.values(), ids=PRIVATE.keys())
def test_a_private_address_is_asked_at_no_hop_and_not_called_dead(
    town: Site, config: CheckConfig, path: str, last: str
) -> None:
    names = Names({"127.0.0.1": [["127.0.0.1"]], "inside.example": [["10.1.2.3"]]})
    answer = asked(town, config, town.url(path), names)
    assert (answer.hops, answer.dead) == ((town.url(path), last), None)


@pytest.mark.parametrize(
    "found",
    [["127.0.0.1"], [PUBLIC, "127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["0.0.0.0"], []],
    ids=["private", "one-of-two", "v6", "mapped", "any", "none"],
)
def test_a_name_of_a_private_address_is_not_asked(
    town: Site, config: CheckConfig, found: list[str]
) -> None:
    url = town.url("/landing", "shop.example")
    answer = asked(town, config, url, Names({"shop.example": [found]}))
    assert (answer.hops, answer.dead) == ((url,), None)
    assert not town.visits


def test_the_connection_goes_to_the_address_that_was_looked_at(
    town: Site, config: CheckConfig
) -> None:
    """The name is bound anew after the first look: nothing asks a second time within a hop."""
    names = Names({"shop.example": [["127.0.0.1"], ["127.0.0.2"]]})
    url = town.url("/landing", "shop.example")
    assert asked(town, config, url, names, f"shop.example:{town.port}").dead is None
    assert names.asked == ["shop.example"]


def test_a_name_bound_anew_between_hops_is_looked_at_anew(town: Site, config: CheckConfig) -> None:
    """Public when the first hop is asked, private at the second: that one is not asked."""
    url = town.url("/landing", "shop.example")
    town.routes["/first"] = sent(url)
    names = Names({"127.0.0.1": [["127.0.0.1"]], "shop.example": [["127.0.0.1"]]})
    answer = asked(town, config, town.url("/first"), names)
    assert (answer.hops, answer.dead) == ((town.url("/first"), url), None)
    assert town.visits == {"/first": 1}


def test_another_run_asks_anew(town: Site, config: CheckConfig) -> None:
    """A link dies between two runs, another one is mended; within a run each is asked once."""
    gone, back = town.url("/landing"), town.url("/gone")

    async def ask() -> list[tuple[str | None, str | None]]:
        found = []
        async with LandingPages(config, frozenset({town.host})) as pages:
            for run_id in (1, 1, 2, 1):
                told = await pages.of_run(run_id).follow([gone, back])
                found.append((told[gone].dead, told[back].dead))
                town.routes["/landing"], town.routes["/gone"] = Said(status=410), Said(b"in")
        return found

    assert asyncio.run(ask()) == [(None, "410"), (None, "410"), ("410", None), (None, "410")]


def test_an_answer_is_for_the_device_that_asks(town: Site, config: CheckConfig) -> None:
    def turns_screens_away(asked: Asked) -> Said:
        return Said(b"in") if "Mobile" in asked.agent else Said(status=404)

    town.routes["/mine"] = turns_screens_away
    url = town.url("/mine")

    async def ask() -> list[str | None]:
        async with LandingPages(config, frozenset({town.host})) as pages:
            of = pages.of_run(1)
            told = [(await of.follow([url], one))[url] for one in (Device.PC, Device.MOBILE)]
            return [one.dead for one in told]

    assert asyncio.run(ask()) == ["404", None]


def test_answers_of_runs_long_past_are_forgotten(town: Site, config: CheckConfig) -> None:
    async def ask() -> None:
        async with LandingPages(config, frozenset({town.host})) as pages:
            for run_id in (*range(MOST_RUNS + 1), MOST_RUNS, 0):
                await pages.of_run(run_id).follow([town.url("/landing")])

    asyncio.run(ask())
    assert town.visits["/landing"] == MOST_RUNS + 2


def test_who_gives_up_waiting_takes_the_answer_from_nobody(town: Site, config: CheckConfig) -> None:
    """Two pages wait for one address; the first is given up before it answers."""
    arrived, told = Event(), Event()

    def slow(asked: Asked) -> Said:
        arrived.set()
        told.wait(60)
        return Said(b"in")

    town.routes["/slow"] = slow

    async def ask() -> dict[str, str]:
        async with LandingPages(config, frozenset({town.host})) as pages:
            kept = pages.of_run(1)
            first = asyncio.ensure_future(kept.dead([town.url("/slow")]))
            await asyncio.to_thread(arrived.wait, 60)
            second = asyncio.ensure_future(kept.dead([town.url("/slow")]))
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            told.set()
            return await second

    assert asyncio.run(ask()) == {}


OPEN_ENDED = {
    "page": ("/landing", False),
    "not-found": ("/nothing", False),
    "gone": ("/gone", False),
    "sent-to-nothing": ("/lost", False),
    "server-error": ("/ill", True),
    "silent": ("/silent", True),
    "round-and-round": ("/round", True),
    "link-local": ("/inside", False),
    "file": ("/file", False),
    "inside-by-name": ("/named", True),
}


@pytest.mark.parametrize(("path", "is_open"), OPEN_ENDED.values(), ids=OPEN_ENDED.keys())
def test_where_a_way_leads_that_could_not_be_asked_is_not_known(
    town: Site, config: CheckConfig, path: str, is_open: bool
) -> None:
    """What an address says for good is an answer; a private name may be a public one to others."""
    names = Names({"inside.example": [["10.0.0.1"]]})
    answer = asked(town, config, town.url(path), names if path == "/named" else None)
    assert bool(answer.lost) is is_open


@pytest.fixture
def vouched(tmp_path: Path) -> Callable[[str], Path]:
    """A server's certificate and key in one file: `leaf` is issued by somebody who is not in it,
    `self` by itself."""

    def made(kind: str) -> Path:
        issuer_key, own_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOUSE)])
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Issuer")])
        alone = kind == "self"
        signed = (
            x509.CertificateBuilder()
            .subject_name(own)
            .issuer_name(own if alone else issuer)
            .public_key(own_key.public_key())
            .serial_number(7)
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOUSE)]), critical=False)
            .sign(own_key if alone else issuer_key, hashes.SHA256())
        )
        file = tmp_path / f"{kind}.pem"
        file.write_bytes(
            signed.public_bytes(Encoding.PEM)
            + own_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        return file

    return made


@pytest.mark.parametrize(
    ("kind", "path", "dead"),
    [("leaf", "/", None), ("leaf", "/none", "404"), ("self", "/", "connect")],
    ids=["its-issuer-left-out", "left-out-and-not-found", "by-itself"],
)
def test_a_server_is_asked_that_leaves_its_issuer_s_certificate_out(
    vouched: Callable[[str], Path], config: CheckConfig, kind: str, path: str, dead: str | None
) -> None:
    """Browsers fetch what is missing; whom nobody vouches for they do not open."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 404)
            self.end_headers()

        def log_message(self, *said: object) -> None:
            """Quiet."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(vouched(kind))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"https://{HOUSE}:{server.server_port}{path}"
    names = Names({HOUSE: [["127.0.0.1"]]})

    async def ask() -> Answer:
        async with LandingPages(config, frozenset({HOUSE}), look_up=names) as pages:
            return (await pages.of_run(1).follow([url]))[url]

    try:
        assert asyncio.run(ask()).dead == dead
    finally:
        server.shutdown()
        server.server_close()
