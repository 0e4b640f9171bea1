"""`adops job list|run` (interfaces.md, Commands)."""

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from adops import clock
from adops.cli.context import Home, context, opened
from adops.cli.options import Json
from adops.domain.people import Role
from adops.domain.period import SHANGHAI, local
from adops.errors import ForbiddenError, InputError, OutsideError
from adops.jobs import House, Job, job_named, run_now, timed
from adops.phrases import dates
from adops.queries.job_runs import latest_runs

At = Annotated[
    str | None, typer.Option("--at", metavar="T", help="当作这个时刻运行，如 2026-11-20T16:05")
]
ENDED = {"done": "完成", "failed": "失败", "running": "运行中"}
ALREADY = "这一时刻已经运行过"


def list_jobs(as_json: Json = False) -> None:
    """定时任务：时间、开关、上一次运行。"""
    with opened() as home:
        jobs = timed(context.jobs(), home.settings)
        with home.database.read() as session:
            latest = latest_runs(session)
    if as_json:
        rows = [_data(job) | {"last": latest.get(job.name)} for job in jobs]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for job in jobs:
        last = latest.get(job.name)
        ran = _ran(last) if last else "还没有运行过"
        switch = "" if job.on else "（已关闭）"
        print(f"{job.name:<16} {job.cron:<16} {job.about}{switch}；上次：{ran}")
        for station in job.stations:
            own = "" if job.is_on(station) else "（已关闭）"
            print(f"{'':<16} {job.cron_of(station):<16} {station}{own}")


def _ran(last: dict[str, Any]) -> str:
    """When, how it ended, whether late."""
    late = "（补跑）" if last["late"] else ""
    at = dates.moment(datetime.fromisoformat(last["at"]))
    return f"{at} {ENDED.get(last['state'], last['state'])}{late}"


def _data(job: Job) -> dict[str, Any]:
    names = ("name", "about", "cron", "on", "per_station")
    own = {code: {"cron": job.cron_of(code), "on": job.is_on(code)} for code in job.stations}
    return {name: getattr(job, name) for name in names} | {"stations": own}


def run_job(
    name: Annotated[str, typer.Argument(metavar="NAME", help="任务名，见 job list")],
    at: At = None,
    as_json: Json = False,
) -> None:
    """立即运行一个定时任务；每个站点的任务逐站运行。"""
    with opened() as home:
        require_admin(home)
        job = job_named(timed(context.jobs(), home.settings), name)
        renderer = context.renderer(home.settings)
        house = House(home.database, home.store, home.settings, renderer)
        outcomes = run_now(house, job, at=_instant(home, at))
    if as_json:
        print(json.dumps(outcomes, ensure_ascii=False, indent=2))
    else:
        for station, outcome in outcomes.items():
            said = ALREADY if outcome is None else json.dumps(outcome, ensure_ascii=False)
            print(f"{name} {station}：{said}".replace(" ：", "："))
    failed = [one["error"] for one in outcomes.values() if one and "error" in one]
    if failed:
        raise OutsideError("job.failed", job=name, why=failed[0])


def require_admin(home: Home) -> None:
    """Raises ForbiddenError `permission.denied`: jobs are the console's and the administrator's."""
    if not home.by.console and home.by.role is not Role.ADMIN:
        raise ForbiddenError("permission.denied", act="job.run", staff_no=home.by.staff_no)


def _instant(home: Home, text: str | None) -> datetime:
    """Raises InputError `job.at`; the future is only for demo and test."""
    now = clock.now()
    if text is None:
        return now
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError("job.at", value=text) from error
    at = given if given.tzinfo else given.replace(tzinfo=SHANGHAI)
    if at > now and home.settings.env == "production":
        raise InputError("job.at_future", value=text, now=f"{local(now):%Y-%m-%d %H:%M:%S}")
    return at
