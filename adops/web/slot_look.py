"""A slot's latest look of the ad day on its page, and 现在看一次 (checks.md)."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from adops import clock
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.slot import SlotState
from adops.models import Slot
from adops.queries import wall as queries
from adops.queries.slot_versions import slot_by_id
from adops.rules.permission import Thing, may
from adops.server.access import CurrentActor, CurrentDatabase
from adops.server.desk import WakeChecker
from adops.server.pages import done, render
from adops.services import slot_checks
from adops.web import check_rows as rows

router = APIRouter(prefix="/slots/{slot_id}/looks")


@dataclass(frozen=True, slots=True)
class SlotLook:
    """The card of the wall (None: nothing to look at today), and runs that take the slot in."""

    card: rows.Card | None
    runs: tuple[rows.Progress, ...]
    by_hand: bool
    may_run: bool


def slot_look_of(session: Session, slot: Slot, *, by: Actor) -> SlotLook | None:
    """None for who may not read checks, and for a slot that is not live."""
    sides = Thing(station_placed=slot.station, station_sold=slot.station)
    if slot.state is not SlotState.LIVE or not may(by, "check.read", sides):
        return None
    now = clock.now()
    on = ad_day_of(now)
    found = queries.look_of_day(session, on=on, slot=slot, now=now)
    runs = queries.runs_of_slot(session, on=on, slot=slot)
    card = rows.card(found, on, slot.station, {}) if found else None
    by_hand = card is not None and card.result == rows.BY_HAND
    may_run = card is not None and not by_hand
    return SlotLook(
        card,
        tuple(rows.progress(one) for one in runs),
        by_hand,
        may_run and may(by, "check.run", Thing(station_placed=slot.station)),
    )


@router.get("")
def latest(request: Request, database: CurrentDatabase, by: CurrentActor, slot_id: int) -> Response:
    """The card alone, asked for while a run goes on."""
    with database.read() as session:
        slot = slot_by_id(session, slot_id).slot
        look = slot_look_of(session, slot, by=by)
    return render(request, "_slot_look.html", slot=slot, look=look)


@router.post("")
def look_now(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    wake: WakeChecker,
    slot_id: int,
) -> Response:
    """Asks for a run over this slot; it begins at once."""
    with database.write() as session:
        slot = slot_by_id(session, slot_id).slot
        slot_checks.ask_run(
            session, station=slot.station, slot_codes=[slot.code], by=by, now=clock.now()
        )
    wake()
    return done(request, f"/slots/{slot_id}", "run_asked")
