"""`/docs`: the API to read and try, out of files of this house, no CDN (interfaces.md, API)."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from adops.server.headers import DOCS
from adops.server.pages import render

router = APIRouter()


@router.get(DOCS)
def docs(request: Request) -> HTMLResponse:
    """Swagger UI over `/api/openapi.json`; the session's secret rides with what is tried."""
    return render(request, "docs.html")
