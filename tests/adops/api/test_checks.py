"""Runs, looks and evidence over HTTP: who may see what, and how files are given out."""

import threading
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from adops import clock
from adops.domain.states import LookResult
from adops.models import SlotCheck, SlotCheckBooking
from adops.server.reader import Reader
from adops.services.stored import keep_stored
from adops.store import Store
from tests.adops.api.conftest import House
from tests.recorded import record

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


@pytest.mark.parametrize("part", ["page_picture", "first_screen"])
def test_the_picture_of_a_booking_s_own_load_is_as_the_look_s(
    house: House, store: Store, looks: dict[str, str], part: str
) -> None:
    """It opens for those of either station, and for nobody else."""
    own = store.put(b"\x89PNG its own load")
    with house.db.write() as session:
        keep_stored(session, own, 10, "image/png", clock.now())
        said = session.exec(
            select(SlotCheckBooking).where(SlotCheckBooking.proof == looks["proof"])
        ).one()
        setattr(said, part, own)
        session.add(said)
        look = session.get_one(SlotCheck, said.slot_check_id)
        look.station = "gz"
        session.add(look)
    for by, code in (("ae", 200), ("sh_ae", 404)):
        assert house.ask("GET", f"/evidence/{own}", by=by).status_code == code
    told = items(house, "/slot-checks?on=2026-11-20", by="admin")["items"]
    named = {one["page_picture"] for look in told for one in look["expected"]}
    assert named == {own if part == "page_picture" else looks["page"], None}


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


def test_a_run_is_cancelled_once_and_by_who_may_run(house: House, looks: dict[str, str]) -> None:
    asked = house.ask("POST", "/check-runs", by="ae", json={"station": "bj"}).json()["run"]
    path = f"/check-runs/{asked}/cancel"
    refused = house.ask("POST", path, by="sh_ae")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission.denied")
    stopped = house.ask("POST", path, by="ae").json()
    assert (stopped["state"], stopped["cancelled_by"]) == ("cancelled", "BJ001")
    again = house.ask("POST", path, by="ae")
    assert (again.status_code, again.json()["code"]) == (409, "check.over")
    new = house.ask("POST", "/check-runs", by="ae", json={"station": "bj"})
    assert new.json()["run"] != asked


def test_a_run_that_is_asked_for_begins_at_once(house: House, looks: dict[str, str]) -> None:
    begun = threading.Event()
    with Reader(begun.set) as checker:
        house.client.app.state.checker = checker  # type: ignore[attr-defined]
        house.ask("POST", "/check-runs", by="ae", json={"station": "bj"})
        assert begun.wait(60)


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


@pytest.fixture
def undrawn(house: House, store: Store) -> list[int]:
    """Two looks of one page as a run leaves them: an ok one, and one that was not sure."""
    with house.db.write() as session:
        page = house.factory.page(session).id
        slots = [house.factory.slot(session, page_id=page) for _ in range(2)]
        for slot in slots:
            house.factory.booking(session, FRIDAY, FRIDAY, slot)
        code = slots[1].code
    return record(house.db, store, clock.now(), {code: LookResult.UNSURE})


def booking_of(house: House, look: int) -> int:
    with house.db.read() as session:
        query = select(SlotCheckBooking.booking_id)
        return session.exec(query.where(SlotCheckBooking.slot_check_id == look)).one()


def test_what_is_not_drawn_is_drawn_when_first_asked_for(house: House, undrawn: list[int]) -> None:
    look = undrawn[0]
    (listed,) = [one for one in items(house, "/slot-checks")["items"] if one["id"] == look]
    assert (listed["picture"], listed["expected"][0]["proof"]) == (None, None)
    assert listed["page_picture"]
    paths = (
        f"/slot-checks/{look}/picture",
        f"/slot-checks/{look}/proofs/{booking_of(house, look)}",
    )
    for path in paths:
        answer = house.ask("GET", path, by="ae")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert answer.history[0].status_code == 303
        assert answer.history[0].headers["cache-control"] == "no-store"
        assert house.ask("GET", path, by="ae").url == answer.url
    after = {one["id"]: one for one in items(house, "/slot-checks")["items"]}
    assert all(one["picture"] and one["expected"][0]["proof"] for one in after.values())


