"""`adops audit verify`."""

import typer

from adops.cli.context import opened
from adops.services.acts import broken_links


def verify() -> None:
    """核对操作日志：每一行都接得上前一行。"""
    with opened() as home, home.database.read() as session:
        broken = broken_links(session)
    if broken:
        print("操作日志有改动或缺失，从这些行起：" + "、".join(str(number) for number in broken))
        raise typer.Exit(1)
    print("操作日志完整")
