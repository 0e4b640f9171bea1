"""Friday's ledger on both databases: what it counts, sent once ever, the same bytes again."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import event
from sqlmodel import Session, col, select

from adops import clock as clock_module
from adops.db import Database
from adops.domain.booking import LedgerKind
from adops.domain.ledger import Ledger, Outcome, Week
from adops.domain.people import CONSOLE, Actor, Role
from adops.domain.period import at
from adops.domain.states import ApprovalState, LedgerState, MailState
from adops.errors import ForbiddenError, RuleError
from adops.flows.ledger import LedgerDesk, ledger_desk, read_ledger, resend, send, send_owed
from adops.models import Approval, Booking, Contract, LedgerWeek, Mail
from adops.queries.ledger import is_from_before
from adops.services import approvals
from adops.settings import Settings
from adops.store import Store
from reports.ledger import draw
from tests.factories import Factory, actor_for

WEEK = Week(2026, 47)
CUT = at(date(2026, 11, 20), 16)
BEFORE = at(date(2026, 11, 13), 16)
SECOND = timedelta(seconds=1)
AFTERWARDS = CUT + timedelta(minutes=5)


class Station:
    """北京 with one booking; registers approvals as of any instant."""

    def __init__(self, db: Database, factory: Factory) -> None:
        self.db, self.factory = db, factory
        with db.write() as session:
            hq = {"staff_no": "HQ001", "email": "hq001@example.com", "station": "hq"}
            factory.person(session, Role.HQ_AE, **hq)
            self.ae = actor_for(factory.person(session, Role.AE, name="北京站AE"))
            other = factory.person(session, Role.AE, name="北京站备用AE")
            self.placer = actor_for(other)

    def registered(self, instant: datetime, **given: Any) -> int:
        with self.db.write() as session:
            booking = self.factory.booking(session, date(2026, 11, 21), date(2026, 11, 22))
            creative = self.factory.creative(session, booking, findings=[HEAVY])
            values: dict[str, Any] = {
                "creative_id": creative.id,
                "booking_id": booking.id,
                "station": "bj",
                "fingerprint": creative.fingerprint,
                "findings": [HEAVY],
                "kind": LedgerKind.COMMERCIAL,
                "reason": "客户无法重新导出",
                "state": ApprovalState.REGISTERED,
                "asked_by": self.ae.staff_no,
                "requested_at": instant,
                "registered_at": instant,
                "registered_by": self.ae.staff_no,
            }
            approval = Approval(**(values | given))
            session.add(approval)
            session.flush()
            assert approval.id is not None
            return approval.id


HEAVY = {
    "code": "size.over_limit",
    "severity": "needs_approval",
    "measured": 43_008,
    "allowed": 30_720,
    "where": "main",
    "item": None,
}


@pytest.fixture
def station(db: Database, factory: Factory) -> Station:
    return Station(db, factory)


@pytest.fixture
def desk(settings: Settings, db: Database, store: Store) -> LedgerDesk:
    return ledger_desk(settings, db, store, draw)


def ledger(desk: LedgerDesk, now: datetime, week: Week = WEEK, by: Actor = CONSOLE) -> Ledger:
    return read_ledger(desk, station="bj", week=week, by=by, now=now)


def ids(entries: Any) -> list[int]:
    return [entry.approval_id for entry in entries]


def test_the_window_to_the_second(desk: LedgerDesk, station: Station) -> None:
    station.registered(BEFORE)
    inside = [station.registered(BEFORE + SECOND), station.registered(CUT)]
    later = station.registered(CUT + SECOND)
    assert ids(ledger(desk, AFTERWARDS).entries) == inside
    assert ids(ledger(desk, CUT + timedelta(days=7), Week(2026, 48)).entries) == [later]


def test_what_it_says_of_an_entry(desk: LedgerDesk, station: Station) -> None:
    station.registered(BEFORE + SECOND, kind=LedgerKind.INTERNAL)
    (entry,) = ledger(desk, AFTERWARDS).entries
    assert (entry.kind, entry.outcome) == (LedgerKind.INTERNAL, Outcome.PENDING)
    assert (entry.registered_by, entry.reason) == ("北京站AE", "客户无法重新导出")
    assert [(one.measured, one.allowed) for one in entry.findings] == [(43_008, 30_720)]


def test_asked_for_but_not_registered_is_in_none(desk: LedgerDesk, station: Station) -> None:
    station.registered(
        BEFORE + SECOND, state=ApprovalState.REQUESTED, registered_at=None, registered_by=None
    )
    assert ledger(desk, AFTERWARDS).is_empty


def test_another_stations_entry_is_not_ours(desk: LedgerDesk, station: Station) -> None:
    station.registered(BEFORE + SECOND, station="sh")
    assert ledger(desk, AFTERWARDS).is_empty


def test_a_decision_after_the_cut_is_the_next_ledgers_result(
    desk: LedgerDesk, station: Station
) -> None:
    number = station.registered(CUT - timedelta(hours=1))
    with desk.database.write() as session:
        approvals.refuse(
            session, approval_id=number, why="请更换", by=station.placer, now=CUT + SECOND
        )
    this, following = ledger(desk, AFTERWARDS), ledger(desk, AFTERWARDS, Week(2026, 48))
    assert [entry.outcome for entry in this.entries] == [Outcome.PENDING]
    assert this.results == ()
    assert [(one.outcome, one.decided_why) for one in following.results] == [
        (Outcome.REFUSED, "请更换")
    ]
    assert following.results[0].decided_by == "北京站备用AE"


def test_a_correction_is_named_with_old_and_new(desk: LedgerDesk, station: Station) -> None:
    number = station.registered(CUT - timedelta(hours=1))
    with desk.database.write() as session:
        approvals.correct(
            session,
            approval_id=number,
            kind=LedgerKind.INTERNAL,
            reason="改过的原因",
            by=station.ae,
            now=CUT + SECOND,
        )
    this = ledger(desk, AFTERWARDS)
    assert [(one.kind, one.reason) for one in this.entries] == [
        (LedgerKind.COMMERCIAL, "客户无法重新导出")
    ], "the ledger stays as it stood at its cut"
    (one,) = ledger(desk, AFTERWARDS, Week(2026, 48)).corrections
    assert one.before == {"kind": "commercial", "reason": "客户无法重新导出"}
    assert one.after == {"kind": "internal", "reason": "改过的原因"}
    assert one.corrected_by == "北京站AE"


def test_a_correction_in_the_running_week_is_just_the_entry(
    desk: LedgerDesk, station: Station
) -> None:
    number = station.registered(BEFORE + SECOND)
    with desk.database.write() as session:
        approvals.correct(
            session, approval_id=number, reason="改过的原因", by=station.ae, now=CUT - SECOND
        )
    found = ledger(desk, AFTERWARDS)
    assert [one.reason for one in found.entries] == ["改过的原因"]
    assert found.corrections == ()


def test_refused_before_the_cut(desk: LedgerDesk, station: Station) -> None:
    with pytest.raises(RuleError, match=r"ledger\.before_cut"):
        send(desk, station="bj", week=WEEK, by=CONSOLE, now=CUT - SECOND)
    with desk.database.read() as session:
        assert session.exec(select(Mail)).all() == []
        assert session.exec(select(LedgerWeek)).all() == []


def words_of(desk: LedgerDesk, sent: LedgerWeek) -> list[Any]:
    assert sent.workbook is not None
    (sheet,) = load_workbook(io.BytesIO(desk.store.get(sent.workbook))).worksheets
    return [cell.value for line in sheet.iter_rows() for cell in line if cell.value]


def rows(session: Session) -> tuple[LedgerWeek, list[Mail]]:
    return session.exec(select(LedgerWeek)).one(), list(session.exec(select(Mail).order_by("id")))


def test_sent_once_ever(desk: LedgerDesk, station: Station) -> None:
    station.registered(BEFORE + SECOND)
    send(desk, station="bj", week=WEEK, by=station.ae, now=AFTERWARDS)
    with desk.database.read() as session:
        row, (mail,) = rows(session)
    assert (row.state, row.entries, row.sent_at) == (LedgerState.SENT, 1, AFTERWARDS)
    assert (row.previous_cut, row.cut_at) == (BEFORE, CUT)
    assert (mail.to, mail.state) == (["hq001@example.com"], MailState.WAITING)
    assert mail.attachments[0]["name"] == "地方站特殊审批记录表_北京站_2026-W47.xlsx"
    assert mail.attachments[0]["sha256"] == row.workbook
    with pytest.raises(RuleError, match=r"ledger\.wrong_state"):
        send(desk, station="bj", week=WEEK, by=station.ae, now=AFTERWARDS + SECOND)


def test_a_resend_is_a_new_row_with_the_same_bytes(desk: LedgerDesk, station: Station) -> None:
    clock_module.clock.move_to(AFTERWARDS)
    send(desk, station="bj", week=WEEK, by=station.ae)
    with desk.database.write() as session:
        _, (mail,) = rows(session)
        mail.state = MailState.SENT
        session.add(mail)
    resend(desk, station="bj", week=WEEK, by=station.ae)
    with desk.database.read() as session:
        row, (first, second) = rows(session)
    assert second.subject == f"【重发】{first.subject}"
    assert (second.attachments, second.html) == (first.attachments, first.html)
    assert row.mail_id == first.id


def contracts_in(desk: LedgerDesk, sent: LedgerWeek) -> list[str]:
    """The contract numbers of a workbook's entries, in order."""
    return [word for word in words_of(desk, sent) if str(word).startswith("RLZ")]


