"""The form 登记排期: from 排期 with slot and day, or from a contract; draft, hold, or booked."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from adops import clock
from adops.domain.booking import BookingState
from adops.domain.people import Actor, Role
from adops.domain.period import Period, ad_day_of
from adops.domain.sheet import Cell
from adops.errors import InputError
from adops.flows import bookings as flow
from adops.flows.submit import Desk
from adops.models import Booking, Slot
from adops.phrases.words import CATEGORIES, KINDS
from adops.queries.booking_page import contract_for, slot_for
from adops.queries.closures import shut_days
from adops.rules.booking import hold_until
from adops.rules.permission import Thing, require
from adops.rules.reach import may_somewhere
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.pages import done, render
from adops.web.form_words import day

router = APIRouter(prefix="/bookings")
# field of the form → column of the sheet
FIELDS = {
    "contract_no": "合同号",
    "contract_name": "合同名称",
    "client": "客户",
    "slot": "广告位编号",
    "first": "投放开始",
    "last": "投放结束",
    "kind": "业务类型",
    "category": "类别",
    "station": "站点",
    "shares": "占用轮播",
    "regions": "定向地域",
    "landing_url": "落地页",
    "sales_name": "销售",
    "sales_email": "销售邮箱",
    "list_price": "刊例价",
    "discount": "折扣",
    "net": "净价",
    "developer": "开发企业",
    "agent": "中介机构",
    "permit_no": "预售许可证号",
    "monitor_no": "监测编号",
    "quantity": "每日数量",
}
STATES = {"booked": BookingState.BOOKED, "held": BookingState.HELD, "draft": BookingState.DRAFT}
KEPT = ("kind", "landing_url", "sales_name", "sales_email", "developer", "agent", "permit_no")


@router.get("/new")
def page(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    slot: str = "",
    first: str = "",
    contract: str = "",
) -> Response:
    """What is known of slot, day and contract stands there already."""
    require_entering(by)
    start = day(first, "投放开始")
    with desk.database.read() as session:
        known, latest = contract_for(session, by, contract[:64])
        place = slot_for(session, slot[:64])
        shut = _shut(session, place, start or ad_day_of(clock.now()))
    typed = {"slot": slot, "first": start.isoformat() if start else ""}
    typed |= {"contract_no": contract, "contract_name": known.name if known else ""}
    typed |= _prefilled(latest, place, by)
    return render(
        request,
        "booking_new.html",
        slot=place,
        shut=shut,
        known=known,
        typed=typed,
        **_form(desk, by),
    )


def _shut(session: Session, slot: Slot | None, on: date) -> date | None:
    """The day, when the editors closed the slot in it."""
    if slot is None:
        return None
    return on if on in shut_days(session, [slot.id], Period(on, on))[slot.id] else None


@router.post("/new")
async def enter(request: Request, desk: TheDesk, by: CurrentActor) -> Response:
    """Enters it, with its contract where that is new."""
    form = await request.form()
    words = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    return await run_in_threadpool(_entered, request, desk, by, words)


def require_entering(by: Actor) -> None:
    """Raises ForbiddenError `permission.denied` for who enters nothing anywhere."""
    if not may_somewhere(by, "booking.hold"):
        require(by, "booking.hold", Thing())


def _entered(request: Request, desk: Desk, by: Actor, words: dict[str, str]) -> Response:
    require_entering(by)
    state = STATES.get(words.get("state", ""))
    if state is None:
        raise InputError("field.invalid", field="登记为", value=words.get("state", "")[:40])
    cells: dict[str, Cell] = {column: words.get(name, "") for name, column in FIELDS.items()}
    cells["站点"] = cells["站点"] or by.station
    entered = flow.enter(desk, cells, state, by=by, now=clock.now())
    said = "booking_held" if state is BookingState.HELD else "booking_entered"
    return done(request, f"/bookings/{entered.case.booking.id}", said)


def _prefilled(latest: Booking | None, slot: Slot | None, by: Actor) -> dict[str, Any]:
    """From the contract's latest booking; sales: themselves."""
    found: dict[str, Any] = {"shares": 1, "discount": "1", "kind": "commercial"}
    if latest is not None:
        found |= {name: getattr(latest, name) for name in KEPT}
        found["regions"] = "、".join(latest.regions)
    if by.role is Role.SALES:
        found |= {"sales_name": by.name, "sales_email": by.email}
    return found


def _form(desk: Desk, by: Actor) -> dict[str, Any]:
    until = hold_until(clock.now(), calendar=desk.book.calendar, terms=desk.book.hold)
    return {
        "kinds": KINDS,
        "categories": CATEGORIES,
        "hold_until": until.value,
        "hold_provisional": until.provisional,
        "may_book": may_somewhere(by, "booking.write"),
        "may_price": by.role is not Role.SALES,
    }
