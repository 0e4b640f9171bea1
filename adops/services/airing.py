"""A creative is live once a look saw it or the placer says so, replaced once another is there in
its stead, and ended with its booking (rules.md §0, §7)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import Session, col, select, update

from adops.domain.execution import MarkKind
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.states import CreativeState
from adops.models import Booking, Creative, ExecutionMark, SlotCheckBooking
from adops.queries.creatives import CURRENT, as_version
from adops.queries.execution_marks import marked_live
from adops.rules.swap import expected
from adops.rules.transitions import CREATIVE, move
from adops.services import acts
from adops.services.acts import Line

Done = list[tuple[int, str]]


def follow(
    session: Session, *, by: Actor, now: datetime, bookings: Collection[int] | None = None
) -> Done:
    """What looks and marks say of the confirmed versions of these bookings (None: of all): seen or
    said to be live → live; said alone, and a later look of that ad day says otherwise → confirmed
    again. Repeatable; gives the creatives with the act."""
    rows = _current(session, bookings)
    seen = _seen(session, rows)
    marked = _marked(session, rows)
    found = []
    for one in rows:
        is_live = one.id in seen or (one.booking_id in marked and marked_live(session, one))
        if is_live != (one.state is CreativeState.LIVE):
            found.append((one, "go_live" if is_live else "contradict"))
    return _move(session, found, by=by, now=now)


def give_way(session: Session, *, by: Actor, now: datetime) -> Done:
    """Replaces what ran until another's first day, once only that one is expected and is live, so
    that it stays; repeatable. What was replaced at once is so since that confirmation."""
    of_booking: dict[int, list[Creative]] = defaultdict(list)
    for one in _current(session, None):
        of_booking[one.booking_id].append(one)
    found: dict[int, tuple[Creative, int]] = {}
    for rows in of_booking.values():
        versions = [as_version(one) for one in rows]
        shown = expected(versions, on=ad_day_of(now), now=now)
        live = {one.id for one in rows if one.state is CreativeState.LIVE and one.id in shown}
        if live:
            here = (one for one in versions if one.creative_id in live)
            new = max(here, key=lambda one: one.order)
            gone = (one for one in rows if one.go_live < new.go_live and one.id not in shown)
            found |= {one.id or 0: (one, new.creative_id) for one in gone}
    done = _move(session, [(one, "replace") for one, _ in found.values()], by=by, now=now)
    for number, _ in done:
        older, newer = found[number]
        older.closed_at, older.closed_by, older.replaced_by = now, by.staff_no, newer
    session.flush()
    return done


def end(session: Session, *, by: Actor, now: datetime) -> Done:
    """Ends the confirmed and live versions of bookings whose last ad day is over; repeatable."""
    query = (
        select(Creative)
        .join(Booking, col(Booking.id) == Creative.booking_id)
        .where(col(Creative.state).in_(CURRENT), Booking.last_day < ad_day_of(now))
    )
    rows = session.exec(query.order_by(col(Creative.id)))
    return _move(session, [(one, "end") for one in rows], by=by, now=now)


def _current(session: Session, bookings: Collection[int] | None) -> list[Creative]:
    query = select(Creative).where(col(Creative.state).in_(CURRENT))
    if bookings is not None:
        query = query.where(col(Creative.booking_id).in_(bookings))
    return list(session.exec(query.order_by(col(Creative.id))))


def _seen(session: Session, rows: Iterable[Creative]) -> set[int | None]:
    query = select(SlotCheckBooking.creative_id).where(
        col(SlotCheckBooking.creative_id).in_([one.id for one in rows]),
        col(SlotCheckBooking.seen).is_(True),
    )
    return set(session.exec(query.distinct()))


def _marked(session: Session, rows: Iterable[Creative]) -> set[int]:
    query = select(ExecutionMark.booking_id).where(
        col(ExecutionMark.booking_id).in_({one.booking_id for one in rows}),
        ExecutionMark.kind == MarkKind.LIVE,
    )
    return set(session.exec(query.distinct()))


def _move(session: Session, found: list[tuple[Creative, str]], *, by: Actor, now: datetime) -> Done:
    """Only what still stands as it was read: who confirms or replaces meanwhile goes first."""
    if not found:
        return []
    query = select(Booking).where(col(Booking.id).in_({one.booking_id for one, _ in found}))
    held = session.exec(query.order_by(col(Booking.id)).with_for_update())
    sold_by = {one.id: one.station_sold for one in held}
    before = {one.id: one.state for one, _ in found}
    alike: dict[tuple[CreativeState, str], list[int | None]] = defaultdict(list)
    for one, act in found:
        alike[one.state, act].append(one.id)
    won = {
        number for (state, act), ids in alike.items() for number in _won(session, state, act, ids)
    }
    fresh = select(Creative).where(col(Creative.id).in_(before))
    session.exec(fresh, execution_options={"populate_existing": True}).all()
    done = [(one, act) for one, act in found if one.id in won]
    lines = [
        Line(
            f"creative.{act}",
            f"creative:{one.id}",
            sold_by[one.booking_id],
            {"state": before[one.id].value},
            {"state": one.state.value, "version": one.version, "booking": one.booking_id},
        )
        for one, act in done
    ]
    if lines:
        acts.log_all(session, lines, by=by, now=now)  # the log's lock comes last
    return [(one.id or 0, act) for one, act in done]


def _won(
    session: Session, state: CreativeState, act: str, ids: Collection[int | None]
) -> Iterable[int | None]:
    """Moves these out of that state; gives those that were still in it."""
    change = (
        update(Creative)
        .where(col(Creative.id).in_(ids), col(Creative.state) == state)
        .values(state=move("creative", CREATIVE, state, act))
        .returning(col(Creative.id))
    )
    return session.connection().execute(change).scalars()
