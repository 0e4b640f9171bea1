"""A station's ledger of a week, read as it stood at its cut (rules.md §6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from adops.catalog.ledger import LedgerCatalog
from adops.domain.booking import LedgerKind
from adops.domain.ledger import Correction, Ledger, LedgerEntry, LedgerWindow, Outcome, Week
from adops.domain.states import ApprovalState, LedgerState
from adops.errors import MissingError
from adops.models import (
    Act,
    Approval,
    Booking,
    Contract,
    Creative,
    LedgerWeek,
    Person,
    Slot,
    Station,
)
from adops.queries.creatives import findings_of
from adops.rules.ledger import parse_week, week_holding, weeks_owed, window_of

OUTCOMES: Mapping[ApprovalState, Outcome] = {
    ApprovalState.APPROVED: Outcome.APPROVED,
    ApprovalState.EXPIRED: Outcome.APPROVED,  # it was approved; what came later is not this paper's
    ApprovalState.VOID: Outcome.APPROVED,
    ApprovalState.REFUSED: Outcome.REFUSED,
    ApprovalState.WITHDRAWN: Outcome.WITHDRAWN,
}
CORRECTED, CUT = "approval.correct", "ledger.cut"
SAID = ("kind", "reason")


@dataclass(frozen=True, slots=True)
class _Row:
    approval: Approval
    booking: Booking
    contract: Contract
    slot: Slot
    creative: Creative


def ledger_of(
    session: Session, *, station: str, week: Week, catalog: LedgerCatalog, now: datetime
) -> Ledger:
    """The week's ledger: running as of `now`, or as it stood at its cut. A constant number of
    queries. Raises MissingError `station.unknown`, RuleError `ledger.no_ledger`.
    """
    place = session.get(Station, station)
    if place is None:
        raise MissingError("station.unknown", station=station)
    kept = _kept(session, station, week)
    window = _window(session, station, week, kept, catalog)
    as_of = min(now, window.cut)
    corrected = _corrections_after(session, station, window)
    missed = _missed(session, station, window)
    rows = _rows(session, station, window, as_of, corrected, missed)
    names = _names(session, rows, corrected)
    drawn = [_as_stood(_entry(row, names, as_of), corrected, as_of) for row in rows]
    return Ledger(
        station=station,
        station_name=place.name,
        window=window,
        as_of=as_of,
        state=kept.state if kept else LedgerState.RUNNING,
        entries=tuple(one for one in drawn if _counts(one, window, missed)),
        results=tuple(
            one
            for one in drawn
            if not _counts(one, window, missed)
            and one.decided_at is not None
            and window.after < one.decided_at <= as_of
        ),
        corrections=_corrections(
            [row for row in rows if row.approval.id not in missed],
            corrected,
            names,
            window,
            as_of,
        ),
        workbook=kept.workbook if kept else None,
        sent_at=kept.sent_at if kept else None,
        mail_id=kept.mail_id if kept else None,
    )


def running_week(catalog: LedgerCatalog, *, now: datetime) -> Week:
    """The week whose ledger counts what is registered now."""
    return week_holding(now, calendar=catalog.calendar, terms=catalog.terms)


def earlier_weeks(session: Session, *, station: str, limit: int = 60) -> list[LedgerWeek]:
    """Ledgers cut or sent, newest first."""
    query = select(LedgerWeek).where(LedgerWeek.station == station)
    return list(session.exec(query.order_by(col(LedgerWeek.week).desc()).limit(limit)))


def owed_weeks(
    session: Session, *, station: str, catalog: LedgerCatalog, now: datetime
) -> tuple[Week, ...]:
    """Weeks cut and not sent, oldest first: a later one that was sent settles no earlier one."""
    query = select(LedgerWeek.week).where(
        LedgerWeek.station == station, LedgerWeek.state == LedgerState.SENT
    )
    return weeks_owed(
        sent={parse_week(week) for week in session.exec(query)},
        since=_in_use_since(session, station),
        now=now,
        calendar=catalog.calendar,
        terms=catalog.terms,
    )


def is_from_before(session: Session, ledger: Ledger) -> bool:
    """Whether nothing is in it and its cut lies before the house was in use: nobody misses it."""
    sent_before = select(LedgerWeek.id).where(
        LedgerWeek.station == ledger.station,
        LedgerWeek.state == LedgerState.SENT,
        LedgerWeek.week < str(ledger.window.week),
    )
    if not ledger.is_empty or session.exec(sent_before.limit(1)).first() is not None:
        return False
    since = _in_use_since(session, ledger.station)
    return since is None or ledger.window.cut < since


def _in_use_since(session: Session, station: str) -> datetime | None:
    """The station's first registered approval: from then on no week may be left out."""
    query = select(func.min(Approval.registered_at)).where(Approval.station == station)
    return session.exec(query).first()


