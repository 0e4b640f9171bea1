"""What is due: pure tables; then the real scheduler over both databases."""

import shutil
import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from adops import clock as clock_module
from adops import main
from adops.catalog.jobs import StationItem
from adops.clock import SHANGHAI
from adops.db import Database
from adops.domain.booking import Route
from adops.domain.states import LedgerState
from adops.errors import InputError
from adops.jobs import JOBS, Due, House, Job, JobContext, run_due, timed
from adops.models import JobRun, LedgerWeek, Mail
from adops.scheduler import MOST, Scheduler, due, last_time, tick, trigger_of
from adops.services import job_runs
from adops.settings import Settings
from adops.store import Store
from reports.jobs import JOBS as REPORTS
from tests.factories import Factory

LATE = timedelta(minutes=10)


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def job(cron: str, run: Any = lambda _: {}, **given: Any) -> Job:
    return Job("one", cron, run, **given)


FRIDAYS = "1 16 * * fri"
TIMES = {
    "not yet": (FRIDAYS, "2026-11-20 08:50", "2026-11-20 16:00:59", None),
    "on the second": (FRIDAYS, "2026-11-20 08:50", "2026-11-20 16:01:00", "2026-11-20 16:01"),
    "done already": (FRIDAYS, "2026-11-20 16:01", "2026-11-20 23:00", None),
    "a little after": (FRIDAYS, "2026-11-13 16:01", "2026-11-20 16:05", "2026-11-20 16:01"),
    "missed twice, the last counts": (
        FRIDAYS,
        "2026-11-06 16:01",
        "2026-11-23 09:00",
        "2026-11-20 16:01",
    ),
    "every minute, a month away": (
        "* * * * *",
        "2026-10-20 08:00",
        "2026-11-20 08:00:30",
        "2026-11-20 08:00",
    ),
    "monthly": ("0 9 1 * *", "2026-10-15 08:00", "2026-11-20 08:00", "2026-11-01 09:00"),
    "yearly": ("0 9 1 1 *", "2025-10-15 08:00", "2026-11-20 08:00", "2026-01-01 09:00"),
    "Shanghai's wall clock": (
        "30 0 * * *",
        "2026-11-19 20:00",
        "2026-11-20 00:30",
        "2026-11-20 00:30",
    ),
}


@pytest.mark.parametrize(("cron", "after", "now", "at"), TIMES.values(), ids=TIMES.keys())
def test_last_time(cron: str, after: str, now: str, at: str | None) -> None:
    found = last_time(trigger_of(job(cron)), here(after), here(now))
    assert found == (None if at is None else here(at))


def test_missed_runs_are_made_up_once_and_marked_late() -> None:
    jobs, there = [job(FRIDAYS)], {"one": ["bj", "sh"]}
    done = {("one", "bj"): here("2026-11-06 16:01"), ("one", "sh"): here("2026-11-20 16:01")}
    found = due(jobs, there, done, now=here("2026-11-23 09:00"), late=LATE)
    assert [(one.station, one.at, one.late) for one in found] == [
        ("bj", here("2026-11-20 16:01"), True)
    ]


def test_each_missed_time_is_made_up_in_order_where_the_job_asks_for_it() -> None:
    """Off from Friday 09:00 to Monday 11:00."""
    daily, minutes = job("0 10 * * *", each=True), Job("two", "* * * * *", lambda _: {})
    there = {"one": ["bj", "sh"], "two": [""]}
    since = here("2026-11-20 09:00")
    done = {("one", "bj"): since, ("one", "sh"): here("2026-11-23 10:00"), ("two", ""): since}
    found = due([daily, minutes], there, done, now=here("2026-11-23 11:00"), late=LATE)
    assert [(one.job.name, one.station, one.at, one.late) for one in found] == [
        ("one", "bj", here("2026-11-20 10:00"), True),
        ("one", "bj", here("2026-11-21 10:00"), True),
        ("one", "bj", here("2026-11-22 10:00"), True),
        ("one", "bj", here("2026-11-23 10:00"), True),
        ("two", "", here("2026-11-23 11:00"), False),
    ]


def test_a_year_off_is_not_made_up_day_by_day() -> None:
    done = {("one", ""): here("2025-11-20 09:00")}
    daily = job("0 10 * * *", each=True)
    found = due([daily], {"one": [""]}, done, now=here("2026-11-23 11:00"), late=LATE)
    assert len(found) == MOST
    assert found[-1].at == here("2026-11-23 10:00")


OWN = {"sh": StationItem(on=False), "gz": StationItem(cron="30 11 * * *"), "tj": StationItem()}
TOLD = {
    "10:00": ("2026-11-20 10:00", ["bj", "tj"]),
    "11:30": ("2026-11-20 11:30", ["bj", "tj", "gz"]),
}


