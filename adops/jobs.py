"""Jobs: what runs by the clock, for the house or for each station, and adops' own ones.

A run is claimed in one short transaction, done outside it, and noted in another. Jobs may be run
twice without harm: a run that failed or was cut off is tried again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from adops import clock
from adops.catalog.book import load_book
from adops.catalog.jobs import (
    LATE_REPORTS,
    JobItem,
    JobsFile,
    StationItem,
    load_jobs,
)
from adops.catalog.mail import load_mail
from adops.catalog.reasons import load_reasons
from adops.catalog.stations import load_stations
from adops.db import Database
from adops.domain.html5 import Renderer
from adops.domain.people import SYSTEM
from adops.domain.period import local, local_day
from adops.errors import AdopsError, InputError, MissingError, RuleError
from adops.flows import bookings, words
from adops.flows.desk import desk_of
from adops.flows.fetch_mail import fetch, server_of
from adops.flows.lapse import lapse_approvals
from adops.flows.send import post_office, send_waiting
from adops.flows.submit import Desk
from adops.flows.tickets import send_waiting as send_tickets
from adops.flows.tickets import ticket_office
from adops.flows.triage import triage_desk, work_off
from adops.models import JobRun, Mail
from adops.queries.ledger import stations_with_ledger
from adops.services import airing, anomaly_mails, job_runs, reminders
from adops.services.job_runs import Place
from adops.services.late_by_itself import report_by_itself
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
    """One run: `now` is the business instant it runs at, `station` "" for a job of the house.
    `due_at` is the time it is for, earlier where it is made up; None: now."""

    db: Database
    store: Store
    settings: Settings
    now: datetime
    station: str = ""
    renderer: Renderer | None = None
    due_at: datetime | None = None

    @property
    def day(self) -> date:
        """The day it is for, in Shanghai."""
        return local_day(self.due_at or self.now)


@dataclass(frozen=True)
class Job:
    """`cron`: five fields, wall clock of Shanghai. `run` gives what it did, as JSON. `stations`:
    those that have it at another time, or switched otherwise.

    `each`: every time that was missed is made up, in order (what it does depends on the day it is
    for); else the last of them, which does what the others would have done.
    """

    name: str
    cron: str
    run: Callable[[JobContext], Mapping[str, Any]]
    per_station: bool = False
    about: str = ""
    on: bool = True
    each: bool = False
    stations: Mapping[str, StationItem] = field(default_factory=dict)

    def cron_of(self, station: str) -> str:
        """The times of that station."""
        own = self.stations.get(station)
        return own.cron if own and own.cron else self.cron

    def is_on(self, station: str) -> bool:
        """Whether it runs there."""
        own = self.stations.get(station)
        return self.on if own is None or own.on is None else own.on


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

    Raises InputError `config.invalid` for a name that no job has, and for stations that are none or
    of a job that is the house's.
    """
    terms = load_jobs(settings.config_dir)
    found = tuple(jobs)
    stations = {one.code for one in load_stations(settings.config_dir)}
    known = {job.name: stations if job.per_station else frozenset() for job in found}
    for name, item in terms.jobs.items():
        if name not in known:
            raise _invalid(settings, name, "no such job")
        for code in item.stations:
            if code not in known[name]:
                why = "no such station" if known[name] else "not a job of stations"
                raise _invalid(settings, f"{name}.stations.{code}", why)
    return tuple(_timed(job, terms.jobs.get(job.name)) for job in found)


def _timed(job: Job, item: JobItem | None) -> Job:
    if item is None:
        return job
    return replace(job, cron=item.cron, on=item.on, stations=item.stations)


def _invalid(settings: Settings, key: str, why: str) -> InputError:
    path = str(settings.config_dir / "jobs.yaml")
    return InputError("config.invalid", file=path, key=f"jobs.{key}", why=why)


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
    context = JobContext(db, store, settings, now, due.station, house.renderer, due.at)
    try:
        return job_runs.DONE, due.job.run(context)
    except AdopsError as error:
        log.warning("job.failed", job=due.job.name, station=due.station, why=str(error))
        return job_runs.FAILED, {"error": str(error)}
    except Exception as error:  # one broken job stops no other
        log.exception("job.broken", job=due.job.name, station=due.station)
        return job_runs.FAILED, {"error": f"{type(error).__name__}: {error}"}


def _send_outbox(context: JobContext) -> Mapping[str, Any]:
    on = _running_on(context.now)
    office = post_office(context.settings, context.db, context.store, clock=on)
    return send_waiting(office).as_data()


def _triage(context: JobContext) -> Mapping[str, Any]:
    on = _running_on(context.now)
    return work_off(triage_desk(context.settings, context.db, context.store, clock=on))


def _anomaly_mail(context: JobContext) -> Mapping[str, Any]:
    mails = load_mail(context.settings.config_dir)
    with context.db.write() as session:
        told = anomaly_mails.tell_all(session, by=SYSTEM, now=context.now, mails=mails)
        return {"mails": sum(mail.created_at == context.now for mail in told)}


