"""A line of the month on its own page: its days with pictures, reasons, papers (rules.md §10)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adops import clock
from adops.domain.month import MonthBook, MonthLine, ProofKind
from adops.domain.period import parse_day
from adops.domain.states import MonthState
from adops.errors import InputError, MissingError
from adops.flows import month as flow
from adops.flows.month import MonthDesk, Paper
from adops.inspect.paper import media_type_of
from adops.phrases.month import PROOFS
from adops.queries.month_looks import LineLook, looks_of_line
from adops.queries.people import names_of
from adops.rules.permission import Thing, may
from adops.server.access import CurrentActor
from adops.server.limits import take
from adops.server.pages import done, render
from adops.services import month_papers
from adops.web import month_rows as rows
from adops.web.month_rows import Place
from adops.web.months import Desk, Words

router = APIRouter(prefix="/months/{month}/lines/{line}")
SHOWN = frozenset({"image/png", "image/jpeg", "image/webp"})
# A picture opened alone: the browser's own page around it has styles.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "private, max-age=31536000, immutable",
}
NOTE = 500


@router.get("")
def line_page(
    request: Request,
    month: str,
    line: int,
    station: str,
    desk: Desk,
    by: CurrentActor,
    revision: int | None = None,
) -> HTMLResponse:
    """Every planned day with what was seen, what is missing, and the papers."""
    place = Place(station, month, revision)
    book = flow.read_month(desk, station=station, month=month, by=by, revision=revision)
    of = _line_of(book, line)
    with desk.database.read() as session:
        names = names_of(session, [one.given_by for one in of.proofs])
    days = rows.day_rows(of, _looks(desk, of), desk.reasons, place)
    is_open = book.state is MonthState.OPEN and revision is None
    return render(
        request,
        "month_line.html",
        place=place,
        heading=rows.heading(book),
        line=rows.line_row(book.lines.index(of) + 1, of, place),
        act=f"/months/{month}/lines/{line}",
        days=days,
        gaps=[one for one in days if one.may_have_reason],
        papers=rows.paper_rows(of.proofs, names, place, line),
        reasons=list(desk.reasons.values()),
        kinds=[(kind.value, words) for kind, words in PROOFS["zh"].items()],
        may_write=is_open and may(by, "month.write", Thing(station_sold=station)),
        frozen=book.state is not MonthState.OPEN,
        state=rows.state_words(book),
        paper_mb=flow.PAPER_LIMIT // 1024 // 1024,
        blank_days=rows.blank_days(month),
    )


@router.post("/reasons")
def give_reasons(
    request: Request,
    month: str,
    line: int,
    station: Words,
    desk: Desk,
    by: CurrentActor,
    days: Annotated[list[str] | None, Form()] = None,
    reason: Words = "",
    note: Words = "",
) -> Response:
    """One reason for all days marked."""
    marked = _days(days)
    if not reason:
        raise InputError("field.missing", field="原因")
    with desk.database.write() as session:
        month_papers.give_reason(
            session,
            station=station,
            month=month,
            booking_id=line,
            days=marked,
            reason=reason,
            note=note[:NOTE],
            by=by,
            now=clock.now(),
            reasons=desk.reasons,
        )
    return done(request, Place(station, month).line(line), "reasons")


@router.post("/reasons/withdraw")
def withdraw_reasons(
    request: Request,
    month: str,
    line: int,
    station: Words,
    desk: Desk,
    by: CurrentActor,
    days: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Takes the reasons of the days marked back."""
    marked = _days(days)
    with desk.database.write() as session:
        month_papers.withdraw_reason(
            session,
            station=station,
            month=month,
            booking_id=line,
            days=marked,
            by=by,
            now=clock.now(),
        )
    return done(request, Place(station, month).line(line), "withdrawn")


