"""A page with 200 slots against one with 20 of the same height, in turns (checks.md, Speed).

Both show the same 200 pictures, of which 20 or all stand in slots: what a page costs that has more
pictures is the page's own, a bare loop pays it too.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlmodel import SQLModel

import adops.models  # noqa: F401
from adops import clock
from adops.catalog.checks import load_checks
from adops.db import Database
from adops.domain.people import CONSOLE
from adops.queries.checks import looks_of_run
from adops.services import slot_checks as acts
from adops.settings import Settings
from adops.store import open_store
from checks.work import Eyes, House, opened_eyes
from tests.bench.checks import book, prepared
from tests.factories import Factory
from tests.site import ads
from tests.site.server import Site

FEW, MANY, TURNS, MOST = 20, 200, 6, 1.5
SIZE, HEIGHT, COLUMNS = (240, 60), 8000, 4


def run() -> dict[str, Any]:
    """`ratio`: seconds of the page with many slots by those of the page with few; the middle of
    six turns each, at most 1.5."""
    with tempfile.TemporaryDirectory() as home, Site() as site:
        settings = Settings(env="test", home=Path(home), allow_hosts=site.host)
        database = Database(settings.database)
        SQLModel.metadata.create_all(database.engine)
        house = House(settings, database, open_store(settings), load_checks(settings.config_dir))
        site.page("/landing", "楼盘介绍")
        factory = Factory(clock.now())
        pages = [_page(house, site, factory, count) for count in (FEW, MANY)]
        few, many, well = asyncio.run(_timed(house, pages))
        database.close()
    ratio = round(many / few, 2)
    return {
        "few": {"slots": FEW, "seconds": round(few, 2)},
        "many": {"slots": MANY, "seconds": round(many, 2)},
        "ratio": ratio,
        "at_most": MOST,
        "within": well and ratio <= MOST,
    }


def _page(house: House, site: Site, factory: Factory, count: int) -> int:
    """Its slots are every so many of the pictures."""
    shown, body, every = [], "", MANY // count
    step = HEIGHT * COLUMNS // MANY
    for m in range(MANY):
        content = ads.jpeg(SIZE, phone=f"400-{count:03d}-{m:04d}", hue=m * 11 % 360)
        path = site.file(f"/ads/{count}-{m}.jpg", content, "image/jpeg")
        name = f"ad-{m // every}" if m % every == 0 else f"other-{m}"
        at = f"left:{m % COLUMNS * 250}px;top:{m // COLUMNS * step}px"
        body += (
            f'<div id="{name}" style="position:absolute;{at};width:{SIZE[0]}px">'
            f'<a href="/landing"><img src="{path}" width="{SIZE[0]}" height="{SIZE[1]}"></a></div>'
        )
        if m % every == 0:
            shown.append((SIZE, content))
    box = f'<div style="position:relative;height:{HEIGHT}px">{body}</div>'
    return book(house, site, factory, site.page(f"/slots-{count}", box), shown)


async def _timed(house: House, pages: Sequence[int]) -> tuple[float, float, bool]:
    """Seconds of few, of many, and whether every slot was right."""
    times: dict[int, list[float]] = {page_id: [] for page_id in pages}
    well = True
    async with opened_eyes(house) as eyes:
        for number in range(TURNS + 1):  # the first warms up; each goes first in turn
            order = pages if number % 2 else pages[::-1]
            well &= await _turn(house, eyes, order, times)
    few, many = (median(times[page_id][1:]) for page_id in pages)
    return few, many, well


async def _turn(
    house: House, eyes: Eyes, pages: Sequence[int], times: dict[int, list[float]]
) -> bool:
    work, _, run_id = prepared(house)
    for page_id in pages:
        began = perf_counter()
        await work.take_all([page_id], eyes)
        times[page_id].append(perf_counter() - began)
    with house.database.write() as session:
        rows = looks_of_run(session, run_id)
        acts.finish_run(session, run_id=run_id, by=CONSOLE, now=clock.now())
    return [look.result.value for look, _, _ in rows] == ["ok"] * (FEW + MANY)


if __name__ == "__main__":
    print(run())
