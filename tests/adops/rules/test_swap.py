"""Old and new side by side until the swap is due, then the new one alone (rules.md §7); two shown
in turn, changes of link, and whose place a newly confirmed one takes (§5)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from adops.domain.period import ad_day_of, at
from adops.rules.swap import Place, Version, due, expected, in_turn, is_under_way, place_of


def day(number: int) -> date:
    """A day of November 2026."""
    return date(2026, 11, number)


def when(number: int, hour: int, minute: int = 0) -> datetime:
    """A minute of November 2026 in Shanghai."""
    return at(day(number), hour, minute)


OLD = Version(2, 2, day(24), when(23, 11))
NEXT = Version(3, 3, day(26), when(24, 14))
AT_ONCE = Version(3, 3, day(24), when(24, 14))
REPLACED = Version(2, 2, day(24), when(23, 11), replaced_at=when(24, 14))
NEVER = Version(4, 4, day(26), when(24, 15), replaced_at=when(25, 11))
INSTEAD = Version(5, 5, day(26), when(25, 11))
FIRST = Version(1, 1, day(20), when(19, 11))
BESIDE = Version(6, 6, day(24), when(23, 12), rotation=2)
LATER = Version(7, 7, day(26), when(24, 12), rotation=2)
RELINKED = Version(8, 8, day(25), when(25, 14), rotation=2, link_of=2)
GONE = Version(2, 2, day(24), when(23, 11), replaced_at=when(25, 14))
LINK_AHEAD = Version(9, 9, day(26), when(25, 14), rotation=2, link_of=2)


@pytest.mark.parametrize(
    ("versions", "now", "ids"),
    [
        pytest.param([], when(24, 9, 5), set(), id="none"),
        pytest.param([NEXT], when(25, 9, 5), set(), id="none has begun"),
        pytest.param([OLD], when(24, 9, 5), {2}, id="one alone"),
        pytest.param([OLD, NEXT], when(25, 12), {2}, id="before the swap day"),
        pytest.param([OLD, NEXT], when(26, 8, 59), {2}, id="the swap day has not begun"),
        pytest.param([OLD, NEXT], when(26, 9), {2, 3}, id="both from 09:00"),
        pytest.param([OLD, NEXT], when(26, 9, 59), {2, 3}, id="both until 10:00"),
        pytest.param([OLD, NEXT], when(26, 10), {3}, id="the new one from 10:00"),
        pytest.param([OLD, NEXT], when(27, 9, 5), {3}, id="the day after"),
        pytest.param([FIRST, OLD, NEXT], when(26, 9, 5), {2, 3}, id="the oldest is over"),
        pytest.param([FIRST, OLD, NEXT], when(24, 9, 5), {1, 2}, id="the swap before"),
        pytest.param([REPLACED, AT_ONCE], when(24, 14, 59), {2, 3}, id="at once: an hour"),
        pytest.param([REPLACED, AT_ONCE], when(24, 15), {3}, id="at once: the hour is over"),
        pytest.param([FIRST, REPLACED, AT_ONCE], when(24, 14, 5), {2, 3}, id="at once: two"),
        pytest.param([OLD, NEVER, INSTEAD], when(26, 9, 5), {2, 5}, id="one that never ran"),
        pytest.param([REPLACED], when(24, 14, 5), set(), id="nothing takes its place"),
        pytest.param([OLD, BESIDE], when(24, 9, 5), {2, 6}, id="in turn"),
        pytest.param([OLD, BESIDE], when(25, 20), {2, 6}, id="in turn for good"),
        pytest.param(
            [FIRST, OLD, BESIDE], when(24, 9, 5), {1, 2, 6}, id="in turn: the swap before"
        ),
        pytest.param([FIRST, OLD, BESIDE], when(24, 10), {2, 6}, id="in turn: the swap is due"),
        pytest.param([OLD, LATER], when(25, 9, 5), {2}, id="in turn: its day has not come"),
        pytest.param([FIRST, OLD, LATER], when(26, 9, 5), {2, 7}, id="in turn: it joins"),
        pytest.param([BESIDE], when(24, 9, 5), {6}, id="in turn: the first was taken out"),
        pytest.param([OLD, BESIDE, NEXT], when(26, 9, 5), {2, 3, 6}, id="both go, not yet due"),
        pytest.param([OLD, BESIDE, NEXT], when(26, 10), {3}, id="both go"),
        pytest.param([GONE, BESIDE, RELINKED], when(25, 14, 5), {2, 6, 8}, id="link: an hour"),
        pytest.param([GONE, BESIDE, RELINKED], when(25, 15), {6, 8}, id="link: beside the other"),
        pytest.param([OLD, BESIDE, LINK_AHEAD], when(25, 15), {2, 6}, id="link ahead: not yet"),
        pytest.param([OLD, BESIDE, LINK_AHEAD], when(26, 9, 5), {2, 6, 9}, id="link ahead: both"),
        pytest.param([OLD, BESIDE, LINK_AHEAD], when(26, 10), {6, 9}, id="link ahead: the new one"),
    ],
)
def test_what_may_be_seen(versions: list[Version], now: datetime, ids: set[int]) -> None:
    assert expected(versions, on=ad_day_of(now), now=now) == ids


@pytest.mark.parametrize(
    ("version", "now", "ids"),
    [
        pytest.param(replace(NEXT, done_at=when(26, 9, 20)), when(26, 9, 19), {2, 3}, id="not yet"),
        pytest.param(replace(NEXT, done_at=when(26, 9, 20)), when(26, 9, 20), {3}, id="done"),
        pytest.param(replace(NEXT, done_at=when(26, 11)), when(26, 10), {3}, id="done after it"),
    ],
)
def test_once_it_is_done_only_the_new_one_is_expected(
    version: Version, now: datetime, ids: set[int]
) -> None:
    assert expected([OLD, version], on=day(26), now=now) == ids


@pytest.mark.parametrize(
    ("versions", "now", "ids"),
    [
        pytest.param([OLD], when(25, 9, 5), set(), id="one alone"),
        pytest.param([OLD, NEXT], when(26, 9, 5), set(), id="a swap: either will do"),
        pytest.param([OLD, BESIDE], when(24, 9, 59), set(), id="not yet due"),
        pytest.param([OLD, BESIDE], when(24, 10), {2, 6}, id="both due"),
        pytest.param([FIRST, OLD, BESIDE], when(24, 9, 5), set(), id="the swap before"),
        pytest.param([OLD, LATER], when(25, 9, 5), set(), id="its day has not come"),
        pytest.param([OLD, LATER], when(26, 9, 59), set(), id="on its way"),
        pytest.param([OLD, LATER], when(26, 10), {2, 7}, id="it has joined"),
        pytest.param(
            [OLD, replace(LATER, done_at=when(26, 9, 20))], when(26, 9, 20), {2, 7}, id="done"
        ),
        pytest.param([OLD, BESIDE, NEXT], when(26, 9, 5), set(), id="both go"),
    ],
)
def test_what_must_come_in_turn(versions: list[Version], now: datetime, ids: set[int]) -> None:
    assert in_turn(versions, on=ad_day_of(now), now=now) == ids


def test_a_day_gone_by_is_told_as_it_was() -> None:
    later = Version(7, 7, day(26), when(26, 14))
    gone = Version(2, 2, day(24), when(23, 11), replaced_at=when(26, 14))
    assert expected([gone, later], on=day(25), now=when(27, 12)) == {2}


@pytest.mark.parametrize(
    ("version", "instant"),
    [
        pytest.param(NEXT, when(26, 10), id="a day ahead"),
        pytest.param(AT_ONCE, when(24, 15), id="the running ad day"),
        pytest.param(
            Version(6, 6, day(26), when(26, 8, 30)), when(26, 10), id="confirmed before 09:00"
        ),
        pytest.param(
            Version(6, 6, day(25), when(26, 8, 30)), when(26, 9, 30), id="of an ad day at night"
        ),
    ],
)
def test_when_it_must_be_done(version: Version, instant: datetime) -> None:
    assert due(version) == instant


def confirmed(number: int, go_live: int, *, link_of: int | None = None) -> Version:
    """One that is being confirmed on the 24th at 14:00."""
    return Version(number, number, day(go_live), when(24, 14), link_of=link_of)


@pytest.mark.parametrize(
    ("new", "rotates", "current", "place"),
    [
        pytest.param(confirmed(9, 24), False, [], Place(), id="the first"),
        pytest.param(confirmed(9, 24), True, [], Place(), id="in turn with nothing"),
        pytest.param(
            confirmed(9, 24), False, [OLD, NEXT], Place(None, frozenset({2, 3})), id="at once"
        ),
        pytest.param(
            confirmed(9, 26), False, [OLD, NEXT], Place(None, frozenset({3})), id="on its day"
        ),
        pytest.param(confirmed(9, 27), False, [OLD, NEXT], Place(), id="a later swap"),
        pytest.param(confirmed(9, 24), True, [OLD, NEXT], Place(2), id="in turn with the running"),
        pytest.param(confirmed(9, 26), True, [OLD, NEXT], Place(3), id="in turn with the coming"),
        pytest.param(confirmed(9, 24), True, [NEXT], Place(3), id="in turn with the next to come"),
        pytest.param(confirmed(9, 25), True, [OLD, BESIDE], Place(2), id="a third in turn"),
        pytest.param(
            confirmed(9, 24),
            False,
            [OLD, BESIDE, NEXT],
            Place(None, frozenset({2, 3, 6})),
            id="instead of both",
        ),
        pytest.param(
            confirmed(9, 24, link_of=2),
            False,
            [OLD, BESIDE, NEXT],
            Place(2, frozenset({2})),
            id="link: of one of two, the coming swap stays",
        ),
        pytest.param(
            confirmed(9, 25, link_of=2), False, [OLD, NEXT], Place(2), id="link: from a later day"
        ),
        pytest.param(
            confirmed(9, 26, link_of=3),
            False,
            [OLD, NEXT],
            Place(3, frozenset({3})),
            id="link: of the coming one",
        ),
        pytest.param(
            confirmed(9, 26, link_of=2),
            False,
            [OLD, NEXT],
            Place(None, frozenset({3})),
            id="link: of one that is over by then",
        ),
        pytest.param(
            confirmed(9, 24, link_of=5),
            False,
            [OLD],
            Place(None, frozenset({2})),
            id="link: of one that is not confirmed",
        ),
    ],
)
def test_whose_place_it_takes(
    new: Version, rotates: bool, current: list[Version], place: Place
) -> None:
    assert place_of(new, current, rotates=rotates, running=day(24)) == place


@pytest.mark.parametrize(
    ("hour", "minute", "done", "under_way"),
    [
        pytest.param(9, 5, None, False, id="before"),
        pytest.param(9, 10, None, True, id="as-it-is-confirmed"),
        pytest.param(10, 9, None, True, id="with-a-minute-left"),
        pytest.param(10, 10, None, False, id="due"),
        pytest.param(9, 40, when(20, 9, 30), False, id="done-before"),
    ],
)
def test_while_one_takes_the_place_of_another(
    hour: int, minute: int, done: datetime | None, under_way: bool
) -> None:
    old = Version(1, 1, day(1), at(date(2026, 10, 30), 9), when(20, 9, 10))
    new = Version(2, 2, day(20), when(20, 9, 10), done_at=done)
    assert is_under_way([old, new], now=when(20, hour, minute)) is under_way
    assert not is_under_way([new], now=when(20, hour, minute))  # a start is no swap
