"""The jobs of checks: every morning, again where something was not right, and what was asked for.

The browser works in a child process, never in the web server's.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from adops.domain.people import SYSTEM
from adops.domain.period import ad_day_of
from adops.errors import OutsideError
from adops.jobs import Job, JobContext
from adops.queries import checks as queries
from adops.services import slot_checks as acts

MOST_SECONDS = 3 * 3600


def _daily_check(context: JobContext) -> Mapping[str, Any]:
    on = ad_day_of(context.now)
    with context.db.write() as session:
        found = [
            acts.ask_run(session, station=station, slot_codes=(), by=SYSTEM, now=context.now).id
            for station in queries.stations_with_live_slots(session)
        ]
    return {"on": on.isoformat(), "runs": _work_off(context, [run or 0 for run in found])}


def _check_again(context: JobContext) -> Mapping[str, Any]:
    on = ad_day_of(context.now)
    with context.db.write() as session:
        wrong = queries.slots_not_right(session, on=on)
        found = [
            acts.ask_run(session, station=station, slot_codes=codes, by=SYSTEM, now=context.now).id
            for station, codes in wrong.items()
        ]
    return {"on": on.isoformat(), "runs": _work_off(context, [run or 0 for run in found])}


def _asked_checks(context: JobContext) -> Mapping[str, Any]:
    with context.db.read() as session:
        asked = queries.asked_runs(session, on=ad_day_of(context.now))
    return {"runs": _work_off(context, asked)}


def _work_off(context: JobContext, run_ids: Sequence[int]) -> list[int]:
    """Raises OutsideError `check.failed` with the last line of the child."""
    if not run_ids:
        return []
    command = [sys.executable, "-m", "checks", *(str(run_id) for run_id in run_ids)]
    environment = dict(os.environ)
    if context.settings.env != "production":
        environment["ADOPS_NOW"] = context.now.isoformat()
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=MOST_SECONDS, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise OutsideError("check.failed", why=said[-1] if said else str(done.returncode))
    return list(run_ids)


JOBS: tuple[Job, ...] = (
    Job("daily_check", "5 9 * * *", _daily_check, about="每天巡检所有广告位"),
    Job("check_again", "0 10,14 * * *", _check_again, about="再看一次有异常的广告位"),
    Job("asked_checks", "* * * * *", _asked_checks, about="执行有人要求的巡检"),
)
