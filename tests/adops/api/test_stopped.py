"""Paused, resumed, cancelled, closed: what is then to be done, and what no more (rules.md §7)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from adops import clock
from adops.domain.execution import MarkKind
from adops.domain.period import at, month_period
from adops.domain.states import Delivered
from adops.models import Booking, Closure, ExecutionMark, Slot
from adops.queries.executions import violations_of
from tests.adops.api.conftest import House

FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def friday(hour: int, minute: int = 0) -> datetime:
    return at(FRIDAY, hour, minute)


@pytest.fixture
def running(house: House) -> House:
    """One booking, 16 to 30 November, seen at its start; one from Friday on, not live yet."""
    with house.db.write() as session:
        for first, seen in ((FRIDAY - DAY * 4, True), (FRIDAY, False)):
            before = at(first - DAY, 9)
            booking = house.factory.booking(
                session, first, FRIDAY + DAY * 10, entered_at=before, sales_email="s@example.com"
            )
            house.factory.creative(session, booking, confirmed_at=before)
            if seen:
                house.factory.look(session, booking, first, captured_at=at(first, 9, 5))
    return house


def act(house: House, now: datetime, number: int, verb: str, **given: Any) -> None:
    clock.clock.move_to(now)
    path = f"/bookings/{number}/{verb}"
    answer = house.ask("POST", path, by="ae", json={"why": "画面有误"} | given)
    assert answer.status_code == 200, answer.text


def listed(house: House, now: datetime, path: str = "/swaps") -> dict[str, tuple[str, str]]:
    """Item → its state, and by when; of booking 1."""
    clock.clock.move_to(now)
    items = house.ask("GET", path, by="ae").json()["items"]
    return {
        (one.get("swap") or one["execution"]).partition("-")[2]: (one["state"], one["due"][8:16])
        for one in items
        if one["booking"] == 1
    }


def shut(house: House, number: int, **given: Any) -> None:
    with house.db.write() as session:
        booking = session.get(Booking, number)
        assert booking is not None
        values: dict[str, Any] = {
            "slot_id": booking.slot_id,
            "first_day": FRIDAY,
            "reason": "页面改版",
            "closed_by": "BJ001",
            "closed_at": friday(8),
        }
        session.add(Closure(**(values | given)))


def late_ones(house: House, now: datetime) -> int:
    with house.db.read() as session:
        which = Booking.station_sold == "bj"
        found = violations_of(session, which, month_period(2026, 11), now=now)  # type: ignore[arg-type]
        return sum(one.count for one in found)


def start_of(house: House, now: datetime) -> tuple[str, bool]:
    """State of booking 2, and whether it is suspended."""
    clock.clock.move_to(now)
    items = house.ask("GET", f"/executions?due={now.date() - DAY}", by="ae").json()["items"]
    (one,) = [one for one in items if one["execution"] == "2-2026-11-20-start"]
    return one["state"], one["suspended"]


def test_a_pause_is_due_in_60_minutes_and_done_by_one_click(running: House) -> None:
    act(running, friday(11), 1, "pause")
    assert listed(running, friday(11, 30)) == {"2026-11-20-pause1": ("due", "20T12:00")}
    told = running.ask("GET", "/executions", by="ae").json()["items"]
    (one,) = [one for one in told if one["kind"] == "pause"]
    assert (one["why"], [old["version"] for old in one["replaces"]]) == ("画面有误", [1])
    answer = running.ask("POST", "/swaps/1-2026-11-20-pause1/done", by="ae")
    assert (answer.status_code, answer.json()["state"]) == (200, "done"), answer.text
    again = running.ask("POST", "/swaps/1-2026-11-20-pause1/done", by="ae")
    assert (again.status_code, again.json()["code"]) == (409, "swap.wrong_state")
    entered = running.ask("POST", "/executions/1-2026-11-20-pause1/configured", by="ae")
    assert (entered.status_code, entered.json()["code"]) == (409, "execution.wrong_state")


@pytest.mark.parametrize(
    ("seen", "state"),
    [(None, "due"), (friday(15, 30), "done"), (friday(16, 30), "done_late"), (friday(14), "due")],
)
def test_a_resumption_is_a_swap(running: House, seen: datetime | None, state: str) -> None:
    act(running, friday(11), 1, "pause")
    act(running, friday(15), 1, "resume")
    if seen is not None:
        with running.db.write() as session:
            booking = session.get(Booking, 1)
            assert booking is not None
            running.factory.look(session, booking, FRIDAY, captured_at=seen)
    assert listed(running, friday(17)) == {
        "2026-11-20-pause1": ("dropped", "20T12:00"),
        "2026-11-20-resume1": (state, "20T16:00"),
    }


def test_paused_again(running: House) -> None:
    for hour, verb in ((11, "pause"), (12, "resume"), (13, "pause")):
        act(running, friday(hour), 1, verb)
    assert listed(running, friday(13, 1)) == {
        "2026-11-20-pause1": ("dropped", "20T12:00"),
        "2026-11-20-resume1": ("dropped", "20T13:00"),
        "2026-11-20-pause2": ("due", "20T14:00"),
    }


def test_a_booking_that_was_cut_is_taken_down_by_0900_of_its_first_day_off(running: House) -> None:
    act(running, friday(11), 1, "cancel", net_fen=50_000, **{"from": "2026-11-22"})
    down = {"2026-11-22-down": ("due", "22T09:00")}
    assert listed(running, friday(11, 30)) == down
    assert listed(running, friday(11, 30), "/executions") == {
        "2026-11-22-down": ("ready", "22T09:00")
    }
    assert listed(running, at(FRIDAY + DAY * 3, 12)) == down
    clock.clock.move_to(friday(17))
    answer = running.ask("POST", "/swaps/1-2026-11-22-down/done", by="ae")
    assert (answer.status_code, answer.json()["state"]) == (200, "done"), answer.text


@pytest.mark.parametrize(
    ("verb", "given", "item", "kept"),
    [
        pytest.param(
            "cancel", {"net_fen": 50_000, "from": "2026-11-22"}, "2026-11-22-down", 40, id="down"
        ),
        pytest.param("pause", {}, "2026-11-20-pause1", 10, id="pause"),
    ],
)
def test_what_is_to_be_taken_off_is_left_over_until_somebody_says_that_it_is(
    running: House, verb: str, given: dict[str, Any], item: str, kept: int
) -> None:
    """However long ago it was; a pause until the booking's last ad day, ten days later."""
    act(running, friday(11), 1, verb, **given)
    late = at(FRIDAY + DAY * kept, 12)
    assert [state for state, _ in listed(running, late).values()] == ["due"]
    answer = running.ask("POST", f"/swaps/1-{item}/done", by="ae")
    assert (answer.status_code, answer.json()["state"]) == (200, "done_late"), answer.text
    assert listed(running, late + DAY) == {}


