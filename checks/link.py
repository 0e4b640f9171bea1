"""Is it the same link? Unwrapped through known redirectors and normalised; pure (checks.md)."""

from collections.abc import Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from adops.catalog.checks import Redirector

PORTS = {"http": 80, "https": 443}
MOST_HOPS = 5


def landing_of(href: str, redirectors: Sequence[Redirector]) -> str:
    """The address behind a click counter that carries it in a parameter; else `href` itself."""
    for _ in range(MOST_HOPS):
        inner = _unwrapped(href, redirectors)
        if inner is None:
            return href
        href = inner
    return href


def is_same_landing(seen: str, booked: str, tracking: Sequence[str]) -> bool:
    """Whether two addresses lead to the same page: scheme, case of the host, default port, trailing
    slash, order of the query, fragment and tracking parameters make no difference."""
    return normal(seen, tracking) == normal(booked, tracking)


def normal(url: str, tracking: Sequence[str]) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """An address as it is compared: host with port, path, query; http and https are one."""
    parts = _split(url.strip())
    if parts is None:
        return ("", url.strip(), ())
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    kept = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not any(fnmatchcase(pair[0], pattern) for pattern in tracking)
    ]
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return _host(parts), path + fragment, tuple(sorted(kept))


def _unwrapped(href: str, redirectors: Sequence[Redirector]) -> str | None:
    parts = _split(href)
    if parts is None:
        return None
    for known in redirectors:
        if _host(parts) == known.host.lower() and parts.path.startswith(known.path):
            return dict(parse_qsl(parts.query)).get(known.parameter) or None
    return None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    with suppress(UnicodeError):
        host = host.encode("idna").decode()
    port = parts.port
    return host if port in {None, PORTS.get(parts.scheme.lower())} else f"{host}:{port}"


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.hostname else None
