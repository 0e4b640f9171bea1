"""Three weeks around the Spring Festival of 2026 by the business clock: a week without any workday
from Monday to Friday has no ledger; bookings are taken off and run again, slots are closed by the
editors and what that took is made good, a booking is cancelled while it runs, a station has late
placements reported by the system.

The golden file is for people to read; ADOPS_GOLDEN=1 writes it anew.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from adops.db import Database
from adops.domain.booking import Route
from adops.domain.period import Period
from adops.jobs import House
from adops.settings import Settings
from adops.store import Store
from tests.adops.played.doings import (
    LIMIT,
    Doing,
    approves,
    asks,
    books,
    cancels,
    closes,
    configures,
    confirms,
    makes_good,
    page_shows,
    pauses,
    registers,
    reopens,
    reports,
    resumes,
    says_live,
    submits,
    takes_back,
)
from tests.adops.played.stage import LI, Sold, Stage, here, staged
from tests.adops.played.transcript import Transcript, all_done, hold_against
from tests.factories import Factory

GOLDEN = Path(__file__).parent / "golden" / "spring_festival.txt"
REWRITE = "ADOPS_GOLDEN" in os.environ
DAYS = Period(date(2026, 2, 11), date(2026, 3, 2))
SOLD = {
    "RLZ1": Sold("2026-02-12", "停了又恢复", Route.LOCAL, days=16),
    "RLZ2": Sold("2026-02-18", "假期当中，位置关了", days=6),
    "RLZ3": Sold("2026-02-12", "播着时位置关了", Route.LOCAL, days=12),
    "RLZ4": Sold("2026-02-12", "播着时撤单", Route.LOCAL, days=16),
    "RLZ5": Sold("2026-03-10", "特批，周五截止前", sales=LI),
    "RLZ6": Sold("2026-03-10", "特批，调休的周六", sales=LI),
    "RLZ7": Sold("2026-03-10", "特批，节后"),
    "RLZ8": Sold("2026-02-24", "第一天就停了", Route.LOCAL, days=8),
    "RLZ9": Sold("2026-02-25", "由系统报告", Route.LOCAL, days=4),
}
OFF, ON = '23 * * *", on: false}', '23 * * *", stations: {bj: {on: true}}, on: false}'


def reported_by_itself(stage: Stage, now: datetime) -> str:
    """北京 turns it on, and the house is started anew."""
    settings = stage.house.settings
    config = settings.home.parent / "config-late"
    shutil.copytree(settings.config_dir, config)
    jobs = config / "jobs.yaml"
    text = jobs.read_text(encoding="utf-8")
    assert text.count(OFF) == 1
    jobs.write_text(text.replace(OFF, ON), encoding="utf-8")
    stage.start(replace(stage.house, settings=settings.model_copy(update={"config": config})))
    return "北京站开启晚投自动报告；重新启动"


PLAYED: Sequence[tuple[str, Doing]] = (
    *(
        one
        for no in ("RLZ1", "RLZ3", "RLZ4")
        for one in (
            ("2026-02-11 10:00", submits(no)),
            ("2026-02-11 10:30", confirms(no)),
            ("2026-02-11 17:30", configures(no, "2026-02-12", "北京AE")),
            ("2026-02-12 08:50", page_shows(no, 1)),
        )
    ),
    # the second workday before the break; the make-up Saturday counts
    ("2026-02-13 14:00", submits("RLZ2")),
    ("2026-02-13 15:00", confirms("RLZ2")),
    ("2026-02-14 17:30", configures("RLZ2", "2026-02-18")),
    ("2026-02-14 17:31", takes_back("RLZ2", "2026-02-18")),
    ("2026-02-14 17:35", configures("RLZ2", "2026-02-18")),
    # the last ledger before the break; what comes on the make-up Saturday and in the break is in
    # that of the Friday after the next
    ("2026-02-12 11:00", submits("RLZ5", "李销售", size=LIMIT + 5)),
    ("2026-02-12 11:01", asks("RLZ5", "李销售")),
    ("2026-02-13 16:00", registers("RLZ5")),
    ("2026-02-14 10:00", submits("RLZ6", "李销售", size=LIMIT + 6)),
    ("2026-02-14 10:01", asks("RLZ6", "李销售")),
    ("2026-02-14 10:30", registers("RLZ6")),
    ("2026-02-20 10:00", submits("RLZ7", size=LIMIT + 7)),
    ("2026-02-20 10:01", asks("RLZ7")),
    ("2026-02-20 10:30", registers("RLZ7")),
    ("2026-02-24 11:00", approves("RLZ5")),
    # taken off within the hour, looked for by nobody; run again, looked for the same day
    ("2026-02-16 11:00", pauses("RLZ1", "客户投诉")),
    ("2026-02-16 11:20", pauses("RLZ1", "再点一次")),
    ("2026-02-16 11:40", page_shows("RLZ1", None)),
    ("2026-02-16 11:45", says_live("RLZ1", "2026-02-16", "北京AE", "pause1")),
    ("2026-02-19 13:30", resumes("RLZ1", "客户同意")),
    ("2026-02-19 13:50", page_shows("RLZ1", 1)),
    # closed on its first day: not late; open again, looked for that day, and late from no day on
    ("2026-02-17 10:00", closes("RLZ2", "2026-02-18", None, "首页改版", "总部AE")),
    ("2026-02-20 09:30", reopens("RLZ2", "总部AE")),
    ("2026-02-20 09:40", page_shows("RLZ2", 1)),
    # closed while it runs, for two days; the days before and after are looked at
    ("2026-02-17 10:30", closes("RLZ3", "2026-02-18", "2026-02-19", "春节专题")),
    ("2026-02-18 08:50", page_shows("RLZ3", None)),
    ("2026-02-20 08:50", page_shows("RLZ3", 1)),
    # and made good on the first days that are free, once
    ("2026-02-20 14:30", makes_good("RLZ3")),
    ("2026-02-20 14:31", makes_good("RLZ3")),
    ("2026-02-20 14:35", books("RLZ3补")),
    ("2026-02-23 11:00", submits("RLZ3补")),
    ("2026-02-23 11:10", confirms("RLZ3补")),
    ("2026-02-23 17:30", configures("RLZ3补", "2026-02-24", "北京AE")),
    ("2026-02-24 08:50", page_shows("RLZ3补", 1)),
    # cancelled while it runs; taken down late, which nobody says for a week
    ("2026-02-20 11:00", cancels("RLZ4", "2026-02-22")),
    ("2026-02-22 12:00", page_shows("RLZ4", None)),
    ("2026-03-02 10:00", says_live("RLZ4", "2026-02-22", "北京AE", "down")),
    # taken off before anybody saw it on its first day; run again, seen by the next morning's round
    ("2026-02-23 10:00", submits("RLZ8")),
    ("2026-02-23 10:30", confirms("RLZ8")),
    ("2026-02-24 09:01", pauses("RLZ8", "价格写错")),
    ("2026-02-24 10:10", reports("RLZ8", "2026-02-24", "system", "北京AE")),
    ("2026-02-25 15:00", resumes("RLZ8", "改好了")),
    ("2026-02-25 15:20", page_shows("RLZ8", 1)),
    # late, and reported by the system before anybody did
    ("2026-02-24 15:00", submits("RLZ9")),
    ("2026-02-24 15:10", confirms("RLZ9")),
    ("2026-02-24 17:30", configures("RLZ9", "2026-02-25", "北京AE")),
    ("2026-02-24 18:00", reported_by_itself),
    ("2026-02-25 11:00", page_shows("RLZ9", 1)),
    ("2026-02-25 11:10", reports("RLZ9", "2026-02-25", "system", "北京AE")),
)
REPORTED = {here(f"2026-02-25 {at}"): True for at in ("10:25", "10:26", "10:55", "10:56")}


def test_spring_festival(
    sqlite: Database, store: Store, settings: Settings, factory: Factory
) -> None:
    factory.now = here("2026-02-09 10:00")
    stage = staged(House(sqlite, store, settings), factory, SOLD)
    transcript = Transcript(stage)
    transcript.play(PLAYED, DAYS, REPORTED)
    with sqlite.read() as session:
        assert all_done(session)
    hold_against(GOLDEN, transcript.text(DAYS), rewrite=REWRITE)
