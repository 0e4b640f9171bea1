"""Anomalies with what they are of, whom they spare, and what triage must know (checks.md, Anomaly;
rules.md §9)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from adops.domain.anomaly import UNRESOLVED, Alike, AnomalyKind, AnomalyState, Standing, Subject
from adops.domain.people import Actor
from adops.domain.period import Period
from adops.domain.slot import SlotState
from adops.domain.states import CreativeState, Delivered, LookResult
from adops.errors import MissingError
from adops.models import (
    Anomaly,
    Booking,
    BookingPause,
    Contract,
    Creative,
    Page,
    Slot,
    SlotCheck,
    SlotCheckBooking,
    Station,
)
from adops.queries.closures import closed_on, shut_days
from adops.queries.creatives import CURRENT, as_version
from adops.queries.latest_looks import latest_first
from adops.queries.swaps import done_at
from adops.rules.permission import Thing
from adops.rules.reach import reach
from adops.rules.swap import SWAP_TIME, Version, is_under_way

READ = "anomaly.read"
MOST_LOOKS = 60


@dataclass(frozen=True)
class Case:
    """An anomaly with what it is of. `suspended`: its slot or page is closed in the running ad
    day. `look` is the latest that saw it."""

    anomaly: Anomaly
    page: Page
    station: Station
    look: SlotCheck
    slot: Slot | None = None
    booking: Booking | None = None
    contract: Contract | None = None
    suspended: bool = False

    @property
    def thing(self) -> Thing:
        """Whose it is, for permission."""
        sold = self.booking.station_sold if self.booking else None
        return Thing(station_sold=sold, station_placed=self.anomaly.station)


def key_of(subject: Subject) -> str:
    """What an unresolved anomaly is of, once in the table."""
    if subject.slot_id is None:
        return f"page:{subject.page_id}"
    return f"slot:{subject.slot_id}:{subject.booking_id or 0}"


def standing(session: Session, page_id: int, slot_ids: Collection[int]) -> dict[int, Anomaly]:
    """The unresolved ones of a page and of its slots, by id."""
    of = or_(col(Anomaly.page_id) == page_id, col(Anomaly.slot_id).in_(slot_ids))
    query = select(Anomaly).where(of, col(Anomaly.state).in_(UNRESOLVED))
    return {row.id or 0: row for row in session.exec(query.order_by(col(Anomaly.id)))}


def as_standing(row: Anomaly, page_id: int) -> Standing:
    """The row as the rule takes it."""
    of_slot = row.slot_id is not None
    subject = Subject(page_id if of_slot else row.page_id, row.slot_id, row.booking_id)
    before = row.before and Alike(LookResult(row.before["result"]), frozenset(row.before["slots"]))
    slots = frozenset(row.slots)
    return Standing(row.id or 0, subject, row.state, row.result, slots, before or None)


def closed_slots(session: Session, slot_ids: Collection[int], day: date) -> frozenset[int]:
    """Those that are closed, or whose page is, in that ad day."""
    query = select(Slot.id).where(col(Slot.id).in_(slot_ids), closed_on(day))
    return frozenset(one for one in session.exec(query) if one is not None)


def shut_days_of_page(session: Session, page_id: int, period: Period) -> frozenset[date]:
    """Ad days of the period in which all live slots of the page were closed."""
    slots = live_slots(session, page_id)
    shut = shut_days(session, slots, period)
    return frozenset.intersection(*(shut[one] for one in slots)) if slots else frozenset()


def live_slots(session: Session, page_id: int) -> frozenset[int]:
    """Those that are live on the page, closed by the editors or not."""
    query = select(Slot.id).where(Slot.page_id == page_id, Slot.state == SlotState.LIVE)
    return frozenset(one for one in session.exec(query) if one is not None)


def told_later(session: Session, look: SlotCheck, bookings: Collection[int]) -> frozenset[int]:
    """Those of which a later look says yes or no."""
    query = (
        select(SlotCheckBooking.booking_id)
        .join(SlotCheck, col(SlotCheck.id) == SlotCheckBooking.slot_check_id)
        .where(SlotCheck.slot_id == look.slot_id, SlotCheck.captured_at > look.captured_at)
        .where(col(SlotCheckBooking.booking_id).in_(bookings))
        .where(SlotCheckBooking.delivered != Delivered.UNKNOWN)
    )
    return frozenset(session.exec(query))


def all_seen(session: Session, look: SlotCheck) -> bool:
    """Whether every booking of the look was seen."""
    query = select(SlotCheckBooking.delivered).where(SlotCheckBooking.slot_check_id == look.id)
    return set(session.exec(query)) == {Delivered.YES}


def opened_by(session: Session, look: SlotCheck, bookings: Collection[int]) -> list[Anomaly]:
    """Those of these bookings that rest on that look alone and that nobody worked on."""
    query = select(Anomaly).where(
        col(Anomaly.booking_id).in_(bookings),
        Anomaly.first_look == look.id,
        Anomaly.last_look == look.id,
        Anomaly.state == AnomalyState.OPEN,
    )
    return list(session.exec(query.order_by(col(Anomaly.id))))


def spared(
    session: Session, slot_ids: Collection[int], *, on: date, at: datetime
) -> dict[int, frozenset[int]]:
    """By slot the bookings whose swap, pause or resumption has minutes left at that instant
    (rules.md §7)."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    slots, versions = _versions(session, slot_ids, on)
    every = [(number, one) for number, some in versions.items() for one in some]
    done = done_at(session, versions, every)
    for number, some in versions.items():
        placed = [replace(one, done_at=done.get(one.creative_id)) for one in some]
        if is_under_way(placed, now=at):
            found[slots[number]].add(number)
    for booking in session.exec(_paused(slot_ids, at)):
        found[booking.slot_id].add(booking.id or 0)
    return {slot: frozenset(some) for slot, some in found.items()}


