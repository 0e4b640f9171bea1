"""编辑关闭 on the page of a slot: its history, closing it or its page, opening it again (§7)."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlmodel import Session

from adops import clock
from adops.domain.people import Actor
from adops.domain.period import ONE_DAY, ad_day_of
from adops.errors import InputError
from adops.models import Closure, Slot
from adops.phrases import dates
from adops.queries.closures import affected, closures_of_slot
from adops.queries.people import names_of
from adops.queries.slot_versions import slot_by_id
from adops.rules.permission import Thing, may
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.pages import done
from adops.services import closures as acts
from adops.services.closures import NewClosure
from adops.web.form_words import day

router = APIRouter(prefix="/slots")
Words = Annotated[str, Form(max_length=500)]
AHEAD = timedelta(days=31)  # of a closure without an end, so far its bookings are told


def closure_rows(session: Session, slot: Slot, *, by: Actor, now: datetime) -> dict[str, Any]:
    """The history, the latest first, each with the bookings that lose days; whether the person may
    close."""
    found = closures_of_slot(session, slot)
    numbers = [name for one in found for name in (one.closed_by, one.reopened_by)]
    names, running = names_of(session, numbers), ad_day_of(now)
    rows = [
        {
            "closure": one,
            "what": "整页" if one.page_id else "本广告位",
            "days": _days(one),
            "state": _state(one, now),
            "closed_by": names.get(one.closed_by, one.closed_by),
            "reopened_by": names.get(one.reopened_by or "", one.reopened_by),
            "affected": [
                {"booking": a.booking, "contract": a.contract, "days": len(a.days)}
                for a in affected(session, one, until=running + AHEAD)
                if a.slot.id == slot.id
            ],
        }
        for one in found
    ]
    may_close = may(by, "slot.close", Thing(station_placed=slot.station))
    return {"closures": rows, "may_close": may_close, "running": running}


@router.post("/{slot_id}/closures")
def close(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    slot_id: int,
    first: Words = "",
    last: Words = "",
    what: Words = "slot",
    why: Words = "",
) -> Response:
    """The slot, or its page with all its slots."""
    start = day(first, "关闭从")
    with desk.database.write() as session:
        slot = slot_by_id(session, slot_id).slot
        if start is None:
            raise InputError("field.missing", field="关闭从")
        which = {"page_id": slot.page_id} if what == "page" else {"slot_id": slot.id}
        new = NewClosure(first=start, last=day(last, "到"), reason=why, **which)
        acts.close(session, given=new, by=by, now=clock.now())
    return done(request, f"/slots/{slot_id}", "closed")


@router.post("/{slot_id}/closures/{closure_id}/reopen")
def reopen(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    slot_id: int,
    closure_id: int,
    first: Words = "",
) -> Response:
    """Open again from an ad day on."""
    with desk.database.write() as session:
        acts.reopen(session, closure_id=closure_id, on=day(first, "恢复从"), by=by, now=clock.now())
    return done(request, f"/slots/{slot_id}", "reopened")


def _days(one: Closure) -> str:
    first, again = dates.day(one.first_day), one.reopened_from
    if again is not None and again <= one.first_day:
        return f"原定 {first} 起，没有关闭就恢复了"
    last = one.last_day
    if again is not None:
        last = min(again - ONE_DAY, last) if last else again - ONE_DAY
    return f"{first} 至 {dates.day(last)}" if last else f"{first} 起，恢复日未定"


def _state(one: Closure, now: datetime) -> str:
    running, again = ad_day_of(now), one.reopened_from
    if (again is not None and again <= running) or (one.last_day and one.last_day < running):
        return "over"
    return "ahead" if one.first_day > running else "closed"
