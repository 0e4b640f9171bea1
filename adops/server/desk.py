"""The desk of creatives, from what the application holds."""

from typing import Annotated

from fastapi import Depends, Request

from adops.flows.desk import desk_of
from adops.flows.submit import Desk


def desk(request: Request) -> Desk:
    """Database, store, rule book, bounds and renderer of this application."""
    state = request.app.state
    return desk_of(state.settings, state.database, state.store, getattr(state, "renderer", None))


TheDesk = Annotated[Desk, Depends(desk)]
