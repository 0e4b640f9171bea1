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
    tallest: int = TALLEST_CAPTURE_PX

    @property
    def high(self) -> int:
        """CSS px that one capture holds."""
        return int(self.tallest / self.view.scale)

    def width(self, top: Mapping[str, Any]) -> int:
        """CSS px of the page that a picture holds."""
        return min(int(top["width"]), int(WIDEST_DEVICE_PX / self.view.scale))

    def height(self, top: Mapping[str, Any]) -> int:
        """CSS px of the page that a picture holds, at its full width."""
        scale = self.view.scale
        across = self.width(top) * scale
        return min(int(top["height"]), int(min(TALLEST_DEVICE_PX, MOST_DEVICE_PX / across) / scale))

    async def page(self, top: Mapping[str, Any], *, window: int = 0) -> bytes:
        """The whole page. `window`: what height it was given for that; as it stands where that is
        all of it. (On a phone frames of another site come out blurred: the browser enlarges them
        afterwards.) What stands fixed or sticks is in the picture once, where it is in a page that
        is not scrolled."""
        whole = window > 0 and self.view.scale == 1
        width = self.view.width if whole else self.width(top)
        height, high = self.height(top), self.high // STEP * STEP
        if height <= self.high and whole:
            return await self._taken({})
        if height <= self.high:
            high = height
        parts = [
            await self._clipped(above, width, min(high, height - above), window)
            for above in range(0, height, high)
        ]
        return parts[0] if len(parts) == 1 else await asyncio.to_thread(joined, parts)

    async def screen(self, *, is_window: bool) -> bytes:
        """The first screen."""
        if is_window:
            return await self._taken({})
        return await self._clipped(0, self.view.width, self.view.height, self.view.height)

    async def _clipped(self, above: int, width: int, height: int, window: int) -> bytes:
        """What lies in the window is taken without another one being made for it: in that, frames
        of another site may be blank yet."""
        scale, beyond = self.view.scale, above + height > window
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
