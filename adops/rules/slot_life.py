"""What a slot needs before it goes live, and before it is retired (rules.md §8)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from adops.domain.finding import Finding, Severity
from adops.domain.states import LookResult, TrialState
from adops.errors import RuleError

SHOWN = frozenset({LookResult.OK, LookResult.WRONG_LINK, LookResult.DEAD_LINK})
"""Looks that saw the test creative in its place and its size; where it leads is no matter here."""


class Tried(NamedTuple):
    """A test render: how it ended, for which rate-card item, page and selector."""

    state: TrialState
    item: str
    page_id: int
    selector: str


def outcome(result: LookResult) -> TrialState:
    """Whether a look passes a test render."""
    return TrialState.PASSED if result in SHOWN else TrialState.FAILED


def require_fit(findings: Iterable[Finding]) -> None:
    """A test creative is one that the slot would take. Raises RuleError `slot.trial_unfit` with the
    findings."""
    found = tuple(findings)
    if any(one.severity is Severity.REJECT for one in found):
        raise RuleError("slot.trial_unfit", findings=found)


def require_passed(trials: Iterable[Tried], *, item: str, page_id: int, selector: str) -> None:
    """The last test render passed, for the slot as it is now.

    Raises RuleError `slot.untested` (none yet, or it waits), `slot.trial_failed`,
    `slot.trial_stale` (item, page or selector are others since).
    """
    done = [one for one in trials if one.state is not TrialState.ASKED]
    if not done:
        raise RuleError("slot.untested")
    last = done[-1]
    if last.state is TrialState.FAILED:
        raise RuleError("slot.trial_failed")
    if (last.item, last.page_id, last.selector) != (item, page_id, selector):
        raise RuleError("slot.trial_stale", item=last.item)


def require_free(bookings: Iterable[tuple[str, date, date]]) -> None:
    """Nothing runs or comes. `bookings`: contract, first and last day of what holds shares from now
    on. Raises RuleError `slot.booked` naming them."""
    found = [f"{no}（{first:%m-%d} 至 {last:%m-%d}）" for no, first, last in bookings]
    if found:
        raise RuleError("slot.booked", bookings=found)
