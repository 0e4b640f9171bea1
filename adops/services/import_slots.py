"""Slots from a sheet: all or nothing, repeatable (interfaces.md; rules.md §8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.booking import HOLDS_SHARES
from adops.domain.people import Actor
from adops.domain.period import ONE_DAY, Period, ad_day_of
from adops.domain.sheet import Outcome, RowError, SlotRow
from adops.domain.slot import Device, Unit
from adops.models import Booking, Contract, Page, Slot, SlotVersion
from adops.rules.capacity import Claim, Overbooked, over_booked
from adops.rules.permission import Thing, require
from adops.services.taking import Taking

# A column the sheet does not have leaves an existing slot as it is.
OPTIONAL: Mapping[str, str] = {
    "unit": "单位",
    "wait_seconds": "等待秒",
    "needs_close": "需关闭",
    "needs_mark": "需标广告",
    "editor_contact": "编辑联系人",
}
PLAIN = (
    "name",
    "station",
    "channel",
    "selector",
    "form",
    "owner",
    "rotations",
    "monitored",
    "editor_placed",
    *OPTIONAL,
)
PageKey = tuple[str, str, Device]


@dataclass
class _Known:
    """What the database has of the sheet's slots, read in a constant number of queries."""

    slots: dict[str, Slot]
    versions: dict[int, list[SlotVersion]]
    pages: dict[PageKey, Page]
    bookings: dict[int, list[tuple[Booking, Contract]]]


def import_slots(session: Session, *, rows: Sequence[SlotRow], by: Actor, now: datetime) -> Outcome:
    """Creates and changes slots, their pages and versions; with one error nothing is written.

    A state is taken for new slots only. A change of size, formats or limits is a new version from
    the next ad day on where the slot has bookings, and lists the contracts whose creatives it
    touches. Raises ForbiddenError `permission.denied`.
    """
    known = _load(session, rows)
    for row in rows:
        _require(known.slots.get(row.code), row, by)
    outcome = Outcome(rows=len(rows))
    for row in rows:
        outcome.errors += _refusals(row, known, now)
    if outcome.errors:
        return outcome
    taking = Taking(session, outcome, by, now)
    for row in rows:
        _take(taking, row, known)
    return taking.finish()


def _load(session: Session, rows: Sequence[SlotRow]) -> _Known:
    codes = sorted({row.code for row in rows})
    slots = session.exec(select(Slot).where(col(Slot.code).in_(codes)).with_for_update()).all()
    ids = [slot.id for slot in slots]
    versions: dict[int, list[SlotVersion]] = {}
    query = select(SlotVersion).where(col(SlotVersion.slot_id).in_(ids))
    for version in session.exec(query.order_by(col(SlotVersion.number))):
        versions.setdefault(version.slot_id, []).append(version)
    bookings: dict[int, list[tuple[Booking, Contract]]] = {}
    held = (
        select(Booking, Contract)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .where(col(Booking.slot_id).in_(ids), col(Booking.state).in_(HOLDS_SHARES))
        .order_by(col(Booking.first_day), col(Booking.id))
    )
    for booking, contract in session.exec(held):
        bookings.setdefault(booking.slot_id, []).append((booking, contract))
    urls = sorted({row.page_url for row in rows})
    pages = session.exec(select(Page).where(col(Page.url).in_(urls))).all()
    return _Known(
        {slot.code: slot for slot in slots},
        versions,
        {(page.station, page.url, page.device): page for page in pages},
        bookings,
    )


def _require(slot: Slot | None, row: SlotRow, by: Actor) -> None:
    stations = {row.station} | ({slot.station} if slot else set())
    for station in sorted(stations):
        require(by, "slot.write", Thing(station_placed=station))


def _refusals(row: SlotRow, known: _Known, now: datetime) -> list[RowError]:
    slot = known.slots.get(row.code)
    held = known.bookings.get(slot.id or 0, []) if slot else []
    if slot is None or not held:
        return []
    if slot.station != row.station:
        return [RowError(row.row, "站点", "slot.station_moved", refused=True)]
    unit = row.unit if OPTIONAL["unit"] in row.given else slot.unit
    if row.rotations >= slot.rotations and (unit is slot.unit or slot.unit is not Unit.CPM):
        return []
    found = _shrunk(row, unit, held, from_day=ad_day_of(now))
    if found is None:
        return []
    return [RowError(row.row, "轮播数", "slot.over_booked", found.as_facts(), refused=True)]


