"""Does a landing page answer, and where does a click lead? Each address is asked once a run, and
again in the next: what answered then says nothing of now.

Redirects are followed hop by hop. At each hop the name is looked up once, all its addresses must be
public or allow-listed, and the connection goes to the address that was looked at: a name that
answers differently the second time leads nowhere else (checks.md, dead_link and Same link?).
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from adops.catalog.checks import CheckConfig
from adops.domain.slot import Device
from adops.gateways.landing import REDIRECTS, LandingTrouble, Look, addresses, pinned, sent_on
from adops.rules.landing import unsafe

BUSY = frozenset({"403", "408", "425", "429"})  # said to us or for now, not to everyone for good
CHALLENGES = frozenset({405, 412, 521})
"""What firewalls of landing pages say with a cookie and a script that asks again by itself: in a
reader's browser it does, and he sees the page."""
AT_ONCE = 8
MOST_HOPS = 8
OK = 200
JUMP_BYTES, JUMP_SECONDS = 4000, 2
REFRESH = re.compile(
    rb"""(?i)<meta\s[^>]*http-equiv=["']?refresh\b[^>]*content=["']?\s*[0-5]?\s*[;,]\s*url=['"]?"""
    rb"""([^"'>]+)"""
)
SETS_OUT = re.compile(
    rb"""\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*["']([^"']+)["']"""
)
ASKS = re.compile(rb"\b(?:if|function|onclick|addEventListener)\b|=>")
SCRIPT_END = re.compile(rb"(?i)</script")  # a script that asks says nothing of another
MOST_RUNS = 8  # of which a process that works on several keeps the answers
UNPROVED = "unable to get local issuer certificate"  # OpenSSL's words, error 20
NO_JAR = CookieJar(DefaultCookiePolicy(allowed_domains=()))


@dataclass(frozen=True, slots=True)
class Answer:
    """`hops` are the addresses the click went through, the last one included though it may not have
    been asked. `dead` says why it does not answer: a status, `timeout`, `connect`, `hops` (too
    many), `failed`. `is_inside`: the last one's name has a private address here."""

    hops: tuple[str, ...]
    dead: str | None = None
    is_inside: bool = False

    @property
    def lost(self) -> str | None:
        """Why nobody knows where the click leads from the last one on: it did not say so. A page
        that is there, and one that is gone for good, lead nowhere else."""
        said = self.dead or ("private" if self.is_inside else "")
        for_good = said.startswith("4") and said not in BUSY
        return None if not said or for_good else said


@dataclass(slots=True)
class _Way:
    """How far it came, who asks, and the cookies that it was given, kept as browsers do: some pages
    send everyone on who has none, from one host of a domain to another."""

    hops: list[str]
    agent: str
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    @property
    def url(self) -> str:
        return self.hops[-1]

    def cookie(self, named: str) -> dict[str, str]:
        """What is sent to that address, its host by name."""
        asking = httpx.Request("GET", named)
        self.cookies.set_cookie_header(asking)
        return {"Cookie": asking.headers["Cookie"]} if "Cookie" in asking.headers else {}

    def keep(self, named: str, answer: httpx.Response) -> None:
        """Of what was given at that address; signs that no header may hold are not sent back."""
        given = [
            (name, value)
            for name, value in answer.headers.raw
            if name.lower() == b"set-cookie" and value.isascii()
        ]
        asked = httpx.Request("GET", named)
        self.cookies.extract_cookies(httpx.Response(200, headers=given, request=asked))


