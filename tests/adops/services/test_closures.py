"""编辑关闭 and pauses: who closes, what checks then look at, what the month says of the days."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from adops.domain.anomaly import AnomalyKind
from adops.domain.month import DayState, Known, MonthLine, Ruling
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.domain.slot import SlotState
from adops.domain.states import LookResult
from adops.errors import AdopsError
from adops.models import Booking, BookingPause, Slot
from adops.queries.anomalies import cases
from adops.queries.checks import slots_not_right, slots_on_air
from adops.queries.closures import affected, closure_by_id
from adops.services import closures
from adops.services.closures import NewClosure
from tests.adops.services.house import FIRST, House, house
from tests.factories import actor_for, anomaly

__all__ = ["house"]
DAY = timedelta(days=1)
NOON = at(FIRST, 12)


def slot_of(house: House, booking: int) -> Slot:
    with house.db.read() as session:
        row = session.get(Booking, booking)
        assert row is not None
        slot = session.get(Slot, row.slot_id)
        assert slot is not None
        return slot


def close(house: House, by: Actor | None = None, **given: Any) -> int:
    values: dict[str, Any] = {"first": FIRST, "reason": "页面改版"} | given
    new = NewClosure(**values)
    with house.db.write() as session:
        return closures.close(session, given=new, by=by or house.ae, now=NOON).id or 0


def reopen(house: House, closure: int, on: date | None = None, now: datetime = NOON) -> None:
    with house.db.write() as session:
        closures.reopen(session, closure_id=closure, on=on, by=house.ae, now=now)


def paused(house: House, booking: int, start: datetime, until: datetime | None) -> None:
    with house.db.write() as session:
        pause = BookingPause(
            booking_id=booking, from_at=start, until_at=until, reason="画面有误", paused_by="BJ001"
        )
        session.add(pause)


def line(house: House) -> MonthLine:
    (found,) = house.book().lines
    return found


def told(house: House) -> list[tuple[str, str | None]]:
    return [(day.state.value, day.reason) for day in line(house).days]


def looked_at(house: House, on: date = FIRST) -> list[int]:
    with house.db.read() as session:
        return [one.slot_id for one in slots_on_air(session, on=on)]


def test_a_closed_slot_is_not_looked_at(house: House) -> None:
    slot, other = slot_of(house, house.booked()), slot_of(house, house.booked())
    close(house, slot_id=slot.id, last=FIRST + DAY)
    assert looked_at(house) == looked_at(house, FIRST + DAY) == [other.id]
    assert looked_at(house, FIRST - DAY) == looked_at(house, FIRST + 2 * DAY) == [slot.id, other.id]


def test_a_closed_page_closes_all_its_slots(house: House) -> None:
    slot = slot_of(house, house.booked())
    with house.db.write() as session:
        house.factory.slot(session, page_id=slot.page_id)
    number = close(house, page_id=slot.page_id)
    assert looked_at(house) == looked_at(house, FIRST + 99 * DAY) == []
    reopen(house, number, FIRST + DAY)
    assert looked_at(house) == []
    assert len(looked_at(house, FIRST + DAY)) == 2


def test_troubles_in_a_closed_slot_are_suspended(house: House) -> None:
    booking = house.booked(seen=0)
    slot = slot_of(house, booking)
    with house.db.write() as session:
        row = session.get(Booking, booking)
        assert row is not None
        house.factory.look(session, row, FIRST, result=LookResult.EMPTY)
    with house.db.read() as session:
        assert slots_not_right(session, on=FIRST) == {"bj": [slot.code]}
    close(house, slot_id=slot.id)
    with house.db.read() as session:
        assert slots_not_right(session, on=FIRST) == {}


@pytest.mark.parametrize(
    ("rests_on_it", "other", "suspended"),
    [
        pytest.param(True, SlotState.LIVE, True, id="on-the-closed-one-alone"),
        pytest.param(False, SlotState.LIVE, False, id="on-the-page"),
        pytest.param(False, SlotState.RETIRED, True, id="whose-other-slot-is-retired"),
    ],
)
def test_a_page_s_trouble_is_suspended_while_what_it_rests_on_is_closed(
    house: House, rests_on_it: bool, other: SlotState, suspended: bool
) -> None:
    booking = house.booked(seen=0)
    slot = slot_of(house, booking)
    with house.db.write() as session:
        row = session.get_one(Booking, booking)
        house.factory.slot(session, page_id=slot.page_id, state=other)
        look = house.factory.look(session, row, FIRST, result=LookResult.UNREACHABLE)
        page = {"kind": AnomalyKind.PAGE, "slot_id": None, "booking_id": None, "open_key": "page:1"}
        anomaly(session, row, look, **page, slots=[slot.id] if rests_on_it else [])
    close(house, slot_id=slot.id)
    with house.db.read() as session:
        [case] = cases(session, True, on=FIRST)
    assert case.suspended is suspended


def test_closed_days_are_not_executed_with_that_reason(house: House) -> None:
    slot = slot_of(house, house.booked(4, seen=3))
    close(house, slot_id=slot.id, first=FIRST + DAY, last=FIRST + 2 * DAY)
    found = line(house)
    assert [day.ruling for day in found.days] == [None, Ruling.CLOSED, Ruling.CLOSED, None]
    assert told(house) == [
        (DayState.EXECUTED, None),
        (DayState.NOT_EXECUTED, "page_closed"),
        (DayState.NOT_EXECUTED, "page_closed"),
        (DayState.UNVERIFIED, None),
    ]
    assert [day.note for day in found.days] == ["", "页面改版", "页面改版", ""]
    (lack,) = found.missing
    assert lack.days == (FIRST + 3 * DAY,)


def test_an_AE_s_own_reason_stands(house: House) -> None:
    booking = house.booked(2)
    close(house, slot_id=slot_of(house, booking).id, last=FIRST)
    house.reason(booking, FIRST, reason="client")
    assert told(house)[0] == (DayState.NOT_EXECUTED, "client")


def test_what_was_taken_back_closes_nothing(house: House) -> None:
    slot = slot_of(house, house.booked(2))
    number = close(house, slot_id=slot.id, first=FIRST + DAY)
    reopen(house, number)
    assert [day.state for day in line(house).days] == [DayState.EXECUTED] * 2
    with pytest.raises(AdopsError) as error:
        reopen(house, number)
    assert error.value.code == "closure.over"


def test_what_is_closed_is_not_closed_again(house: House) -> None:
    """Opening it again would open nothing: the other entry would keep it closed."""
    slot = slot_of(house, house.booked(2))
    number = close(house, slot_id=slot.id)
    with pytest.raises(AdopsError) as error:
        close(house, slot_id=slot.id, first=FIRST + DAY, last=FIRST + DAY)
    assert error.value.code == "closure.again"
    close(house, page_id=slot.page_id)  # its page is another thing
    reopen(house, number, FIRST + DAY)
    close(house, slot_id=slot.id, first=FIRST + DAY)


def test_paused_days_are_not_executed_with_that_reason(house: House) -> None:
    """Paused from the second day 15:00 to the fifth 11:00; a look of the second, before it, saw the
    booking right, and none of the fifth did."""
    booking = house.booked(6, seen=2)
    paused(house, booking, at(FIRST + DAY, 15), at(FIRST + 4 * DAY, 11))
    assert told(house) == [
        (DayState.EXECUTED, None),
        (DayState.EXECUTED, None),
        (DayState.NOT_EXECUTED, "paused"),
        (DayState.NOT_EXECUTED, "paused"),
        (DayState.NOT_EXECUTED, "paused"),
        (DayState.UNVERIFIED, None),
    ]
    assert [day.known for day in line(house).days][2:5] == [Known.RULED] * 3


def test_one_line_alone_says_the_same(house: House) -> None:
    from adops.queries.month import month_line

    booking = house.booked(2, seen=0)
    paused(house, booking, at(FIRST, 8), at(FIRST + DAY, 9))
    with house.db.read() as session:
        one = month_line(
            session, station="bj", month=house.month, booking_id=booking, now=at(FIRST + 9 * DAY, 9)
        )
    assert [day.ruling for day in one.days] == [Ruling.PAUSED, Ruling.PAUSED]


def test_who_is_affected(house: House) -> None:
    booking = house.booked(3)
    house.booked(3)
    slot = slot_of(house, booking)
    number = close(house, slot_id=slot.id, first=FIRST + DAY)
    with house.db.read() as session:
        closure, station = closure_by_id(session, number)
        (found,) = affected(session, closure, until=FIRST + 9 * DAY)
    assert (station, found.booking.id, found.days) == (
        "bj",
        booking,
        (FIRST + DAY, FIRST + 2 * DAY),
    )


@pytest.mark.parametrize(
    ("role", "station", "placed", "allowed"),
    [
        pytest.param(Role.AE, "bj", "bj", True, id="the AE who places"),
        pytest.param(Role.AE, "sh", "bj", False, id="another station's"),
        pytest.param(Role.AE, "bj", "sh", False, id="where another station places"),
        pytest.param(Role.SALES, "bj", "bj", False, id="sales"),
        pytest.param(Role.ADMIN, "hq", "bj", False, id="the admin"),
    ],
)
def test_who_closes(house: House, role: Role, station: str, placed: str, allowed: bool) -> None:
    with house.db.write() as session:
        by = actor_for(house.factory.person(session, role, station=station))
        slot = house.factory.slot(session, station=placed)
    if allowed:
        close(house, by, slot_id=slot.id)
        return
    with pytest.raises(AdopsError) as error:
        close(house, by, slot_id=slot.id)
    assert error.value.code == "permission.denied"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({}, "field.missing", id="nothing named"),
        pytest.param({"slot_id": 1, "page_id": 1}, "field.missing", id="two things"),
        pytest.param({"slot_id": 99}, "slot.unknown", id="no such slot"),
        pytest.param({"page_id": 99}, "page.not_known", id="no such page"),
        pytest.param({"slot_id": 1, "reason": " "}, "reason.missing", id="no reason"),
        pytest.param({"slot_id": 1, "last": FIRST - DAY}, "period.reversed", id="reversed"),
    ],
)
def test_refused(house: House, given: dict[str, Any], code: str) -> None:
    house.booked()
    with pytest.raises(AdopsError) as error:
        close(house, **given)
    assert error.value.code == code
