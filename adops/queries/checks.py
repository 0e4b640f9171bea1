"""What the check must know of a station's slots for an ad day, and what it saw (checks.md)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from adops.domain.booking import BookingState
from adops.domain.facts import BookingOnAir, ExpectedCreative, ExpectedPart, SlotOnPage
from adops.domain.people import SYSTEM
from adops.domain.period import ad_day_starts
from adops.domain.slot import SlotState
from adops.domain.states import WELL, CreativeState, Delivered, LookedBy, LookResult
from adops.models import (
    Booking,
    CheckPage,
    CheckRun,
    Contract,
    Creative,
    CreativePart,
    Page,
    Slot,
    SlotCheck,
    SlotCheckBooking,
    SlotVersion,
)
from adops.queries.bookings import in_order
from adops.queries.closures import closed_on
from adops.queries.creatives import CURRENT, as_version
from adops.queries.ended_creatives import last_shown, stopped_last
from adops.queries.house_ads import house_ads
from adops.queries.latest_looks import latest_of_day
from adops.queries.stops import resuming
from adops.queries.swaps import done_at
from adops.rules import swap
from adops.rules.page_steps import steps_of

ON_AIR = (BookingState.BOOKED, BookingState.RUNNING, BookingState.ENDED)
OVER = (CreativeState.REPLACED, CreativeState.ENDED)
OPEN = ("asked", "running")


def slots_on_air(
    session: Session,
    *,
    on: date,
    station: str | None = None,
    slot_codes: Sequence[str] = (),
    now: datetime | None = None,
    looked_at: bool = False,
    page_id: int | None = None,
) -> tuple[SlotOnPage, ...]:
    """Live slots, but those closed in ad day `on` (`looked_at`: unless a look of it saw them), with
    their bookings on air in it, the versions that may be seen at `now` (None: when the ad day
    ends), and creatives of the slot whose time is over; by page, or of one. Eight queries."""
    slots = _slots(session, on, station, slot_codes, looked_at, page_id)
    ids = [slot.id for slot, _ in slots]
    versions = _versions(session, ids, on)
    at = now or ad_day_starts(on + timedelta(days=1))
    bookings, ended = _bookings(session, ids, on, at)
    house = house_ads(session, stations={slot.station for slot, _ in slots})
    return tuple(
        slot_on_page(
            slot,
            page,
            versions.get(slot.id),
            bookings[slot.id],
            ended.get(slot.id, ()),
            house=house[slot.station],
        )
        for slot, page in slots
    )


def _slots(
    session: Session,
    on: date,
    station: str | None,
    slot_codes: Sequence[str],
    looked_at: bool,
    page_id: int | None,
) -> list[tuple[Slot, Page]]:
    looks = select(SlotCheck.id).where(SlotCheck.slot_id == Slot.id, SlotCheck.on == on)
    query = (
        select(Slot, Page)
        .join(Page, col(Page.id) == Slot.page_id)
        .where(Slot.state == SlotState.LIVE)
        .where(or_(~closed_on(on), looks.exists()) if looked_at else ~closed_on(on))
        .order_by(col(Page.id), col(Slot.id))
    )
    if station is not None:
        query = query.where(Slot.station == station)
    if slot_codes:
        query = query.where(col(Slot.code).in_(slot_codes))
    if page_id is not None:
        query = query.where(Slot.page_id == page_id)
    return [(slot, page) for slot, page in session.exec(query)]


def _versions(session: Session, slot_ids: Sequence[int | None], on: date) -> dict[Any, SlotVersion]:
    """The rate-card item of the day, by slot."""
    query = (
        select(SlotVersion)
        .where(col(SlotVersion.slot_id).in_(slot_ids))
        .where(or_(col(SlotVersion.valid_from).is_(None), col(SlotVersion.valid_from) <= on))
    )
    return {version.slot_id: version for version in in_order(session.exec(query))}


def _bookings(
    session: Session, slot_ids: Sequence[int | None], on: date, now: datetime
) -> tuple[dict[Any, list[BookingOnAir]], dict[Any, list[ExpectedCreative]]]:
    """Bookings on air with their creatives, and creatives whose time is over, by slot."""
    rows = list(
        session.exec(
            select(Booking, Contract)
            .join(Contract, col(Contract.id) == Booking.contract_id)
            .where(col(Booking.slot_id).in_(slot_ids), col(Booking.first_day) <= on)
            .order_by(col(Booking.id))
        )
    )
    creatives = _creatives(session, [booking.id for booking, _ in rows])
    confirmed = {number: _confirmed(some) for number, some in creatives.items()}
    every = [(number, one) for number, some in confirmed.items() for one in some]
    done = done_at(session, confirmed, every)
    back = resuming(session, [booking.id for booking, _ in rows], now=now)
    on_air: dict[Any, list[BookingOnAir]] = defaultdict(list)
    ended: dict[Any, list[tuple[date, ExpectedCreative]]] = defaultdict(list)
    for booking, contract in rows:
        runs = booking.last_day >= on and booking.state in ON_AIR
        current: list[ExpectedCreative] = []
        versions = [
            replace(one, done_at=done.get(one.creative_id))
            for one in confirmed.get(booking.id or 0, ())
        ]
        shown = swap.expected(versions, on=on, now=now) if runs else ()
        for creative, parts in creatives[booking.id]:
            expected = _expected(creative, contract, parts)
            if creative.id in shown:
                current.append(expected)
            elif not runs or creative.go_live <= on or creative.state in OVER:
                ended[booking.slot_id].append((last_shown(booking, creative, on), expected))
        if runs:
            one = _on_air(booking, contract, current)
            turns = swap.in_turn(versions, on=on, now=now)
            there = frozenset(done).intersection(shown)
            one = replace(one, resuming=booking.id in back, in_turn=turns, in_place=there)
            on_air[booking.slot_id].append(one)
    return on_air, {slot_id: stopped_last(some) for slot_id, some in ended.items()}


def _confirmed(creatives: Iterable[tuple[Creative, Any]]) -> list[swap.Version]:
    """Versions that stand or were replaced, as the rule of swaps takes them."""
    return [
        as_version(one)
        for one, _ in creatives
        if one.confirmed_at is not None
        and (one.state in CURRENT or (one.state is CreativeState.REPLACED and one.closed_at))
    ]


def _creatives(
    session: Session, booking_ids: Sequence[int | None]
) -> dict[Any, list[tuple[Creative, list[CreativePart]]]]:
    query = (
        select(Creative, CreativePart)
        .join(CreativePart, col(CreativePart.creative_id) == Creative.id)
        .where(col(Creative.booking_id).in_(booking_ids))
        .where(col(Creative.state).in_([*CURRENT, *OVER]))
        .order_by(col(Creative.id), col(CreativePart.id))
    )
    found: dict[Any, list[tuple[Creative, list[CreativePart]]]] = defaultdict(list)
    for creative, part in session.exec(query):
        of_booking = found[creative.booking_id]
        if of_booking and of_booking[-1][0].id == creative.id:
            of_booking[-1][1].append(part)
        else:
            of_booking.append((creative, [part]))
    return found


def _expected(
    creative: Creative, contract: Contract, parts: Iterable[CreativePart]
) -> ExpectedCreative:
    return ExpectedCreative(
        creative_id=creative.id or 0,
        booking_id=creative.booking_id,
        contract_no=contract.no,
        version=creative.version,
        click_url=creative.click_url,
        copy=creative.copy_text,
        parts=tuple(
            ExpectedPart(part.part, part.sha256, part.format, part.width, part.height)
            for part in parts
        ),
    )


def _on_air(
    booking: Booking, contract: Contract, creatives: Iterable[ExpectedCreative]
) -> BookingOnAir:
    return BookingOnAir(
        booking_id=booking.id or 0,
        contract_no=contract.no,
        contract_name=contract.name,
        client=contract.client,
        category=booking.category,
        shares=booking.shares,
        regions=tuple(booking.regions),
        station_sold=booking.station_sold,
        station_placed=booking.station_placed,
        creatives=tuple(creatives),
    )


def slot_on_page(
    slot: Slot,
    page: Page,
    version: SlotVersion | None,
    bookings: Iterable[BookingOnAir],
    ended: Iterable[ExpectedCreative],
    house: frozenset[str] = frozenset(),
) -> SlotOnPage:
    """What a look must know of a slot."""
    return SlotOnPage(
        slot_id=slot.id or 0,
        code=slot.code,
        name=slot.name,
        station=slot.station,
        page_id=page.id or 0,
        page_url=page.url,
        device=page.device,
        selector=slot.selector,
        form=slot.form,
        width=version.width if version else 0,
        height=version.height if version else 0,
        rotations=slot.rotations,
        unit=slot.unit,
        wait_seconds=slot.wait_seconds,
        bookings=tuple(bookings),
        ended=tuple(ended),
        click_by_script=slot.click_by_script,
        steps=steps_of(page.steps),
        house=house,
        needs_close=slot.needs_close,
        needs_mark=slot.needs_mark,
    )


def unseen_in_rotation(session: Session, *, on: date, slot_ids: Sequence[int]) -> frozenset[int]:
    """Bookings that a look of the ad day missed in a rotation, or doubted where it comes once."""
    query = (
        select(SlotCheckBooking.booking_id, Contract.no, SlotCheck.findings)
        .join(SlotCheck, col(SlotCheck.id) == SlotCheckBooking.slot_check_id)
        .join(Booking, col(Booking.id) == SlotCheckBooking.booking_id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .where(SlotCheck.on == on, col(SlotCheck.slot_id).in_(slot_ids))
        .where(col(SlotCheckBooking.seen).is_(False))
    )
    return frozenset(
        booking_id
        for booking_id, contract_no, findings in session.exec(query)
        if {(one["code"], one["where"]) for one in findings}
        & {("rotation.not_seen", contract_no), ("check.once_unread", None)}
    )


def open_run(
    session: Session, *, on: date, station: str | None, slot_codes: Sequence[str]
) -> CheckRun | None:
    """A run of that day, station and choice of slots that is not finished."""
    query = (
        select(CheckRun)
        .where(CheckRun.on == on, CheckRun.station == station)
        .where(col(CheckRun.state).in_(OPEN))
        .order_by(col(CheckRun.id))
    )
    wanted = sorted(slot_codes)
    return next((run for run in session.exec(query) if sorted(run.slot_codes) == wanted), None)


def open_runs(session: Session) -> list[tuple[int, str]]:
    """Runs, of any ad day, that nobody has begun or whose work was cut off or goes on; whose. Those
    over chosen slots first, a person's before the house's own, as where there is a queue."""
    query = select(CheckRun).where(col(CheckRun.state).in_(OPEN)).order_by(col(CheckRun.id))
    own = SYSTEM.staff_no
    runs = sorted(session.exec(query), key=lambda one: (not one.slot_codes, one.asked_by == own))
    return [(run.id or 0, run.asked_by) for run in runs]


def stations_with_live_slots(session: Session) -> list[str]:
    """Stations that place in a live slot."""
    query = select(Slot.station).where(Slot.state == SlotState.LIVE).distinct()
    return sorted(session.exec(query))


def stations_looked_at(session: Session, *, on: date, since: datetime) -> set[str | None]:
    """Stations (None: all) of which a run over every slot in that ad day, asked for since then, is
    done, or was the house's own and stopped by a person."""
    stopped = (CheckRun.state == "cancelled") & (CheckRun.asked_by == SYSTEM.staff_no)
    query = (
        select(CheckRun.station, CheckRun.slot_codes)
        .where(CheckRun.on == on, col(CheckRun.asked_at) >= since)
        .where(or_(CheckRun.state == "done", stopped))
    )
    return {station for station, slot_codes in session.exec(query) if not slot_codes}


