"""Ticks. What is due is a pure question of the jobs, of what was done, and of the business clock,
so that weeks can be played by moving the clock.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from adops import clock
from adops.clock import SHANGHAI
from adops.errors import InputError
from adops.jobs import Due, House, Job, places, run_due, terms_of
from adops.services import job_runs
from adops.services.job_runs import Place

log = structlog.get_logger(__name__)

TICK_SECONDS = 3
WORKERS = 4
# Backwards in growing steps: a job of every minute is found in the first, a yearly one in the last.
STEPS = tuple(timedelta(days=days) for days in (1 / 24, 1, 8, 32, 370))
SECOND = timedelta(seconds=1)
MOST = 40
"""Times of one job and station that are made up after the machine was off."""


def due(
    jobs: Sequence[Job],
    stations: Mapping[str, Sequence[str]],
    done: Mapping[Place, datetime],
    *,
    now: datetime,
    late: timedelta,
) -> list[Due]:
    """The runs whose time came after `done` and is over, in order. What was missed is made up once:
    each time of a job that is `each`, else the latest; more than `late` after it the run is marked
    late.

    `stations`: the stations of each job by its name ("" for the house). `done`: the latest time
    claimed; a job that is not in it is not due yet. Raises InputError `job.cron`.
    """
    found = []
    for job in jobs:
        for station in stations[job.name]:
            since = done.get((job.name, station))
            if since is not None and job.is_on(station):
                times = missed(job, station, since, now)
                found += [Due(job, station, at, now - at > late) for at in times]
    return sorted(found, key=lambda one: one.at)


def missed(job: Job, station: str, after: datetime, now: datetime) -> list[datetime]:
    """The times in (after, now] that a station is owed; of an `each` job `MOST` at most."""
    trigger = trigger_of(job, station)
    if job.each:
        return times_between(trigger, after, now)[-MOST:]
    at = last_time(trigger, after, now)
    return [] if at is None else [at]


def trigger_of(job: Job, station: str = "") -> CronTrigger:
    """The job's times. Raises InputError `job.cron`."""
    cron = job.cron_of(station)
    try:
        return CronTrigger.from_crontab(cron, timezone=SHANGHAI)
    except ValueError as error:
        raise InputError("job.cron", job=job.name, cron=cron, why=str(error)) from error


def last_time(trigger: CronTrigger, after: datetime, now: datetime) -> datetime | None:
    """The latest time of the trigger in (after, now], UTC."""
    for step in STEPS:
        start = max(after, now - step)
        found = _last_between(trigger, start, now)
        if found is not None or start == after:
            return found
    return None


def _last_between(trigger: CronTrigger, after: datetime, now: datetime) -> datetime | None:
    times = times_between(trigger, after, now)
    return times[-1] if times else None


def times_between(trigger: CronTrigger, after: datetime, now: datetime) -> list[datetime]:
    """Every time of the trigger in (after, now], UTC."""
    found = []
    at = trigger.get_next_fire_time(None, after.astimezone(SHANGHAI) + SECOND)
    while at is not None and at <= now:
        found.append(at.astimezone(UTC))
        at = trigger.get_next_fire_time(at, at + SECOND)
    return found


def next_time(job: Job, now: datetime) -> datetime | None:
    """When the job runs next, UTC."""
    at = trigger_of(job).get_next_fire_time(None, now.astimezone(SHANGHAI) + SECOND)
    return at.astimezone(UTC) if isinstance(at, datetime) else None


def look(house: House, jobs: Sequence[Job], *, now: datetime) -> list[Due]:
    """What is due in this house now; enrols jobs and stations that are new."""
    stations = {job.name: places(house, job) for job in jobs}
    everywhere = {(name, station) for name, there in stations.items() for station in there}
    terms = terms_of(house)
    with house.db.read() as session:
        done = job_runs.last_due(session)
        # elsewhere too: the next time of a job that makes up each waits its turn
        running = job_runs.running(session, now=now, lease=terms.lease)
        tried = job_runs.again(
            session, now=now, lease=terms.lease, pause=terms.pause, retries=terms.retries
        )
    if everywhere - done.keys():
        with house.db.write() as session:
            job_runs.enrol(session, places=everywhere - done.keys(), now=now)
    on = {job.name: job for job in jobs}
    retries = [
        Due(on[run.job], run.station, run.due_at, True, run)
        for run in tried
        if run.job in on and on[run.job].is_on(run.station)
    ]
    waiting = due(jobs, stations, done, now=now, late=terms.late)
    return retries + [one for one in waiting if not (one.job.each and one.place in running)]


def tick(house: House, jobs: Sequence[Job], *, now: datetime) -> list[tuple[Due, Any]]:
    """Runs what is due, one after the other; gives each with its outcome."""
    return [(one, run_due(house, one, now=now)) for one in look(house, jobs, now=now)]


class Scheduler:
    """Looks every few seconds and hands what is due to a few threads; one run of a job and station
    at a time."""

    def __init__(self, house: House, jobs: Sequence[Job], *, every: float = TICK_SECONDS) -> None:
        for job in jobs:
            for station in ("", *job.stations):
                trigger_of(job, station)
        self.house, self.jobs, self.every = house, tuple(jobs), every
        self._ticker = BackgroundScheduler(timezone=SHANGHAI)
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="job")
        self._running: set[Place] = set()
        self._lock = Lock()

    def __enter__(self) -> "Scheduler":
        self.start()
        return self

    def __exit__(self, *_ended: object) -> None:
        self.stop()

    def start(self) -> None:
        """Enrols the jobs and begins to tick."""
        self._tick()
        self._ticker.add_job(
            self._tick, "interval", seconds=self.every, max_instances=1, coalesce=True
        )
        self._ticker.start()

    def stop(self) -> None:
        """Waits for the runs that are on."""
        if self._ticker.running:
            self._ticker.shutdown(wait=True)
        self._workers.shutdown(wait=True, cancel_futures=True)

    def _tick(self) -> None:
        try:
            found = look(self.house, self.jobs, now=clock.now())
        except Exception:  # a database that is away comes back; the next tick asks again
            log.exception("scheduler.tick")
            return
        for one in found:
            self._hand_over(one)

    def _hand_over(self, one: Due) -> None:
        with self._lock:
            if one.place in self._running:
                return
            self._running.add(one.place)
        future = self._workers.submit(run_due, self.house, one, now=clock.now())
        future.add_done_callback(lambda ended: self._ended(one, ended))

    def _ended(self, one: Due, ended: "Future[Any]") -> None:
        with self._lock:
            self._running.discard(one.place)
        if not ended.cancelled() and ended.exception() is not None:
            log.error("scheduler.run", job=one.job.name, why=str(ended.exception()))
