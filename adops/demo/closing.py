"""The story's papers: Friday's ledger by its job, last month's confirmation (rules.md §6, §10)."""

from datetime import datetime

from adops import clock
from adops.demo.caller import Caller
from adops.demo.creatives import AE
from adops.demo.orders import HEAVY_APPROVED, LEFT_EMPTY, LONG_ANIMATION, OCTOBER, STATION
from adops.demo.stage import Stage
from adops.demo.tale import Chapter, Tale

WEEK, MONTH = "2026-W47", "2026-10"
STATIONS = sorted(("北京", "上海", "广州", "天津"))
REASON = "missed"
LEDGER_FILE = f"地方站特殊审批记录表_北京站_{WEEK}.xlsx"
MONTH_FILE = f"月度财务确认-北京站-{MONTH}-第1稿.xlsx"
PACK_FILE = f"月度财务确认-北京站-{MONTH}-第1稿.zip"


def send_ledger(stage: Stage, tale: Tale, when: datetime) -> None:
    """Before the cut it is refused; at the cut the scheduler sends it, once."""
    clock.clock.move_to(when.replace(minute=55, hour=when.hour - 1))
    person = stage.caller(AE)
    path = f"/ledgers/{WEEK}"
    with tale.chapter(when, "周五台账：截止并发出") as chapter:
        early = person.post(f"{path}/send?station={STATION}")
        chapter.expect("16:00 之前不能发", (409, "ledger.before_cut"), (early.status, early.code))
        clock.clock.move_to(when)
        stage.run_due_jobs()
        stage.let_mails_leave()
        chapter.expect("每站一封台账邮件", STATIONS, _senders(stage))
        stage.let_mails_leave()
        chapter.expect("再到点也不重发", STATIONS, _senders(stage))
        ledger = person.get(f"{path}?station={STATION}").document
        chapter.expect("台账状态", "sent", ledger["state"])
        contracts = [entry["contract_no"] for entry in ledger["entries"]]
        wanted = [HEAVY_APPROVED.contract_no, LONG_ANIMATION.contract_no]
        chapter.expect("台账里的特批", wanted, contracts)
        stage.keep(LEDGER_FILE, person.fetch(f"{path}.xlsx?station={STATION}"))
        chapter.tell("15:55 手动发送被拒：未到截止时间")
        chapter.tell(f"16:00 截止，自动发给总部对接 AE：{len(contracts)} 条（商广 1，内广 1）")
        chapter.tell("上海、广州、天津三站报「本周无特批」")


def _senders(stage: Stage) -> list[str]:
    return sorted(subject.split("站")[0] for subject in stage.mails("approval_ledger"))


def close_october(stage: Stage, tale: Tale, when: datetime) -> None:
    """One line blocks until its empty day has a reason; then the month is signed."""
    clock.clock.move_to(when)
    person = stage.caller(AE)
    path = f"/months/{MONTH}"
    with tale.chapter(when, "十月财务确认") as chapter:
        _complete(stage, chapter, person, path)
        done = person.post(f"{path}/confirm?station={STATION}")
        chapter.expect("补齐后确认", (200, "confirmed"), (done.status, done.document.get("state")))
        lines = done.document.get("lines", [])
        days = {
            one["slot"]: (one["planned"], one["executed"], one["not_executed"]) for one in lines
        }
        wanted = {
            one.code: (one.days.length, one.days.length - missed, missed)
            for one in OCTOBER
            for missed in [int(one is LEFT_EMPTY[0])]
        }
        chapter.expect("计划、已执行、未执行天数", wanted, days)
        stage.let_mails_leave()
        wanted_mail = [f"北京站 {MONTH} 月度财务确认"]
        chapter.expect("确认单发给财务", wanted_mail, stage.mails("month_confirmed"))
        stage.keep(MONTH_FILE, person.fetch(f"{path}.xlsx?station={STATION}"))
        stage.keep(PACK_FILE, person.fetch(f"{path}.zip?station={STATION}"))
        chapter.tell(f"补写原因「漏播」后确认：{len(lines)} 条排期，定稿并发给财务")


def _complete(stage: Stage, chapter: Chapter, person: Caller, path: str) -> None:
    """The refusal names the line and its day; the reason is given."""
    order, day = LEFT_EMPTY
    refused = person.post(f"{path}/confirm?station={STATION}")
    got = (refused.status, refused.code)
    chapter.expect("缺资料时不能确认", (409, "month.incomplete"), got)
    named = [(line["contract_no"], line["slot"]) for line in refused.document["lines"]]
    chapter.expect("拦住的行", [(order.contract_no, order.code)], named)
    change = {"reasons": [{"days": [day.isoformat()], "reason": REASON}]}
    number = stage.booking_id(order)
    line = person.patch(f"{path}/lines/{number}?station={STATION}", change)
    chapter.expect("补写原因", 200, line.status)
    chapter.tell(f"首次确认被拒：{order.house.name} {order.slot.name} {day:%m-%d} 未执行，缺原因")
