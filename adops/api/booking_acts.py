"""`POST /contracts`, `POST /bookings`, and the acts on a booking (interfaces.md, API)."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from adops import clock
from adops.domain.booking import BookingState, Category, Kind
from adops.domain.money import yuan
from adops.domain.people import Actor, Role
from adops.domain.sheet import Cell
from adops.flows import bookings as flow
from adops.flows.submit import Desk
from adops.phrases.creative import as_data
from adops.phrases.sheet import message
from adops.phrases.words import CATEGORIES, KINDS
from adops.queries.booking_lists import booking_data
from adops.queries.bookings import BookingCase, booking_case
from adops.queries.make_goods import makes_good
from adops.queries.slot_versions import slot_by_code
from adops.rules.permission import booking_act, require
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.params import Day, Id
from adops.services import booking_stops, bookings
from adops.services.booking_moves import Moved, To
from adops.services.make_goods import draft_make_good

router = APIRouter(tags=["bookings"])
MOST_FEN = 10**12
Words = Annotated[str, Field(max_length=500)]
Fen = Annotated[int, Field(ge=0, le=MOST_FEN)]
Why = Annotated[str, Field(max_length=500)]


class Body(BaseModel):
    """Nothing unknown."""

    model_config = ConfigDict(extra="forbid")


class NewContract(Body):
    """`station` not given: one's own."""

    no: Words
    name: Words
    station: Annotated[str | None, Field(max_length=8)] = None
    client: Words = ""
    project_name: Words = ""
    project_no: Words = ""
    agency: Words = ""
    agency_email: Words = ""


class NewBooking(Body):
    """Of a contract that is there. Money in fen; `net_fen` null: by list price. `discount` 0–1.
    `state` `draft` holds nothing, `held` its shares till 18:00 of the third workday. Sales: their
    own mailbox where `sales_email` is not given."""

    contract_no: Words
    slot: Words
    start: Day
    end: Day
    kind: Kind
    category: Category = Category.PAID
    state: Literal["draft", "held", "booked"] = "booked"
    station: Annotated[str | None, Field(max_length=8)] = None
    shares: Annotated[int, Field(ge=1, le=100)] = 1
    regions: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=40)
    landing_url: Words = ""
    sales_name: Words | None = None
    sales_email: Words | None = None
    list_price_fen: Fen = 0
    discount: Annotated[str, Field(max_length=20)] = "1"
    net_fen: Fen | None = None
    quantity: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    developer: Words = ""
    agent: Words = ""
    permit_no: Words = ""
    monitor_no: Words = ""


class Move(Body):
    """What is left out stays; with a new start alone the length stays. `dry_run` writes nothing."""

    slot: Words | None = None
    start: Day | None = None
    end: Day | None = None
    net_fen: Fen | None = None
    dry_run: bool = False


class Cancel(Body):
    """`from` not given: the next ad day. `net_fen`: the new total; asked for, with the total by ad
    days, where days are left. `dry_run` tells what would be left."""

    first: Annotated[Day | None, Field(alias="from")] = None
    net_fen: Fen | None = None
    why: Why = ""
    dry_run: bool = False


class Reason(Body):
    """Why."""

    why: Why