def slots_not_right(session: Session, *, on: date) -> dict[str, list[str]]:
    """Codes of slots whose latest look of the ad day was neither ok nor vacant nor seen by eye, by
    station."""
    latest = latest_of_day(SlotCheck.on == on, speaks_for_slot())
    query = (
        select(Slot.station, Slot.code)
        .join(SlotCheck, col(SlotCheck.slot_id) == Slot.id)
        .where(col(SlotCheck.id).in_(latest), Slot.state == SlotState.LIVE, ~closed_on(on))
        .where(SlotCheck.by == LookedBy.CHECK)
        .where(col(SlotCheck.result).not_in(WELL), ~seen_by_eye())
        .order_by(Slot.code)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for station, code in session.exec(query):
        found[station].append(code)
    return dict(found)


def speaks_for_slot() -> ColumnElement[bool]:
    """Of looks: the check's, and by hand those of slots that no check saw in that ad day. A look by
    hand of one booking says nothing of the others in its slot."""
    other = aliased(SlotCheck)
    checked = select(other.id).where(
        other.slot_id == SlotCheck.slot_id, other.on == SlotCheck.on, other.by == LookedBy.CHECK
    )
    return or_(col(SlotCheck.by) == LookedBy.CHECK, ~checked.exists())


def seen_by_eye() -> ColumnElement[bool]:
    """Of looks: unsure, and somebody saw every booking, on its picture (`rules.by_eye`) or by hand
    in the same ad day."""
    of_look = select(SlotCheckBooking.id).where(SlotCheckBooking.slot_check_id == SlotCheck.id)
    hand, said = aliased(SlotCheck), aliased(SlotCheckBooking)
    by_hand = (
        select(said.id)
        .join(hand, col(hand.id) == said.slot_check_id)
        .where(said.booking_id == SlotCheckBooking.booking_id, said.on == SlotCheckBooking.on)
        .where(hand.by == LookedBy.HAND, said.delivered == Delivered.YES)
    )
    others = of_look.where(SlotCheckBooking.delivered != Delivered.YES, ~by_hand.exists())
    unsure = col(SlotCheck.result) == LookResult.UNSURE
    return unsure & of_look.exists() & ~others.exists()


def waiting_pages(session: Session, run_id: int) -> list[int]:
    """Page ids of a run that are not done, the least tried first."""
    query = (
        select(CheckPage.page_id)
        .where(CheckPage.run_id == run_id, CheckPage.state != "done")
        .order_by(col(CheckPage.attempt), col(CheckPage.id))
    )
    return list(session.exec(query))


def pages_done(session: Session, run_id: int) -> tuple[int, int]:
    """How many pages a run has, and how many of them are recorded."""
    states = list(session.exec(select(CheckPage.state).where(CheckPage.run_id == run_id)))
    return len(states), states.count("done")


Row = tuple[SlotCheck, Slot, list[tuple[SlotCheckBooking, Contract]]]


def looks_of_run(session: Session, run_id: int) -> list[Row]:
    """All looks of a run with their slots and bookings, in two queries."""
    looks = session.exec(
        select(SlotCheck, Slot)
        .join(Slot, col(Slot.id) == SlotCheck.slot_id)
        .where(SlotCheck.run_id == run_id)
        .order_by(col(SlotCheck.id))
    ).all()
    return with_bookings(session, [(look, slot) for look, slot in looks])


def with_bookings(session: Session, looks: Sequence[tuple[SlotCheck, Slot]]) -> list[Row]:
    """The looks with what each says of its bookings; one query."""
    found: dict[Any, list[tuple[SlotCheckBooking, Contract]]] = defaultdict(list)
    query = (
        select(SlotCheckBooking, Contract)
        .join(Booking, col(Booking.id) == SlotCheckBooking.booking_id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .where(col(SlotCheckBooking.slot_check_id).in_([look.id for look, _ in looks]))
        .order_by(col(SlotCheckBooking.id))
    )
    for seen, contract in session.exec(query):
        found[seen.slot_check_id].append((seen, contract))
    return [(look, slot, found[look.id]) for look, slot in looks]
