"""Pages a second of the check against a bare loop that loads the same pages and takes the same
full-page picture; both in one run, in turns (checks.md, Speed). The bare loop has one page; what
one has that works with as many at once as ours is told beside it. A quarter of the slots shows a
recompressed copy of its creative: there the pictures are compared, bytes tell nothing."""

import asyncio
import io
import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from PIL import Image
from playwright.async_api import Page, async_playwright
from sqlmodel import SQLModel

import adops.models  # noqa: F401
from adops import clock
from adops.catalog.checks import load_checks
from adops.db import Database
from adops.domain.people import CONSOLE
from adops.domain.period import ad_day_of
from adops.models import CheckRun
from adops.queries.checks import looks_of_run, slots_on_air
from adops.queries.evidence import waiting_pages
from adops.services import slot_checks as acts
from adops.settings import Settings
from adops.store import open_store
from checks.chromium import ARGUMENTS, find_chromium
from checks.draw import Easel
from checks.plan import plan
from checks.run import planned
from checks.work import Eyes, House, Planned, Work, opened_eyes
from tests.factories import Factory
from tests.site import ads
from tests.site.server import Site

PAGES, SLOTS, TURN, SPOILED, DRAWN, STARTED = 40, 20, 8, 16, 4, 4
EVERY, QUALITY = 4, 70  # of so many slots the last shows a copy of that JPEG quality
SIZES = ((1000, 90), (300, 250), (950, 90), (240, 120))
LEAST = 0.85
WINDOW: Any = {"viewport": {"width": 1920, "height": 950}}
TEXT = "<p>" + "本地楼市新闻正文，介绍项目、政策与成交。" * 12 + "</p>"


def run() -> dict[str, Any]:
    """`ratio` is the product's pages a second over the bare loop's; at least 0.85. Besides, the
    same where bytes alone tell all, the same with a trouble on each page, which is drawn at once,
    and what drawing the rest costs."""
    with tempfile.TemporaryDirectory() as home, Site() as site:
        settings = Settings(env="test", home=Path(home), allow_hosts=site.host)
        database = Database(settings.database)
        SQLModel.metadata.create_all(database.engine)
        config = load_checks(settings.config_dir)
        house = House(settings, database, open_store(settings), config)
        urls = town(house, site, PAGES, SLOTS)
        _show(site, is_copy=True)
        found = asyncio.run(_timed(house, site, urls))
        database.close()
    return found


def town(house: House, site: Site, pages: int, slots: int) -> list[str]:
    """So many pages with so many slots, each booked with a confirmed creative of its own."""
    site.page("/landing", "楼盘介绍")
    urls, factory = [], Factory(clock.now())
    for n in range(pages):
        body = "".join(_slot(site, n, m) for m in range(slots))
        urls.append(site.page(f"/page-{n}", body))
        shown = [(SIZES[m % len(SIZES)], _picture(n, m)) for m in range(slots)]
        book(house, site, factory, urls[-1], shown)
    return urls


def book(
    house: House,
    site: Site,
    factory: Factory,
    url: str,
    shown: Sequence[tuple[tuple[int, int], bytes]],
) -> int:
    """A page whose slots `#ad-0`, `#ad-1` … are booked with what is shown (size, file); its id."""
    today = ad_day_of(clock.now())
    days = today - timedelta(days=1), today + timedelta(days=1)
    with house.database.write() as session:
        page = factory.page(session, url=url)
        for m, (size, content) in enumerate(shown):
            slot = factory.slot(
                session, page_id=page.id, selector=f"#ad-{m}", width=size[0], height=size[1]
            )
            booking = factory.booking(session, *days, slot, landing_url=site.url("/landing"))
            sha256 = house.store.put(content)
            part = {"width": size[0], "height": size[1]}
            factory.creative(session, booking, sha256=sha256, part=part)
        return page.id or 0


def _picture(n: int, m: int) -> bytes:
    phone = f"400-{n:03d}-{m:04d}"
    return ads.jpeg(SIZES[m % len(SIZES)], phone=phone, hue=(n * 37 + m * 11) % 360)


def _slot(site: Site, n: int, m: int) -> str:
    path = site.file(f"/ads/{n}-{m}.jpg", _picture(n, m), "image/jpeg")
    width, height = SIZES[m % len(SIZES)]
    picture = f'<img src="{path}" width="{width}" height="{height}">'
    return f'{TEXT}<div id="ad-{m}"><a href="/landing">{picture}</a></div>'


