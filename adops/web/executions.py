"""The page 执行: what to enter for the days to come, what is late, swaps with minutes (§7)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from adops import clock
from adops.catalog.jobs import LATE_REPORTS, JobsFile, load_jobs
from adops.catalog.reasons import Reasons, load_reasons
from adops.domain.execution import (
    STOPS,
    ExecutionState,
    Item,
    ItemKind,
    MarkKind,
    SwapState,
    Violation,
)
from adops.domain.mail import MailKind, Post
from adops.domain.people import Actor
from adops.domain.period import ad_day_of, local_day, month_period
from adops.models import Station
from adops.phrases.words import site
from adops.queries.execution_lists import READ, is_entered_ahead, seen_of, to_do
from adops.queries.execution_marks import last_looks
from adops.queries.executions import Found, responsibility_of, violations_of
from adops.queries.people import names_of, stations
from adops.queries.recipients import recipients
from adops.rules.execution import coming, is_pressing
from adops.rules.permission import Thing, require
from adops.rules.reach import reach
from adops.rules.undo import undoable
from adops.server.access import CurrentActor, CurrentSettings
from adops.server.desk import TheDesk
from adops.server.pages import done, render
from adops.services import executions
from adops.services.late_reports import words_of
from adops.web import execution_rows as rows

router = APIRouter(prefix="/executions")
Words = Annotated[str, Form(max_length=executions.LONGEST)]
Typed = Annotated[list[str], Form()]
DONE = {
    ItemKind.PAUSE: "taken_off",
    ItemKind.TAKE_DOWN: "taken_off",
    ItemKind.RESUME: "put_back",
}


@dataclass(frozen=True)
class _Asked:
    """Who looks, and when."""

    desk: TheDesk
    by: Actor
    now: datetime
    reasons: Reasons
    jobs: JobsFile


@router.get("")
def page(
    request: Request,
    desk: TheDesk,
    settings: CurrentSettings,
    by: CurrentActor,
    station: Annotated[str, Query(max_length=8)] = "",
) -> HTMLResponse:
    """What presses first, then today's, then the days to come; what counts as not placed, and the
    late ones of the month."""
    if reach(by, READ).nothing:
        require(by, READ, Thing())
    asked = _Asked(
        desk, by, clock.now(), load_reasons(settings.config_dir), load_jobs(settings.config_dir)
    )
    with desk.database.read() as session:
        found = to_do(session, by=by, book=desk.book, now=asked.now, station=station or None)
        sites = {one.code: site(one.code, one.name) for one in stations(session)}
        told = _rows(session, found, sites, asked)
        counts = violations_of(
            session,
            seen_of(by, station or None),
            month_period(local_day(asked.now).year, local_day(asked.now).month),
            now=asked.now,
        )
        open_ = _stations(session, by)
    return render(
        request,
        "executions.html",
        stations=open_,
        station=station,
        reasons=[(code, one.zh) for code, one in asked.reasons.items() if one.late],
        violations=[_violation(one, sites, asked.reasons) for one in counts],
        month=local_day(asked.now).month,
        **told,
    )


def _stations(session: Session, by: Actor) -> list[Station]:
    seen = reach(by, READ)
    return [one for one in stations(session) if seen.everything or one.code in seen.stations]


def _rows(
    session: Session, found: Sequence[Found], sites: Mapping[str, str], asked: _Asked
) -> dict[str, Any]:
    """The sections of the page."""
    shown = [one for one in found if _section(one, asked) is not None]
    lines = responsibility_of(session, shown, book=asked.desk.book)
    names: Mapping[str, str] = names_of(
        session, rows.names_needed(lines, [one.item for one in shown])
    )
    looks = last_looks(session, {one.placed.slot.id for one in shown})
    sections: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    days: defaultdict[date, list[dict[str, Any]]] = defaultdict(list)
    for one, line in zip(shown, lines, strict=True):
        row = rows.item_row(one, line, {**names, **sites}, by=asked.by, now=asked.now)
        name = _section(one, asked) or ""
        row["undo"] = row["mine"] and _undoable(one, looks, asked.now)
        if row["may_report"]:
            row["mail"] = _mail(session, one, asked)
            row["by_itself"] = asked.jobs.is_on(LATE_REPORTS, one.placed.booking.station_placed)
        (days[one.item.day] if name == "coming" else sections[name]).append(row)
    for name in ("swaps", "stops"):
        sections[name].sort(key=lambda row: (not row["minutes"], row["due"]))
    return {"sections": sections, "days": sorted(days.items())}


def _undoable(found: Found, looks: Mapping[int, datetime], now: datetime) -> str:
    """The word of the mark that may be taken back."""
    item, looked_at = found.item, looks.get(found.placed.slot.id or 0)
    mark = undoable(item, found.placed.marks(item), looked_at=looked_at, now=now)
    if mark is None:
        return ""
    done = "已上线" if item.swap is None else rows.DONE_WORDS.get(item.kind, "已替换")
    return "已配置" if mark.kind is MarkKind.CONFIGURED else done


def _section(found: Found, asked: _Asked) -> str | None:
    """Where an item stands; None for what is over."""
    item, today = found.item, local_day(asked.now)
    if item.kind in STOPS:
        return "stops" if _is_stop_shown(item, asked) else None
    if item.state is ExecutionState.NOT_PLACED:
        return "not_placed"
    if item.state is ExecutionState.LATE and item.lift is None and _presses(item, asked):
        return "late"
    if item.swap is not None and not _is_ahead(found, asked):
        running = item.swap is SwapState.DUE or item.day >= ad_day_of(asked.now)
        return "swaps" if running else None
    if item.day == today or item.reopened:
        return "today"
    return "coming" if item.day in coming(asked.now, calendar=asked.desk.book.calendar) else None


def _presses(item: Item, asked: _Asked) -> bool:
    return is_pressing(item, terms=asked.desk.book.execution, now=asked.now)


def _is_stop_shown(item: Item, asked: _Asked) -> bool:
    """What is due up to the next workday, and the running ad day's that is done."""
    if item.swap is SwapState.DUE:
        return item.day <= coming(asked.now, calendar=asked.desk.book.calendar).last
    return item.day >= ad_day_of(asked.now) and item.swap is not SwapState.DROPPED


