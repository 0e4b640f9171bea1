"""Rows with sensible values; a test names only what it is about. Everything is flushed."""

import hashlib
from datetime import date, datetime
from itertools import count
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, select

from adops.domain.anomaly import AnomalyKind
from adops.domain.booking import BookingState, Category, Kind, Route
from adops.domain.finding import Verdict
from adops.domain.people import AccountState, Actor, Role
from adops.domain.slot import Device, Owner, SlotState
from adops.domain.states import CreativeState, Delivered, LookResult
from adops.models import (
    Anomaly,
    Booking,
    CheckRun,
    Contract,
    Creative,
    CreativePart,
    Page,
    Person,
    Slot,
    SlotCheck,
    SlotCheckBooking,
    SlotVersion,
    Station,
)

NAMES = {"bj": "北京", "sh": "上海", "gz": "广州", "tj": "天津", "hq": "总部"}
FORMATS = ["jpg", "png", "gif", "webp"]


Row = TypeVar("Row", bound=SQLModel)


class Factory:
    """One for a test; numbers count up."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._numbers = count(1)

    def _add(self, session: Session, row: Row) -> Row:
        session.add(row)
        session.flush()
        return row

    def stations(self, session: Session) -> None:
        """The five stations of the default config, once."""
        if session.exec(select(Station)).first() is None:
            for code, name in NAMES.items():
                self._add(
                    session,
                    Station(code=code, name=name, hq_ae_no="HQ001", hq_ae_stand_in_no="HQ002"),
                )

    def person(self, session: Session, role: Role = Role.AE, **given: Any) -> Person:
        """Somebody of 北京 who may place."""
        self.stations(session)
        number = next(self._numbers)
        values: dict[str, Any] = {
            "staff_no": f"T{number:03d}",
            "name": f"{role.value}{number}",
            "email": f"t{number:03d}@example.com",
            "station": "bj",
            "role": role,
            "account": AccountState.MAY_PLACE,
        }
        return self._add(session, Person(**(values | given)))

    def slot(self, session: Session, *, limit_bytes: int = 30 * 1024, **given: Any) -> Slot:
        """A live 950×90 通栏 of 北京 on a page of its own, two versions never: one since ever."""
        self.stations(session)
        number = next(self._numbers)
        width, height = given.pop("width", 950), given.pop("height", 90)
        version = given.pop("version", {})
        page_id = given.pop("page_id", None) or self.page(session, given.get("station", "bj")).id
        values: dict[str, Any] = {
            "code": f"LJ-T-{number:03d}",
            "name": f"测试页通栏{number:02d}",
            "station": "bj",
            "channel": "房产",
            "page_id": page_id,
            "selector": f"#ad-{number}",
            "form": "通栏",
            "owner": Owner.LEJU,
            "rotations": 1,
            "state": SlotState.LIVE,
        }
        slot: Slot = self._add(session, Slot(**(values | given)))
        assert slot.id is not None
        part = {"part": "main", "width": width, "height": height, "limit_bytes": limit_bytes}
        shape: dict[str, Any] = {
            "slot_id": slot.id,
            "width": width,
            "height": height,
            "limit_bytes": limit_bytes,
            "parts": [part],
            "formats": FORMATS,
            "max_seconds": 15,
        }
        self._add(session, SlotVersion(**(shape | version)))
        return slot

    def page(self, session: Session, station: str = "bj", **given: Any) -> Page:
        """A PC page."""
        self.stations(session)
        number = next(self._numbers)
        values: dict[str, Any] = {
            "station": station,
            "url": f"http://127.0.0.1:8901/page-{number}",
            "device": Device.PC,
            "name": f"测试页{number}",
        }
        return self._add(session, Page(**(values | given)))

    def contract(self, session: Session, **given: Any) -> Contract:
        """A contract with a number of the usual look."""
        number = next(self._numbers)
        values = {"no": f"RLZ{number:05d}", "name": f"测试合同{number}", "client": "测试客户"}
        return self._add(session, Contract(**(values | given)))

    def booking(
        self, session: Session, first: date, last: date, slot: Slot | None = None, **given: Any
    ) -> Booking:
        """A booked, paid, commercial booking sold and placed by 北京, route local."""
        slot = slot or self.slot(session)
        contract_id = given.pop("contract_id", None) or self.contract(session).id
        values: dict[str, Any] = {
            "contract_id": contract_id,
            "slot_id": slot.id,
            "first_day": first,
            "last_day": last,
            "category": Category.PAID,
            "kind": Kind.COMMERCIAL,
            "route": Route.LOCAL,
            "station_sold": "bj",
            "station_placed": slot.station,
            "regions": ["北京"],
            "landing_url": "http://127.0.0.1:8901/landing",
            "sales_email": "sales@example.com",
            "net_fen": 100_000,
            "state": BookingState.BOOKED,
            "entered_at": self.now,
        }
        return self._add(session, Booking(**(values | given)))

    def creative(self, session: Session, booking: Booking, **given: Any) -> Creative:
        """A confirmed creative of one 950×90 JPEG."""
        number = next(self._numbers)
        sha = given.pop("sha256", hashlib.sha256(f"creative {number}".encode()).hexdigest())
        part = given.pop("part", {})
        values: dict[str, Any] = {
            "booking_id": booking.id,
            "version": 1,
            "state": CreativeState.CONFIRMED,
            "fingerprint": sha,
            "click_url": booking.landing_url,
            "go_live": booking.first_day,
            "verdict": Verdict.PASS,
            "findings": [],
            "submitted_at": self.now,
            "submitted_by": "T001",
            "confirmed_at": self.now,
            "confirmed_by": "T001",
        }
        creative: Creative = self._add(session, Creative(**(values | given)))
        assert creative.id is not None
        file: dict[str, Any] = {
            "creative_id": creative.id,
            "sha256": sha,
            "name": "tl.jpg",
            "size": 20_000,
            "format": "jpg",
            "width": 950,
            "height": 90,
        }
        self._add(session, CreativePart(**(file | part)))
        return creative

    def part(self, session: Session, creative: Creative, **given: Any) -> CreativePart:
        """One more file of a creative."""
        values = {"creative_id": creative.id, "name": "part.png", "size": 20_000}
        return self._add(session, CreativePart(**(values | given)))

    def look(
        self,
        session: Session,
        booking: Booking,
        on: date,
        *,
        delivered: Delivered = Delivered.YES,
        result: LookResult = LookResult.OK,
        **given: Any,
    ) -> SlotCheck:
        """A look of the booking's slot on that ad day, at `captured_at` (default: now)."""
        values: dict[str, Any] = {
            "slot_id": booking.slot_id,
            "station": booking.station_placed,
            "on": on,
            "result": result,
            "page_url": "http://127.0.0.1:8901/",
            "captured_at": self.now,
            "findings": [],
            "drawn_at": self.now,
        }
        look: SlotCheck = self._add(session, SlotCheck(**(values | given)))
        self.seen(session, look, booking, delivered)
        return look

    def seen(
        self, session: Session, look: SlotCheck, booking: Booking, delivered: Delivered
    ) -> SlotCheckBooking:
        """What a look says of one more booking."""
        assert look.id is not None and booking.id is not None
        return self._add(
            session,
            SlotCheckBooking(
                slot_check_id=look.id,
                booking_id=booking.id,
                on=look.on,
                seen=delivered is Delivered.YES,
                delivered=delivered,
            ),
        )

    def run(self, session: Session, on: date, station: str = "bj") -> CheckRun:
        """A run that is asked for."""
        asked = {"asked_by": "console", "asked_at": self.now}
        return self._add(session, CheckRun.model_validate(asked | {"station": station, "on": on}))


def anomaly(session: Session, booking: Booking | None, look: SlotCheck, **given: Any) -> Anomaly:
    """One of the booking in the look's slot (None: of the slot alone), seen by that look alone."""
    slot = session.get(Slot, look.slot_id)
    assert slot is not None
    values: dict[str, Any] = {
        "kind": AnomalyKind.SLOT,
        "station": look.station,
        "page_id": slot.page_id,
        "slot_id": slot.id,
        "booking_id": booking.id if booking else None,
        "open_key": f"slot:{slot.id}:{booking.id if booking else 0}",
        "result": look.result,
        "first_on": look.on,
        "last_on": look.on,
        "first_at": look.captured_at,
        "last_at": look.captured_at,
        "first_look": look.id,
        "last_look": look.id,
    }
    row = Anomaly(**(values | given))
    session.add(row)
    session.flush()
    return row


def actor_for(person: Person, stations: frozenset[str] = frozenset()) -> Actor:
    """The actor that a person is."""
    return Actor(
        staff_no=person.staff_no,
        name=person.name,
        role=person.role,
        station=person.station,
        email=person.email,
        stations=stations,
        account=person.account,
    )
