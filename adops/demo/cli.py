"""`adops demo [--once] [--port 8000]` (interfaces.md, Commands)."""

from typing import Annotated

import typer


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="演示完就结束：打印小结，并以退出码说明是否一切如预期")
    ] = False,
    port: Annotated[int, typer.Option(help="网页端口；被占用时用下一个空闲端口")] = 8000,
) -> None:
    """演示一个完整的工作日，然后继续提供服务。"""
    from adops.demo.story import play

    raise typer.Exit(play(once=once, port=port))
