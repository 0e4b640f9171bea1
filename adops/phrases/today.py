"""An item of 今日 in words: what, of whom, and how it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adops.domain.execution import ExecutionState, ItemKind
from adops.domain.today import CreativeGap, Due, DueKind, Step, Urgency
from adops.phrases import dates
from adops.phrases.anomaly import STATES as ANOMALY_STATES
from adops.phrases.evidence import bad_words
from adops.phrases.execution import KINDS as EXECUTION_KINDS
from adops.phrases.incoming import KINDS as KINDS_IN
from adops.phrases.reminder import rehearsal_line, rehearsal_title
from adops.phrases.words import RESULTS, ROUTES, STATES, site

KINDS: Mapping[DueKind, str] = {
    DueKind.CREATIVE: "创意",
    DueKind.APPROVAL: "特批",
    DueKind.WORDS: "广告用语",
    DueKind.EXECUTION: "执行",
    DueKind.LIVE: "上线",
    DueKind.SWAP: "换创意",
    DueKind.STOP: "下线与恢复",
    DueKind.TROUBLE: "巡检结果",
    DueKind.ANOMALY: "异常",
    DueKind.TICKET: "工单",
    DueKind.ROUND: "巡检",
    DueKind.HAND: "手查",
    DueKind.EVIDENCE: "存档文件",
    DueKind.PLACE: "选位置",
    DueKind.LEDGER: "记录表",
    DueKind.MONTH: "月度确认",
    DueKind.HOLIDAY: "放假提前",
    DueKind.CALENDAR: "放假安排",
    DueKind.INCOMING: "来信",
    DueKind.MAIL: "邮件",
    DueKind.POST: "岗位空缺",
}
STEPS: Mapping[Step, tuple[str, str]] = {
    Step.NOTHING: ("还没有提交创意", "提交创意"),
    Step.READY: ("审核已通过，还没有确认", "去确认"),
    Step.UNDECIDED: ("有用语待判定或缺文案，还没有确认", "去判定"),
    Step.WORDS: ("已点确认，等用语判定或文案", "去判定"),
    Step.NEEDS_APPROVAL: ("超出限制，需要申请特批", "去处理"),
    Step.ASKED: ("特批还没有批下来", "看特批"),
    Step.REFUSED: ("上一版没有通过，需要重新提交", "重新提交"),
}
URGENCY: Mapping[Urgency, str] = {
    Urgency.PAST: "bad",
    Urgency.HOURS: "warn",
    Urgency.TODAY: "info",
    Urgency.LATER: "plain",
    Urgency.NONE: "plain",
}
SHOWN_TROUBLES = 3
LOOK, ACCEPT = "看创意", "去接收"


@dataclass(frozen=True, slots=True)
class Told:
    """An item as the page shows it: heading, a line below it, the word on its button, what it is
    about where that is more than one thing, and what else belongs to it, with its page."""

    title: str
    detail: str
    act: str
    lines: tuple[str, ...] = ()
    also: tuple[tuple[str, str], ...] = ()


def told(due: Due) -> Told:
    """The words of an item."""
    words = _TELLERS[due.kind](due)
    found = due.facts.get("anomalies", ())
    return replace(words, also=tuple(_named(one) for one in found)) if found else words


def _named(of: Any) -> tuple[str, str]:
    """An anomaly that another item tells, with its page."""
    one = of.anomaly
    ticket = f"，工单 #{one.issue}" if one.issue else ""
    words = f"巡检：{RESULTS[one.result.value]}，异常 #{one.id} {ANOMALY_STATES[one.state][0]}"
    return words + ticket, f"/anomalies/{one.id}"


def _creative(due: Due) -> Told:
    gap = due.facts["gap"]
    status, act = STEPS[gap.step][0], _act(gap, late=due.facts["late"])
    if gap.new_item:
        status = f"从 {dates.day(gap.first)} 起换用新刊例，要另备一版，{status}"
    marks = [f"{dates.day(due.facts['go_live'])} 上线", ROUTES[gap.route.value] + "投放"]
    if gap.taken_over:
        marks.append("系统启用前已在投，不限截止时间")
    elif not due.binding:
        marks.append("截止时间仅供参考")
    if due.facts["provisional"]:
        marks.append("按暂定日历")
    if due.facts["came_late"]:
        marks.append(f"{dates.moment(gap.entered_at)} 才录入，当时已过截止，请马上提交确认")
    title = f"{gap.contract_name}（{gap.contract_no}）· {gap.slot_name}：{status}"
    return Told(title, " · ".join(marks), act)


def _act(gap: CreativeGap, *, late: bool) -> str:
    """The word for the person's next step: nobody is sent to an act that would refuse them."""
    if gap.step is Step.READY and late and gap.accepts_late:
        return ACCEPT
    confirms = gap.confirms and not late
    if gap.step is Step.UNDECIDED and confirms and not gap.decides:
        return STEPS[Step.READY][1]  # a click that waits for who decides
    may = {
        Step.ASKED: True,
        Step.READY: confirms,
        Step.UNDECIDED: gap.decides,
        Step.WORDS: gap.decides,
    }
    look = LOOK if gap.creative_id else ""
    return STEPS[gap.step][1] if may.get(gap.step, gap.submits) else look


