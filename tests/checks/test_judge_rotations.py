"""Rotations and versions in turn (checks.md), load by load, without a browser."""

from dataclasses import replace
from typing import Any

import pytest

from adops.domain.slot import Unit
from checks.plan import plan
from checks.sight import Match, Sight
from tests.checks.judging import (
    BARE,
    FIRST,
    GONE,
    LANDING,
    LED_ASTRAY,
    NEITHER,
    SECOND,
    SURE,
    UNLIKE,
    URL,
    booking,
    creative,
    judge_of,
    moved,
    sight,
    sized,
    slot,
    told,
    turns,
)

LINKED = sight(moved(link=URL), b1=UNLIKE, b2=SURE)
ROTATIONS = {
    "both": (2, turns(FIRST, SECOND), "ok", ["yes", "yes"]),
    "one-trouble-costs-one": (2, turns(FIRST, LINKED), "wrong_link", ["yes", "no"]),
    "unseen": (3, turns(FIRST, FIRST), "unsure", ["yes", "unknown"]),
    "unseen-all-sold": (2, turns(FIRST, FIRST), "unsure", ["yes", "unknown"]),
    "wrong-in-a-sold-share": (2, turns(FIRST, NEITHER), "wrong_creative", ["yes", "no"]),
    "unknown-in-an-unsold-share": (3, turns(FIRST, SECOND, NEITHER), "ok", ["yes", "yes"]),
    "always-empty": (2, turns(sight(BARE), sight(BARE)), "empty", ["no", "no"]),
    "always-missing": (2, turns(sight(GONE), sight(GONE)), "missing", ["no", "no"]),
}


@pytest.mark.parametrize(
    ("rotations", "sights", "result", "delivered"), ROTATIONS.values(), ids=ROTATIONS.keys()
)
def test_rotation(rotations: int, sights: list[Sight], result: str, delivered: list[str]) -> None:
    on_page = slot(booking(1), booking(2), rotations=rotations)
    assert told(on_page, sights)[:2] == (result, delivered)


def test_what_shows_in_an_unsold_share_is_a_finding() -> None:
    on_page = slot(booking(1), booking(2), rotations=3)
    assert told(on_page, turns(FIRST, SECOND, NEITHER))[2] == ["creative.wrong"]


def test_two_shares_unseen_beside_a_stranger_are_looked_at_again() -> None:
    on_page = slot(booking(1), booking(2), booking(3), rotations=3)
    found = told(on_page, turns(FIRST, NEITHER))
    assert found[:2] == ("unsure", ["yes", "unknown", "unknown"])
    assert found[2].count("rotation.not_seen") == 2


def test_a_rotation_that_was_cut_short_accuses_nobody() -> None:
    on_page = slot(booking(1), booking(2), rotations=3)
    before = frozenset({2})
    found = told(on_page, turns(FIRST), unseen_before=before, is_cut=True)
    assert found == ("unsure", ["yes", "unknown"], ["rotation.cut"])
    doubts = [replace(NEITHER, disturbed=True) for _ in range(3)]
    found = told(on_page, turns(FIRST, NEITHER, *doubts), unseen_before=before)
    assert found[:2] == ("unsure", ["yes", "unknown"]) and "rotation.cut" in found[2]
    found = told(on_page, turns(FIRST, NEITHER, *doubts[:2]), unseen_before=before)
    assert found[:2] == ("wrong_creative", ["yes", "no"]) and "not_in_rotation" in found[2]


def test_what_never_comes_to_a_page_keeps_nobody_from_being_missed() -> None:
    on_page = slot(booking(1), booking(2), rotations=3)
    doubts = [replace(NEITHER, disturbed=True) for _ in range(6)]
    found = told(on_page, turns(FIRST, *doubts), unseen_before=frozenset({2}))
    assert found == ("wrong_creative", ["yes", "no"], ["not_in_rotation"])


@pytest.mark.parametrize(
    ("sights", "sold"),
    [
        pytest.param([NEITHER], 2, id="a-filler"),
        pytest.param([sight(BARE)], 2, id="blank"),
        pytest.param([sight(BARE)], 3, id="blank-with-a-share-free"),
        pytest.param([FIRST, NEITHER], 2, id="one-seen"),
    ],
)
def test_a_sold_out_rotation_that_was_cut_short_accuses_nobody(
    sights: list[Sight], sold: int
) -> None:
    on_page = slot(booking(1), booking(2), rotations=sold)
    assert "no" not in told(on_page, turns(*sights), is_cut=True)[1]
    assert "no" in told(on_page, turns(*sights))[1]


def test_a_share_unseen_twice_is_not_in_the_rotation() -> None:
    on_page = slot(booking(1), booking(2), rotations=3)
    found = told(on_page, turns(FIRST, FIRST), unseen_before=frozenset({2}))
    assert found == ("wrong_creative", ["yes", "no"], ["not_in_rotation"])


