"""Who stands in whose place once a creative is confirmed, and who comes back when that is undone
(rules.md §5, last bullet; §7, swap)."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.states import CreativeState
from adops.models import Creative
from adops.queries.creatives import CreativeCase, as_version, current_of
from adops.rules.swap import place_of
from adops.rules.transitions import CREATIVE, move
from adops.services import acts, airing


def take_place(session: Session, case: CreativeCase, *, by: Actor, now: datetime) -> None:
    """Puts a creative that was just confirmed among the confirmed ones of its booking: shown in
    turn with them, instead of one, or instead of all."""
    creative = case.creative
    booking = current_of(session, creative.booking_id)
    current = [one for one in booking if one.id != creative.id]
    place = place_of(
        as_version(creative),
        [as_version(one) for one in current],
        rotates=creative.rotates,
        running=ad_day_of(now),
    )
    creative.rotation = place.rotation
    session.add(creative)
    for older in current:
        if older.id in place.instead_of:
            _replace(session, case, older, by=by, now=now)
    session.flush()


def give_back(session: Session, case: CreativeCase, *, by: Actor, now: datetime) -> None:
    """Brings back as they were the versions whose place the creative took: what was live is."""
    creative = case.creative
    replaced = select(Creative).where(Creative.replaced_by == creative.id)
    for older in session.exec(replaced.order_by(col(Creative.id))):
        older.state = move("creative", CREATIVE, older.state, "restore")
        older.closed_at = older.closed_by = older.replaced_by = None
        session.add(older)
        _log(session, case, older, "creative.restore", CreativeState.REPLACED, by=by, now=now)
    creative.rotation = None
    session.add(creative)
    session.flush()
    airing.follow(session, by=by, now=now, bookings=[creative.booking_id])


def _replace(
    session: Session, case: CreativeCase, older: Creative, *, by: Actor, now: datetime
) -> None:
    before = older.state
    older.state = move("creative", CREATIVE, older.state, "replace")
    older.closed_at, older.closed_by = now, by.staff_no
    older.replaced_by = case.creative.id
    session.add(older)
    _log(session, case, older, "creative.replace", before, by=by, now=now)


def _log(
    session: Session,
    case: CreativeCase,
    older: Creative,
    verb: str,
    before: CreativeState,
    *,
    by: Actor,
    now: datetime,
) -> None:
    after: dict[str, Any] = {
        "state": older.state.value,
        "contract": case.of.contract.no,
        "slot": case.of.slot.code,
        "version": older.version,
        "sha256": older.fingerprint,
        "for_version": case.creative.version,
    }
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"creative:{older.id}",
        station=case.of.booking.station_sold,
        before={"state": before.value},
        after=after,
    )