@router.post("/contracts", status_code=201)
def open_contract(given: NewContract, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """By the AE or sales of its station. A number that is there: 409 `contract.exists`."""
    cells: dict[str, Cell] = {
        "合同号": given.no,
        "合同名称": given.name,
        "项目名称": given.project_name,
        "项目号": given.project_no,
        "客户": given.client,
        "代理商": given.agency,
        "代理商邮箱": given.agency_email,
    }
    station = (given.station or by.station).strip().lower()
    with desk.database.write() as session:
        contract = flow.open_contract(session, cells, station=station, by=by, now=clock.now())
        return contract.model_dump()


@router.post("/bookings", status_code=201)
def enter(given: NewBooking, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """Over-booking: 409 `booking.over_booked` with `days` and, in `in_the_way`, who holds the
    shares; whose a booking is, is told to who may see it."""
    state = BookingState(given.state)
    done = flow.enter(desk, _cells(given, by), state, by=by, now=clock.now())
    odd = [{"code": one.code, "message": message(one)} for one in done.warnings]
    return _data(done.case) | {"warnings": odd}


@router.post("/bookings/{booking_id}/hold")
def hold(booking_id: Id, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """A draft takes its shares; `hold_until` says until when."""
    with desk.database.write() as session:
        return _data(
            bookings.hold(session, booking_id=booking_id, by=by, now=clock.now(), book=desk.book)
        )


@router.post("/bookings/{booking_id}/book")
def firm(booking_id: Id, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """A draft or a hold is booked."""
    with desk.database.write() as session:
        return _data(bookings.firm(session, booking_id=booking_id, by=by, now=clock.now()))


@router.post("/bookings/{booking_id}/make-good", status_code=201)
def make_good(booking_id: Id, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """补投: a draft over the first free days of the same slot; `makes_good` are the lost days that
    it names."""
    with desk.database.write() as session:
        case = draft_make_good(session, booking_id=booking_id, by=by, now=clock.now())
        days = [one.day.isoformat() for one in makes_good(session, case.booking.id or 0)]
        return _data(case) | {"of": booking_id, "makes_good": days}


@router.post("/bookings/{booking_id}/move")
def move(booking_id: Id, given: Move, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """`reviewed` are the creatives that another rate-card item binds now, with what is against
    them; `reopened` ones are to be confirmed again. `net_by_days_fen`: the old total by the new
    days."""
    to = To(_slot_id(desk, given.slot), given.start, given.end, given.net_fen)
    act = flow.look if given.dry_run else flow.move
    return moved_data(act(desk, booking_id, to, by=by, now=clock.now())) | {
        "written": not given.dry_run
    }


@router.post("/bookings/{booking_id}/cancel")
def cancel(booking_id: Id, given: Cancel, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """Cut to the day before `from`; whole where it has not begun by then."""
    if given.dry_run:
        return _proposed(desk, booking_id, given, by)
    with desk.database.write() as session:
        case = booking_stops.cancel(
            session,
            booking_id=booking_id,
            on=given.first,
            net_fen=given.net_fen,
            why=given.why,
            by=by,
            now=clock.now(),
        )
        return _data(case) | {"written": True}


@router.post("/bookings/{booking_id}/pause")
def pause(booking_id: Id, given: Reason, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """紧急下线: from now on looks expect nothing of it."""
    with desk.database.write() as session:
        return _data(
            booking_stops.pause(
                session, booking_id=booking_id, why=given.why, by=by, now=clock.now()
            )
        )


@router.post("/bookings/{booking_id}/resume")
def resume(booking_id: Id, given: Reason, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """It runs again from now on."""
    with desk.database.write() as session:
        return _data(
            booking_stops.resume(
                session, booking_id=booking_id, why=given.why, by=by, now=clock.now()
            )
        )


def moved_data(moved: Moved) -> dict[str, Any]:
    """A move as JSON."""
    return _data(moved.case) | {
        "net_before_fen": moved.net_before,
        "net_by_days_fen": moved.net_by_days,
        "reviewed": [
            {
                "creative": one.creative_id,
                "version": one.version,
                "reopened": one.reopened,
                "findings": [as_data(finding) for finding in one.findings],
            }
            for one in moved.reviewed
        ],
    }


def _proposed(desk: Desk, booking_id: int, given: Cancel, by: Actor) -> dict[str, Any]:
    with desk.database.read() as session:
        case = booking_case(session, booking_id)
        require(by, booking_act(case.booking.state), case.thing)
        found = booking_stops.proposal(case.booking, on=given.first, now=clock.now())
        return _data(case) | {
            "written": False,
            "from": found.on.isoformat(),
            "end_then": found.left.last.isoformat() if found.left else None,
            "net_by_days_fen": found.net_fen,
        }


def _data(case: BookingCase) -> dict[str, Any]:
    return booking_data(case.booking, case.contract, case.slot, now=clock.now())


def _slot_id(desk: Desk, code: str | None) -> int | None:
    if code is None:
        return None
    with desk.database.read() as session:
        return slot_by_code(session, code).slot.id


def _cells(given: NewBooking, by: Actor) -> dict[str, Cell]:
    mine = by.role is Role.SALES
    name, email = (by.name, by.email) if mine else ("", "")
    return {
        "合同号": given.contract_no,
        "广告位编号": given.slot,
        "投放开始": given.start,
        "投放结束": given.end,
        "业务类型": KINDS[given.kind.value],
        "类别": CATEGORIES[given.category.value],
        "站点": given.station or by.station,
        "占用轮播": given.shares,
        "定向地域": "|".join(given.regions),
        "落地页": given.landing_url,
        "销售": name if given.sales_name is None else given.sales_name,
        "销售邮箱": email if given.sales_email is None else given.sales_email,
        "刊例价": str(yuan(given.list_price_fen)),
        "折扣": given.discount,
        "净价": None if given.net_fen is None else str(yuan(given.net_fen)),
        "开发企业": given.developer,
        "中介机构": given.agent,
        "预售许可证号": given.permit_no,
        "监测编号": given.monitor_no,
        "每日数量": given.quantity,
    }
