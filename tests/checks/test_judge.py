"""The table of results (checks.md), line by line, without a browser."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from adops.domain.booking import Category
from adops.domain.facts import BookingOnAir, ExpectedCreative, ExpectedPart, SlotOnPage
from adops.domain.finding import Finding
from adops.domain.period import at
from adops.domain.slot import Device, Unit
from adops.phrases.checks import FINDINGS, RESULT_TONES, message
from adops.phrases.words import RESULTS
from checks.judge import is_doubted, judge
from checks.judged import Judgement
from checks.plan import is_by_hand, plan
from checks.probe import Box, Holder, PageLoad, PageSeen, SlotFacts
from checks.sight import Match, Sight
from tests.checks.conftest import CONFIG
from tests.conftest import FRIDAY

NINE = at(FRIDAY, 9, 5)
URL = "http://portal.example.com/"
LANDING = "http://house.example.com/"
BOX = Box(10, 10, 950, 90)
IMG = Holder("img", BOX, f"{URL}a.jpg", "ok", (950, 90), 1.0, True, BOX)
SHOWN = SlotFacts("S1", True, BOX, BOX, holders=(IMG,), main=IMG, link=LANDING)
GONE = SlotFacts("S1", False, Box(0, 0, 0, 0), Box(0, 0, 0, 0))
BARE = SlotFacts("S1", True, BOX, BOX)
SURE, BETWEEN, UNLIKE = 1.0, 0.76, 0.3


def creative(number: int) -> ExpectedCreative:
    """Creative n of booking n."""
    part = ExpectedPart("main", f"{number:064x}", "jpg", 950, 90)
    return ExpectedCreative(number, number, f"RLZ{number}", 1, LANDING, "", (part,))


def booking(number: int = 1, **given: Any) -> BookingOnAir:
    """Booking n with creative n, one share."""
    values: dict[str, Any] = {
        "booking_id": number,
        "contract_no": f"RLZ{number}",
        "contract_name": "合同",
        "client": "客户",
        "category": Category.PAID,
        "shares": 1,
        "regions": ("北京",),
        "station_sold": "bj",
        "station_placed": "bj",
        "creatives": (creative(number),),
    }
    return BookingOnAir(**(values | given))


def slot(*bookings: BookingOnAir, **given: Any) -> SlotOnPage:
    """A 950×90 slot of a PC page."""
    values: dict[str, Any] = {
        "slot_id": 1,
        "code": "S1",
        "name": "通栏",
        "station": "bj",
        "page_id": 1,
        "page_url": URL,
        "device": Device.PC,
        "selector": "#ad",
        "form": "通栏",
        "width": 950,
        "height": 90,
        "rotations": 1,
        "unit": Unit.DAY,
        "wait_seconds": 0,
        "bookings": bookings,
        "ended": (creative(9),),
    }
    return SlotOnPage(**(values | given))


def sight(facts: SlotFacts = SHOWN, load: int = 0, **likeness: float | None) -> Sight:
    """`b1=0.9`: as like creative 1; `e9`: as like the ended one."""
    found = {name: value for name, value in likeness.items() if name[0] in "be"}
    matches = [
        (name, Match(int(name[1:]), int(name[1:]), value, 950, 90)) for name, value in found.items()
    ]
    return Sight(
        load,
        facts,
        matches=tuple(match for name, match in matches if name[0] == "b"),
        ended=tuple(match for name, match in matches if name[0] == "e"),
        flat=not facts.holds,
    )


def judge_of(on_page: SlotOnPage, sights: Sequence[Sight], **given: Any) -> Judgement:
    """The look of one slot, its loads all alike but for what is given."""
    is_cut = given.pop("is_cut", False)
    probe = plan([on_page], max_loads=8)[0]
    load = PageLoad(NINE, URL, 200, 1.0, 1440, 900, 1, (SHOWN,), ())
    page = PageSeen(probe, tuple(load for _ in sights), NINE, is_cut=is_cut)
    return judge(on_page, page, sights, on=FRIDAY, config=CONFIG, **given)


def told(on_page: SlotOnPage, sights: Sequence[Sight], **given: Any) -> tuple[Any, ...]:
    """Result, each booking's delivered, codes of findings."""
    look = judge_of(on_page, sights, **given).look
    delivered = [one.delivered.value for one in look.bookings]
    return look.result.value, delivered, [finding.code for finding in look.findings]


