"""`GET /deadlines` answers as the command does."""

import asyncio
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from adops import settings
from adops.api.deadlines import router


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    monkeypatch.setenv("ADOPS_CONFIG", str(Path("config").absolute()))
    settings.load.cache_clear()
    app = FastAPI()
    app.include_router(router)
    return app


def get(app: FastAPI, **params: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://adops") as client:
            return await client.get("/deadlines", params=params)

    return asyncio.run(asked())


def test_one_day(app: FastAPI) -> None:
    found = get(app, on="2024-06-08", route="cross").json()
    assert found["deadline"] == "2024-06-06T15:00:00+08:00"
    assert (found["clause"], found["route"], found["binding"]) == (3, "cross", True)


def test_a_range(app: FastAPI) -> None:
    found = get(app, on="2026-11-21", to="2026-11-23").json()
    assert [one["clause"] for one in found] == [2, 2, 1]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"on": "2026-02-30"},
        {"on": "1763596800"},
        {"on": "2026-W08-3"},
        {"on": "2026-11-21", "to": "20261122"},
        {"on": "2026-11-21", "route": "sea"},
    ],
    ids=["no day", "impossible date", "timestamp", "week", "no hyphens", "unknown route"],
)
def test_bad_questions_are_422(app: FastAPI, params: dict[str, str]) -> None:
    assert get(app, **params).status_code == 422
