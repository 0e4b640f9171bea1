"""Slots from a sheet: all or nothing, repeatable (interfaces.md; rules.md §8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.booking import HOLDS_SHARES
from adops.domain.creative import CreativeFacts
from adops.domain.people import Actor
from adops.domain.period import ONE_DAY, Period, ad_day_of
from adops.domain.rulebook import RuleBook
from adops.domain.sheet import Outcome, RowError, SlotRow
from adops.domain.slot import Device, Unit
from adops.models import Booking, Contract, Page, Slot, SlotVersion
from adops.queries.bookings import in_order, version_on
from adops.queries.slot_versions import slot_by_code
from adops.rules.capacity import Claim, Overbooked, over_booked
from adops.rules.permission import Thing, require
from adops.services.gone_slots import follow_moved
from adops.services.slot_versions import Unfit, find_unfit, settle
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
    reshaped: dict[str, tuple[SlotVersion, SlotVersion]] = field(default_factory=dict)
    moved: list[tuple[Slot, int]] = field(default_factory=list)
    """Slots on another page than before, with the id of that one."""


def import_slots(
    session: Session,
    *,
    rows: Sequence[SlotRow],
    by: Actor,
    now: datetime,
    files: Mapping[str, CreativeFacts],
    book: RuleBook,
) -> Outcome:
    """Creates and changes slots, their pages and versions; with one error nothing is written.

    A state is taken for new slots only. A change of size, formats or limits is a new version from
    the next ad day on where the slot has bookings, and lists the contracts that it touches and the
    creatives that no longer fit: `files` are their stored files as measured, by SHA-256 (those of
    `reshaped`). Raises ForbiddenError `permission.denied`.
    """
    _lock(session, rows)
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
    finished = taking.finish()
    follow_moved(session, known.moved, by=by, now=now)
    for row in rows:
        if row.code in known.reshaped:
            before, after = known.reshaped[row.code]
            case = slot_by_code(session, row.code)
            unfit = find_unfit(session, case, before, after, files=files, book=book)
            finished.warnings += [_unfit(row, one) for one in unfit]
            settle(session, unfit, files=files, by=by, now=now, book=book)
    return finished


def reshaped(session: Session, *, rows: Sequence[SlotRow], now: datetime) -> list[tuple[int, date]]:
    """Booked slots whose item the rows would change, and the first day of the new one."""
    known, coming = _load(session, rows), ad_day_of(now) + ONE_DAY
    found = [(known.slots[row.code].id or 0, row) for row in rows if row.code in known.slots]
    return [
        (slot_id, coming)
        for slot_id, row in found
        if known.bookings.get(slot_id)
        and _differs(row, version_on(known.versions[slot_id], coming))
    ]


def _lock(session: Session, rows: Sequence[SlotRow]) -> None:
    """The slots and their bookings, before the log's lock, as every act on a booking."""
    codes = sorted({row.code for row in rows})
    slots = select(Slot.id).where(col(Slot.code).in_(codes)).order_by(col(Slot.id))
    ids = session.exec(slots.with_for_update()).all()
    bookings = select(Booking.id).where(col(Booking.slot_id).in_(ids)).order_by(col(Booking.id))
    session.exec(bookings.with_for_update()).all()


def _load(session: Session, rows: Sequence[SlotRow]) -> _Known:
    codes = sorted({row.code for row in rows})
    slots = session.exec(select(Slot).where(col(Slot.code).in_(codes))).all()
    ids = [slot.id for slot in slots]
    versions: dict[int, list[SlotVersion]] = {}
    query = select(SlotVersion).where(col(SlotVersion.slot_id).in_(ids))
    for version in in_order(session.exec(query)):
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
    page_id = slot.page_id
    slot.sqlmodel_update(values)
    if slot.page_id != page_id:
        known.moved.append((slot, page_id))
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


def _differs(row: SlotRow, version: SlotVersion | None) -> bool:
    shape = _shape(row)
    return version is None or version.model_dump(include=set(shape)) != shape


def _reshape(
    session: Session, row: SlotRow, slot: Slot, known: _Known, outcome: Outcome, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A new version where the rate-card item differs from the one of the next ad day: before and
    after, or both empty. One that is entered for a later day stays."""
    coming = ad_day_of(now) + ONE_DAY
    versions = known.versions.get(slot.id or 0, [])
    latest = version_on(versions, coming)
    if not _differs(row, latest):
        return {}, {}
    shape = _shape(row)
    before = latest.model_dump(include=set(shape)) if latest else {}
    booked = known.bookings.get(slot.id or 0, [])
    was = latest
    if latest is not None and (not booked or latest.valid_from == coming):
        was = SlotVersion(**latest.model_dump(exclude={"id"}))
        latest.sqlmodel_update(shape)
        new = latest
    else:
        new = SlotVersion(
            slot_id=slot.id or 0,
            number=max((one.number for one in versions), default=0) + 1,
            valid_from=coming if latest else None,
            max_loops=latest.max_loops if latest else None,
            **shape,
        )
    session.add(new)
    session.flush()
    if was is not None and new.valid_from is not None:
        known.reshaped[row.code] = was, new
    _tell_held(row, booked, outcome, coming)
    return before, shape


def _tell_held(
    row: SlotRow, booked: Sequence[tuple[Booking, Contract]], outcome: Outcome, coming: date
) -> None:
    """Whose bookings a change touches."""
    held = [contract.no for booking, contract in booked if booking.last_day >= coming]
    if held:
        facts = {"valid_from": coming.isoformat(), "contracts": "、".join(dict.fromkeys(held))}
        outcome.warnings.append(RowError(row.row, "宽", "slot.creatives_to_review", facts))


def _unfit(row: SlotRow, one: Unfit) -> RowError:
    facts = {
        "contract": one.of.contract.no,
        "version": one.of.creative.version,
        "findings": one.findings,
    }
    return RowError(row.row, "宽", "slot.creative_unfit", facts)


def _facts(row: SlotRow, page: Page) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in PLAIN}
    return {**plain, **_shape(row), "state": row.state, "page": page.url or page.name}
