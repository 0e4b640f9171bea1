"""The page 手查: the day's round of looks by hand, made with a phone (rules.md §9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from adops import clock
from adops.catalog.checks import load_checks
from adops.catalog.evidence import load_evidence
from adops.domain.by_eye import Decision
from adops.domain.by_hand import DELIVERED_OF, HandLook, HandTask, Shows
from adops.domain.facts import ExpectedCreative
from adops.domain.period import ad_day_of, at
from adops.domain.states import Delivered
from adops.errors import InputError
from adops.flows.hand_look import Screenshot, add_hand_look
from adops.phrases import dates
from adops.phrases.by_hand import SHOWS, why_words
from adops.phrases.checks import RESULT_TONES
from adops.phrases.doers import doer
from adops.phrases.words import DELIVERED, RESULTS
from adops.queries.by_hand import hand_tasks
from adops.queries.people import names_of
from adops.queries.places import chosen, open_stations
from adops.rules.by_hand import answers_for
from adops.rules.permission import Thing, may, require
from adops.server.access import CurrentActor, CurrentDatabase, CurrentSettings
from adops.server.desk import TheDesk
from adops.server.limits import MB, PICTURE, take
from adops.server.pages import done, render
from adops.server.params import MOST
from adops.services import slot_decisions
from adops.services.hand_looks import ACT, MOST_NOTE
from adops.settings import Settings
from adops.web.check_rows import EVIDENCE, LOOKS, SIGNS

router = APIRouter(prefix="/checks/hand")
Words = Annotated[str, Form(max_length=MOST_NOTE)]


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look by hand in words; `src` is its picture, `proof` its proof sheet."""

    number: int
    words: str
    sign: str
    told: str
    note: str
    src: str
    proof: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One place of the round, what should show there, and what can be said of it."""

    key: str
    task: HandTask
    why: str
    regions: str
    pictures: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    links: tuple[str, ...]
    looks: tuple[LookRow, ...]
    answers: tuple[tuple[str, str], ...]


@router.get("")
def round_page(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    by: CurrentActor,
    station: str = "",
) -> HTMLResponse:
    """What is still to be looked at first."""
    now = clock.now()
    day = ad_day_of(now)
    here = load_checks(settings.config_dir).regions
    with database.read() as session:
        stations = open_stations(session, by=by, act="check.read", head_office=True)
        place = chosen(stations, station, by=by, act="check.read")
        tasks = hand_tasks(session, on=day, here=here, now=now, stations={place.code})
        doers = names_of(session, [look.who for one in tasks for look in one.looks])
    found = sorted(tasks, key=lambda one: (not one.is_owed, one.booking_id is None))
    due = due_at(settings, day)
    return render(
        request,
        "by_hand.html",
        stations=stations,
        place=place,
        day_words=dates.day(day),
        rows=[_row(one, doers) for one in found],
        owed=sum(one.is_owed for one in tasks),
        due=dates.clock_time(due),
        late=now > due,
        may_add=may(by, ACT, Thing(station_placed=place.code)),
        limit_mb=PICTURE // MB,
        most_note=MOST_NOTE,
    )


def due_at(settings: Settings, day: date) -> datetime:
    """Until when the pictures of an ad day should be there."""
    until = load_evidence(settings.config_dir).by_hand_until
    return at(day, until.hour, until.minute)


@router.post("")
def add(
    request: Request,
    desk: TheDesk,
    settings: CurrentSettings,
    by: CurrentActor,
    station: Annotated[str, Form()],
    slot: Annotated[str, Form(max_length=64)],
    shows: Annotated[Shows | None, Form()] = None,
    booking: Annotated[int | None, Form(ge=1, le=MOST)] = None,
    note: Words = "",
    picture: UploadFile | None = None,
) -> Response:
    """One screenshot and what it shows."""
    require(by, ACT, Thing(station_placed=station))
    if shows is None:
        raise InputError("field.missing", field="看到的情况")
    if picture is None or not picture.filename:
        raise InputError("field.missing", field="手机截图")
    add_hand_look(
        desk,
        slot_code=slot,
        booking_id=booking,
        shows=shows,
        picture=Screenshot(picture.filename, take(picture), picture.content_type),
        note=note.strip(),
        here=load_checks(settings.config_dir).regions,
        by=by,
    )
    return done(request, f"/checks/hand?station={station}", "hand_looked")


@router.post("/mend")
def mend(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    station: Annotated[str, Form()],
    look: Annotated[int, Form(ge=1, le=MOST)],
    booking: Annotated[int, Form(ge=1, le=MOST)],
    decision: Annotated[Decision, Form()],
) -> Response:
    """Who said something wrong of a screenshot says it anew."""
    with database.write() as session:
        slot_decisions.decide(
            session, look_id=look, booking_id=booking, decision=decision, by=by, now=clock.now()
        )
    return done(request, f"/checks/hand?station={station}", "decided")


def _row(task: HandTask, doers: Mapping[str, str]) -> TaskRow:
    return TaskRow(
        key=f"{task.slot_code}-{task.booking_id or 0}",
        task=task,
        why=why_words(task.why, task.regions),
        regions="、".join(task.regions),
        pictures=tuple(_pictures(task)),
        texts=tuple(one.copy for one in task.creatives if _is_text(one)),
        links=tuple(dict.fromkeys(one.click_url for one in task.creatives if one.click_url)),
        looks=tuple(_look(one, task, doers) for one in task.looks),
        answers=tuple(
            (one.value, SHOWS[one]) for one in answers_for(booked=task.booking_id is not None)
        ),
    )


def _is_text(creative: ExpectedCreative) -> bool:
    return not any(part.width for part in creative.parts)


def _pictures(task: HandTask) -> Iterable[tuple[str, str]]:
    """Address and caption of the expected pictures."""
    for creative in task.creatives:
        for part in creative.parts:
            if part.width:
                size = f"{part.width}×{part.height}"
                yield EVIDENCE + part.sha256, f"第 {creative.version} 版，{size}"


def _look(look: HandLook, task: HandTask, doers: Mapping[str, str]) -> LookRow:
    tone = RESULT_TONES[look.result.value]
    told = DELIVERED[look.delivered.value] if look.delivered else ""
    corrected = look.delivered and look.delivered is not _said(look)
    proof = EVIDENCE + look.proof if look.proof else ""
    if look.waits and task.booking_id is not None:
        proof = f"{LOOKS}{look.look_id}/proofs/{task.booking_id}"
    who = doers.get(look.who, doer(look.who))
    return LookRow(
        number=look.look_id,
        words=f"{RESULTS[look.result.value]}" + (f"，已改为：{told}" if corrected else ""),
        sign=SIGNS.get(tone, "plain"),
        told=f"{who} {dates.clock_time(look.at)} 上传",
        note=look.note,
        src=EVIDENCE + look.picture if look.picture else "",
        proof=proof,
    )


def _said(look: HandLook) -> Delivered | None:
    return DELIVERED_OF.get(look.result)
