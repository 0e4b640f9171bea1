"""What a labelled page is made of: slots with what is booked in them and what a look must say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.site import ads
from tests.site.server import Answer, Asked

SIZE = (300, 100)
LANDING = "/landing"
BLUE, RED, GREEN = ads.png(SIZE), ads.png(SIZE, hue=10), ads.png(SIZE, hue=120)
DELIVERED = {"ok": "yes", "dead_link": "yes", "unsure": "unknown", "unreachable": "unknown"}


@dataclass(frozen=True)
class Ad:
    """A booking and its creative: the bytes of each part; none: nothing is confirmed. `link`: a
    path, or an address with its origin. `ended`: its last day was yesterday. `versions`: more
    creatives of it, shown in turn with this one (两版轮换)."""

    parts: Mapping[str, bytes] = field(default_factory=lambda: {"main": BLUE})
    link: str = LANDING
    text: str = ""
    ended: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)
    versions: tuple["Ad", ...] = ()


@dataclass(frozen=True)
class Label:
    """A slot: its HTML (`{id}` is its name), its bookings, what is expected of a look.

    `delivered` is one word a booking; left out, what follows from the result.
    """

    html: str
    result: str = "ok"
    findings: tuple[str, ...] = ()
    ads: tuple[Ad, ...] = (Ad(),)
    delivered: tuple[str, ...] | None = None
    slot: Mapping[str, Any] = field(default_factory=dict)
    selector: str = "#{id}"

    @property
    def expected(self) -> tuple[str, list[str], set[str]]:
        """Result, delivered of each booking, codes of findings."""
        on_air = [one for one in self.ads if not one.ended]
        each = self.delivered or tuple(DELIVERED.get(self.result, "no") for _ in on_air)
        return self.result, list(each), set(self.findings)


@dataclass(frozen=True)
class Sheet:
    """A page of labelled slots. `route` serves it otherwise than as a standing page; `head` and
    `foot` stand before and after the slots; `address` is where it is looked at, if not at its own
    path by HTTP. `steps` are taken first; `looks`: how often it is looked at, the last look is what
    counts."""

    slots: Mapping[str, Label]
    head: str = ""
    foot: str = ""
    is_phone: bool = False
    route: Callable[[Asked, str], Answer] | None = None
    address: str = "{base}/at/{name}"
    steps: tuple[Mapping[str, str], ...] = ()
    looks: int = 1


def img(path: str = "/blue.png", link: str | None = LANDING, extra: str = "") -> str:
    """A linked picture of the slot's size."""
    tag = f'<img src="{path}" width="300" height="100" {extra}>'
    return linked(tag, link) if link is not None else tag


def linked(inner: str, link: str = LANDING, extra: str = "") -> str:
    """Something that leads to the landing page."""
    return f'<a href="{link}" {extra}>{inner}</a>'


def at(inner: str, style: str = "") -> str:
    """The slot's element around it."""
    return f'<div id="{{id}}" class="slot" style="{style}">{inner}</div>'


def over(style: str, inner: str = "") -> str:
    """Something laid over the slot."""
    return f'<div style="position:absolute;{style}">{inner}</div>'


def framed(path: str, extra: str = "") -> str:
    """A frame of the slot's size."""
    return f'<iframe src="{path}" width="300" height="100" style="border:0" {extra}></iframe>'


def later(script: str) -> str:
    """A script."""
    return f"<script>{script}</script>"
