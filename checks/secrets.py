"""What is kept of a page's traffic and source names no secret: cookies, authorisation, tokens
(checks.md, Evidence). Pure."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

REMOVED = "[removed]"
SECRET = re.compile(
    r"cookie|authori[sz]ation|authenticat|token|secret|passw|pwd|api-?_?key|session|sess_?id"
    r"|csrf|xsrf|signature|credential|jwt",
    re.IGNORECASE,
)
HEADERS_WITH_ADDRESS = frozenset({"referer", "location", "origin", "content-location"})
WORD = rf"[\w.-]{{0,40}}(?:{SECRET.pattern})[\w.-]{{0,40}}"
IN_SOURCE = re.compile(
    rf"""(?P<name>["']?{WORD}["']?\s{{0,3}}[:=]\s{{0,3}})(?P<mark>["'`])(?P<value>[^"'`<>]{{4,}})(?P=mark)""",
    re.IGNORECASE,
)
IN_ADDRESS = re.compile(
    rf"""(?P<name>(?:[?&;\#]|&amp;){WORD}=)(?P<value>[^&\s"'<>#]+)""", re.IGNORECASE
)


def clean_address(url: str) -> str:
    """Without user and password, and without the values of parameters that are called like a
    secret, in the query or the fragment. What is no address stays out altogether."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return REMOVED
    query, fragment = _clean_query(parts.query), _clean_query(parts.fragment)
    return urlunsplit((parts.scheme, host, parts.path, query, fragment))


def _clean_query(query: str) -> str:
    if not SECRET.search(query) or "=" not in query:
        return query
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, REMOVED if SECRET.search(name) else value) for name, value in pairs])


def clean_headers(headers: Mapping[str, str]) -> list[dict[str, str]]:
    """As HAR has them; those that carry a secret are left out."""
    return [
        {"name": name, "value": clean_address(value) if _is_address(name) else value}
        for name, value in headers.items()
        if not SECRET.search(name)
    ]


def _is_address(name: str) -> bool:
    return name.lower() in HEADERS_WITH_ADDRESS


def clean_source(html: str, known: Iterable[str] = ()) -> str:
    """HTML without the values of what is called like a secret, in attributes, scripts and
    addresses, nor any of the `known` values (cookies of the page)."""
    for value in sorted({one for one in known if len(one) >= 8}, key=len, reverse=True):
        html = html.replace(value, REMOVED)
    html = IN_SOURCE.sub(rf"\g<name>\g<mark>{REMOVED}\g<mark>", html)
    return IN_ADDRESS.sub(rf"\g<name>{REMOVED}", html)
