"""An anomaly that a word by eye ended goes on when that word is taken back (checks.md, Anomaly)."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from adops.db import lock_log
from adops.domain.anomaly import AnomalyState, Subject
from adops.domain.people import Actor
from adops.domain.slot import SlotState
from adops.models import Anomaly, Slot, SlotCheck
from adops.queries.anomalies import key_of
from adops.queries.ended_by_eye import ended_by, stands
from adops.rules.transitions import ANOMALY, move
from adops.services import ticket_ends
from adops.services.anomaly_looks import log_row

WORKED_ON = {AnomalyState.OURS: "ours", AnomalyState.ESCALATED: "escalate"}


def bring_back(
    session: Session,
    look: SlotCheck,
    bookings: Collection[int],
    *,
    besides: bool,
    by: Actor,
    now: datetime,
) -> list[Anomaly]:
    """These bookings were not seen by that look after all: what its being seen ended stands again
    as before, unless another stands meanwhile, a later look says yes or no, or the slot is retired.
    `besides`: only what rests on other looks too."""
    slot = session.get_one(Slot, look.slot_id)
    if not bookings or slot.state is SlotState.RETIRED:
        return []
    lock_log(session)
    found = []
    for row, state in ended_by(session, look, bookings):
        key = key_of(Subject(row.page_id, row.slot_id, row.booking_id))
        alone = row.first_look == row.last_look == look.id
        if not (besides and alone) and not stands(session, key):
            row.page_id = slot.page_id or row.page_id
            found.append(_reopen(session, row, key, state, look, by=by, now=now))
    return found


def _reopen(
    session: Session,
    row: Anomaly,
    key: str,
    state: AnomalyState,
    look: SlotCheck,
    *,
    by: Actor,
    now: datetime,
) -> Anomaly:
    before = {"state": row.state.value}
    row.state = move("anomaly", ANOMALY, row.state, "reopen")
    if state in WORKED_ON:
        row.state = move("anomaly", ANOMALY, row.state, WORKED_ON[state])
    row.open_key, row.resolved_at, row.resolved_by = key, None, None
    row.why, row.why_words = None, ""
    session.add(row)
    session.flush()
    more = {"look": look.id}
    log_row(session, row, "anomaly.reopen", by=by, now=now, before=before, more=more)
    ticket_ends.note_again(session, row, by=by, now=now)
    return row