def stations_with_ledger(session: Session) -> list[str]:
    """The stations that sell, the head office left out: it is who the ledgers go to."""
    return [
        code for code in session.exec(select(Station.code).order_by(Station.code)) if code != "hq"
    ]


def _kept(session: Session, station: str, week: Week) -> LedgerWeek | None:
    query = select(LedgerWeek).where(LedgerWeek.station == station, LedgerWeek.week == str(week))
    return session.exec(query).first()


def _window(
    session: Session,
    station: str,
    week: Week,
    kept: LedgerWeek | None,
    catalog: LedgerCatalog,
) -> LedgerWindow:
    """As kept when it was cut; else by the calendar, from the last cut really made on: a notice
    that came after it leaves no gap and counts nothing twice."""
    if kept is not None and kept.previous_cut is not None:
        return LedgerWindow(week, kept.previous_cut, kept.cut_at)
    window = window_of(week, calendar=catalog.calendar, terms=catalog.terms)
    before = window_before(week, catalog)
    query = select(LedgerWeek.cut_at).where(
        LedgerWeek.station == station,
        LedgerWeek.week >= str(before),
        LedgerWeek.week < str(week),
    )
    made = session.exec(query.order_by(col(LedgerWeek.week).desc()).limit(1)).first()
    return replace(window, after=made) if made else window


def window_before(week: Week, catalog: LedgerCatalog) -> Week:
    """The week whose cut the given week's window begins at."""
    after = window_of(week, calendar=catalog.calendar, terms=catalog.terms).after
    return week_holding(after, calendar=catalog.calendar, terms=catalog.terms)


