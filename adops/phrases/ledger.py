"""Chinese words of the ledger: kinds, outcomes, what was over its limit."""

from collections.abc import Iterable, Mapping
from typing import Any

from adops.domain.booking import LedgerKind
from adops.domain.creative import Code
from adops.domain.finding import Finding
from adops.domain.ledger import Ledger, Outcome
from adops.phrases.creative import place

KINDS: Mapping[LedgerKind, str] = {LedgerKind.COMMERCIAL: "商广", LedgerKind.INTERNAL: "内广"}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.PENDING: "待审批",
    Outcome.APPROVED: "同意",
    Outcome.REFUSED: "不同意",
    Outcome.WITHDRAWN: "申请人撤回",
}
FIELDS: Mapping[str, str] = {"kind": "业务类型", "reason": "原因"}
TITLE = "地方站特殊审批记录表"
NO_ENTRIES = "本周无特批"
SHORT: Mapping[str, str] = {
    Code.SIZE_OVER_LIMIT: "大小 {measured:,} / {allowed:,} 字节",
    Code.ANIMATION_TOO_LONG: "动画时长 {measured} / {allowed} 秒",
    Code.ANIMATION_TOO_FAST: "动画帧率 {measured} / {allowed} 帧每秒",
    Code.ANIMATION_LOOPS: "循环 {measured} / {allowed} 次",
    Code.ANIMATION_FLASH: "闪烁 {measured} / {allowed} 次每秒",
    Code.TEXT_TOO_LONG: "文字 {measured} / {allowed} 字",
}
FOREVER = "循环 无限 / {allowed} 次"


def file_name(ledger: Ledger) -> str:
    """`地方站特殊审批记录表_北京站_2026-W47.xlsx`."""
    return f"{TITLE}_{ledger.station_name}站_{ledger.window.week}.xlsx"


def over(findings: Iterable[Finding]) -> str:
    """What was over, one a line: measured / allowed."""
    return "\n".join(_short(one) for one in findings)


def _short(finding: Finding) -> str:
    pattern = SHORT.get(finding.code, f"{finding.code} {{measured}} / {{allowed}}")
    if finding.measured == "forever":
        pattern = FOREVER
    try:
        said = pattern.format(measured=finding.measured, allowed=finding.allowed)
    except (TypeError, ValueError):  # a number kept as text by an older version
        said = f"{finding.code} {finding.measured} / {finding.allowed}"
    where = finding.where
    return said if where in {None, "main", "copy"} else f"{place(where)}：{said}"


def value(field: str, word: Any) -> str:
    """A corrected field's value in words."""
    kinds = {kind.value: said for kind, said in KINDS.items()}
    return kinds.get(str(word), str(word)) if field == "kind" else str(word)
