"""From submission to confirmation: what, by whom, by when (rules.md §3, §5, §6)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from adops.catalog.booking import load_hold_terms
from adops.catalog.calendar import load
from adops.catalog.content import load_lexicon
from adops.catalog.execution import load_execution_terms
from adops.catalog.mail import load_mail
from adops.db import Database
from adops.domain.booking import Route
from adops.domain.creative import CreativeFacts, ReviewTerms
from adops.domain.finding import Verdict
from adops.domain.html5 import Html5Terms
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.domain.rulebook import RuleBook
from adops.domain.slot import Owner
from adops.domain.states import ApprovalState, CreativeState
from adops.errors import AdopsError, ForbiddenError, InputError, RuleError
from adops.models import Act, Booking, Creative, IdempotencyKey, Mail, Slot, SlotVersion
from adops.services import approvals, confirmations, creatives
from adops.services.creatives import Offer, Submitted
from tests.factories import Factory, actor_for

LIMIT = 30 * 1024
MONDAY = date(2026, 11, 23)
DEADLINE = at(date(2026, 11, 20), 15)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    days = load(Path("config"))
    html5 = Html5Terms(entries=40, unpacked=1024 * 1024)
    terms = ReviewTerms(cap_num=3, cap_den=2, seconds=15, fps=15, flashes=3, html5=html5)
    lexicon = partial(load_lexicon, Path("config"))
    hold = load_hold_terms(Path("config"))
    execution = load_execution_terms(Path("config"))
    hosts = frozenset({"127.0.0.1:8901"})
    return RuleBook(days.calendar, days.terms, terms, lexicon, hold, execution, hosts)


@dataclass
class Desk:
    """One booking and the people around it."""

    db: Database
    book: RuleBook
    booking_id: int
    people: dict[str, Actor]

    def submit(self, size: int = LIMIT, by: str = "sales", **given: Any) -> Submitted:
        facts = CreativeFacts(
            name="tl.jpg",
            sha256=given.pop("sha256", f"{size:064d}"),
            size=size,
            format="jpg",
            named="jpg",
            width=given.pop("width", 950),
            height=90,
        )
        offer = Offer(
            files={"main": facts},
            click_url=given.pop("click_url", "https://example.com/landing"),
            copy="财富公馆",
            go_live=given.pop("go_live", None),
            key=given.pop("key", None),
        )
        with self.db.write() as session:
            return creatives.submit(
                session,
                booking_id=given.pop("booking_id", self.booking_id),
                offer=offer,
                by=self.people[by],
                now=given.pop("now", at(date(2026, 11, 20), 9)),
                book=self.book,
                mails=load_mail(Path("config")),
            )

    def confirm(
        self,
        creative: Submitted,
        now: datetime = DEADLINE,
        by: str = "sales",
        why: str | None = None,
        files: dict[str, CreativeFacts] | None = None,
    ) -> Submitted:
        with self.db.write() as session:
            return confirmations.confirm(
                session,
                creative_id=creative.case.creative.id or 0,
                files=files or measured(creative),
                by=self.people[by],
                now=now,
                book=self.book,
                late_reason=why,
            )


def measured(creative: Submitted) -> dict[str, CreativeFacts]:
    """The stored files as measuring them again finds them."""
    return {
        part.part: CreativeFacts(
            name=part.name,
            sha256=part.sha256,
            size=part.size,
            format=part.format,
            named=part.format,
            width=part.width,
            height=part.height,
        )
        for part in creative.case.parts
    }


def people(session: Session, factory: Factory) -> dict[str, Actor]:
    here = {
        "sales": factory.person(session, Role.SALES, email="sales@example.com"),
        "ae": factory.person(session, Role.AE, staff_no="BJ001"),
        "other_ae": factory.person(session, Role.AE, station="sh"),
        "other_sales": factory.person(session, Role.SALES),
        "hq_ae": factory.person(session, Role.HQ_AE, station="hq", staff_no="HQ001"),
        "finance": factory.person(session, Role.FINANCE, station="hq"),
    }
    actors = {name: actor_for(person) for name, person in here.items()}
    actors["hq_ae"] = actor_for(here["hq_ae"], frozenset({"bj", "hq"}))
    return actors


@pytest.fixture
def desk(db: Database, factory: Factory, book: RuleBook) -> Desk:
    """A booking that HQ places (the deadline binds), 23 to 29 November."""
    with db.write() as session:
        actors = people(session, factory)
        slot = factory.slot(session, station="hq")
        booking = factory.booking(
            session, MONDAY, date(2026, 11, 29), slot, route=Route.HQ, station_placed="hq"
        )
        return Desk(db, book, booking.id or 0, actors)


def code_of(error: pytest.ExceptionInfo[AdopsError]) -> str:
    return error.value.code


@pytest.mark.parametrize(
    ("size", "verdict", "codes"),
    [
        pytest.param(LIMIT, Verdict.PASS, [], id="limit"),
        pytest.param(LIMIT + 1, Verdict.NEEDS_APPROVAL, ["size.over_limit"], id="limit+1"),
        pytest.param(LIMIT * 3 // 2, Verdict.NEEDS_APPROVAL, ["size.over_limit"], id="1.5"),
        pytest.param(LIMIT * 3 // 2 + 1, Verdict.REJECT, ["size.over_cap"], id="1.5+1"),
    ],
)
def test_a_submission_is_recorded_with_its_verdict(
    desk: Desk, size: int, verdict: Verdict, codes: list[str]
) -> None:
    sent = desk.submit(size)
    assert (sent.verdict, [one.code for one in sent.findings]) == (verdict, codes)
    with desk.db.read() as session:
        kept = session.exec(select(Creative)).one()
        assert (kept.version, kept.state, kept.go_live) == (1, CreativeState.SUBMITTED, MONDAY)


@pytest.mark.parametrize(
    ("seconds", "late"),
    [pytest.param(0, False, id="15:00:00"), pytest.param(1, True, id="15:00:01")],
)
def test_the_deadline_is_held_to_the_second(desk: Desk, seconds: int, late: bool) -> None:
    sent = desk.submit()
    now = DEADLINE.replace(second=seconds)
    if not late:
        assert desk.confirm(sent, now).case.creative.state is CreativeState.CONFIRMED
        return
    with pytest.raises(RuleError) as error:
        desk.confirm(sent, now)
    assert code_of(error) == "creative.late"
    assert error.value.facts["earliest_go_live"] == "2026-11-24"
    assert error.value.facts["clause"] == 1


def test_only_an_hq_ae_accepts_late_with_a_reason(desk: Desk) -> None:
    sent = desk.submit()
    late = at(date(2026, 11, 20), 16)
    for person in ("sales", "ae", "other_ae", "finance"):
        with pytest.raises(ForbiddenError):
            desk.confirm(sent, late, by=person, why="客户改稿")
    done = desk.confirm(sent, late, by="hq_ae", why="客户改稿").case.creative
    assert (done.state, done.late_reason) == (CreativeState.CONFIRMED, "客户改稿")
    assert done.deadline == DEADLINE


@pytest.mark.parametrize("person", ["other_ae", "other_sales", "finance", "hq_ae"])
def test_the_wrong_person_cannot_confirm(desk: Desk, person: str) -> None:
    sent = desk.submit()
    with pytest.raises(ForbiddenError) as error:
        desk.confirm(sent, by=person)
    assert code_of(error) == "permission.denied"


def ask(desk: Desk, sent: Submitted, by: str = "sales", asked_by: str | None = None) -> int:
    with desk.db.write() as session:
        approval = approvals.request(
            session,
            creative_id=sent.case.creative.id or 0,
            reason="客户无法重新出图",
            by=desk.people[by],
            asked_by=asked_by,
            now=at(date(2026, 11, 20), 10),
        )
        return approval.id or 0


def register(desk: Desk, approval_id: int, by: str = "ae") -> None:
    with desk.db.write() as session:
        approvals.register(
            session, approval_id=approval_id, by=desk.people[by], now=at(date(2026, 11, 20), 11)
        )


def approve(desk: Desk, approval_id: int, sent: Submitted, by: str = "hq_ae") -> None:
    with desk.db.write() as session:
        approvals.approve(
            session,
            approval_id=approval_id,
            files=measured(sent),
            by=desk.people[by],
            now=at(date(2026, 11, 20), 12),
            book=desk.book,
        )


def test_over_the_limit_is_confirmed_only_with_an_approved_approval(desk: Desk) -> None:
    sent = desk.submit(LIMIT + 1)
    with pytest.raises(RuleError) as error:
        desk.confirm(sent)
    assert code_of(error) == "approval.missing"
    number = ask(desk, sent)
    with pytest.raises(RuleError) as error:
        desk.confirm(sent)
    assert code_of(error) == "approval.open"
    register(desk, number)
    with pytest.raises(RuleError) as error:
        desk.confirm(sent)
    assert code_of(error) == "approval.open"
    approve(desk, number, sent)
    assert desk.confirm(sent).case.creative.state is CreativeState.CONFIRMED


def test_an_approval_is_for_these_bytes_and_this_booking_only(desk: Desk, factory: Factory) -> None:
    sent = desk.submit(LIMIT + 1)
    number = ask(desk, sent)
    register(desk, number)
    approve(desk, number, sent)
    other_bytes = desk.submit(LIMIT + 2)
    with desk.db.write() as session:
        slot = factory.slot(session, station="hq")
        other = factory.booking(session, MONDAY, MONDAY, slot, route=Route.HQ)
    same_bytes_elsewhere = desk.submit(LIMIT + 1, booking_id=other.id)
    for creative in (other_bytes, same_bytes_elsewhere):
        with pytest.raises(RuleError) as error:
            desk.confirm(creative)
        assert code_of(error) == "approval.missing"
    link_only = desk.submit(LIMIT + 1, click_url="https://example.com/other")
    assert desk.confirm(link_only).case.creative.version == 3


@pytest.mark.parametrize("by", ["ae", "sales", "other_ae"])
def test_who_places_decides_and_nobody_their_own(desk: Desk, by: str) -> None:
    sent = desk.submit(LIMIT + 1)
    number = ask(desk, sent)
    register(desk, number)
    with pytest.raises(ForbiddenError):
        approve(desk, number, sent, by=by)


def narrowed(desk: Desk, limit: int, owner: Owner = Owner.LEJU) -> None:
    """The slot's item changes for the booked days."""
    with desk.db.write() as session:
        booking = session.get(Booking, desk.booking_id)
        assert booking is not None
        version = session.exec(
            select(SlotVersion).where(SlotVersion.slot_id == booking.slot_id)
        ).one()
        version.parts = [version.parts[0] | {"limit_bytes": limit}]
        slot = session.get(Slot, booking.slot_id)
        assert slot is not None
        slot.owner = owner
        session.add_all([version, slot])


