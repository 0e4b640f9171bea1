"""Close buttons: one real click must close a pop-up or floating ad (互联网广告管理办法 art. 10)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from playwright.async_api import ElementHandle, Error, Frame, Page

from checks.browser.patience import SCRIPT_SECONDS, PageTrouble, given_text, within
from checks.probe import SlotProbe

CLOSE = given_text(files("checks.browser").joinpath("close.js").read_text("utf-8"))
STAY = """() => addEventListener("click", (event) => {
  for (const one of event.composedPath()) {
    if (one.nodeType !== 1 || !one.matches("a[href],area[href]")) continue;
    if (!/^(javascript:|#)/i.test(one.getAttribute("href"))) event.preventDefault();
    return;
  }
}, true)"""
INSIDE = "(el, selector) => !!el.closest(selector)"
MET = """(el) => {
  const r = el.getBoundingClientRect(), root = el.getRootNode();
  const hit = root.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
  return !hit || el.contains(hit) || hit.contains(el);
}"""
GONE_MS = 1500


@dataclass(frozen=True)
class _Button:
    """An element, or the place in a picture (x, y, width, height) that its image map makes one."""

    element: ElementHandle
    place: list[float]

    async def middle(self) -> tuple[float, float] | None:
        """Where in the window it is clicked; None where it has no box."""
        box = await self.element.bounding_box()
        if box is None:
            return None
        x, y, width, height = self.place or (0, 0, box["width"], box["height"])
        return box["x"] + x + width / 2, box["y"] + y + height / 2


async def close_all(page: Page, slots: Iterable[SlotProbe]) -> dict[str, str]:
    """By slot what came of it: ok, none (no button) or stays. Left out: what could not be tried.
    A button under another ad comes after that one's."""
    found: dict[str, str] = {}
    left = list(slots)
    while left:
        slot = await _foremost(page, left)
        left.remove(slot)
        try:
            said = await within(SCRIPT_SECONDS, _closed(page, slot.selector))
        except (Error, PageTrouble):
            continue
        if said:
            found[slot.code] = said
    return found


async def _foremost(page: Page, slots: list[SlotProbe]) -> SlotProbe:
    """The first whose button a click meets; the first where there is none."""
    for slot in slots if len(slots) > 1 else ():
        try:
            button = await within(SCRIPT_SECONDS, _button(page.main_frame, slot.selector))
            if button is None or await within(SCRIPT_SECONDS, button.element.evaluate(MET)):
                return slot
        except (Error, PageTrouble):
            continue
    return slots[0]


async def _closed(page: Page, selector: str) -> str | None:
    inner = [frame for frame in page.frames[1:] if await _is_inside(frame, selector)]
    button = await _button(page.main_frame, selector)
    for frame in inner:
        button = button or await _button(frame, None)
    if button is None:
        return "none"
    point = await button.middle()
    if point is None:
        return None
    for frame in (page.main_frame, *inner):
        await frame.evaluate(STAY)
    await page.mouse.click(*point)
    asked = {"selector": selector, "gone": True, "untilMs": GONE_MS}
    return "ok" if await page.main_frame.evaluate(CLOSE, json.dumps(asked)) else "stays"


async def _button(frame: Frame, selector: str | None) -> _Button | None:
    asked: dict[str, Any] = {"selector": selector, "gone": False, "untilMs": 0}
    found = await frame.evaluate_handle(CLOSE, json.dumps(asked))
    element = (await found.get_property("0")).as_element()
    if element is None:
        return None
    place = await (await found.get_property("1")).json_value()
    return _Button(element, [float(one) for one in place.split()])


async def _is_inside(frame: Frame, selector: str) -> bool:
    element = await frame.frame_element()
    try:
        return bool(await element.evaluate(INSIDE, selector))
    except Error:
        return False