def test_an_ad_too_many_in_a_sold_out_rotation_is_the_slot_s_trouble() -> None:
    on_page = slot(booking(1), booking(2), rotations=2)
    assert told(on_page, turns(FIRST, NEITHER, SECOND)) == (
        "wrong_creative",
        ["yes", "yes"],
        ["creative.wrong"],
    )
    by_views = replace(on_page, unit=Unit.CPM)
    assert told(by_views, turns(FIRST, NEITHER, SECOND))[0] == "ok"
    blank = told(on_page, turns(FIRST, sight(moved(hidden_by="covered"), b1=UNLIKE), SECOND))
    assert blank[0] == "ok"


SHRUNK = sight(sized(800, 90), b1=SURE)
COVERED = sight(moved(hidden_by="covered"), b1=SURE)
LED_IN_DOUBT = replace(LED_ASTRAY, disturbed=True)
COUNTER = frozenset({"GET http://count.example.com/t.js"})
AMISS: dict[str, Any] = {"disturbed": True, "amiss": COUNTER}
MORE_AMISS = AMISS | {"amiss": COUNTER | {"GET http://ads.example.com/1.js"}}
ASTRAY_AMISS, RIGHT_AMISS = replace(LED_ASTRAY, **AMISS), replace(FIRST, **AMISS)
TOLD_ASTRAY = ("wrong_link", ["no"], ["link.wrong"])
TOLD_RIGHT: tuple[str, list[str], list[str]] = ("ok", ["yes"], [])


@pytest.mark.parametrize(
    ("sights", "found"),
    [
        pytest.param(turns(FIRST, LED_ASTRAY), ("wrong_link", ["no"], ["link.wrong"]), id="link"),
        pytest.param(turns(LED_ASTRAY, FIRST), ("wrong_link", ["no"], ["link.wrong"]), id="first"),
        pytest.param(turns(FIRST, SHRUNK), ("wrong_size", ["no"], ["size.rendered"]), id="size"),
        pytest.param(turns(FIRST, COVERED), ("ok", ["yes"], []), id="a-moment"),
        pytest.param(turns(FIRST, LED_IN_DOUBT), ("ok", ["yes"], []), id="a-doubt"),
    ],
)
def test_what_is_wrong_in_one_load_of_a_rotation_is_not_outweighed(
    sights: list[Sight], found: tuple[str, list[str], list[str]]
) -> None:
    assert told(slot(booking(1, shares=2), rotations=3), sights) == found


@pytest.mark.parametrize(
    ("sights", "found"),
    [
        pytest.param((RIGHT_AMISS, ASTRAY_AMISS, RIGHT_AMISS), TOLD_ASTRAY, id="in-every-load"),
        pytest.param((RIGHT_AMISS, ASTRAY_AMISS), TOLD_RIGHT, id="in-both"),
        pytest.param((FIRST, ASTRAY_AMISS, RIGHT_AMISS), TOLD_RIGHT, id="not-in-the-first"),
        pytest.param(
            (RIGHT_AMISS, replace(LED_ASTRAY, **MORE_AMISS), RIGHT_AMISS),
            TOLD_RIGHT,
            id="and-more-in-this-one",
        ),
        pytest.param(
            (RIGHT_AMISS, replace(ASTRAY_AMISS, unpainted=True), RIGHT_AMISS),
            TOLD_RIGHT,
            id="in-doubt-for-another-reason",
        ),
    ],
)
def test_what_fails_in_every_load_excuses_no_ad_that_came(
    sights: tuple[Sight, ...], found: tuple[str, list[str], list[str]]
) -> None:
    """Two loads tell nothing of what lasts."""
    assert told(slot(booking(1, shares=2), rotations=3), turns(*sights)) == found


A_OF_TWO = replace(sight(), matches=(Match(1, 1, SURE, 950, 90), Match(2, 1, UNLIKE, 950, 90)))
B_OF_TWO = replace(sight(), matches=(Match(2, 1, SURE, 950, 90), Match(1, 1, UNLIKE, 950, 90)))
B_ASTRAY = replace(B_OF_TWO, facts=moved(link="http://other.example.com/"))
NONE_OF_TWO = replace(sight(), matches=(Match(2, 1, UNLIKE, 950, 90),))


