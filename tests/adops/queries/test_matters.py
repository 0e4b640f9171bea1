"""Whom a mail is for, found again from its key; posts that mails left out."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from adops.db import Database
from adops.domain.booking import Route
from adops.domain.incoming import IncomingKind, IncomingState
from adops.domain.mail import MailKind, Post, Recipients, Words
from adops.domain.people import CONSOLE, Role
from adops.flows import outbox as flow
from adops.models import Booking, IncomingMail, Mail
from adops.queries.mails import empty_posts
from adops.queries.matters import known_of, placer_of
from adops.services import outbox
from adops.settings import Settings
from tests.factories import Factory

DAY = date(2026, 11, 20)


def put(session: Session, factory: Factory, key: str, who: Recipients, **given: Any) -> Mail:
    values = {"kind": MailKind.CREATIVE_REFUSED, "station": "bj"} | given
    words = Words("题目", "<p>正文</p>", "正文\n")
    return outbox.queue(
        session, key=key, who=who, words=words, by=CONSOLE, now=factory.now, **values
    )


def booking(session: Session, factory: Factory, **given: Any) -> Booking:
    contract = factory.contract(session, agency_email="agency@example.com")
    values = {"contract_id": contract.id} | given
    return factory.booking(session, DAY, DAY + timedelta(days=3), **values)


@pytest.mark.parametrize(
    "key",
    ["creative/{c}", "creative/{c}#2", "booking/{b}/2026-11-20/day", "2026-10-01/booking/{b}"],
)
def test_a_key_leads_to_the_booking(sqlite: Database, factory: Factory, key: str) -> None:
    with sqlite.write() as session:
        for _ in range(3):  # ids of bookings and creatives differ
            booking(session, factory, sales_email="other@example.com")
        of = booking(session, factory)
        mail = put(
            session,
            factory,
            key.format(b=of.id, c=factory.creative(session, of).id),
            Recipients((), ()),
        )
        known = known_of(session, mail)
    assert (known[Post.SALES], known[Post.AGENCY]) == ("sales@example.com", "agency@example.com")


@pytest.mark.parametrize("key", ["creative/99", "ledger/2026-W47", "2026-10-01/a/7@example.com"])
def test_a_key_that_leads_nowhere(sqlite: Database, factory: Factory, key: str) -> None:
    with sqlite.write() as session:
        booking(session, factory)
        known = known_of(session, put(session, factory, key, Recipients((), ())))
    assert known[Post.SALES] == ""


@pytest.mark.parametrize("key", ["incoming/{m}", "incoming/{m}#2"])
def test_an_answer_goes_to_who_wrote(sqlite: Database, factory: Factory, key: str) -> None:
    with sqlite.write() as session:
        asked = IncomingMail(
            message_id="<1@x>",
            mailbox="ads@example.com",
            validity=1,
            uid=1,
            sender="zhang@example.com",
            taken_at=factory.now,
            kind=IncomingKind.PACKAGE_ADS,
            state=IncomingState.HANDLED,
        )
        session.add(asked)
        session.flush()
        mail = put(session, factory, key.format(m=asked.id), Recipients((), ()), station=None)
        assert known_of(session, mail)[Post.PERSON] == "zhang@example.com"


def test_a_stopped_answer_to_sales_goes_on_once_the_booking_names_them(
    sqlite: Database, factory: Factory, settings: Settings
) -> None:
    with sqlite.write() as session:
        of = booking(session, factory, sales_email="")
        creative = factory.creative(session, of)
        mail = put(session, factory, f"creative/{creative.id}", Recipients((), (), ("合同销售",)))
        of.sales_email = "new@example.com"
        session.add(of)
    assert mail.id is not None
    found = flow.start_again(sqlite, settings, mail_id=mail.id, by=CONSOLE, now=factory.now)
    assert (found.to, found.cc) == (["new@example.com"], ["agency@example.com"])


def test_who_places(sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        factory.person(session, Role.HQ_AE, staff_no="HQ001", email="hq@example.com")
        for number in (1, 2):
            mail = f"sh{number}@example.com"
            factory.person(session, Role.AE, staff_no=f"SH{number}", station="sh", email=mail)
        theirs = factory.slot(session, station="sh")
        cross = booking(session, factory, slot=theirs, route=Route.CROSS)
        hq = booking(session, factory, route=Route.HQ)
        assert placer_of(session, cross) == ("sh1@example.com", "sh2@example.com")
        assert placer_of(session, hq) == ("hq@example.com",)


def test_posts_that_mails_left_out_and_that_are_empty_still(
    sqlite: Database, factory: Factory
) -> None:
    lacking = Recipients(("a@example.com",), (), ("代理商", "地方站总经理", "总部AE负责人"))
    with sqlite.write() as session:
        factory.stations(session)
        for number in range(2):
            put(session, factory, str(number), lacking)
        put(session, factory, "sh", lacking, station="sh")
        stopped = Recipients((), (), ("当地运营负责人",))
        put(session, factory, "stopped", stopped)  # stands on Today by itself
        factory.person(session, Role.HQ_AE_HEAD, station="hq")
        asked: dict[str, Any] = {"stations": frozenset({"bj"}), "now": factory.now}
        assert empty_posts(session, **asked) == [("bj", Post.STATION_GM, 2)]
        later = asked | {"now": factory.now + timedelta(days=31)}
        assert empty_posts(session, **later) == []
        factory.person(session, Role.STATION_GM)
        assert empty_posts(session, **asked) == []
