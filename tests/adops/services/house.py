"""A station's October on one database, and the acts on it as their people do them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from adops.catalog.calendar import load_calendar
from adops.catalog.mail import load_mail
from adops.catalog.month import load_month_terms
from adops.catalog.reasons import load_reasons
from adops.db import Database
from adops.domain.month import DrawnMonth, MonthBook, ProofKind, StoredPaper
from adops.domain.month_data import digest
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.models import Booking
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
            return self.sign(session, drawn, month, by=by, now=now)

    def sign(
        self,
        session: Session,
        drawn: DrawnMonth,
        month: str | None = None,
        *,
        by: Actor | None = None,
        now: datetime = AFTER,
    ) -> MonthBook:
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
