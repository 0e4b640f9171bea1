"""Confirming a creative 确认: this file, this link, final (rules.md §3)."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from adops.domain.creative import CreativeFacts
from adops.domain.people import Actor
from adops.domain.rulebook import RuleBook
from adops.domain.states import CreativeState
from adops.errors import InputError
from adops.models import Creative
from adops.queries.creatives import CreativeCase, creative_to_write
from adops.rules.confirm import (
    Clock15,
    require_clear,
    require_go_live,
    require_in_time,
    require_running,
)
from adops.rules.permission import require
from adops.rules.transitions import CREATIVE, move
from adops.services import acts
from adops.services.creatives import (
    Submitted,
    clock_for,
    review_again,
    standing,
)
from adops.services.succession import take_place


def confirm(
    session: Session,
    *,
    creative_id: int,
    files: Mapping[str, CreativeFacts],
    by: Actor,
    now: datetime,
    book: RuleBook,
    late_reason: str | None = None,
    rotates: bool | None = None,
) -> Submitted:
    """Takes effect only when what the approvals have left is pass or warn and, where the deadline
    binds, it is not past 15:00 (rules.md §3).

    The review runs again over `files`, as measured from the stored bytes, against the slot as it is
    now. An `hq_ae` may give `late_reason`, which is logged and shown. `rotates` says whether it is
    shown in turn with what is there, None what was said on submission. Raises ForbiddenError,
    InputError `reason.missing`, RuleError `creative.wrong_state`, `creative.rejected`,
    `approval.open`, `approval.missing`, `creative.late`,
    `creative.go_live_outside`, `booking.over`.
    """
    case = creative_to_write(session, creative_id)
    late_reason = _reason(late_reason)
    clock = clock_for(case, now=now, book=book)
    _require_person(case, by, accepts_late=clock.late and late_reason is not None)
    creative = case.creative
    after = move("creative", CREATIVE, creative.state, "confirm")
    require_running(period=case.of.period, now=now)
    require_go_live(go_live=creative.go_live, period=case.of.period)
    require_clear(
        review_again(session, case, files, book=book),
        approved=case.approved,
        open_approval=case.open_approval is not None,
    )
    require_in_time(clock, late_reason=late_reason)
    creative.state = after
    creative.rotates = creative.rotates if rotates is None else rotates
    _keep(creative, clock, by, now, late_reason)
    session.add(creative)
    session.flush()
    _log(session, case, clock, by, now)
    take_place(session, case, by=by, now=now)
    return standing(session, creative_id, now=now, book=book)


def _reason(given: str | None) -> str | None:
    """Stripped; None where none was given. Raises InputError `reason.missing` for a blank one."""
    if given is None or given.strip():
        return given and given.strip()
    raise InputError("reason.missing", act="creative.confirm_late")


def _require_person(case: CreativeCase, by: Actor, *, accepts_late: bool) -> None:
    thing = case.of.thing
    if accepts_late:
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
            "rotates": creative.rotates,
            "deadline": clock.deadline.at if clock.binding else None,
            "late_reason": creative.late_reason,
        },
    )
