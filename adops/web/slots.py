"""The pages 广告位: the list, and of each slot its dated rate-card items 刊例版本 (rules.md §8)."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import select
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from adops import clock
from adops.domain.people import Actor
from adops.domain.period import ONE_DAY, ad_day_of
from adops.domain.slot import Item, PartSpec
from adops.errors import InputError
from adops.flows import slot_versions as flow
from adops.flows.submit import Desk
from adops.models import SlotVersion, Station
from adops.queries.bookings import version_on
from adops.queries.slot_lists import slots_page
from adops.queries.slot_searches import never_found
from adops.queries.slot_versions import SlotCase, item_of, slot_by_id
from adops.rules.permission import Thing, may
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.pages import done, render
from adops.services.slot_versions import Change, Entry
from adops.web import slot_rows as rows
from adops.web.closures import closure_rows
from adops.web.form_words import count, day, kilobytes
from adops.web.slot_life import life_of
from adops.web.slot_look import slot_look_of

router = APIRouter(prefix="/slots")
UNFOUND = "unfound"
TONES = {"live": "ok", "testing": "info", "closed": "warn"}


@router.get("")
def list_page(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    station: str | None = None,
    q: str = "",
    cursor: int | None = None,
    only: str = "",
) -> Response:
    """Every slot with its item of today; the person's own station first. `only=unfound`: those that
    no look has ever found."""
    with desk.database.read() as session:
        stations = list(session.exec(select(Station).order_by(Station.code)))
        chosen = rows.chosen_station(stations, station, by)
        unfound = {one.slot_id for one in never_found(session)} if only == UNFOUND else None
        found, following = slots_page(
            session,
            on=ad_day_of(clock.now()),
            station=chosen or None,
            words=q[:100],
            only=unfound,
            after=cursor,
        )
        if unfound is None:
            ids = [one.slot.id or 0 for one in found]
            unfound = {one.slot_id for one in never_found(session, slot_ids=ids)}
    return render(
        request,
        "slots.html",
        lines=[
            (one, rows.item_words(item_of(one.version)) if one.version else ()) for one in found
        ],
        stations=stations,
        station=chosen,
        q=q,
        following=following,
        tones=TONES,
        unfound=unfound,
        only=only,
    )


def _item_words(version: SlotVersion | None) -> tuple[tuple[str, str], ...]:
    return rows.item_words(item_of(version)) if version else ()


@router.get("/{slot_id}")
def one_page(request: Request, desk: TheDesk, by: CurrentActor, slot_id: int) -> Response:
    """Its versions with their days, and the form of the next one."""
    with desk.database.read() as session:
        case = slot_by_id(session, slot_id)
        life = life_of(session, case.slot, case.page, by=by, desk=desk)
        shut = closure_rows(session, case.slot, by=by, now=clock.now())
        seen = slot_look_of(session, case.slot, by=by)
        unfound = bool(never_found(session, slot_ids=[slot_id]))
    page = _page(case, by) | {"life": life, "look": seen, "unfound": unfound, "slot": case.slot}
    return render(request, "slot.html", **page, **shut)


@router.post("/{slot_id}/versions/look")
async def look(request: Request, desk: TheDesk, by: CurrentActor, slot_id: int) -> Response:
    """Who would no longer fit, with pictures; nothing is written."""
    form = await request.form()
    return await run_in_threadpool(_looked, request, desk, by, slot_id, form)


@router.post("/{slot_id}/versions")
async def add(request: Request, desk: TheDesk, by: CurrentActor, slot_id: int) -> Response:
    """Writes it, once the list was seen."""
    form = await request.form()
    seen = [count(str(word), "创意") or 0 for word in form.getlist("unfit")]
    await run_in_threadpool(_added, desk, by, slot_id, form, seen)
    return done(request, f"/slots/{slot_id}", "version_added")


def _added(desk: Desk, by: Actor, slot_id: int, form: FormData, seen: list[int]) -> None:
    flow.add(desk, slot_id, _entry(_case(desk, slot_id), form), seen=seen, by=by)


def _looked(request: Request, desk: Desk, by: Actor, slot_id: int, form: FormData) -> Response:
    with desk.database.read() as session:
        case = slot_by_id(session, slot_id)
        shut = closure_rows(session, case.slot, by=by, now=clock.now())
    entry = _entry(case, form)
    change = flow.look(desk, slot_id, entry, by=by)
    told = _told(change) | {"typed": _typed(form)}
    if "hx-request" in request.headers:
        return render(request, "_slot_change.html", **told)
    page = _page(case, by) | {"form": rows.form_of(entry.item), "first": entry.valid_from}
    return render(request, "slot.html", **page, **told, **shut)


def _case(desk: Desk, slot_id: int) -> SlotCase:
    with desk.database.read() as session:
        return slot_by_id(session, slot_id)


def _page(case: SlotCase, by: Actor) -> dict[str, Any]:
    running = ad_day_of(clock.now())
    latest = version_on(case.versions, running) or (case.versions[-1] if case.versions else None)
    return {
        "case": case,
        "versions": rows.version_rows(case.versions, running=running),
        "form": rows.form_of(item_of(latest)) if latest else None,
        "first": running + ONE_DAY,
        "earliest": running + ONE_DAY,
        "may_write": may(by, "slot.write", Thing(station_placed=case.slot.station)),
        "tone": TONES.get(case.slot.state.value, "plain"),
    }


def _told(change: Change) -> dict[str, Any]:
    return {
        "change": change,
        "differs": rows.change_rows(change),
        "unfit": rows.unfit_rows(change.unfit),
        "slot": change.slot,
    }


def _typed(form: FormData) -> list[tuple[str, str]]:
    """What was looked at, to be written as it is."""
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in {"csrf_token", "unfit"}
    ]


def _entry(case: SlotCase, form: FormData) -> Entry:
    words = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    valid_from = day(words.get("valid_from", ""), "生效日")
    if valid_from is None or not case.versions:
        raise InputError("field.missing", field="生效日")
    before = item_of(version_on(case.versions, valid_from) or case.versions[-1])
    item = Item(
        parts=tuple(_part(part, words) for part in before.parts),
        formats=_formats(form, before),
        max_seconds=count(words.get("max_seconds", ""), "最长秒数"),
        max_loops=count(words.get("max_loops", ""), "循环次数"),
        text_limit=count(words.get("text_limit", ""), "文字上限"),
    )
    if before.is_text:  # words alone: the form asks for nothing else
        item = replace(before, text_limit=item.text_limit)
    return Entry(item, valid_from)


def _formats(form: FormData, before: Item) -> tuple[str, ...]:
    """The same formats in another order are the same."""
    ticked = tuple(value for value in form.getlist("formats") if isinstance(value, str))
    return before.formats if set(ticked) == set(before.formats) else ticked


def _part(part: PartSpec, words: dict[str, str]) -> PartSpec:
    name = part.part
    return replace(
        part,
        width=count(words.get(f"width-{name}", ""), "宽") or 0,
        height=count(words.get(f"height-{name}", ""), "高") or 0,
        limit_bytes=kilobytes(words.get(f"kb-{name}", ""), "大小上限"),
    )
