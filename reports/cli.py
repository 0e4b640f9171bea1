"""`adops ledger build|send` (interfaces.md, Commands)."""

import json
from pathlib import Path
from typing import Annotated

import typer

from adops.cli.context import Home, opened
from adops.domain.ledger import Ledger
from adops.domain.period import local
from adops.errors import InputError
from adops.flows import ledger as flow
from adops.phrases.ledger import NO_ENTRIES, TITLE, file_name
from adops.phrases.words import STATES
from adops.rules.ledger import parse_week
from reports.ledger import draw
from reports.ledger_answer import ledger_data

WeekText = Annotated[str, typer.Option("--week", metavar="WEEK", help="ISO 周，如 2026-W47")]
Station = Annotated[str, typer.Option(help="售出站点的代码，如 bj")]
Out = Annotated[Path | None, typer.Option("-o", "--out", help="工作簿写到这里")]
Json = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档")]


def ledger_build(week: WeekText, station: Station, out: Out = None, as_json: Json = False) -> None:
    """生成《地方站特殊审批记录表》；不发送，截止前也可以看。"""
    with opened() as home:
        desk = _desk(home)
        ledger = flow.read_ledger(desk, station=station, week=parse_week(week), by=home.by)
        path = out or home.settings.out / file_name(ledger)
        _put(path, flow.workbook(desk, ledger))
    _show(ledger, path, as_json)


def ledger_send(week: WeekText, station: Station, out: Out = None, as_json: Json = False) -> None:
    """截止并发送《地方站特殊审批记录表》，每周只发一次；邮件进发件箱。"""
    with opened() as home:
        desk, asked = _desk(home), parse_week(week)
        flow.send(desk, station=station, week=asked, by=home.by)
        ledger = flow.read_ledger(desk, station=station, week=asked, by=home.by)
        path = out or home.settings.out / file_name(ledger)
        _put(path, flow.workbook(desk, ledger))
    _show(ledger, path, as_json)


def _desk(home: Home) -> flow.LedgerDesk:
    return flow.ledger_desk(home.settings, home.database, home.store, draw)


def _put(path: Path, content: bytes) -> None:
    """Raises InputError `file.unwritable`."""
    half = path.with_name(f".{path.name}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(content)
        half.replace(path)
    except OSError as error:
        raise InputError("file.unwritable", file=str(path), why=error.strerror) from error


def _show(ledger: Ledger, path: Path, as_json: bool) -> None:
    if as_json:
        print(json.dumps(ledger_data(ledger) | {"file": str(path)}, ensure_ascii=False, indent=2))
        return
    window = ledger.window
    many = f"登记 {len(ledger.entries)} 条" if ledger.entries else NO_ENTRIES
    print(f"《{TITLE}》{ledger.station_name}站 {window.week}：{STATES[ledger.state.value]}，{many}")
    print(
        f"统计 {local(window.after):%Y-%m-%d %H:%M} 之后至 {local(window.cut):%Y-%m-%d %H:%M}；"
        f"前期结果 {len(ledger.results)} 条，更正 {len(ledger.corrections)} 条"
    )
    print(f"文件 {path}")
