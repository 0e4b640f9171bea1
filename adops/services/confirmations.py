"""Confirming a creative 确认: this file, this link, final (rules.md §3)."""

from datetime import datetime

from sqlmodel import Session, col, select

from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.rulebook import RuleBook
from adops.domain.states import CreativeState
from adops.models import Creative
from adops.queries.creatives import CreativeCase, creative_case
from adops.rules.confirm import Clock15, require_clear, require_go_live, require_in_time
from adops.rules.permission import require
from adops.rules.transitions import CREATIVE, move
from adops.services import acts
from adops.services.creatives import Submitted, clock_for, replace_older, standing

CURRENT = (CreativeState.CONFIRMED, CreativeState.LIVE)


def confirm(
    session: Session,
    *,
    creative_id: int,
    by: Actor,
    now: datetime,
    book: RuleBook,
    late_reason: str | None = None,
) -> Submitted:
    """Takes effect only when what the approvals have left is pass or warn and, where the deadline
    binds, it is not past 15:00 (rules.md §3).

    An `hq_ae` may give `late_reason`, which is logged and shown. Raises ForbiddenError, RuleError
    `creative.wrong_state`, `creative.rejected`, `approval.open`, `approval.missing`,
    `creative.late`, `creative.go_live_outside`.
    """
    case = creative_case(session, creative_id)
    _require_person(case, by, late_reason)
    creative = case.creative
    after = move("creative", CREATIVE, creative.state, "confirm")
    require_go_live(go_live=creative.go_live, period=case.of.period)
    require_clear(
        case.findings,
        approved=case.approved_codes,
        open_approval=case.open_approval is not None,
    )
    clock = clock_for(case, now=now, book=book)
    require_in_time(clock, late_reason=late_reason)
    creative.state = after
    _keep(creative, clock, by, now, late_reason)
    session.add(creative)
    session.flush()
    _log(session, case, clock, by, now)
    replace_older(session, case, older=_older(session, creative, now), by=by, now=now)
    return standing(session, creative_id, now=now, book=book)


def _require_person(case: CreativeCase, by: Actor, late_reason: str | None) -> None:
    thing = case.of.thing
    if late_reason:
        require(by, "creative.confirm_late", thing)
    elif case.of.booking.taken_over:
        require(by, "creative.confirm_taken_over", thing)
    else:
        require(by, "creative.confirm", thing)


def _keep(
    creative: Creative, clock: Clock15, by: Actor, now: datetime, late_reason: str | None
) -> None:
    """The deadline is kept with its calendar's source: a later notice makes nothing late
    (rules.md §2)."""
    creative.clicked_at = creative.confirmed_at = now
    creative.confirmed_by = by.staff_no
    creative.deadline = clock.deadline.at
    creative.clause = int(clock.deadline.clause)
    creative.calendar = clock.deadline.calendar.value
    creative.late_reason = late_reason if clock.late else None


def _older(session: Session, creative: Creative, now: datetime) -> list[Creative]:
    """Current versions whose place the new one takes at once or before they ever start.

    One that still runs until a later swap day stays current.
    """
    query = select(Creative).where(
        Creative.booking_id == creative.booking_id,
        Creative.id != creative.id,
        col(Creative.state).in_(CURRENT),
    )
    running = ad_day_of(now)
    return [
        one
        for one in session.exec(query)
        if creative.go_live <= running or creative.go_live <= one.go_live
    ]


def _log(session: Session, case: CreativeCase, clock: Clock15, by: Actor, now: datetime) -> None:
    creative = case.creative
    acts.log(
        session,
        by=by,
        now=now,
        verb="creative.confirm",
        thing=f"creative:{creative.id}",
        station=case.of.booking.station_sold,
        before={"state": CreativeState.SUBMITTED.value},
        after={
            "state": creative.state.value,
            "contract": case.of.contract.no,
            "slot": case.of.slot.code,
            "version": creative.version,
            "sha256": creative.fingerprint,
            "click_url": creative.click_url,
            "go_live": creative.go_live,
            "deadline": clock.deadline.at if clock.binding else None,
            "late_reason": creative.late_reason,
        },
    )
