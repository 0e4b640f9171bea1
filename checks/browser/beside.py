"""What is kept beside the picture of a page with troubles: its final DOM and its traffic
(checks.md, Evidence)."""

import asyncio
from importlib.resources import files
from typing import Any

from playwright.async_api import Error, Frame, Page, Request, Response

from adops.clock import clock
from checks.browser.patience import PageTrouble, in_text, within
from checks.har import Exchange
from checks.secrets import clean_address, clean_source
from checks.written import read_json, written

SOURCE = in_text(files("checks.browser").joinpath("source.js").read_text("utf-8"))
SOURCE_SECONDS = 5.0
MOST_FRAMES = 20
MOST_EXCHANGES = 5_000
CUT = "\n<!-- 源码过长，后面的没有留存 -->"


class Beside:
    """Listens to one page from its first request on; what it heard outlives the page."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._requests: dict[Request, tuple[float, Response | None, str]] = {}
        self.html = b""

    def listen(self, page: Page) -> None:
        """From now on; of a page that is tried again, the last try."""
        self._requests.clear()
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)

    def _asked(self, request: Request) -> None:
        if len(self._requests) < MOST_EXCHANGES:
            self._requests[request] = (clock.now().timestamp() * 1000, None, "")

    def _answered(self, response: Response) -> None:
        if response.request in self._requests:
            began, _, trouble = self._requests[response.request]
            self._requests[response.request] = (began, response, trouble)

    def _failed(self, request: Request) -> None:
        if request in self._requests:
            began, response, _ = self._requests[request]
            self._requests[request] = (began, response, request.failure or "failed")

    async def read(self, page: Page) -> None:
        """Takes the final DOM, frames included; a page that does not answer leaves none. Inputs
        that hold secrets are emptied in the page itself: nothing is looked at after it."""
        frames = page.frames[:MOST_FRAMES]
        found = await asyncio.gather(*(_source(frame, self._most) for frame in frames))
        parts = []
        for frame, told in zip(frames, found, strict=True):
            if told is not None:
                parts.append(_part(frame, told, self._most, is_top=frame is page.main_frame))
        source = written("\n".join(parts)).encode()
        if len(source) > self._most:
            room = self._most - len(CUT.encode())
            source = source[:room].decode(errors="ignore").encode() + CUT.encode()
        self.html = source

    def exchanges(self) -> tuple[Exchange, ...]:
        """Everything that was asked for, in order."""
        return tuple(_exchange(one, *told) for one, told in self._requests.items())


async def _source(frame: Frame, most: int) -> dict[str, Any] | None:
    try:
        said = await within(SOURCE_SECONDS, frame.evaluate(SOURCE, str(most)))
        found: dict[str, Any] = read_json(said)
    except (Error, PageTrouble, TypeError, ValueError):
        return None
    return found


def _part(frame: Frame, told: dict[str, Any], most: int, *, is_top: bool) -> str:
    cookies = [one.partition("=")[2].strip() for one in told["cookies"].split(";")]
    html = clean_source(told["html"], cookies)
    if told["length"] > most:
        html += CUT
    if is_top:
        return html
    address = clean_address(frame.url).replace("--", "%2D%2D")
    return f"<!-- 框架 {address} -->\n{html}"


def _exchange(request: Request, began: float, response: Response | None, trouble: str) -> Exchange:
    end = request.timing.get("responseEnd", -1)
    return Exchange(
        method=request.method,
        url=request.url,
        kind=request.resource_type,
        started_ms=began,
        took_ms=end if end >= 0 else None,
        status=response.status if response else 0,
        status_text=response.status_text if response else "",
        asked=request.headers,
        answered=response.headers if response else {},
        trouble=trouble,
    )
