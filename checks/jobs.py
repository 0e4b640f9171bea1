"""The jobs of checks: every morning, again where something was not right, what was asked for, the
evidence that was not drawn at once, and at night the store: what may go, and a sample.

The browser works in a child process, never in the web server's; so does who draws.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from sqlmodel import Session

from adops import clock
from adops.catalog.evidence import load_evidence
from adops.db import Database
from adops.domain.people import SYSTEM
from adops.domain.period import ad_day_of
from adops.errors import OutsideError, RuleError
from adops.flows.sweep import sweep
from adops.flows.verify_files import verify_files
from adops.jobs import Job, JobContext
from adops.queries import checks as queries
from adops.queries.evidence import count_waiting
from adops.queries.first_looks import not_seen_yet
from adops.queries.looks_again import not_right_or_not_seen
from adops.queries.slot_searches import waiting_searches
from adops.queries.slot_trials import waiting_trials
from adops.services import slot_checks as acts
from adops.settings import Settings
from adops.store import Store


class WhichSlots(Protocol):
    """Codes of slots to look at in an ad day, by station."""

    def __call__(self, session: Session, *, on: date) -> dict[str, list[str]]:
        """For the ad day `on`."""


ROUND = "check_round"  # who works off the house's own runs is alone with them under this name
MOST_SECONDS = 3 * 3600
MOST_STORE_SECONDS = 12 * 60  # under lease_minutes of config/jobs.yaml
MOST_DRAWING_SECONDS = 14 * 60  # under lease_minutes of config/jobs.yaml


def _daily_check(context: JobContext) -> Mapping[str, Any]:
    """A run a station. Tried again, it leaves those alone that had theirs since it was due."""
    on = _running_day(context)
    since = context.due_at or context.now
    with context.db.write() as session:
        done = queries.stations_looked_at(session, on=on, since=since)
        stations = [] if None in done else queries.stations_with_live_slots(session)
        found = [
            acts.ask_run(session, station=station, slot_codes=(), by=SYSTEM, now=clock.now()).id
            for station in stations
            if station not in done
        ]
    return {"on": on.isoformat(), "runs": _work_off_own(context, [run or 0 for run in found])}


def _check_again(context: JobContext) -> Mapping[str, Any]:
    on = _running_day(context)
    return _look_at(context, on, not_right_or_not_seen)


def _sweep_starts(context: JobContext) -> Mapping[str, Any]:
    """All of today's starts and swaps that no look has seen: whether they are live is seen before
    10:00, and not only said (rules.md §7)."""
    on = _running_day(context)
    return _look_at(context, on, not_seen_yet)


def _look_at(context: JobContext, on: date, which: WhichSlots) -> Mapping[str, Any]:
    """One run a station over the slots that `which` names."""
    with context.db.write() as session:
        found = [
            acts.ask_run(session, station=station, slot_codes=codes, by=SYSTEM, now=clock.now()).id
            for station, codes in which(session, on=on).items()
        ]
    return {"on": on.isoformat(), "runs": _work_off_own(context, [run or 0 for run in found])}


def _asked_checks(context: JobContext) -> Mapping[str, Any]:
    """What people asked for; and what a round of the house's own left, when nobody is at it. With a
    queue, whatever is not with it."""
    if context.settings.queue == "postgres":
        return {"runs": _work_off(context, _not_queued(context))}
    with context.db.read() as session:
        found = queries.open_runs(session)
    with context.db.alone(ROUND, 0) as mine:
        free = {
            run: by
            for run, by in found
            if (mine or by != SYSTEM.staff_no) and _is_free(context, run)
        }
        if SYSTEM.staff_no in free.values():
            return {"runs": _work_off(context, list(free))}
    return {"runs": _work_off(context, list(free))}


def _not_queued(context: JobContext) -> list[int]:
    from checks.in_need import in_need  # an extra
    from checks.queue import PageQueue

    queue = PageQueue(context.settings)
    queue.prepare()
    return in_need(context.db, queue, now=clock.now())


def work_off_asked(db: Database, store: Store, settings: Settings) -> None:
    """What `asked_checks` does, at once. Raises OutsideError `check.failed`."""
    _asked_checks(JobContext(db, store, settings, clock.now()))


def _slot_trials(context: JobContext) -> Mapping[str, Any]:
    """Raises OutsideError `check.failed` with the last line of the child; what it did not get to
    waits for the next time."""
    with context.db.read() as session:
        waiting = waiting_trials(session)
    why = _failed(context, ["trial", *map(str, waiting)], MOST_SECONDS) if waiting else None
    if why is not None:
        raise OutsideError("check.failed", why=why)
    return {"trials": waiting}


def _slot_searches(context: JobContext) -> Mapping[str, Any]:
    """Raises OutsideError `check.failed` with the last line of the child; what it did not get to
    waits for the next time."""
    with context.db.read() as session:
        waiting = waiting_searches(session)
    why = _failed(context, ["find", *map(str, waiting)], MOST_SECONDS) if waiting else None
    if why is not None:
        raise OutsideError("check.failed", why=why)
    return {"searches": waiting}


def _draw_evidence(context: JobContext) -> Mapping[str, Any]:
    """Raises OutsideError `evidence.failed` with the last line of the child; what could be drawn is
    drawn all the same, the rest waits for the next time."""
    waiting = _count_waiting(context)
    if not waiting:
        return {"looks": 0}
    why = _failed(context, ["draw"], MOST_DRAWING_SECONDS)
    if why is not None:
        raise OutsideError("evidence.failed", why=why)
    left = _count_waiting(context)
    return {"looks": waiting - left, "left": left}


def _sweep_evidence(context: JobContext) -> Mapping[str, Any]:
    return sweep(
        context.settings,
        context.db,
        context.store,
        by=SYSTEM,
        now=context.now,
        until=_long_enough(),
    ).as_data()


def _verify_evidence(context: JobContext) -> Mapping[str, Any]:
    sample = load_evidence(context.settings.config_dir).verify
    return verify_files(
        context.db,
        context.store,
        files=sample.files,
        megabytes=sample.megabytes,
        by=SYSTEM,
        now=context.now,
        until=_long_enough(),
    ).as_data()


def _long_enough() -> Callable[[], bool]:
    """Says when a round at the store has taken its minutes; the rest is for the next night."""
    began = clock.stopwatch()
    return lambda: clock.stopwatch() - began > MOST_STORE_SECONDS


def _count_waiting(context: JobContext) -> int:
    with context.db.read() as session:
        return count_waiting(session)


def _running_day(context: JobContext) -> date:
    """The ad day the job runs for. Raises RuleError `check.other_day` for another than the running
    one: a page shows only now."""
    on, today = ad_day_of(context.now), ad_day_of(clock.now())
    if on != today:
        raise RuleError("check.other_day", on=on.isoformat(), ad_day=today.isoformat())
    return on


def _is_free(context: JobContext, run_id: int) -> bool:
    """Whether no process is at the run; one that was killed is not."""
    with context.db.alone(acts.HELD, run_id) as mine:
        return mine


def _work_off_own(context: JobContext, run_ids: Sequence[int]) -> list[int]:
    """Runs of the house, in one child with one browser: no second one begins with those that wait
    for their turn (checks.md, Politeness)."""
    with context.db.alone(ROUND, 0):
        return _work_off(context, run_ids)


def _work_off(context: JobContext, run_ids: Sequence[int]) -> list[int]:
    """Raises OutsideError `check.failed` with the last line of the child."""
    if not run_ids:
        return []
    why = _failed(context, [str(run_id) for run_id in run_ids], MOST_SECONDS)
    if why is not None:
        _hand_back(context, run_ids, why)
        raise OutsideError("check.failed", why=why)
    return list(run_ids)


def _failed(context: JobContext, words: Sequence[str], seconds: int) -> str | None:
    """Why `python -m checks` ended badly, None when it did not."""
    environment = dict(os.environ)
    if context.settings.env != "production":
        environment["ADOPS_NOW"] = clock.now().isoformat()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "checks", *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return str(error)
    said = done.stderr.strip().splitlines() or [str(done.returncode)]
    return said[-1] if done.returncode else None


def _hand_back(context: JobContext, run_ids: Sequence[int], why: str) -> None:
    """What a killed child could not give back itself; not what another process is at."""
    for run_id in run_ids:
        with context.db.alone(acts.HELD, run_id) as mine, context.db.write() as session:
            if mine:
                acts.hand_back(session, run_id=run_id, why=why, by=SYSTEM, now=clock.now())


JOBS: tuple[Job, ...] = (
    Job("daily_check", "5 9 * * *", _daily_check, about="每天巡检所有广告位"),
    Job("check_again", "0 10,14 * * *", _check_again, about="再看一次有异常的和还没有看到上线的"),
    Job("sweep_starts", "30,50 9 * * *", _sweep_starts, about="10:00 之前看清今天上线的广告"),
    Job("asked_checks", "* * * * *", _asked_checks, about="执行有人要求的巡检"),
    Job("slot_trials", "* * * * *", _slot_trials, about="执行有人要求的试播"),
    Job(
        "verify_evidence",
        "30 2 * * *",
        _verify_evidence,
        about="抽查存档文件：丢失、损坏的列入今日",
    ),
    Job(
        "sweep_evidence",
        "50 3 * * *",
        _sweep_evidence,
        about="删除过了保存期、不再用到的证据",
    ),
    Job("slot_searches", "* * * * *", _slot_searches, about="打开页面，为广告位找位置"),
    Job("draw_evidence", "*/3 * * * *", _draw_evidence, about="画出还没有画的特写图和证明单"),
)
