"""To whom the mails of bookings and creatives go, cc whom, and once per what: the table of rules.md
§13, act by act; an empty *to* stops the mail, an empty *cc* is left out and named."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from adops import clock
from adops.catalog.reasons import load_reasons
from adops.domain.booking import Kind
from adops.domain.ledger import Week
from adops.domain.people import CONSOLE, SYSTEM, Role
from adops.domain.period import at
from adops.domain.states import MailState
from adops.errors import RuleError
from adops.flows import ledger
from adops.flows.ledger import ledger_desk
from adops.models import Booking, Contract, Mail, Person
from adops.queries.creatives import creative_case
from adops.queries.recipients import POSTS_ZH
from adops.services import executions, package_mails, reminders
from adops.settings import Settings
from adops.store import Store
from tests.adops.services.desk import LIMIT, MONDAY, NINE, SUNDAY, Desk, desk
from tests.factories import Factory

__all__ = ["desk"]
SALES, AGENCY, HQ_AE, HEAD = "sales@x.com", "agency@x.com", "hqae@x.com", "head@x.com"
OPS, GM = "ops@x.com", "gm@x.com"
OF_POST = {
    "sales": SALES,
    "agency": AGENCY,
    "placer": HQ_AE,
    "hq_ae": HQ_AE,
    "hq_ae_head": HEAD,
    "ops_head": OPS,
    "station_gm": GM,
}


@dataclass
class Office:
    """The desk of a 包版 booking that the head office places, with everybody there."""

    desk: Desk
    settings: Settings
    store: Store
    creative: int = field(init=False)

    def __post_init__(self) -> None:
        self.creative = self.desk.submit(LIMIT)

    def refused(self) -> None:
        with self.desk.db.read() as session:
            gone = creative_case(session, self.creative).creative.state.value == "rejected"
        if gone:
            self.creative = self.desk.submit(LIMIT)
        self.desk.reject(self.creative)

    def reminded(self) -> None:
        self._remind(reminders.remind, at(date(2026, 11, 20), 10))

    def rehearsed(self) -> None:
        self.desk.change(first_day=date(2026, 10, 3), last_day=SUNDAY)
        self._remind(reminders.rehearse, at(date(2026, 9, 17), 10))

    def _remind(self, act: Callable[..., list[Mail]], now: datetime) -> None:
        with self.desk.db.write() as session:
            day = now.astimezone(at(MONDAY, 9).tzinfo).date()
            act(
                session,
                station="bj",
                on=day,
                by=SYSTEM,
                now=now,
                book=self.desk.book,
                mails=self.desk.mails,
            )

    def confirmed(self) -> None:
        with self.desk.db.read() as session:
            done = creative_case(session, self.creative).creative.confirmed_at
        if done is None:
            self.desk.confirm(self.creative, by="ae")
        with self.desk.db.write() as session:
            case = creative_case(session, self.creative)
            package_mails.tell_placer(
                session, case, by=SYSTEM, now=self.desk.now, mails=self.desk.mails
            )

    def late(self) -> None:
        with self.desk.db.read() as session:
            if creative_case(session, self.creative).creative.confirmed_at is None:
                self.desk.now = NINE
                self.desk.confirm(self.creative, by="ae")
        with self.desk.db.write() as session:
            executions.report_late(
                session,
                item_id=f"{self.desk.booking_id}-{MONDAY.isoformat()}-start",
                reason="system",
                note="",
                by=self.desk.people["hq_ae"],
                now=at(MONDAY, 10, 5),
                book=self.desk.book,
                mails=self.desk.mails,
                reasons=load_reasons(self.settings.config_dir),
            )

    def friday(self) -> None:
        clock.clock.move_to(at(date(2026, 11, 20), 16, 1))
        office = ledger_desk(self.settings, self.desk.db, self.store, lambda _ledger: b"book")
        ledger.send(office, station="bj", week=Week(2026, 47), by=CONSOLE)

    def empty(self, *posts: str) -> None:
        """Nobody is in these posts any more."""
        for post in posts:
            if post == "sales":
                self.desk.change(sales_email="")
            with self.desk.db.write() as session:
                booking = session.get_one(Booking, self.desk.booking_id)
                if post == "agency":
                    session.get_one(Contract, booking.contract_id).agency_email = ""
                here = col(Person.email) == OF_POST[post]
                for one in session.exec(select(Person).where(here, Person.role != Role.SALES)):
                    one.employed = False

    def mails(self, kind: str) -> list[Mail]:
        with self.desk.db.read() as session:
            return list(session.exec(select(Mail).where(Mail.kind == kind).order_by("id")))


@pytest.fixture
def office(desk: Desk, settings: Settings, store: Store, factory: Factory) -> Office:
    with desk.db.write() as session:
        for person in session.exec(select(Person).where(Person.role == Role.HQ_AE)):
            person.email = HQ_AE
        for role, mail, station in (
            (Role.HQ_AE_HEAD, HEAD, "hq"),
            (Role.OPS_HEAD, OPS, "bj"),
            (Role.STATION_GM, GM, "bj"),
        ):
            factory.person(session, role, email=mail, station=station)
        booking = session.get_one(Booking, desk.booking_id)
        booking.kind, booking.sales_email, booking.regions = Kind.SINA_PACKAGE, SALES, ["全国"]
        session.get_one(Contract, booking.contract_id).agency_email = AGENCY
    desk.people["sales"] = replace(desk.people["sales"], email=SALES)
    return Office(desk, settings, store)


@dataclass(frozen=True)
class Row:
    """A line of the table: who, cc whom, and the key of what it is once per."""

    act: Callable[[Office], None]
    to: tuple[str, ...]
    cc: tuple[str, ...]
    once_per: str


TABLE: dict[str, Row] = {
    "creative_refused": Row(Office.refused, ("sales",), ("agency",), "creative/{creative}"),
    "deadline_near": Row(Office.reminded, ("sales",), (), "booking/{booking}/2026-11-23/day"),
    "holiday_notice": Row(Office.rehearsed, ("sales",), (), "2026-10-01/sales@x.com"),
    "package_ads": Row(Office.confirmed, ("placer",), ("sales",), "creative/{creative}"),
    "late_report": Row(
        Office.late,
        ("ops_head", "hq_ae", "sales"),
        ("hq_ae_head", "station_gm"),
        "booking/{booking}/2026-11-23",
    ),
    "approval_ledger": Row(Office.friday, ("hq_ae",), (), "bj:2026-W47"),
}
KINDS = pytest.mark.parametrize(("kind", "row"), TABLE.items(), ids=TABLE.keys())


def addresses(posts: tuple[str, ...]) -> list[str]:
    return [OF_POST[post] for post in posts]


def words(posts: tuple[str, ...]) -> set[str]:
    return {POSTS_ZH[post] for post in POSTS_ZH if post.value in posts}


@KINDS
def test_to_cc_and_key(office: Office, kind: str, row: Row) -> None:
    row.act(office)
    (mail,) = office.mails(kind)
    assert (mail.to, mail.cc, mail.missing) == (addresses(row.to), addresses(row.cc), [])
    key = row.once_per.format(creative=office.creative, booking=office.desk.booking_id)
    assert (mail.key, mail.state, mail.station) == (key, MailState.WAITING, "bj")


@KINDS
def test_once(office: Office, kind: str, row: Row) -> None:
    """Said again it is refused, or the mail that is there; what is sent back anew is another
    version."""
    row.act(office)
    first = office.mails(kind)
    with suppress(RuleError):  # late, sent: it was
        row.act(office)
    keys = [mail.key for mail in office.mails(kind)]
    assert keys[:1] == [mail.key for mail in first]
    again = [f"creative/{office.creative}"] if kind == "creative_refused" else []
    assert keys[1:] == again


@KINDS
def test_nobody_to_send_it_to_stops_it(office: Office, kind: str, row: Row) -> None:
    office.empty(*row.to)
    row.act(office)
    (mail,) = office.mails(kind)
    assert (mail.to, mail.state, mail.trouble) == ([], MailState.STOPPED, "no_recipient")
    assert set(mail.missing) >= words(row.to)


@KINDS
def test_nobody_to_copy_it_to_is_left_out_and_named(office: Office, kind: str, row: Row) -> None:
    office.empty(*row.cc)
    row.act(office)
    (mail,) = office.mails(kind)
    assert (mail.to, mail.cc, mail.state) == (addresses(row.to), [], MailState.WAITING)
    assert set(mail.missing) == words(row.cc)


def test_one_of_several_posts_that_is_empty_is_named_and_the_mail_leaves(office: Office) -> None:
    office.empty("ops_head")
    office.late()
    (mail,) = office.mails("late_report")
    assert (mail.to, mail.missing, mail.state) == (
        [HQ_AE, SALES],
        ["当地运营负责人"],
        MailState.WAITING,
    )


def test_who_gets_it_is_not_copied_too(office: Office) -> None:
    """The HQ AE head who is the station's general manager as well, in another case."""
    with office.desk.db.write() as session:
        for one in session.exec(select(Person).where(col(Person.email).in_([GM, OPS]))):
            one.email = HEAD.upper() if one.email == GM else one.email
    office.late()
    (mail,) = office.mails("late_report")
    assert mail.cc == [HEAD] and len({one.lower() for one in mail.to + mail.cc}) == 4


def test_the_morning_of_the_deadline_is_another_mail(office: Office) -> None:
    """Of a start on Tuesday: Friday, the workday before the deadline's day, and Monday."""
    office.desk.change(first_day=MONDAY + timedelta(days=1))
    for day in (20, 21, 22, 23, 24):
        office._remind(reminders.remind, at(date(2026, 11, day), 10))
    booking = office.desk.booking_id
    assert [one.key for one in office.mails("deadline_near")] == [
        f"booking/{booking}/2026-11-24/eve",
        f"booking/{booking}/2026-11-24/day",
    ]
