"""The page 排期: slots × days as a grid, what is booked and what is free (rules.md §8)."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import select

from adops import clock
from adops.domain.booking import BookingState
from adops.domain.period import ad_day_of
from adops.models import Station
from adops.phrases.words import CATEGORIES
from adops.queries.schedule import Held, ScheduleLine, schedule_page
from adops.rules.reach import may_somewhere
from adops.rules.schedule import USUAL, Bar, asked, columns
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.pages import render
from adops.web.form_words import day
from adops.web.slot_rows import chosen_station

router = APIRouter(prefix="/schedule")
ONE = {0: "一", 1: "二", 2: "三", 3: "四", 4: "五", 5: "六", 6: "日"}


@dataclass(frozen=True)
class Cell:
    """`span` days of a lane: a booking, or nothing where `kind` is empty; `url` None where the
    booking is not the person's to see."""

    span: int
    kind: str = ""
    words: str = ""
    title: str = ""
    url: str | None = None


@router.get("")
def page(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    station: str | None = None,
    q: str = "",
    first: str = "",
    cursor: int | None = None,
) -> Response:
    """Four weeks of the person's own station, from the running ad day."""
    running = ad_day_of(clock.now())
    period = asked(day(first, "从"), None, running=running)
    with desk.database.read() as session:
        stations = list(session.exec(select(Station).order_by(Station.code)))
        chosen = chosen_station(stations, station, by)
        lines, following = schedule_page(
            session,
            by=by,
            period=period,
            station=chosen or None,
            words=q[:100],
            after=cursor,
            limit=40,
        )
        rows = [(one, lanes_of(one, period.length)) for one in lines]
    return render(
        request,
        "schedule.html",
        days=columns(period, desk.book.calendar),
        weekday=ONE,
        rows=rows,
        period=period,
        earlier=_moved(period.first, -USUAL),
        later=_moved(period.first, USUAL),
        running=running,
        stations=stations,
        station=chosen,
        q=q,
        following=following,
        kinds=CATEGORIES,
        may_enter=may_somewhere(by, "booking.hold"),
    )


def lanes_of(line: ScheduleLine, days: int) -> list[list[Cell]]:
    """The lanes of a slot from left to right, each `days` long."""
    lanes: list[list[Cell]] = [
        [] for _ in range(max((one.lane for one in line.row.bars), default=-1) + 1)
    ]
    for bar in line.row.bars:
        lane = lanes[bar.lane]
        _fill(lane, bar.first)
        lane.append(_booked(bar, line.held[bar.claim.booking_id or 0]))
    for lane in lanes:
        _fill(lane, days)
    return lanes


def _fill(lane: list[Cell], until: int) -> None:
    gap = until - sum(one.span for one in lane)
    if gap:
        lane.append(Cell(gap))


def _booked(bar: Bar, held: Held) -> Cell:
    contract, booking = held.contract, held.booking
    days = f"{booking.first_day:%m-%d} 至 {booking.last_day:%m-%d}"
    shares = f"，{booking.shares} 份" if booking.shares > 1 else ""
    span = bar.last - bar.first + 1
    if contract is None:
        return Cell(span, "other", "已订", f"他人的排期，{days}{shares}")
    category = CATEGORIES[booking.category.value]
    is_held = booking.state is BookingState.HELD
    return Cell(
        span,
        f"{booking.category.value}{' is-held' if is_held else ''}",
        f"{contract.name}{'（预订）' if is_held else ''}",
        f"{contract.no} {contract.name}，{category}，{days}{shares}",
        f"/bookings/{booking.id}",
    )


def _moved(first: date, days: int) -> date | None:
    """None where no calendar reaches."""
    moved = first.toordinal() + days
    return date.fromordinal(moved) if date(2000, 1, 1).toordinal() <= moved else None
