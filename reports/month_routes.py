"""`/months/{month}?station=` (interfaces.md, API): lines, reasons, papers, confirmation, files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Query, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlmodel import Session

from adops import clock
from adops.domain.month import MonthBook, MonthLine, ProofKind
from adops.domain.people import Actor
from adops.flows import month as flow
from adops.flows.month import MonthDesk
from adops.phrases.month import file_name
from adops.queries.month import proof_fact
from adops.rules.month_close import contradictions
from adops.server.access import (
    CurrentActor,
    CurrentArtist,
    CurrentDatabase,
    CurrentSettings,
    CurrentStore,
)
from adops.server.limits import take
from adops.server.params import MOST, Day, Id
from adops.services import month_papers
from reports.month import draw
from reports.month_answer import line_data, month_data, proof_data
from reports.proof_pack import pack

router = APIRouter(prefix="/months", tags=["months"])
ZIP = "application/zip"
FILES: dict[int | str, dict[str, Any]] = {200: {"content": {flow.XLSX: {}, ZIP: {}}}}


def desk(
    settings: CurrentSettings, database: CurrentDatabase, store: CurrentStore, artist: CurrentArtist
) -> MonthDesk:
    """Where months are confirmed."""
    return flow.month_desk(settings, database, store, draw, artist)


Desk = Annotated[MonthDesk, Depends(desk)]
Station = Annotated[str, Query(description="the station that sold: bj", max_length=8)]
Revision = Annotated[int | None, Query(ge=1, le=MOST, description="an earlier revision")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GivenReason(_Strict):
    """One reason for days of a line; `reason` is a code of `config/reasons.yaml`."""

    days: list[Day] = Field(min_length=1, max_length=31)
    reason: str = Field(max_length=32)
    note: str = Field(default="", max_length=500)


class LineChange(_Strict):
    """What is said of a line; reasons of `withdraw`'s days are taken back first."""

    reasons: list[GivenReason] = Field(default_factory=list, max_length=31)
    withdraw: list[Day] = Field(default_factory=list, max_length=31)

    @model_validator(mode="after")
    def _says_something(self) -> "LineChange":
        if not self.reasons and not self.withdraw:
            raise ValueError("reasons or withdraw")
        return self


class Return(_Strict):
    """Why finance returns the month."""

    reason: str = Field(min_length=1, max_length=1000)


@dataclass(frozen=True)
class _Asked:
    """Whose line it is, and who speaks."""

    desk: MonthDesk
    station: str
    month: str
    line: int
    by: Actor

    def withdraw(self, session: Session, days: list[date]) -> MonthLine:
        """Takes reasons back."""
        return month_papers.withdraw_reason(
            session,
            station=self.station,
            month=self.month,
            booking_id=self.line,
            days=days,
            by=self.by,
            now=clock.now(),
        )

    def give(self, session: Session, given: GivenReason) -> MonthLine:
        """Gives one reason."""
        return month_papers.give_reason(
            session,
            station=self.station,
            month=self.month,
            booking_id=self.line,
            days=given.days,
            reason=given.reason,
            note=given.note,
            by=self.by,
            now=clock.now(),
            reasons=self.desk.reasons,
        )


@router.get("/{month}.xlsx", response_class=Response, responses=FILES)
def workbook(
    month: str, station: Station, desk: Desk, by: CurrentActor, revision: Revision = None
) -> Response:
    """The workbook as confirmed; of an open month a draft."""
    book = flow.whole_month(desk, station=station, month=month, by=by, revision=revision)
    named = _named(file_name(book))
    return Response(flow.workbook(desk, book), media_type=flow.XLSX, headers=named)


@router.get("/{month}.zip", response_class=StreamingResponse, responses=FILES)
def archive(
    month: str, station: Station, desk: Desk, by: CurrentActor, revision: Revision = None
) -> StreamingResponse:
    """Every proof of the month by contract and day, with a list of hashes."""
    book = flow.whole_month(desk, station=station, month=month, by=by, revision=revision)
    parts: Iterator[bytes] = pack(book, desk.store)
    return StreamingResponse(parts, media_type=ZIP, headers=_named(file_name(book, "zip")))


@router.get("/{month}")
def shown(
    month: str, station: Station, desk: Desk, by: CurrentActor, revision: Revision = None
) -> dict[str, Any]:
    """Lines with their days, money, papers and gaps; what does not add up."""
    return _data(flow.read_month(desk, station=station, month=month, by=by, revision=revision))


@router.patch("/{month}/lines/{line}")
def change(
    month: str, line: Id, given: LineChange, station: Station, desk: Desk, by: CurrentActor
) -> dict[str, Any]:
    """Gives or takes back reasons of days, all or none; answers with the line."""
    asked = _Asked(desk, station, month, line, by)
    with desk.database.write() as session:
        said = [asked.withdraw(session, given.withdraw)] if given.withdraw else []
        said += [asked.give(session, one) for one in given.reasons]
    return line_data(said[-1])


@router.post("/{month}/lines/{line}/proofs", status_code=201)
def attach(
    month: str,
    line: Id,
    station: Station,
    desk: Desk,
    by: CurrentActor,
    kind: Annotated[ProofKind, Form()],
    file: Annotated[UploadFile, File()],
    day: Annotated[Day | None, Form()] = None,
    note: Annotated[str, Form(max_length=500)] = "",
) -> dict[str, Any]:
    """Attaches a paper (PDF, picture, xlsx, docx, eml): `client`, `screenshot` or `day`."""
    paper = flow.Paper(kind, file.filename or "", take(file), day, note)
    proof = flow.hand_in(desk, paper, station=station, month=month, booking_id=line, by=by)
    return proof_data(proof_fact(proof))


@router.delete("/{month}/lines/{line}/proofs/{proof}", status_code=204)
def detach(month: str, line: Id, proof: Id, station: Station, desk: Desk, by: CurrentActor) -> None:
    """Takes a paper off; its file and the log stay."""
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


@router.post("/{month}/confirm")
def confirm(month: str, station: Station, desk: Desk, by: CurrentActor) -> dict[str, Any]:
    """Freezes the month; 409 `month.incomplete` names lines and what each lacks."""
    return _data(flow.confirm(desk, station=station, month=month, by=by))


@router.post("/{month}/accept")
def accept(month: str, station: Station, desk: Desk, by: CurrentActor) -> dict[str, Any]:
    """Finance takes the month: closed."""
    return _data(flow.accept(desk, station=station, month=month, by=by))


@router.post("/{month}/return")
def give_back(
    month: str, given: Return, station: Station, desk: Desk, by: CurrentActor
) -> dict[str, Any]:
    """Finance returns the month with a reason; answers with the next, open revision."""
    reason = given.reason
    return _data(flow.give_back(desk, station=station, month=month, reason=reason, by=by))


def _data(book: MonthBook) -> dict[str, Any]:
    return month_data(book, contradictions(book))


def _named(name: str) -> dict[str, str]:
    """An attachment under its Chinese name (RFC 6266)."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
