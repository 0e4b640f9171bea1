"""Whatever is asked of the API, by whom ever, it answers as its schema says, never with a 500."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlmodel import SQLModel

from adops import api, clock, web
from adops.db import Database
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.main import routers_of
from adops.server.app import build
from adops.services import accounts
from adops.settings import Settings
from adops.store import open_store
from reports.routes import ROUTERS
from tests.adops.api.conftest import PEOPLE
from tests.factories import Factory

FRIDAY = date(2026, 11, 20)


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# What there is or could be, beside what the schema makes up.
KNOWN: dict[str, st.SearchStrategy[object]] = {
    "month": st.sampled_from(["2026-10", "2026-11", "2026-13", "9999-12"]),
    "week": st.sampled_from(["2026-W47", "2026-W46", "2026-W54"]),
    "sha256": st.just("ab" * 32),
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, dict[str, str]]]:
    """An application with two bookings, and everybody's token."""
    home = tmp_path_factory.mktemp("home")
    chosen = Settings(env="test", home=home, config=Path("config").absolute())
    database = Database(chosen.database)
    SQLModel.metadata.create_all(database.engine)
    factory, tokens = Factory(at(FRIDAY, 9)), {}
    with database.write() as session:
        for name, given_person in PEOPLE.items():
            person = factory.person(session, **given_person)
            tokens[name] = accounts.add_token(
                session, staff_no=person.staff_no, label="t", by=CONSOLE, now=clock.now()
            )
        for first, last in ((FRIDAY, FRIDAY), (date(2026, 10, 5), date(2026, 10, 8))):
            booking = factory.booking(session, first, last)
            factory.creative(session, booking)
            factory.look(session, booking, first)
    routers = [*routers_of(api), *ROUTERS]
    yield build(routers, chosen, database, open_store(chosen), pages=routers_of(web)), tokens
    database.close()


def test_any_request(asked: tuple[FastAPI, dict[str, str]]) -> None:
    app, tokens = asked
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    found = list(schema.get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) == len(found)
    assert len(operations) > 30
    people: list[str | None] = [*tokens.values(), None]
    for operation in operations:
        ask_anything(operation, people)


def ask_anything(operation: schemathesis.APIOperation, people: list[str | None]) -> None:
    @given(case=operation.as_strategy(), token=st.sampled_from(people), data=st.data())
    @settings(
        max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    def ask(case: schemathesis.Case, token: str | None, data: st.DataObject) -> None:
        fill_in(case, data)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = case.call(headers=headers, timeout=60)
        if answer.status_code == 405:  # an address of another route, from an empty or odd name
            return
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400:
            assert answer.headers["content-type"][0] == "application/problem+json"
            assert answer.json()["code"]

    ask()


def fill_in(case: schemathesis.Case, data: st.DataObject) -> None:
    """Half the time what is there: numbers, weeks, months, stations."""
    for name in list(case.path_parameters or {}):
        if data.draw(st.booleans()):
            case.path_parameters[name] = data.draw(KNOWN.get(name, st.integers(1, 3)))
    if "station" in (case.query or {}) and data.draw(st.booleans()):
        case.query["station"] = data.draw(st.sampled_from(["bj", "sh", "hq", "moon"]))
