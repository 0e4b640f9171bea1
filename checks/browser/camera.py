"""The page's picture as the browser gives it: of one capture, or of several where the page is
taller than one holds (checks.md, Observe)."""

import asyncio
import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image
from playwright.async_api import CDPSession

from adops.catalog.checks import Viewport
from checks.browser.patience import SCRIPT_SECONDS, within

TALLEST_CAPTURE_PX = 16_000
WIDEST_DEVICE_PX = 4_000
TALLEST_DEVICE_PX = 60_000
MOST_DEVICE_PX = 64_000_000
STEP = 8  # CSS px of which a capture holds a whole number: so are its device px at any scale


@dataclass(frozen=True, slots=True)
class Camera:
    """Takes pictures of one page in a window."""

    devtools: CDPSession
    view: Viewport

    def width(self, top: Mapping[str, Any]) -> int:
        """CSS px of the page that a picture holds."""
        return min(int(top["width"]), int(WIDEST_DEVICE_PX / self.view.scale))

    def height(self, top: Mapping[str, Any]) -> int:
        """CSS px of the page that a picture holds, at its full width."""
        scale = self.view.scale
        across = self.width(top) * scale
        return min(int(top["height"]), int(min(TALLEST_DEVICE_PX, MOST_DEVICE_PX / across) / scale))

    async def page(self, top: Mapping[str, Any], *, is_window: bool = False) -> bytes:
        """The whole page; the window as it stands where that is all of it. (On a phone frames of
        another site come out blurred: the browser enlarges them afterwards.) What stands fixed or
        sticks is in the picture once, where an unscrolled page has it."""
        width = self.view.width if is_window else self.width(top)
        height, high = self.height(top), int(TALLEST_CAPTURE_PX / self.view.scale)
        if height <= high:
            if is_window:
                return await self._taken({})
            return await self._clipped(0, width, height, beyond=True)
        high = high // STEP * STEP
        parts = [
            await self._clipped(above, width, min(high, height - above), beyond=True)
            for above in range(0, height, high)
        ]
        return await asyncio.to_thread(joined, parts)

    async def screen(self, *, is_window: bool) -> bytes:
        """The first screen."""
        if is_window:
            return await self._taken({})
        return await self._clipped(0, self.view.width, self.view.height, beyond=False)

    async def _clipped(self, above: int, width: int, height: int, *, beyond: bool) -> bytes:
        scale = self.view.scale
        clip = {"x": 0, "y": above, "width": width, "height": height, "scale": scale}
        return await self._taken({"captureBeyondViewport": beyond, "clip": clip})

    async def _taken(self, more: Mapping[str, Any]) -> bytes:
        asked = {"format": "png", "optimizeForSpeed": True, **more}
        shot = self.devtools.send("Page.captureScreenshot", asked)
        answer = await within(SCRIPT_SECONDS * 3, shot)
        return base64.b64decode(answer["data"])


def joined(parts: list[bytes]) -> bytes:
    """Captures one under the other as one PNG of the same pixels; empties the list on its way."""
    sizes = [pixels(one) for one in parts]
    whole = Image.new("RGB", (sizes[0][0], sum(height for _, height in sizes)))
    below = 0
    while parts:
        with Image.open(io.BytesIO(parts.pop(0))) as part:
            whole.paste(part.convert("RGB"), (0, below))
            below += part.height
    out = io.BytesIO()
    whole.save(out, "PNG", compress_level=1)
    return out.getvalue()


def pixels(png: bytes) -> tuple[int, int]:
    """Width and height in a PNG's header."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
