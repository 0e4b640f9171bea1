"""The story's looks: every one by a real browser, on the business day it is for (checks.md)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from adops import clock
from adops.demo.creatives import AE
from adops.demo.engine import expected_results
from adops.demo.inventory import SLOTS
from adops.demo.orders import LEFT_EMPTY, OCTOBER, RUNNING, STATION, Trouble
from adops.demo.stage import Stage
from adops.demo.tale import Chapter, Tale
from adops.domain.anomaly import AnomalyState
from adops.domain.people import SYSTEM
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult
from adops.phrases.words import RESULTS
from adops.queries.checks import looks_of_run
from adops.rules.anomaly import NO_TROUBLE
from checks.draw import Easel
from checks.run import RunReport, check
from checks.work import house_of

OCTOBER_DAYS = tuple(sorted({day for order in OCTOBER for day in order.days.days()}))
WELL = frozenset({LookResult.OK, LookResult.VACANT})
OURS = {"LJ-HOME-AN02", "LJ-HOME-HZH"}  # another link, another size: the look itself proves it
MISSING_SLOT = "LJ-NEWS-AN01"
UNANSWERED = {"size": "right", "link": "unknown", "ad_match": "unknown"}
MAILS = ["北京站巡检异常 9 个，11月20日 周五", "总部巡检异常 1 个，11月20日 周五"]


def look_in_october(stage: Stage, tale: Tale, when: datetime) -> None:
    """Day by day through the three bookings; `when` is the first morning."""
    seen: dict[tuple[str, date], LookResult] = {}
    with tale.chapter(when, f"十月逐日巡检（{len(OCTOBER_DAYS)} 天）") as chapter:
        for day in OCTOBER_DAYS:
            clock.clock.move_to(at(day, 9, 20))
            codes = sorted(order.code for order in OCTOBER if day in order.days)
            report = _check(stage, chapter, codes, station=STATION)
            seen |= {(slot.code, day): look.result for look, slot, _ in report.rows}
        for order in OCTOBER:
            for day in order.days.days():
                empty = (order, day) == LEFT_EMPTY
                wanted = LookResult.EMPTY if empty else LookResult.OK
                what = f"{order.slot.name} {day:%m-%d}"
                chapter.expect(what, wanted, seen.get((order.code, day)))
        chapter.tell(f"{len(seen)} 次查看，页面逐日用浏览器打开")
        order, day = LEFT_EMPTY
        chapter.tell(f"{order.house.name} {order.slot.name} {day:%m-%d}：空位（未执行）")


def look_on_friday(stage: Stage, tale: Tale, when: datetime) -> None:
    """The daily check of every page: what is wrong on purpose is found, and nothing else."""
    clock.clock.move_to(when)
    with tale.chapter(when, "当日巡检：12 个页面、60 个广告位") as chapter:
        report = _check(stage, chapter, ())
        found = {slot.code: look.result for look, slot, _ in report.rows}
        for code, wanted in expected_results().items():
            chapter.expect(f"{SLOTS[code].name} 的巡检结果", wanted, found.get(code))
        chapter.expect("页面数", 12, report.pages)
        _tell_counts(chapter, report)
        _tell_delivered(chapter, report)


def triage_on_friday(stage: Stage, tale: Tale, when: datetime) -> None:
    """Each trouble is an anomaly, once; what the machine can answer of it, it answered; the AE on
    duty has one mail a station (rules.md §9, §13)."""
    clock.clock.move_to(when)
    stage.run_due_jobs()
    stage.let_mails_leave()
    with tale.chapter(when, "异常：三步核对") as chapter:
        listed = stage.caller(AE).get("/anomalies").document["items"]
        found = {one["slot"]: one for one in listed if one["state"] != AnomalyState.RESOLVED}
        wanted = {code for code, one in expected_results().items() if one not in NO_TROUBLE}
        chapter.expect("每处问题一条异常，打不开的页面一条", wanted | {None}, set(found))
        ours = {code for code, one in found.items() if one["state"] == AnomalyState.OURS}
        chapter.expect("系统核对出的我方问题", OURS, ours)
        unsure = found[MISSING_SLOT]["triage"]
        answers = {question: one["answer"] for question, one in unsure.items()}
        chapter.expect("找不到的广告位的三步核对", UNANSWERED, answers)
        mails = stage.mails("anomaly")
        chapter.expect("异常邮件", sorted(MAILS), sorted(mails))
        chapter.tell(f"{len(found)} 条异常：{len(ours)} 条系统已核对为我方问题，写明改什么")
        chapter.tell(f"{SLOTS[MISSING_SLOT].name}：创意尺寸对，链接和广告匹配待 AE 核对")
        chapter.tell(f"10:02 一站一封发给值班 AE：{len(mails)} 封")


def draw_waiting(stage: Stage) -> None:
    """Draws what the job would draw within minutes."""
    Easel(stage.database, stage.store).draw_waiting()


def _check(
    stage: Stage, chapter: Chapter, codes: Sequence[str], *, station: str | None = None
) -> RunReport:
    """Looks, then draws."""
    house = house_of(stage.settings, stage.database, stage.store)
    report = check(house, station=station, slot_codes=codes, by=SYSTEM, progress=chapter.progress)
    draw_waiting(stage)
    with stage.database.read() as session:
        return replace(report, rows=looks_of_run(session, report.run.id or 0))


def _tell_counts(chapter: Chapter, report: RunReport) -> None:
    counts = Counter(look.result for look, _, _ in report.rows)
    told = "，".join(
        f"{RESULTS[one.value]} {counts[one]}" for one in (LookResult.OK, LookResult.VACANT)
    )
    chapter.tell(f"{report.pages} 个页面，{report.seconds:.0f} 秒：{told}，其余如下")
    for look, slot, _ in report.rows:
        if look.result not in WELL and look.result is not LookResult.UNREACHABLE:
            chapter.tell(f"· {slot.name}：{RESULTS[look.result.value]}")
    chapter.tell(f"· 北京看房专题页（{counts[LookResult.UNREACHABLE]} 个广告位）：页面打不开")


def _tell_delivered(chapter: Chapter, report: RunReport) -> None:
    """Each booking on air is answered for: delivered, not delivered, or unknown."""
    answers = Counter(one.delivered for _, _, bookings in report.rows for one, _ in bookings)
    proofs = sum(one.proof is not None for _, _, bookings in report.rows for one, _ in bookings)
    reached = sum(order.trouble is not Trouble.PAGE_DOWN for order in RUNNING)
    chapter.expect("在播排期都有结论", len(RUNNING), answers.total())
    chapter.expect("打开的页面上每条排期都有证明图", reached, proofs)
    chapter.tell(
        f"{answers.total()} 条在播排期：已执行 {answers[Delivered.YES]}，"
        f"未执行 {answers[Delivered.NO]}，未核实 {answers[Delivered.UNKNOWN]}；证明图 {proofs} 张"
    )
