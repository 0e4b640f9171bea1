"""What is killed: jobs with the business time they run at, and the mails they must leave once.

A further kind of mail is one more row of `CASES`.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from adops.catalog.book import load_book
from adops.catalog.mail import load_mail
from adops.catalog.reasons import load_reasons
from adops.db import Database
from adops.domain.booking import LedgerKind, Route
from adops.domain.people import CONSOLE, Role
from adops.domain.period import at
from adops.domain.states import ApprovalState
from adops.errors import RuleError
from adops.jobs import JOBS, House, Job, JobContext
from adops.models import Approval
from adops.scheduler import tick
from adops.services import executions
from adops.settings import Settings
from adops.store import open_store
from reports.jobs import JOBS as REPORTS
from tests.factories import Factory

FRIDAY = date(2026, 11, 20)
MORNING = at(FRIDAY, 8, 50)
NATIONAL_DAY, TENTH = date(2026, 10, 1), date(2026, 9, 17)  # and ten workdays ahead of it
MINUTE = timedelta(minutes=1)
STATIONS = ("bj", "gz", "sh", "tj")
# a killed run counts as cut off after a while (jobs.yaml, mail.yaml): the next start is later
BETWEEN_STARTS = timedelta(minutes=20)
MINUTES = (0, 1, 2)


@dataclass(frozen=True)
class Case:
    """`prepare` makes what the jobs find; `keys` are those of the mails that must leave; `enrolled`
    is when the jobs are seen first."""

    jobs: Sequence[Job]
    starts: datetime
    prepare: Callable[[Session, Factory], None]
    kind: str
    keys: frozenset[str]
    enrolled: datetime = MORNING

    def instants(self, start: int) -> list[datetime]:
        """When the `start`-th process ticks; the first is 0."""
        return [self.starts + BETWEEN_STARTS * start + MINUTE * one for one in MINUTES]


def people(session: Session, factory: Factory) -> None:
    """The five stations, and the HQ AE whom the ledgers go to."""
    mail = "hq@example.com"
    factory.person(session, Role.HQ_AE, staff_no="HQ001", email=mail, station="hq")


def approvals(session: Session, factory: Factory) -> None:
    """An approval registered in 北京; the other stations had none this week."""
    people(session, factory)
    booking = factory.booking(session, FRIDAY, FRIDAY + timedelta(days=9))
    creative = factory.creative(session, booking)
    finding = {
        "code": "size.over_limit",
        "severity": "needs_approval",
        "measured": 30721,
        "allowed": 30720,
        "where": "main",
        "item": "x#1",
    }
    session.add(
        Approval(
            creative_id=creative.id or 0,
            booking_id=booking.id or 0,
            station="bj",
            fingerprint=creative.fingerprint,
            findings=[finding],
            kind=LedgerKind.COMMERCIAL,
            reason="客户要求",
            state=ApprovalState.REGISTERED,
            requested_at=MORNING,
            registered_at=MORNING,
            registered_by="T001",
        )
    )
    session.flush()


def starts(session: Session, factory: Factory) -> None:
    """The people, and bookings of Tuesday."""
    people(session, factory)
    bookings(session, factory)


def bookings(session: Session, factory: Factory) -> None:
    """Four bookings of Tuesday that nothing is handed in for: Friday is the eve."""
    for code in STATIONS:
        first = FRIDAY + timedelta(days=4)
        factory.booking(session, first, first, station_sold=code, route=Route.HQ)


def before_the_holidays(session: Session, factory: Factory) -> None:
    """The people, and a booking of each of four sales in the National Day break, two for the
    first: ten workdays ahead."""
    people(session, factory)
    for number, code in enumerate((*STATIONS, STATIONS[0])):
        first = NATIONAL_DAY + timedelta(days=number)
        mail = f"{code}@example.com"
        more: dict[str, Any] = {"station_sold": code, "sales_email": mail, "route": Route.HQ}
        factory.booking(session, first, first, **more)


def late_ones(session: Session, factory: Factory) -> None:
    """Four bookings of today, entered yesterday; nobody saw them and nobody marked them."""
    people(session, factory)
    for role, mail in ((Role.HQ_AE_HEAD, "head@example.com"), (Role.STATION_GM, "gm@example.com")):
        factory.person(session, role, email=mail)
    for _ in STATIONS:
        before = MORNING - timedelta(days=1)
        booking = factory.booking(session, FRIDAY, FRIDAY + timedelta(days=9), entered_at=before)
        factory.creative(session, booking, confirmed_at=before, submitted_at=before)


def _report_late(context: JobContext) -> Mapping[str, Any]:
    """Reports each, one act after the other: the clicks of a person, who after a crash clicks again
    where the page shows none."""
    config = context.settings.config_dir
    done = 0
    for number in (1, 2, 3, 4):
        with suppress(RuleError), context.db.write() as session:
            executions.report_late(
                session,
                item_id=f"{number}-{FRIDAY.isoformat()}-start",
                reason="system",
                note="",
                by=CONSOLE,
                now=context.now,
                book=load_book(config),
                mails=load_mail(config),
                reasons=load_reasons(config),
            )
            done += 1
    return {"reported": done}


def _jobs(*names: str) -> tuple[Job, ...]:
    return tuple(job for job in (*JOBS, *REPORTS) if job.name in names)


WARMS_UP = "deadline near"  # stores no file
CASES = {
    "Friday's ledger": Case(
        _jobs("weekly_ledger", "send_outbox"),
        at(FRIDAY, 16, 1),
        approvals,
        "approval_ledger",
        frozenset(f"{code}:2026-W47" for code in STATIONS),
    ),
    "late reports": Case(
        (Job("late_reports", "5 10 * * *", _report_late), *_jobs("send_outbox")),
        at(FRIDAY, 10, 5),
        late_ones,
        "late_report",
        frozenset(f"booking/{number}/{FRIDAY.isoformat()}" for number in (1, 2, 3, 4)),
    ),
    "holiday notices": Case(
        _jobs("holiday_notice", "send_outbox"),
        at(TENTH, 10),
        before_the_holidays,
        "holiday_notice",
        frozenset(f"{NATIONAL_DAY}/{code}@example.com" for code in STATIONS),
        at(TENTH, 8, 50),
    ),
    "deadline near": Case(
        _jobs("deadline_near", "send_outbox"),
        at(FRIDAY, 10),
        starts,
        "deadline_near",
        frozenset(f"booking/{number}/2026-11-24/eve" for number in (1, 2, 3, 4)),
    ),
}


def work(settings: Settings, url: str, name: str, instants: Sequence[datetime]) -> None:
    """The small process: the case's jobs and the sending, ticked through the instants."""
    database = Database(url)
    house = House(database, open_store(settings), settings)
    for instant in instants:
        tick(house, CASES[name].jobs, now=instant)
    database.close()
