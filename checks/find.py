"""Places on a page for a slot: the boxes that look like ads, each with the most robust selector
that finds it alone, in two loads of the page (checks.md, Finding selectors)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from adops.domain.page_steps import PageStep
from adops.domain.place import Filling, Hold, Place
from adops.domain.slot import Device
from checks.browser import Browser
from checks.browser.find import FindLoad, FindProbe
from checks.probe import PageLoad, SlotProbe

WHOLE_PAGE = SlotProbe(0, "page", "body", expected=True, wait_seconds=0, loads=2)
SIDE_PX = 8.0
NTH = re.compile(r":(nth|first|last|only)-")


@dataclass(frozen=True, slots=True)
class Order:
    """What is looked for: on which page, near which sizes (px of the rate card; none: any), links
    of text too, and a selector that somebody typed. `pieces`: boxes that the ad shows at once."""

    url: str
    device: Device = Device.PC
    sizes: tuple[tuple[int, int], ...] = ()
    texts: bool = False
    selector: str = ""
    steps: tuple[PageStep, ...] = ()
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class PlacesSeen:
    """What came of it; `trouble` is one of a page's (`PageSeen.trouble`), with no places then.
    `width` and `height` in CSS px, `scale` px of the picture a CSS px."""

    captured_at: datetime
    places: tuple[Place, ...] = ()
    picture: bytes = field(repr=False, default=b"")
    width: int = 0
    height: int = 0
    scale: float = 1.0
    trouble: str | None = None
    detail: str = ""


async def find_places(browser: Browser, order: Order) -> PlacesSeen:
    """Opens the page twice in one clean profile. Never raises for what a page does.

    `browser` makes visits of `FindVisit`.
    """
    probe = FindProbe(
        page_id=0,
        url=order.url,
        device=order.device,
        slots=(WHOLE_PAGE,),
        steps=order.steps,
        sizes=order.sizes,
        scaled=order.device is Device.MOBILE,
        texts=order.texts,
        selector=order.selector,
    )
    seen = await browser.look(probe, _once_more)
    if seen.trouble or not seen.loads:
        return PlacesSeen(seen.captured_at, trouble=seen.trouble or "failed", detail=seen.detail)
    loads = [load for load in seen.loads if isinstance(load, FindLoad)]
    first, again = loads[0], loads[1] if len(loads) > 1 else None
    return PlacesSeen(
        captured_at=first.captured_at,
        places=tuple(
            replace(one, wanted=order.pieces) for one in _numbered(first, again, order.selector)
        ),
        picture=first.picture,
        width=first.width,
        height=first.height,
        scale=first.scale,
    )


async def _once_more(load: PageLoad) -> bool:
    """The first load has a picture, the second, which is enough, none."""
    return not load.picture


def _numbered(first: FindLoad, again: FindLoad | None, selector: str) -> Iterator[Place]:
    """A selector that was typed first, then the boxes as they stand on the page."""
    if selector:
        yield _typed(first, again, selector)
    boxes = sorted(first.found["found"], key=lambda one: (one["y"], one["x"]))
    for number, box in enumerate(boxes, start=2 if selector else 1):
        yield _place(number, box, first, again)


def _place(number: int, box: Mapping[str, Any], first: FindLoad, again: FindLoad | None) -> Place:
    """With its most robust selector that finds it again, else with the most robust."""
    ways: Sequence[Mapping[str, str]] = box["ways"]
    stays = [way for way in ways if _is_same(way["selector"], first, again)]
    way = (stays or ways)[0]
    return Place(
        number=number,
        selector=way["selector"],
        hold=Hold(way["hold"]),
        filling=Filling(box["kind"]),
        url=box["url"],
        link=box["link"],
        count=int(first.places[way["selector"]]["count"]),
        stays=bool(stays),
        exact=bool(box["exact"]),
        **_box(box),
    )


def _typed(first: FindLoad, again: FindLoad | None, selector: str) -> Place:
    told = first.found["typed"]
    count = int(told["count"])
    return Place(
        number=1,
        selector=selector,
        hold=hold_of(selector),
        filling=Filling(told.get("kind", "empty")),
        url=told.get("url", ""),
        link=told.get("link", ""),
        count=count,
        stays=_is_same(selector, first, again),
        exact=bool(told.get("exact")),
        typed=True,
        **_box(told),
    )


def hold_of(selector: str) -> Hold:
    """What a typed selector holds on to, by its weakest part."""
    if NTH.search(selector):
        return Hold.PATH if re.match(r"[#\[.]|\w+[#\[.]", selector) else Hold.NTH
    if re.search(r"[\s>+~]", selector.strip()):
        return Hold.PATH
    for sign, hold in (("#", Hold.ID), ("[", Hold.DATA), (".", Hold.CLASS)):
        if sign in selector:
            return hold
    return Hold.NTH


def _box(told: Mapping[str, Any]) -> dict[str, Any]:
    return {side: round(float(told.get(side, 0)), 1) for side in ("x", "y", "width", "height")}


def _is_same(selector: str, first: FindLoad, again: FindLoad | None) -> bool:
    """As many elements both times, the first of the same size, at the same place: what stands above
    it may have become a little higher, not by as much as the box next to it."""
    if again is None:
        return False
    one, other = first.places[selector], again.places[selector]
    if one["count"] < 1 or one["count"] != other["count"]:
        return False
    moved = abs(one["y"] - other["y"])
    sides = max(abs(one[side] - other[side]) for side in ("x", "width", "height"))
    return bool(sides <= SIDE_PX and moved <= max(SIDE_PX, one["height"] / 2))
