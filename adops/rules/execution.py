"""What is to be done for a booking, how far it is, and whether it was late (rules.md §7).

Nothing here is stored but marks: an item appears by itself from the booking, its creatives and its
looks, and is another one when they change.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

from adops.domain.calendar import Calendar
from adops.domain.execution import (
    OPEN,
    STOPS,
    Entry,
    ExecutionState,
    ExecutionTerms,
    Item,
    ItemKind,
    Live,
    Mark,
    MarkKind,
    Shown,
    Sight,
    Size,
    Stop,
    SwapState,
    Violation,
)
from adops.domain.period import ONE_DAY, Period, ad_day_of, ad_day_starts, at, local_day
from adops.domain.states import Delivered
from adops.rules import stops, swap
from adops.rules.live import done_of, live_after, live_of
from adops.rules.swap import SWAP_TIME, Version

LATE_HOUR = 10  # of S, o'clock: live after it is late
START = "start"
Advise = Callable[[Item], Item]  # gives an item its advice


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the items of one booking come from.

    `runs`: it is booked, and neither held nor cancelled. `sizes` are its slot's by first day, the
    first since ever. `dropped` are versions that were confirmed and then taken back, with the
    instant as `replaced_at`. `marks` are by (day, what). `off` are days on which it need not be
    there: the slot or page was closed, the booking paused; `rests`: it is so now. `stops` are its
    pauses, resumptions and the day it is taken down.
    """

    booking_id: int
    period: Period
    entered_at: datetime
    slot_code: str = ""
    slot_name: str = ""
    sizes: tuple[tuple[date | None, tuple[Size, ...]], ...] = ()
    regions: tuple[str, ...] = ()
    runs: bool = True
    taken_over: bool = False
    versions: tuple[Version, ...] = ()
    dropped: tuple[Version, ...] = ()
    shown: Mapping[int, Shown] = field(default_factory=dict)
    marks: Mapping[tuple[date, str], tuple[Mark, ...]] = field(default_factory=dict)
    sights: tuple[Sight, ...] = ()
    off: frozenset[date] = frozenset()
    rests: bool = False
    stops: tuple[Stop, ...] = ()

    @property
    def began_before(self) -> bool:
        """Taken over: it ran before it was entered (rules.md §3)."""
        return self.taken_over or self.period.first < local_day(self.entered_at)


def items_of(
    facts: Facts, *, calendar: Calendar, terms: ExecutionTerms, now: datetime
) -> tuple[Item, ...]:
    """Everything that is or was to be done for the booking, by day.

    A booking that was taken over has no start, and its first creative is no swap.
    """
    advise = partial(_advised, calendar=calendar, terms=terms)
    found = [*_stops(facts, advise, now)]
    if facts.runs:
        start = start_of(facts, now=now)
        found += [advise(start)] if start else []
        found += _changes(facts, start, advise, now)
    return tuple(sorted(found, key=lambda one: (one.day, one.due, one.what)))


def start_of(facts: Facts, *, now: datetime) -> Item | None:
    """The booking's first day alone, without the advice `shown`; None where it has none."""
    if not facts.runs or facts.began_before:
        return None
    day = facts.period.first
    marks = facts.marks.get((day, START), ())
    live = live_of(day, marks=marks, sights=facts.sights)
    suspended = day in facts.off
    if suspended and live is None:
        live = live_after(day, marks=marks, sights=facts.sights)
    until = min(now, ad_day_starts(day + ONE_DAY))
    entry = entry_of(facts, day, _first_shown(facts, live.at if live else until))
    item = Item(
        booking_id=facts.booking_id,
        day=day,
        kind=ItemKind.START,
        what=START,
        due=at(day - ONE_DAY, 24),
        shown=None,
        state=ExecutionState.WAITING,
        entry=entry,
        configured=_configured(marks, entry),
        live=live,
        report=_last(marks, MarkKind.LATE_REPORT),
        lift=_last(marks, MarkKind.LIFT),
        entered_late=local_day(facts.entered_at) == day,
        suspended=suspended,
        reopened=suspended and live is None and _is_open_again(facts, now),
        came_at=facts.entered_at,
    )
    return replace(item, state=_start_state(item, facts, now))


def _is_open_again(facts: Facts, now: datetime) -> bool:
    """A booking that was paused on its first day has its resumption for that."""
    resumed = any(one.kind is ItemKind.RESUME for one in facts.stops)
    day, today = facts.period.first, ad_day_of(now)
    return day < today and today in facts.period and not facts.rests and not resumed


def coming(now: datetime, *, calendar: Calendar) -> Period:
    """The days of the list "tomorrow": up to and including the next workday, so that a weekend or
    holiday stands in one list."""
    today = local_day(now)
    return Period(today + ONE_DAY, calendar.next_workday(today).value)


