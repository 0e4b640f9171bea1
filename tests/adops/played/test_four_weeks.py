"""Four weeks around the National Day of 2026 by the business clock: what people did, every mail,
every run that did something, every state of bookings and of what is to be placed, and Today.

The golden file is for people to read; ADOPS_GOLDEN=1 writes it anew.
"""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from adops.db import Database
from adops.domain.booking import BookingState, Route
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
    configures,
    confirms,
    holds,
    lifts,
    page_shows,
    registers,
    reports,
    says_live,
    submits,
)
from tests.adops.played.stage import DOWN, LI, Sold, here, staged
from tests.adops.played.transcript import Transcript, all_done, hold_against
from tests.factories import Factory

GOLDEN = Path(__file__).parent / "golden" / "four_weeks.txt"
REWRITE = "ADOPS_GOLDEN" in os.environ
DAYS = Period(date(2026, 9, 14), date(2026, 10, 12))
# switched off on Friday evening; on again on Monday, after a make-up Sunday
OFF = (here("2026-09-18 17:00"), here("2026-09-21 08:30"))
SOLD = {
    "RLZ1": Sold("2026-09-17", "平时的周四"),
    "RLZ2": Sold("2026-09-22", "调休的周日后"),
    "RLZ3": Sold("2026-09-26", "中秋当中", Route.CROSS, LI),
    "RLZ4": Sold("2026-09-28", "中秋后第一天"),
    "RLZ5": Sold("2026-10-03", "国庆当中"),
    "RLZ6": Sold("2026-10-08", "国庆后第一天", Route.CROSS, LI),
    "RLZ7": Sold("2026-10-10", "调休的周六", Route.HQ, LI),
    "RLZ8": Sold("2026-10-11", "周日", Route.HQ, ""),
    "RLZ9": Sold("2026-10-05", "本地投放", Route.LOCAL),
    "RLZ10": Sold("2026-10-26", "停机时到期的预订", Route.LOCAL, state=BookingState.DRAFT),
    "RLZ11": Sold("2026-10-26", "跨国庆的预订", Route.LOCAL, state=BookingState.DRAFT),
    "RLZ12": Sold(
        "2026-10-26", "等它到期的", Route.LOCAL, state=BookingState.DRAFT, beside="RLZ11"
    ),
    "RLZ13": Sold("2026-09-30", "临时上单", Route.LOCAL, state=BookingState.DRAFT, days=3),
}
PLAYED: Sequence[tuple[str, Doing]] = (
    # a plain week: confirmed on the second, configured, seen by the morning's round
    ("2026-09-15 11:00", submits("RLZ1")),
    ("2026-09-16 10:00", holds("RLZ10")),
    ("2026-09-16 14:59", confirms("RLZ1", "李销售")),
    ("2026-09-16 15:00", confirms("RLZ1")),
    ("2026-09-16 16:30", configures("RLZ1", "2026-09-17")),
    ("2026-09-17 08:59", says_live("RLZ1", "2026-09-17")),
    ("2026-09-17 08:59", page_shows("RLZ1", 1)),
    # over its limit: asked for, registered, approved, then confirmed a minute before its deadline
    ("2026-09-17 10:30", submits("RLZ2", size=LIMIT + 1)),
    ("2026-09-17 10:40", asks("RLZ2")),
    ("2026-09-17 11:00", registers("RLZ2")),
    ("2026-09-18 10:30", approves("RLZ2")),
    ("2026-09-21 14:59", confirms("RLZ2")),
    ("2026-09-21 17:30", configures("RLZ2", "2026-09-22")),
    ("2026-09-22 08:30", page_shows("RLZ2", 1)),
    # a swap of the running ad day is late for its 15:00 and needs the head office; due in an hour
    ("2026-09-21 14:10", submits("RLZ1", size=LIMIT - 2)),
    ("2026-09-21 14:15", confirms("RLZ1", version=2)),
    ("2026-09-21 14:20", confirms("RLZ1", "总部AE", version=2, why="客户改价")),
    ("2026-09-21 15:10", page_shows("RLZ1", 2)),
    ("2026-09-21 15:20", says_live("RLZ1", "2026-09-21", what="v2")),
    # a swap of a later day: both are right from 9:00 to 10:00, ended by the look that sees the new
    ("2026-09-23 11:00", submits("RLZ2", size=LIMIT - 3, go_live="2026-09-24")),
    ("2026-09-23 14:59:59", confirms("RLZ2", version=2)),
    ("2026-09-23 17:30", configures("RLZ2", "2026-09-24", what="v2")),
    ("2026-09-24 09:45", page_shows("RLZ2", 2)),
    # and one that nobody puts on the page in time
    ("2026-09-23 14:00", submits("RLZ1", size=LIMIT - 4, go_live="2026-09-24")),
    ("2026-09-23 15:00", confirms("RLZ1", version=3)),
    ("2026-09-24 13:00", page_shows("RLZ1", 3)),
    # a second too late for a day in a break; taken all the same; live late, and reported
    ("2026-09-22 09:00", submits("RLZ3", "李销售")),
    ("2026-09-23 15:00:01", confirms("RLZ3", "李销售")),
    ("2026-09-24 11:00", confirms("RLZ3", "李销售")),
    ("2026-09-24 11:10", confirms("RLZ3", "总部AE", why="客户临时换图")),
    ("2026-09-24 17:20", configures("RLZ3", "2026-09-26", "上海AE")),
    ("2026-09-26 10:20", page_shows("RLZ3", 1)),
    ("2026-09-26 10:25", reports("RLZ3", "2026-09-26", "other", "上海AE")),
    ("2026-09-26 10:30", reports("RLZ3", "2026-09-26", "system", "总部AE")),
    ("2026-09-26 22:00", reports("RLZ3", "2026-09-26", "system", "上海AE")),
    ("2026-09-26 22:05", reports("RLZ3", "2026-09-26", "system", "上海AE")),
    # never on its page and reported by nobody: not placed at 24:00, lifted by the head office
    ("2026-09-24 13:30", submits("RLZ4")),
    ("2026-09-24 14:00", confirms("RLZ4")),
    ("2026-09-24 17:30", configures("RLZ4", "2026-09-28")),
    ("2026-09-29 00:00:01", reports("RLZ4", "2026-09-28", "forgotten")),
    ("2026-09-29 11:00", lifts("RLZ4", "2026-09-28", "编辑证明已上", "北京AE")),
    ("2026-09-29 11:05", lifts("RLZ4", "2026-09-28", "编辑证明已上")),
    # the National Day: its ledger is cut on Wednesday; what comes a second later is in the next
    ("2026-09-25 12:00", submits("RLZ5", size=LIMIT + 5)),
    ("2026-09-25 12:10", asks("RLZ5")),
    ("2026-09-30 16:00", registers("RLZ5")),
    ("2026-09-28 12:00", submits("RLZ7", "李销售", size=LIMIT + 7)),
    ("2026-09-28 12:10", asks("RLZ7", "李销售")),
    ("2026-09-30 16:00:01", registers("RLZ7")),
    ("2026-10-08 10:30", approves("RLZ5")),
    ("2026-10-08 11:30", approves("RLZ7")),
    ("2026-09-29 14:00", submits("RLZ5")),
    ("2026-09-29 15:00", confirms("RLZ5", version=2)),
    ("2026-09-30 17:30", configures("RLZ5", "2026-10-03")),
    # a mark that the next look contradicts
    ("2026-10-03 09:20", says_live("RLZ5", "2026-10-03")),
    ("2026-10-03 09:45", page_shows("RLZ5", 2)),
    # configured, then another creative: to be entered anew; live on the second
    ("2026-09-28 11:00", submits("RLZ6", "李销售")),
    ("2026-09-28 12:00", confirms("RLZ6", "李销售")),
    ("2026-09-29 16:30", configures("RLZ6", "2026-10-08", "上海AE")),
    ("2026-09-30 13:50", submits("RLZ6", "李销售", size=LIMIT - 6, go_live="2026-10-08")),
    ("2026-09-30 14:00", confirms("RLZ6", "李销售", version=2)),
    ("2026-09-30 17:40", configures("RLZ6", "2026-10-08", "上海AE")),
    ("2026-10-08 09:58", page_shows("RLZ6", 2)),
    ("2026-10-08 10:00", says_live("RLZ6", "2026-10-08", "上海AE")),
    # a second late, reported in the day's last minute
    ("2026-10-09 14:00", confirms("RLZ7", "李销售")),
    ("2026-10-09 17:30", configures("RLZ7", "2026-10-10")),
    ("2026-10-10 10:00:01", page_shows("RLZ7", 1)),
    ("2026-10-10 10:00:01", says_live("RLZ7", "2026-10-10")),
    ("2026-10-10 23:59:59", reports("RLZ7", "2026-10-10", "other", note="系统卡住")),
    # nobody could see it
    ("2026-10-10 14:50", submits("RLZ8", "北京AE")),
    ("2026-10-10 14:59", confirms("RLZ8", "北京AE")),
    ("2026-10-11 08:00", page_shows("RLZ8", DOWN)),
    # booked on its own first day: late all the same, with that reason
    ("2026-09-30 14:00", books("RLZ13")),
    ("2026-09-30 14:05", submits("RLZ13")),
    ("2026-09-30 14:06", confirms("RLZ13")),
    ("2026-09-30 14:10", configures("RLZ13", "2026-09-30", "北京AE")),
    ("2026-09-30 14:20", page_shows("RLZ13", 1)),
    ("2026-09-30 14:20", says_live("RLZ13", "2026-09-30", "北京AE")),
    ("2026-09-30 14:30", reports("RLZ13", "2026-09-30", "system", "北京AE")),
    # refused, and nothing else comes
    ("2026-09-29 11:30", submits("RLZ9", size=LIMIT * 3 // 2 + 1)),
    # a hold across the break: its shares are free with the third workday's 18:00
    ("2026-09-29 12:00", holds("RLZ11")),
    ("2026-10-09 17:59:59", books("RLZ12")),
    ("2026-10-09 18:00", books("RLZ12")),
)


def test_four_weeks(sqlite: Database, store: Store, settings: Settings, factory: Factory) -> None:
    factory.now = here("2026-09-10 10:00")
    stage = staged(House(sqlite, store, settings), factory, SOLD)
    transcript = Transcript(stage, OFF)
    transcript.play(PLAYED, DAYS, {OFF[1]: True})
    with sqlite.read() as session:
        assert all_done(session)
    hold_against(GOLDEN, transcript.text(DAYS), rewrite=REWRITE)
