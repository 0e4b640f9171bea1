"""One HTML5 package in a context of its own: its files come from memory, everything else is refused
and noted, and what it shows is measured (rules.md §5)."""

import asyncio
import hashlib
import mimetypes
import secrets
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    Dialog,
    Download,
    Error,
    Page,
    Route,
    WebSocketRoute,
)

from adops.clock import stopwatch
from adops.domain.html5 import (
    Forbidden,
    NotRendered,
    Rendering,
    RenderLimits,
    RenderOrder,
    Shown,
)
from checks.browser.patience import PageTrouble, quietly
from checks.painted import Painted
from checks.written import written

HERE = files("checks.browser")
WATCH = HERE.joinpath("package_watch.js").read_text("utf-8")
MEASURE = HERE.joinpath("package_measure.js").read_text("utf-8")
ORIGIN = "http://creative.invalid"
FOLDER = "/ad/"  # not the top, so that `/img/x.png` fails here as it does on a portal's page
CLICK = "http://click.invalid/"
ICON = "/favicon.ico"
TICK_SECONDS = 0.15
CLICK_SECONDS = 0.2
MOST_NOTES, MOST_REQUESTS = 100, 500
UNASKED = {
    "sound": Forbidden.SOUND,
    "open": Forbidden.POPUP,
    "follow": Forbidden.REDIRECT,
    "leave": Forbidden.REDIRECT,
    "download": Forbidden.DOWNLOAD,
}
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".json": "application/json",
}
LOADED = """() => new Promise((done) => {
  const look = () => document.readyState === "complete" ? done() : setTimeout(look, 20);
  look();
})"""
WATCHED = "() => new Promise((done) => setTimeout(done, 300))"
TWO_FRAMES = """() => new Promise((done) => {
  setTimeout(done, 500);
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""


@dataclass(slots=True)
class Notes:
    """What was asked for and done, in order."""

    given: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    asked: int = 0
    external: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    forbidden: set[Forbidden] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    is_clicked: bool = False
    exits: bool = False

    def add(self, names: list[str], name: str) -> None:
        """Notes it, a bounded number of times."""
        if len(names) < MOST_NOTES:
            names.append(written(name[:300]))


class PackageVisit:
    """Shows one package. Raises Playwright's Error, PageTrouble or TimeoutError."""

    def __init__(self, browser: Browser, order: RenderOrder, limits: RenderLimits) -> None:
        self._browser, self._order, self._limits = browser, order, limits
        self._notes, self._storm = Notes(), asyncio.Event()
        self._address = f"{ORIGIN}{FOLDER}{quote(order.index)}"

    async def show(self) -> Shown:
        """Opens it, waits until it has painted its box, looks, clicks once."""
        context = await self._context()
        page = await context.new_page()
        self._hear(page)
        look = asyncio.ensure_future(self._look(page))
        storm = asyncio.ensure_future(self._storm.wait())
        try:
            await asyncio.wait({look, storm}, return_when=asyncio.FIRST_COMPLETED)
            if not look.done():
                raise PageTrouble("storm")
            shown = look.result()
        finally:
            look.cancel()
            storm.cancel()
        await quietly(context.close())  # after a failure it may never answer; the browser goes
        return shown

    def failed(self, why: str) -> Shown:
        """What is known when it could not be shown to the end."""
        notes = self._notes
        return Shown(
            NotRendered(
                why,
                external=tuple(dict.fromkeys(notes.external)),
                missing=tuple(dict.fromkeys(notes.missing)),
                forbidden=tuple(sorted(notes.forbidden)),
            )
        )

    async def _look(self, page: Page) -> Shown:
        await page.goto(f"{self._address}?clickTag={quote(CLICK, safe='')}", wait_until="commit")
        await page.evaluate(LOADED)  # a page that leaves at once never tells that it was loaded
        requests, weight = self._notes.requests, sum(self._notes.given.values())
        await page.evaluate(WATCHED)  # by the page's own clock: what it plans sooner, it has done
        picture, measured = await self._settled(page)
        await self._click(page)
        notes, content = self._notes, picture.content
        rendering = Rendering(
            initial_bytes=weight,
            initial_requests=requests,
            extent=(measured["extent"][0], measured["extent"][1]),
            painted=picture.box,
            blank=picture.is_blank,
            picture=hashlib.sha256(content).hexdigest(),
            external=tuple(dict.fromkeys(notes.external)),
            missing=tuple(dict.fromkeys(notes.missing)),
            forbidden=tuple(sorted(notes.forbidden)),
            errors=tuple(dict.fromkeys(notes.errors)),
            exits=notes.exits,
            run_ms=measured["runMs"],
            plays=measured["plays"],
        )
        return Shown(rendering, content)

    async def _settled(self, page: Page) -> tuple[Painted, dict[str, Any]]:
        """The picture and the measures once the whole box is painted, or when time is up."""
        began, whole = stopwatch(), (self._order.width, self._order.height)
        while True:
            await page.evaluate(TWO_FRAMES)
            measured: dict[str, Any] = await page.evaluate(MEASURE)
            shot = await page.screenshot(
                omit_background=True, animations="allow", style=_without_white(measured["white"])
            )
            picture = Painted(shot)
            done = picture.box == whole and not picture.is_blank
            if done or stopwatch() - began > self._limits.settle:
                return picture, measured
            await asyncio.sleep(TICK_SECONDS)

    async def _click(self, page: Page) -> None:
        """One click in the middle, as a reader does."""
        self._notes.is_clicked = True
        await page.mouse.click(self._order.width // 2, self._order.height // 2)
        await asyncio.sleep(CLICK_SECONDS)

    async def _context(self) -> BrowserContext:
        context = await self._browser.new_context(
            viewport={"width": self._order.width, "height": self._order.height},
            device_scale_factor=1,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            service_workers="block",
            accept_downloads=False,
        )
        context.set_default_timeout(self._limits.seconds * 1000)
        name = f"note_{secrets.token_hex(8)}"
        await context.expose_binding(name, self._told)
        await context.add_init_script(f"({WATCH})({name!r})")
        await context.route("**/*", self._answer)
        await context.route_web_socket("**/*", self._hang_up)
        return context

    def _hear(self, page: Page) -> None:
        page.on("pageerror", self._failed)
        page.on("dialog", self._dismiss)
        page.on("popup", self._shut)
        page.on("download", self._cancel)

    async def _answer(self, route: Route) -> None:
        """A file of the package, 404 for one that is not there, nothing for any other address."""
        request, notes = route.request, self._notes
        notes.asked += 1
        if notes.asked > MOST_REQUESTS:
            self._storm.set()
            return
        if request.is_navigation_request() and request.frame.parent_frame is None:
            await self._navigate(route)
            return
        path = self._path(request.url)
        if path is None:
            if not request.url.startswith(ORIGIN + ICON):
                self._note_address(request.url)
            await _refused(route)
            return
        notes.requests += 1
        content = self._order.files.get(path)
        if content is None:
            notes.add(notes.missing, path)
            await route.fulfill(status=404, body="")
            return
        notes.given[path] = len(content)
        await route.fulfill(body=content, content_type=_type_of(path))

    async def _navigate(self, route: Route) -> None:
        """The page itself, once; where it goes afterwards is noted and refused."""
        notes, url = self._notes, route.request.url
        if not notes.requests and url.startswith(self._address):
            content = self._order.files[self._order.index]
            notes.requests, notes.given[self._order.index] = 1, len(content)
            await route.fulfill(body=content, content_type="text/html")
            return
        if notes.is_clicked:
            notes.exits = notes.exits or url.startswith(CLICK)
        else:
            notes.forbidden.add(Forbidden.REDIRECT)
        await _refused(route, "aborted")  # the page stays; no error page takes its place

    def _path(self, url: str) -> str | None:
        """The path in the package; None for another origin."""
        if not url.startswith(ORIGIN + "/") or url.startswith(ORIGIN + ICON):
            return None
        path = unquote(urlsplit(url).path)
        return path.removeprefix(FOLDER) if path.startswith(FOLDER) else path

    def _note_address(self, url: str) -> None:
        if not url.startswith(CLICK):
            self._notes.add(self._notes.external, url)

    async def _hang_up(self, socket: WebSocketRoute) -> None:
        self._note_address(socket.url)
        await socket.close()

    def _told(self, _source: Any, kind: str, what: str) -> None:
        """What the page's own notes say (`package_watch.js`)."""
        notes = self._notes
        if kind == "connect":
            notes.add(notes.external, what)
        elif kind in UNASKED and not notes.is_clicked:
            notes.forbidden.add(UNASKED[kind])
        elif kind in {"read", "open", "follow"} and notes.is_clicked:
            notes.exits = notes.exits or kind == "read" or what.startswith(CLICK)

    def _failed(self, error: Error) -> None:
        if not self._notes.is_clicked:
            self._notes.add(self._notes.errors, str(error))

    async def _dismiss(self, dialog: Dialog) -> None:
        self._notes.forbidden.add(Forbidden.DIALOG)
        await dialog.dismiss()

    async def _shut(self, popup: Page) -> None:
        if not self._notes.is_clicked:
            self._notes.forbidden.add(Forbidden.POPUP)
        await quietly(popup.close())

    async def _cancel(self, download: Download) -> None:
        self._notes.forbidden.add(Forbidden.DOWNLOAD)
        await quietly(download.cancel())


def _without_white(white: list[bool]) -> str:
    """A page's white ground is what a browser shows anyway: it paints nothing."""
    plain = [tag for tag, is_white in zip(("html", "body"), white, strict=True) if is_white]
    return f"{','.join(plain)}{{background-color:transparent!important}}" if plain else ""


def _type_of(path: str) -> str:
    ending = path[path.rfind(".") :].lower() if "." in path else ""
    return TYPES.get(ending) or mimetypes.guess_type(path)[0] or "application/octet-stream"


async def _refused(route: Route, why: str = "blockedbyclient") -> None:
    """A page that is gone already refuses by itself."""
    try:
        await route.abort(why)
    except Error:
        return
