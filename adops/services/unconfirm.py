"""Undoing a confirmation, until the creative is live."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from adops.domain.people import Actor
from adops.domain.rulebook import RuleBook
from adops.domain.states import CreativeState
from adops.errors import RuleError
from adops.models import Creative
from adops.queries.creatives import CURRENT, CreativeCase, creative_to_write
from adops.rules.permission import confirm_act, require
from adops.rules.transitions import CREATIVE, move
from adops.services import acts
from adops.services.creatives import Submitted, standing
from adops.services.succession import give_back


def unconfirm(
    session: Session, *, creative_id: int, by: Actor, now: datetime, book: RuleBook
) -> Submitted:
    """The submitting side takes its confirmation back: the creative is submitted as before, its
    deadline counts anew, and the versions whose place it took are as they were. A click that is
    still pending is dropped.

    Raises ForbiddenError, RuleError `creative.wrong_state`, `creative.is_live` (a look saw it, the
    placer marked it as live, or its first ad day is over).
    """
    case = creative_to_write(session, creative_id)
    require(by, confirm_act(taken_over=case.of.booking.taken_over), case.of.thing)
    creative = case.creative
    before = {
        "state": creative.state.value,
        "clicked_at": creative.clicked_at,
        "clicked_by": creative.clicked_by,
        "confirmed_at": creative.confirmed_at,
        "confirmed_by": creative.confirmed_by,
        "deadline": creative.deadline,
        "late_reason": creative.late_reason,
    }
    if not case.pending:
        _require_not_live(case, now)
        creative.state = move("creative", CREATIVE, creative.state, "unconfirm")
    forget(creative)
    session.add(creative)
    session.flush()
    _log(session, case, before, by, now)
    give_back(session, case, by=by, now=now)
    return standing(session, creative_id, now=now, book=book)


def _require_not_live(case: CreativeCase, now: datetime) -> None:
    creative = case.creative
    stands = creative.state in CURRENT
    if creative.state is CreativeState.LIVE or (stands and case.is_live(now)):
        raise RuleError("creative.is_live", go_live=creative.go_live.isoformat())


def forget(creative: Creative) -> None:
    """What the confirmation kept is worked out anew by the next one (rules.md §2)."""
    creative.clicked_at = creative.clicked_by = None
    creative.confirmed_at = creative.confirmed_by = None
    creative.deadline = creative.clause = creative.calendar = None
    creative.late_reason = None


def _log(
    session: Session, case: CreativeCase, before: dict[str, Any], by: Actor, now: datetime
) -> None:
    creative = case.creative
    acts.log(
        session,
        by=by,
        now=now,
        verb="creative.unconfirm",
        thing=f"creative:{creative.id}",
        station=case.of.booking.station_sold,
        before=before,
        after={
            "state": creative.state.value,
            "contract": case.of.contract.no,
            "slot": case.of.slot.code,
            "version": creative.version,
            "sha256": creative.fingerprint,
        },
    )
