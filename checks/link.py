"""Is it the same link? Unwrapped through known redirectors and normalised; pure (checks.md)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit

from adops.catalog.checks import Redirector

PORTS = {"http": 80, "https": 443}
MOST_HOPS = 5
MOST_CODED = 3
IN_PATH = "/:@!$&'()*+,;=~-._"
HEX = re.compile(r"%([0-9a-fA-F]{2})")
WEB = re.compile(r"(?i)https?:(?://)?|//")

Normal = tuple[str, str, tuple[tuple[str, str], ...]]


def landing_of(href: str, redirectors: Sequence[Redirector]) -> str:
    """The address behind a click counter that carries it in a parameter, through several of them
    and however often it was encoded; else `href` itself."""
    for _ in range(MOST_HOPS):
        inner = _unwrapped(href, redirectors)
        if inner is None:
            return href
        href = inner
    return href


def is_same_landing(seen: str, booked: str, tracking: Sequence[str]) -> bool:
    """Whether two addresses lead to the same page: scheme, case and spelling of the host, default
    port, dots in the path, trailing slash, order of the query, fragment, how signs are encoded and
    tracking parameters make no difference."""
    known = tuple(tracking)
    return normal(seen, known) == normal(booked, known)


def leads_to(
    hops: Iterable[str], booked: str, redirectors: Sequence[Redirector], tracking: Sequence[str]
) -> str | None:
    """The first of the addresses that a click went through that is the booked one; None: none."""
    known = tuple(tracking)
    wanted = normal(booked, known)
    unwrapped = (landing_of(hop, redirectors) for hop in hops)
    return next((one for one in unwrapped if normal(one, known) == wanted), None)


@lru_cache(maxsize=4096)
def normal(url: str, tracking: tuple[str, ...]) -> Normal:
    """An address as it is compared: host with port, path, query; http and https are one. What is
    no web address is itself."""
    parts = _split(url.strip())
    if parts is None:
        return ("", url.strip(), ())
    kept = [
        (unicodedata.normalize("NFC", name), unicodedata.normalize("NFC", value))
        for name, value in parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
        if not any(fnmatchcase(name.lower(), pattern.lower()) for pattern in tracking)
    ]
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return _host(parts), _path(parts.path) + _coded(fragment), tuple(sorted(kept))


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
            return urljoin(href, found) if found else None
    return None


def _inner(query: str, parameter: str) -> str | None:
    """The address in a parameter; one that was put in unencoded goes on to the end of the query."""
    values = dict(reversed(parse_qsl(query)))
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
