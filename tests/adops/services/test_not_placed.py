"""What was not reported by 24:00 counts as not placed in the month, until it is lifted (§7)."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import select

from adops.domain.execution import MarkKind, Violation
from adops.domain.month import DayState, Known, Ruling
from adops.domain.period import at, month_period
from adops.domain.states import Delivered, LookResult
from adops.models import Booking, Closure, ExecutionMark
from adops.phrases.month import how
from adops.queries.executions import violations_of
from tests.adops.services.house import FIRST, House, house

__all__ = ["house"]


def booked(house: House, looked_at: datetime, delivered: Delivered = Delivered.YES) -> int:
    """Two days from the first on, entered the day before; one look of the first day."""
    with house.db.write() as session:
        before = at(date(2026, 9, 29), 10)
        booking = house.factory.booking(
            session, FIRST, date(2026, 10, FIRST.day + 1), entered_at=before
        )
        result = {
            Delivered.YES: LookResult.OK,
            Delivered.NO: LookResult.EMPTY,
            Delivered.UNKNOWN: LookResult.UNREACHABLE,
        }[delivered]
        house.factory.look(
            session, booking, FIRST, captured_at=looked_at, delivered=delivered, result=result
        )
        return booking.id or 0


def mark(house: House, booking: int, kind: MarkKind, when: datetime, **given: Any) -> None:
    with house.db.write() as session:
        session.add(
            ExecutionMark(
                booking_id=booking,
                day=FIRST,
                what="start",
                kind=kind,
                at=when,
                by="BJ001",
                **given,
            )
        )


def late(hour: int, minute: int = 0) -> datetime:
    return at(FIRST, hour, minute)


@pytest.mark.parametrize(
    ("look", "delivered", "report", "state", "known", "ruling"),
    [
        pytest.param(late(9, 12), "yes", None, DayState.EXECUTED, Known.SEEN, None, id="in time"),
        pytest.param(
            late(11),
            "yes",
            None,
            DayState.NOT_EXECUTED,
            Known.RULED,
            Ruling.NOT_PLACED,
            id="late and silent",
        ),
        pytest.param(
            late(11), "yes", late(23, 59), DayState.EXECUTED, Known.SEEN, None, id="reported"
        ),
        pytest.param(
            late(11), "no", late(12), DayState.NOT_EXECUTED, Known.NOT_SEEN, None, id="never there"
        ),
        pytest.param(
            late(11),
            "unknown",
            None,
            DayState.UNVERIFIED,
            Known.UNREACHABLE,
            None,
            id="nobody could look",
        ),
    ],
)
def test_the_first_day(
    house: House,
    look: datetime,
    delivered: str,
    report: datetime | None,
    state: DayState,
    known: Known,
    ruling: Ruling | None,
) -> None:
    number = booked(house, look, Delivered(delivered))
    if report is not None:
        mark(house, number, MarkKind.LATE_REPORT, report, reason="system")
    (line,) = house.book().lines
    first = line.days[0]
    assert (first.state, first.known, first.ruling) == (state, known, ruling)


def test_what_was_lifted_is_judged_by_its_looks_and_says_why(house: House) -> None:
    number = booked(house, late(11))
    mark(house, number, MarkKind.LIFT, at(date(2026, 10, FIRST.day + 1), 10), note="已电话报告")
    (line,) = house.book().lines
    assert line.days[0].state is DayState.EXECUTED
    assert how(line.days[0]) == "巡检看到（已撤销按未投放处理：已电话报告）"
    assert line.days[1].lifted == ""


def test_a_booking_entered_after_its_start_has_no_such_day(house: House) -> None:
    number = booked(house, late(11))
    with house.db.write() as session:
        booking = session.exec(select(Booking).where(Booking.id == number)).one()
        booking.entered_at = at(date(2026, 10, 20), 9)
        session.add(booking)
    (line,) = house.book().lines
    assert line.days[0].state is DayState.EXECUTED


def test_violations_of_a_month(house: House) -> None:
    booked(house, late(11))
    mark(house, booked(house, late(11)), MarkKind.LATE_REPORT, late(12), reason="system")
    booked(house, late(9, 12))
    with house.db.read() as session:
        found = violations_of(
            session,
            Booking.station_sold == "bj",  # type: ignore[arg-type]
            month_period(2026, 10),
            now=at(date(2026, 11, 2), 9),
        )
    assert found == (
        Violation("bj", "bj", "2026-10", "", 1),
        Violation("bj", "bj", "2026-10", "system", 1),
    )


def test_a_closed_slot_is_not_late(house: House) -> None:
    """Not of the booking that starts in it; of the other one as before (rules.md §7)."""
    shut = booked(house, late(11))
    booked(house, late(11))
    with house.db.write() as session:
        booking = session.exec(select(Booking).where(Booking.id == shut)).one()
        closure = Closure(
            slot_id=booking.slot_id,
            first_day=FIRST,
            last_day=FIRST,
            reason="页面改版",
            closed_by="BJ001",
            closed_at=late(10),
        )
        session.add(closure)
    with house.db.read() as session:
        found = violations_of(
            session,
            Booking.station_sold == "bj",  # type: ignore[arg-type]
            month_period(2026, 10),
            now=at(date(2026, 11, 2), 9),
        )
    assert [one.count for one in found] == [1]
    rulings = [line.days[0].ruling for line in house.book().lines]
    assert sorted(str(one) for one in rulings) == ["closed", "not_placed"]