def _approval(due: Due) -> Told:
    approval = due.facts["approval"]
    waits = {"requested": "等 AE 登记", "registered": "等投放方审批"}[approval.state.value]
    act = "去处理" if due.facts["mine"] else STEPS[Step.ASKED][1]
    day = f"{dates.day(due.facts['go_live'])} 上线"
    detail = f"{day} · {STATES[approval.state.value]} · 原因：{approval.reason}"
    return Told(f"{_of_item(due)}：特批{waits}", detail, act)


def _words(due: Due) -> Told:
    words = due.facts["words"]
    some = "、".join(f"“{one}”" for one in words[:SHOWN_TROUBLES])
    title = f"{due.facts['contract_no']} · {due.facts['slot_name']}：{len(words)} 处用语待判定"
    return Told(title, some + ("等" if len(words) > SHOWN_TROUBLES else ""), "去判定")


def _execution(due: Due) -> Told:
    facts = due.facts
    days = "、".join(dates.day(one) for one in facts["days"])
    place = site(facts["code"], facts["station"])
    title = f"{place}有 {facts['count']} 项要配置：{days} 上线"
    waiting = f"其中 {facts['waiting']} 项还没有确认的创意；" if facts["waiting"] else ""
    mark = "（按暂定日历）" if facts["provisional"] else ""
    advice = f"，建议今天下班前完成{mark}" if facts["ahead"] else f"，建议的时间已过{mark}"
    by = "最迟上线前一天 24:00" + ("" if facts["came_late"] == facts["count"] else advice)
    if facts["overdue"] == facts["count"]:
        by = "最迟上线前一天 24:00，已过：请马上配置"
    elif facts["overdue"]:
        by = f"{facts['overdue']} 项已过上线前一天 24:00，请马上配置；其余{by}"
    return Told(title, f"{waiting}{_came_late(facts)}{by}", "去配置")


def _came_late(facts: Mapping[str, Any]) -> str:
    """What was entered, or confirmed, when the advice was over."""
    late = facts["came_late"]
    if not late:
        return ""
    some = "" if late == facts["count"] else f"其中 {late} 项"
    return f"{some}录入或确认时已过建议的时间，请马上配置；"


def _live(due: Due) -> Told:
    item, title = due.facts["item"], _of_item(due)
    if item.state is ExecutionState.LATE:
        since = f"{dates.clock_time(item.live.at)} 才上线" if item.live else "还没有上线"
        return Told(f"{title}：晚投，{since}", "晚投报告须在今天 24:00 前提交", "去报告")
    remind = f"，提醒编辑 {due.facts['editor']}".rstrip() if due.facts["editor"] is not None else ""
    if item.reopened:
        return Told(f"{title}：编辑关闭已结束，还没有看到上线", f"不算晚投{remind}", "去标记")
    return Told(f"{title}：还没有看到上线", f"10:00 之后算晚投{remind}", "去标记")


