"""Every state of a creative × every act on it, as its people do them (rules.md §0)."""

from collections.abc import Callable

import pytest

from adops.domain.states import CreativeState
from adops.errors import RuleError
from tests.adops.services.desk import LIMIT, MONDAY, Desk, desk

__all__ = ["desk"]
S = CreativeState


def brought_to(desk: Desk, state: CreativeState) -> int:
    """A creative that its people moved into that state; live and ended are what looks, marks and
    the calendar say, here by hand."""
    creative = desk.submit(LIMIT)
    if state in {S.CONFIRMED, S.REPLACED, S.LIVE, S.ENDED}:
        desk.confirm(creative)
    if state is S.REPLACED:
        desk.confirm(desk.submit(LIMIT - 1))
    if state is S.REJECTED:
        desk.reject(creative)
    if state is S.WITHDRAWN:
        desk.withdraw(creative)
    if state in {S.LIVE, S.ENDED}:
        desk.put(creative, state)
    assert desk.states(creative) == [state]
    return creative


ACTS: dict[str, Callable[[Desk, int], object]] = {
    "confirm": lambda desk, creative: desk.confirm(creative),
    "unconfirm": lambda desk, creative: desk.unconfirm(creative),
    "reject": lambda desk, creative: desk.reject(creative),
    "withdraw": lambda desk, creative: desk.withdraw(creative),
}
MOVES: dict[CreativeState, dict[str, CreativeState]] = {
    S.SUBMITTED: {"confirm": S.CONFIRMED, "reject": S.REJECTED, "withdraw": S.WITHDRAWN},
    S.CONFIRMED: {"unconfirm": S.SUBMITTED, "reject": S.REJECTED, "withdraw": S.WITHDRAWN},
    S.REPLACED: {},
    S.REJECTED: {},
    S.WITHDRAWN: {},
    S.LIVE: {},
    S.ENDED: {},
}
# of what is live: the way out is another version, or taking the booking off
LIVE = {
    "confirm": "creative.wrong_state",
    "unconfirm": "creative.is_live",
    "reject": "creative.on_air",
    "withdraw": "creative.on_air",
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", list(CreativeState))
def test_every_state_and_act(desk: Desk, state: CreativeState, act: str) -> None:
    creative = brought_to(desk, state)
    before = desk.creative(creative).model_dump()
    if act in MOVES[state]:
        ACTS[act](desk, creative)
        assert desk.states(creative) == [MOVES[state][act]]
        return
    with pytest.raises(RuleError) as error:
        ACTS[act](desk, creative)
    refused = LIVE[act] if state is S.LIVE else "creative.wrong_state"
    assert error.value.code == refused
    assert desk.creative(creative).model_dump() == before


@pytest.mark.parametrize("state", list(CreativeState))
def test_whatever_became_of_it_its_files_can_have_another_link(
    desk: Desk, state: CreativeState
) -> None:
    linked = desk.link(brought_to(desk, state))
    assert (desk.states(linked), desk.creative(linked).go_live) == ([S.SUBMITTED], MONDAY)
