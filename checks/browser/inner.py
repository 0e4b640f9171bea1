"""The frames of a page: whether one is still loading, and where it stands."""

from collections.abc import Mapping
from typing import Any

from playwright.async_api import Error, Frame

from checks.browser.patience import SCRIPT_SECONDS, PageTrouble, within
from checks.frames import FrameFacts, slots_of

STEP = """(el) => {
  for (let n = 0; n < window.length; n += 1) if (window[n] === el.contentWindow) return n;
  return window[Symbol.for("adops.kept")].number(el);
}"""


def is_loading(frames: Mapping[tuple[int, ...], FrameFacts]) -> bool:
    """Whether a frame that fills a slot has not answered yet or is still loading."""
    slots = slots_of(frames, {})
    if any(slot.unread == "frame" for slot in slots):
        return True
    fills = {slot.code for slot in slots if any(h.kind == "iframe" for h in slot.holders)}
    inner = [facts.raw for path, facts in frames.items() if path and facts.raw]
    return bool(fills) and any(raw["ready"] != "complete" for raw in inner)


async def path_of(
    frame: Frame, raw: Mapping[str, Any] | None, paths: Mapping[Frame, tuple[int, ...] | None]
) -> tuple[int, ...] | None:
    """The steps from the top; a frame in a shadow tree does not know its own, but its element does.
    None where nobody does."""
    if raw is not None and raw["path"] is not None:
        return tuple(raw["path"])
    above = paths.get(frame.parent_frame) if frame.parent_frame else None
    if above is None:
        return None
    try:
        element = await within(SCRIPT_SECONDS, frame.frame_element())
        return (*above, int(await within(SCRIPT_SECONDS, element.evaluate(STEP))))
    except (Error, PageTrouble):
        return None
