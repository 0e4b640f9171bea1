"""Lists of what is to be done, as far as a person may see it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col

from adops.domain.execution import STOPS, Item, Mark, Moment, Shown, SwapState
from adops.domain.people import Actor
from adops.domain.period import Period, ad_day_of, at, local, local_day
from adops.domain.rulebook import RuleBook
from adops.models import Booking
from adops.queries.creative_lists import visible_to
from adops.queries.executions import Found, around, between, bookings_of
from adops.rules.execution import coming, minutes_left

READ = "execution.read"


def executions(
    session: Session,
    *,
    by: Actor,
    book: RuleBook,
    now: datetime,
    station: str | None = None,
    due: date | None = None,
) -> list[Found]:
    """What is entered the day before, by day, and what is taken off or put back: today's and all up
    to the next workday; `due`: what that day's list held, every day after it up to the next
    workday. Nine queries."""
    days = _days(due, now, book)
    which = _which(by, station, between(days.first, days.last))
    found = _found(session, which, book=book, now=now)
    return [one for one in found if _is_listed(one.item) and one.item.day in days]


def _is_listed(item: Item) -> bool:
    return is_entered_ahead(item) or (item.kind in STOPS and item.swap is not SwapState.DROPPED)


def to_do(
    session: Session, *, by: Actor, book: RuleBook, now: datetime, station: str | None = None
) -> list[Found]:
    """Everything from the days just gone to the next workday, whatever its state."""
    return _found(session, _which(by, station, around(now, book=book)), book=book, now=now)


def swaps(
    session: Session,
    *,
    by: Actor,
    book: RuleBook,
    now: datetime,
    station: str | None = None,
    state: SwapState | None = None,
) -> list[Found]:
    """Swaps and stops that are due, and those of the running ad day; the most pressing first."""
    every = to_do(session, by=by, book=book, now=now, station=station)
    found = [one for one in every if one.item.swap]
    today = ad_day_of(now)
    listed = (one for one in found if one.item.swap is SwapState.DUE or one.item.day >= today)
    wanted = [one for one in listed if state in {None, one.item.swap}]
    return sorted(wanted, key=lambda one: (one.item.swap is not SwapState.DUE, one.item.due))


def _days(due: date | None, now: datetime, book: RuleBook) -> Period:
    if due is None:
        return Period(local_day(now), coming(now, calendar=book.calendar).last)
    return coming(at(due, 12), calendar=book.calendar)


def is_entered_ahead(item: Item) -> bool:
    """A start, or a swap of a later day; not what is done at once, nor what was dropped, nor a
    stop."""
    return item.kind not in STOPS and item.shown is not None and item.swap is not SwapState.DROPPED


def _found(
    session: Session, which: ColumnElement[bool], *, book: RuleBook, now: datetime
) -> list[Found]:
    placed = bookings_of(session, which, book=book, now=now)
    found = [Found(one, item) for one in placed for item in one.items]
    return sorted(found, key=lambda one: (one.item.day, one.item.place_by, one.item.id))


def seen_of(by: Actor, station: str | None) -> ColumnElement[bool]:
    """Bookings that the person may see, of one station that sold or places them where asked."""
    if station is None:
        return and_(visible_to(by, READ))
    sold, placed = col(Booking.station_sold) == station, col(Booking.station_placed) == station
    return and_(visible_to(by, READ), or_(sold, placed))


def _which(by: Actor, station: str | None, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(seen_of(by, station), which)


def execution_data(found: Found, line: Sequence[Moment]) -> dict[str, Any]:
    """One item as JSON; `enter` in the order of the publishing system's form."""
    item = found.item
    entry = item.entry
    return _head(found) | {
        "execution": item.id,
        "state": item.state.value,
        "shown": item.shown and local(item.shown).isoformat(),
        "provisional": item.provisional,
        "enter": {
            "slot": entry.slot_code,
            "slot_name": entry.slot_name,
            "creatives": [_shown(one) for one in entry.creatives],
            "sizes": {one.part: one.words for one in entry.sizes},
            "first": entry.period.first.isoformat(),
            "last": entry.period.last.isoformat(),
            "regions": list(entry.regions),
        },
        "editor_placed": found.placed.slot.editor_placed,
        "editor_contact": found.placed.slot.editor_contact,
        "configured": _mark(item.configured),
        "live_at": item.live and local(item.live.at).isoformat(),
        "live_by": item.live and item.live.by,
        "entered_late": item.entered_late,
        "suspended": item.suspended,
        "report": _mark(item.report),
        "lift": _mark(item.lift),
        "responsibility": [_moment(one) for one in line],
    }


def swap_data(found: Found, *, now: datetime) -> dict[str, Any]:
    """One swap as JSON; `minutes_left` are whole ones, negative when it is overdue."""
    item = found.item
    open_ = item.swap is SwapState.DUE
    return _head(found) | {
        "swap": item.id,
        "state": item.swap and item.swap.value,
        "minutes_left": minutes_left(item, now=now) if open_ else None,
        "shows": [_shown(one) for one in item.entry.creatives],
        "done_at": item.live and local(item.live.at).isoformat(),
        "done_by": item.live and item.live.by,
    }


def _head(found: Found) -> dict[str, Any]:
    placed, item = found.placed, found.item
    return {
        "booking": item.booking_id,
        "contract_no": placed.contract.no,
        "contract_name": placed.contract.name,
        "slot": placed.slot.code,
        "slot_name": placed.slot.name,
        "page": placed.page,
        "station_sold": placed.booking.station_sold,
        "station_placed": placed.booking.station_placed,
        "kind": item.kind.value,
        "day": item.day.isoformat(),
        "due": local(item.due).isoformat(),
        "why": item.why,
        "replaces": [_shown(one) for one in item.replaces],
    }


def _shown(one: Shown) -> dict[str, Any]:
    return {
        "creative": one.creative_id,
        "version": one.version,
        "link": one.link,
        "files": list(one.files),
    }


def _mark(mark: Mark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {
        "at": local(mark.at).isoformat(),
        "by": mark.by,
        "sizes": dict(mark.sizes),
        "reason": mark.reason,
        "note": mark.note,
    }


def _moment(one: Moment) -> dict[str, Any]:
    return {
        "at": local(one.at).isoformat(),
        "step": one.step.value,
        "by": one.by,
        "version": one.version,
        "note": one.note,
    }
