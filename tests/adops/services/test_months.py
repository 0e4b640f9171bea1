"""A month from gaps to closed, on both databases (rules.md §10)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from adops.catalog.calendar import load_calendar
from adops.catalog.mail import load_mail
from adops.catalog.month import load_month_terms
from adops.catalog.reasons import load_reasons
from adops.db import Database
from adops.domain.booking import BookingState, Category
from adops.domain.month import (
    DayState,
    DrawnMonth,
    MonthBook,
    ProofKind,
    StoredPaper,
)
from adops.domain.month_data import digest
from adops.domain.people import CONSOLE, Actor, Role
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult, MonthState
from adops.errors import AdopsError, ForbiddenError, InputError, MissingError, RuleError
from adops.models import Act, Booking, Mail, MonthClose, MonthShare
from adops.queries.month import MonthCatalog, month_book
from adops.services import month_papers, months
from adops.settings import Settings
from tests.factories import Factory, actor_for

FIRST = date(2026, 10, 12)
AFTER = at(date(2026, 11, 2), 10)
PAPER = StoredPaper("ab" * 32, 1234, "application/pdf", "客户监测.pdf")
BOOK = StoredPaper("cd" * 32, 9876, "application/zip", "m.xlsx")


@dataclass
class House:
    """A station's October on one database, and the acts on it as their people do them."""

    db: Database
    factory: Factory
    catalog: MonthCatalog
    settings: Settings
    ae: Actor
    finance: Actor
    month: str = "2026-10"

    def book(self, month: str | None = None, now: datetime = AFTER) -> MonthBook:
        with self.db.read() as session:
            return self.read(session, month, now)

    def read(self, session: Session, month: str | None = None, now: datetime = AFTER) -> MonthBook:
        return month_book(
            session, station="bj", month=month or self.month, catalog=self.catalog, now=now
        )

    def reason(
        self,
        booking: int,
        *days: date,
        reason: str = "missed",
        by: Actor | None = None,
        **more: str,
    ) -> None:
        with self.db.write() as session:
            month_papers.give_reason(
                session,
                station="bj",
                month=self.month,
                booking_id=booking,
                days=days,
                reason=reason,
                note=more.get("note", ""),
                by=by or self.ae,
                now=AFTER,
                reasons=load_reasons(self.settings.config_dir),
            )

    def paper(
        self,
        booking: int,
        kind: ProofKind,
        day: date | None = None,
        by: Actor | None = None,
        now: datetime = AFTER,
    ) -> int:
        with self.db.write() as session:
            proof = month_papers.attach_proof(
                session,
                station="bj",
                month=self.month,
                booking_id=booking,
                kind=kind,
                paper=PAPER,
                day=day,
                by=by or self.ae,
                now=now,
            )
            return proof.id or 0

    def confirm(
        self, month: str | None = None, *, by: Actor | None = None, now: datetime = AFTER
    ) -> MonthBook:
        drawn = DrawnMonth(digest(self.book(month, now)), BOOK)
        with self.db.write() as session:
            return months.confirm(
                session,
                station="bj",
                month=month or self.month,
                drawn=drawn,
                by=by or self.ae,
                now=now,
                catalog=self.catalog,
                mails=load_mail(self.settings.config_dir),
            )

    def accept(self, by: Actor | None = None) -> MonthBook:
        with self.db.write() as session:
            return months.accept(
                session,
                station="bj",
                month=self.month,
                by=by or self.finance,
                now=AFTER,
                catalog=self.catalog,
            )

    def give_back(self, reason: str = "金额不对", by: Actor | None = None) -> MonthBook:
        with self.db.write() as session:
            return months.give_back(
                session,
                station="bj",
                month=self.month,
                reason=reason,
                by=by or self.finance,
                now=AFTER,
                catalog=self.catalog,
                mails=load_mail(self.settings.config_dir),
            )

    def booked(
        self, days: int = 2, *, seen: int | None = None, first: date = FIRST, **given: Any
    ) -> int:
        """A booking of `days`, the first `seen` (default: all) of them seen by a look."""
        with self.db.write() as session:
            last = first + timedelta(days=days - 1)
            booking = self.factory.booking(session, first, last, **given)
            for number in range(days if seen is None else seen):
                on = first + timedelta(days=number)
                self.factory.look(session, booking, on, captured_at=at(on, 9, 30))
            return booking.id or 0

    def change(self, booking: int, **values: object) -> None:
        with self.db.write() as session:
            row = session.get(Booking, booking)
            assert row is not None
            row.sqlmodel_update(values)
            session.add(row)


