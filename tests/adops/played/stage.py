"""The house of the plays: its people, its bookings, what their pages show, and the business day in
which the jobs run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from adops import main
from adops.catalog.book import load_book
from adops.clock import SHANGHAI
from adops.domain.booking import BookingState, Route
from adops.domain.creative import CreativeFacts
from adops.domain.people import SYSTEM, Actor, Role
from adops.domain.period import ad_day_of
from adops.domain.rulebook import RuleBook
from adops.domain.states import Delivered, LookResult
from adops.jobs import House, Job, JobContext, timed
from adops.models import Booking, Creative, CreativePart, SlotCheck, SlotCheckBooking
from adops.queries.checks import slots_on_air
from adops.queries.first_looks import not_seen_yet
from adops.queries.looks_again import not_right_or_not_seen
from adops.services import airing
from tests.factories import Factory, actor_for

JOBS = (
    "deadline_near",
    "holiday_notice",
    "weekly_ledger",
    "send_outbox",
    "lapse_holds",
    "creative_states",
    "late_reports",
    "daily_check",
    "check_again",
    "sweep_starts",
)
PLACES = {Route.HQ: "hq", Route.CROSS: "sh", Route.LOCAL: "bj"}
WANG, LI = "wang@example.com", "li@example.com"
SALES = {WANG: "王销售", LI: "李销售", "": ""}
DOWN = -1
"""Instead of a version: the page cannot be opened."""


@dataclass(frozen=True)
class Sold:
    """A booking of the play: sold by 北京, placed as its route says; `beside` is a contract whose
    slot it is of."""

    first: str
    name: str
    route: Route = Route.HQ
    sales: str = WANG
    days: int = 10
    state: BookingState = BookingState.BOOKED
    beside: str = ""


@dataclass
class Stage:
    """`shows`: what stands on the page of each booking, a version's number or `DOWN`."""

    house: House
    people: Mapping[str, Actor]
    bookings: Mapping[str, int]
    factory: Factory
    shows: dict[int, int] = field(default_factory=dict)
    files: dict[str, CreativeFacts] = field(default_factory=dict)
    jobs: Sequence[Job] = ()

    def __post_init__(self) -> None:
        self.start(self.house)

    @property
    def book(self) -> RuleBook:
        """As the process has read it."""
        return load_book(self.house.settings.config_dir, frozenset())

    @property
    def contracts(self) -> dict[int, str]:
        """Contracts' numbers by booking."""
        return {number: no for no, number in self.bookings.items()}

    def start(self, house: House) -> None:
        """A process with the product's jobs at their times; those that need a browser look at
        `shows` instead."""
        self.house = house
        looks: Mapping[str, Callable[..., Iterable[int]]] = {
            "daily_check": self._all,
            "check_again": self._codes(not_right_or_not_seen),
            "sweep_starts": self._codes(not_seen_yet),
        }
        mine = [one for one in timed(main.jobs(), house.settings) if one.name in JOBS]
        self.jobs = [
            replace(one, run=self._looking(looks[one.name])) if one.name in looks else one
            for one in mine
        ]

    def creative(self, session: Session, no: str, version: int) -> Creative:
        """That version of the booking."""
        query = select(Creative).where(Creative.booking_id == self.bookings[no])
        return session.exec(query.where(Creative.version == version)).one()

    def stored(self, session: Session, creative_id: int | None) -> dict[str, CreativeFacts]:
        """Its files as measuring them again finds them."""
        query = select(CreativePart).where(CreativePart.creative_id == creative_id)
        return {one.part: self.files[one.sha256] for one in session.exec(query)}

    def _looking(
        self, which: Callable[..., Iterable[int]]
    ) -> Callable[[JobContext], Mapping[str, Any]]:
        def run(context: JobContext) -> Mapping[str, Any]:
            on = ad_day_of(context.now)
            with context.db.write() as session:
                for slot_id in list(which(session, on)):
                    self._look(session, slot_id, on, context.now)
            return {"on": on.isoformat(), "runs": []}

        return run

    def _all(self, session: Session, on: date) -> Iterable[int]:
        return (one.slot_id for one in slots_on_air(session, on=on))

    def _codes(
        self, which: Callable[..., Mapping[str, Sequence[str]]]
    ) -> Callable[..., Iterable[int]]:
        def found(session: Session, on: date) -> Iterable[int]:
            codes = [code for some in which(session, on=on).values() for code in some]
            return (one.slot_id for one in slots_on_air(session, on=on, slot_codes=codes or ["-"]))

        return found

    def _look(self, session: Session, slot_id: int, on: date, now: datetime) -> None:
        """One row as the check of a browser writes it, of what is expected at `now`."""
        (slot,) = [one for one in slots_on_air(session, on=on, now=now) if one.slot_id == slot_id]
        for booking in slot.bookings:
            shown = self.shows.get(booking.booking_id)
            right = [one for one in booking.creatives if one.version == shown]
            expected = [one.creative_id for one in (*right, *booking.creatives)]
            told = Delivered.YES if right else Delivered.NO
            result = LookResult.OK if right else LookResult.EMPTY
            if shown == DOWN:
                told, result = Delivered.UNKNOWN, LookResult.UNREACHABLE
            row = SlotCheck(
                slot_id=slot_id,
                station=booking.station_placed,
                on=on,
                result=result,
                page_url="http://127.0.0.1:8901/",
                captured_at=now,
                findings=[],
                drawn_at=now,
            )
            session.add(row)
            session.flush()
            session.add(
                SlotCheckBooking(
                    slot_check_id=row.id or 0,
                    booking_id=booking.booking_id,
                    creative_id=expected[0] if expected else None,
                    on=on,
                    seen=bool(right),
                    delivered=told,
                )
            )
            session.flush()
            airing.follow(session, bookings=[booking.booking_id], by=SYSTEM, now=now)