def to_configure(item: Item, *, now: datetime, calendar: Calendar) -> bool:
    """Whether it stands in the list to be entered: tomorrow's, and today's while nothing is seen of
    it."""
    if item.kind in STOPS or item.suspended:
        return False
    days = Period(local_day(now), coming(now, calendar=calendar).last)
    return item.day in days and item.state in {ExecutionState.WAITING, ExecutionState.READY}


def is_pressing(item: Item, *, terms: ExecutionTerms, now: datetime) -> bool:
    """What stands on Today by itself: a start that is not live at 09:40 of its day, until it is
    reported, and one whose slot was closed then, once it is open; a swap that can be done; a stop,
    a take-down from the last workday before on. Nothing of what is suspended."""
    if item.suspended:
        return item.reopened
    if item.kind is ItemKind.TAKE_DOWN:
        ahead = item.shown is not None and local_day(now) < local_day(item.shown)
        return item.swap is SwapState.DUE and not ahead
    if item.swap is not None:
        begun = item.shown is None or now >= ad_day_starts(item.day)
        return item.swap is SwapState.DUE and begun
    warned = terms.warned_at
    waits = item.state in OPEN or item.state is ExecutionState.LATE
    return waits and local_day(now) == item.day and now >= at(item.day, warned.hour, warned.minute)


def late_from(day: date) -> datetime:
    """10:00:00 of the first day is in time, a second later is late."""
    return at(day, LATE_HOUR)


def report_until(day: date) -> datetime:
    """24:00 of the first day: what was not reported by then counts as not placed."""
    return at(day, 24)


def excuses(pause: datetime, *, day: date) -> bool:
    """Whether a pause that began at that instant of day one keeps it from being late: by 10:00:00,
    when it was not late yet. **[decided]**"""
    return pause.replace(microsecond=0) <= late_from(day)


def minutes_left(item: Item, *, now: datetime) -> int:
    """Whole minutes until it is due, rounded down; negative once it is overdue."""
    return (item.due - now) // timedelta(minutes=1)


def violations(found: Iterable[tuple[str, str, Item]]) -> tuple[Violation, ...]:
    """Late placements, given with the stations that sold and that placed: by month and reason.

    One that was entered on its own start day is counted apart; a lift takes none away.
    """
    counts = Counter(
        (sold, placed, f"{item.day:%Y-%m}", reason_of(item))
        for sold, placed, item in found
        if item.is_late
    )
    return tuple(Violation(*key, count) for key, count in sorted(counts.items()))


def reason_of(item: Item) -> str:
    """Why it was late, as a code; "" where nobody reported."""
    if item.entered_late:
        return "entered_late"
    return item.report.reason if item.report else ""


def _start_state(item: Item, facts: Facts, now: datetime) -> ExecutionState:
    """On day one by the clock; whole seconds are compared."""
    live, limit = item.live, late_from(item.day)
    before = _before_live(item)
    if live is not None and live.at.replace(microsecond=0) <= limit:
        return ExecutionState.ON_TIME
    if item.suspended:
        return ExecutionState.LIVE if live else before
    if now.replace(microsecond=0) <= limit:
        return before
    if item.report is not None:
        return ExecutionState.LATE_REPORTED
    if now < report_until(item.day) or item.lift is not None:
        return ExecutionState.LATE
    if live is None and _blind(facts.sights, item.day):
        return ExecutionState.UNVERIFIED
    return ExecutionState.NOT_PLACED


def _blind(sights: Sequence[Sight], day: date) -> bool:
    """No look of the ad day could tell; a day without any look is no different."""
    return all(one.delivered is Delivered.UNKNOWN for one in sights if one.on == day)


def _before_live(item: Item) -> ExecutionState:
    if not item.entry.creatives:
        return ExecutionState.WAITING
    return ExecutionState.CONFIGURED if item.configured else ExecutionState.READY


def _changes(facts: Facts, start: Item | None, advise: Advise, now: datetime) -> Iterator[Item]:
    for one in (*facts.versions, *facts.dropped):
        if _is_change(one, facts, start):
            yield _change(one, facts, advise, now)


def _is_change(one: Version, facts: Facts, start: Item | None) -> bool:
    """Of a later day than the start, or confirmed once the start was live. A taken-over booking's
    first creative is what runs already."""
    if start is None:
        return any(
            other.confirmed_at < one.confirmed_at and other.ever_ran for other in facts.versions
        )
    live = start.live
    return one.go_live > start.day or (live is not None and one.confirmed_at > live.at)


def _change(one: Version, facts: Facts, advise: Advise, now: datetime) -> Item:
    day, what = one.go_live, f"v{one.number}"
    marks = facts.marks.get((day, what), ())
    done = done_of(one, marks=marks, sights=facts.sights)
    at_once = day <= ad_day_of(one.confirmed_at)
    due = stops.put_off(swap.due(one), facts.stops, since=one.confirmed_at)
    entry = entry_of(facts, day, [one.creative_id])
    item = Item(
        booking_id=facts.booking_id,
        day=day,
        kind=ItemKind.LINK if one.link_of else ItemKind.SWAP,
        what=what,
        due=due,
        shown=None,
        state=ExecutionState.READY,
        entry=entry,
        replaces=_leaving(one, facts),
        swap=_swap_state(one, done, due, last=facts.period.last, now=now),
        configured=_configured(marks, entry),
        live=done,
        suspended=facts.rests,
        came_at=one.confirmed_at,
    )
    item = replace(item, state=ExecutionState.LIVE if done else _before_live(item))
    return item if at_once else advise(item)