@pytest.fixture
def house(db: Database, factory: Factory, settings: Settings) -> House:
    """Beijing with an AE and somebody of finance."""
    config = settings.config_dir
    with db.write() as session:
        ae = actor_for(factory.person(session, staff_no="BJ001"))
        finance = actor_for(factory.person(session, Role.FINANCE, station="hq"))
    catalog = MonthCatalog(load_calendar(config), load_month_terms(config))
    return House(db, factory, catalog, settings, ae, finance)


def test_a_month_shows_one_line_a_booking(house: House) -> None:
    first = house.booked(3)
    house.booked(2, station_sold="sh")
    house.booked(1, state=BookingState.CANCELLED)
    house.booked(1, first=date(2026, 11, 1))
    book = house.book()
    assert [line.booking.booking_id for line in book.lines] == [first]
    assert book.lines[0].executed == 3
    assert (book.state, book.revision, book.incomplete) == (MonthState.OPEN, 1, ())


def test_a_month_refused_names_lines_and_what_each_lacks(house: House) -> None:
    house.booked(2)
    gap = house.booked(3, seen=1)
    with pytest.raises(RuleError) as refused:
        house.confirm()
    assert refused.value.code == "month.incomplete"
    (line,) = refused.value.facts["lines"]
    assert line["id"] == gap
    assert line["missing"] == [
        {"code": "month.reason_missing", "days": ["2026-10-13", "2026-10-14"]}
    ]
    with house.db.read() as session:
        assert session.exec(select(MonthClose)).all() == []
        assert session.exec(select(MonthShare)).all() == []


def test_completed_confirmed_accepted(house: House) -> None:
    gap = house.booked(3, seen=1)
    house.reason(gap, FIRST + timedelta(days=1))
    house.paper(gap, ProofKind.DAY, FIRST + timedelta(days=2))
    book = house.confirm()
    (line,) = book.lines
    assert (line.executed, line.not_executed, line.unverified) == (2, 0, 1)
    assert [day.reason for day in line.days] == [None, "missed", None]
    assert (book.state, book.confirmed_by, book.workbook) == ("confirmed", "BJ001", BOOK.sha256)
    assert house.accept().state is MonthState.ACCEPTED
    with house.db.read() as session:
        verbs = [act.verb for act in session.exec(select(Act)) if act.verb.startswith("month.")]
    assert verbs == ["month.give_reason", "month.attach_proof", "month.confirm", "month.accept"]


def test_a_confirmed_month_stays_as_it_was_signed(house: House) -> None:
    number = house.booked(2)
    signed = house.confirm()
    house.change(number, net_fen=1, last_day=FIRST + timedelta(days=5))
    with house.db.write() as session:
        booking = session.get(Booking, number)
        assert booking is not None
        house.factory.look(
            session,
            booking,
            FIRST,
            delivered=Delivered.NO,
            result=LookResult.EMPTY,
            captured_at=at(FIRST, 14),
        )
    assert house.book().lines == signed.lines


@pytest.mark.parametrize(
    ("close", "state"),
    [
        pytest.param(lambda _house: None, "confirmed", id="confirmed"),
        pytest.param(lambda house: house.accept(), "accepted", id="accepted"),
    ],
)
def test_a_closed_month_is_never_edited(
    house: House, close: Callable[[House], object], state: str
) -> None:
    number = house.booked(2, seen=1)
    house.reason(number, FIRST + timedelta(days=1))
    house.confirm()
    close(house)
    for act in (
        lambda: house.reason(number, FIRST + timedelta(days=1), reason="late"),
        lambda: house.paper(number, ProofKind.SCREENSHOT),
    ):
        with pytest.raises(RuleError) as refused:
            act()
        assert (refused.value.code, refused.value.facts["state"]) == ("month.closed", state)
    with pytest.raises(RuleError, match=r"month\.wrong_state"):
        house.confirm()


