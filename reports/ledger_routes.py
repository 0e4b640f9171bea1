"""`/ledgers/{week}?station=` (interfaces.md, API)."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response

from adops.flows import ledger as flow
from adops.flows.ledger import LedgerDesk
from adops.phrases.ledger import file_name
from adops.rules.ledger import parse_week
from adops.server.access import CurrentActor, CurrentDatabase, CurrentSettings, CurrentStore
from reports.ledger import draw
from reports.ledger_answer import ledger_data

router = APIRouter(prefix="/ledgers", tags=["ledgers"])
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {flow.XLSX: {}}}}


def desk(settings: CurrentSettings, database: CurrentDatabase, store: CurrentStore) -> LedgerDesk:
    """Where ledgers are sent."""
    return flow.ledger_desk(settings, database, store, draw)


Desk = Annotated[LedgerDesk, Depends(desk)]
Station = Annotated[str, Query(description="the station that sold: bj", max_length=8)]


@router.get("/{week}.xlsx", response_class=Response, responses=FILE, summary="记录表工作簿")
def read_workbook(week: str, station: Station, desk: Desk, by: CurrentActor) -> Response:
    """As sent once it was sent, else as it stands now."""
    ledger = flow.read_ledger(desk, station=station, week=parse_week(week), by=by)
    return Response(
        flow.workbook(desk, ledger),
        media_type=flow.XLSX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name(ledger))}"},
    )


@router.get("/{week}", summary="一周的特批记录")
def read(week: str, station: Station, desk: Desk, by: CurrentActor) -> dict[str, Any]:
    """Running as of now, or as it stood at its cut."""
    return ledger_data(flow.read_ledger(desk, station=station, week=parse_week(week), by=by))


@router.post("/{week}/send", summary="截止并发送")
def send(
    week: str,
    station: Station,
    desk: Desk,
    by: CurrentActor,
    again: Annotated[bool, Query(description="once more, 【重发】, when it was sent")] = False,
) -> dict[str, Any]:
    """Once ever: 409 `ledger.before_cut`, `ledger.wrong_state`; `again` makes a new outbox row with
    the same bytes."""
    asked = parse_week(week)
    if again:
        flow.resend(desk, station=station, week=asked, by=by)
    else:
        flow.send(desk, station=station, week=asked, by=by)
    return ledger_data(flow.read_ledger(desk, station=station, week=asked, by=by))