def _swap(due: Due) -> Told:
    item = due.facts["item"]
    word = EXECUTION_KINDS["zh"][item.kind]
    old = "、".join(f"第{one.version}版" for one in item.replaces)
    new = "、".join(f"第{one.version}版" for one in item.entry.creatives)
    shown = f"{old} 换成 {new}" if old else new
    return Told(f"{_of_item(due)}：{word}", shown, "去替换")


def _stop(due: Due) -> Told:
    item = due.facts["item"]
    act = "去恢复" if item.kind is ItemKind.RESUME else "去下线"
    title = f"{_of_item(due)}：{EXECUTION_KINDS['zh'][item.kind]}"
    return Told(title, f"{dates.moment(item.due)} 前 · {item.why}", act)


def _of_item(due: Due) -> str:
    facts = due.facts
    return f"{facts['contract_name']}（{facts['contract_no']}）· {facts['slot_name']}"


def _trouble(due: Due) -> Told:
    facts = due.facts
    counts = "、".join(f"{RESULTS[result]} {count}" for result, count in facts["counts"])
    some = "、".join(name for _, name in facts["trouble"][:SHOWN_TROUBLES])
    more = "等" if len(facts["trouble"]) > SHOWN_TROUBLES else ""
    place = site(facts["code"], facts["station"])
    title = f"{place}有 {len(facts['trouble'])} 个广告位需要处理：{counts}"
    return Told(title, some + more, "看巡检")


def _anomaly(due: Due) -> Told:
    facts = due.facts
    counts = "、".join(f"{ANOMALY_STATES[state][0]} {count}" for state, count in facts["counts"])
    names: list[str] = facts["names"]
    some = "、".join(names[:SHOWN_TROUBLES]) + ("等" if len(names) > SHOWN_TROUBLES else "")
    place = site(facts["code"], facts["station"])
    return Told(f"{place}有 {len(names)} 个异常要处理：{counts}", some, "去处理")


def _ticket(due: Due) -> Told:
    place = site(due.facts["code"], due.facts["station"])
    title = f"{place}有 {due.facts['count']} 个异常的工单没有提交成功"
    return Told(title, "系统会一直重试；请看原因，或请管理员运行 adops doctor", "去看")


def _round(due: Due) -> Told:
    facts = due.facts
    title = f"{site(facts['code'], facts['station'])}本广告日还没有巡检"
    return Told(title, f"{facts['slots']} 个在线广告位", "去巡检")


def _hand(due: Due) -> Told:
    facts = due.facts
    place = site(facts["code"], facts["station"])
    title = f"{place}还有 {len(facts['owed'])} 条排期要用手机查看并上传截图"
    detail = "没有截图的，当天按没有核实计" if not facts["late"] else "已过时限，当天还没有核实"
    lines = tuple(f"{name}：{contract}" for name, contract in facts["owed"])
    return Told(title, detail, "去手查", lines)


def _evidence(due: Due) -> Told:
    bad = due.facts["bad"]
    title = f"{len(bad)} 个存档文件丢失或损坏"
    detail = "请从备份恢复同一个文件；恢复后下一次核对自动消除"
    return Told(title, detail, "", tuple(bad_words(*one) for one in bad))


def _place(due: Due) -> Told:
    facts = due.facts
    names = [one.name for one in facts["unfound"]]
    title = f"{site(facts['code'], facts['station'])}有 {len(names)} 个广告位从来没有在页面上找到过"
    return Told(title, "、".join(names[:SHOWN_TROUBLES]) + ("…" if names[3:] else ""), "去选位置")


