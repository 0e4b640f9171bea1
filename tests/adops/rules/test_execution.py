"""What is to be done for a booking, how far it is, and when it was late (rules.md §7)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from adops.catalog.calendar import load_calendar
from adops.domain.execution import (
    ExecutionState,
    ExecutionTerms,
    Item,
    ItemKind,
    Mark,
    MarkKind,
    Shown,
    Sight,
    Size,
    Stop,
    SwapState,
    Violation,
)
from adops.domain.period import Period, at
from adops.domain.states import Delivered
from adops.rules.execution import (
    START,
    Facts,
    coming,
    excuses,
    is_pressing,
    items_of,
    to_configure,
    violations,
)
from adops.rules.live import live_of
from adops.rules.swap import Version

TERMS = ExecutionTerms(time(18), time(9, 40))
CALENDAR = load_calendar(Path("no such folder"))
MONDAY = date(2026, 11, 23)
PERIOD = Period(MONDAY, date(2026, 11, 29))


def day(number: int) -> date:
    """A day of November 2026."""
    return date(2026, 11, number)


def when(number: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A second of November 2026 in Shanghai."""
    return at(day(number), hour, minute) + timedelta(seconds=second)


FIRST = Version(1, 1, MONDAY, when(19, 11))
SHOWN = {n: Shown(n, n, f"https://example.com/{n}", (f"v{n}.jpg",)) for n in range(1, 9)}
BOOKED = Facts(
    booking_id=17,
    period=PERIOD,
    entered_at=when(16, 10),
    slot_code="LJ-1",
    slot_name="首页通栏",
    sizes=((None, (Size("main", 950, 90),)),),
    regions=("北京",),
    versions=(FIRST,),
    shown=SHOWN,
)


def items(facts: Facts, now: datetime) -> tuple[Item, ...]:
    return items_of(facts, calendar=CALENDAR, terms=TERMS, now=now)


def start(facts: Facts, now: datetime) -> Item:
    return next(one for one in items(facts, now) if one.kind is ItemKind.START)


def change(facts: Facts, now: datetime) -> Item:
    return next(one for one in items(facts, now) if one.swap is not None)


ENTERED = start(BOOKED, when(20, 9)).entry.fingerprint


def mark(kind: str, instant: datetime, what: str = START, **given: object) -> Mark:
    return replace(Mark(MarkKind(kind), instant, "BJ001", entered=ENTERED), **given)  # type: ignore[arg-type]


def marked(*marks: Mark, facts: Facts = BOOKED, what: str = START, on: date = MONDAY) -> Facts:
    return replace(facts, marks={**facts.marks, (on, what): marks})


def seen(*told: tuple[datetime, str], facts: Facts = BOOKED, creative: int = 1) -> Facts:
    sights = [Sight(one, MONDAY, Delivered(said), creative) for one, said in told]
    return replace(facts, sights=(*facts.sights, *sights))


CONFIGURED = mark("configured", when(20, 17))
LIVE = "live"


