"""Two weeks around a year that nobody has announced, by the business clock: what is worked out for
the time being says so, until the notice is typed in; what was confirmed by then stays in time.

The golden file is for people to read; ADOPS_GOLDEN=1 writes it anew.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from adops.db import Database
from adops.domain.period import Period
from adops.jobs import House
from adops.settings import Settings
from adops.store import Store
from tests.adops.played.doings import (
    LIMIT,
    Doing,
    asks,
    configures,
    confirms,
    page_shows,
    registers,
    submits,
    told_kept,
)
from tests.adops.played.stage import LI, Sold, Stage, here, staged
from tests.adops.played.transcript import Transcript, all_done, hold_against
from tests.factories import Factory

GOLDEN = Path(__file__).parent / "golden" / "new_year.txt"
REWRITE = "ADOPS_GOLDEN" in os.environ
DAYS = Period(date(2026, 12, 25), date(2027, 1, 8))
NOTICE = """\
year: 2027
notice: 国办发明电〔2026〕0号
blocks:
  - {name: 元旦, first: 2026-12-31, last: 2027-01-02}
  - {name: 春节, first: 2027-02-05, last: 2027-02-11}
workdays: [2027-01-03]
"""
SOLD = {
    "RLZ1": Sold("2026-12-28", "年内的周一"),
    "RLZ2": Sold("2027-01-01", "元旦，公布前确认"),
    "RLZ3": Sold("2027-01-01", "元旦，公布前没有确认", sales=LI, days=2),
    "RLZ4": Sold("2027-01-04", "元旦后的周一", sales=LI),
    "RLZ5": Sold("2027-01-06", "元旦后的周三"),
    "RLZ6": Sold("2027-01-20", "特批，截止前", sales=LI),
    "RLZ7": Sold("2027-01-20", "特批，截止后一秒"),
}


def notice_comes(stage: Stage, now: datetime) -> str:
    """The year's file is typed in, and the house is started anew."""
    settings = stage.house.settings
    config = settings.home.parent / "config-2027"
    shutil.copytree(settings.config_dir, config)
    (config / "calendar" / "2027.yaml").write_text(NOTICE, encoding="utf-8")
    announced = settings.model_copy(update={"config": config})
    stage.start(replace(stage.house, settings=announced))
    return "录入 2027 年放假安排：12月31日至1月2日放假，1月3日（周日）上班；重新启动"


PLAYED: Sequence[tuple[str, Doing]] = (
    # all its days are of 2026: nothing is for the time being
    ("2026-12-25 14:50", submits("RLZ1")),
    ("2026-12-25 15:00", confirms("RLZ1")),
    ("2026-12-25 17:30", configures("RLZ1", "2026-12-28")),
    ("2026-12-28 08:50", page_shows("RLZ1", 1)),
    # confirmed before the notice: in time then, and for good
    ("2026-12-28 11:00", submits("RLZ5")),
    ("2026-12-28 11:10", confirms("RLZ5")),
    ("2026-12-29 16:50", submits("RLZ2")),
    ("2026-12-29 17:00", confirms("RLZ2")),
    ("2026-12-30 09:20", submits("RLZ3", "李销售")),
    ("2026-12-30 09:30", notice_comes),
    ("2026-12-30 09:31", told_kept("RLZ2")),
    ("2026-12-30 09:31", told_kept("RLZ5")),
    # not confirmed by then: a day too late since
    ("2026-12-30 09:35", confirms("RLZ3", "李销售")),
    ("2026-12-30 17:30", configures("RLZ2", "2027-01-01")),
    ("2027-01-01 08:50", page_shows("RLZ2", 1)),
    # the ledger of the week is cut on Wednesday now; a second later is in the year's first
    ("2026-12-30 10:30", submits("RLZ6", "李销售", size=LIMIT + 6)),
    ("2026-12-30 10:31", asks("RLZ6", "李销售")),
    ("2026-12-30 10:40", submits("RLZ7", size=LIMIT + 7)),
    ("2026-12-30 10:41", asks("RLZ7")),
    ("2026-12-30 16:00", registers("RLZ6")),
    ("2026-12-30 16:00:01", registers("RLZ7")),
    # the make-up Sunday is the last workday before Monday
    ("2027-01-03 14:50", submits("RLZ4", "李销售")),
    ("2027-01-03 15:00", confirms("RLZ4", "李销售")),
    ("2027-01-03 17:30", configures("RLZ4", "2027-01-04")),
    ("2027-01-04 08:50", page_shows("RLZ4", 1)),
    ("2027-01-05 17:30", configures("RLZ5", "2027-01-06")),
    ("2027-01-06 08:50", page_shows("RLZ5", 1)),
)


def test_new_year(sqlite: Database, store: Store, settings: Settings, factory: Factory) -> None:
    factory.now = here("2026-10-10 10:00")
    stage = staged(House(sqlite, store, settings), factory, SOLD)
    transcript = Transcript(stage, beside=True)
    for eve in ("2026-10-31 23:59:59", "2026-11-01 00:00"):
        transcript.at(here(eve), ticks=False, lists=True)
    transcript.play(PLAYED, DAYS, {})
    with sqlite.read() as session:
        assert all_done(session)
    hold_against(GOLDEN, transcript.text(DAYS), rewrite=REWRITE)
