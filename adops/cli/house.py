"""`adops init` and `adops serve`."""

import os
import socket
import sys
from typing import Annotated

import typer

from adops import settings as environment


def init() -> None:
    """建库、迁移、把 config 写入数据表；可重复执行。"""
    from adops.db import Database
    from adops.domain.people import CONSOLE
    from adops.flows.house import make_home

    settings = environment.load()
    database = Database(settings.database)
    try:
        made = make_home(settings, database, by=CONSOLE)
    finally:
        database.close()
    print(f"已就绪：{made.home.absolute()}", file=sys.stderr)
    if made.backup:
        print(f"迁移前已备份到 {made.backup}", file=sys.stderr)
    print(f"数据库结构{'已更新' if made.migrated else '无变化'}；站点更新 {made.stations} 个")


def serve(
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口；被占用时用下一个空闲端口")] = 8000,
) -> None:
    """启动网页、接口和定时任务。"""
    import uvicorn

    from adops.db import Database
    from adops.flows.house import secret_key
    from adops.migrations import require_current

    settings = environment.load()
    secret_key(settings)
    database = Database(settings.database)
    require_current(database)
    database.close()
    free = free_port(host, port)
    print(f"adops 已启动：http://{host}:{free}/ （Ctrl-C 停止）", file=sys.stderr)
    os.environ["ADOPS_HOME"] = str(settings.home.absolute())
    uvicorn.run("adops.main:create_app", factory=True, host=host, port=free, log_level="warning")


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the next one nobody listens on."""
    for port in range(wanted, wanted + 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    return wanted