@pytest.mark.parametrize(
    ("facts", "now", "state"),
    [
        pytest.param(replace(BOOKED, versions=()), when(20, 9), "waiting", id="no creative"),
        pytest.param(BOOKED, when(18, 9), "waiting", id="not yet confirmed"),
        pytest.param(BOOKED, when(20, 9), "ready", id="confirmed"),
        pytest.param(marked(CONFIGURED), when(20, 18), "configured", id="entered"),
        pytest.param(BOOKED, when(23, 10), "ready", id="10:00:00 is not over"),
        pytest.param(BOOKED, when(23, 10, 0, 1), "late", id="10:00:01, not there"),
        pytest.param(seen((when(23, 9, 12), "yes")), when(23, 9, 13), "on_time", id="seen"),
        pytest.param(seen((when(23, 10), "yes")), when(23, 12), "on_time", id="10:00:00 seen"),
        pytest.param(seen((when(23, 10, 0, 1), "yes")), when(23, 12), "late", id="10:00:01 seen"),
        pytest.param(
            seen((when(23, 10) + timedelta(milliseconds=900), "yes")),
            when(23, 12),
            "on_time",
            id="fractions are dropped",
        ),
        pytest.param(marked(mark(LIVE, when(23, 9, 5))), when(23, 9, 6), "on_time", id="said"),
        pytest.param(marked(mark(LIVE, when(23, 10, 5))), when(23, 11), "late", id="said late"),
        pytest.param(
            seen((when(23, 9, 30), "no"), facts=marked(mark(LIVE, when(23, 9, 5)))),
            when(23, 9, 40),
            "ready",
            id="said, and contradicted",
        ),
        pytest.param(
            marked(CONFIGURED, mark("late_report", when(23, 10, 20), reason="system")),
            when(23, 11),
            "late_reported",
            id="reported",
        ),
        pytest.param(
            marked(mark("late_report", when(23, 23, 59, 59), reason="system")),
            when(25, 9),
            "late_reported",
            id="reported at the last second",
        ),
        pytest.param(BOOKED, when(23, 23, 59, 59), "late", id="a second left to report"),
        pytest.param(
            seen((when(23, 11), "no")), when(23, 24), "not_placed", id="24:00 and not reported"
        ),
        pytest.param(
            seen((when(23, 11), "yes")), when(23, 24), "not_placed", id="live, late, not reported"
        ),
        pytest.param(
            marked(mark(LIVE, when(23, 11))), when(24, 9), "not_placed", id="said late, no report"
        ),
        pytest.param(
            seen((when(23, 11), "yes"), facts=marked(mark("lift", when(24, 9), reason="核实"))),
            when(24, 10),
            "late",
            id="lifted",
        ),
        pytest.param(
            seen((when(23, 9, 5), "unknown"), (when(23, 14), "unknown")),
            when(24, 9),
            "unverified",
            id="nobody could look",
        ),
        pytest.param(BOOKED, when(24, 9), "unverified", id="nobody looked"),
        pytest.param(
            seen((when(23, 9, 5), "unknown"), facts=marked(mark(LIVE, when(23, 11)))),
            when(24, 9),
            "not_placed",
            id="nobody could look, said late",
        ),
        pytest.param(replace(BOOKED, off=frozenset({MONDAY})), when(23, 12), "ready", id="closed"),
        pytest.param(
            seen((when(23, 12), "yes"), facts=replace(BOOKED, off=frozenset({MONDAY}))),
            when(25, 12),
            "live",
            id="closed in the morning",
        ),
        pytest.param(
            seen((when(23, 9, 5), "yes"), facts=replace(BOOKED, off=frozenset({MONDAY}))),
            when(25, 12),
            "on_time",
            id="closed once it was live",
        ),
    ],
)
def test_how_far_a_start_is(facts: Facts, now: datetime, state: str) -> None:
    assert start(facts, now).state is ExecutionState(state)


@pytest.mark.parametrize(
    ("marks", "looks", "live", "by"),
    [
        pytest.param([], [], None, None, id="nothing"),
        pytest.param([], [(9, 12, "yes"), (14, 0, "no")], (9, 12), None, id="first look"),
        pytest.param([(9, 5)], [(9, 12, "yes")], (9, 5), "BJ001", id="mark before the look"),
        pytest.param([(9, 30)], [(9, 12, "yes")], (9, 12), None, id="mark after the look"),
        pytest.param([(9, 5)], [(9, 12, "unknown")], (9, 5), "BJ001", id="look in doubt"),
        pytest.param(
            [(9, 5)], [(9, 12, "no"), (9, 50, "yes")], (9, 50), None, id="contradicted, then seen"
        ),
        pytest.param(
            [(9, 5), (9, 20)], [(9, 12, "no")], (9, 20), "BJ001", id="contradicted, mended, said"
        ),
        pytest.param([(9, 5)], [(9, 12, "yes"), (14, 0, "no")], (9, 12), None, id="gone later"),
        pytest.param([(8, 59)], [], None, None, id="before the ad day"),
    ],
)
def test_since_when_it_is_live(
    marks: list[tuple[int, int]],
    looks: list[tuple[int, int, str]],
    live: tuple[int, int] | None,
    by: str | None,
) -> None:
    found = live_of(
        MONDAY,
        marks=[mark(LIVE, when(23, *one)) for one in marks],
        sights=[Sight(when(23, h, m), MONDAY, Delivered(said)) for h, m, said in looks],
    )
    assert (found and found.at, found and found.by) == (live and when(23, *live), by)


