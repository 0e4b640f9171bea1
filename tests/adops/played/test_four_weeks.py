"""Four weeks around the National Day of 2026 by the business clock: every mail and every run.

The golden file is for people to read; ADOPS_GOLDEN=1 writes it anew.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from adops import main
from adops.catalog.calendar import load_calendar
from adops.clock import SHANGHAI
from adops.db import Database
from adops.domain.booking import LedgerKind, Route
from adops.domain.people import Role
from adops.domain.period import local
from adops.domain.states import ApprovalState, CreativeState
from adops.jobs import House, timed
from adops.models import Approval, Booking, Contract, JobRun, Mail
from adops.phrases.dates import day as day_words
from adops.phrases.mails import MAIL_KINDS
from adops.scheduler import tick
from adops.settings import Settings
from adops.store import Store
from tests.factories import Factory

GOLDEN = Path(__file__).parent / "golden" / "four_weeks.txt"
FIRST, LAST = date(2026, 9, 14), date(2026, 10, 12)
REWRITE = "ADOPS_GOLDEN" in os.environ
JOBS = ("deadline_near", "holiday_notice", "weekly_ledger", "send_outbox")
TIMES = (time(9, 59), time(10), time(10, 1), time(16), time(16, 1), time(16, 2))
KINDS = {"workday": "", "weekend": "休", "holiday": "假"}
# switched off on Friday evening; on again on Monday, after a make-up Sunday
OFF = (datetime(2026, 9, 18, 17, tzinfo=SHANGHAI), datetime(2026, 9, 21, 8, 30, tzinfo=SHANGHAI))
BOOKINGS: Mapping[str, tuple[str, str, Route, str]] = {
    "RLZ1": ("2026-09-17", "平时的周四", Route.HQ, "wang@example.com"),
    "RLZ2": ("2026-09-22", "调休的周日后", Route.HQ, "wang@example.com"),
    "RLZ3": ("2026-09-26", "中秋当中", Route.CROSS, "li@example.com"),
    "RLZ4": ("2026-09-28", "中秋后第一天", Route.HQ, "wang@example.com"),
    "RLZ5": ("2026-10-03", "国庆当中", Route.HQ, "wang@example.com"),
    "RLZ6": ("2026-10-08", "国庆后第一天", Route.CROSS, "li@example.com"),
    "RLZ7": ("2026-10-10", "调休的周六", Route.HQ, "li@example.com"),
    "RLZ8": ("2026-10-11", "周日", Route.HQ, ""),
    "RLZ9": ("2026-10-05", "本地投放", Route.LOCAL, "wang@example.com"),
}
Happens = Callable[[Session, Factory], None]


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def booking_of(session: Session, no: str) -> Booking:
    query = select(Booking).join(Contract).where(Contract.no == no)
    return session.exec(query).one()


def confirms(no: str) -> Happens:
    def act(session: Session, factory: Factory) -> None:
        factory.creative(session, booking_of(session, no))

    return act


def hands_in(no: str) -> Happens:
    def act(session: Session, factory: Factory) -> None:
        given: dict[str, Any] = {"state": CreativeState.SUBMITTED, "confirmed_at": None}
        factory.creative(session, booking_of(session, no), **given)

    return act


def registers(no: str, at: str) -> Happens:
    """A special approval of 北京."""

    def act(session: Session, factory: Factory) -> None:
        booking = booking_of(session, no)
        creative = factory.creative(session, booking, version=9, state=CreativeState.REJECTED)
        session.add(
            Approval(
                creative_id=creative.id or 0,
                booking_id=booking.id or 0,
                station="bj",
                fingerprint=creative.fingerprint,
                findings=[],
                kind=LedgerKind.COMMERCIAL,
                reason="客户要求",
                state=ApprovalState.REGISTERED,
                requested_at=here(at),
                registered_at=here(at),
            )
        )

    return act


HAPPENS: Mapping[str, Happens] = {
    "2026-09-16 12:00": confirms("RLZ1"),
    "2026-09-17 11:00": registers("RLZ2", "2026-09-17 11:00"),
    "2026-09-22 09:00": hands_in("RLZ3"),
    "2026-09-24 14:00": confirms("RLZ4"),
    "2026-09-25 12:00": registers("RLZ5", "2026-09-25 12:00"),
    "2026-09-28 12:00": confirms("RLZ6"),
    "2026-10-08 16:00": registers("RLZ7", "2026-10-08 16:00"),
}


@pytest.fixture
def house(sqlite: Database, store: Store, settings: Settings, factory: Factory) -> House:
    with sqlite.write() as session:
        hq = "hq@example.com"
        factory.person(session, Role.HQ_AE, staff_no="HQ001", email=hq, station="hq")
        for no, (first, name, route, sales) in BOOKINGS.items():
            start = date.fromisoformat(first)
            contract = factory.contract(session, no=no, name=name)
            factory.booking(
                session,
                start,
                start + timedelta(days=9),
                factory.slot(session, name="首页通栏"),
                contract_id=contract.id,
                route=route,
                sales_email=sales,
                sales_name="",
            )
    return House(sqlite, store, settings)


def instants() -> Iterator[datetime]:
    """Minute by minute at the edges of each day; and when something happens."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    ticks = [datetime.combine(day, at, SHANGHAI) for day in days for at in TIMES]
    yield from sorted({*ticks, *map(here, HAPPENS), OFF[1], here("2026-09-14 09:00")})


