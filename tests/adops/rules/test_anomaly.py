"""What looks make of anomalies: tables of what stood, what was seen, what becomes of it
(checks.md, Anomaly)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from adops.domain.anomaly import (
    Alike,
    AnomalyState,
    Move,
    SlotTold,
    Standing,
    Step,
    Subject,
    Told,
    Why,
)
from adops.domain.facts import BookingSeen, Look
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult
from adops.rules.anomaly import (
    is_old,
    ranked,
    steps,
    steps_by_eye,
    steps_by_hand,
    told_by_eye,
    told_by_hand,
    told_of,
)

DAY = date(2026, 11, 20)
PAGE, SLOT, A, B = 7, 1, 11, 12
OK, EMPTY, MISSING = LookResult.OK, LookResult.EMPTY, LookResult.MISSING
WRONG, LINK, DEAD = LookResult.WRONG_CREATIVE, LookResult.WRONG_LINK, LookResult.DEAD_LINK
YES, NO, UNKNOWN = Delivered.YES, Delivered.NO, Delivered.UNKNOWN
OF_A, OF_B, ALONE, OF_PAGE = (
    Subject(PAGE, SLOT, A),
    Subject(PAGE, SLOT, B),
    Subject(PAGE, SLOT),
    Subject(PAGE),
)
OPEN, OURS, TICKET = AnomalyState.OPEN, AnomalyState.OURS, AnomalyState.ESCALATED


def look(
    result: LookResult, *bookings: tuple[int, Delivered, LookResult | None], slot: int = SLOT
) -> Look:
    seen = tuple(
        BookingSeen(number, None, f"RLZ{number}", said is YES, None, said, own)
        for number, said, own in bookings
    )
    return Look(slot, f"S{slot}", DAY, result, "http://x/", at(DAY, 9, 10), (), seen)


def stood(
    subject: Subject, result: LookResult, state: AnomalyState = OPEN, slots: tuple[int, ...] = ()
) -> Standing:
    return Standing(5, subject, state, result, frozenset(slots))


def opened(subject: Subject, result: LookResult, *slots: int) -> Step:
    return Step(Move.OPEN, subject, result=result, slots=frozenset(slots))


def joined(subject: Subject, result: LookResult, *slots: int, changed: bool = False) -> Step:
    return Step(Move.JOIN, subject, 5, result, changed, frozenset(slots))


def ended(subject: Subject, why: Why = Why.OK) -> Step:
    return Step(Move.RESOLVE, subject, 5, why=why)


@pytest.mark.parametrize(
    ("seen", "before", "after"),
    [
        pytest.param(look(OK, (A, YES, OK)), None, [], id="well-and-nothing-stood"),
        pytest.param(look(EMPTY, (A, NO, EMPTY)), None, [opened(OF_A, EMPTY)], id="first-trouble"),
        pytest.param(
            look(EMPTY, (A, NO, EMPTY)),
            stood(OF_A, EMPTY),
            [joined(OF_A, EMPTY)],
            id="the-same-again-joins",
        ),
        pytest.param(
            look(LINK, (A, NO, LINK)),
            stood(OF_A, EMPTY),
            [joined(OF_A, LINK, changed=True)],
            id="a-changed-result-is-noted",
        ),
        pytest.param(
            look(EMPTY, (A, NO, EMPTY)),
            stood(OF_A, EMPTY, TICKET),
            [joined(OF_A, EMPTY)],
            id="a-ticket-is-joined-too",
        ),
        pytest.param(
            look(EMPTY, (A, NO, EMPTY)),
            stood(OF_A, EMPTY, AnomalyState.RESOLVED),
            [opened(OF_A, EMPTY)],
            id="after-the-end-a-new-one",
        ),
        pytest.param(look(OK, (A, YES, OK)), stood(OF_A, EMPTY), [ended(OF_A)], id="ok-resolves"),
        pytest.param(
            look(OK, (A, YES, OK)), stood(OF_A, EMPTY, OURS), [ended(OF_A)], id="ours-too"
        ),
        pytest.param(
            look(OK, (A, YES, OK)), stood(ALONE, MISSING), [ended(ALONE)], id="ok-of-the-slot-alone"
        ),
        pytest.param(
            look(LookResult.UNSURE, (A, UNKNOWN, LookResult.UNSURE)), None, [], id="unsure-is-none"
        ),
        pytest.param(
            look(LookResult.UNSURE, (A, UNKNOWN, LookResult.UNSURE)),
            stood(OF_A, EMPTY),
            [],
            id="unsure-resolves-nothing",
        ),
        pytest.param(
            look(DEAD, (A, YES, DEAD)), None, [opened(OF_A, DEAD)], id="dead-link-though-delivered"
        ),
        pytest.param(
            look(WRONG, (A, YES, OK), (B, NO, WRONG)),
            None,
            [opened(OF_B, WRONG)],
            id="rotation-one-booking-alone",
        ),
        pytest.param(
            look(WRONG, (A, YES, DEAD), (B, NO, WRONG)),
            None,
            [opened(OF_A, DEAD), opened(OF_B, WRONG)],
            id="rotation-each-its-own",
        ),
        pytest.param(
            look(DEAD, (A, YES, OK), (B, YES, DEAD)),
            None,
            [opened(OF_B, DEAD)],
            id="rotation-whose-link-is-dead",
        ),
        pytest.param(
            look(WRONG, (B, NO, WRONG), (A, UNKNOWN, LookResult.UNSURE)),
            None,
            [opened(OF_B, WRONG)],
            id="geo-beside-a-trouble",
        ),
        pytest.param(
            look(WRONG, (A, YES, WRONG), (B, YES, OK)),
            None,
            [opened(OF_A, WRONG)],
            id="one-version-right-another-wrong",
        ),
        pytest.param(
            look(WRONG, (A, YES, OK), (B, YES, OK)),
            None,
            [opened(ALONE, WRONG)],
            id="an-ad-too-many-is-nobody-s",
        ),
        pytest.param(
            look(OK, (B, YES, OK)),
            stood(OF_A, EMPTY),
            [ended(OF_A, Why.OVER)],
            id="its-booking-is-over",
        ),
        pytest.param(
            look(LookResult.VACANT), stood(OF_A, EMPTY), [ended(OF_A, Why.OVER)], id="none-booked"
        ),
        pytest.param(look(MISSING), None, [opened(ALONE, MISSING)], id="missing-without-a-booking"),
        pytest.param(
            look(LookResult.EXPIRED), None, [opened(ALONE, LookResult.EXPIRED)], id="expired"
        ),
        pytest.param(look(LookResult.UNSOLD), None, [], id="unsold-is-a-notice"),
        *(
            pytest.param(
                look(LookResult.UNSOLD),
                stood(ALONE, was),
                [ended(ALONE, Why.OTHER_AD)],
                id=f"an-unknown-ad-ends-{was.value}",
            )
            for was in (LookResult.EXPIRED, MISSING, LookResult.BROKEN)
        ),
        pytest.param(
            look(LookResult.UNSURE), stood(ALONE, MISSING), [], id="unsure-ends-nothing-alone"
        ),
        pytest.param(
            look(LookResult.VACANT),
            stood(ALONE, LookResult.EXPIRED),
            [ended(ALONE)],
            id="taken-down-resolves",
        ),
    ],
)
def test_one_slot(seen: Look, before: Standing | None, after: list[Step]) -> None:
    known = [before] if before else []
    assert list(steps(PAGE, [told_of(seen, PAGE)], known, reached=True, alike=5)) == after


@pytest.mark.parametrize(
    ("seen", "spared", "closed"),
    [
        pytest.param(look(WRONG, (A, NO, WRONG)), {A}, False, id="minutes-of-a-swap"),
        pytest.param(look(LookResult.EXPIRED), {A}, False, id="minutes-of-a-pause"),
        pytest.param(look(EMPTY, (A, NO, EMPTY)), set(), True, id="closed"),
    ],
)
@pytest.mark.parametrize("before", [False, True], ids=["nothing-stood", "one-stood"])
def test_what_is_nobody_s_fault(seen: Look, spared: set[int], closed: bool, before: bool) -> None:
    subject = OF_A if seen.bookings else ALONE
    known = [stood(subject, EMPTY)] if before else []
    told = told_of(seen, PAGE, spared=frozenset(spared), closed=closed)
    assert steps(PAGE, [told], known, reached=True, alike=5) == ()


def test_another_s_swap_spares_nobody() -> None:
    told = told_of(look(WRONG, (A, NO, WRONG)), PAGE, spared=frozenset({B}))
    assert steps(PAGE, [told], [], reached=True, alike=5) == (opened(OF_A, WRONG),)


def slots(results: str) -> list[SlotTold]:
    """`m` missing, `s` with minutes of a swap left, `e` empty, `o` ok, `?` unsure; slots count from
    1, the booking is 10 more."""
    words = {"m": (MISSING, NO), "s": (MISSING, NO), "e": (EMPTY, NO), "o": (OK, YES)}
    words["?"] = (LookResult.UNSURE, UNKNOWN)
    found = []
    for number, letter in enumerate(results, 1):
        if letter != "-":
            result, said = words[letter]
            seen = look(result, (10 + number, said, result), slot=number)
            spared = frozenset({10 + number} if letter == "s" else ())
            found.append(told_of(seen, PAGE, spared=spared))
    return found


@pytest.mark.parametrize(
    ("results", "page", "after"),
    [
        pytest.param("mmmmo", None, "open 1 2 3 4", id="four-are-four"),
        pytest.param("mmmmm", None, "open page 1 2 3 4 5", id="five-alike-are-the-page's"),
        pytest.param("mmmme", None, "open 1 2 3 4 5", id="five-that-differ-are-five"),
        pytest.param("mmmmme", None, "open page 1 2 3 4 5, open 6", id="and-another-its-own"),
        pytest.param(
            "mmmmmm", (1, 2, 3, 4, 5), "join page 1 2 3 4 5 6", id="again-joins-the-page's"
        ),
        pytest.param("mmooo", (1, 2, 3, 4, 5), "join page 1 2", id="goes-on-while-one-fails"),
        pytest.param("meooo", (1, 2, 3, 4, 5), "join page 1, open 2", id="one-fails-otherwise"),
        pytest.param("ooooo", (1, 2, 3, 4, 5), "resolve page", id="none-fails-any-more"),
        pytest.param("o----", (1, 2, 3, 4, 5), "shrink page 2 3 4 5", id="one-looked-at-again"),
        pytest.param("-----o", (1, 2, 3, 4, 5), "", id="another-slot-says-nothing"),
        pytest.param("m----", (1, 2), "join page 1 2", id="one-still-fails-the-other-unseen"),
        pytest.param(
            "mmmmm---", range(1, 9), "join page 1 2 3 4 5 6 7 8", id="five-of-eight-looked-at-again"
        ),
        pytest.param("ooooo---", range(1, 9), "shrink page 6 7 8", id="five-of-eight-right-again"),
        pytest.param("mmmmmo--", range(1, 9), "join page 1 2 3 4 5 7 8", id="one-right-two-unseen"),
        pytest.param(
            "eeeee---", range(1, 9), "join page 1 2 3 4 5", id="they-fail-otherwise-than-before"
        ),
        pytest.param("?????", (1, 2, 3, 4, 5), "", id="nobody-can-say-of-any"),
        pytest.param("oooo?", (1, 2, 3, 4, 5), "shrink page 5", id="nobody-can-say-of-one"),
        pytest.param("oooos", (1, 2, 3, 4, 5), "shrink page 5", id="one-has-a-swap-s-minutes"),
    ],
)
def test_a_page_whose_slots_fail_alike(
    results: str, page: Sequence[int] | None, after: str
) -> None:
    known = [stood(OF_PAGE, MISSING, slots=tuple(page))] if page else []
    found = steps(PAGE, slots(results), known, reached=True, alike=5)
    words = []
    opened_slots = [str(one.subject.slot_id) for one in found if one.subject.slot_id]
    for one in found:
        if one.subject.slot_id is None:
            told = " ".join(str(n) for n in sorted(one.slots))
            words.append(f"{one.move.value} page {told}".strip())
    if opened_slots:
        words.append("open " + " ".join(opened_slots))
    assert ", ".join(words) == after


@pytest.mark.parametrize(
    ("results", "live", "after"),
    [
        pytest.param("ooooo", {1, 2, 3, 4, 5}, ended(OF_PAGE), id="the-sixth-is-gone"),
        pytest.param("ooooo", {1, 2, 3, 4, 5, 6}, "shrink 6", id="the-sixth-is-there-unseen"),
        pytest.param("o----", {1, 2, 3}, "shrink 2 3", id="three-of-them-gone"),
        pytest.param("m----", {1, 3}, "join 1 3", id="goes-on-without-those-that-are-gone"),
        pytest.param("------o", {7}, ended(OF_PAGE, Why.GONE), id="all-are-gone"),
        pytest.param("------o", {1, 2, 3, 4, 5, 6, 7}, None, id="none-was-looked-at"),
    ],
)
def test_slots_that_are_no_longer_on_the_page_are_not_the_page_s(
    results: str, live: set[int], after: Step | str | None
) -> None:
    known = [stood(OF_PAGE, MISSING, slots=(1, 2, 3, 4, 5, 6))]
    found = steps(PAGE, slots(results), known, reached=True, alike=5, live=live)
    told: list[Step | str] = [
        one
        if one.move is Move.RESOLVE
        else " ".join([one.move.value, *map(str, sorted(one.slots))])
        for one in found
    ]
    assert told == ([] if after is None else [after])


@pytest.mark.parametrize(
    ("state", "step"),
    [
        pytest.param(OPEN, ended(Subject(PAGE, 1, 11), Why.MERGED), id="goes-into-the-page's"),
        pytest.param(TICKET, joined(Subject(PAGE, 1, 11), MISSING), id="a-ticket-stays"),
    ],
)
def test_a_slot_s_own_when_the_page_s_begins(state: AnomalyState, step: Step) -> None:
    known = [stood(Subject(PAGE, 1, 11), MISSING, state)]
    found = steps(PAGE, slots("mmmmm"), known, reached=True, alike=5)
    assert found == (opened(OF_PAGE, MISSING, 1, 2, 3, 4, 5), step)


def test_a_page_that_does_not_open_is_one_of_the_page() -> None:
    away = LookResult.UNREACHABLE
    looks = [told_of(look(away, (A, UNKNOWN, away)), PAGE)]
    first = steps(PAGE, looks, [], reached=False, alike=5)
    assert first == (opened(OF_PAGE, away),)
    stands = [stood(OF_PAGE, away), replace(stood(OF_A, EMPTY), id=6)]
    assert steps(PAGE, looks, stands, reached=False, alike=5) == (joined(OF_PAGE, away),)
    there = [told_of(look(EMPTY, (A, NO, EMPTY)), PAGE)]
    again = steps(PAGE, there, stands, reached=True, alike=5)
    assert again == (ended(OF_PAGE), Step(Move.JOIN, OF_A, 6, EMPTY))


def test_a_page_that_does_not_open_keeps_what_failed_alike_on_it() -> None:
    away = LookResult.UNREACHABLE
    looks = [told_of(look(away, (A, UNKNOWN, away)), PAGE)]
    stands = [stood(OF_PAGE, EMPTY, slots=tuple(range(1, 9)))]
    assert steps(PAGE, looks, stands, reached=False, alike=5) == (
        joined(OF_PAGE, away, changed=True),
    )


@pytest.mark.parametrize(
    ("results", "after"),
    [
        pytest.param("eeeoo---", joined(OF_PAGE, EMPTY, 1, 2, 3, 6, 7, 8, changed=True), id="some"),
        pytest.param(
            "eeeee---", joined(OF_PAGE, EMPTY, 1, 2, 3, 4, 5, 6, 7, 8, changed=True), id="five"
        ),
        pytest.param(
            "mmmmm---", joined(OF_PAGE, MISSING, 1, 2, 3, 4, 5, changed=True), id="five-otherwise"
        ),
        pytest.param(
            "ooooo---",
            Step(Move.SHRINK, OF_PAGE, 5, EMPTY, True, frozenset({6, 7, 8})),
            id="those-looked-at-are-right",
        ),
        pytest.param(
            "--------o",
            Step(Move.SHRINK, OF_PAGE, 5, EMPTY, True, frozenset(range(1, 9))),
            id="none-of-them-was-looked-at",
        ),
        pytest.param("oooooooo", ended(OF_PAGE), id="all-are-right"),
    ],
)
def test_a_page_that_opens_again_goes_on_with_what_failed_alike(results: str, after: Step) -> None:
    before = Alike(EMPTY, frozenset(range(1, 9)))
    stands = [replace(stood(OF_PAGE, LookResult.UNREACHABLE), before=before)]
    found = steps(PAGE, slots(results), stands, reached=True, alike=5)
    assert [one for one in found if one.subject == OF_PAGE] == [after]
    own = {one.subject.slot_id for one in found} - {None}
    assert own == set()
    assert steps_by_eye([Told(OF_A, EMPTY)], stands) == (), "it is in the page's"


def test_of_a_closed_page_nothing_is_said() -> None:
    looks = [SlotTold(SLOT, (Told(OF_A, None),), closed=True)]
    assert steps(PAGE, looks, [], reached=False, alike=5) == ()


@pytest.mark.parametrize(
    ("days", "unseen", "shut", "old"),
    [
        pytest.param(0, 0, (), False, id="the-first-day"),
        pytest.param(1, 0, (), False, id="the-second"),
        pytest.param(2, 0, (), True, id="two-days"),
        pytest.param(3, 0, (), True, id="more"),
        pytest.param(3, 1, (), False, id="not-looked-at-today"),
        pytest.param(3, 0, (21,), True, id="one-of-three-closed"),
        pytest.param(3, 0, (21, 22), False, id="two-of-three-closed"),
        pytest.param(2, 0, (19, 22), True, id="closed-before-and-today"),
    ],
)
def test_a_page_s_becomes_a_ticket_after_two_days(
    days: int, unseen: int, shut: tuple[int, ...], old: bool
) -> None:
    first = date(2026, 11, 20)
    last, on = (date(2026, 11, 20 + days - gone) for gone in (unseen, 0))
    closed = [date(2026, 11, one) for one in shut]
    assert is_old(first, last, on, days=2, shut=closed) is old


def test_tickets_in_their_order() -> None:
    """Starts today first, booked before unsold, then by net price."""
    given = {
        "dear": ranked(starts=date(2026, 11, 1), on=DAY, net_fen=900),
        "cheap": ranked(starts=date(2026, 11, 1), on=DAY, net_fen=100),
        "bonus that starts": ranked(starts=DAY, on=DAY, net_fen=0),
        "unsold": ranked(starts=None, on=DAY, net_fen=None),
    }
    assert sorted(given, key=lambda name: given[name]) == [
        "bonus that starts",
        "dear",
        "cheap",
        "unsold",
    ]


@pytest.mark.parametrize(
    ("said", "before", "after"),
    [
        pytest.param({A: False}, None, [opened(OF_A, WRONG)], id="not-seen-opens"),
        pytest.param(
            {A: False}, stood(OF_A, EMPTY), [joined(OF_A, WRONG, changed=True)], id="not-seen-joins"
        ),
        pytest.param({A: True}, None, [], id="seen-and-nothing-stood"),
        pytest.param({A: True}, stood(OF_A, EMPTY), [ended(OF_A)], id="seen-resolves"),
        pytest.param({A: True}, stood(OF_B, EMPTY), [], id="of-the-other-nothing-is-said"),
        pytest.param({A: True}, stood(ALONE, MISSING), [], id="the-other-is-undecided"),
        pytest.param(
            {A: True, B: True}, stood(ALONE, MISSING), [ended(ALONE)], id="all-seen-is-the-slot's"
        ),
        pytest.param({A: True, B: False}, None, [opened(OF_B, WRONG)], id="each-its-own"),
        pytest.param(
            {A: False}, stood(OF_PAGE, WRONG, OPEN, (SLOT, 2)), [], id="it-is-in-the-page's"
        ),
        pytest.param(
            {A: False},
            stood(OF_PAGE, MISSING, OPEN, (SLOT, 2)),
            [opened(OF_A, WRONG)],
            id="another-trouble-than-the-page's",
        ),
        pytest.param(
            {A: True}, stood(OF_PAGE, WRONG, OPEN, (SLOT,)), [], id="the-page's-waits-for-a-look"
        ),
    ],
)
def test_a_decision_by_eye(
    said: dict[int, bool], before: Standing | None, after: list[Step]
) -> None:
    told = told_by_eye(ALONE, said, every=len(said) == 2 and all(said.values()))
    assert list(steps_by_eye(told, [before] if before else [])) == after


def test_not_seen_by_eye_in_the_minutes_of_a_swap_is_nobodys() -> None:
    told = told_by_eye(ALONE, {A: False, B: False}, every=False, spared=frozenset({A}))
    assert list(steps_by_eye(told, [])) == [opened(OF_B, WRONG)]


def test_not_seen_by_eye_of_what_is_sold_by_views_is_nothing() -> None:
    told = told_by_eye(ALONE, {A: False, B: True}, every=False, unseen=None)
    before = [stood(OF_A, WRONG), stood(OF_B, WRONG)]
    assert list(steps_by_eye(told, before)) == [ended(OF_B)]


BY_HAND = {
    "wrong": (OF_A, EMPTY, True, [], [opened(OF_A, EMPTY)]),
    "wrong-again": (OF_A, EMPTY, True, [stood(OF_A, EMPTY)], [joined(OF_A, EMPTY)]),
    "right": (OF_A, OK, True, [stood(OF_A, EMPTY)], [ended(OF_A)]),
    "right-and-alone": (OF_A, OK, True, [stood(ALONE, LookResult.EXPIRED)], [ended(ALONE)]),
    "right-beside-others": (OF_A, OK, False, [stood(ALONE, LookResult.EXPIRED)], []),
    "unclear": (OF_A, LookResult.UNSURE, True, [stood(OF_A, EMPTY)], []),
    "no-booking": (ALONE, LookResult.EXPIRED, True, [], [opened(ALONE, LookResult.EXPIRED)]),
    "no-booking-vacant": (ALONE, LookResult.VACANT, True, [stood(ALONE, EMPTY)], [ended(ALONE)]),
    "no-booking-unsold": (ALONE, LookResult.UNSOLD, True, [], []),
    "no-booking-another's-ad": (
        ALONE,
        LookResult.UNSOLD,
        True,
        [stood(ALONE, LookResult.EXPIRED)],
        [ended(ALONE, Why.OTHER_AD)],
    ),
    "of-one-that-is-over": (OF_A, OK, True, [stood(OF_B, EMPTY)], [ended(OF_B, Why.OVER)]),
    "of-the-page": (OF_A, EMPTY, True, [stood(OF_PAGE, EMPTY, slots=(SLOT,))], []),
}


@pytest.mark.parametrize(
    ("of", "result", "every", "before", "after"), BY_HAND.values(), ids=BY_HAND.keys()
)
def test_a_look_by_hand(
    of: Subject, result: LookResult, every: bool, before: list[Standing], after: list[Step]
) -> None:
    told = told_by_hand(of, result, every=every)
    assert list(steps_by_hand(told, before, on_air={A})) == after


def test_a_look_by_hand_of_one_aimed_elsewhere_says_nothing_of_others() -> None:
    told = told_by_hand(OF_A, OK, every=False)
    assert list(steps_by_hand(told, [stood(OF_B, EMPTY)], on_air=None)) == []


@pytest.mark.parametrize(
    ("of", "result"), [(OF_A, EMPTY), (ALONE, LookResult.EXPIRED)], ids=["swap", "expired"]
)
def test_by_hand_in_the_minutes_of_a_swap(of: Subject, result: LookResult) -> None:
    told = told_by_hand(of, result, every=True, spared=frozenset({A}))
    assert list(steps_by_hand(told, [], on_air={A})) == []