def _is_ahead(found: Found, asked: _Asked) -> bool:
    """A swap of a later day, until that day's ad day has begun."""
    return (
        is_entered_ahead(found.item)
        and not _presses(found.item, asked)
        and (found.item.day > ad_day_of(asked.now))
    )


def _mail(session: Session, found: Found, asked: _Asked) -> dict[str, Any]:
    """The report as it would leave."""
    booking = found.placed.booking
    posts = asked.desk.mails.kinds[MailKind.LATE_REPORT]
    known = {Post.SALES: booking.sales_email}
    who = recipients(session, to=posts.to, cc=posts.cc, station=booking.station_sold, known=known)
    words = words_of(session, found, reasons=asked.reasons, by=asked.by, book=asked.desk.book)
    return {
        "subject": words.subject,
        "text": words.text,
        "to": "、".join(who.to),
        "cc": "、".join(who.cc),
        "missing": "、".join(who.missing),
    }


def _violation(one: Violation, names: Mapping[str, str], reasons: Reasons) -> dict[str, Any]:
    reason = reasons[one.reason].zh if one.reason in reasons else "没有报告"
    sold, placed = names.get(one.station_sold), names.get(one.station_placed)
    return {"sold": sold, "placed": placed, "reason": reason, "count": one.count}


@router.post("/{item_id}/configured")
def configured(
    request: Request, item_id: str, desk: TheDesk, by: CurrentActor, part: Typed, size: Typed
) -> Response:
    """已配置, with the sizes typed into the ad-match."""
    with desk.database.write() as session:
        executions.configure(
            session,
            item_id=item_id,
            sizes={one: typed for one, typed in zip(part, size, strict=False) if one},
            by=by,
            now=clock.now(),
            book=desk.book,
        )
    return done(request, "/executions", "configured")


@router.post("/{item_id}/live")
def live(request: Request, item_id: str, desk: TheDesk, by: CurrentActor) -> Response:
    """已上线; the time is the click."""
    with desk.database.write() as session:
        executions.mark_live(session, item_id=item_id, by=by, now=clock.now(), book=desk.book)
    return done(request, "/executions", "live")


@router.post("/{item_id}/report")
def report(
    request: Request,
    item_id: str,
    desk: TheDesk,
    settings: CurrentSettings,
    by: CurrentActor,
    reason: Words = "",
    note: Words = "",
) -> Response:
    """晚投报告."""
    with desk.database.write() as session:
        executions.report_late(
            session,
            item_id=item_id,
            reason=reason,
            note=note,
            by=by,
            now=clock.now(),
            book=desk.book,
            mails=desk.mails,
            reasons=load_reasons(settings.config_dir),
        )
    return done(request, "/executions", "late_reported")


@router.post("/{item_id}/undo")
def undo(request: Request, item_id: str, desk: TheDesk, by: CurrentActor) -> Response:
    """撤销标记."""
    with desk.database.write() as session:
        executions.undo(session, item_id=item_id, by=by, now=clock.now(), book=desk.book)
    return done(request, "/executions", "unmarked")


@router.post("/{item_id}/lift")
def lift(request: Request, item_id: str, desk: TheDesk, by: CurrentActor, why: Words) -> Response:
    """撤销按未投放处理, by the HQ AE."""
    with desk.database.write() as session:
        executions.lift(session, item_id=item_id, why=why, by=by, now=clock.now(), book=desk.book)
    return done(request, "/executions", "lifted")


@router.post("/{item_id}/done")
def swapped(request: Request, item_id: str, desk: TheDesk, by: CurrentActor) -> Response:
    """已替换; of a stop 已下线 or 已恢复."""
    now = clock.now()
    with desk.database.write() as session:
        found = executions.finish_swap(session, item_id=item_id, by=by, now=now, book=desk.book)
    return done(request, "/executions", DONE.get(found.item.kind, "swapped"))
