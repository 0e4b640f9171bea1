"""Whether a creative can be confirmed 确认, and by when it must be (rules.md §3, §6)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from adops.domain.booking import Route
from adops.domain.content import Ruling
from adops.domain.creative import Code
from adops.domain.deadline import Deadline
from adops.domain.finding import Finding, Verdict, verdict_of
from adops.domain.period import Period, ad_day_of
from adops.domain.rulebook import RuleBook
from adops.errors import RuleError
from adops.rules.approval import left_after
from adops.rules.content import left_after_decisions, undecided
from adops.rules.deadline import deadline, earliest_go_live, is_late


@dataclass(frozen=True, slots=True)
class Clock15:
    """Where a creative stands against 15:00: its deadline, whether it binds, whether it is late.

    `earliest_go_live` is the first day whose deadline is still ahead; None when that lies after
    the booking's end, or when nothing is late.
    """

    deadline: Deadline
    binding: bool
    late: bool
    earliest_go_live: date | None


def clock_of(
    *, go_live: date, period: Period, route: Route, taken_over: bool, now: datetime, book: RuleBook
) -> Clock15:
    """The deadline of a go-live day. A taken-over booking has none that binds (rules.md §3)."""
    answer = deadline(go_live, route=route, calendar=book.calendar, terms=book.deadline)
    binding = answer.binding and not taken_over
    late = is_late(now, at=answer.at)
    earliest = None
    if late and binding:
        earliest = earliest_go_live(
            now=now,
            end=period.last,
            start=period.first,
            calendar=book.calendar,
            terms=book.deadline,
        )
    return Clock15(answer, binding, late and binding, earliest)


def default_go_live(*, period: Period, now: datetime) -> date:
    """The booking's start if ahead, else the running ad day (interfaces.md, POST /creatives)."""
    return max(period.first, ad_day_of(now))


def require_running(*, period: Period, now: datetime) -> None:
    """Raises RuleError `booking.over` once its last ad day has ended."""
    if period.last < ad_day_of(now):
        raise RuleError("booking.over", last=period.last.isoformat())


def require_go_live(*, go_live: date, period: Period) -> None:
    """Raises RuleError `creative.go_live_outside` when the day is not one of the booking's."""
    if go_live not in period:
        raise RuleError(
            "creative.go_live_outside",
            go_live=go_live.isoformat(),
            first=period.first.isoformat(),
            last=period.last.isoformat(),
        )


def is_live(*, go_live: date, running: date, seen: bool) -> bool:
    """Until when a confirmation can be undone: a look saw it or the placer said so (rules.md §7),
    or its first ad day is over."""
    return seen or go_live < running


def left_of(
    findings: Iterable[Finding], *, approved: Collection[Finding], rulings: Mapping[str, Ruling]
) -> tuple[Finding, ...]:
    """What is left after approvals and decisions (rules.md §5, §6)."""
    return left_after_decisions(left_after(findings, approved), rulings)


def waits_for(findings: Iterable[Finding], rulings: Mapping[str, Ruling]) -> tuple[Finding, ...]:
    """What a person has yet to decide or to type before a confirmation takes effect: hits without
    a decision, and the copy."""
    found = tuple(findings)
    missing = (one for one in found if one.code == Code.COPY_MISSING)
    return (*undecided(found, rulings), *missing)


def is_to_be_mended(findings: Iterable[Finding], rulings: Mapping[str, Ruling]) -> bool:
    """Whether a hit was decided 改: the creative has to come anew."""
    return any(one.key is not None and rulings.get(one.key) is Ruling.MEND for one in findings)


def require_clear(
    findings: Iterable[Finding],
    *,
    approved: Collection[Finding],
    rulings: Mapping[str, Ruling],
    open_approval: bool,
) -> tuple[Finding, ...]:
    """What the confirmation still waits for; nothing when it can take effect. What is left besides
    is pass or warn. No way in goes round this.

    Raises RuleError `creative.rejected`, `approval.open` or `approval.missing` with the findings.
    """
    found = tuple(findings)
    waiting = waits_for(found, rulings)
    left = tuple(
        one for one in left_of(found, approved=approved, rulings=rulings) if one not in waiting
    )
    if is_to_be_mended(found, rulings):
        raise RuleError("creative.rejected", findings=left)
    verdict = verdict_of(left)
    if verdict is Verdict.REJECT:
        raise RuleError("creative.rejected", findings=left)
    if verdict is Verdict.NEEDS_APPROVAL:
        code = "approval.open" if open_approval else "approval.missing"
        raise RuleError(code, findings=left)
    return waiting


def require_in_time(clock: Clock15, *, late_reason: str | None) -> None:
    """Raises RuleError `creative.late` with deadline, clause and earliest go-live day.

    A reason given by who may accept late creatives (an `hq_ae`) lifts it (rules.md §3).
    """
    if clock.late and not late_reason:
        raise RuleError(
            "creative.late",
            deadline=clock.deadline.at.isoformat(),
            clause=int(clock.deadline.clause),
            calendar=clock.deadline.calendar.value,
            earliest_go_live=clock.earliest_go_live and clock.earliest_go_live.isoformat(),
        )
