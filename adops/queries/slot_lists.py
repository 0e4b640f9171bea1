"""Slots as their page lists them, each with the version of the day."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from adops.domain.period import Period
from adops.models import Page, Slot, SlotVersion
from adops.queries.bookings import in_order, version_on
from adops.queries.closures import shut_days


@dataclass(frozen=True)
class SlotLine:
    """One line: `version` binds on the day asked for, in which it is `shut` by the editors or not;
    `coming` is the next one entered."""

    slot: Slot
    page: Page
    version: SlotVersion | None
    coming: SlotVersion | None
    shut: bool


def slots_page(
    session: Session,
    *,
    on: date,
    station: str | None = None,
    words: str = "",
    only: Collection[int] | None = None,
    after: int | None = None,
    limit: int = 50,
) -> tuple[list[SlotLine], int | None]:
    """In order of entry, and the cursor to go on from; `words` are looked for in code, name, page
    and channel; `only`: among these. Three queries however long."""
    query = select(Slot, Page).join(Page, col(Page.id) == Slot.page_id).order_by(col(Slot.id))
    if station:
        query = query.where(Slot.station == station)
    if only is not None:
        query = query.where(col(Slot.id).in_(only))
    if after is not None:
        query = query.where(col(Slot.id) > after)
    for word in words.split():
        fields = (Slot.code, Slot.name, Slot.channel, Page.name)
        query = query.where(or_(*(col(one).icontains(word, autoescape=True) for one in fields)))
    found = list(session.exec(query.limit(limit + 1)))
    ids = [slot.id for slot, _ in found[:limit]]
    versions, shut = _versions(session, ids), shut_days(session, ids, Period(on, on))
    lines = [
        SlotLine(
            slot,
            page,
            version_on(versions[slot.id], on),
            _next(versions[slot.id], on),
            on in shut[slot.id],
        )
        for slot, page in found[:limit]
    ]
    return lines, lines[-1].slot.id if len(found) > limit else None


def _next(versions: Iterable[SlotVersion], on: date) -> SlotVersion | None:
    return next((one for one in versions if one.valid_from and one.valid_from > on), None)


def _versions(
    session: Session, slots: list[int | None]
) -> dict[int | None, tuple[SlotVersion, ...]]:
    found: dict[int | None, list[SlotVersion]] = defaultdict(list)
    query = select(SlotVersion).where(col(SlotVersion.slot_id).in_(slots))
    for version in session.exec(query):
        found[version.slot_id].append(version)
    return defaultdict(tuple, {slot: in_order(some) for slot, some in found.items()})
