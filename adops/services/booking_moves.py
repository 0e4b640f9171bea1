"""Moving a booking: other days, another slot, or both (rules.md §8). Its creatives stay with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.booking import NOT_SOLD, BookingState, Category
from adops.domain.creative import Code, CreativeFacts
from adops.domain.finding import Finding, Severity, Verdict, verdict_of
from adops.domain.money import yuan
from adops.domain.people import Actor
from adops.domain.period import Period, ad_day_of
from adops.domain.rulebook import RuleBook
from adops.domain.states import CreativeState
from adops.errors import InputError, RuleError
from adops.models import Booking, Creative, Slot, SlotVersion, Station
from adops.queries.bookings import BookingCase, booking_to_write, version_on, versions_of
from adops.queries.creatives import CURRENT, CreativeCase, creative_case
from adops.rules.booking import (
    LONGEST_DAYS,
    holds_shares,
    net_by_days,
    require_movable,
    require_not_begun,
    state_at,
)
from adops.rules.confirm import left_of
from adops.rules.permission import booking_act, require
from adops.rules.route import NoPlacing, placing
from adops.rules.transitions import BOOKING, CREATIVE
from adops.rules.transitions import move as moved_to
from adops.services import acts
from adops.services.booking_log import log_booking
from adops.services.bookings import others_of, require_free, require_open
from adops.services.creatives import review_again
from adops.services.lapses import lapse
from adops.services.make_goods import release
from adops.services.unconfirm import forget

STANDS = (CreativeState.SUBMITTED, *CURRENT)
MOVES = ("first_day", "last_day", "slot_id", "route", "station_placed", "net_fen", "state")


@dataclass(frozen=True, slots=True)
class To:
    """Where a booking is to go; what is None stays. `net_fen`: its new total, typed."""

    slot_id: int | None = None
    first: date | None = None
    last: date | None = None
    net_fen: int | None = None


@dataclass(frozen=True)
class Reviewed:
    """A creative that was judged anew, and what is left against it; `reopened`: it was confirmed
    and is not any more."""

    creative_id: int
    version: int
    findings: tuple[Finding, ...]
    reopened: bool = False


@dataclass(frozen=True)
class Moved:
    """The booking as it stands now. `net_by_days` is its old total by its new ad days."""

    case: BookingCase
    before: Period
    net_before: int
    net_by_days: int
    reviewed: tuple[Reviewed, ...]


def move(
    session: Session,
    *,
    booking_id: int,
    to: To,
    files: Mapping[str, CreativeFacts],
    by: Actor,
    now: datetime,
    book: RuleBook,
    looks: bool = False,
) -> Moved:
    """By the AE of the station that sold it, by sales too what is not sold yet. What already ran is
    not moved away; free shares are asked for with the booking itself left out; the route is derived
    anew. Creatives keep, with their go-live day where it was the first; where another version of an
    item binds them they are judged anew, and one that does not pass is submitted again. `files` are
    their stored files as measured, by SHA-256. Another number of days asks for the new total;
    `looks`: it is only asked what the move comes to, a total not typed is the one by ad days.

    Raises ForbiddenError, MissingError, InputError `period.reversed`, `booking.moved_net_missing`
    naming the total by ad days, RuleError `booking.wrong_state`, `booking.has_run`,
    `booking.day_over`, `booking.unmoved`, `booking.too_long`, `booking.exists`,
    `booking.looks_moved`, `booking.over_booked`, `price.bonus_costs`, `slot.retired`, `region.…`.
    """
    case = booking_to_write(session, booking_id, *([to.slot_id] if to.slot_id else []))
    require(by, booking_act(case.booking.state), case.thing)
    booking, old = case.booking, case.period
    before = booking.model_dump(include=set(MOVES))
    slot = session.get(Slot, to.slot_id or booking.slot_id) or case.slot
    new = _movable(session, case, slot, to, now=now)
    booking.first_day, booking.last_day, booking.slot_id = new.first, new.last, slot.id or 0
    _place(session, booking, slot)
    by_days = net_by_days(booking.net_fen, days=new.length, of=old.length)
    if holds_shares(booking.state, now=now):
        others = others_of(session, booking.slot_id, booking.id)
        require_free(booking, slot, others, by=by, now=now)
    _price(booking, by_days if looks and to.net_fen is None else to.net_fen, by_days)
    session.add(booking)
    session.flush()
    release(session, booking, days=new.length)
    _log(session, case, before, by, now)
    after = BookingCase(booking, case.contract, slot, versions_of(session, booking.slot_id))
    reviewed = _creatives(session, case, after, old, files, by=by, now=now, book=book)
    return Moved(after, old, before["net_fen"], by_days, reviewed)


def _movable(session: Session, case: BookingCase, slot: Slot, to: To, *, now: datetime) -> Period:
    """The new days. A hold that is over is a draft from here on."""
    booking, old = case.booking, case.period
    here = state_at(booking.state, old, now=now, hold_until=booking.hold_until)
    moved_to("booking", BOOKING, here, "move")
    new, same_slot = _period(to, old), slot.id == case.slot.id
    _require_movable(here, old, new, same_slot=same_slot, now=now)
    if not (same_slot and new.first in old and new.last in old):
        require_open(slot)
    _require_apart(session, booking, slot, new)
    if here is BookingState.DRAFT:
        booking.state = here
    return new


def _period(to: To, old: Period) -> Period:
    first, last = to.first or old.first, to.last or old.last
    if to.first and not to.last:
        last = first + (old.last - old.first)
    if last < first:
        raise InputError("period.reversed", first=first.isoformat(), last=last.isoformat())
    new = Period(first, last)
    if new.length > LONGEST_DAYS:
        raise RuleError("booking.too_long", days=new.length, most=LONGEST_DAYS)
    return new


def _require_movable(
    here: BookingState, old: Period, new: Period, *, same_slot: bool, now: datetime
) -> None:
    running = ad_day_of(now)
    if here not in NOT_SOLD:
        require_movable(old, new, same_slot=same_slot, running=running)
        return
    if same_slot and old == new:
        raise RuleError("booking.unmoved")
    require_not_begun(new.first, running=running)


def _require_apart(session: Session, booking: Booking, slot: Slot, new: Period) -> None:
    """No other of the same contract, slot and category lies in these days or has their start."""
    query = select(Booking).where(
        Booking.contract_id == booking.contract_id,
        Booking.slot_id == slot.id,
        Booking.category == booking.category,
        Booking.id != booking.id,
    )
    for other in session.exec(query.order_by(col(Booking.first_day))):
        there = Period(other.first_day, other.last_day)
        if other.first_day == new.first:
            raise RuleError("booking.exists", booking=other.id, state=other.state.value)
        if other.state is not BookingState.CANCELLED and there.meets(new):
            days = {"start": there.first.isoformat(), "end": there.last.isoformat()}
            raise RuleError("booking.looks_moved", booking=other.id, **days)


def _place(session: Session, booking: Booking, slot: Slot) -> None:
    found = placing(
        kind=booking.kind,
        sold_by=booking.station_sold,
        slot_station=slot.station,
        regions=tuple(booking.regions),
        cities={one.name: one.code for one in session.exec(select(Station))},
    )
    if isinstance(found, NoPlacing):
        raise RuleError(found.code, regions=list(found.regions))
    booking.route, booking.station_placed = found.route, found.station


def _price(booking: Booking, net_fen: int | None, by_days: int) -> None:
    if net_fen and booking.category is Category.BONUS:
        raise RuleError("price.bonus_costs")
    if net_fen is None and by_days != booking.net_fen:
        told = {"proposed": str(yuan(by_days)), "before": str(yuan(booking.net_fen))}
        raise InputError("booking.moved_net_missing", proposed_fen=by_days, **told)
    booking.net_fen = booking.net_fen if net_fen is None else net_fen


def _creatives(
    session: Session,
    was: BookingCase,
    case: BookingCase,
    old: Period,
    files: Mapping[str, CreativeFacts],
    *,
    by: Actor,
    now: datetime,
    book: RuleBook,
) -> tuple[Reviewed, ...]:
    query = select(Creative).where(
        Creative.booking_id == case.booking.id, col(Creative.state).in_(STANDS)
    )
    found: list[Reviewed] = []
    for creative in session.exec(query.order_by(col(Creative.version))):
        before = version_on(was.versions, creative.go_live)
        first = case.booking.first_day
        if creative.go_live == old.first or creative.go_live < first:
            creative.go_live = first
            session.add(creative)
            session.flush()
        if _differs(before, version_on(case.versions, creative.go_live)):
            one = creative_case(session, creative.id or 0)
            found.append(_judged(session, replace(one, of=case), files, by=by, now=now, book=book))
    if found:
        lapse(session, files=files, by=by, now=now, book=book, bookings=[case.booking.id or 0])
    return tuple(found)


def _differs(one: SlotVersion | None, other: SlotVersion | None) -> bool:
    return (one and one.id) != (other and other.id)


def _judged(
    session: Session,
    one: CreativeCase,
    files: Mapping[str, CreativeFacts],
    *,
    by: Actor,
    now: datetime,
    book: RuleBook,
) -> Reviewed:
    creative = one.creative
    mine = {part.part: files[part.sha256] for part in one.parts if part.sha256 in files}
    if len(mine) < len(one.parts):
        blind = Finding(Code.CHECK_NOT_DONE.value, Severity.WARN, measured="file")
        return Reviewed(creative.id or 0, creative.version, (blind,))
    findings = review_again(session, one, mine, book=book)
    left = tuple(left_of(findings, approved=one.approved, rulings=one.rulings))
    fits = verdict_of(left) in {Verdict.PASS, Verdict.WARN}
    reopened = not fits and creative.state in CURRENT
    if reopened:
        state = creative.state
        creative.state = moved_to("creative", CREATIVE, CreativeState.CONFIRMED, "unconfirm")
        forget(creative)
        session.add(creative)
        session.flush()
        acts.log(
            session,
            by=by,
            now=now,
            verb="creative.unconfirm",
            thing=f"creative:{creative.id}",
            station=one.of.booking.station_sold,
            before={"state": state.value},
            after={"state": creative.state.value, "why": one.of.slot.code},
        )
    return Reviewed(creative.id or 0, creative.version, left, reopened)


def _log(
    session: Session, case: BookingCase, before: dict[str, Any], by: Actor, now: datetime
) -> None:
    after = case.booking.model_dump(include=set(MOVES))
    changed = sorted(name for name in after if after[name] != before[name])
    log_booking(
        session,
        case,
        "move",
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        by=by,
        now=now,
    )
