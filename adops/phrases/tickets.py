"""Words of a ticket for MantisBT (mantis.md): the summary of one line, the description, notes.

Every summary begins with the anomaly's key, `[A-1234] `: by it an issue is found again. A note
begins with its own.
"""

from adops.domain.ticket import TicketFacts

MOST_SUMMARY = 128  # characters; 129 are answered with an empty 500


def key_of(anomaly_id: int) -> str:
    """`[A-1234]`."""
    return f"[A-{anomaly_id}]"


def summary(facts: TicketFacts) -> str:
    """One line of at most 128 characters."""
    what = " ".join(one for one in (facts.contract, facts.slot or facts.page) if one)
    line = f"{key_of(facts.anomaly_id)} {facts.station} {facts.result}：{what}"
    line = " ".join(line.split())
    return line if len(line) <= MOST_SUMMARY else line[: MOST_SUMMARY - 1] + "…"


def description(facts: TicketFacts) -> str:
    """The facts, line by line."""
    lines = [
        f"异常：{facts.result}（{facts.station}）",
        *_named("广告位", f"{facts.slot}（{facts.slot_code}）" if facts.slot else ""),
        *_named("合同", facts.contract),
        *_named("投放周期", facts.period),
        *_named("页面", f"{facts.page} {facts.url}（{facts.device}）"),
        *_named("选择器", facts.selector),
        *_named("同样出问题的广告位", "、".join(facts.slots)),
        f"首次发现：{facts.first}；最近一次：{facts.last}；共 {facts.count} 次",
        *_listed("巡检看到的", facts.findings),
        *_listed("三步核对", facts.triage),
    ]
    return "\n".join(lines) + "\n"


def trouble_note(key: str, facts: TicketFacts, *, changed: bool) -> str:
    """Later trouble of the same anomaly."""
    what = f"结果变为：{facts.result}" if changed else f"仍未恢复：{facts.result}"
    lines = [f"{key} {what}", f"最近一次：{facts.last}；共 {facts.count} 次"]
    return "\n".join([*lines, *_listed("巡检看到的", facts.findings)]) + "\n"


def end_note(key: str, *, at: str, why: str) -> str:
    """It is over."""
    return f"{key} 投放台记录异常已结束：{why}（{at}）。请核对后关闭本工单。\n"


def again_note(key: str, *, at: str) -> str:
    """That it was over is taken back."""
    return f"{key} 更正：异常没有结束，仍在继续（{at}）。此前“异常已结束”的说明作废，请继续处理。\n"


def where(anomaly_id: int, site: str) -> str:
    """The last line of an issue and of a note: where all looks with their pictures are. `site` is
    `ADOPS_URL`, "" where it is not set."""
    path = f"/anomalies/{anomaly_id}"
    if site:
        return f"全部截图和经过：{site}{path}\n"
    return f"全部截图和经过：登录投放台，打开 {path}（“异常”里的 #{anomaly_id}）\n"


def _named(name: str, words: str) -> list[str]:
    return [f"{name}：{words}"] if words else []


def _listed(name: str, lines: tuple[str, ...]) -> list[str]:
    return [f"{name}：", *(f"- {line}" for line in lines)] if lines else []