def _shrunk(
    row: SlotRow, unit: Unit, held: Sequence[tuple[Booking, Contract]], *, from_day: date
) -> Overbooked | None:
    """Whether the bookings of today and later still fit the row's rotations."""
    claims = [
        Claim(contract.no, Period(max(one.first_day, from_day), one.last_day), one.shares, one.id)
        for one, contract in held
        if one.last_day >= from_day
    ]
    found: Overbooked | None = None
    for place, claim in enumerate(claims):
        found = found or over_booked(claim, claims[:place], rotations=row.rotations, unit=unit)
    return found


def _take(taking: Taking, row: SlotRow, known: _Known) -> None:
    session, slot = taking.session, known.slots.get(row.code)
    page, page_before = _page(session, row, known)
    if slot is None:
        slot = Slot(code=row.code, page_id=page.id or 0, state=row.state, **_values(row, None))
        session.add(slot)
        session.flush()
        session.add(SlotVersion(slot_id=slot.id or 0, number=1, **_shape(row)))
        taking.write("slot", slot, {}, _facts(row, page), station=slot.station)
        taking.count(new=True, changed=True)
        return
    values = {**_values(row, slot), "page_id": page.id}
    before = slot.model_dump(include=set(values)) | page_before
    page_after = {"page": page.name} if page_before else {}
    shape_before, shape_after = _reshape(session, row, slot, known, taking.outcome, taking.now)
    if slot.state is not row.state:
        facts = {"here": slot.state.value}
        taking.outcome.warnings.append(RowError(row.row, "状态", "slot.state_kept", facts))
    slot.sqlmodel_update(values)
    before, after = before | shape_before, values | page_after | shape_after
    changed = taking.write("slot", slot, before, after, station=slot.station)
    taking.count(new=False, changed=changed)


def _page(session: Session, row: SlotRow, known: _Known) -> tuple[Page, dict[str, Any]]:
    """The row's page, made where it is new; its name before, where the row changes it."""
    key = (row.station, row.page_url, row.device)
    page = known.pages.get(key)
    if page is None:
        page = Page(station=row.station, url=row.page_url, device=row.device, name=row.page_name)
        known.pages[key] = page
    elif page.name == row.page_name or not row.page_url:
        return page, {}
    before = {"page": page.name} if page.id is not None else {}
    page.name = row.page_name
    session.add(page)
    session.flush()
    return page, before


def _values(row: SlotRow, slot: Slot | None) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in PLAIN}
    if slot is not None:
        for name, column in OPTIONAL.items():
            if column not in row.given:
                values[name] = getattr(slot, name)
    return values


def _shape(row: SlotRow) -> dict[str, Any]:
    """The row's rate-card item. A text's words are bounded by text_limit, not by bytes."""
    return {
        "width": row.width,
        "height": row.height,
        "limit_bytes": row.limit_bytes,
        "parts": [dict(part) for part in row.parts],
        "formats": list(row.formats),
        "max_seconds": row.max_seconds,
        "text_limit": row.text_limit,
    }


def _reshape(
    session: Session, row: SlotRow, slot: Slot, known: _Known, outcome: Outcome, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A new version where the rate-card item differs from the latest: before and after, or both
    empty."""
    versions = known.versions.get(slot.id or 0, [])
    shape = _shape(row)
    latest = versions[-1] if versions else None
    before = latest.model_dump(include=set(shape)) if latest else {}
    if before == shape:
        return {}, {}
    coming = ad_day_of(now) + ONE_DAY
    held = [one for one in known.bookings.get(slot.id or 0, []) if one[0].last_day >= coming]
    had_bookings = bool(known.bookings.get(slot.id or 0))
    not_yet = latest is not None and latest.valid_from is not None and latest.valid_from >= coming
    if latest is not None and (not had_bookings or not_yet):
        latest.sqlmodel_update(shape)
        session.add(latest)
    else:
        number = latest.number + 1 if latest else 1
        since = coming if latest else None
        session.add(SlotVersion(slot_id=slot.id or 0, number=number, valid_from=since, **shape))
    session.flush()
    if held:
        facts = {
            "valid_from": coming.isoformat(),
            "contracts": "、".join(dict.fromkeys(contract.no for _, contract in held)),
        }
        outcome.warnings.append(RowError(row.row, "宽", "slot.creatives_to_review", facts))
    return before, shape


def _facts(row: SlotRow, page: Page) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in PLAIN}
    return {**plain, **_shape(row), "state": row.state, "page": page.url or page.name}
