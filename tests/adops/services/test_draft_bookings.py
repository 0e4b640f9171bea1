"""Package ads that came by mail: what of each becomes a draft, and why not."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from adops.db import Database
from adops.domain.booking import BookingState, Kind, Route
from adops.domain.incoming import Line
from adops.domain.package_ad import PackageAd
from adops.domain.people import SYSTEM
from adops.domain.slot import SlotState
from adops.errors import RuleError
from adops.models import Act, Booking, Slot
from adops.services.bookings import firm
from adops.services.draft_bookings import make_drafts
from tests.factories import Factory, actor_for

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 17)


def ad(no: str = "RLZ1", slot: str = "财经通栏", **given: object) -> PackageAd:
    values: dict[str, object] = {
        "contract_name": "财富公馆",
        "contract_no": no,
        "slot_name": slot,
        "width": 1000,
        "height": 90,
        "start": FIRST,
        "end": LAST,
        "regions": ("全国",),
        "line": 3,
    }
    return PackageAd(**(values | given))  # type: ignore[arg-type]


def made(
    session: Session, factory: Factory, *ads: PackageAd, station: str | None = None
) -> list[Line]:
    return make_drafts(
        session,
        ads=ads,
        said=["说明"] * len(ads),
        links={3: "https://www.example.com/"},
        sender_station=station,
        sender_sales="",
        by=SYSTEM,
        now=factory.now,
    )


def house(session: Session, factory: Factory) -> None:
    """RLZ1 of project XM-1, sold by 北京; RLZ8 and RLZ9 of project XM-9; RLZ5 sold by nobody."""
    wide: dict[str, Any] = {"code": "HQ1", "name": "财经通栏1000*90", "width": 1000, "rotations": 2}
    slot = factory.slot(session, station="hq", **wide)
    one = factory.contract(session, no="RLZ1", project_no="XM-1")
    there = factory.contract(session, no="RLZ2")
    gone = factory.contract(session, no="RLZ3")
    for number in ("RLZ8", "RLZ9"):
        factory.contract(session, no=number, project_no="XM-9")
    factory.contract(session, no="RLZ5")
    old = factory.slot(session, code="OLD", name="旧通栏1000*90", width=1000)
    old.state = SlotState.RETIRED
    factory.booking(session, date(2026, 11, 1), date(2026, 11, 2), contract_id=one.id)
    factory.booking(session, FIRST, LAST, slot, contract_id=there.id, station_placed="hq")
    cancelled = {"contract_id": gone.id, "state": BookingState.CANCELLED}
    factory.booking(session, FIRST, LAST, slot, **cancelled)


CASES: dict[str, tuple[PackageAd, str]] = {
    "a draft": (ad(), "draft.made"),
    "by code": (ad(slot="HQ1"), "draft.made"),
    "by the project's number": (ad(no="XM-1"), "draft.made"),
    "the project beside a number nobody knows": (ad(no="RLZ0", project_no="XM-1"), "draft.made"),
    "a city": (ad(regions=("上海市",)), "draft.made"),
    "there already": (ad(no="RLZ2"), "booking.there"),
    "no contract": (ad(no="RLZ404"), "contract.unknown"),
    "two contracts of a project": (ad(no="XM-9"), "contract.several"),
    "no slot": (ad(slot="没有的通栏"), "slot.unknown"),
    "other size": (ad(width=950), "slot.other_size"),
    "retired": (ad(slot="旧通栏"), "slot.retired"),
    "other days": (ad(no="RLZ2", end=date(2026, 12, 20)), "booking.other_days"),
    "overlapping": (ad(no="RLZ2", start=date(2026, 12, 9)), "booking.other_days"),
    "cancelled": (ad(no="RLZ3"), "booking.cancelled"),
    "begun": (ad(start=date(2026, 11, 18)), "booking.begun"),
    "no station": (ad(no="RLZ5"), "station.unknown"),
    "two cities": (ad(regions=("上海", "广州")), "region.two_stations"),
    "no such city": (ad(regions=("深圳",)), "region.no_station"),
}


@pytest.mark.parametrize(("given", "outcome"), CASES.values(), ids=CASES.keys())
def test_a_line(db: Database, factory: Factory, given: PackageAd, outcome: str) -> None:
    with db.write() as session:
        house(session, factory)
        before = len(session.exec(select(Booking)).all())
        (line,) = made(session, factory, given)
        assert (line.outcome, line.line, line.said) == (outcome, 3, "说明")
        added = len(session.exec(select(Booking)).all()) - before
        assert added == (outcome == "draft.made")
        assert (line.booking is not None) == (outcome in {"draft.made", "booking.there"})


def test_a_draft_says_all_that_is_known(db: Database, factory: Factory) -> None:
    with db.write() as session:
        house(session, factory)
        made(session, factory, ad(regions=("上海市", "上海")))
        booking = session.exec(select(Booking).where(Booking.state == BookingState.DRAFT)).one()
        assert (booking.kind, booking.route) == (Kind.SINA_PACKAGE, Route.CROSS)
        assert (booking.station_sold, booking.station_placed) == ("bj", "sh")
        assert (booking.regions, booking.net_fen) == (["上海"], 0)
        assert (booking.sales_email, booking.taken_over) == ("sales@example.com", False)
        assert booking.landing_url == "https://www.example.com/"
        act = session.exec(select(Act).where(Act.thing == f"booking:{booking.id}")).one()
        assert (act.by, act.after["state"]) == ("system", "draft")


def test_days_that_others_have_are_told(db: Database, factory: Factory) -> None:
    with db.write() as session:
        house(session, factory)
        slot = session.exec(select(Slot).where(Slot.code == "HQ1")).one()
        factory.booking(session, FIRST, LAST, slot)
        (line,) = made(session, factory, ad(start=date(2026, 12, 16), end=date(2026, 12, 20)))
        assert (line.outcome, line.facts["days"]) == (
            "draft.full",
            "2026-12-16 至 2026-12-17 之间 2 天",
        )
        booking = session.get_one(Booking, line.booking)
        assert booking.state is BookingState.DRAFT


def test_two_lines_of_one_booking_are_one_draft(db: Database, factory: Factory) -> None:
    with db.write() as session:
        house(session, factory)
        first, second = made(session, factory, ad(), ad(line=9))
        assert (first.outcome, second.outcome) == ("draft.made", "booking.there")
        assert first.booking == second.booking


def test_a_contract_of_nobody_is_sold_by_the_sender_s_station(
    db: Database, factory: Factory
) -> None:
    with db.write() as session:
        house(session, factory)
        (line,) = made(session, factory, ad(no="RLZ5"), station="gz")
        booking = session.get_one(Booking, line.booking)
        assert booking.station_sold == "gz"


@pytest.mark.parametrize("full", [False, True])
def test_a_draft_of_a_mail_is_booked_as_any_other(
    db: Database, factory: Factory, full: bool
) -> None:
    """Its act says what every booking's does; booked it holds its share, unless others do."""
    with db.write() as session:
        house(session, factory)
        slot = session.exec(select(Slot).where(Slot.code == "HQ1")).one()
        ae = actor_for(factory.person(session))
        if full:
            factory.booking(session, FIRST, LAST, slot)
        (line,) = made(session, factory, ad())
        act = session.exec(select(Act).where(Act.thing == f"booking:{line.booking}")).one()
        assert (act.verb, act.after["contract_no"]) == ("booking.create", "RLZ1")
        assert act.after["first_day"] == FIRST.isoformat()
        number = line.booking or 0
        if not full:
            case = firm(session, booking_id=number, by=ae, now=factory.now)
            assert case.booking.state is BookingState.BOOKED
            return
        with pytest.raises(RuleError, match=r"booking\.over_booked"):
            firm(session, booking_id=number, by=ae, now=factory.now)