def _ledger(due: Due) -> Told:
    ledger = due.facts["ledger"]
    week = f"{ledger.window.week.year} 年第 {ledger.window.week.number} 周"
    count = f"{len(ledger.entries)} 条特批" if ledger.entries else "本周无特批"
    if due.facts["cut"]:
        return Told(f"{due.facts['station']}站{week}的特批记录表还没有发送", count, "去发送")
    moment = dates.moment(ledger.window.cut)
    return Told(f"{due.facts['station']}站本周特批记录表 {moment} 截止", count, "看一看")


def _month(due: Due) -> Told:
    book = due.facts["book"]
    name = f"{book.station_name}站 {int(book.month[:4])}年{int(book.month[5:])}月"
    if due.at is None:
        return Told(f"{name}已确认，等财务接收", f"{len(book.lines)} 行", "去接收")
    gaps = len(book.incomplete)
    detail = f"{gaps} 行还缺资料" if gaps else "资料已齐，可以确认"
    return Told(
        f"{name}还没有确认", f"共 {len(book.lines)} 行，{detail}", "去补齐" if gaps else "去确认"
    )


def _holiday(due: Due) -> Told:
    rehearsal, starts = due.facts["rehearsal"], due.facts["starts"]
    mark = "按暂定日历；" if rehearsal.provisional else ""
    detail = f"{mark}最早的 {dates.moment(due.at)} 截止"
    lines = tuple(rehearsal_line(*one) for one in starts)
    return Told(rehearsal_title(rehearsal, len(starts)), detail, "看排期", lines)


def _calendar(due: Due) -> Told:
    title = f"{due.facts['year']} 年的放假安排还没有录入"
    return Told(title, "截止时间暂按周末和法定节假日推算；国务院通知公布后，请系统管理员录入", "")


def _mail(due: Due) -> Told:
    mail = due.facts["mail"]
    why = f"缺收件人：{'、'.join(mail.missing)}" if mail.missing else (mail.trouble or "")
    return Told(f"邮件“{mail.subject}”{STATES[mail.state.value]}", why, "去处理")


def _post(due: Due) -> Told:
    facts = due.facts
    title = f"{site(facts['code'], facts['station'])}的“{facts['post']}”没有人，或没有邮箱"
    detail = f"近 30 天有 {facts['mails']} 封邮件没有发给这一岗位，请在人员里补齐"
    return Told(title, detail, "看人员")


def _incoming(due: Due) -> Told:
    mails = due.facts["mails"]
    first = mails[0]
    subject, sender = first.subject or "（没有主题）", first.sender or "发件人不明"
    words = f"{KINDS_IN[first.kind]}：{subject}（{sender}）"
    more = f"，等 {len(mails)} 封" if len(mails) > 1 else ""
    return Told(f"来信待人工处理 {len(mails)} 封", words + more, "去处理")


_TELLERS: Mapping[DueKind, Callable[[Due], Told]] = {
    DueKind.CREATIVE: _creative,
    DueKind.APPROVAL: _approval,
    DueKind.WORDS: _words,
    DueKind.EXECUTION: _execution,
    DueKind.LIVE: _live,
    DueKind.SWAP: _swap,
    DueKind.STOP: _stop,
    DueKind.TROUBLE: _trouble,
    DueKind.ANOMALY: _anomaly,
    DueKind.TICKET: _ticket,
    DueKind.ROUND: _round,
    DueKind.HAND: _hand,
    DueKind.EVIDENCE: _evidence,
    DueKind.PLACE: _place,
    DueKind.LEDGER: _ledger,
    DueKind.MONTH: _month,
    DueKind.HOLIDAY: _holiday,
    DueKind.CALENDAR: _calendar,
    DueKind.INCOMING: _incoming,
    DueKind.MAIL: _mail,
    DueKind.POST: _post,
}


def closing(days: Any) -> str:
    """11月21日 周六、11月22日 周日."""
    return "、".join(dates.day(one) for one in days)