def test_a_look_of_another_ad_day_says_nothing() -> None:
    assert live_of(MONDAY, sights=[Sight(when(24, 9, 5), day(24), Delivered.YES)]) is None


def test_a_start_names_what_to_enter_and_by_when() -> None:
    item = start(BOOKED, when(20, 9))
    assert item.id == "17-2026-11-23-start"
    assert (item.due, item.shown) == (when(22, 24), when(20, 18))
    entry = item.entry
    assert [one.words for one in entry.sizes] == ["950×90"]
    assert (entry.creatives, entry.period, entry.regions) == ((SHOWN[1],), PERIOD, ("北京",))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"period": Period(MONDAY, day(30))}, id="period"),
        pytest.param({"regions": ("北京", "天津")}, id="region"),
        pytest.param({"slot_code": "LJ-2"}, id="slot"),
        pytest.param({"sizes": ((None, (Size("main", 1000, 90),)),)}, id="size"),
        pytest.param({"shown": {1: replace(SHOWN[1], link="https://example.com/x")}}, id="link"),
    ],
)
def test_what_changes_must_be_entered_anew(changed: dict[str, object]) -> None:
    facts = replace(marked(CONFIGURED), **changed)  # type: ignore[arg-type]
    assert start(facts, when(20, 18)).state is ExecutionState.READY


def test_another_version_before_the_start_must_be_entered_anew() -> None:
    old = replace(FIRST, replaced_at=when(20, 17, 30))
    new = Version(2, 2, MONDAY, when(20, 17, 30))
    facts = replace(marked(CONFIGURED), versions=(old, new))
    assert start(facts, when(20, 17, 20)).state is ExecutionState.CONFIGURED
    item = start(facts, when(20, 18))
    assert (item.state, item.entry.creatives) == (ExecutionState.READY, (SHOWN[2],))
    assert len(items(facts, when(20, 18))) == 1


def test_a_moved_booking_has_another_item() -> None:
    facts = replace(marked(CONFIGURED), period=Period(day(24), day(29)))
    item = start(facts, when(20, 18))
    assert item.id == "17-2026-11-24-start"
    assert item.configured is None


@pytest.mark.parametrize(
    ("facts", "starts"),
    [
        pytest.param(BOOKED, True, id="booked"),
        pytest.param(replace(BOOKED, taken_over=True), False, id="taken over"),
        pytest.param(replace(BOOKED, entered_at=when(24, 9)), False, id="entered after its start"),
        pytest.param(replace(BOOKED, entered_at=when(23, 9)), True, id="entered on its start day"),
        pytest.param(replace(BOOKED, runs=False), False, id="held or cancelled"),
    ],
)
def test_who_has_a_start(facts: Facts, starts: bool) -> None:
    found = items(facts, when(24, 12))
    assert any(one.kind is ItemKind.START for one in found) is starts


@pytest.mark.parametrize(
    ("now", "days"),
    [
        pytest.param(date(2026, 11, 19), (date(2026, 11, 20), date(2026, 11, 20)), id="Thursday"),
        pytest.param(date(2026, 11, 20), (date(2026, 11, 21), date(2026, 11, 23)), id="Friday"),
        pytest.param(date(2026, 11, 21), (date(2026, 11, 22), date(2026, 11, 23)), id="Saturday"),
        pytest.param(date(2026, 9, 30), (date(2026, 10, 1), date(2026, 10, 8)), id="National Day"),
        pytest.param(date(2026, 2, 14), (date(2026, 2, 15), date(2026, 2, 24)), id="Spring"),
    ],
)
def test_tomorrow_is_all_days_to_the_next_workday(now: date, days: tuple[date, date]) -> None:
    assert coming(at(now, 9), calendar=CALENDAR) == Period(*days)


