"""Bookings that need a creative: none is confirmed, or none for a rate-card item to come."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from sqlmodel import Session, col, select

from adops.domain.booking import BookingState
from adops.domain.content import Ruling
from adops.domain.creative import Code
from adops.domain.finding import Verdict, verdict_of
from adops.domain.people import Actor
from adops.domain.period import ONE_DAY, ad_day_of
from adops.domain.states import CreativeState
from adops.domain.today import CreativeGap, Step
from adops.models import Approval, Booking, Contract, Creative, Slot
from adops.queries.contents import rulings_of_many
from adops.queries.creative_lists import visible_to
from adops.queries.creatives import CURRENT, findings_of
from adops.rules.approval import not_about_words
from adops.rules.confirm import is_to_be_mended, left_of, waits_for
from adops.rules.permission import Thing, confirm_act, may, submit_act
from adops.rules.today import AHEAD
from adops.rules.transitions import OPEN_APPROVAL

COUNTS = (BookingState.BOOKED, BookingState.RUNNING, BookingState.HELD)
Row = tuple[Booking, Contract, Slot]


def creative_gaps(session: Session, *, by: Actor, now: datetime) -> list[CreativeGap]:
    """Running and coming bookings (14 days ahead) that nothing confirmed stands for, or nothing
    that fits a version of the slot to come (rules.md §8); three queries more for what is under way.
    """
    rows = _bookings(session, by, now)
    creatives = _creatives(session, [booking.id or 0 for booking, _, _ in rows])
    wanted = [
        (row, first) for row in rows for first in _wanted(row[0], creatives[row[0].id or 0], now)
    ]
    under_way = {
        one.id or 0: one
        for (booking, _, _), first in wanted
        if (one := _newest(creatives[booking.id or 0], since=first)) is not None
    }
    steps = _steps(session, list(under_way.values()))
    return [
        _gap(by, row, first, _newest(creatives[row[0].id or 0], since=first), steps)
        for row, first in wanted
    ]


def _bookings(session: Session, by: Actor, now: datetime) -> list[Row]:
    day = ad_day_of(now)
    query = (
        select(Booking, Contract, Slot)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(
            visible_to(by),
            col(Booking.state).in_(COUNTS),
            col(Booking.last_day) >= day,
            col(Booking.first_day) <= day + ONE_DAY * AHEAD,
        )
        .order_by(col(Booking.first_day), col(Booking.id))
    )
    return list(session.exec(query))


def _creatives(session: Session, bookings: list[int]) -> dict[int, list[Creative]]:
    found: dict[int, list[Creative]] = defaultdict(list)
    query = select(Creative).where(col(Creative.booking_id).in_(bookings))
    for one in session.exec(query.order_by(col(Creative.id))):
        found[one.booking_id].append(one)
    return found


def _wanted(booking: Booking, creatives: list[Creative], now: datetime) -> Iterator[date | None]:
    """For which days a creative is missing: None for all of them, else from that day on, where a
    new item begins that the confirmed ones do not fit."""
    confirmed = [one for one in creatives if one.state in CURRENT]
    if not confirmed:
        yield None
    for first in new_item_days(confirmed):
        if first <= min(booking.last_day, ad_day_of(now) + ONE_DAY * AHEAD):
            yield first


def new_item_days(confirmed: Iterable[Creative]) -> list[date]:
    """First days of rate-card items that none of the confirmed creatives fits (rules.md §8)."""
    some = list(confirmed)
    fit = [one.go_live for one in some if not _is_refused(one)]
    found = sorted({day for one in some for day in _not_covered(one)})
    return [day for day in found if not any(day <= later for later in fit)]


def _not_covered(creative: Creative) -> Iterator[date]:
    """First days of items that it does not fit: later ones, or by now that of its own day."""
    for one in findings_of(creative.findings):
        if one.code == Code.VERSION_NOT_COVERED:
            yield date.fromisoformat(str(one.measured))
    if _is_refused(creative):
        yield creative.go_live


def _is_refused(creative: Creative) -> bool:
    """By what its files are; words are a matter of their own."""
    found = not_about_words(findings_of(creative.findings))
    return verdict_of(found) is Verdict.REJECT


def _newest(creatives: list[Creative], *, since: date | None) -> Creative | None:
    """The one under way: the last that was handed in (for days from `since` on)."""
    if since is None:
        return creatives[-1] if creatives else None
    waiting = [one for one in creatives if one.go_live >= since and one.state not in CURRENT]
    return waiting[-1] if waiting else None


def _gap(
    by: Actor,
    row: Row,
    first: date | None,
    creative: Creative | None,
    steps: Mapping[int, Step],
) -> CreativeGap:
    booking, contract, slot = row
    number = creative.id if creative else None
    return CreativeGap(
        booking_id=booking.id or 0,
        contract_no=contract.no,
        contract_name=contract.name,
        slot_name=slot.name,
        first=first or booking.first_day,
        entered_at=booking.entered_at,
        last=booking.last_day,
        route=booking.route,
        taken_over=booking.taken_over and first is None,
        new_item=first is not None,
        step=steps[number] if number else Step.NOTHING,
        creative_id=number,
        submits=_may(by, booking, submit_act(taken_over=booking.taken_over)),
        confirms=_may(by, booking, confirm_act(taken_over=booking.taken_over)),
        accepts_late=_may(by, booking, "creative.confirm_late"),
        decides=_may(by, booking, "creative.decide"),
    )


def _may(by: Actor, booking: Booking, act: str) -> bool:
    thing = Thing(booking.station_sold, booking.station_placed, booking.sales_email)
    return may(by, act, thing)


def _steps(session: Session, creatives: list[Creative]) -> dict[int, Step]:
    """How far each has come."""
    prints = [one.fingerprint for one in creatives]
    query = select(Approval).where(col(Approval.fingerprint).in_(prints))
    approvals = list(session.exec(query.order_by(col(Approval.id))))
    rulings = rulings_of_many(session, creatives)
    return {one.id or 0: _step(one, approvals, rulings[one.id or 0]) for one in creatives}


def _step(creative: Creative, approvals: Iterable[Approval], rulings: Mapping[str, Ruling]) -> Step:
    mine = [
        one
        for one in approvals
        if (one.booking_id, one.fingerprint) == (creative.booking_id, creative.fingerprint)
    ]
    cleared = [one for one in mine if one.state.value == "approved"]
    approved = [finding for one in cleared for finding in findings_of(one.findings)]
    findings = findings_of(creative.findings)
    waiting = waits_for(findings, rulings)
    left = {
        finding.severity.value
        for finding in left_of(findings, approved=approved, rulings=rulings)
        if finding not in waiting
    }
    refused = Verdict.REJECT.value in left or is_to_be_mended(findings, rulings)
    if creative.state is not CreativeState.SUBMITTED or refused:
        return Step.REFUSED
    if Verdict.NEEDS_APPROVAL.value not in left:
        return (Step.WORDS if creative.clicked_at else Step.UNDECIDED) if waiting else Step.READY
    return Step.ASKED if any(one.state in OPEN_APPROVAL for one in mine) else Step.NEEDS_APPROVAL
