"""A month as JSON: the same for the API and the commands (interfaces.md). Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from adops.domain.finding import Finding
from adops.domain.month import (
    BookedLine,
    DayFact,
    Difference,
    MonthBook,
    MonthLine,
    ProofFact,
)
from adops.domain.period import local
from adops.phrases.month import finding, lack


def month_data(book: MonthBook, findings: Iterable[Finding] = ()) -> dict[str, Any]:
    """The month with lines, differences and totals; money in fen, times with +08:00."""
    return {
        "station": book.station,
        "month": book.month,
        "revision": book.revision,
        "state": book.state.value,
        "opens": _time(book.opens),
        "due": _time(book.due),
        "due_provisional": book.due_provisional,
        "confirmed_at": _time(book.confirmed_at),
        "confirmed_by": book.confirmed_by,
        "decided_at": _time(book.decided_at),
        "decided_by": book.decided_by,
        "return_reason": book.return_reason,
        "returned_before": book.returned_before,
        "workbook": book.workbook,
        "complete": not book.incomplete,
        "totals": _totals(book),
        "lines": [line_data(line) for line in book.lines],
        "differences": [_difference(one) for one in book.differences],
        "findings": [{**one.as_data(), "message": finding(one)} for one in findings],
    }


def line_data(line: MonthLine) -> dict[str, Any]:
    """One line; its `id` is the booking's."""
    return {
        **_booked(line.booking),
        "planned": line.planned,
        "executed": line.executed,
        "not_executed": line.not_executed,
        "unverified": line.unverified,
        "amount_fen": line.amount_fen,
        "days": [_day(day) for day in line.days],
        "proofs": [proof_data(proof) for proof in line.proofs],
        "missing": [
            {
                "code": one.code,
                "days": [day.isoformat() for day in one.days],
                "message": lack(one),
            }
            for one in line.missing
        ],
    }


def proof_data(proof: ProofFact) -> dict[str, Any]:
    """A paper; `sha256` is of the stored file."""
    return {
        "id": proof.proof_id,
        "kind": proof.kind.value,
        "day": proof.day.isoformat() if proof.day else None,
        "line": proof.booking_id,
        "sha256": proof.sha256,
        "name": proof.name,
        "note": proof.note,
        "given_by": proof.given_by,
        "given_at": _time(proof.given_at),
    }


def _totals(book: MonthBook) -> dict[str, int]:
    return {
        "lines": len(book.lines),
        "planned": sum(line.planned for line in book.lines),
        "executed": sum(line.executed for line in book.lines),
        "not_executed": sum(line.not_executed for line in book.lines),
        "unverified": sum(line.unverified for line in book.lines),
        "amount_fen": book.amount_fen,
    }


def _booked(booking: BookedLine) -> dict[str, Any]:
    return {
        "id": booking.booking_id,
        "contract_no": booking.contract_no,
        "contract_name": booking.contract_name,
        "client": booking.client,
        "slot": booking.slot_code,
        "slot_name": booking.slot_name,
        "page": booking.page,
        "category": booking.category.value,
        "kind": booking.kind.value,
        "station_placed": booking.station_placed,
        "editor_placed": booking.editor_placed,
        "start": booking.first.isoformat(),
        "end": booking.last.isoformat(),
        "net_fen": booking.net_fen,
    }


def _day(day: DayFact) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "state": day.state.value,
        "known": day.known.value,
        "at": _time(day.at),
        "result": day.result.value if day.result else None,
        "look": day.look_id,
        "proof": day.evidence,
        "ruling": day.ruling.value if day.ruling else None,
        "lifted": day.lifted or None,
        "reason": day.reason,
        "note": day.note,
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        **_booked(one.booking),
        "amount_fen": one.amount_fen,
        "changes": [
            {"month": change.month, "fixed_fen": change.fixed_fen, "now_fen": change.now_fen}
            for change in one.changes
        ],
    }


def _time(instant: datetime | None) -> str | None:
    return local(instant).isoformat() if instant else None
