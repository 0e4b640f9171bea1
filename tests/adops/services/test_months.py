"""A month from gaps to closed, on both databases (rules.md §10)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from queue import Queue
from threading import Event, Thread

import pytest
from sqlmodel import col, select

from adops.catalog.mail import load_mail
from adops.domain.booking import BookingState, Category
from adops.domain.month import DrawnMonth, ProofKind
from adops.domain.month_data import digest
from adops.domain.people import CONSOLE, Role
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult, MonthState
from adops.errors import ForbiddenError, InputError, RuleError
from adops.models import Act, Booking, Mail, MonthClose, MonthShare
from adops.queries.month import month_book
from adops.services import months
from tests.adops.services.house import AFTER, BOOK, FIRST, House, house
from tests.adops.services.waiting import wait_for_a_waiter
from tests.factories import actor_for

__all__ = ["house"]


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


def test_the_console_may_confirm(house: House) -> None:
    house.booked(1)
    assert house.confirm(by=CONSOLE).confirmed_by == "console"


def test_of_two_who_confirm_at_once_one_does(house: House) -> None:
    house.booked(1)
    drawn = DrawnMonth(digest(house.book()), BOOK)
    first_is_in, second_is_in, outcomes = Event(), Event(), Queue[str]()

    def first() -> None:
        with house.db.write() as session:
            house.sign(session, drawn)
            first_is_in.set()
            second_is_in.wait(60)
            wait_for_a_waiter(house.db)
        outcomes.put("confirmed")

    def second() -> None:
        first_is_in.wait(60)
        try:
            with house.db.write() as session:
                second_is_in.set()
                house.sign(session, drawn)
        except RuleError as refused:
            outcomes.put(refused.code)

    threads = [Thread(target=one, daemon=True) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    got = sorted(outcomes.get_nowait() for _ in threads)
    assert got == ["confirmed", "month.wrong_state"]
