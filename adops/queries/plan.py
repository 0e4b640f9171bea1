"""What the sheet 排期表 is made of, as far as a person may see it."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from adops.domain.booking import HOLDS_SHARES
from adops.domain.code import folded
from adops.domain.people import Actor
from adops.domain.period import Period
from adops.domain.plan import Planned
from adops.errors import InputError
from adops.models import Booking, Contract, Page, Slot, SlotVersion, Station
from adops.queries.booking_lists import of_station, readable_by
from adops.queries.bookings import in_order, spec_by, version_on

MOST = 2000
"""Rows of one sheet; who asks for more is told to ask for less."""

Row = tuple[Booking, Contract, Slot, Page]


def planned(
    session: Session,
    *,
    by: Actor,
    station: str | None = None,
    period: Period | None = None,
    contract_no: str | None = None,
) -> list[Planned]:
    """Bookings that hold shares, of a station that sold or places them, with a day in `period`, of
    a contract; three queries. Raises InputError `plan.too_many`.
    """
    query = (
        select(Booking, Contract, Slot, Page)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .join(Page, col(Page.id) == Slot.page_id)
        .where(readable_by(by), col(Booking.state).in_(HOLDS_SHARES))
        .order_by(col(Booking.id))
        .limit(MOST + 1)
    )
    if station is not None:
        query = query.where(of_station(station))
    if contract_no is not None:
        query = query.where(Contract.no == folded(contract_no))
    if period is not None:
        query = query.where(
            col(Booking.first_day) <= period.last, col(Booking.last_day) >= period.first
        )
    rows: list[Row] = list(session.exec(query))
    if len(rows) > MOST:
        raise InputError("plan.too_many", most=MOST)
    versions = _versions(session, {slot.id or 0 for _, _, slot, _ in rows})
    names = dict(session.exec(select(Station.code, Station.name)).all())
    return [_planned(row, versions.get(row[2].id or 0, []), names) for row in rows]


def _versions(session: Session, slots: set[int]) -> dict[int, list[SlotVersion]]:
    found: dict[int, list[SlotVersion]] = {}
    for one in session.exec(select(SlotVersion).where(col(SlotVersion.slot_id).in_(slots))):
        found.setdefault(one.slot_id, []).append(one)
    return found


def _planned(row: Row, versions: list[SlotVersion], names: Mapping[str, str]) -> Planned:
    booking, contract, slot, page = row
    version = version_on(in_order(versions), booking.first_day)
    return Planned(
        contract_no=contract.no,
        contract_name=contract.name,
        category=booking.category,
        state=booking.state,
        station=names[slot.station],
        channel=slot.channel,
        page=page.name,
        slot_code=slot.code,
        slot_name=slot.name,
        spec=spec_by(slot, version) if version else None,
        period=Period(booking.first_day, booking.last_day),
        shares=booking.shares,
        rotations=slot.rotations,
        unit=slot.unit,
        quantity=booking.quantity,
        list_price_fen=booking.list_price_fen,
        discount=booking.discount,
        net_fen=booking.net_fen,
    )
