"""What is due for a person, from the tables; a constant number of queries a station."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from adops.catalog.ledger import LedgerCatalog
from adops.domain.booking import BookingState
from adops.domain.facts import told_as
from adops.domain.people import Actor, Role
from adops.domain.period import ONE_DAY, ad_day_of, local_day
from adops.domain.period import at as instant_at
from adops.domain.rulebook import RuleBook
from adops.domain.slot import SlotState
from adops.domain.states import WELL, ApprovalState, CreativeState, MonthState
from adops.domain.today import Due, DueKind, Step
from adops.models import Approval, Booking, Contract, Creative, Slot, SlotCheck, Station
from adops.queries.checks import seen_by_eye, speaks_for_slot
from adops.queries.closures import closed_on
from adops.queries.contents import rulings_of_many
from adops.queries.creative_gaps import creative_gaps
from adops.queries.creative_lists import visible_to
from adops.queries.creatives import findings_of
from adops.queries.incoming import waiting_mails
from adops.queries.latest_looks import latest_of_day
from adops.queries.ledger import is_from_before, ledger_of, owed_weeks, running_week
from adops.queries.mails import empty_posts, stuck_mails
from adops.queries.month import MonthCatalog, month_book
from adops.queries.recipients import POSTS_ZH
from adops.queries.slot_searches import Unfound, never_found
from adops.queries.starts import moved_starts
from adops.queries.today_anomalies import (
    ToldElsewhere,
    anomalies_due,
    led_by,
    told_elsewhere,
    worked_on,
)
from adops.queries.today_by_hand import HandTerms, by_hand_due
from adops.queries.today_evidence import evidence_due
from adops.queries.today_executions import placing_due
from adops.rules.approval import asked_it, decide_act
from adops.rules.content import undecided
from adops.rules.deadline import deadline, missing_years
from adops.rules.permission import Thing, may
from adops.rules.reach import reach
from adops.rules.reminder import rehearsals
from adops.rules.today import creative_due, in_order, near
from adops.rules.transitions import OPEN_APPROVAL

HOLDS = (CreativeState.CONFIRMED, CreativeState.LIVE)
ROUND_BY = 10  # o'clock: by then the round of the ad day should have been made (rules.md §7)


@dataclass(frozen=True)
class TodayCatalog:
    """What of config/ the items are counted with."""

    book: RuleBook
    ledger: LedgerCatalog
    month: MonthCatalog
    by_hand: HandTerms


def due_for(
    session: Session, *, by: Actor, now: datetime, catalog: TodayCatalog
) -> tuple[Due, ...]:
    """Everything that is due for the person, what comes first first."""
    approvals = tuple(_approvals(session, by, catalog.book))
    unfound, cases = _unfound(session, by), worked_on(session, by=by, now=now)
    names = _station_names(session)
    placing, named = led_by(
        placing_due(session, by=by, now=now, book=catalog.book, names=names), cases
    )
    by_hand = tuple(by_hand_due(session, by=by, now=now, terms=catalog.by_hand, names=names))
    items = [
        *near(_creatives(session, by, now, catalog.book, approvals), now=now),
        *approvals,
        *_words(session, by, now),
        *placing,
        *_checks(session, by, now, told_elsewhere(cases, unfound, by_hand)),
        *anomalies_due(session, cases, names=names, unfound=unfound, named=named),
        *by_hand,
        *evidence_due(session, by=by),
        *_places(session, by, unfound),
        *_ledgers(session, by, now, catalog.ledger),
        *_months(session, by, now, catalog.month),
        *_mails(session, by, now),
        *_holidays(session, by, now, catalog.book),
        *_incoming(session, by),
    ]
    for year in missing_years(
        local_day(now), calendar=catalog.book.calendar, terms=catalog.book.deadline
    ):
        items.append(Due(DueKind.CALENDAR, "/", facts={"year": year}))
    return in_order(items)


def _creatives(
    session: Session, by: Actor, now: datetime, book: RuleBook, approvals: Iterable[Due]
) -> Iterator[Due]:
    """But for those that wait for an approval that is listed itself."""
    if reach(by, "creative.read").nothing:
        return
    listed = {one.facts["approval"].creative_id for one in approvals}
    for gap in creative_gaps(session, by=by, now=now):
        if gap.step is Step.ASKED and gap.creative_id in listed:
            continue
        if not (by.role is Role.SALES and gap.step is Step.NOTHING and not gap.submits):
            yield creative_due(gap, now=now, book=book)


def _may(by: Actor, booking: Booking, act: str) -> bool:
    thing = Thing(booking.station_sold, booking.station_placed, booking.sales_email)
    return may(by, act, thing)


def _approvals(session: Session, by: Actor, book: RuleBook) -> Iterator[Due]:
    """Open approvals, due when the creative they are for is; none of a cancelled booking."""
    if reach(by, "approval.read").nothing:
        return
    query = (
        select(Approval, Creative, Booking, Slot)
        .join(Creative, col(Creative.id) == Approval.creative_id)
        .join(Booking, col(Booking.id) == Approval.booking_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(visible_to(by), col(Approval.state).in_(OPEN_APPROVAL))
        .where(Booking.state != BookingState.CANCELLED)
        .order_by(col(Approval.id))
    )
    rows = list(session.exec(query))
    numbers = [booking.contract_id for _, _, booking, _ in rows]
    contracts = session.exec(select(Contract).where(col(Contract.id).in_(numbers)))
    known = {one.id: one for one in contracts}
    for approval, creative, booking, slot in rows:
        answer = deadline(
            creative.go_live, route=booking.route, calendar=book.calendar, terms=book.deadline
        )
        facts = {
            "approval": approval,
            "contract_no": known[booking.contract_id].no,
            "contract_name": known[booking.contract_id].name,
            "slot_name": slot.name,
            "go_live": creative.go_live,
            "mine": _is_mine(by, approval, booking, slot),
        }
        at = None if booking.taken_over else answer.at
        url = f"/creatives/{approval.creative_id}"
        yield Due(DueKind.APPROVAL, url, at, answer.binding, facts)


def _is_mine(by: Actor, approval: Approval, booking: Booking, slot: Slot) -> bool:
    """Whether the approval waits for the person: to register it, or to decide what another asked
    for (rules.md §6)."""
    if approval.state is ApprovalState.REQUESTED:
        return _may(by, booking, "approval.register")
    asked = asked_it(
        by,
        asked_by=approval.asked_by,
        entered_by=approval.entered_by,
        by_mail=approval.mail_sha256 is not None,
    )
    return not asked and _may(by, booking, decide_act(slot.owner))


def _words(session: Session, by: Actor, now: datetime) -> Iterator[Due]:
    """Confirmed creatives with hits nobody decided on yet: what OCR or the landing page said later,
    or a page that changed (rules.md §5)."""
    if reach(by, "creative.decide").nothing:
        return
    query = (
        select(Creative, Contract, Slot)
        .join(Booking, col(Booking.id) == Creative.booking_id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(
            visible_to(by, "creative.decide"),
            col(Creative.state).in_(HOLDS),
            col(Booking.state) != BookingState.CANCELLED,
            col(Booking.last_day) >= ad_day_of(now),
        )
        .order_by(col(Creative.id))
    )
    rows = list(session.exec(query))
    rulings = rulings_of_many(session, [creative for creative, _, _ in rows])
    for creative, contract, slot in rows:
        found = findings_of(creative.findings)
        waiting = undecided(found, rulings[creative.id or 0])
        if waiting:
            facts = {
                "contract_no": contract.no,
                "slot_name": slot.name,
                "words": [str(one.measured) for one in waiting],
            }
            yield Due(DueKind.WORDS, f"/creatives/{creative.id}#words", facts=facts)


def _checks(session: Session, by: Actor, now: datetime, told: ToldElsewhere) -> Iterator[Due]:
    """Troubles of the running ad day by station, but for those that another item tells; and
    stations nobody looked at yet."""
    seen = reach(by, "check.read")
    day = ad_day_of(now)
    latest = latest_of_day(SlotCheck.on == day, speaks_for_slot())
    looks = (
        select(SlotCheck, Slot, seen_by_eye())
        .join(Slot, col(Slot.id) == SlotCheck.slot_id)
        .where(col(SlotCheck.id).in_(latest), Slot.state == SlotState.LIVE, ~closed_on(day))
        .order_by(col(SlotCheck.id))
    )
    live = (
        select(Slot.station, func.count())
        .where(Slot.state == SlotState.LIVE, ~closed_on(day))
        .group_by(col(Slot.station))
    )
    if not seen.everything:
        looks = looks.where(col(SlotCheck.station).in_(seen.stations))
        live = live.where(col(Slot.station).in_(seen.stations))
    rows, names = list(session.exec(looks)), _station_names(session)
    for station, slots in session.exec(live):
        mine = [one for one in rows if one[0].station == station]
        trouble = [
            (told_as(look.result, (str(one["code"]) for one in look.findings)), slot.name)
            for look, slot, eye in mine
            if look.result not in WELL and not eye and not told.tells(slot, look.result)
        ]
        url = f"/checks?station={station}"
        facts: dict[str, Any] = {"station": names[station], "code": station}
        facts |= {"slots": slots, "trouble": trouble}
        if trouble:
            facts["counts"] = Counter(result for result, _ in trouble).most_common()
            yield Due(DueKind.TROUBLE, url, facts=facts)
        elif not mine:
            yield Due(DueKind.ROUND, url, instant_at(day, ROUND_BY), binding=False, facts=facts)


def _unfound(session: Session, by: Actor) -> list[Unfound]:
    """Slots that no look has ever found, for those who choose their places."""
    mine = [code for code, _ in _mine(session, by, "slot.write")]
    return never_found(session, stations=mine) if mine else []


def _places(session: Session, by: Actor, unfound: Iterable[Unfound]) -> Iterator[Due]:
    """Slots that no look has ever found, together by station."""
    mine = dict(_mine(session, by, "slot.write"))
    found: dict[str, list[Unfound]] = defaultdict(list)
    for one in unfound:
        found[one.station].append(one)
    for code, slots in found.items():
        url = f"/slots?station={code}&only=unfound"
        url = f"/slots/{slots[0].slot_id}/place" if len(slots) == 1 else url
        facts = {"code": code, "station": mine[code], "unfound": slots}
        yield Due(DueKind.PLACE, url, facts=facts)


def _ledgers(session: Session, by: Actor, now: datetime, catalog: LedgerCatalog) -> Iterator[Due]:
    for code, name in _mine(session, by, "ledger.send"):
        for week in owed_weeks(session, station=code, catalog=catalog, now=now):
            ledger = ledger_of(session, station=code, week=week, catalog=catalog, now=now)
            if is_from_before(session, ledger):
                continue
            facts = {"station": name, "ledger": ledger, "cut": True}
            url = f"/approvals?station={code}&week={week}"
            yield Due(DueKind.LEDGER, url, ledger.window.cut, facts=facts)
        week = running_week(catalog, now=now)
        ledger = ledger_of(session, station=code, week=week, catalog=catalog, now=now)
        if local_day(ledger.window.cut) - local_day(now) < ONE_DAY * 5:
            facts = {"station": name, "ledger": ledger, "cut": False}
            url = f"/approvals?station={code}"
            yield Due(DueKind.LEDGER, url, ledger.window.cut, False, facts)


def _months(session: Session, by: Actor, now: datetime, catalog: MonthCatalog) -> Iterator[Due]:
    last = local_day(now).replace(day=1) - ONE_DAY
    month = f"{last:%Y-%m}"
    stations = dict(_mine(session, by, "month.confirm") + _mine(session, by, "month.decide"))
    for code, name in stations.items():
        book = month_book(session, station=code, month=month, catalog=catalog, now=now)
        thing = Thing(station_sold=code)
        act = {MonthState.OPEN: "month.confirm", MonthState.CONFIRMED: "month.decide"}
        if not book.lines or book.state not in act or not may(by, act[book.state], thing):
            continue
        url = f"/months?station={code}&month={month}"
        due = book.due if book.state is MonthState.OPEN else None
        yield Due(DueKind.MONTH, url, due, facts={"station": name, "book": book})


def _holidays(session: Session, by: Actor, now: datetime, book: RuleBook) -> Iterator[Due]:
    """Breaks ahead with the bookings whose deadline they move, due with the first of these."""
    if reach(by, "creative.submit").nothing:
        return
    where = visible_to(by, "creative.submit")
    for one in rehearsals(local_day(now), calendar=book.calendar, terms=book.deadline):
        starts = moved_starts(session, one, where, now=now)
        if starts:
            at = starts[0][1].deadline.at
            facts = {"rehearsal": one, "starts": starts}
            yield Due(DueKind.HOLIDAY, f"/schedule?first={one.days[0]}", at, facts=facts)


def _mails(session: Session, by: Actor, now: datetime) -> Iterator[Due]:
    """Those that are stuck, and the posts that mails left out (rules.md §13)."""
    names = dict(_mine(session, by, "outbox.write"))
    if not names:
        return
    codes = frozenset(names)
    for mail in stuck_mails(session, stations=codes):
        yield Due(DueKind.MAIL, f"/outbox#mail-{mail.id}", facts={"mail": mail})
    for code, post, count in empty_posts(session, stations=codes, now=now):
        facts = {"post": POSTS_ZH[post], "code": code, "station": names[code], "mails": count}
        yield Due(DueKind.POST, "/people", facts=facts)


def _incoming(session: Session, by: Actor) -> Iterator[Due]:
    """Mails that came in and were not matched, together."""
    found = waiting_mails(session, by=by)
    if found:
        url = f"/incoming/{found[0].id}" if len(found) == 1 else "/incoming"
        yield Due(DueKind.INCOMING, url, facts={"mails": found})


def _mine(session: Session, by: Actor, act: str) -> list[tuple[str, str]]:
    """Stations for which the person may do `act`, by code and name."""
    return [
        (code, name)
        for code, name in _station_names(session).items()
        if may(by, act, Thing(station_sold=code, station_placed=code))
    ]


def _station_names(session: Session) -> dict[str, str]:
    return dict(session.exec(select(Station.code, Station.name).order_by(col(Station.code))).all())
