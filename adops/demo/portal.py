"""The demo portal: a small local real-estate portal on loopback, its slots filled by a programme.

`serving()` runs it in a thread; pages follow the business clock's ad day (09:00 to 09:00).
"""

import re
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from mimetypes import guess_type
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener
from zlib import crc32

import uvicorn
from jinja2 import Environment, PackageLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from adops.clock import stopwatch
from adops.demo.ads import draw_house_ad
from adops.demo.inventory import PAGES, SITE, SLOTS, PagePlan, SlotPlan
from adops.demo.press import CHANNELS
from adops.demo.programme import Fault, Programme, Showing
from adops.demo.projects import PRICE_HOLDS_UNTIL, PROJECTS
from adops.demo.scene import SCENES, scene
from adops.domain.period import ad_day_of, local
from adops.errors import OutsideError

VISITS = "lunbo"
"""The cookie that counts loads: what rotates is picked by it (domain.md 1.6)."""
SCENE_NAMES = tuple(SCENES)
WEEKDAYS = "一二三四五六日"
START_SECONDS = 20
PICTURE = re.compile(r'/pic/[^"]+')
HOUSE_ZONES = ("top", "mid", "foot")
"""Zones whose unsold slots show a house ad; elsewhere they stay empty."""

PAGES_ENVIRONMENT = Environment(loader=PackageLoader("adops.demo"), autoescape=True)


@dataclass(frozen=True, slots=True)
class Filled:
    """A slot of one answer: what it shows and what is wrong with it."""

    plan: SlotPlan
    showing: Showing | None
    fault: Fault | None


