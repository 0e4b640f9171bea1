"""What `/metrics` tells, counted in the process; one registry an application."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adops.clock import stopwatch

SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Measures:
    """Requests by method and status, their seconds, and what waits by kind and state."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "adops_http_requests", "Answers given", ("method", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "adops_http_seconds", "Seconds to the head", buckets=SECONDS, registry=self.registry
        )
        self.waiting = Gauge(
            "adops_things", "Things by kind and state", ("kind", "state"), registry=self.registry
        )


class Measured:
    """Counts each answer."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = stopwatch()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._measures.requests.labels(_method(scope), str(message["status"])).inc()
                self._measures.seconds.observe(stopwatch() - begun)
            await send(message)

        await self._app(scope, receive, counted)


def _method(scope: Scope) -> str:
    """Strangers' words make no new series."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"
