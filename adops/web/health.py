"""For machines that watch: `/healthz`, `/readyz`, `/metrics` (interfaces.md, API).

They name no person and no business; `/readyz` says which part is missing.
"""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlmodel import col, func, select

from adops.db import Database
from adops.domain.states import CreativeState, MailState
from adops.errors import AdopsError
from adops.models import Creative, Mail
from adops.server.access import CurrentDatabase, CurrentSettings, CurrentStore
from adops.server.measures import Measures
from adops.store import Store, sha256_of

router = APIRouter()
NOTHING = sha256_of(b"")


@router.get("/healthz")
def up() -> dict[str, str]:
    """The process answers."""
    return {"status": "up"}


@router.get("/readyz")
def ready(request: Request, database: CurrentDatabase, store: CurrentStore) -> Response:
    """200 when database, store and browser are there, else 503 naming what is not."""
    probes: dict[str, Callable[[], object]] = {
        "database": database.ping,
        "store": lambda: _asked(store),
        **getattr(request.app.state, "probes", {}),
    }
    told = {name: _answer(probe) for name, probe in probes.items()}
    fine = all(word == "ok" for word in told.values())
    body = {"status": "ready" if fine else "not ready", "parts": told}
    return JSONResponse(body, status_code=200 if fine else 503)


@router.get("/metrics")
def metrics(request: Request, database: CurrentDatabase, house: CurrentSettings) -> Response:
    """Counters of requests, gauges of what waits."""
    measures: Measures = request.app.state.measures
    for state, count in _counts(database).items():
        measures.waiting.labels(*state).set(count)
    return Response(generate_latest(measures.registry), media_type=CONTENT_TYPE_LATEST)


def _asked(store: Store) -> None:
    store.has(NOTHING)


def _answer(probe: Callable[[], object]) -> str:
    try:
        probe()
    except AdopsError as error:
        return error.code
    return "ok"


def _counts(database: Database) -> dict[tuple[str, str], int]:
    """How many creatives and mails are in each state, none left out."""
    counts = {("creative", state.value): 0 for state in CreativeState}
    counts |= {("mail", state.value): 0 for state in MailState}
    with database.read() as session:
        creatives = select(Creative.state, func.count()).group_by(col(Creative.state))
        counts |= {("creative", str(state)): many for state, many in session.exec(creatives)}
        mails = select(Mail.state, func.count()).group_by(col(Mail.state))
        counts |= {("mail", str(state)): many for state, many in session.exec(mails)}
    return counts
