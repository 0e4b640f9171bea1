"""A creative submitted and given out again where files lie in S3."""

from datetime import date

import pytest

from adops.domain.booking import Route
from adops.settings import Settings
from adops.store import Store, open_store, sha256_of
from tests.adops.api.conftest import House
from tests.adops.api.test_creatives import Case, jpeg

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


@pytest.fixture
def store(s3: Settings) -> Store:
    """The house's files are in S3."""
    return open_store(s3)


def test_submitted_confirmed_and_served(house: House, store: Store, settings: Settings) -> None:
    with house.db.write() as session:
        slot = house.factory.slot(session, station="hq")
        booking = house.factory.booking(
            session, MONDAY, SUNDAY, slot, route=Route.HQ, station_placed="hq"
        )
        case = Case(house, booking.id or 0)
    sent = case.submit()
    assert (sent.status_code, sent.json()["verdict"]) == (201, "pass")
    assert case.confirm(sent.json()["creative"]).json()["state"] == "confirmed"
    sha256 = sha256_of(jpeg())
    served = house.ask("GET", f"/evidence/{sha256}", by="sales")
    assert (served.status_code, served.content) == (200, jpeg())
    assert served.headers["content-type"] == "image/jpeg"
    assert store.has(sha256) and not (settings.home / "blobs").exists()
