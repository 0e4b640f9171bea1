"""A ledger as JSON: the same for the API and the commands. Pure."""

from datetime import datetime
from typing import Any

from adops.domain.ledger import Correction, Ledger, LedgerEntry
from adops.domain.period import local
from adops.phrases.creative import as_data


def ledger_data(ledger: Ledger) -> dict[str, Any]:
    """Window, state, entries, earlier results, corrections; times with +08:00."""
    return {
        "station": ledger.station,
        "week": str(ledger.window.week),
        "state": ledger.state.value,
        "after": _time(ledger.window.after),
        "cut": _time(ledger.window.cut),
        "calendar": "provisional" if ledger.window.provisional else "official",
        "as_of": _time(ledger.as_of),
        "sent_at": _time(ledger.sent_at),
        "workbook": ledger.workbook,
        "mail": ledger.mail_id,
        "entries": [_entry(number, one) for number, one in enumerate(ledger.entries, 1)],
        "results": [_entry(number, one) for number, one in enumerate(ledger.results, 1)],
        "corrections": [_correction(one) for one in ledger.corrections],
    }


def _entry(number: int, entry: LedgerEntry) -> dict[str, Any]:
    return {
        "number": number,
        "approval": entry.approval_id,
        "kind": entry.kind.value,
        "registered_at": _time(entry.registered_at),
        "contract_no": entry.contract_no,
        "contract_name": entry.contract_name,
        "client": entry.client,
        "slot": entry.slot_code,
        "slot_name": entry.slot_name,
        "start": entry.first_day.isoformat(),
        "end": entry.last_day.isoformat(),
        "version": entry.version,
        "findings": [as_data(one) for one in entry.findings],
        "reason": entry.reason,
        "asked_by": entry.asked_by,
        "registered_by": entry.registered_by,
        "mail": entry.mail,
        "outcome": entry.outcome.value,
        "decided_at": _time(entry.decided_at),
        "decided_by": entry.decided_by or None,
        "decided_why": entry.decided_why or None,
    }


def _correction(one: Correction) -> dict[str, Any]:
    return {
        "approval": one.approval_id,
        "registered_at": _time(one.registered_at),
        "contract_no": one.contract_no,
        "slot": one.slot_code,
        "corrected_at": _time(one.corrected_at),
        "corrected_by": one.corrected_by,
        "before": dict(one.before),
        "after": dict(one.after),
    }


def _time(instant: datetime | None) -> str | None:
    return local(instant).isoformat() if instant else None
