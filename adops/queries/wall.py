"""The wall of an ad day: every live slot with what is expected, its latest look, its last days."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from adops.domain.facts import FAILED_AT, NOT_CHECKED, SlotOnPage
from adops.domain.states import Delivered, LookResult
from adops.models import CheckPage, CheckRun, Contract, Page, Slot, SlotCheck, SlotCheckBooking
from adops.queries.checks import OPEN, slots_on_air, speaks_for_slot, with_bookings
from adops.queries.closures import closed_slots
from adops.queries.latest_looks import in_time, latest_first, latest_of_day
from adops.queries.people import names_of
from adops.rules.by_eye import seen_by_eye

DAYS = 30

Seen = tuple[SlotCheckBooking, Contract]


@dataclass(frozen=True, slots=True)
class WallSlot:
    """One live slot; `days` are the latest results of the ad days before, by day, as they are told,
    `by_eye` what somebody made of those that were unsure. `closed`: by the editors, in this ad
    day."""

    slot: SlotOnPage
    look: SlotCheck | None
    seen: Sequence[Seen]
    days: Mapping[date, str]
    by_eye: Mapping[date, bool]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class RunProgress:
    """A run of an ad day, who asked for it and stopped it, and how far it is, in pages."""

    run: CheckRun
    pages: int
    done: int
    asked_by: str
    cancelled_by: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether it waits or works."""
        return self.run.state in OPEN


def wall(
    session: Session, *, on: date, station: str, now: datetime | None = None
) -> list[WallSlot]:
    """Every live slot of a station by page, with what may be seen at `now` (None: when the ad day
    ends); a constant number of queries."""
    slots = slots_on_air(session, on=on, station=station, now=now, looked_at=True)
    shut = closed_slots(session, [one.slot_id for one in slots], on)
    looks = _latest(session, on, station)
    history = _history(session, on, station)
    known = [one for days in history.values() for one in days.values()]
    eyes, failed = _by_eye(session, known), _failed_at(session, known)
    return [
        WallSlot(
            slot=slot,
            closed=slot.slot_id in shut,
            look=looks[slot.slot_id][0] if slot.slot_id in looks else None,
            seen=looks[slot.slot_id][1] if slot.slot_id in looks else (),
            days={
                day: NOT_CHECKED if number in failed else result.value
                for day, (number, result) in history[slot.slot_id].items()
            },
            by_eye={
                day: eyes[number]
                for day, (number, _) in history[slot.slot_id].items()
                if number in eyes
            },
        )
        for slot in slots
    ]


def _latest(session: Session, on: date, station: str) -> dict[int, tuple[SlotCheck, list[Seen]]]:
    """A slot's latest look of the ad day."""
    last = latest_of_day(SlotCheck.on == on, SlotCheck.station == station, speaks_for_slot())
    query = (
        select(SlotCheck, Slot)
        .join(Slot, col(Slot.id) == SlotCheck.slot_id)
        .where(col(SlotCheck.id).in_(last))
    )
    rows = with_bookings(session, [(look, slot) for look, slot in session.exec(query)])
    return {look.slot_id: (look, seen) for look, _slot, seen in rows}


Known = tuple[int, LookResult]  # a look's id and result


def _history(session: Session, on: date, station: str) -> defaultdict[int, dict[date, Known]]:
    query: Any = (
        select(col(SlotCheck.slot_id), col(SlotCheck.on), SlotCheck.id, col(SlotCheck.result))
        .where(SlotCheck.station == station, speaks_for_slot())
        .where(col(SlotCheck.on).between(on - timedelta(days=DAYS - 1), on))
        .order_by(*in_time())
    )
    found: defaultdict[int, dict[date, Known]] = defaultdict(dict)
    for slot_id, day, number, result in session.exec(query):
        found[slot_id][day] = number, result  # the last one of a day stays
    return found


