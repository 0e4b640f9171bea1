"""`adops month build|confirm|export` (interfaces.md, Commands)."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, NamedTuple

import typer

from adops.cli.context import Home, context, opened
from adops.cli.options import Json, Out, Station
from adops.domain.money import yuan
from adops.domain.month import Missing, MonthBook
from adops.domain.period import local
from adops.domain.states import MonthState
from adops.errors import RuleError
from adops.flows import month as flow
from adops.flows.named_file import whole_file
from adops.phrases.month import file_name, finding, lack, title
from adops.phrases.words import STATES
from adops.rules.month_close import contradictions
from reports.month import draw
from reports.month_answer import month_data
from reports.proof_pack import pack

if TYPE_CHECKING:
    from rich.table import Table

Month = Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2026-10")]
Archive = Annotated[Path | None, typer.Option("--pack", help="证明包（zip）写到这里")]


class _Places(NamedTuple):
    """The files to write, where they are asked for."""

    book: BinaryIO | None
    pack: BinaryIO | None


def build(
    month: Month, station: Station, out: Out = None, archive: Archive = None, as_json: Json = False
) -> None:
    """查看一个月的各行和尚缺的资料；可写出草稿工作簿。"""
    with opened() as home:
        desk = _desk(home)
        read = flow.whole_month if out or archive else flow.read_month
        with _places(out, archive) as places:
            book = read(desk, station=station, month=month, by=home.by)
            _write(desk, book, places)
    _show(book, as_json)


def confirm(
    month: Month, station: Station, out: Out = None, archive: Archive = None, as_json: Json = False
) -> None:
    """确认一个月：定稿、存档、发给财务；缺资料时拒绝并列出。"""
    with opened() as home:
        desk = _desk(home)
        open_book = flow.read_month(desk, station=station, month=month, by=home.by)
        signed = replace(open_book, state=MonthState.CONFIRMED)
        with _places(out or _in_out(home, signed), archive) as places:
            try:
                book = flow.confirm(desk, station=station, month=month, by=home.by)
            except RuleError as error:
                _say_gaps(error)
                raise
            _write(desk, book, places)
    _show(book, as_json)


def export(
    month: Month, station: Station, out: Out = None, archive: Archive = None, as_json: Json = False
) -> None:
    """导出工作簿（已确认的为定稿，未确认的为草稿）和证明包。"""
    with opened() as home:
        desk = _desk(home)
        book = flow.whole_month(desk, station=station, month=month, by=home.by)
        with _places(out or _in_out(home, book), archive) as places:
            _write(desk, book, places)
    _show(book, as_json)


def _desk(home: Home) -> flow.MonthDesk:
    artist = context.artist(home.database, home.store)
    return flow.month_desk(home.settings, home.database, home.store, draw, artist)


def _in_out(home: Home, book: MonthBook) -> Path:
    return home.settings.out / file_name(book)


@contextmanager
def _places(out: Path | None, archive: Path | None) -> Iterator[_Places]:
    """The files asked for, tried before the act. Raises InputError `file.unwritable`."""
    with ExitStack() as stack:
        files = [stack.enter_context(whole_file(path)) if path else None for path in (out, archive)]
        yield _Places(*files)
    for path in (out, archive):
        if path is not None:
            print(f"已写出 {path}", file=sys.stderr)


def _write(desk: flow.MonthDesk, book: MonthBook, places: _Places) -> None:
    if places.book is not None:
        places.book.write(flow.workbook(desk, book))
    if places.pack is not None:
        places.pack.writelines(pack(book, desk.store))


def _say_gaps(error: RuleError) -> None:
    """Names on stderr each line and what it lacks, and what does not add up."""
    for line in error.facts.get("lines", ()):
        for missing in line["missing"]:
            days = tuple(date.fromisoformat(day) for day in missing["days"])
            words = lack(Missing(missing["code"], days))
            print(f"  {line['contract_no']} {line['slot']}：{words}", file=sys.stderr)
    for one in error.findings:
        print(f"  {finding(one)}", file=sys.stderr)


def _show(book: MonthBook, as_json: bool) -> None:
    findings = contradictions(book)
    if as_json:
        print(json.dumps(month_data(book, findings), ensure_ascii=False))
        return
    from rich.console import Console

    console = Console(highlight=False)
    console.print(_table(book))
    done = "资料齐全" if not book.incomplete else f"{len(book.incomplete)} 行缺资料"
    console.print(
        f"第{book.revision}稿　{STATES[book.state.value]}　应确认 {local(book.due):%m-%d %H:%M}"
        f"　本月金额 {yuan(book.amount_fen):,} 元　{done}"
    )
    for line in book.incomplete:
        named = f"{line.booking.contract_no} {line.booking.slot_code}"
        for missing in line.missing:
            console.print(f"  {named}：{lack(missing)}", soft_wrap=True)
    for one in findings:
        console.print(f"对不上：{finding(one)}")


def _table(book: MonthBook) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title(book), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("合同号", no_wrap=True)
    table.add_column("广告位", overflow="fold")
    table.add_column("投放周期", no_wrap=True)
    for head in ("计划", "已执行", "未执行", "未核实", "本月"):
        table.add_column(head, justify="right", no_wrap=True)
    for line in book.lines:
        table.add_row(
            line.booking.contract_no,
            line.booking.slot_name,
            f"{line.booking.first:%m-%d}~{line.booking.last:%m-%d}",
            *(str(one) for one in (line.planned, line.executed, line.not_executed)),
            str(line.unverified),
            f"{yuan(line.amount_fen):,}",
        )
    for change in book.differences:
        money = f"{yuan(change.amount_fen):,}"
        table.add_row(change.booking.contract_no, change.booking.slot_name, "差额", *"    ", money)
    return table
