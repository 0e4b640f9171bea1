"""A look by hand: measure and store the screenshot, write its facts, then one act (rules.md §9)."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from adops import clock
from adops.domain.by_hand import HandTask, Shows
from adops.domain.evidence import DrawEvidence
from adops.domain.people import Actor
from adops.errors import InputError
from adops.flows.submit import Desk, measured
from adops.models import SlotCheck
from adops.rules.by_hand import answered
from adops.services.hand_looks import HandFiles, record_hand_look, require_task

TAKEN = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A file as it came."""

    name: str
    content: bytes
    declared: str | None = None


def add_hand_look(
    desk: Desk,
    *,
    slot_code: str,
    booking_id: int | None,
    shows: Shows,
    picture: Screenshot,
    note: str,
    here: Collection[str],
    by: Actor,
) -> SlotCheck:
    """`here`: where the machine looks from (`checks.regions`).

    Raises what `services.hand_looks.require_task` raises, InputError `hand.no_picture` for bytes
    that are no PNG, JPEG or WebP that can be shown; what is refused is not stored."""
    now = clock.now()
    given: dict[str, Any] = {"slot_code": slot_code, "booking_id": booking_id, "shows": shows}
    with desk.database.read() as session:
        task = require_task(session, by=by, now=now, here=here, **given)
    media_type = _require_picture(desk, picture)
    sha256 = desk.store.put(picture.content)
    facts = _facts(task, shows, sha256, note, by, now)
    files = HandFiles(sha256, len(picture.content), media_type, desk.store.put(facts), len(facts))
    with desk.database.write() as session:
        task = require_task(session, by=by, now=now, here=here, **given)
        return record_hand_look(
            session, task=task, shows=shows, files=files, note=note, by=by, now=now
        )


def draw_hand_look(draw: DrawEvidence, look: SlotCheck) -> None:
    """Its proof sheet at once: who added the picture looks at it next."""
    if look.drawn_at is None:
        draw([look.id or 0])


def _require_picture(desk: Desk, picture: Screenshot) -> str:
    facts = measured(desk, picture.name, picture.content, picture.declared)
    if facts.trouble is not None or facts.format not in TAKEN:
        raise InputError("hand.no_picture", name=picture.name)
    return TAKEN[facts.format]


def _facts(task: HandTask, shows: Shows, sha256: str, note: str, by: Actor, now: datetime) -> bytes:
    """As the check writes them (`checks.evidence`), so that proof sheets are drawn alike."""
    result, _ = answered(shows, by_views=task.by_views)
    bookings = {
        str(task.booking_id): {
            "contract_no": task.contract_no,
            "contract_name": task.contract_name,
            "creative": task.creatives[0].creative_id if task.creatives else None,
            "result": result.value,
            "load": 0,
        }
    }
    slot = {
        "name": task.slot_name,
        "page_url": task.page_url,
        "captured_at": now.isoformat(),
        "load": 0,
        "by_hand": f"{by.name}（{by.staff_no}）",
        "note": note,
        "bookings": bookings if task.booking_id is not None else {},
        "creatives": {
            str(one.creative_id): {"version": one.version, "parts": [asdict(p) for p in one.parts]}
            for one in task.creatives
        },
    }
    load = {"captured_at": now.isoformat(), "picture": sha256, "slots": [], "scale": 1.0}
    document = {
        "by": "hand",
        "shows": shows.value,
        "loads": [load],
        "slots": {task.slot_code: slot},
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