def test_the_cut_to_the_second_from_the_act_to_the_workbook(
    desk: LedgerDesk, station: Station
) -> None:
    asked = {"state": ApprovalState.REQUESTED, "registered_at": None, "registered_by": None}
    instants = [CUT, CUT + timedelta(milliseconds=900), CUT + SECOND]
    numbers = [station.registered(BEFORE + SECOND, **asked) for _ in instants]
    for number, instant in zip(numbers, instants, strict=True):
        with desk.database.write() as session:
            approvals.register(session, approval_id=number, by=station.ae, now=instant)
    with desk.database.read() as session:
        known = [
            session.exec(
                select(Contract.no)
                .join(Booking, col(Booking.contract_id) == Contract.id)
                .join(Approval, col(Approval.booking_id) == Booking.id)
                .where(Approval.id == number)
            ).one()
            for number in numbers
        ]
    this = send(desk, station="bj", week=WEEK, by=station.ae, now=AFTERWARDS)
    following = CUT + timedelta(days=7)
    then = send(desk, station="bj", week=Week(2026, 48), by=station.ae, now=following)
    assert contracts_in(desk, this) == known[:2], "16:00:00 and its fractions"
    assert contracts_in(desk, then) == known[2:], "16:00:01"


@pytest.mark.parametrize("state", [ApprovalState.EXPIRED, ApprovalState.VOID])
def test_what_lapsed_later_was_approved(
    desk: LedgerDesk, station: Station, state: ApprovalState
) -> None:
    station.registered(
        BEFORE + SECOND, state=state, decided_at=CUT - SECOND, decided_by=station.placer.staff_no
    )
    sent = send(desk, station="bj", week=WEEK, by=station.ae, now=AFTERWARDS)
    assert [one.outcome for one in ledger(desk, AFTERWARDS).entries] == [Outcome.APPROVED]
    assert "同意" in words_of(desk, sent)


