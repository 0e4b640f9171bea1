"""Runs of jobs, claimed by (job, station, period): two schedulers are harmless."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from adops.models import JobRun

ENROLLED, RUNNING, DONE, FAILED = "enrolled", "running", "done", "failed"
FIRST = "first"
KEPT = timedelta(days=30)
Place = tuple[str, str]  # job, station ("" for a job of the house)


def last_due(session: Session) -> dict[Place, datetime]:
    """For every job and station the latest instant that was claimed, or when it was enrolled."""
    query = select(JobRun.job, JobRun.station, func.max(JobRun.due_at))
    rows = session.exec(query.group_by(col(JobRun.job), col(JobRun.station)))
    return {(job, station): due for job, station, due in rows}


def running(session: Session, *, now: datetime, lease: timedelta) -> frozenset[Place]:
    """Where a run is on; after `lease` it counts as cut off."""
    query = select(JobRun.job, JobRun.station).where(
        JobRun.state == RUNNING, JobRun.started_at > now - lease
    )
    return frozenset((job, station) for job, station in session.exec(query))


def enrol(session: Session, *, places: Iterable[Place], now: datetime) -> None:
    """Notes since when a job is due at all: nothing before it is made up."""
    for job, station in sorted(places):  # two who enrol at once wait for each other in one order
        _insert(
            session,
            JobRun(
                job=job,
                station=station,
                period=FIRST,
                state=ENROLLED,
                due_at=now,
                started_at=now,
                finished_at=now,
            ),
        )


def claim(
    session: Session,
    *,
    place: Place,
    period: str,
    due_at: datetime,
    now: datetime,
    late: bool = False,
) -> JobRun | None:
    """Takes one run; None when another has it or had it."""
    job, station = place
    run = JobRun(job=job, station=station, period=period, due_at=due_at, started_at=now, late=late)
    return run if _insert(session, run) else None


def take_over(session: Session, *, run: JobRun, now: datetime) -> JobRun | None:
    """Takes a run that failed or was cut off, by conditional update; None when another has it."""
    tried = run.outcome.get("tries", 1)
    statement = (
        update(JobRun)
        .where(
            col(JobRun.id) == run.id,
            col(JobRun.state) == run.state,
            col(JobRun.started_at) == run.started_at,
        )
        .values(
            state=RUNNING, started_at=now, finished_at=None, late=True, outcome={"tries": tried + 1}
        )
    )
    result = session.connection().execute(statement)
    assert isinstance(result, CursorResult)
    return session.get(JobRun, run.id, populate_existing=True) if result.rowcount else None


def again(
    session: Session, *, now: datetime, lease: timedelta, pause: timedelta, retries: int
) -> list[JobRun]:
    """Runs to be tried again: failed a while ago, or cut off by a crash."""
    query = select(JobRun).where(col(JobRun.state).in_([RUNNING, FAILED]))
    return [
        run
        for run in session.exec(query.order_by(col(JobRun.id)))
        if run.started_at <= now - (lease if run.state == RUNNING else pause)
        and run.outcome.get("tries", 1) <= retries
    ]


def finish(
    session: Session, *, run_id: int, state: str, outcome: dict[str, Any], now: datetime
) -> None:
    """Notes how a run ended, and drops the old rows of its job."""
    run = session.get(JobRun, run_id)
    assert run is not None
    run.state, run.finished_at = state, now
    run.outcome = run.outcome | outcome
    session.add(run)
    session.flush()
    session.connection().execute(
        delete(JobRun).where(
            col(JobRun.job) == run.job,
            col(JobRun.station) == run.station,
            col(JobRun.state) == DONE,
            col(JobRun.due_at) < run.due_at - KEPT,
        )
    )


def _insert(session: Session, run: JobRun) -> bool:
    try:
        with session.begin_nested():
            session.add(run)
    except IntegrityError:
        return False
    return True
