"""Contracts and bookings over the API: entered, held, moved, cancelled, paused; whose, and till
when."""

from datetime import date
from typing import Any

import pytest

from adops import clock
from adops.domain.period import at
from adops.domain.slot import Unit
from tests.adops.api.conftest import House

FRIDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 24)


@pytest.fixture
def entered(house: House) -> House:
    """Contract RLZ11111 of 北京, a slot of one share and one of two."""
    with house.db.write() as session:
        house.factory.slot(session, code="BJ-ONE")
        house.factory.slot(session, code="BJ-TWO", rotations=2)
    made = house.ask("POST", "/contracts", by="ae", json={"no": "rlz11111", "name": "云溪花园"})
    assert made.status_code == 201, made.text
    assert (made.json()["no"], made.json()["station"]) == ("RLZ11111", "bj")
    return house


def enter(house: House, by: str = "ae", **given: Any) -> Any:
    body = {
        "contract_no": "RLZ11111",
        "slot": "BJ-ONE",
        "start": "2026-11-23",
        "end": "2026-11-29",
        "kind": "commercial",
        "sales_email": "sales@example.com",
        "list_price_fen": 10_000,
        "net_fen": 70_000,
    }
    return house.ask("POST", "/bookings", by=by, json=body | given)


def listed(house: House, query: str, by: str = "ae") -> list[int]:
    found = house.ask("GET", f"/bookings?{query}", by=by).json()["items"]
    return [one["booking"] for one in found]


def test_entered_at_once(entered: House) -> None:
    answer = enter(entered)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert {
        key: body[key] for key in ("state", "route", "net_fen", "station_sold", "warnings")
    } == {
        "state": "booked",
        "route": "local",
        "net_fen": 70_000,
        "station_sold": "bj",
        "warnings": [],
    }
    odd = enter(entered, slot="BJ-TWO", net_fen=69_999_00).json()["warnings"]
    assert [one["code"] for one in odd] == ["price.does_not_multiply"]


def test_hours_and_views_are_carried_and_priced(entered: House) -> None:
    """rules.md §8: 小时 carries hours, CPM a volume and takes no share."""
    with entered.db.write() as session:
        entered.factory.slot(session, code="BJ-HOUR", unit=Unit.HOUR)
        entered.factory.slot(session, code="BJ-CPM", unit=Unit.CPM)
    for code, quantity, net in (("BJ-HOUR", 3, 210_000), ("BJ-CPM", 50, 3_500_000)):
        body = enter(entered, slot=code, quantity=quantity, net_fen=None).json()
        assert (body["quantity"], body["net_fen"], body["warnings"]) == (quantity, net, [])
    refused = enter(entered, slot="BJ-HOUR", start="2026-12-01", end="2026-12-02", quantity=25)
    assert (refused.status_code, refused.json()["code"]) == (409, "quantity.too_many_hours")
    assert enter(entered, quantity=3).json()["code"] == "quantity.not_sold"


def test_over_booking_is_409_with_days_and_bookings(entered: House) -> None:
    number = enter(entered).json()["booking"]
    entered.ask("POST", "/contracts", by="sh_ae", json={"no": "RLZ22222", "name": "江畔名邸"})
    more = {"contract_no": "RLZ22222", "start": "2026-11-28", "end": "2026-12-01"}
    answer = enter(entered, **more)
    assert (answer.status_code, answer.json()["code"]) == (409, "booking.over_booked")
    body = answer.json()
    assert body["days"] == ["2026-11-28", "2026-11-29"]
    assert [(one["booking"], one["contract_no"]) for one in body["in_the_way"]] == [
        (number, "RLZ11111")
    ]
    hidden = enter(entered, by="sh_ae", station="sh", **more)
    assert hidden.status_code == 409
    assert [one["contract_no"] for one in hidden.json()["in_the_way"]] == [None]
    assert "RLZ11111" not in hidden.text


def test_a_hold_says_until_when_and_lapses(entered: House) -> None:
    held = enter(entered, by="sales", state="held", sales_email=None)
    assert held.status_code == 201, held.text
    assert (held.json()["state"], held.json()["hold_until"]) == (
        "held",
        "2026-11-25T18:00:00+08:00",
    )
    number = held.json()["booking"]
    assert listed(entered, "state=held", "sales") == [number]
    clock.clock.move_to(at(date(2026, 11, 25), 18))
    assert listed(entered, "state=held") == []
    assert listed(entered, "state=draft") == [number]


def test_a_draft_is_held_then_booked(entered: House) -> None:
    number = enter(entered, by="sales", state="draft").json()["booking"]
    held = entered.ask("POST", f"/bookings/{number}/hold", by="sales")
    assert held.json()["state"] == "held"
    assert entered.ask("POST", f"/bookings/{number}/book", by="sales").status_code == 403
    assert entered.ask("POST", f"/bookings/{number}/book", by="ae").json()["state"] == "booked"


