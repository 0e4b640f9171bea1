"""Confirming a creative 确认: this file, this link, final (rules.md §3).

A click that waits for a placer's decision or for the copy is pending; it takes effect as of the
click once nothing waits any more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from adops.domain.creative import CreativeFacts
from adops.domain.finding import Finding
from adops.domain.people import Actor
from adops.domain.rulebook import RuleBook
from adops.domain.states import CreativeState
from adops.errors import InputError, RuleError
from adops.models import Creative
from adops.queries.creatives import CreativeCase, creative_case, creative_to_write
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
    """Takes effect only when what approvals and decisions have left is pass or warn and, where the
    deadline binds, it is not past 15:00 (rules.md §3). While only a decision or the copy is
    missing, the click is pending.

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
    case.creative.rotates = case.creative.rotates if rotates is None else rotates
    if case.pending:
        return settle(session, creative_id=creative_id, files=files, by=by, now=now, book=book)
    move("creative", CREATIVE, case.creative.state, "confirm")
    waiting = _require_clear(session, case, files, now=now, book=book)
    require_in_time(clock, late_reason=late_reason)
    _keep_click(case.creative, clock, by, now, late_reason)
    if waiting:
        _log(session, case, "creative.click", by, now, waits=_told(waiting))
        return standing(session, creative_id, now=now, book=book)
    _take_effect(session, case, by=by, now=now)
    return standing(session, creative_id, now=now, book=book)


def settle(
    session: Session,
    *,
    creative_id: int,
    files: Mapping[str, CreativeFacts],
    by: Actor,
    now: datetime,
    book: RuleBook,
) -> Submitted:
    """A pending confirmation takes effect, as of the click, when nothing waits any more; 改 or a
    review that now refuses it drops the click. Any other creative stays as it is."""
    case = creative_to_write(session, creative_id)
    if case.pending:
        try:
            waiting = _require_clear(session, case, files, now=now, book=book)
        except RuleError as error:
            _drop_click(session, case, error.code, by, now)
        else:
            if not waiting:
                _take_effect(session, case, by=by, now=now)
    return standing(session, creative_id, now=now, book=book)


def _require_clear(
    session: Session,
    case: CreativeCase,
    files: Mapping[str, CreativeFacts],
    *,
    now: datetime,
    book: RuleBook,
) -> tuple[Finding, ...]:
    """What it still waits for, by a review made anew."""
    require_running(period=case.of.period, now=now)
    require_go_live(go_live=case.creative.go_live, period=case.of.period)
    findings = review_again(session, case, files, book=book)
    fresh = creative_case(session, case.creative.id or 0)
    return require_clear(
        findings,
        approved=fresh.approved,
        rulings=fresh.rulings,
        open_approval=fresh.open_approval is not None,
    )


def _take_effect(session: Session, case: CreativeCase, *, by: Actor, now: datetime) -> None:
    creative = case.creative
    creative.state = move("creative", CREATIVE, creative.state, "confirm")
    creative.confirmed_at, creative.confirmed_by = now, creative.clicked_by
    session.add(creative)
    session.flush()
    _log(session, case, "creative.confirm", by, now)
    take_place(session, case, by=by, now=now)


def _keep_click(
    creative: Creative, clock: Clock15, by: Actor, now: datetime, late_reason: str | None
) -> None:
    """The deadline is kept with its calendar's source: a later notice makes nothing late
    (rules.md §2)."""
    creative.clicked_at, creative.clicked_by = now, by.staff_no
    creative.deadline = clock.deadline.at
    creative.clause = int(clock.deadline.clause)
    creative.calendar = clock.deadline.calendar.value
    creative.late_reason = late_reason if clock.late else None


def _drop_click(session: Session, case: CreativeCase, why: str, by: Actor, now: datetime) -> None:
    creative = case.creative
    creative.clicked_at = creative.clicked_by = creative.deadline = creative.clause = None
    creative.calendar = creative.late_reason = None
    session.add(creative)
    session.flush()
    _log(session, case, "creative.unclick", by, now, why=why)


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


def _told(findings: Sequence[Finding]) -> list[str]:
    return sorted({finding.code for finding in findings})


def _log(
    session: Session, case: CreativeCase, verb: str, by: Actor, now: datetime, **more: Any
) -> None:
    creative = case.creative
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
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
            "clicked_at": creative.clicked_at,
            "clicked_by": creative.clicked_by,
            "deadline": creative.deadline,
            "late_reason": creative.late_reason,
            **more,
        },
    )
