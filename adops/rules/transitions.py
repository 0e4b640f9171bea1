"""States and moves as tables (rules.md §0): what an act does to a state, and what it refuses."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from adops.domain.anomaly import AnomalyState
from adops.domain.booking import BookingState
from adops.domain.execution import ExecutionState, SwapState
from adops.domain.slot import SlotState
from adops.domain.states import ApprovalState, CreativeState, LedgerState, MonthState
from adops.errors import RuleError

S = TypeVar("S", bound=StrEnum)

# `go_live`, `contradict` and `end` are what looks, marks and the calendar say (`services.airing`).
CREATIVE: Mapping[tuple[CreativeState, str], CreativeState] = {
    (CreativeState.SUBMITTED, "confirm"): CreativeState.CONFIRMED,
    (CreativeState.SUBMITTED, "reject"): CreativeState.REJECTED,
    (CreativeState.SUBMITTED, "withdraw"): CreativeState.WITHDRAWN,
    (CreativeState.CONFIRMED, "reject"): CreativeState.REJECTED,
    (CreativeState.CONFIRMED, "withdraw"): CreativeState.WITHDRAWN,
    (CreativeState.CONFIRMED, "replace"): CreativeState.REPLACED,
    (CreativeState.CONFIRMED, "unconfirm"): CreativeState.SUBMITTED,
    (CreativeState.CONFIRMED, "go_live"): CreativeState.LIVE,
    (CreativeState.CONFIRMED, "end"): CreativeState.ENDED,
    (CreativeState.LIVE, "contradict"): CreativeState.CONFIRMED,
    (CreativeState.LIVE, "replace"): CreativeState.REPLACED,
    (CreativeState.LIVE, "end"): CreativeState.ENDED,
    (CreativeState.REPLACED, "restore"): CreativeState.CONFIRMED,
}

APPROVAL: Mapping[tuple[ApprovalState, str], ApprovalState] = {
    (ApprovalState.REQUESTED, "register"): ApprovalState.REGISTERED,
    (ApprovalState.REQUESTED, "withdraw"): ApprovalState.WITHDRAWN,
    (ApprovalState.REGISTERED, "withdraw"): ApprovalState.WITHDRAWN,
    (ApprovalState.REGISTERED, "approve"): ApprovalState.APPROVED,
    (ApprovalState.REGISTERED, "refuse"): ApprovalState.REFUSED,
    (ApprovalState.APPROVED, "expire"): ApprovalState.EXPIRED,
    (ApprovalState.APPROVED, "void"): ApprovalState.VOID,
}

LEDGER: Mapping[tuple[LedgerState, str], LedgerState] = {
    (LedgerState.RUNNING, "cut"): LedgerState.CUT,
    (LedgerState.CUT, "send"): LedgerState.SENT,
}

MONTH: Mapping[tuple[MonthState, str], MonthState] = {
    (MonthState.OPEN, "confirm"): MonthState.CONFIRMED,
    (MonthState.CONFIRMED, "accept"): MonthState.ACCEPTED,
    (MonthState.CONFIRMED, "return"): MonthState.RETURNED,
}

SLOT: Mapping[tuple[SlotState, str], SlotState] = {
    (SlotState.DRAFT, "test"): SlotState.TESTING,
    (SlotState.TESTING, "back"): SlotState.DRAFT,
    (SlotState.TESTING, "go_live"): SlotState.LIVE,
    (SlotState.DRAFT, "retire"): SlotState.RETIRED,
    (SlotState.TESTING, "retire"): SlotState.RETIRED,
    (SlotState.LIVE, "retire"): SlotState.RETIRED,
}

# What a person says of an item; all else comes by itself, from bookings, creatives, looks and the
# clock (`rules.execution`), which also tells on time from late.
EXECUTION: Mapping[tuple[ExecutionState, str], ExecutionState] = {
    (ExecutionState.READY, "configure"): ExecutionState.CONFIGURED,
    (ExecutionState.CONFIGURED, "configure"): ExecutionState.CONFIGURED,
    (ExecutionState.LIVE, "configure"): ExecutionState.LIVE,
    (ExecutionState.ON_TIME, "configure"): ExecutionState.ON_TIME,
    (ExecutionState.LATE, "configure"): ExecutionState.LATE,
    (ExecutionState.LATE_REPORTED, "configure"): ExecutionState.LATE_REPORTED,
    (ExecutionState.READY, "live"): ExecutionState.LIVE,
    (ExecutionState.CONFIGURED, "live"): ExecutionState.LIVE,
    (ExecutionState.LATE, "live"): ExecutionState.LATE,
    (ExecutionState.LATE_REPORTED, "live"): ExecutionState.LATE_REPORTED,
    (ExecutionState.LATE, "report"): ExecutionState.LATE_REPORTED,
    (ExecutionState.NOT_PLACED, "lift"): ExecutionState.LATE,
}

SWAP: Mapping[tuple[SwapState, str], SwapState] = {
    (SwapState.DUE, "done"): SwapState.DONE,
}

# `start` and `end` are the calendar's acts, `lapse` is the hold's end. A booking that has ended has
# no day left to cancel; `enter` is of the same contract, slot, start and category once more.
BOOKING: Mapping[tuple[BookingState, str], BookingState] = {
    (BookingState.DRAFT, "hold"): BookingState.HELD,
    (BookingState.DRAFT, "book"): BookingState.BOOKED,
    (BookingState.DRAFT, "move"): BookingState.DRAFT,
    (BookingState.DRAFT, "cancel"): BookingState.CANCELLED,
    (BookingState.HELD, "lapse"): BookingState.DRAFT,
    (BookingState.HELD, "book"): BookingState.BOOKED,
    (BookingState.HELD, "move"): BookingState.HELD,
    (BookingState.HELD, "cancel"): BookingState.CANCELLED,
    (BookingState.BOOKED, "start"): BookingState.RUNNING,
    (BookingState.BOOKED, "move"): BookingState.BOOKED,
    (BookingState.BOOKED, "cancel"): BookingState.CANCELLED,
    (BookingState.RUNNING, "pause"): BookingState.PAUSED,
    (BookingState.RUNNING, "move"): BookingState.RUNNING,
    (BookingState.RUNNING, "cancel"): BookingState.CANCELLED,
    (BookingState.RUNNING, "end"): BookingState.ENDED,
    (BookingState.PAUSED, "resume"): BookingState.RUNNING,
    (BookingState.PAUSED, "move"): BookingState.PAUSED,
    (BookingState.PAUSED, "cancel"): BookingState.CANCELLED,
    (BookingState.PAUSED, "end"): BookingState.ENDED,
    (BookingState.CANCELLED, "enter"): BookingState.DRAFT,
}

# A look that is ok resolves by itself. What was ours and is mended and still does not show can
# become a ticket. Who said by eye that it was seen takes that back: it is open again, and is from
# there what it was.
ANOMALY: Mapping[tuple[AnomalyState, str], AnomalyState] = {
    (AnomalyState.OPEN, "ours"): AnomalyState.OURS,
    (AnomalyState.OPEN, "escalate"): AnomalyState.ESCALATED,
    (AnomalyState.OPEN, "resolve"): AnomalyState.RESOLVED,
    (AnomalyState.OURS, "ours"): AnomalyState.OURS,
    (AnomalyState.OURS, "escalate"): AnomalyState.ESCALATED,
    (AnomalyState.OURS, "resolve"): AnomalyState.RESOLVED,
    (AnomalyState.ESCALATED, "resolve"): AnomalyState.RESOLVED,
    (AnomalyState.RESOLVED, "reopen"): AnomalyState.OPEN,
}

OPEN_APPROVAL = frozenset({ApprovalState.REQUESTED, ApprovalState.REGISTERED})


def move(thing: str, table: Mapping[tuple[S, str], S], state: S, act: str) -> S:
    """The state after `act`. Raises RuleError `<thing>.wrong_state` naming state and act."""
    after = table.get((state, act))
    if after is None:
        raise RuleError(f"{thing}.wrong_state", state=state.value, act=act)
    return after
