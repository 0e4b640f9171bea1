"""A landing page fetched safely: no private address at any hop, and limits on time, size and hops
(rules.md §5, `link.unreachable`; 互联网广告管理办法 art. 18).

Each hop's name is looked up once; all its addresses must be public, and the connection goes to the
address that was looked at, so that a name cannot answer differently a second time.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpx

from adops import clock
from adops.domain.content import LandingLimits
from adops.rules.landing import PORTS, fold_host, is_private, unsafe

Look = Callable[[str, int], list[str]]
"""host, port → the addresses it has. Raises OSError."""

AGENT = "adops-landing-check/1.0"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
READ_AT_ONCE = 65536
PRINTED = "".join(map(chr, range(128)))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What answered last: where, with which status, its type, charset and (cut) body."""

    url: str
    status: int
    media_type: str
    charset: str | None
    body: bytes


class LandingTrouble(Exception):
    """The page could not be fetched. `why`: a word of phrases.content.LANDING_TROUBLES."""

    def __init__(self, why: str, url: str) -> None:
        super().__init__(f"{why}: {url}")
        self.why = why
        self.url = url


def addresses(host: str, port: int) -> list[str]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def fetch(
    url: str,
    *,
    limits: LandingLimits,
    allow_hosts: frozenset[str] = frozenset(),
    look_up: Look = addresses,
) -> Fetched:
    """Follows redirects hop by hop. Raises LandingTrouble: `unsafe`, `unknown_host`, `refused`,
    `timeout`, `tls`, `too_many_hops`, `broken`."""
    ends = clock.stopwatch() + limits.seconds
    for _ in range(limits.hops + 1):
        answer = _hop(url, ends, limits, allow_hosts, look_up)
        if isinstance(answer, Fetched):
            return answer
        url = answer
    raise LandingTrouble("too_many_hops", url)


def _hop(
    url: str, ends: float, limits: LandingLimits, allow_hosts: frozenset[str], look_up: Look
) -> Fetched | str:
    """The page, or the address it sends us on to."""
    target, headers, extensions = pinned(url, allow_hosts, look_up)
    left = ends - clock.stopwatch()
    if left <= 0:
        raise LandingTrouble("timeout", url)
    try:
        with (
            httpx.Client(trust_env=False, timeout=left, follow_redirects=False) as client,
            client.stream("GET", target, headers=headers, extensions=extensions) as response,
        ):
            following = sent_on(response)
            if following:
                return urljoin(url, following)
            return _page(url, response, _body(response, url, ends, limits.bytes))
    except httpx.TimeoutException as error:
        raise LandingTrouble("timeout", url) from error
    except httpx.ConnectError as error:
        raise LandingTrouble("tls" if "SSL" in str(error).upper() else "refused", url) from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise LandingTrouble("broken", url) from error


def sent_on(response: httpx.Response) -> str:
    """Where a redirect leads, empty for none. Signs are sent as they came: old servers write them
    in GBK, which read as anything else names another page."""
    if response.status_code not in REDIRECTS:
        return ""
    said = (value for name, value in response.headers.raw if name.lower() == b"location")
    return quote(next(said, b""), safe=PRINTED).strip()


def pinned(
    url: str, allow_hosts: frozenset[str], look_up: Look
) -> tuple[str, dict[str, str], dict[str, str]]:
    """The address with its host as a number, and the headers and the TLS name that still name the
    host. Raises LandingTrouble `unsafe`, `unknown_host`."""
    if unsafe(url, allow_hosts=allow_hosts) is not None:
        raise LandingTrouble("unsafe", url)
    parts = urlsplit(url.strip())
    host = _host(parts.hostname or "")
    port = parts.port or PORTS[parts.scheme]
    try:
        found = look_up(host, port)
    except OSError as error:
        raise LandingTrouble("unknown_host", url) from error
    listed = {host, f"{host}:{port}"} & allow_hosts
    if not found or not (listed or not any(map(is_private, found))):
        raise LandingTrouble("unsafe", url)
    number = f"[{found[0]}]" if ":" in found[0] else found[0]
    target = urlunsplit((parts.scheme, f"{number}:{port}", parts.path or "/", parts.query, ""))
    plain = f"[{host}]" if ":" in host else host
    named = plain if port == PORTS[parts.scheme] else f"{plain}:{port}"
    headers = {"Host": named, "User-Agent": AGENT, "Accept": "text/html,*/*;q=0.5"}
    return target, headers, {"sni_hostname": host}


def _host(host: str) -> str:
    folded = fold_host(host)
    with suppress(UnicodeError):
        return folded.encode("idna").decode()
    return folded


def _body(response: httpx.Response, url: str, ends: float, most: int) -> bytes:
    """As much as is read; a page that drips longer than the time it has is given up."""
    got = bytearray()
    for piece in response.iter_bytes(READ_AT_ONCE):
        got += piece
        if len(got) >= most:
            break
        if clock.stopwatch() > ends:
            raise LandingTrouble("timeout", url)
    return bytes(got[:most])


def _page(url: str, response: httpx.Response, body: bytes) -> Fetched:
    said = Message()
    said["Content-Type"] = response.headers.get("content-type", "")
    charset = said.get_param("charset")
    return Fetched(
        url=url,
        status=response.status_code,
        media_type=said.get_content_type(),
        charset=charset if isinstance(charset, str) else None,
        body=body,
    )