def test_a_return_opens_the_next_revision(house: House) -> None:
    number = house.booked(2, seen=1)
    house.reason(number, FIRST + timedelta(days=1))
    house.confirm()
    book = house.give_back("十三日有截图")
    assert (book.revision, book.state, book.returned_before) == (2, "open", "十三日有截图")
    house.paper(number, ProofKind.DAY, FIRST + timedelta(days=1))
    again = house.confirm()
    assert (again.revision, again.lines[0].executed) == (2, 2)
    with house.db.read() as session:
        first = month_book(
            session, station="bj", month="2026-10", catalog=house.catalog, now=AFTER, revision=1
        )
    assert (first.state, first.lines[0].executed) == ("returned", 1)
    assert house.accept().state is MonthState.ACCEPTED


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        pytest.param(at(date(2026, 11, 1), 9) - timedelta(seconds=1), False, id="08:59:59"),
        pytest.param(at(date(2026, 11, 1), 9), True, id="09:00:00"),
    ],
)
def test_confirmable_from_the_first_at_nine(house: House, now: datetime, allowed: bool) -> None:
    house.booked(2)
    if allowed:
        assert house.confirm(now=now).state is MonthState.CONFIRMED
    else:
        with pytest.raises(RuleError, match=r"month\.not_over"):
            house.confirm(now=now)


def test_a_month_that_changed_since_it_was_drawn_is_drawn_anew(house: House) -> None:
    house.booked(2)
    drawn = DrawnMonth(digest(house.book()), BOOK)
    house.booked(1)
    with house.db.write() as session, pytest.raises(RuleError, match=r"month\.changed"):
        months.confirm(
            session,
            station="bj",
            month="2026-10",
            drawn=drawn,
            by=house.ae,
            now=AFTER,
            catalog=house.catalog,
            mails=load_mail(house.settings.config_dir),
        )


def test_money_is_fixed_and_later_changes_are_a_line_of_their_own(house: House) -> None:
    number = house.booked(20, first=date(2026, 10, 22), net_fen=200_00)
    with house.db.write() as session:
        booking = session.get(Booking, number)
        assert booking is not None
        for day in range(1, 11):
            on = date(2026, 11, day)
            house.factory.look(session, booking, on, captured_at=at(on, 9, 45))
    assert house.confirm().amount_fen == 100_00
    house.change(number, net_fen=300_00)
    later = at(date(2026, 12, 1), 9)
    november = house.book("2026-11", later)
    assert november.lines[0].amount_fen == 150_00
    assert [one.amount_fen for one in november.differences] == [50_00]
    house.confirm("2026-11", now=later)
    with house.db.read() as session:
        rows = session.exec(select(MonthShare)).all()
        assert sum(row.amount_fen + row.difference_fen for row in rows) == 300_00
        december = month_book(
            session, station="bj", month="2026-12", catalog=house.catalog, now=later
        )
    assert (december.lines, december.differences) == ((), ())


def test_a_cancelled_booking_gives_its_fixed_money_back(house: House) -> None:
    number = house.booked(2, net_fen=77_00)
    house.confirm()
    house.change(number, state=BookingState.CANCELLED)
    later = at(date(2026, 12, 1), 9)
    (given_back,) = house.book("2026-11", later).differences
    assert (given_back.booking.booking_id, given_back.amount_fen) == (number, -77_00)
    assert house.confirm("2026-11", now=later).amount_fen == -77_00
    assert house.book("2026-12", later).differences == ()


def test_a_difference_that_went_away_is_not_carried(house: House) -> None:
    """Revision 1 of November carries a change of October; by revision 2 it was taken back."""
    number = house.booked(2, net_fen=50_00)
    house.confirm()
    house.change(number, net_fen=60_00)
    house.month = "2026-11"
    now = at(date(2026, 12, 1), 9)
    assert house.confirm(now=now).amount_fen == 10_00
    house.change(number, net_fen=50_00)
    house.give_back()
    assert house.confirm(now=now).amount_fen == 0
    with house.db.read() as session:
        carried = [row.difference_fen for row in session.exec(select(MonthShare))]
    assert carried == [0, 0]


