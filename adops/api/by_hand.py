"""The day's round of looks by hand (rules.md §9)."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, UploadFile

from adops import clock
from adops.catalog.checks import load_checks
from adops.domain.by_hand import HandTask, Shows
from adops.domain.code import folded
from adops.domain.period import ad_day_of, local
from adops.flows.hand_look import Screenshot, add_hand_look
from adops.queries import check_lists
from adops.queries.by_hand import hand_tasks
from adops.rules.permission import Thing, may, require
from adops.server.access import CurrentActor, CurrentDatabase, CurrentSettings
from adops.server.desk import TheDesk
from adops.server.limits import take
from adops.server.params import MOST
from adops.services.hand_looks import MOST_NOTE

router = APIRouter(prefix="/hand-checks", tags=["checks"])


@router.get("")
def tasks(
    database: CurrentDatabase,
    settings: CurrentSettings,
    by: CurrentActor,
    station: Annotated[str | None, Query(max_length=16)] = None,
) -> dict[str, Any]:
    """What is looked at by hand in the running ad day, `owed` where nobody did yet; of one station
    or of all that the person may read."""
    now = clock.now()
    if station is not None:
        require(by, "check.read", Thing(station_placed=station, station_sold=station))
    here = load_checks(settings.config_dir).regions
    with database.read() as session:
        found = hand_tasks(
            session,
            on=ad_day_of(now),
            here=here,
            now=now,
            stations=None if station is None else {station},
        )
    mine = (one for one in found if may(by, "check.read", Thing(station_placed=one.owed_by)))
    return {"on": ad_day_of(now).isoformat(), "items": [_task(one) for one in mine]}


@router.post("", status_code=201)
def add(
    database: CurrentDatabase,
    desk: TheDesk,
    settings: CurrentSettings,
    by: CurrentActor,
    slot: Annotated[str, Form(max_length=64)],
    shows: Annotated[Shows, Form()],
    picture: Annotated[UploadFile, File()],
    booking_id: Annotated[int | None, Form(ge=1, le=MOST)] = None,
    note: Annotated[str, Form(max_length=MOST_NOTE)] = "",
) -> dict[str, Any]:
    """Multipart: the screenshot as it came and what it shows; answers with the look, `by: hand`.
    409 `hand.not_on_round` for what the check looks at itself."""
    look = add_hand_look(
        desk,
        slot_code=folded(slot),
        booking_id=booking_id,
        shows=shows,
        picture=Screenshot(picture.filename or "", take(picture), picture.content_type),
        note=note.strip(),
        here=load_checks(settings.config_dir).regions,
        by=by,
    )
    with database.read() as session:
        return check_lists.one_look(session, look.id or 0)


def _task(one: HandTask) -> dict[str, Any]:
    return {
        "slot": one.slot_code,
        "slot_name": one.slot_name,
        "why": one.why.value,
        "station": one.placed,
        "owed_by": one.owed_by,
        "page_url": one.page_url,
        "booking_id": one.booking_id,
        "contract_no": one.contract_no,
        "regions": list(one.regions),
        "owed": one.is_owed,
        "looks": [
            {
                "id": look.look_id,
                "at": local(look.at).isoformat(),
                "result": look.result.value,
                "delivered": look.delivered.value if look.delivered else None,
                "looked_by": look.who,
                "picture": look.picture,
                "proof": look.proof,
            }
            for look in one.looks
        ],
    }
