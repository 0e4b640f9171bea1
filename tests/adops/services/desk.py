"""A booking with its people, and the acts on its creatives and approvals in a few words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from adops.catalog.book import load_book
from adops.catalog.mail import MailFile, load_mail
from adops.db import Database
from adops.domain.booking import Route
from adops.domain.creative import CreativeFacts
from adops.domain.people import CONSOLE, SYSTEM, Actor, Role
from adops.domain.period import at
from adops.domain.rulebook import RuleBook
from adops.domain.states import ApprovalState, CreativeState
from adops.models import Act, Approval, Booking, Creative, CreativePart, Slot
from adops.queries.checks import slots_on_air
from adops.services import approvals, change_link, confirmations, creatives, lapses, unconfirm
from adops.services.approvals import RequestMail
from adops.services.change_link import NewLink
from adops.services.creatives import Offer
from adops.settings import Settings
from tests.factories import Factory, actor_for

LIMIT = 30 * 1024
MONDAY = date(2026, 11, 23)
SUNDAY = date(2026, 11, 29)
DAY = timedelta(days=1)
NINE = at(date(2026, 11, 20), 9)
URL = "https://example.com/landing"


@dataclass
class Desk:
    """One booking, 23 to 29 November, and the people around it; `now` is when they act."""

    db: Database
    book: RuleBook
    mails: MailFile
    booking_id: int
    slot_id: int
    people: dict[str, Actor]
    now: datetime = NINE
    facts: dict[str, CreativeFacts] = field(default_factory=dict)

    def submit(self, size: int = LIMIT, by: str = "sales", **given: Any) -> int:
        """Hands in a JPEG of that weight; equal weights are equal bytes."""
        facts = CreativeFacts(
            name="tl.jpg",
            sha256=f"{size:064x}",
            size=size,
            format=given.pop("format", "jpg"),
            named="jpg",
            width=given.pop("width", 950),
            height=90,
        )
        self.facts[facts.sha256] = facts
        values: dict[str, Any] = {"click_url": URL, "copy": "财富公馆"}
        offer = Offer(files={"main": facts}, **(values | given))
        with self.db.write() as session:
            done = creatives.submit(
                session,
                booking_id=self.booking_id,
                offer=offer,
                by=self.people[by],
                now=self.now,
                book=self.book,
                mails=self.mails,
            )
            return done.case.creative.id or 0

    def files(self, creative_id: int) -> dict[str, CreativeFacts]:
        """The stored files as measuring them again finds them."""
        with self.db.read() as session:
            query = select(CreativePart).where(CreativePart.creative_id == creative_id)
            return {one.part: self.facts[one.sha256] for one in session.exec(query)}

    def confirm(self, creative_id: int, by: str = "sales", **given: Any) -> int:
        with self.db.write() as session:
            confirmations.confirm(
                session,
                creative_id=creative_id,
                files=self.files(creative_id),
                by=self.people[by],
                now=self.now,
                book=self.book,
                **given,
            )
        return creative_id

    def link(
        self, creative_id: int, url: str = f"{URL}/new", by: str = "sales", **given: Any
    ) -> int:
        with self.db.write() as session:
            done = change_link.change_link(
                session,
                creative_id=creative_id,
                link=NewLink(url, **given),
                files=self.files(creative_id),
                by=self.people[by],
                now=self.now,
                book=self.book,
                mails=self.mails,
            )
            return done.case.creative.id or 0

    def unconfirm(self, creative_id: int, by: str = "sales") -> None:
        with self.db.write() as session:
            unconfirm.unconfirm(
                session, creative_id=creative_id, by=self.people[by], now=self.now, book=self.book
            )

    def reject(self, creative_id: int, by: str = "hq_ae") -> None:
        with self.db.write() as session:
            creatives.reject(
                session,
                creative_id=creative_id,
                why="主图不对",
                by=self.people[by],
                now=self.now,
                mails=self.mails,
            )

    def withdraw(self, creative_id: int, by: str = "sales", why: str = "") -> None:
        with self.db.write() as session:
            creatives.withdraw(
                session, creative_id=creative_id, why=why, by=self.people[by], now=self.now
            )

    def ask(self, creative_id: int, by: str = "sales", **given: Any) -> int:
        with self.db.write() as session:
            approval = approvals.request(
                session,
                creative_id=creative_id,
                reason="客户无法重新出图",
                by=self.people[by],
                now=self.now,
                **given,
            )
            return approval.id or 0

    def register(self, approval_id: int, by: str = "ae", mail: RequestMail | None = None) -> int:
        with self.db.write() as session:
            approvals.register(
                session, approval_id=approval_id, by=self.people[by], now=self.now, mail=mail
            )
        return approval_id

    def approve(self, approval_id: int, by: str = "hq_ae") -> int:
        files = self.files(self.approval(approval_id).creative_id)
        with self.db.write() as session:
            approvals.approve(
                session,
                approval_id=approval_id,
                files=files,
                by=self.people[by],
                now=self.now,
                book=self.book,
            )
        return approval_id

    def decide(self, act: str, approval_id: int, by: str = "hq_ae", why: str = "可以重做") -> None:
        """Refuses or withdraws."""
        with self.db.write() as session:
            {"refuse": approvals.refuse, "withdraw": approvals.withdraw}[act](
                session, approval_id=approval_id, why=why, by=self.people[by], now=self.now
            )

    def lapse(self, files: Mapping[str, CreativeFacts] | None = None) -> dict[str, list[int]]:
        with self.db.write() as session:
            return lapses.lapse(
                session,
                files=self.facts if files is None else files,
                by=SYSTEM,
                now=self.now,
                book=self.book,
            )

    def approved(self, size: int = LIMIT + 1, **given: Any) -> tuple[int, int]:
        """A creative over its limit with its approval: their ids."""
        creative = self.submit(size, **given)
        return creative, self.approve(self.register(self.ask(creative)))

    def approval(self, approval_id: int) -> Approval:
        with self.db.read() as session:
            found = session.get(Approval, approval_id)
            assert found is not None
            return found

    def state(self, approval_id: int) -> ApprovalState:
        return self.approval(approval_id).state

    def creative(self, creative_id: int) -> Creative:
        with self.db.read() as session:
            found = session.get(Creative, creative_id)
            assert found is not None
            return found

    def states(self, *creatives: int) -> list[CreativeState]:
        return [self.creative(one).state for one in creatives]

    def put(self, creative_id: int, state: CreativeState) -> None:
        """Writes a state that no act here moves to."""
        with self.db.write() as session:
            found = session.get(Creative, creative_id)
            assert found is not None
            found.state = state
            session.add(found)

    def shown(self, on: date, hour: int = 12) -> list[int]:
        """Creatives that the check expects."""
        with self.db.read() as session:
            (slot,) = slots_on_air(session, on=on, now=at(on, hour))
        return sorted(one.creative_id for one in slot.bookings[0].creatives)

    def acts(self, thing: str) -> list[Act]:
        with self.db.read() as session:
            query = select(Act).where(Act.thing == thing).order_by(col(Act.id))
            return list(session.exec(query))

    def change(self, **values: Any) -> None:
        """Sets columns of the booking."""
        with self.db.write() as session:
            booking = session.get(Booking, self.booking_id)
            assert booking is not None
            booking.sqlmodel_update(values)
            session.add(booking)


def people(session: Session, factory: Factory) -> dict[str, Actor]:
    """北京's, and others."""
    here = {
        "sales": factory.person(session, Role.SALES, email="sales@example.com"),
        "ae": factory.person(session, Role.AE, staff_no="BJ001"),
        "other_ae": factory.person(session, Role.AE, station="sh"),
        "other_sales": factory.person(session, Role.SALES),
        "hq_ae": factory.person(session, Role.HQ_AE, station="hq", staff_no="HQ001"),
        "finance": factory.person(session, Role.FINANCE, station="hq"),
    }
    actors = {name: actor_for(person) for name, person in here.items()}
    actors["hq_ae"] = replace(actors["hq_ae"], stations=frozenset({"bj", "hq"}))
    return actors | {"console": CONSOLE}


@pytest.fixture
def desk(db: Database, factory: Factory, settings: Settings) -> Desk:
    """A booking that HQ places: the deadline binds."""
    config = settings.config_dir
    with db.write() as session:
        actors = people(session, factory)
        slot: Slot = factory.slot(session, station="hq")
        booking = factory.booking(
            session, MONDAY, SUNDAY, slot, route=Route.HQ, station_placed="hq"
        )
        ids = booking.id or 0, slot.id or 0
    book = load_book(config, frozenset())
    return Desk(db, book, load_mail(config), *ids, actors)
