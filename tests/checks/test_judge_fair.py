"""Who is not to be accused: rows of the table of results where nobody did anything wrong."""

from dataclasses import replace

import pytest

from adops.domain.booking import Category
from adops.domain.facts import ExpectedCreative
from adops.domain.slot import Unit
from adops.domain.states import LookResult
from checks.judge_turns import last_word, shown_in
from checks.library import Library
from checks.look import PageLook
from checks.plan import plan
from checks.probe import PageLoad, SlotFacts
from checks.sight import Match, Sight
from tests.checks.conftest import CONFIG
from tests.checks.judging import (
    BARE,
    BETWEEN,
    BROKEN,
    GONE,
    IMG,
    LANDING,
    LED_ASTRAY,
    NINE,
    SHOWN,
    SURE,
    UNLIKE,
    URL,
    booking,
    creative,
    disturbed,
    judge_of,
    moved,
    sight,
    sized,
    slot,
    told,
    turns,
)
from tests.conftest import FRIDAY


def same_file(number: int, link: str = LANDING) -> ExpectedCreative:
    """Creative n of booking n with the file of creative 1."""
    return replace(creative(number), parts=creative(1).parts, click_url=link)


PAID = booking(1)
BONUS = booking(2, contract_no="RLZ1", category=Category.BONUS, creatives=(same_file(2),))
TWINS = replace(sight(), matches=(Match(1, 1, SURE, 950, 90), Match(2, 2, SURE, 950, 90)))
THIRD = replace(sight(), matches=(Match(3, 3, SURE, 950, 90), Match(1, 1, UNLIKE, 950, 90)))
ASTRAY = replace(TWINS, facts=moved(link=URL))


@pytest.mark.parametrize(
    ("sights", "found"),
    [
        pytest.param(turns(TWINS), ("ok", ["yes", "yes"], []), id="seen"),
        pytest.param(
            turns(ASTRAY), ("wrong_link", ["no", "no"], ["link.wrong"]), id="one-trouble-of-both"
        ),
    ],
)
@pytest.mark.parametrize("unseen", [frozenset(), frozenset({2})], ids=["first", "second-look"])
def test_of_two_bookings_with_one_file_and_link_both_are_seen(
    sights: list[object], found: tuple[str, list[str], list[str]], unseen: frozenset[int]
) -> None:
    """购买 and 配送 of one contract in one rotation: nobody can tell them apart."""
    on_page = slot(PAID, BONUS, rotations=2)
    assert told(on_page, sights, unseen_before=unseen) == found  # type: ignore[arg-type]


def test_a_third_that_is_unseen_beside_two_alike_is_the_only_one() -> None:
    on_page = slot(PAID, BONUS, booking(3), rotations=3)
    other = replace(sight(), matches=(Match(1, 1, UNLIKE, 950, 90),))
    assert told(on_page, turns(TWINS, other))[:2] == ("wrong_creative", ["yes", "yes", "no"])
    assert told(on_page, turns(TWINS, THIRD)) == ("ok", ["yes", "yes", "yes"], [])


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        pytest.param(LANDING, {1, 2}, id="the-same"),
        pytest.param(f"{LANDING}?utm_source=bonus", {1, 2}, id="the-same-but-for-tracking"),
        pytest.param(URL, {1}, id="another"),
    ],
)
def test_a_page_is_loaded_no_more_once_either_was_seen(link: str, shown: set[int]) -> None:
    bonus = replace(BONUS, creatives=(same_file(2, link),))
    assert shown_in(slot(PAID, bonus, rotations=2), [TWINS], CONFIG) == shown


def test_a_version_in_turn_with_the_file_and_link_of_another_is_not_missed() -> None:
    both = booking(
        creatives=(creative(1), replace(same_file(2), booking_id=1)), in_turn=frozenset({1, 2})
    )
    alike = replace(sight(), matches=(Match(1, 1, SURE, 950, 90), Match(2, 1, SURE, 950, 90)))
    assert told(slot(both), turns(alike, alike)) == ("ok", ["yes"], [])


