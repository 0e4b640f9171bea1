"""The page's own traffic: which bytes each address served, and what failed."""

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from playwright.async_api import Error, Frame, Page, Request, Response

from adops.clock import stopwatch
from checks.browser.guard import REFUSED
from checks.browser.patience import SCRIPT_SECONDS
from checks.probe import Served, asked_for

CHANGING = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
ASKING = frozenset({"xhr", "fetch", "script"})
TICK_SECONDS = 0.1
PASSING = frozenset({408, 425, 429})
MOST_HELD = 2.0
MEANT = ("ERR_ABORTED", "ERR_BLOCKED", "mixed-content")


class Traffic:
    """What one page was served, by address; bytes are read while the page settles: those of
    pictures, and with `frames` of all that came into frames, once it is whole."""

    def __init__(self, page: Page, *, frames: bool = False) -> None:
        self._in_frames = frames
        self._whole: dict[Request, int] = {}
        self._answers: list[tuple[Response, asyncio.Task[bytes] | None]] = []
        self._failures: list[Request] = []
        self._outcomes: dict[str, str] = {}
        self._pending: set[Request] = set()
        self._first: dict[str, float] = {}
        self._hung: frozenset[str] | None = None
        self._held: frozenset[str] = frozenset()
        self._loads = 0
        self._began = stopwatch()
        self._pictures: set[Request] = set()
        self._frames: set[Frame] = set()
        self._before = 0
        self._amiss: set[str] = set()
        page.on("request", self._asked)
        page.on("requestfinished", self._came)
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)

    def begin(self) -> None:
        """A new load of the page."""
        self._amiss.clear()
        if self._loads:
            hung = frozenset(_address(one) for one in self._pending)
            self._hung = hung if self._hung is None else self._hung & hung
        self._loads += 1
        self._began = stopwatch()
        self._pending.clear()
        self._first.clear()
        self._pictures.clear()
        self._before = len(self._answers)

    @property
    def is_disturbed(self) -> bool:
        """Whether something that was asked for did not come."""
        return bool(self._amiss)

    @property
    def amiss(self) -> frozenset[str]:
        """Addresses of what did not come, or is on its way and no connection that is kept open."""
        return frozenset({*self._amiss, *(_address(one) for one in self._coming())})

    @property
    def is_unfinished(self) -> bool:
        """Whether something that may yet change the page is on its way; a connection that is kept
        open is not."""
        return bool(self._coming())

    async def outwait(self, seconds: float) -> bool:
        """Waits for what scripts asked for where that alone is still on its way; whether it came to
        an end, so that the page may be another now.

        No sign but time tells a chat's long poll, or a counter's script that never comes, from a
        slow ad server. So a connection counts as kept open, and as nothing that may yet fill a slot
        (checks.md, `missing` and `empty`), only where it is a script's or is to bring one (xhr,
        fetch, script), or the document of a frame of another site, which can't reach into the page,
        the same address was unanswered at the end of every load
        before this one, all else is done, and it has not come to an end `seconds` after it was
        first asked for in this load: no reader waits so long for an ad, and an ad server that is
        only slow answers in one of three loads. What asks under ever new addresses stays a doubt
        once the load has gone on for twice as long. EventSources and WebSockets are made to stay
        open and never waited for. A document of the page's own site that hangs stays a doubt, and
        so does a slot that a hanging frame is in: nobody knows what comes there.
        """
        is_waiting = False
        last = self._began + MOST_HELD * seconds
        while (left := self._coming()) and all(map(_may_stay_open, left)):
            if stopwatch() > last:
                return False
            addresses = frozenset(_address(one) for one in left)
            if all(stopwatch() - self._first[one] >= seconds for one in addresses):
                self._held |= addresses & (self._hung or frozenset())
                return False
            is_waiting = True
            await asyncio.sleep(TICK_SECONDS)
        return is_waiting

    def _coming(self) -> list[Request]:
        return [one for one in self._pending if not _asks(one, self._held)]

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request():
            with suppress(Error):  # a window that is only being opened has no frame yet
                self._frames.add(request.frame)
        if request.resource_type in CHANGING:
            self._pending.add(request)
            self._first.setdefault(_address(request), stopwatch())
        if request.resource_type == "image":
            self._pictures.add(request)

    def _came(self, request: Request) -> None:
        self._pending.discard(request)
        self._pictures.discard(request)
        number = self._whole.pop(request, None)
        if number is not None:
            response, _ = self._answers[number]
            self._answers[number] = response, _body_of(response)

    def _answered(self, response: Response) -> None:
        came = 200 <= response.status < 300
        body = _body_of(response) if came and _is_picture(response) else None
        if came and body is None and self._in_frames and _is_in_frame(response.request):
            self._whole[response.request] = len(self._answers)
        self._answers.append((response, body))
        self._outcomes[response.url] = str(response.status) if response.status >= 400 else ""
        if response.status >= 500 or response.status in PASSING:
            self._amiss.add(_address(response.request))

    def _failed(self, request: Request) -> None:
        self._failures.append(request)
        self._whole.pop(request, None)
        self._came(request)
        self._outcomes[request.url] = "0"
        if not any(sign in (request.failure or "") for sign in MEANT):
            self._amiss.add(_address(request))

    async def served(self) -> tuple[Served, ...]:
        """The answers of this load, and those of the loads before it from addresses that it did
        not ask again; a redirected address is listed with what it led to."""
        tasks = [body for _, body in self._answers if body]
        if tasks:
            await asyncio.wait(tasks, timeout=SCRIPT_SECONDS)
        found = [one for answer in self._answers[self._before :] for one in _answers_of(*answer)]
        asked = {one.url for one in found}
        older = [one for answer in self._answers[: self._before] for one in _answers_of(*answer)]
        found += [one for one in older if one.url not in asked]
        return tuple(found + [Served(one.url, 0, None, 0) for one in self._failures])

    def lacking(self) -> dict[str, str]:
        """Addresses without an answer: `failed` (nothing, or 400 or more, when it last asked), or
        `loading`, a picture on its way; of a redirected one every address it came by."""
        found = {url: "failed" for url, why in self._outcomes.items() if why}
        coming = [one for request in self._pictures for one in _chain(request)]
        return found | {asked_for(one.url): "loading" for one in coming}

    def is_coming(self, frame: Frame) -> bool:
        """Whether its first document was not asked for yet or is on its way."""
        asked = [one for one in self._pending if one.is_navigation_request()]
        return frame not in self._frames or any(one.frame == frame for one in asked)

    def has_asked(self, frame: Frame) -> bool:
        """Whether a document was ever asked for it."""
        return frame in self._frames

    def status(self, frame: Frame) -> int:
        """The status of the frame's last document; 0 where none came."""
        found = [one for one, _ in self._answers if _is_document(one) and one.frame == frame]
        return found[-1].status if found else 0

    def turned_away(self, frame: Frame) -> str | None:
        """Where the frame was led to and not let in."""
        asked = [one for one in self._failures if one.is_navigation_request()]
        refused = [one for one in asked if REFUSED in (one.failure or "")]
        return next((one.url for one in refused if one.frame == frame), None)

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

    def frame_trouble(self, frame: Frame) -> tuple[str | None, bool]:
        """The frame's address when it shows an error page or an answer of 400 or more, and whether
        the browser itself put the error page in the place of what had loaded (a heavy ad)."""
        if frame.url.startswith("chrome-error:"):
            asked = [one for one in self._failures if one.is_navigation_request()]
            failed = [one for one in asked if one.frame == frame]
            loaded = [one for one, _ in self._answers if _is_document(one) and one.frame == frame]
            last = failed or [one.request for one in loaded]
            return (last[-1].url if last else frame.name or "frame"), bool(loaded and not failed)
        for response, _ in reversed(self._answers):
            if _is_document(response) and response.frame == frame:
                return (response.url if response.status >= 400 else None), False
        return None, False


