"""How far a booking has come: booking → approval → creative → configured → live → checked, and the
first link that is broken (experience.md, 合同)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from adops.domain.booking import BookingState
from adops.domain.states import ApprovalState, CreativeState, Delivered

SOLD = frozenset({BookingState.BOOKED, BookingState.RUNNING, BookingState.ENDED})
CONFIRMED = frozenset({CreativeState.CONFIRMED, CreativeState.LIVE, CreativeState.ENDED})


class Step(StrEnum):
    """The links in their order."""

    BOOKING = "booking"
    APPROVAL = "approval"
    CREATIVE = "creative"
    CONFIGURED = "configured"
    LIVE = "live"
    CHECKED = "checked"


class Link(StrEnum):
    """How a link stands. `waiting`: its time has not come, or a link before it is broken."""

    DONE = "done"
    BROKEN = "broken"
    WAITING = "waiting"
    NOT_NEEDED = "not_needed"
    NOT_KEPT = "not_kept"  # it shows, and nobody said who entered it when


@dataclass(frozen=True, slots=True)
class ChainFacts:
    """Of one booking: its state by the calendar, its creative that stands (else the latest), the
    approval of that one and whether one is needed, whether a look ever saw it right or the
    placer's word that it is live stands, whether it should have been live, and configured, by now,
    what the latest look said of it."""

    state: BookingState
    creative: CreativeState | None = None
    needs_approval: bool = False
    approval: ApprovalState | None = None
    seen: bool = False
    should_be_live: bool = False
    configured: bool = False
    should_be_configured: bool = False
    last: Delivered | None = None


def chain(facts: ChainFacts) -> tuple[tuple[Step, Link], ...]:
    """Every link; the first broken one alone is `broken`. None of what was cancelled whole."""
    if facts.state is BookingState.CANCELLED:
        return ()
    found: list[tuple[Step, Link]] = []
    whole = True
    for step, link in _links(facts):
        found.append((step, link if whole or link is not Link.BROKEN else Link.WAITING))
        whole = whole and link is not Link.BROKEN
    return tuple(found)


def _links(facts: ChainFacts) -> Iterator[tuple[Step, Link]]:
    yield Step.BOOKING, _done(facts.state in SOLD)
    yield Step.APPROVAL, _approval(facts)
    yield Step.CREATIVE, _done(facts.creative in CONFIRMED)
    yield Step.CONFIGURED, _configured(facts)
    missed = Link.BROKEN if facts.should_be_live else Link.WAITING
    yield Step.LIVE, Link.DONE if facts.seen else missed
    looks = {Delivered.YES: Link.DONE, Delivered.NO: Link.BROKEN}
    yield Step.CHECKED, looks.get(facts.last or Delivered.UNKNOWN, Link.WAITING)


def _approval(facts: ChainFacts) -> Link:
    if facts.approval is ApprovalState.APPROVED:
        return Link.DONE
    return Link.BROKEN if facts.needs_approval else Link.NOT_NEEDED


def _configured(facts: ChainFacts) -> Link:
    if facts.configured:
        return Link.DONE
    if facts.seen:
        return Link.NOT_KEPT
    return Link.BROKEN if facts.should_be_configured else Link.WAITING


def _done(is_so: bool) -> Link:
    return Link.DONE if is_so else Link.BROKEN
