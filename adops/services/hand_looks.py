"""Looks by hand: a person's screenshot and what it shows (rules.md §9)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from adops.domain.by_hand import HandTask, Shows
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.states import Delivered, LookedBy, LookResult
from adops.errors import InputError, MissingError, RuleError
from adops.models import Slot, SlotCheck, SlotCheckBooking
from adops.queries.by_hand import hand_tasks
from adops.rules.by_hand import answered, answers_for
from adops.rules.permission import Thing, require
from adops.services import airing, anomaly_looks
from adops.services.acts import log
from adops.services.slot_checks import JSON
from adops.services.stored import keep_stored

MOST_NOTE = 500
ACT = "check.by_hand"


@dataclass(frozen=True, slots=True)
class HandFiles:
    """Stored already: the picture as it came, with its type, and the facts."""

    picture: str
    picture_bytes: int
    picture_type: str
    facts: str
    facts_bytes: int


def require_task(
    session: Session,
    *,
    slot_code: str,
    booking_id: int | None,
    shows: Shows,
    by: Actor,
    now: datetime,
    here: Collection[str],
) -> HandTask:
    """The place on the running ad day's round. Raises MissingError `slot.unknown`, RuleError
    `hand.not_on_round`, InputError `hand.answer`, ForbiddenError."""
    tasks = hand_tasks(session, on=ad_day_of(now), here=here, now=now)
    mine = [one for one in tasks if one.slot_code == slot_code]
    task = next((one for one in mine if one.booking_id == booking_id), None)
    if task is None:
        _require_slot(session, slot_code)
        raise RuleError("hand.not_on_round", slot=slot_code, booking=booking_id)
    require(by, ACT, Thing(station_placed=task.owed_by))
    if shows not in answers_for(booked=booking_id is not None):
        raise InputError("hand.answer", slot=slot_code)
    return task


def _require_slot(session: Session, code: str) -> None:
    if session.exec(select(Slot.id).where(Slot.code == code)).first() is None:
        raise MissingError("slot.unknown", slot=code)


def record_hand_look(
    session: Session,
    *,
    task: HandTask,
    shows: Shows,
    files: HandFiles,
    note: str,
    by: Actor,
    now: datetime,
) -> SlotCheck:
    """One look as from a check, `by` hand; its proof sheet is drawn like any other, creatives are
    live and anomalies open and end by it. What was said is corrected by eye
    (`services.slot_decisions`)."""
    result, delivered = answered(shows, by_views=task.by_views)
    keep_stored(session, files.picture, files.picture_bytes, files.picture_type, now)
    keep_stored(session, files.facts, files.facts_bytes, JSON, now)
    look = SlotCheck(
        slot_id=task.slot_id,
        station=task.placed,
        on=ad_day_of(now),
        result=result,
        page_url=task.page_url,
        captured_at=now,
        findings=[],
        picture=files.picture,
        page_picture=files.picture,
        facts=files.facts,
        by=LookedBy.HAND,
        looked_by=by.staff_no,
        note=note[:MOST_NOTE],
        drawn_at=now if delivered is None else None,
    )
    session.add(look)
    session.flush()
    if task.booking_id is not None and delivered is not None:
        session.add(_said(look, task, delivered))
    _note_tested(session, look)
    session.flush()
    told = [task.booking_id] if task.booking_id is not None else []
    airing.follow(session, bookings=told, by=by, now=now)
    anomaly_looks.take_by_hand(session, look, task.booking_id, on_air=task.on_air, by=by, now=now)
    log(
        session,
        by=by,
        now=now,
        verb=ACT,
        thing=f"slot_check:{look.id}",
        station=look.station,
        after={"slot": task.slot_code, "booking": task.booking_id, "shows": shows.value},
    )
    return look


def _said(look: SlotCheck, task: HandTask, delivered: Delivered) -> SlotCheckBooking:
    return SlotCheckBooking(
        slot_check_id=look.id or 0,
        booking_id=task.booking_id or 0,
        creative_id=task.creatives[0].creative_id if task.creatives else None,
        on=look.on,
        seen=delivered is Delivered.YES,
        delivered=delivered,
    )


def _note_tested(session: Session, look: SlotCheck) -> None:
    slot = session.get(Slot, look.slot_id)
    if look.result is LookResult.OK and slot is not None and slot.tested_at is None:
        slot.tested_at = look.captured_at
        session.add(slot)
