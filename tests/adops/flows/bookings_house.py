"""A station with two slots, contracts and people, and the acts on bookings as they do them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from adops.db import Database
from adops.domain.booking import BookingState
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.flows import bookings as flow
from adops.flows.desk import desk_of
from adops.flows.submit import Desk
from adops.models import Act, Booking, Contract
from adops.services import booking_stops, bookings
from adops.services.booking_moves import Moved, To
from adops.settings import Settings
from adops.store import Store
from tests.factories import Factory, actor_for

FRIDAY = date(2026, 11, 20)
MORNING = at(FRIDAY, 10)
URL = "https://www.example.com/"


@dataclass
class House:
    """`now` moves as a test says; slots A and B (two shares) are 北京's, H the head office's."""

    db: Database
    desk: Desk
    factory: Factory
    people: dict[str, Actor]
    slots: dict[str, int]
    now: datetime = MORNING

    def cells(self, **given: Any) -> dict[str, Any]:
        """What a person types, by column."""
        return {
            "合同号": "RLZ11111",
            "站点": "bj",
            "销售邮箱": "sales@example.com",
            "业务类型": "商广",
            "类别": "购买",
            "广告位编号": "LJ-A",
            "投放开始": date(2026, 11, 23),
            "投放结束": date(2026, 11, 29),
            "定向地域": "北京",
            "落地页": URL,
            "刊例价": "100",
            "折扣": "1",
        } | given

    def enter(
        self, state: BookingState = BookingState.BOOKED, by: str = "ae", **given: Any
    ) -> Booking:
        cells: Mapping[str, Any] = self.cells(**given)
        done = flow.enter(self.desk, cells, state, by=self.people[by], now=self.now)
        return self.booking(done.case.booking.id or 0)

    def move(self, booking: int, by: str = "ae", *, dry: bool = False, **to: Any) -> Moved:
        act = flow.look if dry else flow.move
        return act(self.desk, booking, To(**to), by=self.people[by], now=self.now)

    def hold(self, booking: int, by: str = "ae") -> None:
        with self.db.write() as session:
            bookings.hold(
                session,
                booking_id=booking,
                by=self.people[by],
                now=self.now,
                book=self.desk.book,
            )

    def firm(self, booking: int, by: str = "ae") -> None:
        with self.db.write() as session:
            bookings.firm(session, booking_id=booking, by=self.people[by], now=self.now)

    def lapse(self) -> list[int]:
        return flow.lapse_holds(self.desk, now=self.now)["lapsed"]

    def cancel(
        self, booking: int, by: str = "ae", on: date | None = None, net_fen: int | None = None
    ) -> None:
        with self.db.write() as session:
            booking_stops.cancel(
                session,
                booking_id=booking,
                on=on,
                net_fen=net_fen,
                why="客户撤单",
                by=self.people[by],
                now=self.now,
            )

    def turn(self, act: str, booking: int, by: str = "ae", why: str = "画面有误") -> None:
        """Pauses or resumes."""
        with self.db.write() as session:
            {"pause": booking_stops.pause, "resume": booking_stops.resume}[act](
                session, booking_id=booking, why=why, by=self.people[by], now=self.now
            )

    def booking(self, number: int) -> Booking:
        with self.db.read() as session:
            found = session.get(Booking, number)
            assert found is not None
            return found

    def all(self) -> list[Booking]:
        with self.db.read() as session:
            return list(session.exec(select(Booking).order_by(col(Booking.id))))

    def contracts(self) -> list[str]:
        with self.db.read() as session:
            return list(session.exec(select(Contract.no).order_by(col(Contract.id))))

    def verbs(self) -> list[str]:
        with self.db.read() as session:
            return list(session.exec(select(Act.verb).order_by(col(Act.id))))


def make(db: Database, settings: Settings, store: Store, factory: Factory) -> House:
    """Friday 2026-11-20 at 10:00."""
    with db.write() as session:
        people = {
            "ae": factory.person(session, Role.AE, staff_no="BJ001"),
            "sales": factory.person(session, Role.SALES, email="sales@example.com"),
            "other_sales": factory.person(session, Role.SALES, email="other@example.com"),
            "sh_ae": factory.person(session, Role.AE, station="sh"),
            "hq_ae": factory.person(session, Role.HQ_AE, station="hq", staff_no="HQ001"),
            "finance": factory.person(session, Role.FINANCE, station="hq"),
        }
        slots = {
            "A": factory.slot(session, code="LJ-A"),
            "B": factory.slot(session, code="LJ-B", rotations=2, width=640),
            "H": factory.slot(session, code="LJ-H", station="hq"),
        }
        factory.contract(session, no="RLZ11111", name="云溪花园", station="bj")
        factory.contract(session, no="RLZ22222", name="江畔名邸", station="sh")
        actors = {name: actor_for(one) for name, one in people.items()}
        actors["hq_ae"] = replace(actors["hq_ae"], stations=frozenset({"bj", "hq"}))
        ids = {name: one.id or 0 for name, one in slots.items()}
    return House(db, desk_of(settings, db, store), factory, actors, ids)