def here(text: str) -> datetime:
    """`2026-09-16 15:00:01` on Shanghai's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def staged(house: House, factory: Factory, sold: Mapping[str, Sold]) -> Stage:
    """北京 sells; 上海 and the head office place for it too. 北京 has no 总经理."""
    with house.db.write() as session:
        people = {
            "王销售": factory.person(session, Role.SALES, email=WANG),
            "李销售": factory.person(session, Role.SALES, email=LI),
            "北京AE": factory.person(session, staff_no="BJ001"),
            "上海AE": factory.person(session, staff_no="SH001", station="sh"),
            "总部AE": factory.person(
                session, Role.HQ_AE, staff_no="HQ001", email="hq@example.com", station="hq"
            ),
            "运营": factory.person(session, Role.OPS_HEAD, email="ops@example.com"),
            "负责人": factory.person(
                session, Role.HQ_AE_HEAD, email="head@example.com", station="hq"
            ),
        }
        for name, person in people.items():
            person.name = name
        actors = {name: actor_for(one) for name, one in people.items()}
        hq = frozenset({"bj", "sh", "hq"})
        actors["总部AE"] = replace(actors["总部AE"], stations=hq)
        found: dict[str, Booking] = {}
        for no, one in sold.items():
            found[no] = _sell(session, factory, no, one, found.get(one.beside))
        numbers = {no: booking.id or 0 for no, booking in found.items()}
    return Stage(house, actors, numbers, factory)


def _sell(
    session: Session, factory: Factory, no: str, one: Sold, beside: Booking | None
) -> Booking:
    start = date.fromisoformat(one.first)
    slot = None
    if beside is None:
        slot = factory.slot(session, name="首页通栏", station=PLACES[one.route])
    return factory.booking(
        session,
        start,
        start + timedelta(days=one.days - 1),
        slot,
        **({"slot_id": beside.slot_id} if beside else {}),
        contract_id=factory.contract(session, no=no, name=one.name).id,
        route=one.route,
        station_placed=PLACES[one.route],
        sales_email=one.sales,
        sales_name=SALES[one.sales],
        state=one.state,
    )
