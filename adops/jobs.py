"""Jobs: what runs by the clock, for the house or for each station, and adops' own ones.

A run is claimed in one short transaction, done outside it, and noted in another. Jobs may be run
twice without harm: a run that failed or was cut off is tried again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from adops import clock
from adops.catalog.jobs import JobsFile, load_jobs
from adops.db import Database
from adops.domain.html5 import Renderer
from adops.domain.period import local
from adops.errors import AdopsError, InputError, MissingError
from adops.flows import bookings, words
from adops.flows.desk import desk_of
from adops.flows.lapse import lapse_approvals
from adops.flows.send import post_office, send_waiting
from adops.flows.submit import Desk
from adops.models import JobRun
from adops.queries.ledger import stations_with_ledger
from adops.services import job_runs
from adops.services.job_runs import Place
from adops.settings import Settings
from adops.store import Store

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class House:
    """What every job works with. `renderer` shows packages; it starts no browser before there is
    one to show, and None leaves them `check.not_done`."""

    db: Database
    store: Store
    settings: Settings
    renderer: Renderer | None = None


@dataclass(frozen=True)
class JobContext:
    """One run: `now` is the business instant it runs at, `station` "" for a job of the house."""

    db: Database
    store: Store
    settings: Settings
    now: datetime
    station: str = ""
    renderer: Renderer | None = None


@dataclass(frozen=True)
class Job:
    """`cron`: five fields, wall clock of Shanghai. `run` gives what it did, as JSON."""

    name: str
    cron: str
    run: Callable[[JobContext], Mapping[str, Any]]
    per_station: bool = False
    about: str = ""
    on: bool = True


@dataclass(frozen=True)
class Due:
    """A run whose time has come. `run` is an earlier one that is tried again."""

    job: Job
    station: str
    at: datetime
    late: bool = False
    run: JobRun | None = None

    @property
    def place(self) -> Place:
        """The job's name and the station."""
        return self.job.name, self.station


def timed(jobs: Iterable[Job], settings: Settings) -> tuple[Job, ...]:
    """The jobs with the times and switches of `config/jobs.yaml`.

    Raises InputError `config.invalid` for a name that no job has.
    """
    terms = load_jobs(settings.config_dir)
    found = tuple(jobs)
    unknown = sorted(terms.jobs.keys() - {job.name for job in found})
    if unknown:
        path = str(settings.config_dir / "jobs.yaml")
        raise InputError("config.invalid", file=path, key=f"jobs.{unknown[0]}", why="no such job")
    return tuple(
        replace(job, cron=terms.jobs[job.name].cron, on=terms.jobs[job.name].on)
        if job.name in terms.jobs
        else job
        for job in found
    )


def job_named(jobs: Sequence[Job], name: str) -> Job:
    """Raises MissingError `job.unknown` with the names there are."""
    for job in jobs:
        if job.name == name:
            return job
    raise MissingError("job.unknown", job=name, jobs="、".join(job.name for job in jobs))


def places(house: House, job: Job) -> list[str]:
    """The stations a job runs for; one empty name for a job of the house."""
    if not job.per_station:
        return [""]
    with house.db.read() as session:
        return stations_with_ledger(session)


def run_due(house: House, due: Due, *, now: datetime) -> Mapping[str, Any] | None:
    """Claims and runs; gives the outcome, None when another has it. A failure is noted, not raised:
    `{"error": …}`."""
    with house.db.write() as session:
        run = _claim(session, due, now)
    if run is None or run.id is None:
        return None
    state, outcome = _outcome(house, due, now)
    with house.db.write() as session:
        job_runs.finish(session, run_id=run.id, state=state, outcome=dict(outcome), now=clock.now())
    return outcome


def run_now(house: House, job: Job, *, at: datetime) -> dict[str, Mapping[str, Any] | None]:
    """By hand, for every station of the job at once: station → outcome, None where a run of that
    second is there already."""
    return {
        station: run_due(house, Due(job, station, at), now=at) for station in places(house, job)
    }


def terms_of(house: House) -> JobsFile:
    """Pauses and limits of `config/jobs.yaml`."""
    return load_jobs(house.settings.config_dir)


def period_of(at: datetime) -> str:
    """The name of a run by its time: `2026-11-20T16:01:00`."""
    return f"{local(at):%Y-%m-%dT%H:%M:%S}"


def _claim(session: Any, due: Due, now: datetime) -> JobRun | None:
    if due.run is not None:
        return job_runs.take_over(session, run=due.run, now=now)
    return job_runs.claim(
        session,
        place=due.place,
        period=period_of(due.at),
        due_at=due.at,
        now=now,
        late=due.late,
    )


def _outcome(house: House, due: Due, now: datetime) -> tuple[str, Mapping[str, Any]]:
    db, store, settings = house.db, house.store, house.settings
    context = JobContext(db, store, settings, now, due.station, house.renderer)
    try:
        return job_runs.DONE, due.job.run(context)
    except AdopsError as error:
        log.warning("job.failed", job=due.job.name, station=due.station, why=str(error))
        return job_runs.FAILED, {"error": str(error)}
    except Exception as error:  # one broken job stops no other
        log.exception("job.broken", job=due.job.name, station=due.station)
        return job_runs.FAILED, {"error": f"{type(error).__name__}: {error}"}


def _send_outbox(context: JobContext) -> Mapping[str, Any]:
    office = post_office(context.settings, context.db, context.store, clock=lambda: context.now)
    return send_waiting(office).as_data()


def _read_words(context: JobContext) -> Mapping[str, Any]:
    return words.read_waiting(_desk(context))


def _landing_pages(context: JobContext) -> Mapping[str, Any]:
    return words.look_again(_desk(context))


def _lapse_approvals(context: JobContext) -> Mapping[str, Any]:
    return lapse_approvals(_desk(context), now=context.now)


def _lapse_holds(context: JobContext) -> Mapping[str, Any]:
    return bookings.lapse_holds(_desk(context), now=context.now)


def _desk(context: JobContext) -> Desk:
    return desk_of(context.settings, context.db, context.store, context.renderer)


JOBS: tuple[Job, ...] = (
    Job("send_outbox", "* * * * *", _send_outbox, about="发出发件箱里的邮件"),
    Job("read_words", "* * * * *", _read_words, about="识别图中文字，抓取落地页，核对广告用语"),
    Job("landing_pages", "10 4 * * *", _landing_pages, about="一周前抓取的落地页再看一遍"),
    Job(
        "lapse_approvals",
        "1 9 * * *",
        _lapse_approvals,
        about="特批到期：排期结束的失效，文件已更换或新刊例不再接受的作废",
    ),
    Job("lapse_holds", "*/5 * * * *", _lapse_holds, about="预订到期：退回草稿，不再占用轮播"),
)
