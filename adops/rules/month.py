"""What became of every planned day, what a line lacks, and how money falls on months (§8, §10)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from adops.domain.booking import BookingState, Category
from adops.domain.calendar import Answer, Calendar
from adops.domain.money import split
from adops.domain.month import (
    BookedLine,
    DayFact,
    DayState,
    FixedShare,
    Known,
    LookFact,
    Missing,
    MonthLine,
    MonthTerms,
    ProofFact,
    ProofKind,
    ReasonFact,
    Ruling,
    ShareChange,
)
from adops.domain.period import SHANGHAI, Period, ad_day_of, ad_day_starts, month_period
from adops.domain.states import Delivered, LookResult

ONE_DAY = timedelta(days=1)

# A booking that was never sold, or no longer is, has no line.
COUNTED = frozenset(
    {BookingState.BOOKED, BookingState.RUNNING, BookingState.PAUSED, BookingState.ENDED}
)

# The reason that such a day has until an AE gives another: a code of `config/reasons.yaml`.
REASON_OF: Mapping[Ruling, str] = {
    Ruling.PAUSED: "paused",
    Ruling.CLOSED: "page_closed",
}


def month_name(day: date) -> str:
    """`2026-10`, the month a day's ad day counts in."""
    return f"{day:%Y-%m}"


def opens(month: Period) -> datetime:
    """The first instant at which the month can be confirmed: the 1st 09:00 (`month.not_over`)."""
    return ad_day_starts(month.last + ONE_DAY)


def due(month: Period, *, calendar: Calendar, terms: MonthTerms) -> Answer[datetime]:
    """By when it is to be confirmed: third workday of the next month, 18:00; aware, Shanghai."""
    after = month.last + ONE_DAY
    day = calendar.nth_workday_of_month(after.year, after.month, terms.due_workday)
    return Answer(datetime.combine(day.value, terms.due_at, SHANGHAI), day.provisional)


def judge_day(
    day: date,
    *,
    looks: Sequence[LookFact],
    proofs: Sequence[ProofFact] = (),
    ruling: Ruling | None = None,
    now: datetime,
) -> DayFact:
    """One planned day from that day's looks, the proofs that name it, and what was ruled (§10).

    A ruling overrides every look and paper of the day (§7). A day is executed by its first look
    that saw the booking right; not executed when at least one looked and none saw it; a look that
    could not look, or was not sure, never makes a day not executed.
    """
    looks = sorted(looks, key=lambda look: (look.at, look.look_id))
    if ruling is not None:
        told = DayFact(day, DayState.NOT_EXECUTED, Known.RULED, ruling=ruling)
        return _resting_on(told, looks[-1]) if looks else told
    for look in looks:
        if look.delivered is Delivered.YES:
            return _resting_on(DayFact(day, DayState.EXECUTED, Known.SEEN), look)
    for proof in proofs:
        told = DayFact(day, DayState.EXECUTED, Known.PROOF)
        return replace(told, at=proof.given_at, evidence=proof.sha256)
    for look in reversed(looks):
        if look.delivered is Delivered.NO:
            return _resting_on(DayFact(day, DayState.NOT_EXECUTED, Known.NOT_SEEN), look)
    return _unverified(day, looks, now)


def _unverified(day: date, looks: Sequence[LookFact], now: datetime) -> DayFact:
    if not looks:
        over = day < ad_day_of(now)
        return DayFact(day, DayState.UNVERIFIED, Known.NO_LOOK if over else Known.NOT_OVER)
    blind = all(look.result is LookResult.UNREACHABLE for look in looks)
    known = Known.UNREACHABLE if blind else Known.UNSURE
    return _resting_on(DayFact(day, DayState.UNVERIFIED, known), looks[-1])


def _resting_on(day: DayFact, look: LookFact) -> DayFact:
    return replace(day, at=look.at, look_id=look.look_id, result=look.result, evidence=look.proof)


def with_reason(day: DayFact, reason: ReasonFact | None) -> DayFact:
    """The day with its reason; one given for a day that was executed after all says nothing."""
    if reason is None or day.state is DayState.EXECUTED:
        return day
    return replace(day, reason=reason.code, note=reason.note)