def test_gifts_and_make_goods_are_lines_without_money(house: House) -> None:
    house.booked(2, category=Category.BONUS, net_fen=0)
    house.booked(2, category=Category.MAKE_GOOD, net_fen=5_000)
    house.booked(2, net_fen=7_000)
    assert sorted(line.amount_fen for line in house.confirm().lines) == [0, 0, 7_000]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        pytest.param(
            lambda house, number: house.reason(number, FIRST), "month.day_executed", id="executed"
        ),
        pytest.param(
            lambda house, number: house.reason(number, date(2026, 10, 30)),
            "month.day_outside",
            id="outside-the-booking",
        ),
        pytest.param(
            lambda house, number: house.reason(number, FIRST, reason="忘了"),
            "month.reason_unknown",
            id="unknown-code",
        ),
        pytest.param(
            lambda house, number: house.reason(number, FIRST, reason="other", note=" "),
            "month.note_missing",
            id="other-without-words",
        ),
        pytest.param(
            lambda house, number: house.reason(number + 1, FIRST),
            "month.line_unknown",
            id="no-such-line",
        ),
        pytest.param(
            lambda house, number: house.paper(number, ProofKind.DAY),
            "month.day_missing",
            id="day-proof-without-day",
        ),
        pytest.param(
            lambda house, number: house.paper(
                number, ProofKind.DAY, FIRST, now=at(date(2026, 10, 11), 10)
            ),
            "month.day_not_over",
            id="proof-of-a-day-to-come",
        ),
    ],
)
def test_what_a_line_refuses(house: House, act: Callable[[House, int], object], code: str) -> None:
    number = house.booked(2, seen=1)
    with pytest.raises((RuleError, InputError, MissingError)) as refused:
        act(house, number)
    assert refused.value.code == code


def test_reasons_and_papers_can_be_taken_back_while_open(house: House) -> None:
    number = house.booked(2, seen=1)
    gap = FIRST + timedelta(days=1)
    house.reason(number, gap)
    proof = house.paper(number, ProofKind.DAY, gap)
    assert house.book().lines[0].executed == 2
    with house.db.write() as session:
        month_papers.remove_proof(
            session,
            station="bj",
            month="2026-10",
            booking_id=number,
            proof_id=proof,
            by=house.ae,
            now=AFTER,
        )
        line = month_papers.withdraw_reason(
            session,
            station="bj",
            month="2026-10",
            booking_id=number,
            days=[gap],
            by=house.ae,
            now=AFTER,
        )
    assert [lack.code for lack in line.missing] == ["month.reason_missing"]
    with house.db.read() as session:
        verbs = [act.verb for act in session.exec(select(Act))]
    assert verbs[-2:] == ["month.remove_proof", "month.withdraw_reason"]


def test_a_client_proof_is_for_every_line_of_its_contract(house: House) -> None:
    with house.db.write() as session:
        contract = house.factory.contract(session).id
    one = house.booked(1, seen=0, contract_id=contract)
    two = house.booked(1, seen=0, contract_id=contract)
    house.reason(one, FIRST, reason="client")
    house.reason(two, FIRST, reason="client")
    codes = [lack.code for line in house.book().lines for lack in line.missing]
    assert codes == ["month.client_proof_missing"] * 2
    house.paper(one, ProofKind.CLIENT)
    assert house.confirm().state is MonthState.CONFIRMED


@pytest.mark.parametrize(
    ("role", "station", "confirms", "decides"),
    [
        pytest.param(Role.AE, "bj", True, False, id="ae"),
        pytest.param(Role.AE, "sh", False, False, id="ae-of-another-station"),
        pytest.param(Role.SALES, "bj", False, False, id="sales"),
        pytest.param(Role.STATION_GM, "bj", False, False, id="gm"),
        pytest.param(Role.HQ_AE, "hq", False, False, id="hq-ae"),
        pytest.param(Role.FINANCE, "hq", False, True, id="finance"),
        pytest.param(Role.ADMIN, "hq", False, False, id="admin"),
    ],
)
def test_who_confirms_and_who_decides(
    house: House, role: Role, station: str, confirms: bool, decides: bool
) -> None:
    house.booked(1)
    with house.db.write() as session:
        person = house.factory.person(session, role, station=station)
    by = actor_for(person, stations=frozenset({"bj"}) if role is Role.HQ_AE else frozenset())
    assert allowed(lambda: house.confirm(by=by)) is confirms
    if not confirms:
        house.confirm()
    assert allowed(lambda: house.give_back(by=by)) is decides


