"""Package ads that came by mail → draft bookings, which hold nothing (rules.md §8, §12).

An ad whose booking is there already makes none; one that cannot be placed says why. Nothing of a
mail changes a booking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from adops.domain.booking import HOLDS_SHARES, BookingState, Category, Kind
from adops.domain.incoming import Line
from adops.domain.package_ad import PackageAd
from adops.domain.people import Actor
from adops.domain.period import Period, ad_day_of, local_day
from adops.domain.slot import SlotState
from adops.models import Booking, Contract, Slot, SlotVersion, Station
from adops.queries.bookings import in_order, version_on
from adops.rules.capacity import Claim, over_booked
from adops.rules.package_match import NoSlot, SlotShape, over, slot_of
from adops.rules.route import NoPlacing, Placing, placing
from adops.services import acts

KIND = Kind.SINA_PACKAGE


@dataclass
class _Known:
    """What the database has of the mail's ads, read in a constant number of queries."""

    contracts: list[Contract]
    bookings: list[Booking]
    slots: list[Slot]
    versions: dict[int, list[SlotVersion]] = field(default_factory=dict)
    cities: dict[str, str] = field(default_factory=dict)

    def shapes(self, on: date) -> list[SlotShape]:
        """Every slot with its size on that day."""
        found = []
        for slot in self.slots:
            version = version_on(self.versions.get(slot.id or 0, ()), on)
            if version is not None:
                size = (version.width, version.height)
                gone = slot.state is SlotState.RETIRED
                shape = SlotShape(slot.id or 0, slot.code, slot.name, slot.station, *size, gone)
                found.append(shape)
        return found


def make_drafts(
    session: Session,
    *,
    ads: Sequence[PackageAd],
    said: Sequence[str],
    links: Mapping[int, str],
    sender_station: str | None,
    sender_sales: str,
    by: Actor,
    now: datetime,
) -> list[Line]:
    """One line an ad, in their order, with the booking that is there or was made.

    `links`: landing addresses by the ads' lines. Sold by the station that sold the contract's other
    bookings, else the sender's; `sender_sales` is the sender's address where that is a 销售.
    """
    known = _load(session, ads)
    lines: list[Line] = []
    for ad, words in zip(ads, said, strict=True):
        line = _line(session, ad, known, links, sender_station, sender_sales, by, now)
        lines.append(replace(line, said=words))
    return lines


def _load(session: Session, ads: Sequence[PackageAd]) -> _Known:
    numbers = sorted({no for ad in ads for no in (ad.contract_no, ad.project_no) if no})
    named = or_(col(Contract.no).in_(numbers), col(Contract.project_no).in_(numbers))
    contracts = list(session.exec(select(Contract).where(named).order_by(col(Contract.id))))
    ids = [one.id for one in contracts]
    query = select(Booking).where(col(Booking.contract_id).in_(ids)).order_by(col(Booking.id))
    found = _Known(contracts, list(session.exec(query)), list(session.exec(select(Slot))))
    for version in in_order(session.exec(select(SlotVersion))):
        found.versions.setdefault(version.slot_id, []).append(version)
    found.cities = {one.name: one.code for one in session.exec(select(Station))}
    return found


def _line(
    session: Session,
    ad: PackageAd,
    known: _Known,
    links: Mapping[int, str],
    sender_station: str | None,
    sender_sales: str,
    by: Actor,
    now: datetime,
) -> Line:
    contract = _contract(ad, known)
    if isinstance(contract, Line):
        return contract
    slot = slot_of(ad, known.shapes(ad.start))
    if isinstance(slot, NoSlot):
        return _no(ad, slot.code, slots=list(slot.slots))
    theirs = [one for one in known.bookings if one.contract_id == contract.id]
    there = _there(ad, slot, theirs)
    if there is not None:
        return there
    if over(ad, ad_day_of(now)):
        return _no(ad, "booking.begun", slot=slot.code)
    sold_by = _sold_by(theirs, sender_station)
    if sold_by is None:
        return _no(ad, "station.unknown", contract=contract.no)
    placed = _placed(ad, slot, sold_by, known)
    if isinstance(placed, Line):
        return placed
    values = {
        "last_day": ad.end,
        "kind": KIND,
        "route": placed.route,
        "station_sold": sold_by,
        "station_placed": placed.station,
        "regions": list(ad.regions),
        "landing_url": links.get(ad.line, ""),
        "sales_email": _sales(theirs) or sender_sales,
        "sales_name": next((one.sales_name for one in theirs if one.sales_name), ""),
    }
    booking = _write(session, contract, slot, ad, values, by=by, now=now)
    known.bookings.append(booking)
    facts = {"slot": slot.code, "contract": contract.no, "placed": placed.station}
    full = _full(session, booking, known)
    if full:
        return Line(ad.line, "", "draft.full", {**facts, "days": full}, booking=booking.id)
    return Line(ad.line, "", "draft.made", facts, booking=booking.id)