@pytest.mark.parametrize(
    ("sights", "found"),
    [
        pytest.param(turns(A_OF_TWO, B_OF_TWO), ("ok", "yes", 2, []), id="both"),
        pytest.param(
            turns(A_OF_TWO, B_ASTRAY), ("wrong_link", "yes", 1, ["link.wrong"]), id="one-astray"
        ),
        pytest.param(
            turns(A_OF_TWO, A_OF_TWO), ("ok", "yes", 1, ["version.not_seen"]), id="one-unseen"
        ),
        pytest.param([A_OF_TWO], ("ok", "yes", 1, []), id="one-load"),
        pytest.param(
            turns(A_OF_TWO, NONE_OF_TWO),
            ("wrong_creative", "yes", 1, ["creative.wrong", "version.not_seen"]),
            id="another-ad-in-its-turn",
        ),
        pytest.param(
            turns(A_OF_TWO, sight(BARE)),
            ("empty", "yes", 1, ["slot.empty", "version.not_seen"]),
            id="nothing-in-its-turn",
        ),
        pytest.param(
            turns(B_ASTRAY, B_ASTRAY),
            ("wrong_link", "no", 2, ["link.wrong", "version.not_seen"]),
            id="none-right",
        ),
    ],
)
def test_versions_in_turn(sights: list[Sight], found: tuple[str, str, int, list[str]]) -> None:
    both = booking(
        creatives=(creative(1), replace(creative(2), booking_id=1, version=2)),
        in_turn=frozenset({1, 2}),
    )
    on_page = slot(both)
    result, [delivered], codes = told(on_page, sights)
    [seen] = judge_of(on_page, sights).look.bookings
    assert (result, delivered, seen.creative_id, codes) == found


@pytest.mark.parametrize(
    "given", [{"unit": Unit.CPM}, {"form": "流媒体"}], ids=["sold-by-views", "once-for-a-reader"]
)
@pytest.mark.parametrize("other", [NONE_OF_TWO, sight(BARE)], ids=["another", "nothing"])
def test_where_others_have_their_turn_a_version_is_not_missed(
    given: dict[str, Any], other: Sight
) -> None:
    both = booking(
        creatives=(creative(1), replace(creative(2), booking_id=1)), in_turn=frozenset({1, 2})
    )
    assert told(slot(both, **given), turns(A_OF_TWO, other)) == ("ok", ["yes"], [])


def test_of_two_versions_seen_the_one_that_is_not_known_to_be_in_place_is_told() -> None:
    creatives = (creative(1), replace(creative(2), booking_id=1))
    for there, told_of in ((set(), 2), ({2}, 1), ({1}, 2), ({1, 2}, 2)):
        both = booking(creatives=creatives, in_turn=frozenset({1, 2}), in_place=frozenset(there))
        [seen] = judge_of(slot(both), turns(A_OF_TWO, B_OF_TWO)).look.bookings
        assert seen.creative_id == told_of


def test_a_version_whose_landing_page_is_dead_is_delivered_beside_one_that_is_astray() -> None:
    both = booking(
        creatives=(creative(1), replace(creative(2), booking_id=1)), in_turn=frozenset({1, 2})
    )
    found = told(slot(both), turns(A_OF_TWO, B_ASTRAY), dead={LANDING: "404"})
    assert found[:2] == ("wrong_link", ["yes"])


def test_the_sheet_shows_the_version_that_was_right_and_the_slot_the_trouble() -> None:
    both = booking(
        creatives=(creative(1), replace(creative(2), booking_id=1)), in_turn=frozenset({1, 2})
    )
    judgement = judge_of(slot(both), turns(A_OF_TWO, B_ASTRAY))
    assert (judgement.load, judgement.loads) == (1, {1: 0})
    assert (judgement.troubles, judgement.turns) == ({1: 1}, {0: 1, 1: 1})


def test_a_version_in_turn_asks_for_more_loads() -> None:
    both = booking(
        creatives=(creative(1), replace(creative(2), booking_id=1)), in_turn=frozenset({1, 2})
    )
    three = replace(both, in_turn=frozenset({1, 2, 3}))
    loads = [plan([slot(one)], max_loads=6)[0].slots[0].loads for one in (booking(), both, three)]
    assert loads == [1, 8, 12]


UNMARKED = sight(moved(marked=False), b1=UNLIKE, b2=SURE)


@pytest.mark.parametrize(
    ("sights", "codes"),
    [
        pytest.param([FIRST, UNMARKED], ["mark.none"], id="one-of-two"),
        pytest.param([FIRST, SECOND, UNMARKED], [], id="seen-in-another-load"),
        pytest.param(
            [FIRST, SECOND, sight(moved(marked=False), b1=UNLIKE, b2=UNLIKE)],
            ["creative.wrong"],
            id="nobody-s",
        ),
    ],
)
def test_a_mark_on_one_ad_of_a_rotation_excuses_no_other(
    sights: list[Sight], codes: list[str]
) -> None:
    on_page = slot(booking(1), booking(2), rotations=3, needs_mark=True)
    assert told(on_page, turns(*sights))[2] == codes


def test_what_is_resuming_is_no_trouble_of_the_other_in_the_rotation() -> None:
    on_page = slot(booking(1), booking(2, resuming=True), rotations=2)
    assert told(on_page, turns(FIRST, NEITHER))[:2] == ("ok", ["yes"])