def _rows(
    session: Session,
    station: str,
    window: LedgerWindow,
    as_of: datetime,
    acts: list[Act],
    missed: set[int],
) -> list[_Row]:
    touched = [_approval_id(act) for act in acts]
    wanted = or_(
        and_(col(Approval.registered_at) > window.after, col(Approval.registered_at) <= as_of),
        and_(
            col(Approval.registered_at) <= window.after,
            col(Approval.decided_at) > window.after,
            col(Approval.decided_at) <= as_of,
        ),
        and_(col(Approval.registered_at) <= window.after, col(Approval.id).in_(touched)),
        col(Approval.id).in_(missed),
    )
    query = (
        select(Approval, Booking, Contract, Slot)
        .join(Booking, col(Booking.id) == Approval.booking_id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(Approval.station == station, wanted)
        .order_by(col(Approval.registered_at), col(Approval.id))
    )
    found = session.exec(query).all()
    ids = {approval.creative_id for approval, *_ in found}
    creatives = session.exec(select(Creative).where(col(Creative.id).in_(ids)))
    by_id = {creative.id: creative for creative in creatives}
    return [_Row(*row, by_id[row[0].creative_id]) for row in found]


def _missed(session: Session, station: str, window: LedgerWindow) -> set[int]:
    """Entries of the ledger before that were registered after it was drawn: in its last second, or
    in a transaction that ended late. They are in this one, so that none is dropped."""
    query = select(LedgerWeek).where(
        LedgerWeek.station == station, LedgerWeek.cut_at == window.after
    )
    before = session.exec(query).first()
    if before is None or before.previous_cut is None:
        return set()
    thing = f"ledger:{station}:{before.week}"
    told = session.exec(select(Act).where(Act.verb == CUT, Act.thing == thing)).first()
    known = set(told.after["approvals"]) if told else set()
    registered = select(Approval.id).where(
        Approval.station == station,
        col(Approval.registered_at) > before.previous_cut,
        col(Approval.registered_at) <= before.cut_at,
    )
    return {found for found in session.exec(registered) if found is not None} - known


def _counts(entry: LedgerEntry, window: LedgerWindow, missed: set[int]) -> bool:
    return window.holds(entry.registered_at) or entry.approval_id in missed


def _corrections_after(session: Session, station: str, window: LedgerWindow) -> list[Act]:
    """Corrections made since the last cut, those after this one too: they are undone below."""
    query = select(Act).where(
        Act.verb == CORRECTED, Act.station == station, col(Act.at) > window.after
    )
    return list(session.exec(query.order_by(col(Act.id))))


def _names(session: Session, rows: list[_Row], acts: list[Act]) -> dict[str, str]:
    approvals = [row.approval for row in rows]
    wanted = {act.by for act in acts}
    for one in approvals:
        wanted |= {one.asked_by, one.registered_by or "", one.decided_by or ""}
    query = select(Person).where(
        or_(col(Person.staff_no).in_(wanted), col(Person.email).in_(wanted))
    )
    people = list(session.exec(query)) if wanted else []
    by_email = {person.email: person.name for person in people if person.email}
    return by_email | {person.staff_no: person.name for person in people}


def _entry(row: _Row, names: Mapping[str, str], as_of: datetime) -> LedgerEntry:
    approval, creative = row.approval, row.creative
    assert approval.id is not None and approval.registered_at is not None
    decided = approval.decided_at if approval.decided_at and approval.decided_at <= as_of else None
    by = approval.decided_by or ""
    return LedgerEntry(
        approval_id=approval.id,
        kind=approval.kind,
        registered_at=approval.registered_at,
        contract_no=row.contract.no,
        contract_name=row.contract.name,
        client=row.contract.client,
        slot_code=row.slot.code,
        slot_name=row.slot.name,
        first_day=row.booking.first_day,
        last_day=row.booking.last_day,
        version=creative.version,
        findings=findings_of(approval.findings),
        reason=approval.reason,
        asked_by=names.get(approval.asked_by, approval.asked_by),
        registered_by=names.get(approval.registered_by or "", approval.registered_by or ""),
        mail=approval.mail_sha256 is not None,
        outcome=OUTCOMES.get(approval.state, Outcome.PENDING) if decided else Outcome.PENDING,
        decided_at=decided,
        decided_by=names.get(by, by) if decided else "",
        decided_why=(approval.decided_why or "") if decided else "",
    )


def _as_stood(entry: LedgerEntry, acts: list[Act], as_of: datetime) -> LedgerEntry:
    """Corrections made after the cut are undone: the next ledger names them."""
    for act in reversed(acts):
        if act.at > as_of and _approval_id(act) == entry.approval_id:
            kind = LedgerKind(act.before.get("kind", entry.kind.value))
            entry = replace(entry, kind=kind, reason=act.before.get("reason", entry.reason))
    return entry


def _corrections(
    rows: list[_Row],
    acts: list[Act],
    names: Mapping[str, str],
    window: LedgerWindow,
    as_of: datetime,
) -> tuple[Correction, ...]:
    by_id = {row.approval.id: row for row in rows}
    found = []
    for act in acts:
        row = by_id.get(_approval_id(act))
        registered = row.approval.registered_at if row else None
        if row is None or registered is None or registered > window.after or act.at > as_of:
            continue
        found.append(_correction(row, registered, act, names))
    return tuple(found)


def _correction(row: _Row, registered: datetime, act: Act, names: Mapping[str, str]) -> Correction:
    changed = [field for field in SAID if act.before.get(field) != act.after.get(field)]
    return Correction(
        approval_id=row.approval.id or 0,
        registered_at=registered,
        contract_no=row.contract.no,
        contract_name=row.contract.name,
        slot_code=row.slot.code,
        slot_name=row.slot.name,
        corrected_at=act.at,
        corrected_by=names.get(act.by, act.by),
        before={field: str(act.before.get(field, "")) for field in changed},
        after={field: str(act.after.get(field, "")) for field in changed},
    )


def _approval_id(act: Act) -> int:
    return int(act.thing.partition(":")[2])