def line_of(
    booking: BookedLine,
    month: Period,
    *,
    looks: Iterable[LookFact] = (),
    reasons: Iterable[ReasonFact] = (),
    proofs: Iterable[ProofFact] = (),
    rulings: Mapping[date, Ruling] = MappingProxyType({}),
    lifted: Mapping[date, str] = MappingProxyType({}),
    fixed: Iterable[FixedShare] = (),
    now: datetime,
) -> MonthLine:
    """The booking's line: its planned days in `month` and its money there.

    Looks, reasons and fixed shares are the booking's own; `proofs` may hold its contract's too.
    `rulings` are days not placed, paused or closed (§7), `lifted` why one is no longer ruled. What
    it lacks is asked of all lines of the month together: `with_missing`.
    """
    by_day: defaultdict[date, list[LookFact]] = defaultdict(list)
    for look in looks:
        by_day[look.on].append(look)
    reason_of = {reason.day: reason for reason in reasons}
    own = tuple(one for one in proofs if one.booking_id in {None, booking.booking_id})
    days = []
    for day in _planned(booking, month):
        named = [one for one in own if one.kind is ProofKind.DAY and one.day == day]
        fact = judge_day(day, looks=by_day[day], proofs=named, ruling=rulings.get(day), now=now)
        fact = replace(fact, lifted=lifted.get(day, ""))
        days.append(with_reason(fact, reason_of.get(day)))
    name = month_name(month.first)
    settled = {share.month: share.amount_fen for share in fixed}
    amount = settled[name] if name in settled else shares(booking).get(name, 0)
    return MonthLine(booking, tuple(days), amount, own)


def _planned(booking: BookedLine, month: Period) -> tuple[date, ...]:
    both = Period(booking.first, booking.last).meets(month)
    return tuple(both.days()) if both else ()


def with_missing(lines: Sequence[MonthLine]) -> tuple[MonthLine, ...]:
    """The lines of a month, each with what it lacks.

    A reason for every day not executed or not verified; the client's own proof for a contract of
    which no line has an executed day; an AE's screenshot for an editor-placed line.
    """
    ran = {line.booking.contract_id for line in lines if line.executed or _is_running(line)}
    return tuple(
        replace(line, missing=_missing(line, ran=line.booking.contract_id in ran)) for line in lines
    )


def _is_running(line: MonthLine) -> bool:
    """Some of its days may still be executed."""
    return any(day.known is Known.NOT_OVER for day in line.days)


def _missing(line: MonthLine, *, ran: bool) -> tuple[Missing, ...]:
    lacks = []
    bare = tuple(day.day for day in line.days if day.needs_reason and day.reason is None)
    if bare:
        lacks.append(Missing("month.reason_missing", bare))
    kinds = {proof.kind for proof in line.proofs}
    if not ran and ProofKind.CLIENT not in kinds:
        lacks.append(Missing("month.client_proof_missing"))
    if line.booking.editor_placed and ProofKind.SCREENSHOT not in kinds:
        lacks.append(Missing("month.screenshot_missing"))
    return tuple(lacks)


def revenue_fen(category: Category, net_fen: int) -> int:
    """The money a booking brings: 配送 and 补投 add no revenue, whatever their price says (§8)."""
    return net_fen if category is Category.PAID else 0


def shares(booking: BookedLine) -> dict[str, int]:
    """The booking's revenue by month: in proportion to ad days, by largest remainder (§8)."""
    return month_shares(
        Period(booking.first, booking.last),
        revenue_fen(booking.category, booking.net_fen),
    )


def month_shares(period: Period, amount_fen: int) -> dict[str, int]:
    """`amount_fen` over the months of `period` by ad days; the shares add up exactly."""
    days: dict[str, int] = {}
    first = period.first
    while first <= period.last:
        month = month_period(first.year, first.month)
        last = min(month.last, period.last)
        days[month_name(first)] = (last - first).days + 1
        first = last + ONE_DAY
    return dict(zip(days, split(amount_fen, tuple(days.values())), strict=True))


def owed(
    month: str, *, now: Mapping[str, int], fixed: Iterable[FixedShare]
) -> tuple[int, tuple[ShareChange, ...]]:
    """What `month` must carry so that a booking's fixed months stay true to it, in fen (§8).

    Every fixed month's share as it would be by `now`, less what was fixed, less what other months
    already carried; and the months that changed. A booking that is no longer sold has no `now`.
    """
    known = sorted(fixed, key=lambda share: share.month)
    changes = tuple(
        ShareChange(share.month, share.amount_fen, now.get(share.month, 0))
        for share in known
        if share.amount_fen != now.get(share.month, 0)
    )
    moved = sum(change.now_fen - change.fixed_fen for change in changes)
    carried = sum(share.difference_fen for share in known if share.month != month)
    return moved - carried, changes
