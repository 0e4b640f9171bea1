"""The story's imports: three workbooks, by the code of `adops import` (interfaces.md)."""

from datetime import datetime
from pathlib import Path

from adops import clock
from adops.demo.orders import COMING, OCTOBER, RUNNING
from adops.demo.stage import PASSWORD, Stage
from adops.demo.tale import Chapter, Tale
from adops.demo.workbooks import POSTS, write_bookings, write_people, write_slots
from adops.domain.people import CONSOLE
from adops.domain.sheet import SheetKind
from adops.flows.desk import desk_of
from adops.flows.import_sheet import Imported, import_file
from adops.phrases.sheet import message
from adops.services import accounts

WORDS = {SheetKind.PEOPLE: "人员", SheetKind.SLOTS: "广告位", SheetKind.BOOKINGS: "投放单"}


def open_house(stage: Stage, tale: Tale, when: datetime) -> None:
    """People and slots, and October's bookings before they start."""
    clock.clock.move_to(when)
    with tale.chapter(when, "导入人员、广告位、十月投放单") as chapter:
        folder = _folder(stage)
        write_people(folder / "people.xlsx")
        write_slots(folder / "slots.xlsx", portal=stage.portal)
        write_bookings(folder / "bookings-2026-10.xlsx", OCTOBER, portal=stage.portal)
        _take(stage, chapter, SheetKind.PEOPLE, "people.xlsx", (len(POSTS), 0))
        _take(stage, chapter, SheetKind.SLOTS, "slots.xlsx", (60, 0))
        _take(stage, chapter, SheetKind.BOOKINGS, "bookings-2026-10.xlsx", (len(OCTOBER), 0))
        _set_passwords(stage)


def import_bookings(stage: Stage, tale: Tale, when: datetime) -> None:
    """The whole list again: what is known stays as it is, the rest is new."""
    clock.clock.move_to(when)
    everything = (*OCTOBER, *RUNNING, *COMING)
    with tale.chapter(when, "导入合同与投放单") as chapter:
        write_bookings(_folder(stage) / "bookings.xlsx", everything, portal=stage.portal)
        wanted = (len(RUNNING) + len(COMING), len(OCTOBER))
        _take(stage, chapter, SheetKind.BOOKINGS, "bookings.xlsx", wanted)
        chapter.tell("其中：财富公馆 RLZ12345 财经首页顶部通栏1000*90（11-16 至 12-02）")
        chapter.tell("同一份再导入一次：")
        _take(stage, chapter, SheetKind.BOOKINGS, "bookings.xlsx", (0, len(everything)))


def _folder(stage: Stage) -> Path:
    return stage.home / "in"


def _take(
    stage: Stage, chapter: Chapter, kind: SheetKind, name: str, wanted: tuple[int, int]
) -> None:
    """Imports one workbook; `wanted`: how many rows are new and how many unchanged."""
    done: Imported = import_file(
        kind,
        _folder(stage) / name,
        desk=desk_of(stage.settings, stage.database, stage.store),
        config=stage.settings.config_dir,
        out=stage.settings.out,
        by=CONSOLE,
        now=clock.now(),
    )
    chapter.expect(f"{name} 新增与不变的行", wanted, (done.created, done.unchanged))
    for one in (*done.errors, *done.warnings):
        chapter.expect(f"{name} 第 {one.row} 行", "", message(one))
    told = f"{WORDS[kind]} {done.rows} 行：新增 {done.created}，不变 {done.unchanged}（{name}）"
    chapter.tell(told)


def _set_passwords(stage: Stage) -> None:
    hashed = accounts.hash_password(PASSWORD)
    with stage.database.write() as session:
        for staff_no, *_ in POSTS:
            accounts.set_password(
                session, staff_no=staff_no, password_hash=hashed, by=CONSOLE, now=clock.now()
            )