def test_what_came_back_is_seen_with_what_has_its_file_and_link() -> None:
    back = replace(BONUS, resuming=True)
    assert told(slot(PAID, back, rotations=2), [TWINS])[1] == ["yes", "yes"]


OUT_OF_SIGHT = {
    "display": (moved(hidden_by="display", shown=0.0), "vacant", []),
    "visibility": (moved(hidden_by="visibility", shown=0.0), "vacant", []),
    "opacity": (moved(main=replace(IMG, opacity=0.05)), "vacant", []),
    "covered": (moved(hidden_by="covered", shown=0.2), "expired", ["creative.expired"]),
    "turned-away": (moved(hidden_by="clipped", shown=0.0), "expired", ["creative.expired"]),
    "moving": (
        moved(hidden_by="opacity", steady=False), "unsure", ["check.moving_unread"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "result", "codes"), OUT_OF_SIGHT.values(), ids=OUT_OF_SIGHT.keys()
)
def test_an_ended_ad_that_was_taken_off_by_style_is_not_expired(
    facts: SlotFacts, result: str, codes: list[str]
) -> None:
    """What lies under another thing, or comes round again by itself, still runs."""
    assert told(slot(), [sight(facts, e9=SURE)]) == (result, [], codes)


def test_an_ended_ad_that_shows_in_another_load_is_expired() -> None:
    away = sight(moved(hidden_by="display", shown=0.0), e9=SURE)
    assert told(slot(rotations=2), turns(away, sight(e9=SURE)))[0] == "expired"


IN_DOUBT = {
    "missing": (sight(GONE), ["check.once_unread"]),
    "empty": (sight(BARE), ["check.once_unread"]),
    "broken": (BROKEN, ["check.once_unread"]),
    "another": (sight(b1=UNLIKE), ["check.once_unread"]),
    "wrong-link": (sight(moved(link=URL), b1=SURE), ["check.once_unread"]),
    "hidden": (sight(moved(hidden_by="display"), b1=SURE), ["check.once_unread"]),
    "between": (sight(b1=BETWEEN), ["picture.unsure"]),
}


@pytest.mark.parametrize(("seen", "codes"), IN_DOUBT.values(), ids=IN_DOUBT.keys())
def test_a_disturbed_load_accuses_nobody_where_the_page_failed_when_loaded_again(
    seen: Sight, codes: list[str]
) -> None:
    """Three disturbed loads are looked at for what they are; one is a reason to look again."""
    told_of = ["check.cut_unread" if code == "check.once_unread" else code for code in codes]
    found = told(slot(booking()), [disturbed(seen)], is_cut=True)
    assert found == ("unsure", ["unknown"], told_of)
    shares = slot(booking(), booking(2), rotations=2)
    assert "no" not in told(shares, [disturbed(seen)], is_cut=True)[1]
    whole = told(slot(booking()), [disturbed(seen)])[1]
    assert (whole == ["no"]) is (told_of != codes)
    assert told(slot(booking()), [seen], is_cut=True) == told(slot(booking()), [seen])


@pytest.mark.parametrize("seen", [sight(GONE), sight(moved(broken="x"))], ids=["missing", "broken"])
def test_a_free_place_is_not_accused_of_a_disturbed_load_either(seen: Sight) -> None:
    found = told(slot(), [disturbed(seen)], is_cut=True)
    assert found == ("unsure", [], ["check.cut_unread"])
    assert told(slot(), [disturbed(seen)]) == told(slot(), [seen], is_cut=True)


@pytest.mark.parametrize("form", ["流媒体", "全屏", "擎天柱"])
@pytest.mark.parametrize(("seen", "codes"), IN_DOUBT.values(), ids=IN_DOUBT.keys())
def test_what_comes_once_for_a_reader_is_not_accused_of_a_disturbed_load(
    seen: Sight, codes: list[str], form: str
) -> None:
    """Its only load is no last word; without doubt it is, and so is a second look's."""
    on_page = slot(booking(), form=form)
    assert told(on_page, [disturbed(seen)]) == ("unsure", ["unknown"], codes)
    sure = told(on_page, [seen])
    assert (sure[1] == ["no"]) is (codes != ["picture.unsure"])
    again = told(on_page, [disturbed(seen)], unseen_before=frozenset({1}))
    assert again == sure


@pytest.mark.parametrize("form", ["流媒体", "全屏", "擎天柱"])
def test_what_comes_once_is_not_missed_by_another_s_turn_however_often(form: str) -> None:
    """A look is one load there: the other's turn comes by chance."""
    shares = slot(booking(), booking(2), rotations=2, form=form)
    for unseen_before in (frozenset[int](), frozenset({2})):
        found = told(shares, [sight(b1=SURE)], unseen_before=unseen_before)
        assert found == ("unsure", ["yes", "unknown"], ["rotation.not_seen"])
    often = told(slot(booking(), booking(2), rotations=2), [sight(b1=SURE)], unseen_before={2})
    assert often[1] == ["yes", "no"]


def test_what_comes_once_and_is_seen_in_a_disturbed_load_is_seen() -> None:
    on_page = slot(booking(), form="流媒体")
    right = disturbed(sight(b1=SURE))
    assert told(on_page, [right]) == ("ok", ["yes"], [])
    assert told(on_page, [right], dead={LANDING: "500"})[:2] == ("dead_link", ["yes"])


@pytest.mark.parametrize("seen", [sight(GONE), sight(moved(broken="x"))], ids=["missing", "broken"])
def test_a_free_place_of_what_comes_once_is_not_accused_of_a_disturbed_load(seen: Sight) -> None:
    on_page = slot(form="流媒体")
    assert told(on_page, [disturbed(seen)]) == ("unsure", [], ["check.once_unread"])
    assert told(on_page, [seen])[0] in {"missing", "broken"}


def test_without_a_creative_what_comes_once_is_not_accused_of_a_disturbed_load() -> None:
    found = told(slot(booking(creatives=()), form="全屏"), [disturbed(sight(BARE))])
    assert found == ("unsure", ["unknown"], ["booking.no_creative"])


FULL = {"form": "全屏"}


def test_what_goes_by_itself_is_looked_at_before_what_opens_later() -> None:
    slots = [slot(booking(), **FULL), slot(slot_id=2, code="S2", wait_seconds=15, form="弹窗")]
    for given, early in ((slots, ("S1",)), (slots[:1], ()), (slots[1:], ())):
        [probe] = plan(given, max_loads=8, forms=CONFIG.forms)
        assert probe.early == early
        assert probe.only(early).wait_seconds == (0 if early else probe.wait_seconds)
    both = [slots[0], replace(slots[1], form="全屏")]
    assert plan(both, max_loads=8, forms=CONFIG.forms)[0].early == ("S1",)
    alike = [slots[0], replace(slots[1], form="通栏", wait_seconds=0)]
    assert plan(alike, max_loads=8, forms=CONFIG.forms)[0].early == ()


@pytest.mark.parametrize(
    ("sights", "load"),
    [
        pytest.param(turns(sight(b1=SURE), sight(GONE)), 0, id="gone-by-then"),
        pytest.param(turns(sight(GONE), sight(b1=SURE)), 1, id="not-there-yet"),
        pytest.param(turns(sight(b1=UNLIKE), sight(b1=SURE)), 0, id="another"),
        pytest.param(turns(sight(BARE), sight(GONE)), 0, id="never"),
        pytest.param(
            turns(sight(moved(steady=False, hidden_by="display")), sight(GONE)), 0, id="going"
        ),
    ],
)
def test_the_last_word_on_what_goes_by_itself(sights: list[Sight], load: int) -> None:
    found = last_word(slot(booking(), **FULL), sights, CONFIG)
    assert [one.load for one in found] == [load]
    assert list(last_word(slot(booking()), sights, CONFIG)) == sights


def test_an_early_load_is_for_its_slots_alone() -> None:
    early = PageLoad(NINE, URL, 200, 1.0, 1440, 900, 1, (SHOWN,), (), only=("S1",))
    assert early.shows(SHOWN) and not early.shows(replace(SHOWN, code="S2"))
    assert not early.shows(moved(floats=True)) and replace(early, only=()).shows(SHOWN)


@pytest.mark.parametrize(
    ("form", "waited", "result"),
    [
        pytest.param("全屏", 4.9, "missing", id="in-time"),
        pytest.param("全屏", 5.1, "unsure", id="too-late"),
        pytest.param("通栏", 9.0, "missing", id="what-stays"),
    ],
)
def test_what_goes_by_itself_is_not_missed_when_it_may_be_over(
    form: str, waited: float, result: str
) -> None:
    """A page, or this machine, may be slower than the ad."""
    on_page = slot(booking(), form=form)
    [probe] = plan([on_page], max_loads=8, forms=CONFIG.forms)
    load = PageLoad(NINE, URL, 200, 1.0, 1440, 900, 1, (GONE,), (), waited=waited)
    look = PageLook(probe, [on_page], on=FRIDAY, config=CONFIG, library=Library(lambda _: b""))
    look._compared(load)
    assert told(on_page, look._sights[1])[0] == result


DEAD_ONE = "http://house.example.com/b"
OTHERS_LINK = same_file(2, DEAD_ONE)
SHOWN_DEAD = replace(TWINS, facts=moved(link=DEAD_ONE))
ONE_BOOKING = booking(1, creatives=(creative(1), replace(OTHERS_LINK, booking_id=1)))


def test_of_one_file_with_two_links_the_shown_one_may_be_dead() -> None:
    """Neither the other booking is accused, nor the shown one of the other's link."""
    shown = replace(TWINS, matches=(Match(1, 1, SURE, 950, 90), Match(2, 1, SURE, 950, 90)))
    seen = replace(shown, facts=moved(link=DEAD_ONE))
    found = told(slot(ONE_BOOKING), [seen], dead={DEAD_ONE: "503"})
    assert found == ("dead_link", ["yes"], ["link.dead"])


def test_of_two_bookings_with_one_file_that_of_the_dead_link_shows() -> None:
    two = slot(PAID, booking(2, creatives=(OTHERS_LINK,)), rotations=2)
    look = judge_of(two, turns(SHOWN_DEAD, SHOWN_DEAD), dead={DEAD_ONE: "503"}).look
    found = {one.booking_id: (one.result, one.delivered.value) for one in look.bookings}
    assert found[2] == (LookResult.DEAD_LINK, "yes")
    assert found[1][1] == "unknown"


BY_VIEWS = {
    "seen": (sight(b1=SURE), "ok", "yes", []),
    "seen-and-wrong-link": (
        sight(moved(link=URL), b1=SURE), "wrong_link", "no", ["link.wrong"],
    ),
    "seen-and-hidden": (
        sight(moved(hidden_by="covered"), b1=SURE), "hidden", "no", ["hidden.covered"],
    ),
    "another-s": (sight(b1=UNLIKE), "unsure", "unknown", ["cpm.not_seen"]),
    "another-s-of-another-size": (
        sight(sized(900, 90), b1=UNLIKE), "unsure", "unknown", ["cpm.not_seen"],
    ),
    "house": (
        replace(sight(b1=UNLIKE), house=True), "unsure", "unknown", ["cpm.not_seen", "house_ad"],
    ),
    "old": (
        sight(b1=UNLIKE, e9=SURE), "unsure", "unknown", ["cpm.not_seen", "old_creative"],
    ),
    "empty": (sight(BARE), "unsure", "unknown", ["cpm.not_seen", "slot.empty"]),
    "missing": (sight(GONE), "unsure", "unknown", ["cpm.not_seen", "slot.missing"]),
    "broken": (
        sight(moved(broken="x"), b1=UNLIKE), "unsure", "unknown", ["cpm.not_seen", "slot.broken"],
    ),
    "hidden": (
        sight(moved(hidden_by="opacity"), b1=UNLIKE),
        "unsure", "unknown", ["cpm.not_seen", "hidden.opacity"],
    ),
    "between": (sight(b1=BETWEEN), "unsure", "unknown", ["picture.unsure"]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "result", "delivered", "codes"), BY_VIEWS.values(), ids=BY_VIEWS.keys()
)
@pytest.mark.parametrize("rotations", [1, 3])
def test_what_is_sold_by_cpm_and_not_seen_is_unsure(
    seen: Sight, result: str, delivered: str, codes: list[str], rotations: int
) -> None:
    """Whatever else shows, also when it was not seen before (rules.md §8)."""
    on_page = slot(booking(), unit=Unit.CPM, rotations=rotations)
    found = told(on_page, [seen], unseen_before=frozenset({1}))
    assert found == (result, [delivered], codes)


def test_of_two_by_cpm_each_is_its_own() -> None:
    on_page = slot(booking(1), booking(2), unit=Unit.CPM)
    seen = sight(b1=SURE, b2=UNLIKE)
    assert told(on_page, [seen]) == ("unsure", ["yes", "unknown"], ["cpm.not_seen"])


@pytest.mark.parametrize(
    ("seen", "codes"),
    [
        pytest.param(sight(BARE), ["cpm.not_seen", "slot.empty"], id="empty"),
        pytest.param(sight(GONE), ["cpm.not_seen", "slot.missing"], id="missing"),
        pytest.param(sight(), [], id="shown"),
    ],
)
def test_by_cpm_without_a_creative(seen: Sight, codes: list[str]) -> None:
    found = told(slot(booking(creatives=()), unit=Unit.CPM), [seen])
    assert found == ("unsure", ["unknown"], ["booking.no_creative", *codes])


@pytest.mark.parametrize(
    ("regions", "delivered"),
    [(("北京",), "no"), (("全国",), "no"), ((), "no"), (("广州",), "unknown")],
    ids=["here", "everywhere", "not-said", "elsewhere"],
)
def test_regions(regions: tuple[str, ...], delivered: str) -> None:
    assert told(slot(booking(regions=regions)), [sight(b1=UNLIKE)])[1] == [delivered]


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        pytest.param(sight(b1=SURE), ("unsure", ["unknown"], ["geo"]), id="right"),
        pytest.param(LED_ASTRAY, ("unsure", ["unknown"], ["geo"]), id="another-link"),
        pytest.param(
            sight(GONE), ("unsure", ["unknown"], ["geo", "slot.missing"]), id="no-element"
        ),
        pytest.param(
            sight(b1=UNLIKE, e9=SURE), ("unsure", ["unknown"], ["geo", "creative.expired"]),
            id="an-ended-one",
        ),
        pytest.param(sight(b1=UNLIKE), ("unsure", ["unknown"], ["geo"]), id="another-city-s"),
    ],
)  # fmt: skip
def test_what_is_aimed_at_another_city_is_never_accused_and_never_proved_from_here(
    seen: Sight, found: tuple[str, list[str], list[str]]
) -> None:
    elsewhere = slot(booking(regions=("广州",)))
    assert told(elsewhere, [seen]) == found
    assert told(elsewhere, [seen], dead={LANDING: "500"})[:2] == found[:2]


RESUMING = {
    "not yet": (sight(BARE), "vacant", [], []),
    "house": (replace(sight(b1=UNLIKE), house=True), "vacant", [], ["house_ad"]),
    "back": (sight(b1=SURE), "ok", ["yes"], []),
    "back with a wrong link": (
        sight(moved(link=URL), b1=SURE), "wrong_link", ["no"], ["link.wrong"],
    ),
    "the slot is gone": (sight(GONE), "missing", [], ["slot.missing"]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "result", "delivered", "codes"), RESUMING.values(), ids=RESUMING.keys()
)
def test_what_is_resuming_need_not_be_seen_yet(
    seen: Sight, result: str, delivered: list[str], codes: list[str]
) -> None:
    assert told(slot(booking(resuming=True)), [seen]) == (result, delivered, codes)