def _versions(
    session: Session, slot_ids: Collection[int], on: date
) -> tuple[dict[int, int], dict[int, list[Version]]]:
    """The slot of each booking, and its confirmed versions."""
    query = (
        select(Creative, Booking.slot_id)
        .join(Booking, col(Booking.id) == Creative.booking_id)
        .where(col(Booking.slot_id).in_(slot_ids))
        .where(col(Booking.first_day) <= on, col(Booking.last_day) >= on)
        .where(
            col(Creative.confirmed_at).is_not(None),
            col(Creative.state).in_([*CURRENT, CreativeState.REPLACED]),
        )
        .order_by(col(Creative.id))
    )
    slots: dict[int, int] = {}
    found: dict[int, list[Version]] = {}
    for creative, slot_id in session.exec(query):
        slots[creative.booking_id] = slot_id
        found.setdefault(creative.booking_id, []).append(as_version(creative))
    return slots, found


def _paused(slot_ids: Collection[int], at: datetime) -> Any:
    since = at - SWAP_TIME
    return (
        select(Booking)
        .join(BookingPause, col(BookingPause.booking_id) == Booking.id)
        .where(col(Booking.slot_id).in_(slot_ids))
        .where(
            or_(
                and_(col(BookingPause.from_at) > since, col(BookingPause.from_at) <= at),
                and_(col(BookingPause.until_at) > since, col(BookingPause.until_at) <= at),
            )
        )
    )


def case_by_id(session: Session, anomaly_id: int, *, on: date) -> Case:
    """Raises MissingError `anomaly.unknown`."""
    found = cases(session, Anomaly.id == anomaly_id, on=on)
    if not found:
        raise MissingError("anomaly.unknown", anomaly=anomaly_id)
    return found[0]


def cases(
    session: Session, *which: ColumnElement[bool] | bool, on: date, limit: int | None = None
) -> list[Case]:
    """Anomalies with what they are of, the newest first; two queries."""
    of: Any = select(Anomaly, Page, Station, SlotCheck, Slot, Booking, Contract)  # type: ignore[call-overload]
    query = (
        of.join(Page, col(Page.id) == Anomaly.page_id)
        .join(Station, col(Station.code) == Anomaly.station)
        .join(SlotCheck, col(SlotCheck.id) == Anomaly.last_look)
        .outerjoin(Slot, col(Slot.id) == Anomaly.slot_id)
        .outerjoin(Booking, col(Booking.id) == Anomaly.booking_id)
        .outerjoin(Contract, col(Contract.id) == Booking.contract_id)
        .where(*which)
        .order_by(col(Anomaly.id).desc())
        .execution_options(populate_existing=True)
    )
    rows: list[Any] = list(session.exec(query if limit is None else query.limit(limit)))
    shut = _suspended(session, [row[0] for row in rows], on)
    return [
        Case(one, page, station, look, slot, booking, contract, one.id in shut)
        for one, page, station, look, slot, booking, contract in rows
    ]