def test_no_transaction_is_open_while_it_is_drawn(house: House, undrawn: list[int]) -> None:
    open_ones: list[int] = []
    draw = house.client.app.state.draw_evidence  # type: ignore[attr-defined]

    def watched(look_ids: Any) -> None:
        open_ones.append(house.db.engine.pool.checkedout())  # type: ignore[attr-defined]
        draw(look_ids)

    house.client.app.state.draw_evidence = watched  # type: ignore[attr-defined]
    assert house.ask("GET", f"/slot-checks/{undrawn[0]}/picture", by="ae").status_code == 200
    assert open_ones == [0]


@pytest.mark.parametrize(
    ("path", "by", "status", "code"),
    [
        ("/slot-checks/{look}/picture", "sh_ae", 404, "look.unknown"),
        ("/slot-checks/{look}/picture", "finance", 404, "look.unknown"),
        ("/slot-checks/{look}/picture", None, 401, "sign_in.needed"),
        ("/slot-checks/{look}/proofs/999", "ae", 404, "look.unknown"),
        ("/slot-checks/999/picture", "ae", 404, "look.unknown"),
        ("/slot-checks/0/picture", "ae", 422, "request.invalid"),
    ],
)
def test_whose_picture_it_is_decides_who_has_it_drawn(
    house: House, undrawn: list[int], path: str, by: str | None, status: int, code: str
) -> None:
    answer = house.ask("GET", path.format(look=undrawn[0]), by=by)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    with house.db.read() as session:
        assert session.exec(select(SlotCheck.picture)).all() == [None, None]


def test_a_slot_that_is_not_on_its_page_has_no_picture(house: House, store: Store) -> None:
    with house.db.write() as session:
        slot = house.factory.slot(session)
        house.factory.booking(session, FRIDAY, FRIDAY, slot)
        code = slot.code
    (look,) = record(house.db, store, clock.now(), {code: LookResult.MISSING})
    answer = house.ask("GET", f"/slot-checks/{look}/picture", by="ae")
    assert (answer.status_code, answer.json()["code"]) == (404, "look.no_picture")
    proof = f"/slot-checks/{look}/proofs/{booking_of(house, look)}"
    assert house.ask("GET", proof, by="ae").status_code == 200


def test_decided_by_eye(house: House, undrawn: list[int]) -> None:
    look = undrawn[1]
    answer = house.ask("POST", f"/slot-checks/{look}/decide", by="ae", json={"decision": "seen"})
    assert answer.status_code == 200
    told = answer.json()
    (one,) = told["expected"]
    assert (told["id"], told["result"]) == (look, "unsure")
    assert (one["delivered"], one["seen"], one["decided_by"]) == ("yes", True, "BJ001")
    assert one["decided_at"].startswith("2026-11-20T09:")
    given = {"decision": "not_seen", "booking_id": booking_of(house, look)}
    again = house.ask("POST", f"/slot-checks/{look}/decide", by="ae", json=given).json()
    assert again["expected"][0]["delivered"] == "no"


@pytest.mark.parametrize(
    ("which", "by", "given", "status", "code"),
    [
        (1, "sh_ae", {"decision": "seen"}, 403, "permission.denied"),
        (1, "sales", {"decision": "seen"}, 403, "permission.denied"),
        (0, "ae", {"decision": "seen"}, 409, "look.nothing_to_decide"),
        (1, "ae", {"decision": "seen", "booking_id": 999}, 409, "look.nothing_to_decide"),
        (1, "ae", {"decision": "perhaps"}, 422, "request.invalid"),
        (1, "ae", {}, 422, "request.invalid"),
        (1, "ae", {"decision": "seen", "other": 1}, 422, "request.invalid"),
        (2, "ae", {"decision": "seen"}, 404, "look.unknown"),
        (1, None, {"decision": "seen"}, 401, "sign_in.needed"),
    ],
)
def test_refused_decisions(
    house: House,
    undrawn: list[int],
    which: int,
    by: str | None,
    given: dict[str, Any],
    status: int,
    code: str,
) -> None:
    look = [*undrawn, 999][which]
    answer = house.ask("POST", f"/slot-checks/{look}/decide", by=by, json=given)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
