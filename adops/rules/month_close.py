"""Whether a month may be confirmed, and what in it does not add up (rules.md §10)."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from adops.domain.booking import Category
from adops.domain.finding import Finding, Severity
from adops.domain.month import DayState, FixedShare, Known, MonthBook, MonthLine
from adops.domain.period import Period, ad_day_of, local, parse_month
from adops.errors import RuleError
from adops.rules.month import revenue_fen
from adops.rules.transitions import MONTH, move


def require_confirmable(book: MonthBook, *, now: datetime) -> None:
    """Raises RuleError: `month.wrong_state`; `month.not_over` before the 1st 09:00;
    `month.incomplete` naming lines and what each lacks; `month.does_not_add_up` with findings."""
    move("month", MONTH, book.state, "confirm")
    if now < book.opens:
        raise RuleError("month.not_over", month=book.month, opens=local(book.opens).isoformat())
    if book.incomplete:
        lines = [gaps_of(line) for line in book.incomplete]
        raise RuleError("month.incomplete", month=book.month, count=len(lines), lines=lines)
    findings = contradictions(book)
    if findings:
        raise RuleError("month.does_not_add_up", month=book.month, findings=findings)


def gaps_of(line: MonthLine) -> dict[str, Any]:
    """A line by its names, and what it lacks, as plain data for the refusal."""
    return {
        "id": line.booking.booking_id,
        "contract_no": line.booking.contract_no,
        "slot": line.booking.slot_code,
        "missing": [
            {"code": lack.code, "days": [day.isoformat() for day in lack.days]}
            for lack in line.missing
        ],
    }


def contradictions(book: MonthBook) -> tuple[Finding, ...]:
    """What cannot be true of a month, whoever wrote it: one finding for each, none when sound."""
    return tuple(finding for rule in INVARIANTS for finding in rule(book))


def _a_line_for_a_booking(book: MonthBook) -> Iterator[Finding]:
    times = Counter(line.booking.booking_id for line in book.lines)
    for line in book.lines:
        if times[line.booking.booking_id] > 1:
            yield _finding("month.line_twice", line, times[line.booking.booking_id], 1)


def _every_planned_day_once(book: MonthBook) -> Iterator[Finding]:
    month = parse_month(book.month)
    for line in book.lines:
        both = Period(line.booking.first, line.booking.last).meets(month)
        planned = tuple(both.days()) if both else ()
        if tuple(day.day for day in line.days) != planned:
            yield _finding("month.days_wrong", line, line.planned, len(planned))


def _a_look_belongs_to_its_day(book: MonthBook) -> Iterator[Finding]:
    for line in book.lines:
        for day in line.days:
            if day.look_id is None or day.at is None:
                continue
            if ad_day_of(day.at) != day.day:
                taken = ad_day_of(day.at).isoformat()
                yield _finding("month.look_of_other_day", line, taken, day.day.isoformat())


def _an_executed_day_rests_on_something(book: MonthBook) -> Iterator[Finding]:
    for line in book.lines:
        for day in line.days:
            if day.state is not DayState.EXECUTED:
                continue
            if day.known not in {Known.SEEN, Known.PROOF} or day.at is None:
                yield _finding("month.nothing_to_rest_on", line, day.day.isoformat(), None)


def _gifts_bring_no_money(book: MonthBook) -> Iterator[Finding]:
    for line in book.lines:
        category, net = line.booking.category, line.booking.net_fen
        if category is Category.BONUS and net:
            yield _finding("month.bonus_with_price", line, net, 0)
        if line.amount_fen and not revenue_fen(category, net):
            yield _finding("month.money_wrong", line, line.amount_fen, 0)


INVARIANTS: tuple[Callable[[MonthBook], Iterator[Finding]], ...] = (
    _a_line_for_a_booking,
    _every_planned_day_once,
    _a_look_belongs_to_its_day,
    _an_executed_day_rests_on_something,
    _gifts_bring_no_money,
)


def unlike_shares(book: MonthBook, shares: Mapping[int, FixedShare]) -> tuple[Finding, ...]:
    """Lines of a frozen month whose money is not the share that was fixed; `shares` by booking."""
    carried = {one.booking.booking_id: one.amount_fen for one in book.differences}
    found = []
    for line in book.lines:
        number = line.booking.booking_id
        fixed = shares.get(number)
        told = (line.amount_fen, carried.get(number, 0))
        if fixed is None or told != (fixed.amount_fen, fixed.difference_fen):
            here = fixed.amount_fen + fixed.difference_fen if fixed else None
            found.append(_finding("month.share_wrong", line, sum(told), here))
    return tuple(found)


def _finding(
    code: str, line: MonthLine, measured: int | str | None, allowed: int | str | None
) -> Finding:
    where = f"{line.booking.contract_no} {line.booking.slot_code}"
    return Finding(code, Severity.REJECT, measured, allowed, where)
