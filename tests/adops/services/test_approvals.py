"""Special approvals: every state × act, who decides, one at a time, how they end (rules.md §6)."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from adops.db import Database
from adops.domain.booking import BookingState, Route
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.domain.slot import Owner
from adops.domain.states import ApprovalState
from adops.errors import AdopsError, ForbiddenError, InputError, RuleError
from adops.models import Approval, Booking, Slot, SlotVersion
from adops.services import approvals, booking_stops, creatives
from adops.services.approvals import RequestMail
from tests.adops.services.desk import DAY, LIMIT, MONDAY, SUNDAY, Desk, desk

__all__ = ["desk"]
S = ApprovalState
OVER = LIMIT + 1
AFTER = at(SUNDAY + DAY, 9)
SECOND = timedelta(seconds=1)


def brought_to(desk: Desk, state: ApprovalState) -> int:
    """An approval of a submitted creative, moved by its people into that state."""
    number = desk.ask(desk.submit(OVER))
    if state in {S.REGISTERED, S.APPROVED, S.REFUSED, S.EXPIRED, S.VOID}:
        desk.register(number)
    if state in {S.APPROVED, S.EXPIRED, S.VOID}:
        desk.approve(number)
    if state is S.REFUSED:
        desk.decide("refuse", number)
    if state is S.WITHDRAWN:
        desk.decide("withdraw", number, by="sales")
    if state is S.EXPIRED:
        desk.now = AFTER
        desk.lapse()
    if state is S.VOID:
        shrink(desk, MONDAY, LIMIT - 1024)
        desk.lapse()
    assert desk.state(number) is state
    return number


def shrink(desk: Desk, valid_from: date, limit: int) -> None:
    """A second version of the slot, entered as a row."""
    part = {"part": "main", "width": 950, "height": 90, "limit_bytes": limit}
    with desk.db.write() as session:
        first = session.exec(select(SlotVersion)).one()
        same = first.model_dump(exclude={"id", "number", "valid_from", "parts", "limit_bytes"})
        session.add(
            SlotVersion(**same, number=2, valid_from=valid_from, parts=[part], limit_bytes=limit)
        )


def correct(desk: Desk, number: int) -> None:
    with desk.db.write() as session:
        approvals.correct(
            session, approval_id=number, reason="改过", by=desk.people["ae"], now=desk.now
        )


ACTS: dict[str, Callable[[Desk, int], object]] = {
    "register": lambda desk, number: desk.register(number),
    "approve": lambda desk, number: desk.approve(number),
    "refuse": lambda desk, number: desk.decide("refuse", number),
    "withdraw": lambda desk, number: desk.decide("withdraw", number, by="sales"),
    "correct": correct,
    "ask": lambda desk, number: desk.ask(desk.approval(number).creative_id),
}
TAKEN: dict[ApprovalState, dict[str, ApprovalState]] = {
    S.REQUESTED: {"register": S.REGISTERED, "withdraw": S.WITHDRAWN},
    S.REGISTERED: {
        "approve": S.APPROVED,
        "refuse": S.REFUSED,
        "withdraw": S.WITHDRAWN,
        "correct": S.REGISTERED,
    },
    S.APPROVED: {"correct": S.APPROVED},
    S.REFUSED: {"correct": S.REFUSED, "ask": S.REFUSED},
    S.WITHDRAWN: {"ask": S.WITHDRAWN},
    S.EXPIRED: {"correct": S.EXPIRED},
    S.VOID: {"correct": S.VOID, "ask": S.VOID},
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", list(ApprovalState))
def test_every_state_and_act(desk: Desk, state: ApprovalState, act: str) -> None:
    number = brought_to(desk, state)
    before = desk.approval(number).model_dump()
    if act in TAKEN[state]:
        ACTS[act](desk, number)
        assert desk.state(number) is TAKEN[state][act]
        return
    with pytest.raises(RuleError) as error:
        ACTS[act](desk, number)
    assert error.value.code in {
        "approval.wrong_state", "approval.open", "approval.not_needed", "booking.over"
    }  # fmt: skip
    assert desk.approval(number).model_dump() == before


@pytest.mark.parametrize("act", ["refuse", "withdraw"])
def test_refused_and_withdrawn_with_a_reason(desk: Desk, act: str) -> None:
    number = brought_to(desk, S.REGISTERED)
    by = {"refuse": "hq_ae", "withdraw": "sales"}[act]
    with pytest.raises(InputError, match=r"reason\.missing"):
        desk.decide(act, number, by=by, why=" ")
    desk.decide(act, number, by=by, why=" 客户换了终稿 ")
    told = desk.approval(number)
    assert (told.decided_why, told.decided_by) == ("客户换了终稿", desk.people[by].staff_no)
    assert desk.acts(f"approval:{number}")[-1].after["why"] == "客户换了终稿"


def test_of_two_who_ask_at_once_one_is_told_of_the_other(desk: Desk) -> None:
    creative = desk.submit(OVER)
    told: list[str] = []

    def second() -> None:
        try:
            desk.ask(creative, by="ae")
        except AdopsError as error:
            told.append(error.code)

    thread = threading.Thread(target=second)
    with desk.db.write() as session:
        approvals.request(
            session, creative_id=creative, reason="急", by=desk.people["sales"], now=desk.now
        )
        thread.start()
        thread.join(timeout=0.7)  # it waits for us, or has asked beside us
    thread.join()
    with desk.db.read() as session:
        assert len(session.exec(select(Approval)).all()) == 1
    assert told == ["approval.open"]


def test_of_two_who_decide_at_once_the_first_counts(desk: Desk) -> None:
    number = brought_to(desk, S.REGISTERED)
    told: list[str] = []

    def second() -> None:
        try:
            desk.approve(number)
        except AdopsError as error:
            told.append(error.code)

    thread = threading.Thread(target=second)
    with desk.db.write() as session:
        approvals.withdraw(
            session, approval_id=number, why="换稿", by=desk.people["sales"], now=desk.now
        )
        thread.start()
        thread.join(timeout=0.7)
    thread.join()
    assert (desk.state(number), told) == (S.WITHDRAWN, ["approval.wrong_state"])


STAFF = {
    "sales": Actor("BJ101", "销售", Role.SALES, "bj", "sales@example.com"),
    "other sales": Actor("BJ102", "销售", Role.SALES, "bj", "other@example.com"),
    **{f"ae {code}": Actor(f"AE-{code}", "AE", Role.AE, code) for code in ("bj", "sh", "gz")},
    "hq of bj": Actor("HQ001", "总部", Role.HQ_AE, "hq", stations=frozenset({"bj"})),
    "hq of sh": Actor("HQ002", "总部", Role.HQ_AE, "hq", stations=frozenset({"sh"})),
    "hq of gz": Actor("HQ003", "总部", Role.HQ_AE, "hq", stations=frozenset({"gz"})),
    **{
        role.value: Actor(f"X-{role.value}", role.value, role, "bj")
        for role in Role
        if role not in {Role.SALES, Role.AE, Role.HQ_AE}
    },
}
LEJU, SINA = Owner.LEJU, Owner.SINA
# sold by 北京; who places → who may decide and who may send back
DECIDERS = {
    ("bj", LEJU): {"ae bj"},
    ("sh", LEJU): {"ae sh"},
    ("hq", LEJU): {"hq of bj"},
    ("bj", SINA): {"hq of bj"},
    ("sh", SINA): {"hq of bj", "hq of sh"},
    ("hq", SINA): {"hq of bj"},
}
REFUSERS = {"bj": {"ae bj"}, "sh": {"ae sh"}, "hq": {"hq of bj"}}


def who(db: Database, act: Callable[[Session, Actor], object]) -> set[str]:
    """Those who are not refused; what they did is dropped."""
    found = set()
    for name, actor in STAFF.items():
        with db.read() as session:
            try:
                act(session, actor)
            except ForbiddenError:
                continue
            found.add(name)
    return found


@pytest.mark.parametrize(("placed", "owner"), DECIDERS)
def test_who_decides_and_who_sends_back(desk: Desk, placed: str, owner: Owner) -> None:
    number = brought_to(desk, S.REGISTERED)
    creative, files = (
        desk.approval(number).creative_id,
        desk.files(desk.approval(number).creative_id),
    )
    with desk.db.write() as session:
        booking, slot = session.get(Booking, desk.booking_id), session.get(Slot, desk.slot_id)
        assert booking is not None and slot is not None
        booking.station_placed, slot.station = placed, placed
        slot.owner = Owner.LEJU if owner is LEJU else Owner.SINA
        session.add_all([booking, slot])

    def approve(session: Session, by: Actor) -> None:
        with suppress(RuleError):  # SINA's slots are strict: no approval helps
            approvals.approve(
                session, approval_id=number, files=files, by=by, now=desk.now, book=desk.book
            )

    def refuse(session: Session, by: Actor) -> None:
        approvals.refuse(session, approval_id=number, why="x", by=by, now=desk.now)

    def reject(session: Session, by: Actor) -> None:
        creatives.reject(
            session, creative_id=creative, why="x", by=by, now=desk.now, mails=desk.mails
        )

    assert who(desk.db, approve) == DECIDERS[placed, owner]
    assert who(desk.db, refuse) == DECIDERS[placed, owner]
    assert who(desk.db, reject) == REFUSERS[placed]


def test_nobody_decides_what_they_asked_for(desk: Desk) -> None:
    desk.change(station_placed="bj", route=Route.LOCAL)
    number = desk.register(desk.ask(desk.submit(OVER), by="ae"))
    with pytest.raises(ForbiddenError, match=r"approval\.own_request"):
        desk.approve(number, by="ae")


MAIL = RequestMail("ab" * 32, 900, "<1@mail.example.com>", at(date(2026, 11, 20), 8))


def test_the_same_mail_asks_for_the_same_files_once(desk: Desk) -> None:
    creative = desk.submit(OVER)
    first = desk.register(desk.ask(creative), mail=MAIL)
    desk.decide("refuse", first)
    second = desk.ask(creative)
    with pytest.raises(RuleError) as error:
        desk.register(second, mail=MAIL)
    assert (error.value.code, error.value.facts["approval"]) == ("approval.same_mail", first)
    assert desk.state(second) is S.REQUESTED
    desk.register(second, mail=replace(MAIL, sha256="cd" * 32, message_id="<2@mail.example.com>"))
    kept = desk.approval(second)
    assert (kept.mail_message_id, kept.mail_date) == ("<2@mail.example.com>", MAIL.sent_at)


def test_one_mail_may_ask_for_several_creatives(desk: Desk) -> None:
    for size in (OVER, OVER + 1):
        number = desk.register(desk.ask(desk.submit(size)), mail=MAIL)
        assert desk.approval(number).mail_sha256 == MAIL.sha256


@pytest.mark.parametrize(
    ("now", "change", "state"),
    [
        pytest.param(AFTER - SECOND, {}, S.APPROVED, id="its last ad day"),
        pytest.param(AFTER, {}, S.EXPIRED, id="09:00 after it"),
        pytest.param(at(MONDAY, 12), {"state": BookingState.CANCELLED}, S.EXPIRED, id="cancelled"),
        pytest.param(at(MONDAY, 12), {"state": BookingState.ENDED}, S.EXPIRED, id="ended"),
        pytest.param(at(MONDAY, 12), {"state": BookingState.PAUSED}, S.APPROVED, id="paused"),
    ],
)
def test_it_expires_with_its_booking(
    desk: Desk, now: datetime, change: dict[str, object], state: ApprovalState
) -> None:
    creative, number = desk.approved()
    desk.confirm(creative)
    decided = desk.approval(number).decided_at
    desk.change(**change)
    desk.now = now
    assert desk.lapse()["expire"] == ([number] if state is S.EXPIRED else [])
    assert (desk.state(number), desk.approval(number).decided_at) == (state, decided)
    assert desk.lapse() == {"expire": [], "void": []}, "once is enough"


def test_other_bytes_at_once_void_it_once_their_day_is_over(desk: Desk) -> None:
    """Until then the confirmation can be undone, and the approved file comes back."""
    desk.change(route=Route.LOCAL)
    creative, number = desk.approved()
    desk.confirm(creative)
    desk.now = at(MONDAY, 12)
    other = desk.submit(LIMIT - 1)
    assert desk.state(number) is S.APPROVED, "submitted is not yet in its place"
    desk.confirm(other)
    desk.unconfirm(other)
    desk.confirm(other)
    desk.now = at(MONDAY + DAY, 8, 59)
    assert desk.lapse()["void"] == [] and desk.state(number) is S.APPROVED
    desk.now = at(MONDAY + DAY, 9)
    assert desk.lapse()["void"] == [number] and desk.state(number) is S.VOID


def test_other_bytes_ahead_void_it_after_their_day(desk: Desk) -> None:
    """Until then the confirmation can be undone, and the approved file comes back."""
    creative, number = desk.approved()
    desk.confirm(creative)
    other = desk.confirm(desk.submit(LIMIT - 1))
    assert desk.lapse()["void"] == []
    desk.unconfirm(other)
    assert desk.lapse()["void"] == [] and desk.state(number) is S.APPROVED
    desk.confirm(other)
    desk.now = at(MONDAY + DAY, 9)
    assert desk.lapse()["void"] == [number]


def test_what_was_taken_back_is_not_approved(desk: Desk) -> None:
    creative = desk.submit(LIMIT + 1)
    number = desk.register(desk.ask(creative))
    desk.withdraw(creative)
    with pytest.raises(RuleError, match=r"approval\.creative_gone"):
        desk.approve(number)
    assert desk.state(number) is S.REGISTERED
    desk.submit(LIMIT + 1)  # the same file again
    desk.approve(number)
    assert desk.state(number) is S.APPROVED


@pytest.mark.parametrize("rotates", [False, True])
def test_beside_other_bytes_it_lasts(desk: Desk, rotates: bool) -> None:
    creative, _ = desk.approved()
    desk.confirm(creative)
    desk.confirm(desk.submit(LIMIT - 1, rotates=rotates, go_live=MONDAY + 3 * DAY))
    desk.now = at(MONDAY, 9)
    assert desk.lapse()["void"] == []


def test_a_refused_version_leaves_the_approval_for_the_same_bytes(desk: Desk) -> None:
    creative, number = desk.approved()
    desk.reject(creative)
    assert desk.lapse()["void"] == []
    desk.confirm(desk.link(creative))
    assert desk.state(number) is S.APPROVED


@pytest.mark.parametrize(
    ("valid_from", "limit", "now", "state"),
    [
        pytest.param(MONDAY, LIMIT - 1024, at(MONDAY - DAY, 12), S.VOID, id="on its first day"),
        pytest.param(MONDAY + DAY, LIMIT - 1024, at(MONDAY, 12), S.APPROVED, id="not yet"),
        pytest.param(MONDAY + DAY, LIMIT - 1024, at(MONDAY + DAY, 8, 59), S.APPROVED, id="08:59"),
        pytest.param(MONDAY + DAY, LIMIT - 1024, at(MONDAY + DAY, 9), S.VOID, id="09:00"),
        pytest.param(MONDAY, LIMIT + 1024, at(MONDAY, 12), S.APPROVED, id="a wider limit"),
        pytest.param(MONDAY + 9 * DAY, 1024, at(MONDAY, 12), S.APPROVED, id="after its booking"),
    ],
)
def test_a_slot_that_no_longer_takes_it_voids_it(
    desk: Desk, valid_from: date, limit: int, now: datetime, state: ApprovalState
) -> None:
    _, number = desk.approved()
    shrink(desk, valid_from, limit)
    desk.now = now
    desk.lapse()
    assert desk.state(number) is state


def test_a_file_that_could_not_be_looked_at_voids_nothing(desk: Desk) -> None:
    _, number = desk.approved()
    shrink(desk, MONDAY, LIMIT - 1024)
    assert desk.lapse(files={})["void"] == []
    assert desk.lapse()["void"] == [number]


@pytest.mark.parametrize(
    ("state", "after"),
    [
        pytest.param(S.REQUESTED, S.WITHDRAWN, id="asked"),
        pytest.param(S.REGISTERED, S.WITHDRAWN, id="registered"),
        pytest.param(S.APPROVED, S.EXPIRED, id="approved"),
        pytest.param(S.REFUSED, S.REFUSED, id="decided already"),
    ],
)
def test_what_becomes_of_it_when_its_booking_is_cancelled_whole(
    desk: Desk, state: ApprovalState, after: ApprovalState
) -> None:
    number = brought_to(desk, state)
    booking = desk.approval(number).booking_id
    with desk.db.write() as session:
        row = session.get(Booking, booking)
        assert row is not None
        booking_stops.cancel(
            session,
            booking_id=booking,
            on=row.first_day,
            net_fen=None,
            why="客户撤单",
            by=desk.people["ae"],
            now=desk.now,
        )
    assert desk.state(number) is after
    if state is not after and after is S.WITHDRAWN:
        assert desk.acts(f"approval:{number}")[-1].after["why"] == "客户撤单"
