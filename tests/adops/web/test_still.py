"""Pictures that come later move nothing: what a hand or a pointer aims at stays where it is
(experience.md, 巡检)."""

from typing import Any

import pytest
from playwright.sync_api import Route

from adops import clock
from adops.db import Database
from adops.domain.period import at
from adops.store import Store
from tests.adops.web.conftest import Visit
from tests.adops.web.friday import TODAY, wall
from tests.adops.web.october import House, people
from tests.adops.web.test_anomalies import WRONG, of
from tests.factories import Factory

PLACES = """() => [...document.querySelectorAll('main *')].filter(one => !one.closest('svg'))
.map(one => { const {left, top, width, height} = one.getBoundingClientRect();
return [one.tagName, one.className, left, top + scrollY, width, height] })"""
HURRY = "() => document.querySelectorAll('img').forEach(one => { one.loading = 'eager' })"
ARRIVED = """() => [...document.images].every(one => one.complete && one.naturalWidth > 0)"""


@pytest.fixture
def house(site: str, sqlite: Database, store: Store, factory: Factory, password_hash: str) -> House:
    """北京 on Friday with its wall and an anomaly that three looks saw."""
    clock.clock.move_to(at(TODAY, 10, 20))
    made = House(sqlite, store, factory, password_hash)
    with sqlite.write() as session:
        people(made, session)
        wall(made, session)
        of(session, WRONG, count=2)
    return made


@pytest.mark.parametrize("path", ["/checks", "/anomalies/1"])
def test_what_is_below_a_picture_stays(house: House, visit: Visit, path: str) -> None:
    held: list[Route] = []
    free: list[bool] = []

    def later(route: Route) -> None:
        route.continue_() if free else held.append(route)

    page = visit.page
    visit.sign_in("BJ001")
    page.route("**/api/v1/**", later)
    page.goto(f"{visit.base}{path}", wait_until="domcontentloaded")
    page.evaluate(HURRY)
    before: Any = page.evaluate(PLACES)
    assert not page.evaluate(ARRIVED)
    free.append(True)
    for route in held:
        route.continue_()
    page.wait_for_function(ARRIVED)
    after: Any = page.evaluate(PLACES)
    assert [one for one in zip(before, after, strict=True) if one[0] != one[1]] == []
    visit.look(f"still{path.replace('/', '-')}")
