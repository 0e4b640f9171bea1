"""The report of a late placement 晚投报告 (rules.md §7; 一(一)2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adops.domain.mail import MailKind, Words
from adops.mail.render import render


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the line of responsibility in words: when, what, by whom."""

    at: str
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class LateReport:
    """All that the report says, in words; `sold` and `placed` are stations."""

    contract_no: str
    contract_name: str
    client: str
    slot_code: str
    slot_name: str
    page: str
    sold: str
    placed: str
    day: date
    planned: str
    actual: str
    reason: str
    note: str
    by: str
    line: Sequence[Line]


def late_report(report: LateReport) -> Words:
    """Contract, slot, planned and actual time, reason, and the line of responsibility."""
    return render(MailKind.LATE_REPORT, report=report)