def _swap_state(
    one: Version, done: Live | None, due: datetime, *, last: date, now: datetime
) -> SwapState:
    """Nothing is swapped after the booking's `last` day: it is over, or was cut before."""
    gone = one.replaced_at
    if done is None or (gone is not None and gone < done.at):
        over = one.go_live > last or now >= ad_day_starts(last + ONE_DAY)
        return SwapState.DROPPED if gone is not None or over else SwapState.DUE
    in_time = done.at.replace(microsecond=0) <= due
    return SwapState.DONE if in_time else SwapState.DONE_LATE


def _first_shown(facts: Facts, moment: datetime) -> list[int]:
    """What was to be entered for day one, as it stood at that moment."""
    day = facts.period.first
    known = _as_of(facts.versions, moment)
    return sorted(swap.expected(known, on=day, now=ad_day_starts(day + ONE_DAY * 2)))


def _as_of(versions: Iterable[Version], moment: datetime) -> list[Version]:
    return [
        one
        if one.replaced_at is None or one.replaced_at <= moment
        else replace(one, replaced_at=None)
        for one in versions
        if one.confirmed_at <= moment
    ]


def _leaving(one: Version, facts: Facts) -> tuple[Shown, ...]:
    """The versions that are shown no more once it is in place."""
    on, end = one.go_live, ad_day_starts(one.go_live + ONE_DAY * 2)
    just_before = _as_of(facts.versions, one.confirmed_at - timedelta(microseconds=1))
    before = swap.expected(just_before, on=on, now=end)
    after = swap.expected(_as_of(facts.versions, one.confirmed_at), on=on, now=end)
    return tuple(facts.shown[old] for old in sorted(before - after) if old in facts.shown)


def entry_of(facts: Facts, day: date, creatives: Iterable[int]) -> Entry:
    """What the form asks for these creatives on that day."""
    sizes: tuple[Size, ...] = ()
    for since, some in facts.sizes:
        if since is None or since <= day:
            sizes = some
    return Entry(
        slot_code=facts.slot_code,
        slot_name=facts.slot_name,
        creatives=tuple(facts.shown[one] for one in creatives if one in facts.shown),
        sizes=sizes,
        period=Period(day, facts.period.last) if day in facts.period else facts.period,
        regions=facts.regions,
    )


def _configured(marks: Iterable[Mark], entry: Entry) -> Mark | None:
    """The last mark, as long as what was entered is still what must be entered."""
    mark = _last(marks, MarkKind.CONFIGURED)
    return mark if mark is not None and mark.entered == entry.fingerprint else None


def _last(marks: Iterable[Mark], kind: MarkKind) -> Mark | None:
    found = [one for one in marks if one.kind is kind]
    return max(found, key=lambda one: one.at, default=None)


def _advised(item: Item, *, calendar: Calendar, terms: ExecutionTerms) -> Item:
    """With the advice: 18:00 of the last workday before its day. What came after it is due as it
    binds; what came after that too, by 10:00 of its day. **[decided]**"""
    day, clock = calendar.workdays_before(item.day, 1), terms.advised_at
    shown, came, binds = at(day.value, clock.hour, clock.minute), item.came_at, None
    if came is not None and came > shown:
        binds = item.due if came < item.due else late_from(item.day)
    return replace(item, shown=shown, provisional=day.provisional, binds=binds)


def _stops(facts: Facts, advise: Advise, now: datetime) -> Iterator[Item]:
    """Pauses and resumptions are due in 60 minutes, a cancelled booking at 09:00 of its first day
    off air; none is ever a late placement."""
    over = ad_day_starts(facts.period.last + ONE_DAY)
    for one in facts.stops:
        day, down = ad_day_of(one.at), one.kind is ItemKind.TAKE_DOWN
        due = ad_day_starts(day) if down else one.at + SWAP_TIME
        done = stops.done_of(one, facts.marks.get((day, one.what), ()), facts.sights)
        runs = sorted(swap.expected(_as_of(facts.versions, one.at), on=day, now=due + ONE_DAY * 2))
        entry = entry_of(facts, day, runs)
        back = one.kind is ItemKind.RESUME
        item = Item(
            booking_id=facts.booking_id,
            day=day,
            kind=one.kind,
            what=one.what,
            due=due,
            shown=None,
            state=ExecutionState.LIVE if done else ExecutionState.READY,
            entry=entry if back else replace(entry, creatives=()),
            replaces=() if back else entry.creatives,
            swap=stops.state_of(one, facts.stops, done, due=due, over=over, now=now),
            live=done,
            why=one.why,
        )
        yield advise(item) if down else item
