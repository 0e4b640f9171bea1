"""What is to be done for bookings, from the tables; a constant number of queries, however many."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from adops.domain.booking import BookingState
from adops.domain.execution import (
    STOPS,
    ExecutionState,
    Item,
    Mark,
    Moment,
    Shown,
    Sight,
    Size,
    Violation,
)
from adops.domain.month import Ruling
from adops.domain.period import ONE_DAY, Period, ad_day_of
from adops.domain.rulebook import RuleBook
from adops.domain.states import CreativeState, Delivered
from adops.errors import MissingError
from adops.models import (
    Act,
    Booking,
    Contract,
    Creative,
    CreativePart,
    Page,
    Slot,
    SlotVersion,
)
from adops.queries.bookings import in_order
from adops.queries.creatives import CURRENT, as_version
from adops.queries.execution_marks import marks_of, sights_of
from adops.queries.stops import NEVER, left_up, stopped, stopped_between
from adops.rules.deadline import deadline
from adops.rules.execution import START, Facts, coming, items_of, start_of, violations
from adops.rules.permission import Thing
from adops.rules.responsibility import VersionHistory, responsibility

ID = re.compile(
    r"([0-9]{1,9})-([0-9]{4}-[0-9]{2}-[0-9]{2})-(start|down|(?:v|pause|resume)[0-9]{1,6})"
)
RUNS = frozenset(
    {BookingState.BOOKED, BookingState.RUNNING, BookingState.PAUSED, BookingState.ENDED}
)
BACK = ONE_DAY * 7  # so long what was left over stays listed
TAKEN_BACK = frozenset({CreativeState.REJECTED, CreativeState.WITHDRAWN})


@dataclass(frozen=True)
class Placed:
    """A booking with what is to be done for it."""

    booking: Booking
    contract: Contract
    slot: Slot
    page: str
    facts: Facts
    creatives: tuple[Creative, ...]
    items: tuple[Item, ...] = ()

    @property
    def thing(self) -> Thing:
        """Whose it is, for permission."""
        one = self.booking
        return Thing(one.station_sold, one.station_placed, one.sales_email)

    def marks(self, item: Item) -> tuple[Mark, ...]:
        """All that was said of the item, in order."""
        return self.facts.marks.get((item.day, item.what), ())

    def seen_at(self, item: Item) -> datetime | None:
        """The first look that saw it; of a stop the one that ended it."""
        if item.kind in STOPS:
            return item.live.at if item.live and item.live.by is None else None
        of = {one.creative_id for one in item.entry.creatives}
        looks = (
            one.at
            for one in self.facts.sights
            if one.delivered is Delivered.YES
            and (_is_of_start(one, item) if item.what == START else one.creative_id in of)
        )
        return min(looks, default=None)


@dataclass(frozen=True)
class Found:
    """One item with its booking."""

    placed: Placed
    item: Item


def _is_of_start(look: Sight, item: Item) -> bool:
    return look.on == item.day or (item.suspended and look.on > item.day)


def bookings_of(
    session: Session, which: ColumnElement[bool], *, book: RuleBook, now: datetime
) -> list[Placed]:
    """The bookings with everything that is or was to be done for them; nine queries."""
    return [
        replace(
            one, items=items_of(one.facts, calendar=book.calendar, terms=book.execution, now=now)
        )
        for one in _placed(session, which, now)
    ]


def between(first: date, last: date) -> ColumnElement[bool]:
    """Bookings with a start, a confirmed version or a stop whose day lies between."""
    swaps = select(Creative.booking_id).where(
        col(Creative.confirmed_at).is_not(None), col(Creative.go_live).between(first, last)
    )
    runs = and_(
        col(Booking.state).in_(sorted(RUNS)),
        or_(col(Booking.first_day).between(first, last), col(Booking.id).in_(swaps)),
    )
    return or_(runs, stopped_between(first, last))


def around(now: datetime, *, book: RuleBook) -> ColumnElement[bool]:
    """Bookings with something to do from today to the next workday, or left over from the days
    before; what was to be taken off is left over until somebody says that it is, what was to be put
    in its place until it is seen or the booking is over."""
    since = ad_day_of(now) - BACK
    never_seen = select(Creative.booking_id).where(
        col(Creative.state) == CreativeState.CONFIRMED, col(Creative.go_live) < since
    )
    waits = and_(
        col(Booking.state).in_(sorted(RUNS)),
        col(Booking.last_day) >= ad_day_of(now),
        col(Booking.id).in_(never_seen),
    )
    return or_(between(since, coming(now, calendar=book.calendar).last), left_up(since), waits)


def starts_in(period: Period) -> ColumnElement[bool]:
    """Bookings whose first day lies in the period."""
    return col(Booking.first_day).between(period.first, period.last)


def item_by_id(session: Session, item_id: str, *, book: RuleBook, now: datetime) -> Found:
    """Raises MissingError `execution.unknown`: no such thing, or no more since the booking or its
    creative changed."""
    told = ID.fullmatch(item_id)
    if told is not None:
        number = int(told.group(1))
        for placed in bookings_of(session, col(Booking.id) == number, book=book, now=now):
            for item in placed.items:
                if item.id == item_id:
                    return Found(placed, item)
    raise MissingError("execution.unknown", item=item_id)


def item_to_write(session: Session, item_id: str, *, book: RuleBook, now: datetime) -> Found:
    """As it stands once nobody else writes on its booking. Raises MissingError."""
    told = ID.fullmatch(item_id)
    if told is not None:
        session.get(Booking, int(told.group(1)), with_for_update=True)
        session.expire_all()
    return item_by_id(session, item_id, book=book, now=now)


@dataclass(frozen=True, slots=True)
class Ruled:
    """Days of a booking that count as not executed, and why such a count was lifted."""

    days: Mapping[date, Ruling] = field(default_factory=dict)
    lifted: Mapping[date, str] = field(default_factory=dict)


def rulings_of(
    session: Session, which: ColumnElement[bool], period: Period, *, now: datetime
) -> Mapping[int, Ruled]:
    """First days that count as not placed (按未投放处理), or did until an HQ AE lifted it, by
    booking (rules.md §7)."""
    found = {}
    for _, start in _first_days(session, which, period, now):
        if start.state is ExecutionState.NOT_PLACED:
            found[start.booking_id] = Ruled(days={start.day: Ruling.NOT_PLACED})
        elif start.lift is not None:
            found[start.booking_id] = Ruled(lifted={start.day: start.lift.note})
    return found


def violations_of(
    session: Session, which: ColumnElement[bool], period: Period, *, now: datetime
) -> tuple[Violation, ...]:
    """Late placements of the first days in the period."""
    return violations(
        (booking.station_sold, booking.station_placed, start)
        for booking, start in _first_days(session, which, period, now)
    )


def _first_days(
    session: Session, which: ColumnElement[bool], period: Period, now: datetime
) -> Iterator[tuple[Booking, Item]]:
    """First days in the period, as far as being late asks: without creatives; five queries."""
    query = select(Booking).where(which, starts_in(period)).order_by(col(Booking.id))
    rows = list(session.exec(query))
    ids = [booking.id or 0 for booking in rows]
    marks, sights = marks_of(session, ids), sights_of(session, ids)
    stops = stopped(session, rows, now=now)
    for booking in rows:
        number = booking.id or 0
        off = stops.get(number, NEVER).off
        facts = replace(_bare(booking), marks=marks[number], sights=tuple(sights[number]), off=off)
        start = start_of(facts, now=now)
        if start is not None:
            yield booking, start


def responsibility_of(
    session: Session, found: Sequence[Found], *, book: RuleBook
) -> list[tuple[Moment, ...]]:
    """The line of responsibility of each; one query."""
    entered = _entered_by(session, [one.placed.booking.id or 0 for one in found])
    return [_responsibility(one, entered, book) for one in found]


def _responsibility(found: Found, entered: Mapping[int, str], book: RuleBook) -> tuple[Moment, ...]:
    placed, item = found.placed, found.item
    booking = placed.booking
    answer = deadline(item.day, route=booking.route, calendar=book.calendar, terms=book.deadline)
    return responsibility(
        item,
        entered_at=booking.entered_at,
        entered_by=entered.get(booking.id or 0),
        deadline=answer.at if answer.binding else None,
        versions=[_history(one) for one in placed.creatives if _belongs(one, item)],
        marks=placed.marks(item),
        seen_at=placed.seen_at(item),
    )


def _belongs(creative: Creative, item: Item) -> bool:
    if item.what == START:
        return creative.go_live <= item.day
    return item.what == f"v{creative.version}"


def _history(one: Creative) -> VersionHistory:
    return VersionHistory(
        version=one.version,
        state=one.state,
        submitted_at=one.submitted_at,
        submitted_by=one.submitted_by,
        confirmed_at=one.confirmed_at,
        confirmed_by=one.confirmed_by,
        closed_at=one.closed_at,
        closed_by=one.closed_by,
        closed_why=one.closed_why or "",
    )


def _entered_by(session: Session, booking_ids: Sequence[int]) -> dict[int, str]:
    """Who entered each booking, by the log of acts."""
    things = [f"booking:{one}" for one in booking_ids]
    first = select(func.min(Act.id)).where(col(Act.thing).in_(things)).group_by(col(Act.thing))
    query = select(Act.thing, Act.by).where(col(Act.id).in_(first))
    return {int(thing.partition(":")[2]): by for thing, by in session.exec(query)}


def _placed(session: Session, which: ColumnElement[bool], now: datetime) -> list[Placed]:
    query = (
        select(Booking, Contract, Slot, Page.name)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .join(Page, col(Page.id) == Slot.page_id)
        .where(which)
        .order_by(col(Booking.first_day), col(Slot.code), col(Booking.id))
    )
    rows = list(session.exec(query))
    ids = [booking.id or 0 for booking, *_ in rows]
    sizes = _sizes(session, [slot.id for _, _, slot, _ in rows])
    creatives, files = _creatives(session, ids)
    marks, sights = marks_of(session, ids), sights_of(session, ids)
    stops = stopped(session, [booking for booking, *_ in rows], now=now)
    found = []
    for booking, contract, slot, page in rows:
        number = booking.id or 0
        stop = stops.get(number, NEVER)
        facts = replace(
            _facts(booking, slot, creatives[number], files),
            off=stop.off,
            rests=stop.rests,
            stops=stop.stops,
            sizes=sizes[slot.id],
            marks=marks[number],
            sights=tuple(sights[number]),
        )
        found.append(Placed(booking, contract, slot, page, facts, tuple(creatives[number])))
    return found


def _bare(booking: Booking) -> Facts:
    """The booking alone."""
    return Facts(
        booking_id=booking.id or 0,
        period=Period(booking.first_day, booking.last_day),
        entered_at=booking.entered_at,
        regions=tuple(booking.regions),
        runs=booking.state in RUNS,
        taken_over=booking.taken_over,
    )


def _facts(
    booking: Booking, slot: Slot, creatives: Iterable[Creative], files: Mapping[int, list[str]]
) -> Facts:
    confirmed = [one for one in creatives if one.confirmed_at is not None]
    stands = (*CURRENT, CreativeState.REPLACED, CreativeState.ENDED)
    return replace(
        _bare(booking),
        slot_code=slot.code,
        slot_name=slot.name,
        versions=tuple(as_version(one) for one in confirmed if one.state in stands),
        dropped=tuple(as_version(one) for one in confirmed if one.state in TAKEN_BACK),
        shown={one.id or 0: _shown(one, files) for one in creatives},
    )


def _shown(one: Creative, files: Mapping[int, list[str]]) -> Shown:
    number = one.id or 0
    return Shown(number, one.version, one.click_url, tuple(files.get(number, ())))


def _sizes(session: Session, slots: Sequence[int | None]) -> defaultdict[Any, Any]:
    """By slot, of each version that has any: texts have none."""
    found: defaultdict[Any, Any] = defaultdict(tuple)
    query = select(SlotVersion).where(col(SlotVersion.slot_id).in_(slots))
    for one in in_order(session.exec(query)):
        sizes = tuple(
            Size(part["part"], part["width"], part["height"])
            for part in one.parts
            if part["width"] and part["height"]
        )
        found[one.slot_id] += ((one.valid_from, sizes),)
    return found


def _creatives(
    session: Session, booking_ids: Sequence[int]
) -> tuple[defaultdict[int, list[Creative]], dict[int, list[str]]]:
    of_bookings = col(Creative.booking_id).in_(booking_ids)
    creatives: defaultdict[int, list[Creative]] = defaultdict(list)
    for one in session.exec(select(Creative).where(of_bookings).order_by(col(Creative.version))):
        creatives[one.booking_id].append(one)
    parts = (
        select(CreativePart.creative_id, CreativePart.name)
        .join(Creative, col(Creative.id) == CreativePart.creative_id)
        .where(of_bookings)
        .order_by(col(CreativePart.id))
    )
    files: defaultdict[int, list[str]] = defaultdict(list)
    for number, name in session.exec(parts):
        files[number].append(name)
    return creatives, files
