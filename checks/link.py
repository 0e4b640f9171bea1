"""Is it the same link? Unwrapped through known redirectors and normalised; pure (checks.md)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from adops.catalog.checks import Redirector

PORTS = {"http": 80, "https": 443}
MOST_HOPS = 5
MOST_CODED = 3
CODINGS = ("utf-8", "gbk")
IN_PATH = "/:@!$&'()*+,;=~-._"
HEX = re.compile(r"%([0-9a-fA-F]{2})")
WEB = re.compile(r"(?i)https?:(?://)?|//")

Query = tuple[tuple[str, str], ...]
Normal = tuple[str, str, Query, str, Query]


def landing_of(href: str, redirectors: Sequence[Redirector]) -> str:
    """The address behind a click counter that carries it in a parameter, through several of them
    and however often it was encoded; else `href` itself. What follows a counter's # goes on with
    the click, as in a browser."""
    for _ in range(MOST_HOPS):
        inner = _unwrapped(href, redirectors)
        if inner is None:
            return href
        href = inner
    return href


def is_same_landing(seen: str, booked: str, tracking: Sequence[str]) -> bool:
    """Whether two addresses lead to the same page: scheme, case and spelling of the host, default
    port, dots in the path, trailing slash, order of the query, fragment, how signs are encoded (of
    a query in UTF-8 or GBK) and tracking parameters make no difference; a route in the fragment is
    a path with a query of its own."""
    known = tuple(tracking)
    return not _readings(seen, known).isdisjoint(_readings(booked, known))


def _readings(url: str, tracking: tuple[str, ...]) -> set[Normal]:
    """As it is most likely read, and as a page in GBK wrote it: some of its signs are such in UTF-8
    too."""
    return {normal(url, tracking, coding) for coding in CODINGS}


def leads_to(
    hops: Iterable[str], booked: str, redirectors: Sequence[Redirector], tracking: Sequence[str]
) -> str | None:
    """The first of the addresses that a click went through that is the booked one; None: none."""
    unwrapped = (landing_of(hop, redirectors) for hop in hops)
    return next((one for one in unwrapped if is_same_landing(one, booked, tracking)), None)


@lru_cache(maxsize=4096)
def normal(url: str, tracking: tuple[str, ...], coding: str = CODINGS[0]) -> Normal:
    """An address as it is compared: host with port, path, query, route in the fragment and its
    query; http and https are one. What is no web address is itself. `coding` is what a query is
    tried to be read as first."""
    parts = _split(url.strip())
    if parts is None:
        return ("", url.strip(), (), "", ())
    is_route = parts.fragment.startswith(("!", "/"))
    route, _, more = parts.fragment.partition("?") if is_route else ("", "", "")
    routed = _coded(route).rstrip("/").removesuffix("!")
    queries = [_kept(query, tracking, coding) for query in (parts.query, more)]
    return _host(parts), _path(parts.path), queries[0], routed, queries[1]


def _kept(query: str, tracking: tuple[str, ...], coding: str) -> Query:
    """Its parameters in order but for those that only count clicks."""
    kept = [
        (unicodedata.normalize("NFC", name), unicodedata.normalize("NFC", value))
        for name, value in _parameters(query, coding)
        if not any(fnmatchcase(name.lower(), pattern.lower()) for pattern in tracking)
    ]
    return tuple(sorted(kept))


def _parameters(query: str, coding: str = CODINGS[0]) -> list[tuple[str, str]]:
    pairs = (one.partition("=") for one in query.replace("+", " ").split("&") if one)
    return [(_read(name, coding), _read(value, coding)) for name, _, value in pairs]


def _read(text: str, coding: str) -> str:
    """A name or value of a query: pages in GBK write theirs so. Other bytes stay as they are."""
    for one in dict.fromkeys((coding, *CODINGS)):
        with suppress(UnicodeDecodeError):
            return unquote(text, one, "strict")
    return unquote(text, errors="surrogateescape")


def _path(path: str) -> str:
    """Dots resolved as a browser does; signs encoded in one way; no slash at the end."""
    plain = re.sub(r"(?i)%2e", ".", path)
    return _coded(urljoin("http://a", re.sub(r"^/+", "/", plain))[len("http://a") :]).rstrip("/")


def _coded(text: str) -> str:
    """Percent signs in upper case, and only where a sign needs them; `%2F` stays apart from `/`."""
    kept = HEX.sub(lambda found: _sign(found[1]), text)
    plain = unicodedata.normalize("NFC", unquote(kept, errors="surrogateescape"))
    return quote(plain, safe=IN_PATH + "%", errors="surrogateescape")


def _sign(code: str) -> str:
    """A reserved sign stays encoded: another sign for the server than the bare one."""
    reserved = chr(int(code, 16)) in "/?#%"
    return f"%25{code.upper()}" if reserved else f"%{code}"


def _unwrapped(href: str, redirectors: Sequence[Redirector]) -> str | None:
    parts = _split(href)
    if parts is None:
        return None
    host = _host(parts)
    for known in redirectors:
        if host == known.host.lower() and parts.path.startswith(known.path):
            found = _inner(parts.query, known.parameter)
            return _carried_on(urljoin(href, found), parts.fragment) if found else None
    return None


def _carried_on(inner: str, fragment: str) -> str:
    """A redirect keeps what follows the #, unless it names something else there."""
    return f"{inner}#{fragment}" if fragment and "#" not in inner else inner


def _inner(query: str, parameter: str) -> str | None:
    """The address in a parameter; one that was put in unencoded goes on to the end of the query."""
    values = dict(reversed(_parameters(query)))
    value = values.get(parameter, "")
    for _ in range(MOST_CODED):
        if WEB.match(value):
            break
        value = unquote(value)
    if not WEB.match(value):
        return None
    bare = re.search(rf"(?:^|&){re.escape(parameter)}=((?i:https?://).*)$", query)
    return bare[1] if bare and "?" in bare[1] else value


@lru_cache(maxsize=1024)
def _host(parts: SplitResult) -> str:
    host = unicodedata.normalize("NFKC", unquote(parts.hostname or "")).replace("。", ".")
    host = host.rstrip(".").lower()
    with suppress(UnicodeError):
        host = host.encode("idna").decode()
    port = parts.port
    return host if port in {None, PORTS.get(parts.scheme.lower())} else f"{host}:{port}"


def _split(url: str) -> SplitResult | None:
    """None for what is no web address."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.hostname and parts.scheme.lower() in {"http", "https", ""} else None
