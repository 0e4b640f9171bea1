"""The table of results (checks.md), line by line, without a browser."""

from dataclasses import replace
from typing import Any

import pytest

from adops.domain.facts import ExpectedCreative, ExpectedPart
from adops.domain.finding import Finding
from adops.domain.slot import Device, Unit
from adops.phrases.checks import FINDINGS, RESULT_TONES, message
from adops.phrases.words import RESULTS
from checks.judge import is_doubted, judge
from checks.plan import is_by_hand, plan
from checks.probe import PageLoad, PageSeen
from checks.sight import Match, Sight
from tests.checks.conftest import CONFIG
from tests.checks.judging import (
    BARE,
    BETWEEN,
    BROKEN,
    GONE,
    IMG,
    LANDING,
    NINE,
    SHOWN,
    SURE,
    UNLIKE,
    URL,
    booking,
    creative,
    disturbed,
    moved,
    sight,
    sized,
    slot,
    told,
    turns,
)
from tests.conftest import FRIDAY

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


def test_what_is_fetched_by_http_may_be_why_nothing_shows() -> None:
    broken = sight(moved(broken=HTTP.url, insecure=(HTTP.url,)))
    found = told(slot(booking()), [broken])
    assert found == ("broken", ["no"], ["slot.broken", "mixed_content"])


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