@pytest.mark.parametrize(
    ("limit", "owner", "code"),
    [
        pytest.param(LIMIT - 1, Owner.LEJU, "approval.missing", id="limit-lowered"),
        pytest.param(LIMIT // 2, Owner.LEJU, "creative.rejected", id="now-over-the-cap"),
        pytest.param(LIMIT - 1, Owner.SINA, "creative.rejected", id="sold-to-sina"),
    ],
)
def test_confirming_judges_by_the_slot_as_it_is_now(
    desk: Desk, limit: int, owner: Owner, code: str
) -> None:
    sent = desk.submit(LIMIT)
    narrowed(desk, limit, owner)
    with pytest.raises(RuleError) as error:
        desk.confirm(sent)
    assert code_of(error) == code


def test_an_approval_clears_the_limit_it_was_given_for_and_no_other(desk: Desk) -> None:
    sent = desk.submit(LIMIT + 1)
    number = ask(desk, sent)
    register(desk, number)
    approve(desk, number, sent)
    narrowed(desk, LIMIT - 1000)
    with pytest.raises(RuleError) as error:
        desk.confirm(sent)
    assert code_of(error) == "approval.missing"


def test_other_bytes_in_the_store_are_never_confirmed(desk: Desk) -> None:
    sent = desk.submit(LIMIT)
    other = {"main": replace(measured(sent)["main"], sha256="f" * 64)}
    with pytest.raises(RuleError) as error:
        desk.confirm(sent, files=other)
    assert code_of(error) == "creative.other_bytes"


@pytest.mark.parametrize(
    ("by", "asked_by", "code"),
    [
        pytest.param("ae", "bj001x", "approval.asker", id="made-up"),
        pytest.param("ae", "HQ001", "approval.asker", id="the-decider"),
        pytest.param("sales", "t001@example.com", "approval.asker", id="sales-names-another"),
    ],
)
def test_an_asker_is_oneself_or_the_contracts_sales(
    desk: Desk, by: str, asked_by: str, code: str
) -> None:
    sent = desk.submit(LIMIT + 1)
    with pytest.raises(InputError) as error:
        ask(desk, sent, by=by, asked_by=asked_by)
    assert code_of(error) == code


@pytest.mark.parametrize("asked_by", [None, "bj001", "Sales@example.com"])
def test_who_entered_a_request_without_its_mail_does_not_approve_it(
    db: Database, factory: Factory, book: RuleBook, asked_by: str | None
) -> None:
    with db.write() as session:
        actors = people(session, factory)
        booking = factory.booking(session, MONDAY, MONDAY)  # 北京 sells and places
    desk = Desk(db, book, booking.id or 0, actors)
    sent = desk.submit(LIMIT + 1)
    number = ask(desk, sent, by="ae", asked_by=asked_by)
    register(desk, number)
    with pytest.raises(ForbiddenError) as error:
        approve(desk, number, sent, by="ae")
    assert code_of(error) == "approval.own_request"


@pytest.mark.parametrize("reason", ["", "  ", "\t"])
def test_a_blank_reason_accepts_nothing_late(desk: Desk, reason: str) -> None:
    sent = desk.submit()
    with pytest.raises(InputError) as error:
        desk.confirm(sent, at(date(2026, 11, 20), 16), by="hq_ae", why=reason)
    assert code_of(error) == "reason.missing"


def test_in_time_the_hq_ae_does_not_confirm_in_sales_place(desk: Desk) -> None:
    sent = desk.submit()
    with pytest.raises(ForbiddenError):
        desk.confirm(sent, by="hq_ae", why="不晚")


@pytest.mark.parametrize("by", ["hq_ae", "other_ae", "finance"])
def test_who_did_not_sell_does_not_submit(desk: Desk, by: str) -> None:
    with pytest.raises(ForbiddenError):
        desk.submit(by=by)


def test_when_the_booking_is_over_nothing_is_submitted_or_confirmed(desk: Desk) -> None:
    sent = desk.submit(go_live=date(2026, 11, 29))
    over = at(date(2026, 11, 30), 9)
    tries: list[Callable[[], Submitted]] = [
        lambda: desk.confirm(sent, over),
        lambda: desk.submit(now=over),
    ]
    for act in tries:
        with pytest.raises(RuleError) as error:
            act()
        assert code_of(error) == "booking.over"
    past = at(date(2026, 11, 25), 9)
    with pytest.raises(RuleError) as error:
        desk.submit(now=past, go_live=date(2026, 11, 24))
    assert code_of(error) == "creative.go_live_outside"


def test_sina_over_the_limit_can_never_be_asked_for(
    db: Database, factory: Factory, book: RuleBook
) -> None:
    with db.write() as session:
        actors = people(session, factory)
        slot = factory.slot(session, owner=Owner.SINA)
        booking = factory.booking(session, MONDAY, MONDAY, slot)
    desk = Desk(db, book, booking.id or 0, actors)
    sent = desk.submit(LIMIT + 1)
    assert [one.code for one in sent.findings] == ["size.sina_strict"]
    with pytest.raises(RuleError) as error:
        ask(desk, sent)
    assert code_of(error) == "approval.useless"
    with pytest.raises(RuleError) as error:
        desk.confirm(sent)
    assert code_of(error) == "creative.rejected"


def test_a_correction_is_logged_with_old_and_new(desk: Desk) -> None:
    number = ask(desk, desk.submit(LIMIT + 1))
    with pytest.raises(RuleError) as error:
        correct(desk, number, "x")
    assert code_of(error) == "approval.wrong_state"
    register(desk, number)
    correct(desk, number, "客户指定此版")
    with desk.db.read() as session:
        act = session.exec(select(Act).where(Act.verb == "approval.correct")).one()
    assert (act.before["reason"], act.after["reason"]) == ("客户无法重新出图", "客户指定此版")
    with pytest.raises(RuleError) as error:
        correct(desk, number, "客户指定此版")
    assert code_of(error) == "approval.unchanged"


def correct(desk: Desk, approval_id: int, reason: str) -> None:
    with desk.db.write() as session:
        approvals.correct(
            session, approval_id=approval_id, reason=reason, by=desk.people["ae"], now=DEADLINE
        )


def test_a_refused_approval_leaves_it_missing(desk: Desk) -> None:
    sent = desk.submit(LIMIT + 1)
    number = ask(desk, sent)
    register(desk, number)
    with desk.db.write() as session:
        refused = approvals.refuse(
            session, approval_id=number, why="可以重做", by=desk.people["hq_ae"], now=DEADLINE
        )
        assert refused.state is ApprovalState.REFUSED
    with pytest.raises(RuleError) as error:
        desk.confirm(sent)
    assert code_of(error) == "approval.missing"


def test_the_placer_may_still_reject_a_confirmed_creative(desk: Desk) -> None:
    sent = desk.confirm(desk.submit())
    with desk.db.write() as session:
        case = creatives.reject(
            session,
            creative_id=sent.case.creative.id or 0,
            why="链接与项目不符",
            by=desk.people["hq_ae"],
            now=DEADLINE,
            mails=load_mail(Path("config")),
        )
    assert case.creative.state is CreativeState.REJECTED
    with desk.db.read() as session:
        mail = session.exec(select(Mail)).one()
    assert (mail.kind, mail.to, mail.cc) == ("creative_refused", ["sales@example.com"], [])
    assert "链接与项目不符" in mail.text
    assert mail.missing == ["代理商"]
    again = desk.submit(LIMIT - 1)
    assert again.case.creative.version == 2


def test_a_taken_over_booking_has_no_deadline_but_needs_an_ae(
    db: Database, factory: Factory, book: RuleBook
) -> None:
    with db.write() as session:
        actors = people(session, factory)
        booking = factory.booking(
            session, date(2026, 11, 1), date(2026, 11, 30), route=Route.HQ, taken_over=True
        )
    desk = Desk(db, book, booking.id or 0, actors)
    sent = desk.submit(by="ae", now=at(date(2026, 11, 20), 8, 59))
    assert sent.case.creative.go_live == date(2026, 11, 19)  # the running ad day until 09:00
    with pytest.raises(ForbiddenError):
        desk.confirm(sent)
    assert desk.confirm(sent, by="ae").case.creative.state is CreativeState.CONFIRMED


def test_the_same_key_answers_the_same_creative(desk: Desk) -> None:
    first, again = desk.submit(key="k1"), desk.submit(key="k1")
    assert first.case.creative.id == again.case.creative.id
    with pytest.raises(InputError) as error:
        desk.submit(LIMIT - 5, key="k1")
    assert code_of(error) == "idempotency.mismatch"
    with desk.db.read() as session:
        assert len(session.exec(select(IdempotencyKey)).all()) == 1


def test_a_new_version_replaces_at_once_or_on_its_day(desk: Desk) -> None:
    first = desk.confirm(desk.submit(LIMIT - 1))
    swap = desk.confirm(desk.submit(LIMIT - 2, go_live=date(2026, 11, 26)))
    sooner = desk.confirm(desk.submit(LIMIT - 3))
    with desk.db.read() as session:
        rows = session.exec(select(Creative).order_by(Creative.version)).all()  # type: ignore[arg-type]
        states = {row.version: row.state for row in rows}
    assert states[first.case.creative.version] is CreativeState.REPLACED
    assert states[swap.case.creative.version] is CreativeState.REPLACED
    assert states[sooner.case.creative.version] is CreativeState.CONFIRMED


def test_a_day_outside_the_booking_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleError) as error:
        desk.submit(go_live=date(2026, 11, 30))
    assert code_of(error) == "creative.go_live_outside"


def test_a_file_the_rules_refuse_is_mailed_back_once(desk: Desk) -> None:
    refused = desk.submit(LIMIT * 2)
    desk.submit(LIMIT)
    with desk.db.read() as session:
        mail = session.exec(select(Mail)).one()
    assert mail.key == f"creative/{refused.case.creative.id}"
    assert "61,440" in mail.text


def test_every_act_is_in_the_log_under_its_person(desk: Desk) -> None:
    desk.confirm(desk.submit())
    with desk.db.read() as session:
        lines = [(act.verb, act.by) for act in session.exec(select(Act))]
        booking = session.exec(select(Booking)).one()
    sales = desk.people["sales"].staff_no
    assert lines == [("creative.submit", sales), ("creative.confirm", sales)]
    assert booking.id == desk.booking_id