def _address(request: Request) -> str:
    """Without its query: what asks again and again counts in it."""
    return f"{request.method} {request.url.partition('?')[0]}"


def _asks(request: Request, addresses: frozenset[str]) -> bool:
    return _address(request) in addresses and _may_stay_open(request)


def _may_stay_open(request: Request) -> bool:
    return request.resource_type in ASKING or _is_foreign_frame(request)


def _is_foreign_frame(request: Request) -> bool:
    """Whether it asks for a frame's document from another origin than the page's and than that of
    the frame around it."""
    if not (request.is_navigation_request() and _is_in_frame(request)):
        return False
    around = {request.frame.page.main_frame.url}
    frame = request.frame.parent_frame
    while frame:
        around.add(frame.url)
        frame = frame.parent_frame
    return all(urlsplit(one)[:2] != urlsplit(request.url)[:2] for one in around)


def _is_picture(response: Response) -> bool:
    """A frame may hold nothing but a picture: its document is the file."""
    is_asked = response.request.resource_type == "image"
    return is_asked or response.headers.get("content-type", "").startswith("image/")


def _body_of(response: Response) -> "asyncio.Task[bytes]":
    body = asyncio.ensure_future(response.body())
    # one that is never asked for may fail when the page is gone
    body.add_done_callback(lambda done: done.cancelled() or done.exception())
    return body


def _frame_of(request: Request) -> str:
    try:
        return request.frame.url
    except Error:
        return ""


def _is_in_frame(request: Request) -> bool:
    try:
        return request.frame.parent_frame is not None
    except Error:  # a window that is only being opened has no frame yet
        return False


def _is_document(response: Response) -> bool:
    return response.request.is_navigation_request()


def _answers_of(response: Response, body: "asyncio.Task[bytes] | None") -> list[Served]:
    content = None
    if body and body.done() and not body.cancelled() and body.exception() is None:
        content = body.result()
    sha256 = hashlib.sha256(content).hexdigest() if content else None
    size, frame = len(content or b""), _frame_of(response.request) if content else ""
    answer = Served(response.url, response.status, sha256, size, content or b"", frame)
    return [replace(answer, url=one.url) for one in _chain(response.request)]


def _chain(request: Request) -> list[Request]:
    """It, and those that were redirected to it."""
    chain = [request]
    while chain[-1].redirected_from:
        chain.append(chain[-1].redirected_from)
    return chain
