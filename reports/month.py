"""The month-end confirmation as a workbook: 明细, 日历, 未执行与未核实, 证明 (rules.md §10)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from adops.domain.money import yuan
from adops.domain.month import BookedLine, DayFact, DayState, Known, MonthBook, MonthLine
from adops.domain.period import local, parse_month
from adops.domain.states import MonthState
from adops.phrases.month import month_words, title
from adops.phrases.words import STATES
from reports.columns import Block, Column, Format, Sheet, Tone
from reports.month_rows import (
    DifferenceRow,
    GapRow,
    LineRow,
    ProofRow,
    difference_rows,
    gap_rows,
    line_rows,
    proof_rows,
)
from reports.workbook import build

R = TypeVar("R")

WEEKDAYS = "一二三四五六日"
MARKS = {DayState.EXECUTED: "√", DayState.NOT_EXECUTED: "×", DayState.UNVERIFIED: "?"}
TONES = {
    DayState.EXECUTED: Tone.GOOD,
    DayState.NOT_EXECUTED: Tone.BAD,
    DayState.UNVERIFIED: Tone.WARN,
}
SIGN_OFF = ("地方站AE", "当地运营负责人", "财务")
LEGEND = (
    "√ 已执行　× 未执行　? 未核实　· 投放日未结束　空白 无排期。"
    "投放日自当日 09:00 至次日 09:00，按开始日计入当月。"
)
MONEY_NOTE = (
    "金额按投放日分摊到各月（最大余额法），以首次确认为准；之后的变动只列差额。配送、补投不计收入。"
)


def draw(book: MonthBook, words: Mapping[str, str]) -> bytes:
    """The workbook's bytes, with words of reasons by code; the same month, the same bytes."""
    sheets = (
        _lines_sheet(book, words),
        _days_sheet(book),
        _gaps_sheet(book, words),
        _proofs_sheet(book),
    )
    return build(sheets, title=title(book), created=book.confirmed_at or book.opens)


def _minute(instant: datetime | None) -> str:
    return f"{local(instant):%Y-%m-%d %H:%M}" if instant else "—"


def _cover(book: MonthBook) -> tuple[str, ...]:
    days = _sums(book.lines)
    due = f"{_minute(book.due)}{'（日历未公布，暂定）' if book.due_provisional else ''}"
    state = [
        f"第{book.revision}稿　{STATES[book.state.value]}",
        f"应确认：{due}",
        f"确认：{_minute(book.confirmed_at)} {book.name_of(book.confirmed_by)}".rstrip(),
    ]
    if book.returned_before:
        state.append(f"上一稿退回原因：{book.returned_before}")
    totals = (
        f"排期 {len(book.lines)} 条　计划 {days[0]} 天　已执行 {days[1]} 天　"
        f"未执行 {days[2]} 天　未核实 {days[3]} 天　本月金额 {yuan(book.amount_fen):,} 元"
    )
    return "　　".join(state), totals


def _sums(lines: Sequence[MonthLine]) -> tuple[int, int, int, int]:
    return (
        sum(line.planned for line in lines),
        sum(line.executed for line in lines),
        sum(line.not_executed for line in lines),
        sum(line.unverified for line in lines),
    )


def _bad(count: Callable[[R], int], tone: Tone) -> Callable[[R], Tone]:
    return lambda row: tone if count(row) else Tone.PLAIN


def _money(fen: int) -> Decimal:
    return yuan(fen)


def _lines_sheet(book: MonthBook, words: Mapping[str, str]) -> Sheet:
    blocks: list[Block[LineRow] | Block[DifferenceRow]] = [
        Block(
            _line_columns(draft=book.state is MonthState.OPEN),
            line_rows(book, words),
            empty="本月没有排期",
            total="合计",
        )
    ]
    differences = difference_rows(book)
    if differences:
        columns = _difference_columns()
        blocks.append(
            Block(columns, differences, heading="差额（此前已入账月份的变动）", total="合计")
        )
    return Sheet(
        "明细",
        title(book),
        blocks,
        lines=_cover(book),
        notes=(MONEY_NOTE,),
        sign_off=SIGN_OFF,
    )


def _line_columns(*, draft: bool) -> list[Column[LineRow]]:
    days, money = "执行（天）", "金额（元）"
    columns: list[Column[LineRow]] = [
        Column("序号", 5, lambda row: row.number, Format.CENTER),
        Column("合同号", 11, lambda row: row.line.booking.contract_no, Format.CODE),
        Column("合同名称", 17, lambda row: row.line.booking.contract_name),
        Column("客户", 15, lambda row: row.line.booking.client),
        Column("业务类型", 9, lambda row: row.kind, Format.CENTER),
        Column("类别", 6, lambda row: row.category, Format.CENTER),
        Column("广告位编号", 16, lambda row: row.line.booking.slot_code, Format.CODE),
        Column("广告位名称", 20, lambda row: row.line.booking.slot_name),
        Column("起", 11, lambda row: row.line.booking.first, Format.DAY, "投放周期"),
        Column("止", 11, lambda row: row.line.booking.last, Format.DAY, "投放周期"),
        Column("计划", 7, lambda row: row.line.planned, Format.NUMBER, days, total=True),
        Column("已执行", 7, lambda row: row.line.executed, Format.NUMBER, days, total=True),
        Column(
            "未执行",
            7,
            lambda row: row.line.not_executed,
            Format.NUMBER,
            days,
            _bad(lambda row: row.line.not_executed, Tone.BAD),
            total=True,
        ),
        Column(
            "未核实",
            7,
            lambda row: row.line.unverified,
            Format.NUMBER,
            days,
            _bad(lambda row: row.line.unverified, Tone.WARN),
            total=True,
        ),
        Column("原因", 20, lambda row: row.reasons),
        Column("证明", 17, lambda row: row.papers),
        Column("净价", 13, lambda row: _money(row.line.booking.net_fen), Format.MONEY, money),
        Column(
            "本月",
            13,
            lambda row: _money(row.line.amount_fen),
            Format.MONEY,
            money,
            total=True,
        ),
    ]
    if draft:
        columns.append(Column("尚缺", 26, lambda row: row.lacks, tone=_lacking))
    return columns


