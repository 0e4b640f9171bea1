"""`/executions` and `/swaps`: what is to be done, and the marks on it (interfaces.md, API)."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from adops import clock
from adops.catalog.reasons import load_reasons
from adops.domain.execution import SwapState
from adops.queries import execution_lists as lists
from adops.queries.executions import Found, responsibility_of
from adops.server.access import CurrentActor, CurrentSettings
from adops.server.desk import TheDesk
from adops.server.params import Day, OfStation
from adops.services import executions

router = APIRouter(tags=["executions"])
ItemId = Annotated[str, Path(max_length=40, pattern=r"^[0-9]+-[0-9-]+-[a-z0-9]+$")]


class Typed(BaseModel):
    """The sizes typed into the ad-match, by part; what is not given is as it should be."""

    sizes: dict[str, Annotated[str, Field(max_length=20)]] = Field(
        default_factory=dict, max_length=20
    )


class Report(BaseModel):
    """Why it is late: a code of `config/reasons.yaml`, and more where it asks for it."""

    reason: str = Field(default="", max_length=32)
    note: str = Field(default="", max_length=executions.LONGEST)


class Lift(BaseModel):
    """Why it counts as placed after all."""

    reason: str = Field(min_length=1, max_length=executions.LONGEST)


@router.get("/executions")
def listed(
    desk: TheDesk, by: CurrentActor, station: OfStation = None, due: Day | None = None
) -> dict[str, Any]:
    """Today's and all up to the next workday; `due`: what was to be entered on that day, every
    start after it up to the next workday."""
    now = clock.now()
    with desk.database.read() as session:
        found = lists.executions(session, by=by, book=desk.book, now=now, station=station, due=due)
        lines = responsibility_of(session, found, book=desk.book)
    told = [lists.execution_data(*pair) for pair in zip(found, lines, strict=True)]
    return {"items": told, "next": None}


@router.post("/executions/{item_id}/configured")
def configured(
    item_id: ItemId, desk: TheDesk, by: CurrentActor, given: Typed | None = None
) -> dict[str, Any]:
    """已配置, with the sizes typed."""
    with desk.database.write() as session:
        found = executions.configure(
            session,
            item_id=item_id,
            sizes=given.sizes if given else {},
            by=by,
            now=clock.now(),
            book=desk.book,
        )
    return _answer(desk, found)


@router.post("/executions/{item_id}/live")
def live(item_id: ItemId, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """已上线; the time is now."""
    with desk.database.write() as session:
        found = executions.mark_live(
            session, item_id=item_id, by=by, now=clock.now(), book=desk.book
        )
    return _answer(desk, found)


@router.post("/executions/{item_id}/late-report")
def late_report(
    item_id: ItemId, given: Report, desk: TheDesk, settings: CurrentSettings, by: CurrentActor
) -> dict[str, Any]:
    """晚投报告: `mail` is its row of the outbox."""
    with desk.database.write() as session:
        found, mail = executions.report_late(
            session,
            item_id=item_id,
            reason=given.reason,
            note=given.note,
            by=by,
            now=clock.now(),
            book=desk.book,
            mails=desk.mails,
            reasons=load_reasons(settings.config_dir),
        )
    return _answer(desk, found) | {"mail": mail.id}


@router.post("/executions/{item_id}/undo")
def undo(item_id: ItemId, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """撤销标记: the last one, as long as nothing rests on it; of swaps and stops too."""
    with desk.database.write() as session:
        found = executions.undo(session, item_id=item_id, by=by, now=clock.now(), book=desk.book)
    return _answer(desk, found)


@router.post("/executions/{item_id}/lift")
def lift(item_id: ItemId, given: Lift, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """撤销按未投放处理, by the HQ AE."""
    with desk.database.write() as session:
        found = executions.lift(
            session,
            item_id=item_id,
            why=given.reason,
            by=by,
            now=clock.now(),
            book=desk.book,
        )
    return _answer(desk, found)


@router.get("/swaps")
def swaps(
    desk: TheDesk, by: CurrentActor, station: OfStation = None, state: SwapState | None = None
) -> dict[str, Any]:
    """What is due, the most pressing first, then what the running ad day saw done or dropped."""
    now = clock.now()
    with desk.database.read() as session:
        found = lists.swaps(session, by=by, book=desk.book, now=now, station=station, state=state)
    return {"items": [lists.swap_data(one, now=now) for one in found], "next": None}


@router.post("/swaps/{item_id}/done")
def done(item_id: ItemId, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """已替换; the time is now, and from now on the check expects only the new version."""
    now = clock.now()
    with desk.database.write() as session:
        found = executions.finish_swap(session, item_id=item_id, by=by, now=now, book=desk.book)
    return lists.swap_data(found, now=now)


def _answer(desk: TheDesk, found: Found) -> dict[str, Any]:
    with desk.database.read() as session:
        (line,) = responsibility_of(session, [found], book=desk.book)
    return lists.execution_data(found, line)
