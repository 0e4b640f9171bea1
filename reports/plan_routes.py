"""`GET /schedule.xlsx`: the sheet 排期表 (domain.md 4.2)."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from adops import clock
from adops.domain.calendar import DayKind
from adops.domain.people import Actor
from adops.domain.period import Period, ad_day_of
from adops.domain.plan import Plan, Planned
from adops.errors import MissingError
from adops.flows.ledger import XLSX
from adops.flows.submit import Desk
from adops.models import Station
from adops.phrases.plan import file_name
from adops.phrases.words import site
from adops.queries.plan import planned
from adops.rules.plan import plan_rows, whole
from adops.rules.schedule import asked
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.params import Day, OfStation
from reports.plan import draw

router = APIRouter(tags=["bookings"])
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}}}
ContractNo = Annotated[str | None, Query(max_length=64, description="of this contract alone")]


@router.get("/schedule.xlsx", response_class=Response, responses=FILE, summary="排期表工作簿")
def read_workbook(
    desk: TheDesk,
    by: CurrentActor,
    station: OfStation = None,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    contract: ContractNo = None,
) -> Response:
    """Of a contract: all its days, unless some are asked for. Else four weeks from the running ad
    day unless said otherwise, 92 days at most."""
    running = ad_day_of(clock.now())
    period = None if contract and not (first or last) else asked(first, last, running=running)
    with desk.database.read() as session:
        booked = planned(session, by=by, station=station, period=period, contract_no=contract)
        named = session.get(Station, station) if station else None
    if contract and not booked:
        raise MissingError("contract.unknown", contract=contract)
    shown = period or whole(booked)
    about = _about(booked if contract else [], site(named.code, named.name) if named else "")
    plan = _plan(desk, booked, shown, about, by)
    return _answer(plan)


def _about(of_contract: list[Planned], place: str) -> str:
    one = next(iter(of_contract), None)
    return f"{one.contract_no} {one.contract_name}" if one else place or "全部站点"


def _plan(desk: Desk, booked: list[Planned], shown: Period | None, about: str, by: Actor) -> Plan:
    days = tuple(shown.days()) if shown else ()
    calendar = desk.book.calendar
    off = frozenset(day for day in days if calendar.day(day).kind is not DayKind.WORKDAY)
    rows = plan_rows(booked, shown) if shown else ()
    return Plan(about, days, off, rows, clock.now(), by.name or by.staff_no)


def _answer(plan: Plan) -> Response:
    name = file_name(plan.about, plan.columns[0], plan.columns[-1])
    return Response(
        draw(plan),
        media_type=XLSX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"},
    )
