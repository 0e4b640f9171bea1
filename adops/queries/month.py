"""A selling station's month with everything its lines rest on, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from adops.domain.calendar import Calendar
from adops.domain.month import (
    BookedLine,
    Difference,
    FixedShare,
    LookFact,
    MonthBook,
    MonthLine,
    MonthTerms,
    ProofFact,
    ProofKind,
    ReasonFact,
)
from adops.domain.month_data import thaw
from adops.domain.period import Period, parse_month
from adops.domain.states import MonthState
from adops.errors import InputError, MissingError, RuleError
from adops.models import (
    Booking,
    Contract,
    DayReason,
    MonthClose,
    MonthProof,
    MonthShare,
    Page,
    Slot,
    SlotCheck,
    SlotCheckBooking,
    Station,
)
from adops.queries.executions import Ruled, rulings_of
from adops.queries.month_rulings import rulings
from adops.queries.people import names_of
from adops.rules.month import (
    COUNTED,
    due,
    line_of,
    month_shares,
    opens,
    owed,
    revenue_fen,
    with_missing,
)

T = TypeVar("T")
NOTHING_RULED = Ruled()


@dataclass(frozen=True, slots=True)
class MonthCatalog:
    """What a month needs of config/: the calendar its due date is counted by, and the terms."""

    calendar: Calendar
    terms: MonthTerms


def month_of(text: str) -> Period:
    """`2026-10` → its ad days. Raises InputError `month.not_a_month`."""
    try:
        period = parse_month(text)
    except ValueError as error:
        raise InputError("month.not_a_month", month=text) from error
    if f"{period.first:%Y-%m}" != text:
        raise InputError("month.not_a_month", month=text)
    return period


def month_book(
    session: Session,
    *,
    station: str,
    month: str,
    catalog: MonthCatalog,
    now: datetime,
    revision: int | None = None,
) -> MonthBook:
    """The month's latest revision, or an earlier one by its number.

    Open: lines as of `now`. Confirmed, accepted or returned: the lines as frozen. Raises InputError
    `month.not_a_month`, MissingError `station.unknown`, `month.no_revision`.
    """
    period = month_of(month)
    place = session.get(Station, station)
    if place is None:
        raise MissingError("station.unknown", station=station)
    closes = _closes(session, station, month)
    close = _pick(closes, revision)
    due_at = due(period, calendar=catalog.calendar, terms=catalog.terms)
    before = [one.return_reason for one in closes if one.revision == close.revision - 1]
    book = MonthBook(
        station=station,
        station_name=place.name,
        month=month,
        revision=close.revision,
        state=close.state,
        opens=opens(period),
        due=due_at.value,
        due_provisional=due_at.provisional,
        lines=(),
        confirmed_at=close.confirmed_at,
        confirmed_by=close.confirmed_by,
        decided_at=close.decided_at,
        decided_by=close.decided_by,
        return_reason=close.return_reason,
        returned_before=before[0] if before else None,
        workbook=close.workbook,
        names=tuple(sorted(names_of(session, (close.confirmed_by, close.decided_by)).items())),
    )
    if close.frozen is not None:
        lines, differences = thaw(close.frozen)
    else:
        lines, differences = _lines_now(session, station, month, now)
    return replace(book, lines=lines, differences=differences)


def month_line(
    session: Session, *, station: str, month: str, booking_id: int, now: datetime
) -> MonthLine:
    """One line of an open month as of `now`, read without the month's other contracts.

    Raises RuleError `month.closed` when the month is confirmed or accepted, MissingError
    `month.line_unknown`, InputError `month.not_a_month`.
    """
    period = month_of(month)
    state = _closes(session, station, month)[-1].state
    if state is not MonthState.OPEN:
        raise RuleError("month.closed", month=month, state=state.value)
    contract = select(Booking.contract_id).where(Booking.id == booking_id).scalar_subquery()
    which = and_(_in_month(station, period), col(Booking.contract_id) == contract)
    money = _money(session, col(Booking.id) == booking_id)
    for line in _lines(session, which, month, money, now):
        if line.booking.booking_id == booking_id:
            return line
    raise MissingError("month.line_unknown", month=month, line=booking_id)


def _closes(session: Session, station: str, month: str) -> list[MonthClose]:
    query = select(MonthClose).where(MonthClose.station == station, MonthClose.month == month)
    found = list(session.exec(query.order_by(col(MonthClose.revision))))
    return found or [MonthClose(station=station, month=month)]


def _pick(closes: Sequence[MonthClose], revision: int | None) -> MonthClose:
    if revision is None:
        return closes[-1]
    for close in closes:
        if close.revision == revision:
            return close
    raise MissingError("month.no_revision", month=closes[0].month, revision=revision)


def _lines_now(
    session: Session, station: str, month: str, now: datetime
) -> tuple[tuple[MonthLine, ...], tuple[Difference, ...]]:
    money = _money(session, col(Booking.station_sold) == station)
    lines = _lines(session, _in_month(station, month_of(month)), month, money, now)
    booked = tuple(line.booking for line in lines)
    return lines, _differences(session, month, money, booked)


def _lines(
    session: Session,
    which: ColumnElement[bool],
    month: str,
    money: Mapping[int, "_Money"],
    now: datetime,
) -> tuple[MonthLine, ...]:
    period = month_of(month)
    looks = _by(_looks(session, which, period), lambda look: look.booking_id)
    reasons = _by(_reasons(session, which, period), lambda reason: reason.booking_id)
    proofs = _by(_proofs(session, which, month), lambda proof: proof.contract_id)
    starts = rulings_of(session, which, period, now=now)
    ruled = rulings(session, which, period, looks=looks, starts=starts, now=now)
    lines = (
        line_of(
            one,
            period,
            looks=looks[one.booking_id],
            reasons=(*ruled[one.booking_id].reasons.values(), *reasons[one.booking_id]),
            proofs=proofs[one.contract_id],
            rulings=ruled[one.booking_id].days,
            lifted=starts.get(one.booking_id, NOTHING_RULED).lifted,
            fixed=money[one.booking_id].fixed if one.booking_id in money else (),
            now=now,
        )
        for one in _booked(session, which)
    )
    return with_missing(tuple(lines))


def _in_month(station: str, period: Period) -> ColumnElement[bool]:
    """Bookings that the station sold and that have an ad day in the month."""
    return and_(
        col(Booking.station_sold) == station,
        col(Booking.first_day) <= period.last,
        col(Booking.last_day) >= period.first,
        col(Booking.state).in_(sorted(COUNTED)),
    )


def _booked(session: Session, which: ColumnElement[bool]) -> tuple[BookedLine, ...]:
    query = (
        select(Booking, Contract, Slot, Page.name)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .join(Page, col(Page.id) == Slot.page_id)
        .where(which)
        .order_by(
            col(Contract.no),
            col(Slot.code),
            col(Booking.first_day),
            col(Booking.category),
        )
    )
    return tuple(_booked_line(*row) for row in session.exec(query))


def _booked_line(booking: Booking, contract: Contract, slot: Slot, page: str) -> BookedLine:
    return BookedLine(
        booking_id=booking.id or 0,
        contract_id=booking.contract_id,
        contract_no=contract.no,
        contract_name=contract.name,
        client=contract.client,
        project=contract.project_name,
        slot_code=slot.code,
        slot_name=slot.name,
        page=page,
        form=slot.form,
        category=booking.category,
        kind=booking.kind,
        route=booking.route,
        station_placed=booking.station_placed,
        sales=booking.sales_name,
        editor_placed=slot.editor_placed,
        first=booking.first_day,
        last=booking.last_day,
        net_fen=booking.net_fen,
    )


def _looks(session: Session, which: ColumnElement[bool], period: Period) -> Iterable[LookFact]:
    seen, look = SlotCheckBooking, SlotCheck
    query = (
        select(seen, look)
        .join(look, col(look.id) == seen.slot_check_id)
        .join(Booking, col(Booking.id) == seen.booking_id)
        .where(which, col(seen.on).between(period.first, period.last))
    )
    for one, of in session.exec(query):
        yield LookFact(
            look_id=of.id or 0,
            booking_id=one.booking_id,
            on=one.on,
            at=of.captured_at,
            result=of.result,
            delivered=one.delivered,
            proof=one.proof,
            page_picture=one.page_picture or of.page_picture,
        )


def _reasons(session: Session, which: ColumnElement[bool], period: Period) -> Iterable[ReasonFact]:
    query = (
        select(DayReason)
        .join(Booking, col(Booking.id) == DayReason.booking_id)
        .where(which, col(DayReason.day).between(period.first, period.last))
    )
    for one in session.exec(query):
        yield ReasonFact(one.booking_id, one.day, one.reason, one.note)


def _proofs(session: Session, which: ColumnElement[bool], month: str) -> Iterable[ProofFact]:
    """Papers of the month for contracts that have a line in it."""
    contracts = select(Booking.contract_id).where(which)
    query = (
        select(MonthProof)
        .where(MonthProof.month == month, col(MonthProof.contract_id).in_(contracts))
        .order_by(col(MonthProof.id))
    )
    return [proof_fact(one) for one in session.exec(query)]


def proof_fact(proof: MonthProof) -> ProofFact:
    """The row as a fact."""
    return ProofFact(
        proof_id=proof.id or 0,
        contract_id=proof.contract_id,
        booking_id=proof.booking_id,
        kind=ProofKind(proof.kind),
        day=proof.day,
        sha256=proof.sha256,
        name=proof.name,
        note=proof.note,
        given_by=proof.given_by,
        given_at=proof.given_at,
    )


@dataclass(frozen=True, slots=True)
class _Money:
    """A booking's revenue by month as it would be by now, and what was fixed."""

    now: Mapping[str, int]
    fixed: list[FixedShare]