def turns(*sights: Sight) -> list[Sight]:
    """Loads in order."""
    return [replace(one, load=n) for n, one in enumerate(sights)]


def moved(**given: Any) -> SlotFacts:
    """The usual facts with a difference."""
    return replace(SHOWN, **given)


def sized(width: float, height: float) -> SlotFacts:
    """The picture rendered at that size."""
    box = Box(10, 10, width, height)
    return moved(main=replace(IMG, box=box, outer=box), ad_box=box)


ONE = {
    "ok": (sight(b1=SURE), "ok", "yes", []),
    "missing": (sight(GONE), "missing", "no", ["slot.missing"]),
    "empty": (sight(BARE), "empty", "no", ["slot.empty"]),
    "broken": (sight(moved(broken="x"), b1=UNLIKE), "broken", "no", ["slot.broken"]),
    "hidden": (sight(moved(hidden_by="covered"), b1=SURE), "hidden", "no", ["hidden.covered"]),
    "half-covered": (sight(moved(shown=0.5), b1=SURE), "hidden", "no", ["hidden.covered"]),
    "a-bit-covered": (sight(moved(shown=0.51), b1=SURE), "ok", "yes", []),
    "opacity": (
        sight(moved(main=replace(IMG, opacity=0.09)), b1=SURE),
        "hidden", "no", ["hidden.opacity"],
    ),
    "wrong": (sight(b1=UNLIKE), "wrong_creative", "no", ["creative.wrong"]),
    "old": (sight(b1=UNLIKE, e9=SURE), "wrong_creative", "no", ["old_creative"]),
    "house": (
        replace(sight(b1=UNLIKE), house=True), "wrong_creative", "no", ["house_ad"],
    ),
    "wrong-and-size": (
        sight(sized(900, 90), b1=UNLIKE),
        "wrong_creative", "no", ["creative.wrong", "size.rendered"],
    ),
    "size-1-px": (sight(sized(951, 89), b1=SURE), "ok", "yes", []),
    "size-2-px": (sight(sized(952, 90), b1=SURE), "wrong_size", "no", ["size.rendered"]),
    "size-before-link": (
        sight(replace(sized(952, 90), link=URL), b1=SURE),
        "wrong_size", "no", ["size.rendered", "link.wrong"],
    ),
    "link": (sight(moved(link=URL), b1=SURE), "wrong_link", "no", ["link.wrong"]),
    "no-link": (sight(moved(link=None), b1=SURE), "wrong_link", "no", ["link.none"]),
    "script-link": (
        sight(moved(link=None, scripted=True), b1=SURE),
        "unsure", "unknown", ["link.by_script"],
    ),
    "slow": (
        sight(moved(main=replace(IMG, loaded_seconds=3.2)), b1=SURE), "ok", "yes", ["slot.slow"],
    ),
    "between": (sight(b1=BETWEEN), "unsure", "unknown", ["picture.unsure"]),
    "between-wrong-link": (
        sight(moved(link=URL), b1=BETWEEN),
        "wrong_link", "no", ["link.wrong", "picture.unsure"],
    ),
    "not-comparable": (sight(b1=None), "unsure", "unknown", ["picture.not_comparable"]),
    "selector": (
        sight(replace(GONE, unread="selector")), "unsure", "unknown", ["check.selector_unread"],
    ),
    "a-frame-that-looks-right-and-does-not-answer": (
        sight(moved(unread="frame", link=None), b1=SURE), "unsure", "unknown",
        ["check.frame_unread"],
    ),
    "frame": (
        sight(moved(unread="frame"), b1=UNLIKE), "unsure", "unknown", ["check.frame_unread"],
    ),
    "loading": (
        sight(moved(unread="loading"), b1=UNLIKE), "unsure", "unknown", ["check.loading_unread"],
    ),
    "missing-while-scripts-come": (
        replace(sight(GONE), unfinished=True), "unsure", "unknown", ["check.loading_unread"],
    ),
    "empty-while-scripts-come": (
        replace(sight(BARE), unfinished=True), "unsure", "unknown", ["check.loading_unread"],
    ),
    "moving": (
        sight(moved(steady=False), b1=UNLIKE), "unsure", "unknown", ["check.moving_unread"],
    ),
    "moving-and-seen": (sight(moved(steady=False), b1=SURE), "ok", "yes", []),
    "moving-and-growing": (
        sight(replace(sized(900, 90), steady=False), b1=SURE),
        "unsure", "unknown", ["check.moving_unread"],
    ),
    "moving-and-hidden": (
        sight(moved(steady=False, hidden_by="opacity"), b1=UNLIKE),
        "unsure", "unknown", ["check.moving_unread"],
    ),
    "unpainted": (
        replace(sight(b1=UNLIKE), unpainted=True), "unsure", "unknown", ["picture.not_painted"],
    ),
    "unpainted-too-small": (
        replace(sight(sized(900, 90), b1=UNLIKE), unpainted=True),
        "wrong_size", "no", ["size.rendered", "picture.not_painted"],
    ),
    "torn": (replace(sight(b1=UNLIKE), torn=True), "broken", "no", ["slot.broken"]),
    "removed": (
        sight(moved(broken="x", removed=True), b1=UNLIKE), "broken", "no", ["slot.removed"],
    ),
    "seen-through-a-closed-shadow": (
        sight(moved(main=None, link=None), b1=SURE), "unsure", "unknown", ["check.closed_unread"],
    ),
    "display-has-no-size": (
        sight(replace(sized(0, 0), hidden_by="display"), b1=SURE),
        "hidden", "no", ["hidden.display"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("seen", "result", "delivered", "codes"), ONE.values(), ids=ONE.keys())
def test_one_booking(seen: Sight, result: str, delivered: str, codes: list[str]) -> None:
    assert told(slot(booking()), [seen]) == (result, [delivered], codes)


def test_a_dead_link_is_delivered() -> None:
    found = told(slot(booking()), [sight(b1=SURE)], dead={LANDING: "500"})
    assert found == ("dead_link", ["yes"], ["link.dead"])


def test_unreachable_is_unknown() -> None:
    on_page = slot(booking())
    page = PageSeen(plan([on_page], max_loads=8)[0], (), NINE, "status", "500")
    look = judge(on_page, page, (), on=FRIDAY, config=CONFIG).look
    assert (look.result.value, look.bookings[0].delivered.value) == ("unreachable", "unknown")
    assert look.findings[0].code == "page.status"


NO_CREATIVE = {
    "shows": (sight(), "unsure", "unknown", ["booking.no_creative"]),
    "nothing": (sight(BARE), "empty", "no", ["booking.no_creative", "slot.empty"]),
    "missing": (sight(GONE), "missing", "no", ["booking.no_creative", "slot.missing"]),
}


@pytest.mark.parametrize(
    ("seen", "result", "delivered", "codes"), NO_CREATIVE.values(), ids=NO_CREATIVE.keys()
)
def test_without_a_creative(seen: Sight, result: str, delivered: str, codes: list[str]) -> None:
    assert told(slot(booking(creatives=())), [seen]) == (result, [delivered], codes)


UNBOOKED = {
    "vacant": (sight(BARE), "vacant", []),
    "flat-frame": (replace(sight(), flat=True), "vacant", []),
    "house": (replace(sight(), house=True), "vacant", ["house_ad"]),
    "missing": (sight(GONE), "missing", ["slot.missing"]),
    "broken": (sight(moved(broken="x")), "broken", ["slot.broken"]),
    "expired": (sight(e9=SURE), "expired", ["creative.expired"]),
    "unsold": (sight(e9=UNLIKE), "unsold", ["creative.unsold"]),
    "unread": (sight(replace(GONE, unread="selector")), "unsure", ["check.selector_unread"]),
}


@pytest.mark.parametrize(("seen", "result", "codes"), UNBOOKED.values(), ids=UNBOOKED.keys())
def test_without_a_booking(seen: Sight, result: str, codes: list[str]) -> None:
    assert told(slot(), [seen]) == (result, [], codes)


def disturbed(one: Sight) -> Sight:
    """The same in a load in which something did not come."""
    return replace(one, disturbed=True)


BROKEN = sight(moved(broken="x"), b1=UNLIKE)
DOUBTED = {
    "alone": ([disturbed(BROKEN)], "broken", ["no"]),
    "three-times": ([disturbed(BROKEN)] * 3, "broken", ["no"]),
    "then-right": ([disturbed(BROKEN), sight(b1=SURE)], "ok", ["yes"]),
    "then-right-disturbed": ([disturbed(BROKEN), disturbed(sight(b1=SURE))], "ok", ["yes"]),
    "then-surely-missing": ([disturbed(BROKEN), sight(GONE)], "missing", ["no"]),
    "right-before": ([disturbed(sight(b1=SURE)), BROKEN], "ok", ["yes"]),
}


@pytest.mark.parametrize(("sights", "result", "delivered"), DOUBTED.values(), ids=DOUBTED.keys())
def test_a_disturbed_load_counts_where_there_is_no_other(
    sights: list[Sight], result: str, delivered: list[str]
) -> None:
    assert told(slot(booking()), turns(*sights))[:2] == (result, delivered)


@pytest.mark.parametrize(
    ("seen", "booked", "doubted"),
    [
        (disturbed(BROKEN), True, True),
        (BROKEN, True, False),
        (disturbed(sight(b1=SURE)), True, False),
        (sight(moved(steady=False), b1=UNLIKE), True, True),
        (replace(sight(b1=UNLIKE), unpainted=True), True, True),
        (disturbed(sight(GONE)), False, True),
        (disturbed(sight(BARE)), False, False),
        (disturbed(sight(e9=SURE)), False, False),
    ],
    ids=["disturbed", "sure", "right", "moving", "unpainted", "free", "vacant", "expired"],
)
def test_what_is_looked_at_again(seen: Sight, booked: bool, doubted: bool) -> None:
    on_page = slot(booking()) if booked else slot()
    assert is_doubted(on_page, seen, CONFIG) is doubted


def test_a_free_slot_that_came_at_the_second_load_is_not_missing() -> None:
    assert told(slot(), turns(disturbed(sight(GONE)), sight(BARE)))[0] == "vacant"


SIDES = (sight(b1=SURE), sight(b1=SURE))
COUPLETS = {
    "both": (SIDES, "ok", "yes", []),
    "one-lacks": (
        (SIDES[0], replace(sight(GONE), part="right")), "missing", "no", ["slot.part_missing"],
    ),
    "one-is-another": ((SIDES[0], sight(b1=UNLIKE)), "wrong_creative", "no", ["creative.wrong"]),
    "one-leads-elsewhere": (
        (SIDES[0], sight(moved(link=URL), b1=SURE)), "wrong_link", "no", ["link.wrong"],
    ),
    "one-is-unsure": ((SIDES[0], sight(b1=BETWEEN)), "unsure", "unknown", ["picture.unsure"]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("sides", "result", "delivered", "codes"), COUPLETS.values(), ids=COUPLETS.keys()
)
def test_of_a_couplet_the_worse_side_counts(
    sides: tuple[Sight, Sight], result: str, delivered: str, codes: list[str]
) -> None:
    whole = replace(sight(b1=SURE), pieces=sides)
    assert told(slot(booking()), [whole]) == (result, [delivered], codes)


MIXED = replace(
    sight(),
    pieces=(
        replace(sight(), matches=(Match(1, 1, SURE, 950, 90), Match(2, 2, UNLIKE, 950, 90))),
        replace(sight(), matches=(Match(2, 2, SURE, 950, 90), Match(1, 1, UNLIKE, 950, 90))),
    ),
)
SHARED = replace(
    sight(),
    pieces=(
        replace(sight(), matches=(Match(1, 1, SURE, 950, 90), Match(2, 2, SURE, 950, 90))),
        replace(sight(), matches=(Match(2, 2, SURE, 950, 90), Match(1, 1, UNLIKE, 950, 90))),
    ),
)


def test_a_couplet_of_two_creatives_halves_is_neither() -> None:
    on_page = slot(booking(1), booking(2), rotations=2)
    mixed = ("wrong_creative", ["no", "no"], ["together.mixed"])
    assert told(on_page, turns(MIXED, MIXED)) == mixed


def test_a_half_that_two_creatives_have_alike_is_the_other_half_s() -> None:
    on_page = slot(booking(1), booking(2), rotations=3)
    assert told(on_page, turns(SHARED))[1] == ["unknown", "yes"]


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


@pytest.mark.parametrize("unit", [Unit.HOUR, Unit.MONTH])
def test_by_the_hour_and_by_the_month_is_judged_as_by_the_day(unit: Unit) -> None:
    found = told(slot(booking(), unit=unit), [sight(b1=UNLIKE)])
    assert found == ("wrong_creative", ["no"], ["creative.wrong"])


HTTP = replace(IMG, url="http://img.example.com/a.jpg")
BESIDES: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "marked": ({}, {"needs_mark": True}, []),
    "unmarked": ({"marked": False}, {"needs_mark": True}, ["mark.none"]),
    "no-mark-asked": ({"marked": False}, {}, []),
    "script": ({"errors": ("x is not defined",)}, {}, ["script.error"]),
    "mixed": ({"insecure": (HTTP.url,)}, {}, ["mixed_content"]),
    "not-mixed": ({"holders": (HTTP,)}, {}, []),
    "closes": ({}, {"needs_close": True, "closing": "ok"}, []),
    "no-close": ({}, {"needs_close": True, "closing": "none"}, ["close.none"]),
    "stays": ({}, {"needs_close": True, "closing": "stays"}, ["close.stays"]),
    "close-not-asked": ({}, {"closing": "none"}, []),
    "slow-after-its-wait": (
        {"main": replace(IMG, loaded_seconds=9.0)}, {"wait_seconds": 8}, [],
    ),
    "slow": ({"main": replace(IMG, loaded_seconds=11.5)}, {"wait_seconds": 8}, ["slot.slow"]),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "given", "codes"), BESIDES.values(), ids=BESIDES.keys())
def test_findings_besides(facts: dict[str, Any], given: dict[str, Any], codes: list[str]) -> None:
    closing = given.get("closing", "")
    on_page = slot(booking(), **{k: v for k, v in given.items() if k != "closing"})
    load = PageLoad(NINE, URL, 200, 1.0, 1440, 900, 1, (SHOWN,), ())
    probe = plan([on_page], max_loads=8)[0]
    page = PageSeen(probe, (load,), NINE, closing={"S1": closing} if closing else {})
    look = judge(on_page, page, [sight(moved(**facts), b1=SURE)], on=FRIDAY, config=CONFIG).look
    assert (look.result.value, [one.code for one in look.findings]) == ("ok", codes)


def test_what_did_not_show_has_no_findings_besides() -> None:
    on_page = slot(booking(), needs_mark=True)
    found = told(on_page, [sight(replace(GONE, marked=False))])
    assert found[2] == ["slot.missing"]


FIRST_SEEN, SECOND_SEEN = sight(b1=SURE, b2=UNLIKE), sight(b1=UNLIKE, b2=SURE)
UNMARKED = sight(moved(marked=False), b1=UNLIKE, b2=SURE)


@pytest.mark.parametrize(
    ("sights", "codes"),
    [
        pytest.param([FIRST_SEEN, UNMARKED], ["mark.none"], id="one-of-two"),
        pytest.param([FIRST_SEEN, SECOND_SEEN, UNMARKED], [], id="seen-in-another-load"),
        pytest.param(
            [FIRST_SEEN, SECOND_SEEN, sight(moved(marked=False), b1=UNLIKE, b2=UNLIKE)],
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


def test_what_is_fetched_by_http_may_be_why_nothing_shows() -> None:
    broken = sight(moved(broken=HTTP.url, insecure=(HTTP.url,)))
    found = told(slot(booking()), [broken])
    assert found == ("broken", ["no"], ["slot.broken", "mixed_content"])


FIRST, SECOND, NEITHER = (
    sight(b1=SURE, b2=UNLIKE),
    sight(b1=UNLIKE, b2=SURE),
    sight(b1=UNLIKE, b2=UNLIKE),
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


LED_ASTRAY = sight(moved(link="http://other.example.com/"), b1=SURE)
SHRUNK = sight(sized(800, 90), b1=SURE)
COVERED = sight(moved(hidden_by="covered"), b1=SURE)
LED_IN_DOUBT = replace(LED_ASTRAY, disturbed=True)


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


def packed(number: int) -> ExpectedCreative:
    """The creative as a package."""
    part = ExpectedPart("main", f"{number:064x}", "html5", 950, 90)
    return replace(creative(number), parts=(part,))


def test_what_is_surely_another_is_told_beside_what_can_t_be_compared() -> None:
    on_page = slot(booking(creatives=(packed(1),)))
    unknown = sight(b1=None, e9=UNLIKE)
    assert told(on_page, [unknown])[2] == ["picture.not_comparable"]
    old = ("wrong_creative", ["no"], ["old_creative"])
    assert told(on_page, [sight(b1=None, e9=SURE)]) == old
    assert told(on_page, [replace(unknown, house=True)])[2] == ["house_ad"]


def test_a_package_is_clicked_only_where_one_is_expected() -> None:
    old = replace(slot(booking()), ended=(packed(9),))
    for on_page, said in (
        (old, (True, False)),
        (slot(booking(creatives=(packed(1),))), (True,) * 2),
    ):
        [probe] = plan([on_page], max_loads=8)[0].slots
        assert (probe.packaged, probe.package_due) == said


def test_a_version_in_turn_asks_for_more_loads() -> None:
    both = booking(
        creatives=(creative(1), replace(creative(2), booking_id=1)), in_turn=frozenset({1, 2})
    )
    three = replace(both, in_turn=frozenset({1, 2, 3}))
    loads = [plan([slot(one)], max_loads=6)[0].slots[0].loads for one in (booking(), both, three)]
    assert loads == [1, 8, 12]


def test_any_of_two_current_creatives_delivers() -> None:
    both = booking(creatives=(creative(1), replace(creative(2), booking_id=1)))
    second = replace(sight(), matches=(Match(2, 1, SURE, 950, 90), Match(1, 1, UNLIKE, 950, 90)))
    assert told(slot(both), [second])[:2] == ("ok", ["yes"])


@pytest.mark.parametrize(
    ("link", "found"),
    [
        pytest.param(LANDING, ("ok", ["yes"], []), id="the old one"),
        pytest.param(URL, ("ok", ["yes"], []), id="the new one"),
        pytest.param(
            "http://other.example.com/", ("wrong_link", ["no"], ["link.wrong"]), id="neither"
        ),
    ],
)
def test_of_the_same_file_with_two_links_the_shown_one_counts(
    link: str, found: tuple[str, list[str], list[str]]
) -> None:
    both = booking(creatives=(creative(1), replace(creative(2), booking_id=1, click_url=URL)))
    alike = (Match(1, 1, SURE, 950, 90), Match(2, 1, SURE, 950, 90))
    assert told(slot(both), [replace(sight(moved(link=link)), matches=alike)]) == found


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


@pytest.mark.parametrize(
    ("width", "height", "result"),
    [(375, 37.5, "ok"), (375, 38.6, "wrong_size"), (1000, 100, "ok"), (1000, 90, "wrong_size")],
    ids=["scaled", "too-high", "whole", "too-low"],
)
def test_sizes_of_a_phone_scale(width: float, height: float, result: str) -> None:
    on_page = slot(booking(), device=Device.MOBILE, width=1000, height=100)
    seen = replace(sight(sized(width, height)), matches=(Match(1, 1, SURE, 1000, 100),))
    assert told(on_page, [seen])[0] == result


def test_the_plan_opens_a_page_once() -> None:
    other = slot(booking(), slot_id=2, code="S2", rotations=3)
    phone = slot(slot_id=3, code="S3", device=Device.MOBILE)
    app = slot(slot_id=4, code="S4", device=Device.APP)
    probes = plan([slot(booking()), other, phone, app], max_loads=8)
    assert [[one.code for one in probe.slots] for probe in probes] == [["S1", "S2"], ["S3"]]
    assert [probe.loads for probe in probes] == [12, 1]
    assert is_by_hand(app) and is_by_hand(slot(page_url=""))


def test_the_plan_knows_what_the_form_shows() -> None:
    pair = slot(booking(), form="对联", needs_close=True)
    capped = slot(booking(), slot_id=2, form="流媒体", rotations=2)
    free = slot(slot_id=3, needs_close=True)
    [probe] = plan([pair, capped, free], max_loads=8, forms=CONFIG.forms)
    assert [one.pieces for one in probe.slots] == [2, 1, 1]
    assert [one.loads for one in probe.slots] == [1, 1, 1]
    assert [one.needs_close for one in probe.slots] == [True, False, False]
    assert probe.most_loads == 3


def test_every_code_has_words() -> None:
    for code in FINDINGS:
        said = message(Finding(code, "warn", "1", "2", "3"))  # type: ignore[arg-type]
        assert said != code and "{" not in said
    assert RESULT_TONES.keys() == RESULTS.keys()


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


def test_what_is_resuming_is_no_trouble_of_the_other_in_the_rotation() -> None:
    on_page = slot(booking(1), booking(2, resuming=True), rotations=2)
    assert told(on_page, turns(FIRST, NEITHER))[:2] == ("ok", ["yes"])
