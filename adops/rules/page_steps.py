"""The steps of a page: what may stand in them (checks.md, Finding selectors)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from adops.domain.page_steps import MOST_STEPS, PLACE_SUFFIX, SECRET_PREFIX, PageStep, StepKind
from adops.errors import InputError

LONGEST = 500
HIDDEN = "…"
SECRET = re.compile(rf"{SECRET_PREFIX}[A-Z0-9_]{{1,60}}")
KINDS = tuple(kind.value for kind in StepKind)
PORTS = {"https": 443, "http": 80}


def steps_of(data: Iterable[Mapping[str, Any]]) -> tuple[PageStep, ...]:
    """`[{click: selector}, {fill: selector, value | secret}, {wait: selector}]`, at most ten.

    Raises InputError `steps.too_many`; naming the step: `steps.kind` (none of these, or more than
    one), `steps.unknown` (another key), `steps.no_selector`, `steps.too_long`, `steps.value` (what
    is no fill has none), `steps.secret` (no such name), `steps.both`.
    """
    rows = list(data)
    if len(rows) > MOST_STEPS:
        raise InputError("steps.too_many", steps=len(rows), most=MOST_STEPS)
    return tuple(_step(number, row) for number, row in enumerate(rows, start=1))


def _step(number: int, row: Mapping[str, Any]) -> PageStep:
    named = [kind for kind in KINDS if kind in row]
    if len(named) != 1:
        raise InputError("steps.kind", step=number, kinds=list(KINDS))
    unknown = sorted(set(row) - {*KINDS, "value", "secret"})
    if unknown:
        raise InputError("steps.unknown", step=number, field=unknown[0])
    kind = StepKind(named[0])
    words = [_words(number, row.get(name, "")) for name in (kind.value, "value", "secret")]
    step = PageStep(kind, words[0].strip(), words[1], words[2].strip())
    _require_whole(number, step)
    return step


def _words(number: int, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise InputError("steps.too_long", step=number, most=LONGEST)
    return value


def _require_whole(number: int, step: PageStep) -> None:
    if not step.selector:
        raise InputError("steps.no_selector", step=number)
    if step.kind is not StepKind.FILL and (step.value or step.secret):
        raise InputError("steps.value", step=number)
    if step.value and step.secret:
        raise InputError("steps.both", step=number)
    if step.secret and not _is_secret(step.secret):
        raise InputError("steps.secret", step=number, value=step.secret, prefix=SECRET_PREFIX)


def _is_secret(name: str) -> bool:
    return bool(SECRET.fullmatch(name)) and not name.endswith(PLACE_SUFFIX)


def is_at(url: str, places: str) -> bool:
    """Whether a page's address is at one of the places: `login.example.com` (https),
    `https://login.example.com:8443` or `http://…`, comma separated. Scheme, host and port count,
    nothing else does."""
    here = _origin(url)
    listed = (place.strip() for place in places.split(","))
    full = (place if "://" in place else f"https://{place}" for place in listed if place)
    return here is not None and here in {_origin(place) for place in full}


def _origin(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname.rstrip("."), port or PORTS[parts.scheme]


def as_data(steps: Sequence[PageStep]) -> list[dict[str, str]]:
    """As a page keeps them."""
    return [step.as_data() for step in steps]


def steps_shown(steps: Sequence[Mapping[str, str]], *, whole: bool) -> list[dict[str, str]]:
    """As they are shown; what is filled in only to those who may change it, and not in the log."""
    if whole:
        return [dict(one) for one in steps]
    return [
        {key: HIDDEN if key == "value" and word else word for key, word in one.items()}
        for one in steps
    ]