def _money(session: Session, which: ColumnElement[bool]) -> Mapping[int, _Money]:
    """The money of those bookings of which a confirmed month has fixed a share."""
    query = (
        select(MonthShare, Booking)
        .join(Booking, col(Booking.id) == MonthShare.booking_id)
        .where(which)
    )
    found: dict[int, _Money] = {}
    for share, of in session.exec(query):
        number = share.booking_id
        if number not in found:
            found[number] = _Money(_shares_now(of), [])
        fixed = FixedShare(number, share.month, share.amount_fen, share.difference_fen)
        found[number].fixed.append(fixed)
    return found


def _shares_now(booking: Booking) -> dict[str, int]:
    if booking.state not in COUNTED:
        return {}
    revenue = revenue_fen(booking.category, booking.net_fen)
    return month_shares(Period(booking.first_day, booking.last_day), revenue)


def _differences(
    session: Session, month: str, money: Mapping[int, _Money], booked: Sequence[BookedLine]
) -> tuple[Difference, ...]:
    """What changed in fixed months, of bookings with a line in this one or without."""
    debts = {number: owed(month, now=one.now, fixed=one.fixed) for number, one in money.items()}
    debts = {number: debt for number, debt in debts.items() if debt[0]}
    lines = {one.booking_id: one for one in booked}
    others = sorted(debts.keys() - lines.keys())
    if others:
        lines |= {one.booking_id: one for one in _booked(session, col(Booking.id).in_(others))}
    return tuple(Difference(lines[number], *debts[number]) for number in sorted(debts))


def _by(rows: Iterable[T], key: Callable[[T], int]) -> defaultdict[int, list[T]]:
    found: defaultdict[int, list[T]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
