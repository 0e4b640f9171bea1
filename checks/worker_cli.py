"""`adops worker` (interfaces.md, Commands)."""

from typing import Annotated

import typer

from adops.cli.context import opened
from adops.errors import InputError


def worker(
    concurrency: Annotated[
        int, typer.Option(help="同时打开的页面数；不写则按 config/checks.yaml", min=0, max=64)
    ] = 0,
) -> None:
    """从队列里取页面巡检，直到停止；可以开多个，随时增减。Ctrl-C 或 SIGTERM 先看完手上的页面。"""
    import asyncio

    with opened() as home:
        if home.settings.queue != "postgres":
            raise InputError("queue.inline")
        from checks.work import house_of
        from checks.worker import work_until_told

        house = house_of(home.settings, home.database, home.store)
        asyncio.run(work_until_told(house, concurrency))