def test_a_pause_is_left_over_no_longer_than_its_booking(running: House) -> None:
    act(running, friday(11), 1, "pause")
    assert listed(running, at(FRIDAY + DAY * 11, 12)) == {}


@pytest.mark.parametrize(("entered", "items"), [(False, 0), (True, 1)])
def test_cancelled_whole_is_taken_down_where_it_had_been_entered(
    running: House, entered: bool, items: int
) -> None:
    with running.db.write() as session:
        booking = running.factory.booking(session, FRIDAY + DAY, FRIDAY + DAY * 4)
        running.factory.creative(session, booking)
        number = booking.id or 0
    if entered:
        path = f"/executions/{number}-2026-11-21-start/configured"
        assert running.ask("POST", path, by="ae").status_code == 200
    act(running, friday(11), number, "cancel")
    told = running.ask("GET", "/swaps", by="ae").json()["items"]
    assert [one["kind"] for one in told] == ["take_down"] * items


def test_moved_past_the_day_again_it_is_not_taken_down(running: House) -> None:
    act(running, friday(11), 1, "cancel", net_fen=50_000, **{"from": "2026-11-22"})
    clock.clock.move_to(friday(12))
    answer = running.ask(
        "POST", "/bookings/1/move", by="ae", json={"end": "2026-11-25", "net_fen": 0}
    )
    assert answer.status_code == 200, answer.text
    assert listed(running, friday(13)) == {}


def test_day_one_is_late_without_any_of_it(running: House) -> None:
    assert start_of(running, friday(10, 30)) == ("late", False)
    assert late_ones(running, friday(10, 30)) == 1


@pytest.mark.parametrize("page", [False, True])
def test_a_closed_day_one_is_neither_late_nor_not_placed(running: House, page: bool) -> None:
    given: dict[str, Any] = {"last_day": FRIDAY}
    if page:
        with running.db.read() as session:
            booking = session.get(Booking, 2)
            assert booking is not None
            slot = session.get(Slot, booking.slot_id)
            assert slot is not None
            given |= {"slot_id": None, "page_id": slot.page_id}
    shut(running, 2, **given)
    with running.db.write() as session:
        booking = session.get(Booking, 2)
        assert booking is not None
        running.factory.look(
            session, booking, FRIDAY, captured_at=friday(9, 30), delivered=Delivered.NO
        )
    assert start_of(running, friday(10, 30)) == ("ready", True)
    assert late_ones(running, at(FRIDAY + DAY, 10)) == 0
    path = "/executions/2-2026-11-20-start/late-report"
    answer = running.ask("POST", path, by="ae", json={"reason": "system"})
    assert (answer.status_code, answer.json()["code"]) == (409, "execution.wrong_state")


@pytest.mark.parametrize(
    ("minute", "late"), [pytest.param(20, 0, id="9:20"), pytest.param(61, 1, id="10:01")]
)
def test_a_pause_on_day_one_does_not_undo_that_it_was_late(
    running: House, minute: int, late: int
) -> None:
    act(running, friday(9) + timedelta(minutes=minute), 2, "pause")
    assert late_ones(running, friday(11)) == late


def test_a_mark_is_not_needed_for_what_was_live(running: House) -> None:
    """Live in time, then closed: on time it stays."""
    with running.db.write() as session:
        session.add(
            ExecutionMark(
                booking_id=2, day=FRIDAY, what="start", kind=MarkKind.LIVE, at=friday(9, 5), by="x"
            )
        )
    shut(running, 2)
    assert start_of(running, friday(12)) == ("on_time", True)