@pytest.mark.parametrize(
    ("now", "listed"),
    [
        pytest.param(when(19, 12), False, id="Thursday before"),
        pytest.param(when(20, 12), True, id="Friday before"),
        pytest.param(when(23, 8), True, id="the day itself"),
        pytest.param(when(24, 8), False, id="the day after"),
    ],
)
def test_when_a_start_stands_in_the_list(now: datetime, listed: bool) -> None:
    assert to_configure(start(BOOKED, now), now=now, calendar=CALENDAR) is listed
    configured = start(marked(CONFIGURED), max(now, when(20, 17)))
    assert not to_configure(configured, now=now, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("facts", "now", "presses"),
    [
        pytest.param(BOOKED, when(23, 9, 39), False, id="09:39"),
        pytest.param(BOOKED, when(23, 9, 40), True, id="09:40"),
        pytest.param(marked(CONFIGURED), when(23, 9, 40), True, id="only entered"),
        pytest.param(seen((when(23, 9, 12), "yes")), when(23, 9, 40), False, id="seen"),
        pytest.param(seen((when(23, 10, 12), "yes")), when(23, 11), True, id="late, not reported"),
        pytest.param(
            marked(mark("late_report", when(23, 10, 20))), when(23, 11), False, id="reported"
        ),
        pytest.param(BOOKED, when(24, 9), False, id="the day after"),
    ],
)
def test_when_a_start_presses(facts: Facts, now: datetime, presses: bool) -> None:
    assert is_pressing(start(facts, now), terms=TERMS, now=now) is presses


SHUT = replace(BOOKED, off=frozenset({MONDAY}))


def seen_on(number: int, said: str, facts: Facts = SHUT) -> Facts:
    told = Sight(when(number, 9, 12), day(number), Delivered(said), 1)
    return replace(facts, sights=(*facts.sights, told))


@pytest.mark.parametrize(
    ("facts", "now", "state", "presses"),
    [
        pytest.param(marked(CONFIGURED, facts=SHUT), when(23, 12), "configured", False, id="shut"),
        pytest.param(
            marked(CONFIGURED, facts=replace(SHUT, rests=True)),
            when(24, 12),
            "configured",
            False,
            id="still shut",
        ),
        pytest.param(
            marked(CONFIGURED, facts=SHUT), when(24, 9), "configured", True, id="open, not seen"
        ),
        pytest.param(seen_on(24, "no"), when(24, 12), "ready", True, id="open, looked for"),
        pytest.param(seen_on(24, "yes"), when(24, 12), "live", False, id="open and seen"),
        pytest.param(
            seen_on(25, "yes", seen_on(24, "no")), when(25, 12), "live", False, id="a day later"
        ),
        pytest.param(
            marked(CONFIGURED, mark(LIVE, when(24, 9, 30)), facts=SHUT),
            when(24, 12),
            "live",
            False,
            id="open and said",
        ),
        pytest.param(SHUT, when(23, 9) + timedelta(days=60), "ready", False, id="over"),
    ],
)
def test_a_start_in_a_closed_slot_waits_for_it_to_open(
    facts: Facts, now: datetime, state: str, presses: bool
) -> None:
    found = start(facts, now)
    assert found.state is ExecutionState(state)
    assert is_pressing(found, terms=TERMS, now=now) is presses


LATER = Version(2, 2, day(26), when(24, 14))
AT_ONCE = Version(2, 2, day(24), when(24, 14))
GONE = replace(FIRST, replaced_at=when(24, 14))
ON_AIR = seen((when(23, 9, 5), "yes"))
AHEAD = replace(ON_AIR, versions=(FIRST, LATER))
NOW_TO_DO = replace(ON_AIR, versions=(GONE, AT_ONCE))
NEW = Sight(when(24, 14, 40), day(24), Delivered.YES, 2)
OLD = Sight(when(24, 14, 20), day(24), Delivered.YES, 1)