def allowed(act: Callable[[], object]) -> bool:
    try:
        act()
    except ForbiddenError:
        return False
    return True


def test_finance_and_then_the_ae_are_told_once_a_revision(house: House) -> None:
    with house.db.write() as session:
        house.factory.person(session, Role.HQ_AE, staff_no="HQ001", station="hq", email="hq@a.cn")
        house.factory.person(session, Role.OPS_HEAD, email="ops@a.cn")
    house.booked(1)
    house.confirm()
    house.give_back("金额不对")
    house.confirm()
    with house.db.read() as session:
        mails = session.exec(select(Mail).order_by(col(Mail.id))).all()
    told = [(mail.kind, mail.key, mail.to, mail.cc) for mail in mails]
    finance, ae = house.finance.email, house.ae.email
    assert told == [
        ("month_confirmed", "bj/2026-10/1", [finance, "hq@a.cn"], ["ops@a.cn"]),
        ("month_returned", "bj/2026-10/1", [ae], ["hq@a.cn"]),
        ("month_confirmed", "bj/2026-10/2", [finance, "hq@a.cn"], ["ops@a.cn"]),
    ]
    assert mails[0].attachments == [
        {"name": BOOK.name, "sha256": BOOK.sha256, "media_type": BOOK.media_type}
    ]
    assert "金额不对" in mails[1].text


def test_a_return_needs_words(house: House) -> None:
    house.booked(1)
    house.confirm()
    with pytest.raises(InputError, match=r"month\.return_reason_missing"):
        house.give_back("  ")


def test_money_touched_behind_the_month_stops_its_acceptance(house: House) -> None:
    house.booked(1)
    house.confirm()
    with house.db.write() as session:
        row = session.exec(select(MonthShare)).one()
        row.amount_fen += 1
        session.add(row)
    with pytest.raises(RuleError) as refused:
        house.accept()
    assert [finding.code for finding in refused.value.findings] == ["month.share_wrong"]


def test_a_look_of_another_day_stops_the_confirmation(house: House) -> None:
    with house.db.write() as session:
        booking = house.factory.booking(session, FIRST, FIRST)
        house.factory.look(session, booking, FIRST, captured_at=at(FIRST, 8, 59))
    with pytest.raises(RuleError) as refused:
        house.confirm()
    assert [finding.code for finding in refused.value.findings] == ["month.look_of_other_day"]


@pytest.mark.parametrize("text", ["2026-13", "2026", "2026-1", "十月", "2026-10-01"])
def test_what_is_no_month(house: House, text: str) -> None:
    with pytest.raises(InputError, match=r"month\.not_a_month"):
        house.book(text)


def test_unknown_station_and_revision(house: House) -> None:
    with house.db.read() as session:
        for station, revision in (("xx", None), ("bj", 4)):
            with pytest.raises(MissingError):
                month_book(
                    session,
                    station=station,
                    month="2026-10",
                    catalog=house.catalog,
                    now=AFTER,
                    revision=revision,
                )


@pytest.mark.parametrize("many", [1, 30])
def test_a_month_costs_the_same_queries_at_1_and_at_30_lines(house: House, many: int) -> None:
    for _ in range(many):
        house.booked(1)
    house.confirm()
    house.give_back()
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    event.listen(house.db.engine, "before_cursor_execute", count)
    book = house.book()
    event.remove(house.db.engine, "before_cursor_execute", count)
    assert len(book.lines) == many
    assert len(asked) == 7


def test_the_console_may_confirm(house: House) -> None:
    house.booked(1)
    assert house.confirm(by=CONSOLE).confirmed_by == "console"


def test_every_day_is_in_one_state(house: House) -> None:
    house.booked(5, seen=2)
    (line,) = house.book().lines
    assert line.planned == sum(line.count(state) for state in DayState) == 5


def test_refusals_change_nothing(house: House) -> None:
    number = house.booked(2, seen=1)
    before = house.book()
    for wrong in ("忘了", "other"):
        with pytest.raises(AdopsError):
            house.reason(number, FIRST + timedelta(days=1), reason=wrong)
    assert house.book() == before
