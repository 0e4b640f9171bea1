"""Another link for the same files, two in turn, a confirmation undone, a slot's next version."""

from datetime import date
from typing import Any

import pytest

from adops.domain.booking import Route
from tests.adops.api.conftest import House
from tests.adops.api.test_creatives import LIMIT, MONDAY, Case, case

__all__ = ["case"]
URL = "https://example.com/b"


def confirmed(case: Case, size: int = LIMIT, **given: Any) -> int:
    number: int = case.submit(size, **given).json()["creative"]
    assert case.confirm(number).json()["state"] == "confirmed"
    return number


def state(case: Case, creative: int) -> str:
    told = case.house.ask("GET", f"/creatives/{creative}", by="sales").json()
    return str(told["state"])


def link(case: Case, creative: int, *, by: str = "sales", **given: Any) -> Any:
    body = {"click_url": URL} | given
    return case.house.ask("POST", f"/creatives/{creative}/link", by=by, json=body)


def test_another_link_needs_no_file(case: Case) -> None:
    first = confirmed(case)
    answer = link(case, first)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["version"], told["state"], told["verdict"]) == (2, "submitted", "pass")
    assert told["deadline"] == "2026-11-20T15:00:00+08:00"
    assert case.confirm(told["creative"]).json()["state"] == "confirmed"
    assert (state(case, first), state(case, told["creative"])) == ("replaced", "confirmed")


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        pytest.param({"click_url": "https://example.com/a"}, 409, "creative.unchanged", id="same"),
        pytest.param({"click_url": ""}, 422, "request.invalid", id="none"),
        pytest.param({"go_live": "2026-13-01"}, 422, "request.invalid", id="no day"),
        pytest.param({"file": "x"}, 422, "request.invalid", id="unknown field"),
        pytest.param({"by": "finance"}, 403, "permission.denied", id="not theirs"),
    ],
)
def test_a_wrong_change_of_link(case: Case, given: Any, status: int, code: str) -> None:
    first = confirmed(case)
    answer = link(case, first, **given)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    listed = case.house.ask("GET", f"/creatives?booking_id={case.booking}", by="sales").json()
    assert len(listed["items"]) == 1


def test_two_in_turn(case: Case) -> None:
    first = confirmed(case, LIMIT)
    second = confirmed(case, LIMIT - 1, rotates="true")
    third = case.submit(LIMIT - 2).json()["creative"]
    assert case.confirm(third, rotates=True).json()["state"] == "confirmed"
    assert [state(case, one) for one in (first, second, third)] == ["confirmed"] * 3
    wrong = case.submit(LIMIT - 3, rotates="maybe")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "field.invalid")


def test_a_confirmation_taken_back(case: Case) -> None:
    first = confirmed(case, LIMIT)
    second = confirmed(case, LIMIT - 1)
    path = f"/creatives/{second}/unconfirm"
    assert case.house.ask("POST", path, by="finance").status_code == 403
    answer = case.house.ask("POST", path, by="sales")
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    assert (state(case, first), state(case, second)) == ("confirmed", "submitted")
    again = case.house.ask("POST", path, by="sales")
    assert (again.status_code, again.json()["code"]) == (409, "creative.wrong_state")


def test_an_approval_is_withdrawn_with_a_reason(case: Case) -> None:
    creative = case.submit(LIMIT + 1).json()["creative"]
    path = f"/creatives/{creative}/approvals"
    approval = case.house.ask("POST", path, by="sales", json={"reason": "急"}).json()["approval"]
    path = f"/approvals/{approval}/withdraw"
    none = case.house.ask("POST", path, by="sales", json={"why": ""})
    assert (none.status_code, none.json()["code"]) == (422, "reason.missing")
    told = case.house.ask("POST", path, by="sales", json={"why": "换稿"}).json()
    assert (told["state"], told["decided_why"]) == ("withdrawn", "换稿")