@pytest.mark.parametrize(
    ("facts", "now", "state", "live"),
    [
        pytest.param(NOW_TO_DO, when(24, 14, 10), "due", None, id="due"),
        pytest.param(NOW_TO_DO, when(24, 16), "due", None, id="overdue"),
        pytest.param(
            replace(NOW_TO_DO, sights=(OLD,)), when(24, 16), "due", None, id="the old one is seen"
        ),
        pytest.param(
            replace(NOW_TO_DO, sights=(*ON_AIR.sights, OLD, NEW)),
            when(24, 16),
            "done",
            when(24, 14, 40),
            id="seen",
        ),
        pytest.param(
            marked(mark(LIVE, when(24, 14, 30)), facts=NOW_TO_DO, what="v2", on=day(24)),
            when(24, 16),
            "done",
            when(24, 14, 30),
            id="said",
        ),
        pytest.param(
            marked(mark(LIVE, when(24, 15)), facts=NOW_TO_DO, what="v2", on=day(24)),
            when(24, 16),
            "done",
            when(24, 15),
            id="the sixtieth minute",
        ),
        pytest.param(
            marked(mark(LIVE, when(24, 15, 0, 1)), facts=NOW_TO_DO, what="v2", on=day(24)),
            when(24, 16),
            "done_late",
            when(24, 15, 0, 1),
            id="a second more",
        ),
        pytest.param(AHEAD, when(26, 9, 30), "due", None, id="later: from 09:00 on"),
        pytest.param(
            marked(mark(LIVE, when(26, 10)), facts=AHEAD, what="v2", on=day(26)),
            when(26, 11),
            "done",
            when(26, 10),
            id="later: until 10:00",
        ),
        pytest.param(
            marked(mark(LIVE, when(26, 8, 59)), facts=AHEAD, what="v2", on=day(26)),
            when(26, 9, 30),
            "due",
            None,
            id="later: a word before its day is none",
        ),
        pytest.param(
            replace(ON_AIR, dropped=(replace(LATER, replaced_at=when(25, 9)),)),
            when(25, 10),
            "dropped",
            None,
            id="taken back",
        ),
        pytest.param(AHEAD, when(30, 9), "dropped", None, id="the booking is over"),
        pytest.param(
            replace(AHEAD, period=Period(AHEAD.period.first, day(25))),
            when(24, 9),
            "dropped",
            None,
            id="the booking was cut before its day",
        ),
    ],
)
def test_how_far_a_swap_is(facts: Facts, now: datetime, state: str, live: datetime | None) -> None:
    item = change(facts, now)
    assert item.swap is SwapState(state)
    assert (item.live and item.live.at) == live


@pytest.mark.parametrize(
    ("facts", "now", "presses"),
    [
        pytest.param(NOW_TO_DO, when(24, 14), True, id="at once"),
        pytest.param(AHEAD, when(26, 8, 59), False, id="before its day"),
        pytest.param(AHEAD, when(26, 9), True, id="its day has begun"),
        pytest.param(
            marked(mark(LIVE, when(26, 9)), facts=AHEAD, what="v2", on=day(26)),
            when(26, 9, 1),
            False,
            id="done",
        ),
    ],
)
def test_when_a_swap_presses(facts: Facts, now: datetime, presses: bool) -> None:
    assert is_pressing(change(facts, now), terms=TERMS, now=now) is presses


def test_a_later_swap_is_entered_the_day_before_and_never_late() -> None:
    item = change(AHEAD, when(25, 12))
    assert (item.id, item.kind) == ("17-2026-11-26-v2", ItemKind.SWAP)
    assert (item.shown, item.due) == (when(25, 18), when(26, 10))
    assert item.replaces == (SHOWN[1],)
    assert item.entry.creatives == (SHOWN[2],)
    assert change(AHEAD, when(26, 12)).state is ExecutionState.READY


def test_a_swap_of_the_running_day_has_sixty_minutes() -> None:
    item = change(NOW_TO_DO, when(24, 14, 10))
    assert (item.id, item.shown, item.due) == ("17-2026-11-24-v2", None, when(24, 15))
    assert item.replaces == (SHOWN[1],)


def test_a_change_of_link_says_so() -> None:
    facts = replace(AHEAD, versions=(FIRST, replace(LATER, link_of=1, rotation=1)))
    item = change(facts, when(25, 12))
    assert (item.kind, item.replaces) == (ItemKind.LINK, (SHOWN[1],))


def test_one_shown_in_turn_from_a_later_day_replaces_nobody() -> None:
    facts = replace(AHEAD, versions=(FIRST, replace(LATER, rotation=1)))
    item = change(facts, when(25, 12))
    assert (item.kind, item.replaces) == (ItemKind.SWAP, ())


def test_two_in_turn_from_the_start_are_one_item() -> None:
    beside = Version(2, 2, MONDAY, when(19, 12), rotation=1)
    (item,) = items(replace(BOOKED, versions=(FIRST, beside)), when(20, 9))
    assert item.entry.creatives == (SHOWN[1], SHOWN[2])


def test_a_version_before_the_start_is_live_is_no_swap_but_what_is_to_start() -> None:
    old = replace(FIRST, replaced_at=when(23, 9, 30))
    new = Version(2, 2, MONDAY, when(23, 9, 30))
    (item,) = items(replace(BOOKED, versions=(old, new)), when(23, 9, 40))
    assert item.entry.creatives == (SHOWN[2],)


