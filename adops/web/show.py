"""A page: its template with what every page has (who is signed in, the form token)."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from adops.domain.people import Actor
from adops.server.pages import render


def show(
    request: Request, name: str, *, by: Actor | None, status: int = 200, **told: Any
) -> HTMLResponse:
    """The answer of a page's route."""
    return render(request, name, status, by=by, **told)
