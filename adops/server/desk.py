"""The desk of creatives, from what the application holds."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from adops.flows.desk import desk_of
from adops.flows.submit import Desk
from adops.server.reader import Reader


def desk(request: Request) -> Desk:
    """Database, store, rule book, bounds and renderer of this application."""
    state = request.app.state
    return desk_of(state.settings, state.database, state.store, getattr(state, "renderer", None))


def reading(request: Request) -> Callable[[], None]:
    """Wakes the reader of pictures and landing pages where the application has one."""
    reader: Reader | None = getattr(request.app.state, "reader", None)
    return reader.wake if reader is not None else lambda: None


def checking(request: Request) -> Callable[[], None]:
    """Begins runs that were asked for at once, where the application does; else the job does."""
    checker: Reader | None = getattr(request.app.state, "checker", None)
    return checker.wake if checker is not None else lambda: None


WakeChecker = Annotated[Callable[[], None], Depends(checking)]
WakeReader = Annotated[Callable[[], None], Depends(reading)]
TheDesk = Annotated[Desk, Depends(desk)]