def test_a_swap_of_day_one_leaves_the_start_as_it_was() -> None:
    old = replace(FIRST, replaced_at=when(23, 14))
    new = Version(2, 2, MONDAY, when(23, 14))
    first, second = items(replace(ON_AIR, versions=(old, new)), when(23, 14, 5))
    assert (first.state, first.entry.creatives) == (ExecutionState.ON_TIME, (SHOWN[1],))
    assert (second.swap, second.due) == (SwapState.DUE, when(23, 15))


def test_the_first_creative_of_a_taken_over_booking_is_no_swap_the_next_is() -> None:
    facts = replace(BOOKED, taken_over=True, versions=(Version(1, 1, day(24), when(24, 11)),))
    assert items(facts, when(24, 12)) == ()
    facts = replace(facts, versions=(*facts.versions, Version(2, 2, day(26), when(25, 11))))
    assert [one.what for one in items(facts, when(25, 12))] == ["v2"]


@pytest.mark.parametrize(
    ("stop", "due"),
    [
        pytest.param(Stop(ItemKind.PAUSE, when(25, 11), "pause1"), when(25, 12), id="pause"),
        pytest.param(Stop(ItemKind.RESUME, when(25, 8), "resume1"), when(25, 9), id="resume"),
        pytest.param(Stop(ItemKind.TAKE_DOWN, when(26, 9), "down"), when(26, 9), id="take down"),
    ],
)
def test_a_stop_is_due_in_its_time(stop: Stop, due: datetime) -> None:
    facts = replace(BOOKED, stops=(stop,), runs=False)
    (item,) = items(facts, when(25, 11, 30))
    assert (item.kind, item.due, item.swap) == (stop.kind, due, SwapState.DUE)
    done = marked(mark(LIVE, due), facts=facts, what=stop.what, on=item.day)
    assert items(done, when(27, 9))[0].swap is SwapState.DONE
    late = marked(mark(LIVE, due + timedelta(seconds=1)), facts=facts, what=stop.what, on=item.day)
    assert items(late, when(27, 9))[0].swap is SwapState.DONE_LATE


PAUSED = Stop(ItemKind.PAUSE, when(25, 11), "pause1", "画面有误")
RESUMED = Stop(ItemKind.RESUME, when(25, 15), "resume1")
DOWN = Stop(ItemKind.TAKE_DOWN, when(30, 9), "down")
PERIOD_OVER = when(30, 9)


def stop(facts: Facts, now: datetime, what: str) -> Item:
    return next(one for one in items(facts, now) if one.what == what)


@pytest.mark.parametrize(
    ("stops", "what", "now", "state"),
    [
        pytest.param((PAUSED,), "pause1", when(25, 13), "due", id="paused"),
        pytest.param((PAUSED, RESUMED), "pause1", when(25, 16), "dropped", id="overtaken"),
        pytest.param((PAUSED, RESUMED), "resume1", when(25, 16), "due", id="resumed"),
        pytest.param((PAUSED,), "pause1", PERIOD_OVER, "dropped", id="the booking is over"),
        pytest.param((DOWN,), "down", when(30, 12), "due", id="still there after its end"),
    ],
)
def test_a_stop_is_needed_until_the_next_one(
    stops: tuple[Stop, ...], what: str, now: datetime, state: str
) -> None:
    assert stop(replace(ON_AIR, stops=stops), now, what).swap == state


@pytest.mark.parametrize(
    ("confirmed", "stops", "due"),
    [
        pytest.param(when(25, 12), (PAUSED, RESUMED), when(25, 16), id="confirmed while paused"),
        pytest.param(when(25, 10, 30), (PAUSED, RESUMED), when(25, 16), id="paused in its hour"),
        pytest.param(when(25, 9, 30), (PAUSED, RESUMED), when(25, 10, 30), id="due before"),
        pytest.param(when(25, 15, 30), (PAUSED, RESUMED), when(25, 16, 30), id="confirmed after"),
        pytest.param(when(25, 12), (PAUSED,), when(25, 13), id="paused still"),
    ],
)
def test_a_pause_gives_a_swap_its_hour_back(
    confirmed: datetime, stops: tuple[Stop, ...], due: datetime
) -> None:
    new = Version(2, 2, day(25), confirmed)
    old = replace(FIRST, replaced_at=confirmed)
    facts = replace(ON_AIR, stops=stops, versions=(old, new))
    assert stop(facts, when(25, 17), "v2").due == due
    done = marked(mark(LIVE, due), facts=facts, what="v2", on=day(25))
    assert stop(done, when(25, 17), "v2").swap is SwapState.DONE


