"""`/executions` and `/swaps` as programs ask for them (interfaces.md, API)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from adops import clock
from adops.domain.people import Role
from adops.domain.period import at
from adops.domain.states import CreativeState
from adops.models import BookingPause, Mail
from tests.adops.api.conftest import House

FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.fixture
def placed(house: House) -> House:
    """Starts on Saturday, Monday and Tuesday of 北京, and Monday's of 上海; a swap of today."""
    factory = house.factory
    with house.db.write() as session:
        for days in (1, 3, 4):
            booking = factory.booking(session, FRIDAY + DAY * days, FRIDAY + DAY * 9)
            factory.creative(session, booking)
        slot = factory.slot(session, station="sh")
        factory.booking(
            session, FRIDAY + DAY * 3, FRIDAY + DAY * 9, slot, station_sold="sh", sales_email=""
        )
        running = factory.booking(
            session,
            FRIDAY - DAY * 4,
            FRIDAY + DAY * 4,
            entered_at=at(FRIDAY - DAY * 5, 9),
        )
        old = {"confirmed_at": at(FRIDAY - DAY * 5, 9), "closed_at": at(FRIDAY, 9, 5)}
        factory.creative(session, running, state=CreativeState.REPLACED, **old)
        factory.creative(session, running, version=2, go_live=FRIDAY, confirmed_at=at(FRIDAY, 9, 5))
    clock.clock.move_to(at(FRIDAY, 9, 20))
    return house


def told(house: House, path: str, by: str = "ae") -> list[dict[str, Any]]:
    answer = house.ask("GET", path, by=by)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_the_whole_weekend_stands_in_one_list(placed: House) -> None:
    items = told(placed, "/executions?station=bj")
    assert [one["execution"] for one in items] == ["1-2026-11-21-start", "2-2026-11-23-start"]
    first = items[0]
    assert (first["kind"], first["state"]) == ("start", "ready")
    assert (first["due"], first["shown"]) == (
        "2026-11-21T00:00:00+08:00",
        "2026-11-20T18:00:00+08:00",
    )
    assert list(first["enter"]) == [
        "slot",
        "slot_name",
        "creatives",
        "sizes",
        "first",
        "last",
        "regions",
    ]
    assert first["enter"]["sizes"] == {"main": "950×90"}
    steps = [one["step"] for one in first["responsibility"]]
    assert steps == ["entered", "submitted", "confirmed", "due"]


def test_the_list_of_another_day(placed: House) -> None:
    items = told(placed, "/executions?due=2026-11-23")
    assert [one["execution"] for one in items] == ["3-2026-11-24-start"]


@pytest.mark.parametrize(
    ("by", "count"), [("ae", 2), ("sh_ae", 1), ("sales", 2), ("other_sales", 0), ("admin", 3)]
)
def test_who_sees_what(placed: House, by: str, count: int) -> None:
    assert len(told(placed, "/executions", by)) == count


def test_marked_as_entered(placed: House) -> None:
    path = "/executions/1-2026-11-21-start/configured"
    answer = placed.ask("POST", path, by="ae", json={"sizes": {"main": "950x90"}})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["state"] == "configured"
    assert (body["configured"]["by"], body["configured"]["sizes"]) == ("BJ001", {"main": "950×90"})
    assert placed.ask("POST", path, by="ae").status_code == 200


def test_live_late_and_reported(placed: House) -> None:
    clock.clock.move_to(at(FRIDAY + DAY, 10, 5))
    answer = placed.ask("POST", "/executions/1-2026-11-21-start/live", by="ae")
    assert (answer.json()["state"], answer.json()["live_by"]) == ("late", "BJ001")
    path = "/executions/1-2026-11-21-start/late-report"
    answer = placed.ask("POST", path, by="ae", json={"reason": "creative_late"})
    assert answer.json()["state"] == "late_reported"
    with placed.db.read() as session:
        mail = session.get(Mail, answer.json()["mail"])
        assert mail is not None and mail.kind == "late_report"


def test_not_reported_is_lifted_by_the_hq_ae(placed: House) -> None:
    clock.clock.move_to(at(FRIDAY + DAY, 11))
    placed.ask("POST", "/executions/1-2026-11-21-start/live", by="ae")
    clock.clock.move_to(at(FRIDAY + DAY * 2, 10))
    path = "/executions/1-2026-11-21-start/lift"
    answer = placed.ask("POST", path, by="hq_ae", json={"reason": "已电话报告"})
    assert (answer.status_code, answer.json()["lift"]["note"]) == (200, "已电话报告")


def test_a_swap_has_its_minutes_and_is_done(placed: House) -> None:
    (swap,) = told(placed, "/swaps")
    assert (swap["swap"], swap["state"]) == ("5-2026-11-20-v2", "due")
    assert (swap["minutes_left"], swap["due"]) == (45, "2026-11-20T10:05:00+08:00")
    assert [one["version"] for one in swap["replaces"]] == [1]
    answer = placed.ask("POST", f"/swaps/{swap['swap']}/done", by="ae")
    assert (answer.json()["state"], answer.json()["done_by"]) == ("done", "BJ001")
    assert told(placed, "/swaps?state=due") == []
    assert [one["minutes_left"] for one in told(placed, "/swaps")] == [None]


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("path", "most"), [("/executions", 13), ("/swaps", 11)])
def test_constant_number_of_queries(house: House, count: int, path: str, most: int) -> None:
    with house.db.write() as session:
        for _ in range(count):
            booking = house.factory.booking(session, FRIDAY + DAY, FRIDAY + DAY * 4)
            house.factory.creative(session, booking)
            house.factory.creative(session, booking, version=2, go_live=FRIDAY + DAY * 3)
            session.add(
                BookingPause(
                    booking_id=booking.id or 0,
                    from_at=at(FRIDAY, 9),
                    reason="x",
                    paused_by="T001",
                )
            )
        house.factory.person(session, Role.AE)
    asked: list[str] = []
    event.listen(house.db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert len(told(house, path)) == count * (3 if path == "/executions" else 2)
    assert sum(one.lstrip().upper().startswith("SELECT") for one in asked) <= most