def test_what_came_in_after_the_ledger_was_drawn_is_in_the_next(
    desk: LedgerDesk, station: Station
) -> None:
    early = station.registered(CUT - SECOND)
    send(desk, station="bj", week=WEEK, by=station.ae, now=CUT)
    late = station.registered(CUT)
    with desk.database.write() as session:
        why, by = "请更换", station.placer
        approvals.refuse(session, approval_id=early, why=why, by=by, now=AFTERWARDS)
        approvals.refuse(session, approval_id=late, why=why, by=by, now=AFTERWARDS)
    following = ledger(desk, CUT + timedelta(days=7), Week(2026, 48))
    assert (ids(following.entries), ids(following.results)) == ([late], [early])
    send(desk, station="bj", week=Week(2026, 48), by=station.ae, now=CUT + timedelta(days=7))
    assert ledger(desk, CUT + timedelta(days=14), Week(2026, 49)).is_empty


def test_what_was_never_sent_is_not_sent_again(desk: LedgerDesk, station: Station) -> None:
    with pytest.raises(RuleError, match=r"ledger\.not_sent"):
        resend(desk, station="bj", week=WEEK, by=station.ae)


def test_a_sent_file_stays_as_sent(desk: LedgerDesk, station: Station) -> None:
    number = station.registered(BEFORE + SECOND)
    sent = send(desk, station="bj", week=WEEK, by=CONSOLE, now=AFTERWARDS)
    with desk.database.write() as session:
        approvals.refuse(session, approval_id=number, why="晚了", by=station.placer, now=AFTERWARDS)
    assert "待审批" in words_of(desk, sent)
    assert ledger(desk, AFTERWARDS + SECOND).workbook == sent.workbook