@pytest.mark.parametrize(("now", "stations"), TOLD.values(), ids=TOLD.keys())
def test_a_station_has_times_and_a_switch_of_its_own(now: str, stations: list[str]) -> None:
    there = ["bj", "gz", "sh", "tj"]
    done = {("one", code): here("2026-11-20 08:00") for code in there}
    daily = job("0 10 * * *", stations=OWN)
    found = due([daily], {"one": there}, done, now=here(now), late=LATE)
    assert [one.station for one in found] == stations


LATENESS = {"within": ("2026-11-20 16:11:00", False), "after": ("2026-11-20 16:11:01", True)}


@pytest.mark.parametrize(("now", "late"), LATENESS.values(), ids=LATENESS.keys())
def test_late(now: str, late: bool) -> None:
    done = {("one", ""): here("2026-11-13 16:01")}
    (found,) = due([job(FRIDAYS)], {"one": [""]}, done, now=here(now), late=LATE)
    assert found.late is late


@pytest.mark.parametrize(
    ("given", "done"),
    [({"on": False}, {("one", ""): here("2026-11-13 16:01")}), ({}, {})],
    ids=["switched off", "nobody knows since when"],
)
def test_not_due(given: dict[str, Any], done: Mapping[Any, datetime]) -> None:
    jobs = [job(FRIDAYS, **given)]
    assert due(jobs, {"one": [""]}, done, now=here("2026-11-20 17:00"), late=LATE) == []


def test_a_wrong_cron_names_the_job() -> None:
    with pytest.raises(InputError, match=r"job\.cron.*job=one"):
        trigger_of(job("61 * * * *"))


@pytest.fixture
def house(db: Database, store: Store, settings: Settings, factory: Factory) -> House:
    with db.write() as session:
        factory.stations(session)
    return House(db, store, settings)


def noting(seen: list[str]) -> Callable[[JobContext], Mapping[str, Any]]:
    def run(context: JobContext) -> Mapping[str, Any]:
        seen.append(context.station)
        return {"n": len(seen)}

    return run


def office(settings: Settings) -> list[Job]:
    """The jobs of the outbox and the ledger, with the times of the shipped config."""
    mine = {one.name for one in (*JOBS, *REPORTS)}
    return [one for one in timed(main.jobs(), settings) if one.name in mine]


def runs(house: House) -> list[JobRun]:
    with house.db.read() as session:
        query = select(JobRun).where(JobRun.state != job_runs.ENROLLED)
        return list(session.exec(query.order_by(col(JobRun.id))))


def test_a_run_is_claimed_by_one(house: House, now: datetime) -> None:
    seen: list[str] = []
    counting = job("* * * * *", noting(seen))
    one = Due(counting, "bj", now)
    assert run_due(house, one, now=now) == {"n": 1}
    assert run_due(house, one, now=now) is None
    assert seen == ["bj"]
    assert [(run.state, run.station, run.late) for run in runs(house)] == [("done", "bj", False)]


def test_two_schedulers_at_once_run_it_once(house: House, now: datetime) -> None:
    seen: list[str] = []
    gate = threading.Barrier(2)
    counting = job("* * * * *", noting(seen))

    def race() -> None:
        gate.wait()
        run_due(house, Due(counting, "bj", now), now=now)

    racers = [threading.Thread(target=race) for _ in range(2)]
    for one in racers:
        one.start()
    for one in racers:
        one.join()
    assert seen == ["bj"]


def test_a_failed_run_is_tried_again_then_left(house: House) -> None:
    def breaks(_: JobContext) -> Mapping[str, Any]:
        raise ValueError("broken")

    jobs, start = [job("1 16 * * *", breaks)], here("2026-11-20 08:50")
    assert tick(house, jobs, now=start) == []
    instant, tries = here("2026-11-20 16:01"), 0
    for _ in range(12):
        tries += len(tick(house, jobs, now=instant))
        instant += timedelta(minutes=2)
    (run,) = runs(house)
    assert (tries, run.state, run.outcome["error"]) == (6, "failed", "ValueError: broken")


def test_a_run_cut_off_by_a_crash_is_taken_over(house: House) -> None:
    jobs, start = [job("1 16 * * *", lambda _: {"did": 1})], here("2026-11-20 08:50")
    tick(house, jobs, now=start)
    due_at = here("2026-11-20 16:01")
    with house.db.write() as session:
        job_runs.claim(session, place=("one", ""), period="x", due_at=due_at, now=due_at)
    assert tick(house, jobs, now=due_at + timedelta(minutes=14)) == []
    assert len(tick(house, jobs, now=due_at + timedelta(minutes=15))) == 1
    (run,) = runs(house)
    assert (run.state, run.outcome, run.late) == ("done", {"tries": 2, "did": 1}, True)