def test_four_weeks(house: House, factory: Factory) -> None:
    jobs = [one for one in timed(main.jobs(), house.settings) if one.name in JOBS]
    for instant in instants():
        happens = HAPPENS.get(f"{instant:%Y-%m-%d %H:%M}")
        if happens is not None:
            with house.db.write() as session:
                happens(session, factory)
        if not OFF[0] <= instant < OFF[1]:
            tick(house, jobs, now=instant)
    told = "\n".join(lines(house)) + "\n"
    if REWRITE:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


def lines(house: House) -> Iterator[str]:
    """Day by day: the runs that were late or did something, and the mails."""
    calendar = load_calendar(Path("config"))
    found: dict[date, list[tuple[datetime, int, str]]] = defaultdict(list)
    with house.db.read() as session:
        for at, words in runs(session):
            found[at.date()].append((at, 0, words))
        for mail in session.exec(select(Mail).order_by(col(Mail.id))):
            at = local(mail.created_at)
            to = "、".join(mail.to) or f"缺{'、'.join(mail.missing)}"
            words = f"  ✉ {MAIL_KINDS[mail.kind]} → {to}：{mail.subject}"
            found[at.date()].append((at, 1, words))
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        one = calendar.day(day)
        mark = "调休上班" if one.is_make_up else one.name or KINDS[one.kind.value]
        yield f"{day_words(day)} {mark}".rstrip()
        for at, _, words in sorted(found[day]):
            yield f"  {at:%H:%M} {words}"


def runs(session: Session) -> Iterator[tuple[datetime, str]]:
    """Runs of the same job for the same time as one line: what they are for, of how many stations,
    what they did."""
    query = select(JobRun).where(JobRun.state != "enrolled").order_by(col(JobRun.id))
    groups: dict[tuple[datetime, str, datetime, bool], list[JobRun]] = defaultdict(list)
    for run in session.exec(query):
        started, due = local(run.started_at), local(run.due_at)
        groups[started, run.job, due, run.late].append(run)
    for (started, job, due, late), some in groups.items():
        assert {run.state for run in some} == {"done"}
        if job == "send_outbox":
            if sum(run.outcome["sent"] for run in some):
                yield started, f"{job} 发出 {some[0].outcome['sent']}"
            continue
        mark = f"补跑 {day_words(due.date())} {due:%H:%M}，" if late else ""
        yield started, f"{job} {mark}{len(some)} 站，{_did(job, some)}"


def _did(job: str, some: list[JobRun]) -> str:
    if job == "weekly_ledger":
        weeks = sorted({week for run in some for week in run.outcome["weeks"]})
        return f"记录表 {'、'.join(weeks)}" if weeks else "无"
    mails = sum(run.outcome["mails"] for run in some)
    return f"邮件 {mails}" if mails else "无"