def _contract(ad: PackageAd, known: _Known) -> Contract | Line:
    """By its number, then by the project's (rules.md §12)."""
    numbers = [no for no in (ad.contract_no, ad.project_no) if no]
    for no in numbers:
        for theirs in (
            [one for one in known.contracts if one.no == no],
            [one for one in known.contracts if one.project_no == no],
        ):
            if len(theirs) == 1:
                return theirs[0]
            if theirs:
                told = [one.no for one in theirs]
                return _no(ad, "contract.several", number=no, contracts=told)
    return _no(ad, "contract.unknown", number="、".join(numbers))


def _there(ad: PackageAd, slot: SlotShape, theirs: Sequence[Booking]) -> Line | None:
    """The contract's booking of that slot and period, or what of it is in the way."""
    period = Period(ad.start, ad.end)
    mine = [one for one in theirs if one.slot_id == slot.slot_id]
    for one in mine:
        same = (one.first_day, one.last_day) == (ad.start, ad.end)
        facts = {"slot": slot.code, "placed": one.station_placed}
        if same and one.state is not BookingState.CANCELLED:
            return Line(ad.line, "", "booking.there", facts, booking=one.id)
    for one in mine:
        cancelled = one.state is BookingState.CANCELLED
        facts = {
            "slot": slot.code,
            "start": one.first_day.isoformat(),
            "end": one.last_day.isoformat(),
        }
        if cancelled and (one.first_day, one.category) == (ad.start, Category.PAID):
            return Line(ad.line, "", "booking.cancelled", facts)
        if not cancelled and Period(one.first_day, one.last_day).meets(period):
            return Line(ad.line, "", "booking.other_days", facts)
    return None


def _sold_by(theirs: Sequence[Booking], sender_station: str | None) -> str | None:
    sold = {one.station_sold for one in theirs}
    return sold.pop() if len(sold) == 1 else sender_station


def _sales(theirs: Sequence[Booking]) -> str:
    emails = {one.sales_email.lower(): one.sales_email for one in theirs if one.sales_email}
    return next(iter(emails.values())) if len(emails) == 1 else ""


def _placed(ad: PackageAd, slot: SlotShape, sold_by: str, known: _Known) -> Placing | Line:
    found = placing(
        kind=KIND,
        sold_by=sold_by,
        slot_station=slot.station,
        regions=ad.regions,
        cities=known.cities,
    )
    if isinstance(found, NoPlacing):
        return _no(ad, found.code, regions=list(found.regions))
    return found


def _write(
    session: Session,
    contract: Contract,
    slot: SlotShape,
    ad: PackageAd,
    values: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> Booking:
    booking = Booking(
        contract_id=contract.id or 0,
        slot_id=slot.slot_id,
        first_day=ad.start,
        category=Category.PAID,
        state=BookingState.DRAFT,
        entered_at=now,
        taken_over=ad.start < local_day(now),
        **values,
    )
    session.add(booking)
    session.flush()
    told = {"contract_no": contract.no, "slot": slot.code, "first_day": ad.start, **values}
    acts.log(
        session,
        by=by,
        now=now,
        verb="booking.create",
        thing=f"booking:{booking.id}",
        station=booking.station_sold,
        after={**told, "state": BookingState.DRAFT.value},
    )
    return booking


def _full(session: Session, booking: Booking, known: _Known) -> str:
    """The days on which others have the slot, in short; a draft is one all the same."""
    slot = next(one for one in known.slots if one.id == booking.slot_id)
    query = select(Booking).where(
        Booking.slot_id == slot.id,
        col(Booking.state).in_(HOLDS_SHARES),
        col(Booking.first_day) <= booking.last_day,
        col(Booking.last_day) >= booking.first_day,
    )
    claims = [
        Claim("", Period(one.first_day, one.last_day), one.shares) for one in session.exec(query)
    ]
    wanted = Claim("", Period(booking.first_day, booking.last_day), booking.shares)
    found = over_booked(wanted, claims, rotations=slot.rotations, unit=slot.unit)
    if found is None:
        return ""
    first, last = found.days[0].isoformat(), found.days[-1].isoformat()
    return first if first == last else f"{first} 至 {last} 之间 {len(found.days)} 天"


def _no(ad: PackageAd, code: str, **facts: Any) -> Line:
    return Line(ad.line, "", code, facts)