def _suspended(session: Session, rows: Sequence[Anomaly], on: date) -> frozenset[int | None]:
    """A slot's while it is closed, a page's while all the slots are that it rests on, else all the
    live ones of the page."""
    pages = {row.page_id for row in rows}
    query = select(Slot.id, Slot.page_id, Slot.state, closed_on(on)).where(
        or_(col(Slot.page_id).in_(pages), col(Slot.id).in_([row.slot_id for row in rows]))
    )
    shut: dict[int | None, bool] = {}
    of_page: defaultdict[int, list[int | None]] = defaultdict(list)
    for slot_id, page_id, state, closed in session.exec(query):
        shut[slot_id] = bool(closed)
        if state is SlotState.LIVE:
            of_page[page_id].append(slot_id)
    return frozenset(
        row.id
        for row in rows
        if (resting := [row.slot_id] if row.slot_id else row.slots or of_page[row.page_id])
        and all(shut.get(one, False) for one in resting)
    )


def visible(by: Actor) -> ColumnElement[bool]:
    """The condition on anomalies that the person may see: where it is placed, where it was sold."""
    seen = reach(by, READ)
    if seen.everything:
        return col(Anomaly.id).is_not(None)
    sold = select(Booking.id).where(col(Booking.station_sold).in_(seen.stations))
    return or_(col(Anomaly.station).in_(seen.stations), col(Anomaly.booking_id).in_(sold))


def unresolved() -> ColumnElement[bool]:
    """The condition of those that stand."""
    return col(Anomaly.state).in_(UNRESOLVED)


def of_state(state: AnomalyState) -> ColumnElement[bool]:
    """The condition of one state."""
    return col(Anomaly.state) == state


def looks_of(session: Session, case: Case) -> list[SlotCheck]:
    """The looks from the first to the last (of a page one a run), the oldest first, at most the
    newest sixty."""
    one = case.anomaly
    query = select(SlotCheck).where(
        col(SlotCheck.id) >= one.first_look,
        SlotCheck.on >= one.first_on,
    )
    if one.slot_id is not None:
        query = query.where(SlotCheck.slot_id == one.slot_id)
    else:
        first = (
            select(func.min(SlotCheck.id))
            .join(Slot, col(Slot.id) == SlotCheck.slot_id)
            .where(Slot.page_id == one.page_id)
            .group_by(col(SlotCheck.run_id), col(SlotCheck.captured_at))
        )
        query = query.where(col(SlotCheck.id).in_(first))
    if one.resolved_at is not None:
        query = query.where(col(SlotCheck.captured_at) <= one.resolved_at)
    rows = list(session.exec(query.order_by(*latest_first()).limit(MOST_LOOKS)))
    return rows[::-1]


def by_slot(session: Session, slot_ids: Iterable[int]) -> Mapping[int, list[Anomaly]]:
    """The unresolved ones of these slots."""
    found: defaultdict[int, list[Anomaly]] = defaultdict(list)
    query = select(Anomaly).where(col(Anomaly.slot_id).in_(list(slot_ids)), unresolved())
    for row in session.exec(query.order_by(col(Anomaly.id))):
        found[row.slot_id or 0].append(row)
    return found


def of_page(session: Session, page_id: int) -> list[Anomaly]:
    """The page's own that stands; none or one."""
    query = select(Anomaly).where(
        Anomaly.kind == AnomalyKind.PAGE, Anomaly.page_id == page_id, unresolved()
    )
    return list(session.exec(query))


def of_gone(session: Session) -> list[int]:
    """Those that stand though their slot is retired, or no slot of their page is live: no look can
    end them."""
    there = select(Slot.id).where(Slot.page_id == Anomaly.page_id, Slot.state == SlotState.LIVE)
    retired = select(Slot.id).where(Slot.state == SlotState.RETIRED)
    gone = or_(
        col(Anomaly.slot_id).in_(retired),
        and_(col(Anomaly.kind) == AnomalyKind.PAGE, ~there.exists()),
    )
    query = select(Anomaly.id).where(unresolved(), gone).order_by(col(Anomaly.id))
    return [one for one in session.exec(query) if one]


def waiting_for_triage(session: Session, limit: int = 200) -> list[int]:
    """Those of slots whose latest look nobody has judged yet."""
    query = select(Anomaly.id).where(
        Anomaly.kind == AnomalyKind.SLOT,
        col(Anomaly.state).in_([AnomalyState.OPEN, AnomalyState.OURS]),
        or_(col(Anomaly.judged_look).is_(None), col(Anomaly.judged_look) != Anomaly.last_look),
    )
    return [one for one in session.exec(query.order_by(col(Anomaly.id)).limit(limit)) if one]


def old_pages(session: Session) -> list[int]:
    """The pages' that stand and are no tickets yet."""
    query = select(Anomaly.id).where(
        Anomaly.kind == AnomalyKind.PAGE, Anomaly.state == AnomalyState.OPEN
    )
    return [one for one in session.exec(query.order_by(col(Anomaly.id))) if one]