@router.post("/proofs")
def attach(
    request: Request,
    month: str,
    line: int,
    station: Words,
    desk: Desk,
    by: CurrentActor,
    kind: Words = "",
    day: Words = "",
    note: Words = "",
    file: UploadFile | None = None,
) -> Response:
    """Keeps a paper beside the line."""
    if file is None or not file.filename:
        raise InputError("field.missing", field="文件")
    if kind not in set(ProofKind):
        raise InputError("field.missing", field="证明种类")
    named = _days([day])[0] if day else None
    paper = Paper(ProofKind(kind), file.filename, take(file), named, note[:NOTE])
    flow.hand_in(desk, paper, station=station, month=month, booking_id=line, by=by)
    return done(request, Place(station, month).line(line), "proof")


@router.post("/proofs/{proof}/remove")
def remove(
    request: Request,
    month: str,
    line: int,
    proof: int,
    station: Words,
    desk: Desk,
    by: CurrentActor,
) -> Response:
    """Takes a paper off; its file stays in the store."""
    with desk.database.write() as session:
        month_papers.remove_proof(
            session,
            station=station,
            month=month,
            booking_id=line,
            proof_id=proof,
            by=by,
            now=clock.now(),
        )
    return done(request, Place(station, month).line(line), "proof_removed")


@router.get("/looks/{look}/{what}")
def undrawn(
    month: str,
    line: int,
    look: int,
    what: Literal["picture", "proof"],
    station: str,
    desk: Desk,
    by: CurrentActor,
) -> RedirectResponse:
    """On to the cut-out or proof sheet of one of the line's looks, drawn where it is not yet."""
    book = flow.read_month(desk, station=station, month=month, by=by)
    of = _line_of(book, line)
    if look in {one.look_id for looks in _looks(desk, of).values() for one in looks}:
        desk.draw_evidence([look])
    found = [one for looks in _looks(desk, of).values() for one in looks if one.look_id == look]
    sha256 = (found[0].picture if what == "picture" else found[0].proof) if found else None
    if sha256 is None:
        raise MissingError("look.no_picture", look=look)
    url = Place(station, month).file(line, sha256)
    return RedirectResponse(url, status_code=303, headers={"Cache-Control": "no-store"})


@router.get("/files/{sha256}")
def file_of_line(
    month: str,
    line: int,
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    station: str,
    desk: Desk,
    by: CurrentActor,
    revision: int | None = None,
) -> Response:
    """A picture or paper that the line rests on, for whoever may read the month."""
    book = flow.read_month(desk, station=station, month=month, by=by, revision=revision)
    names = _files(desk, _line_of(book, line))
    if sha256 not in names:
        raise MissingError("evidence.missing", sha256=sha256[:16])
    content = desk.store.get(sha256)
    name = names[sha256] or f"{month}-{sha256[:16]}.png"
    kind = media_type_of(content, name) or "application/octet-stream"
    shown = "inline" if kind in SHOWN else "attachment"
    told = {"Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=kind, headers=HEADERS | told)


def _files(desk: MonthDesk, line: MonthLine) -> Mapping[str, str]:
    """Every file of the line by hash, with the name it was handed in under."""
    found: dict[str, str] = {day.evidence: "" for day in line.days if day.evidence}
    for looks in _looks(desk, line).values():
        for look in looks:
            found |= {sha256: "" for sha256 in (look.picture, look.proof) if sha256}
    return found | {one.sha256: one.name for one in line.proofs}


def _looks(desk: MonthDesk, line: MonthLine) -> Mapping[date, Sequence[LineLook]]:
    if not line.days:
        return {}
    with desk.database.read() as session:
        return looks_of_line(
            session,
            booking_id=line.booking.booking_id,
            first=line.days[0].day,
            last=line.days[-1].day,
        )


def _line_of(book: MonthBook, booking_id: int) -> MonthLine:
    line = book.line(booking_id)
    if line is None:
        raise MissingError("month.line_unknown", month=book.month, line=booking_id)
    return line


def _days(marked: list[str] | None) -> list[date]:
    """The days marked. Raises InputError `field.missing`, `month.day_outside`."""
    if not marked:
        raise InputError("field.missing", field="日期，请先勾选要写原因的那几天")
    try:
        return [parse_day(one) for one in marked]
    except ValueError as error:
        raise InputError("month.day_outside", day=marked[0][:20]) from error
