"""`GET /schedule`: shares a day, and whose bookings a person may see."""

from datetime import date
from typing import Any

import pytest

from adops.domain.booking import BookingState, Category
from adops.domain.slot import SlotState, Unit
from tests.adops.api.conftest import House

FRIDAY, SUNDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 23)
ASK = "/schedule?from=2026-11-20&to=2026-11-23"


@pytest.fixture
def booked(house: House) -> House:
    """A slot of 北京 with two shares, one sold by volume, a retired one, one of 上海."""
    make = house.factory
    with house.db.write() as session:
        two = make.slot(session, code="BJ-TWO", rotations=2)
        ours = make.contract(session, no="RLZ11111", name="云溪花园")
        theirs = make.contract(session, no="RLZ22222", name="江畔名邸")
        make.booking(session, FRIDAY, SUNDAY, two, contract_id=ours.id)
        make.booking(
            session,
            SUNDAY,
            MONDAY,
            two,
            contract_id=theirs.id,
            station_sold="sh",
            sales_email="other@example.com",
            category=Category.BONUS,
        )
        make.booking(session, FRIDAY, MONDAY, two, state=BookingState.CANCELLED)
        make.booking(session, FRIDAY, MONDAY, two, state=BookingState.DRAFT)
        volume = make.slot(session, code="BJ-CPM", unit=Unit.CPM)
        make.booking(session, FRIDAY, FRIDAY, volume)
        make.slot(session, code="BJ-OLD", state=SlotState.RETIRED)
        still = make.slot(session, code="BJ-STILL", state=SlotState.RETIRED)
        make.booking(session, FRIDAY, FRIDAY, still)
        make.slot(session, code="SH-ONE", station="sh")
    return house


def slots(house: House, by: str, ask: str = f"{ASK}&station=bj") -> dict[str, Any]:
    answer = house.ask("GET", ask, by=by)
    assert answer.status_code == 200, answer.text
    return {one["slot"]: one for one in answer.json()["items"]}


def test_shares_taken_and_free(booked: House) -> None:
    found = slots(booked, "ae")
    assert list(found) == ["BJ-TWO", "BJ-CPM", "BJ-STILL"]
    assert found["BJ-TWO"]["taken"] == [1, 1, 2, 1]
    assert found["BJ-TWO"]["free"] == [1, 1, 0, 1]
    assert found["BJ-CPM"]["free"] is None
    assert found["BJ-STILL"]["taken"] == [1, 0, 0, 0]


def test_the_days(booked: House) -> None:
    told = booked.ask("GET", ASK, by="ae").json()
    assert (told["from"], told["to"]) == ("2026-11-20", "2026-11-23")
    assert [one["kind"] for one in told["days"]] == ["workday", "weekend", "weekend", "workday"]


@pytest.mark.parametrize(
    ("by", "seen"),
    [
        ("ae", ["RLZ11111", "RLZ22222"]),
        ("sh_ae", [None, "RLZ22222"]),
        ("sales", ["RLZ11111", None]),
        ("other_sales", [None, "RLZ22222"]),
        ("finance", ["RLZ11111", "RLZ22222"]),
    ],
)
def test_whose_booking_it_is_is_told_to_who_may_see_it(
    booked: House, by: str, seen: list[str | None]
) -> None:
    bookings = slots(booked, by)["BJ-TWO"]["bookings"]
    assert [one["contract_no"] for one in bookings] == seen
    assert [(one["start"], one["end"], one["shares"]) for one in bookings] == [
        ("2026-11-20", "2026-11-22", 1),
        ("2026-11-22", "2026-11-23", 1),
    ]
    hidden = [one for one in bookings if one["contract_no"] is None]
    assert all(one["booking"] is None and "contract_name" not in one for one in hidden)


def test_page_by_page(booked: House) -> None:
    first = booked.ask("GET", f"{ASK}&limit=2", by="ae").json()
    rest = booked.ask("GET", f"{ASK}&limit=2&cursor={first['next']}", by="ae").json()
    assert [one["slot"] for one in first["items"] + rest["items"]] == [
        "BJ-TWO",
        "BJ-CPM",
        "BJ-STILL",
        "SH-ONE",
    ]
    assert rest["next"] is None
