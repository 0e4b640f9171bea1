"""Package ads that came by mail → draft bookings, which hold nothing (rules.md §8, §12).

An ad whose booking is there already makes none; one that cannot be placed says why. Nothing of a
mail changes a booking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, or_, select

from adops.domain.booking import BookingState, Category, Kind
from adops.domain.incoming import Line
from adops.domain.package_ad import PackageAd
from adops.domain.people import Actor
from adops.domain.period import Period, ad_day_of
from adops.domain.region import regions_named
from adops.domain.sheet import BookingRow
from adops.domain.slot import SlotState
from adops.errors import RuleError
from adops.models import Booking, Contract, Slot, SlotVersion
from adops.queries.bookings import BookingCase, in_order, version_on
from adops.rules.package_match import NoSlot, SlotShape, over, slot_of
from adops.services.bookings import draft, in_the_way, others_of

KIND = Kind.SINA_PACKAGE


@dataclass
class _Known:
    """What the database has of the mail's ads, read in a constant number of queries."""

    contracts: list[Contract]
    bookings: list[Booking]
    slots: list[Slot]
    versions: dict[int, list[SlotVersion]] = field(default_factory=dict)

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
    facts = {"sold_by": sold_by, "link": links.get(ad.line, ""), "sales": sender_sales}
    case = _drafted(session, ad, _row(ad, contract, slot, theirs, **facts), by, now)
    if isinstance(case, Line):
        return case
    booking = case.booking
    known.bookings.append(booking)
    told = {"slot": slot.code, "contract": contract.no, "placed": booking.station_placed}
    full = _full(session, case, now)
    if full:
        return Line(ad.line, "", "draft.full", {**told, "days": full}, booking=booking.id)
    return Line(ad.line, "", "draft.made", told, booking=booking.id)


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


def _drafted(
    session: Session, ad: PackageAd, row: BookingRow, by: Actor, now: datetime
) -> BookingCase | Line:
    """Where nobody places (`rules.route`), the line says so."""
    try:
        return draft(session, row=row, by=by, now=now)
    except RuleError as error:
        if not error.code.startswith("region."):
            raise
        return _no(ad, error.code, **error.facts)


def _row(
    ad: PackageAd,
    contract: Contract,
    slot: SlotShape,
    theirs: Sequence[Booking],
    *,
    sold_by: str,
    link: str,
    sales: str,
) -> BookingRow:
    """The ad as a row of the sheet; its price is the AE's to enter."""
    return BookingRow(
        row=ad.line,
        contract_no=contract.no,
        contract_name=contract.name,
        project_name=contract.project_name,
        project_no=contract.project_no,
        client=contract.client,
        sales_name=next((one.sales_name for one in theirs if one.sales_name), ""),
        sales_email=_sales(theirs) or sales,
        kind=KIND,
        station=sold_by,
        slot_code=slot.code,
        first_day=ad.start,
        last_day=ad.end,
        shares=1,
        regions=regions_named(ad.regions),
        stated_route=None,
        category=Category.PAID,
        landing_url=link,
        list_price_fen=0,
        discount=Decimal(1),
        net_fen=0,
    )


def _full(session: Session, case: BookingCase, now: datetime) -> str:
    """The days on which others have the slot, in short; a draft is one all the same."""
    others = others_of(session, case.booking.slot_id, case.booking.id)
    found = in_the_way(case.booking, case.slot, others, now=now)
    if found is None:
        return ""
    first, last = found.days[0].isoformat(), found.days[-1].isoformat()
    return first if first == last else f"{first} 至 {last} 之间 {len(found.days)} 天"


def _no(ad: PackageAd, code: str, **facts: Any) -> Line:
    return Line(ad.line, "", code, facts)
