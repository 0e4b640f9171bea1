"""Searches for the places of slots, and slots that no look ever found (checks.md)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, Subquery, cast, literal
from sqlmodel import Session, col, func, or_, select

from adops.domain.page_steps import PageStep
from adops.domain.slot import Device, SlotState
from adops.domain.states import LookResult, SearchState
from adops.errors import MissingError
from adops.models import (
    Act,
    Booking,
    Contract,
    Creative,
    CreativePart,
    Page,
    Slot,
    SlotCheck,
    SlotCheckBooking,
    SlotSearch,
    SlotVersion,
    Station,
)
from adops.queries.bookings import in_order, version_on, versions_of
from adops.queries.creatives import CURRENT
from adops.queries.executions import RUNS
from adops.rules.page_steps import steps_of
from adops.rules.permission import Thing

NOT_FOUND = (LookResult.MISSING, LookResult.UNREACHABLE)
LOST = frozenset({"slot.missing", "slot.part_missing", "check.selector_unread"})
UNTOLD = frozenset({"check.loading_unread", "check.once_unread", "check.cut_unread"})
"""Whether there was anything, a look that says so does not know."""
PLACED = ("slot.selector", "slot.selector_undo", "slot.change")


@dataclass(frozen=True, slots=True)
class SearchOrder:
    """What a search opens and looks for: sizes in px of the slot's rate-card item; none: texts."""

    url: str
    device: Device
    sizes: tuple[tuple[int, int], ...]
    texts: bool
    selector: str
    steps: tuple[PageStep, ...]
    form: str


@dataclass(frozen=True, slots=True)
class Unfound:
    """A live slot that no look has ever found on its page."""

    slot_id: int
    code: str
    name: str
    station: str


@dataclass(frozen=True)
class Awaited:
    """A booking whose ad is to show in a slot: `pictures` are files of its confirmed creatives."""

    booking: Booking
    contract: Contract
    pictures: tuple[str, ...]


def awaited_in(session: Session, slot_id: int, *, on: date) -> list[Awaited]:
    """Those that run in that ad day, else the next to come; two queries."""
    query = (
        select(Booking, Contract)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .where(Booking.slot_id == slot_id, col(Booking.state).in_(sorted(RUNS)))
        .where(col(Booking.last_day) >= on)
        .order_by(col(Booking.first_day), col(Booking.id))
    )
    rows = list(session.exec(query))
    running = [one for one in rows if one[0].first_day <= on]
    chosen = running or rows[:1]
    pictures = _pictures(session, [booking.id for booking, _ in chosen])
    return [Awaited(one, of, tuple(pictures[one.id])) for one, of in chosen]


def _pictures(
    session: Session, booking_ids: Collection[int | None]
) -> defaultdict[int | None, list[str]]:
    query = (
        select(Creative.booking_id, CreativePart.sha256)
        .join(CreativePart, col(CreativePart.creative_id) == Creative.id)
        .where(col(Creative.booking_id).in_(booking_ids), col(Creative.state).in_(CURRENT))
        .where(col(CreativePart.width) > 0)
        .order_by(col(CreativePart.id))
    )
    found: defaultdict[int | None, list[str]] = defaultdict(list)
    for number, sha256 in session.exec(query):
        found[number].append(sha256)
    return found


def searches_of(session: Session, slot_id: int, *, limit: int = 20) -> list[SlotSearch]:
    """The newest first."""
    query = select(SlotSearch).where(SlotSearch.slot_id == slot_id)
    return list(session.exec(query.order_by(col(SlotSearch.id).desc()).limit(limit)))


def shown_search(session: Session, slot_id: int) -> SlotSearch | None:
    """The latest, but for cancelled ones: what was found before them still counts."""
    query = select(SlotSearch).where(
        SlotSearch.slot_id == slot_id, SlotSearch.state != SearchState.CANCELLED
    )
    return session.exec(query.order_by(col(SlotSearch.id).desc()).limit(1)).first()


def is_cancelled(session: Session, search_id: int) -> bool:
    """Whether nobody waits for it any more."""
    query = select(SlotSearch.state).where(SlotSearch.id == search_id)
    return session.exec(query).one() is SearchState.CANCELLED


def taken_of(session: Session, slot_id: int, *, limit: int = 20) -> list[SlotSearch]:
    """Those from which a selector was taken, the latest first."""
    query = select(SlotSearch).where(
        SlotSearch.slot_id == slot_id, col(SlotSearch.taken).is_not(None)
    )
    return list(session.exec(query.order_by(col(SlotSearch.taken_at).desc()).limit(limit)))


def waiting_searches(session: Session) -> list[int]:
    """Asked for and not carried out, the oldest first."""
    query = select(SlotSearch.id).where(SlotSearch.state == SearchState.ASKED)
    return [one for one in session.exec(query.order_by(col(SlotSearch.id))) if one]


def search_by_id(session: Session, search_id: int, *, slot_id: int | None = None) -> SlotSearch:
    """Raises MissingError `slot.search_unknown`, also where it is another slot's."""
    found = session.get(SlotSearch, search_id)
    if found is None or slot_id not in {None, found.slot_id}:
        raise MissingError("slot.search_unknown", search=search_id)
    return found


def search_order(session: Session, search: SlotSearch, *, on: date) -> SearchOrder:
    """The page as it is now, the sizes of the item of ad day `on`."""
    page = session.get_one(Page, search.page_id)
    version = version_on(versions_of(session, search.slot_id), on)
    sizes = _sizes(version.parts if version else ())
    return SearchOrder(
        url=page.url,
        device=page.device,
        sizes=sizes,
        texts=not sizes,
        selector=search.selector,
        steps=steps_of(page.steps),
        form=session.get_one(Slot, search.slot_id).form,
    )