def _lacking(row: LineRow) -> Tone:
    return Tone.BAD if row.lacks else Tone.PLAIN


def _difference_columns() -> list[Column[DifferenceRow]]:
    """The same grid as the lines above, so that contract, slot and money stand in one line."""
    booking = _of_difference
    columns: list[Column[DifferenceRow]] = [
        Column("序号", 5, lambda row: row.number, Format.CENTER),
        Column("合同号", 11, lambda row: booking(row).contract_no, Format.CODE),
        Column("合同名称", 17, lambda row: booking(row).contract_name),
        Column("客户", 15, lambda row: booking(row).client),
        Column("广告位编号", 31, lambda row: booking(row).slot_code, Format.CODE, span=3),
        Column("广告位名称", 20, lambda row: booking(row).slot_name),
        Column("起", 11, lambda row: booking(row).first, Format.DAY),
        Column("止", 11, lambda row: booking(row).last, Format.DAY),
        Column("变动", 65, lambda row: row.because, span=6),
        Column("净价", 13, lambda row: _money(booking(row).net_fen), Format.MONEY),
        Column("差额", 13, lambda row: _money(row.difference.amount_fen), Format.MONEY, total=True),
    ]
    return columns


def _of_difference(row: DifferenceRow) -> BookedLine:
    return row.difference.booking


def _days_sheet(book: MonthBook) -> Sheet:
    month = parse_month(book.month)
    columns: list[Column[MonthLine]] = [
        Column("合同号", 12, lambda line: line.booking.contract_no, Format.CODE),
        Column("广告位", 26, lambda line: line.booking.slot_name),
        *(_day_column(day, month_words(book)) for day in month.days()),
        Column("执行/计划", 10, lambda line: f"{line.executed}/{line.planned}", Format.CENTER),
    ]
    return Sheet(
        "日历",
        f"{title(book)}　日历",
        [Block(columns, book.lines, empty="本月没有排期")],
        notes=(LEGEND,),
    )


def _day_column(day: date, group: str) -> Column[MonthLine]:
    def fact(line: MonthLine) -> DayFact | None:
        return next((one for one in line.days if one.day == day), None)

    def mark(line: MonthLine) -> str:
        found = fact(line)
        if found is None:
            return ""
        return "·" if found.known is Known.NOT_OVER else MARKS[found.state]

    def tone(line: MonthLine) -> Tone:
        found = fact(line)
        if found is None:
            return Tone.MUTED if day.weekday() > 4 else Tone.PLAIN
        return Tone.PLAIN if found.known is Known.NOT_OVER else TONES[found.state]

    head = f"{day.day}\n{WEEKDAYS[day.weekday()]}"
    return Column(head, 3.6, mark, Format.CENTER, group, tone)


def _gaps_sheet(book: MonthBook, words: Mapping[str, str]) -> Sheet:
    columns: list[Column[GapRow]] = [
        Column("合同号", 12, lambda row: row.line.booking.contract_no, Format.CODE),
        Column("广告位编号", 18, lambda row: row.line.booking.slot_code, Format.CODE),
        Column("广告位名称", 26, lambda row: row.line.booking.slot_name),
        Column("投放日", 12, lambda row: row.day.day, Format.DAY),
        Column(
            "状态", 9, lambda row: row.state, Format.CENTER, tone=lambda row: TONES[row.day.state]
        ),
        Column("依据", 30, lambda row: row.how),
        Column("巡检时间", 20, lambda row: row.day.at, Format.SECOND),
        Column("原因", 16, lambda row: row.reason, Format.CENTER),
        Column("说明", 30, lambda row: row.day.note),
    ]
    rows = gap_rows(book, words)
    return Sheet(
        "未执行与未核实",
        f"{title(book)}　未执行与未核实的投放日",
        [Block(columns, rows, empty="本月投放日全部已执行")],
    )


def _proofs_sheet(book: MonthBook) -> Sheet:
    columns: list[Column[ProofRow]] = [
        Column("合同号", 12, lambda row: row.contract_no, Format.CODE),
        Column("广告位编号", 18, lambda row: row.slot_code, Format.CODE),
        Column("投放日", 12, lambda row: row.day, Format.DAY),
        Column("证明", 34, lambda row: row.what),
        Column("时间", 20, lambda row: row.at, Format.SECOND),
        Column("证明包内文件", 48, lambda row: row.path),
        Column("SHA-256", 68, lambda row: row.sha256, Format.CODE),
        Column("说明", 18, lambda row: row.note),
    ]
    return Sheet(
        "证明",
        f"{title(book)}　证明",
        [Block(columns, proof_rows(book), empty="本月没有证明文件")],
        notes=("SHA-256 为文件内容的指纹，文件自存入起不再改动；时间为上海时间。",),
    )
