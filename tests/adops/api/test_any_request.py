"""Whatever is asked of the API, it answers as its schema says, and never with a 500."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from sqlmodel import SQLModel

from adops import api, clock, web
from adops.db import Database
from adops.domain.people import CONSOLE, Role
from adops.domain.period import at
from adops.main import routers_of
from adops.server.app import build
from adops.services import accounts
from adops.settings import Settings
from adops.store import open_store
from reports import ledger_routes, month_routes
from tests.factories import Factory

FRIDAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, str]]:
    """An application with one booking, and an AE's token."""
    home = tmp_path_factory.mktemp("home")
    chosen = Settings(env="test", home=home, config=Path("config").absolute())
    database = Database(chosen.database)
    SQLModel.metadata.create_all(database.engine)
    factory = Factory(at(FRIDAY, 9))
    with database.write() as session:
        person = factory.person(session, Role.AE)
        booking = factory.booking(session, FRIDAY, FRIDAY)
        factory.creative(session, booking)
        factory.look(session, booking, FRIDAY)
        token = accounts.add_token(
            session, staff_no=person.staff_no, label="t", by=CONSOLE, now=clock.now()
        )
    routers = [*routers_of(api), ledger_routes.router, month_routes.router]
    yield build(routers, chosen, database, open_store(chosen), pages=routers_of(web)), token
    database.close()


def test_any_request(asked: tuple[FastAPI, str]) -> None:
    app, token = asked
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    found = list(schema.get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) == len(found)
    assert len(operations) > 30
    for operation in operations:
        ask_anything(operation, token)


def ask_anything(operation: schemathesis.APIOperation, token: str) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    def ask(case: schemathesis.Case) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(answer, checks=[not_a_server_error])
        if answer.status_code >= 400:
            assert answer.headers["content-type"][0] == "application/problem+json"
            assert answer.json()["code"]

    ask()
