"""The page of a booking and its acts: held, booked, moved, cancelled, paused, resumed (rules.md §7,
§8). What a move or a cancellation comes to is shown first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlmodel import Session

from adops import clock
from adops.domain.booking import NOT_SOLD, BookingState
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.flows import bookings as flow
from adops.flows.submit import Desk
from adops.phrases.creative import message
from adops.queries.booking_lists import state_now
from adops.queries.booking_page import pauses_of
from adops.queries.bookings import BookingCase, booking_case
from adops.queries.chains import chain_of
from adops.queries.creative_board import TAKES
from adops.queries.make_goods import made_good_by, make_good_proposal, makes_good
from adops.queries.people import names_of
from adops.queries.slot_versions import slot_by_code
from adops.rules.booking import next_ad_day
from adops.rules.permission import Thing, booking_act, may, require, submit_act
from adops.rules.transitions import BOOKING
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.pages import done, render
from adops.services import booking_stops as stops
from adops.services import bookings
from adops.services.booking_moves import Moved, To
from adops.services.make_goods import draft_make_good
from adops.web.contracts import STATE_TONES, link_rows
from adops.web.form_words import day, fen

router = APIRouter(prefix="/bookings")
Words = Annotated[str, Form(max_length=500)]
ACTS = ("hold", "book", "move", "cancel", "pause", "resume")
OF_ACT = {
    "hold": "booking.hold",
    "book": "booking.write",
    "pause": "booking.pause",
    "resume": "booking.pause",
}


@dataclass(frozen=True)
class Typed:
    """What the form of a move or a cancellation says."""

    slot: str = ""
    first: str = ""
    last: str = ""
    net: str = ""
    why: str = ""


@router.get("/{booking_id}")
def page(request: Request, desk: TheDesk, by: CurrentActor, booking_id: int) -> Response:
    """What it is, how far it has come, what may be done with it."""
    return render(request, "booking.html", **_page(desk, by, booking_id))


@router.post("/{booking_id}/hold")
def hold(request: Request, desk: TheDesk, by: CurrentActor, booking_id: int) -> Response:
    """预订: a draft takes its shares."""
    with desk.database.write() as session:
        bookings.hold(session, booking_id=booking_id, by=by, now=clock.now(), book=desk.book)
    return done(request, f"/bookings/{booking_id}", "booking_held")


@router.post("/{booking_id}/book")
def firm(request: Request, desk: TheDesk, by: CurrentActor, booking_id: int) -> Response:
    """转正式."""
    with desk.database.write() as session:
        bookings.firm(session, booking_id=booking_id, by=by, now=clock.now())
    return done(request, f"/bookings/{booking_id}", "booking_booked")


@router.post("/{booking_id}/move/look")
def look_move(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    booking_id: int,
    slot: Words = "",
    first: Words = "",
    last: Words = "",
) -> Response:
    """What a move comes to; nothing is written."""
    typed = Typed(slot, first, last)
    moved = flow.look(desk, booking_id, _to(desk, typed), by=by, now=clock.now())
    told: dict[str, Any] = {"moved": moved, "reviewed": _reviewed(moved), "typed": typed}
    return _looked(request, desk, by, booking_id, "_booking_move.html", told)


@router.post("/{booking_id}/move")
def move(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    booking_id: int,
    slot: Words = "",
    first: Words = "",
    last: Words = "",
    net: Words = "",
) -> Response:
    """改期, once it was seen what comes of it."""
    to = _to(desk, Typed(slot, first, last, net))
    flow.move(desk, booking_id, to, by=by, now=clock.now())
    return done(request, f"/bookings/{booking_id}", "booking_moved")


@router.post("/{booking_id}/cancel/look")
def look_cancel(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    booking_id: int,
    first: Words = "",
) -> Response:
    """What a cancellation from that day leaves; nothing is written."""
    with desk.database.read() as session:
        case = booking_case(session, booking_id)
        require(by, booking_act(case.booking.state), case.thing)
        found = stops.proposal(case.booking, on=day(first, "取消从"), now=clock.now())
    told: dict[str, Any] = {"proposal": found, "typed": Typed(first=first)}
    return _looked(request, desk, by, booking_id, "_booking_cancel.html", told)


@router.post("/{booking_id}/cancel")
def cancel(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    booking_id: int,
    first: Words = "",
    net: Words = "",
    why: Words = "",
) -> Response:
    """取消, once it was seen what is left."""
    on = day(first, "取消从")
    with desk.database.write() as session:
        stops.cancel(
            session,
            booking_id=booking_id,
            on=on,
            net_fen=fen(net, "净价"),
            why=why,
            by=by,
            now=clock.now(),
        )
    return done(request, f"/bookings/{booking_id}", "booking_cancelled")


@router.post("/{booking_id}/make-good")
def make_good(request: Request, desk: TheDesk, by: CurrentActor, booking_id: int) -> Response:
    """补投草稿 for the days that a closure took; leads to it."""
    with desk.database.write() as session:
        made = draft_make_good(session, booking_id=booking_id, by=by, now=clock.now())
        number = made.booking.id
    return done(request, f"/bookings/{number}", "make_good_drafted")


@router.post("/{booking_id}/pause")
def pause(
    request: Request, desk: TheDesk, by: CurrentActor, booking_id: int, why: Words = ""
) -> Response:
    """紧急下线."""
    with desk.database.write() as session:
        stops.pause(session, booking_id=booking_id, why=why, by=by, now=clock.now())
    return done(request, f"/bookings/{booking_id}", "booking_paused")


@router.post("/{booking_id}/resume")
def resume(
    request: Request, desk: TheDesk, by: CurrentActor, booking_id: int, why: Words = ""
) -> Response:
    """恢复投放."""
    with desk.database.write() as session:
        stops.resume(session, booking_id=booking_id, why=why, by=by, now=clock.now())
    return done(request, f"/bookings/{booking_id}", "booking_resumed")


def _looked(
    request: Request, desk: Desk, by: Actor, booking_id: int, part: str, told: dict[str, Any]
) -> Response:
    """The part alone, or, without scripts, in its page."""
    told |= _page(desk, by, booking_id)
    if "hx-request" in request.headers:
        return render(request, part, **told)
    return render(request, "booking.html", looked=part, **told)


def _page(desk: Desk, by: Actor, booking_id: int) -> dict[str, Any]:
    now = clock.now()
    with desk.database.read() as session:
        case = booking_case(session, booking_id)
        require(by, "booking.read", case.thing)
        pauses = pauses_of(session, booking_id)
        good = _made_good(session, case, by=by, now=now)
        one = chain_of(session, case.booking, by=by, now=now)
        names = names_of(session, [name for p in pauses for name in (p.paused_by, p.resumed_by)])
    state = state_now(case.booking, now)
    running = ad_day_of(now)
    return {
        "case": case,
        "state": state,
        "tone": STATE_TONES[state],
        "links": link_rows(one),
        "creative_id": one.creative_id,
        "pauses": pauses,
        "names": names,
        "may": _acts(case, state, by, running),
        "begun": case.booking.first_day <= running,
        "next_day": _next_day(case, running),
        "running": running,
        **good,
    }


def _made_good(session: Session, case: BookingCase, *, by: Actor, now: datetime) -> dict[str, Any]:
    """What closures took from it and what makes that good, or what it makes good itself."""
    number = case.booking.id or 0
    by_others: dict[int, list[date]] = {}
    for row in made_good_by(session, number):
        by_others.setdefault(row.booking_id, []).append(row.day)
    mine = makes_good(session, number)
    proposal = make_good_proposal(session, case, now=now)
    return {
        "lost": proposal,
        "made_good_by": by_others,
        "makes_good": [row.day for row in mine],
        "makes_good_of": mine[0].of_booking_id if mine else None,
        "may_make_good": bool(proposal.lost) and may(by, "booking.write", case.thing),
    }


def _next_day(case: BookingCase, running: date) -> date:
    return min(next_ad_day(case.period, running=running), case.period.last)


def _acts(case: BookingCase, state: BookingState, by: Actor, running: date) -> dict[str, bool]:
    """Which acts the state, the day and the person allow."""
    moves = booking_act(case.booking.state)
    found = {
        act: (state, act) in BOOKING and may(by, OF_ACT.get(act, moves), case.thing) for act in ACTS
    }
    whole = state in NOT_SOLD or next_ad_day(case.period, running=running) <= case.period.last
    found["cancel"] = found["cancel"] and whole
    submit = submit_act(taken_over=case.booking.taken_over)
    submits = state in TAKES and may(by, submit, case.thing)
    reads = {act: may(by, f"{act}.read", _of_place(case)) for act in ("check", "execution")}
    return found | reads | {"submit": submits, "anything": any(found.values())}


def _of_place(case: BookingCase) -> Thing:
    """What the station that places it has on its pages."""
    return Thing(station_placed=case.booking.station_placed)


def _to(desk: Desk, typed: Typed) -> To:
    first, last, net = day(typed.first, "开始"), day(typed.last, "结束"), fen(typed.net, "净价")
    if not typed.slot.strip():
        return To(None, first, last, net)
    with desk.database.read() as session:
        slot = slot_by_code(session, typed.slot).slot
    return To(slot.id, first, last, net)


def _reviewed(moved: Moved) -> list[dict[str, Any]]:
    return [
        {
            "id": one.creative_id,
            "version": one.version,
            "reopened": one.reopened,
            "findings": [message(finding) for finding in one.findings],
        }
        for one in moved.reviewed
    ]
