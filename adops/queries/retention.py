"""Looks whose files may go, as far as the tables say (checks.md, Evidence)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from adops.domain.evidence import BookingDay, DayLook, KeptLook
from adops.models import (
    Booking,
    BookingPause,
    CheckRun,
    Closure,
    Slot,
    SlotCheck,
    SlotCheckBooking,
    StoredFile,
)
from adops.queries.named_files import BOOKING_FILES, FILES, named_elsewhere


@dataclass(frozen=True, slots=True)
class LookToJudge:
    """A look with what retention asks of it, and all its files."""

    kept: KeptLook
    files: frozenset[str]


def is_checking(session: Session) -> bool:
    """Whether a run goes on: what it stores has no row yet."""
    query = select(CheckRun.id).where(col(CheckRun.state) == "running")
    return session.exec(query).first() is not None


def looks_to_judge(
    session: Session, *, before: date, today: date, after: int, limit: int
) -> list[LookToJudge]:
    """Looks of ad days before `before` whose files are there and whose time, as last asked, is
    over or was never asked; by id from `after` on."""
    query = (
        select(SlotCheck)
        .where(
            col(SlotCheck.id) > after,
            col(SlotCheck.on) < before,
            col(SlotCheck.files_gone_at).is_(None),
            or_(col(SlotCheck.keep_until).is_(None), col(SlotCheck.keep_until) < today),
        )
        .order_by(col(SlotCheck.id))
        .limit(limit)
    )
    looks = list(session.exec(query))
    ids = [look.id or 0 for look in looks]
    of_bookings, days = _of_bookings(session, ids), _days(session, ids)
    files = {look.id or 0: _files(look, of_bookings[look.id or 0]) for look in looks}
    named = named_elsewhere(session, {one for some in files.values() for one in some})
    return [
        LookToJudge(
            KeptLook(number, look.on, tuple(days[number]), bool(files[number] & named.keys())),
            files[number],
        )
        for number, look in zip(ids, looks, strict=True)
    ]


def _files(look: SlotCheck, of_bookings: Iterable[str]) -> frozenset[str]:
    own = (getattr(look, name) for name in FILES)
    return frozenset({*(one for one in own if one), *of_bookings})


def _of_bookings(session: Session, looks: Sequence[int]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    query = select(SlotCheckBooking).where(col(SlotCheckBooking.slot_check_id).in_(looks))
    for said in session.exec(query):
        named = (getattr(said, name) for name in BOOKING_FILES)
        found[said.slot_check_id] += [one for one in named if one]
    return found


def _days(session: Session, looks: Sequence[int]) -> defaultdict[int, list[BookingDay]]:
    """The booking days that each look speaks of, with every look of these days."""
    of = select(SlotCheckBooking).where(col(SlotCheckBooking.slot_check_id).in_(looks))
    rows = list(session.exec(of))
    bookings = _bookings(session, {one.booking_id for one in rows})
    wanted = {(one.booking_id, one.on) for one in rows}
    all_looks = _looks_of(session, wanted)
    found: defaultdict[int, list[BookingDay]] = defaultdict(list)
    for one in rows:
        first, last, ruled = bookings[one.booking_id]
        told = tuple(all_looks[one.booking_id, one.on])
        # the first day may count as not placed (rules.md §7)
        found[one.slot_check_id].append(BookingDay(last, told, ruled or one.on == first))
    return found


def _looks_of(
    session: Session, wanted: Collection[tuple[int, date]]
) -> defaultdict[tuple[int, date], list[DayLook]]:
    found: defaultdict[tuple[int, date], list[DayLook]] = defaultdict(list)
    query = (
        select(SlotCheckBooking, SlotCheck.captured_at)
        .join(SlotCheck, col(SlotCheck.id) == SlotCheckBooking.slot_check_id)
        .where(col(SlotCheckBooking.booking_id).in_({booking for booking, _ in wanted}))
        .where(col(SlotCheckBooking.on).in_({on for _, on in wanted}))
    )
    for one, captured_at in session.exec(query):
        look = DayLook(one.slot_check_id, captured_at, one.delivered)
        found[one.booking_id, one.on].append(look)
    return found


def _bookings(session: Session, ids: Collection[int]) -> Mapping[int, tuple[date, date, bool]]:
    """First and last day, and whether days of it may have been ruled on: it was paused, or its slot
    or page closed."""
    paused = set(
        session.exec(select(BookingPause.booking_id).where(col(BookingPause.booking_id).in_(ids)))
    )
    closed: Any = (
        select(Closure.id)
        .where(or_(Closure.slot_id == Slot.id, Closure.page_id == Slot.page_id))
        .exists()
    )
    query: Any = (
        select(Booking, closed)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(col(Booking.id).in_(ids))
    )
    return {
        booking.id: (booking.first_day, booking.last_day, shut or booking.id in paused)
        for booking, shut in session.exec(query)
    }


def unneeded(
    session: Session, files: Collection[str], *, without: Collection[int] = ()
) -> list[str]:
    """Those that no row needs: no look whose files are kept, but for the looks `without`, and
    nothing else."""
    wanted = sorted(files)
    needed = set(named_elsewhere(session, wanted))
    kept = col(SlotCheck.files_gone_at).is_(None)
    by_look: Any = [
        select(column, col(SlotCheck.id)).where(column.in_(wanted), kept)
        for column in FILES.values()
    ]
    by_look += [
        select(column, col(SlotCheck.id))
        .join(SlotCheck, col(SlotCheck.id) == SlotCheckBooking.slot_check_id)
        .where(column.in_(wanted), kept)
        for column in BOOKING_FILES.values()
    ]
    for query in by_look:
        needed |= {sha256 for sha256, look in session.exec(query) if look not in without}
    return [sha256 for sha256 in wanted if sha256 not in needed]


def left_over(session: Session) -> list[str]:
    """Files that are said to be gone and were not put aside."""
    query = select(StoredFile.sha256).where(
        col(StoredFile.gone_at).is_not(None), col(StoredFile.verified_at).is_(None)
    )
    return list(session.exec(query.order_by(StoredFile.sha256)))


def named_again(session: Session, files: Collection[str]) -> set[str]:
    """Those of the files that were put aside and are needed all the same."""
    query = select(StoredFile.sha256).where(
        col(StoredFile.sha256).in_(list(files)), col(StoredFile.gone_at).is_(None)
    )
    return set(session.exec(query))


def gone_since(session: Session, files: Collection[str], before: datetime) -> set[str]:
    """Those of the files that were put aside before then, and that nobody needs."""
    query = select(StoredFile.sha256).where(
        col(StoredFile.sha256).in_(list(files)),
        col(StoredFile.gone_at).is_not(None),
        col(StoredFile.verified_at) < before,
    )
    return set(session.exec(query))
