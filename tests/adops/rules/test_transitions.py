"""Every state × act: what moves, and that all else is refused by name (rules.md §0)."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import pytest

from adops.domain.anomaly import AnomalyState
from adops.domain.booking import BookingState
from adops.domain.execution import ExecutionState, SwapState
from adops.domain.slot import SlotState
from adops.domain.states import ApprovalState, CreativeState, LedgerState, MonthState
from adops.errors import RuleError
from adops.rules import transitions

TABLES: list[tuple[str, type[StrEnum], Mapping[Any, Any], StrEnum]] = [
    ("creative", CreativeState, transitions.CREATIVE, CreativeState.SUBMITTED),
    ("approval", ApprovalState, transitions.APPROVAL, ApprovalState.REQUESTED),
    ("ledger", LedgerState, transitions.LEDGER, LedgerState.RUNNING),
    ("slot", SlotState, transitions.SLOT, SlotState.DRAFT),
    ("booking", BookingState, transitions.BOOKING, BookingState.DRAFT),
    ("month", MonthState, transitions.MONTH, MonthState.OPEN),
    ("anomaly", AnomalyState, transitions.ANOMALY, AnomalyState.OPEN),
    ("swap", SwapState, transitions.SWAP, SwapState.DUE),
]
# states that come by themselves: nothing leads there but bookings, creatives, looks and the clock
DERIVED: list[tuple[str, type[StrEnum], Mapping[Any, Any]]] = [
    ("execution", ExecutionState, transitions.EXECUTION),
]


def walks() -> Iterator[Any]:
    for thing, states, table in [*DERIVED, *(one[:3] for one in TABLES)]:
        acts = {act for _, act in table}
        for state in states:
            for act in sorted(acts):
                yield pytest.param(thing, table, state, act, id=f"{thing}-{state}-{act}")


@pytest.mark.parametrize(("thing", "table", "state", "act"), list(walks()))
def test_every_state_and_act(
    thing: str, table: Mapping[Any, Any], state: StrEnum, act: str
) -> None:
    if (state, act) in table:
        assert transitions.move(thing, table, state, act) is table[(state, act)]
        return
    with pytest.raises(RuleError) as error:
        transitions.move(thing, table, state, act)
    assert error.value.code == f"{thing}.wrong_state"
    assert error.value.facts == {"state": state.value, "act": act}


@pytest.mark.parametrize(("thing", "states", "table", "first"), TABLES)
def test_every_state_moved_from_can_be_reached(
    thing: str, states: type[StrEnum], table: Mapping[Any, Any], first: StrEnum
) -> None:
    reached = {first} | set(table.values())
    assert {state for state, _ in table} <= reached
