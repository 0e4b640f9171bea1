"""Memory of a long run: a thousand pages, the browser recycled on the way (checks.md, Speed)."""

import asyncio
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
from sqlmodel import SQLModel

import adops.models  # noqa: F401
from adops.catalog.checks import load_checks
from adops.db import Database
from adops.settings import Settings
from adops.store import open_store
from checks.work import House, opened_eyes
from tests.bench.checks import prepared, town
from tests.site.server import Site

PAGES = int(os.environ.get("ADOPS_BENCH_PAGES", "1000"))
SLOTS, HUNDRED, MOST = 2, PAGES // 10, 1.1


def run() -> dict[str, Any]:
    """`growth`: what the check and its browser hold over the last hundred pages, by what they held
    over the second hundred; at most 1.1."""
    with tempfile.TemporaryDirectory() as home, Site() as site:
        settings = Settings(env="test", home=Path(home), allow_hosts=site.host)
        database = Database(settings.database)
        SQLModel.metadata.create_all(database.engine)
        house = House(settings, database, open_store(settings), load_checks(settings.config_dir))
        town(house, site, PAGES, SLOTS)
        held = asyncio.run(_held(house))
        database.close()
    second = sum(held[HUNDRED : 2 * HUNDRED]) / HUNDRED
    last = sum(held[-HUNDRED:]) / HUNDRED
    growth = round(last / second, 3)
    return {
        "pages": len(held),
        "second_hundred_mb": round(second / 1e6),
        "last_hundred_mb": round(last / 1e6),
        "growth": growth,
        "at_most": MOST,
        "within": len(held) == PAGES and growth <= MOST,
    }


async def _held(house: House) -> list[int]:
    """Bytes held after each page."""
    held: list[int] = []
    work, page_ids, _ = prepared(house)
    async with opened_eyes(house) as eyes:
        for page_id in page_ids:
            await work.take_all([page_id], eyes)
            held.append(_bytes())
    return held


def _bytes() -> int:
    """Of this process and all below it."""
    mine = psutil.Process()
    total = 0
    for one in (mine, *mine.children(recursive=True)):
        with suppress(psutil.Error):
            total += one.memory_info().rss
    return total


if __name__ == "__main__":
    print(run())
