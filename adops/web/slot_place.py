"""在页面上选位置: the page of a slot as a picture with the boxes that look like ads; one of them is
chosen, looked at and taken (checks.md, Finding selectors)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from adops import clock
from adops.domain.finding import Finding, Severity
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.place import Place, place_of
from adops.domain.slot import Device
from adops.domain.states import SearchState
from adops.models import Booking, Page, Slot, SlotSearch
from adops.phrases import dates
from adops.phrases.checks import message
from adops.phrases.places import FILLINGS, HOLDS, matched, size_words
from adops.queries.people import names_of
from adops.queries.slot_searches import Awaited, awaited_in, shown_search, taken_of
from adops.rules.permission import Thing, may
from adops.server.access import CurrentActor, CurrentDatabase
from adops.server.pages import done, render
from adops.server.params import MOST
from adops.services import slot_searches as acts
from adops.services.slot_life import slot_and_page
from adops.web.check_rows import DEVICES

router = APIRouter(prefix="/slots/{slot_id}/place")
Selector = Annotated[str, Form(max_length=acts.LONGEST)]
Number = Annotated[int, Form(ge=1, le=MOST)]
Box = Annotated[int | None, Query(ge=1, le=MOST)]
LETTERS_A_WIDTH = 34
AROUND_PX = 12


@dataclass(frozen=True, slots=True)
class Spot:
    """One place as the page shows it."""

    place: Place
    size: str
    filling: str
    hold: str
    matched: str
    tone: str
    is_now: bool
    href: str

    @property
    def label(self) -> str:
        """What is read out for its box on the picture."""
        return f"{self.place.number} 号：{self.size} {self.filling}，{self.place.selector}"

    @property
    def cut(self) -> str:
        """The part of the page picture around it."""
        one, by = self.place, AROUND_PX
        left, top = max(one.x - by, 0), max(one.y - by, 0)
        return f"{left:g} {top:g} {one.width + 2 * by:g} {one.height + 2 * by:g}"


@dataclass(frozen=True, slots=True)
class Taken:
    """A selector that was taken from a search."""

    search: int
    selector: str
    before: str
    who: str
    undone: str
    may_undo: bool


@router.get("")
def place_page(
    request: Request, database: CurrentDatabase, by: CurrentActor, slot_id: int, box: Box = None
) -> Response:
    """The latest search with its picture, the chosen box, what was taken before."""
    with database.read() as session:
        slot, page = slot_and_page(session, slot_id)
        found = _found(session, slot, page, by, box)
    return render(request, "slot_place.html", **found)


@router.get("/progress")
def progress(
    request: Request, database: CurrentDatabase, by: CurrentActor, slot_id: int
) -> Response:
    """How far the search is; when it has ended, on to the page with what was found."""
    with database.read() as session:
        slot, page = slot_and_page(session, slot_id)
        found = _found(session, slot, page, by, None)
    response = render(request, "_slot_place_progress.html", **found)
    if not found["waits"]:
        response.headers["HX-Redirect"] = f"/slots/{slot_id}/place"
    return response


@router.post("/search")
def search(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    slot_id: int,
    selector: Selector = "",
) -> Response:
    """Asks for the page to be opened; with a selector, to try it."""
    with database.write() as session:
        acts.ask_search(session, slot_id=slot_id, selector=selector, by=by, now=clock.now())
    return done(request, f"/slots/{slot_id}/place", "search_asked")


@router.post("/cancel")
def cancel(
    request: Request, database: CurrentDatabase, by: CurrentActor, slot_id: int, search: Number
) -> Response:
    """Nobody waits for it any more: the browser stops."""
    with database.write() as session:
        acts.cancel_search(session, slot_id=slot_id, search_id=search, by=by, now=clock.now())
    return done(request, f"/slots/{slot_id}/place", "search_cancelled")


@router.post("/take")
def take(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    slot_id: int,
    search: Number,
    box: Number,
) -> Response:
    """Writes the selector of that box."""
    with database.write() as session:
        acts.take_place(
            session, slot_id=slot_id, search_id=search, number=box, by=by, now=clock.now()
        )
    return done(request, f"/slots/{slot_id}/place", "place_taken")


@router.post("/undo")
def undo(
    request: Request, database: CurrentDatabase, by: CurrentActor, slot_id: int, search: Number
) -> Response:
    """The selector that there was before."""
    with database.write() as session:
        acts.undo_place(session, slot_id=slot_id, search_id=search, by=by, now=clock.now())
    return done(request, f"/slots/{slot_id}/place", "place_undone")


def _found(session: Session, slot: Slot, page: Page, by: Actor, box: int | None) -> dict[str, Any]:
    last = shown_search(session, slot.id or 0)
    writes = may(by, "slot.write", Thing(station_placed=slot.station))
    spots = [_spot(place_of(one), slot) for one in last.places] if last else []
    chosen = next((one for one in spots if one.place.number == (box or _first(last))), None)
    return {
        "slot": slot,
        "page": page,
        "device": DEVICES[page.device],
        "search": last,
        "waits": last is not None and last.state is SearchState.ASKED,
        "progress": _progress(last) if last else "",
        "trouble": _trouble(last) if last else "",
        "letters": round(last.width / LETTERS_A_WIDTH) if last else 0,
        "spots": spots,
        "chosen": chosen,
        "beside": _beside(spots, chosen) if chosen else [],
        "may_write": writes,
        "running": ad_day_of(clock.now()),
        "by_hand": page.device is Device.APP or not page.url,
        "awaited": _awaited(session, slot, by),
        "taken": _taken(session, slot, writes),
        "stale": last is not None and last.page_id != slot.page_id,
    }


def _awaited(session: Session, slot: Slot, by: Actor) -> list[Awaited]:
    """As far as the person may see them."""
    found = awaited_in(session, slot.id or 0, on=ad_day_of(clock.now()))
    return [one for one in found if may(by, "booking.read", _thing(one.booking))]


def _thing(booking: Booking) -> Thing:
    return Thing(booking.station_sold, booking.station_placed, booking.sales_email)


def _first(search: SlotSearch | None) -> int | None:
    """A selector that was typed is looked at without being chosen."""
    return 1 if search and search.selector and search.places else None


def _spot(place: Place, slot: Slot) -> Spot:
    return Spot(
        place=place,
        size=size_words(place),
        filling=FILLINGS[place.filling],
        hold=HOLDS[place.hold],
        matched=matched(place),
        tone="ok" if place.is_fit else "warn",
        is_now=place.selector == slot.selector,
        href=f"/slots/{slot.id}/place?box={place.number}#chosen",
    )


def _beside(spots: Sequence[Spot], chosen: Spot) -> list[tuple[Spot, str]]:
    """What else of about its size may belong to the same ad, where its form shows several boxes,
    and the selector of both, the left one first."""
    if chosen.place.count >= chosen.place.wanted:
        return []
    others = [one for one in spots if not one.place.typed and chosen.place.is_beside(one.place)]
    pairs = ((one, sorted((chosen.place, one.place), key=lambda each: each.x)) for one in others)
    return [(one, ", ".join(each.selector for each in pair)) for one, pair in pairs]


def _progress(search: SlotSearch) -> str:
    if search.started_at is None:
        return "在排队，通常一分钟内开始"
    return "正在用浏览器打开页面，打开两遍，通常不到半分钟"


def _trouble(search: SlotSearch) -> str:
    if not search.trouble:
        return ""
    return message(Finding(f"page.{search.trouble}", Severity.WARN, search.detail or None))


def _taken(session: Session, slot: Slot, writes: bool) -> list[Taken]:
    rows = taken_of(session, slot.id or 0)
    names = names_of(session, [one.taken_by for one in rows] + [one.undone_by for one in rows])
    return [
        Taken(
            search=one.id or 0,
            selector=one.taken or "",
            before=one.before or "",
            who=_who(names, one.taken_by, one.taken_at),
            undone=_who(names, one.undone_by, one.undone_at),
            may_undo=writes and one.undone_at is None and slot.selector == one.taken,
        )
        for one in rows
    ]


def _who(names: Any, staff_no: str | None, at: Any) -> str:
    return f"{names.get(staff_no, staff_no)} {dates.moment(at)}" if staff_no and at else ""
