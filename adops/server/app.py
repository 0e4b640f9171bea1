"""The application put together: routes, errors, headers, limits, what it holds."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager

from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from adops.db import Database
from adops.domain.evidence import nothing_to_draw
from adops.errors import AdopsError
from adops.flows.house import secret_key
from adops.server import problems
from adops.server.access import csrf
from adops.server.contract import Api, operation_id
from adops.server.headers import SafeHeaders
from adops.server.limits import BodyLimit
from adops.server.measures import Measured, Measures
from adops.server.pages import static_folders
from adops.server.session import Sessions
from adops.server.throttle import Throttle
from adops.settings import Settings
from adops.store import Store


def build(
    routers: Sequence[APIRouter],
    settings: Settings,
    database: Database,
    store: Store,
    pages: Sequence[APIRouter] = (),
    beside: Sequence[AbstractContextManager[object]] = (),
) -> FastAPI:
    """The web application; `routers` under `/api/v1`, `pages` at the root, `beside` (the scheduler,
    the reader) entered while it serves."""

    @asynccontextmanager
    async def serving(_app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            for one in beside:
                stack.enter_context(one)
            yield
        database.close()

    app = Api(
        title="adops",
        generate_unique_id_function=operation_id,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=serving,
    )
    app.state.settings, app.state.database, app.state.store = settings, database, store
    app.state.draw_evidence = nothing_to_draw  # main hands over who draws
    app.state.sessions, app.state.throttle = Sessions(secret_key(settings)), Throttle()
    for router in routers:
        app.include_router(router, prefix="/api/v1", dependencies=[Depends(csrf)])
    for router in pages:
        app.include_router(router, dependencies=[Depends(csrf)], include_in_schema=False)
    for path, folder in static_folders().items():
        app.mount(path, StaticFiles(directory=folder), name=path)
    app.add_exception_handler(AdopsError, problems.named)
    app.add_exception_handler(RequestValidationError, problems.not_understood)
    app.add_exception_handler(HTTPException, problems.plain)
    app.add_exception_handler(Exception, problems.unforeseen)
    app.state.measures = Measures()
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Measured, measures=app.state.measures)
    return app
