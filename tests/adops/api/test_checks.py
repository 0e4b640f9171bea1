"""Runs, looks and evidence over HTTP: who may see what, and how files are given out."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from adops import clock
from adops.models import SlotCheck, SlotCheckBooking
from adops.services.creatives import keep_stored
from adops.store import Store
from tests.adops.api.conftest import House

FRIDAY = date(2026, 11, 20)
PICTURE, PROOF, FACTS = b"\x89PNG page", b"\x89PNG proof", b'{"a": "<script>"}'


@pytest.fixture
def looks(house: House, store: Store) -> dict[str, str]:
    """Two looks of 北京; the first has files. Name → SHA-256."""
    shas = {name: store.put(content) for name, content in
            {"page": PICTURE, "proof": PROOF, "facts": FACTS}.items()}  # fmt: skip
    with house.db.write() as session:
        for sha, kind in ((shas["page"], "image/png"), (shas["proof"], "image/png"),
                          (shas["facts"], "application/json")):  # fmt: skip
            keep_stored(session, sha, 10, kind, clock.now())
        booking = house.factory.booking(session, FRIDAY, FRIDAY, sales_email="sales@example.com")
        given: dict[str, Any] = {
            "page_picture": shas["page"],
            "facts": shas["facts"],
            "picture": shas["page"],
        }
        look = house.factory.look(session, booking, FRIDAY, **given)
        seen = session.exec(
            select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look.id)
        ).one()
        seen.proof = shas["proof"]
        session.add(seen)
        other = house.factory.booking(session, FRIDAY, FRIDAY)
        house.factory.look(session, other, FRIDAY)
    return shas


def items(house: House, path: str, by: str = "ae") -> Any:
    """What a list answers."""
    answer = house.ask("GET", path, by=by)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_looks_page_by_cursor(house: House, looks: dict[str, str]) -> None:
    first = items(house, "/slot-checks?station=bj&limit=1")
    second = items(house, f"/slot-checks?station=bj&limit=1&cursor={first['next']}")
    assert second["next"] is None
    assert first["items"][0]["slot"] != second["items"][0]["slot"]
    assert second["items"][0]["expected"][0]["proof"] == looks["proof"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=ok", 2),
        ("state=empty", 0),
        ("from=2026-11-20&to=2026-11-20", 2),
        ("to=2026-11-19", 0),
        ("on=2026-11-20&latest=true", 2),
        ("station=sh", 0),
    ],
)
def test_filters(house: House, looks: dict[str, str], query: str, count: int) -> None:
    assert len(items(house, f"/slot-checks?{query}")["items"]) == count


@pytest.mark.parametrize(
    "path",
    ["/slot-checks?on=1763596800", "/slot-checks?from=20261120", "/bookings?from=2026-W47-5"],
)
def test_a_day_is_asked_for_in_one_way(house: House, path: str) -> None:
    assert house.ask("GET", path, by="ae").status_code == 422


def test_a_stranger_sees_no_looks(house: House, looks: dict[str, str]) -> None:
    assert items(house, "/slot-checks", by="sh_ae")["items"] == []
    assert house.ask("GET", "/slot-checks", by=None).status_code == 401


def test_evidence_is_given_as_what_it_is(house: House, looks: dict[str, str]) -> None:
    page = house.ask("GET", f"/evidence/{looks['page']}", by="ae")
    assert (page.status_code, page.content) == (200, PICTURE)
    assert page.headers["content-type"] == "image/png"
    assert page.headers["content-disposition"].startswith("inline")
    facts = house.ask("GET", f"/evidence/{looks['facts']}", by="ae")
    assert facts.headers["content-disposition"].startswith("attachment")
    for answer in (page, facts):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]


def test_a_hash_is_no_permission(house: House, looks: dict[str, str]) -> None:
    for sha256 in looks.values():
        assert house.ask("GET", f"/evidence/{sha256}", by="sh_ae").status_code == 404
        assert house.ask("GET", f"/evidence/{sha256}", by=None).status_code == 401
        assert house.ask("GET", f"/evidence/{sha256}", by="ae").status_code == 200
    assert house.ask("GET", f"/evidence/{'0' * 64}", by="admin").status_code == 404
    assert house.ask("GET", "/evidence/../secret", by="admin").status_code == 404
    assert house.ask("GET", "/evidence/abc", by="admin").status_code == 422


def test_the_selling_station_sees_the_proof(house: House, looks: dict[str, str]) -> None:
    with house.db.write() as session:
        seen = session.exec(
            select(SlotCheckBooking).where(col(SlotCheckBooking.proof).is_not(None))
        ).one()
        look = session.get(SlotCheck, seen.slot_check_id)
        assert look is not None
        look.station = "gz"
        session.add(look)
    assert house.ask("GET", f"/evidence/{looks['proof']}", by="ae").status_code == 200


def test_asking_for_a_run(house: House, looks: dict[str, str]) -> None:
    asked = house.ask("POST", "/check-runs", by="ae", json={"station": "bj"})
    assert asked.status_code == 202
    run = asked.json()
    assert (run["state"], run["on"], run["pages"]) == ("asked", "2026-11-20", 0)
    again = house.ask("POST", "/check-runs", by="ae", json={"station": "bj"})
    assert again.json()["run"] == run["run"]
    assert items(house, f"/check-runs/{run['run']}")["state"] == "asked"
    assert house.ask("GET", f"/check-runs/{run['run']}", by="sh_ae").status_code == 404


@pytest.mark.parametrize(
    ("by", "given", "status", "code"),
    [
        ("sh_ae", {"station": "bj"}, 403, "permission.denied"),
        ("ae", {"station": "bj", "on": "2026-11-19"}, 409, "check.other_day"),
        ("ae", {"station": "xx"}, 404, "station.unknown"),
        ("ae", {"station": "bj", "slots": ["NO-SUCH"]}, 404, "slot.unknown"),
        ("ae", {"station": "bj", "other": 1}, 422, None),
        ("ae", {"station": "bj", "on": 1795132800}, 422, "request.invalid"),
        (None, {"station": "bj"}, 401, None),
    ],
)
def test_refusals(
    house: House, by: str | None, given: dict[str, Any], status: int, code: str | None
) -> None:
    with house.db.write() as session:
        house.factory.slot(session)
    answer = house.ask("POST", "/check-runs", by=by, json=given)
    assert answer.status_code == status
    if code:
        assert answer.json()["code"] == code
