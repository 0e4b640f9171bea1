"""Reasons of days and papers beside a month's lines (rules.md §10)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.catalog.reasons import Reasons
from adops.db import lock_log
from adops.domain.month import DayState, Known, MonthLine, ProofKind, StoredPaper, typed
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.errors import InputError, MissingError, RuleError
from adops.models import DayReason, MonthProof, StoredFile
from adops.queries.month import month_line
from adops.rules.permission import Thing, require
from adops.services import acts


def give_reason(
    session: Session,
    *,
    station: str,
    month: str,
    booking_id: int,
    days: Sequence[date],
    reason: str,
    note: str = "",
    by: Actor,
    now: datetime,
    reasons: Reasons,
) -> MonthLine:
    """Says why days of a line were not executed or not verified; an earlier reason is replaced.

    Raises ForbiddenError, RuleError `month.closed`, `month.day_executed`, `month.day_not_over`,
    InputError `month.reason_unknown`, `month.note_missing`, `month.day_outside`, MissingError
    `month.line_unknown`.
    """
    require(by, "month.write", Thing(station_sold=station))
    days = tuple(dict.fromkeys(days))  # a day named twice is one day
    line = _line(session, station, month, booking_id, now)
    note = typed(note)
    _require_reason(reason, note, reasons)
    for day in days:
        _require_gap(line, day)
    rows = _given(session, booking_id, days)
    before = {f"{day}": row.reason for day, row in rows.items()}
    for day in days:
        row = rows.get(day) or DayReason(
            booking_id=booking_id, day=day, reason="", given_by="", given_at=now
        )
        row.reason, row.note, row.given_by, row.given_at = reason, note, by.staff_no, now
        session.add(row)
    acts.log(
        session,
        by=by,
        now=now,
        verb="month.give_reason",
        thing=f"booking:{booking_id}",
        station=station,
        before={"reasons": before},
        after={"days": sorted(days), "reason": reason, "note": note},
    )
    return _line(session, station, month, booking_id, now)


def withdraw_reason(
    session: Session,
    *,
    station: str,
    month: str,
    booking_id: int,
    days: Sequence[date],
    by: Actor,
    now: datetime,
) -> MonthLine:
    """Takes reasons of days back. Raises ForbiddenError, RuleError `month.closed`, InputError
    `month.day_outside`, MissingError `month.line_unknown`."""
    require(by, "month.write", Thing(station_sold=station))
    line = _line(session, station, month, booking_id, now)
    for day in days:
        _require_planned(line, day)
    given = _given(session, booking_id, days)
    for row in given.values():
        session.delete(row)
    acts.log(
        session,
        by=by,
        now=now,
        verb="month.withdraw_reason",
        thing=f"booking:{booking_id}",
        station=station,
        before={"reasons": {f"{day}": row.reason for day, row in given.items()}},
    )
    return _line(session, station, month, booking_id, now)


def require_attachable(
    session: Session,
    *,
    station: str,
    month: str,
    booking_id: int,
    kind: ProofKind,
    day: date | None,
    by: Actor,
    now: datetime,
) -> MonthLine:
    """The line that takes such a paper. Raises what `attach_proof` raises."""
    require(by, "month.write", Thing(station_sold=station))
    line = _line(session, station, month, booking_id, now)
    _require_proof_day(line, kind, day, now)
    return line


def attach_proof(
    session: Session,
    *,
    station: str,
    month: str,
    booking_id: int,
    kind: ProofKind,
    paper: StoredPaper,
    day: date | None = None,
    note: str = "",
    by: Actor,
    now: datetime,
) -> MonthProof:
    """Keeps a paper beside a line; the file is stored already.

    A `day` proof names a day and is accepted by this act; a `client` proof is its contract's, for
    every line of it. Raises ForbiddenError, RuleError `month.closed`, `month.day_not_over`,
    InputError `month.day_missing`, `month.day_outside`, MissingError `month.line_unknown`.
    """
    line = require_attachable(
        session,
        station=station,
        month=month,
        booking_id=booking_id,
        kind=kind,
        day=day,
        by=by,
        now=now,
    )
    know_file(session, paper, now)
    proof = MonthProof(
        month=month,
        contract_id=line.booking.contract_id,
        booking_id=None if kind is ProofKind.CLIENT else booking_id,
        kind=kind.value,
        day=day,
        sha256=paper.sha256,
        name=_base_name(paper),
        note=typed(note),
        given_by=by.staff_no,
        given_at=now,
    )
    session.add(proof)
    session.flush()
    acts.log(
        session,
        by=by,
        now=now,
        verb="month.attach_proof",
        thing=f"booking:{booking_id}",
        station=station,
        after=_told(proof),
    )
    return proof


def remove_proof(
    session: Session,
    *,
    station: str,
    month: str,
    booking_id: int,
    proof_id: int,
    by: Actor,
    now: datetime,
) -> None:
    """Takes a paper off its line; the stored file and the log's line stay.

    Raises ForbiddenError, RuleError `month.closed`, MissingError `month.line_unknown`,
    `month.proof_unknown`.
    """
    require(by, "month.write", Thing(station_sold=station))
    line = _line(session, station, month, booking_id, now)
    here = {one.proof_id for one in line.proofs}
    proof = session.get(MonthProof, proof_id) if proof_id in here else None
    if proof is None:
        raise MissingError("month.proof_unknown", proof=proof_id)
    session.delete(proof)
    acts.log(
        session,
        by=by,
        now=now,
        verb="month.remove_proof",
        thing=f"contract:{proof.contract_id}",
        station=station,
        before=_told(proof),
    )


def _line(session: Session, station: str, month: str, booking_id: int, now: datetime) -> MonthLine:
    lock_log(session)  # a month that is being confirmed is waited for, then seen as closed
    session.flush()
    return month_line(session, station=station, month=month, booking_id=booking_id, now=now)


def _require_reason(reason: str, note: str, reasons: Reasons) -> None:
    known = reasons.get(reason)
    if known is None:
        raise InputError("month.reason_unknown", reason=reason, known=", ".join(reasons))
    if known.note and not note:
        raise InputError("month.note_missing", reason=reason)


def _require_planned(line: MonthLine, day: date) -> None:
    if day not in {one.day for one in line.days}:
        raise InputError("month.day_outside", day=day.isoformat(), line=line.booking.booking_id)


def _require_gap(line: MonthLine, day: date) -> None:
    _require_planned(line, day)
    fact = next(one for one in line.days if one.day == day)
    if fact.state is DayState.EXECUTED:
        raise RuleError("month.day_executed", day=day.isoformat())
    if fact.known is Known.NOT_OVER:
        raise RuleError("month.day_not_over", day=day.isoformat())


def _require_proof_day(line: MonthLine, kind: ProofKind, day: date | None, now: datetime) -> None:
    if day is None:
        if kind is ProofKind.DAY:
            raise InputError("month.day_missing", kind=kind.value)
        return
    _require_planned(line, day)
    if day > ad_day_of(now):
        raise RuleError("month.day_not_over", day=day.isoformat())


def _given(session: Session, booking_id: int, days: Sequence[date]) -> dict[date, DayReason]:
    query = select(DayReason).where(
        DayReason.booking_id == booking_id, col(DayReason.day).in_(list(days))
    )
    return {row.day: row for row in session.exec(query)}


def _base_name(paper: StoredPaper) -> str:
    """The file's own name: no folder of who handed it in, nothing that breaks a line."""
    own = paper.name.replace("\\", "/").rpartition("/")[2]
    return typed(own).replace("\n", "").strip(" .") or paper.sha256[:16]


def know_file(session: Session, paper: StoredPaper, now: datetime) -> None:
    """Lets the database know a stored file, once."""
    if session.get(StoredFile, paper.sha256) is None:
        size, media_type = paper.size, paper.media_type
        row = StoredFile(sha256=paper.sha256, size=size, media_type=media_type, stored_at=now)
        session.add(row)


def _told(proof: MonthProof) -> dict[str, Any]:
    return {
        "proof": proof.id,
        "kind": proof.kind,
        "day": proof.day,
        "sha256": proof.sha256,
        "name": proof.name,
        "note": proof.note,
    }