class Portal:
    """The pages of `adops.demo.inventory`, filled by `programme` for the clock's ad day."""

    def __init__(self, programme: Programme, clock: Callable[[], datetime]) -> None:
        self.programme = programme
        self.clock = clock

    def app(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/static/portal.css", self._css),
            Route("/ia/{name:path}", self._creative),
            Route("/house-ads/{size}.png", self._house_ad),
            Route("/pic/{name}/{size}/{seed:int}.jpg", self._picture),
            Route("/frame/{code}", self._frame),
            Route("/lp/{slug}", self._landing),
        ]
        routes += [Route(page.path, self._opener(page)) for page in PAGES]
        return Starlette(routes=routes)

    def _css(self, request: Request) -> Response:
        return Response(_style(), media_type="text/css")

    def _creative(self, request: Request) -> Response:
        name = request.path_params["name"]
        body = self.programme.files.get(name.rsplit("/", 1)[-1])
        if body is None:
            return PlainTextResponse("没有这个文件", status_code=404)
        return Response(body, media_type=guess_type(name)[0])

    def _house_ad(self, request: Request) -> Response:
        return Response(_house_ad(*_size(request)), media_type="image/png")

    def _picture(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in SCENES:
            return PlainTextResponse("没有这张图", status_code=404)
        house = request.query_params.get("p", "")
        seed = request.path_params["seed"]
        return Response(_picture(name, _size(request), seed, house), media_type="image/jpeg")

    def _frame(self, request: Request) -> Response:
        plan = SLOTS.get(request.path_params["code"])
        shown = self._fill(plan, request).showing if plan else None
        if shown is None:
            return PlainTextResponse("没有广告", status_code=404)
        return _page_of("frame.html", one=shown)

    def _landing(self, request: Request) -> Response:
        house = next((one for one in PROJECTS if one.slug == request.path_params["slug"]), None)
        if house is None:
            return PlainTextResponse("没有这个楼盘", status_code=404)
        return _page_of(
            "landing.html", house=house, until=PRICE_HOLDS_UNTIL, **self._surroundings("房产")
        )

    def _opener(self, page: PagePlan) -> Callable[[Request], Response]:
        def opened(request: Request) -> Response:
            if self.programme.is_down(page.path, ad_day_of(self.clock())):
                answer = _page_of("error.html", site=SITE)
                answer.status_code = 500
                return answer
            zones = defaultdict(list)
            for plan in page.slots:
                zones[plan.zone].append(self._fill(plan, request))
            seed = crc32(page.path.encode()) % 10_000
            answer = _page_of(
                f"{page.kind}.html",
                page=page,
                zones=zones,
                seed=seed,
                hero=SCENE_NAMES[seed % len(SCENE_NAMES)],
                scenes=SCENE_NAMES + SCENE_NAMES,
                projects=PROJECTS,
                until=PRICE_HOLDS_UNTIL,
                **self._surroundings(page.channel),
            )
            answer.set_cookie(VISITS, str(_visits(request) + 1))
            return answer

        return opened

    def _fill(self, plan: SlotPlan, request: Request) -> Filled:
        day = ad_day_of(self.clock())
        shown = self.programme.shown(plan.code, day)
        fault = self.programme.fault(plan.code, day)
        if shown:
            return Filled(plan, shown[_visits(request) % len(shown)], fault)
        if plan.zone in HOUSE_ZONES and fault is None:
            return Filled(plan, house_showing(plan), None)
        return Filled(plan, None, fault)

    def _surroundings(self, channel: str) -> dict[str, object]:
        now = local(self.clock())
        today = f"{now.year}年{now.month}月{now.day}日 周{WEEKDAYS[now.weekday()]}"
        return {
            "site": SITE,
            "channel": CHANNELS[channel],
            "channels": CHANNELS.values(),
            "today": today,
        }


def house_showing(plan: SlotPlan) -> Showing:
    """The portal's own ad in that slot; its address begins with `/house-ads/`."""
    name = f"/house-ads/{plan.width}x{plan.height}.png"
    return Showing(name, "/house/bj/", plan.width, plan.height, "广告招商")


@contextmanager
def serving(portal: Portal, *, port: int = 0) -> Iterator[str]:
    """Serves on 127.0.0.1 in a thread; gives the address (`http://127.0.0.1:<port>`).

    Port 0 is any free one. Raises OutsideError `portal.not_started`.
    """
    with socket.create_server(("127.0.0.1", port)) as door:
        # signals belong to the program, not to this thread's server
        config = uvicorn.Config(
            portal.app(), log_level="warning", lifespan="off", ws="none", access_log=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([door],), daemon=True, name="portal")
        thread.start()
        await_start(server, thread)
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def warm(address: str) -> None:
    """Asks once for every picture of every page: drawn then, they come at once to a reader."""
    opener = build_opener(ProxyHandler({}))
    for page in PAGES:
        with suppress(URLError), opener.open(address + page.path) as found:
            pictures = PICTURE.findall(found.read().decode())
            for picture in pictures:
                opener.open(address + picture).close()


def await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    """Returns when a server in a thread answers. Raises OutsideError `portal.not_started`."""
    until = stopwatch() + START_SECONDS
    while not server.started:
        thread.join(0.02)
        if not thread.is_alive() or stopwatch() > until:
            raise OutsideError("portal.not_started")


def _visits(request: Request) -> int:
    told = request.cookies.get(VISITS, "0")
    return int(told) if told.isdigit() else 0


def _size(request: Request) -> tuple[int, int]:
    wide, _, high = request.path_params["size"].partition("x")
    return min(int(wide), 2000), min(int(high), 2000)


def _page_of(template: str, **facts: object) -> HTMLResponse:
    return HTMLResponse(PAGES_ENVIRONMENT.get_template(template).render(facts))


@lru_cache
def _style() -> str:
    found = PAGES_ENVIRONMENT.get_template("portal.css")
    return found.render()


@lru_cache
def _house_ad(width: int, height: int) -> bytes:
    body = BytesIO()
    draw_house_ad((width, height)).save(body, "PNG")
    return body.getvalue()


@lru_cache(maxsize=256)
def _picture(name: str, size: tuple[int, int], seed: int, house: str) -> bytes:
    palettes = {one.slug: one.palette for one in PROJECTS}
    palette = palettes.get(house) or PROJECTS[seed % len(PROJECTS)].palette
    body = BytesIO()
    scene(name, size, palette, seed).save(body, "JPEG", quality=84)
    return body.getvalue()
