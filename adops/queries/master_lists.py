"""Stations, pages, slots, the rate card, clients, people and the log as JSON lists, by cursor."""

from typing import Any

from sqlmodel import Session, col, select

from adops.domain.people import Actor
from adops.domain.period import local
from adops.domain.slot import SlotState
from adops.errors import ForbiddenError
from adops.models import Act, Booking, Contract, Page, Person, Slot, SlotVersion, Station
from adops.queries.booking_lists import readable_by
from adops.rules.reach import Reach, reach

Answer = dict[str, Any]


def stations(session: Session) -> Answer:
    """All of them."""
    found = session.exec(select(Station).order_by(col(Station.code)))
    items = [
        {
            "code": one.code,
            "name": one.name,
            "hq_ae": one.hq_ae_no,
            "stand_in": one.hq_ae_stand_in_no,
        }
        for one in found
    ]
    return {"items": items, "next": None}


def pages(session: Session, *, station: str | None, after: int | None, limit: int) -> Answer:
    """Pages in order of entry."""
    query = select(Page).order_by(col(Page.id)).limit(limit + 1)
    query = query if station is None else query.where(Page.station == station)
    rows = list(session.exec(query if after is None else query.where(col(Page.id) > after)))
    items = [
        {
            "id": one.id,
            "station": one.station,
            "url": one.url,
            "device": one.device.value,
            "name": one.name,
        }
        for one in rows[:limit]
    ]
    return _listed(items, rows, limit)


def slots(
    session: Session,
    *,
    station: str | None,
    state: SlotState | None,
    after: int | None,
    limit: int,
) -> Answer:
    """Slots in order of entry, with their page."""
    query = select(Slot, Page).join(Page, col(Page.id) == Slot.page_id).order_by(col(Slot.id))
    for given, condition in (
        (station, lambda: Slot.station == station),
        (state, lambda: Slot.state == state),
        (after, lambda: col(Slot.id) > after),
    ):
        query = query if given is None else query.where(condition())  # None can't be compared
    rows = list(session.exec(query.limit(limit + 1)))
    items = [
        slot.model_dump(mode="json") | {"page": page.name, "page_url": page.url}
        for slot, page in rows[:limit]
    ]
    return _listed(items, rows, limit)


def rate_card(session: Session, *, station: str | None, after: int | None, limit: int) -> Answer:
    """Every dated version of every slot's item; sizes in px, limits in bytes."""
    query = (
        select(SlotVersion, Slot)
        .join(Slot, col(Slot.id) == SlotVersion.slot_id)
        .order_by(col(SlotVersion.id))
        .limit(limit + 1)
    )
    query = query if station is None else query.where(Slot.station == station)
    rows = list(session.exec(query if after is None else query.where(col(SlotVersion.id) > after)))
    items = [
        version.model_dump(mode="json")
        | {"slot": slot.code, "slot_name": slot.name, "station": slot.station, "form": slot.form}
        for version, slot in rows[:limit]
    ]
    return _listed(items, rows, limit)


def clients(
    session: Session, *, by: Actor, station: str | None, after: str | None, limit: int
) -> Answer:
    """Names of clients of contracts one may see, in order of the name."""
    query = (
        select(Contract.client)
        .join(Booking, col(Booking.contract_id) == Contract.id)
        .where(readable_by(by), Contract.client != "")
        .distinct()
        .order_by(col(Contract.client))
        .limit(limit + 1)
    )
    query = query if station is None else query.where(Booking.station_sold == station)
    rows = list(session.exec(query if after is None else query.where(col(Contract.client) > after)))
    following = rows[limit - 1] if len(rows) > limit else None
    return {"items": [{"name": name} for name in rows[:limit]], "next": following}


def people(
    session: Session, *, by: Actor, station: str | None, after: int | None, limit: int
) -> Answer:
    """People of the stations one may see. Raises ForbiddenError `permission.denied`."""
    seen = _seen(by, "people.read", station)
    query = select(Person).order_by(col(Person.id)).limit(limit + 1)
    if not seen.everything:
        query = query.where(col(Person.station).in_(seen.stations))
    rows = list(session.exec(query if after is None else query.where(col(Person.id) > after)))
    items = [
        {
            "id": one.id,
            "staff_no": one.staff_no,
            "name": one.name,
            "email": one.email,
            "phone": one.phone,
            "station": one.station,
            "role": one.role.value,
            "post": one.post,
            "employed": one.employed,
            "backup": one.backup,
            "account": one.account.value,
        }
        for one in rows[:limit]
    ]
    return _listed(items, rows, limit)


def log_lines(
    session: Session,
    *,
    by: Actor,
    station: str | None,
    thing: str | None,
    before: int | None,
    limit: int,
) -> Answer:
    """The log, newest first: who did what, before and after. Raises ForbiddenError."""
    seen = _seen(by, "audit.read", station)
    query = select(Act).order_by(col(Act.id).desc()).limit(limit + 1)
    if not seen.everything:
        query = query.where(col(Act.station).in_(seen.stations))
    query = query if thing is None else query.where(Act.thing == thing)
    query = query if before is None else query.where(col(Act.id) < before)
    rows = list(session.exec(query))
    items = [
        {
            "id": one.id,
            "at": local(one.at).isoformat(),
            "by": one.by,
            "verb": one.verb,
            "thing": one.thing,
            "station": one.station,
            "before": one.before,
            "after": one.after,
            "hash": one.hash,
        }
        for one in rows[:limit]
    ]
    return _listed(items, rows, limit)


def _seen(by: Actor, act: str, station: str | None) -> Reach:
    seen = reach(by, act)
    if seen.nothing or (station and seen.within(station).nothing):
        raise ForbiddenError("permission.denied", act=act, staff_no=by.staff_no)
    return seen.within(station)


def _listed(items: list[Answer], rows: list[Any], limit: int) -> Answer:
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None}
