"""The line of responsibility of an item 责任时间线: each step with its instant and by whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from adops.domain.execution import STOPS, Item, Mark, MarkKind, Moment, Step
from adops.domain.states import CreativeState

OF_MARKS = {
    MarkKind.CONFIGURED: Step.CONFIGURED,
    MarkKind.LIVE: Step.LIVE,
    MarkKind.LATE_REPORT: Step.REPORTED,
    MarkKind.LIFT: Step.LIFTED,
}
OF_ENDS = {
    CreativeState.REJECTED: Step.REFUSED,
    CreativeState.WITHDRAWN: Step.WITHDRAWN,
}
ORDER = {step: place for place, step in enumerate(Step)}


@dataclass(frozen=True, slots=True)
class VersionHistory:
    """What happened to one version of the creative, with who did it."""

    version: int
    state: CreativeState
    submitted_at: datetime
    submitted_by: str
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    closed_why: str = ""


def responsibility(
    item: Item,
    *,
    entered_at: datetime,
    entered_by: str | None,
    deadline: datetime | None,
    versions: Iterable[VersionHistory],
    marks: Iterable[Mark],
    seen_at: datetime | None,
) -> tuple[Moment, ...]:
    """Entered, submitted, refused, confirmed, the creative's deadline (None: none binds), due,
    configured, live, seen, reported, lifted: in order of time."""
    found = [Moment(entered_at, Step.ENTERED, entered_by), Moment(item.due, Step.DUE)]
    if deadline is not None:
        found.append(Moment(deadline, Step.DEADLINE))
    for one in versions:
        found += _of_version(one)
    for mark in marks:
        note = "、".join(mark.sizes.values()) if mark.kind is MarkKind.CONFIGURED else mark.note
        step = Step.DONE if item.kind in STOPS else OF_MARKS[mark.kind]
        found.append(Moment(mark.at, step, mark.by, note=note))
    if seen_at is not None:
        found.append(Moment(seen_at, Step.SEEN))
    return tuple(sorted(found, key=lambda one: (one.at, ORDER[one.step])))


def _of_version(one: VersionHistory) -> Iterator[Moment]:
    yield Moment(one.submitted_at, Step.SUBMITTED, one.submitted_by, one.version)
    if one.confirmed_at is not None:
        yield Moment(one.confirmed_at, Step.CONFIRMED, one.confirmed_by, one.version)
    if one.closed_at is not None and one.state in OF_ENDS:
        step = OF_ENDS[one.state]
        yield Moment(one.closed_at, step, one.closed_by, one.version, one.closed_why)
