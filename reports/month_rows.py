"""A month as rows: one a booking, one a difference, one a gap, one a proof. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from adops.domain.money import yuan
from adops.domain.month import (
    DayFact,
    DayState,
    Difference,
    Known,
    MonthBook,
    MonthLine,
    ProofFact,
)
from adops.phrases.month import DAY_STATES, PROOFS, how, lack, runs
from adops.phrases.words import CATEGORIES, KINDS

SHEET_SUFFIX = ".png"


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of 明细; `number` counts from 1."""

    number: int
    line: MonthLine
    kind: str
    category: str
    reasons: str
    papers: str
    lacks: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A line of 差额: what changed in months that were fixed before."""

    number: int
    difference: Difference
    because: str


@dataclass(frozen=True, slots=True)
class GapRow:
    """A planned day that was not executed or not verified."""

    line: MonthLine
    day: DayFact
    state: str
    how: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A file that a day or a line rests on. `path` is its place in the proof pack."""

    contract_no: str
    slot_code: str
    day: date | None
    what: str
    at: datetime | None
    path: str
    sha256: str
    note: str = ""


def line_rows(book: MonthBook, reasons: Mapping[str, str]) -> list[LineRow]:
    """One a booking, in the order of the month; `reasons` are words by code."""
    return [
        LineRow(
            number=number,
            line=line,
            kind=KINDS[line.booking.kind.value],
            category=CATEGORIES[line.booking.category.value],
            reasons=_reasons(line, reasons),
            papers="\n".join(_papers(line)),
            lacks="\n".join(lack(one) for one in line.missing),
        )
        for number, line in enumerate(book.lines, start=1)
    ]


def _papers(line: MonthLine) -> Iterator[str]:
    """How many proof sheets of looks there are, and of which kinds papers."""
    sheets = sum(1 for _ in _sheets(line))
    if sheets:
        yield f"巡检证明单 {sheets} 张"
    yield from dict.fromkeys(PROOFS["zh"][one.kind] for one in line.proofs)


def _reasons(line: MonthLine, words: Mapping[str, str]) -> str:
    days: dict[str, list[date]] = {}
    for day in line.days:
        if day.reason is not None:
            days.setdefault(words.get(day.reason, day.reason), []).append(day.day)
    return "\n".join(f"{reason} {runs(found)}" for reason, found in days.items())


def difference_rows(book: MonthBook) -> list[DifferenceRow]:
    """One a booking whose fixed months changed."""
    return [
        DifferenceRow(number, one, "；".join(_change(one)))
        for number, one in enumerate(book.differences, start=1)
    ]


def _change(difference: Difference) -> Iterator[str]:
    for change in difference.changes:
        fixed, now = yuan(change.fixed_fen), yuan(change.now_fen)
        yield f"{change.month} 入账 {fixed:,.2f}，应为 {now:,.2f}"
    if not difference.changes:
        yield "此前差额冲回"


def gap_rows(book: MonthBook, reasons: Mapping[str, str]) -> list[GapRow]:
    """Every day not executed or not verified, by line and day."""
    return [
        GapRow(
            line=line,
            day=day,
            state=DAY_STATES["zh"][day.state],
            how=how(day),
            reason=reasons.get(day.reason, day.reason) if day.reason else "",
        )
        for line in book.lines
        for day in line.days
        if day.state is not DayState.EXECUTED and day.known is not Known.NOT_OVER
    ]


def proof_rows(book: MonthBook) -> list[ProofRow]:
    """Every file of the month: proof sheets of looks by line and day, then the papers.

    Two lines never share a path; a paper of a whole contract stands once.
    """
    found: dict[str, ProofRow] = {}
    for line in book.lines:
        for row in (*_sheets(line), *(_paper(line, one) for one in line.proofs)):
            found.setdefault(row.path, row)
    return sorted(found.values(), key=lambda row: (row.contract_no, row.path))


def _sheets(line: MonthLine) -> Iterator[ProofRow]:
    of = line.booking
    for day in line.days:
        if day.evidence is None or day.known is Known.PROOF:
            continue
        state = DAY_STATES["zh"][day.state]
        name = f"{safe(of.slot_code)}-{of.booking_id}-{state}{SHEET_SUFFIX}"
        yield ProofRow(
            contract_no=of.contract_no,
            slot_code=of.slot_code,
            day=day.day,
            what=f"巡检证明单（{how(day)}）",
            at=day.at,
            path=f"{safe(of.contract_no)}/{day.day}/{name}",
            sha256=day.evidence,
        )


def _paper(line: MonthLine, proof: ProofFact) -> ProofRow:
    of = line.booking
    own = proof.booking_id is not None
    place = f"{proof.day}" if proof.day else "证明"
    return ProofRow(
        contract_no=of.contract_no,
        slot_code=of.slot_code if own else "",
        day=proof.day,
        what=PROOFS["zh"][proof.kind],
        at=proof.given_at,
        path=f"{safe(of.contract_no)}/{place}/{proof.proof_id}-{safe(proof.name)}",
        sha256=proof.sha256,
        note=proof.note,
    )


def safe(name: str) -> str:
    """The name without anything that a path or an office's file system would take amiss."""
    kept = "".join("_" if letter in '\\/:*?"<>|' or ord(letter) < 32 else letter for letter in name)
    return kept.strip(" .")[-80:] or "_"
