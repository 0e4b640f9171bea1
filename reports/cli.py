"""`adops ledger build|send` (interfaces.md, Commands)."""

import json
from pathlib import Path
from typing import Annotated

import typer

from adops.cli.context import Home, opened
from adops.cli.options import Json, Out, Station
from adops.domain.ledger import Ledger
from adops.domain.period import local
from adops.flows import ledger as flow
from adops.flows.named_file import whole_file
from adops.phrases.ledger import NO_ENTRIES, TITLE, file_name
from adops.phrases.words import STATES
from adops.rules.ledger import parse_week
from reports.ledger import draw
from reports.ledger_answer import ledger_data

WeekText = Annotated[str, typer.Option("--week", metavar="WEEK", help="ISO 周，如 2026-W47")]


def ledger_build(week: WeekText, station: Station, out: Out = None, as_json: Json = False) -> None:
    """生成《地方站特殊审批记录表》；不发送，截止前也可以看。"""
    with opened() as home:
        desk = _desk(home)
        ledger = flow.read_ledger(desk, station=station, week=parse_week(week), by=home.by)
        path = out or home.settings.out / file_name(ledger)
        with whole_file(path) as file:
            file.write(flow.workbook(desk, ledger))
    _show(ledger, path, as_json)


def ledger_send(week: WeekText, station: Station, out: Out = None, as_json: Json = False) -> None:
    """截止并发送《地方站特殊审批记录表》，每周只发一次；邮件进发件箱。"""
    with opened() as home:
        desk, asked = _desk(home), parse_week(week)
        ledger = flow.read_ledger(desk, station=station, week=asked, by=home.by)
        path = out or home.settings.out / file_name(ledger)
        with whole_file(path) as file:
            flow.send(desk, station=station, week=asked, by=home.by)
            ledger = flow.read_ledger(desk, station=station, week=asked, by=home.by)
            file.write(flow.workbook(desk, ledger))
    _show(ledger, path, as_json)


def _desk(home: Home) -> flow.LedgerDesk:
    return flow.ledger_desk(home.settings, home.database, home.store, draw)


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