async def _timed(house: House, site: Site, urls: Sequence[str]) -> dict[str, Any]:
    executable = find_chromium(house.settings)
    async with AsyncExitStack() as stack:
        eyes = await stack.enter_async_context(opened_eyes(house))
        driver = await stack.enter_async_context(async_playwright())
        boxed = os.geteuid() != 0
        chromium = await driver.chromium.launch(
            executable_path=executable, args=list(ARGUMENTS), chromium_sandbox=boxed
        )
        page = await chromium.new_page(**WINDOW)
        await _round(prepared(house), page, urls[:STARTED], eyes)  # neither pays for its start
        right = await _round(prepared(house), page, urls, eyes)
        _show(site, is_copy=False)
        by_bytes = await _round(prepared(house), page, urls[:SPOILED], eyes)
        _spoil(site)
        wrong = await _round(prepared(house), page, urls[:SPOILED], eyes)
        more = [await chromium.new_page(**WINDOW) for _ in range(eyes.browser.contexts)]
        at_once = await _at_once(more, urls)
        await chromium.close()
    drawing = _drawing(house)
    looks = PAGES * SLOTS
    well = right.results == {"ok": looks} and wrong.results["wrong_creative"] == SPOILED
    well &= (right.compared, by_bytes.compared) == (looks // EVERY, 0)
    return {
        "pages": PAGES,
        "slots": looks,
        "results": dict(right.results),
        "compared_as_pictures": right.compared,
        "pages_per_second": round(PAGES / right.ours, 2),
        "bare_pages_per_second": round(PAGES / right.bare, 2),
        "ratio": right.ratio,
        "at_least": LEAST,
        "within": well and right.ratio >= LEAST,
        "ratio_by_bytes_alone": by_bytes.ratio,
        "ratio_to_as_many_pages_at_once": round(at_once / right.ours, 2),
        "ratio_with_a_trouble_drawn_on_each_page": wrong.ratio,
        "drawing_the_rest_seconds_per_page": drawing,
    }


@dataclass(frozen=True)
class Round:
    """Seconds of ours and of the bare loop over the same pages, and what ours saw; `compared`: how
    many bookings by their pictures, as the bytes differ."""

    ours: float
    bare: float
    results: Counter[str]
    compared: int

    @property
    def ratio(self) -> float:
        """Ours over bare, in pages a second."""
        return round(self.bare / self.ours, 2)


async def _round(
    begun: tuple[Work, list[int], int],
    page: Page,
    urls: Sequence[str],
    eyes: Eyes,
) -> Round:
    """By turns over the same pages; what is drawn at once is drawn in our time."""
    work, page_ids, run_id = begun
    ours = bare = 0.0
    for first in range(0, len(urls), TURN):
        bare += await _bare(page, urls[first : first + TURN])
        began = perf_counter()
        await work.take_all(page_ids[first : first + TURN], eyes)
        ours += perf_counter() - began
    with work.house.database.write() as session:
        rows = looks_of_run(session, run_id)
        acts.finish_run(session, run_id=run_id, by=CONSOLE, now=clock.now())
    seen = [one for _, _, bookings in rows for one, _ in bookings]
    compared = sum(one.similarity is not None and one.similarity < 1 for one in seen)
    return Round(ours, bare, Counter(look.result.value for look, _, _ in rows), compared)


def _drawing(house: House) -> float:
    """Seconds a page for cut-outs and proof sheets of all its slots, over some pages."""
    with house.database.read() as session:
        waiting = waiting_pages(session)[:DRAWN]
    easel = Easel(house.database, house.store)
    began = perf_counter()
    for facts in waiting:
        easel.draw_page(facts)
    return round((perf_counter() - began) / DRAWN, 2)


def _show(site: Site, *, is_copy: bool) -> None:
    """The last of every so many slots shows a recompressed copy of its creative, or the file."""
    for n in range(PAGES):
        for m in range(EVERY - 1, SLOTS, EVERY):
            content = _picture(n, m)
            shown = _recompressed(content) if is_copy else content
            site.file(f"/ads/{n}-{m}.jpg", shown, "image/jpeg")


def _recompressed(content: bytes) -> bytes:
    kept = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()


def _spoil(site: Site) -> None:
    """The first slot of every page shows another picture."""
    for n in range(PAGES):
        site.file(f"/ads/{n}-0.jpg", _picture(n + PAGES, 0), "image/jpeg")


async def _bare(page: Page, urls: Sequence[str]) -> float:
    """Loads each page and takes its full-page picture; seconds."""
    began = perf_counter()
    for url in urls:
        await page.goto(url)
        await page.screenshot(full_page=True)
    return perf_counter() - began


async def _at_once(pages: Sequence[Page], urls: Sequence[str]) -> float:
    """The same in several pages side by side, captured as ours are; seconds."""
    left = list(urls)

    async def one(page: Page) -> None:
        devtools = await page.context.new_cdp_session(page)
        while left:
            await page.goto(left.pop())
            size = (await devtools.send("Page.getLayoutMetrics"))["cssContentSize"]
            clip = {
                "x": 0,
                "y": 0,
                **{side: size[side] for side in ("width", "height")},
                "scale": 1,
            }
            asked = {"optimizeForSpeed": True, "captureBeyondViewport": True, "clip": clip}
            await devtools.send("Page.captureScreenshot", asked)

    began = perf_counter()
    await asyncio.gather(*(one(page) for page in pages))
    return perf_counter() - began


def prepared(house: House) -> tuple[Work, list[int], int]:
    """A run that is begun: its work, its pages, its number."""
    on: date = ad_day_of(clock.now())
    with house.database.write() as session:
        asked: CheckRun = acts.ask_run(
            session, station="bj", slot_codes=(), by=CONSOLE, now=clock.now()
        )
        slots = slots_on_air(session, on=on, station="bj")
        probes = plan(slots, max_loads=house.config.max_loads)
        pages = {probe.page_id: len(probe.slots) for probe in probes}
        acts.start_run(session, run_id=asked.id or 0, pages=pages, by=CONSOLE, now=clock.now())
    anew = partial(_planned, house, asked)
    work = Work(house, asked, slots, probes, CONSOLE, frozenset(), anew=anew)
    return work, [probe.page_id for probe in probes], asked.id or 0


def _planned(house: House, asked: CheckRun, page_id: int) -> Planned:
    return planned(house, asked, page_id=page_id)


if __name__ == "__main__":
    print(run())
