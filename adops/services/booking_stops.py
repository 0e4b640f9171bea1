"""Stopping a booking: cancelling it from an ad day on, pausing and resuming it (rules.md §7)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from adops.domain.booking import NOT_SOLD, BookingState, Category
from adops.domain.money import yuan
from adops.domain.people import Actor
from adops.domain.period import Period, ad_day_of
from adops.errors import InputError, RuleError
from adops.models import Booking, BookingPause
from adops.queries.bookings import BookingCase, booking_to_write
from adops.rules.booking import cut, net_by_days, next_ad_day, state_at
from adops.rules.permission import booking_act, require
from adops.rules.transitions import BOOKING, move
from adops.services.approvals import end_with_booking
from adops.services.booking_log import log_booking
from adops.services.make_goods import release

CUT = ("last_day", "net_fen", "state", "cancelled_from", "cancel_reason", "hold_until")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a cancellation from ad day `on` would leave: `left` days, None where the booking is
    cancelled whole, and its total by those days."""

    on: date
    left: Period | None
    net_fen: int


def proposal(booking: Booking, *, on: date | None, now: datetime) -> Proposal:
    """`on` None: the next ad day. A draft or a hold, which sold nothing, goes whole.

    Raises RuleError `booking.wrong_state`, `booking.cancel_day`, `booking.last_day`.
    """
    period, running = Period(booking.first_day, booking.last_day), ad_day_of(now)
    here = state_at(booking.state, period, now=now, hold_until=booking.hold_until)
    move("booking", BOOKING, here, "cancel")
    if here in NOT_SOLD:
        return Proposal(period.first, None, 0)
    day = on or next_ad_day(period, running=running)
    left = cut(period, day, running=running)
    net = net_by_days(booking.net_fen, days=left.length, of=period.length) if left else 0
    return Proposal(day, left, net)


def cancel(
    session: Session,
    *,
    booking_id: int,
    on: date | None,
    net_fen: int | None,
    why: str,
    by: Actor,
    now: datetime,
) -> BookingCase:
    """By the AE of the station that sold it, by sales too what is not sold yet: cut to the day
    before `on`, shares from `on` free. The new total is typed; of one that is cancelled whole, and
    of a bonus, it is 0. What was asked or approved for a creative of one cancelled whole ends with
    it.

    Raises ForbiddenError, MissingError, InputError `reason.missing`, `booking.net_missing` naming
    the total by ad days, RuleError `booking.wrong_state`, `booking.cancel_day`,
    `booking.last_day`, `booking.cancelled_costs`, `booking.cancel_more`, `price.bonus_costs`.
    """
    case = booking_to_write(session, booking_id)
    require(by, booking_act(case.booking.state), case.thing)
    reason, booking = _reason(why), case.booking
    before = booking.model_dump(include=set(CUT))
    found = proposal(booking, on=on, now=now)
    net = _net(booking, found, net_fen)
    booking.cancelled_from, booking.cancel_reason = found.on, reason
    booking.hold_until = None
    if found.left is None:
        booking.state = BookingState.CANCELLED
        end_with_booking(session, booking_id=booking_id, why=reason, by=by, now=now)
        release(session, booking, days=0)
    else:
        booking.last_day, booking.net_fen = found.left.last, net
        release(session, booking, days=found.left.length)
    after = booking.model_dump(include=set(CUT))
    log_booking(session, case, "cancel", before=before, after=after, by=by, now=now)
    return case


def pause(session: Session, *, booking_id: int, why: str, by: Actor, now: datetime) -> BookingCase:
    """紧急下线, by an AE of either side: from `now` on looks expect nothing of it. Raises
    ForbiddenError, MissingError, InputError `reason.missing`, RuleError `booking.wrong_state`."""
    case = booking_to_write(session, booking_id)
    require(by, "booking.pause", case.thing)
    reason = _reason(why)
    _turn(case.booking, "pause", now)
    session.add(
        BookingPause(booking_id=booking_id, from_at=now, reason=reason, paused_by=by.staff_no)
    )
    before = {"state": BookingState.RUNNING.value}
    told = {"state": BookingState.PAUSED.value, "why": reason}
    log_booking(session, case, "pause", before=before, after=told, by=by, now=now)
    return case


def resume(session: Session, *, booking_id: int, why: str, by: Actor, now: datetime) -> BookingCase:
    """It runs again from `now` on. Raises as `pause`."""
    case = booking_to_write(session, booking_id)
    require(by, "booking.pause", case.thing)
    reason = _reason(why)
    _turn(case.booking, "resume", now)
    query = select(BookingPause).where(
        BookingPause.booking_id == booking_id, col(BookingPause.until_at).is_(None)
    )
    for one in session.exec(query):
        one.until_at, one.resumed_by, one.resume_reason = now, by.staff_no, reason
        session.add(one)
    before = {"state": BookingState.PAUSED.value}
    told = {"state": BookingState.RUNNING.value, "why": reason}
    log_booking(session, case, "resume", before=before, after=told, by=by, now=now)
    return case


def _turn(booking: Booking, act: str, now: datetime) -> None:
    period = Period(booking.first_day, booking.last_day)
    here = state_at(booking.state, period, now=now, hold_until=booking.hold_until)
    after = move("booking", BOOKING, here, act)
    booking.state = BookingState.PAUSED if after is BookingState.PAUSED else BookingState.BOOKED


def _reason(why: str) -> str:
    if not why.strip():
        raise InputError("reason.missing")
    return why.strip()


def _net(booking: Booking, found: Proposal, net_fen: int | None) -> int:
    if found.left is None:
        if net_fen:
            raise RuleError("booking.cancelled_costs")
        return 0
    if booking.category is Category.BONUS:
        if net_fen:
            raise RuleError("price.bonus_costs")
        return 0
    if net_fen is None:
        proposed = str(yuan(found.net_fen))
        raise InputError("booking.net_missing", proposed_fen=found.net_fen, proposed=proposed)
    if net_fen > booking.net_fen:
        told = {"net": str(yuan(net_fen)), "before": str(yuan(booking.net_fen))}
        raise RuleError("booking.cancel_more", proposed=str(yuan(found.net_fen)), **told)
    return net_fen
