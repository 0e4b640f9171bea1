"""Creatives and approvals over HTTP: the story of one heavy file, and every wrong request."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select

from adops import clock
from adops.domain.booking import Route
from adops.domain.period import at
from adops.models import Creative
from tests.adops import files
from tests.adops.api.conftest import House
from tests.adops.inspect.pictures import photo

LIMIT = 30 * 1024
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)


def jpeg(size: int | None = None) -> bytes:
    buffer = BytesIO()
    Image.linear_gradient("L").resize((950, 90)).convert("RGB").save(buffer, "JPEG")
    content = buffer.getvalue()
    return content if size is None else content + b"\0" * (size - len(content))


@dataclass
class Case:
    house: House
    booking: int

    def submit(self, size: int | None = None, *, by: str | None = "sales", **given: Any) -> Any:
        headers = given.pop("headers", {})
        data = {
            "booking_id": self.booking,
            "click_url": "https://example.com/a",
            "copy": "云溪花园",
        }
        files = given.pop("files", {"main": ("tl.jpg", jpeg(size), "image/jpeg")})
        return self.house.ask(
            "POST", "/creatives", by=by, data=data | given, files=files, headers=headers
        )

    def confirm(self, creative: int, *, by: str = "sales", **given: Any) -> Any:
        return self.house.ask("POST", f"/creatives/{creative}/confirm", by=by, json=given)


@pytest.fixture
def case(house: House) -> Case:
    with house.db.write() as session:
        slot = house.factory.slot(session, station="hq")
        booking = house.factory.booking(
            session, MONDAY, date(2026, 11, 29), slot, route=Route.HQ, station_placed="hq"
        )
        return Case(house, booking.id or 0)


def test_a_good_file_is_submitted_and_confirmed(case: Case) -> None:
    sent = case.submit()
    assert sent.status_code == 201
    body = sent.json()
    assert (body["verdict"], body["state"], body["findings"]) == ("pass", "submitted", [])
    assert (body["deadline"], body["clause"]) == ("2026-11-20T15:00:00+08:00", 1)
    done = case.confirm(body["creative"])
    assert (done.status_code, done.json()["state"]) == (200, "confirmed")
    again = case.confirm(body["creative"])
    assert (again.status_code, again.json()["code"]) == (409, "creative.wrong_state")


def test_a_refused_file_is_recorded(case: Case) -> None:
    sent = case.submit(LIMIT * 2)
    assert (sent.status_code, sent.json()["verdict"]) == (201, "reject")
    assert sent.json()["findings"][0]["code"] == "size.over_cap"
    done = case.confirm(sent.json()["creative"])
    assert (done.status_code, done.json()["code"]) == (409, "creative.rejected")
    assert done.headers["content-type"] == "application/problem+json"


def test_late_names_deadline_clause_and_earliest_day(case: Case) -> None:
    creative = case.submit().json()["creative"]
    clock.clock.move_to(at(FRIDAY, 15, 1))
    late = case.confirm(creative)
    assert late.status_code == 409
    body = late.json()
    assert (body["code"], body["clause"]) == ("creative.late", 1)
    assert body["deadline"] == "2026-11-20T15:00:00+08:00"
    assert body["earliest_go_live"] == "2026-11-24"
    assert case.confirm(creative, by="ae", late_reason="客户改稿").status_code == 403
    done = case.confirm(creative, by="hq_ae", late_reason="客户改稿")
    assert (done.status_code, done.json()["state"]) == (200, "confirmed")


def test_late_with_no_day_left_says_none(case: Case) -> None:
    creative = case.submit(go_live="2026-11-29").json()["creative"]
    clock.clock.move_to(at(date(2026, 11, 28), 10))
    body = case.confirm(creative).json()
    assert (body["code"], body["earliest_go_live"]) == ("creative.late", None)


def test_a_heavy_file_goes_through_its_approval(case: Case) -> None:
    house, creative = case.house, case.submit(LIMIT + 1).json()["creative"]
    asked = house.ask(
        "POST", f"/creatives/{creative}/approvals", by="sales", json={"reason": "无法更换"}
    )
    assert (asked.status_code, asked.json()["state"]) == (201, "requested")
    number = asked.json()["approval"]
    mail = b"From: sales@example.com\nMessage-ID: <1@example.com>\n\nx"
    registered = house.ask(
        "POST",
        f"/approvals/{number}/register",
        by="ae",
        files={"mail": ("a.eml", mail, "message/rfc822")},
    )
    assert (registered.status_code, registered.json()["state"]) == (200, "registered")
    assert case.confirm(creative).json()["code"] == "approval.open"
    for person, status in (("sales", 403), ("ae", 403), ("hq_ae", 200)):
        done = house.ask("POST", f"/approvals/{number}/approve", by=person, json={})
        assert done.status_code == status, person
    assert case.confirm(creative).json()["state"] == "confirmed"


def test_the_same_key_makes_one_creative(case: Case) -> None:
    key = {"Idempotency-Key": "k1"}
    first, again = case.submit(headers=dict(key)), case.submit(headers=dict(key))
    assert first.json()["creative"] == again.json()["creative"]
    other = case.submit(LIMIT, headers=dict(key))
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.mismatch")


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        pytest.param({"booking_id": 999}, 404, "booking.unknown", id="no-such-booking"),
        pytest.param({"booking_id": "x"}, 422, "field.invalid", id="no-number"),
        pytest.param({"go_live": "2026-02-30"}, 422, "field.invalid", id="no-date"),
        pytest.param({"go_live": "2026-W48-3"}, 422, "field.invalid", id="a-week's-day"),
        pytest.param({"go_live": "2026-12-30"}, 409, "creative.go_live_outside", id="outside"),
        pytest.param({"colour": "red"}, 422, "field.unknown", id="unknown-field"),
        pytest.param({"files": {}}, 422, "field.missing", id="no-file"),
        pytest.param(
            {"files": {"left": ("l.jpg", b"x", "image/jpeg")}}, 422, "part.unknown", id="part"
        ),
    ],
)
def test_a_wrong_request_changes_nothing(
    case: Case, given: dict[str, Any], status: int, code: str
) -> None:
    answer = case.submit(**given)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]
    with case.house.db.read() as session:
        assert session.exec(select(Creative)).all() == []


@pytest.mark.parametrize(
    ("by", "status", "code"),
    [
        pytest.param(None, 401, "sign_in.needed", id="nobody"),
        pytest.param("other_sales", 403, "permission.denied", id="other-sales"),
        pytest.param("sh_ae", 403, "permission.denied", id="other-station"),
        pytest.param("finance", 403, "permission.denied", id="finance"),
        pytest.param("admin", 403, "permission.denied", id="admin-no-business"),
    ],
)
def test_the_wrong_person_submits_nothing(
    case: Case, by: str | None, status: int, code: str
) -> None:
    answer = case.submit(by=by)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_revoked_token_is_refused(case: Case) -> None:
    answer = case.house.client.get("/api/v1/creatives", headers={"Authorization": "Bearer nope"})
    assert (answer.status_code, answer.json()["code"]) == (401, "token.refused")


def test_lists_show_what_one_may_see(case: Case) -> None:
    for _ in range(3):
        case.submit()
    first = case.house.ask("GET", "/creatives?limit=2", by="sales").json()
    assert [item["version"] for item in first["items"]] == [3, 2]
    rest = case.house.ask("GET", f"/creatives?limit=2&cursor={first['next']}", by="sales").json()
    assert ([item["version"] for item in rest["items"]], rest["next"]) == ([1], None)
    assert case.house.ask("GET", "/creatives", by="other_sales").json()["items"] == []
    assert case.house.ask("GET", "/bookings", by="sh_ae").json()["items"] == []
    assert len(case.house.ask("GET", "/bookings", by="finance").json()["items"]) == 1
    assert len(case.house.ask("GET", "/contracts", by="sales").json()["items"]) == 1


HEAVY = ("tl.jpg", files.saved(photo((950, 90), grain=20), "JPEG", quality=95), "image/jpeg")


def test_a_mended_file_is_in_the_answer_and_taken(case: Case) -> None:
    sent = case.submit(files={"main": HEAVY})
    offer = sent.json()["suggestion"]
    assert (sent.status_code, sent.json()["verdict"]) == (201, "reject")
    assert (offer["bytes"] <= LIMIT, offer["verdict"], offer["taken_as"]) == (True, "pass", None)
    creative = sent.json()["creative"]
    file = case.house.ask("GET", f"/evidence/{offer['sha256']}", by="sales")
    assert (file.status_code, len(file.content)) == (200, offer["bytes"])
    assert case.house.ask("GET", f"/evidence/{offer['sha256']}", by="sh_ae").status_code == 404
    path = f"/creatives/{creative}/take-suggestion"
    taken = [case.house.ask("POST", path, by="sales") for _ in range(2)]
    assert [one.status_code for one in taken] == [201, 201]
    assert taken[0].json() == taken[1].json()
    body = taken[0].json()
    assert (body["version"], body["verdict"]) == (2, "pass")
    assert body["suggestion"] == offer | {"taken_as": body["creative"]}
    before = case.house.ask("GET", f"/creatives/{creative}", by="sales").json()
    assert before["suggestion"]["taken_as"] == body["creative"]
    done = case.confirm(body["creative"])
    assert (done.status_code, done.json()["state"]) == (200, "confirmed")


def test_the_same_request_again_has_the_same_answer(case: Case) -> None:
    headers = {"Idempotency-Key": "k-heavy"}
    sent = [case.submit(files={"main": HEAVY}, headers=headers).json() for _ in range(2)]
    assert sent[0] == sent[1]


def test_the_same_file_again_names_where_it_was(case: Case) -> None:
    first, again = case.submit().json(), case.submit().json()
    assert first["known"] == []
    assert [(one["creative"], one["verdict"]) for one in again["known"]] == [
        (first["creative"], "pass")
    ]
