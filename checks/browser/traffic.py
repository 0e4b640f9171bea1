"""The page's own traffic: which bytes each address served, and what failed."""

import asyncio
import hashlib
from dataclasses import replace
from urllib.parse import urlsplit

from playwright.async_api import Frame, Page, Request, Response

from checks.browser.patience import SCRIPT_SECONDS
from checks.probe import Served


class Traffic:
    """What one page was served, by address; bytes are read while the page settles."""

    def __init__(self, page: Page) -> None:
        self._answers: list[tuple[Response, asyncio.Task[bytes] | None]] = []
        self._failures: list[Request] = []
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)

    def _answered(self, response: Response) -> None:
        wanted = response.request.resource_type == "image" and 200 <= response.status < 300
        body = asyncio.ensure_future(response.body()) if wanted else None
        self._answers.append((response, body))

    def _failed(self, request: Request) -> None:
        self._failures.append(request)

    async def served(self) -> tuple[Served, ...]:
        """All answers so far; a redirected address is listed with what it led to."""
        tasks = [body for _, body in self._answers if body]
        if tasks:
            await asyncio.wait(tasks, timeout=SCRIPT_SECONDS)
        found = [one for answer in self._answers for one in _answers_of(*answer)]
        return tuple(found + [Served(one.url, 0, None, 0) for one in self._failures])

    def failed(self) -> dict[str, str]:
        """Address → status (400 or more) or `0`, of what the page did not get."""
        answers = (answer for answer, _ in self._answers)
        found = {one.url: str(one.status) for one in answers if one.status >= 400}
        return found | {one.url: "0" for one in self._failures}

    def origins(self) -> frozenset[str]:
        """Origins of the documents that were loaded."""
        parts = [urlsplit(one.url) for one, _ in self._answers if _is_document(one)]
        return frozenset(f"{part.scheme}://{part.netloc}" for part in parts if part.netloc)

    def drop(self) -> None:
        """Forgets bodies that nobody waits for any more."""
        for _, body in self._answers:
            if body:
                body.cancel()
                body.add_done_callback(lambda done: done.cancelled() or done.exception())

    def frame_trouble(self, frame: Frame) -> str | None:
        """The frame's address when it shows an error page or an answer of 400 or more."""
        if frame.url.startswith("chrome-error:"):
            return self._last_url(frame)
        for response, _ in reversed(self._answers):
            if _is_document(response) and response.frame == frame:
                return response.url if response.status >= 400 else None
        return None

    def _last_url(self, frame: Frame) -> str:
        urls = [one.url for one in self._failures if one.frame == frame]
        return urls[-1] if urls else frame.name or "frame"


def _is_document(response: Response) -> bool:
    return response.request.is_navigation_request()


def _answers_of(response: Response, body: "asyncio.Task[bytes] | None") -> list[Served]:
    content = None
    if body and body.done() and not body.cancelled() and body.exception() is None:
        content = body.result()
    sha256 = hashlib.sha256(content).hexdigest() if content else None
    found, request = [], response.request
    answer = Served(response.url, response.status, sha256, len(content or b""))
    found.append(answer)
    while request.redirected_from:
        request = request.redirected_from
        found.append(replace(answer, url=request.url))
    return found
