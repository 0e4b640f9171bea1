"""A new dated version of a slot's rate-card item: first who would no longer fit, then the version
(rules.md §8)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.creative import Code, CreativeFacts
from adops.domain.finding import Finding, Severity
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.rulebook import RuleBook
from adops.domain.slot import Item
from adops.errors import RuleError
from adops.models import Booking, Slot, SlotVersion
from adops.queries.bookings import spec_by, version_on
from adops.queries.creatives import creative_case
from adops.queries.slot_versions import (
    Concerned,
    SlotCase,
    concerned,
    item_of,
    slot_by_id,
    valid_until,
)
from adops.rules.permission import Thing, require
from adops.rules.review import review
from adops.rules.slot_version import no_longer_fits, require_ahead, require_item
from adops.services import acts
from adops.services.creatives import review_again
from adops.services.lapses import lapse

Measured = Mapping[str, CreativeFacts]


@dataclass(frozen=True)
class Entry:
    """A version as it is entered: the item and its first day."""

    item: Item
    valid_from: date


@dataclass(frozen=True)
class Unfit:
    """A creative that would no longer fit, and why."""

    of: Concerned
    findings: tuple[Finding, ...]

    @property
    def creative_id(self) -> int:
        """Which."""
        return self.of.creative.id or 0


@dataclass(frozen=True)
class Change:
    """What a version would change: the one before, the new one, who would no longer fit."""

    slot: Slot
    before: SlotVersion
    after: SlotVersion
    unfit: tuple[Unfit, ...]


def look(
    session: Session,
    *,
    slot_id: int,
    entry: Entry,
    files: Measured,
    by: Actor,
    now: datetime,
    book: RuleBook,
) -> Change:
    """What would come of it; nothing is written. `files` are the stored files of those concerned,
    as measured, by SHA-256; whose file is not among them is listed as not looked at.

    Raises ForbiddenError, MissingError `slot.unknown`, InputError `slot.parts`, `field.invalid`,
    RuleError `slot.version_past`, `slot.version_unchanged`, `slot.no_version`.
    """
    case = slot_by_id(session, slot_id)
    require(by, "slot.write", Thing(station_placed=case.slot.station))
    before = require_enterable(case, entry, now=now)
    after = SlotVersion(
        slot_id=slot_id,
        number=max(one.number for one in case.versions) + 1,
        valid_from=entry.valid_from,
        **columns_of(entry.item, before),
    )
    unfit = find_unfit(session, case, before, after, files=files, book=book)
    return Change(case.slot, before, after, unfit)


def require_enterable(case: SlotCase, entry: Entry, *, now: datetime) -> SlotVersion:
    """The version that the entry would follow. Raises what `look` raises of the entry."""
    require_ahead(entry.valid_from, running=ad_day_of(now))
    before = version_on(case.versions, entry.valid_from)
    if before is None:
        on = entry.valid_from.isoformat()
        raise RuleError("slot.no_version", slot=case.slot.code, on=on)
    require_item(entry.item, before=item_of(before))
    return before


def add(
    session: Session,
    *,
    slot_id: int,
    entry: Entry,
    seen: Collection[int],
    files: Measured,
    by: Actor,
    now: datetime,
    book: RuleBook,
) -> Change:
    """Writes the version; `seen` are the creatives that were listed as no longer fitting.

    Their reviews are kept anew, and approvals that clear nothing any more are void. Raises what
    `look` raises, RuleError `slot.creatives_unfit` when the list is not the one that was seen.
    """
    session.get(Slot, slot_id, with_for_update=True)
    mine = select(Booking.id).where(Booking.slot_id == slot_id).order_by(col(Booking.id))
    session.exec(mine.with_for_update()).all()  # before the log's lock, as every act on a booking
    change = look(session, slot_id=slot_id, entry=entry, files=files, by=by, now=now, book=book)
    unfit = sorted(one.creative_id for one in change.unfit)
    if unfit != sorted(set(seen)):
        raise RuleError("slot.creatives_unfit", count=len(unfit), creatives=unfit)
    session.add(change.after)
    session.flush()
    _log(session, change, unfit, by, now)
    settle(session, change.unfit, files=files, by=by, now=now, book=book)
    return change


def find_unfit(
    session: Session,
    case: SlotCase,
    before: SlotVersion,
    after: SlotVersion,
    *,
    files: Measured,
    book: RuleBook,
) -> tuple[Unfit, ...]:
    """Who fits the version before and not the one after, in the days that it is valid."""
    assert after.valid_from is not None
    last = valid_until(case.versions, after.valid_from)
    found = concerned(session, case.slot.id or 0, first=after.valid_from, last=last)
    judged = ((one, _judged(one, case.slot, before, after, files, book)) for one in found)
    return tuple(Unfit(one, findings) for one, findings in judged if findings)


def settle(
    session: Session,
    unfit: Collection[Unfit],
    *,
    files: Measured,
    by: Actor,
    now: datetime,
    book: RuleBook,
) -> None:
    """Once the version is there: keeps their reviews anew, voids what clears nothing any more."""
    if not unfit:
        return
    for one in unfit:
        mine = {part.part: files[part.sha256] for part in one.of.parts if part.sha256 in files}
        if len(mine) == len(one.of.parts):
            review_again(session, creative_case(session, one.creative_id), mine, book=book)
    bookings = sorted({one.of.booking.id or 0 for one in unfit})
    lapse(session, files=files, by=by, now=now, book=book, bookings=bookings)


def columns_of(item: Item, before: SlotVersion) -> dict[str, Any]:
    """A version's columns; its own size and limit are its first part's, where that changes."""
    first, was = item.parts[0], before.parts[0]
    parts = [part.as_data() for part in item.parts]
    names = ("width", "height", "limit_bytes")
    same = all(was[name] == getattr(first, name) for name in names)
    return {
        **{name: getattr(before if same else first, name) for name in names},
        "parts": parts,
        "formats": list(item.formats),
        "max_seconds": item.max_seconds,
        "max_loops": item.max_loops,
        "text_limit": item.text_limit,
    }


def _judged(
    one: Concerned,
    slot: Slot,
    before: SlotVersion,
    after: SlotVersion,
    files: Measured,
    book: RuleBook,
) -> tuple[Finding, ...]:
    mine = {part.part: files[part.sha256] for part in one.parts if part.sha256 in files}
    if len(mine) < len(one.parts):
        return (Finding(Code.CHECK_NOT_DONE.value, Severity.WARN, measured="file"),)
    link, copy = one.creative.click_url, one.creative.copy_text
    old, new = (
        review(mine, spec_by(slot, item), link, copy, book.allow_hosts, terms=book.review)
        for item in (before, after)
    )
    return no_longer_fits(new, before=old, approved=one.approved)


def _log(session: Session, change: Change, unfit: list[int], by: Actor, now: datetime) -> None:
    told = {"number", "valid_from", "parts", "formats", "max_seconds", "max_loops", "text_limit"}
    acts.log(
        session,
        by=by,
        now=now,
        verb="slot.version",
        thing=f"slot:{change.slot.id}",
        station=change.slot.station,
        before=change.before.model_dump(include=told),
        after=change.after.model_dump(include=told) | {"unfit": unfit},
    )