def test_a_time_of_each_waits_for_the_one_before_wherever_it_runs(house: House) -> None:
    seen: list[str] = []
    jobs = [job("0 10 * * *", noting(seen), each=True)]
    tick(house, jobs, now=here("2026-11-20 08:50"))
    friday, now = here("2026-11-20 10:00"), here("2026-11-23 11:00")
    with house.db.write() as session:  # another scheduler is at Friday's
        claimed = job_runs.claim(session, place=("one", ""), period="x", due_at=friday, now=now)
        assert claimed is not None and claimed.id is not None
    assert tick(house, jobs, now=now) == []
    with house.db.write() as session:
        job_runs.finish(session, run_id=claimed.id, state="done", outcome={}, now=now)
    assert [one.at for one, _ in tick(house, jobs, now=now)] == [
        here(f"2026-11-{day} 10:00") for day in (21, 22, 23)
    ]


def test_a_weekend_off_is_made_up_with_what_each_day_was_for(
    house: House, factory: Factory
) -> None:
    """Monday's day of one booking, the eve of another; no eve any more of what is due today."""
    with house.db.write() as session:
        for number, first in enumerate((24, 25, 26), 1):
            code = f"RLZ{number}"
            contract = factory.contract(session, no=code)
            start = date(2026, 11, first)
            factory.booking(
                session, start, start, contract_id=contract.id, route=Route.HQ, sales_email="a@b.cn"
            )
    jobs = [one for one in office(house.settings) if one.name == "deadline_near"]
    tick(house, jobs, now=here("2026-11-19 12:00"))
    ran = tick(house, jobs, now=here("2026-11-23 11:00"))
    assert len(ran) == 4 * 4
    with house.db.read() as session:
        keys = [mail.key.split("/", 2)[2] for mail in session.exec(select(Mail).order_by("id"))]
    assert keys == ["2026-11-24/day", "2026-11-25/eve"]


def test_four_weeks_played_by_the_clock(house: House) -> None:
    """From the enrolment on each Friday's ledger goes out once for each station."""
    jobs = office(house.settings)
    instant, last = here("2026-09-18 08:50"), here("2026-10-17 00:00")
    while instant < last:
        tick(house, jobs, now=instant)
        instant += timedelta(hours=12)
    with house.db.read() as session:
        weeks = select(LedgerWeek).where(LedgerWeek.station == "bj").order_by(LedgerWeek.week)
        sent = session.exec(weeks).all()
        mails = session.exec(select(Mail)).all()
    assert [(row.week, row.state) for row in sent] == [
        (week, LedgerState.SENT)
        for week in ("2026-W38", "2026-W39", "2026-W40", "2026-W41", "2026-W42")
    ]
    assert len(mails) == len({mail.key for mail in mails}) == 5 * 4


def test_the_scheduler_sends_once_the_clock_passes_the_cut(house: House) -> None:
    jobs = office(house.settings)
    clock = clock_module.clock
    clock.move_to(here("2026-11-20 08:50"))
    arrived = threading.Event()

    def told(context: JobContext) -> Mapping[str, Any]:
        with context.db.read() as session:
            if len(session.exec(select(LedgerWeek)).all()) == 4:
                arrived.set()
        return {}

    watching = Job("watch", "* * * * *", told)
    with Scheduler(house, [*jobs, watching], every=0.2):
        clock.move_to(here("2026-11-20 16:05"))
        for _ in range(30):
            if arrived.wait(timeout=1):
                break
            clock.move_to(clock.now() + timedelta(minutes=1))
    assert arrived.is_set()


def test_a_job_nobody_has_is_named(settings: Settings) -> None:
    with pytest.raises(InputError, match=r"key=jobs\..*no such job"):
        timed(JOBS, settings)


NO_STATIONS = {
    "no such station": ("weekly_ledger", "xx", "jobs.weekly_ledger.stations.xx"),
    "not a job of stations": ("send_outbox", "bj", "jobs.send_outbox.stations.bj"),
}


@pytest.mark.parametrize(("why", "given"), NO_STATIONS.items(), ids=NO_STATIONS.keys())
def test_a_station_that_cannot_have_its_own_is_named(
    settings: Settings, tmp_path: Path, why: str, given: tuple[str, str, str]
) -> None:
    name, code, key = given
    config = tmp_path / "config"
    shutil.copytree("config", config)
    words = (config / "jobs.yaml").read_text(encoding="utf-8")
    old = f'  {name}: {{cron: "'
    assert old in words
    new = f'  {name}: {{stations: {{{code}: {{on: false}}}}, cron: "'
    (config / "jobs.yaml").write_text(words.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=why) as wrong:
        timed(main.jobs(), settings.model_copy(update={"config": config}))
    assert key in str(wrong.value)
