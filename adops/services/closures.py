"""编辑关闭: closing a slot or a page for some ad days, and opening it again (rules.md §0, §7)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.errors import InputError, MissingError
from adops.models import Closure, Page, Slot
from adops.queries.closures import closure_by_id
from adops.rules.closure import require_days, require_open, require_reopenable
from adops.rules.permission import Thing, require
from adops.services import acts


@dataclass(frozen=True, slots=True)
class NewClosure:
    """What is closed: a slot, or a page with all its slots; `last` None: nobody knows yet."""

    first: date
    reason: str
    last: date | None = None
    slot_id: int | None = None
    page_id: int | None = None


def close(session: Session, *, given: NewClosure, by: Actor, now: datetime) -> Closure:
    """By the AE of the station that places there; days that are over may be said too. Checks look
    at nothing there in these days, and the days of its bookings are not executed.

    Raises ForbiddenError, MissingError `slot.unknown`, `page.not_known`, InputError
    `period.reversed`, `reason.missing`, `field.missing`, RuleError `closure.again`.
    """
    station = _station(session, given)
    require(by, "slot.close", Thing(station_placed=station))
    if not given.reason.strip():
        raise InputError("reason.missing")
    require_days(given.first, given.last)
    require_open(given.first, given.last, _entered(session, given))
    closure = Closure(
        slot_id=given.slot_id,
        page_id=given.page_id,
        first_day=given.first,
        last_day=given.last,
        reason=given.reason.strip(),
        closed_by=by.staff_no,
        closed_at=now,
    )
    session.add(closure)
    session.flush()
    after = closure.model_dump(exclude={"id", "reopened_from", "reopened_by", "reopened_at"})
    _log(session, closure, "close", station, {}, after, by, now)
    return closure


def reopen(
    session: Session, *, closure_id: int, on: date | None, by: Actor, now: datetime
) -> Closure:
    """Open again from ad day `on` (None: the running one). Raises ForbiddenError, MissingError
    `closure.unknown`, RuleError `closure.over`."""
    session.get(Closure, closure_id, with_for_update=True)
    closure, station = closure_by_id(session, closure_id)
    require(by, "slot.close", Thing(station_placed=station))
    closure.reopened_from = require_reopenable(
        first=closure.first_day,
        last=closure.last_day,
        reopened_from=closure.reopened_from,
        on=on or ad_day_of(now),
    )
    closure.reopened_by, closure.reopened_at = by.staff_no, now
    session.add(closure)
    session.flush()
    told = {"reopened_from": closure.reopened_from}
    _log(session, closure, "reopen", station, {"reopened_from": None}, told, by, now)
    return closure


def _entered(session: Session, given: NewClosure) -> list[tuple[date, date | None, date | None]]:
    """The closures of that very slot or page."""
    which = (
        Closure.slot_id == given.slot_id
        if given.slot_id is not None
        else Closure.page_id == given.page_id
    )
    found = session.exec(select(Closure).where(which))
    return [(one.first_day, one.last_day, one.reopened_from) for one in found]


def _station(session: Session, given: NewClosure) -> str:
    """Of the one thing that is named."""
    if (given.slot_id is None) == (given.page_id is None):
        raise InputError("field.missing", field="slot, page_id")
    if given.slot_id is not None:
        slot = session.get(Slot, given.slot_id, with_for_update=True)  # two who close at once
        if slot is None:
            raise MissingError("slot.unknown", slot=given.slot_id)
        return slot.station
    page = session.get(Page, given.page_id, with_for_update=True)
    if page is None:
        raise MissingError("page.not_known", page=given.page_id)
    return page.station


def _log(
    session: Session,
    closure: Closure,
    verb: str,
    station: str,
    before: dict[str, Any],
    after: dict[str, Any],
    by: Actor,
    now: datetime,
) -> None:
    acts.log(
        session,
        by=by,
        now=now,
        verb=f"closure.{verb}",
        thing=f"closure:{closure.id}",
        station=station,
        before=before,
        after=after,
    )
