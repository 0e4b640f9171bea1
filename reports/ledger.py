"""《地方站特殊审批记录表》: a ledger's rows, and its one sheet (rules.md §6). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adops.domain.ledger import Correction, Ledger, LedgerEntry, Outcome
from adops.domain.period import local
from adops.phrases.ledger import FIELDS, KINDS, NO_ENTRIES, OUTCOMES, TITLE, over, value
from reports.columns import Block, Column, Format, Sheet, Tone
from reports.workbook import build

TONES = {
    Outcome.PENDING: Tone.WARN,
    Outcome.APPROVED: Tone.GOOD,
    Outcome.REFUSED: Tone.BAD,
    Outcome.WITHDRAWN: Tone.MUTED,
}
RESULTS, CORRECTIONS = "前期结果（以前登记、本周作出决定）", "更正（以前登记、本周更正）"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One numbered entry."""

    number: int
    entry: LedgerEntry


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One corrected entry: what it said, what it says now."""

    number: int
    correction: Correction
    old: str
    new: str


def entry_rows(entries: Sequence[LedgerEntry]) -> list[EntryRow]:
    """商广 and 内广 in one sheet, in the order of their registration, numbered from 1."""
    return [EntryRow(number, entry) for number, entry in enumerate(entries, 1)]


def correction_rows(corrections: Sequence[Correction]) -> list[CorrectionRow]:
    """In the order of the corrections, numbered from 1."""
    return [
        CorrectionRow(number, one, _said(one.before), _said(one.after))
        for number, one in enumerate(corrections, 1)
    ]


def draw(ledger: Ledger) -> bytes:
    """The workbook's bytes: the same ledger gives the same ones."""
    return build([sheet(ledger)], title=f"{TITLE} {ledger.window.week}", created=ledger.as_of)


def sheet(ledger: Ledger) -> Sheet:
    """One sheet: the entries, then 「前期结果」 and 「更正」."""
    week = ledger.window.week
    return Sheet(
        name=str(week),
        title=f"{TITLE}（{ledger.station_name}站）",
        lines=_lines(ledger),
        blocks=(
            Block(ENTRIES, entry_rows(ledger.entries), empty=NO_ENTRIES),
            Block(EARLIER, entry_rows(ledger.results), heading=RESULTS),
            Block(CORRECTED, correction_rows(ledger.corrections), heading=CORRECTIONS),
        ),
        sign_off=("制表", "审核", "日期"),
    )


def _lines(ledger: Ledger) -> list[str]:
    week, window = ledger.window.week, ledger.window
    kinds = [
        f"{said} {sum(one.kind is kind for one in ledger.entries)} 条"
        for kind, said in KINDS.items()
    ]
    state = (
        "" if ledger.as_of == window.cut else f"　（进行中，截至 {local(ledger.as_of):%H:%M:%S}）"
    )
    lines = [
        f"{week.year} 年第 {week.number} 周　统计区间 {local(window.after):%Y-%m-%d %H:%M} 之后"
        f" 至 {local(window.cut):%Y-%m-%d %H:%M}　登记 {len(ledger.entries)} 条"
        f"（{'，'.join(kinds)}）{state}"
    ]
    if window.provisional:
        lines.append("所涉年份的放假安排尚未公布，截止时间按暂定日历推算。")
    return lines


def _period(row: EntryRow) -> str:
    return f"{row.entry.first_day:%Y-%m-%d}\n至 {row.entry.last_day:%Y-%m-%d}"


def _customer(row: EntryRow) -> str:
    parts = (row.entry.client, row.entry.contract_name)
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _outcome(row: EntryRow) -> str:
    said = OUTCOMES[row.entry.outcome]
    return f"{said}\n{row.entry.decided_why}" if row.entry.decided_why else said


def _tone(row: EntryRow) -> Tone:
    return TONES[row.entry.outcome]


def _said(fields: Mapping[str, str]) -> str:
    return "\n".join(f"{FIELDS[name]}：{value(name, word)}" for name, word in fields.items())


ENTRIES: tuple[Column[EntryRow], ...] = (
    Column("序号", 5, lambda row: row.number, Format.CENTER),
    Column("登记时间", 15.5, lambda row: row.entry.registered_at, Format.TIME),
    Column("业务类型", 6, lambda row: KINDS[row.entry.kind], Format.CENTER),
    Column("合同号", 12, lambda row: row.entry.contract_no, Format.CODE, group="合同"),
    Column("客户 / 项目", 17, _customer, group="合同"),
    Column("编号", 14, lambda row: row.entry.slot_code, Format.CODE, group="广告位"),
    Column("名称", 15, lambda row: row.entry.slot_name, group="广告位"),
    Column("投放周期", 12.5, _period, Format.CENTER),
    Column("创意版本", 6, lambda row: f"第{row.entry.version}版", Format.CENTER),
    Column("超出项（实测 / 允许）", 20, lambda row: over(row.entry.findings)),
    Column("原因", 22, lambda row: row.entry.reason),
    Column("申请人", 10, lambda row: row.entry.asked_by, Format.CENTER, group="经手"),
    Column("登记人", 10, lambda row: row.entry.registered_by, Format.CENTER, group="经手"),
    Column("结果", 13, _outcome, Format.CENTER, group="审批", tone=_tone),
    Column("审批人", 10, lambda row: row.entry.decided_by, Format.CENTER, group="审批"),
    Column("审批时间", 15.5, lambda row: row.entry.decided_at, Format.TIME, group="审批"),
)
EARLIER: tuple[Column[EntryRow], ...] = (
    Column("序号", 5, lambda row: row.number, Format.CENTER),
    Column("登记时间", 15.5, lambda row: row.entry.registered_at, Format.TIME),
    Column("业务类型", 6, lambda row: KINDS[row.entry.kind], Format.CENTER),
    Column("合同号", 12, lambda row: row.entry.contract_no, Format.CODE),
    Column("客户 / 项目", 17, _customer),
    Column("广告位", 33, lambda row: f"{row.entry.slot_code}\n{row.entry.slot_name}", span=2),
    Column("投放周期", 12.5, _period, Format.CENTER),
    Column("创意版本", 6, lambda row: f"第{row.entry.version}版", Format.CENTER),
    Column("超出项（实测 / 允许）", 20, lambda row: over(row.entry.findings)),
    Column("原因", 46, lambda row: row.entry.reason, span=3),
    Column("审批结果", 13, _outcome, Format.CENTER, tone=_tone),
    Column("审批人", 10, lambda row: row.entry.decided_by, Format.CENTER),
    Column("审批时间", 15.5, lambda row: row.entry.decided_at, Format.TIME),
)
CORRECTED: tuple[Column[CorrectionRow], ...] = (
    Column("序号", 5, lambda row: row.number, Format.CENTER),
    Column("登记时间", 21.5, lambda row: row.correction.registered_at, Format.TIME, span=2),
    Column("合同号", 12, lambda row: row.correction.contract_no, Format.CODE),
    Column("项目", 18, lambda row: row.correction.contract_name),
    Column("广告位", 33, lambda row: row.correction.slot_name, span=2),
    Column("更正前", 40, lambda row: row.old, span=3),
    Column("更正后", 46, lambda row: row.new, span=3),
    Column("更正人", 25, lambda row: row.correction.corrected_by, Format.CENTER, span=2),
    Column("更正时间", 15.5, lambda row: row.correction.corrected_at, Format.TIME),
)
