"""A slot's life on its page: test renders 试播, live, back to draft, retired (rules.md §8)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from adops import clock
from adops.domain.creative import ReviewTerms
from adops.domain.people import Actor
from adops.domain.slot import Device, SlotState
from adops.domain.states import TrialState
from adops.errors import InputError, RuleError
from adops.flows.slot_trial import ask_trial
from adops.flows.submit import Desk, Files
from adops.models import Page, Slot, SlotTrial
from adops.phrases import dates
from adops.phrases.checks import message
from adops.phrases.words import RESULTS
from adops.queries.creatives import findings_of
from adops.queries.slot_trials import trials_of
from adops.rules.permission import Thing, may
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.limits import take
from adops.server.pages import done, render
from adops.services import slot_life as acts
from adops.web.creative_rows import PartLimit, part_limits

router = APIRouter(prefix="/slots/{slot_id}")
Words = Annotated[str, Form(max_length=1000)]
SHOWN = 3
STATES = {
    TrialState.ASKED: ("info", "等待执行"),
    TrialState.PASSED: ("ok", "通过"),
    TrialState.FAILED: ("bad", "没有通过"),
}


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One test render: how it ended, what was seen."""

    tone: str
    state: str
    when: str
    result: str
    findings: tuple[str, ...]
    picture: str | None
    page_picture: str | None
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """What the page shows of a slot's life, and what the person may do about it."""

    trials: tuple[TrialRow, ...]
    waits: bool
    parts: tuple[PartLimit, ...]
    try_it: bool
    go_live: bool
    back: bool
    retire: bool
    by_hand: bool
    click: bool


def life_of(session: Session, slot: Slot, page: Page, *, by: Actor, desk: Desk) -> Life:
    """One query, and one for its rate-card item."""
    found = trials_of(session, slot.id or 0, limit=SHOWN)
    writes = may(by, "slot.write", Thing(station_placed=slot.station))
    by_hand = page.device is Device.APP or not page.url
    waits = any(one.state is TrialState.ASKED for one in found)
    passed = [one for one in found[:1] if one.state is TrialState.PASSED]
    open_state = slot.state is not SlotState.RETIRED
    testing = slot.state is SlotState.TESTING
    return Life(
        trials=tuple(_row(one) for one in found),
        waits=waits,
        parts=_parts(session, slot, desk.book.review),
        try_it=writes and open_state and not by_hand and not waits,
        go_live=writes and testing and bool(passed),
        back=writes and testing,
        retire=writes and open_state,
        by_hand=by_hand,
        click=writes and open_state and not by_hand,
    )


@router.get("/trials")
def trials(request: Request, desk: TheDesk, by: CurrentActor, slot_id: int) -> Response:
    """The test renders alone, asked for while one waits."""
    with desk.database.read() as session:
        slot, page = acts.slot_and_page(session, slot_id)
        life = life_of(session, slot, page, by=by, desk=desk)
    return render(request, "_slot_trials.html", slot=slot, life=life)


@router.post("/trials")
async def ask(request: Request, desk: TheDesk, by: CurrentActor, slot_id: int) -> Response:
    """Asks for one; the answer comes within a minute or two."""
    form = await request.form(max_files=8, max_fields=8)
    await run_in_threadpool(_asked, desk, by, slot_id, form)
    return done(request, f"/slots/{slot_id}", "trial_asked")


@router.post("/live")
def live(request: Request, desk: TheDesk, by: CurrentActor, slot_id: int) -> Response:
    """testing → live."""
    with desk.database.write() as session:
        acts.go_live(session, slot_id=slot_id, by=by, now=clock.now())
    return done(request, f"/slots/{slot_id}", "slot_live")


@router.post("/draft")
def draft(request: Request, desk: TheDesk, by: CurrentActor, slot_id: int) -> Response:
    """testing → draft."""
    with desk.database.write() as session:
        acts.back_to_draft(session, slot_id=slot_id, by=by, now=clock.now())
    return done(request, f"/slots/{slot_id}", "slot_draft")


@router.post("/retire")
def retire(
    request: Request, desk: TheDesk, by: CurrentActor, slot_id: int, why: Words = ""
) -> Response:
    """Takes no bookings any more."""
    with desk.database.write() as session:
        acts.retire(session, slot_id=slot_id, why=why, by=by, now=clock.now())
    return done(request, f"/slots/{slot_id}", "slot_retired")


@router.post("/click")
def click(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    slot_id: int,
    by_script: Annotated[bool, Form()] = False,
) -> Response:
    """Where a click leads is read from the page, or from a real click."""
    with desk.database.write() as session:
        acts.mark_click(session, slot_id=slot_id, by_script=by_script, by=by, now=clock.now())
    return done(request, f"/slots/{slot_id}", "slot_click")


def _asked(desk: Desk, by: Actor, slot_id: int, form: FormData) -> None:
    files: dict[str, tuple[str, bytes, str | None]] = {}
    for part, value in form.multi_items():
        if isinstance(value, UploadFile) and value.filename:
            files[part] = (value.filename, take(value), value.content_type)
    if not files:
        raise InputError("creative.no_file")
    given: Files = files
    url, copy = (str(form.get(name) or "")[:2000] for name in ("click_url", "copy"))
    ask_trial(desk, slot_id, given, by=by, click_url=url, copy=copy)


def _parts(session: Session, slot: Slot, terms: ReviewTerms) -> tuple[PartLimit, ...]:
    try:
        return tuple(part_limits(acts.spec_now(session, slot, clock.now()), terms))
    except RuleError:  # no rate-card item yet: the page says so
        return ()


def _row(trial: SlotTrial) -> TrialRow:
    tone, state = STATES[trial.state]
    return TrialRow(
        tone=tone,
        state=state,
        when=dates.moment(trial.done_at or trial.asked_at),
        result=RESULTS[trial.result.value] if trial.result else "",
        findings=tuple(message(one) for one in findings_of(trial.findings)),
        picture=trial.picture,
        page_picture=trial.page_picture,
        files=tuple(str(one["name"]) for one in trial.files),
    )