def _failed_at(session: Session, looks: Sequence[Known]) -> set[int]:
    """Of looks that did not reach the page, those where it was we who failed."""
    unreached = [number for number, result in looks if result is LookResult.UNREACHABLE]
    query = select(SlotCheck.id, SlotCheck.findings).where(col(SlotCheck.id).in_(unreached))
    return {
        number or 0
        for number, findings in session.exec(query)
        if any(one["code"] == FAILED_AT for one in findings)
    }


def _by_eye(session: Session, looks: Sequence[Known]) -> dict[int, bool]:
    """What somebody made of looks that were unsure, by their ids."""
    unsure = [number for number, result in looks if result is LookResult.UNSURE]
    query: Any = select(SlotCheckBooking.slot_check_id, SlotCheckBooking.delivered)
    told: defaultdict[int, list[Delivered]] = defaultdict(list)
    for number, delivered in session.exec(
        query.where(col(SlotCheckBooking.slot_check_id).in_(unsure))
    ):
        told[number].append(delivered)
    found = {number: seen_by_eye(LookResult.UNSURE, one) for number, one in told.items()}
    return {number: seen for number, seen in found.items() if seen is not None}


def page_names(session: Session, *, station: str) -> dict[int, str]:
    """Labels of the station's pages."""
    query: Any = select(Page.id, Page.name).where(Page.station == station)
    return {number: name for number, name in session.exec(query) if number is not None}


def runs_shown(session: Session, *, on: date, station: str) -> list[RunProgress]:
    """The runs that take in the station's slots, or all stations', and go on, in their order; where
    none does, the newest. Three queries."""
    query = (
        select(CheckRun)
        .where(CheckRun.on == on)
        .where(or_(col(CheckRun.station) == station, col(CheckRun.station).is_(None)))
        .order_by(col(CheckRun.id))
    )
    runs = list(session.exec(query.where(col(CheckRun.state).in_(OPEN))))
    if not runs:
        newest = query.order_by(None).order_by(col(CheckRun.id).desc()).limit(1)
        runs = list(session.exec(newest))
    return _told(session, runs)


def runs_of_slot(session: Session, *, on: date, slot: Slot) -> list[RunProgress]:
    """Those of `runs_shown` that go on and take in the slot."""
    found = runs_shown(session, on=on, station=slot.station)
    return [
        one
        for one in found
        if one.goes_on and (not one.run.slot_codes or slot.code in one.run.slot_codes)
    ]


def _told(session: Session, runs: Sequence[CheckRun]) -> list[RunProgress]:
    pages: Any = select(col(CheckPage.run_id), col(CheckPage.state))
    states: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for run_id, state in session.exec(pages.where(col(CheckPage.run_id).in_([r.id for r in runs]))):
        states[run_id][state] += 1
    people = {staff_no for run in runs for staff_no in (run.asked_by, run.cancelled_by) if staff_no}
    names = names_of(session, sorted(people))
    return [
        RunProgress(
            run,
            states[run.id or 0].total(),
            states[run.id or 0]["done"],
            names.get(run.asked_by, ""),
            names.get(run.cancelled_by or "", run.cancelled_by or ""),
        )
        for run in runs
    ]


def look_of_day(session: Session, *, on: date, slot: Slot, now: datetime) -> WallSlot | None:
    """One live slot with what may be seen at `now` and its latest look of the ad day, without its
    days before; None when it is not live or closed. Nine queries."""
    found = slots_on_air(session, on=on, station=slot.station, slot_codes=[slot.code], now=now)
    if not found:
        return None
    query = (
        select(SlotCheck)
        .where(SlotCheck.slot_id == slot.id, SlotCheck.on == on, speaks_for_slot())
        .order_by(*latest_first())
        .limit(1)
    )
    rows = with_bookings(session, [(look, slot) for look in session.exec(query)])
    look, seen = (rows[0][0], rows[0][2]) if rows else (None, [])
    return WallSlot(found[0], look, seen, {}, {})