def test_one_mail_for_two_creatives_is_told(case: Case) -> None:
    mail = (
        "a.eml",
        b"From: sales@example.com\nMessage-ID:\n <1@example.com>\n\nx",
        "message/rfc822",
    )
    told = []
    for size in (LIMIT + 1, LIMIT + 2):
        creative = case.submit(size).json()["creative"]
        path = f"/creatives/{creative}/approvals"
        number = case.house.ask("POST", path, by="sales", json={"reason": "急"}).json()["approval"]
        path = f"/approvals/{number}/register"
        told.append(case.house.ask("POST", path, by="ae", files={"mail": mail}).json())
    assert [one["same_mail"] for one in told] == [[], [told[0]["approval"]]]


@pytest.fixture
def here(house: House) -> tuple[Case, str]:
    """A booking on a slot of 北京 that 北京 places."""
    with house.db.write() as session:
        slot = house.factory.slot(session)
        booking = house.factory.booking(
            session, MONDAY, date(2026, 11, 29), slot, route=Route.LOCAL
        )
        return Case(house, booking.id or 0), slot.code


def part(limit: int) -> dict[str, Any]:
    return {"part": "main", "width": 950, "height": 90, "limit_bytes": limit}


def test_a_slot_s_next_version(here: tuple[Case, str]) -> None:
    case, code = here
    ask, path = case.house.ask, f"/slots/{code.lower()}/versions"
    creative = confirmed(case)
    given = {"valid_from": "2026-11-26", "parts": [part(LIMIT - 1024)]}
    told = ask("POST", path, by="ae", json=given | {"dry_run": True})
    assert (told.status_code, told.json()["written"]) == (200, False)
    (unfit,) = told.json()["unfit"]
    assert (unfit["creative"], unfit["findings"][0]["code"]) == (creative, "size.over_limit")
    refused = ask("POST", path, by="ae", json=given)
    assert (refused.status_code, refused.json()["code"]) == (409, "slot.creatives_unfit")
    assert refused.json()["creatives"] == [creative]
    done = ask("POST", path, by="ae", json=given | {"unfit": [creative]})
    assert (done.status_code, done.json()["number"]) == (201, 2)
    assert done.json()["after"]["formats"] == done.json()["before"]["formats"], "left as it was"
    card = ask("GET", "/rate-card?station=bj", by="sales").json()["items"]
    assert [(one["number"], one["valid_from"], one["limit_bytes"]) for one in card] == [
        (1, None, LIMIT), (2, "2026-11-26", LIMIT - 1024)
    ]  # fmt: skip
    listed = ask("GET", f"/creatives/{creative}", by="sales").json()
    assert (listed["verdict"], listed["findings"][0]["code"]) == ("warn", "version.not_covered")


@pytest.mark.parametrize(
    ("by", "given", "status", "code"),
    [
        pytest.param("sh_ae", {}, 403, "permission.denied", id="another station's AE"),
        pytest.param("sales", {}, 403, "permission.denied", id="sales"),
        pytest.param(None, {}, 401, "sign_in.needed", id="nobody"),
        pytest.param("ae", {"valid_from": "2026-11-20"}, 409, "slot.version_past", id="begun"),
        pytest.param("ae", {"parts": None}, 409, "slot.version_unchanged", id="nothing"),
        pytest.param("ae", {"formats": ["swf"]}, 422, "field.invalid", id="Flash"),
        pytest.param("ae", {"max_loops": 0}, 422, "request.invalid", id="0 loops"),
        pytest.param("ae", {"valid_from": "tomorrow"}, 422, "request.invalid", id="no day"),
    ],
)
def test_a_wrong_version(
    here: tuple[Case, str], by: str | None, given: Any, status: int, code: str
) -> None:
    case, slot = here
    body = {"valid_from": "2026-11-26", "parts": [part(LIMIT - 1024)]} | given
    for dry_run in (True, False):
        answer = case.house.ask(
            "POST", f"/slots/{slot}/versions", by=by, json=body | {"dry_run": dry_run}
        )
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    missing = case.house.ask("POST", "/slots/none/versions", by="ae", json=body)
    assert missing.status_code in {404, 422} or by is None