def test_states_by_the_calendar(entered: House) -> None:
    number = enter(entered).json()["booking"]
    for day, state in ((20, "booked"), (23, "running"), (29, "running"), (30, "ended")):
        clock.clock.move_to(at(date(2026, 11, day), 9))
        found = {one for one in STATES if listed(entered, f"state={one}") == [number]}
        assert found == {state}
        told = entered.ask("GET", f"/bookings/{number}", by="ae").json()
        assert told["state"] == state


STATES = ("draft", "held", "booked", "running", "paused", "ended", "cancelled")


def test_a_move_is_looked_at_then_made(entered: House) -> None:
    number = enter(entered).json()["booking"]
    to = {"slot": "bj-two", "end": "2026-11-25"}
    look = entered.ask("POST", f"/bookings/{number}/move", by="ae", json=to | {"dry_run": True})
    told = {"slot": "BJ-TWO", "end": "2026-11-25", "net_by_days_fen": 30_000}
    assert {key: look.json()[key] for key in told} == told
    assert look.json()["written"] is False
    stays = entered.ask("GET", f"/bookings/{number}", by="ae").json()
    assert (stays["slot"], stays["end"]) == ("BJ-ONE", "2026-11-29")
    made = entered.ask(
        "POST", f"/bookings/{number}/move", by="ae", json=to | {"net_fen": 30_000}
    ).json()
    assert (made["slot"], made["end"], made["net_fen"], made["written"]) == (
        "BJ-TWO",
        "2026-11-25",
        30_000,
        True,
    )


def test_a_cancellation_asks_for_the_new_total(entered: House) -> None:
    number = enter(entered).json()["booking"]
    clock.clock.move_to(at(TUESDAY, 12))
    path = f"/bookings/{number}/cancel"
    look = entered.ask("POST", path, by="ae", json={"dry_run": True}).json()
    assert (look["from"], look["end_then"], look["net_by_days_fen"], look["written"]) == (
        "2026-11-25",
        "2026-11-24",
        20_000,
        False,
    )
    asked = entered.ask("POST", path, by="ae", json={"why": "客户撤单"})
    assert (asked.status_code, asked.json()["proposed_fen"]) == (422, 20_000)
    done = entered.ask("POST", path, by="ae", json={"why": "客户撤单", "net_fen": 20_000}).json()
    assert (done["state"], done["end"], done["cancelled_from"], done["net_fen"]) == (
        "running",
        "2026-11-24",
        "2026-11-25",
        20_000,
    )


def test_paused_and_resumed(entered: House) -> None:
    number = enter(entered).json()["booking"]
    clock.clock.move_to(at(TUESDAY, 12))
    for act, state in (("pause", "paused"), ("resume", "running")):
        done = entered.ask("POST", f"/bookings/{number}/{act}", by="ae", json={"why": "画面有误"})
        assert (done.status_code, done.json()["state"]) == (200, state)
        assert listed(entered, f"state={state}") == [number]


@pytest.mark.parametrize(
    ("by", "seen"),
    [("ae", ["RLZ11111"]), ("sales", ["RLZ11111"]), ("sh_ae", []), ("finance", ["RLZ11111"])],
)
def test_a_contract_without_bookings_is_its_station_s(
    entered: House, by: str, seen: list[str]
) -> None:
    found = entered.ask("GET", "/contracts", by=by).json()["items"]
    assert [one["no"] for one in found] == seen


def test_once_it_has_bookings_they_say_whose_it_is(entered: House) -> None:
    enter(entered)
    for by, seen in (("sales", 1), ("other_sales", 0), ("ae", 1)):
        assert len(entered.ask("GET", "/contracts?station=bj", by=by).json()["items"]) == seen
    assert entered.ask("GET", "/contracts?station=sh", by="ae").json()["items"] == []


def test_a_slot_is_closed_and_opened_again(entered: House) -> None:
    body = {"slot": "bj-one", "from": "2026-11-21", "to": "2026-11-25", "reason": "页面改版"}
    made = entered.ask("POST", "/closures", by="ae", json=body)
    assert made.status_code == 201, made.text
    number = made.json()["closure"]
    (one,) = entered.ask("GET", "/closures?station=bj", by="sh_ae").json()["items"]
    assert (one["slot"], one["from"], one["to"], one["reopened_from"]) == (
        "BJ-ONE",
        "2026-11-21",
        "2026-11-25",
        None,
    )
    again = entered.ask(
        "POST", f"/closures/{number}/reopen", by="ae", json={"from": "2026-11-23"}
    ).json()
    assert again["reopened_from"] == "2026-11-23"
    assert entered.ask("GET", "/closures?station=sh", by="ae").json()["items"] == []
