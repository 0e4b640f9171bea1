"""Close buttons: one real click must close a pop-up or floating ad (互联网广告管理办法 art. 10)."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from playwright.async_api import ElementHandle, Error, Frame, Page

from checks.browser.patience import SCRIPT_SECONDS, PageTrouble, within
from checks.probe import SlotProbe

CLOSE = files("checks.browser").joinpath("close.js").read_text("utf-8")
STAY = """() => addEventListener("click", (event) => {
  const link = event.composedPath().find((one) => one instanceof Element && one.matches("a[href]"));
  if (link && !/^(javascript:|#)/i.test(link.getAttribute("href"))) event.preventDefault();
}, true)"""
INSIDE = "(el, selector) => !!el.closest(selector)"
GONE_MS = 1500


async def close_all(page: Page, slots: Iterable[SlotProbe]) -> dict[str, str]:
    """By slot what came of it: ok, none (no button) or stays. Left out: what could not be tried."""
    found: dict[str, str] = {}
    for slot in slots:
        try:
            said = await within(SCRIPT_SECONDS, _closed(page, slot.selector))
        except (Error, PageTrouble):
            continue
        if said:
            found[slot.code] = said
    return found


async def _closed(page: Page, selector: str) -> str | None:
    inner = [frame for frame in page.frames[1:] if await _is_inside(frame, selector)]
    button = await _button(page.main_frame, selector)
    for frame in inner:
        button = button or await _button(frame, None)
    if button is None:
        return "none"
    box = await button.bounding_box()
    if box is None:
        return None
    for frame in (page.main_frame, *inner):
        await frame.evaluate(STAY)
    await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    asked = {"selector": selector, "gone": True, "untilMs": GONE_MS}
    return "ok" if await page.main_frame.evaluate(CLOSE, asked) else "stays"


async def _button(frame: Frame, selector: str | None) -> ElementHandle | None:
    asked: dict[str, Any] = {"selector": selector, "gone": False, "untilMs": 0}
    return (await frame.evaluate_handle(CLOSE, asked)).as_element()


async def _is_inside(frame: Frame, selector: str) -> bool:
    element = await frame.frame_element()
    try:
        return bool(await element.evaluate(INSIDE, selector))
    except Error:
        return False
