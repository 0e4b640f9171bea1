"""What does not add up is named, month by month (rules.md §10)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from adops import clock
from adops.db import Database
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.states import MonthState
from adops.flows import month as flow
from adops.flows.month import MonthDesk
from adops.jobs import JobContext
from adops.models import MonthClose, MonthShare
from adops.settings import Settings
from adops.store import Store, sha256_of
from reports.jobs import JOBS
from reports.month import draw
from reports.reconcile import reconcile
from tests.factories import Factory

FIRST = date(2026, 10, 12)


@pytest.fixture
def desk(sqlite: Database, store: Store, settings: Settings, factory: Factory) -> MonthDesk:
    """北京's October, confirmed, returned and confirmed again."""
    clock.clock.move_to(at(date(2026, 11, 2), 10))
    desk = flow.month_desk(settings, sqlite, store, draw)
    with sqlite.write() as session:
        booking = factory.booking(session, FIRST, FIRST + timedelta(days=1))
        for number in range(2):
            on = FIRST + timedelta(days=number)
            factory.look(session, booking, on, captured_at=at(on, 9, 30))
    named = {"station": "bj", "month": "2026-10"}
    flow.confirm(desk, **named, by=CONSOLE)
    return desk


def returned(session: Session) -> None:
    """As finance would have it."""
    close = session.exec(select(MonthClose)).one()
    close.state = MonthState.RETURNED
    session.add(close)
    session.add(MonthClose(station="bj", month="2026-10", revision=2))


def test_a_sound_house_has_no_doubts(desk: MonthDesk) -> None:
    assert list(reconcile(desk)) == []


def test_a_returned_month_is_sound_too(desk: MonthDesk) -> None:
    with desk.database.write() as session:
        returned(session)
    assert list(reconcile(desk)) == []
    flow.confirm(desk, station="bj", month="2026-10", by=CONSOLE)
    assert list(reconcile(desk, station="bj")) == []


def lose_workbook(session: Session) -> None:
    close = session.exec(select(MonthClose)).one()
    close.workbook = sha256_of(b"gone")
    session.add(close)


def touch_share(session: Session) -> None:
    share = session.exec(select(MonthShare)).one()
    share.amount_fen += 1
    session.add(share)


def drop_a_day(session: Session) -> None:
    close = session.exec(select(MonthClose)).one()
    assert close.frozen is not None
    line = close.frozen[0]
    close.frozen = [{**line, "days": line["days"][1:]}]
    session.add(close)


def open_without_a_return(session: Session) -> None:
    session.add(MonthClose(station="bj", month="2026-10", revision=2))


def skip_a_revision(session: Session) -> None:
    returned(session)
    session.flush()
    last = session.exec(select(MonthClose).where(MonthClose.revision == 2)).one()
    last.revision = 3
    session.add(last)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        pytest.param(lose_workbook, "month.evidence_lost", id="workbook-lost"),
        pytest.param(touch_share, "month.share_wrong", id="money-touched"),
        pytest.param(drop_a_day, "month.days_wrong", id="day-dropped"),
        pytest.param(open_without_a_return, "month.revision_state", id="opened-behind"),
        pytest.param(skip_a_revision, "month.revision_gap", id="revision-skipped"),
    ],
)
def test_what_was_touched_is_named(
    desk: MonthDesk, harm: Callable[[Session], None], code: str
) -> None:
    with desk.database.write() as session:
        harm(session)
    doubts = list(reconcile(desk))
    assert [doubt.finding.code for doubt in doubts] == [code]
    assert (doubts[0].station, doubts[0].month) == ("bj", "2026-10")


def test_the_nightly_job_tells_what_was_touched(desk: MonthDesk, settings: Settings) -> None:
    context = JobContext(desk.database, desk.store, settings, clock.now())
    (job,) = [job for job in JOBS if job.name == "reconcile_months"]
    assert job.run(context) == {"doubts": []}
    with desk.database.write() as session:
        touch_share(session)
    (doubt,) = job.run(context)["doubts"]
    assert (doubt["station"], doubt["month"], doubt["revision"]) == ("bj", "2026-10", 1)
    assert doubt["message"].endswith("本稿 100000 分，入账 100001 分")