def test_an_empty_week_is_sent_and_says_so(desk: LedgerDesk, station: Station) -> None:
    sent = send(desk, station="bj", week=WEEK, by=CONSOLE, now=AFTERWARDS)
    with desk.database.read() as session:
        _, (mail,) = rows(session)
    assert "本周无特批" in mail.subject
    assert "本周无特批" in words_of(desk, sent)


def test_nobody_to_send_to_is_cut_and_stopped(desk: LedgerDesk, factory: Factory) -> None:
    with desk.database.write() as session:
        factory.stations(session)
    send(desk, station="bj", week=WEEK, by=CONSOLE, now=AFTERWARDS)
    with desk.database.read() as session:
        row, (mail,) = rows(session)
    assert (row.state, mail.state) == (LedgerState.SENT, MailState.STOPPED)
    assert mail.missing == ["总部对接AE"]


def test_what_is_owed_is_made_up_in_order_and_once(desk: LedgerDesk, station: Station) -> None:
    assert send_owed(desk, station="bj", by=CONSOLE, now=AFTERWARDS) == ["2026-W47"]
    assert send_owed(desk, station="bj", by=CONSOLE, now=AFTERWARDS) == []
    much_later = AFTERWARDS + timedelta(days=14)
    assert send_owed(desk, station="bj", by=CONSOLE, now=much_later) == ["2026-W48", "2026-W49"]


def test_a_later_one_sent_settles_no_earlier_one(desk: LedgerDesk, station: Station) -> None:
    first = station.registered(CUT - SECOND)
    later = AFTERWARDS + timedelta(days=14)
    send(desk, station="bj", week=Week(2026, 49), by=station.ae, now=later)
    assert send_owed(desk, station="bj", by=CONSOLE, now=later) == ["2026-W47", "2026-W48"]
    assert ids(ledger(desk, later).entries) == [first]
    assert send_owed(desk, station="bj", by=CONSOLE, now=later) == []


def test_an_empty_week_after_one_that_was_sent_is_missed(
    desk: LedgerDesk, station: Station
) -> None:
    later = AFTERWARDS + timedelta(days=14)
    send(desk, station="bj", week=Week(2026, 48), by=station.ae, now=later)
    with desk.database.read() as session:
        told = [is_from_before(session, ledger(desk, later, Week(2026, one))) for one in (47, 49)]
    assert told == [True, False]


def test_who_may_not(desk: LedgerDesk, station: Station, factory: Factory) -> None:
    with desk.database.write() as session:
        elsewhere = actor_for(factory.person(session, Role.AE, station="sh"))
        head = actor_for(factory.person(session, Role.HQ_AE_HEAD, station="hq"))
    with pytest.raises(ForbiddenError):
        ledger(desk, AFTERWARDS, by=elsewhere)
    assert ledger(desk, AFTERWARDS, by=head).is_empty
    with pytest.raises(ForbiddenError):
        send(desk, station="bj", week=WEEK, by=head, now=AFTERWARDS)


def test_a_constant_number_of_queries(desk: LedgerDesk, station: Station) -> None:
    counts = []
    for many in (1, 29):
        for _ in range(many):
            station.registered(BEFORE + SECOND)
        seen: list[str] = []
        hear = lambda *heard, seen=seen: seen.append(heard[2])  # noqa: E731
        event.listen(desk.database.engine, "before_cursor_execute", hear)
        ledger(desk, AFTERWARDS)
        event.remove(desk.database.engine, "before_cursor_execute", hear)
        counts.append(len(seen))
    assert counts[0] == counts[1]
