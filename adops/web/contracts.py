"""The page 合同: each contract's bookings as the chain of what they still need, and opening one."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlmodel import Session

from adops import clock
from adops.domain.booking import BookingState
from adops.domain.people import Actor
from adops.flows.bookings import open_contract
from adops.models import Station
from adops.phrases.chain import GLYPHS, LINKS, NOT_SOLD, STEPS, WHY_BROKEN
from adops.queries.chains import BookingChain, contracts_with_chains
from adops.queries.places import chosen, open_stations
from adops.rules.chain import Link, Step
from adops.rules.reach import may_somewhere, reach
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.pages import done, render

router = APIRouter(prefix="/contracts")
Words = Annotated[str, Form(max_length=500)]
READ = "booking.read"
STATE_TONES = {
    BookingState.DRAFT: "plain",
    BookingState.HELD: "warn",
    BookingState.BOOKED: "info",
    BookingState.RUNNING: "ok",
    BookingState.PAUSED: "warn",
    BookingState.CANCELLED: "plain",
    BookingState.ENDED: "plain",
}


@dataclass(frozen=True)
class LinkRow:
    """One link as it is shown: word, sign, what it means."""

    step: str
    word: str
    glyph: str
    link: str
    title: str


def link_rows(one: BookingChain) -> list[LinkRow]:
    """The links in their order; the broken one says why."""
    rows = []
    for step, link in one.links:
        title = f"{STEPS[step.value]}：{_why(one, step) if link is Link.BROKEN else LINKS[link]}"
        word, glyph = STEPS[step.value], GLYPHS[link.value]
        rows.append(LinkRow(step.value, word, glyph, link.value, title))
    return rows


def _why(one: BookingChain, step: Step) -> str:
    return NOT_SOLD[one.facts.state] if step is Step.BOOKING else WHY_BROKEN[step]


@router.get("")
def list_page(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    station: str | None = None,
    q: str = "",
    cursor: int | None = None,
) -> Response:
    """The newest first; of every station the person may see unless one is chosen."""
    now = clock.now()
    with desk.database.read() as session:
        stations = _stations(session, by)
        place = chosen(stations, station, by=by, act=READ).code if station else ""
        lines, following = contracts_with_chains(
            session, by=by, now=now, station=place or None, words=q[:100], before=cursor
        )
        told = [(line, [row_of(one) for one in line.bookings]) for line in lines]
    return render(
        request,
        "contracts.html",
        lines=told,
        stations=stations,
        station=place,
        q=q,
        following=following,
        may_open=may_somewhere(by, "contract.write"),
    )


@router.post("")
def add(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    station: Words = "",
    no: Words = "",
    name: Words = "",
    client: Words = "",
    project_name: Words = "",
    agency: Words = "",
) -> Response:
    """Opens one; its bookings come after."""
    cells = {"合同号": no, "合同名称": name, "客户": client, "项目名称": project_name}
    cells |= {"代理商": agency}
    with desk.database.write() as session:
        contract = open_contract(
            session, cells, station=station or by.station, by=by, now=clock.now()
        )
        number = contract.no
    return done(request, f"/contracts?q={number}", "contract_opened")


def row_of(one: BookingChain) -> dict[str, Any]:
    """A booking's line."""
    return {
        "booking": one.booking,
        "slot": one.slot,
        "state": one.facts.state,
        "tone": STATE_TONES[one.facts.state],
        "links": link_rows(one),
        "creative": one.creative_id,
    }


def _stations(session: Session, by: Actor) -> list[Station]:
    """Those to choose from; none for sales, who see their own contracts of any."""
    seen = reach(by, READ)
    if not (seen.everything or seen.stations):
        return []
    return open_stations(session, by=by, act=READ)