@pytest.mark.parametrize(
    ("look", "said", "state"),
    [
        pytest.param(when(25, 16), "yes", "done", id="seen"),
        pytest.param(when(25, 16, 1), "yes", "done_late", id="seen late"),
        pytest.param(when(25, 14, 59), "yes", "due", id="seen before"),
        pytest.param(when(25, 16), "no", "due", id="not seen"),
    ],
)
def test_a_resumption_is_done_by_the_look_that_saw_it_again(
    look: datetime, said: str, state: str
) -> None:
    sights = (*ON_AIR.sights, Sight(look, day(25), Delivered(said), 1))
    facts = replace(ON_AIR, stops=(PAUSED, RESUMED), sights=sights)
    assert stop(facts, when(25, 17), "resume1").swap == state


def test_what_is_taken_off_and_put_back() -> None:
    """Off: the version that runs; back: what was confirmed meanwhile."""
    new = Version(2, 2, day(25), when(25, 14))
    old = replace(FIRST, replaced_at=when(25, 14))
    facts = replace(ON_AIR, versions=(old, new), stops=(PAUSED, RESUMED))
    off, back = (stop(facts, when(25, 16), one) for one in ("pause1", "resume1"))
    assert (off.entry.creatives, off.replaces, off.why) == ((), (SHOWN[1],), "画面有误")
    assert (back.entry.creatives, back.replaces) == ((SHOWN[2],), ())


@pytest.mark.parametrize(
    ("one", "now", "presses"),
    [
        pytest.param(PAUSED, when(25, 11), True, id="at once"),
        pytest.param(DOWN, when(26, 18), False, id="two workdays ahead"),
        pytest.param(DOWN, when(27, 0), True, id="from the last workday on"),
        pytest.param(DOWN, when(30, 12), True, id="overdue"),
    ],
)
def test_when_a_stop_presses(one: Stop, now: datetime, presses: bool) -> None:
    item = stop(replace(ON_AIR, stops=(one,)), now, one.what)
    assert is_pressing(item, terms=TERMS, now=now) is presses
    assert not to_configure(item, now=now, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("begun", "excused"),
    [(when(23, 9, 20), True), (when(23, 10), True), (when(23, 10, 0, 1), False)],
)
def test_a_pause_keeps_day_one_from_being_late_until_10(begun: datetime, excused: bool) -> None:
    assert excuses(begun, day=MONDAY) is excused


def test_what_is_suspended_presses_nobody() -> None:
    shut = start(replace(BOOKED, off=frozenset({MONDAY})), when(23, 9, 50))
    assert shut.suspended and not is_pressing(shut, terms=TERMS, now=when(23, 9, 50))
    assert not to_configure(shut, now=when(22, 12), calendar=CALENDAR)
    swapped = replace(ON_AIR, versions=(FIRST, Version(2, 2, day(25), when(25, 10))), rests=True)
    assert not is_pressing(change(swapped, when(25, 11)), terms=TERMS, now=when(25, 11))


def test_late_ones_are_counted_by_who_and_why() -> None:
    reported = start(marked(mark("late_report", when(23, 11), reason="system")), when(24, 9))
    silent = start(seen((when(23, 11), "no")), when(24, 9))
    entered_late = start(replace(BOOKED, entered_at=when(23, 9, 30)), when(23, 11))
    in_time = start(ON_AIR, when(24, 9))
    told = [("bj", "hq", reported), ("bj", "hq", reported), ("bj", "bj", silent)]
    told += [("bj", "bj", entered_late), ("bj", "bj", in_time)]
    assert violations(told) == (
        Violation("bj", "bj", "2026-11", "", 1),
        Violation("bj", "bj", "2026-11", "entered_late", 1),
        Violation("bj", "hq", "2026-11", "system", 2),
    )
