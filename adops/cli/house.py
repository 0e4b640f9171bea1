"""`adops init` and `adops serve`."""

import errno
import os
import socket
import sys
from typing import Annotated

import typer

from adops import settings as environment
from adops.errors import InputError

LAST_PORT = 65_535


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
    port: Annotated[
        int, typer.Option(help="端口；被占用时用下一个空闲端口", min=1, max=LAST_PORT)
    ] = 8000,
) -> None:
    """启动网页、接口和定时任务。"""
    import uvicorn

    from adops.db import Database
    from adops.flows.house import secret_key
    from adops.migrations import require_current
    from adops.store import open_store

    settings = environment.load()
    database = Database(settings.database)
    require_current(database)
    database.close()
    open_store(settings)
    free = free_port(host, port)
    secret_key(settings)
    print(f"adops 已启动：http://{host}:{free}/ （Ctrl-C 停止）", file=sys.stderr)
    os.environ["ADOPS_HOME"] = str(settings.home.absolute())
    uvicorn.run("adops.main:create_app", factory=True, host=host, port=free, log_level="warning")


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the next one nobody listens on. Raises InputError `server.address`."""
    why = os.strerror(errno.EADDRINUSE) if 0 < wanted <= LAST_PORT else f"1–{LAST_PORT}"
    for port in range(wanted, min(wanted + 200, LAST_PORT) + 1):
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            raise InputError("server.address", host=host, port=port, why=error.strerror) from error
        return port
    raise InputError("server.address", host=host, port=wanted, why=why)
