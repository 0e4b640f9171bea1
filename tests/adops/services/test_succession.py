"""Versions shown in turn, changes of link, and confirmations undone (rules.md §5, §7)."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from adops.domain.booking import Route
from adops.domain.period import at
from adops.domain.states import ApprovalState, CreativeState
from adops.errors import ForbiddenError, RuleError
from adops.models import Booking, SlotCheckBooking
from tests.adops.services.desk import DAY, LIMIT, MONDAY, SUNDAY, URL, Desk, desk
from tests.factories import Factory

__all__ = ["desk"]
CONFIRMED, REPLACED = CreativeState.CONFIRMED, CreativeState.REPLACED
SUBMITTED = CreativeState.SUBMITTED
THURSDAY = date(2026, 11, 26)


def test_two_versions_in_turn_are_both_expected(desk: Desk) -> None:
    first = desk.confirm(desk.submit(LIMIT - 1))
    second = desk.confirm(desk.submit(LIMIT - 2, rotates=True))
    assert desk.states(first, second) == [CONFIRMED, CONFIRMED]
    assert desk.shown(MONDAY) == desk.shown(SUNDAY) == [first, second]
    swap = desk.confirm(desk.submit(LIMIT - 3, go_live=THURSDAY))
    assert desk.shown(THURSDAY, 9) == [first, second, swap]
    assert desk.shown(THURSDAY, 10) == [swap]


def test_whether_in_turn_can_be_said_on_confirming(desk: Desk) -> None:
    first = desk.confirm(desk.submit(LIMIT - 1))
    second = desk.confirm(desk.submit(LIMIT - 2), rotates=True)
    assert desk.states(first, second) == [CONFIRMED, CONFIRMED]
    third = desk.confirm(desk.submit(LIMIT - 3, rotates=True), rotates=False)
    assert desk.states(first, second, third) == [REPLACED, REPLACED, CONFIRMED]
    assert {desk.creative(one).replaced_by for one in (first, second)} == {third}


def test_one_taken_out_of_two_leaves_the_other(desk: Desk) -> None:
    first = desk.confirm(desk.submit(LIMIT - 1))
    second = desk.confirm(desk.submit(LIMIT - 2, rotates=True))
    desk.withdraw(first)
    assert desk.shown(MONDAY) == [second]


def test_a_change_of_link_takes_the_place_of_that_version_alone(desk: Desk) -> None:
    first = desk.confirm(desk.submit(LIMIT - 1))
    second = desk.confirm(desk.submit(LIMIT - 2, rotates=True))
    swap = desk.confirm(desk.submit(LIMIT - 3, go_live=THURSDAY))
    linked = desk.link(second)
    new, old = desk.creative(linked), desk.creative(second)
    assert (new.click_url, new.fingerprint) == (f"{URL}/new", old.fingerprint)
    assert (new.state, new.link_of, new.confirmed_at) == (SUBMITTED, second, None)
    desk.confirm(linked)
    assert desk.states(first, second, linked, swap) == [CONFIRMED, REPLACED, CONFIRMED, CONFIRMED]
    assert desk.shown(MONDAY) == [first, linked]
    assert desk.shown(THURSDAY) == [swap]


def test_a_change_of_link_needs_no_file_and_keeps_the_approval(desk: Desk) -> None:
    creative, approval = desk.approved()
    desk.confirm(creative)
    linked = desk.confirm(desk.link(creative))
    assert desk.states(creative, linked) == [REPLACED, CONFIRMED]
    assert desk.state(approval) is ApprovalState.APPROVED


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"url": URL}, "creative.unchanged", id="the same link"),
        pytest.param({"url": URL, "copy": "财富公馆"}, "creative.unchanged", id="the same words"),
        pytest.param({"go_live": date(2026, 11, 30)}, "creative.go_live_outside", id="outside"),
    ],
)
def test_a_change_of_link_that_is_none(desk: Desk, given: dict[str, Any], code: str) -> None:
    first = desk.confirm(desk.submit())
    with pytest.raises(RuleError) as error:
        desk.link(first, **given)
    assert error.value.code == code


def test_a_change_of_words_alone_is_one_too(desk: Desk) -> None:
    linked = desk.link(desk.submit(), url=URL, copy="财富公馆 南区")
    assert desk.creative(linked).copy_text == "财富公馆 南区"


def test_a_new_link_is_reviewed(desk: Desk) -> None:
    linked = desk.link(desk.submit(), url="ftp://example.com")
    assert [one["code"] for one in desk.creative(linked).findings] == ["link.unsafe"]
    with pytest.raises(RuleError, match=r"creative\.rejected"):
        desk.confirm(linked)


@pytest.mark.parametrize(
    ("now", "go_live"),
    [
        pytest.param(at(date(2026, 11, 20), 9), MONDAY, id="ahead: its own day"),
        pytest.param(at(date(2026, 11, 20), 16), date(2026, 11, 24), id="late: the earliest"),
        pytest.param(at(date(2026, 11, 24), 14), date(2026, 11, 25), id="running: the earliest"),
        pytest.param(at(date(2026, 11, 29), 14), SUNDAY, id="none in time: the running day"),
    ],
)
def test_a_change_of_link_is_live_as_soon_as_it_can_be(desk: Desk, now: Any, go_live: date) -> None:
    """A swap counts as a start: the deadline binds (rules.md §3)."""
    first = desk.confirm(desk.submit())
    desk.now = now
    assert desk.creative(desk.link(first)).go_live == go_live


def test_a_local_change_of_link_is_live_at_once(desk: Desk) -> None:
    desk.change(route=Route.LOCAL)
    first = desk.confirm(desk.submit())
    desk.now = at(date(2026, 11, 24), 14)
    linked = desk.confirm(desk.link(first))
    assert desk.creative(linked).go_live == date(2026, 11, 24)
    assert desk.shown(date(2026, 11, 24), 14) == [first, linked]
    assert desk.shown(date(2026, 11, 24), 15) == [linked]


@pytest.mark.parametrize("person", ["other_ae", "other_sales", "hq_ae", "finance"])
def test_only_the_submitting_side_changes_a_link_or_undoes(desk: Desk, person: str) -> None:
    first = desk.confirm(desk.submit())
    with pytest.raises(ForbiddenError):
        desk.link(first, by=person)
    with pytest.raises(ForbiddenError):
        desk.unconfirm(first, by=person)
    assert desk.states(first) == [CONFIRMED]


def test_an_undone_confirmation_leaves_all_as_it_was(desk: Desk) -> None:
    first = desk.confirm(desk.submit(LIMIT - 1, go_live=THURSDAY))
    beside = desk.confirm(desk.submit(LIMIT - 2, go_live=THURSDAY, rotates=True))
    before = [desk.creative(one).model_dump() for one in (first, beside)]
    second = desk.submit(LIMIT - 3)
    submitted = desk.creative(second).model_dump()
    desk.confirm(second)
    assert desk.states(first, beside, second) == [REPLACED, REPLACED, CONFIRMED]
    desk.now = at(date(2026, 11, 22), 20)
    desk.unconfirm(second, by="ae")
    assert [desk.creative(one).model_dump() for one in (first, beside)] == before
    assert desk.creative(second).model_dump() == submitted
    undone = desk.acts(f"creative:{second}")[-1]
    assert (undone.verb, undone.by) == ("creative.unconfirm", "BJ001")
    assert undone.before["confirmed_by"] == desk.people["sales"].staff_no
    assert desk.acts(f"creative:{first}")[-1].verb == "creative.restore"


def test_only_those_it_replaced_come_back(desk: Desk) -> None:
    first = desk.confirm(desk.submit(LIMIT - 1))
    second = desk.confirm(desk.submit(LIMIT - 2))
    third = desk.confirm(desk.submit(LIMIT - 3))
    desk.unconfirm(third)
    assert desk.states(first, second, third) == [REPLACED, CONFIRMED, SUBMITTED]
    desk.unconfirm(second)
    assert desk.states(first, second, third) == [CONFIRMED, SUBMITTED, SUBMITTED]


def test_after_undoing_the_deadline_counts_anew(desk: Desk) -> None:
    first = desk.confirm(desk.submit())
    desk.now = at(date(2026, 11, 20), 16)
    desk.unconfirm(first)
    assert desk.creative(first).deadline is None
    with pytest.raises(RuleError, match=r"creative\.late"):
        desk.confirm(first)


@pytest.mark.parametrize(
    ("now", "undone"),
    [
        pytest.param(at(MONDAY, 9), True, id="09:00 of its day: nobody saw it yet"),
        pytest.param(at(MONDAY + DAY, 8, 59), True, id="08:59: its first ad day still runs"),
        pytest.param(at(MONDAY + DAY, 9), False, id="09:00 of the next day"),
    ],
)
def test_undone_while_unseen_on_its_first_ad_day(desk: Desk, now: Any, undone: bool) -> None:
    first = desk.confirm(desk.submit())
    desk.now = now
    if undone:
        desk.unconfirm(first)
        assert desk.states(first) == [SUBMITTED]
        return
    with pytest.raises(RuleError) as error:
        desk.unconfirm(first)
    assert error.value.code == "creative.is_live"
    assert desk.states(first) == [CONFIRMED]


@pytest.mark.parametrize("seen", [True, False])
def test_what_a_look_saw_is_live(desk: Desk, factory: Factory, seen: bool) -> None:
    first = desk.confirm(desk.submit())
    with desk.db.write() as session:
        booking = desk.creative(first).booking_id
        row = session.get(Booking, booking)
        assert row is not None
        look = factory.look(session, row, MONDAY - 3 * DAY)
        told = session.exec(
            select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look.id)
        ).one()
        told.creative_id, told.seen = first, seen
        session.add(told)
    if seen:
        with pytest.raises(RuleError, match=r"creative\.is_live"):
            desk.unconfirm(first)
    else:
        desk.unconfirm(first)


@pytest.mark.parametrize("act", ["withdraw", "reject"])
def test_what_is_taken_back_before_it_is_live_gives_its_place_back(desk: Desk, act: str) -> None:
    first = desk.confirm(desk.submit(LIMIT - 1))
    second = desk.confirm(desk.submit(LIMIT - 2))
    assert desk.states(first) == [REPLACED]
    getattr(desk, act)(second)
    assert desk.states(first) == [CONFIRMED]
    assert desk.shown(MONDAY) == [first]


def test_a_swap_of_the_same_day_is_undone_while_unseen(desk: Desk) -> None:
    """What it replaced is expected again, with its approval."""
    desk.change(route=Route.LOCAL)
    first = desk.confirm(desk.submit(LIMIT - 1))
    desk.now = at(MONDAY + DAY, 14)
    second = desk.confirm(desk.submit(LIMIT - 2, go_live=MONDAY + DAY))
    assert desk.shown(MONDAY + DAY, 16) == [second]
    desk.unconfirm(second)
    assert desk.states(first, second) == [CONFIRMED, SUBMITTED]
    assert desk.shown(MONDAY + DAY, 16) == [first]


@pytest.mark.parametrize("act", ["withdraw", "reject"])
def test_what_is_taken_back_once_it_is_live_leaves_nobody_in_its_place(
    desk: Desk, act: str
) -> None:
    first = desk.confirm(desk.submit(LIMIT - 1))
    second = desk.confirm(desk.submit(LIMIT - 2))
    desk.now = at(MONDAY + DAY, 9)
    getattr(desk, act)(second)
    assert desk.states(first) == [REPLACED]


def test_a_reason_that_may_be_left_out_may_be_blank(desk: Desk) -> None:
    first = desk.submit()
    desk.withdraw(first, why="  ")
    assert desk.creative(first).closed_why == "撤回"
