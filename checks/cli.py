"""`adops check run`, `adops check cancel` (interfaces.md, Commands)."""

import json
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from adops.cli.context import opened
from adops.cli.options import MOST
from adops.cli.progress import progress
from adops.domain.facts import told_as
from adops.errors import InputError, RuleError
from adops.phrases.words import RESULTS

if TYPE_CHECKING:
    from adops.models import SlotCheck
    from checks.run import RunReport

Json = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档")]


def run(
    station: Annotated[str | None, typer.Option(help="站点代码，如 bj；不写则全部")] = None,
    on: Annotated[str | None, typer.Option(help="广告日，只能是当前的")] = None,
    slot: Annotated[list[str] | None, typer.Option(help="只看这些广告位，可重复")] = None,
    fail_on_trouble: Annotated[
        bool, typer.Option("--fail-on-trouble", help="发现异常时退出码为 1")
    ] = False,
    as_json: Json = False,
) -> None:
    """巡检：用真实浏览器查看每个广告位，留存截图。"""
    from adops.domain.code import folded
    from checks.run import check
    from checks.work import house_of

    day = _day(on)
    codes = sorted({folded(code) for code in slot or ()})
    with opened() as home, progress("巡检", quiet=as_json) as told:
        report = check(
            house_of(home.settings, home.database, home.store),
            station=station.strip().lower() if station else None,
            on=day,
            slot_codes=codes,
            by=home.by,
            progress=told,
        )
    _show(report, as_json)
    if report.run.state == "cancelled":
        raise RuleError("check.cancelled", run=report.run.id, who=report.run.cancelled_by)
    if report.run.state == "unfinished":
        raise RuleError("check.unfinished", run=report.run.id)
    if fail_on_trouble and report.has_trouble:
        raise typer.Exit(1)


def cancel(
    run: Annotated[int, typer.Argument(help="第几次巡检", min=1, max=MOST)],
    as_json: Json = False,
) -> None:
    """停止一次巡检：手上的页面看完就停，已看到的保留。"""
    from adops import clock
    from adops.queries.check_lists import run_data
    from adops.services.slot_checks import cancel_run

    with opened() as home, home.database.write() as session:
        cancel_run(session, run_id=run, by=home.by, now=clock.now())
        told = run_data(session, run, by=home.by)
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    print(f"第 {run} 次巡检已停止：{told['pages']} 个页面看完 {told['pages_done']} 个")


def _day(on: str | None) -> date | None:
    try:
        return date.fromisoformat(on) if on else None
    except ValueError as error:
        raise InputError("input.date", option="--on", value=on) from error


def _show(report: "RunReport", as_json: bool) -> None:
    if as_json:
        from checks.answer_json import report_data

        print(json.dumps(report_data(report), ensure_ascii=False))
        return
    _table(report)


def _table(report: "RunReport") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from adops.domain.finding import Finding
    from adops.phrases.checks import RESULT_TONES, message

    colours = {"good": "green", "bad": "red", "unclear": "yellow", "plain": "dim"}
    table = Table(title=f"巡检 {report.run.on}（第 {report.run.id} 次）", title_justify="left")
    for head in ("广告位", "结果", "合同", "说明"):
        table.add_column(head, overflow="fold")
    for look, slot, bookings in report.rows:
        words = "；".join(dict.fromkeys(message(Finding(**told)) for told in look.findings))
        told = _told_as(look)
        result = f"[{colours[RESULT_TONES[told]]}]{RESULTS[told]}[/]"
        contracts = "、".join(contract.no for _, contract in bookings)
        table.add_row(f"{slot.code}\n{slot.name}", result, contracts, escape(words))
    console = Console()
    console.print(table)
    counts = Counter(RESULTS[_told_as(look)] for look, _, _ in report.rows)
    told = "，".join(f"{name} {count}" for name, count in counts.most_common())
    console.print(
        f"{report.pages} 个页面，{len(report.rows)} 个广告位，{report.seconds} 秒。{told}"
    )


def _told_as(look: "SlotCheck") -> str:
    return told_as(look.result, (str(one["code"]) for one in look.findings))
