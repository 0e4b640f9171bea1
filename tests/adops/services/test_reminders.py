"""Sales are reminded once a booking, day and morning; of a break once a person; nobody else is."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from adops.catalog.book import load_book
from adops.catalog.mail import load_mail
from adops.clock import SHANGHAI
from adops.db import Database
from adops.domain.booking import BookingState, Route
from adops.domain.people import SYSTEM
from adops.domain.period import local_day
from adops.domain.states import CreativeState, MailState
from adops.models import Booking, Mail
from adops.services import reminders
from tests.factories import Factory

BOOK, MAILS = load_book(Path("config")), load_mail(Path("config"))
START = date(2026, 11, 24)  # a Tuesday: deadline Monday 15:00, its eve is Friday
EVE, DAY = "2026-11-20 10:00", "2026-11-23 10:00"


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def hq(session: Session, factory: Factory, first: date = START, **given: Any) -> Booking:
    values: dict[str, Any] = {"route": Route.HQ} | given
    return factory.booking(session, first, first + timedelta(days=20), **values)


def run(session: Session, at: str, act: Any = reminders.remind, station: str = "bj") -> list[Mail]:
    now = here(at)
    found: list[Mail] = act(
        session, station=station, on=local_day(now), by=SYSTEM, now=now, book=BOOK, mails=MAILS
    )
    return found


def test_two_mornings_each_once(db: Database, factory: Factory) -> None:
    with db.write() as session:
        booking = hq(session, factory)
        for at in (EVE, EVE, "2026-11-21 10:00", DAY, DAY, "2026-11-24 10:00"):
            run(session, at)
        mails = session.exec(select(Mail).order_by("id")).all()
        assert [(one.key, one.to, one.cc) for one in mails] == [
            (f"booking/{booking.id}/2026-11-24/eve", ["sales@example.com"], []),
            (f"booking/{booking.id}/2026-11-24/day", ["sales@example.com"], []),
        ]
        eve, day = (one.text for one in mails)
    assert "11月23日 周一 15:00" in eve and "（今天）" not in eve
    assert "（今天）" in day and "还没有提交创意" in day


Change = Callable[[Session, Factory, Booking], None]


def with_creative(**given: Any) -> Change:
    def add(session: Session, factory: Factory, booking: Booking) -> None:
        factory.creative(session, booking, **given)

    return add


def changed(**given: Any) -> Change:
    def change(session: Session, _: Factory, booking: Booking) -> None:
        for name, value in given.items():
            setattr(booking, name, value)
        session.add(booking)

    return change


SUBMITTED: dict[str, Any] = {"state": CreativeState.SUBMITTED, "confirmed_at": None}
NOBODY = {
    "local": changed(route=Route.LOCAL),
    "taken over": changed(taken_over=True),
    "cancelled": changed(state=BookingState.CANCELLED),
    "a draft": changed(state=BookingState.DRAFT),
    "confirmed": with_creative(),
    "confirmed, waits for a decision": with_creative(**SUBMITTED, clicked_at=here(EVE)),
    "sold by another station": changed(station_sold="sh"),
}


@pytest.mark.parametrize("change", NOBODY.values(), ids=NOBODY.keys())
def test_nobody_is_reminded(sqlite: Database, factory: Factory, change: Change) -> None:
    with sqlite.write() as session:
        change(session, factory, hq(session, factory))
        session.flush()
        assert run(session, EVE) == []


MISSING = {
    "submitted": (with_creative(**SUBMITTED), "已提交，还没有确认"),
    "rejected": (with_creative(state=CreativeState.REJECTED), "还没有提交创意"),
    "confirmed for a later day": (
        with_creative(go_live=START + timedelta(days=2)),
        "还没有提交创意",
    ),
    "held": (changed(state=BookingState.HELD), "还没有提交创意"),
    "cross": (changed(route=Route.CROSS), "还没有提交创意"),
}


@pytest.mark.parametrize(("change", "words"), MISSING.values(), ids=MISSING.keys())
def test_what_is_missing(sqlite: Database, factory: Factory, change: Change, words: str) -> None:
    with sqlite.write() as session:
        change(session, factory, hq(session, factory))
        session.flush()
        (mail,) = run(session, EVE)
        assert words in mail.text and words in mail.html


def test_a_swap_counts_as_a_start(sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        booking = hq(session, factory, date(2026, 11, 10))
        factory.creative(session, booking)
        factory.creative(session, booking, version=2, go_live=START, **SUBMITTED)
        (mail,) = run(session, DAY)
        assert mail.key == f"booking/{booking.id}/2026-11-24/day"


def test_a_swap_after_the_day_to_which_its_booking_was_cut_is_none(
    sqlite: Database, factory: Factory
) -> None:
    with sqlite.write() as session:
        booking = hq(session, factory, date(2026, 11, 10))
        factory.creative(session, booking)
        factory.creative(session, booking, version=2, go_live=START, **SUBMITTED)
        booking.last_day = date(2026, 11, 23)
        session.flush()
        assert run(session, DAY) == []


def test_a_new_rate_card_item_counts_as_a_start(sqlite: Database, factory: Factory) -> None:
    finding = {
        "code": "version.not_covered",
        "severity": "warn",
        "measured": START.isoformat(),
        "allowed": None,
        "where": None,
        "item": "x#2",
    }
    with sqlite.write() as session:
        booking = hq(session, factory, date(2026, 11, 10))
        factory.creative(session, booking, findings=[finding])
        (mail,) = run(session, DAY)
        assert mail.key == f"booking/{booking.id}/2026-11-24/day"
        factory.creative(session, booking, version=2, go_live=START)
        assert run(session, EVE) == []


def test_a_booking_that_names_no_sales_stops_its_mail(sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        hq(session, factory, sales_email=" ")
        (mail,) = run(session, EVE)
        assert (mail.state, mail.missing) == (MailState.STOPPED, ["合同销售"])


def test_a_break_is_told_once_a_person_with_all_that_moves(db: Database, factory: Factory) -> None:
    with db.write() as session:
        for first in (date(2026, 10, 3), date(2026, 10, 8), date(2026, 10, 9)):
            hq(session, factory, first)
        hq(session, factory, date(2026, 10, 1), station_sold="sh", sales_email="SALES@example.com")
        hq(session, factory, date(2026, 10, 5), sales_email="other@example.com")
        factory.creative(session, hq(session, factory, date(2026, 10, 6)))
        for at in ("2026-09-16 10:00", "2026-09-17 10:00", "2026-09-18 10:00", "2026-09-28 10:00"):
            for station in ("bj", "sh"):
                run(session, at, reminders.rehearse, station)
        mails = session.exec(select(Mail).order_by("key")).all()
        told = [(one.key, one.to, one.created_at) for one in mails]
    tenth = here("2026-09-17 10:00")
    assert told == [
        ("2026-10-01/other@example.com", ["other@example.com"], tenth),
        ("2026-10-01/sales@example.com", ["SALES@example.com"], tenth),
    ]
    words = mails[1].text
    assert [words.count(f"10月{day}日 周{week} 上线") for day, week in ((1, "四"), (3, "六"))] == [
        1,
        1,
    ]
    assert "10月8日 周四 上线" in words and "10月9日" not in words and "10月6日" not in words
    assert "9月29日 周二 15:00 前（平时 10月2日 周五 15:00）" in words
    assert mails[1].subject == "国庆节放假：您有 3 条排期的创意截止时间提前"


def test_a_break_whose_deadlines_are_past_is_not_told(sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        hq(session, factory, date(2026, 10, 3))
        assert run(session, "2026-09-29 15:01", reminders.rehearse) == []