class LandingPages:
    """Asks landing pages; `async with LandingPages(…) as pages`. A private address that is not
    allow-listed is not asked, at no hop, and not called dead. Of a body only so much is read as
    a page has that does nothing but send its reader on. A server that leaves its issuer's
    certificate out, which browsers fetch themselves, is asked all the same. `look_up` resolves
    names (an argument for tests)."""

    def __init__(
        self, config: CheckConfig, allowed: frozenset[str], *, look_up: Look = addresses
    ) -> None:
        self._config, self._allowed, self._look_up = config, allowed, look_up
        # a connection belongs to one name, cookies to one way: two names may have one address
        alone = httpx.Limits(max_keepalive_connections=0)
        self._client, self._unproved = (
            httpx.AsyncClient(
                trust_env=False,
                timeout=config.seconds.landing,
                limits=alone,
                cookies=NO_JAR,
                verify=proved,
            )
            for proved in (True, False)
        )
        # a name server that does not answer holds a thread for long: others have work to do
        self._look_ups = ThreadPoolExecutor(2 * AT_ONCE, "landing")
        self._runs: OrderedDict[int, RunAnswers] = OrderedDict()
        self._seats = asyncio.Semaphore(AT_ONCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for kept in self._runs.values():
            await kept.drop()
        self._look_ups.shutdown(wait=False, cancel_futures=True)
        await self._client.aclose()
        await self._unproved.aclose()

    def of_run(self, run_id: int) -> "RunAnswers":
        """The answers of one run. Those of the run that was not asked for the longest are forgotten
        where there are too many: its addresses are then asked anew."""
        kept = self._runs.setdefault(run_id, RunAnswers(self))
        self._runs.move_to_end(run_id)
        while len(self._runs) > MOST_RUNS:
            self._runs.popitem(last=False)
        return kept

    async def ask(self, url: str, device: Device = Device.PC) -> Answer:
        """As such a device asks, which may be sent elsewhere than others. Once is chance: what did
        not answer is asked again."""
        answer = await self._ask(url, device)
        return await self._ask(url, device) if answer.dead else answer

    async def _ask(self, url: str, device: Device) -> Answer:
        way, is_inside = _Way([url], self._config.user_agents[device]), False
        async with self._seats:
            try:
                async with asyncio.timeout(self._config.seconds.landing):
                    dead = await self._walk(way)
            except (TimeoutError, httpx.TimeoutException):
                dead = "timeout"
            except httpx.ConnectError:
                dead = "connect"
            except LandingTrouble as trouble:
                dead = None if trouble.why == "unsafe" else "connect"
                is_inside = not dead and unsafe(way.url, allow_hosts=self._allowed) is None
            except (httpx.HTTPError, httpx.InvalidURL, ValueError):
                dead = "failed"
        return Answer(tuple(way.hops), dead, is_inside)

    async def _walk(self, way: _Way) -> str | None:
        for _ in range(MOST_HOPS + 1):
            status, following = await self._hop(way)
            if not following:
                return str(status) if status >= 400 else None
            way.hops.append(urljoin(way.url, following))
        return "hops"

    async def _hop(self, way: _Way) -> tuple[int, str]:
        """Its status, and where it sends us on to."""
        try:
            return await self._hop_by(self._client, way)
        except httpx.ConnectError as error:
            if UNPROVED not in str(error):
                raise
            return await self._hop_by(self._unproved, way)

    async def _hop_by(self, client: httpx.AsyncClient, way: _Way) -> tuple[int, str]:
        target, headers, tls = await asyncio.get_running_loop().run_in_executor(
            self._look_ups, pinned, way.url, self._allowed, self._look_up
        )
        named = urlunsplit(urlsplit(target)._replace(netloc=headers["Host"]))
        headers = {**headers, **way.cookie(named), "User-Agent": way.agent}
        async with client.stream("GET", target, headers=headers, extensions=tls) as answer:
            way.keep(named, answer)
            if answer.status_code in REDIRECTS:
                return answer.status_code, sent_on(answer)
            if answer.status_code in CHALLENGES and await _is_challenge(answer):
                return OK, ""
            following = await _jump(answer)
            stays = urljoin(way.url, following) in way.hops  # a page that is shown anew, in turns
            return answer.status_code, "" if stays else following


async def _start_of(answer: httpx.Response) -> bytes:
    """Of an HTML body so much as is read: one byte more than a page has that only sends on."""
    body = b""
    if "html" not in answer.headers.get("content-type", ""):
        return body
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(JUMP_SECONDS):
            async for some in answer.aiter_bytes():
                body += some
                if len(body) > JUMP_BYTES:
                    break
    return body[: JUMP_BYTES + 1]


async def _is_challenge(answer: httpx.Response) -> bool:
    is_given = "set-cookie" in answer.headers
    return is_given and b"<script" in (await _start_of(answer)).lower()


async def _jump(answer: httpx.Response) -> str:
    """Where a small page sends its reader on to by itself, as click counters do that see to their
    cookie first; empty: it does not, or it asks something before."""
    body = await _start_of(answer) if answer.status_code == OK else b""
    if len(body) > JUMP_BYTES:
        return ""
    scripts = (one for one in SCRIPT_END.split(body) if not ASKS.search(one))
    told = REFRESH.findall(body) or [url for one in scripts for url in SETS_OUT.findall(one)]
    return unescape(told[0].decode("latin-1")).strip() if len(told) == 1 else ""


class RunAnswers:
    """What landing pages answered in one run: an address is asked when it is first needed, then its
    answer stands to the run's end."""

    def __init__(self, pages: LandingPages) -> None:
        self._pages = pages
        self._asked: dict[tuple[str, Device], asyncio.Task[Answer]] = {}

    async def dead(self, urls: Iterable[str], device: Device = Device.PC) -> dict[str, str]:
        """Those that do not answer in time → why; one that sends on answers where it leads."""
        answers = await self.follow(urls, device)
        return {url: one.dead for url, one in answers.items() if one.dead}

    async def follow(self, urls: Iterable[str], device: Device = Device.PC) -> dict[str, Answer]:
        """Each address → the way from it, as it is for that device."""
        wanted = sorted(set(urls))
        for url in wanted:
            if (url, device) not in self._asked:
                asking = self._pages.ask(url, device)
                self._asked[url, device] = asyncio.ensure_future(asking)
        # one that gives up waiting takes the answer from nobody else
        asked = (asyncio.shield(self._asked[url, device]) for url in wanted)
        answers = await asyncio.gather(*asked)
        return dict(zip(wanted, answers, strict=True))

    async def drop(self) -> None:
        """Gives up what is still being asked."""
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)
