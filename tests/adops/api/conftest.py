"""The whole application over a real database, asked as a person with a token."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from adops import api, clock, web
from adops.db import Database
from adops.domain.people import CONSOLE, Role
from adops.domain.period import at
from adops.main import routers_of
from adops.models import Person
from adops.server.app import build
from adops.services import accounts
from adops.settings import Settings
from adops.store import Store
from checks.draw import Easel
from reports.routes import ROUTERS
from tests.factories import Factory


@dataclass
class House:
    """An application with people; `ask` sends a request as one of them (None: nobody)."""

    client: TestClient
    db: Database
    factory: Factory
    tokens: dict[str, str]

    def ask(self, method: str, path: str, *, by: str | None, **given: Any) -> Response:
        headers = given.pop("headers", {})
        if by is not None:
            headers |= {"Authorization": f"Bearer {self.tokens[by]}"}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **given)


PEOPLE: dict[str, dict[str, Any]] = {
    "ae": {"role": Role.AE, "staff_no": "BJ001"},
    "sales": {"role": Role.SALES, "staff_no": "BJ101", "email": "sales@example.com"},
    "other_sales": {"role": Role.SALES, "staff_no": "BJ102", "email": "other@example.com"},
    "sh_ae": {"role": Role.AE, "staff_no": "SH001", "station": "sh"},
    "hq_ae": {"role": Role.HQ_AE, "staff_no": "HQ001", "station": "hq"},
    "finance": {"role": Role.FINANCE, "staff_no": "HQ301", "station": "hq"},
    "admin": {"role": Role.ADMIN, "staff_no": "HQ900", "station": "hq"},
}


@pytest.fixture
def house(db: Database, settings: Settings, store: Store, factory: Factory) -> Iterator[House]:
    """Friday 2026-11-20 at 09:00, seven people, no scheduler."""
    clock.clock.move_to(at(date(2026, 11, 20), 9))
    tokens = {}
    with db.write() as session:
        for name, given in PEOPLE.items():
            person: Person = factory.person(session, **given)
            tokens[name] = accounts.add_token(
                session, staff_no=person.staff_no, label="t", by=CONSOLE, now=clock.now()
            )
    routers = [*routers_of(api), *ROUTERS]
    app = build(routers, settings, db, store, pages=routers_of(web))
    app.state.draw_evidence = Easel(db, store).draw
    with TestClient(app) as client:
        yield House(client, db, factory, tokens)