def station_sizes(
    session: Session, station: str, *, device: Device, on: date
) -> tuple[tuple[int, int], ...]:
    """Sizes in px of every slot that the station places on such pages, in ad day `on`. Raises
    MissingError `station.unknown`."""
    if session.get(Station, station) is None:
        raise MissingError("station.unknown", station=station)
    query = (
        select(SlotVersion)
        .join(Slot, col(Slot.id) == SlotVersion.slot_id)
        .join(Page, col(Page.id) == Slot.page_id)
        .where(Slot.station == station, Slot.state != SlotState.RETIRED, Page.device == device)
        .where(or_(col(SlotVersion.valid_from).is_(None), col(SlotVersion.valid_from) <= on))
    )
    latest = {version.slot_id: version for version in in_order(session.exec(query))}
    return _sizes(part for version in latest.values() for part in version.parts)


def _sizes(parts: Iterable[Mapping[str, Any]]) -> tuple[tuple[int, int], ...]:
    """Of those that have one: a text has none."""
    found = {(int(part["width"]), int(part["height"])) for part in parts}
    return tuple(sorted(size for size in found if all(size)))


def search_file_owner(session: Session, sha256: str) -> list[Thing]:
    """Slots of whose searches this is a picture."""
    query = (
        select(Slot.station)
        .join(SlotSearch, col(SlotSearch.slot_id) == Slot.id)
        .where(SlotSearch.picture == sha256)
        .distinct()
    )
    return [Thing(station_placed=station) for station in session.exec(query)]


def never_found(
    session: Session,
    *,
    stations: Collection[str] | None = None,
    slot_ids: Collection[int] | None = None,
) -> list[Unfound]:
    """Live slots with a page whose selector is empty, or that looks did not find and none ever did
    since their page and selector are what they are; by station and code. What nobody looked at yet,
    or was told of nothing that is sure, is not among them. Two queries."""
    placed = _placed()
    query = (
        select(Slot, placed.c.at)
        .join(Page, col(Page.id) == Slot.page_id)
        .outerjoin(placed, placed.c.thing == literal("slot:") + cast(col(Slot.id), String))
        .where(Slot.state == SlotState.LIVE, Page.url != "", Page.device != Device.APP)
        .where(or_(Slot.selector == "", _looked(placed) & ~_found(placed)))
        .order_by(Slot.station, Slot.code)
    )
    if stations is not None:
        query = query.where(col(Slot.station).in_(stations))
    if slot_ids is not None:
        query = query.where(col(Slot.id).in_(slot_ids))
    rows = list(session.exec(query))
    since = {slot.id or 0: at for slot, at in rows if slot.selector}
    lost = _lost(session, since)
    return [
        Unfound(slot.id or 0, slot.code, slot.name, slot.station)
        for slot, _ in rows
        if not slot.selector or slot.id in lost
    ]


def _placed() -> Subquery:
    """When a slot last got another page or selector, of those that did."""
    moved = (col(Act.before)[name].as_string().is_not(None) for name in ("selector", "page_id"))
    query = select(Act.thing, func.max(Act.at).label("at"))
    return query.where(col(Act.verb).in_(PLACED), or_(*moved)).group_by(Act.thing).subquery()


def _since(placed: Subquery) -> ColumnElement[bool]:
    """Of a look at where the slot is now."""
    return or_(placed.c.at.is_(None), col(SlotCheck.captured_at) > placed.c.at)


def _looked(placed: Subquery) -> ColumnElement[bool]:
    """A browser looked at the page, at least once."""
    query = select(SlotCheck.id).where(SlotCheck.slot_id == Slot.id, _since(placed))
    return (
        query.where(col(SlotCheck.facts).is_not(None))
        .where(SlotCheck.result != LookResult.UNREACHABLE)
        .exists()
    )


def _found(placed: Subquery) -> ColumnElement[bool]:
    """A look found it; where it was unsure, that is another question."""
    query = select(SlotCheck.id).where(SlotCheck.slot_id == Slot.id, _since(placed))
    return query.where(col(SlotCheck.result).not_in([*NOT_FOUND, LookResult.UNSURE])).exists()


def _lost(session: Session, since: Mapping[int, datetime | None]) -> set[int]:
    """Of these, those that a browser did not find in one look at least, and found in none, since
    then. A look that saw a booking found the slot, whatever it says besides."""
    seen = select(SlotCheckBooking.id).where(
        SlotCheckBooking.slot_check_id == SlotCheck.id, col(SlotCheckBooking.seen).is_(True)
    )
    query: Any = select(SlotCheck, seen.exists()).where(
        col(SlotCheck.slot_id).in_(since),
        col(SlotCheck.result).in_([LookResult.MISSING, LookResult.UNSURE]),
        col(SlotCheck.facts).is_not(None),
    )
    told: defaultdict[int, set[bool | None]] = defaultdict(set)
    for look, is_seen in session.exec(query):
        placed_at = since[look.slot_id]
        if placed_at is None or look.captured_at > placed_at:
            told[look.slot_id].add(is_seen or _is_found(look))
    return {slot_id for slot_id, found in told.items() if False in found and True not in found}


def _is_found(look: SlotCheck) -> bool | None:
    """Of a look that is unsure or misses something; None: it does not tell."""
    codes = {one["code"] for one in look.findings}
    if look.result is LookResult.MISSING or not LOST.isdisjoint(codes):
        return False
    return None if not UNTOLD.isdisjoint(codes) else True
