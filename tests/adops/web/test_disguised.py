"""Disguised uploads in a real browser: opened, loaded as a program, framed: none of them runs."""

import hashlib
from collections.abc import Callable
from datetime import date

import pytest

from adops.db import Database
from adops.domain.people import Role
from adops.models import Person
from adops.services.creatives import MEDIA_TYPES
from adops.services.stored import keep_stored
from adops.store import Store
from tests.adops import disguised
from tests.adops.cases import measured
from tests.adops.web.conftest import DESK, Visit
from tests.factories import Factory

NewPerson = Callable[..., Person]
# Whether it ran, or was at least taken for a program.
TRY = """async (address) => {
  const put = (tag) => new Promise((done) => {
    const one = document.createElement(tag);
    one.onload = () => done(tag);
    one.onerror = () => done("");
    setTimeout(() => done(""), 250);
    one[tag === "object" ? "data" : "src"] = address;
    document.body.append(one);
  });
  const loaded = await Promise.all(["script", "object", "iframe", "embed"].map(put));
  return Boolean(window.ran) || loaded.includes("script");
}"""


@pytest.mark.parametrize("visit", [DESK], ids=["desk"], indirect=True)
def test_none_runs(
    visit: Visit, sqlite: Database, store: Store, factory: Factory, person: NewPerson
) -> None:
    person(Role.AE, staff_no="BJ001", name="北京站AE")
    for one in disguised.ALL.values():
        facts = measured(one.content, one.name)
        kept = MEDIA_TYPES.get(facts.format or "", "application/octet-stream")
        with sqlite.write() as session:
            slot = factory.slot(session)
            booking = factory.booking(session, date(2026, 11, 21), date(2026, 11, 27), slot)
            sha256 = store.put(one.content)
            keep_stored(session, sha256, len(one.content), kept, factory.now)
            factory.creative(session, booking, sha256=sha256)
    visit.sign_in("BJ001")
    page = visit.page
    visit.goto("/creatives")
    addresses = {
        name: f"/api/v1/evidence/{hashlib.sha256(one.content).hexdigest()}"
        for name, one in disguised.ALL.items()
    }
    ran = [name for name, address in addresses.items() if page.evaluate(TRY, address)]
    for name, address in addresses.items():
        if disguised.ALL[name].served.startswith("image/"):
            visit.goto(address)
            if page.evaluate("Boolean(window.ran)"):
                ran.append(f"{name}, opened")
    assert ran == []
    visit.said.clear()  # the browser says of each that it was blocked
