"""Looks as a run records them, without a browser: page pictures, facts and rows of live slots;
their cut-outs and proof sheets are still to be drawn."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from PIL import Image, ImageDraw

from adops.db import Database
from adops.domain.facts import BookingOnAir, BookingSeen, Look, SlotOnPage
from adops.domain.people import CONSOLE
from adops.domain.period import ad_day_of
from adops.domain.states import Delivered, LookResult
from adops.queries.checks import looks_of_run, slots_on_air
from adops.services import slot_checks as acts
from adops.store import Store
from checks.evidence import facts_document, is_drawable
from checks.judged import Judgement
from checks.plan import plan
from checks.probe import Box, PageLoad, PageProbe, PageSeen, SlotFacts

SIZE = (600, 400)


def record(
    db: Database,
    store: Store,
    now: datetime,
    results: Mapping[str, LookResult] | None = None,
    *,
    only: Sequence[str] = (),
    captured_at: datetime | None = None,
) -> list[int]:
    """One run over every live slot (`only`: over these) at `now`, which saw them then or at
    `captured_at`; ids of its looks in the order of the slots. Results by slot code, else `ok`; a
    slot that is `missing` is not on the page."""
    told, seen_at = results or {}, captured_at or now
    on = ad_day_of(now)
    with db.write() as session:
        run = acts.ask_run(session, station=None, slot_codes=only, by=CONSOLE, now=now)
        found = slots_on_air(session, on=on, slot_codes=only, now=seen_at)
        slots = {one.code: one for one in found}
        probes = plan(slots.values(), max_loads=1)
        pages = {probe.page_id: len(probe.slots) for probe in probes}
        acts.start_run(session, run_id=run.id or 0, pages=pages, by=CONSOLE, now=now)
    for number, probe in enumerate(probes):
        page = [slots[one.code] for one in probe.slots]
        one = _record(store, probe, page, seen_at, number, told)
        with db.write() as session:
            acts.record_page(session, run_id=run.id or 0, record=one, by=CONSOLE, now=now)
    with db.write() as session:
        acts.finish_run(session, run_id=run.id or 0, by=CONSOLE, now=now)
        rows = looks_of_run(session, run.id or 0)
    return [look.id or 0 for look, _, _ in rows]


def _record(
    store: Store,
    probe: PageProbe,
    slots: list[SlotOnPage],
    now: datetime,
    number: int,
    results: Mapping[str, LookResult],
) -> acts.PageRecord:
    boxes = {slot.code: Box(20, 20 + 60 * n, 240, 50) for n, slot in enumerate(slots)}
    content = _picture(list(boxes.values()), number)
    load = PageLoad(
        captured_at=now,
        url=probe.url,
        status=200,
        seconds=0.1,
        width=SIZE[0],
        height=SIZE[1],
        scale=1.0,
        slots=tuple(
            SlotFacts(slot.code, results.get(slot.code) is not LookResult.MISSING, box, box)
            for slot, box in zip(slots, boxes.values(), strict=True)
        ),
        served=(),
        picture=content,
    )
    page = PageSeen(probe, (load,), now)
    judged = [
        (slot, _judgement(slot, now, results.get(slot.code, LookResult.OK))) for slot in slots
    ]
    picture = store.put(content)
    facts = store.put(facts_document(page, judged, {0: picture}))
    files = {picture: (len(content), acts.PNG), facts: (1, acts.JSON)}
    looks = tuple(
        Look(
            slot_id=one.look.slot_id,
            slot_code=one.look.slot_code,
            on=one.look.on,
            result=one.look.result,
            page_url=one.look.page_url,
            captured_at=now,
            findings=(),
            bookings=one.look.bookings,
            page_picture=picture,
            facts=facts,
            to_draw=is_drawable(one.look.slot_code, one, page),
        )
        for _, one in judged
    )
    return acts.PageRecord(probe.page_id, looks, 0.1, 1, picture, files)


def _judgement(slot: SlotOnPage, now: datetime, result: LookResult) -> Judgement:
    yes = result in {LookResult.OK, LookResult.DEAD_LINK}
    unknown = result in {LookResult.UNSURE, LookResult.UNREACHABLE}
    delivered = Delivered.YES if yes else Delivered.UNKNOWN if unknown else Delivered.NO
    bookings = tuple(
        BookingSeen(one.booking_id, _of(one), one.contract_no, yes, 0.8, delivered)
        for one in slot.bookings
    )
    look = Look(
        slot_id=slot.slot_id,
        slot_code=slot.code,
        on=ad_day_of(now),
        result=result if slot.bookings or result is not LookResult.OK else LookResult.VACANT,
        page_url=slot.page_url,
        captured_at=now,
        findings=(),
        bookings=bookings,
    )
    return Judgement(look, 0, {one.booking_id: 0 for one in bookings})


def _of(booking: BookingOnAir) -> int | None:
    """Its version, where it has one."""
    return booking.creatives[0].creative_id if booking.creatives else None


def _picture(boxes: list[Box], number: int) -> bytes:
    """A page with a number of its own and a field at each box, the same on every page."""
    page = Image.new("RGB", SIZE, "#f4f6f8")
    draw = ImageDraw.Draw(page)
    draw.text((400, 20), f"page {number}", fill="black")
    for n, box in enumerate(boxes):
        shape = (box.x, box.y, box.x + box.width, box.y + box.height)
        draw.rectangle(shape, fill=f"hsl({n * 40 % 360}, 60%, 50%)")
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()