def _tickets(context: JobContext) -> Mapping[str, Any]:
    on = _running_on(context.now)
    office = ticket_office(context.settings, context.db, context.store, clock=on)
    done = send_tickets(office).as_data()
    return done if office.mantis is not None else {"off": "ADOPS_MANTIS_URL"}


def _running_on(start: datetime) -> Callable[[], datetime]:
    """A clock that begins at `start`: a long round's last claim is not as old as its first."""
    began = clock.stopwatch()
    return lambda: start + timedelta(seconds=int(clock.stopwatch() - began))


def _read_words(context: JobContext) -> Mapping[str, Any]:
    return words.read_waiting(_desk(context))


def _landing_pages(context: JobContext) -> Mapping[str, Any]:
    return words.look_again(_desk(context))


def _lapse_approvals(context: JobContext) -> Mapping[str, Any]:
    return lapse_approvals(_desk(context), now=context.now)


def _creative_states(context: JobContext) -> Mapping[str, Any]:
    """Each in a transaction of its own: both lock bookings before the log."""
    told: Counter[str] = Counter()
    for act in (airing.follow, airing.give_way, airing.end):
        with context.db.write() as session:
            told.update(done for _, done in act(session, by=SYSTEM, now=context.now))
    return dict(told)


def _deadline_near(context: JobContext) -> Mapping[str, Any]:
    return _reminded(context, reminders.remind)


def _holiday_notice(context: JobContext) -> Mapping[str, Any]:
    return _reminded(context, reminders.rehearse)


def _reminded(context: JobContext, act: Callable[..., Sequence[Mail]]) -> Mapping[str, Any]:
    settings = context.settings
    book = load_book(settings.config_dir, settings.allowed_hosts)
    mails = load_mail(settings.config_dir)
    with context.db.write() as session:
        told = act(
            session,
            station=context.station,
            on=context.day,
            by=SYSTEM,
            now=context.now,
            book=book,
            mails=mails,
        )
        return {"mails": sum(mail.created_at == context.now for mail in told)}


def _fetch_mail(context: JobContext) -> Mapping[str, Any]:
    if not context.settings.imap_url:
        return {"off": "ADOPS_IMAP_URL"}
    server = server_of(context.settings)
    try:
        return fetch(_desk(context), server).as_data()
    except RuleError as error:  # somebody fetches by hand, or a long one is still at it
        return {"busy": str(error)}


def _lapse_holds(context: JobContext) -> Mapping[str, Any]:
    return bookings.lapse_holds(_desk(context), now=context.now)


def _late_reports(context: JobContext) -> Mapping[str, Any]:
    """Nothing where the station did not turn it on, by hand neither."""
    settings = context.settings
    if not load_jobs(settings.config_dir).is_on(LATE_REPORTS, context.station):
        return {"off": context.station}
    with context.db.write() as session:
        sent = report_by_itself(
            session,
            station=context.station,
            by=SYSTEM,
            now=context.now,
            book=load_book(settings.config_dir, settings.allowed_hosts),
            mails=load_mail(settings.config_dir),
            reasons=load_reasons(settings.config_dir),
        )
        return {"reports": len(sent)}


def _desk(context: JobContext) -> Desk:
    return desk_of(context.settings, context.db, context.store, context.renderer)


JOBS: tuple[Job, ...] = (
    Job("send_outbox", "* * * * *", _send_outbox, about="发出发件箱里的邮件"),
    Job("triage", "* * * * *", _triage, about="异常三步核对；页面异常满两天自动提交工单"),
    Job("anomaly_mail", "2 10 * * *", _anomaly_mail, about="没有结束的异常发给各站值班AE"),
    Job("send_tickets", "* * * * *", _tickets, about="把工单、截图、事实和补充说明写进 MantisBT"),
    Job("fetch_mail", "*/5 * * * *", _fetch_mail, about="收信：包版投放和特批申请"),
    Job("read_words", "* * * * *", _read_words, about="识别图中文字，抓取落地页，核对广告用语"),
    Job("landing_pages", "10 4 * * *", _landing_pages, about="一周前抓取的落地页再看一遍"),
    Job(
        "lapse_approvals",
        "1 9 * * *",
        _lapse_approvals,
        about="特批到期：排期结束的失效，文件已更换或新刊例不再接受的作废",
    ),
    Job(
        "creative_states",
        "1 9 * * *",
        _creative_states,
        about="创意状态：看到过或标记过的已上线，排期结束的已结束",
    ),
    Job(
        "deadline_near",
        "0 10 * * *",
        _deadline_near,
        per_station=True,
        each=True,
        about="截止当天和前一个工作日提醒销售还没有确认的创意",
    ),
    Job(
        "holiday_notice",
        "0 10 * * *",
        _holiday_notice,
        per_station=True,
        about="放假前十个工作日：截止提前的排期通知销售",
    ),
    Job(
        LATE_REPORTS,
        "25,55 10-23 * * *",
        _late_reports,
        per_station=True,
        about="晚投还没有人报告的由系统报告；站点开启了才发",
        on=False,
    ),
    Job("lapse_holds", "*/5 * * * *", _lapse_holds, about="预订到期：退回草稿，不再占用轮播"),
)
